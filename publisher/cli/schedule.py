"""`publisher schedule`: the count of a notice, day by day, or the last day to post it."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from publisher import clock
from publisher.cli.output import examples
from publisher.errors import UsageError

if TYPE_CHECKING:
    from publisher.calendar import NoticePeriod
    from publisher.calendar.schedule import Role
    from publisher.config import Settings
    from publisher.model.period_json import LatestPublicationJSON, ScheduleJSON


@click.command(
    "schedule",
    epilog=examples(
        "publisher schedule                   # published now, from when does it apply",
        "publisher schedule --by 2027-03-01   # to apply then, by when must the notice be up",
        "publisher schedule --notice '1 month'",
        "publisher schedule 2026-11-23T10:00+01:00 --calendar DE-BY --timezone Europe/Berlin",
    ),
)
@click.argument("instant", required=False)
@click.option("--days", type=int, metavar="N", help="Business days of notice.")
@click.option(
    "--notice",
    metavar="PERIOD",
    help="Notice in any unit: '30 business days', '30 days', '6 weeks', '1 month', 'none'.",
)
@click.option(
    "--calendar", metavar="C", help="Country or subdivision (FR, DE-BY), or a union (FR+FR-6AE)."
)
@click.option("--timezone", metavar="Z", help="Zone whose days count, such as Europe/Paris.")
@click.option(
    "--counting",
    metavar="K",
    help="clear: so many full days lie between; workday: the last of them is the day itself.",
)
@click.option(
    "--also", multiple=True, metavar="NAME", help="Add the notice of a law (p2b, psd2, ...)."
)
@click.option("--by", metavar="DAY", help="Answer by when a notice must be up for this day.")
@click.option("--locale", metavar="L", help="Language of the answer: en or fr.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    instant: str | None, by: str | None, locale: str | None, as_json: bool, notice: str | None,
    **promise: Any,
) -> None:  # fmt: skip
    """Count the days between a notice and its change.

    INSTANT is when the notice becomes readable: a day, or an instant with its offset. Default: now.
    What no option says is taken from mkdocs.yml, else from the defaults (30 days, FR, Europe/Paris).
    """
    from publisher.calendar.notice_period import amount_and_unit

    if instant and by:
        raise UsageError("INSTANT and --by are two questions", where="schedule", remedy="ask one")
    settings = _settings()
    if notice is not None and promise["days"] is not None:
        raise UsageError(
            "--days and --notice are two promises", where="schedule", remedy="give one"
        )
    asked = {name: value for name, value in promise.items() if value not in (None, ())}
    if notice is not None:
        asked["days"], asked["unit"] = amount_and_unit(notice)
    elif promise["days"] is not None:
        asked["unit"] = "business days"
    period = replace(settings.period(), **asked)
    if by:
        _print_latest(period, by, locale or settings.locale, as_json)
    else:
        _print_schedule(period, instant, locale or settings.locale, as_json)


def _settings() -> Settings:
    """Return the settings of the repository we stand in, or the defaults outside of any."""
    from publisher.config import Settings, from_mkdocs_yml

    here = Path.cwd()
    files = (folder / "mkdocs.yml" for folder in (here, *here.parents))
    file = next((file for file in files if file.is_file()), None)
    return from_mkdocs_yml(file.read_bytes(), where=str(file)) if file else Settings()


def _print_schedule(period: NoticePeriod, instant: str | None, locale: str, as_json: bool) -> None:
    from publisher.calendar import parse_when, terminal_count

    at = parse_when(instant, period.timezone) if instant else clock.now().replace(microsecond=0)
    schedule = period.schedule(at)
    if as_json:
        _print_json(schedule.to_json())
    else:
        _print_text(terminal_count.render(schedule, locale, _paint))


def _print_latest(period: NoticePeriod, by: str, locale: str, as_json: bool) -> None:
    from publisher.calendar import civil_day, first_instant, parse_day, terminal_count

    day = parse_day(by, where="--by")
    now = clock.now()
    latest = period.latest_publication(day)
    schedule = period.schedule(first_instant(latest, period.timezone)).asked_for(day)
    past = latest < civil_day(now, period.timezone)
    if as_json:
        before = first_instant(latest + timedelta(days=1), period.timezone)
        answer: LatestPublicationJSON = {
            "by": day.isoformat(),
            "latest_publication": latest.isoformat(),
            "publish_before": before.isoformat().replace("+00:00", "Z"),
            "past": past,
            **schedule.to_json(),
        }
        _print_json(answer)
        return
    earliest = period.schedule(now).effective if past else None
    said = terminal_count.render_by(schedule, latest, locale, earliest)
    _print_text(f"{said}\n\n{terminal_count.render(schedule, locale, _paint)}")


def _print_json(answer: ScheduleJSON) -> None:
    click.echo(json.dumps(answer, indent=2, ensure_ascii=False))


def _print_text(text: str) -> None:
    """Print for a person; without colour where NO_COLOR asks for that (no-color.org)."""
    click.echo(text, color=False if os.environ.get("NO_COLOR") else None)


def _paint(text: str, role: Role) -> str:
    """Colour what the characters say already."""
    colours: dict[str, dict[str, Any]] = {
        "publication": {"bold": True},
        "counted": {"fg": "green"},
        "skipped": {"fg": "yellow"},
        "effective": {"bold": True, "reverse": True},
    }
    colour = colours.get(role.value)
    return click.style(text, **colour) if colour else text
