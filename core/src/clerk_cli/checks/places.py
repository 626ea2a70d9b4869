"""Where a mistake is: the file and line, as editors take them."""

from __future__ import annotations

import inspect
import os
import sys
from pathlib import Path
from types import FrameType

from clerk_cli.plugins.status import FOLDER_PACKAGE


def source_of(item: object) -> str:
    """The file and line of a class or function, such as ``src/tea/commands.py:12``.

    Args:
        item: The class or function; a module for its file alone.
    """
    try:
        item = inspect.unwrap(item) if callable(item) else item
        path = inspect.getsourcefile(item)  # type: ignore[arg-type] # a TypeError is expected
        if path is None:
            return ""
        line = 0 if inspect.ismodule(item) else inspect.findsource(item)[1] + 1  # type: ignore[arg-type]
    except (OSError, TypeError, ValueError, IndexError):
        return ""
    return _shown(path, line)


def source_of_error(error: BaseException, module: str) -> str:
    """The file and line of a plugin at which an import failed; empty if that is unknown.

    Args:
        error: What was raised.
        module: The module that was imported.
    """
    if isinstance(error, SyntaxError) and error.filename:
        return _shown(error.filename, error.lineno or 0)
    package = module.partition(".")[0]
    place, step = "", error.__traceback__
    while step is not None:
        name = str(step.tb_frame.f_globals.get("__name__"))
        if name.partition(".")[0] == package:
            place = _shown(step.tb_frame.f_code.co_filename, step.tb_lineno)
        step = step.tb_next
    return place


def place_of_frame(frame: FrameType | None, module: str) -> tuple[str, str]:
    """The function or module of a plugin that the check called, and the line where it is now.

    Args:
        frame: What runs.
        module: The module of the plugin.

    Returns:
        Empty strings if nothing of the plugin runs.
    """
    package = module.partition(".")[0]
    place, source = "", ""
    while frame is not None:
        name, code = str(frame.f_globals.get("__name__")), frame.f_code
        if name.partition(".")[0] == package:
            place = shown_module(name) if code.co_name == "<module>" else code.co_name
            source = source or _shown(code.co_filename, frame.f_lineno)
        frame = frame.f_back
    return place, source


def shown_module(module: str) -> str:
    """A module as messages name it; that of a single file has an invented package.

    Args:
        module: The name of the module.
    """
    if not module.startswith(FOLDER_PACKAGE):
        return module
    path = getattr(sys.modules.get(module), "__file__", None)
    return Path(path).name if path else f"{module.partition('.')[2]}.py"


def _shown(path: str, line: int) -> str:
    below = os.path.relpath(path)
    shown = path if below.startswith("..") else below
    return f"{shown}:{line}" if line else shown
