"""What looks wrong in an expression, against the fields that there are.

Everything here is a warning: the server compiles the expression and has the last word.
"""

from __future__ import annotations

from difflib import get_close_matches

from clerk_cli_protect.event_schema import LIST, STRUCT, UNKNOWN, SchemaField
from clerk_cli_protect.expressions.parser import parse
from clerk_cli_protect.expressions.syntax import (
    Access,
    Call,
    Choice,
    ExpressionError,
    Items,
    Literal,
    Node,
    Operation,
    Path,
    Problem,
    Span,
    Unary,
)

BOOLEAN, STRING, INTEGER, FLOAT = "BOOLEAN", "STRING", "INTEGER", "FLOAT"
NUMBERS = (INTEGER, FLOAT)
WORDS = {BOOLEAN: "true or false", STRING: "a text", INTEGER: "a number", FLOAT: "a number"}
LOGICAL = ("||", "&&")
EQUALITY = ("==", "!=")
ORDER = ("<", ">", "<=", ">=")
MOST_SHOWN = 6


def lint(text: str, event: SchemaField | None) -> list[Problem]:
    """The problems of an expression, in the order of their places.

    Args:
        text: The expression.
        event: The fields that it can use; None where they are not known.
    """
    try:
        expression = parse(text)
    except ExpressionError as error:
        return [error.problem]
    linter = _Linter(event)
    kind = linter.kind_of(expression.node)
    if kind not in (BOOLEAN, UNKNOWN):
        said = f"a rule must be true or false; this is {_in_words(kind)}"
        linter.say(said, expression.node.span)
    found = [*expression.mistakes, *linter.problems]
    return sorted(found, key=lambda problem: problem.span.start)


