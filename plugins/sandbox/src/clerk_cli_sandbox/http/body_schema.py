"""Schemas of request bodies: fields, and a check that reports every error at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorObject, ErrorResponse

Body: TypeAlias = dict[str, Any]


class Field:
    """A value of any type.

    Args:
        required: Whether the body must include the field.
        nullable: Whether null is accepted.
    """

    type_name = "a value"
    """The type in words, for error messages."""

    # Not dataclasses, which would take a few milliseconds of every start.
    def __init__(self, *, required: bool = False, nullable: bool = True) -> None:
        self.required = required
        self.nullable = nullable

    def errors(self, name: str, value: Any) -> list[ErrorObject]:
        """What is wrong with a value."""
        if value is None:
            return [] if self.nullable else [api_errors.invalid_type(name, self.type_name)]
        if not self.has_type(value):
            return [api_errors.invalid_type(name, self.type_name)]
        return self.value_errors(name, value)

    def has_type(self, value: Any) -> bool:
        """Whether a value other than null has the type of the field."""
        return True

    def value_errors(self, name: str, value: Any) -> list[ErrorObject]:
        """What is wrong with a value of the right type."""
        return []


class String(Field):
    """A string.

    Args:
        choices: The only strings allowed; empty for any.
        max_length: The maximum number of characters.
    """

    type_name = "a string"

    def __init__(
        self,
        *,
        required: bool = False,
        nullable: bool = True,
        choices: tuple[str, ...] = (),
        max_length: int = 4096,
    ) -> None:
        super().__init__(required=required, nullable=nullable)
        self.choices = choices
        self.max_length = max_length

    def has_type(self, value: Any) -> bool:
        """Whether a value is a string."""
        return isinstance(value, str)

    def value_errors(self, name: str, value: Any) -> list[ErrorObject]:
        """What is wrong with a string."""
        if len(value) > self.max_length:
            code, message = "form_param_max_length_exceeded", "exceeds maximum length"
            text = f"{name} should not exceed {self.max_length} characters."
            return [api_errors.error_object(code, message, text, param_name=name)]
        if self.choices and value not in self.choices:
            return [api_errors.not_a_choice(name, self.choices)]
        return []


class Boolean(Field):
    """True or false."""

    type_name = "a boolean"

    def has_type(self, value: Any) -> bool:
        """Whether a value is a boolean."""
        return isinstance(value, bool)


class Integer(Field):
    """An integer.

    Args:
        minimum: The smallest value allowed.
        maximum: The largest value allowed; None for any.
    """

    type_name = "an integer"

    def __init__(
        self,
        *,
        required: bool = False,
        nullable: bool = True,
        minimum: int = 0,
        maximum: int | None = None,
    ) -> None:
        super().__init__(required=required, nullable=nullable)
        self.minimum = minimum
        self.maximum = maximum

    def has_type(self, value: Any) -> bool:
        """Whether a value is an integer."""
        return isinstance(value, int) and not isinstance(value, bool)

    def value_errors(self, name: str, value: Any) -> list[ErrorObject]:
        """What is wrong with an integer."""
        if value < self.minimum:
            return [api_errors.invalid_value(name, f"{name} must be at least {self.minimum}.")]
        if self.maximum is not None and value > self.maximum:
            return [api_errors.invalid_value(name, f"{name} must be at most {self.maximum}.")]
        return []


class Object(Field):
    """A JSON object."""

    type_name = "an object"

    def has_type(self, value: Any) -> bool:
        """Whether a value is a JSON object."""
        return isinstance(value, dict)


class StringArray(Field):
    """An array of strings.

    Args:
        max_items: The maximum number of strings.
        min_items: The minimum number of strings.
    """

    type_name = "an array of strings"

    def __init__(
        self,
        *,
        required: bool = False,
        nullable: bool = True,
        max_items: int = 1000,
        min_items: int = 0,
    ) -> None:
        super().__init__(required=required, nullable=nullable)
        self.max_items = max_items
        self.min_items = min_items

    def has_type(self, value: Any) -> bool:
        """Whether a value is an array of strings."""
        return isinstance(value, list) and all(isinstance(item, str) for item in value)

    def value_errors(self, name: str, value: Any) -> list[ErrorObject]:
        """What is wrong with an array."""
        if not self.min_items <= len(value) <= self.max_items:
            text = f"{name} must have between {self.min_items} and {self.max_items} items."
            return [api_errors.invalid_value(name, text)]
        return []


REQUIRED_STRING = String(required=True, nullable=False)


def validate_body(body: Body, fields: Mapping[str, Field]) -> None:
    """Check a body against the fields of an operation.

    Raises:
        ErrorResponse: The body is not valid; with every error in it.
    """
    errors = [
        api_errors.missing_param(name)
        for name in fields
        if fields[name].required and name not in body
    ]
    for name, value in body.items():
        if name not in fields:
            errors.append(api_errors.unknown_param(name))
        else:
            errors += fields[name].errors(name, value)
    if errors:
        raise ErrorResponse(422, *errors)


def validate_bulk(
    bodies: Sequence[Body], fields: Mapping[str, Field], *, maximum: int, noun: str
) -> None:
    """Check the objects of a bulk operation.

    Args:
        bodies: The objects.
        fields: The fields of each object.
        maximum: How many objects the operation takes.
        noun: What the operation creates, in the plural.

    Raises:
        ErrorResponse: There are too few or too many objects, or one is not valid.
    """
    if not 1 <= len(bodies) <= maximum:
        text = f"Between 1 and {maximum} {noun} can be created at once."
        raise ErrorResponse(
            422, api_errors.error_object("form_param_value_invalid", "is invalid", text)
        )
    for body in bodies:
        validate_body(body, fields)
