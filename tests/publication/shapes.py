"""Histories of every shape, made at random in a real repository: what editors and their tools do to git.

Whatever is made is a tree of files, put there through `git fast-import`: side branches merged late or
from the other side, merges that change something themselves, files renamed, swapped and deleted, settings
changed and spoilt, and the branch set back.
"""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable
from pathlib import Path

Files = dict[str, str]

CONFIG = """\
site_name: Example policies
docs_dir: {docs}
plugins:
  - publisher: {{notice_days: {days}, calendar: FR, timezone: Europe/Paris}}
"""
NAMES = ["privacy", "terms", "cookies", "refunds/eu", "privacy.fr", "terms.de", "refunds/eu.fr"]
YEAR = 365 * 86400


class Shapes:
    """A repository that grows at random. tip: the commit that HEAD is at."""

    def __init__(self, path: Path, seed: int) -> None:
        self.path, self._random = path, random.Random(seed)
        path.mkdir(parents=True)
        subprocess.run(["git", "init", "-q", "-b", "main", str(path)], check=True)
        self._files: dict[str, Files] = {}  # of each commit
        self._sides: list[str] = []
        self.tip = ""
        self._put(
            {"mkdocs.yml": CONFIG.format(docs="policy", days=30), "policy/terms.md": self._text()}
        )

    @property
    def size(self) -> int:
        """How many commits there are."""
        return len(self._files)

    def step(self) -> str:
        """Move HEAD by some commits, and say how."""
        how, ways = self._random, [
            self._edits, self._edits, self._edits, self._branches_off, self._branches_off,
            self._merges, self._merges, self._is_merged, self._is_set_back,
        ]  # fmt: skip
        way: Callable[[], None] = how.choice(ways)
        way()
        return way.__name__

    def _edits(self) -> None:
        for _ in range(self._random.randint(1, 4)):
            self._put(self._edited(self._files[self.tip]), self.tip)

    def _branches_off(self) -> None:
        """A branch begins at any old commit, and grows; HEAD stays."""
        main = self.tip
        commit = self._random.choice(list(self._files))
        for _ in range(self._random.randint(1, 3)):
            self._put(self._edited(self._files[commit]), commit)
            commit = self.tip
        self._sides.append(commit)
        self.tip = main
        self._point()

    def _merges(self) -> None:
        """A side branch comes in, with dates from before or after, and perhaps something more."""
        if self._sides:
            side = self._sides.pop(self._random.randrange(len(self._sides)))
            self._put(self._merged(self._files[self.tip], self._files[side]), self.tip, side)

    def _is_merged(self) -> None:
        """The branch itself is merged into a side branch and goes on there: its line is another."""
        if self._sides:
            side = self._sides.pop()
            self._put(self._merged(self._files[side], self._files[self.tip]), side, self.tip)

    def _is_set_back(self) -> None:
        self.tip = self._random.choice(list(self._files))
        self._point()

    def _merged(self, one: Files, other: Files) -> Files:
        both = {path: self._random.choice([one, other]).get(path) for path in one | other}
        found = {path: text for path, text in both.items() if text is not None}
        return self._edited(found) if self._random.random() < 0.3 else found

    def _edited(self, files: Files) -> Files:
        files, rnd = dict(files), self._random
        for _ in range(rnd.choice([0, 1, 1, 1, 2, 3])):
            pages = [path for path in files if path.endswith(".md")]
            docs = rnd.choice(["policy"] * 9 + ["docs"])
            page = f"{docs}/{rnd.choice(NAMES)}.md"
            action = rnd.random()
            if action < 0.55:
                files[page] = self._text()
            elif action < 0.65 and pages:
                del files[rnd.choice(pages)]
            elif action < 0.78 and pages:
                files[page] = files.pop(rnd.choice(pages))
            elif action < 0.82 and len(pages) > 1:
                one, other = rnd.sample(pages, 2)
                files[one], files[other] = files[other], files[one]
            elif action < 0.9:
                files[f"policy/notices/{rnd.randint(1, 3)}.md"] = self._notice()
            elif action < 0.94:
                number = rnd.random()
                files["other.txt"] = str(number)
                # One of the files that texts link to, with one of a few contents.
                files[f"policy/file-{int(number * 5) + 1}.pdf"] = str(int(number * 500) % 3)
            else:
                files["mkdocs.yml"] = self._config()
        return files

    def _text(self) -> str:
        rnd = self._random
        fields = [f"title: Title {rnd.randint(1, 3)}"]
        if rnd.random() < 0.92:
            fields.append(f"effective: 2020-0{rnd.randint(1, 9)}-01")
        if rnd.random() < 0.25:
            fields.append(f"id: {rnd.choice(['privacy', 'terms', 'other'])}")
        if rnd.random() < 0.06:
            fields.append(f"translation-of: {rnd.choice(['privacy', 'terms'])}")
        if rnd.random() < 0.05:
            fields.append(
                rnd.choice(["effective: never", "translation-of:", "'effective': 2020-01-01"])
            )
        front = "---\n" + "\n".join(fields) + "\n---\n"
        if rnd.random() < 0.04:
            front += rnd.choice(["---\nid: second\n---\n", "---\nnever ends\n", "---\n\na rule\n"])
        number = rnd.randint(1, 5)
        return f"{front}\nText {number}, with [a file](file-{number}.pdf).\n"

    def _notice(self) -> str:
        return f"---\npolicy: {self._random.choice(['privacy', 'terms'])}\n---\n\nWe changed it.\n"

    def _config(self) -> str:
        rnd = self._random
        valid = CONFIG.format(
            docs=rnd.choice(["policy", "policy", "docs"]), days=rnd.randint(20, 40)
        )
        return rnd.choice(
            [valid, valid, valid, "site_name: Other\n", valid + "  - publisher: {days: x}\n"]
        )

    def _put(self, files: Files, *parents: str) -> None:
        """Make a commit of these files, with any date, and let HEAD be it."""
        stamp = self._random.randint(0, 50 * YEAR)
        lines = [
            "commit refs/heads/main",
            f"committer Editor <e@x.org> {stamp} +0000",
            "data 4",
            "Edit",
        ]
        lines += [f"{'merge' if order else 'from'} {one}" for order, one in enumerate(parents)]
        lines.append("deleteall")
        for path, text in files.items():
            lines += [f"M 100644 inline {path}", f"data {len(text.encode())}", text]
        if not parents:
            lines.insert(0, "reset refs/heads/main")
        self._import("\n".join(lines) + "\n")
        head = subprocess.run(
            ["git", "-C", str(self.path), "rev-parse", "main"],
            check=True,
            capture_output=True,
            text=True,
        )
        self.tip = head.stdout.strip()
        self._files[self.tip] = files

    def _point(self) -> None:
        self._import(f"reset refs/heads/main\nfrom {self.tip}\n")

    def _import(self, said: str) -> None:
        subprocess.run(
            ["git", "-C", str(self.path), "fast-import", "--quiet", "--force"],
            input=said.encode(), check=True,
        )  # fmt: skip
