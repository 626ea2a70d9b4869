"""The secret key of a project."""

from __future__ import annotations

import os
import socket
import sys
import time
from pathlib import Path
from threading import Thread

import pytest

from clerk_cli.config.dotenv import find_key
from clerk_cli.config.files import MAX_BYTES
from clerk_cli.errors import ConfigError
from clerk_cli.testing import CommandLine

LINE = "CLERK_SECRET_KEY=sk_test_x"
posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes, owners and links of POSIX")


@pytest.fixture
def parent(tmp_path: Path) -> Path:
    """A folder with a key, which must never step in silently."""
    (tmp_path / ".env").write_text("CLERK_SECRET_KEY=sk_test_of_the_parent")
    return tmp_path


@pytest.fixture
def project(parent: Path) -> Path:
    folder = parent / "project"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("CLERK_SECRET_KEY=sk_test_x", "sk_test_x"),
        ('CLERK_SECRET_KEY="sk_test_x"', "sk_test_x"),
        ("CLERK_SECRET_KEY='sk_test_x'", "sk_test_x"),
        ("CLERK_SECRET_KEY=`sk_test_x`", "sk_test_x"),
        ("CLERK_SECRET_KEY = sk_test_x", "sk_test_x"),
        ("  CLERK_SECRET_KEY=sk_test_x  ", "sk_test_x"),
        ("CLERK_SECRET_KEY: sk_test_x", "sk_test_x"),
        ("'CLERK_SECRET_KEY'=sk_test_x", "sk_test_x"),
        ('"CLERK_SECRET_KEY" = "sk_test_x"', "sk_test_x"),
        ("export 'CLERK_SECRET_KEY'=sk_test_x", "sk_test_x"),
        ("export CLERK_SECRET_KEY=sk_test_x", "sk_test_x"),
        ("export\tCLERK_SECRET_KEY = 'sk_test_x'", "sk_test_x"),
        ("# a comment\n\nA=b\nCLERK_SECRET_KEY=sk_test_x\n# more", "sk_test_x"),
        ("CLERK_SECRET_KEY=sk_test_x # live one below", "sk_test_x"),
        ('CLERK_SECRET_KEY="sk_test_x" # quoted', "sk_test_x"),
        ('CLERK_SECRET_KEY="sk_test_x"# quoted', "sk_test_x"),
        ('CLERK_SECRET_KEY="sk#test"', "sk#test"),
        ("CLERK_SECRET_KEY=sk#test\nCLERK_SECRET_KEY=sk_test_x", "sk_test_x"),
        ("CLERK_SECRET_KEY='a # b'", "a # b"),
        ("CLERK_SECRET_KEY=sk_test_x\r\nA=b\r\n", "sk_test_x"),
        ("CLERK_SECRET_KEY='sk_test_x'\r\n", "sk_test_x"),
        ("\ufeffCLERK_SECRET_KEY=sk_test_x", "sk_test_x"),
        ("A=b\n\ufeffCLERK_SECRET_KEY=sk_test_x", "sk_test_x"),
        ('CLERK_SECRET_KEY="\nsk_test_x\n"', "sk_test_x"),
        ("CLERK_SECRET_KEY=sk_test_x\ngarbage\n=\nA", "sk_test_x"),
        ("CLERK_SECRET_KEY=first\nCLERK_SECRET_KEY=second", "second"),
        ("CLERK_SECRET_KEY=\nexport CLERK_SECRET_KEY='second'", "second"),
        ('CLERK_SECRET_KEY=a\nA="\nCLERK_SECRET_KEY=b\n"', "a"),
        ("CLERK_SECRET_KEY=a\nA='\nCLERK_SECRET_KEY=b\n' # c\nB=1", "a"),
        ('A="it is \\"\nCLERK_SECRET_KEY=b\n"\nCLERK_SECRET_KEY=c', "c"),
        ('A="not closed\nCLERK_SECRET_KEY=sk_test_x', "sk_test_x"),
        ("A='closed' later'\nCLERK_SECRET_KEY=sk_test_x", "sk_test_x"),
        ("A=1\u2028CLERK_SECRET_KEY=b\nCLERK_SECRET_KEY=a", "a"),
        ("CLERK_SECRET_KEY=a\nA=1\x0bCLERK_SECRET_KEY=b\x0c\x85", "a"),
        ("CLERK_SECRET_KEY=", None),
        ("CLERK_SECRET_KEY=''", None),
        ('CLERK_SECRET_KEY="  "', None),
        ("CLERK_SECRET_KEY= # nothing", None),
        ("CLERK_SECRET_KEY=# nothing", None),
        ("CLERK_SECRET_KEY=sk_test_x\nCLERK_SECRET_KEY=", None),
        ("CLERK_SECRET_KEY=sk_test_x\nCLERK_SECRET_KEY=''", None),
        ("CLERK_SECRET_KEY", None),
        ("# CLERK_SECRET_KEY=sk_test_x", None),
        ('A="\nCLERK_SECRET_KEY=sk_test_x\n"', None),
        ("A=1\u2028CLERK_SECRET_KEY=sk_test_x", None),
        ("MY_CLERK_SECRET_KEY=sk_test_x", None),
        ("CLERK_SECRET_KEY_OLD=sk_test_x", None),
        ("clerk_secret_key=sk_test_x", None),
        ("CLERK_PUBLISHABLE_KEY=pk_test_x", None),
        ("A=CLERK_SECRET_KEY=sk_test_x", None),
    ],
)
def test_a_file_has_the_key_that_the_loaders_read(
    tmp_path: Path, text: str, value: str | None
) -> None:
    (tmp_path / ".env").write_text(text, encoding="utf-8", newline="")
    key = find_key(tmp_path)
    assert (key.value if key else None) == value


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"]
)
@pytest.mark.parametrize("before", ["", "A=b\r\n", "# ключ\n"])
def test_a_file_is_read_in_the_encoding_that_it_has(
    tmp_path: Path, encoding: str, before: str
) -> None:
    mark = "\ufeff" if encoding == "utf-32-be" else ""
    (tmp_path / ".env").write_bytes(f"{mark}{before}{LINE}\nB=1".encode(encoding))
    key = find_key(tmp_path)
    assert key is not None
    assert key.value == "sk_test_x"


