"""Which sentences promise notice before a change of the text itself, and how an editor settles it."""

from __future__ import annotations

import pytest

from publisher.check.promise_checks import promises
from tests.conftest import MKDOCS_YML, POLICY, PolicyRepo

from .conftest import Run

CHANGES = "\n## Changes\n\nWe post notice of changes to this policy {words} before.\n"


def body(heading: str, sentence: str) -> str:
    """Return a section."""
    return f"## {heading}\n\n{sentence}\n"


@pytest.mark.parametrize(
    ("heading", "sentence"),
    [
        (
            "API",
            "If we change this agreement, within six months of such notice, you will update your apps.",
        ),
        ("Your rights", "You may ask to be informed of what we collected over the past 12 months."),
        ("Prices", "We may change our fees upon 30 days' notice."),
        ("Fees", "We change the payment terms and fees upon thirty (30) days notice to you."),
        ("Changes to the service and prices", "Prices are subject to change upon 30 days notice."),
        ("Changes", "You can object to a change by notice to us within 15 days."),
        (
            "Changes",
            "If you do not agree to updated terms, you may end the contract with 30 days' notice.",
        ),
        ("Ending", "Either party may end this agreement with three months' notice."),
        ("Modifications", "Vous pouvez résilier avec un préavis de 30 jours."),
        ("Incidents", "We notify you within 3 days of an incident and update our statement."),
        ("Données", "Nous modifions cette politique et vous informons dans un délai de 30 jours."),
    ],
)
def test_a_deadline_is_no_promise_of_notice(heading: str, sentence: str) -> None:
    """Nor is a reader's duty, a time that is over, or notice before something else changes."""
    assert [promise.words for promise in promises(body(heading, sentence))] == []


@pytest.mark.parametrize(
    ("heading", "sentence", "words"),
    [
        ("Changes", "We will notify you at least 30 days before.", "30 days"),
        ("12. Modifications", "Notice is posted one month in advance.", "one month"),
        ("General", "We may amend these terms with 15 days' prior notice.", "15 days"),
        ("General", "We notify you of changes to this agreement, such as price changes, 30 days before.",
         "30 days"),
        ("General", "If you have an account, we will tell you by notice of changes to our policy six weeks "
         "before.", "six weeks"),
        ("Changes to our statement", "Material changes are announced thirty (30) business days before.",
         "thirty (30) business days"),
        ("Modifications", "Nous publions un avis 30 jours avant.", "30 jours"),
        ("Divers", "Nous vous informons de toute modification de la présente politique un mois avant.",
         "un mois"),
    ],
)  # fmt: skip
def test_the_companys_own_duty_is_a_promise(heading: str, sentence: str, words: str) -> None:
    """To give notice of changes to this text, in a section of its own or anywhere."""
    assert [promise.words for promise in promises(body(heading, sentence))] == [words]


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("none", []), ("20 days", []),
        ("2 months", ["the text promises 2 months; the configuration says 30 business days"]),
        ("soon", ["'promise' of the front matter: 'soon' isn't a period of notice"]),
    ],
)  # fmt: skip
def test_the_front_matter_settles_what_the_text_promises(
    in_repo: PolicyRepo, run: Run, declared: str, expected: list[str]
) -> None:
    """Then no sentence is looked for; what it names is held against the configuration."""
    text = POLICY.replace("---\n", f"---\npromise: {declared}\n", 1) + CHANGES.format(
        words="90 days"
    )
    in_repo.commit({"mkdocs.yml": MKDOCS_YML, "policy/privacy.md": text})
    found = run("check", "--json").json["problems"]
    assert [one["problem"] for one in found if one["rule"] == "promise"] == expected
    assert [one["problem"] for one in found if one["rule"] == "front-matter"] == []
