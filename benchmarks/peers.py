"""The tools to compare with, in an environment of their own: build/benchmarks/peers/."""

from __future__ import annotations

import subprocess
from pathlib import Path

from harness import BIN, place, say

_WANTED = (
    "mike==2.2.0",
    "mkdocs-git-revision-date-localized-plugin==1.6.3",
    "mkdocs==1.6.1",
    "mkdocs-material==9.8.1",
)


def peers() -> Path:
    """Return the folder with the commands of the peers; installs them the first time."""
    folder = place("peers")
    done = folder / ".complete"
    if not done.exists():
        say("installing " + ", ".join(_WANTED))
        uv = str(BIN / "uv")
        subprocess.run([uv, "venv", "-q", "--clear", str(folder)], check=True)
        python = str(folder / "bin" / "python")
        subprocess.run([uv, "pip", "install", "-q", "--python", python, *_WANTED], check=True)
        done.write_text("\n".join(_WANTED), encoding="utf-8")
    return folder / "bin"
