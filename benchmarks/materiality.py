"""Verdicts on real, labelled changes, source by source: python -m benchmarks.materiality CORPUS [OWNER …]

CORPUS holds `labels.tsv` (id, source, path, label, reason) with `changes/<id>/old.md` and `new.md`, and
perhaps more of the same as `labels-2.tsv` with `changes-2/`. OWNER: the sources that rules were built on,
shown apart from the others; a rule that helps those alone is no rule. The second table says for how many
proved changes of each source a rule is needed, the last how many are proved by rules that prove something
in the other sources too.
"""

from __future__ import annotations

import csv
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from publisher.text.comparison import Comparison, compare
from publisher.text.materiality.verdict import Effect, Verdict

MOST_SHOWN = 3  # unproved changes of a source


@dataclass(frozen=True, slots=True)
class Judged:
    """One labelled change with what was found. called: editorial, uncertain or certain."""

    row: dict[str, str]
    found: Comparison
    seconds: float

    @property
    def called(self) -> str:
        """The verdict in one word."""
        if self.found.verdict is not Verdict.MATERIAL:
            return "editorial"
        return "certain" if self.found.certain else "uncertain"


def main(corpus: Path, built_on: Sequence[str] = ()) -> int:
    """Print the figures of each source; 1 where a material change was called editorial."""
    judged = list(_judged(corpus))
    sources: dict[str, list[Judged]] = defaultdict(list)
    for each in judged:
        sources[each.row["source"]].append(each)
    ordered = sorted(sources, key=lambda name: (name not in built_on, name))
    print(f"{'source':42}{'missed':>10}{'proved':>16}{'certain right':>16}{'ms':>7}{'worst':>7}")
    for name in ordered:
        print(_line(name + (" *" if name in built_on else ""), sources[name]))
    others = [each for each in judged if each.row["source"] not in built_on]
    if built_on:
        print(_line("all but those marked *", others))
    print(_line("all", judged))
    _worst(sources, ordered)
    _yields(sources, ordered)
    _left_out(sources, ordered)
    return 1 if any(_is(each, "material", "editorial") for each in judged) else 0


def _judged(corpus: Path) -> Iterator[Judged]:
    for labels, changes in (("labels.tsv", "changes"), ("labels-2.tsv", "changes-2")):
        if not (corpus / labels).exists():
            continue
        with (corpus / labels).open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        for row in rows:
            folder = corpus / changes / row["id"]
            old, new = (folder.joinpath(name).read_text("utf-8") for name in ("old.md", "new.md"))
            began = time.process_time()
            found = compare(old, new)
            yield Judged(row, found, time.process_time() - began)


def _is(each: Judged, label: str, called: str) -> bool:
    return each.row["label"] == label and each.called == called


def _line(name: str, judged: Sequence[Judged]) -> str:
    table = Counter((each.row["label"], each.called) for each in judged)
    totals = Counter(each.row["label"] for each in judged)
    certain = [table[label, "certain"] for label in ("material", "editorial")]
    times = [1000 * each.seconds for each in judged]
    return (
        f"{name:42}"
        f"{table['material', 'editorial']:5} of {totals['material']:<3}"
        f"{_share(table['editorial', 'editorial'], totals['editorial']):>15}"
        f"{_share(certain[0], sum(certain)):>16}"
        f"{statistics.median(times):7.0f}{max(times):7.0f}"
    )


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole}" + (f" {100 * part // whole:3} %" if whole else "")


def _worst(sources: dict[str, list[Judged]], ordered: Sequence[str]) -> None:
    """Print what was missed, what was certain and wrong, and some of what was not proved."""
    for name in ordered:
        for title, label, called in (
            ("MATERIAL CALLED EDITORIAL", "material", "editorial"),
            ("certain and wrong", "editorial", "certain"),
            ("not proved", "editorial", "uncertain"),
        ):
            wrong = [each for each in sources[name] if _is(each, label, called)]
            shown = wrong if called != "uncertain" else wrong[:MOST_SHOWN]
            for each in shown:
                rules = {
                    finding.rule
                    for finding in each.found.findings
                    if finding.effect is not Effect.EDITORIAL
                }
                said = f"{each.row['id']}: {each.row['reason']} ({', '.join(sorted(rules))})"
                print(f"{title}: {name} {said}")
            if len(wrong) > len(shown):
                print(f"{title}: {name}: {len(wrong) - len(shown)} more")


def _left_out(sources: dict[str, list[Judged]], ordered: Sequence[str]) -> None:
    """Print what is proved of each source by rules alone that also prove something elsewhere.

    So many would be proved if the rules had been built on the other sources, and this one left out.
    """
    needed = {
        name: [
            {finding.rule for finding in each.found.findings}
            for each in sources[name]
            if _is(each, "editorial", "editorial")
        ]
        for name in ordered
    }
    print(f"\n{'source left out':42}{'proved':>16}{'without it':>16}")
    for name in ordered:
        elsewhere = {
            rule for other in ordered if other != name for rules in needed[other] for rule in rules
        }
        total = sum(each.row["label"] == "editorial" for each in sources[name])
        shared = sum(rules <= elsewhere for rules in needed[name])
        print(f"{name:42}{_share(len(needed[name]), total):>16}{_share(shared, total):>16}")


def _yields(sources: dict[str, list[Judged]], ordered: Sequence[str]) -> None:
    """Print for how many proved editorial changes of each source each proof was needed."""
    needed: dict[str, Counter[str]] = defaultdict(Counter)
    for name in ordered:
        for each in sources[name]:
            if _is(each, "editorial", "editorial"):
                needed[name].update({finding.rule for finding in each.found.findings})
    rules = sum(needed.values(), Counter[str]())
    short = {name: name.split("/")[0][:12] for name in ordered}
    print(f"\n{'proof':20}{'all':>5}" + "".join(f"{short[name]:>14}" for name in ordered))
    for rule, count in rules.most_common():
        print(f"{rule:20}{count:5}" + "".join(f"{needed[name][rule]:14}" for name in ordered))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
