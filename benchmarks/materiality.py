"""Verdicts on real, labelled changes: python -m benchmarks.materiality CORPUS

CORPUS holds `labels.tsv` (id, source, path, label, reason) and `changes/<id>/old.md`, `new.md`.
"""

from __future__ import annotations

import csv
import sys
import time
from collections import Counter
from pathlib import Path

from publisher.text.comparison import Comparison, compare
from publisher.text.materiality.model import Verdict


def main(corpus: Path) -> int:
    """Print the table, the shares and the worst cases; 1 where a material change was called editorial."""
    with (corpus / "labels.tsv").open(encoding="utf-8") as file:
        labelled = list(csv.DictReader(file, delimiter="\t"))
    began = time.process_time()
    found = {row["id"]: _compare(corpus / "changes" / row["id"]) for row in labelled}
    spent = time.process_time() - began
    table = Counter((row["label"], _called(found[row["id"]])) for row in labelled)
    columns = ("editorial", "material, uncertain", "material, certain")
    print(f"{'labelled':12}" + "".join(f"{column:>22}" for column in columns))
    for label in ("editorial", "material", "unsure"):
        print(f"{label:12}" + "".join(f"{table[label, column]:22}" for column in columns))
    editorial = sum(table["editorial", column] for column in columns)
    sure = [table[label, "material, certain"] for label in ("editorial", "material")]
    print(f"editorial changes proved: {table['editorial', 'editorial']} of {editorial}")
    print(f"certain findings that are right: {sure[1]} of {sum(sure)}")
    print(f"CPU: {spent:.1f} s for {len(labelled)} pairs")
    missed = [
        row
        for row in labelled
        if row["label"] == "material" and _called(found[row["id"]]) == "editorial"
    ]
    wrong = [
        row
        for row in labelled
        if row["label"] == "editorial" and _called(found[row["id"]]) == columns[2]
    ]
    for title, rows in (("MATERIAL CALLED EDITORIAL", missed), ("certain and wrong", wrong)):
        for row in rows:
            print(f"{title}: {row['id']} ({row['path']}): {row['reason']}")
    return 1 if missed else 0


def _compare(folder: Path) -> Comparison:
    return compare(*((folder / name).read_text(encoding="utf-8") for name in ("old.md", "new.md")))


def _called(comparison: Comparison) -> str:
    if comparison.verdict is not Verdict.MATERIAL:
        return "editorial"
    return "material, certain" if comparison.certain else "material, uncertain"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
