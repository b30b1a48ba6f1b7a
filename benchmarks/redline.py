"""Redlines beside those of public tools: time, memory, exactness, minimality and islands, in one run.

    .venv/bin/pip install --group bench        # the peers; `make` does not install them
    .venv/bin/python benchmarks/redline.py [--corpus FOLDER] [--bundle FILE] [--generated N] [--limit N]

FOLDER holds <id>/old.md and <id>/new.md; FILE is a git bundle whose Markdown history is taken.
Without either, generated texts alone are measured. A peer that is not installed is left out, and said
to be. Each pair is rendered once; tools for HTML get the HTML, tools for text its visible text.
Times are CPU seconds of this process (git: of its children); memory is the growth of the peak.

islands: runs of change that begin one or two equal words after the last. words: marked words by the
fewest possible. Both are counted on pairs where the fewest possible are 5 to 400.
"""

from __future__ import annotations

import argparse
import difflib
import random
import re
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import lxml.html
from rapidfuzz.distance import LCSseq

from publisher.errors import UsageError
from publisher.text.document import parse_html
from publisher.text.redline import redline
from publisher.text.render import render

_WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]")
_TOKENS = re.compile(r"\s+|[^\W_]+(?:['’][^\W_]+)*|[^\w\s]|_")

Marked = list[tuple[str, str]]  # ("=", "-" or "+", text)


@dataclass(frozen=True)
class Pair:
    """Two revisions: HTML, and the visible text."""

    name: str
    old_html: str
    new_html: str
    old: str
    new: str


def visible(html: str) -> str:
    """Return the text of HTML, white space folded."""
    if not html.strip():
        return ""
    return " ".join(lxml.html.fragment_fromstring(html, create_parent="div").text_content().split())


def marked(html: str) -> Marked:
    """Return the marked text of HTML with <ins> and <del>."""
    out: Marked = []

    def walk(element: lxml.html.HtmlElement, mark: str) -> None:
        here = {"ins": "+", "del": "-"}.get(element.tag, mark)
        out.append((here, element.text or ""))
        for child in element:
            walk(child, here)
            out.append((here, child.tail or ""))

    if html.strip():
        walk(lxml.html.fragment_fromstring(html, create_parent="div"), "=")
    return out


def ours(pair: Pair) -> Marked:
    """Compare as this project does."""
    return marked(redline(parse_html(pair.old_html), parse_html(pair.new_html)).html())


def lxml_htmldiff(pair: Pair) -> Marked:
    """Compare with lxml.html.diff."""
    from lxml.html.diff import htmldiff

    return marked(htmldiff(pair.old_html, pair.new_html))


def standard_difflib(pair: Pair) -> Marked:
    """Compare words with the standard library."""
    old, new = _TOKENS.findall(pair.old), _TOKENS.findall(pair.new)
    out: Marked = []
    for tag, i0, i1, j0, j1 in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            out.append(("=", "".join(old[i0:i1])))
        else:
            out += [("-", "".join(old[i0:i1])), ("+", "".join(new[j0:j1]))]
    return out


def redlines_package(pair: Pair) -> Marked:
    """Compare with the package redlines."""
    from redlines import Redlines

    return marked(Redlines(pair.old, pair.new, markdown_style="none").output_markdown)


def _dmp(module: str) -> Callable[[Pair], Marked]:
    signs = {0: "=", -1: "-", 1: "+", "=": "=", "-": "-", "+": "+"}

    def run(pair: Pair) -> Marked:
        if module == "fast_diff_match_patch":
            from fast_diff_match_patch import diff

            found = diff(pair.old, pair.new, cleanup="Semantic", counts_only=False)
        else:
            from diff_match_patch import diff_match_patch

            tool = diff_match_patch()
            found = tool.diff_main(pair.old, pair.new)
            tool.diff_cleanupSemantic(found)
        return [(signs[sign], text) for sign, text in found]

    return run


