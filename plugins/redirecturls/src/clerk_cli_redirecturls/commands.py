"""``clerk redirecturls …``: where native applications may send people (beyond the reference)."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    Column,
    Command,
    CountedPage,
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
        Column("CREATED", "created_at", date),
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
):
    """List redirect URLs."""


class RedirectURLsGet(
    Command, name="redirecturls get", route=get(ONE), view=REDIRECT_URLS, extension=True
):
    """Get details of a redirect URL."""

    redirect_url_id: str = argument("The redirect URL to show")


class RedirectURLsAdd(
    Command,
    name="redirecturls add",
    route=post(PATH),
    view=REDIRECT_URLS,
    done="Added redirect URL {id}.",
    extension=True,
):
    """Add a redirect URL."""

    url: str = option("URL, such as myapp://callback")


class RedirectURLsDelete(
    Command,
    name="redirecturls delete",
    aliases=("rm",),
    route=delete(ONE),
    view=DELETED,
    confirm="Delete redirect URL {redirect_url_id}?",
    done="Deleted redirect URL {redirect_url_id}.",
    extension=True,
):
    """Delete a redirect URL."""

    redirect_url_id: str = argument("The redirect URL to delete")
