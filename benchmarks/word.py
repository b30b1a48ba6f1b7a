"""Asks LibreOffice whether a Word redline, accepted, is the new text, and rejected, the old one.

    .venv/bin/python benchmarks/word.py FOLDER... [--limit N]

FOLDER holds folders with old.md and new.md. Needs Debian's libreoffice-writer-nogui and python3-uno.
Each redline is accepted and rejected by LibreOffice and compared with a Word file of one text alone:
words, styles, list labels and levels, cells, links and footnotes. Empty paragraphs are left aside.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from publisher.text.document.document import parse
from publisher.text.redline import redline
from publisher.word.writer import plain, tracked

READER = Path(__file__).with_name("libreoffice.py")


class Office:
    """A LibreOffice without windows, on a port of this machine, for as long as the block runs."""

    def __enter__(self) -> Office:
        self.home = tempfile.mkdtemp(prefix="word-benchmark-")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        accept = f"--accept=socket,host=127.0.0.1,port={port};urp;"
        profile = f"-env:UserInstallation=file://{self.home}/profile"
        self.office = subprocess.Popen(
            ["soffice", profile, "--headless", "--norestore", "--nologo", accept],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until = time.monotonic() + 120
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.3)
        self.reader = subprocess.Popen(
            ["/usr/bin/python3", str(READER), str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self.reader.stdin
        self.reader.stdin.close()
        self.reader.wait(timeout=30)
        os.killpg(self.office.pid, signal.SIGTERM)  # a script, and the program that it started
        self.office.wait(timeout=30)
        shutil.rmtree(self.home, ignore_errors=True)

    def read(self, data: bytes, how: str = "") -> list[Any]:
        """Return the paragraphs of a Word file. how: "accept", "reject" or "" for as it is."""
        assert self.reader.stdin
        assert self.reader.stdout
        path = Path(self.home) / "file.docx"
        path.write_bytes(data)
        self.reader.stdin.write(json.dumps([str(path), how]) + "\n")
        self.reader.stdin.flush()
        answer = json.loads(self.reader.stdout.readline())
        return [*answer]


def main() -> None:
    """Compare all pairs and say how many are right."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folders", nargs="+", type=Path)
    options.add_argument("--limit", type=int, default=None)
    chosen = options.parse_args()
    if not shutil.which("soffice"):
        sys.exit("benchmarks/word.py: LibreOffice is not installed")
    pairs = sorted(each.parent for folder in chosen.folders for each in folder.glob("*/old.md"))
    right: Counter[str] = Counter()
    with Office() as office:
        for pair in pairs[: chosen.limit]:
            old, new = (
                parse((pair / f"{name}.md").read_text(encoding="utf-8")) for name in ("old", "new")
            )
            data = tracked(redline(old, new), author="Benchmark")
            for how, document in (("accept", new), ("reject", old)):
                answer, wanted = office.read(data, how), office.read(plain(document))
                right[f"{how}, pairs"] += 1
                right[f"{how}, words"] += words(answer) == words(wanted)
                right[f"{how}, all"] += answer == wanted
                if answer != wanted:
                    different = [(a, b) for a, b in zip(answer, wanted, strict=False) if a != b]
                    print(pair.name, how, len(answer), len(wanted), *different[:1])
    print(json.dumps(right, indent=2))


def words(paragraphs: list[Any]) -> list[str]:
    """Return the words of each paragraph."""
    return ["".join(piece[0] for piece in paragraph[3]) for paragraph in paragraphs]


if __name__ == "__main__":
    main()
