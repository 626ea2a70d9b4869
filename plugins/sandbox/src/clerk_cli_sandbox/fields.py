"""What an operation takes, declared field by field and checked all at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from clerk_cli.api import Frozen
from clerk_cli_sandbox import problems
from clerk_cli_sandbox.problems import Error, Refusal

Body: TypeAlias = dict[str, Any]


class Field(Frozen):
    """A value of any type.

    Args:
        required: Whether the operation needs it.
        nullable: Whether null is accepted.
    """

    required: bool = False
    nullable: bool = True

    def check(self, name: str, value: Any) -> list[Error]:
        """What is wrong with a value."""
        if value is None:
            return [] if self.nullable else [problems.wrong_type(name, self.wanted)]
        return self.check_value(name, value)

    def check_value(self, name: str, value: Any) -> list[Error]:
        """What is wrong with a value that is not null."""
        return []

    @property
    def wanted(self) -> str:
        """The type in words."""
        return "a value"


class Text(Field):
    """A text.

    Args:
        choices: The only texts allowed; empty for any.
        longest: The most characters.
    """

    choices: tuple[str, ...] = ()
    longest: int = 4096

    def check_value(self, name: str, value: Any) -> list[Error]:
        """What is wrong with the text."""
        if not isinstance(value, str):
            return [problems.wrong_type(name, self.wanted)]
        if len(value) > self.longest:
            text = f"{name} should not exceed {self.longest} characters."
            return [
                problems.error(
                    "form_param_max_length_exceeded",
                    "exceeds maximum length",
                    text,
                    param_name=name,
                )
            ]
        if self.choices and value not in self.choices:
            return [problems.wrong_value(name, f"{name} must be one of {', '.join(self.choices)}.")]
        return []

    @property
    def wanted(self) -> str:
        """The type in words."""
        return "a string"


class Flag(Field):
    """True or false."""

    def check_value(self, name: str, value: Any) -> list[Error]:
        """What is wrong with the value."""
        return [] if isinstance(value, bool) else [problems.wrong_type(name, self.wanted)]

    @property
    def wanted(self) -> str:
        """The type in words."""
        return "a boolean"


class Integer(Field):
    """A whole number.

    Args:
        smallest: The smallest one allowed.
        largest: The largest one allowed; None for any.
    """

    smallest: int = 0
    largest: int | None = None

    def check_value(self, name: str, value: Any) -> list[Error]:
        """What is wrong with the number."""
        if not isinstance(value, int) or isinstance(value, bool):
            return [problems.wrong_type(name, self.wanted)]
        if value < self.smallest:
            return [problems.wrong_value(name, f"{name} must be at least {self.smallest}.")]
        if self.largest is not None and value > self.largest:
            return [problems.wrong_value(name, f"{name} must be at most {self.largest}.")]
        return []

    @property
    def wanted(self) -> str:
        """The type in words."""
        return "an integer"


class Object(Field):
    """A JSON object."""

    def check_value(self, name: str, value: Any) -> list[Error]:
        """What is wrong with the value."""
        return [] if isinstance(value, dict) else [problems.wrong_type(name, self.wanted)]

    @property
    def wanted(self) -> str:
        """The type in words."""
        return "an object"


class Texts(Field):
    """A list of texts.

    Args:
        most: How many there may be.
        fewest: How many there must be.
    """

    most: int = 1000
    fewest: int = 0

    def check_value(self, name: str, value: Any) -> list[Error]:
        """What is wrong with the list."""
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            return [problems.wrong_type(name, self.wanted)]
        if not self.fewest <= len(value) <= self.most:
            text = f"{name} must have between {self.fewest} and {self.most} items."
            return [problems.wrong_value(name, text)]
        return []

    @property
    def wanted(self) -> str:
        """The type in words."""
        return "an array of strings"


def check_body(body: Body, fields: Mapping[str, Field]) -> None:
    """Make sure that a body is one that an operation takes.

    Raises:
        Refusal: With every error that there is.
    """
    errors = [
        problems.missing(name) for name in fields if fields[name].required and name not in body
    ]
    for name, value in body.items():
        if name not in fields:
            errors.append(problems.unknown(name))
        else:
            errors += fields[name].check(name, value)
    if errors:
        raise Refusal(422, *errors)
