"""The public interface: what a plugin may import. It is kept; everything else may change.

The part of it that a manifest needs is in ``clerk_cli.plugins`` too, which imports next to nothing:
a manifest is imported when the program looks for plugins, this module when a command runs. What
tests need is in ``clerk_cli.testing``.
"""

from __future__ import annotations

from clerk_cli.bulk import BulkCreate
from clerk_cli.command import Command, CountedPage, Facts, ListCommand, Page, Update, listing
from clerk_cli.config.paths import Paths
from clerk_cli.config.settings import Settings
from clerk_cli.context import Context
from clerk_cli.environment import Environment
from clerk_cli.errors import (
    APIError,
    AuthenticationError,
    ClerkError,
    ConfigError,
    ExitStatus,
    NetworkError,
    UsageError,
)
from clerk_cli.fields import argument, flag, option, switch
from clerk_cli.frozen import Frozen
from clerk_cli.metadata import MetadataMerge, MetadataUpdate
from clerk_cli.output.formats import Document, Format, Sheet, StreamingFormat
from clerk_cli.output.sanitize import clean
from clerk_cli.output.talk import Talk
from clerk_cli.output.view import (
    DELETED,
    Column,
    Listing,
    Stream,
    View,
    comma,
    compact_json,
    date,
    moment,
    text,
    yes_blank,
    yes_no,
)
from clerk_cli.output.width import cell_width
from clerk_cli.pages import every_row
from clerk_cli.plugins import API_VERSION, Exchange, Group, Profile, Setting, hookimpl
from clerk_cli.request import Json, Request, Response, Route, delete, get, patch, post, put
from clerk_cli.secret_command import SecretCommand
from clerk_cli.values import Csv, CsvFile, JsonObject, Kind, Secret, Timestamp

__all__ = [
    "API_VERSION",
    "DELETED",
    "APIError",
    "AuthenticationError",
    "BulkCreate",
    "ClerkError",
    "Column",
    "Command",
    "ConfigError",
    "Context",
    "CountedPage",
    "Csv",
    "CsvFile",
    "Document",
    "Environment",
    "Exchange",
    "ExitStatus",
    "Facts",
    "Format",
    "Frozen",
    "Group",
    "Json",
    "JsonObject",
    "Kind",
    "ListCommand",
    "Listing",
    "MetadataMerge",
    "MetadataUpdate",
    "NetworkError",
    "Page",
    "Paths",
    "Profile",
    "Request",
    "Response",
    "Route",
    "Secret",
    "SecretCommand",
    "Setting",
    "Settings",
    "Sheet",
    "Stream",
    "StreamingFormat",
    "Talk",
    "Timestamp",
    "Update",
    "UsageError",
    "View",
    "argument",
    "cell_width",
    "clean",
    "comma",
    "compact_json",
    "date",
    "delete",
    "every_row",
    "flag",
    "get",
    "hookimpl",
    "listing",
    "moment",
    "option",
    "patch",
    "post",
    "put",
    "switch",
    "text",
    "yes_blank",
    "yes_no",
]