@pytest.mark.parametrize(
    "content",
    [
        b"# caf\xe9\n" + LINE.encode() + b"\nNAME=\xff\xfe\n",
        b"NAME=\x80\x81\r\n" + LINE.encode(),
        LINE.encode() + b"\n\x00\x01binary\xf0",
        b"CLERK_SECRET_KEY=\xff\n" + LINE.encode(),
    ],
)
def test_foreign_bytes_outside_of_the_line_do_not_matter(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".env").write_bytes(content)
    key = find_key(tmp_path)
    assert key is not None
    assert key.value == "sk_test_x"


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
@pytest.mark.parametrize(
    "argv",
    [["whoami"], ["config", "list"], ["config", "get", "clerk.key", "--resolve"],
     ["users", "list"]],
    ids=" ".join,
)  # fmt: skip
def test_a_file_that_is_ignored_is_named_by_every_command_that_shows_the_key(
    clerk: CommandLine, argv: list[str]
) -> None:
    pytest.importorskip("clerk_cli_users")
    path = clerk.directory / ".env"
    path.write_text(LINE)
    path.chmod(0o666)
    assert f"Ignored {path}: it is world-writable." in clerk(*argv).err


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"CLERK_SECRET_KEY=sk_\xe9", "line 1 contains invisible or invalid"),
        (b"CLERK_SECRET_KEY=sk_test_x#c", "line 1 has a # in the value"),
        (b"A=1\nexport CLERK_SECRET_KEY = sk_test_x#", "line 2 has a # in the value"),
        (b"CLERK_SECRET_KEY: sk_test_x#a # b", "line 1 has a # in the value"),
        (b"CLERK_SECRET_KEY=sk_test_x\\n", "line 1 has a backslash"),
        (b'CLERK_SECRET_KEY="sk_test_\\x"', "line 1 has a backslash"),
        (b"CLERK_SECRET_KEY='sk_test_\\'x'", "line 1 has a backslash"),
        (b"A=1\nCLERK_SECRET_KEY=sk_test_x # caf\xe9", "line 2 contains invisible or invalid"),
        (b'CLERK_SECRET_KEY="sk_test_x" # \xff', "line 1 contains invisible or invalid"),
        (b"\xa0CLERK_SECRET_KEY=sk_test_x", "line 1 contains invisible or invalid"),
        (b"A=1\n\n\xff\xfeCLERK_SECRET_KEY=x", "line 3 contains invisible or invalid"),
        (b"\xff\xfeCLERK_SECRET_KEY=sk_test_x", "encoding"),
        ("\u200bCLERK_SECRET_KEY=sk_test_x".encode(), "line 1 contains invisible or invalid"),
        ("CLERK_\u00adSECRET_KEY=sk_test_x".encode(), "line 1 contains invisible or invalid"),
        ("CLERK_SECRET_KEY=sk_\u202etest_x".encode(), "line 1 contains invisible or invalid"),
        (b"CLERK_SECRET_KEY=sk_test_x\rA=b", "line 1 contains invisible or invalid"),
        (b"CLERK_SECRET_KEY=sk_test\x00_x", "line 1 contains invisible or invalid"),
        (b"CLERK_SECRET_KEY='sk_\ntest_x'", "line 1 contains invisible or invalid"),
        (b"# a comment\rCLERK_SECRET_KEY=sk_test_x\r", "carriage return"),
        (b"A=b\r export CLERK_SECRET_KEY = sk_test_x", "carriage return"),
        (b"CLERK_SECRET_KEY=${KEY}", "line 1 refers to another variable"),
        (b"K=sk\nCLERK_SECRET_KEY=sk_${MODE}_x", "line 2 refers to another variable"),
        (b'CLERK_SECRET_KEY="$KEY"', "line 1 refers to another variable"),
        (b"CLERK_SECRET_KEY='${KEY:-none}'", "line 1 refers to another variable"),
        (b"CLERK_SECRET_KEY=$(op read x)", "line 1 refers to another variable"),
        (b'CLERK_SECRET_KEY="sk_test_x', "line 1 has an unclosed quote"),
        (b"CLERK_SECRET_KEY sk_test_x", "line 1 names the key but is not CLERK_SECRET_KEY=VALUE"),
        (b"A=1\nset CLERK_SECRET_KEY=sk_test_x", "line 2 names the key"),
        (b'$env:CLERK_SECRET_KEY = "sk_test_x"', "line 1 names the key"),
        (b"setx CLERK_SECRET_KEY sk_test_x", "line 1 names the key"),
        (b"'CLERK_SECRET_KEY=sk_test_x'", "line 1 names the key"),
        (b"CLERK_SECRET_KEY+=sk_test_x", "line 1 names the key"),
        (b"CLERK_SECRET_KEY='sk_test_x' 'y'x", "line 1 has an unclosed quote"),
        (b'CLERK_SECRET_KEY="sk_test_x"y', "line 1 has an unclosed quote"),
        (b"CLERK_SECRET_KEY=`sk_test_x", "line 1 has an unclosed quote"),
        (b"#" * MAX_BYTES + b"\n" + LINE.encode(), "larger than 1 MiB"),
    ],
)
def test_a_file_with_an_unclear_key_is_named_and_never_the_one_above_it(
    project: Path, content: bytes, reason: str
) -> None:
    (project / ".env").write_bytes(content)
    with pytest.raises(ConfigError, match=reason) as raised:
        find_key(project)
    assert str(project / ".env") in raised.value.message
    assert "sk_" not in raised.value.message


