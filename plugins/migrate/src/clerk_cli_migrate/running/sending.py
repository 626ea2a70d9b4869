"""One step: its request, again where that is safe, and its outcome into the journal."""

from __future__ import annotations

from clerk_cli.api import (
    APIError,
    APIObject,
    ClerkError,
    Context,
    NetworkError,
    Request,
    Response,
)
from clerk_cli_migrate.journal import steps
from clerk_cli_migrate.journal.steps import (
    DONE,
    EXISTING,
    FAILED,
    UNCERTAIN,
    Refusal,
    Step,
)
from clerk_cli_migrate.journal.store import Journal
from clerk_cli_migrate.running.answers import (
    TOO_MANY,
    ends_run,
    leaves_open,
    refusal_of,
    says_exists,
)
from clerk_cli_migrate.running.lookups import find_created, id_of, version_of
from clerk_cli_migrate.running.pace import Pace
from clerk_cli_migrate.running.requests import MissingOwnerError, request_of

MAX_ATTEMPTS = 8
"""How often a request is tried whose outcome is unknown, each time after a look at the instance."""

MAX_REFUSALS = 100
"""How often a request is refused for the pace, each time after a wait, before the run ends."""

LAST_ADMIN = "organization_minimum_permissions_needed"
POSTPONED = "postponed"
"""The state of a step that is tried once more after the others of its kind."""

METADATA = ("public_metadata", "private_metadata")
FIRST_WAIT, MAX_WAIT, WAIT_AT_ONCE = 0.2, 15.0, 0.2
"""Seconds before a request is retried, and how soon a wait notices that the run is stopped."""


class StoppedError(Exception):
    """The run was stopped before the step had an outcome."""


class RefusedForPaceError(Exception):
    """The instance asks to send less.

    Args:
        error: What it answered.
    """

    def __init__(self, error: APIError) -> None:
        super().__init__(error.message)
        self.error = error


class RunEndsError(Exception):
    """Nothing else can succeed.

    Args:
        error: Why.
    """

    def __init__(self, error: APIError | NetworkError) -> None:
        super().__init__(error.message)
        self.error = error


