"""Error responses with the shape and the codes of Clerk's API."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from clerk_cli_sandbox.http.error_codes import STATUSES

ErrorObject = dict[str, Any]
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class ErrorResponse(Exception):  # noqa: N818 - a response, not a failure of the sandbox
    """A response that reports errors.

    Args:
        status: The HTTP status.
        errors: The elements of ``errors[]``.
        headers: Additional headers, such as when to try again.
    """

    def __init__(
        self, status: int, *errors: ErrorObject, headers: Mapping[str, str] = NO_HEADERS
    ) -> None:
        super().__init__(errors[0]["message"] if errors else str(status))
        self.status = status
        self.errors = list(errors)
        self.headers = headers


def error_object(code: str, message: str, long_message: str = "", **meta: object) -> ErrorObject:
    """One element of ``errors[]``.

    Args:
        code: Clerk's code.
        message: The short message.
        long_message: The detailed message; the short one unless given.
        meta: Details, such as ``param_name``.
    """
    return {
        "message": message,
        "long_message": long_message or message,
        "code": code,
        "meta": meta,
    }


def refusal(code: str, message: str, long_message: str = "", **meta: object) -> ErrorResponse:
    """The response with one error, and the status that Clerk gives to its code.

    Args:
        code: Clerk's code.
        message: The short message.
        long_message: The detailed message; the short one unless given.
        meta: Details, such as ``param_name``.
    """
    return ErrorResponse(STATUSES[code], error_object(code, message, long_message, **meta))


def lacks(code: str, long_message: str) -> ErrorResponse:
    """Nothing has what the request names other than by an id.

    Args:
        code: Clerk's code.
        long_message: What does not exist.
    """
    return refusal(code, "not found", long_message)


def malformed_authorization() -> ErrorResponse:
    """The request has no bearer key."""
    text = 'Invalid Authorization header format. Must be "Bearer <YOUR_API_KEY>"'
    message = "Invalid Authorization header format"
    return refusal("authorization_header_format_invalid", message, text)


def invalid_key() -> ErrorResponse:
    """The key does not look like a secret key."""
    text = (
        "The provided Clerk Secret Key is invalid. Make sure that your Clerk Secret Key is correct."
    )
    return refusal("clerk_key_invalid", text)


def not_found(noun: str, id: str, code: str = "resource_not_found") -> ErrorResponse:
    """The object does not exist."""
    return refusal(code, "not found", f"No {noun} was found with id {id}.")


def damaged_database(error: Exception, remedy: str) -> ErrorResponse:
    """A page of the database cannot be read."""
    text = f"The sandbox database is damaged: {error}."
    return refusal("service_unavailable", text, f"{text} {remedy}")


def cryptography_missing() -> ErrorResponse:
    """The library that signs tokens is not installed."""
    text = 'The sandbox needs the Python package "cryptography" to sign tokens.'
    hint = f"{text} Run: clerk plugins install sandbox"
    return refusal("feature_not_implemented", text, hint)


def hasher_missing(package: str) -> ErrorResponse:
    """The library that compares an imported password is not installed."""
    text = f'The sandbox needs the Python package "{package}" to compare this password.'
    hint = f"{text} Run: clerk plugins install sandbox-hashers"
    return refusal("feature_not_implemented", text, hint)


def unknown_path(path: str) -> ErrorResponse:
    """No operation has this path."""
    text = f"The sandbox does not support the URL path '{path}'."
    return refusal("resource_not_found", "Resource not found", text)


def method_not_allowed(method: str, path: str) -> ErrorResponse:
    """The path has operations, but none with this method."""
    text = f"{method} is not allowed for '{path}'."
    return ErrorResponse(405, error_object("bad_request", "Method not allowed", text))


def invalid_body(long_message: str) -> ErrorResponse:
    """The request body is not the JSON that the operation takes."""
    return refusal("request_body_invalid", "Request body invalid", long_message)


def bulk_size_exceeded(minimum: int, maximum: int) -> ErrorResponse:
    """The array in the body has too few or too many objects."""
    text = f"Between {minimum} and {maximum} objects can be created at once."
    return refusal("bulk_size_exceeded", "wrong bulk size", text)


def missing_param(field: str) -> ErrorObject:
    """A required field is missing."""
    text = f"{field} must be included."
    return error_object("form_param_missing", "is missing", text, param_name=field)


def missing_with(field: str, other: str) -> ErrorObject:
    """A field is missing that another one needs."""
    text = f"{field} must be included together with {other}."
    return error_object("form_conditional_param_missing", "is missing", text, param_name=field)


def unknown_param(field: str) -> ErrorObject:
    """The operation does not take this field."""
    text = f"{field} is not a valid parameter for this request."
    return error_object("form_param_unknown", "is unknown", text, param_name=field)


def invalid_type(field: str, type_name: str) -> ErrorObject:
    """The value has the wrong type."""
    text = f"{field} must be {type_name}."
    return error_object("form_param_type_invalid", "has an invalid type", text, param_name=field)


def null_param(field: str) -> ErrorObject:
    """The value is null, and must not be."""
    return error_object("form_param_nil", "is null", f"{field} cannot be null.", param_name=field)


def counted(number: int, noun: str) -> str:
    """A number with its noun, such as ``1 item`` or ``2 items``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def too_short(field: str, minimum: int) -> ErrorObject:
    """The string has too few characters."""
    text = f"{field} must have at least {counted(minimum, 'character')}."
    message = "is too short"
    return error_object("form_param_min_length_exceeded", message, text, param_name=field)


