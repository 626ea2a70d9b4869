"""The operations of Clerk's Backend API: which there are, and what each of them takes.

The facts come from Clerk's official OpenAPI spec and are stored beside this module, one operation a
line, written by ``core/generate_operations.py``. Only the lines that somebody asks for are parsed.
"""

from __future__ import annotations

from clerk_cli.operations.bodies import Problem, body_problems, request_problems
from clerk_cli.operations.table import (
    API_VERSION,
    APIOperation,
    Parameter,
    Schema,
    all_operations,
    find_operation,
    operation_names,
)

__all__ = [
    "API_VERSION",
    "APIOperation",
    "Parameter",
    "Problem",
    "Schema",
    "all_operations",
    "body_problems",
    "destroys",
    "find_operation",
    "operation_names",
    "request_problems",
]


def destroys(method: str, path: str) -> bool:
    """Whether a request removes, revokes or replaces something, as far as the table knows.

    Args:
        method: The HTTP method, in capitals.
        path: The path, with or without its version; percent-encoded or a template.
    """
    from clerk_cli.operations import effects

    return effects.destroys(method, path)
