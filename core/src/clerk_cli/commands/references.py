"""What stands in a field for an object that is looked up before the command runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self


class Reference(str):
    """What identifies an object in place of its ID; it is looked up before the command runs.

    Args:
        text: The text on the command line.
        object: What it identifies: ``user``, ``organization``, or ``contact`` of a user.
        member: The member of the API object that it is compared with.
        value: The value of that member.
    """

    object: str
    member: str
    value: str

    def __new__(cls, text: str, object: str, member: str, value: str) -> Self:
        """Make a text with what it identifies."""
        reference = super().__new__(cls, text)
        reference.object, reference.member, reference.value = object, member, value
        return reference


def references_in(value: object) -> list[Reference]:
    """The references in the value of a field, which may be a list."""
    items = value if isinstance(value, list) else (value,)
    return [item for item in items if isinstance(item, Reference)]
