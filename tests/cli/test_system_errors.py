"""What the system refuses (a full disk, a read-only clone) is one message; the exit code is never 1."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from publisher import failures
from publisher.cli.output import seen
from publisher.errors import TryAgainError, UsageError
from tests.cli.conftest import Run
from tests.conftest import CHANGED, PolicyRepo

# Errors that writing meets, and the exit code: 3 where the same command can succeed later.
FAULTS = {
    errno.ENOSPC: 3, errno.EDQUOT: 3, errno.EIO: 3, errno.EMFILE: 3,
    errno.EACCES: 2, errno.EROFS: 2, errno.EPERM: 2, errno.EFBIG: 2,
}  # fmt: skip
WRITERS = [
    ("build",), ("stage", "out"), ("init", "new"), ("demo", "made-up"), ("notice", "privacy"),
    ("compare", "policy/privacy.md", "mkdocs.yml", "--html", "redline.html"),
    ("publish", "--deploy", "true", "--site-dir", "site"),
]  # fmt: skip
PROGRAM = "from publisher.cli import main; main()"


def _files(folder: Path) -> dict[str, bytes]:
    """Return the files of a repository but git's own and the cache."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not {".git", ".cache"} & set(path.relative_to(folder).parts)
    }


@pytest.fixture
def refuse(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Make every file and folder that is written from now on fail with an error of this number."""

    def start(number: int) -> None:
        def fail(path: Path, *_: object, **__: object) -> None:
            raise OSError(number, os.strerror(number), str(path))

        def fail_unnamed(*_: object, **__: object) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(Path, "write_text", fail_unnamed)
        monkeypatch.setattr(Path, "write_bytes", fail_unnamed)
        monkeypatch.setattr(Path, "mkdir", fail)
        monkeypatch.setattr(tempfile, "mkdtemp", lambda *_, **__: fail(Path("/tmp")))

    return start


@pytest.mark.parametrize("number", FAULTS, ids=errno.errorcode.get)
@pytest.mark.parametrize("words", WRITERS, ids=lambda words: words[0])
def test_what_cannot_be_written_is_one_message(
    published: PolicyRepo,
    run: Run,
    refuse: Callable[[int], None],
    words: tuple[str, ...],
    number: int,
) -> None:
    """It names the place and how to fix it, exits with 2 or 3, and nothing is half-written."""
    published.commit({"policy/privacy.md": CHANGED})
    before = _files(published.path)
    refuse(number)
    answer = run(*words)
    assert answer.code == FAULTS[number], answer.err
    assert answer.err.count("To fix: ") == 1
    assert failures._KNOWN[number][0] in answer.err
    assert failures.UNNAMED not in answer.err
    assert _files(published.path) == before


READ_FAULTS = {errno.EACCES: 2, errno.EPERM: 2, errno.EIO: 3, errno.ESTALE: 3, errno.EMFILE: 3}


@pytest.mark.parametrize("number", READ_FAULTS, ids=errno.errorcode.get)
@pytest.mark.parametrize("words", [("check",), ("build",)], ids=" ".join)
def test_a_configuration_that_cannot_be_read_is_one_message(
    published: PolicyRepo,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    number: int,
) -> None:
    """It names mkdocs.yml, and exits with 2, or 3 where the disk may answer later."""
    read = Path.read_bytes

    def fail(path: Path) -> bytes:
        if path.name == "mkdocs.yml":
            raise OSError(number, os.strerror(number), str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", fail)
    answer = run(*words)
    assert answer.code == READ_FAULTS[number], answer.err
    assert answer.err.count("To fix: ") == 1
    assert "mkdocs.yml" in answer.err
    assert failures._KNOWN[number][0] in answer.err


@pytest.mark.parametrize("number", FAULTS, ids=errno.errorcode.get)
def test_a_clone_that_cannot_be_written_to_is_verified_all_the_same(
    published: PolicyRepo, run: Run, refuse: Callable[[int], None], number: int
) -> None:
    """Only the memory of it is missing, which one line says."""
    refuse(number)
    answer = run("verify")
    assert answer.code == 0
    assert "The chain holds" in answer.out
    assert "is not remembered" in answer.err


def test_a_memory_that_cannot_be_read_is_none(published: PolicyRepo, run: Run) -> None:
    """A folder in its place, say."""
    (published.path / ".git/publisher/heads.json").mkdir(parents=True)
    answer = run("verify")
    assert answer.code == 0, answer.err
    assert "is not remembered" in answer.err


def _limited(words: tuple[str, ...], limit: int, size: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *words], capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(limit, (size, size)),
    )  # fmt: skip


def test_a_file_that_the_system_limits_is_left_as_it_was(in_repo: PolicyRepo) -> None:
    """The page of a redline is larger than the limit: the one before stays whole."""
    Path("redline.html").write_text("as before")
    Path("old.md").write_text("# Terms\n\nWe keep it.\n")
    Path("new.md").write_text("# Terms\n\nWe sell it.\n")
    done = _limited(
        ("compare", "old.md", "new.md", "--html", "redline.html"), resource.RLIMIT_FSIZE, 100
    )
    assert done.returncode == 2, done.stderr
    assert "redline.html" in done.stderr
    assert "Traceback" not in done.stderr
    assert Path("redline.html").read_text() == "as before"
    assert not list(Path().glob(".publisher-*"))


def test_too_many_open_files_are_one_message(published: PolicyRepo) -> None:
    """Also where they keep a library from being loaded."""
    done = _limited(("verify",), resource.RLIMIT_NOFILE, 9)
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert "too many files are open" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    "words", [("status",), ("verify",), ("register", "export"), ("schedule",)], ids=lambda w: w[0]
)
def test_output_that_cannot_be_written_is_one_message(
    published: PolicyRepo, words: tuple[str, ...]
) -> None:
    """As into a log on a full disk; the exit code never says that the promise is broken."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, *words], stdout=full, stderr=subprocess.PIPE, text=True,
            check=False, env=os.environ,
        )  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert done.stderr.startswith("publisher: standard output: the disk is full")
    assert len(done.stderr.splitlines()) == 1


