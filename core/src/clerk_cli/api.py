"""The public interface: what a plugin may import. It is kept; everything else may change.

The part of it that a manifest needs is in ``clerk_cli.plugins`` too, which imports next to nothing:
a manifest is imported when the program looks for plugins, this module when a command runs. What
tests need is in ``clerk_cli.testing``.
"""

from __future__ import annotations

from clerk_cli.commands.base import BulkOperation, Command, CommandSpec, Example
from clerk_cli.commands.bulk import BulkCreate
from clerk_cli.commands.fields import argument, flag, option, switch
from clerk_cli.commands.kinds import (
    Csv,
    CsvFile,
    Deadline,
    Duration,
    Image,
    JsonObject,
    JsonObjects,
    Kind,
    LongText,
    Secret,
    SecretFile,
    Timestamp,
    Upload,
    parse_json_value,
)
from clerk_cli.commands.list_commands import CountedPage, ListCommand, Page
from clerk_cli.commands.many import run_many
from clerk_cli.commands.metadata import MetadataMerge, MetadataReplace, MetadataUpdate
from clerk_cli.commands.object_kinds import (
    Member,
    Organization,
    Organizations,
    User,
    UserEmail,
    UserOrOrganization,
    UserPhone,
    Users,
)
from clerk_cli.commands.paging import Pager
from clerk_cli.commands.references import Reference
from clerk_cli.commands.request import (
    Request,
    Response,
    ResponseObject,
    Route,
    delete,
    get,
    is_read,
    parse_list_response,
    patch,
    post,
    put,
)
from clerk_cli.commands.secrets import SecretCommand, ask_for_secret
from clerk_cli.commands.subject import Subject
from clerk_cli.commands.update import Update
from clerk_cli.config.output_settings import uses_utc
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
    IncompleteListError,
    LocalError,
    NetworkError,
    UsageError,
)
from clerk_cli.output.formats import Format, ListWriter, StreamingFormat
from clerk_cli.output.messages import Messages
from clerk_cli.output.sanitize import clean
from clerk_cli.output.target import OutputTarget
from clerk_cli.output.view import (
    DELETED,
    Column,
    View,
    ago,
    comma,
    compact_json,
    date,
    date_time,
    expiry,
    heading,
    text,
    yes_no,
    yes_or_empty,
)
from clerk_cli.output.width import cell_width
from clerk_cli.plugins import PLUGIN_API_VERSION, Exchange, Group, Profile, Setting, hookimpl
from clerk_cli.results import APIObject, ItemResult, Json, Listing, Note, Outcome, Result, RowStream

__all__ = [
    "DELETED",
    "PLUGIN_API_VERSION",
    "APIError",
    "APIObject",
    "AuthenticationError",
    "BulkCreate",
    "BulkOperation",
    "ClerkError",
    "Column",
    "Command",
    "CommandSpec",
    "ConfigError",
    "Context",
    "CountedPage",
    "Csv",
    "CsvFile",
    "Deadline",
    "Duration",
    "Environment",
    "Example",
    "Exchange",
    "ExitStatus",
    "Format",
    "Group",
    "Image",
    "IncompleteListError",
    "ItemResult",
    "Json",
    "JsonObject",
    "JsonObjects",
    "Kind",
    "ListCommand",
    "ListWriter",
    "Listing",
    "LocalError",
    "LongText",
    "Member",
    "Messages",
    "MetadataMerge",
    "MetadataReplace",
    "MetadataUpdate",
    "NetworkError",
    "Note",
    "Organization",
    "Organizations",
    "Outcome",
    "OutputTarget",
    "Page",
    "Pager",
    "Paths",
    "Profile",
    "Reference",
    "Request",
    "Response",
    "ResponseObject",
    "Result",
    "Route",
    "RowStream",
    "Secret",
    "SecretCommand",
    "SecretFile",
    "Setting",
    "Settings",
    "StreamingFormat",
    "Subject",
    "Timestamp",
    "Update",
    "Upload",
    "UsageError",
    "User",
    "UserEmail",
    "UserOrOrganization",
    "UserPhone",
    "Users",
    "View",
    "ago",
    "argument",
    "ask_for_secret",
    "cell_width",
    "clean",
    "comma",
    "compact_json",
    "date",
    "date_time",
    "delete",
    "expiry",
    "flag",
    "get",
    "heading",
    "hookimpl",
    "is_read",
    "option",
    "parse_json_value",
    "parse_list_response",
    "patch",
    "post",
    "put",
    "run_many",
    "switch",
    "text",
    "uses_utc",
    "yes_no",
    "yes_or_empty",
]
