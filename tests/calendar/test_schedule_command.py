"""`publisher schedule`: for a person a small calendar, for machines one JSON object."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from publisher import clock
from publisher.calendar import NoticePeriod, terminal_count
from publisher.cli.schedule import command
from publisher.errors import UsageError

NOW = datetime(2026, 11, 23, 14, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in an empty folder on 23 November 2026."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.delenv("NO_COLOR", raising=False)


def run(*args: str, color: bool = False) -> Result:
    """Run the command; an error comes through."""
    return CliRunner().invoke(command, args, catch_exceptions=False, color=color)


def answer(*args: str) -> dict[str, Any]:
    """Return what `--json` prints, which is one object and nothing else."""
    result = run(*args, "--json")
    assert result.stderr == ""
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_if_we_publish_today_when() -> None:
    """Without arguments the count begins now, with the defaults, as a calendar of at most 80 columns."""
    result = run()
    assert result.exit_code == 0
    assert (
        result.stdout
        == f"""\
Published     Monday 23 November 2026 at 15:00 (Europe/Paris)
Notice        30 full business days in between (FR, {NoticePeriod().schedule(NOW).library})
Takes effect  Thursday 7 January 2027 at 00:00 (Europe/Paris)

  November 2026
  Mon      Tue      Wed      Thu      Fri      Sat      Sun
  23 P     24 #1    25 #2    26 #3    27 #4    28 x     29 x
  30 #5

  December 2026
  Mon      Tue      Wed      Thu      Fri      Sat      Sun
            1 #6     2 #7     3 #8     4 #9     5 x      6 x
   7 #10    8 #11    9 #12   10 #13   11 #14   12 x     13 x
  14 #15   15 #16   16 #17   17 #18   18 #19   19 x     20 x
  21 #20   22 #21   23 #22   24 #23   25 x     26 x     27 x
  28 #24   29 #25   30 #26   31 #27

  January 2027
  Mon      Tue      Wed      Thu      Fri      Sat      Sun
                                       1 x      2 x      3 x
   4 #28    5 #29    6 #30    7 E      8        9       10

  P publication   #n counted   x not counted   E takes effect

Not counted:
  Saturday                 6 days
  Sunday                   6 days
  Friday 25 December 2026  Christmas Day
  Friday 1 January 2027    New Year's Day
