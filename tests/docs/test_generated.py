"""Pages of the documentation that are made from the code are what the code makes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_the_pages_made_from_the_code_are_up_to_date(tmp_path: Path) -> None:
    """`make reference` would change nothing."""
    subprocess.run([sys.executable, "scripts/reference.py", tmp_path], cwd=ROOT, check=True)
    made = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert made
    for page in made:
        kept = ROOT / "docs" / page.relative_to(tmp_path)
        assert kept.read_text(encoding="utf-8") == page.read_text(encoding="utf-8"), (
            "run: make reference"
        )