def test_every_error_of_the_system_has_a_message() -> None:
    """Those that nobody knows are told in the system's own words."""
    for number in errno.errorcode:
        error = failures.of_system(OSError(number, os.strerror(number), "a", None, "b"))
        assert error.exit_code in (2, 3)
        assert error.where in ("a", "b")
        assert error.what
        assert error.remedy
    assert isinstance(failures.of_system(OSError(errno.ENOSPC, "full", "a")), TryAgainError)
    unknown = failures.of_system(OSError("No usable temporary directory"))
    assert isinstance(unknown, UsageError)
    assert "No usable temporary directory" in unknown.what


class TestWriteWhole:
    """A file appears whole or not at all."""

    def test_a_new_one_never_replaces_another(self, tmp_path: Path) -> None:
        """Whoever was there first stays."""
        path = tmp_path / "a.md"
        failures.write_whole(path, b"one", new=True)
        with pytest.raises(FileExistsError):
            failures.write_whole(path, b"two", new=True)
        assert path.read_bytes() == b"one"
        assert [each.name for each in tmp_path.iterdir()] == ["a.md"]

    def test_one_that_is_replaced_keeps_its_permissions(self, tmp_path: Path) -> None:
        """And a link goes on leading to it."""
        path, link = tmp_path / "a.md", tmp_path / "link.md"
        path.write_bytes(b"one")
        path.chmod(0o640)
        link.symlink_to(path)
        failures.write_whole(link, b"two")
        assert (path.read_bytes(), path.stat().st_mode & 0o777, link.is_symlink()) == (
            b"two",
            0o640,
            True,
        )


@pytest.mark.parametrize(
    "words",
    [
        ("compare", "a\u202eb.md", "c.md"), ("notice", "p\u202e"), ("stat\u202eus",),
        ("status", "--x\x1b[31m"),
        ("schedule", "\u202e2026"), ("diff", "a\n::add-mask::b"), ("compare", "x\n::error::y", "c.md"),
        ("build", "--as-of", "\u200b"), ("import", "a\u2066b", "--policy", "terms"), ("next", "\x9b1m"),
    ],
    ids=lambda words: ascii(words),
)  # fmt: skip
def test_an_argument_that_is_echoed_is_harmless(
    published: PolicyRepo, run: Run, words: tuple[str, ...]
) -> None:
    """No unseen character of it reaches a terminal, no line of it begins like a command to a runner."""
    answer = run(*words)
    assert answer.code == 2
    said = answer.out + answer.err
    assert said == seen(said)
    assert all(sign.isprintable() or sign == "\n" for sign in said)
    assert not any(line.lstrip().startswith(("::", "##[")) for line in said.splitlines())


@pytest.mark.parametrize("name", ["", "^{tree}", ":entry.json", ":text.html"])
@pytest.mark.parametrize("command", ["verify", "status", "check", "next"])
def test_a_register_that_the_system_keeps_from_us_is_no_broken_promise(
    published: PolicyRepo, run: Run, command: str, name: str
) -> None:
    """Git calls an object missing that it may not read; a folder in its place cannot be read either."""
    found = published.git("rev-parse", f"publications{name}")
    file = published.path / ".git" / "objects" / found[:2] / found[2:]
    file.unlink()
    file.mkdir()
    answer = run(command)
    printed = " ".join((answer.out + answer.err).split())
    assert "Traceback" not in printed
    if command in ("next", "status") and name == ":text.html":  # they need no text of the past
        assert answer.code == 0
        return
    assert answer.code == (1 if command == "check" and name == ":text.html" else 2), printed
    assert "an object of the repository can't be read" in printed
    assert str(file) in printed.replace(" ", "")
