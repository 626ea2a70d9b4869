"""The commands that are offered to agents, out of the table of all commands.

Search, descriptions, annotations and enforcement all read this table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from clerk_cli.api import APIObject
from clerk_cli_mcp.refusals import RefusedError

EFFECTS = READS, WRITES, DESTROYS = ("reads", "writes", "destroys")
MAX_VALUES = 50
"""Values of one argument of a call."""

ANY_REQUEST = frozenset({"api"})
"""Groups whose commands send whatever they are told, so that no table knows what they do."""

HIDDEN_OPTIONS = frozenset({"force", "all"})
"""Options that the server decides about: it confirms, and it bounds results."""

JSON_TYPES: dict[str, Any] = {
    "integer": "integer",
    "boolean": "boolean",
    "json": "object",
    "time": ["string", "integer"],
    "duration": ["string", "integer"],
}
"""The types of JSON Schema by type of a parameter; others are strings."""


class OfferedParameter(NamedTuple):
    """An argument or option that agents may set.

    Args:
        name: What agents call it, without dashes in front.
        label: How the command line calls it; empty for an argument.
        described: Its description in the table.
    """

    name: str
    label: str
    described: APIObject

    @property
    def type(self) -> str:
        """The type of its values."""
        return str(self.described["type"])

    @property
    def repeats(self) -> bool:
        """Whether it takes several values."""
        return bool(self.described.get("repeats"))

    @property
    def is_required(self) -> bool:
        """Whether a call has to have it; nobody can be asked for it."""
        described = self.described
        is_alone = "required_unless" not in described
        return bool(
            described.get("required") or (described.get("required_without_terminal") and is_alone)
        )

    @property
    def effect(self) -> str:
        """What the command does with it, where that is more; otherwise empty."""
        return str(self.described.get("effect", ""))

    @property
    def reads_file(self) -> bool:
        """Whether ``@`` before a value, or ``-``, would read a file or the server's input."""
        return "reads_file" in self.described or self.type == "secret"

    @property
    def schema(self) -> APIObject:
        """Its JSON Schema."""
        described = self.described
        value: APIObject = {"type": JSON_TYPES.get(self.type, "string")}
        if "choices" in described:
            value["enum"] = described["choices"]
        if self.type == "integer":
            value |= {key: described[key] for key in ("minimum", "maximum") if key in described}
        if self.repeats:
            value = {"type": "array", "items": value, "maxItems": MAX_VALUES}
        if "default" in described:
            value["default"] = described["default"]
        value["description"] = described["help"] + (f" ({self.effect})" if self.effect else "")
        return value


class Offer(NamedTuple):
    """A command that agents may be allowed to run.

    Args:
        name: Its words.
        effect: ``reads``, ``writes`` or ``destroys``: what it does without options that do more.
        described: Its description in the table.
        arguments: The positional arguments, in order.
        options: The options.
        takes_force: Whether it has ``--force``.
    """

    name: str
    effect: str
    described: APIObject
    arguments: tuple[OfferedParameter, ...]
    options: tuple[OfferedParameter, ...]
    takes_force: bool

    @property
    def group(self) -> str:
        """Its first word."""
        return self.name.split()[0]

    @property
    def parameters(self) -> dict[str, OfferedParameter]:
        """All that can be set, by name."""
        return {item.name: item for item in (*self.arguments, *self.options)}

    def effect_with(self, arguments: Mapping[str, Any]) -> str:
        """What it does with some arguments; those of ``asks_with`` remove or revoke something.

        Args:
            arguments: The arguments, by name.
        """
        forms = self.described.get("asks_with", ())
        effects = [self.effect]
        for name, item in self.parameters.items():
            value = arguments.get(name)
            form = f"--no-{name}" if value is False else item.label
            if value is not None and form in forms:
                effects.append(DESTROYS)
            elif item.effect and value not in (None, False):
                effects.append(item.effect)
        return max(effects, key=EFFECTS.index)

    def meant(self, name: str) -> str | None:
        """The name that another style of writing means: ``first_name``, ``--first-name``."""
        plain = _plain(name)
        return next((item for item in self.parameters if _plain(item) == plain), None)

    @property
    def schema(self) -> APIObject:
        """The JSON Schema of its arguments."""
        required = [item.name for item in self.parameters.values() if item.is_required]
        return {
            "type": "object",
            "properties": {name: item.schema for name, item in self.parameters.items()},
            "required": required,
            "additionalProperties": False,
        }


