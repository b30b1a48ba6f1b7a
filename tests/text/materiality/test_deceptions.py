"""Changes of meaning that look like changes of form, by hand and in bulk: none is called editorial."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from publisher.text.comparison import compare
from publisher.text.materiality.verdict import Verdict
from tests.text.materiality.deceptions import KINDS, pairs
from tests.text.materiality.frame import changed

CASES: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("cases").joinpath("deceptions.yml").read_text(encoding="utf-8")
)
SAMPLE = 8  # of each kind; 2,000 of each take a quarter of an hour: python -m benchmarks.mutations


@pytest.mark.parametrize(
    ("language", "case"),
    [
        pytest.param(language, case, id=f"{language}: {case['text'][:60]}")
        for language in ("en", "fr")
        for case in CASES[language]
    ],
)
def test_what_only_looks_alike_is_material(language, case):
    """Names, hyphens, links, dates, cells, lists: each new clause may say something else."""
    verdicts = {new: changed(case["text"], new, language).verdict for new in case["becomes"]}
    assert verdicts == dict.fromkeys(case["becomes"], Verdict.MATERIAL)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_renumbering_that_anything_may_cite_is_asked_about(language):
    """Whatever the form of the citation."""
    titles = {"en": ("Fees", "Logs", "Help"), "fr": ("Prix", "Journaux", "Aide")}[language]
    one, two, three = titles
    for said in CASES["citations"][language]:
        old, new = (
            _numbered(order, said, language) for order in ((one, two, three), (two, one, three))
        )
        assert compare(old, new).verdict is Verdict.MATERIAL, said


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_renumbering_that_nothing_cites_is_editorial(language):
    """The same sections change places, and no word may cite them."""
    titles = {"en": ("Fees", "Logs", "Help"), "fr": ("Prix", "Journaux", "Aide")}[language]
    one, two, three = titles
    said = {"en": "We answer within 2 days.", "fr": "Nous répondons sous 2 jours."}[language]
    old, new = (
        _numbered(order, said, language) for order in ((one, two, three), (two, one, three))
    )
    assert compare(old, new).verdict is Verdict.EDITORIAL


_SAID = {
    "Fees": "You pay by card at the end of a month, and we send an invoice by post.",
    "Logs": "Our servers write down the pages that you open, and a program counts visits.",
    "Help": "Our team answers by telephone in the morning and by letter at night.",
    "Prix": "Vous payez par carte en fin de mois et nous envoyons une facture par la poste.",
    "Journaux": "Nos serveurs notent les pages ouvertes et un programme compte les visites.",
    "Aide": "Notre équipe répond par téléphone le matin et par lettre le soir.",
}


def _numbered(titles: tuple[str, ...], said: str, language: str) -> str:
    sections = "\n\n".join(
        f"## {n}. {title}\n\n{_SAID[title]}" for n, title in enumerate(titles, 1)
    )
    return f"---\nlanguage: {language}\n---\n\n# Acme\n\n{said}\n\n{sections}\n"


@pytest.mark.parametrize("kind", KINDS)
def test_a_deception_made_in_bulk_is_called_material(kind):
    """In texts that differ, English and French."""
    made = list(pairs(kind, SAMPLE))
    assert len(made) == SAMPLE
    wrong = [
        (old, new) for old, new, _ in made if compare(old, new).verdict is not Verdict.MATERIAL
    ]
    assert wrong == []
