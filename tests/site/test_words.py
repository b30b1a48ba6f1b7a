"""Words and dates of the site (publisher/messages, publisher/site/pages/templates)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter

import pytest
import yaml
from jinja2 import nodes

from publisher.errors import UsageError
from publisher.messages import catalogue as module
from publisher.messages.catalogue import Messages, available
from publisher.site.pages.template_helpers import TEMPLATES

PACKAGE = Path(module.__file__).parent
SITE = PACKAGE.parent / "site"
ENGLISH = yaml.safe_load((PACKAGE / "en.yml").read_text(encoding="utf-8"))


def fields(sentence: object) -> set[str]:
    """Return the names that a sentence is filled with, in any of its forms."""
    forms = sentence.values() if isinstance(sentence, dict) else [sentence]
    return {name for form in forms for _, name, _, _ in Formatter().parse(str(form)) if name}


@pytest.mark.parametrize("locale", available())
def test_every_language_has_every_sentence(locale: str) -> None:
    """No sentence is missing, none is left over, and each is filled with the same values."""
    own = yaml.safe_load((PACKAGE / f"{locale}.yml").read_text(encoding="utf-8"))
    assert set(own) == set(ENGLISH)
    for name, sentence in own.items():
        assert fields(sentence) <= fields(ENGLISH[name]), name
        assert str(sentence).strip(), name


def test_no_sentence_is_there_for_nothing() -> None:
    """Each sentence is asked for by a template or by the code of the site."""
    sources = [*SITE.rglob("*.py"), *SITE.rglob("*.html"), *PACKAGE.rglob("*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    built = re.compile(
        r"(state|verdict|reason|item|why|file|filter|view|count_line|count_floor|count_law|facts_promise_line)_"
    )  # put together from a value
    unused = [n for n in ENGLISH if not re.search(rf"['\"]{n}['\"]", code) and not built.match(n)]
    assert unused == []


def names(asked: nodes.Expr) -> list[str]:
    """Return the sentences that an expression may name; none where a name is put together."""
    if isinstance(asked, nodes.Const):
        return [asked.value]
    if isinstance(asked, nodes.CondExpr):
        return [*names(asked.expr1), *(names(asked.expr2) if asked.expr2 else [])]
    return []


def test_templates_ask_only_for_sentences_that_exist() -> None:
    """A missing sentence would be found by a reader; here it is found before."""
    for template in TEMPLATES.list_templates():
        source, _, _ = TEMPLATES.loader.get_source(TEMPLATES, template)  # type: ignore[union-attr]
        for call in TEMPLATES.parse(source).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in ("t", "own"):
                assert set(names(call.args[0])) <= set(ENGLISH), template


@pytest.mark.parametrize("name", TEMPLATES.list_templates())
def test_no_words_stand_in_a_template(name: str) -> None:
    """Every word that a reader sees comes from a language's file."""
    source, _, _ = TEMPLATES.loader.get_source(TEMPLATES, name)  # type: ignore[union-attr]
    bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", source, flags=re.DOTALL)
    bare = re.sub(r"<[^>]*>", " ", bare, flags=re.DOTALL)
    words = set(re.findall(r"[A-Za-z]{2,}", bare)) - {"SHA"}
    assert words == set()
    labels = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"{]+)"', source)
    assert set(labels) <= {"F8", "Shift+F8"}  # keys are called so in every language


def test_the_first_of_a_month_is_an_ordinal_in_french() -> None:
    """Dates are written as a language writes them."""
    assert Messages("fr").day(date(2027, 1, 1)) == "1er janvier 2027"
    assert Messages("fr").day(date(2027, 1, 11)) == "11 janvier 2027"
    assert Messages("en").day(date(2027, 1, 7)) == "7 January 2027"
    assert Messages("en").weekday(date(2027, 1, 7)) == "Thursday 7 January 2027"


def test_an_instant_names_its_zone() -> None:
    """An instant is written in the zone that counts, and says which."""
    at = datetime(2027, 1, 6, 23, tzinfo=UTC)
    assert Messages("en").instant(at, "Europe/Paris") == "7 January 2027, 00:00 (Europe/Paris)"
    assert Messages("fr").instant(at, "Europe/Paris") == "7 janvier 2027 à 00:00 (Europe/Paris)"


@pytest.mark.parametrize(
    ("locale", "count", "part"),
    [
        pytest.param("en", 1, "promise 1 full business day between", id="one"),
        pytest.param("en", 30, "promise 30 full business days between", id="many"),
        pytest.param("fr", 0, "laisser 0 jour ouvré entier entre", id="zero-is-singular-in-french"),
    ],
)
def test_a_sentence_follows_its_number(locale: str, count: int, part: str) -> None:
    """Singular and plural are those of the language."""
    day = date(2027, 1, 7)
    found = Messages(locale)("count_line", count=count, published=day, effective=day)
    assert part in found


def test_a_language_without_words_is_told() -> None:
    """The message names the languages there are and how to add one."""
    with pytest.raises(UsageError, match=r"use one of en, fr.*publisher/locale/xx\.yml"):
        Messages("xx")


def test_a_site_adds_a_language_by_a_file(tmp_path: Path) -> None:
    """A file in the custom_dir makes a language; what it leaves out stands there in English."""
    (tmp_path / "de.yml").write_text('banner_change: "{title} ändert sich am {day}."\n')
    words = Messages("de", tmp_path)
    assert (
        words("banner_change", title="X", day=date(2027, 1, 7))
        == "X ändert sich am 7. Januar 2027."
    )
    assert words("home") == "Policies"


def test_a_site_says_things_in_its_own_words(tmp_path: Path) -> None:
    """A file for a shipped language changes the sentences that it has, and no other."""
    (tmp_path / "en.yml").write_text('banner_change: "News: {title}, {day}"\n')
    words = Messages("en", tmp_path)
    assert words("banner_change", title="X", day=date(2027, 1, 7)) == "News: X, 7 January 2027"
    assert words("banner_end", title="X", day=date(2027, 1, 7)) == "X: ends on 7 January 2027."
    assert Messages("en")("banner_change", title="X", day=date(2027, 1, 7)).startswith("X: changes")


def test_a_file_of_words_that_is_none_is_told(tmp_path: Path) -> None:
    """A mistake in a site's own file is named with its line."""
    (tmp_path / "en.yml").write_text('home: "A\nb: [')
    with pytest.raises(UsageError, match=r"en\.yml:\d+: isn't valid YAML"):
        Messages("en", tmp_path)


def test_no_french_line_begins_with_a_colon() -> None:
    """French sets a space before ':', '?', ';', '!' and inside « »; no line may break there."""
    words = Messages("fr")
    title = words("history_title", title="Déclaration", count=1)
    assert title == "Déclaration\u00a0: toutes les versions"
    assert words("when_title").endswith("donnée\u00a0?")
    assert " :" not in words.in_language("fr-CA")("feed_title", name="A")


def test_a_value_in_a_french_sentence_stays_as_it_is() -> None:
    """(control case) Only the sentence is set so, never a policy's own words."""
    assert Messages("fr")("history_title", title="Avis : a", count=1).startswith("Avis : a\u00a0:")
