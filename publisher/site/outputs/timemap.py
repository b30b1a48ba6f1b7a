"""`/<slug>/timemap.link`: the versions of a policy as a TimeMap (RFC 7089, section 5).

A memento's datetime is the instant from which its text applied. A text that never applied, or does
not yet, is none. A static host cannot negotiate dates, so no TimeGate is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime

from publisher.site.outputs.build_context import BuildContext, ever_applies, standing
from publisher.site.pages.template_helpers import text_language
from publisher.timeline.rules import Version
from publisher.timeline.states import PolicyState

TYPE = "application/link-format"


def path(policy: PolicyState) -> str:
    """Return where the TimeMap of a policy stands."""
    return f"{policy.slug}/timemap.link"


def timemaps(subject: BuildContext) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of the TimeMap of every policy."""
    for policy in subject.states.editions:
        lines = ",\n".join(_links(subject, policy))
        yield path(policy), (lines + "\n").encode("ascii")


def mementos(policy: PolicyState) -> list[Version]:
    """Return the versions with a text that applied or applies, in that order.

    Of an edition those that were translated.
    """
    return [
        version
        for version in standing(policy)
        if version.texts
        and version.effective_at <= policy.at
        and ever_applies(policy, version)
        and text_language(policy, version) == policy.language
    ]


def _links(subject: BuildContext, policy: PolicyState) -> Iterator[str]:
    """Yield one link a line; addresses hold nothing that would have to be escaped."""
    own, found = path(policy), mementos(policy)
    yield f'<{subject.links.to(f"{policy.slug}/", own)}>; rel="original"'
    span = (
        f'; from="{_gmt(found[0].effective_at)}"; until="{_gmt(found[-1].effective_at)}"'
        if found
        else ""
    )
    yield f'<{subject.links.to(own, own)}>; rel="self"; type="{TYPE}"{span}'
    for version in found:
        relation = "first " * (version is found[0]) + "last " * (version is found[-1]) + "memento"
        page = subject.links.to(f"{policy.slug}/v{version.number}/", own)
        yield f'<{page}>; rel="{relation}"; datetime="{_gmt(version.effective_at)}"'


def _gmt(at: datetime) -> str:
    """Return an instant as in an HTTP header."""
    return format_datetime(at, usegmt=True)
