"""Words and dates of the site, by language. A language is one file in `locale/`.

A site can say things in its own words, or in a language that the package does not ship: a file of the
same form in `<custom_dir>/publisher/locale/` goes before the package's.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_day_names

from publisher.calendar import Schedule
from publisher.calendar.counting import Counting, Unit
from publisher.calendar.notice_period import audience
from publisher.calendar.schedule import Floor
from publisher.errors import UsageError

# Babel's "en" writes dates the American way; policies here write "7 January 2027".
_DATE_LOCALES = {"en": "en_GB"}
_BASE = "en"

Sentence = str | Mapping[str, str]


class Messages:
    """The sentences of one language. A missing sentence is a mistake of ours and raises KeyError.

    own: a folder with files that go before the package's.
    """

    def __init__(self, locale: str, own: Path | None = None) -> None:
        self.locale = locale
        self.own = own
        self._sentences = _load(locale, own)
        self._others: dict[str, Messages] = {}
        self._dates = _DATE_LOCALES.get(locale, locale.replace("-", "_"))
        try:
            self._rules = Locale.parse(self._dates)
        except (UnknownLocaleError, ValueError) as error:
            raise UsageError(
                f"no dates can be written for 'locale: {locale}'",
                where="mkdocs.yml",
                remedy="use a language tag like 'en', 'fr' or 'pt-BR'",
            ) from error

    def __call__(self, name: str, /, **values: object) -> str:
        """Return the sentence with its values filled in; dates are written out in the language.

        A sentence with forms (`one`, `other` …) takes the one that its `count` asks for.
        """
        sentence = self._sentences[name]
        if isinstance(sentence, Mapping):
            form = self._rules.plural_form(int(str(values["count"])))
            sentence = sentence.get(form, sentence["other"])
        return sentence.format(**{key: self._written(value) for key, value in values.items()})

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of all sentences: part of the name of what was made with them."""
        said = json.dumps(self._sentences, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()

    def has(self, name: str) -> bool:
        """Whether there is such a sentence."""
        return name in self._sentences

    def _written(self, value: object) -> object:
        return self.day(value) if isinstance(value, date) else value

    def in_language(self, language: str) -> Messages:
        """Return the words for a text in another language; these, where there are none."""
        if language.split("-")[0] == self.locale.split("-")[0]:
            return self
        if language not in self._others:
            known = language in _known(self.own)
            self._others[language] = Messages(language, self.own) if known else self
        return self._others[language]

    def count_line(self, schedule: Schedule) -> str:
        """Say in a sentence how the day of a change follows from that of its notice."""
        last = schedule.counted[-1] if schedule.counted else schedule.published_on
        name = "count_line_later" if schedule.is_later else "count_line"
        unit = "_workday" if schedule.counting == Counting.WORKDAY else _of_unit(schedule)
        return self(
            name + unit, count=schedule.days, published=schedule.published_on, last=last,
            effective=schedule.effective,
        )  # fmt: skip

    def why_line(self, schedule: Schedule) -> str:
        """Say in a sentence or two why a change has its day, with the promise that decided it."""
        deciding = (floor for floor in schedule.floors if floor in schedule.decided_by)
        named = [
            self("count_floor_decides", name=self._floor_name(floor), day=floor.effective)
            for floor in deciding
        ]
        return " ".join([self.count_line(schedule), *named[:1]])

    def promise_line(self, schedule: Schedule) -> str:
        """Say how much notice was promised, and whose days count."""
        return self(
            "facts_promise_line" + _of_unit(schedule), count=schedule.days, calendar=schedule.calendar,
            zone=schedule.timezone,
        )  # fmt: skip

    def floor_lines(self, schedule: Schedule) -> list[str]:
        """Say what is added to the promise, from which day each allows the change, and which decides it."""
        return [
            self(
                "count_floor_decides" if floor in schedule.decided_by else "count_floor",
                name=self._floor_name(floor), day=floor.effective,
            )
            for floor in schedule.floors
        ]  # fmt: skip

    def _floor_name(self, floor: Floor) -> str:
        promise = audience(floor.preset)
        if promise is None:
            return self("count_law_" + floor.preset.replace("-", "_"))
        name, days, unit = promise
        return self(f"count_floor_{unit.replace(' ', '_')}", name=name, count=days)

    def day(self, day: date) -> str:
        """Write a day out: "7 January 2027", "1er janvier 2027"."""
        written = _date(day, "long", self._dates)
        if self.locale.startswith("fr") and day.day == 1:
            # Babel writes "1 janvier"; French writes the first of a month as an ordinal.
            written = written.replace("1 ", "1er ", 1)
        return written

    def short_day(self, day: date) -> str:
        """Write a day without its year, for a narrow place: "7 Jan"."""
        return _date(day, "d MMM", self._dates)

    def weekday(self, day: date) -> str:
        """Write a day out with its weekday: "Thursday 7 January 2027"."""
        name = _date(day, "EEEE", self._dates)
        return f"{name} {self.day(day)}"

    @staticmethod
    def direction(tag: str) -> str:
        """Return the direction in which a language is written, as HTML names it: "rtl" or "ltr"."""
        try:
            order = Locale.parse(tag, sep="-").character_order
        except (UnknownLocaleError, ValueError):
            return "ltr"
        return "rtl" if order == "right-to-left" else "ltr"

    @staticmethod
    def language(tag: str) -> str:
        """Return a language's own name for itself: "Français"."""
        try:
            name = Locale.parse(tag, sep="-").get_display_name() or tag
        except (UnknownLocaleError, ValueError):
            return tag
        return name[:1].upper() + name[1:]

    def language_name(self, tag: str) -> str:
        """Return a language's name in this language, as in a sentence: "anglais"."""
        try:
            return Locale.parse(tag, sep="-").get_display_name(self._rules) or tag
        except (UnknownLocaleError, ValueError):
            return tag

    def weekdays(self) -> list[tuple[str, str]]:
        """Return the days of the week from Monday: in short and in full."""
        return _weekdays(self._dates)

    def instant(self, at: datetime, timezone: str) -> str:
        """Write an instant out in a zone, naming the zone."""
        local = at.astimezone(ZoneInfo(timezone))
        clock = format_time(local, "HH:mm", locale=self._dates)
        return self("instant", day=local.date(), clock=clock, zone=timezone)

    @staticmethod
    def machine(at: datetime) -> str:
        """Return an instant for a `datetime` attribute: RFC 3339 in UTC."""
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def available(own: Path | None = None) -> list[str]:
    """Return the locales that there are words for."""
    return sorted(_known(own))


def _known(own: Path | None) -> set[str]:
    folders = [files("publisher.messages"), *([own] if own and own.is_dir() else [])]
    return {
        entry.name.removesuffix(".yml")
        for folder in folders
        for entry in folder.iterdir()
        if entry.name.endswith(".yml")
    }


# A site says the same few days thousands of times.
@lru_cache(maxsize=20_000)
def _date(day: date, form: str, locale: str) -> str:
    return str(format_date(day, form, locale=locale))


@lru_cache(maxsize=64)
def _weekdays(locale: str) -> list[tuple[str, str]]:
    short = get_day_names("abbreviated", context="stand-alone", locale=locale)
    full = get_day_names("wide", context="stand-alone", locale=locale)
    return [(short[number], full[number]) for number in range(7)]


def _of_unit(schedule: Schedule) -> str:
    """Return the end of the name of a sentence that there is for each unit; none for business days."""
    return "" if schedule.unit == Unit.BUSINESS_DAYS else f"_{schedule.unit}"


@lru_cache(maxsize=64)
def _load(locale: str, own: Path | None) -> dict[str, Sentence]:
    """Read the package's sentences and put a site's own over them."""
    folder = files("publisher.messages")
    found: dict[str, Sentence] = {}
    names = dict.fromkeys((locale.replace("_", "-").split("-")[0], locale))
    for name in names:
        for source in (folder / f"{name}.yml", own / f"{name}.yml" if own else None):
            if source is not None and source.is_file():
                found |= _read(source.read_text(encoding="utf-8"), str(source))
    if not found:
        raise UsageError(
            f"there are no messages for 'locale: {locale}'",
            where="mkdocs.yml",
            remedy=f"use one of {', '.join(available(own))}, or add a file "
            f"'publisher/locale/{locale}.yml' to the theme's custom_dir",
        )
    if "fr" in names:
        found = {name: _spaced(sentence) for name, sentence in found.items()}
    # A language of one's own may leave sentences out; they then stand there in English.
    return _read((folder / f"{_BASE}.yml").read_text(encoding="utf-8"), _BASE) | found


# French writes a space before these signs, at which no line may break.
_FRENCH = re.compile("(?<=«) | (?=[:;?!»%])")


def _spaced(sentence: Sentence) -> Sentence:
    if isinstance(sentence, str):
        return _FRENCH.sub("\u00a0", sentence)
    return {form: _FRENCH.sub("\u00a0", words) for form, words in sentence.items()}


def _read(source: str, where: str) -> dict[str, Sentence]:
    try:
        sentences: Any = yaml.safe_load(source)
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        raise UsageError(
            "isn't valid YAML",
            where=f"{where}:{place.line + 1}" if place else where,
            remedy="write one 'name: \"sentence\"' a line",
        ) from error
    if not isinstance(sentences, dict) or not all(
        isinstance(value, str | dict) for value in sentences.values()
    ):
        raise UsageError(
            "holds no sentences", where=where, remedy="write one 'name: \"sentence\"' a line"
        )
    return sentences
