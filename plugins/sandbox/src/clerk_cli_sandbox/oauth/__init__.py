"""The instance as an OAuth provider: applications, grants and access tokens."""