def too_long(field: str, maximum: int) -> ErrorObject:
    """The string has too many characters."""
    text = f"{field} should not exceed {counted(maximum, 'character')}."
    message = "exceeds maximum length"
    return error_object("form_param_max_length_exceeded", message, text, param_name=field)


def too_large(field: str, maximum: float) -> ErrorObject:
    """The number is above the maximum."""
    text = f"{field} must be at most {maximum}."
    return error_object("form_param_value_too_large", "is too large", text, param_name=field)


def too_many_items(field: str, maximum: int) -> ErrorObject:
    """The array has too many items."""
    text = f"{field} must have at most {counted(maximum, 'item')}."
    return error_object("form_param_array_size_exceeded", "has too many", text, param_name=field)


def invalid_format(field: str, long_message: str) -> ErrorObject:
    """The string does not have the format of its field."""
    return error_object("form_param_format_invalid", "is invalid", long_message, param_name=field)


def invalid_origin(field: str, value: str) -> ErrorObject:
    """The value is not an origin."""
    text = f"{field} must have origins such as https://example.com; {value} is not one."
    return error_object("form_invalid_origin", "is invalid", text, param_name=field)


def invalid_username(rule: str, long_message: str) -> ErrorObject:
    """The username breaks the rule for its ``length`` or its ``character`` set."""
    return error_object(
        f"form_username_invalid_{rule}", "is invalid", long_message, param_name="username"
    )


def numeric_username(long_message: str) -> ErrorObject:
    """The username has only digits."""
    return error_object(
        "form_username_needs_non_number_char", "is invalid", long_message, param_name="username"
    )


def invalid_totp_secret(field: str) -> ErrorObject:
    """The secret of an authenticator app is not written in base 32."""
    text = f"{field} must be a secret in base 32."
    return error_object("invalid_totp_secret_code", "is invalid", text, param_name=field)


def invalid_value(field: str, long_message: str) -> ErrorObject:
    """The value has the right type but is not allowed."""
    return error_object("form_param_value_invalid", "is invalid", long_message, param_name=field)


def not_a_choice(field: str, choices: tuple[str, ...]) -> ErrorObject:
    """The value is not one of those allowed."""
    listed = ", ".join(choice or '""' for choice in choices)
    return invalid_value(field, f"{field} must be one of {listed}.")


def too_big(field: str, maximum: int) -> ErrorObject:
    """The JSON of the value has too many bytes."""
    text = f"{field} must not exceed {maximum} bytes."
    return error_object("form_param_exceeds_allowed_size", "is too big", text, param_name=field)


def other_length(field: str, other: str) -> ErrorObject:
    """The array does not have an item for each item of another one."""
    text = f"{field} must have as many items as {other}."
    message = "has another length"
    return error_object("form_param_array_length_mismatch", message, text, param_name=field)


def duplicate_values(field: str, values: list[str]) -> ErrorObject:
    """The field has the same value in several objects of the request."""
    text = (
        f"{field} must be different in each object of the request; repeated: {', '.join(values)}."
    )
    return error_object("form_param_duplicate", "is a duplicate", text, param_name=field)


def duplicate_item(field: str, item: str) -> ErrorObject:
    """The array has an item twice."""
    text = f"{field} must have {item} only once."
    return error_object("form_param_duplicate", "is a duplicate", text, param_name=field)


def not_allowed_without(field: str, other: str) -> ErrorObject:
    """The field is only allowed together with another one."""
    text = f"{field} is only allowed together with {other}."
    message = "is not allowed"
    return error_object("form_conditional_param_disallowed", message, text, param_name=field)


def identifier_exists(field: str) -> ErrorObject:
    """Another object already has this identifier."""
    noun = field.replace("_", " ")
    text = f"That {noun} is taken. Please try another."
    return error_object("form_identifier_exists", text, text, param_name=field)
