"""A verifier by somebody else: written from docs/register.md alone, with git, SHA-256 and JSON.

    python tests/verify/independent.py [REPOSITORY]

Imports nothing of the publisher. Prints what it finds wrong; exit code 1 if it found anything.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Entry = dict[str, Any]
BEGINNINGS = ("adopted", "announced", "ended", "exception")
VERBS = {
    "adopted": "adopt", "announced": "announce", "amended": "amend", "postponed": "postpone",
    "withdrawn": "withdraw", "ended": "end", "exception": "except", "translated": "translate",
}  # fmt: skip


ABOUT = ("void", "misdated")  # events that speak of other entries


class Verifier:
    """Reads one repository. found: what is wrong, each as "rule place: why"."""

    def __init__(self, path: str) -> None:
        self.path, self.found = path, []
        self.entries: list[Entry] = []
        self.head, self.voided = "0" * 64, set()
        self.line = set(self.git("rev-list", "--first-parent", "HEAD").split())
        local = self.git("rev-parse", "-q", "--verify", "refs/heads/publications")
        self.branch = f"refs/{'heads' if local else 'remotes/origin'}/publications"

    def git(self, *args: str) -> str:
        """Return what git prints, empty where it refuses."""
        done = subprocess.run(
            ["git", "-C", self.path, *args], capture_output=True, check=False,
            env={**os.environ, "GIT_NO_REPLACE_OBJECTS": "1"},
        )  # fmt: skip
        return done.stdout.decode("utf-8", "surrogateescape") if done.returncode == 0 else ""

    def blob(self, name: str) -> bytes:
        """Return a file of a commit."""
        return self.git("cat-file", "blob", name).encode("utf-8", "surrogateescape")

    def wrong(self, rule: str, place: object, why: str) -> None:
        """Keep a finding."""
        self.found.append(f"{rule} {place}: {why}")

    # -- step 1: the branch, the bytes, the chain --

    def read(self) -> None:
        """Walk the branch from its first commit."""
        lines = self.git("rev-list", "--reverse", "--topo-order", "--parents", self.branch)
        before = ""
        declared = {e.get("commit") for e in self._bare(lines) if e.get("event") == "void"}
        for commit, *parents in map(str.split, lines.splitlines()):
            if parents != ([before] if before else []):
                self.wrong("B1", commit, "not one line")
            before = commit
            why = self._take(commit)
            if why and commit not in declared:
                self.wrong("B3/B4/R", commit, why)

    def _bare(self, lines: str) -> Iterator[Entry]:
        for line in lines.splitlines():
            try:
                entry = json.loads(self.blob(f"{line.split()[0]}:entry.json"))
            except ValueError:
                continue
            if isinstance(entry, dict):
                yield entry

    def _files(self, commit: str, entry: dict[str, Any], attached: dict[str, Any]) -> str:
        """Say what is wrong with the files of a commit."""
        due = {"entry.json"} | ({"text.html"} if "text_sha256" in entry else set())
        derived = "derived_from" in entry
        due |= {"source.md"} if derived else set()
        due |= {f"files/{one['sha256']}" for one in attached.values()}
        listed = self.git("ls-tree", "-r", commit).splitlines()
        files = dict(reversed(one.split("\t")) for one in listed)
        if set(files) != due or any(not what.startswith("100644 ") for what in files.values()):
            return f"holds {sorted(files)}"
        if derived and files["source.md"].split()[-1] != entry["revision"]:
            return "another source than its revision"
        for one in attached.values():
            if files[f"files/{one['sha256']}"].split()[2] != one["blob"]:
                return "holds another file than it names"
        return ""

    def _take(self, commit: str) -> str:
        """Take a commit as the next entry, or say why it is none."""
        raw = self.blob(f"{commit}:entry.json")
        try:
            entry = json.loads(raw)
            same = json.dumps(entry, sort_keys=True, separators=(",", ":")).encode() == raw
        except ValueError:
            return "no entry"
        if not same or not isinstance(entry, dict):
            return "no entry in the one form"
        attached = entry.get("attachments", {})
        if not isinstance(attached, dict) or entry.get("v") != (
            2 if attached or in_units(entry) else 1
        ):
            return "no entry in the one form"
        if fault := self._files(commit, entry, attached):
            return fault
        keys = {one["key"] for one in self.entries if one["seq"] not in self.voided}
        last = self.entries[-1] if self.entries else None
        if (entry["seq"], entry["prev"]) != (len(self.entries) + 1, self.head):
            return "does not follow the entry before it"
        back = last and entry["at"] < last["at"]
        if entry["event"] == "misdated":
            back = not self._lies_ahead(entry)
        if entry["key"] in keys or back:
            return "a fact twice, or an instant that goes back"
        if fault := self._void(entry):
            return fault
        message = self.git("show", "-s", "--format=%s", commit).strip()
        if message != headline(entry):
            self.wrong("B5", entry["seq"], message)
        self.entries.append({**entry, "in": commit})
        self.head = hashlib.sha256(raw).hexdigest()
        return ""

    def _void(self, entry: dict[str, Any]) -> str:
        """Take in a void, or say what is wrong with it."""
        if entry["event"] == "void" and "entry" in entry:
            named = entry["entry"]
            if not 1 <= named < entry["seq"] or self.entries[named - 1]["event"] in ABOUT:
                return "voids what cannot be voided"
            if entry["policy"] != self.entries[named - 1]["policy"] or named in self.voided:
                return "voids another policy's entry, or one twice"
            if not str(entry.get("reason") or "").strip():
                return "voids without a reason"
            self.voided.add(named)
        return ""

    def _lies_ahead(self, entry: Entry) -> bool:
        """Whether what a `misdated` entry names are the last ones, all later and seen by one clock."""
        first, at = entry.get("entry"), entry["at"]
        if not isinstance(first, int) or not 1 <= first <= len(self.entries):
            return False
        ahead = self.entries[first - 1 :]
        confirmed = any((one.get("evidence") or {}).get("date") for one in ahead)
        before = self.entries[first - 2]["at"] if first > 1 else ""
        reason = str(entry.get("reason") or "").strip()
        return bool(reason) and not confirmed and before <= at < min(one["at"] for one in ahead)

    # -- step 2: against git --

    def check_git(self, entry: Entry) -> None:
        """Texts, commits and notices that an entry names."""
        seq, commit, revision = entry["seq"], entry.get("commit"), entry.get("revision")
        built = entry.get("evidence", {}).get("commit", commit)
        for one in {commit, built} - {None} if entry["event"] not in ABOUT else ():
            if one not in self.line:
                self.wrong("H1", seq, f"{one} is not on the main line")
        if "text_sha256" in entry:
            text = self.blob(f"{entry['in']}:text.html")
            if hashlib.sha256(text).hexdigest() != entry["text_sha256"]:
                self.wrong("G3", seq, "another text")
        if "derived_from" in entry:
            self._check_derived(entry)
        elif entry.get("path") and self._at(commit, entry["path"]) != revision:
            self.wrong("H2", seq, f"{entry['path']} says something else")
        for path, one in entry.get("attachments", {}).items():
            if hashlib.sha256(self.blob(one["blob"])).hexdigest() != one["sha256"]:
                self.wrong("G3", seq, f"another file {path}")
            if self._at(commit, path) != one["blob"]:
                self.wrong("H2", seq, f"{path} is another file in the commit")
        for kind in ("notice", "decision"):
            name = entry.get(f"{kind}_file")
            if name and self._at(built, name) != entry[f"{kind}_blob"]:
                self.wrong("H4", seq, f"{name} is not in {built}")

    def _check_derived(self, entry: Entry) -> None:
        """A text in no commit: the one before it, in which only words of the correction were exchanged."""
        seq, between = entry["seq"], entry["derived_from"]
        if entry["event"] not in ("amended", "translated") or entry["verdict"] != "editorial":
            self.wrong("H2", seq, "only what is editorial may be derived")
        together = [
            one for one in self.entries
            if (one.get("from_revision"), one.get("revision")) == (between["before"], between["after"])
            and "derived_from" not in one and one["at"] == entry["at"]
            and one["version"] > entry["version"] and one["decided_by"] == "publisher"
        ]  # fmt: skip
        if not together:
            self.wrong("T4", seq, "no later version was corrected so")
        names = (between["before"], between["after"], entry["from_revision"], entry["revision"])
        before, after, old, new = (self.blob(name).splitlines() for name in names)
        gone, come = (Counter(words(one)) for one in (lost(before, after), lost(after, before)))
        less, more = (Counter(words(one)) for one in (lost(old, new), lost(new, old)))
        if (more - less) - come or (less - more) - gone or new == old:
            self.wrong("H2", seq, "other words were changed than those of the correction")

    def _at(self, commit: str | None, path: str) -> str:
        return self.git("rev-parse", "--verify", "-q", f"{commit}:{path}").strip()

    # -- steps 3 and 4: what follows from what --

    def check_policy(self, entries: list[Entry]) -> None:
        """One policy's entries in order, each from what readers had been told before."""
        for place, entry in enumerate(entries):
            if entry["seq"] in self.voided or entry["event"] in ABOUT:
                continue
            before = [one for one in entries[:place] if self.counts(one, entry["seq"])]
            used = [one["version"] for one in entries[:place] if "version" in one]
            self._check_step(entry, versions(before), max(used, default=0))

    def counts(self, entry: Entry, seq: int) -> bool:
        """Whether an entry counted just before the one numbered `seq`."""
        voids = {one.get("entry") for one in self.entries[: seq - 1] if one["event"] == "void"}
        return entry["event"] not in ABOUT and entry["seq"] not in voids

    def _check_step(self, entry: Entry, known: dict[int, Entry], highest: int) -> None:
        seq, event, at = entry["seq"], entry["event"], instant(entry["at"])
        current = in_force(known, at)
        waiting = [n for n, v in known.items() if n > current and start(v) > at]
        if event in BEGINNINGS and entry["version"] != highest + 1:
            self.wrong("T1", seq, "versions are numbered on")
        if event == "adopted" and any(v["event"] != "adopted" for v in known.values()):
            self.wrong("T2", seq, "readers had a text already")
        if event in ("announced", "ended", "exception"):
            told = current if event == "exception" else max(waiting, default=current)
            last = known.get(told, {})
            if (entry["follows"], entry["from_revision"]) != (told or None, last.get("revision")):
                self.wrong("T4", seq, "follows something else")
            self._check_files(entry, last)
        if event in ("announced", "ended"):
            self._check_days(entry, [start(known[n]) for n in waiting])
        if "verdict" in entry:
            due = "editorial" if event in ("amended", "translated") else "material"
            if entry["verdict"] != due:
                self.wrong("T4", seq, f"{event} and {entry['verdict']}")
            if entry["decided_by"] == "publisher" and entry["verdict"] != entry["proposed"]:
                self.wrong("T4", seq, "nobody decided it")
        if event in ("postponed", "withdrawn") and entry["version"] not in waiting:
            self.wrong("T6", seq, "not pending")
        elif event == "amended" and entry["version"] not in (current, *waiting):
            self.wrong("T1", seq, "neither in force nor pending")
        if event == "postponed" and not entry["before"] < entry["effective"]:
            self.wrong("T6", seq, "a day only moves later")

    def _check_files(self, entry: Entry, last: Entry) -> None:
        files = {path: one["blob"] for path, one in last.get("attachments", {}).items()}
        if files and entry.get("from_attachments") != files:
            self.wrong("T4", entry["seq"], "follows other files")

    def _check_days(self, entry: Entry, floors: list[datetime]) -> None:
        seq, period = entry["seq"], entry["period"]
        day, earliest = date.fromisoformat(entry["day"]), date.fromisoformat(entry["earliest"])
        if instant(entry["at"]).astimezone(ZoneInfo(period["timezone"])).date() != day:
            self.wrong("T9", seq, "not the day of its instant")
        closed = {one["date"] for one in period["skipped"]}
        between = [day + timedelta(n) for n in range(1, (earliest - day).days)]
        if "unit" in period:
            if earliest < day or units(period["unit"], day, len(between)) < period["amount"]:
                self.wrong("T3", seq, f"fewer {period['unit']} of notice")
            if entry["effective"] < entry["earliest"] or any(start(entry) < one for one in floors):
                self.wrong("T3/T5", seq, "too early")
            return
        left = [one for one in between if one.isoformat() not in closed]
        if len(left) < period["days"] - (period["counting"] == "workday"):
            self.wrong("T3", seq, f"only {len(left)} days of notice")
        if period["calendar"][:2] in ("FR", "DE", "US", "JP") and any(
            one.weekday() > 4 for one in left
        ):
            self.wrong("T3", seq, "a weekend counts")
        if entry["effective"] < entry["earliest"] or any(start(entry) < one for one in floors):
            self.wrong("T3/T5", seq, "too early")


