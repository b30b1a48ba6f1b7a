"""Each rule by its name: when it speaks, and when it does not though the change looks alike."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from publisher.text import materiality
from publisher.text.comparison import Comparison, compare
from publisher.text.materiality.rules import DOUBTS, PROOFS, REASONS, RULES
from publisher.text.materiality.verdict import Effect, Verdict
from tests.text.materiality.frame import changed

CODE = Path(materiality.__file__).parent
HERE = Path(__file__).parent
_NAME = re.compile(r"[a-z]+(?:-[a-z]+)+")
_TAKING_A_NAME = {
    "proof",
    "reason",
    "doubt",
    "finding",
    "ContextProblem",
    "NormalizationStage",
    "_note",
    "said_of",
}


@cache
def _cases() -> dict[str, dict[str, dict[str, str]]]:
    return dict(yaml.safe_load((HERE / "cases" / "rules.yml").read_text(encoding="utf-8")))


def _rows() -> list[Any]:
    return [
        pytest.param(rule, language, case, id=f"{rule} {language}")
        for rule, languages in _cases().items()
        for language, case in languages.items()
    ]


def _compared(language: str, old: str, new: str) -> Comparison:
    if language == "whole":
        return compare(old, new)
    return changed(old, new, "en" if language == "any" else language)


@pytest.mark.parametrize(("rule", "language", "case"), _rows())
def test_a_rule_speaks_of_what_it_is_for(rule, language, case):
    """With an effect that it is registered with; a proof alone makes the change editorial."""
    found = _compared(language, case["old"], case["new"])
    effects = {finding.effect for finding in found.findings if finding.rule == rule}
    assert effects, [finding.explanation for finding in found.findings]
    assert effects <= set(RULES[rule].effects)
    if rule in PROOFS:
        assert found.verdict is Verdict.EDITORIAL
    else:
        assert found.verdict is Verdict.MATERIAL


@pytest.mark.parametrize(("rule", "language", "case"), _rows())
def test_a_rule_holds_back_where_a_change_only_looks_alike(rule, language, case):
    """No proof where the meaning may be another, no reason for what did not change."""
    found = _compared(language, case["old"], case["near"])
    spoke = {
        finding.rule
        for finding in found.findings
        if finding.effect is not Effect.EDITORIAL or rule in PROOFS
    }
    assert rule not in spoke or (rule in PROOFS and found.verdict is Verdict.MATERIAL)
    if rule in PROOFS:
        assert found.verdict is Verdict.MATERIAL


def test_every_rule_of_the_code_is_registered_and_every_registered_rule_is_in_the_code():
    """Whatever stands where a finding's name stands, and every hyphenated name."""
    named: set[str] = set()
    for path in CODE.glob("*.py"):
        if path.name != "rules.py":
            named |= set(_names(ast.parse(path.read_text(encoding="utf-8"))))
    assert named == set(RULES)


def _names(tree: ast.AST) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and _NAME.fullmatch(node.value)
        ):
            found.append(node.value)
        called = getattr(node, "func", None)
        if getattr(called, "attr", getattr(called, "id", "")) in _TAKING_A_NAME:
            found += [
                value.value
                for value in node.args[:1]
                if isinstance(value, ast.Constant)
                and isinstance(value.value, str)
                and value.value.isalpha()
                and value.value.islower()
            ]
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
            first = node.value.elts[0]
            if isinstance(first, ast.Constant):
                found.append(first.value)
    return found


def test_every_rule_has_a_case_in_english_and_in_french():
    """Or one that needs no words."""
    assert set(_cases()) == set(RULES)
    for rule, languages in _cases().items():
        both = {"en", "fr"} <= set(languages)
        assert both or {"any", "whole", "de"} & set(languages) or rule == "contraction", rule


def test_a_rule_is_registered_by_what_it_can_say():
    """Proofs can be editorial, reasons material, and doubts are never more than doubts."""
    assert all(Effect.EDITORIAL in rule.effects for rule in PROOFS.values())
    assert all(Effect.EDITORIAL not in rule.effects for rule in REASONS.values())
    assert all(rule.effects == (Effect.UNCERTAIN,) for rule in DOUBTS.values())
    assert len(RULES) == len(PROOFS) + len(REASONS) + len(DOUBTS)


def test_english_and_french_have_the_same_word_lists():
    """What one language has words for, the other has too; empty only where its grammar needs none."""
    lists = {
        language: yaml.safe_load((CODE / "words" / f"{language}.yml").read_text(encoding="utf-8"))
        for language in ("en", "fr")
    }
    assert set(lists["en"]) == set(lists["fr"])
    empty = {name for language in lists.values() for name, words in language.items() if not words}
    assert empty == {
        "elisions", "before_a_verb", "articles_of_gender", "one_gender", "one_gender_endings",
        "contractions", "not_one_word", "subject_pronouns", "either_number", "either_verb",
        "one_with_s", "opens_with_a",
    }  # fmt: skip


def test_every_word_list_that_is_asked_for_is_there_and_every_list_is_asked_for():
    """A list without a reader is dead, a reader without a list is silent."""
    lists = yaml.safe_load((CODE / "words" / "en.yml").read_text(encoding="utf-8"))
    code = "".join(path.read_text(encoding="utf-8") for path in CODE.glob("*.py"))
    asked = set(re.findall(r"\.(?:phrases|groups|values|pairs|labels|entries)\(\"(\w+)\"\)", code))
    assert asked - {"months_words"} <= set(lists)
    unread = {name for name in lists if f'"{name}"' not in code}
    assert {name for name in unread if not name.endswith("_near")} == {
        "conjunction_and", "conjunction_or",
    } - set(re.findall(r'"(conjunction_\w+)"', code))  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_word_stands_twice_in_a_list(language):
    """A word added twice was not looked for before it was added."""
    lists = yaml.safe_load((CODE / "words" / f"{language}.yml").read_text(encoding="utf-8"))
    for name, words in lists.items():
        if "=" in (words or "") and name != "numbers":
            continue  # groups and pairs: the same word may be the other side of two
        entries = [entry.strip() for entry in re.split(r"[,\n]", words or "") if entry.strip()]
        assert len(entries) == len(set(entries)), name
