"""Thousands of changes with a known answer, made on a policy: python -m benchmarks.mutations TEXT [EVERY]

EVERY: judge only every n-th of them. A policy of 1,600 words gives some 15,000: about ten minutes.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from publisher.text.comparison import compare
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


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *map(int, sys.argv[2:3])))