def git_word_diff(pair: Pair) -> Marked:
    """Compare with git's word diff."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("old", pair.old), ("new", pair.new)):
            (Path(folder) / name).write_text(text + "\n", encoding="utf-8")
        said = subprocess.run(
            ["git", "diff", "--no-index", "--word-diff=porcelain", "-U1000000", "old", "new"],
            cwd=folder, capture_output=True, check=False, timeout=60,
        ).stdout.decode()  # fmt: skip
    signs = {" ": "=", "-": "-", "+": "+"}
    body = said.split("@@\n", 1)[-1] if "@@" in said else f" {pair.old}"
    return [(signs[line[0]], line[1:]) for line in body.splitlines() if line[:1] in signs]


TOOLS: list[tuple[str, str | None, Callable[[Pair], Marked]]] = [
    ("this project", None, ours),
    ("lxml htmldiff", None, lxml_htmldiff),
    ("difflib, words", None, standard_difflib),
    ("redlines", "redlines", redlines_package),
    ("diff-match-patch", "diff_match_patch", _dmp("diff_match_patch")),
    ("fast-diff-match-patch", "fast_diff_match_patch", _dmp("fast_diff_match_patch")),
    ("git word diff", None, git_word_diff),
]


@dataclass
class Score:
    """What one tool did on all pairs."""

    seconds: float = 0.0
    worst: float = 0.0
    done: int = 0
    exact: int = 0
    marked: list[int] = field(default_factory=lambda: [0, 0, 0])  # words, hunks, islands
    least: int = 0


def hunks(text: Marked) -> tuple[int, int, int]:
    """Return marked words, runs of change, and islands."""
    words = runs = islands = 0
    inside, since = False, 99
    for mark, piece in text:
        for word in _WORDS.findall(piece):
            is_word = word[0].isalnum()
            if mark == "=":
                if is_word:
                    since = 1 if inside else since + 1
                    inside = False
                continue
            words += is_word
            if not inside:
                runs, inside = runs + 1, True
                islands += since <= 2
    return words, runs, islands


def fewest(pair: Pair) -> int:
    """Return how many words must be marked at least."""
    codes: dict[str, str] = {}
    old, new = (_WORDS.findall(text) for text in (pair.old, pair.new))
    coded = [
        "".join(codes.setdefault(w, chr(0x100 + len(codes))) for w in side) for side in (old, new)
    ]
    count = 0
    for tag, i0, i1, j0, j1 in LCSseq.opcodes(*coded):
        if tag != "equal":
            count += sum(word[0].isalnum() for word in (*old[i0:i1], *new[j0:j1]))
    return count


def is_exact(pair: Pair, text: Marked) -> bool:
    """Whether both texts can be read back; white space aside."""
    new = "".join("".join(t.split()) for mark, t in text if mark != "-")
    old = "".join("".join(t.split()) for mark, t in text if mark != "+")
    return (old, new) == ("".join(pair.old.split()), "".join(pair.new.split()))


def measure(pairs: Sequence[Pair], tool: Callable[[Pair], Marked]) -> Score:
    """Run one tool on all pairs."""
    score = Score()
    for pair in pairs:
        least = fewest(pair) if len(pair.new) < 200_000 else 0
        start = _cpu()
        try:
            text = tool(pair)
        except Exception as error:  # a peer's failure is a result
            print(f"  {pair.name}: {type(error).__name__}")
            continue
        spent = _cpu() - start
        score.seconds += spent
        score.worst = max(score.worst, spent)
        score.done += 1
        score.exact += is_exact(pair, text)
        if 5 <= least <= 400:
            score.least += least
            score.marked = [a + b for a, b in zip(score.marked, hunks(text), strict=True)]
    return score


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def from_corpus(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the pairs of a folder."""
    for case in sorted(folder.iterdir()):
        texts = [(case / name).read_text(encoding="utf-8") for name in ("old.md", "new.md")]
        yield case.name, texts[0], texts[1]


