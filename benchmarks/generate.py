"""Made-up repositories of any size, with their registers: what the benchmarks build and read.

Everything is written through `git fast-import`, so that forty thousand commits take seconds. The
register is made of real entries, which `publisher verify` accepts.
"""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from msgspec import structs

import publisher
from publisher.calendar import NoticePeriod, Schedule
from publisher.model.entries import Adopted, Announced, Evidence, Published
from publisher.model.verdict import Verdict
from publisher.register.branch_reader import ENTRY_FILE, TEXT_FILE, object_id
from publisher.register.entry import START, Draft, Entry, make_entry
from publisher.text.comparison import compare
from publisher.text.document.render import render

CONFIG = b"""\
site_name: Benchmark
site_url: https://policies.example/
docs_dir: policy
theme: {name: material, font: false}
extra: {generator: false, scope: /}
plugins:
  - search
  - publisher
"""
_START = datetime(1990, 1, 1, 9, tzinfo=UTC)
_WORDS = [
    "information",
    "service",
    "customer",
    "account",
    "request",
    "data",
    "provider",
    "contract",
    "use",
    "share",
    "keep",
    "protect",
    "address",
    "message",
    "purpose",
    "consent",
    "period",
    "day",
    "month",
    "security",
    "access",
    "copy",
    "delete",
    "answer",
    "right",
    "company",
    "site",
    "visit",
    "form",
    "page",
    "order",
    "payment",
    "invoice",
    "law",
    "court",
    "authority",
    "notice",
    "change",
]


