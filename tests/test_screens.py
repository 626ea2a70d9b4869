"""What a terminal shows of each list and each object, at four widths, compared with files.

``CLERK_WRITE_SCREENS=1 pytest -n0 tests/test_screens.py`` writes the files again.
"""

from __future__ import annotations

import io
import itertools
import os
import random
import re
import shlex
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pyte
import pytest
from every_leaf import installed_leaves
from instance_with_one_of_each import Maker, fill
from test_command_outputs import LOCAL

from clerk_cli.console.application import Application
from clerk_cli.environment import Environment
from clerk_cli.testing.installed import discover_once, load_once

pytestmark = pytest.mark.early

FOLDER = Path(__file__).parent / "screens"
WIDTHS = (60, 80, 120, 200)
NOW = 1_790_000_000
"""The Unix time at which everything is shown; objects were made in the minutes before a day."""

COMMANDS = """
users list
users get {user}
users show {user}
users show {other}
users emails list {user}
users emails get {email}
users phones list {user}
users phones get {phone}
users organizations {user}
users emails prepare-verification {email}
users oauth-tokens {user} google
users image delete {user} -f
users passkeys list {user}
users external-accounts list {user}
users web3-wallets list {user}
users trusted-devices list {user}
users update {other} --first-name Grace --last-name Hopper
users update {user} --password pl4nted77_other --public-metadata '{{"plan": "gold"}}'
organizations list --include-members-count
organizations get {org}
organizations logo delete {org} -f
organizations members list {org}
organizations members list
organizations invitations list {org}
organizations invitations list
organizations invitations get {org} {orginv}
organizations domains list {org}
organizations domains list
organizations domains verify-ownership {org} {orgdomain}
organizations roles list
organizations roles get {accountant}
organizations permissions list --limit 3
organizations permissions get {permission}
organizations role-sets list
organizations role-sets get {roleset}
sessions list --user-id {user}
sessions get {session}
clients list
clients get {client}
signups get {signup}
invitations list
waitlist list
restrictions list
directories list
directories get {directory}
directories mappings list {directory}
domains list
domains get {domain}
domains check-proxy {domain} --proxy-url https://satellite.example.com/__clerk
enterpriseconnections list
enterpriseconnections get {connection}
enterpriseconnections get {oidc_connection}
enterpriseconnections update {oidc_connection} --client-id other --no-active -f
enterpriseconnections test-runs list {connection}
enterpriseconnections portal-links revoke {portal_link} -f
enterpriseconnections saml list
enterpriseconnections saml get {saml_connection}
redirecturls list
redirecturls get {redirect}
jwttemplates list
jwttemplates get {template}
instance get
instance restrictions update --allowlist
instance communication update --blocked-country-codes FR,IT
instance communication get
instance organization-settings get
instance beta-settings update --from-email-address support
instance change-domain https://www.example.com -f
apikeys list --subject {user}
apikeys get {apikey}
apikeys update {apikey} --description nightly --expires-in 1d
m2m tokens list --machine-id {scoped}
m2m machines list
m2m machines get {machine}
oauthapplications list
oauthapplications get {oauthapp}
oauthapplications tokens verify --token {access_token}
oauthapplications settings get
billing plans list
billing prices list
billing subscription get-user {user}
billing subscription-items list
billing subscription-items apply-discount {discount} {item}
billing credits get {user}
billing credits adjust {user} --action increase --amount 500 -f
billing statements list
billing statements get {statement}
billing statements payment-attempts {statement}
protect status
protect rules list
protect rules list SIGN_IN
protect rules get SIGN_IN {rule}
"""

UNSEEN = {
    "jwks get": "a table of one row that is all numbers",
    "protect schema list": "it has the same rows in every instance",
    "protect schema show": "it has the same rows in every instance",
    "directories scim get": "shows what the commands of directories show",
    "directories scim list": "shows what the commands of directories show",
    "directories scim mappings list": "shows what the commands of directories show",
}
"""Lists and objects without a screen, and why."""


class Clock:
    """The clock of the sandbox, one second further whenever it is read."""

    def __init__(self) -> None:
        self.set(0)

    def set(self, seconds: int) -> None:
        """Set it to some seconds after the beginning of the day before ``NOW``."""
        self._seconds = itertools.count(NOW - 86_400 + seconds)

    def tick(self) -> int:
        """The next Unix time in seconds."""
        return next(self._seconds)


CLOCK = Clock()
NUMBERS = random.Random(15)
AFTER_FILLING = 880
"""Seconds: each screen begins at the same time, and with the same IDs, whichever came before.

No minute begins soon after it: of requests that are sent together, any may get the earliest time.
"""


