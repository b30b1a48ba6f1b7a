"""Translations: which version each is of, and that none puts words in force that nobody announced."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from publisher.errors import UsageError
from publisher.git.client import Git
from publisher.history.policy_history import read_history
from publisher.register.chain import enter
from publisher.register.entry import Draft
from publisher.register.memory_store import MemoryStore
from publisher.timeline.planning import plan
from publisher.timeline.states import PolicyState, Timelines
from tests.conftest import PolicyRepo, at

ENGLISH, FRENCH = "policy/privacy.md", "policy/privacy.fr.md"
MENDED = (
    "---\npolicy: privacy\nlanguage: fr\nclass: editorial\nsummary: Une erreur.\n"
    "reason: the translation was wrong\napproved-by: Counsel\n---\n\nUne erreur de traduction.\n"
)


def english(months: int) -> str:
    """Return the text that prevails."""
    return (
        "---\ntitle: Privacy\neffective: 2014-01-27\n---\n\n"
        f"# Privacy\n\n## Use\n\nWe keep your data for {months} months.\n"
    )


def french(months: int, more: str = "", words: str = "vos données") -> str:
    """Return its translation."""
    return (
        f"---\ntitle: Confidentialité\n{more}---\n\n"
        f"# Confidentialité\n\n## Usage\n\nNous conservons {words} pendant {months} mois.\n"
    )


class World:
    """A repository whose publications are entered in a register in memory."""

    def __init__(self, path: Path) -> None:
        self.repo, self.store = PolicyRepo(path), MemoryStore()

    def drafts(self, when: str) -> list[Draft]:
        """Return what a publication would enter."""
        return list(plan(read_history(Git(self.repo.path)), self.store.read(), at(when)))

    def publish(self, when: str, files: dict[str, str | bytes | None]) -> list[tuple[Any, ...]]:
        """Commit files, publish, and return event, version and language of each new entry."""
        self.repo.commit(files)
        history = read_history(Git(self.repo.path))
        made = enter(self.store, lambda register: plan(history, register, at(when)), at=at(when))
        return [
            (str(e.event), e.stored["version"], *([e.stored["language"]] if "language" in e.stored else []))
            for e in made
        ]  # fmt: skip

    def state(self, when: str) -> PolicyState:
        """Return the policy at an instant."""
        history = read_history(Git(self.repo.path))
        return Timelines(history, self.store.read()).at(at(when))["privacy"]

    def shown(self, when: str) -> tuple[int, str]:
        """Return number and text of what the French page shows at an instant."""
        state = self.state(when)
        edition, current = state.editions[0], state.in_force
        assert current is not None
        text = edition.stands_for(current)
        return text.number, read_history(Git(self.repo.path)).text(text.texts[-1].revision)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Privacy in two languages, adopted; then a change of the English text alone is announced."""
    made = World(tmp_path / "repo")
    assert made.publish("2026-01-05 09:00", {ENGLISH: english(24), FRENCH: french(24)}) == [
        ("adopted", 1), ("translated", 1, "fr"),
    ]  # fmt: skip
    assert made.publish("2026-02-02 09:00", {ENGLISH: english(13)}) == [("announced", 2)]
    return made


@pytest.mark.parametrize("front", ["", "effective: 2030-01-01\n", "translates: 1\n"])
def test_a_translation_has_no_version_notice_or_day_of_its_own(tmp_path: Path, front: str) -> None:
    """Whatever day stands in its front matter."""
    made = World(tmp_path / "repo")
    made.publish("2026-01-05 09:00", {ENGLISH: english(24), FRENCH: french(24, front)})
    state = made.state("2026-01-06")
    assert [version.number for version in state.versions] == [1]
    [edition] = state.editions
    assert (edition.title, edition.slug, edition.language) == (
        "Confidentialité",
        "privacy.fr",
        "fr",
    )
    assert edition.versions[0].effective == state.versions[0].effective


def test_a_change_made_in_both_languages_is_one_version_with_one_count(tmp_path: Path) -> None:
    """The translation takes effect with it, and not before (T2)."""
    made = World(tmp_path / "repo")
    made.publish("2026-01-05 09:00", {ENGLISH: english(24), FRENCH: french(24)})
    alone = World(tmp_path / "alone")
    alone.publish("2026-01-05 09:00", {ENGLISH: english(24)})
    made.publish("2026-02-02 09:00", {ENGLISH: english(13), FRENCH: french(13)})
    alone.publish("2026-02-02 09:00", {ENGLISH: english(13)})
    day = made.state("2026-02-03").pending[0].effective
    assert day == alone.state("2026-02-03").pending[0].effective
    assert made.shown("2026-03-16 22:59")[0] == 1
    assert "24 mois" in made.shown("2026-03-16 22:59")[1]
    assert made.shown("2026-03-16 23:01")[0] == 2
    assert "13 mois" in made.shown("2026-03-16 23:01")[1]