class Offers:
    """All commands that are offered.

    Args:
        described: The description of all commands.
    """

    def __init__(self, described: APIObject) -> None:
        self._offers = {
            row["command"]: offer for row in described["data"] if (offer := _offer(row)) is not None
        }

    def __iter__(self) -> Any:
        """Iterate over the commands, by name."""
        return iter(self._offers.values())

    @property
    def groups(self) -> list[str]:
        """The first words of all commands."""
        return sorted({offer.group for offer in self})

    def find(self, name: object) -> Offer:
        """A command by its words, written in full.

        Raises:
            RefusedError: It is not offered, does not exist, or is missing.
        """
        if not isinstance(name, str) or not name.strip():
            raise RefusedError(
                "arguments",
                "command is missing: the words of a command, as text",
                "Find one with search_commands.",
            )
        words = name.split()
        if words[:1] == ["clerk"]:
            del words[0]
        if offer := self._offers.get(" ".join(words)):
            return offer
        raise RefusedError(
            "unknown_command",
            f'no command "{" ".join(words)[:80]}" is offered here',
            "Find one with search_commands, and give its words in full, without options.",
        )

    def search(self, query: str, count: int) -> list[Offer]:
        """The commands that fit some words best.

        Args:
            query: The words.
            count: How many to return at most.
        """
        words = query.lower().replace("-", " ").split()
        ranked = [(_score(offer, words), offer.name, offer) for offer in self]
        ranked = sorted(
            (-score, name, offer) for score, name, offer in ranked if score or not words
        )
        return [offer for _, _, offer in ranked[:count]]


def _plain(name: str) -> str:
    return name.lstrip("-").replace("-", "").replace("_", "").lower()


def _score(offer: Offer, words: Iterable[str]) -> int:
    name = offer.name.replace("-", " ").split()
    summary = offer.described["summary"].lower()
    rest = " ".join(
        [offer.described["description"].lower(), *(item.name for item in offer.options)]
    )
    score = 0
    for word in words:
        stem = word[:-1] if len(word) > 3 and word.endswith("s") else word
        if any(part in (word, stem, f"{word}s") for part in name):
            score += 8
        elif any(stem in part for part in name):
            score += 4
        score += 3 * (stem in summary) + (stem in rest)
    return score


def _offer(described: APIObject) -> Offer | None:
    """A command for agents; None for one that is about this computer, its keys or its programs."""
    effect = described.get("least_effect", described["effect"])
    name = described["command"]
    if described["local"] or effect not in EFFECTS:
        return None
    if name.split()[0] in ANY_REQUEST or (effect == READS and described["prints_secret"]):
        return None
    parameters = [*described["arguments"], *described["options"]]
    if any(row.get("local") and row.get("required") for row in parameters):
        return None
    options = [_parameter(row) for row in described["options"] if not row.get("local")]
    return Offer(
        name,
        effect,
        described,
        tuple(_parameter(row) for row in described["arguments"] if not row.get("local")),
        tuple(item for item in options if item.name not in HIDDEN_OPTIONS),
        any(item.name == "force" for item in options),
    )


def _parameter(described: APIObject) -> OfferedParameter:
    label = described["name"]
    is_option = label.startswith("--")
    return OfferedParameter(label.removeprefix("--"), label if is_option else "", described)
