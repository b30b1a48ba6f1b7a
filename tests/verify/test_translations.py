"""What the register says of translations follows from git, and a lie about one is found."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from publisher.verify import verify
from tests.histories import Company
from tests.timeline.test_translations import ENGLISH, FRENCH, MENDED, english, french
from tests.verify import independent
from tests.verify.forger import Forger

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
NOW = START + timedelta(days=400)


def make(path: Path) -> Company:
    """Translations that come with a text, later, corrected, mended, and of an earlier version."""
    made = Company(path, days=10)

    def publish(day: int, expected: int, **files: str) -> None:
        names = {"english": ENGLISH, "french": FRENCH, "mended": "policy/notices/mended.md",
                 "words": "policy/notices/six.md", "mots": "policy/notices/six.fr.md"}  # fmt: skip
        made.files |= {names[name]: text for name, text in files.items()}
        made.commit()
        assert len(made.publish(START + timedelta(days=day))) == expected

    publish(0, 2, english=english(24), french=french(24))
    publish(1, 1, english=english(13))
    publish(30, 1, french=french(24, words="*vos* données"))  # an archived version's, corrected
    publish(31, 1, french=french(130))  # late: version 2 is in force
    publish(32, 1, french=french(13), mended=MENDED)
    publish(33, 2, english=english(6), words="---\npolicy: privacy\nsummary: Six.\n---\n\nSix.\n",
            mots="---\nsummary: Six mois.\n---\n\nSix.\n")  # fmt: skip
    publish(34, 1, french=french(6))
    # A slip in the pending version's translation, which that of the text in force has too.
    publish(35, 2, french=french(6, words="*vos* données"))
    return made


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository of that company, made once."""
    return make(tmp_path_factory.mktemp("translations") / "repo").path


@pytest.fixture
def company(honest: Path, tmp_path: Path) -> Company:
    """A copy of it to spoil."""
    shutil.copytree(honest, tmp_path / "repo")
    return Company.open(tmp_path / "repo")


def found(company: Company) -> list[str]:
    """Return what verification says."""
    report = verify(company.store, company.history(), now=NOW)
    return [str(one) for one in (*report.problems, *report.notes)]


def test_an_honest_history_of_translations_holds(company: Company) -> None:
    """Every entry is derived again: version, text, words and decision."""
    assert found(company) == []
    assert independent.check(str(company.path)).found == []
    log = [entry.headline for entry in company.store.read().entries]
    assert log[1] == "translate privacy v1 into fr"
    assert len(log) == 11


def _of_another_version(forger: Forger) -> None:
    forger.entries[forger.find("translated", 2)].content["version"] = 1


def _of_a_version_that_was_not_there(forger: Forger) -> None:
    """The first translation is called one of the version that is announced later."""
    first = forger.entries.pop(1)
    first.content["version"] = 2
    forger.entries.insert(2, first)
    first.content["at"] = forger.entries[1].content["at"]


def _in_another_language(forger: Forger) -> None:
    forger.entries[1].content["language"] = "de"


def _a_change_in_substance_called_editorial(forger: Forger) -> None:
    mended = forger.entries[forger.find("translated", 3)].content
    mended |= {"decided_by": "publisher", "proposed": "editorial"}
    for name in ("decision_file", "decision_blob", "reason", "approved_by"):
        mended.pop(name)


def _left_out(forger: Forger) -> None:
    forger.entries.pop(forger.find("translated", 2))


def _other_words(forger: Forger) -> None:
    words = next(
        one for one in forger.entries if one.content.get("notice_file", "").endswith("fr.md")
    )
    words.content["notice_blob"] = "0" * 40


def _a_forged_text(forger: Forger) -> None:
    forger.entries[1].text = b"<p>Nous vendons tout.</p>"


@pytest.mark.parametrize(
    "forge",
    [
        _of_another_version, _of_a_version_that_was_not_there, _in_another_language,
        _a_change_in_substance_called_editorial, _left_out, _other_words, _a_forged_text,
    ],
)  # fmt: skip
def test_a_lie_about_a_translation_is_found(
    company: Company, forge: Callable[[Forger], None]
) -> None:
    """Also where all numbers and digests are made to hold again."""
    forger = Forger(company.path)
    forge(forger)
    forger.rehash()
    forger.write()
    assert found(company) != []