def test_an_assignment_that_does_not_count_may_be_unclear(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"CLERK_SECRET_KEY=${{KEY}}\nCLERK_SECRET_KEY='x\n{LINE}\n")
    key = find_key(tmp_path)
    assert key is not None
    assert key.value == "sk_test_x"


@pytest.mark.parametrize(
    "text", ["'" * 40_000, "A='\\'" * 20_000, "\r" * 200_000, "A=" * 100_000, "A: '\n" * 50_000]
)
def test_a_file_that_was_made_to_be_slow_is_read_quickly(tmp_path: Path, text: str) -> None:
    (tmp_path / ".env").write_text(text + f"\n{LINE}", newline="")
    begin = time.perf_counter()
    key = find_key(tmp_path)
    assert time.perf_counter() - begin < 2
    assert key is None or key.value == "sk_test_x"


def test_the_nearest_file_with_a_key_wins(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / ".env").write_text("CLERK_SECRET_KEY=far")
    (tmp_path / "a" / ".env").write_text("CLERK_SECRET_KEY=near")
    (deep / ".env").write_text("OTHER=1")
    key = find_key(deep)
    assert key is not None
    assert (key.value, key.path) == ("near", tmp_path / "a" / ".env")


@posix
class TestOtherKinds:
    """Folders, devices, links and pipes called ``.env``."""

    def test_a_folder_does_not_end_the_search(self, project: Path) -> None:
        (project / ".env").mkdir()
        key = find_key(project)
        assert key is not None
        assert key.value == "sk_test_of_the_parent"

    def test_a_link_to_nothing_on_purpose_does_not_end_the_search(self, project: Path) -> None:
        (project / ".env").symlink_to(os.devnull)
        assert find_key(project)

    @pytest.mark.parametrize("target", ["missing", "/dev/zero", ".env"])
    def test_a_link_to_what_is_not_a_file_is_named(self, project: Path, target: str) -> None:
        (project / ".env").symlink_to(target)
        with pytest.raises(ConfigError, match="cannot read the secret key in"):
            find_key(project)

    def test_a_socket_is_named(self, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(project)
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(".env")
            with pytest.raises(ConfigError, match="cannot read the secret key in"):
                find_key(project)

    def test_a_file_without_permission_is_named(self, project: Path) -> None:
        (project / ".env").write_text(LINE)
        (project / ".env").chmod(0)
        if os.access(project / ".env", os.R_OK):
            pytest.skip("root may read everything")
        with pytest.raises(ConfigError, match="Permission denied"):
            find_key(project)

    @pytest.mark.parametrize("pieces", [[LINE], ["# a\n", LINE], [LINE, "\n", "# " + "x" * 99_999]])
    def test_a_pipe_is_read_to_its_end(self, project: Path, pieces: list[str]) -> None:
        os.mkfifo(project / ".env")

        def write() -> None:
            with (project / ".env").open("w") as stream:
                for piece in pieces:
                    stream.write(piece)
                    stream.flush()
                    time.sleep(0.02)

        writer = Thread(target=write)
        writer.start()
        key = find_key(project)
        writer.join()
        assert key is not None
        assert key.value == "sk_test_x"

    def test_a_pipe_that_does_not_answer_is_named(
        self, project: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("clerk_cli.config.dotenv_file.PIPE_SECONDS", 0.1)
        os.mkfifo(project / ".env")
        with pytest.raises(ConfigError, match="a pipe that did not answer within"):
            find_key(project)

    def test_a_pipe_is_not_read_where_only_a_warning_is_at_stake(self, project: Path) -> None:
        os.mkfifo(project / ".env")
        key = find_key(project, wait=False)
        assert key is not None
        assert key.value == "sk_test_of_the_parent"


@posix
class TestTrust:
    """Files that somebody else could have written."""

    @pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o400])
    def test_a_file_that_the_user_wrote_is_trusted(self, tmp_path: Path, mode: int) -> None:
        (tmp_path / ".env").write_text(LINE)
        (tmp_path / ".env").chmod(mode)
        key = find_key(tmp_path)
        assert key is not None
        assert key.distrust == ""

    @pytest.mark.parametrize("mode", [0o666, 0o602, 0o777])
    def test_a_file_that_everybody_can_write_is_not(self, tmp_path: Path, mode: int) -> None:
        (tmp_path / ".env").write_text(LINE)
        (tmp_path / ".env").chmod(mode)
        key = find_key(tmp_path)
        assert key is not None
        assert key.distrust == "it is world-writable"

    @pytest.mark.parametrize("mode", [0o777, 0o1777, 0o703])
    def test_a_folder_that_everybody_can_write_is_not(self, project: Path, mode: int) -> None:
        (project / ".env").write_text(LINE)
        project.chmod(mode)
        key = find_key(project)
        assert key is not None
        assert key.distrust == f"{project} is world-writable"

    def test_the_folder_that_a_link_points_to_counts(self, tmp_path: Path) -> None:
        project, shared = tmp_path / "project", tmp_path / "shared"
        project.mkdir()
        shared.mkdir()
        (shared / "env").write_text(LINE)
        shared.chmod(0o777)
        (project / ".env").symlink_to(shared / "env")
        key = find_key(project)
        assert key is not None
        assert str(shared) in key.distrust

    @pytest.mark.parametrize("whose", ["file", "folder"])
    def test_what_belongs_to_another_user_is_not(self, project: Path, whose: str) -> None:
        (project / ".env").write_text(LINE)
        try:
            os.chown(project / ".env" if whose == "file" else project, 54321, -1)
        except PermissionError:
            pytest.skip("only root can give a file to somebody else")
        key = find_key(project)
        assert key is not None
        assert key.distrust.endswith("belongs to another user")

    def test_a_file_without_a_key_does_not_end_the_search_whoever_can_write_it(
        self, project: Path
    ) -> None:
        (project / ".env").write_text("OTHER=1")
        (project / ".env").chmod(0o666)
        key = find_key(project)
        assert key is not None
        assert key.value == "sk_test_of_the_parent"