class _Linter:
    """Finds the kinds of all parts, and what does not go together."""

    def __init__(self, event: SchemaField | None) -> None:
        self._event = event
        self.problems: list[Problem] = []

    def say(self, message: str, span: Span) -> None:
        """Note a problem."""
        self.problems.append(Problem(message, span))

    def kind_of(self, node: Node) -> str:
        """What a part is: one of the schema's kinds, or unknown."""
        match node:
            case Literal():
                return _literal_kind(node)
            case Path():
                return self._field_kind(node)
            case Unary():
                return self._unary(node)
            case Operation():
                return self._operation(node)
            case Choice():
                self._expect(node.condition, BOOLEAN, "before ?")
                one, other = self.kind_of(node.one), self.kind_of(node.other)
                return one if one == other else UNKNOWN
            case Items():
                for item in node.items:
                    self.kind_of(item)
                return LIST
            case Call():
                self._visit_call(node)
                return UNKNOWN
            case Access():
                self._visit_access(node)
                return UNKNOWN

    def _visit_call(self, node: Call) -> None:
        names, spans = node.function.names, node.function.spans
        if len(names) > 1:
            self.kind_of(Path(names[:-1], spans[:-1]))
        for argument in node.arguments:
            self.kind_of(argument)

    def _visit_access(self, node: Access) -> None:
        for part in (node.base, node.index, *(node.arguments or ())):
            if part is not None:
                self.kind_of(part)

    def _field_kind(self, path: Path) -> str:
        if self._event is None:
            return UNKNOWN
        found = self._event
        for place, name in enumerate(path.names):
            below = found.fields.get(name)
            if below is None:
                if place and found.kind in (UNKNOWN, LIST):
                    return UNKNOWN
                self._unknown_field(path, place, found)
                return UNKNOWN
            found = below
        return found.kind

    def _unknown_field(self, path: Path, place: int, above: SchemaField) -> None:
        written = ".".join(path.names[: place + 1])
        if place and not above.fields:
            owner = ".".join(path.names[:place])
            self.say(f"{owner} is {_in_words(above.kind)} and has no fields", path.spans[place])
            return
        said = f"there is no field {written}"
        if meant := self._meant(path, place, above):
            said += f"; did you mean {meant}?"
        else:
            names = sorted(above.fields)
            more = ", …" if len(names) > MOST_SHOWN else ""
            said += f"; there are {', '.join(names[:MOST_SHOWN])}{more}"
        self.say(said, path.spans[place])

    def _meant(self, path: Path, place: int, above: SchemaField) -> str | None:
        """The field that is nearest: on the same level, or with the same last names."""
        prefix = ".".join((*path.names[:place], ""))
        wanted = path.names[place]
        lowered = {name.lower(): name for name in above.fields}
        near = get_close_matches(wanted.lower(), lowered, n=1, cutoff=0.6)
        if near:
            return prefix + lowered[near[0]]
        assert self._event is not None
        rest = path.names[place:]
        ends = [names for names, _ in self._event.walk() if names[-len(rest) :] == rest]
        return ".".join(ends[0]) if len(ends) == 1 else None

    def _unary(self, node: Unary) -> str:
        if node.operator == "!":
            self._expect(node.operand, BOOLEAN, "after !")
            return BOOLEAN
        kind = self.kind_of(node.operand)
        if kind not in (*NUMBERS, UNKNOWN):
            self.say(f"- wants a number, and this is {_in_words(kind)}", node.operand.span)
        return kind

    def _operation(self, node: Operation) -> str:
        if node.operators[0] in LOGICAL:
            for operand in node.operands:
                self._expect(operand, BOOLEAN, f"beside {node.operators[0]}")
            return BOOLEAN
        kinds = [self.kind_of(operand) for operand in node.operands]
        if node.operators[0] not in (*EQUALITY, *ORDER, "in"):
            return self._arithmetic(kinds)
        for place, operator in enumerate(node.operators):
            self._comparison(node, place, operator, kinds[place], kinds[place + 1])
        if len(node.operators) > 1:
            said = "comparisons cannot be chained; join them with &&"
            self.say(said, node.operator_spans[1])
        return BOOLEAN

    def _arithmetic(self, kinds: list[str]) -> str:
        if all(kind in NUMBERS for kind in kinds):
            return FLOAT if FLOAT in kinds else INTEGER
        return STRING if all(kind == STRING for kind in kinds) else UNKNOWN

    def _comparison(
        self, node: Operation, place: int, operator: str, left: str, right: str
    ) -> None:
        span = node.operator_spans[place]
        one, other = node.operands[place], node.operands[place + 1]
        if operator == "in":
            self._membership(one, other, left, right)
            return
        for kind, operand in ((left, one), (right, other)):
            if kind == STRUCT:
                self.say(f"{self._named(operand)} has fields; compare one of them", operand.span)
                return
        if not _comparable(left, right):
            said = f"{_in_words(left)} is never compared with {_in_words(right)}"
            self.say(said, other.span)
        elif operator in ORDER and BOOLEAN in (left, right):
            self.say(f"{operator} does not go with true and false", span)
        else:
            self._check_value(one, other)
            self._check_value(other, one)

    def _membership(self, one: Node, other: Node, left: str, right: str) -> None:
        if right not in (LIST, UNKNOWN):
            said = f"in wants a list after it, and this is {_in_words(right)}"
            self.say(said, other.span)
        for item in other.items if isinstance(other, Items) else ():
            kind = _literal_kind(item) if isinstance(item, Literal) else UNKNOWN
            if not _comparable(left, kind):
                said = f"{_in_words(left)} is never {_in_words(kind)}"
                self.say(said, item.span)
            else:
                self._check_value(one, item)

    def _check_value(self, field: Node, literal: Node) -> None:
        """Say when a field can never have the value that it is compared with."""
        if self._event is None or not isinstance(field, Path) or not isinstance(literal, Literal):
            return
        found = self._event.find(field.names)
        if found and found.values and str(literal.value) not in found.values:
            near = get_close_matches(str(literal.value), found.values, n=1, cutoff=0.4)
            known = ", ".join(found.values[:MOST_SHOWN])
            hint = f"did you mean {near[0]}?" if near else f"it is one of {known}"
            self.say(f"{field} is never {literal.value!r}; {hint}", literal.span)

    def _expect(self, node: Node, wanted: str, where: str) -> None:
        kind = self.kind_of(node)
        if kind not in (wanted, UNKNOWN):
            said = f"{where} there must be {WORDS[wanted]}, and this is {_in_words(kind)}"
            self.say(said, node.span)

    def _named(self, node: Node) -> str:
        return str(node) if isinstance(node, Path) else "this"


def _literal_kind(node: Literal) -> str:
    value = node.value
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, str):
        return STRING
    if value is None:
        return UNKNOWN
    return INTEGER if isinstance(value, int) else FLOAT


def _comparable(left: str, right: str) -> bool:
    known = (BOOLEAN, STRING, *NUMBERS)
    if left not in known or right not in known:
        return True
    return left == right or (left in NUMBERS and right in NUMBERS)


def _in_words(kind: str) -> str:
    if kind == STRUCT:
        return "a struct"
    return WORDS.get(kind, f"a {kind.lower()}")
