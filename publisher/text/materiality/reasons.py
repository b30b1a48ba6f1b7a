"""Reasons why a change is material: what it does to duties, limits, conditions, numbers, subjects.

Each rule asks one question of the sentence as it was and as it is. A reason is *certain* only where
the changed words themselves answer. In a passage that was rewritten a word may have come for style
alone: there the same reason is a hint, and the decision a person's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from publisher.text.materiality.change import Change, quoted
from publisher.text.materiality.figures import dates
from publisher.text.materiality.lexicon import Lexicon, Phrase
from publisher.text.materiality.model import Effect, Finding
from publisher.text.materiality.wording import stages

Reason = Callable[[Change], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Kind:
    """Words that carry meaning. name: the word list. what: what they say, for a reader."""

    rule: str
    name: str
    what: str


WEIGHTS = (
    Kind("negation-changed", "negation", "what is denied"),
    Kind("duty-changed", "permission", "what somebody may, must or will do"),
    Kind("limit-changed", "restriction", "how far it goes"),
    Kind("quantity-changed", "quantity", "how many or how much is meant"),
    Kind("frequency-changed", "frequency", "how often or how long"),
    Kind("condition-changed", "condition", "on what condition or with what exception"),
)
SUBJECTS = (
    Kind("recipient-changed", "recipient", "who receives or sees data"),
    Kind("transfer-changed", "transfer", "where data goes"),
    Kind("retention-changed", "retention", "how long data is kept"),
    Kind("age-changed", "age", "children and age"),
    Kind("data-changed", "data", "which data is collected or used"),
    Kind("consent-changed", "consent", "consent and choice"),
    Kind("rights-changed", "rights", "the rights of readers"),
    Kind("purpose-changed", "purpose", "what data is used for"),
    Kind("security-changed", "security", "how data is protected"),
    Kind("liability-changed", "liability", "who answers for what"),
    Kind("law-changed", "law", "law, courts and disputes"),
    Kind("fees-changed", "fees", "what must be paid"),
    Kind("notice-changed", "notice", "how readers hear of changes"),
    Kind("conduct-changed", "conduct", "what readers must or must not do"),
    Kind("termination-changed", "termination", "how an account or a contract ends"),
    Kind("ownership-changed", "ownership", "who owns content and who may use it"),
    Kind("contact-changed", "contact", "how readers reach the company"),
    Kind("identity-changed", "identity", "who is responsible"),
    Kind("scope-changed", "scope", "what the text covers"),
)
REWRITTEN = 8  # changed words from which, on both sides, a passage is rewritten


@lru_cache(maxsize=128)  # several rules ask
def plain(said: Phrase, lexicon: Lexicon) -> Phrase:
    """Return words after the stages that take differences without meaning away."""
    for stage in stages():
        said = stage.apply(said, lexicon)
    return said


def text(said: Phrase) -> str:
    """Return words as the lists are asked: without addresses, whose parts are no words."""
    return " ".join(word for word in said if "@" not in word and "://" not in word).lower()


def is_certain(change: Change) -> bool:
    """Tell whether the changed words themselves answer: no rewritten passage, and no heading."""
    rewritten = change.old and change.new and len(change.old) + len(change.new) > REWRITTEN
    return not rewritten and not change.in_heading


def said_of(change: Change, rule: str, sentence: str) -> Finding:
    """Return a reason, or a hint where the words alone do not answer."""
    effect = Effect.MATERIAL if is_certain(change) else Effect.UNCERTAIN
    return change.finding(rule, effect, sentence)


def weights(change: Change) -> Iterator[Finding]:
    """May, must, not, only, all, unless …: a word that carries meaning came, went or gave way."""
    before, after = (
        text(plain(_without_dates(said, change), change.lexicon))
        for said in (change.sentence_before, change.sentence_after)
    )
    for kind in WEIGHTS:
        gone, come = _differing(kind.name, before, after, change)
        if gone or come:
            where = quoted(change.whole_after if come else change.whole_before)
            changes = "changes" if is_certain(change) else "may change"
            yield said_of(
                change, kind.rule, f"{became(gone, come)} in {where}: this {changes} {kind.what}."
            )


def _without_dates(said: Phrase, change: Change) -> Phrase:
    """Return words without their dates: 1 May permits nothing."""
    found = {at for start, end in dates(said, change.lexicon) for at in range(start, end)}
    if not found:
        return said
    return tuple(word for at, word in enumerate(said) if at not in found)


def contraries(change: Change) -> Iterator[Finding]:
    """A word gave way to its contrary."""
    before, after = (text(said) for said in (change.sentence_before, change.sentence_after))
    for phrases, contrary in change.lexicon.contraries:
        for gone, come in ((phrases, contrary), (contrary, phrases)):
            lost, won = gone.found(before), come.found(after)
            if not lost or not won:
                continue
            lost, won = lost - gone.found(after), won - come.found(before)
            if lost and won:
                said = f"{quoted(min(lost))} becomes {quoted(min(won))}, its opposite."
                yield said_of(change, "contrary-changed", said)


def and_or(change: Change) -> Iterator[Finding]:
    """And for or, or the other way round."""
    both, either = (change.lexicon.phrases(f"conjunction_{name}") for name in ("and", "or"))
    old, new = text(change.old), text(change.new)
    for one, other in ((both, either), (either, both)):
        if one.found(old) and not one.found(new) and other.found(new):
            became = f"{quoted(min(one.found(old)))} becomes {quoted(min(other.found(new)))}"
            yield said_of(change, "and-or-changed", f"{became}: “and” and “or” are not the same.")


def subjects(change: Change) -> Iterator[Finding]:
    """Recipients, data, purposes, rights …: named for the first time in a sentence, or no longer."""
    before, after = (
        text(plain(said, change.lexicon))
        for said in (change.sentence_before, change.sentence_after)
    )
    for kind in SUBJECTS:
        gone, come = _differing(kind.name, before, after, change)
        if bool(gone) != bool(come):
            word = (come or gone)[0]
            done = "now says" if come else "no longer says"
            if word in change.lexicon.phrases(kind.name).found(before if come else after):
                done = "says once more" if come else "says less often"
            said = f"the sentence {done} {quoted(word)}, which concerns {kind.what}."
            yield said_of(change, kind.rule, said)


def in_both(change: Change, found: Callable[[Phrase], Counter[str]]) -> tuple[list[str], list[str]]:
    """Return what went and what came, by this edit and in the sentence as a whole.

    A word that another edit of the same sentence puts back has not gone.
    """
    own = difference(found(change.sentence_before), found(change.sentence_after))
    if not own[0] and not own[1]:
        return own
    whole = difference(found(change.whole_before), found(change.whole_after))
    gone, come = ([word for word in own[at] if word in whole[at]] for at in (0, 1))
    return gone, come


def _differing(name: str, before: str, after: str, change: Change) -> tuple[list[str], list[str]]:
    listed = change.lexicon.phrases(name)
    return difference(listed.found(before), listed.found(after))


def difference(before: Counter[str], after: Counter[str]) -> tuple[list[str], list[str]]:
    """Return which words went and which came."""
    if not before and not after:
        return [], []
    return sorted(before - after), sorted(after - before)


def became(gone: Sequence[str], come: Sequence[str]) -> str:
    """Return what came for what, as a sentence begins with it."""
    olds, news = (" and ".join(quoted(word) for word in words[:3]) for words in (gone, come))
    if gone and come:
        return f"{olds} becomes {news}"
    is_or_are = "is" if len(gone) + len(come) == 1 else "are"
    return f"{news} {is_or_are} added" if come else f"{olds} {is_or_are} taken out"
