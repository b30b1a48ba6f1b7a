"""Redlines beside those of public tools: time, memory, exactness, minimality and islands, in one run.

    .venv/bin/pip install --group bench        # the peers; `make` does not install them
    .venv/bin/python benchmarks/redline.py [--corpus FOLDER] [--long N] [--bundle FILE] [--generated N]
                                           [--limit N] [--rounds N]

FOLDER holds <id>/old.md and <id>/new.md; each pair is compared in both directions. --long: texts as
long as twenty of them, joined, one in four changed. FILE is a git bundle whose Markdown history is
taken. Without any of these, generated texts alone are measured.

What is counted. Every text is rendered and sanitised once, before; what that takes is told, and is in
nobody's figure, for it is the same for all. Tools for HTML, this one among them, are given that HTML, and
parse it on the clock. Tools for text are given its visible text in one line: less than the HTML holds,
for neither blocks nor links nor emphasis are left. "CPU s" is without the taking out of that text, so
that it is the tool's own time; "of HTML" is with it, so that all begin with the same. The clock stops when
a tool has written its own output (HTML, Markdown, a list); reading it for the other figures is not
counted. "time" is "CPU s" by that of this project, whose output is HTML of both texts with every edit
numbered. Seconds are CPU seconds, those of git's process
included, the least of the rounds for each pair. Each tool runs in a process of its own; memory is what
its peak grows by. A peer that is not installed is left out, and said to be.

islands: runs of change that begin one or two equal words after the last. words: marked words by the
fewest possible. Both are counted on pairs where the fewest possible are 5 to 400.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from importlib.util import find_spec
from math import inf
from multiprocessing import get_context
from pathlib import Path

from diffs import OF_TEXT, TOOLS, Marked, Pair, visible
from rapidfuzz.distance import LCSseq

from publisher.errors import UsageError
from publisher.text.document import frontmatter
from publisher.text.document.render import render

_WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]")


@dataclass
class Score:
    """What one tool did on all pairs."""

    seconds: float = 0.0
    taking: float = 0.0  # seconds to take the visible text out of the HTML, for a tool of text
    worst: float = 0.0
    done: int = 0
    exact: int = 0
    marked: list[int] = field(default_factory=lambda: [0, 0, 0])  # words, hunks, islands
    least: int = 0
    memory: int = 0  # MiB


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


def fewest(*texts: str) -> int:
    """Return how many words must be marked at least."""
    codes: dict[str, str] = {}
    old, new = (_WORDS.findall(text) for text in texts)
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


def measure(name: str, pairs: Sequence[Pair], rounds: int) -> Score:
    """Run one tool on all pairs."""
    tool, read = next((run, read) for tool, _, run, read in TOOLS if tool == name)
    score = Score()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for pair in pairs:
        least = inf
        if tool in OF_TEXT:
            start = _cpu()
            visible(pair.old_html), visible(pair.new_html)
            score.taking += _cpu() - start
        try:
            for _ in range(rounds):
                start = _cpu()
                found = tool(pair)
                least = min(least, _cpu() - start)
        except Exception as error:  # a peer's failure is a result
            print(f"  {name}: {pair.name}: {type(error).__name__}")
            continue
        score.seconds += least
        score.worst = max(score.worst, least)
        score.done += 1
        text = read(found)
        score.exact += is_exact(pair, text)
        if 5 <= pair.fewest <= 400:
            score.least += pair.fewest
            score.marked = [a + b for a, b in zip(score.marked, hunks(text), strict=True)]
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    score.memory = grown // 1024
    return score


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def from_corpus(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the pairs of a folder, each in both directions."""
    for case in sorted(folder.iterdir()):
        texts = [(case / name).read_text(encoding="utf-8") for name in ("old.md", "new.md")]
        yield case.name, texts[0], texts[1]
        yield f"{case.name} back", texts[1], texts[0]


def joined(folder: Path, count: int, size: int = 20) -> Iterator[tuple[str, str, str]]:
    """Yield long pairs: so many pairs of a folder in one, of which every fourth is changed."""
    chance = random.Random(6)
    pairs = [pair for n, pair in enumerate(from_corpus(folder)) if n % 2 == 0]
    for number in range(count):
        chosen = chance.sample(pairs, min(size, len(pairs)))
        old = [frontmatter.body(pair[1]) for pair in chosen]
        new = [frontmatter.body(pair[1 + (n % 4 == 0)]) for n, pair in enumerate(chosen)]
        yield f"long {number}", "\n\n".join(old), "\n\n".join(new)


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


def load(source: Iterator[tuple[str, str, str]], limit: int) -> list[Pair]:
    """Render the pairs; one beyond the bounds of the renderer is left out, and said to be."""
    pairs: list[Pair] = []
    rendering = 0.0
    for name, old, new in source:
        if len(pairs) == limit:
            break
        start = _cpu()
        try:
            html = render(old, strict=False), render(new, strict=False)
        except UsageError as error:
            print(f"left out: {name}: {error}")
            continue
        rendering += _cpu() - start
        texts = visible(html[0]), visible(html[1])
        least = fewest(*texts) if len(texts[1]) < 200_000 else 0
        pairs.append(Pair(name, *html, *texts, least))
    print(
        f"\nrendering the Markdown of {len(pairs)} pairs: {rendering:.2f} CPU s, in no figure below"
    )
    return pairs


def main() -> None:
    """Measure and print a table for each source."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpus", type=Path)
    options.add_argument("--long", type=int, default=0)
    options.add_argument("--bundle", type=Path)
    options.add_argument("--generated", type=int, default=8)
    options.add_argument("--limit", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=1)
    chosen = options.parse_args()
    sources: dict[str, Iterator[tuple[str, str, str]]] = {}
    if chosen.corpus:
        sources["real pairs, both ways"] = from_corpus(chosen.corpus)
        sources["long texts, joined from real ones"] = joined(chosen.corpus, chosen.long)
    if chosen.bundle:
        sources["history of a bundle"] = from_bundle(chosen.bundle)
    sources["generated"] = generated(chosen.generated)
    for title, source in sources.items():
        if pairs := load(source, chosen.limit):
            table(title, pairs, chosen.rounds)


def table(title: str, pairs: Sequence[Pair], rounds: int) -> None:
    """Measure all tools on some pairs and print what was found."""
    words = [pair.new.count(" ") + 1 for pair in pairs]
    print(f"\n{len(pairs)} pairs: {title}; words: median {sorted(words)[len(words) // 2]:,}, "
          f"most {max(words):,}\n")  # fmt: skip
    print(f"{'tool':24}{'done':>6}{'CPU s':>9}{'of HTML':>9}{'worst':>8}{'+MiB':>6}{'exact':>7}{'words':>8}"
          f"{'islands':>9}{'time':>8}", flush=True)  # fmt: skip
    own = 0.0
    for name, package, _, _ in TOOLS:
        if package and find_spec(package) is None:
            print(f"{name:24}  not installed")
            continue
        with ProcessPoolExecutor(1, mp_context=get_context("fork")) as alone:
            score = alone.submit(measure, name, pairs, rounds).result()
        own = own or score.seconds
        marked_words, runs, islands = score.marked
        print(
            f"{name:24}{score.done:6}{score.seconds:9.2f}{score.seconds + score.taking:9.2f}"
            f"{score.worst:8.2f}{score.memory:6}{score.exact:7}{marked_words / max(score.least, 1):7.2f}x"
            f"{100 * islands / max(runs, 1):8.1f}%{score.seconds / own:7.1f}x",
            flush=True,
        )


if __name__ == "__main__":
    main()
