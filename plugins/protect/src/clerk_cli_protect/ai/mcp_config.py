"""The file that configures MCP servers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clerk_cli.api import ConfigError, Context

SECTIONS = ("servers", "mcpServers")
SETTING = "ai.mcp.config"


@dataclass(frozen=True)
class ServerConfig:
    """An MCP server in the file.

    Args:
        name: Its name.
        command: The program.
        args: The program's arguments.
        env: Environment variables.
        inherit: Names of variables that it gets from the environment of this process.
    """

    name: str
    command: str
    args: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    inherit: tuple[str, ...] = ()


def load_servers(context: Context, option: str | None) -> list[ServerConfig]:
    """The servers in the file of ``--mcp-config``, of the setting, or beside the profiles.

    Args:
        context: Has the setting.
        option: The value of ``--mcp-config``.

    Raises:
        ConfigError: The file cannot be used, or is configured and does not exist.
    """
    setting = context.settings.lookup(SETTING)
    is_configured = option is not None or setting.source.layer != "default"
    value = option or context.settings.value(SETTING) or ""
    path = context.environment.path(value)
    content = context.read_program_file(path)
    if content is None:
        if not is_configured:
            return []
        source = "--mcp-config" if option else f"{SETTING} ({setting.source})"
        raise ConfigError(f"MCP config file {path} does not exist", hint=f"It is set by {source}.")
    return parse_servers(content, path)


def parse_servers(content: str, path: Path) -> list[ServerConfig]:
    """The servers in a file.

    Args:
        content: Its content; if both sections have a server, the first one wins.
        path: Its path, for messages.

    Raises:
        ConfigError: It is not valid; the message says where.
    """
    try:
        document = json.loads(content)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ConfigError(f"{path} is not valid JSON at {place}: {error.msg}") from None
    except RecursionError:
        raise ConfigError(f"{path} is nested too deeply") from None
    sections = [key for key in SECTIONS if isinstance(document, dict) and key in document]
    if not sections:
        hint = 'It must look like {"servers": {"name": {"command": "program"}}}'
        raise ConfigError(f'{path} has no "servers"', hint=hint)
    servers: dict[str, ServerConfig] = {}
    for section in sections:
        if not isinstance(document[section], dict):
            raise ConfigError(f"{path}: {section} must be an object")
        for name, entry in document[section].items():
            servers.setdefault(name, _parse_server(name, entry, f"{path}: {section}.{name}"))
    return list(servers.values())


def _parse_server(name: str, entry: Any, location: str) -> ServerConfig:
    if not isinstance(entry, dict):
        raise ConfigError(f"{location} must be an object")
    command, args, env = entry.get("command"), entry.get("args"), entry.get("env")
    inherit = entry.get("inherit")
    if not isinstance(command, str) or not command.strip():
        raise ConfigError(f"{location}.command must be the name of a program")
    if args is not None and not _has_strings(args, list):
        raise ConfigError(f"{location}.args must be an array of strings")
    if env is not None and not _has_strings(env, dict):
        raise ConfigError(f"{location}.env must be an object with string values")
    if inherit is not None and not _has_strings(inherit, list):
        raise ConfigError(f"{location}.inherit must be an array of names of variables")
    return ServerConfig(name, command, tuple(args or ()), env or {}, tuple(inherit or ()))


def _has_strings(value: Any, container: type) -> bool:
    items = value.values() if isinstance(value, dict) else value
    return isinstance(value, container) and all(isinstance(item, str) for item in items)
