"""Words and dates of the site, by language. A language is one file in `locale/`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from babel.dates import format_date, format_time

from publisher.errors import UsageError

# Babel's "en" writes dates the American way; policies here write "7 January 2027".
_DATE_LOCALES = {"en": "en_GB"}


class Words:
    """The sentences of one language. A missing sentence is a mistake of ours and raises KeyError."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self._sentences = _load(locale)
        self._dates = _DATE_LOCALES.get(locale, locale.replace("-", "_"))

    def __call__(self, name: str, /, **values: object) -> str:
        """Return the sentence with its values filled in; dates are written out in the language."""
        shown = {
            key: self.day(value) if isinstance(value, date) else value
            for key, value in values.items()
        }
        return self._sentences[name].format(**shown)

    def day(self, day: date) -> str:
        """Write a day out: "7 January 2027", "1er janvier 2027"."""
        written = format_date(day, "long", locale=self._dates)
        if self.locale.startswith("fr") and day.day == 1:
            # Babel writes "1 janvier"; French writes the first of a month as an ordinal.
            written = written.replace("1 ", "1er ", 1)
        return written

    def weekday(self, day: date) -> str:
        """Write a day out with its weekday: "Thursday 7 January 2027"."""
        name = format_date(day, "EEEE", locale=self._dates)
        return f"{name} {self.day(day)}"

    def instant(self, at: datetime, timezone: str) -> str:
        """Write an instant out in a zone, naming the zone."""
        local = at.astimezone(ZoneInfo(timezone))
        clock = format_time(local, "HH:mm", locale=self._dates)
        return self("instant", day=local.date(), clock=clock, zone=timezone)

    @staticmethod
    def machine(at: datetime) -> str:
        """Return an instant for a `datetime` attribute: RFC 3339 in UTC."""
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def available() -> list[str]:
    """Return the locales that the package ships."""
    folder = files("publisher.site") / "locale"
    return sorted(
        entry.name.removesuffix(".yml") for entry in folder.iterdir() if entry.name.endswith(".yml")
    )


@lru_cache(maxsize=32)
def _load(locale: str) -> dict[str, str]:
    folder = files("publisher.site") / "locale"
    for name in (locale, locale.split("-")[0].split("_")[0]):
        source = folder / f"{name}.yml"
        if source.is_file():
            sentences: dict[str, Any] = yaml.safe_load(source.read_text(encoding="utf-8"))
            return sentences
    raise UsageError(
        f"there are no words for 'locale: {locale}'",
        where="mkdocs.yml",
        remedy=f"use one of {', '.join(available())}",
    )