def from_bundle(bundle: Path) -> Iterator[tuple[str, str, str]]:
    """Yield each change of a Markdown file in the history of a git bundle."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["git", "clone", "-q", "--bare", str(bundle), folder],
            check=True,
            stderr=subprocess.DEVNULL,
        )
        git = ["git", "-C", folder]
        log = subprocess.check_output([*git, "log", "--all", "--raw", "--no-abbrev", "--format="])
        for line in log.decode().splitlines():
            old, new, kind, path = re.split(r"[ \t]", line, maxsplit=5)[2:6]
            if kind == "M" and path.endswith(".md"):
                texts = [subprocess.check_output([*git, "cat-file", "blob", b]) for b in (old, new)]
                yield f"{new[:8]} {path}", *(text.decode("utf-8", "replace") for text in texts)


def generated(count: int) -> Iterator[tuple[str, str, str]]:
    """Yield texts of made-up words, up to 60,000 of them, with a few changes each."""
    chance = random.Random(6)
    vocabulary = [
        "".join(chance.choices("abcdefghilmnoprstu", k=chance.randint(2, 9))) for _ in range(4000)
    ]
    for number in range(count):
        size = (500, 2_000, 8_000, 60_000)[number % 4]
        paragraphs = []
        for n in range(size // 60):
            if n % 8 == 0:
                paragraphs.append("## " + " ".join(chance.choices(vocabulary, k=4)))
            words = " ".join(chance.choices(vocabulary, k=60))
            paragraphs.append(words.capitalize() + ".")
        changed = [_changed(p, chance, vocabulary) for p in paragraphs if chance.random() > 0.01]
        yield f"generated {number}", "\n\n".join(paragraphs), "\n\n".join(changed)


def _changed(paragraph: str, chance: random.Random, vocabulary: Sequence[str]) -> str:
    words = paragraph.split(" ")
    if chance.random() < 0.05:
        words[chance.randrange(len(words))] = chance.choice(vocabulary)
    return " ".join(words)


def load(sources: Sequence[Iterator[tuple[str, str, str]]], limit: int) -> list[Pair]:
    """Render the pairs; one beyond the bounds of the renderer is left out, and said to be."""
    pairs = []
    for name, old, new in (pair for source in sources for pair in source):
        if len(pairs) == limit:
            break
        try:
            html = render(old, strict=False), render(new, strict=False)
        except UsageError as error:
            print(f"left out: {name}: {error}")
            continue
        pairs.append(Pair(name, *html, visible(html[0]), visible(html[1])))
    return pairs


def main() -> None:
    """Measure and print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpus", type=Path)
    options.add_argument("--bundle", type=Path)
    options.add_argument("--generated", type=int, default=8)
    options.add_argument("--limit", type=int, default=100_000)
    chosen = options.parse_args()
    sources = [generated(chosen.generated)]
    if chosen.bundle:
        sources.insert(0, from_bundle(chosen.bundle))
    if chosen.corpus:
        sources.insert(0, from_corpus(chosen.corpus))
    pairs = load(sources, chosen.limit)
    print(f"{len(pairs)} pairs\n\n{'tool':24}{'done':>6}{'CPU s':>9}{'worst':>8}{'+MB':>6}{'exact':>7}"
          f"{'words':>8}{'islands':>9}")  # fmt: skip
    for name, package, tool in TOOLS:
        if package and find_spec(package) is None:
            print(f"{name:24}  not installed")
            continue
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        score = measure(pairs, tool)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
        words, runs, islands = score.marked
        print(
            f"{name:24}{score.done:6}{score.seconds:9.2f}{score.worst:8.2f}{grown:6}{score.exact:7}"
            f"{words / max(score.least, 1):7.2f}x{100 * islands / max(runs, 1):8.1f}%"
        )


if __name__ == "__main__":
    main()
