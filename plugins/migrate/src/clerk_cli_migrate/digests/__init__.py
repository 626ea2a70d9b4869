"""Password digests: which forms Clerk takes, and how others become one of them."""

from __future__ import annotations

from clerk_cli_migrate.digests.conversion import AUTO, Digest, DigestError, read_digest
from clerk_cli_migrate.digests.forms import HASHERS, fits

__all__ = ["AUTO", "HASHERS", "Digest", "DigestError", "fits", "read_digest"]
