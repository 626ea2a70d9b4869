"""The objects of a command line that may name many."""

from __future__ import annotations

from clerk_cli.commands.batch import Batch
from clerk_cli.commands.many_input import Name, checked_value, read_names
from clerk_cli.console.parser import RawValues
from clerk_cli.console.tree import Leaf
from clerk_cli.environment import Environment
from clerk_cli.errors import UsageError


def read_batch(leaf: Leaf, values: RawValues, environment: Environment) -> Batch | None:
    """The objects, from the last argument and ``--from``; None for a single argument.

    Args:
        leaf: The command in the tree.
        values: Words by field name.
        environment: Where stdin and files are read from.

    Raises:
        UsageError: The file cannot be read, or a name is not valid.
    """
    *_, argument = (item for item in leaf.parameters if item.role == "argument")
    texts = list(dict.fromkeys(text.strip() for text in values.get(argument.name, [])))
    source, failures = values.get("from_", []), values.get("failures", [])
    column = values.get("column", [])
    if column and not source:
        raise UsageError("--column requires --from")
    for label, paths in (("--from", source), ("--failures", failures)):
        if paths and not paths[-1].strip():
            raise UsageError(f"{label}: the value is empty")
    if failures[-1:] == ["-"]:
        raise UsageError("--failures: - is not a file; results go to stdout")
    if len(texts) <= 1 and not source and not failures:
        return None
    names = [Name(text, argument.field.label) for text in texts]
    file = environment.path(failures[-1]) if failures else None
    for path in source:
        names_of_file = read_names(path, column[-1] if column else None, environment)
        is_same = file is not None and file.resolve() == environment.path(path).resolve()
        if is_same and path != "-" and names_of_file.has_more:
            raise UsageError(
                f"--failures would overwrite {path}, which has other columns or fields",
                hint="Choose another file.",
            )
        names += names_of_file.names
    assert argument.kind is not None
    checked = {name.text: checked_value(name, argument.kind, environment) for name in names}
    if not checked:
        raise UsageError("--from: there are no values")
    return Batch(argument.name, tuple(checked.values()), file)