"""
    )


def test_the_same_in_french() -> None:
    """Words, weekdays, months and holidays follow the locale."""
    text = run("--locale", "fr").stdout
    assert "Prise d'effet  jeudi 7 janvier 2027 à 00:00 (Europe/Paris)" in text
    assert "  Décembre 2026\n  lun      mar " in text
    assert "  vendredi 25 décembre 2026  Noël\n  vendredi 1er janvier 2027  Jour de l'an" in text
    assert "not" not in text


def test_by_when_must_the_notice_be_up() -> None:
    """`--by` names the last day first, then shows the count from it."""
    text = run("--by", "2027-03-01").stdout
    assert " ".join(text.split("\n\n")[0].split()) == (
        "For a change to take effect on Monday 1 March 2027, its notice must be readable on the "
        "site on Sunday 17 January 2027 at the latest, before midnight (Europe/Paris)."
    )
    assert "1 E" in text


def test_by_when_in_json_names_the_last_instant() -> None:
    """The notice must be up before the next day begins in the zone."""
    found = answer("--by", "2027-03-01")
    assert (found["by"], found["latest_publication"]) == ("2027-03-01", "2027-01-17")
    assert found["publish_before"] == "2027-01-17T23:00:00Z"
    assert found["past"] is False
    assert found["effective"] == "2027-03-01"


def test_a_last_day_that_is_past_says_what_is_possible_now() -> None:
    """A day that can no longer be reached is said to be so, with the day that can."""
    text = " ".join(run("--by", "2026-12-15").stdout.split())
    assert (
        "That day is past. Published now, the change can take effect on Thursday 7 January" in text
    )
    assert answer("--by", "2026-12-15")["past"] is True


def test_the_json_is_that_of_the_library() -> None:
    """`--json` prints the schedule of the period and the instant, whole seconds where it is now."""
    assert answer() == NoticePeriod().schedule(NOW.replace(microsecond=0)).to_json()
    found = answer(
        "2026-06-30T23:00Z", "--days", "15", "--calendar", "GB-ENG", "--timezone", "Europe/London",
        "--counting", "workday", "--also", "psd2", "--also", "p2b",
    )  # fmt: skip
    period = NoticePeriod(15, "GB-ENG", "Europe/London", "workday", also=("psd2", "p2b"))
    assert found == period.schedule(datetime(2026, 6, 30, 23, tzinfo=UTC)).to_json()


def test_a_bare_day_begins_in_the_zone() -> None:
    """The same day is another instant elsewhere."""
    assert answer("2026-12-01")["published_at"] == "2026-11-30T23:00:00Z"
    east = answer("2026-12-01", "--timezone", "Asia/Tokyo", "--calendar", "JP")
    assert east["published_at"] == "2026-11-30T15:00:00Z"


def test_the_repository_says_what_no_option_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The configuration above the folder we stand in counts; options go before it."""
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: x\nplugins:\n  - publisher:\n      notice_days: 10\n      calendar: DE-BY\n"
        "      timezone: Europe/Berlin\n      closures: [12-24, 12-31]\n      locale: fr\n"
    )
    (tmp_path / "policy").mkdir()
    monkeypatch.chdir(tmp_path / "policy")
    found = answer("--calendar", "AT")
    assert (found["days"], found["calendar"], found["timezone"]) == (10, "AT", "Europe/Berlin")
    assert found["closures"] == ["12-24", "12-31"]
    assert "Préavis" in run().stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("soon",), "WHEN: 'soon' is neither a day nor an instant"),
        (("2026-11-23T14:00",), "does not say in which time zone it is"),
        (("--by", "March"), "--by: 'March' is not written as YYYY-MM-DD"),
        (("--by", "2027-02-29"), "--by: '2027-02-29' isn't a day of any year"),
        (("2026-11-23", "--by", "2027-03-01"), "two questions"),
        (("--days", "0"), "0 isn't a number of business days"),
        (("--calendar", "XPAR"), "'XPAR' isn't a calendar"),
        (("--timezone", "Paris"), "'Paris' isn't a time zone"),
        (("--counting", "days"), "'days' isn't a way of counting"),
        (("--also", "psd3"), "'psd3' isn't a preset"),
        (("--locale", "xx"), "'xx' isn't a locale"),
        (("2100-12-20",), "known for 1803 to 2100, not for 2101"),
    ],
)
def test_a_mistake_is_one_message(args: tuple[str, ...], message: str) -> None:
    """What, where and how to mend; nothing is printed before it."""
    with pytest.raises(UsageError) as refused:
        run(*args)
    assert message in str(refused.value)
    assert "To fix: " in str(refused.value)
    assert refused.value.exit_code == 2


def test_colour_only_repeats_what_the_characters_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without colour the text is the same; NO_COLOR takes it away from a terminal, too."""
    coloured = run("2026-11-23", color=True).stdout
    assert "\x1b[" in coloured
    assert click.unstyle(coloured) == run("2026-11-23").stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert run("2026-11-23", color=True).stdout == run("2026-11-23").stdout


@pytest.mark.parametrize("locale", ["en", "fr"])
@pytest.mark.parametrize(
    "period",
    [
        NoticePeriod(),
        NoticePeriod(1),
        NoticePeriod(400, "FR+FR-6AE;+2026-12-24;+2026-12-31", "America/Argentina/ComodRivadavia"),
        NoticePeriod(1200, counting="workday"),
        NoticePeriod(
            also=("p2b", "psd2", "fr-telecom", "gdpr"), closures=(f"12-24 {'long ' * 40}",)
        ),
        NoticePeriod(30, "AE", "Asia/Dubai"),
    ],
    ids=["plain", "one", "long", "longer", "regimes", "moon"],
)
def test_no_line_is_wider_than_a_terminal(period: NoticePeriod, locale: str) -> None:
    """Eighty columns hold every promise, and no line ends in spaces."""
    lines = terminal_count.render(period.schedule(NOW), locale).splitlines()
    assert max(len(line) for line in lines) <= 80
    assert all(line == line.rstrip() for line in lines)


def test_estimated_feasts_and_added_duties_are_said() -> None:
    """A date that follows the moon may move; a web site alone does not fulfil what a regime asks."""
    moon = terminal_count.render(
        NoticePeriod(60, "AE", "Asia/Dubai").schedule(datetime(2027, 1, 10, tzinfo=UTC))
    )
    assert "(estimated)" in moon
    assert "An estimated date can still move" in moon
    regime = terminal_count.render(NoticePeriod(also=("psd2",)).schedule(NOW))
    assert "psd2          not before Sunday 24 January 2027 (Directive (EU) 2015/2366" in regime
    assert "The site does not do this for you:" in regime
    assert "+ beyond" in regime