class Sender:
    """Sends requests at the pace of the run.

    Args:
        context: Sends a request.
        journal: Gets the outcome of a step.
        pace: Says when a request may be sent.
    """

    def __init__(self, context: Context, journal: Journal, pace: Pace) -> None:
        self._context = context
        self._journal = journal
        self._pace = pace
        self.postpones = True
        """Whether a step that others may make possible is postponed, or fails."""
        self.postponed: list[Step] = []

    def read(self, request: Request) -> Response:
        """Send a request that reads, at the pace of the run and as often as it takes.

        Raises:
            APIError: The instance refuses it.
            NetworkError: The instance does not answer.
            StoppedError: The run was stopped.
        """
        try:
            return self._send(request.replace(retries=False), attempts=MAX_ATTEMPTS)
        except RunEndsError as ends:
            raise ends.error from ends

    def perform(self, step: Step) -> str:
        """Do what a step says, and store its outcome.

        Returns:
            The state of the step: done, failed, or postponed.

        Raises:
            RunEndsError: Nothing else can succeed; the journal says what is known of the step.
            StoppedError: The run was stopped.
        """
        try:
            return self._perform(step)
        except MissingOwnerError as missing:
            return self._failed(step, missing.refusal)
        except NetworkError as error:
            raise RunEndsError(error) from error
        except APIError as error:
            # What came of it is known: nothing. Where it is not, the step stays as it is.
            if not leaves_open(error):
                self._journal.release([step])
            raise RunEndsError(error) from error

    def _perform(self, step: Step) -> str:
        request = request_of(step, self._journal)
        uncertain = step.version == UNCERTAIN
        for attempt in range(MAX_ATTEMPTS):
            try:
                created = self._send(request, attempts=1).object
            except RunEndsError:
                self._journal.release([step], uncertain=uncertain)
                raise
            except StoppedError:
                if attempt == 0:
                    self._journal.release([step])  # nothing of it has reached the instance
                raise
            except NetworkError:
                if attempt == MAX_ATTEMPTS - 1:
                    raise
            except APIError as error:
                if leaves_open(error):
                    if attempt == MAX_ATTEMPTS - 1:
                        raise
                elif ends_run(error):
                    self._journal.release([step], uncertain=uncertain)
                    raise RunEndsError(error) from error
                elif says_exists(error):
                    return self._exists(step, error, DONE if uncertain else EXISTING)
                else:
                    return self._failed(step, refusal_of(error))
            except ClerkError:
                # Such as a redirect, which is not followed. What was sent before may count.
                self._journal.release([step], uncertain=uncertain)
                raise
            else:
                return self._done(step, created)
            uncertain = True
            self._pause(attempt)
            if (existing := self._look_up(step)) is not None:
                return self._done(step, existing)
        raise AssertionError("the last attempt returns or raises")

    def _look_up(self, step: Step) -> APIObject | None:
        """What a step created, if it did; if nobody can tell, the step stays as it is."""
        try:
            return find_created(step, self._journal, self.read)
        except APIError as error:
            raise RunEndsError(error) from error

    def _exists(self, step: Step, error: APIError, state: str) -> str:
        """What the instance has is either that of the step, or in its way.

        Args:
            step: The step.
            error: What the instance answered.
            state: The state if it is that of the step, which this run may have created.
        """
        created = find_created(step, self._journal, self.read)
        if self._is_in_own(step):
            # The creator of an organization becomes a member at once.
            return self._complete_creator(step, created)
        if created is not None:
            return self._done(step, created, state)
        return self._failed(step, refusal_of(error))

    def _is_in_own(self, step: Step) -> bool:
        """Whether it is a membership in an organization that the run created with this member."""
        if step.kind != steps.MEMBERSHIP:
            return False
        organization = self._journal.find(steps.ORGANIZATION, step.owner)
        return organization is not None and organization.state == DONE

    def _complete_creator(self, step: Step, member: APIObject | None) -> str:
        """Give a member the role and the metadata of a step.

        Args:
            step: The step.
            member: The member; None if it has another role.
        """
        request = request_of(step, self._journal)
        path = f"{request.path}/{request.json_object['user_id']}"
        metadata = {name: step.body[name] for name in METADATA if step.body.get(name)}
        try:
            if member is None:
                member = self._patch(path, {"role": step.body.get("role")})
            if any(member.get(name) != value for name, value in metadata.items()):
                member = self._patch(f"{path}/metadata", metadata)
            return self._done(step, member)
        except APIError as error:
            if ends_run(error) or error.http_status >= 500:
                raise
            if self.postpones and LAST_ADMIN in error.codes:
                # The creator stays an administrator until another one has been added.
                self.postponed.append(step)
                return POSTPONED
            return self._failed(step, refusal_of(error))

    def _patch(self, path: str, body: APIObject) -> APIObject:
        request = Request("PATCH", path, body=body, retries=False)
        changed: APIObject = self._send(request, attempts=MAX_ATTEMPTS).object
        return changed

    def _send(self, request: Request, *, attempts: int) -> Response:
        """Send a request; one that is refused for the pace is sent again, but not forever."""
        attempt = refusals = 0
        while True:
            sent_at = self._pace.acquire()
            if sent_at is None:
                raise StoppedError
            try:
                return self._send_once(request, sent_at)
            except RefusedForPaceError as refused:
                refusals += 1
                if refusals == MAX_REFUSALS:
                    raise RunEndsError(refused.error) from refused
                continue
            except APIError as error:
                attempt += 1
                if error.http_status < 500 or attempt >= attempts:
                    raise
            except NetworkError:
                attempt += 1
                if attempt >= attempts:
                    raise
            self._pause(attempt)

    def _send_once(self, request: Request, sent_at: float) -> Response:
        is_refused = False
        try:
            return self._context.send(request)
        except APIError as error:
            if error.http_status != TOO_MANY:
                raise
            is_refused = True
            self._pace.slow_down(sent_at, error.retry_after)
            raise RefusedForPaceError(error) from error
        finally:
            if not is_refused:
                self._pace.answered(sent_at)

    def _pause(self, attempt: int) -> None:
        left = min(FIRST_WAIT * 2**attempt, MAX_WAIT)
        while left > 0 and not self._pace.stopped.is_set():
            self._context.environment.sleep(min(left, WAIT_AT_ONCE))
            left -= WAIT_AT_ONCE

    def _done(self, step: Step, created: APIObject, state: str = DONE) -> str:
        self._journal.finish(step, state, clerk_id=id_of(created), version=version_of(created))
        return state

    def _failed(self, step: Step, refusal: Refusal) -> str:
        self._journal.finish(step, FAILED, refusal=refusal)
        return FAILED
