"""What is done around the register, and what only a head from outside shows."""

from __future__ import annotations

import subprocess
import zlib
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from publisher.calendar import NoticePeriod
from publisher.errors import UsageError
from publisher.git.client import Git
from publisher.model.entries import plain
from publisher.register.entry import canonical

from .forger import REF, Forger
from .tampering import Kinds, check_found, rehashed, verified

KINDS = Kinds()


@KINDS.kind("W1", witness="a cut end")
def the_end_cut_off(f: Forger) -> None:
    """The last seven entries are gone; what is left is whole."""
    del f.entries[-7:]
    f.write()


@KINDS.kind("W1", witness="a publication dated back with all that follows from it")
def a_notice_dated_back_with_everything_that_follows(f: Forger) -> None:
    """Instant, day, count and evidence of the last publication three days earlier, all consistent."""
    for one in f.entries[-7:]:
        content = one.content
        period = NoticePeriod.from_json(content["period"])
        at = datetime.fromisoformat(content["at"].replace("Z", "+00:00")) - timedelta(days=3)
        schedule = period.schedule(at)
        content |= {
            "at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "day": schedule.published_on.isoformat(),
            "earliest": schedule.effective.isoformat(),
            "effective": schedule.effective.isoformat(),
            "period": plain(schedule.record()),
        }
        content["evidence"]["date"] = content["at"]
    rehashed(f)


@KINDS.kind("W1", witness="a register begun anew")
def a_register_begun_anew(f: Forger) -> None:
    """The whole register is gone, as if there had never been one."""
    f.git.run("update-ref", "-d", REF)


@KINDS.kind("W1", witness="another id of a build")
def a_field_that_nothing_follows_from(f: Forger) -> None:
    """The id of a build in the evidence of all that was seen in it, all hashes made to hold."""
    for one in f.entries[:8]:
        one.content["evidence"]["build"] = "another"
    rehashed(f)


@KINDS.kind("G1")
def an_object_replaced(f: Forger) -> None:
    """`git replace` shows everybody else a forged entry."""
    blob = f.git.line("rev-parse", f"{REF}:entry.json")
    forged = f.git.run("hash-object", "-w", "--stdin", input=b"{}").decode().strip()
    subprocess.run(["git", "-C", f.path, "replace", blob, forged], check=True)


@KINDS.kind("G1")
def a_graft(f: Forger) -> None:
    """A graft gives the tip another past."""
    grafts = f.path / ".git" / "info" / "grafts"
    grafts.parent.mkdir(exist_ok=True)
    grafts.write_text(f.git.line("rev-parse", REF) + "\n")


@KINDS.kind("G2")
def a_forced_remote(f: Forger) -> None:
    """What the remote has now does not contain what is here."""
    f.git.run("config", "remote.origin.url", "https://example.org/r.git")
    f.git.run("update-ref", "refs/remotes/origin/publications", "main")


@KINDS.kind("B2")
def an_object_overwritten_on_disk(f: Forger) -> None:
    """An object file with other content under the old name, which git reads without a word."""
    _overwrite(f, "blob", canonical({**f.entries[10].content, "decided_by": "x"}))


@KINDS.kind("B2")
def an_object_missing(f: Forger) -> None:
    """An object of the register is gone."""
    _object(f).unlink()


@KINDS.kind("H1")
def the_policies_history_rewritten(f: Forger) -> int:
    """The main branch is replaced by one commit with the same files."""
    env = {
        f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    new = f.git.run("commit-tree", "-m", "x", "main^{tree}", env=env).decode().strip()
    f.git.run("update-ref", "refs/heads/main", new)
    return 0


def _object(f: Forger) -> Path:
    """Return the file of entry 11's blob, unpacked if need be."""
    name = f.git.line("rev-parse", f"{REF}~{len(f.entries) - 11}:entry.json")
    data = dict(f.git.cat_file_batch([name]))[name]
    for pack in (f.path / ".git" / "objects" / "pack").glob("*"):
        pack.chmod(0o644)
    path = f.path / ".git" / "objects" / name[:2] / name[2:]
    if not path.exists():
        kept = f.path / ".git" / "kept"
        (f.path / ".git" / "objects" / "pack").rename(kept)
        for one in kept.glob("*.pack"):
            subprocess.run(
                ["git", "-C", f.path, "unpack-objects", "-q"], input=one.read_bytes(), check=True
            )
    assert path.exists()
    assert data
    return path


def _overwrite(f: Forger, what: str, content: bytes) -> None:
    path = _object(f)
    path.chmod(0o644)
    path.write_bytes(zlib.compress(f"{what} {len(content)}\0".encode() + content))


@pytest.mark.parametrize("name", KINDS)
def test_tampering_is_found(copied: Path, name: str):
    """Each kind is found by the rule it breaks, at the first entry that is wrong."""
    check_found(copied, KINDS[name])


def test_a_cut_history_is_refused(copied: Path, tmp_path: Path):
    """A shallow clone, and a history cut by hand, are not verified at all."""
    subprocess.run(
        ["git", "clone", "-q", "--depth", "1", f"file://{copied}", tmp_path / "shallow"], check=True
    )
    with pytest.raises(UsageError, match="shallow"):
        verified(tmp_path / "shallow")
    git = Git(copied)
    (copied / ".git" / "shallow").write_text(git.line("rev-parse", f"{REF}~20") + "\n")
    with pytest.raises(UsageError, match="shallow"):
        verified(copied)
