"""Attachments that somebody changed in the register, or beside it, are found (T10)."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import publisher
from publisher.git.client import Git
from publisher.history.policy_history import read_history
from publisher.model.entries import Evidence
from publisher.register.chain import enter
from publisher.register.git_store import GitStore
from publisher.timeline.planning import plan
from publisher.verify import verify
from tests.conftest import MKDOCS_YML, POLICY, PolicyRepo, at, git
from tests.verify.forger import Forger
from tests.verify.independent import check

ANNEX = "policy/annex.pdf"
LINKED = POLICY + "\nThe fees are in [the annex](annex.pdf).\n"
EVIDENCE = {
    "build": "b" * 32, "url": "https://policies.example/", "generator": "", "page": "privacy/",
    "sha256": "0" * 64,
}  # fmt: skip
NOW = at("2027-02-01 09:00")


def publish(repo: PolicyRepo, when: str) -> None:
    """Enter what a publication announces, with evidence that it was seen."""
    git = Git(repo.path)
    history = read_history(git)
    seen = {
        **EVIDENCE,
        "commit": history.head,
        "generator": f"policy-publisher {publisher.version()}",
    }

    def derive(register: Any) -> Any:
        drafts = plan(history, register, at(when))
        return [one.seen(Evidence(**seen)) for one in drafts]

    assert enter(GitStore(git), derive, at=at(when))


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with an annex, another annex, and a correction of that one."""
    repo = PolicyRepo(tmp_path_factory.mktemp("honest") / "repo", config=MKDOCS_YML)
    repo.commit({"policy/privacy.md": LINKED, ANNEX: "10 EUR", "policy/other.md": POLICY})
    publish(repo, "2026-11-02 09:00")
    repo.commit({ANNEX: "99 EUR"})
    publish(repo, "2026-11-23 09:00")
    fields = "policy: privacy\nsummary: Scanned anew.\nclass: editorial\nreason: A scan.\n"
    words = f"---\n{fields}approved-by: Counsel\n---\n\nThe same table.\n"
    repo.commit({ANNEX: "99 EUR, scanned anew", "policy/notices/scan.md": words})
    publish(repo, "2026-12-01 09:00")
    return repo.path


@pytest.fixture
def forger(honest: Path, tmp_path: Path) -> Forger:
    """A forger with a copy of it, and the files beside each entry."""
    shutil.copytree(honest, tmp_path / "repo")
    forger = Forger(tmp_path / "repo")
    for one in forger.entries:
        for named in one.content.get("attachments", {}).values():
            data = forger.git.run("cat-file", "blob", named["blob"])
            one.more[f"files/{named['sha256']}"] = data
    return forger


def rules(path: Path) -> set[str]:
    """Return the rules that verification finds broken."""
    git = Git(path)
    report = verify(GitStore(git, strict=False), read_history(git), now=NOW)
    return {problem.rule for problem in report.problems}


def test_an_honest_register_holds(honest: Path) -> None:
    """For the publisher's own verifier and for the one that somebody else wrote."""
    assert rules(honest) == set()
    events = [entry.headline for entry in GitStore(Git(honest)).read().entries]
    assert events[2:] == ["announce privacy v2, effective 2027-01-07", "amend privacy v2"]
    assert independent(honest) == []


def independent(path: Path) -> list[str]:
    """Return what the independent verifier finds."""
    return check(str(path)).found


def test_the_bytes_come_back_from_the_register_alone(honest: Path, tmp_path: Path) -> None:
    """A clone of the branch has every attachment, whatever became of the main branch."""
    git(tmp_path, "clone", "-q", "--bare", "--single-branch", "--branch", "publications", str(honest),
        str(tmp_path / "branch.git"))  # fmt: skip
    branch = Git(tmp_path / "branch.git")
    for data in (b"10 EUR", b"99 EUR", b"99 EUR, scanned anew"):
        digest = hashlib.sha256(data).hexdigest()
        commits = branch.lines("rev-list", "publications")
        held = [branch.try_run("cat-file", "blob", f"{one}:files/{digest}").out for one in commits]
        assert data in held


def _bytes(one: Any, data: bytes) -> None:
    [name] = one.more
    del one.more[name]
    one.more[f"files/{hashlib.sha256(data).hexdigest()}"] = data


def other_bytes_beside_the_entry(f: Forger) -> None:
    """The file is another one under the digest that the entry names."""
    [name] = f.entries[2].more
    f.entries[2].more[name] = b"12 EUR"


def no_file_beside_the_entry(f: Forger) -> None:
    """The tree is gone."""
    f.entries[2].more.clear()


def one_file_more(f: Forger) -> None:
    """A file that the entry does not name."""
    f.entries[2].more["files/" + "0" * 64] = b"more"


def a_name_that_is_no_digest(f: Forger) -> None:
    """A file under its own name."""
    [data] = f.entries[2].more.values()
    f.entries[2].more.clear()
    f.entries[2].more["files/annex.pdf"] = data


