"""Heads from outside: what each kind of witness is, and what it shows."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from publisher import clock
from publisher.errors import TryAgainError, UsageError
from publisher.git.client import Git
from publisher.register.git_store import GitStore
from publisher.verify.witness import read_witness
from tests.publication.host import serving
from tests.publication.running import Run

from .conftest import NOW
from .forger import REF, Forger

BRANCH = "publications"


@pytest.fixture
def copied(small: Path, tmp_path: Path) -> Path:
    """A copy of a small register to spoil."""
    shutil.copytree(small, tmp_path / "repo")
    return tmp_path / "repo"


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, copied: Path) -> Run:
    """The program, called in the copied repository long after the last entry."""
    monkeypatch.chdir(copied)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Run(capfd, monkeypatch)


def checkpoint(path: Path) -> dict[str, object]:
    """Return size and head of the register at `path`."""
    register = GitStore(Git(path)).read()
    return {"size": register.size, "head": register.head}


def cut(path: Path) -> None:
    """Take the whole last publication away."""
    forger = Forger(path)
    last = forger.entries[-1].content["at"]
    forger.entries = [one for one in forger.entries if one.content["at"] != last]
    forger.write()


@pytest.mark.parametrize("kind", ["publication.json", "head.json", "digest", "export", "clone"])
def test_a_witness_shows_that_entries_are_missing(
    copied: Path, small: Path, tmp_path: Path, run: Run, kind: str
):
    """Each form of a kept head is understood, holds while it is honest, and shows a cut end."""
    seen = checkpoint(copied)
    witness = tmp_path / "witness"
    if kind == "publication.json":
        witness.write_text(json.dumps({"schema": 1, "register": seen}))
    elif kind == "head.json":
        witness.write_text(json.dumps(seen))
    elif kind == "digest":
        witness.write_text(f"{seen['head']}\n")
    elif kind == "export":
        entries = GitStore(Git(copied)).read().entries
        witness.write_bytes(b"".join(entry.raw + b"\n" for entry in entries))
    else:
        witness = small
    assert run("verify", "--witness", str(witness), now=None) == 0, run.out
    assert f"Completeness: up to entry {seen['size']} of {seen['size']}, by" in run.out
    shutil.rmtree(copied / ".git" / "publisher")  # what this clone remembers would show it too
    cut(copied)
    assert run("verify", now=None) == 0
    assert "Completeness: not shown" in run.out
    shutil.rmtree(copied / ".git" / "publisher")
    assert run("verify", "--witness", str(witness), now=None) == 1
    assert "W1" in run.out


def test_the_live_site_is_a_witness(copied: Path, tmp_path: Path, run: Run):
    """With --site-url the head on the live site has to be in the register."""
    (tmp_path / "site").mkdir()
    page = tmp_path / "site" / "publication.json"
    page.write_text(json.dumps({"register": checkpoint(copied)}))
    with serving(tmp_path / "site") as host:
        assert run("verify", "--site-url", host.url, now=None) == 0
        shutil.rmtree(copied / ".git" / "publisher")
        cut(copied)
        assert run("verify", "--site-url", host.url, "--json", now=None) == 1
    report = json.loads(run.out)
    assert report["ok"] is False
    assert [one["rule"] for one in report["problems"]] == ["W1"]
    assert "entries are missing at the end" in report["problems"][0]["explanation"]


def test_a_clone_remembers_the_last_head_that_held(copied: Path, run: Run):
    """A register that was verified once and is rewritten is found without any other witness."""
    assert run("verify", now=None) == 0
    assert "not shown" in run.out
    assert run("verify", now=None) == 0
    assert "by the last verification here" in run.out
    cut(copied)
    for _ in range(2):  # a register that does not hold is not remembered in the other's place
        assert run("verify", now=None) == 1
        assert "entries are missing at the end" in run.out


def test_a_register_that_is_gone_is_missed(copied: Path, run: Run):
    """A deleted branch is no empty register to a clone that has seen it."""
    run("verify", now=None)
    Git(copied).run("update-ref", "-d", REF)
    assert run("verify", now=None) == 1


def test_a_repository_without_a_register_holds(copied: Path, run: Run):
    """Where nothing was ever published under the promise, nothing is broken, and that is said."""
    Git(copied).run("update-ref", "-d", REF)
    assert run("verify", now=None) == 0
    assert "There is no register yet" in run.out
    assert run("verify", "--json", now=None) == 0
    assert json.loads(run.out)["head"] == "0" * 64


def test_a_clone_without_files_is_verified(
    copied: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
):
    """An auditor's bare clone is enough."""
    subprocess.run(["git", "clone", "-q", "--mirror", copied, tmp_path / "bare"], check=True)
    monkeypatch.chdir(tmp_path / "bare")
    assert run("verify", now=None) == 0, run.err
    assert f"The chain holds: {checkpoint(copied)['size']} entries" in run.out


def test_a_broken_memory_is_no_witness(copied: Path, run: Run):
    """A file that holds anything else is passed over and written anew."""
    memory = copied / ".git" / "publisher" / "heads.json"
    memory.parent.mkdir()
    for content in ("", "[]", "{", '{"local publications": {"size": "x"}}'):
        memory.write_text(content)
        assert run("verify", now=None) == 0, run.err
    assert json.loads(memory.read_text())["local publications"] == checkpoint(copied)


@pytest.mark.parametrize("content", ["", "x", "{}", '{"size": -1, "head": "x"}', "[1]", "a" * 63])
def test_what_knows_no_head_is_no_witness(tmp_path: Path, content: str):
    """A file that is something else is refused in one sentence."""
    (tmp_path / "witness").write_text(content)
    with pytest.raises(UsageError, match="knows no head"):
        read_witness(str(tmp_path / "witness"), BRANCH)


def test_a_witness_that_is_not_there_is_named(tmp_path: Path):
    """A missing file, a folder without a repository, and a host that is away."""
    with pytest.raises(UsageError, match="cannot be read"):
        read_witness(str(tmp_path / "nothing"), BRANCH)
    with pytest.raises(UsageError, match="isn't a clone with a sound register"):
        read_witness(str(tmp_path), BRANCH)
    with pytest.raises(TryAgainError, match="cannot be seen"):
        read_witness("http://127.0.0.1:1/publication.json", BRANCH)


def test_the_answer_names_rule_entry_expected_and_found(copied: Path, run: Run):
    """Each problem says which rule, which entry, what was expected and what was found."""
    forger = Forger(copied)
    place = forger.find("announced", 1)
    day = forger.entries[place].content["effective"]
    forger.entries[place].content["effective"] = "2024-01-01"
    forger.rehash()
    forger.write()
    assert run("verify", "--json", now=None) == 1
    (problem,) = [one for one in json.loads(run.out)["problems"] if one["entry"] == place + 1]
    assert problem == {
        "rule": "T3",
        "entry": place + 1,
        "explanation": "it takes effect on another day than it may",
        "expected": day,
        "found": "2024-01-01",
    }
    assert run("verify", now=None) == 1
    assert f"BROKEN  T3  entry {place + 1}: it takes effect on another day" in run.out
