"""Signed entries: made where git is configured to sign, asked for with a file of allowed keys."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from publisher.errors import UsageError
from publisher.git.client import Git
from publisher.history.policy_history import read_history
from publisher.register.chain import enter
from publisher.register.git_store import GitStore
from publisher.verify import VerificationProblem, verify
from tests.publication.repositories import at as instant
from tests.publication.repositories import draft, fixed, new_repository

from .conftest import NOW
from .forger import REF

pytestmark = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="needs ssh-keygen")


class Signer:
    """A key, and the file that allows it."""

    def __init__(self, folder: Path, name: str) -> None:
        self.key = folder / name
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", self.key], check=True
        )
        public = self.key.with_suffix(".pub").read_text().split()
        self.allowed = folder / f"{name}.allowed"
        self.allowed.write_text(f"publisher@localhost {public[0]} {public[1]}\n")

    def configure(self, path: Path) -> None:
        """Let git sign with it."""
        git = Git(path)
        for name, value in (
            ("commit.gpgSign", "true"), ("gpg.format", "ssh"), ("user.signingKey", str(self.key)),
        ):  # fmt: skip
            git.run("config", name, value)


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    """The publisher's key."""
    return Signer(tmp_path, "publisher")


@pytest.fixture
def other(tmp_path: Path) -> Signer:
    """Somebody else's key."""
    return Signer(tmp_path, "other")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A repository with a configuration."""
    path = new_repository(tmp_path / "repo")
    (path / "mkdocs.yml").write_text("docs_dir: policy\nplugins: [publisher]\n")
    subprocess.run(["git", "-C", path, "add", "."], check=True)
    subprocess.run(
        ["git", "-C", path, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qm", "2"],
        check=True,
    )
    return path


def record(path: Path, *numbers: int) -> None:
    """Enter these versions."""
    for number in numbers:
        enter(GitStore(Git(path)), fixed(draft(number)), at=instant())


def signatures(path: Path, allowed: Path) -> list[VerificationProblem]:
    """Return what verification says of the signatures."""
    git = Git(path)
    report = verify(GitStore(git), read_history(git), now=NOW.replace(year=2027),
                    allowed_signers=allowed)  # fmt: skip
    return [one for one in report.problems if one.rule == "S1"]


def test_signed_entries_hold(path: Path, signer: Signer):
    """Where git is configured to sign, each entry is signed, and the allowed key is accepted."""
    signer.configure(path)
    record(path, 2, 3)
    assert signatures(path, signer.allowed) == []


def test_entries_before_the_first_signed_one_are_held_by_the_chain(path: Path, signer: Signer):
    """Whoever begins to sign later has nothing to mend."""
    record(path, 2)
    signer.configure(path)
    record(path, 3)
    assert signatures(path, signer.allowed) == []


def test_an_unknown_key_is_no_signature(path: Path, signer: Signer, other: Signer):
    """Git prints 'Good signature' for any key; only an allowed one counts."""
    other.configure(path)
    record(path, 2)
    (problem,) = signatures(path, signer.allowed)
    assert problem.entry == 1


def test_an_unsigned_entry_after_signed_ones_is_named(path: Path, signer: Signer):
    """Signing cannot be left off unnoticed."""
    signer.configure(path)
    record(path, 2)
    Git(path).run("config", "commit.gpgSign", "false")
    record(path, 3)
    (problem,) = signatures(path, signer.allowed)
    assert (problem.entry, problem.explanation) == (
        2, "the signature does not hold: it is not signed",
    )  # fmt: skip


def test_a_register_without_any_signature_is_named(path: Path, signer: Signer):
    """Where signatures are asked for and none is there, that is the problem."""
    record(path, 2)
    (problem,) = signatures(path, signer.allowed)
    assert problem.explanation == "no entry is signed"


def test_a_moved_signature_does_not_hold(path: Path, signer: Signer):
    """A signature of another commit is none of this one."""
    signer.configure(path)
    record(path, 2, 3)
    git = Git(path)
    raw = git.run("cat-file", "commit", REF).decode()
    first = git.run("cat-file", "commit", f"{REF}~1").decode()
    moved = raw.replace(_signature(raw), _signature(first))
    commit = git.run("hash-object", "-t", "commit", "-w", "--stdin", input=moved.encode())
    git.run("update-ref", REF, commit.decode().strip())
    (problem,) = signatures(path, signer.allowed)
    assert problem.entry == 2


def _signature(raw: str) -> str:
    start = raw.index("gpgsig ")
    return raw[start : raw.index("-----END SSH SIGNATURE-----", start)]


def test_a_key_that_cannot_sign_enters_nothing(path: Path, tmp_path: Path):
    """A missing key stops the entry with git's own words."""
    git = Git(path)
    for name, value in (
        ("commit.gpgSign", "true"), ("gpg.format", "ssh"), ("user.signingKey", str(tmp_path / "x")),
    ):  # fmt: skip
        git.run("config", name, value)
    with pytest.raises(UsageError, match="commit-tree"):
        record(path, 2)
    assert GitStore(git).read().size == 0


def test_a_missing_file_of_signers_is_named(path: Path, tmp_path: Path):
    """A file that is not there is a mistake in the call."""
    record(path, 2)
    with pytest.raises(UsageError, match="no such file"):
        signatures(path, tmp_path / "nothing")


def test_a_program_that_the_repository_names_does_not_call_a_key_good(
    path: Path, signer: Signer, other: Signer, tmp_path: Path
) -> None:
    """A clone given as a folder can name a program that finds every signature good; it is never run."""
    other.configure(path)
    store = GitStore(Git(path))
    enter(store, fixed(draft(1)), at=instant(1))
    good = tmp_path / "good"
    good.write_text(
        "#!/bin/sh\necho 'Good \"git\" signature for publisher@localhost'\nexit 0\n", "utf-8"
    )
    good.chmod(0o755)
    Git(path).run("config", "gpg.ssh.program", str(good))
    fresh = GitStore(Git(path))
    report = verify(fresh, read_history(fresh.git), now=NOW, allowed_signers=signer.allowed)
    assert "S1" in [one.rule for one in report.problems]
