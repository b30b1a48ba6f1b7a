"""What docs/register.md says is enough for somebody else's verifier, and says all that is written."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from publisher.git.client import Git
from publisher.register.git_store import GitStore
from publisher.timeline.rules import fold, in_force
from publisher.verify import verify
from tests.histories import Company

from . import independent, test_forged_claims, test_forged_days, test_tampered_branch
from .conftest import NOW
from .forger import Forger
from .test_translations import make

PAGE = Path(__file__).parents[2] / "docs" / "register.md"
EVENTS = {
    "adopted", "announced", "ended", "exception", "amended", "postponed", "withdrawn", "void",
    "translated", "misdated",
}  # fmt: skip


def test_what_an_editor_can_declare_is_never_accused(everything: Company):
    """Exceptions, replacements, reversals, less notice, adoptions by hand and voids hold."""
    report = verify(GitStore(everything.git, strict=False), everything.history(), now=NOW)
    assert [str(one) for one in (*report.problems, *report.notes)] == []
    assert [one["event"] for one in report.exceptions] == [
        "exception", "void", "void", "void", "misdated",
    ]  # fmt: skip


@pytest.mark.parametrize("which", ["honest", "everything"])
def test_another_verifier_agrees(which: str, request: pytest.FixtureRequest):
    """Git, SHA-256 and JSON are enough to find that an honest register holds, and what applied when."""
    given = request.getfixturevalue(which)
    path: Path = given if isinstance(given, Path) else given.path
    done = independent.check(str(path))
    register = GitStore(Git(path)).read()
    assert done.found == []
    assert (len(done.entries), done.head) == (register.size, register.head)
    for policy in {entry.policy for entry in register.standing}:
        theirs = [one for one in done.entries if one["policy"] == policy]
        ours = [entry for entry in register.standing if entry.policy == policy]
        for days in range(-4000, 700, 50):
            at = datetime(2024, 1, 8, 9, tzinfo=UTC) + timedelta(days=days)
            current = in_force(fold(ours, timezone="Europe/Paris"), at)
            found = independent.versions([one for one in theirs if done.counts(one, 10**9)])
            assert independent.in_force(found, at) == (current.number if current else 0)


def test_another_verifier_reads_a_fresh_clone(small: Path, tmp_path: Path):
    """There the register is the remote's branch, and not an empty one."""
    subprocess.run(["git", "clone", "-q", small, tmp_path / "fresh"], check=True)
    done = independent.check(str(tmp_path / "fresh"))
    assert (done.found, done.head) == ([], GitStore(Git(small)).read().head)


@pytest.mark.parametrize(
    ("name", "tamper"),
    [
        (name, kinds[name].tamper)
        for kinds, names in (
            (test_tampered_branch.KINDS, "one_byte_of_an_entry two_entries_swapped one_entry_removed "
             "a_text_exchanged an_entry_in_another_form another_file_beside_an_entry a_merge"),
            (test_forged_claims.KINDS, "a_version_left_out a_text_that_is_not_in_git another_text_before "
             "a_text_in_force_withdrawn"),
            (test_forged_days.KINDS, "a_day_brought_forward another_publication_day"),
        )
        for name in names.split()
    ],
)  # fmt: skip
def test_another_verifier_finds_forgeries(
    copied: Path, name: str, tamper: Callable[[Forger], object]
):
    """What the page says that anybody can find, anybody finds."""
    assert name
    tamper(Forger(copied))
    assert independent.check(str(copied)).found


def test_it_runs_as_a_program_and_needs_nothing_of_the_publisher(small: Path):
    """It is called with a folder, prints the head, and imports the standard library alone."""
    done = subprocess.run(
        [sys.executable, "-I", independent.__file__, small], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert GitStore(Git(small)).read().head in done.stdout
    source = Path(independent.__file__).read_text(encoding="utf-8")
    imported = set(re.findall(r"^(?:import|from) (\w+)", source, re.MULTILINE))
    assert imported <= sys.stdlib_module_names


# -- the page lists what is written --


def table(heading: str) -> dict[str, list[str]]:
    """Return the rows of the table after a sentence: the first cell's name, and the other cells."""
    part = PAGE.read_text(encoding="utf-8").partition(heading)[2]
    lines = part.strip().partition("\n\n")[0].splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]
    return {row[0].strip("`"): row[1:] for row in cells}


COMMON = table("Every entry has these:")
OWN = table("Their own fields:")
COUNT = table("`new_period` has those before `skipped`):")
PERIOD = list(COUNT)[: list(COUNT).index("skipped")]
SEEN = table("The evidence:")


def _due(names: Iterable[str]) -> set[str]:
    """Return the fields of a count in business days that are never left out."""
    return {name for name in names if not COUNT[name][0].startswith("may")}


def written(*paths: Path) -> Iterator[dict[str, Any]]:
    """Yield what the entries of these registers hold."""
    for path in paths:
        for entry in GitStore(Git(path)).read().entries:
            yield json.loads(entry.raw)


@pytest.fixture(scope="module")
def entries(
    honest: Path, everything: Company, tmp_path_factory: pytest.TempPathFactory
) -> list[dict[str, Any]]:
    """Return the entries of these registers, and of one with translations."""
    translations = make(tmp_path_factory.mktemp("translations") / "repo")
    return list(written(honest, everything.path, translations.path))


def test_every_field_that_is_written_is_on_the_page(entries: list[dict[str, Any]]):
    """Each field of each entry stands in the tables, for its event; each event is listed."""
    assert {entry["event"] for entry in entries} == EVENTS == set(table("The events:"))
    for entry in entries:
        assert COMMON.keys() <= entry.keys()
        for name in entry.keys() - COMMON.keys():
            assert entry["event"] in OWN[name][0].split(", "), f"{name} in {entry['event']}"
        for name in ("period", "promised"):
            assert _due(COUNT) <= set(entry.get(name) or COUNT) <= COUNT.keys()
        assert _due(PERIOD) <= set(entry.get("new_period") or PERIOD) <= set(PERIOD)
        assert entry.get("evidence", {}).keys() <= SEEN.keys()


def test_every_field_on_the_page_is_written(entries: list[dict[str, Any]]):
    """No row speaks of a field that the event never has; what may be missing, says so."""
    for name, (events, meaning) in OWN.items():
        if name in ("attachments", "from_attachments"):
            continue  # tests/verify/test_attachments.py has a register with files
        optional = re.search(r"\bmay\b|not in new words|not where", meaning)
        for event in events.split(", "):
            having = [name in entry for entry in entries if entry["event"] == event]
            assert any(having) if optional else all(having), f"{name} in {event}"
    seen = {name for entry in entries for name in entry.get("evidence", {})}
    assert SEEN.keys() - seen == {"directory", "demonstration", "pages", "request_headers"}


def test_the_digest_is_that_of_the_page(small: Path):
    """The bytes of an entry are those that the page tells to make; their SHA-256 is the next one's `prev`."""
    before = "0" * 64
    for entry in GitStore(Git(small)).read().entries:
        raw = json.dumps(json.loads(entry.raw), sort_keys=True, separators=(",", ":")).encode()
        assert json.loads(raw)["prev"] == before
        before = hashlib.sha256(raw).hexdigest()
