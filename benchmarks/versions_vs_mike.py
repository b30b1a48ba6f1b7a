"""Twenty versions of a site of twenty policies, beside `mike`, which keeps versions of whole sites.

    .venv/bin/python benchmarks/versions_vs_mike.py

In each version another policy changed by a sentence. mike builds and stores the whole site each time;
the publisher builds once, from the history and the register, and every version of every policy is there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import generate
from build_site import PLAIN
from harness import PUBLISHER, Figure, Run, empty, git, in_turn, measure, once, place, size
from peers import peers

POLICIES = VERSIONS = 20


def main() -> None:
    """Measure and keep the figure."""
    repository = once(
        "one-a-time-20",
        lambda path: generate.published(
            path, policies=POLICIES, versions=VERSIONS, words=2760, one_at_a_time=True
        ),
    )
    site, tools, copy = place("versions-site"), peers(), place("mike")

    def ours() -> Run:
        empty(repository / ".cache")
        empty(site)
        return measure([PUBLISHER, "build", "--site-dir", str(site)], repository)

    def mike() -> Run:
        empty(copy)
        subprocess.run(["git", "init", "-q", "-b", "main", str(copy)], check=True)
        (copy / "mkdocs.yml").write_bytes(PLAIN)
        runs = [_deploy(tools, copy, repository, number) for number in range(1, VERSIONS + 1)]
        return Run(
            sum(run.wall for run in runs), sum(run.cpu for run in runs), max(r.peak for r in runs)
        )

    runs = in_turn({"mike": mike, "publisher": ours}, 1)
    files, volume = size(site)
    deployed = place("mike-pages")
    empty(deployed)
    subprocess.run(["git", "clone", "-q", "-b", "gh-pages", str(copy), str(deployed)], check=True)
    shutil.rmtree(deployed / ".git")
    mike_files, mike_volume = size(deployed)
    faster = runs["mike"].wall / runs["publisher"].wall
    smaller = mike_volume / volume
    Figure(
        "versions_vs_mike",
        "Versions beside mike",
        f"{VERSIONS} versions of a site of {POLICIES} policies of 2,760 words; one policy changes a time",
        {"mike, 20 deploys": runs["mike"], "publisher build, nothing cached": runs["publisher"]},
        [
            (f"less than 1/5 of mike's time; measured 1/{faster:.1f}", faster > 5),
            (f"less than 1/5 of mike's bytes; measured 1/{smaller:.1f}", smaller > 5),
        ],
        [f"mike: {mike_files:,} files, {mike_volume / 1e6:.1f} MB. The publisher: {files:,} files, "
         f"{volume / 1e6:.1f} MB, with each version's text, source, redline, notice and print page."],
    ).keep()  # fmt: skip


def _deploy(tools: Path, copy: Path, repository: Path, number: int) -> Run:
    """Put the policies of a version into the folder of mike's site, commit and deploy them."""
    shutil.rmtree(copy / "policy", ignore_errors=True)
    (copy / "policy").mkdir()
    commit = git(repository, "rev-list", "--reverse", "main").split()[POLICIES + number - 1]
    for name in git(repository, "ls-tree", "--name-only", commit, "policy/").split():
        (copy / name).write_text(git(repository, "show", f"{commit}:{name}"), encoding="utf-8")
    who = ("-c", "user.name=Benchmark", "-c", "user.email=benchmark@example.org")
    git(copy, "add", "-A")
    git(copy, *who, "commit", "-q", "-m", f"Version {number}")
    variables = {
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        **{f"GIT_{role}_NAME": "Benchmark" for role in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{role}_EMAIL": "benchmark@example.org" for role in ("AUTHOR", "COMMITTER")},
    }
    return measure([str(tools / "mike"), "deploy", str(number)], copy, env=variables)


if __name__ == "__main__":
    main()