def test_a_later_translation_of_a_pending_text_neither_restarts_nor_shortens_the_count(
    world: World,
) -> None:
    """It is of the version whose text lies beside it (L1)."""
    before = world.state("2026-02-20").pending[0]
    assert world.publish("2026-02-23 09:00", {FRENCH: french(13)}) == [("translated", 2, "fr")]
    after = world.state("2026-02-24").pending[0]
    assert (before.effective, before.period) == (after.effective, after.period)
    assert world.shown("2026-02-24")[0] == 1
    assert world.shown("2026-03-18")[0] == 2


def test_a_translation_that_lags_behind_stays_and_says_so(world: World) -> None:
    """The version that took effect prevails; its translation is the last that there is."""
    assert world.shown("2026-04-01")[0] == 1
    [edition] = world.state("2026-04-01").editions
    assert edition.standing_to(edition.in_force) == "behind"


def test_an_editorial_correction_stays_with_its_version(world: World) -> None:
    """A comma mended while the change waits for its translation is no translation of the change (L3)."""
    text = french(24, words="*vos* données")
    assert world.publish("2026-02-09 09:00", {FRENCH: text}) == [("translated", 1, "fr")]
    assert world.shown("2026-02-10") == (1, text)
    assert world.state("2026-02-10").versions[1].translation("fr") is None


def test_a_translation_that_needs_no_change_says_so(world: World) -> None:
    """`translates: 2` makes the unchanged text the translation of version 2."""
    text = french(24, "translates: 2\n")
    assert world.publish("2026-02-09 09:00", {FRENCH: text}) == [("translated", 2, "fr")]


def test_an_earlier_version_can_be_named_and_a_later_one_cannot(world: World) -> None:
    """What is not there yet has no translation (L2); the prevailing text is published all the same."""
    world.publish("2026-02-09 09:00", {ENGLISH: english(6)})
    assert world.publish("2026-02-10 09:00", {FRENCH: french(13, "translates: 2\n")}) == [
        ("translated", 2, "fr"),
    ]  # fmt: skip
    assert world.publish(
        "2026-02-11 09:00", {FRENCH: french(1, "translates: 4\n"), ENGLISH: english(5)}
    ) == [("announced", 4), ("translated", 4, "fr")]
    early = world.publish("2026-02-12 09:00", {FRENCH: french(2, "translates: 5\n")})
    assert early == []
    assert world.publish("2026-02-13 09:00", {ENGLISH: english(2)}) == [("announced", 5)]


@pytest.mark.parametrize("months", [12, 36])
def test_a_published_translation_does_not_change_in_substance(world: World, months: int) -> None:
    """Neither that of the text in force nor that of a coming one: nobody announced these words (T2, L4)."""
    world.publish("2026-02-09 09:00", {FRENCH: french(13)})
    assert world.publish("2026-02-10 09:00", {FRENCH: french(months)}) == []
    assert "24 mois" in world.shown("2026-02-11")[1]
    assert "13 mois" in world.shown("2026-03-18")[1]


def test_a_mistake_of_a_translation_is_mended_by_a_declaration(world: World) -> None:
    """With reason and name in the register; the notice is spent by it."""
    world.publish("2026-02-09 09:00", {FRENCH: french(130)})
    made = world.publish("2026-02-10 09:00", {FRENCH: french(13), "policy/notices/m.md": MENDED})
    assert made == [("translated", 2, "fr")]
    entry = world.store.read().entries[-1]
    assert entry.stored["decided_by"] == "editor"
    assert entry.stored["reason"] == "the translation was wrong"
    assert "13 mois" in world.shown("2026-03-18")[1]
    assert world.publish("2026-02-11 09:00", {FRENCH: french(12)}) == []


def test_a_declaration_about_a_translation_decides_nothing_else(world: World) -> None:
    """The prevailing text's own changes are judged as ever."""
    made = world.publish("2026-02-10 09:00", {ENGLISH: english(6), "policy/notices/m.md": MENDED})
    assert made == [("announced", 3)]


def test_a_translation_goes_back_with_a_withdrawn_change(world: World) -> None:
    """Nothing of the withdrawn version is shown as in force, in any language."""
    world.publish("2026-02-09 09:00", {FRENCH: french(13)})
    made = world.publish("2026-02-16 09:00", {ENGLISH: english(24), FRENCH: french(24)})
    assert made == [("withdrawn", 2)]
    assert world.shown("2026-04-01")[0] == 1


