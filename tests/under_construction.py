"""TEMPORARY: operations whose sandbox or command is not merged yet.

Delete this file, and the two lines in tests that name it, when the set is empty.
"""

from __future__ import annotations

UNDER_CONSTRUCTION: frozenset[str] = frozenset(
    """
    AttemptEmailAddressVerification AttemptPhoneNumberVerification CreateAgentTask CreateDirectory
    CreateDirectoryGroupRoleMapping CreateEnterpriseConnection CreateEnterpriseConnectionTestRun
    CreateOAuthApplication CreateSAMLConnection CreateSCIMDirectory CreateSCIMGroupRoleMapping
    CreateSvixApp DeleteBackupCode DeleteDirectory DeleteDirectoryGroupRoleMapping
    DeleteEnterpriseConnection DeleteExternalAccount DeleteOAuthApplication DeleteOrganizationLogo
    DeleteSAMLConnection DeleteSCIMDirectory DeleteSCIMGroupRoleMapping DeleteSvixApp DeleteTOTP
    DeleteUserProfileImage GenerateSvixAuthURL GetClient GetClientList GetDirectory
    GetEnterpriseConnection GetInstanceOAuthApplicationSettings GetOAuthAccessToken
    GetOAuthApplication GetSAMLConnection GetSCIMDirectory GetSignUp ListDirectories
    ListDirectoryGroupRoleMappings ListEnterpriseConnectionTestRuns ListEnterpriseConnections
    ListOAuthApplications ListSAMLConnections ListSCIMDirectories ListSCIMGroupRoleMappings
    ListUserTrustedDevices PrepareEmailAddressVerification PreparePhoneNumberVerification
    ReplaceDirectoryGroupRoleMappings ReplaceSCIMGroupRoleMappings ReplaceUserEmailAddress
    ReplaceUserPhoneNumber RevokeAgentTask RevokeOAuthApplicationToken RevokeUserTrustedDevice
    RotateDirectoryAPIKey RotateOAuthApplicationSecret RotateSCIMDirectoryAPIKey
    SetUserPasswordCompromised SetUserProfileImage UnsetUserPasswordCompromised UpdateDirectory
    UpdateEnterpriseConnection UpdateInstanceOAuthApplicationSettings UpdateOAuthApplication
    UpdateSAMLConnection UpdateSCIMDirectory UpdateSignUp UploadOAuthApplicationLogo
    UploadOrganizationLogo UserPasskeyDelete UserWeb3WalletDelete VerifyClient VerifyTOTP
    createAdminPortalLinkToken deleteApiKey getApiKeySecret revokeAdminPortalLinkToken updateApiKey
    verifyApiKey verifyOAuthAccessToken
    """.split()  # noqa: SIM905 - it is going away
)
"""Their ids in the spec."""
