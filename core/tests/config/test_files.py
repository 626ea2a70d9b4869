"""Small files: which of them are read, and what is left of a write that does not end."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from clerk_cli.config.files import MOST_BYTES, locked, read_text, write_text
from clerk_cli.config.profiles import ProfilesFile, edit
from clerk_cli.errors import ConfigError

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

    def test_a_file_of_root_is_read(self) -> None:
        assert read_text(Path("/etc/passwd"))


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "profiles"
    path.write_bytes(b"#" * MOST_BYTES)
    assert len(read_text(path) or "") == MOST_BYTES
    path.write_bytes(b"#" * (MOST_BYTES + 1))
    with pytest.raises(ConfigError, match="larger than 1 MiB"):
        read_text(path)


def test_a_text_that_is_not_valid_unicode_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("before")
    with pytest.raises(ConfigError, match="not valid Unicode"):
        write_text(path, "\udcff")
    assert path.read_text() == "before"


class TestKilledWrite:
    """What a process leaves behind that was killed while it wrote."""

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
        for name in (".profiles.1", ".profiles.4711"):
            (tmp_path / name).write_text("sk_live_of_a_killed_process")
        with locked(tmp_path / "profiles"):
            assert not {".profiles.1", ".profiles.4711"} & names(tmp_path)

    def test_files_of_other_names_stay(self, tmp_path: Path) -> None:
        others = {".profiles.old", ".profiles.", ".aliases.json.1", "profiles.1", ".profiles.1.bak"}
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
