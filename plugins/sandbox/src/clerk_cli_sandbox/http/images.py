"""Images of users, organizations and applications: uploaded, shown by their URLs, and served.

Objects are stored with the URL that the image has in this process. A response over HTTP has the
URL on the server that the client has addressed instead, so that a browser can load it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from clerk_cli_sandbox import URL  # circular: the manifest imports the adapter when it is asked
from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.routing import Request
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.images import StoredImage
from clerk_cli_sandbox.storage.store import Store

PATH = "/images/"
STORED_URL = f"{URL}{PATH}"
"""How the URLs of images begin as they are stored."""

MAX_IMAGE = 10 * 1024 * 1024
TYPES = (
    ("image/png", rb"\x89PNG\r\n\x1a\n"),
    ("image/jpeg", rb"\xff\xd8\xff"),
    ("image/gif", rb"GIF8[79]a"),
    ("image/webp", rb"(?s:RIFF.{4}WEBP)"),
)
"""The types that Clerk accepts, and how such files begin; what a client claims does not count."""


def save_image(request: Request, old_url: str | None, field: str = "file") -> str:
    """Store the image of a form in place of an older one, and return its URL.

    Args:
        request: The request.
        old_url: The URL as stored; of an image of the sandbox, or another one.
        field: The field of the form.

    Raises:
        ErrorResponse: The file is missing, too large, or not an image that Clerk accepts.
    """
    if field not in request.files:
        raise ErrorResponse(400, api_errors.missing_param(field))
    content = request.files[field]
    if len(content) > MAX_IMAGE:
        text = f"The image is larger than {MAX_IMAGE // 1024 // 1024} MB."
        raise api_errors.refusal("image_too_large", "Image too large", text)
    media_type = _type_of(content)
    if media_type is None:
        text = "The file is not an image of type image/jpeg, image/png, image/gif or image/webp."
        raise api_errors.invalid_body(text)
    delete_image(request.store, old_url)
    id = new_id("img")
    request.store.images.put(id, StoredImage(media_type, content))
    return f"{STORED_URL}{id}"


def remove_image(request: Request, url: str | None) -> None:
    """Delete the image that a request is about.

    Args:
        request: The request.
        url: The URL as stored.

    Raises:
        ErrorResponse: There is no image, only the default one.
    """
    if not is_stored(url):
        text = "There is no image to delete."
        raise api_errors.refusal("image_not_found", "Image not found", text)
    delete_image(request.store, url)


def delete_image(store: Store, url: str | None) -> None:
    """Delete an image of the sandbox; the URL of another image changes nothing.

    Args:
        store: The objects.
        url: The URL as stored.
    """
    if is_stored(url):
        store.images.delete(str(url).removeprefix(STORED_URL))


def is_stored(url: object) -> bool:
    """Whether a URL, as stored, is that of an uploaded image."""
    return isinstance(url, str) and url.startswith(STORED_URL)


def is_image_path(target: str) -> bool:
    """Whether a request is for an image."""
    return target.startswith(PATH)


def find_image(store: Store, target: str) -> StoredImage:
    """The image at a path. Sizes in the query, as Clerk's image server takes them, are ignored.

    Args:
        store: The objects.
        target: The path and the query.

    Raises:
        ErrorResponse: There is no such image.
    """
    id = target.partition("?")[0].removeprefix(PATH)
    image = store.images.get(id)
    if image is None:
        raise api_errors.not_found("image", id, "image_not_found")
    return image


def with_served_urls(value: Any, headers: Mapping[str, str]) -> Any:
    """A response in which the URLs of images are those on the server that the client addressed.

    Args:
        value: The body of the response.
        headers: The headers of the request; without ``Host``, it came from this process.
    """
    host = headers.get("host")
    if not host:
        return value
    if isinstance(value, dict):
        return {
            name: f"http://{host}{member.removeprefix(URL)}"
            if name.endswith("_url") and is_stored(member)
            else with_served_urls(member, headers)
            for name, member in value.items()
        }
    if isinstance(value, list):
        return [with_served_urls(item, headers) for item in value]
    return value


def _type_of(content: bytes) -> str | None:
    """The type of an image, by its first bytes; None for anything else."""
    return next((name for name, start in TYPES if re.match(start, content)), None)
