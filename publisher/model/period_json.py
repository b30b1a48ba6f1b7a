"""How a promise of notice and a count of days are written as JSON."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from publisher.model.json_schema import Day, Instant, about


class PromiseJSON(TypedDict):
    """A promise of notice: in business days, or an amount of another unit."""

    days: NotRequired[Annotated[int, about("Business days of notice.", minimum=1)]]
    amount: NotRequired[
        Annotated[
            int, about("How many units of notice, where 'unit' is given; 0 for 'none'.", minimum=0)
        ]
    ]
    unit: NotRequired[
        Annotated[
            Literal["days", "weeks", "months", "none"],
            about("What 'amount' counts. Absent where the promise is in business days."),
        ]
    ]
    calendar: Annotated[str, about("Whose public holidays, such as 'FR'.")]
    timezone: Annotated[str, about("Whose days, such as 'Europe/Paris'.")]
    counting: Annotated[
        Literal["clear", "workday"],
        about(
            "'clear': so many full business days lie strictly between publication and "
            "effect. 'workday': the last of them is the effective day."
        ),
    ]
    extra_holidays: Annotated[
        list[str], about("Further days without business: dates, or days of every year.")
    ]
    closures: Annotated[list[str], about("Days on which the company is closed.")]
    also: Annotated[
        list[str],
        about(
            "Legal minimums, and promises to some readers ('business users: 15 days'), that"
            " apply too."
        ),
    ]


_ONE_UNIT = [{"required": ["days"]}, {"required": ["amount", "unit"]}]
Promise = Annotated[
    PromiseJSON,
    about(
        "The notice period that is configured now. The period that governed a change is in its notice.",
        anyOf=_ONE_UNIT,
    ),
]


class SkippedJSON(TypedDict):
    """A day that is not counted."""

    date: Day
    why: Annotated[str, about("Why the day is not counted.")]


class HolidayJSON(TypedDict):
    """A public holiday among the days that are not counted."""

    date: Day
    name: Annotated[str, about("Its name.")]


class FloorJSON(TypedDict):
    """What a part of 'also' allows."""

    also: Annotated[str, about("The part of 'also'.")]
    effective: Annotated[Day, about("The first day that it allows.")]


class CountJSON(PromiseJSON):
    """A promise of notice and what was counted with it."""

    skipped: NotRequired[
        Annotated[
            list[SkippedJSON],
            about(
                "Every day that was not counted. Cross these out between publication and "
                "effect, and count the rest."
            ),
        ]
    ]
    holidays: NotRequired[Annotated[list[HolidayJSON], about("The public holidays among them.")]]
    library: NotRequired[
        Annotated[str, about("The table of public holidays that was used, with its version.")]
    ]
    provisional: NotRequired[
        Annotated[
            list[str],
            about(
                "Calendars and years, such as 'CN 2027', for which more holidays may still be "
                "decreed."
            ),
        ]
    ]


class PeriodJSON(CountJSON):
    """A notice period and what was counted with it."""

    floors: NotRequired[
        Annotated[
            list[FloorJSON],
            about(
                "Where some readers are promised more: the first day that each part of 'also' "
                "allows."
            ),
        ]
    ]


Period = Annotated[
    PeriodJSON, about("A notice period and what was counted with it.", anyOf=_ONE_UNIT)
]


class LegalMinimumJSON(TypedDict):
    """What a legal minimum, or a promise to some readers, allows."""

    preset: Annotated[str, about("Its name.")]
    effective: Annotated[Day, about("The first day that it allows.")]
    source: Annotated[str, about("The law that says so.")]


class ScheduleJSON(CountJSON):
    """What `publisher schedule --json` prints."""

    published_at: Annotated[str, about("The instant of the notice.", format="date-time")]
    published_on: Annotated[Day, about("Its day.")]
    effective: Annotated[Day, about("The day of the change.")]
    effective_at: Annotated[Instant, about("The first instant of that day.")]
    counted: Annotated[list[Day], about("Every day that counts.")]
    floors: Annotated[
        list[LegalMinimumJSON],
        about("Legal minimums that were added, each with the day that it gives."),
    ]


class LatestPublicationJSON(ScheduleJSON):
    """What `publisher schedule --by DAY --json` prints."""

    by: Annotated[Day, about("The day on which the change has to take effect.")]
    latest_publication: Annotated[Day, about("The last day to publish on.")]
    publish_before: Annotated[Instant, about("The end of that day.")]
    past: Annotated[bool, about("Whether that day is over.")]
