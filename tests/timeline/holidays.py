"""Holidays that are created after a notice, as parliaments do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from publisher.calendar import business_calendar, public_holidays
from publisher.timeline.planning import effective_date


@contextmanager
def created(*added: date, code: str = "FR") -> Iterator[None]:
    """Let the table of public holidays have more days while this lasts."""
    names = public_holidays.names

    def more(place: str, year: int, locale: str = "en") -> Mapping[date, tuple[str, ...]]:
        own = {day: ("Decreed day",) for day in added if day.year == year and place == code}
        return {**names(place, year, locale), **own}

    public_holidays.names = more  # type: ignore[assignment]
    _forget()
    try:
        yield
    finally:
        public_holidays.names = names
        _forget()


def _forget() -> None:
    """Drop what was counted with the other table; a process never sees two."""
    business_calendar.parse.cache_clear()
    effective_date.keeps.cache_clear()
    effective_date._counted.cache_clear()
