"""Small files: which of them are read, and what is left of a write that does not end."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from forked_runs import run_forked

from clerk_cli.config.files import MAX_BYTES, locked, read_text, write_text
from clerk_cli.config.profiles import ProfilesFile, edit
from clerk_cli.config.program_files import read_program_file
from clerk_cli.errors import ConfigError
from clerk_cli.testing import CommandLine

KILLED_WHILE_WRITING = """
import os, signal, sys
from pathlib import Path
from clerk_cli.config.profiles import edit
os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)
with edit(Path(sys.argv[1])) as file:
    file.create("never")
"""
CREATE_PROFILE = """
import sys
from pathlib import Path
from clerk_cli.config.profiles import edit
with edit(Path(sys.argv[1])) as file:
    file.create("new")
"""
posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes, owners and links of POSIX")


DEAD = 2**22 + 17
"""A number that no process has: Linux and macOS give out smaller ones."""


def draft(name: str, process: int = DEAD) -> str:
    return f".{name}.clerk-draft-{process}"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@posix
class TestWhatIsNotAFile:
    """Pipes, devices and folders in the place of a file."""

    @pytest.mark.parametrize("device", ["/dev/null", "/dev/zero", "/dev/tty"])
    def test_a_device_is_refused(self, tmp_path: Path, device: str) -> None:
        (tmp_path / "profiles").symlink_to(device)
        with pytest.raises(ConfigError, match="cannot read"):
            read_text(tmp_path / "profiles")

    def test_a_pipe_is_refused_at_once(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "profiles")
        with pytest.raises(ConfigError, match="it is a pipe or a device"):
            read_text(tmp_path / "profiles")

    def test_a_socket_is_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("profiles")
            with pytest.raises(ConfigError, match="cannot read"):
                read_text(tmp_path / "profiles")

    def test_a_folder_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="it is a folder"):
            read_text(tmp_path)

    @pytest.mark.parametrize("link", ["config/profiles", "config"])
    def test_a_link_to_nothing_is_not_an_absent_file(self, tmp_path: Path, link: str) -> None:
        if link != "config":
            (tmp_path / "config").mkdir()
        (tmp_path / link).symlink_to(tmp_path / "disk" / "that is not mounted")
        for action in (read_text, lambda path: edit(path).__enter__()):
            with pytest.raises(ConfigError, match="is a link to something that does not exist"):
                action(tmp_path / "config" / "profiles")
        assert not (tmp_path / "disk").exists()

    def test_a_pipe_is_not_replaced_by_a_write(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "profiles")
        with pytest.raises(ConfigError, match="it is not a file"):
            write_text(tmp_path / "profiles", "x")
        assert stat.S_ISFIFO((tmp_path / "profiles").stat().st_mode)


def pipe_behind_a_link(path: Path) -> None:
    os.mkfifo(f"{path}.pipe")
    path.symlink_to(f"{path}.pipe")


THINGS: dict[str, Callable[[Path], None]] = {
    "pipe": os.mkfifo,
    "endless device": lambda path: path.symlink_to("/dev/zero"),
    "terminal": lambda path: path.symlink_to("/dev/tty"),
    "random device": lambda path: path.symlink_to("/dev/random"),
    "pipe behind a link": pipe_behind_a_link,
    "circle of links": lambda path: path.symlink_to(path),
}
"""What may stand in the place of a file, and would make a program wait."""

READERS = {
    "home/config/profiles": ["whoami", "users list", "config set output json", "config list"],
    "home/config/aliases.json": ["x", "config alias list", "config alias add a whoami"],
    "home/config/plugins": ["whoami", "plugins list", "plugins disable users"],
    "work/.env": ["whoami", "users list", "users list --dotenv", "config list"],
    "work/clerk.toml": ["plugins sync", "plugins sync --check"],
    "work/pyproject.toml": ["plugins sync"],
    "home/config/profiles.lock": ["config set output json"],
    "home/config/sandbox.db": ["users list -p sandbox"],
}
"""The files that the program reads, and command lines that read them."""


@pytest.mark.matrix
@posix
@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize(
    ("place", "line"), [(place, line) for place, lines in READERS.items() for line in lines]
)
def test_nothing_in_the_place_of_a_file_makes_a_command_wait(
    clerk: CommandLine, monkeypatch: pytest.MonkeyPatch, place: str, line: str, thing: str
) -> None:
    def stop(*_: object) -> None:
        raise AssertionError("it waits")

    monkeypatch.setattr("clerk_cli.config.dotenv_file.PIPE_SECONDS", 0.05)
    monkeypatch.setattr("clerk_cli.config.files.LOCK_SECONDS", 0.1)
    path = clerk.home.parent / place
    path.parent.mkdir(exist_ok=True)
    THINGS[thing](path)
    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(5)
    try:
        result = clerk(*line.split())
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    assert result.code in (0, 1, 2, 3)
    assert "unexpected" not in result.err
    assert not path.is_file()


@pytest.mark.matrix
@posix
@pytest.mark.parametrize("thing", THINGS)
def test_nothing_in_the_place_of_the_index_makes_a_command_wait(
    clerk: CommandLine, thing: str
) -> None:
    pytest.importorskip("clerk_cli_users")
    run_forked(clerk, "--version")
    assert run_forked(clerk, "users", "--help").code == 0
    (index,) = (clerk.home / "cache" / "clerk-cli").iterdir()
    index.unlink()
    THINGS[thing](index)
    assert run_forked(clerk, "users", "--help").code == 0


@posix
class TestOwner:
    """Files that somebody else could have written."""

    @pytest.mark.parametrize("name", ["profiles", "aliases.json", "plugins"])
    def test_a_file_of_another_user_is_refused(self, tmp_path: Path, name: str) -> None:
        path = tmp_path / name
        path.write_text("{}")
        try:
            os.chown(path, 54321, -1)
        except PermissionError:
            pytest.skip("only root can give a file to somebody else")
        with pytest.raises(ConfigError, match="belongs to another user \\(uid 54321\\)"):
            read_text(path)

    @pytest.mark.parametrize(
        ("name", "line"),
        [
            ("profiles", "users list"), ("profiles", "config set output json"),
            ("aliases.json", "config alias list"), ("aliases.json", "config alias add a whoami"),
            ("plugins", "plugins list"), ("plugins", "plugins enable users"),
        ],
    )  # fmt: skip
    def test_a_command_names_the_file_of_another_user_and_leaves_it(
        self, clerk: CommandLine, name: str, line: str
    ) -> None:
        pytest.importorskip("clerk_cli_users")
        clerk.config.mkdir(exist_ok=True)
        path = clerk.config / name
        path.write_text("")
        try:
            os.chown(path, 54321, -1)
        except PermissionError:
            pytest.skip("only root can give a file to somebody else")
        result = clerk(*line.split())
        assert (result.code, result.out) == (1, "")
        assert f"{path} belongs to another user (uid 54321)" in result.err
        assert (path.read_text(), path.stat().st_uid) == ("", 54321)

    def test_a_team_file_may_belong_to_another_user(self, clerk: CommandLine) -> None:
        path = clerk.directory / "clerk.toml"
        path.write_text("[plugins]\n")
        try:
            os.chown(path, 54321, -1)
        except PermissionError:
            pytest.skip("only root can give a file to somebody else")
        assert clerk("plugins", "sync").code == 0

    @pytest.mark.parametrize("mode", [0o666, 0o602, 0o777])
    def test_a_team_file_that_everybody_can_write_is_refused(
        self, clerk: CommandLine, mode: int
    ) -> None:
        path = clerk.directory / "clerk.toml"
        path.write_text("[plugins]\n")
        path.chmod(mode)
        result = clerk("plugins", "sync", "--check")
        assert result.code == 2
        assert f"refusing to use {path}: it is world-writable" in result.err
        assert f"chmod go-w {path}" in result.err

    def test_a_file_of_root_is_read(self) -> None:
        assert read_text(Path("/etc/passwd"))


@posix
class TestFilesThatNamePrograms:
    """Files whose content decides which programs are run."""

    @pytest.mark.parametrize(
        ("file_mode", "folder_mode", "reason"),
        [
            (0o600, 0o700, ""),
            (0o644, 0o755, ""),
            (0o664, 0o775, ""),
            (0o644, 0o1777, ""),
            (0o666, 0o700, "it is world-writable"),
            (0o602, 0o700, "it is world-writable"),
            (0o644, 0o777, ".*folder is world-writable"),
        ],
    )
    def test_a_file_is_refused_if_everybody_can_change_or_replace_it(
        self, tmp_path: Path, file_mode: int, folder_mode: int, reason: str
    ) -> None:
        path = tmp_path / "folder" / "mcp.json"
        path.parent.mkdir()
        path.write_text("{}")
        path.chmod(file_mode)
        path.parent.chmod(folder_mode)
        if not reason:
            assert read_program_file(path) == "{}"
            return
        with pytest.raises(ConfigError, match=f"refusing to use .*: {reason}") as raised:
            read_program_file(path)
        assert "chmod go-w" in str(raised.value.hint)

    def test_what_a_link_leads_to_counts(self, tmp_path: Path) -> None:
        target = tmp_path / "shared" / "mcp.json"
        target.parent.mkdir()
        target.write_text("{}")
        target.parent.chmod(0o777)
        (tmp_path / "mcp.json").symlink_to(target)
        with pytest.raises(ConfigError, match=f"{target.parent} is world-writable"):
            read_program_file(tmp_path / "mcp.json")

    def test_a_folder_of_another_user_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "folder" / "mcp.json"
        path.parent.mkdir()
        path.write_text("{}")
        try:
            os.chown(path.parent, 54321, -1)
        except PermissionError:
            pytest.skip("only root can give a folder to somebody else")
        with pytest.raises(ConfigError, match="belongs to another user") as raised:
            read_program_file(path)
        assert "Make yourself the owner" in str(raised.value.hint)

    def test_a_pipe_is_read_until_its_writer_closes_it(self, tmp_path: Path) -> None:
        path = tmp_path / "pipe"
        os.mkfifo(path)
        writer = subprocess.Popen(["sh", "-c", f"printf '{{' > {path}; printf '}}' > {path}"])
        try:
            assert str(read_program_file(path, pipe_seconds=5)).startswith("{")
        finally:
            writer.kill()
            writer.wait()

    def test_a_pipe_without_a_writer_is_named(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(ConfigError, match="did not answer in time"):
            read_program_file(tmp_path / "pipe", pipe_seconds=0.05)

    @pytest.mark.parametrize("device", ["/dev/null", "/dev/zero", "/dev/tty"])
    def test_a_device_does_not_pass_for_a_pipe(self, tmp_path: Path, device: str) -> None:
        (tmp_path / "mcp.json").symlink_to(device)
        with pytest.raises(ConfigError, match="cannot read"):
            read_program_file(tmp_path / "mcp.json", pipe_seconds=0.05)


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "profiles"
    path.write_bytes(b"#" * MAX_BYTES)
    assert len(read_text(path) or "") == MAX_BYTES
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(ConfigError, match="larger than 1 MiB"):
        read_text(path)


def test_a_file_that_could_not_be_read_again_is_not_written(clerk: CommandLine) -> None:
    line = "x" * 60_000
    clerk.config.mkdir(parents=True)
    settings = "".join(f"[profile p{number}]\noutput = {line}\n" for number in range(17))
    (clerk.config / "profiles").write_text(settings)
    words = ["config", "set", "clerk.key", "-", "-p", "new"]
    result = clerk(*words, stdin=f"sk_test_{line}")
    assert (result.code, (clerk.config / "profiles").read_text()) == (1, settings)
    assert "it would be larger than 1 MiB" in result.err


def test_a_text_that_is_not_valid_unicode_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("before")
    with pytest.raises(ConfigError, match="not valid Unicode"):
        write_text(path, "\udcff")
    assert path.read_text() == "before"


class TestKilledWrite:
    """What a process leaves behind that was killed while it wrote."""

    @pytest.mark.slow
    @posix
    def test_a_killed_write_leaves_the_file_as_it_was_and_its_draft_is_removed(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "profiles"
        path.write_text("[profile a]\n")
        killed = subprocess.run(
            [sys.executable, "-c", KILLED_WHILE_WRITING, str(path)], check=False
        )
        assert killed.returncode == -signal.SIGKILL
        assert path.read_text() == "[profile a]\n"
        assert [name for name in names(tmp_path) if name.startswith(".profiles.")]
        with edit(path) as file:
            file.create("b")
        assert ProfilesFile.load(path).names() == ["a", "b"]
        assert names(tmp_path) <= {"profiles", "profiles.lock"}

    def test_drafts_are_removed_under_the_lock_even_if_nothing_changes(
        self, tmp_path: Path
    ) -> None:
        drafts = {draft("profiles"), draft("profiles", DEAD - 1)}
        for name in drafts:
            (tmp_path / name).write_text("sk_live_of_a_killed_process")
        with locked(tmp_path / "profiles"):
            assert not drafts & names(tmp_path)

    @pytest.mark.parametrize(
        ("name", "line"),
        [
            ("profiles", "config set output json"), ("profiles", "config unset output"),
            ("profiles", "config profile create x"), ("aliases.json", "config alias add a whoami"),
            ("aliases.json", "config alias remove a"), ("plugins", "plugins disable users"),
        ],
    )  # fmt: skip
    def test_each_command_that_writes_removes_drafts(
        self, clerk: CommandLine, name: str, line: str
    ) -> None:
        pytest.importorskip("clerk_cli_users")
        clerk.config.mkdir(exist_ok=True)
        (clerk.config / draft(name)).write_text("sk_live_of_a_killed_process")
        clerk(*line.split())
        assert draft(name) not in names(clerk.config)

    def test_no_draft_is_removed_while_another_process_has_the_lock(
        self, clerk: CommandLine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("clerk_cli.config.files.LOCK_SECONDS", 0.05)
        with locked(clerk.config / "profiles"):
            (clerk.config / draft("profiles")).write_text("what the other process writes")
            assert clerk("config", "set", "output", "json").code == 1
            assert draft("profiles") in names(clerk.config)

    def test_a_draft_that_cannot_be_removed_does_not_keep_a_command_from_writing(
        self, clerk: CommandLine
    ) -> None:
        (clerk.config / draft("profiles")).mkdir(parents=True)
        assert clerk("config", "set", "output", "json").code == 0

    def test_files_of_other_names_stay(self, tmp_path: Path) -> None:
        others = {
            ".profiles.old", ".profiles.", ".aliases.json.1", "profiles.1", ".profiles.1.bak",
            ".profiles.1", ".profiles.4711", ".profiles.20240101", ".profiles.clerk-draft-",
            ".profiles.clerk-draft-x", ".profiles.clerk-draft-1.bak", draft("aliases.json"),
            draft("profiles", os.getppid()),
        }  # fmt: skip
        for name in others:
            (tmp_path / name).write_text("")
        with locked(tmp_path / "profiles"):
            assert names(tmp_path) >= others

    @posix
    def test_a_link_in_the_place_of_the_draft_is_not_followed(self, tmp_path: Path) -> None:
        victim = tmp_path / "victim"
        victim.write_text("before")
        (tmp_path / f".profiles.{os.getpid()}").symlink_to(victim)
        write_text(tmp_path / "profiles", "after")
        assert (victim.read_text(), (tmp_path / "profiles").read_text()) == ("before", "after")


@posix
def test_the_folder_is_synced_after_the_file_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[bool, bool]] = []
    sync = os.fsync

    def observe(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        synced.append((is_folder, (tmp_path / "profiles").exists()))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", observe)
    write_text(tmp_path / "profiles", "x")
    assert synced == [(False, False), (True, True)]


@pytest.mark.slow
@posix
@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_a_mounted_file_is_written_in_place(tmp_path: Path, mode: int) -> None:
    unshare = shutil.which("unshare")
    volume, path = tmp_path / "volume", tmp_path / "profiles"
    volume.write_text("[profile a]\n" + "# a long comment\n" * 50 + "[profile b]\n")
    volume.chmod(mode)
    path.touch()
    mount = f"mount --bind '{volume}' '{path}'"
    space = [unshare or "", "--user", "--map-root-user", "--mount", "sh", "-c"]
    if unshare is None or subprocess.run([*space, mount], check=False).returncode:
        pytest.skip("there are no mounts without root here")
    program = f"{mount} && exec '{sys.executable}' -c '{CREATE_PROFILE}' '{path}'"
    subprocess.run([*space, program], check=True)
    assert ProfilesFile.load(volume).names() == ["a", "b", "new"]
    assert names(tmp_path) <= {"volume", "profiles", "profiles.lock"}
    assert stat.S_IMODE(volume.stat().st_mode) == 0o600


@pytest.mark.parametrize("code", [errno.EBUSY, errno.EXDEV])
@pytest.mark.parametrize("text", ["", "shorter", "longer than before, and " * 9])
def test_a_file_that_cannot_be_replaced_is_written_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, text: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    path = tmp_path / "profiles"
    path.write_text("what was there before")
    number = path.stat().st_ino
    monkeypatch.setattr(Path, "replace", refuse)
    write_text(path, text)
    assert (path.read_text(), path.stat().st_ino, names(tmp_path)) == (text, number, {"profiles"})


@pytest.mark.parametrize("code", [errno.EACCES, errno.ENOSPC, errno.EIO, errno.EROFS])
def test_another_error_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    path = tmp_path / "profiles"
    path.write_text("before")
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(ConfigError, match=os.strerror(code)):
        write_text(path, "after")
    assert (path.read_text(), names(tmp_path)) == ("before", {"profiles"})