def test_the_words_of_a_notice_are_entered_in_each_language(world: World) -> None:
    """They come with the announcement or after it."""
    words = {
        "policy/notices/n.md": "---\npolicy: privacy\nsummary: Six.\n---\n\nSix.\n",
        "policy/notices/n.fr.md": "---\nsummary: Six mois.\n---\n\nSix.\n",
    }
    made = world.publish("2026-02-10 09:00", {ENGLISH: english(6), **words})
    assert made == [("announced", 3), ("translated", 3, "fr")]
    edited = {"policy/notices/n.fr.md": words["policy/notices/n.fr.md"].replace("Six.", "Sept.")}
    assert world.publish("2026-02-11 09:00", edited) == [("translated", 3, "fr")]
    assert world.drafts("2026-02-12") == []


def test_a_deleted_translation_ends_nothing(world: World) -> None:
    """The policy goes on; what was published stays."""
    assert world.publish("2026-02-10 09:00", {FRENCH: None}) == []
    assert world.shown("2026-02-11")[0] == 1


def test_which_text_prevails_is_a_matter_of_files(tmp_path: Path) -> None:
    """`privacy.md` in French with `privacy.en.md` beside it prevails in French."""
    made = World(tmp_path / "repo")
    prevailing = english(24).replace("effective", "language: fr\neffective")
    made.publish("2026-01-05 09:00", {ENGLISH: prevailing, "policy/privacy.en.md": french(24)})
    state = made.state("2026-01-06")
    assert (state.language, [one.language for one in state.editions]) == ("fr", ["en"])


def test_a_page_named_like_a_translation_of_no_policy_is_an_ordinary_page(tmp_path: Path) -> None:
    """(control case)"""
    made = World(tmp_path / "repo")
    made.publish(
        "2026-01-05 09:00",
        {ENGLISH: english(24), "policy/about.fr.md": "---\nnav: {a: 1}\n---\n\nÀ propos.\n"},
    )
    assert made.state("2026-01-06").editions == ()


@pytest.mark.parametrize(
    ("files", "says"),
    [
        pytest.param(
            {"policy/vie-privee.md": french(24, "language: fr\ntranslation-of: privacy\n")},
            "says 'privacy' in the language 'fr', as 'policy/privacy.fr.md' does",
            id="two-in-one-language",
        ),
        pytest.param(
            {"policy/other.md": french(24, "translation-of: privacy\n")},
            "says 'privacy' in the language 'en', as 'policy/privacy.md' does",
            id="the-prevailing-language",
        ),
        pytest.param(
            {FRENCH: french(24, "translates: two\n")}, "isn't a version", id="no-number"
        ),
        pytest.param({FRENCH: "---\neffective: 2020-01-01\n---\n\nx\n"}, "no 'title'", id="no-title"),
        pytest.param(
            {"policy/de.md": french(24, "language: de\ntranslation-of: nothing\n")},
            "is a translation of 'nothing', which does not exist",
            id="of-nothing",
        ),
    ],
)  # fmt: skip
def test_a_mistake_in_a_translation_is_named_with_its_file(
    world: World, files: dict[str, str | bytes | None], says: str
) -> None:
    """And with a way to mend it."""
    world.repo.commit(files)
    with pytest.raises(UsageError, match=says) as caught:
        world.drafts("2026-02-10")
    assert caught.value.remedy
    assert str(caught.value.where).startswith("policy/")


def test_a_policy_of_its_own_does_not_become_a_translation(tmp_path: Path) -> None:
    """It promised notices of its own: it has to end first."""
    made = World(tmp_path / "repo")
    own = "policy/confidentialite.md"
    text = french(24, "effective: 2014-01-27\nlanguage: fr\n")
    made.publish("2026-01-05 09:00", {ENGLISH: english(24), own: text})
    made.repo.commit({own: text.replace("language", "translation-of: privacy\nlanguage")})
    with pytest.raises(UsageError, match="was published as the policy 'confidentialite'"):
        made.drafts("2026-01-06")


def test_each_language_can_have_its_words_in_its_own_file(world: World) -> None:
    """The notice in the front matter of a translation is that of the policy's own, in its language."""

    def said(source: str, words: str) -> str:
        return source.replace("---\n", f"---\nnotice: {{summary: {words}}}\n", 1)

    files = {ENGLISH: said(english(6), "Six."), FRENCH: said(french(24), "Six mois.")}
    assert world.publish("2026-02-10 09:00", files) == [("announced", 3), ("translated", 3, "fr")]
    assert world.publish("2026-02-11 09:00", {FRENCH: said(french(24), "Sept mois.")}) == [
        ("translated", 3, "fr")
    ]
    assert world.publish("2026-02-12 09:00", {ENGLISH: said(english(5), "Five.")}) == [
        ("announced", 4)
    ]
    assert world.drafts("2026-02-13") == []
