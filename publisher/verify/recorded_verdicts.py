"""Verdicts for the plan: those that verification has derived already, or those that entries state."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from publisher.history.policy_history import History
from publisher.register.entry import Entry
from publisher.text.materiality.verdict import Verdict
from publisher.timeline.planning.classification import SHORTER_PERIOD, Decision, Judgements
from publisher.verify.recompute import Derivation, pair_of


class Rejudged(Judgements):
    """Verdicts that verification has derived already; `recorded`: those of another version's entries."""

    def __init__(
        self,
        history: History,
        derived: Derivation | None,
        weigh: Callable[[str, str], bool],
        recorded: Mapping[tuple[str, str], Decision] | None = None,
    ) -> None:
        super().__init__(history)
        self._history, self._derived, self._weigh = history, derived, weigh
        self._recorded = recorded or {}

    def with_recorded(self, entries: Sequence[Entry]) -> Rejudged:
        """Return judgements that take the verdicts of these entries; without derived ones, of all."""
        recorded = dict(_recorded(entries))
        return Rejudged(self._history, self._derived, self._weigh, recorded) if recorded else self

    def is_material(self, old: str | None, new: str | None) -> bool:
        """See Judgements."""
        if old is None or new is None or old == new or (old, new) in self._recorded:
            return super().is_material(old, new)
        return self._weigh(old, new)

    def judged(self, old: str, new: str) -> Decision:
        """See Judgements."""
        if (old, new) in self._recorded:
            return self._recorded[old, new]
        if self._derived is None:
            return super().judged(old, new)
        return self._derived.verdict(old, new)


def _recorded(entries: Sequence[Entry]) -> Iterator[tuple[tuple[str, str], Decision]]:
    for entry in entries:
        pair, rules = pair_of(entry), entry.stored.get("rules")
        proposed = entry.stored.get("proposed")
        if not pair or not isinstance(rules, list) or SHORTER_PERIOD in rules:
            continue
        if proposed in set(Verdict):
            verdict = Verdict(str(proposed))
            certain = entry.stored.get("certain") is True
            yield pair, Decision(verdict, verdict, certain, rules=tuple(map(str, rules)))
