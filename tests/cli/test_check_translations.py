"""What `check` says of a policy's other languages: what is held, what lags behind, what is gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from tests.cli.conftest import NOW, Run, announce
from tests.conftest import CHANGED, POLICY, PolicyRepo, at

FRENCH = """\
---
title: Confidentialité
---

# Confidentialité

## Usage

Nous gardons vos données 24 mois.
"""
OWN = "policy/privacy.fr.md"


@pytest.fixture
def published(in_repo: PolicyRepo) -> PolicyRepo:
    """A policy and its translation, both published."""
    in_repo.commit({"policy/privacy.md": POLICY, OWN: FRENCH})
    announce(in_repo.path, NOW)
    return in_repo


def found(run: Run) -> list[tuple[str, int, str, str]]:
    """Return place, words and remedy of each thing that is said of a translation."""
    problems = run("check", "--json").json["problems"]
    return [
        (p["file"], p["line"], p["problem"], p["remedy"])
        for p in problems
        if p["rule"] == "translation"
    ]


def test_a_translation_of_the_text_in_force_is_no_problem(published: PolicyRepo, run: Run) -> None:
    """(control case) Nor is one that changes together with the text that prevails."""
    assert found(run) == []
    published.commit({"policy/privacy.md": CHANGED, OWN: FRENCH.replace("24", "13")})
    assert found(run) == []


def test_a_change_that_is_not_translated_is_a_problem_once_it_is_announced(
    published: PolicyRepo, run: Run
) -> None:
    """Readers of the language would not read what is coming; until it is announced, nothing lags behind."""
    published.commit({"policy/privacy.md": CHANGED})
    announce(published.path, NOW)
    ((file, line, what, remedy),) = found(run)
    assert (file, line) == (OWN, 1)
    assert what.startswith("is a translation of version 1; version 2 prevails from 2027-01-07 on")
    assert "translate the change" in remedy


def test_it_stays_a_problem_when_the_day_has_come(
    published: PolicyRepo, run: Run, now: Callable[[datetime], None]
) -> None:
    """The words change with the day: the version prevails now."""
    published.commit({"policy/privacy.md": CHANGED})
    announce(published.path, NOW)
    now(at("2027-01-07 10:00"))
    ((_, _, what, _),) = found(run)
    assert "version 2 prevails now and is not translated" in what


@pytest.mark.parametrize(
    ("source", "what", "remedy"),
    [
        pytest.param(
            FRENCH.replace("title", "translates: 7\ntitle"),
            "says that it translates version 7, which there is not", "write 'translates: 1', or take it away",
            id="unknown-version",
        ),
        pytest.param(
            FRENCH.replace("24 mois", "99 ans"),
            "changes in substance, and version 1, which it translates, does not; it is not published",
            "change the text that prevails, too; or, if only the translation was wrong, add a notice "
            "with 'policy: privacy', 'language: fr', 'class: editorial', 'reason' and 'approved-by'",
            id="substance-alone",
        ),
    ],
)  # fmt: skip
def test_a_translation_that_is_not_published_says_why(
    published: PolicyRepo, run: Run, source: str, what: str, remedy: str
) -> None:
    """It is named with file, line and the two ways to mend it."""
    published.commit({OWN: source})
    ((file, line, said, mend),) = found(run)
    assert (file, said, mend) == (OWN, what, remedy)
    assert line == (2 if "translates" in source else 1)


def test_a_deleted_translation_is_a_warning_once_it_lags_behind(
    published: PolicyRepo, run: Run
) -> None:
    """Its pages stay; the editor hears that they grow old."""
    published.commit({OWN: None})
    assert found(run) == []
    published.commit({"policy/privacy.md": CHANGED})
    announce(published.path, NOW)
    ((file, _, what, _),) = found(run)
    assert file == "policy/privacy.md"
    assert what.startswith("the file of the translation into 'fr' is gone")


def test_words_for_readers_are_missed_in_the_other_language(
    published: PolicyRepo, run: Run, now: Callable[[datetime], None]
) -> None:
    """A notice in one language alone is named with the file that would say it in the other."""
    notice = "---\npolicy: privacy\nsummary: We keep your data for a shorter time.\n---\n"
    published.commit({
        "policy/privacy.md": CHANGED, OWN: FRENCH.replace("24", "13"), "policy/notices/less.md": notice,
    })  # fmt: skip
    announce(published.path, NOW)
    ((file, _, what, remedy),) = found(run)
    assert file == "policy/notices/less.md"
    assert what == "the notice text about version 2 is not in 'fr'"
    assert remedy == "write policy/notices/less.fr.md with 'summary'"
    published.commit({"policy/notices/less.fr.md": "---\nsummary: Nous gardons moins.\n---\n"})
    announce(published.path, at("2026-11-24 10:00"))
    now(at("2026-11-24 11:00"))
    assert found(run) == []
