"""Which sources there are, and which one reads a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from clerk_cli.api import UsageError
from clerk_cli_migrate.files.inputs import title_of
from clerk_cli_migrate.mapping.roles import ROLE_PARAMETER, roles_of
from clerk_cli_migrate.mapping.targets import IDENTIFIERS, find_target
from clerk_cli_migrate.sources import ENTRY_POINTS, Parameter, Source, Values
from clerk_cli_migrate.validation.omitting import PARTS
from clerk_cli_migrate.validation.organizations import ROLE

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

HEADER = Parameter("header", "Whether the CSV has a header row: yes or no")
OMIT = Parameter("omit", f"What to omit from users if Clerk does not accept it: {', '.join(PARTS)}")
ROWS_OF_SAMPLE = 50
KINDS = ("object", "kind", "model")
"""Members that tell apart records of several kinds in one file."""


UNREADABLE = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What sources raise if a value is of the wrong type, or missing."""


class Sample(NamedTuple):
    """What a file is recognized by.

    Args:
        first: Its first record.
        merged: The same, with what it lacks from those of the same kind that follow.
    """

    first: Values
    merged: Values

    @classmethod
    def of(cls, rows: Iterable[Values]) -> Sample | None:
        """The sample of the first records of a file; None if there are none."""
        listed = list(islice(rows, ROWS_OF_SAMPLE))
        if not listed:
            return None
        merged = dict(listed[0])
        for row in listed[1:]:
            if all(row.get(name) == merged.get(name) for name in KINDS):
                missing = {name: row[name] for name in row if merged.get(name) in (None, "")}
                merged |= missing
        return cls(listed[0], merged)


COMMON = (HEADER, OMIT)
"""What ``--set`` may say for every source."""


@cache
def sources() -> Mapping[str, type[Source]]:
    """The installed sources by name, in alphabetical order.

    Raises:
        UsageError: One of them cannot be loaded.
    """
    from importlib.metadata import entry_points

    loaded: dict[str, type[Source]] = {}
    for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name):
        source = _loaded(point)
        loaded[source.name] = source
    return loaded


def _loaded(point: EntryPoint) -> type[Source]:
    try:
        source = point.load()
    except Exception as error:
        package = point.dist.name if point.dist else point.module
        raise UsageError(
            f'the source "{point.name}" of {package} cannot be loaded: {error}',
            hint=f"Update or uninstall {package}, or name a source with --source.",
        ) from error
    if not (isinstance(source, type) and issubclass(source, Source)):
        raise UsageError(f'the source "{point.name}" is not a subclass of Source')
    return source


def find_source(name: str) -> type[Source]:
    """The source with a name; others that cannot be loaded do not matter.

    Raises:
        UsageError: There is none, or it cannot be loaded.
    """
    from importlib.metadata import entry_points

    for point in entry_points(group=ENTRY_POINTS):
        if point.name == name and (source := _loaded(point)).name == name:
            return source
    installed = sources()
    if name not in installed:
        raise UsageError(f'unknown source "{name}"', hint=f"Use one of {', '.join(installed)}.")
    return installed[name]


def recognize(samples: Mapping[str, Sample], *, has_mapping: bool) -> type[Source]:
    """The source whose format all files have.

    Args:
        samples: The first records of each file, by its name.
        has_mapping: Whether the command line says which column is which field.

    Raises:
        UsageError: There is none, or several.
    """
    first = {name: sample.first for name, sample in samples.items()}
    candidates: list[type[Source]] = []
    # What the first record lacks, another one may have; the first alone decides in mixed files.
    for rows in ({name: sample.merged for name, sample in samples.items()}, first):
        if len(candidates) != 1:
            fitting = [source for source in sources().values() if _fits(source, rows)]
            candidates = fitting or candidates
    if has_mapping:
        candidates = [source for source in sources().values() if source.takes_mapping]
    if len(candidates) == 1:
        return candidates[0]
    names = [source.name for source in candidates] or list(sources())
    choices = f"Use --source with one of {', '.join(names)}."
    if candidates:
        titles = " and ".join(source.title for source in candidates)
        raise UsageError(f"the format is ambiguous: it looks like {titles}", hint=choices)
    mapping = "For columns of your own, write a mapping with: clerk migrate map FILE"
    raise UsageError(_why_none(first), hint=f"{choices}\n{mapping}")


