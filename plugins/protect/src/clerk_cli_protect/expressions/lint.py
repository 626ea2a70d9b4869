"""What looks wrong in an expression, given the fields of an event type.

All of it is a warning: the server compiles the expression and decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from clerk_cli_protect.expressions.parser import parse
from clerk_cli_protect.expressions.printer import to_source
from clerk_cli_protect.expressions.syntax import (
    Access,
    Call,
    Conditional,
    Diagnostic,
    ExpressionError,
    ListLiteral,
    Literal,
    Node,
    Operation,
    Path,
    Span,
    Unary,
)
from clerk_cli_protect.schema.model import LIST, STRUCT, UNKNOWN, SchemaField

BOOLEAN, STRING, INTEGER, FLOAT = "BOOLEAN", "STRING", "INTEGER", "FLOAT"
NUMBERS = (INTEGER, FLOAT)
DESCRIPTIONS = {
    BOOLEAN: "a boolean",
    STRING: "a string",
    INTEGER: "a number",
    FLOAT: "a number",
    STRUCT: "a struct",
    LIST: "a list",
}
LOGICAL = ("||", "&&")
EQUALITY = ("==", "!=")
ORDER = ("<", ">", "<=", ">=")
MAX_NAMES_LISTED = 6


def lint(source: str, event_type: SchemaField | None) -> list[Diagnostic]:
    """The diagnostics of an expression, in the order of the source.

    Args:
        source: The expression.
        event_type: The event type with the fields; None checks the syntax alone.
    """
    try:
        expression = parse(source)
    except ExpressionError as error:
        return [error.diagnostic]
    linter = _Linter(event_type)
    kind = linter.kind_of(expression.node)
    if kind not in (BOOLEAN, UNKNOWN):
        linter.report(f"a rule must be a boolean, not {_describe(kind)}", expression.node.span)
    diagnostics = [*expression.diagnostics, *linter.diagnostics]
    return sorted(diagnostics, key=lambda diagnostic: diagnostic.span.start)


class _Linter:
    """Infers the kind of each part, and reports what does not fit together."""

    def __init__(self, event_type: SchemaField | None) -> None:
        self._event_type = event_type
        self.diagnostics: list[Diagnostic] = []

    def report(self, message: str, span: Span) -> None:
        """Add a diagnostic."""
        self.diagnostics.append(Diagnostic(message, span))

    def kind_of(self, node: Node) -> str:
        """The kind of a part: one of the schema's, or unknown."""
        match node:
            case Literal():
                return _kind_of_literal(node)
            case Path():
                return self._kind_of_field(node)
            case Unary():
                return self._kind_of_unary(node)
            case Operation():
                return self._kind_of_operation(node)
            case Conditional():
                self._require(node.condition, (BOOLEAN,), "?")
                if_true, if_false = self.kind_of(node.if_true), self.kind_of(node.if_false)
                return if_true if if_true == if_false else UNKNOWN
            case ListLiteral():
                for item in node.items:
                    self.kind_of(item)
                return LIST
            case Call():
                self._check_call(node)
                return UNKNOWN
            case Access():
                self._check_access(node)
                return UNKNOWN

    def _check_call(self, node: Call) -> None:
        names, spans = node.function.names, node.function.spans
        if len(names) > 1:
            self.kind_of(Path(names[:-1], spans[:-1]))
        for argument in node.arguments:
            self.kind_of(argument)

    def _check_access(self, node: Access) -> None:
        for part in (node.base, node.index, *(node.arguments or ())):
            if part is not None:
                self.kind_of(part)

    def _kind_of_field(self, path: Path) -> str:
        if self._event_type is None:
            return UNKNOWN
        parent = self._event_type
        for index, name in enumerate(path.names):
            field = parent.fields.get(name)
            if field is None:
                if not index or parent.kind not in (UNKNOWN, LIST):
                    self._report_missing_field(path, index, parent)
                return UNKNOWN
            parent = field
        return parent.kind

    def _report_missing_field(self, path: Path, index: int, parent: SchemaField) -> None:
        span = path.spans[index]
        if index and not parent.fields:
            parent_path = ".".join(path.names[:index])
            self.report(f"{parent_path} is {_describe(parent.kind)} and has no fields", span)
            return
        suggestion = self._suggest(path, index, parent)
        hint = f"did you mean {suggestion}?" if suggestion else _available(sorted(parent.fields))
        self.report(f"field {'.'.join(path.names[: index + 1])} does not exist; {hint}", span)

    def _suggest(self, path: Path, index: int, parent: SchemaField) -> str | None:
        """The closest field: a similar name in the same struct, or a path with the same end."""
        prefix = ".".join((*path.names[:index], ""))
        names = {name.lower(): name for name in parent.fields}
        if similar := get_close_matches(path.names[index].lower(), names, n=1, cutoff=0.6):
            return prefix + names[similar[0]]
        assert self._event_type is not None
        rest = path.names[index:]
        matches = [names for names, _ in self._event_type.walk() if names[-len(rest) :] == rest]
        return ".".join(matches[0]) if len(matches) == 1 else None

    def _kind_of_unary(self, node: Unary) -> str:
        if node.operator == "!":
            self._require(node.operand, (BOOLEAN,), "!")
            return BOOLEAN
        return self._require(node.operand, NUMBERS, "-")

    def _kind_of_operation(self, node: Operation) -> str:
        operator = node.operators[0]
        if operator in LOGICAL:
            for operand in node.operands:
                self._require(operand, (BOOLEAN,), operator)
            return BOOLEAN
        kinds = [self.kind_of(operand) for operand in node.operands]
        if operator not in (*EQUALITY, *ORDER, "in"):
            return _kind_of_arithmetic(kinds)
        for index in range(len(node.operators)):
            self._check_comparison(node, index, kinds[index], kinds[index + 1])
        if len(node.operators) > 1:
            message = "comparisons cannot be chained; join them with &&"
            self.report(message, node.operator_spans[1])
        return BOOLEAN

    def _check_comparison(
        self, node: Operation, index: int, left_kind: str, right_kind: str
    ) -> None:
        operator, span = node.operators[index], node.operator_spans[index]
        left, right = node.operands[index], node.operands[index + 1]
        if operator == "in":
            self._check_membership(left, right, left_kind, right_kind)
            return
        for kind, operand in ((left_kind, left), (right_kind, right)):
            if kind == STRUCT:
                source = to_source(operand)
                self.report(f"{source} is a struct; compare one of its fields", operand.span)
                return
        if not _comparable(left_kind, right_kind):
            message = f"cannot compare {_describe(left_kind)} with {_describe(right_kind)}"
            self.report(message, right.span)
        elif operator in ORDER and BOOLEAN in (left_kind, right_kind):
            self.report(f"{operator} does not work on booleans", span)
        else:
            self._check_value(left, right)
            self._check_value(right, left)

    def _check_membership(self, left: Node, right: Node, left_kind: str, right_kind: str) -> None:
        if right_kind not in (LIST, UNKNOWN):
            self.report(f"in requires a list, not {_describe(right_kind)}", right.span)
        for item in right.items if isinstance(right, ListLiteral) else ():
            kind = _kind_of_literal(item) if isinstance(item, Literal) else UNKNOWN
            if _comparable(left_kind, kind):
                self._check_value(left, item)
            else:
                message = f"cannot compare {_describe(left_kind)} with {_describe(kind)}"
                self.report(message, item.span)

    def _check_value(self, operand: Node, literal: Node) -> None:
        """Report a field that can never have the value that it is compared with."""
        if self._event_type is None or not (
            isinstance(operand, Path) and isinstance(literal, Literal)
        ):
            return
        field = self._event_type.field_at(operand.names)
        value = str(literal.value)
        if field and field.values and value not in field.values:
            similar = get_close_matches(value, field.values, n=1, cutoff=0.4)
            hint = f"did you mean {similar[0]}?" if similar else _available(field.values)
            self.report(f"{operand} is never {literal.value!r}; {hint}", literal.span)

    def _require(self, node: Node, kinds: Sequence[str], operator: str) -> str:
        """Report an operand of another kind than an operator takes, and return its kind."""
        kind = self.kind_of(node)
        if kind not in (*kinds, UNKNOWN):
            message = f"{operator} requires {_describe(kinds[0])}, not {_describe(kind)}"
            self.report(message, node.span)
        return kind


def _kind_of_literal(node: Literal) -> str:
    value = node.value
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, str):
        return STRING
    if value is None:
        return UNKNOWN
    return INTEGER if isinstance(value, int) else FLOAT


def _kind_of_arithmetic(kinds: list[str]) -> str:
    if all(kind in NUMBERS for kind in kinds):
        return FLOAT if FLOAT in kinds else INTEGER
    return STRING if all(kind == STRING for kind in kinds) else UNKNOWN


def _comparable(left: str, right: str) -> bool:
    scalars = (BOOLEAN, STRING, *NUMBERS)
    if left not in scalars or right not in scalars:
        return True
    return left == right or (left in NUMBERS and right in NUMBERS)


def _describe(kind: str) -> str:
    return DESCRIPTIONS.get(kind, f"a {kind.lower()}")


def _available(names: Sequence[str]) -> str:
    more = ", …" if len(names) > MAX_NAMES_LISTED else ""
    return f"available: {', '.join(names[:MAX_NAMES_LISTED])}{more}"
