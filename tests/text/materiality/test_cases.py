"""One changed clause, English and French: what is proved, what is named, what is never taken for form."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from publisher.text.comparison import compare, is_material
from publisher.text.materiality.verdict import Effect, Verdict
from tests.text.materiality.frame import PLACE, changed, framed, told

_LANGUAGES = {"en": "english", "fr": "french"}


@cache
def _cases(language: str) -> dict[str, Any]:
    path = Path(__file__).with_name("cases") / f"{_LANGUAGES[language]}.yml"
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def _rows(kind: str) -> list[Any]:
    return [
        pytest.param(
            language, case["old"], case["new"], case["said"], id=f"{language}: {case['new']}"
        )
        for language in _LANGUAGES
        for case in _cases(language).get(kind, ())
    ]


@pytest.mark.parametrize(("language", "old", "new", "said"), _rows("proved"))
def test_a_change_of_form_is_proved_editorial(language, old, new, said):
    """Each edit has a proof, and the proof says why the meaning is the same."""
    found = changed(old, new, language)
    assert (found.verdict, found.certain) == (Verdict.EDITORIAL, True)
    assert [f"{rule}: {sentence}" for rule, sentence in told(found)] == said


@pytest.mark.parametrize(("language", "old", "new", "said"), _rows("certain"))
def test_a_named_reason_makes_a_change_material_for_certain(language, old, new, said):
    """A rule names what changed, in a sentence that a lawyer would sign."""
    found = changed(old, new, language)
    assert (found.verdict, found.certain) == (Verdict.MATERIAL, True)
    assert [f"{rule}: {sentence}" for rule, sentence in told(found)] == said


@pytest.mark.parametrize(("language", "old", "new", "said"), _rows("uncertain"))
def test_where_no_rule_is_sure_a_change_is_material_until_somebody_decides(
    language, old, new, said
):
    """The sentence says what changed and asks for a decision."""
    found = changed(old, new, language)
    assert (found.verdict, found.certain) == (Verdict.MATERIAL, False)
    assert [f"{rule}: {sentence}" for rule, sentence in told(found)] == said


@pytest.mark.parametrize(
    ("language", "text", "becomes"),
    [
        pytest.param(language, case["text"], case["becomes"], id=f"{language}: {case['text']}")
        for language in _LANGUAGES
        for case in _cases(language)["never editorial"]
    ],
)
def test_what_may_change_the_meaning_is_never_called_editorial(language, text, becomes):
    """A comma, an article, a digit, a look-alike letter, a word that another stands for."""
    verdicts = {new: changed(text, new, language).verdict for new in becomes}
    assert verdicts == dict.fromkeys(becomes, Verdict.MATERIAL)


@pytest.mark.parametrize("kind", ["proved", "certain", "uncertain"])
@pytest.mark.parametrize("language", _LANGUAGES)
def test_whether_a_change_is_material_is_said_alike_without_its_reasons(language, kind):
    """The short question has the long one's answer."""
    for case in _cases(language).get(kind, ()):
        old, new = framed(case["old"], language), framed(case["new"], language)
        assert is_material(old, new) is (compare(old, new).verdict is Verdict.MATERIAL), case


def test_a_reason_begins_with_the_section_in_which_it_stands():
    """Number and name of the section, as the text writes them."""
    [finding] = changed("We answer within 30 days.", "We answer within 60 days.").findings
    assert finding.explanation == (
        f"{PLACE}the time to answer a request goes from 30 days to 60 days."
    )
    assert finding.where == ("Privacy statement", "8. Clause")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Wir **speichern** Namen.", "Wir speichern Namen."),
        ('Wir sagen "ja" - immer.', "Wir sagen „ja“ – immer."),
        ("Wir speichern Namen.\n\nWir löschen sie.", "Wir speichern\nNamen.\n\nWir löschen sie."),
        ("Wir speichern Namen", "Wir speichern Namen."),
        ("* Namen\n* Orte", "- Namen\n- Orte"),
    ],
)
def test_another_language_gets_the_rules_that_need_no_words(old, new):
    """Formatting, typography, wrapping and marks at the end of a passage."""
    assert changed(old, new, "de").verdict is not Verdict.MATERIAL


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Wir speichern Namen.", "Wir speichern nie Namen."),
        ("Wir speichern Nahmen.", "Wir speichern Namen."),
        ("Wir antworten in 30 Tagen.", "Wir antworten in dreißig Tagen."),
        ("Wir nutzen Name und Ort.", "Wir nutzen Name oder Ort."),
        ("- Namen\n- Orte", "- Orte\n- Namen"),
        ("Siehe [hier](https://acme.example/a).", "Siehe [hier](https://acme.example/b)."),
        ("### Namen\n\nImmer.\n\n### Orte\n\nNie.", "### Namen\n\nImmer.\n\n#### Orte\n\nNie."),
    ],
)
def test_another_language_gets_the_safe_answer_where_words_would_tell(old, new):
    """What no list can judge is material, and never certain."""
    found = changed(old, new, "de")
    assert (found.verdict, found.certain) == (Verdict.MATERIAL, False)


def test_numbers_and_suspicious_characters_need_no_language():
    """They are read and named in any language."""
    found = changed("Wir antworten in 30 Tagen.", "Wir antworten in 3O Tagen.", "de")
    assert [finding.rule for finding in found.findings] == ["suspicious-characters"]
    assert found.findings[0].effect is Effect.MATERIAL