@dataclass
class Policy:
    """A made-up policy whose text changes by one sentence a version."""

    name: str
    words: int
    seed: int
    sections: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        chance = random.Random(self.seed)
        for number in range(1, max(2, self.words // 230) + 1):
            paragraphs = "\n\n".join(
                " ".join(
                    " ".join(chance.choices(_WORDS, k=12)).capitalize() + "." for _ in range(6)
                )
                for _ in range(3)
            )
            self.sections.append(
                f"## {number}. {chance.choice(_WORDS).capitalize()}\n\n{paragraphs}\n"
            )

    def text(self, version: int) -> bytes:
        """Return the source of a version, from 1; each changes one number in one section."""
        title = self.name.replace("-", " ").capitalize()
        head = f"---\ntitle: {title}\neffective: 1990-01-01\n---\n\n# {title}\n\n"
        kept = f"We keep your data for {version} months.\n\n"
        place = version % len(self.sections)
        body = "\n".join([*self.sections[:place], kept, *self.sections[place:]])
        return (head + body).encode()


class RealPolicy:
    """A policy with the texts of a file's history in git, oldest first."""

    def __init__(self, name: str, texts: list[bytes]) -> None:
        self.name, self._texts = name, texts

    def __len__(self) -> int:
        return len(self._texts)

    def text(self, version: int) -> bytes:
        """Return the source of a version, from 1."""
        return self._texts[version - 1]


def real_policies(repository: Path) -> list[RealPolicy]:
    """Return the policies of a repository of real texts: each file of policy/ with its revisions.

    A revision that is no material change would be announced by nobody, so it is left out.
    """
    run = partial(subprocess.run, check=True, capture_output=True, cwd=repository)
    made = []
    for path in sorted((repository / "policy").glob("*.md")):
        name = f"policy/{path.name}"
        line = run(["git", "rev-list", "--reverse", "HEAD", "--", name]).stdout.decode().split()
        texts: list[bytes] = []
        for commit in line:
            text = run(["git", "show", f"{commit}:{name}"]).stdout
            if not texts or compare(texts[-1].decode(), text.decode()).verdict is Verdict.MATERIAL:
                texts.append(text)
        made.append(RealPolicy(path.stem, texts))
    return made


class _Import:
    """Writes a stream for `git fast-import`."""

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True)
        subprocess.run(["git", "init", "-q", "-b", "main", str(path)], check=True)
        self._process = subprocess.Popen(
            ["git", "-C", str(path), "fast-import", "--quiet", "--force"], stdin=subprocess.PIPE
        )
        assert self._process.stdin is not None
        self.out = self._process.stdin
        self._mark = 0

    def commit(
        self, branch: str, files: dict[str, bytes], message: str, *, fresh: bool = False
    ) -> int:
        """Add a commit and return its mark; fresh: its tree holds these files only."""
        self._mark += 1
        who = f"Benchmark <benchmark@example.org> {int(_START.timestamp()) + self._mark} +0000\n"
        self.out.write(f"commit refs/heads/{branch}\nmark :{self._mark}\ncommitter {who}".encode())
        self._data(message.encode())
        if fresh:
            self.out.write(b"deleteall\n")
        for name, content in files.items():
            self.out.write(f"M 100644 inline {name}\n".encode())
            self._data(content)
        return self._mark

    def _data(self, content: bytes) -> None:
        self.out.write(f"data {len(content)}\n".encode() + content + b"\n")

    def close(self) -> None:
        """Finish the import."""
        self.out.close()
        if self._process.wait():
            raise RuntimeError("git fast-import failed")


def history(path: Path, *, commits: int, documents: int, words: int = 300) -> None:
    """Make a repository with so many commits, each of which changes one of so many policies."""
    chance = random.Random(1)
    policies = [Policy(f"policy-{number}", words, number) for number in range(documents)]
    versions = [0] * documents
    stream = _Import(path)
    stream.commit("main", {"mkdocs.yml": CONFIG}, "Configure")
    for number in range(commits - 1):
        place = number if number < documents else int(chance.paretovariate(0.6)) % documents
        # One change in five goes back to an earlier text, as real archives do: blobs repeat.
        versions[place] = max(1, versions[place] - 1) if number % 5 == 4 else versions[place] + 1
        content = policies[place].text(versions[place])
        stream.commit("main", {f"policy/policy-{place}.md": content}, "Change")
    stream.close()
    subprocess.run(["git", "-C", str(path), "checkout", "-q", "-f", "main"], check=True)


def published(
    path: Path, *, policies: int, versions: int, words: int = 2500, one_at_a_time: bool = False
) -> None:
    """Make a repository whose policies have been published again and again, all but the last archived.

    versions: of each policy; one_at_a_time: of the whole site, and each changes another policy.
    """
    made = [Policy(f"policy-{number}", words, number) for number in range(policies)]
    _write(path, made, list(_steps(policies, versions, one_at_a_time=one_at_a_time)))


def _write(
    path: Path, made: Sequence[Policy | RealPolicy], steps: list[tuple[int, int, int]]
) -> None:
    stream = _Import(path)
    home = {"mkdocs.yml": CONFIG, "policy/index.md": b"# Home\n\n<!-- policies -->\n"}
    stream.commit("main", home, "Begin")
    for _, place, version in steps:
        policy = made[place]
        stream.commit("main", {f"policy/{policy.name}.md": policy.text(version)}, "Change")
    stream.close()
    asked = ["git", "-C", str(path), "rev-list", "--reverse", "main"]
    line = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.split()
    _append(path, list(_drafts(made, steps, line[1:])))
    subprocess.run(["git", "-C", str(path), "checkout", "-q", "-f", "main"], check=True)


def published_texts(path: Path, made: list[RealPolicy]) -> None:
    """Make a repository whose policies were published with each of their texts, one change at a time."""
    most = max(map(len, made))
    steps = [
        (number, place, version)
        for version in range(1, most + 1)
        for place, policy in enumerate(made)
        if version <= len(policy)
        for number in [(version - 1) * len(made) + place + 1]
    ]
    _write(path, made, steps)


def _steps(policies: int, versions: int, *, one_at_a_time: bool) -> Iterator[tuple[int, int, int]]:
    """Yield (number of the publication, policy, its version) in the order of the commits."""
    for number in range(1, versions + 1):
        if number == 1 or not one_at_a_time:
            yield from ((number, place, number) for place in range(policies))
        else:
            yield number, (number - 2) % policies, (number - 2) // policies + 2


def _drafts(
    made: Sequence[Policy | RealPolicy], steps: list[tuple[int, int, int]], commits: list[str]
) -> Iterator[tuple[Draft, datetime]]:
    """Yield what the register would hold had each version been published as soon as it could."""
    period = NoticePeriod()
    built = {number: commit for (number, _, _), commit in zip(steps, commits, strict=True)}
    span = min(timedelta(days=60), timedelta(days=365 * 36) / steps[-1][0])
    previous: dict[str, tuple[str, bytes]] = {}
    for (number, place, version), commit in zip(steps, commits, strict=True):
        at = _START + (number - 1) * span
        policy = made[place]
        source = policy.text(version)
        blob = object_id("blob", source)
        published: Published = Adopted(
            version=1, effective=date(1990, 1, 1), timezone=period.timezone
        )
        if version > 1:
            schedule = period.schedule(at)
            published = _announced(policy, version, previous[policy.name], schedule)
        published = structs.replace(
            published, revision=blob, commit=commit, path=f"policy/{policy.name}.md"
        )
        previous[policy.name] = blob, source
        key = f"{published.event.value}:{policy.name}:{version}"
        draft = Draft(key, policy.name, published, render(source.decode()).encode())
        yield draft.seen(_seen(policy.name, version, built[number])), at


def _announced(
    policy: Policy | RealPolicy, version: int, before: tuple[str, bytes], schedule: Schedule
) -> Announced:
    """Return what an announcement says; before: the revision that it follows, and its text."""
    rules, certain = _judged(before[1], policy.text(version), made_up=isinstance(policy, Policy))
    return Announced(
        version=version,
        notice=f"{policy.name}-{version}",
        follows=version - 1,
        from_revision=before[0],
        day=schedule.published_on,
        earliest=schedule.effective,
        effective=schedule.effective,
        requested=None,
        period=schedule.record(),
        verdict=Verdict.MATERIAL,
        proposed=Verdict.MATERIAL,
        certain=certain,
        decided_by="publisher",
        rules=rules,
    )


def _judged(old: bytes, new: bytes, *, made_up: bool) -> tuple[tuple[str, ...], bool]:
    """Return the rules that speak and whether they are sure, as a build finds them."""
    if made_up:  # one number, in every version: judging ten thousand would take minutes
        return (), True
    comparison = compare(old.decode(), new.decode())
    return tuple(sorted({one.rule for one in comparison.findings})), comparison.certain


def _seen(name: str, version: int, commit: str) -> Evidence:
    """Return the evidence of an entry. commit: what the site was built from."""
    return Evidence(
        build=commit[:32],
        commit=commit,
        generator=f"policy-publisher {publisher.version()}",
        directory="site",
        page=f"notices/{name}-{version}/" if version > 1 else f"{name}/",
        sha256="0" * 64,
        date=None,
    )


def _append(path: Path, drafts: list[tuple[Draft, datetime]]) -> None:
    """Write the register's branch in one go."""
    process = subprocess.Popen(
        ["git", "-C", str(path), "fast-import", "--quiet", "--force"], stdin=subprocess.PIPE
    )
    assert process.stdin is not None
    out = process.stdin
    last: Entry | None = None
    for draft, at in drafts:
        entry = make_entry(
            draft, seq=last.seq + 1 if last else 1, prev=last.digest if last else START, at=at
        )
        who = f"Benchmark <benchmark@example.org> {int(at.timestamp())} +0000\n"
        message = (entry.headline + "\n").encode()
        out.write(
            f"commit refs/heads/publications\ncommitter {who}data {len(message)}\n".encode()
            + message
        )
        out.write(b"deleteall\n")
        for name, content in ((ENTRY_FILE, entry.raw), (TEXT_FILE, draft.text or b"")):
            out.write(f"M 100644 inline {name}\ndata {len(content)}\n".encode() + content + b"\n")
        last = entry
    out.close()
    if process.wait():
        raise RuntimeError("git fast-import failed")
