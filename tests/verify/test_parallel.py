"""The proof is the same however many processes it is divided among."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import NOW
from .forger import Forger
from .tampering import rehashed

_VERIFY = f"""
import sys
from publisher import clock, parallel, verify
from publisher.verify import recompute, replay
cores = int(sys.argv[1])
parallel._cores = lambda: cores
recompute.WORTH_A_POOL = replay.WORTH_A_POOL = verify._TEXTS = 1
assert parallel.processes() == cores
clock.now = lambda: __import__("datetime").datetime.fromisoformat("{NOW.isoformat()}")
sys.argv = ["publisher", "verify", "--json", *sys.argv[2:]]
from publisher.cli import main
main()
"""


def verified(path: Path, cores: int, *options: str) -> dict[str, Any]:
    """Verify in a process of its own, as if the machine had so many cores."""
    done = subprocess.run(
        [sys.executable, "-c", _VERIFY, str(cores), *options],
        cwd=path, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    return dict(json.loads(done.stdout))


def spoil(path: Path) -> None:
    """Forge something of each policy: texts, days, reasons, and entries that are left out or come twice."""
    forger = Forger(path)
    kinds = {one.content["policy"]: number for number, one in enumerate(forger.entries[:8])}
    for number, one in enumerate(forger.entries[8:]):
        kind = (kinds.get(one.content["policy"], 0) + number) % 5
        if kind == 0 and one.text is not None:
            one.text += b"<p>More.</p>"
        elif kind == 1 and one.content["event"] == "announced":
            one.content["effective"] = one.content["earliest"] = one.content["day"]
        elif kind == 2 and "rules" in one.content:
            one.content["rules"] = ["duty-changed"]
    del forger.entries[20], forger.entries[30]
    rehashed(forger)


@pytest.mark.parametrize("options", [(), ("--quick",)], ids=["whole", "quick"])
def test_the_same_is_found_on_one_core_and_on_many(copied: Path, options: tuple[str, ...]):
    """Each problem and each note, in the same order and the same words."""
    spoil(copied)
    alone = verified(copied, 1, *options)
    assert len({(one["rule"], one["entry"]) for one in alone["problems"]}) > 15
    assert verified(copied, 2, *options) == alone
    assert verified(copied, 3, *options) == alone


def test_an_honest_register_holds_on_many_cores(copied: Path):
    """Every kind of event, each policy in a process of its own."""
    assert verified(copied, 8)["ok"]
