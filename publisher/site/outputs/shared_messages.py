"""Sentences that several outputs share; each names absolute days and stays true without a new build."""

from __future__ import annotations

from publisher.site.outputs import plain_text
from publisher.site.outputs.build_context import BuildContext, ever_applies
from publisher.site.pages.validity import following
from publisher.timeline.rules import Version
from publisher.timeline.states import PolicyState


def applies(subject: BuildContext, policy: PolicyState, version: Version) -> str:
    """Say when a version is, was or will be in force, or that it never is."""
    words = subject.words_of(policy)
    if version.withdrawn_at is not None:
        return words("out_withdrawn", day=version.effective)
    if version.ends:
        coming = version.effective_at > policy.at
        return words("out_ends_due" if coming else "out_ends", day=version.effective)
    if not ever_applies(policy, version):
        coming = version.effective_at > policy.at
        return words("out_overtaken_due" if coming else "out_overtaken", day=version.effective)
    # A day that has not come may still be put off: only what was announced can be said of it for good.
    last, later = policy.last_day(version), following(policy, version)
    if version.effective_at > policy.at:
        return words("out_pending", day=version.effective)
    if last is None:
        return words("out_from", day=version.effective)
    name = "out_from_due" if later and later.effective_at > policy.at else "out_from_to"
    return words(name, first=version.effective, last=last)


def about(subject: BuildContext, policy: PolicyState, version: Version) -> str:
    """Say in a few sentences when a version applies and what it brings; for previews of a link."""
    told = plain_text.line(subject.pages.summary(policy, version)) if version.notice else ""
    return " ".join(part for part in (applies(subject, policy, version), told) if part)
