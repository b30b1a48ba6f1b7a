"""Builds in a process of its own, which a warm one forks: starting a program costs more than a small build.

The process that forks is multiprocessing's fork server: it starts nothing and holds no threads, so what a
build leaves in memory is gone with it. Another seed of Python's hashes needs an interpreter of its own.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from tests import compiled_templates

compiled_templates.share()

from publisher import parallel  # noqa: E402 - after the templates are shared
from publisher.cli.build import build_site  # noqa: E402
from publisher.site.build import page_writer, plugin  # noqa: E402, F401 - so that it is loaded
from publisher.site.build.layout_cache import Shells  # noqa: E402


def run(
    repo: Path, site: Path, env: Mapping[str, str], *, cores: int, whole: bool, seed: str
) -> None:
    """Build a repository's site and fail where the build does.

    env: what the environment says beside this process's. cores: how many the build believes to have.
    whole: each page made by the theme as a whole. seed: of Python's hashes; "" for whichever.
    """
    env = os.environ | env
    if seed:
        words = [str(repo), str(site), str(cores), str(int(whole))]
        subprocess.run(
            [sys.executable, "-m", "tests.site.child_build", *words], check=True,
            env=env | {"PYTHONHASHSEED": seed}, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        return
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.site.child_build"])
    child = context.Process(target=_build, args=(repo, site, dict(env), cores, whole))
    child.start()
    child.join()
    assert child.exitcode == 0


def _build(repo: Path, site: Path, env: dict[str, str], cores: int, whole: bool) -> None:
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    os.chdir(repo)
    parallel._cores = lambda: cores
    if whole:
        Shells.page = lambda self, made: self._theme.whole(made)  # type: ignore[method-assign]
    build_site(site_dir=site)


if __name__ == "__main__":
    where, target, number, way = sys.argv[1:]
    _build(Path(where), Path(target), dict(os.environ), int(number), way == "1")