def in_units(entry: Entry) -> bool:
    """Whether a period is in another unit than business days."""
    return any("unit" in entry.get(name, {}) for name in ("period", "promised", "new_period"))


def units(unit: str, day: date, full_days: int) -> int:
    """How many whole units of notice so many full days after a day are."""
    if unit == "months":
        number = 0
        while True:
            month = day.month + number  # of the next one, from 0
            year, month = day.year + month // 12, month % 12 + 1
            last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(1)).day
            if date(year, month, min(day.day, last)) > day + timedelta(full_days):
                return number
            number += 1
    return {"days": full_days, "weeks": full_days // 7, "none": 0}[unit]


def lost(lines: list[bytes], others: list[bytes]) -> list[bytes]:
    """The lines of one text that are not in the other."""
    return list((Counter(lines) - Counter(others)).elements())


def words(lines: list[bytes]) -> list[str]:
    """Their words and signs."""
    return re.findall(r"\w+|[^\w\s]", b"\n".join(lines).decode("utf-8"))


def headline(entry: Entry) -> str:
    """The entry in words."""
    if entry["event"] == "misdated":
        return f"misdated from entry {entry['entry']}"
    if entry["event"] == "void":
        named = f"entry {entry['entry']}" if "entry" in entry else f"commit {entry['commit'][:12]}"
        return f"void {named}"
    words = f"{VERBS[entry['event']]} {entry['policy']}"
    words += f" v{entry['version']}" if isinstance(entry.get("version"), int) else ""
    words += f" into {entry['language']}" if entry["event"] == "translated" else ""
    day = str(entry.get("effective", ""))
    return words + (f", effective {day}" if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else "")


def instant(text: str) -> datetime:
    """Read `at`."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def start(version: Entry) -> datetime:
    """The first instant of a version."""
    zone = ZoneInfo((version.get("period") or version)["timezone"])
    first = datetime.combine(date.fromisoformat(version["effective"]), time(), zone)
    at = instant(version["at"])
    at_once = version["event"] == "exception" or version.get("period", {}).get("unit") == "none"
    return max(first, at) if at_once else first


def versions(entries: list[Entry]) -> dict[int, Entry]:
    """What the entries of a policy make, by number."""
    made: dict[int, Entry] = {}
    for entry in entries:
        number = entry["version"]
        if entry["event"] in BEGINNINGS:
            made[number] = dict(entry)
        elif entry["event"] == "withdrawn":
            made.pop(number, None)
        elif entry["event"] == "amended" and number in made:
            made[number] |= {"revision": entry.get("revision", made[number].get("revision"))}
            if "path" in entry:
                made[number]["attachments"] = entry.get("attachments", {})
        elif entry["event"] == "translated":
            continue  # what the version says in another language moves nothing
        elif number in made and entry["effective"] > made[number]["effective"]:
            made[number] |= {"effective": entry["effective"]}
    return made


def in_force(made: dict[int, Entry], at: datetime) -> int:
    """The number of the version in force, 0 for none."""
    return max((number for number, one in made.items() if start(one) <= at), default=0)


def check(path: str) -> Verifier:
    """Verify a repository from its files alone."""
    verifier = Verifier(path)
    verifier.read()
    for entry in verifier.entries:
        if entry["seq"] not in verifier.voided:
            verifier.check_git(entry)
    for policy in {entry["policy"] for entry in verifier.entries}:
        verifier.check_policy([one for one in verifier.entries if one["policy"] == policy])
    return verifier


if __name__ == "__main__":
    done = check(sys.argv[1] if len(sys.argv) > 1 else ".")
    print(*done.found, f"{len(done.entries)} entries, head {done.head}", sep="\n")  # noqa: T201 - it is a program
    sys.exit(bool(done.found))
