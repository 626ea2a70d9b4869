"""Updates of objects whose metadata has its own operation.

Since API version 2026-05-12 neither ``PATCH /users/{id}`` nor ``PATCH /organizations/{id}`` takes
metadata; ``PUT …/metadata`` replaces each kind that the body has and leaves the others alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from clerk_cli.commands.fields import option, path_values
from clerk_cli.commands.kinds import JsonObject
from clerk_cli.commands.request import Request, Route
from clerk_cli.commands.update import Update
from clerk_cli.errors import ClerkError
from clerk_cli.results import APIObject

if TYPE_CHECKING:
    from clerk_cli.context import Context


class MetadataMerge(Update, extension=True):
    """A change of metadata that keeps the keys it does not name; null removes a key."""

    public_metadata: JsonObject | None = option(
        "Public metadata to merge (JSON, @FILE, or - for stdin)"
    )
    private_metadata: JsonObject | None = option(
        "Private metadata to merge (JSON, @FILE, or - for stdin)"
    )


class MetadataReplace(Update, extension=True):
    """A change of metadata that discards what each kind had before."""

    public_metadata: JsonObject | None = option(
        "New public metadata, replacing the existing (JSON, @FILE, or - for stdin)"
    )
    private_metadata: JsonObject | None = option(
        "New private metadata, replacing the existing (JSON, @FILE, or - for stdin)"
    )


class MetadataUpdate(Update):
    """An update that sends its metadata where the API takes it.

    A subclass names the operation in ``metadata_route``; its path has the values of the route.
    """

    public_metadata: JsonObject | None = option(
        "Public metadata (replaces existing)", effect="destroys"
    )
    private_metadata: JsonObject | None = option(
        "Private metadata (replaces existing)", effect="destroys"
    )

    metadata_route: ClassVar[Route]
    """The operation that takes metadata, such as ``put("/v1/users/{user_id}/metadata")``."""

    def build_all(self) -> list[Request]:
        """The requests: one for the object, one for its metadata, or both.

        An empty string stands for null, which clears a value.
        """
        request = self.build()
        body = {name: None if value == "" else value for name, value in request.json_object.items()}
        metadata = {name: body.pop(name) for name in list(body) if name.endswith("_metadata")}
        route = self.metadata_route
        path = route.fill(path_values(self, route.placeholders))
        requests = [request.replace(body=body)] if body else []
        return [*requests, Request(route.method, path, body=metadata)] if metadata else requests

    def run(self, context: Context) -> APIObject | None:
        """Send what is needed and return the last response, which shows every change."""
        first, *rest = self.build_all()
        updated = self.object_of(context.send(first))
        for request in rest:
            try:
                updated = self.object_of(context.send(request))
            except ClerkError:
                context.messages.warn(
                    "The update is incomplete: everything except the metadata was updated."
                )
                raise
        return updated
