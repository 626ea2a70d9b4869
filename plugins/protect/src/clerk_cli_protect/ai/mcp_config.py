"""The file that names MCP servers (reference: MCP Tool Servers)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clerk_cli.api import ConfigError, Context, UsageError

SECTIONS = ("servers", "mcpServers")
SETTING = "ai.mcp.config"


@dataclass(frozen=True)
class Server:
    """A server to be started.

    Args:
        name: Its name in the file.
        command: The program.
        args: Its arguments.
        env: Variables besides those of the command line.
    """

    name: str
    command: str
    args: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)


def configured_servers(context: Context, option: str | None) -> list[Server]:
    """The servers of the file of ``--mcp-config``, of the setting, or beside the profiles.

    Args:
        context: Has the setting.
        option: The value of ``--mcp-config``.

    Raises:
        ConfigError: The file cannot be used, or was named and is not there.
        UsageError: The option is empty.
    """
    if option is not None and not option.strip():
        raise UsageError("--mcp-config is empty")
    resolved = context.settings.lookup(SETTING)
    named = option is not None or resolved.source.layer != "default"
    text = option or context.settings.value(SETTING) or ""
    path = context.environment.directory / Path(text).expanduser()
    try:
        content = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        if not named:
            return []
        origin = "--mcp-config" if option else f"{SETTING} ({resolved.source})"
        raise ConfigError(
            f"there is no MCP config file {path}", hint=f"It is named by {origin}."
        ) from None
    except OSError as error:
        said = f"the MCP config file {path} cannot be read: {error.strerror}"
        raise ConfigError(said) from error
    except UnicodeDecodeError as error:
        said = f"the MCP config file {path} is not UTF-8 text (at byte {error.start})"
        raise ConfigError(said) from error
    return read_servers(content, path)


def read_servers(content: str, path: Path) -> list[Server]:
    """The servers of a file.

    Args:
        content: Its text; where both sections name a server, the first counts.
        path: Where it is, for messages.

    Raises:
        ConfigError: It is no JSON, or has another shape; the message tells where.
    """
    try:
        data = json.loads(content)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ConfigError(f"{path} is not valid JSON at {place}: {error.msg}") from None
    except RecursionError:
        raise ConfigError(f"{path} is nested too deeply") from None
    sections = [each for each in SECTIONS if isinstance(data, dict) and each in data]
    if not sections:
        hint = 'It must look like {"servers": {"name": {"command": "program"}}}'
        raise ConfigError(f'{path} has no "servers"', hint=hint)
    found: dict[str, Server] = {}
    for section in sections:
        if not isinstance(data[section], dict):
            raise ConfigError(f"{path}: {section} must be an object")
        for name, each in data[section].items():
            found.setdefault(name, _server(name, each, f"{path}: {section}.{name}"))
    return list(found.values())


def _server(name: str, given: Any, where: str) -> Server:
    if not isinstance(given, dict):
        raise ConfigError(f"{where} must be an object")
    command, args, env = given.get("command"), given.get("args"), given.get("env")
    if not isinstance(command, str) or not command.strip():
        raise ConfigError(f"{where}.command must be the name of a program")
    if args is not None and not _texts(args, list):
        raise ConfigError(f"{where}.args must be a list of texts")
    if env is not None and not _texts(env, dict):
        raise ConfigError(f"{where}.env must be an object of texts")
    return Server(name, command, tuple(args or ()), env or {})


def _texts(value: Any, kind: type) -> bool:
    items = value.values() if isinstance(value, dict) else value
    return isinstance(value, kind) and all(isinstance(item, str) for item in items)
