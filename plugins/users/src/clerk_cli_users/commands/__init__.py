"""``clerk users …``: the commands of the group itself."""

from __future__ import annotations

from clerk_cli_users.commands.accounts import (
    UsersCreate,
    UsersDelete,
    UsersGet,
    UsersMergeMetadata,
    UsersOrganizations,
    UsersReplaceMetadata,
    UsersUpdate,
)
from clerk_cli_users.commands.invitations import UsersOrganizationInvitations
from clerk_cli_users.commands.lists import UsersCount, UsersList
from clerk_cli_users.commands.oauth_tokens import UsersOAuthTokens
from clerk_cli_users.commands.security import (
    UsersBan,
    UsersDisableMfa,
    UsersLock,
    UsersRemovePassword,
    UsersSignOut,
    UsersUnban,
    UsersUnlock,
    UsersVerifyPassword,
)
from clerk_cli_users.commands.show import UsersShow

__all__ = [
    "UsersBan",
    "UsersCount",
    "UsersCreate",
    "UsersDelete",
    "UsersDisableMfa",
    "UsersGet",
    "UsersList",
    "UsersLock",
    "UsersMergeMetadata",
    "UsersOAuthTokens",
    "UsersOrganizationInvitations",
    "UsersOrganizations",
    "UsersRemovePassword",
    "UsersReplaceMetadata",
    "UsersShow",
    "UsersSignOut",
    "UsersUnban",
    "UsersUnlock",
    "UsersUpdate",
    "UsersVerifyPassword",
]
