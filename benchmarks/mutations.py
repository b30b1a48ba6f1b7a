"""Thousands of changes with a known answer, made on a policy: python -m benchmarks.mutations TEXT [EVERY]

EVERY: judge only every n-th of them. A policy of 1,600 words gives some 15,000: about ten minutes.
python -m benchmarks.mutations --deceptions [COUNT]: changes of meaning in disguise instead, COUNT of each
kind (2,000), in short texts that differ: about a quarter of an hour.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from publisher.text.comparison import compare
from publisher.text.materiality.verdict import Verdict
from tests.text.materiality.deceptions import KINDS, pairs
from tests.text.materiality.mutations import FORMAL, MATERIAL, is_right, variants


def main(path: Path, every: int = 1) -> int:
    """Print how many changes of each kind there are and which are judged wrongly; 1 where one is."""
    text = path.read_text(encoding="utf-8")
    wrong = 0
    for name, mutators in (("material", MATERIAL), ("formal", FORMAL)):
        made: Counter[str] = Counter()
        for mutator, variant in list(variants(mutators, text))[::every]:
            made[mutator] += 1
            if not is_right(text, variant, material=name == "material"):
                wrong += 1
                edits = [(edit.old, edit.new) for edit in compare(text, variant).redline.edits]
                print(f"WRONG: {name}, {mutator}: {edits}", flush=True)
        print(f"{name}: {made.total()} changes: {dict(made)}", flush=True)
    print(f"wrong: {wrong}")
    return 1 if wrong else 0


def deceptions(count: int = 2000) -> int:
    """Print for each kind how many there are and which were called editorial; 1 where one was."""
    wrong = 0
    for kind in KINDS:
        made = 0
        for old, new, language in pairs(kind, count):
            made += 1
            if compare(old, new).verdict is not Verdict.MATERIAL:
                wrong += 1
                print(f"WRONG: {kind} ({language}):\n{old}\n---- becomes\n{new}", flush=True)
        print(f"{kind}: {made}", flush=True)
    print(f"wrong: {wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--deceptions"]:
        sys.exit(deceptions(*map(int, sys.argv[2:3])))
    sys.exit(main(Path(sys.argv[1]), *map(int, sys.argv[2:3])))
