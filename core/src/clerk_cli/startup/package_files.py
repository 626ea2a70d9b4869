"""A placeholder for ``importlib.resources``, for packages that are folders.

From Python 3.12 on the real module imports ``inspect``, which takes as long as half of requests.
Certifi uses it to find its bundle. What is not a folder, such as a package in a zip file, is left
to the real module.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from clerk_cli.startup.placeholders import PlaceholderModule

RESOURCES = "importlib.resources"


def files(package: str) -> Any:
    """The folder of a package."""
    spec = find_spec(package)
    for folder in (spec and spec.submodule_search_locations) or ():
        if (path := Path(folder)).is_dir():
            return path
    return import_module(RESOURCES).files(package)


def as_file(resource: Any) -> AbstractContextManager[Any]:
    """A context that has a file as a path."""
    if isinstance(resource, Path):
        return nullcontext(resource)
    context: AbstractContextManager[Any] = import_module(RESOURCES).as_file(resource)
    return context


def path(package: str, name: str) -> AbstractContextManager[Any]:
    """A context that has a file of a package as a path; certifi uses it on Python 3.10."""
    return as_file(files(package).joinpath(name))


def read_text(package: str, name: str, encoding: str = "utf-8") -> str:
    """The text of a file of a package."""
    text: str = files(package).joinpath(name).read_text(encoding=encoding)
    return text


def placeholder() -> PlaceholderModule:
    """The placeholder."""
    return PlaceholderModule(
        RESOURCES, files=files, as_file=as_file, path=path, read_text=read_text
    )
