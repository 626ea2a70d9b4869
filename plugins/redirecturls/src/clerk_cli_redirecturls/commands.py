"""``clerk redirecturls …``: where native applications may redirect to (an extension)."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    Column,
    Command,
    CountedPage,
    Example,
    View,
    argument,
    date,
    delete,
    get,
    option,
    post,
)

REDIRECT_URLS = View(
    columns=(
        Column("ID", "id"),
        Column("URL", "url", truncatable=True),
        Column("CREATED", "created_at", date, optional=True),
    ),
    empty="No redirect URLs found",
)
PATH = "/v1/redirect_urls"
ONE = PATH + "/{redirect_url_id}"


class RedirectURLsList(
    CountedPage,
    name="redirecturls list",
    aliases=("ls",),
    route=get(PATH),
    view=REDIRECT_URLS,
    extension=True,
    examples=(Example("clerk redirecturls list", "List the redirect URLs"),),
):
    """List redirect URLs."""


class RedirectURLCommand(Command, view=REDIRECT_URLS, extension=True):
    """A command about one redirect URL."""

    redirect_url_id: str = argument("Redirect URL ID")


class RedirectURLsGet(
    RedirectURLCommand,
    name="redirecturls get",
    route=get(ONE),
    examples=(Example("clerk redirecturls get ru_123", "Show a redirect URL"),),
):
    """Show a redirect URL."""


class RedirectURLsAdd(
    Command,
    name="redirecturls add",
    route=post(PATH),
    view=REDIRECT_URLS,
    done="Added redirect URL {id}.",
    extension=True,
    examples=(
        Example(
            "clerk redirecturls add --url example://callback",
            "Allow the callback URL of a native application",
        ),
    ),
):
    """Add a redirect URL."""

    url: str = option("URL, such as myapp://callback")


class RedirectURLsDelete(
    RedirectURLCommand,
    name="redirecturls delete",
    aliases=("rm",),
    route=delete(ONE),
    view=DELETED,
    confirm="Delete redirect URL {redirect_url_id}?",
    done="Deleted redirect URL {redirect_url_id}.",
    many=True,
    examples=(Example("clerk redirecturls delete ru_123", "Delete a redirect URL"),),
):
    """Delete a redirect URL."""
