"""A translation that nobody announced is shown nowhere (T2): not on the site, not in the staged tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import NOW, Run, announce
from tests.conftest import POLICY, PolicyRepo

FRENCH = """\
---
title: Confidentialité
effective: 2014-01-27
language: fr
translation-of: privacy
---

# Confidentialité

## Usage

Nous gardons vos données {time}.

## Contact

Écrivez-nous par la poste.
"""
PUBLISHED, HELD = FRENCH.format(time="24 mois"), FRENCH.format(time="99 ans")


@pytest.fixture
def changed(in_repo: PolicyRepo) -> PolicyRepo:
    """A published policy and translation, of which the translation alone then says something else."""
    in_repo.commit({"policy/privacy.md": POLICY, "policy/privacy.fr.md": PUBLISHED})
    announce(in_repo.path, NOW)
    in_repo.commit({"policy/privacy.fr.md": HELD})
    return in_repo


def holding(folder: Path, words: str) -> list[str]:
    """Return the files below a folder that hold these words, feeds and search index among them."""
    found = (file for file in folder.rglob("*") if file.is_file())
    return sorted(str(f.relative_to(folder)) for f in found if words.encode() in f.read_bytes())


@pytest.mark.parametrize("command", [["build", "--site-dir"], ["stage"]], ids=["build", "stage"])
def test_a_changed_translation_waits(
    changed: PolicyRepo, run: Run, tmp_path: Path, command: list[str]
) -> None:
    """Its new words stand in no file; those that readers have stay on its page."""
    answer = run(*command, str(tmp_path / "out"))
    assert answer.code == 0, answer.err
    assert holding(tmp_path / "out", "99 ans") == []
    assert [name for name in holding(tmp_path / "out", "24 mois") if "privacy.fr" in name]


@pytest.mark.parametrize("command", [["build", "--site-dir"], ["stage"]], ids=["build", "stage"])
def test_an_announced_translation_stands_beside_its_own_version_only(
    in_repo: PolicyRepo, run: Run, tmp_path: Path, command: list[str]
) -> None:
    """(control case) Once announced it is found, and never on the page of the version before."""
    in_repo.commit({"policy/privacy.md": POLICY, "policy/privacy.fr.md": PUBLISHED})
    announce(in_repo.path, NOW)
    in_repo.commit({
        "policy/privacy.md": POLICY.replace("24 months", "99 years"), "policy/privacy.fr.md": HELD,
    })  # fmt: skip
    announce(in_repo.path, NOW)
    answer = run(*command, str(tmp_path / "out"))
    assert answer.code == 0, answer.err
    found = holding(tmp_path / "out", "99 ans")
    assert found, "the announced translation is shown beside its version"
    assert not [name for name in found if name.endswith("v1/index.html")]


@pytest.mark.parametrize("command", [["build", "--site-dir"], ["stage"]], ids=["build", "stage"])
def test_a_translation_of_a_version_that_is_not_there_yet_is_shown_nowhere(
    in_repo: PolicyRepo, run: Run, tmp_path: Path, command: list[str]
) -> None:
    """It names version 2 while only version 1 stands (L2): its file is not taken for an ordinary page."""
    in_repo.commit({"policy/privacy.md": POLICY})
    announce(in_repo.path, NOW)
    ahead = HELD.replace("translation-of", "translates: 2\ntranslation-of")
    in_repo.commit({"policy/privacy.fr.md": ahead})
    answer = run(*command, str(tmp_path / "out"))
    assert answer.code == 0, answer.err
    assert holding(tmp_path / "out", "99 ans") == []
    assert not (tmp_path / "out" / "privacy.fr").exists()
