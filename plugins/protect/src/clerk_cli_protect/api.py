"""The API of a ruleset: reading its rules, and every request that changes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from clerk_cli.api import (
    APIError,
    APIObject,
    ClerkError,
    Context,
    Json,
    Request,
    Response,
    ResponseObject,
    Route,
    UsageError,
)

RULESET = Route("PATCH", "/v1/protect/rulesets/{ruleset}")
RULES = Route("GET", RULESET.path + "/rules")
RULE = Route("PUT", RULES.path + "/{rule_id}")
READ_ONLY_FIELDS = frozenset(
    {"id", "object", "ruleset", "created_at", "updated_at", "createdAt", "updatedAt"}
)

NOT_FOUND = 404
CONFLICT = (409, 412)
UNSUPPORTED = (404, 405)
INVALID_EXPRESSION = (400, 422)
"""HTTP status codes of an expression that the API cannot compile."""

MAX_PAGE_SIZE = 100
MAX_IDS_LISTED = 8


class Snapshot(NamedTuple):
    """The rules of a ruleset as they were read.

    Args:
        ruleset: Its name.
        rules: The rules, in order.
        etag: The version of the list; None if the server does not send one.
        is_complete: Whether these are all the rules of the ruleset.
    """

    ruleset: str
    rules: list[APIObject]
    etag: str | None = None
    is_complete: bool = True

    @property
    def ids(self) -> list[str]:
        """The IDs of the rules, in order.

        Raises:
            NetworkError: A rule has none that can be sent.
        """
        return [ResponseObject.of(rule).path_value() for rule in self.rules]

    def index_of(self, rule_id: str) -> int:
        """The index of a rule; the first is 0.

        Raises:
            UsageError: The rule does not exist.
        """
        ids = [str(rule.get("id")) for rule in self.rules]
        if rule_id in ids:
            return ids.index(rule_id)
        more = ", …" if len(ids) > MAX_IDS_LISTED else ""
        shown = f"Rules: {', '.join(ids[:MAX_IDS_LISTED])}{more}"
        raise UsageError(
            f'rule "{rule_id}" does not exist in {self.ruleset}',
            hint=shown if ids else f"{self.ruleset} has no rules.",
        )

    def rule(self, rule_id: str) -> APIObject:
        """The rule with an ID.

        Raises:
            UsageError: The rule does not exist.
        """
        return self.rules[self.index_of(rule_id)]

    def require(self, rule_id: str) -> int:
        """The index of the rule that a command is about; the first is 0.

        Raises:
            ClerkError: The rule does not exist. The command line itself may be right.
        """
        try:
            return self.index_of(rule_id)
        except UsageError as error:
            raise ClerkError(error.message, hint=error.hint) from None


class RulesetClient:
    """Sends the requests about one ruleset.

    Args:
        context: Sends them.
        name: The ruleset, such as ``SIGN_IN``.
    """

    def __init__(self, context: Context, name: str) -> None:
        self._context = context
        self.name = name

    def read(self, *, limit: int | None = None) -> Snapshot:
        """Read the rules, page by page.

        Args:
            limit: The maximum number of rules; None for all.
        """
        rules: dict[str, APIObject] = {}
        cursor: str | None = None
        etag: str | None = None
        previous_cursors: set[str] = set()
        while True:
            page = self._fetch_page(cursor, limit)
            # The first page's version: a change while the others are read must be a conflict.
            etag = etag or page.headers.get("ETag")
            for rule in _rules_in(page):
                rule_id = rule.get("id")
                rules.setdefault(rule_id if isinstance(rule_id, str) else str(len(rules)), rule)
            cursor = _next_cursor(page.body)
            is_repeated = cursor in previous_cursors
            if is_repeated:
                self._context.messages.warn(
                    f"The API returned the same page of {self.name} twice; rules may be missing."
                )
            if not cursor or is_repeated or (limit is not None and len(rules) >= limit):
                break
            previous_cursors.add(cursor)
        is_complete = not cursor and (limit is None or len(rules) <= limit)
        return Snapshot(self.name, list(rules.values())[:limit], etag, is_complete)

    def create(self, body: APIObject) -> APIObject:
        """Create a rule and return it."""
        return self._send("POST", RULES, body=body).object

    def update(self, rule: APIObject, changes: APIObject) -> APIObject:
        """Update a rule and return it.

        The server may replace the rule with what it is sent, so unchanged fields are sent too.
        """
        writable = {name: value for name, value in rule.items() if name not in READ_ONLY_FIELDS}
        body = {name: value for name, value in {**writable, **changes}.items() if value is not None}
        response = self._send("PUT", RULE, body=body, rule_id=str(rule["id"]))
        return response.body if isinstance(response.body, dict) else {**rule, **changes}

    def delete(self, rule_id: str) -> None:
        """Delete a rule.

        Raises:
            ClerkError: The rule does not exist.
        """
        try:
            self._send("DELETE", RULE, rule_id=rule_id).require_deletion()
        except APIError as error:
            if error.http_status == NOT_FOUND:
                self.read().require(rule_id)
            raise

    def delete_all(self) -> None:
        """Delete every rule, one by one if the server cannot delete them at once."""
        try:
            self._send("DELETE", RULES).require_deletion()
        except APIError as error:
            if error.http_status not in UNSUPPORTED:
                raise
            self._delete_one_by_one()

    def reorder(self, plan: Callable[[Snapshot], list[str]], snapshot: Snapshot) -> list[str]:
        """Reorder the rules; if they changed since they were read, read and plan once more.

        Args:
            plan: Returns the IDs in the new order.
            snapshot: The rules as they were read.

        Returns:
            The IDs in the order that was applied.

        Raises:
            ClerkError: The rules changed again.
        """
        ids = plan(snapshot)
        if not self._send_order(ids, snapshot.etag):
            snapshot = self.read()
            ids = plan(snapshot)
            if not self._send_order(ids, snapshot.etag):
                raise ClerkError(
                    f"concurrent modification of {self.name}; the order was not changed",
                    hint=f"Check it with: clerk protect rules list {self.name}",
                )
        return ids

    def _send_order(self, ids: list[str], etag: str | None) -> bool:
        """Apply an order, and return whether the rules had not changed since they were read."""
        headers = {"If-Match": etag} if etag else {}
        try:
            self._send("PATCH", RULESET, body={"rule_ids": ids}, headers=headers)
        except APIError as error:
            if error.http_status in CONFLICT:
                return False
            raise
        return True

    def _delete_one_by_one(self) -> None:
        ids = self.read().ids
        for count, rule_id in enumerate(ids):
            try:
                self._send("DELETE", RULE, rule_id=rule_id)
            except ClerkError as error:
                if isinstance(error, APIError) and error.http_status == NOT_FOUND:
                    continue  # Somebody else deleted it first.
                self._context.messages.warn(f"Deleted {count} of {len(ids)} rules in {self.name}.")
                raise

    def _fetch_page(self, after: str | None, limit: int | None) -> Response:
        page_size = None if limit is None else min(limit, MAX_PAGE_SIZE)
        return self._send("GET", RULES, query={"limit": page_size, "after": after})

    def _send(
        self,
        method: str,
        route: Route,
        *,
        query: Mapping[str, Json] | None = None,
        body: APIObject | None = None,
        headers: Mapping[str, str] | None = None,
        rule_id: str = "",
    ) -> Response:
        path = route.fill({"ruleset": self.name, "rule_id": rule_id})
        return self._context.send(Request(method, path, query or {}, body, headers or {}))


def expression_of(rule: APIObject) -> str:
    """The expression of a rule; empty if it has none."""
    return str(rule.get("expression") or "")


def _rules_in(page: Response) -> list[APIObject]:
    """The rules of a page, which may be a bare array; ``rules`` may be null if there are none.

    Raises:
        NetworkError: It is something else.
    """
    if isinstance(page.body, list):
        rules = page.body
    else:
        body = page.object
        name = "data" if "data" in body and "rules" not in body else "rules"
        is_empty = name == "rules" and body[name] is None
        rules = [] if is_empty else body.rows(name)
    return [ResponseObject.of(rule, page.request) for rule in rules]


def _next_cursor(body: Json) -> str | None:
    names = ("nextPageToken", "next_page_token")
    tokens = (body.get(name) for name in names) if isinstance(body, dict) else ()
    return next((str(token) for token in tokens if token), None)
