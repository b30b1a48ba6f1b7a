"""The count as plain text for a terminal, at most 80 columns wide, in English or French.

Colour only repeats what characters say already: P, #n, x, + and E.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

from publisher.calendar import presets
from publisher.calendar.counting import Counting, Unit
from publisher.calendar.holiday_names import babel_locale, long_date, weekday
from publisher.calendar.presets import Preset
from publisher.calendar.schedule import CalendarDay, Role, Schedule
from publisher.calendar.zone import zone

Paint = Callable[[str, Role], str]

_WIDTH = 80
_WORDS: dict[str, dict[str | Role, str]] = {
    "en": {
        "published": "Published",
        "effective": "Takes effect",
        "notice": "Notice",
        "clear": "{days} full business days in between ({calendar}, {library})",
        "workday": "business day number {days} after it ({calendar}, {library})",
        "days-1": "1 full day in between",
        "days-n": "{days} full days in between",
        "weeks-1": "1 week, ending at the end of {last}",
        "weeks-n": "{days} weeks, ending at the end of {last}",
        "months-1": "1 month, ending at the end of {last}",
        "months-n": "{days} months, ending at the end of {last}",
        "none-n": "none is promised: the change applies when it was seen live",
        "at": "{day} at {time} ({zone})",
        "floor": "not before {day}",
        "decides": "{floor}: decides the date",
        "duty": "The site does not do this for you:",
        "skipped": "Not counted:",
        "days": "{count} days",
        "day": "1 day",
        "estimated": "An estimated date can still move; the change may then move later, never "
        "earlier.",
        "provisional": "More public holidays may still be decreed ({years}); the change may then move later, "
        "never earlier.",
        "by": "For a change to take effect on {effective}, its notice must be readable on the site "
        "on {latest} at the latest, before midnight ({zone}).",
        "past": "That day is past. Published now, the change can take effect on {earliest}.",
        Role.PUBLICATION: "P publication",
        Role.COUNTED: "#n counted",
        Role.SKIPPED: "x not counted",
        Role.FURTHER: "+ beyond",
        Role.EFFECTIVE: "E takes effect",
    },
    "fr": {
        "published": "Publication",
        "effective": "Prise d'effet",
        "notice": "Préavis",
        "clear": "{days} jours ouvrés pleins entre les deux ({calendar}, {library})",
        "workday": "jour ouvré numéro {days} après elle ({calendar}, {library})",
        "days-1": "1 jour entier entre les deux",
        "days-n": "{days} jours entiers entre les deux",
        "weeks-1": "1 semaine, qui s'achève à la fin du {last}",
        "weeks-n": "{days} semaines, qui s'achèvent à la fin du {last}",
        "months-1": "1 mois, qui s'achève à la fin du {last}",
        "months-n": "{days} mois, qui s'achèvent à la fin du {last}",
        "none-n": "aucun n'est promis : la modification s'applique dès sa mise en ligne constatée",
        "at": "{day} à {time} ({zone})",
        "floor": "pas avant le {day}",
        "decides": "{floor} : détermine la date",
        "duty": "Le site ne fait pas ceci à votre place :",
        "skipped": "Jours non comptés :",
        "days": "{count} jours",
        "day": "1 jour",
        "estimated": "Une date estimée peut encore changer ; la prise d'effet est alors reportée, "
        "jamais avancée.",
        "provisional": "D'autres jours fériés peuvent encore être décrétés ({years}) ; la prise d'effet est "
        "alors reportée, jamais avancée.",
        "by": "Pour une prise d'effet le {effective}, l'avis doit être lisible sur le site le "
        "{latest} au plus tard, avant minuit ({zone}).",
        "past": "Ce jour est passé. Publiée maintenant, la modification peut prendre effet le "
        "{earliest}.",
        Role.PUBLICATION: "P publication",
        Role.COUNTED: "#n compté",
        Role.SKIPPED: "x non compté",
        Role.FURTHER: "+ au-delà",
        Role.EFFECTIVE: "E prise d'effet",
    },
}


def plain(text: str, role: Role) -> str:  # noqa: ARG001 - the other painters need the role
    """Leave the text as it is."""
    return text


def render(schedule: Schedule, locale: str = "en", paint: Paint = plain) -> str:
    """Return the whole answer to "if we publish then, when does it take effect, and why"."""
    parts = ["\n".join(_head(schedule, locale)), "\n".join(_months(schedule, locale, paint))]
    parts.append("\n".join(_legend(schedule, locale, paint)))
    if schedule.skipped or schedule.unit == Unit.BUSINESS_DAYS:
        parts.append("\n".join(_skipped(schedule, locale)))
    if any(holiday.estimated for holiday in schedule.holidays):
        parts.append(_fill(_words(locale)["estimated"]))
    if schedule.provisional:
        years = ", ".join(schedule.provisional)
        parts.append(_fill(_words(locale)["provisional"].format(years=years)))
    duties = [_fill(f"{one.name}: {one.duty}", "  ") for one in _regimes(schedule)]
    if duties:
        parts.append("\n".join([_words(locale)["duty"], *duties]))
    return "\n\n".join(parts)


def render_by(
    schedule: Schedule, latest: date, locale: str = "en", earliest: date | None = None
) -> str:
    """Return the answer to "by when must the notice be up" in a sentence.

    schedule: of a publication on the day `latest`, with the day asked for. earliest: the day that
    publishing now leads to, where `latest` is past.
    """
    words = _words(locale)
    said = words["by"].format(
        effective=long_date(schedule.effective, locale),
        latest=long_date(latest, locale),
        zone=schedule.timezone,
    )
    if earliest:
        said += " " + words["past"].format(earliest=long_date(earliest, locale))
    return _fill(said)


def _head(schedule: Schedule, locale: str) -> Iterator[str]:
    words = _words(locale)
    local = zone(schedule.timezone)
    rows = [
        (
            words[name],
            words["at"].format(day=long_date(day, locale), time=f"{at:%H:%M}", zone=local),
        )
        for name, day, at in (
            ("published", schedule.published_on, schedule.published_at.astimezone(local)),
            ("effective", schedule.effective, schedule.effective_at.astimezone(local)),
        )
    ]
    rows.insert(1, (words["notice"], _promise(schedule, locale)))
    for floor in schedule.floors:
        day = words["floor"].format(day=long_date(floor.effective, locale))
        text = f"{day} ({floor.source})" if floor.source else day
        if floor in schedule.decided_by:
            text = words["decides"].format(floor=text)
        rows.append((floor.preset, text))
    width = max(len(name) for name, _ in rows) + 2
    for name, text in rows:
        yield _fill(text, " " * width, first=name.ljust(width))


def _promise(schedule: Schedule, locale: str) -> str:
    if schedule.unit == Unit.BUSINESS_DAYS:
        key = "clear" if schedule.counting == Counting.CLEAR else "workday"
    else:
        key = f"{schedule.unit}-{1 if schedule.days == 1 else 'n'}"
    last = schedule.counted[-1] if schedule.counted else schedule.published_on
    return _words(locale)[key].format(
        days=schedule.days,
        calendar=schedule.calendar,
        library=schedule.library,
        last=long_date(last, locale),
    )


def _months(schedule: Schedule, locale: str, paint: Paint) -> Iterator[str]:
    """Yield the lines of a small calendar, one block a month, weeks from Monday."""
    from babel.dates import format_date, get_day_names

    width = len(_mark(CalendarDay(schedule.effective, Role.EFFECTIVE, schedule.days, ""))) + 5
    short = get_day_names("abbreviated", "stand-alone", babel_locale(locale))
    heading = "".join(f"{short[number].rstrip('.'):<{width}}" for number in range(7)).rstrip()
    month = None
    for week in schedule.weeks(locale):
        for first in sorted({day.date.replace(day=1) for day in week if _inside(day, schedule)}):
            if first != month:
                if month:
                    yield ""
                month = first
                name = format_date(first, "LLLL y", babel_locale(locale))
                yield f"  {name[:1].upper()}{name[1:]}"
                yield f"  {heading}"
            cells = "".join(_cell(day, first, width, paint) for day in week)
            yield f"  {cells}".rstrip()


def _inside(day: CalendarDay, schedule: Schedule) -> bool:
    return schedule.published_on <= day.date <= schedule.effective


def _cell(day: CalendarDay, month: date, width: int, paint: Paint) -> str:
    if (day.date.year, day.date.month) != (month.year, month.month):
        return " " * width
    text = f"{day.date.day:>2} {_mark(day)}".rstrip()
    return paint(text, day.role) + " " * (width - len(text))


def _mark(day: CalendarDay) -> str:
    number = f"#{day.number}" if day.number else ""
    return {
        Role.PUBLICATION: "P",
        Role.COUNTED: number,
        Role.SKIPPED: "x",
        Role.FURTHER: "+",
        Role.EFFECTIVE: f"{number}E",
        Role.OUTSIDE: "",
    }[day.role]


def _legend(schedule: Schedule, locale: str, paint: Paint) -> Iterator[str]:
    seen = {day.role for week in schedule.weeks(locale) for day in week}
    words = _words(locale)
    yield "  " + "   ".join(
        paint(words[role], role) for role in Role if role in words and role in seen
    )


def _skipped(schedule: Schedule, locale: str) -> Iterator[str]:
    words = _words(locale)
    weekends = Counter(day.date.weekday() for day in schedule.skipped if day.is_weekend_only)
    rows = [
        (weekday(number, locale), words["day"] if count == 1 else words["days"].format(count=count))
        for number, count in sorted(weekends.items())
    ]
    rows += [
        (long_date(day.date, locale), day.why_in(locale))
        for day in schedule.skipped
        if not day.is_weekend_only
    ]
    yield words["skipped"]
    width = max((len(name) for name, _ in rows), default=0) + 2
    for name, text in rows:
        yield _fill(text, " " * (width + 2), first=f"  {name.ljust(width)}")


def _regimes(schedule: Schedule) -> list[Preset]:
    return [presets.preset(name) for name in schedule.period.also if ":" not in name]


def _words(locale: str) -> dict[str | Role, str]:
    return _WORDS.get(locale[:2], _WORDS["en"])


def _fill(text: str, indent: str = "", first: str | None = None) -> str:
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_on_hyphens=False,
    )
