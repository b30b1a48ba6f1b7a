"""The time line of a policy: where its versions lie on a strip, for an inline SVG.

Positions are percentages, so that the strip fills any width while its words keep their size. The strip
is a picture, not a scale: a version has at least the room for its label, however short it applied.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from publisher.calendar import civil_day
from publisher.site.pages.validity import Window, chain, in_force
from publisher.timeline.rules import Version
from publisher.timeline.states import PolicyState

MOST = 5  # pieces that fit side by side on a phone
_LEAST = 0.19  # of the width
_OPEN = timedelta(days=200)  # how long a version without an end is drawn


@dataclass(frozen=True, slots=True)
class TimelinePiece:
    """A version on the strip, since a day.

    left, width: in per cent. earlier: how many older versions share the piece.
    """

    version: Version
    window: Window
    since: date
    left: float
    width: float
    earlier: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """The strip. today: where the day of the build lies, in per cent; None outside of the strip."""

    pieces: tuple[TimelinePiece, ...]
    today: float | None
    day: date


def picture(policy: PolicyState) -> Picture:
    """Lay out the versions of a policy that were, are and will be in force."""
    spans = [(v, w) for v in chain(policy) if (w := in_force(policy, v)) is not None]
    today = civil_day(policy.at, policy.versions[-1].timezone)
    past = sum(window.place(policy.at) == "after" for _, window in spans)
    if not spans:  # a first text that was withdrawn before it applied
        return Picture((), None, today)
    # What applies and what comes is drawn; what is left of the room goes to the latest past.
    first = max(0, past - max(1, MOST - (len(spans) - past)))
    drawn = spans[first : first + MOST]
    starts = [spans[0][0].effective, *(version.effective for version, _ in drawn[1:])]
    beyond = spans[first + MOST :]
    last = beyond[0][0].effective if beyond else max(starts[-1], today) + _OPEN
    ends = [*starts[1:], last]
    widths = _widths([(end - start).days for start, end in zip(starts, ends, strict=True)])
    pieces: list[TimelinePiece] = []
    left = 0.0
    for place, (version, window) in enumerate(drawn):
        earlier = first if place == 0 else 0
        whole = Window(spans[0][1].since, window.until) if earlier else window
        pieces.append(
            TimelinePiece(
                version, whole, starts[place], round(left, 2), round(widths[place], 2), earlier
            )
        )
        left += widths[place]
    return Picture(tuple(pieces), _today(pieces, ends, today), today)


def _widths(days: list[int]) -> list[float]:
    """Share 100 per cent out: longer spans get more, none less than a label needs."""
    least = min(_LEAST, 1 / len(days))
    weights = [sqrt(max(1, length)) for length in days]
    free = 1 - least * len(days)
    return [100 * (least + free * weight / sum(weights)) for weight in weights]


def _today(pieces: list[TimelinePiece], ends: list[date], today: date) -> float | None:
    for piece, end in zip(pieces, ends, strict=True):
        if piece.since <= today < end:
            share = (today - piece.since).days / max(1, (end - piece.since).days)
            return round(piece.left + piece.width * share, 2)
    return None
