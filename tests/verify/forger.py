"""A forger with the repository in hand: rewrites the register as it pleases."""

from __future__ import annotations

import hashlib
import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from publisher.git.client import Git
from publisher.git.objects import GitBlobs
from publisher.register.entry import canonical, parse
from publisher.register.git_store import GitStore

REF = "refs/heads/publications"


@dataclass
class Forged:
    """One commit as the forger wants it. content: the entry; raw: bytes in its place."""

    content: dict[str, Any]
    text: bytes | None = None
    raw: bytes | None = None
    message: str | None = None
    more: dict[str, bytes] = field(default_factory=dict)
    mode: str = "100644"
    merge: str | None = None

    def bytes(self) -> bytes:
        """Return what the commit holds as its entry."""
        return canonical(self.content) if self.raw is None else self.raw


class Forger:
    """Reads the register, lets it be changed, and writes it back over the branch."""

    def __init__(self, path: Path) -> None:
        self.path, self.git = path, Git(path)
        self.store = GitStore(self.git)
        register = self.store.read()
        blobs = GitBlobs(self.git)
        self.entries = [
            Forged(
                json.loads(entry.raw),
                self.store.text(entry),
                more={"source.md": blobs.data(str(entry.stored["revision"]))}
                if entry.fact.derived_from
                else {},
            )
            for entry in register.entries
        ]

    def find(self, event: str, number: int = 0, **fields: object) -> int:
        """Return the place (from 0) of the n-th entry of that event with these fields."""
        found = [
            place
            for place, one in enumerate(self.entries)
            if one.content["event"] == event
            and all(one.content.get(name) == value for name, value in fields.items())
        ]
        return found[number]

    def rehash(self, *, renumber: bool = True) -> None:
        """Make the chain hold again: numbers, links and digests of texts."""
        prev = "0" * 64
        for seq, one in enumerate(self.entries, start=1):
            if renumber:
                one.content["seq"] = seq
            one.content["prev"] = prev
            if one.text is not None:
                one.content["text_sha256"] = hashlib.sha256(one.text).hexdigest()
            else:
                one.content.pop("text_sha256", None)
            prev = hashlib.sha256(one.bytes()).hexdigest()

    def write(self) -> None:
        """Put the register as it is now in the branch's place."""
        lines: list[bytes] = []
        for number, one in enumerate(self.entries, start=1):
            message = (one.message or self._headline(one)).encode() + b"\n"
            lines += [f"commit {REF}.new".encode(), f"mark :{number}".encode()]
            lines += [b"committer Forger <f@x.org> 0 +0000", b"data %d" % len(message), message]
            if number > 1:
                lines.append(f"from :{number - 1}".encode())
            if one.merge:
                lines.append(f"merge {one.merge}".encode())
            lines.append(b"deleteall")
            files = {"entry.json": one.bytes(), **one.more}
            if one.text is not None:
                files["text.html"] = one.text
            for name, data in files.items():
                mode = one.mode if name == "entry.json" else "100644"
                lines += [f"M {mode} inline {name}".encode(), b"data %d" % len(data), data]
        subprocess.run(
            ["git", "-C", str(self.path), "fast-import", "--quiet", "--force"],
            input=b"\n".join(lines) + b"\n", check=True,
        )  # fmt: skip
        self.git.run("update-ref", REF, f"{REF}.new")
        self.git.run("update-ref", "-d", f"{REF}.new")

    def _headline(self, one: Forged) -> str:
        try:
            return parse(one.bytes()).headline
        except Exception:
            return "announce something"
