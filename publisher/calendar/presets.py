"""Notice that a law or a guideline asks for, to be added to the promise: the latest day wins.

Added by name (`also: [psd2]`). A regime without a number of days moves no date; it is listed for
what it makes the company do. Each names its source. What was not read in the text of the law itself
is said to be so. Legal texts change: check before you rely on one.

Counting follows Regulation (EEC, Euratom) No 1182/71: the day of the event is not counted (art.
3(1)), a period ends with the last hour of its last day (3(2)(b)), and a period in months ends on
the day with the same number, or the last of the month (3(2)(c)). The change takes effect on the
next day. A period that runs from a notification and would end on a closed day ends with the next
business day (3(4)); one counted back from the change is not extended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches

from dateutil.relativedelta import relativedelta

from publisher.calendar import counting
from publisher.calendar.business_calendar import BusinessCalendar
from publisher.calendar.counting import Counting, Unit
from publisher.errors import UsageError


@dataclass(frozen=True, slots=True)
class Preset:
    """What one regime asks of a notice of change.

    amount, unit: the least notice; 0 where the regime names no number. duty: what the notice must
    hold or the company must do, beyond putting it on a web site. runs_from_notice: the period is
    extended where it would end on a closed day.
    """

    name: str
    title: str
    source: str
    duty: str
    amount: int = 0
    unit: Unit = Unit.DAYS
    runs_from_notice: bool = False

    def effective(self, published_on: date, calendar: BusinessCalendar) -> date | None:
        """Return the first day on which a change may take effect; None where no period is named."""
        if not self.amount:
            return None
        if self.unit is Unit.BUSINESS_DAYS:
            counted = counting.count_off(calendar, published_on, self.amount)
            return counting.effective_day(calendar, counted, Counting.CLEAR)
        last = published_on + timedelta(days=self.amount)
        if self.unit is Unit.MONTHS:
            last = published_on + relativedelta(months=self.amount)
        while self.runs_from_notice and not calendar.is_business_day(last):
            last += timedelta(days=1)
        return last + timedelta(days=1)


def preset(name: str) -> Preset:
    """Return the preset of that name. Raises UsageError for a name that is none."""
    if name not in PRESETS:
        near = get_close_matches(str(name), PRESETS, n=1)
        raise UsageError(
            f"{name!r} isn't a preset",
            where="also",
            remedy=f"take {near[0]!r}" if near else f"take one of {', '.join(PRESETS)}",
        )
    return PRESETS[name]


_ALL = (
    Preset(
        "promise-30bd",
        "Promise of thirty business days",
        source="a company's own statement: at least thirty (30) business days before the change",
        duty="Post the notice on the company's web sites.",
        amount=30,
        unit=Unit.BUSINESS_DAYS,
    ),
    Preset(
        "gdpr",
        "GDPR, transparency",
        source="Article 29 Working Party, WP260 rev.01, paragraphs 29 to 31 (read in quotation)",
        duty="Well in advance: an explicit message devoted to the change, apart from marketing."
        " To ask readers to check back regularly is not enough.",
    ),
    Preset(
        "gdpr-new-purpose",
        "GDPR, new purpose",
        source="Regulation (EU) 2016/679, articles 13(3) and 14(4) (recalled, not read)",
        duty="Before processing for the new purpose, name it, with what article 13(2) or 14(2)"
        " asks for.",
    ),
    Preset(
        "gdpr-consent",
        "GDPR, consent",
        source="EDPB Guidelines 05/2020, paragraphs 108 and 110 (read in quotation)",
        duty="Ask for consent again if the processing changes considerably, and keep the text"
        " that people consented to.",
    ),
    Preset(
        "cnil",
        "CNIL, informing people",
        source="CNIL, Informer les personnes et assurer la transparence, 27 January 2020",
        duty="Inform people in the form of GDPR article 12 of a substantial change: purpose,"
        " recipients, a new way to use one's rights, a breach.",
    ),
    Preset(
        "p2b",
        "Platform to business",
        source="Regulation (EU) 2019/1150, article 3(2) (a repeal was proposed in November 2025)",
        duty="Notify each business user on a durable medium; longer where they must adapt"
        " technically. They may end the contract before the period is over. A notice on a web"
        " site alone is not enough, and a change made otherwise is void.",
        amount=15,
        runs_from_notice=True,
    ),
    Preset(
        "dsa",
        "Digital Services Act",
        source="Regulation (EU) 2022/2065, article 14(1) and (2)",
        duty="Inform recipients of any significant change; keep terms in machine-readable form.",
    ),
    Preset(
        "fr-telecom",
        "French electronic communications",
        source="Code de la consommation, article L224-33 (in force since 28 May 2021)",
        duty="Tell each consumer on a durable medium. They may end the contract free of charge"
        " within four months of being told.",
        amount=1,
        unit=Unit.MONTHS,
    ),
    Preset(
        "psd2",
        "Payment services",
        source="Directive (EU) 2015/2366, article 54(1) (to be replaced; text agreed April 2026)",
        duty="Propose the change to each user as in article 51(1). Say that silence is acceptance"
        " and that they may end the contract free of charge.",
        amount=2,
        unit=Unit.MONTHS,
    ),
    Preset(
        "digital-content",
        "Digital content and services",
        source="Directive (EU) 2019/770, article 19 (recalled, not read)",
        duty="Reasonably in advance, on a durable medium: the features and time of the change, and"
        " where it is more than minor the right to end the contract within 30 days.",
    ),
    Preset(
        "us-ftc",
        "US Federal Trade Commission",
        source="Gateway Learning Corp., C-4120 (2004); FTC business blog, 13 February 2024",
        duty="Do not apply a material change to data collected before it without consent.",
    ),
    Preset(
        "caloppa",
        "California Online Privacy Protection Act",
        source="Cal. Business and Professions Code 22575(b)(3), (4) (read in quotation)",
        duty="The policy states its effective date and how consumers are told of material changes.",
    ),
    Preset(
        "ccpa",
        "California Consumer Privacy Act",
        source="Cal. Civil Code 1798.130(a)(5); 11 CCR 7011(e)(4)",
        duty="Review the policy every 12 months or sooner, and state when it was last updated.",
    ),
    Preset(
        "colorado",
        "Colorado Privacy Act rules",
        source="4 CCR 904-3, rules 6.03(A)(8) and 6.04",
        duty="State when the policy was last updated. Tell consumers of material changes in the"
        " way the company regularly deals with them. A secondary use needs consent.",
    ),
)
PRESETS = {one.name: one for one in _ALL}
