"""The banner: one line about each coming change, and for a time about each that will not come.

Several lines are folded below one that counts them, on the site and in the frame alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from markupsafe import Markup

from publisher.messages.catalogue import Messages
from publisher.site.pages.announcements import Announcements
from publisher.site.pages.template_helpers import TEMPLATES, TimedText, Tools
from publisher.site.pages.validity import Window
from publisher.timeline.rules import Version
from publisher.timeline.states import PolicyState, States

# A withdrawal is news until the day that was announced, and at least so long.
WITHDRAWAL_SHOWN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class BannerLine:
    """One line. url: from the root of the site. window: when it is shown; it goes by itself.

    policy: in the language of the line. coming: whether the change is still to come, not withdrawn.
    """

    text: str
    url: str
    language: str
    window: Window
    version: Version
    policy: PolicyState = field(compare=False)
    coming: bool = True


def lines(
    states: States, words_of: Callable[[str], Messages], language: str | None = None
) -> list[BannerLine]:
    """Return the lines of a build: changes in the order in which they come, then the withdrawn ones.

    language: of the page they stand on, in which they speak; a policy that was published in it has the
    title and the notice of its own there.
    """
    coming: list[tuple[Version, PolicyState]] = []
    gone: list[tuple[Version, PolicyState]] = []
    for original in states.policies:
        policy = original.in_language(language) if language else original
        coming += ((v, policy) for v in policy.coming if v.notice)
        gone += ((v, policy) for v in policy.versions if (_end_of_news(v) or states.at) > states.at)
    return [
        *(_coming(v, policy, words_of(language or policy.language)) for v, policy in _sorted(coming)),
        *(_withdrawn(v, policy, words_of(language or policy.language)) for v, policy in _sorted(gone)),
    ]  # fmt: skip


def html(
    lines: Sequence[BannerLine], words: Messages, told: Announcements, at: datetime,
    link: Callable[[str], str], *, frame: bool = False, others: bool = False,
) -> Markup:  # fmt: skip
    """Return the banner as HTML.

    at: of the build. link: address of a line's page. frame: whether links open outside of it. others: whether
    the lines leave out what the page itself is about.
    """
    rendered = TEMPLATES.get_template("banner.html").render(
        lines=lines, above=list(_above(lines, words, others=others)), t=words, told=told, at=at, link=link,
        frame=frame, span=Tools("", "", at).span,
    )  # fmt: skip
    return Markup(rendered)  # noqa: S704 - escaped by the template


def _above(lines: Sequence[BannerLine], words: Messages, *, others: bool) -> Iterator[TimedText]:
    """Yield what stands above the folded lines, for each stretch of time in which there are several."""
    since = None
    for until in sorted({line.window.until for line in lines if line.window.until}):
        left = [line for line in lines if line.window.until and line.window.until >= until]
        coming = [line for line in left if line.coming]
        if len(left) > 1 and coming:
            name = "banner_others" if others else "banner_several"
            text = words(name, count=len(coming), day=coming[0].version.effective)
            yield TimedText(text, Window(since, until))
        elif len(left) > 1:
            yield TimedText(words("banner_withdrawals", count=len(left)), Window(since, until))
        since = until


def _sorted(found: list[tuple[Version, PolicyState]]) -> Iterator[tuple[Version, PolicyState]]:
    yield from sorted(found, key=lambda item: (item[0].effective_at, item[1].id, item[0].number))


def _coming(version: Version, policy: PolicyState, words: Messages) -> BannerLine:
    if version.postponements:
        name = "banner_end_postponed" if version.ends else "banner_postponed"
        before = version.postponements[0].before
        text = words(name, title=policy.title, day=version.effective, before=before)
    else:
        name = "banner_end" if version.ends else "banner_change"
        text = words(name, title=policy.title, day=version.effective)
    return BannerLine(
        text, f"notices/{version.notice}/", words.locale,
        Window(None, version.effective_at), version, policy,
    )  # fmt: skip


def _end_of_news(version: Version) -> datetime | None:
    """Return until when a withdrawal is told; None for a version that was not withdrawn."""
    if version.withdrawn_at is None or not version.notice:
        return None
    return max(version.effective_at, version.withdrawn_at + WITHDRAWAL_SHOWN)


def _withdrawn(version: Version, policy: PolicyState, words: Messages) -> BannerLine:
    return BannerLine(
        words("banner_withdrawn", title=policy.title, day=version.effective),
        f"notices/{version.notice}/", words.locale,
        Window(None, _end_of_news(version)), version, policy, coming=False,
    )  # fmt: skip
