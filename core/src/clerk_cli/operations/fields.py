"""The scalar fields of the objects that an operation reads."""

from __future__ import annotations

import pkgutil
import re

FIELDS = "fields.txt"
TIME = "@"
"""The mark after the name of a field that is a point in time."""


def scalar_fields(method: str, path: str) -> dict[str, bool]:
    """The names of the scalar fields, in the order of the spec, and whether they are times.

    Args:
        method: The HTTP method, in capitals.
        path: The path below ``/v1``; how its parameters are called does not matter.

    Returns:
        Empty where the spec has no such operation, or the operation returns no object.
    """
    table = (pkgutil.get_data(__name__, FIELDS) or b"").decode()
    pattern = re.sub(r"\\{\w*\\}", r"\\{\\w+\\}", re.escape(f"{method} {path} "))
    match = re.search(f"^{pattern}(.*)$", table, re.MULTILINE)
    names = match[1].split() if match else []
    return {name.removesuffix(TIME): name.endswith(TIME) for name in names}
