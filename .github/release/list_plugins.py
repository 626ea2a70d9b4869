"""Lists the official plugins wherever a file has to name each: ``list_plugins.py [--check]``.

A plugin is a folder in ``plugins/``; what its manifest declares is the only place for its words,
settings and profiles. ``--check`` prints the lines that are missing or stale, and changes nothing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
COMMANDS = "{text} (run python docs/generate_commands.py)"
OFFICIAL = "core/src/clerk_cli/plugins/official.py"


class OfficialPlugin(NamedTuple):
    """What an official plugin is called and declares.

    Args:
        name: Its folder, its extra, and the end of its distribution's name.
        version: The version of its distribution.
        groups: The names of its root groups.
        words: Their names and aliases.
        extensions: Those of the words that Clerk's own CLI lacks.
        settings: How the keys of its settings begin.
        profiles: The profiles that it adds.
    """

    name: str
    version: str
    groups: tuple[str, ...]
    words: tuple[str, ...]
    extensions: tuple[str, ...]
    settings: tuple[str, ...]
    profiles: tuple[str, ...]


class PluginLines(NamedTuple):
    """The lines of a file that name plugins.

    Args:
        path: The file, below the root of the repository.
        pattern: What one of the lines looks like, and no other line of the file.
        lines: The lines for the plugins.
    """

    path: str
    pattern: str
    lines: Callable[[list[OfficialPlugin]], list[str]]


class Page(NamedTuple):
    """A page that people or another tool write, and that names each plugin.

    Args:
        path: The file, below the root of the repository.
        strings: What it must contain for a plugin, and how to tell its author.
    """

    path: str
    strings: Callable[[OfficialPlugin], dict[str, str]]


def _words(plugin: OfficialPlugin) -> str:
    comma = "," if len(plugin.words) == 1 else ""
    words = ", ".join(f'"{word}"' for word in plugin.words)
    return f'    "{plugin.name}": ({words}{comma}),'


def _owners(members: Iterable[tuple[str, str]]) -> list[str]:
    return [f'    "{member}": "{plugin}",' for member, plugin in members]


LINES = (
    PluginLines(OFFICIAL, r'    "[\w-]+": \(.*\),', lambda plugins: [_words(p) for p in plugins]),
    PluginLines(
        OFFICIAL,
        r'        "[\w-]+",',
        lambda plugins: [f'        "{word}",' for p in plugins for word in p.extensions],
    ),
    PluginLines(
        OFFICIAL,
        r'    "[\w-]+\.": "\w+",',
        lambda plugins: _owners((key, p.name) for p in plugins for key in p.settings),
    ),
    PluginLines(
        OFFICIAL,
        r'    "[\w-]+": "\w+",',
        lambda plugins: _owners((name, p.name) for p in plugins for name in p.profiles),
    ),
    PluginLines(
        "pyproject.toml",
        r'(\w+) = \["clerk-cli-\1==.*"\]',
        lambda plugins: [f'{p.name} = ["clerk-cli-{p.name}=={p.version}"]' for p in plugins],
    ),
    PluginLines(
        "pyproject.toml",
        r'all = \["clerk-cli\[.*\]"\]',
        lambda plugins: [f'all = ["clerk-cli[{",".join([*(p.name for p in plugins), "jq"])}]"]'],
    ),
    PluginLines(
        "pyproject.toml",
        r"clerk-cli-\w+ = \{ workspace = true \}",
        lambda plugins: [f"clerk-cli-{p.name} = {{ workspace = true }}" for p in plugins],
    ),
    PluginLines(
        "pyproject.toml",
        r'  "plugins/\w+/src",',
        lambda plugins: [f'  "plugins/{p.name}/src",' for p in plugins],
    ),
    PluginLines(
        "tox.ini",
        r"    \./plugins/\w+",
        lambda plugins: [f"    ./plugins/{p.name}" for p in plugins],
    ),
)


PAGES = (
    Page("README.md", lambda plugin: {f"`clerk-cli[{plugin.name}]`": "a row for {text}"}),
    Page(
        "docs/commands.md",
        lambda plugin: {f"## clerk {group}\n": COMMANDS for group in plugin.groups},
    ),
)


def official_plugins(root: Path) -> list[OfficialPlugin]:
    """The plugins of a checkout, by name, as their manifests declare them.

    Raises:
        SystemExit: A folder cannot be the end of a module's name.
    """
    folders = sorted(path.parent for path in (root / "plugins").glob("*/pyproject.toml"))
    for folder in folders:
        if not folder.name.isidentifier():
            raise SystemExit(f"plugins/{folder.name}: rename it to one word without dashes")
    sys.path[:0] = [str(root / "core/src"), *(str(folder / "src") for folder in folders)]
    return [_plugin_in(folder) for folder in folders]


def _plugin_in(folder: Path) -> OfficialPlugin:
    manifest = import_module(f"clerk_cli_{folder.name}")

    def declared(hook: str) -> list[Any]:
        return list(getattr(manifest, hook, list)())

    groups = declared("clerk_groups")
    keys = [str(setting.key) for setting in declared("clerk_settings")]
    project = (folder / "pyproject.toml").read_text(encoding="utf-8")
    return OfficialPlugin(
        folder.name,
        re.findall(r'^version = "(.+)"$', project, re.MULTILINE)[0],
        tuple(group.name for group in groups),
        tuple(word for group in groups for word in _words_of(group)),
        tuple(word for group in groups if group.extension for word in _words_of(group)),
        tuple(dict.fromkeys(key.partition(".")[0] + "." for key in keys)),
        tuple(profile.name for profile in declared("clerk_profiles")),
    )


def _words_of(group: Any) -> tuple[str, ...]:
    return (group.name, *group.aliases)


def missing_lines(plugins: list[OfficialPlugin], root: Path) -> list[str]:
    """What the files lack, and what they name that does not exist: a file and a line each."""
    problems = []
    for entry in LINES:
        lines = (root / entry.path).read_text(encoding="utf-8").splitlines()
        present = [line for line in lines if re.fullmatch(entry.pattern, line)]
        wanted = entry.lines(plugins)
        problems += [f"{entry.path}: add {line}" for line in wanted if line not in present]
        problems += [f"{entry.path}: remove {line}" for line in present if line not in wanted]
    for page in PAGES:
        content = (root / page.path).read_text(encoding="utf-8")
        for plugin in plugins:
            problems += [
                f"{page.path}: add {advice.format(text=text.strip())}"
                for text, advice in page.strings(plugin).items()
                if text not in content
            ]
    return problems


def write(plugins: list[OfficialPlugin], root: Path) -> None:
    """Replace the lines in every file."""
    for entry in LINES:
        path = root / entry.path
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        matches = [bool(re.fullmatch(entry.pattern, line.rstrip("\n"))) for line in lines]
        start = matches.index(True)
        rest = [
            line for line, match in zip(lines[start:], matches[start:], strict=True) if not match
        ]
        wanted = [f"{line}\n" for line in entry.lines(plugins)]
        path.write_text("".join([*lines[:start], *wanted, *rest]), encoding="utf-8")


def main() -> int:
    """Write the lines, or print those that are missing."""
    plugins = official_plugins(ROOT)
    if "--check" not in sys.argv:
        write(plugins, ROOT)
        return 0
    problems = missing_lines(plugins, ROOT)
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