def _fits(source: type[Source], samples: Mapping[str, Values]) -> bool:
    """Whether a source reads all files, of which some are more than additions to others."""
    has_records = False
    for sample in samples.values():
        if recognizes(source, sample):
            has_records = True
        elif not is_addition(source, sample):
            return False
    return has_records


def recognizes(source: type[Source], values: Values) -> bool:
    """Whether a row is certainly of a format; one that its source cannot look at is not."""
    try:
        return source.recognizes(values)
    except UNREADABLE:
        return False


def is_addition(source: type[Source], values: Values) -> bool:
    """Whether a row adds to others; one that its source cannot look at does not."""
    try:
        return source.is_addition(values)
    except UNREADABLE:
        return False


def _why_none(samples: Mapping[str, Values]) -> str:
    if len(samples) == 1:
        ((name, sample),) = samples.items()
        unknown = [column for column in sample if find_target(column) is None]
        if len(unknown) == 1 and not IDENTIFIERS.isdisjoint(sample):
            field = unknown[0][:80]
            return f'{title_of(name)}: the format is not recognized: there is no field "{field}"'
        return f"{title_of(name)}: the format is not recognized"
    titles = []
    for name, sample in samples.items():
        fits = [
            source.title
            for source in sources().values()
            if recognizes(source, sample) or is_addition(source, sample)
        ]
        titles.append(f"{title_of(name)} ({' or '.join(fits) or 'not recognized'})")
    return f"no source reads these files together: {', '.join(titles)}"


def check_parameters(source: type[Source], parameters: Mapping[str, str]) -> None:
    """Check what ``--set`` says.

    Raises:
        UsageError: A parameter is unknown, or a required one is missing.
    """
    known_parameters: Sequence[Parameter] = (*source.parameters, *COMMON)
    names = [parameter.name for parameter in known_parameters]
    for name in parameters:
        if name not in names and not name.startswith(ROLE_PARAMETER):
            hint = f"{source.title} has {', '.join(names)}, and {ROLE_PARAMETER}SLUG."
            raise UsageError(f'--set: {source.title} has no parameter "{name}"', hint=hint)
    for parameter in source.parameters:
        value = parameters.get(parameter.name)
        if value and parameter.form and not re.fullmatch(parameter.form, value, re.ASCII):
            # The value is not repeated: it may be a secret.
            raise UsageError(f"--set {parameter.name}: must be {parameter.must_be}")
    missing = [
        parameter
        for parameter in source.parameters
        if parameter.required and not parameters.get(parameter.name)
    ]
    if missing:
        hint = "\n".join(f"--set {parameter.name}=…  {parameter.help}" for parameter in missing)
        word = "parameter" if len(missing) == 1 else "parameters"
        raise UsageError(f"{source.title} needs {len(missing)} more {word}", hint=hint)
    if parameters.get(HEADER.name, "yes") not in ("yes", "no"):
        raise UsageError(f"--set {HEADER.name}: must be yes or no")
    for key in (key for pair in roles_of(parameters).items() for key in pair):
        if not ROLE.fullmatch(key):
            raise UsageError(
                f'--set: "{key}" is not a role key',
                hint="Example: --set role.pilot=org:crew",
            )
    if unknown := [part for part in parts_to_omit(parameters) if part not in PARTS]:
        raise UsageError(f'--set {OMIT.name}: "{unknown[0]}" is not one of {", ".join(PARTS)}')


def parts_to_omit(parameters: Mapping[str, str]) -> list[str]:
    """What ``--set omit`` names.

    Args:
        parameters: What ``--set`` says.
    """
    return [part.strip() for part in parameters.get(OMIT.name, "").split(",") if part.strip()]
