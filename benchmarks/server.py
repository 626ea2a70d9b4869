"""A stand-in for the API that costs nothing: answers that were made before, over HTTP and HTTPS.

``python -m benchmarks.server TOTAL [CERTIFICATE]`` prints its port and serves until it is killed.
"""

from __future__ import annotations

import json
import ssl
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

USER = {
    "id": "user_2raSAscyqLecu3At7FT@@@@@@",
    "object": "user",
    "username": "person@@@@@@",
    "first_name": "Ada",
    "last_name": "Lovelace",
    "locale": "en-GB",
    "image_url": "https://images.example.com/" + "eyJ0eXBlIjoiZGVmYXVsdCIsImlpZCI6Imluc18y" * 2,
    "has_image": False,
    "primary_email_address_id": "idn_2raSAscyqLecu3At7FT@@@@@@",
    "primary_phone_number_id": None,
    "primary_web3_wallet_id": None,
    "password_enabled": True,
    "two_factor_enabled": False,
    "totp_enabled": False,
    "backup_code_enabled": False,
    "email_addresses": [
        {
            "id": "idn_2raSAscyqLecu3At7FT@@@@@@",
            "object": "email_address",
            "email_address": "person@@@@@@@example.com",
            "reserved": False,
            "verification": {
                "object": "verification_email",
                "status": "verified",
                "strategy": "email_code",
                "attempts": 1,
                "expire_at": 1764000000000,
            },
            "linked_to": [],
            "matches_sso_connection": False,
            "created_at": 1764000000000,
            "updated_at": 1764000000000,
        }
    ],
    "phone_numbers": [],
    "web3_wallets": [],
    "passkeys": [],
    "external_accounts": [],
    "saml_accounts": [],
    "enterprise_accounts": [],
    "password_last_updated_at": 1764000000000,
    "public_metadata": {"plan": "gold", "seats": 12, "features": ["audit", "sso", "export"]},
    "private_metadata": {"crm": {"id": "crm_@@@@@@", "owner": "sales@example.com"}},
    "unsafe_metadata": {"theme": "dark", "beta": True},
    "external_id": "person-@@@@@@",
    "last_sign_in_at": 1764000000000,
    "banned": False,
    "locked": False,
    "lockout_expires_in_seconds": None,
    "verification_attempts_remaining": 100,
    "created_at": 1764000000000,
    "updated_at": 1764000000000,
    "delete_self_enabled": True,
    "create_organization_enabled": True,
    "last_active_at": 1764000000000,
    "mfa_enabled_at": None,
    "mfa_disabled_at": None,
    "legal_accepted_at": 1764000000000,
    "profile_image_url": "https://www.example.com/avatar.png?d=mp&person=@@@@@@",
}
TEMPLATE = json.dumps(USER, separators=(",", ":"))


class Handler(BaseHTTPRequestHandler):
    """Answers ``/v1/users`` and ``/v1/users/count``."""

    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # head and body leave together, so that nothing waits for an acknowledgement
    disable_nagle_algorithm = True
    total: ClassVar[int]
    pages: ClassVar[dict[tuple[int, int], bytes]] = {}

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""

    def do_GET(self) -> None:
        """Answer from memory."""
        parts = urlsplit(self.path)
        if parts.path == "/v1/users/count":
            body = json.dumps({"object": "total_count", "total_count": self.total}).encode()
        else:
            query = parse_qs(parts.query)
            limit, offset = (int(query.get(name, ["0"])[0]) for name in ("limit", "offset"))
            body = self.pages.get((limit, offset)) or page(limit, offset, self.total)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def page(limit: int, offset: int, total: int) -> bytes:
    """The users from ``offset`` on, as the API lists them."""
    numbers = range(offset, min(offset + (limit or 10), total))
    return f"[{','.join(TEMPLATE.replace('@@@@@@', f'{n:06}') for n in numbers)}]".encode()


def main() -> None:
    """Serve."""
    Handler.total = int(sys.argv[1])
    Handler.pages = {(500, at): page(500, at, Handler.total) for at in range(0, Handler.total, 500)}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if len(sys.argv) > 2:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2])
        server.socket = context.wrap_socket(server.socket, server_side=True)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
