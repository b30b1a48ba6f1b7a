"""What the next publication must announce, derived from git, the register and one instant.

Pure but for reading texts through the history it is given. The result is a list of drafts: the site
shows them as announced by this build, and recording enters exactly these, derived anew, once they
were seen live. Rules T3 to T8 of `publisher.timeline.rules` are decided here.

decision    how a change counts: the publisher's proposal and the editor's word
days        when it takes effect
planner     what must be entered for one policy; ledger: the versions while that is decided
demands     what an editor must mend first
contents    what a text says with its attachments; links: files that it cannot have
reversals   what a later text takes back of an announced one
translations  which version a text in another language says
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from publisher.history.policy_history import History
from publisher.register.chain import Register
from publisher.register.entry import Draft, Entry
from publisher.text.document import render_text
from publisher.timeline.planning.classification import Decision, Judge, Judgements, compare_texts
from publisher.timeline.planning.draft_state import Ledger, Render, provisional
from publisher.timeline.planning.effective_date import schedule_of
from publisher.timeline.planning.planner import Planner
from publisher.timeline.planning.preconditions import check_renames, check_translations

__all__ = [
    "Decision", "Judge", "Judgements", "Render", "compare_texts", "plan", "plan_policies", "provisional",
    "schedule_of",
]  # fmt: skip


def plan(
    history: History,
    register: Register,
    at: datetime,
    *,
    judge: Judge = compare_texts,
    render: Render | None = render_text,
) -> tuple[Draft, ...]:
    """Return what a publication at the instant `at` must enter, in order; empty when nothing is new.

    at: aware, not before the last entry. judge: compares two sources. render: makes the HTML that is
    kept with each text; None leaves it out, for whoever only asks what would be announced.

    Raises UsageError where an editor must decide or mend something first.
    """
    judgements = Judgements(history, judge)
    found = plan_policies(
        history, by_policy(register.entries), by_policy(register.standing), at,
        judgements=judgements, render=render,
    )  # fmt: skip
    return tuple(draft for drafts in found.values() for draft in drafts)


def plan_policies(
    history: History,
    ever: Mapping[str, Sequence[Entry]],
    standing: Mapping[str, Sequence[Entry]],
    at: datetime,
    *,
    judgements: Judgements,
    render: Render | None,
) -> dict[str, list[Draft]]:
    """Return the drafts of `plan` by policy. ever, standing: entries by policy, see `Ledger`."""
    started = bool(ever)
    check_translations(history, standing)
    planners = {}
    for policy in history.policies.values():
        ledger = Ledger(
            history, policy, at, ever=ever.get(policy.id, ()), standing=standing.get(policy.id, ()),
            render=render,
        )  # fmt: skip
        planners[policy.id] = Planner(ledger, judgements, started=started)
    judgements.prepare([planner.likely for planner in planners.values()])
    found = {name: planner.drafts() for name, planner in planners.items()}
    check_renames(history, found)
    return found


def by_policy(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Return the entries of each policy, in their order."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.policy, []).append(entry)
    return found
