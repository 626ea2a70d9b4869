"""Bodies that are forms: with files, read as RFC 7578 says, and URL-encoded ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import HeaderParser
from typing import NamedTuple
from urllib.parse import parse_qsl

from clerk_cli_sandbox.http import api_errors

FORM = "multipart/form-data"
MAX_PARTS = 100
MAX_HEAD = 16 * 1024
"""How many bytes the headers of a part may have."""

BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]")
PADDING = re.compile(rb"[ \t]*(\r\n|--)")
"""What follows a boundary: the end of its line, or of the form."""


class Form(NamedTuple):
    """The fields of a form.

    Args:
        strings: The fields with text.
        files: The contents of the files, by the names of their fields.
    """

    strings: dict[str, str]
    files: dict[str, bytes]


def parse_form(raw: bytes, content_type: str) -> Form:
    """The fields of a form.

    Args:
        raw: The body.
        content_type: The header ``Content-Type``.

    Raises:
        ErrorResponse: The body is missing, or not a form.
    """
    if not raw:
        raise api_errors.invalid_body("The request must have a body.")
    form = Form({}, {})
    for name, has_file, content in _parts(raw, _boundary(content_type)):
        if name in form.files or name in form.strings:
            raise api_errors.invalid_body(f"The form has the field {name} several times.")
        if has_file:
            form.files[name] = content
            continue
        try:
            form.strings[name] = content.decode()
        except UnicodeDecodeError:
            raise api_errors.invalid_body(f"The field {name} is not UTF-8 text.") from None
    return form


def parse_url_encoded(raw: bytes) -> dict[str, str]:
    """The fields of a form without files, as HTML forms and OAuth clients send it.

    Args:
        raw: The body; empty for a form without fields.

    Raises:
        ErrorResponse: The body is not text, or has too many fields.
    """
    try:
        return dict(parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=MAX_PARTS))
    except ValueError as error:
        raise api_errors.invalid_body(f"The body is not a form: {error}.") from None


def _boundary(content_type: str) -> bytes:
    """The text between the parts of a form.

    Raises:
        ErrorResponse: The body is something else, or has no valid boundary.
    """
    header = Message()
    header["Content-Type"] = content_type
    if header.get_content_type() != FORM:
        text = f"The Content-Type header must be {FORM}."
        raise api_errors.refusal("unsupported_content_type", "Unsupported content type", text)
    boundary = header.get_boundary("")
    if not BOUNDARY.fullmatch(boundary):
        raise api_errors.invalid_body("The Content-Type header has no valid boundary.")
    return boundary.encode()


def _parts(raw: bytes, boundary: bytes) -> Iterator[tuple[str, bool, bytes]]:
    """The parts of a form: the name of each field, whether it is a file, and its content.

    Raises:
        ErrorResponse: A part is not valid, or the end is missing.
    """
    delimiter = b"\r\n--" + boundary
    # The first boundary may be at the very beginning, without an end of a line before it.
    raw = b"\r\n" + raw
    position = raw.find(delimiter)
    for _ in range(MAX_PARTS):
        end = PADDING.match(raw, position + len(delimiter)) if position >= 0 else None
        if end is None:
            raise api_errors.invalid_body("The form is incomplete: a boundary is missing.")
        if end[1] == b"--":
            return
        position = raw.find(delimiter, end.end() - 2)
        head_end = raw.find(b"\r\n\r\n", end.end() - 2)
        if not end.end() - 2 <= head_end < min(position, end.end() + MAX_HEAD):
            raise api_errors.invalid_body("A part of the form has no end, or no headers.")
        name, has_file = _head(raw[end.end() : head_end])
        yield name, has_file, raw[head_end + 4 : position]
    raise api_errors.invalid_body(f"The form has more than {MAX_PARTS} parts.")


def _head(raw: bytes) -> tuple[str, bool]:
    """The name of a field, and whether it is a file.

    Raises:
        ErrorResponse: The headers do not name a field.
    """
    headers = HeaderParser().parsestr(raw.decode(errors="replace"))
    name = headers.get_param("name", header="Content-Disposition")
    if headers.get_content_disposition() != "form-data" or not isinstance(name, str) or not name:
        raise api_errors.invalid_body("A part of the form has no name.")
    # A name in another character set is a tuple, RFC 2231; an empty one is of no file chosen.
    return name, bool(headers.get_param("filename", header="Content-Disposition"))
