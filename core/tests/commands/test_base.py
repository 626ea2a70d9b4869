"""The declaration of a command."""

from __future__ import annotations

import pytest

from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import argument, flag, option, parameters, switch
from clerk_cli.commands.kinds import Csv
from clerk_cli.commands.list_commands import Page
from clerk_cli.commands.request import Request, delete, get, parse_list_response, patch, post
from clerk_cli.commands.update import Update
from clerk_cli.errors import NetworkError, UsageError
from clerk_cli.output.view import Column, View
from clerk_cli.results import Json, Listing

VIEW = View(columns=(Column("ID", "id"),))


class Things(Page, name="things list", route=get("/v1/things"), view=VIEW):
    """List things."""

    email: Csv | None = option("Emails", sends="email_address")
    local: str | None = option("Not sent", sends=None)


class ThingDelete(
    Command,
    name="things delete",
    route=delete("/v1/things/{thing_id}"),
    confirm="Delete {thing_id}?",
):
    """Delete a thing."""

    thing_id: str = argument("The thing")


class ThingUpdate(Update, name="things update", route=patch("/v1/things/{thing_id}")):
    """Update a thing."""

    thing_id: str = argument("The thing")
    name: str | None = option("Name")
    test_mode: bool | None = switch("Test mode")
    loud: bool = flag("Loud")


class ThingPing(Command, name="things ping", route=post("/v1/things/{thing_id}/ping")):
    """Ping a thing."""

    thing_id: str = argument("The thing")


@pytest.mark.parametrize(
    ("command", "request_"),
    [
        (Things(), Request("GET", "/v1/things", {"limit": 10})),
        (
            Things(limit=5, offset=0, email=["a", "b"], local="x"),
            Request("GET", "/v1/things", {"limit": 5, "offset": 0, "email_address": ["a", "b"]}),
        ),
        (ThingDelete(thing_id="a/b?c"), Request("DELETE", "/v1/things/a%2Fb%3Fc")),
        (ThingUpdate(thing_id="t", name=""), Request("PATCH", "/v1/things/t", body={"name": ""})),
        (
            ThingUpdate(thing_id="t", test_mode=False, loud=True),
            Request("PATCH", "/v1/things/t", body={"test_mode": False, "loud": True}),
        ),
        (ThingPing(thing_id="t"), Request("POST", "/v1/things/t/ping")),
    ],
)
def test_the_request_is_a_function_of_the_fields(command: Command, request_: Request) -> None:
    assert command.build() == request_


def test_a_command_with_a_question_has_the_force_option() -> None:
    (force,) = [item for item in parameters(ThingDelete) if item.name == "force"]
    assert (force.field.label, force.field.short, force.takes_value) == ("--force", "f", False)


def test_the_force_option_is_not_sent() -> None:
    assert ThingDelete(thing_id="t", force=True).build().query == {}


def test_an_update_without_a_change_is_refused() -> None:
    with pytest.raises(UsageError, match="no changes specified") as raised:
        ThingUpdate(thing_id="t").check()
    assert raised.value.hint == (
        "Pass at least one of --name, --test-mode, --loud, or a field in the --input file."
    )


def test_an_update_with_a_false_value_is_a_change() -> None:
    ThingUpdate(thing_id="t", test_mode=False).check()


def test_a_spec_is_inherited_without_the_name() -> None:
    class Child(Things):
        """A base class."""

    assert Child.spec.view is VIEW
    assert Child.spec.name == ""


def test_an_unknown_field_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="no field 'limitt'"):
        Things(limitt=3)


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        ([{"id": "1"}], Listing([{"id": "1"}], 1)),
        ({"data": [{"id": "1"}], "total_count": 7}, Listing([{"id": "1"}], 7)),
        ({"data": []}, Listing([], 0)),
        ({"data": [{"id": "1"}], "total_count": "many"}, Listing([{"id": "1"}], None)),
        ({"data": [], "total_count": None}, Listing([], None)),
        ({"data": [], "total_count": True}, Listing([], None)),
        ({"data": [], "total_count": -1}, Listing([], None)),
    ],
)
def test_a_list_response_is_read_in_either_shape(body: Json, rows: Listing) -> None:
    assert parse_list_response(body) == rows


@pytest.mark.parametrize("body", [None, {"data": None}, {}, {"data": {}}, {"data": "x"}, "x", 1])
def test_a_response_without_a_list_is_not_an_empty_list(body: Json) -> None:
    with pytest.raises(NetworkError, match="the API returned "):
        parse_list_response(body)


def test_a_label_follows_from_the_name() -> None:
    labels = [item.field.label for item in parameters(ThingUpdate)]
    assert labels == ["thingId", "--name", "--test-mode", "--loud"]


def test_an_option_without_none_or_default_is_required() -> None:
    class Needs(Command, name="needs", route=get("/")):
        """Need."""

        must: str = option("Must")
        may: str | None = option("May")

    assert [item.required for item in parameters(Needs)] == [True, False]
