"""Reasons why a change is material: what it does to duties, limits, conditions, numbers, subjects.

Each rule asks one question of the sentence as it was and as it is. A reason is *certain* only where
the changed words themselves answer. In a passage that was rewritten a word may have come for style
alone: there the same reason is a hint, and the decision a person's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from publisher.text.materiality.change import Change, quoted
from publisher.text.materiality.countries import countries
from publisher.text.materiality.figures import Quantity, dates, quantities
from publisher.text.materiality.lexicon import Phrase
from publisher.text.materiality.model import Effect, Finding
from publisher.text.materiality.numerals import has_digit
from publisher.text.materiality.wording import stages
from publisher.text.tokens import TokenKind

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
    Kind("data-changed", "data", "which data is collected"),
    Kind("consent-changed", "consent", "consent and choice"),
    Kind("rights-changed", "rights", "the rights of readers"),
    Kind("purpose-changed", "purpose", "what data is used for"),
    Kind("security-changed", "security", "how data is protected"),
    Kind("liability-changed", "liability", "who answers for what"),
    Kind("law-changed", "law", "law, courts and disputes"),
    Kind("fees-changed", "fees", "what must be paid"),
    Kind("notice-changed", "notice", "how readers hear of changes"),
    Kind("conduct-changed", "conduct", "what readers must or must not do"),
    Kind("contact-changed", "contact", "how readers reach you"),
    Kind("identity-changed", "identity", "who is responsible"),
    Kind("scope-changed", "scope", "what the text covers"),
)
REWRITTEN = 8  # changed words from which, on both sides, a passage is rewritten


def plain(said: Phrase, change: Change) -> Phrase:
    """Return words after the stages that take differences without meaning away."""
    for stage in stages():
        said = stage.apply(said, change.lexicon)
    return said


def text(said: Phrase) -> str:
    """Return words as the lists are asked: without addresses, whose parts are no words."""
    return " ".join(word for word in said if "@" not in word and "://" not in word).lower()


def _said(change: Change, rule: str, sentence: str) -> Finding:
    """Return a reason, or a hint where the passage was rewritten or is a heading."""
    rewritten = change.old and change.new and len(change.old) + len(change.new) > REWRITTEN
    certain = not rewritten and not change.in_heading
    return change.finding(rule, Effect.MATERIAL if certain else Effect.UNCERTAIN, sentence)


def weights(change: Change) -> Iterator[Finding]:
    """May, must, not, only, all, unless …: a word that carries meaning came, went or gave way."""
    before, after = (
        text(plain(_without_dates(said, change), change))
        for said in (change.sentence_before, change.sentence_after)
    )
    for kind in WEIGHTS:
        gone, come = _differing(kind.name, before, after, change)
        if gone or come:
            where = quoted(change.whole_after if come else change.whole_before)
            yield _said(
                change, kind.rule, f"{_became(gone, come)} in {where}: this changes {kind.what}."
            )


def _without_dates(said: Phrase, change: Change) -> Phrase:
    """Return words without their dates: 1 May permits nothing."""
    found = {at for start, end in dates(said, change.lexicon) for at in range(start, end)}
    return tuple(word for at, word in enumerate(said) if at not in found)


def contraries(change: Change) -> Iterator[Finding]:
    """A word gave way to its contrary."""
    before, after = (text(said) for said in (change.sentence_before, change.sentence_after))
    for phrases, contrary in change.lexicon.contraries:
        for gone, come in ((phrases, contrary), (contrary, phrases)):
            lost = gone.found(before) - gone.found(after)
            won = come.found(after) - come.found(before)
            if lost and won:
                said = f"{quoted(min(lost))} becomes {quoted(min(won))}, its opposite."
                yield _said(change, "contrary-changed", said)


def and_or(change: Change) -> Iterator[Finding]:
    """And for or, or the other way round."""
    both, either = (change.lexicon.phrases(f"conjunction_{name}") for name in ("and", "or"))
    old, new = text(change.old), text(change.new)
    swapped = (both.found(old) and not both.found(new) and either.found(new)) or (
        either.found(old) and not either.found(new) and both.found(new)
    )
    if swapped:
        yield _said(
            change,
            "and-or-changed",
            f"{quoted(change.old)} becomes {quoted(change.new)}: “and” and “or” are not the same.",
        )


def figures(change: Change) -> Iterator[Finding]:
    """A period, an amount, an age or another number."""
    before, after = (
        tuple(quantities(said, change.lexicon))
        for said in (change.whole_before, change.whole_after)
    )
    olds, news = (
        {(each.value or each.said, each.unit): each for each in side} for side in (before, after)
    )
    gone = [quantity for key, quantity in olds.items() if key not in news]
    come = [quantity for key, quantity in news.items() if key not in olds]
    for at in range(max(len(gone), len(come))):
        yield _figure(
            change, gone[at] if at < len(gone) else None, come[at] if at < len(come) else None
        )


def _figure(change: Change, old: Quantity | None, new: Quantity | None) -> Finding:
    kinds = {quantity.kind for quantity in (old, new) if quantity}
    sentence = text((*change.whole_before, *change.whole_after))
    said = _from_to(old, new)
    if "age" in kinds or _is_age(
        kinds, {each.unit for each in (old, new) if each}, sentence, change
    ):
        return change.reason("age-changed", f"the age {said}.")
    if "period" in kinds:
        role = next(
            (label for words, label in change.lexicon.labels("roles") if words.found(sentence)),
            "a period",
        )
        rule = "day-kind-changed" if old and new and old.value == new.value else "period-changed"
        return change.reason(rule, f"{role} {said}.")
    if "amount" in kinds:
        return change.reason("amount-changed", f"an amount {said}.")
    return change.doubt("number-changed", f"a number {said}; no unit tells what it counts.")


def _is_age(kinds: set[str], units: set[str], sentence: str, change: Change) -> bool:
    lists = change.lexicon
    if kinds == {"number"}:
        return bool(lists.phrases("age").found(sentence))
    in_years = kinds == {"period"} and all(unit in lists.phrases("years") for unit in units)
    return in_years and bool(lists.phrases("age_asked").found(sentence))


def _from_to(old: Quantity | None, new: Quantity | None) -> str:
    if old and new:
        return f"goes from {old.said} to {new.said}"
    return f"of {new.said} is added" if new else f"of {old.said if old else ''} is taken out"


def dates_changed(change: Change) -> Iterator[Finding]:
    """A date in a sentence that says from when or until when something holds."""
    before, after = (
        [" ".join(said[start:end]) for start, end in dates(said, change.lexicon)]
        for said in (change.whole_before, change.whole_after)
    )
    gone, come = _difference(Counter(before), Counter(after))
    if not gone or not come:
        return
    said = f"a date goes from {quoted(gone[0])} to {quoted(come[0])}"
    if change.lexicon.phrases("date_matters").found(text(change.whole_after)):
        yield change.reason("date-changed", f"{said}, and something begins, ends or is due then.")
    else:
        yield change.doubt("date-changed", f"{said}.")


def country(change: Change) -> Iterator[Finding]:
    """A country came, went or gave way to another."""
    gone, come = _in_both(change, lambda said: countries(said, change.lexicon.language))
    if gone or come:
        yield _said(
            change,
            "country-changed",
            f"{_became(gone, come)}: this changes where data, people or rules are.",
        )


def identity(change: Change) -> Iterator[Finding]:
    """One company, named with its legal form, gave way to another."""
    gone, come = _in_both(change, lambda said: Counter(_companies(said, change)))
    if gone and come:
        yield _said(
            change, "identity-changed", f"{_became(gone, come)}: this changes who is responsible."
        )


def _companies(said: Phrase, change: Change) -> Iterator[str]:
    forms = change.lexicon.phrases("legal_forms")
    for at, word in enumerate(said):
        if word.lower() in forms and word[:1].isupper():
            start = at
            while (
                start
                and at - start < 6
                and (said[start - 1][:1].isupper() or said[start - 1] in ",.&")
            ):
                start -= 1
            name = said[start : at + 1]
            while name and name[0] in ",.&":
                name = name[1:]
            if len(name) > 1:
                yield " ".join(name)


def contact(change: Change) -> Iterator[Finding]:
    """A name, a number or an address changed where the text says how to reach the company."""
    heading = change.block.section[-1:] if change.block else ()
    if change.in_heading or not change.lexicon.phrases("contact_headings").found(text(heading)):
        return
    if any(word[:1].isupper() or has_digit(word) for word in (*change.old, *change.new)):
        yield _said(
            change,
            "contact-changed",
            "the address, number or name by which readers reach you changed.",
        )


def address(change: Change) -> Iterator[Finding]:
    """A typed e-mail address, by which readers reach the company."""
    olds, news = (
        [token.text for token in tokens if token.kind is TokenKind.ADDRESS and "@" in token.text]
        for tokens in (change.old_tokens, change.new_tokens)
    )
    gone, come = _difference(Counter(olds), Counter(news))
    if gone or come:
        yield change.reason(
            "contact-changed", f"{_became(gone, come)}: this changes how readers reach you."
        )


def subjects(change: Change) -> Iterator[Finding]:
    """Recipients, data, purposes, rights …: named for the first time in a sentence, or no longer."""
    before, after = (
        text(plain(said, change)) for said in (change.sentence_before, change.sentence_after)
    )
    for kind in SUBJECTS:
        gone, come = _differing(kind.name, before, after, change)
        if bool(gone) != bool(come):
            done = "is added" if come else "is taken out"
            word = (come or gone)[0]
            yield _said(change, kind.rule, f"{quoted(word)} {done}: this changes {kind.what}.")


def _in_both(
    change: Change, found: Callable[[Phrase], Counter[str]]
) -> tuple[list[str], list[str]]:
    """Return what went and what came, by this edit and in the sentence as a whole.

    A word that another edit of the same sentence puts back has not gone.
    """
    own = _difference(found(change.sentence_before), found(change.sentence_after))
    whole = _difference(found(change.whole_before), found(change.whole_after))
    gone, come = ([word for word in own[at] if word in whole[at]] for at in (0, 1))
    return gone, come


def _differing(name: str, before: str, after: str, change: Change) -> tuple[list[str], list[str]]:
    listed = change.lexicon.phrases(name)
    return _difference(listed.found(before), listed.found(after))


def _difference(before: Counter[str], after: Counter[str]) -> tuple[list[str], list[str]]:
    return sorted(before - after), sorted(after - before)


def _became(gone: Sequence[str], come: Sequence[str]) -> str:
    olds, news = (" and ".join(quoted(word) for word in words[:3]) for words in (gone, come))
    if gone and come:
        return f"{olds} becomes {news}"
    is_or_are = "is" if len(gone) + len(come) == 1 else "are"
    return f"{news} {is_or_are} added" if come else f"{olds} {is_or_are} taken out"
