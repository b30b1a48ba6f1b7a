"""Changes with a known answer on the project's own policy: a sample of those of `mutations`."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.text.materiality.mutations import FORMAL, MATERIAL, is_right

TEXT = Path(__file__).parents[3].joinpath("policy", "privacy.md").read_text(encoding="utf-8")
SAMPLE = 5  # of each kind; all of them take minutes: python -m benchmarks.mutations


def _sample(mutator, seed):
    made = [variant for variant in mutator(TEXT) if variant != TEXT]
    assert made, "the policy gives this mutator nothing to change"
    return random.Random(seed).sample(made, min(SAMPLE, len(made)))


@pytest.mark.parametrize("name", MATERIAL)
def test_a_mutation_that_changes_the_meaning_is_called_material(name):
    """A word, a number, a mark, a row, a heading or a place changed."""
    wrong = [new for new in _sample(MATERIAL[name], name) if not is_right(TEXT, new, material=True)]
    assert wrong == []


@pytest.mark.parametrize("name", FORMAL)
def test_a_mutation_of_the_form_is_not_called_material(name):
    """The same words, written, wrapped or marked up in another way."""
    wrong = [new for new in _sample(FORMAL[name], name) if not is_right(TEXT, new, material=False)]
    assert wrong == []
