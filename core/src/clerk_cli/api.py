"""What a plugin may import: everything here is kept; everything else may change.

The manifest module of a plugin imports ``clerk_cli.plugins`` instead, which is lighter.
"""

from __future__ import annotations

from clerk_cli.bulk import BulkCreate
from clerk_cli.command import Command, CountedPage, ListCommand, Page, Update, listing
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
from clerk_cli.metadata import MetadataMerge, MetadataUpdate
from clerk_cli.output.formats import Format, Sheet
from clerk_cli.output.sanitize import clean
from clerk_cli.output.table import cell_width
from clerk_cli.output.view import (
    DELETED,
    Column,
    Listing,
    View,
    comma,
    compact_json,
    date,
    moment,
    text,
    yes_blank,
    yes_no,
)
from clerk_cli.pages import every_row
from clerk_cli.request import Json, Request, Response, Route, delete, get, patch, post, put
from clerk_cli.secret_command import SecretCommand
from clerk_cli.values import Csv, CsvFile, JsonObject, Kind, Secret, Timestamp

__all__ = [
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
    "Environment",
    "ExitStatus",
    "Format",
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
    "Request",
    "Response",
    "Route",
    "Secret",
    "SecretCommand",
    "Settings",
    "Sheet",
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
