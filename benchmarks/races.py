"""Many writers at once: each entry stands exactly once.

    python -m benchmarks.races [--writers 8] [--local 200] [--remote 25]

--local: entries of each writer, all in one repository. --remote: entries of each writer, each in a clone
of its own, all pushing to one remote.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from publisher.git.client import Git
from publisher.register.git_store import GitStore
from tests.publication.faulty import sound
from tests.publication.repositories import clone, draft, new_repository

ROOT = Path(__file__).parents[1]
WRITER = """
import sys
from pathlib import Path
from publisher.errors import TryAgainError
from publisher.register.chain import enter
from tests.publication.repositories import at, draft, fixed, store
path, writer, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
again = 0
for number in range(count):
    wanted = fixed(draft(10_000 * writer + number))
    while True:
        try:
            enter(store(path), wanted, at=at())
            break
        except TryAgainError:
            again += 1
print(again)
"""


def race(paths: list[Path], stored: Path, count: int) -> None:
    """Let one writer run in each of these places at once, and count what is there afterwards."""
    started = time.perf_counter()
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, path, str(number), str(count)], cwd=ROOT, text=True,
            stdout=subprocess.PIPE,
        )
        for number, path in enumerate(paths)
    ]  # fmt: skip
    exhausted = sum(int(process.communicate()[0]) for process in running)
    took = time.perf_counter() - started
    due = {draft(10_000 * w + n).key for w in range(len(paths)) for n in range(count)}
    found = [entry.key for entry in GitStore(Git(stored)).read().entries]
    sound(stored)
    print(f"  acknowledged {len(due)}, stored {len(found)}")
    print(f"  lost: {len(due - set(found))}")
    print(f"  doubled: {len(found) - len(set(found))}")
    print(f"  calls that gave up after ten lost races and were made again: {exhausted}")
    print(f"  {len(found) / took:.1f} entries a second, {took:.0f} s")


def main() -> None:
    """Race in one repository, then through a remote."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--writers", type=int, default=8)
    options.add_argument("--local", type=int, default=200)
    options.add_argument("--remote", type=int, default=25)
    asked = options.parse_args()
    os.environ["GIT_CONFIG_GLOBAL"] = os.devnull
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        print(f"{asked.writers} writers in one repository:")
        local = new_repository(top / "local")
        race([local] * asked.writers, local, asked.local)
        print(f"{asked.writers} writers, each in a clone, one remote:")
        remote = top / "remote.git"
        subprocess.run(["git", "clone", "-q", "--bare", local, remote], check=True)
        subprocess.run(
            ["git", "-C", remote, "update-ref", "-d", "refs/heads/publications"], check=True
        )
        clones = [clone(remote, top / f"clone{number}") for number in range(asked.writers)]
        race(clones, remote, asked.remote)


if __name__ == "__main__":
    main()