class TerminalStream(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.fixture(scope="module", autouse=True)
def fixed_world() -> Iterator[None]:
    """IDs and times that are the same in every run, in UTC."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("secrets.token_bytes", NUMBERS.randbytes)
        patch.setattr("secrets.token_hex", lambda size=16: NUMBERS.randbytes(size).hex())
        patch.setattr("time.time_ns", lambda: CLOCK.tick() * 10**9)
        patch.setattr("clerk_cli.plugins.discovery.discover", discover_once)
        patch.setattr("clerk_cli.console.catalog.Plugins", load_once)
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(scope="module")
def instance(fixed_world: None, tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """The sandbox with one object of each kind, and users with long names."""
    return Instance(tmp_path_factory.mktemp("screens"))


class Instance:
    """A sandbox, and a home for each run.

    Args:
        folder: Where the files are.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.messages = ""
        """What the latest run wrote to stderr."""
        self.database = folder / "original.db"
        self.ids = fill(self.database)
        maker = Maker(self.database)
        for body in (
            {
                "email_address": ["katherine.coleman.goble.johnson@research.langley.example.com"],
                "first_name": "Katherine Coleman Goble",
                "last_name": "Johnson",
                "external_id": "crm_1007",
            },
            {"phone_number": ["+15550100003"], "first_name": "山田", "last_name": "花子"},
        ):
            maker.call("POST", "/users", body)
        maker.close()

    def screen(self, line: str, width: int, *, color: bool = False) -> pyte.Screen:
        """The screen after a command line, which has to succeed."""
        shutil.copy(self.database, self.folder / "sandbox.db")
        CLOCK.set(AFTER_FILLING)
        NUMBERS.seed(line)
        out, err = TerminalStream(), io.StringIO()
        variables = {
            "CLERK_CONFIG_DIR": str(self.folder),
            "HOME": str(self.folder),
            "XDG_CACHE_HOME": str(self.folder),
            "COLUMNS": str(width),
            "FORCE_COLOR" if color else "NO_COLOR": "1",
            "TZ": "UTC",
        }
        environment = Environment(
            io.StringIO(), out, err, variables, self.folder, now=lambda: float(NOW)
        )
        argv = ["-p", "sandbox", *shlex.split(line.format_map(self.ids))]
        code = Application(environment).run(argv)
        self.messages = err.getvalue()
        assert code == 0, self.messages
        screen = pyte.Screen(width, out.getvalue().count("\n") + 12)
        pyte.Stream(screen).feed(out.getvalue().replace("\n", "\r\n"))
        return screen


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_each_list_and_object_looks_as_in_its_file(instance: Instance, width: int) -> None:
    parts = []
    for line in COMMANDS.strip().splitlines():
        rows = [row.rstrip() for row in instance.screen(line, width).display]
        shown = "\n".join(rows).rstrip()
        parts.append(f"$ clerk {line.replace('{{', '{').replace('}}', '}')}\n{shown}\n")
    text = "\n".join(parts)
    path = FOLDER / f"{width}.txt"
    if os.environ.get("CLERK_WRITE_SCREENS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), (
        "look at the difference; CLERK_WRITE_SCREENS=1 pytest -n0 tests/test_screens.py writes it"
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_an_id_is_never_truncated(width: int) -> None:
    text = (FOLDER / f"{width}.txt").read_text(encoding="utf-8")
    assert re.findall(r"\b[a-z]+_[0-9A-Za-z]*…", text) == []


def test_a_banned_user_is_red_and_the_word_is_there_without_color(instance: Instance) -> None:
    line = "users list"
    screen = instance.screen(line, 120, color=True)
    (row,) = (number for number, text in enumerate(screen.display) if "banned" in text)
    column = screen.display[row].index("banned")
    assert screen.buffer[row][column].fg == "red"
    assert "banned" in "".join(instance.screen(line, 120).display)


def test_a_table_says_which_columns_had_no_room(instance: Instance) -> None:
    instance.screen("users list", 80)
    assert "No room for LAST ACTIVE and CREATED. See them with --wide." in instance.messages
    for line, width in (("users list", 60), ("users list", 200), ("users list --wide", 80)):
        instance.screen(line, width)
        assert "No room" not in instance.messages


@pytest.mark.steps
def test_each_list_and_object_has_a_screen() -> None:
    names = [leaf.name for leaf in installed_leaves() if leaf.path[0] not in LOCAL]
    shown = [name for name in names if name.endswith((" list", " get", " show"))]
    lines = [f"{line} " for line in COMMANDS.strip().splitlines()]
    missing = [name for name in shown if not any(line.startswith(f"{name} ") for line in lines)]
    advice = "edit COMMANDS in tests/test_screens.py, and write the screens as its first lines say"
    assert sorted(missing) == sorted(UNSEEN), advice
