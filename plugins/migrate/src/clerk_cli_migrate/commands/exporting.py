"""``clerk migrate export``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from clerk_cli.api import (
    APIObject,
    Column,
    Command,
    Context,
    Csv,
    Example,
    Note,
    Outcome,
    Request,
    UsageError,
    View,
    argument,
    flag,
    option,
)
from clerk_cli_migrate.export import WHAT

if TYPE_CHECKING:
    from clerk_cli_migrate.export.exporting import Export
    from clerk_cli_migrate.export.phases import Phase

COUNTS = ("users", "roles", "organizations", "domains", "invitations", "memberships")
SUMMARY = View(
    details=(
        Column("File", "file"),
        *(Column(name.capitalize(), name) for name in COUNTS),
    )
)


class MigrateExport(
    Command,
    name="migrate export",
    view=SUMMARY,
    extension=True,
    examples=(
        Example("clerk migrate export instance.ndjson", "Export users and organizations"),
        Example("clerk migrate export exported.csv --what users", "Export users to CSV"),
    ),
):
    """Export everything that the API returns to a file that clerk migrate import can read.

    The API returns neither passwords nor second factors. The dashboard's CSV export has them:
    import both files together, and they are joined by user ID.
    """

    writes = False
    result_fields: tuple[str, ...] = ("file", *COUNTS, "left_out{}")

    file: str = argument("NDJSON, JSON, or CSV file to write", sends=None, completes="files")
    what: Csv | None = option(
        "What to export (default: users,organizations; CSV: users)",
        metavar="users,organizations",
        completes=WHAT,
        sends=None,
    )
    layout: Literal["ndjson", "json", "csv"] | None = option(
        "File format (default: from the file name, or ndjson)", sends=None
    )
    resume: bool = flag("Resume an interrupted export", sends=None)
    force: bool = flag("Replace existing files", short="f", sends=None)

    def check(self) -> None:
        """Refuse what cannot be written.

        Raises:
            UsageError: It cannot.
        """
        if self.file == "-":
            hint = "Specify a file: clerk migrate export instance.ndjson"
            raise UsageError("an export cannot be written to stdout", hint=hint)
        for part in self.what or ():
            if part not in WHAT:
                raise UsageError(f'--what: "{part}" is not one of {", ".join(WHAT)}')
        if self._layout_name == "csv" and "organizations" in (self.what or ()):
            hint = "Export organizations as NDJSON or JSON."
            raise UsageError("CSV holds users only", hint=hint)
        if self.resume and self.force:
            raise UsageError("--resume and --force cannot be combined")

    @property
    def _layout_name(self) -> str:
        from clerk_cli_migrate.export.layouts import SUFFIXES

        return self.layout or SUFFIXES.get(Path(self.file).suffix.lower(), "ndjson")

    def run(self, context: Context) -> Outcome:
        """Read list after list, and write each object."""
        from clerk_cli_migrate.export.exporting import Export
        from clerk_cli_migrate.export.layouts import LAYOUTS
        from clerk_cli_migrate.export.part import PartFile

        is_csv = self._layout_name == "csv"
        what = [part for part in WHAT if part in (self.what or (WHAT[:1] if is_csv else WHAT))]
        phases = self._phases(what)
        instance = context.send(Request("GET", "/v1/instance")).object
        server = str(context.settings.value("clerk.api.url") or "").rstrip("/")
        scope = {
            "instance": instance["id"],
            "server": server,
            "format": self._layout_name,
            "selection": what,
        }
        part = PartFile(context.environment.path(self.file), LAYOUTS[self._layout_name](), scope)
        export = Export(phases, part, context, _progress(context))
        if context.is_dry_run:
            return Outcome(None, notes=(Note("Dry run: no file was written.", "info"),))
        progress = part.begin(resumes=self.resume, force=self.force)
        try:
            export.run(progress)
            part.finish()
        except BaseException:
            context.messages.progress("")
            context.messages.info(f"Continue with: clerk migrate export {self.file} --resume")
            raise
        finally:
            part.close()
        context.messages.progress("")
        return self._outcome(export)

    def _phases(self, what: list[str]) -> list[Phase]:
        from clerk_cli_migrate.export.phases import PHASES

        return [phase for phase in PHASES if phase.what in what]

    def _outcome(self, export: Export) -> Outcome:
        result: APIObject = {"file": self.file, **export.counts, "left_out": export.left_out}
        notes = [Note(f"Exported {_listed(export.counts)} to {self.file}.")]
        if export.unavailable:
            names = ", ".join(export.unavailable)
            notes.append(Note(f"The instance does not have these lists: {names}.", "info"))
        if export.left_out:
            since = " read since the export was resumed" if self.resume else ""
            text = f"The API does not return {_listed(export.left_out, ' of users')}{since}."
            notes.append(Note(text, "warning"))
        if not {"passwords", "authenticator_apps"}.isdisjoint(export.left_out):
            notes.append(Note(self._how_to_join(), "info"))
        return Outcome(result, notes=tuple(notes))

    def _how_to_join(self) -> str:
        csv = "The CSV that Clerk's dashboard exports has passwords and authenticator apps"
        return f"{csv}. Import both: clerk migrate import {self.file} dashboard.csv"

    def render_text(self, result: Any, context: Context) -> None:
        """Show the number of objects of each kind."""
        columns = [column for column in SUMMARY.details if column.value in result]
        context.show(result, View(details=tuple(columns)))


def _listed(counts: dict[str, int], suffix: str = "") -> str:
    parts = [f"{number:,} {_noun(name, number)}" for name, number in counts.items()]
    last = parts.pop()
    comma = "," if len(parts) > 1 else ""
    text = f"{', '.join(parts)}{comma} and {last}" if parts else last
    return f"{text}{suffix}"


def _noun(plural: str, number: int) -> str:
    noun = plural.replace("_", " ")
    return noun.removesuffix("s") if number == 1 else noun


def _progress(context: Context) -> Any:
    if not context.environment.is_watched:
        return lambda _name, _count: None
    return lambda name, count: context.messages.progress(f"{count:,} {name}")
