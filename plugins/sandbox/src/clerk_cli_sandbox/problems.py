"""Refusals in the shape and with the codes of Clerk's API."""

from __future__ import annotations

from typing import Any

Error = dict[str, Any]


class Refusal(Exception):  # noqa: N818 - an answer, not an error of ours
    """An answer that reports errors.

    Args:
        status: The HTTP status.
        errors: The elements of ``errors[]``.
    """

    def __init__(self, status: int, *errors: Error) -> None:
        super().__init__(errors[0]["message"] if errors else str(status))
        self.status = status
        self.errors = list(errors)


def error(code: str, message: str, explained: str = "", **meta: object) -> Error:
    """One element of ``errors[]``.

    Args:
        code: Clerk's code.
        message: The short text.
        explained: The long text, if it says more.
        meta: Further facts, such as ``param_name``.
    """
    return {"message": message, "long_message": explained or message, "code": code, "meta": meta}


def missing_key() -> Refusal:
    """There is no bearer key."""
    text = 'Invalid Authorization header format. Must be "Bearer <YOUR_API_KEY>"'
    return Refusal(
        401,
        error("authorization_header_format_invalid", "Invalid Authorization header format", text),
    )


def wrong_key() -> Refusal:
    """The key is none that the sandbox takes."""
    text = (
        "The provided Clerk Secret Key is invalid. Make sure that your Clerk Secret Key is correct."
    )
    return Refusal(401, error("clerk_key_invalid", text))


def not_found(what: str, id: str) -> Refusal:
    """There is no such object."""
    text = f"No {what} was found with id {id}."
    return Refusal(404, error("resource_not_found", "not found", text))


def cannot_sign() -> Refusal:
    """There is nothing to sign tokens with."""
    text = "The sandbox signs tokens with the library cryptography, which is not installed here."
    hint = f"{text} Install clerk with pip, pipx or uv: clerk-cli[sandbox]"
    return Refusal(501, error("cryptography_missing", text, hint))


def no_route(path: str) -> Refusal:
    """There is no such path."""
    text = f"The sandbox does not know the URL path '{path}'."
    return Refusal(404, error("resource_not_found", "Resource not found", text))


def no_method(method: str, path: str) -> Refusal:
    """The path does not take this method."""
    text = f"{method} is not allowed for '{path}'."
    return Refusal(405, error("method_not_allowed", "Method not allowed", text))


def bad_body(explained: str) -> Refusal:
    """The body is no JSON object."""
    return Refusal(400, error("request_body_invalid", "Request body invalid", explained))


def missing(field: str) -> Error:
    """A required field is not there."""
    return error("form_param_missing", "is missing", f"{field} must be included.", param_name=field)


def unknown(field: str) -> Error:
    """A field is none that the operation takes."""
    text = f"{field} is not a valid parameter for this request."
    return error("form_param_unknown", "is unknown", text, param_name=field)


def wrong_type(field: str, wanted: str) -> Error:
    """A value is of another type."""
    text = f"{field} must be {wanted}."
    return error("form_param_type_invalid", "has an invalid type", text, param_name=field)


def wrong_format(field: str, explained: str) -> Error:
    """A text is not of the form that its field needs."""
    return error("form_param_format_invalid", "is invalid", explained, param_name=field)


def wrong_value(field: str, explained: str) -> Error:
    """A value is of the right type but none that is allowed."""
    return error("form_param_value_invalid", "is invalid", explained, param_name=field)


def taken(field: str) -> Error:
    """Another user has this identifier."""
    noun = field.replace("_", " ")
    text = f"That {noun} is taken. Please try another."
    return error("form_identifier_exists", text, text, param_name=field)
