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
CREATED, INTERVAL = 1764000000000, 60_000
"""When the last user was created, and the time between two of them, in milliseconds."""

INSTANCE = {"object": "instance", "id": "ins_1", "environment_type": "production"}
TEMPLATE = json.dumps(USER, separators=(",", ":"))


class Handler(BaseHTTPRequestHandler):
    """Answers ``/v1/users``, ``/v1/users/count`` and ``/v1/instance``."""

    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # head and body leave together, so that nothing waits for an acknowledgement
    disable_nagle_algorithm = True
    users: ClassVar[list[bytes]] = []

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""

    def do_GET(self) -> None:
        """Answer from memory."""
        parts = urlsplit(self.path)
        if parts.path == "/v1/users/count":
            body = json.dumps({"object": "total_count", "total_count": len(self.users)}).encode()
        elif parts.path == "/v1/instance":
            body = json.dumps(INSTANCE).encode()
        else:
            body = page(self.users, parse_qs(parts.query))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def user(number: int) -> bytes:
    """A user; the first one was created last."""
    text = TEMPLATE.replace("@@@@@@", f"{number:06}")
    created = f'"created_at":{CREATED - number * INTERVAL},"updated_at":17640'
    return text.replace(f'"created_at":{CREATED},"updated_at":17640', created).encode()


def page(users: list[bytes], query: dict[str, list[str]]) -> bytes:
    """A page of users, as the API lists them: by offset, or by cursor and time of creation."""
    first = {name: values[0] for name, values in query.items()}
    limit, start = int(first.get("limit", 10)), int(first.get("offset", 0))
    is_descending = first.get("order_by", "-created_at").startswith("-")
    if "starting_after" in first:
        last = int(first["starting_after"][-6:])
        start = last + 1 if is_descending else len(users) - last
    elif "created_at_after" in first and not is_descending:
        newer = -((int(first["created_at_after"]) - CREATED) // INTERVAL)  # whole intervals, up
        start = max(0, len(users) - newer)
    elif "created_at_before" in first:
        start = (CREATED - int(first["created_at_before"])) // INTERVAL + 1
    end = len(users) - start
    rows = users[start : start + limit] if is_descending else users[max(0, end - limit) : end][::-1]
    return b"[" + b",".join(rows) + b"]"


def main() -> None:
    """Serve."""
    Handler.users = [user(number) for number in range(int(sys.argv[1]))]
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