def other_bytes_with_their_digest(f: Forger) -> None:
    """Entry and file agree, and git has something else in the commit."""
    data = b"12 EUR"
    _bytes(f.entries[2], data)
    blob = f.git.made("hash-object", "-w", "--stdin", input=data)
    f.entries[2].content["attachments"][ANNEX] = {
        "blob": blob, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(),
    }  # fmt: skip
    f.rehash()


def a_wrong_digest(f: Forger) -> None:
    """The object is the right one, its digest is not."""
    [data] = f.entries[2].more.values()
    f.entries[2].more.clear()
    f.entries[2].more["files/" + "1" * 64] = data
    f.entries[2].content["attachments"][ANNEX]["sha256"] = "1" * 64
    f.rehash()


def a_wrong_size(f: Forger) -> None:
    """The entry says another size."""
    f.entries[2].content["attachments"][ANNEX]["bytes"] = 1
    f.rehash()


def attachments_taken_out(f: Forger) -> None:
    """The entry names no file any more."""
    f.entries[2].more.clear()
    del f.entries[2].content["attachments"]
    f.entries[2].content["v"] = 1
    f.rehash()


def attachments_of_the_old_format(f: Forger) -> None:
    """Format 1 knows none."""
    f.entries[2].content["v"] = 1
    f.rehash()


def attachments_that_are_no_files(f: Forger) -> None:
    """A list in the place of names."""
    f.entries[2].content["attachments"] = ["annex.pdf"]
    f.rehash()


def another_file_before(f: Forger) -> None:
    """The entry says that it follows other bytes than it does."""
    f.entries[2].content["from_attachments"][ANNEX] = "1" * 40
    f.rehash()


def nothing_before(f: Forger) -> None:
    """The entry does not say what it follows."""
    del f.entries[2].content["from_attachments"]
    f.rehash()


def a_change_that_is_called_editorial(f: Forger) -> None:
    """The publisher is said to have found another file harmless."""
    fields = f.entries[3].content
    fields |= {"verdict": "editorial", "proposed": "editorial", "certain": True}
    fields["decided_by"] = "publisher"
    for name in ("reason", "approved_by", "decision_file", "decision_blob"):
        fields.pop(name, None)
    f.rehash()


def a_change_left_out(f: Forger) -> None:
    """The announcement of the new file is missing, and what follows it too."""
    del f.entries[2:]


def an_annex_for_another_policy(f: Forger) -> None:
    """The other policy is said to have the annex."""
    own = f.entries[f.find("adopted", policy="privacy")]
    other = f.entries[f.find("adopted", policy="other")]
    other.content["attachments"], other.content["v"] = own.content["attachments"], 2
    other.more |= own.more
    f.rehash()


FORGERIES: dict[Callable[[Forger], None], str] = {
    other_bytes_beside_the_entry: "B3",
    no_file_beside_the_entry: "B3",
    one_file_more: "B3",
    a_name_that_is_no_digest: "B3",
    other_bytes_with_their_digest: "H2",
    a_wrong_digest: "G3",
    a_wrong_size: "H6",
    attachments_taken_out: "H6",
    attachments_of_the_old_format: "B4",
    attachments_that_are_no_files: "B4",
    another_file_before: "T4",
    nothing_before: "T4",
    a_change_that_is_called_editorial: "T4",
    a_change_left_out: "",
    an_annex_for_another_policy: "H6",
}


@pytest.mark.parametrize(
    ("forge", "rule"), FORGERIES.items(), ids=lambda one: getattr(one, "__name__", None)
)
def test_a_forged_attachment_is_found(
    forger: Forger, forge: Callable[[Forger], None], rule: str
) -> None:
    """Each by the rule that it breaks; a register that was only cut short holds, and plans it again."""
    forge(forger)
    forger.write()
    found = rules(forger.path)
    if not rule:
        assert found == set()
        history = read_history(Git(forger.path))
        register = GitStore(Git(forger.path)).read()
        [draft] = plan(history, register, NOW)
        assert draft.fact.rules == ("attachment-replaced",)
        return
    assert rule in found
    # Whether a change is harmless, and what was to be entered, only the publisher can judge.
    if rule != "H6" and forge is not a_change_that_is_called_editorial:
        assert independent(forger.path)


def test_an_attachment_that_git_lost_is_found(forger: Forger) -> None:
    """The object is not there any more."""
    forger.git.run("repack", "-adq")
    name = forger.entries[2].content["attachments"][ANNEX]["blob"]
    forger.git.run("unpack-objects", "-q", input=_packs(forger.path))
    for pack in (forger.path / ".git/objects/pack").iterdir():
        pack.unlink()
    (forger.path / ".git/objects" / name[:2] / name[2:]).unlink()
    assert "G3" in rules(forger.path)


def _packs(path: Path) -> bytes:
    folder = path / ".git/objects/pack"
    [pack] = folder.glob("*.pack")
    data = pack.read_bytes()
    for one in list(folder.iterdir()):
        one.unlink()
    return data
