"""A folder appears whole or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from publisher.folders import atomic_replace


def test_a_folder_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    """What was in it is gone, what is new is there, and nothing is left beside it."""
    folder = tmp_path / "out" / "site"
    folder.mkdir(parents=True)
    (folder / "old.html").write_text("old")
    folder.chmod(0o750)
    with atomic_replace(folder) as fresh:
        (fresh / "new.html").write_text("new")
        assert (folder / "old.html").is_file(), "until it is whole, the one before is there"
    assert [path.name for path in folder.iterdir()] == ["new.html"]
    assert [path.name for path in folder.parent.iterdir()] == ["site"]
    assert folder.stat().st_mode & 0o7777 == 0o750


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_what_was_there_stays_when_the_block_fails(
    tmp_path: Path, error: type[BaseException]
) -> None:
    """Ctrl-C and mistakes leave nothing half-written."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "old.html").write_text("old")
    with pytest.raises(error), atomic_replace(folder) as fresh:  # noqa: PT012 - the block is the point
        (fresh / "new.html").write_text("new")
        raise error
    assert [path.name for path in folder.iterdir()] == ["old.html"]
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_link_goes_on_leading_to_the_folder(tmp_path: Path) -> None:
    """A site folder that is a link to where a web server reads stays one."""
    (tmp_path / "www").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "www")
    with atomic_replace(tmp_path / "site") as fresh:
        (fresh / "new.html").write_text("new")
    assert (tmp_path / "site").is_symlink()
    assert (tmp_path / "www" / "new.html").is_file()


def test_a_folder_that_cannot_be_replaced_is_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the parent may not be written to, as on some hosts, the folder itself is used."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != tmp_path)
    with atomic_replace(folder) as fresh:
        assert fresh == folder


KILLED = """
import os, signal, sys
import signal
import subprocess
import sys
from pathlib import Path
from publisher.folders import atomic_replace
real, moves = Path.replace, []

def replace(self, target):
    real(self, target)
    moves.append(target)
    if len(moves) == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

Path.replace = replace
with atomic_replace(Path(sys.argv[1])) as fresh:
    (fresh / "page").write_text("new")
    if sys.argv[2] == "0":
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(("moves", "left"), [(0, "old"), (1, None), (2, "new")])
def test_what_a_killed_process_left_is_mended(tmp_path: Path, moves: int, left: str | None) -> None:
    """Killed while it writes, between the two moves, or after them: the folder is whole the next time."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "page").write_text("old")
    done = subprocess.run([sys.executable, "-c", KILLED, folder, str(moves)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert (folder / "page").read_text() == left if left else not folder.exists()
    assert len(list(tmp_path.glob(".site-*"))) == 1
    with pytest.raises(RuntimeError), atomic_replace(folder):  # noqa: PT012 - the block is the point
        assert (folder / "page").read_text() == (left or "old")
        raise RuntimeError
    assert (folder / "page").read_text() == (left or "old")
    assert [one.name for one in tmp_path.iterdir()] == ["site"]


def test_nothing_of_a_process_at_work_is_taken_away(tmp_path: Path) -> None:
    """Of two at once, the last to end has the folder; what else is named alike is left alone."""
    folder = tmp_path / "site"
    strange = tmp_path / ".site-abcdefgh"
    strange.mkdir()
    (strange / "mine").touch()
    with atomic_replace(folder) as first:
        (first / "page").write_text("first")
        with atomic_replace(folder) as second:
            (second / "page").write_text("second")
        assert (folder / "page").read_text() == "second"
    assert (folder / "page").read_text() == "first"
    assert sorted(one.name for one in tmp_path.iterdir()) == [".site-abcdefgh", "site"]
