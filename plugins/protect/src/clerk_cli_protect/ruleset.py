"""One ruleset: its rules in their order, and every request that changes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from clerk_cli.api import (
    APIError,
    APIObject,
    ClerkError,
    Context,
    Json,
    Request,
    Response,
    Route,
    UsageError,
)

RULESET = Route("PATCH", "/v1/protect/rulesets/{ruleset}")
RULES = Route("GET", RULESET.path + "/rules")
RULE = Route("PUT", RULES.path + "/{rule_id}")
SERVER_OWNED = frozenset(
    {"id", "object", "ruleset", "created_at", "updated_at", "createdAt", "updatedAt"}
)
"""Members of a rule that are not written back."""

NOT_FOUND = 404
CONFLICTS = (409, 412)
NOT_SUPPORTED = (404, 405)
REFUSED = (400, 422)
"""What the API answers to an expression that it cannot compile."""

LARGEST_PAGE = 100
MOST_NAMED = 8


@dataclass(frozen=True)
class Snapshot:
    """The rules of a ruleset as they were read.

    Args:
        ruleset: Its name.
        rules: Every rule, in order.
        etag: What tells this state from a later one; None where the server tells none.
        is_whole: Whether these are all rules of the ruleset.
    """

    ruleset: str
    rules: list[APIObject]
    etag: str | None
    is_whole: bool = True

    @property
    def ids(self) -> list[str]:
        """The ids of the rules, in order."""
        return [str(rule.get("id")) for rule in self.rules]

    def place(self, rule_id: str) -> int:
        """Where a rule stands; the first is 0.

        Raises:
            UsageError: There is no such rule.
        """
        if rule_id in self.ids:
            return self.ids.index(rule_id)
        if not self.ids:
            raise UsageError(f"there is no rule {rule_id}: {self.ruleset} has no rules")
        known = ", ".join(self.ids[:MOST_NAMED]) + (", …" if len(self.ids) > MOST_NAMED else "")
        raise UsageError(
            f"there is no rule {rule_id} in {self.ruleset}", hint=f"There are {known}."
        )

    def find(self, rule_id: str) -> APIObject:
        """The rule with an id, and the place where it stands.

        Raises:
            UsageError: There is no such rule.
        """
        return self.rules[self.place(rule_id)]


class Ruleset:
    """The requests about one ruleset.

    Args:
        context: Sends them.
        name: The ruleset, such as ``SIGN_IN``.
    """

    def __init__(self, context: Context, name: str) -> None:
        self._context = context
        self.name = name

    def read(self, *, most: int | None = None) -> Snapshot:
        """The rules, page after page.

        Args:
            most: How many are enough; None for all.
        """
        rules: dict[str, APIObject] = {}
        token: str | None = None
        etag: str | None = None
        seen: set[str] = set()
        while True:
            answer = self._page(token, most)
            # The first page tells the state: if later ones are of another, a write is a conflict.
            etag = etag or answer.headers.get("ETag")
            for rule in _rules_in(answer.body):
                rules.setdefault(str(rule.get("id")), rule)
            token = _next_page(answer.body)
            if token in seen:
                self._context.messages.warn(
                    f"The list of {self.name} repeats itself; it may be cut."
                )
            if not token or token in seen or (most is not None and len(rules) >= most):
                break
            seen.add(token)
        found = list(rules.values())
        whole = not token and (most is None or len(found) <= most)
        return Snapshot(self.name, found[:most], etag, whole)

    def create(self, body: APIObject) -> APIObject:
        """Add a rule and return it."""
        return self._send("POST", RULES, body=body).object

    def write(self, rule: APIObject, changes: APIObject) -> APIObject:
        """Change a rule; what the changes do not name stays as it is.

        The server may replace the whole rule by what it is sent, so the whole rule is sent.
        """
        kept = {name: value for name, value in rule.items() if name not in SERVER_OWNED}
        body = {name: value for name, value in {**kept, **changes}.items() if value is not None}
        answer = self._send("PUT", RULE, body=body, rule_id=str(rule["id"])).body
        return answer if isinstance(answer, dict) else {**rule, **changes}

    def delete(self, rule_id: str) -> None:
        """Delete a rule.

        Raises:
            UsageError: There is no such rule.
        """
        try:
            self._send("DELETE", RULE, rule_id=rule_id)
        except APIError as error:
            if error.http_status == NOT_FOUND:
                self.read().place(rule_id)
            raise

    def flush(self) -> int | None:
        """Delete every rule, one by one where the server cannot do it at once.

        Returns:
            How many there were, where that is known.
        """
        try:
            self._send("DELETE", RULES)
        except APIError as error:
            if error.http_status not in NOT_SUPPORTED:
                raise
            return self._delete_each()
        return None

    def order(self, plan: Callable[[Snapshot], list[str]], snapshot: Snapshot) -> list[str]:
        """Put the rules into an order; if they changed meanwhile, read and plan once more.

        Args:
            plan: Gives the ids in the wanted order.
            snapshot: The rules as they were read.

        Returns:
            The ids in the order that they have now.

        Raises:
            ClerkError: Somebody else keeps changing the ruleset.
        """
        wanted = plan(snapshot)
        try:
            self._order(wanted, snapshot.etag)
        except APIError as error:
            if error.http_status not in CONFLICTS:
                raise
            again = self.read()
            wanted = plan(again)
            try:
                self._order(wanted, again.etag)
            except APIError as second:
                if second.http_status not in CONFLICTS:
                    raise
                raise ClerkError(
                    f"somebody else keeps changing {self.name}; the order is as they left it",
                    hint=f"Look at it with: clerk protect rules list {self.name}",
                ) from second
        return wanted

    def _order(self, ids: list[str], etag: str | None) -> None:
        headers = {"If-Match": etag} if etag else {}
        self._send("PATCH", RULESET, body={"rule_ids": ids}, headers=headers)

    def _delete_each(self) -> int:
        ids = self.read().ids
        for done, id in enumerate(ids):
            try:
                self._send("DELETE", RULE, rule_id=id)
            except ClerkError as error:
                if isinstance(error, APIError) and error.http_status == NOT_FOUND:
                    continue  # Somebody else was faster.
                self._context.messages.warn(f"Deleted {done} of {len(ids)} rules of {self.name}.")
                raise
        return len(ids)

    def _page(self, after: str | None, most: int | None) -> Response:
        limit = None if most is None else min(most, LARGEST_PAGE)
        return self._send("GET", RULES, query={"limit": limit, "after": after})

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


def _rules_in(body: Json) -> list[APIObject]:
    """The rules of a page, which may be a bare array."""
    found = (body.get("rules") or body.get("data")) if isinstance(body, dict) else body
    return [rule for rule in found if isinstance(rule, dict)] if isinstance(found, list) else []


def _next_page(body: Json) -> str | None:
    names = ("nextPageToken", "next_page_token")
    found = (body.get(name) for name in names) if isinstance(body, dict) else ()
    return next((str(token) for token in found if token), None)
