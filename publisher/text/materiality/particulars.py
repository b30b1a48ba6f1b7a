"""Reasons why a change is material: the numbers, dates, countries, companies and addresses it names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from publisher.text.materiality.change import Change, quoted
from publisher.text.materiality.countries import countries
from publisher.text.materiality.figures import Quantity, dates, quantities
from publisher.text.materiality.lexicon import Phrase
from publisher.text.materiality.model import Finding
from publisher.text.materiality.numerals import has_digit
from publisher.text.materiality.reasons import became, difference, in_both, said_of, text
from publisher.text.tokens import TokenKind


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
    gone, come = difference(Counter(before), Counter(after))
    if not gone or not come:
        return
    said = f"a date goes from {quoted(gone[0])} to {quoted(come[0])}"
    if change.lexicon.phrases("date_matters").found(text(change.whole_after)):
        yield change.reason("date-changed", f"{said}, and something begins, ends or is due then.")
    else:
        yield change.doubt("date-changed", f"{said}.")


def country(change: Change) -> Iterator[Finding]:
    """A country came, went or gave way to another."""
    gone, come = in_both(change, lambda said: countries(said, change.lexicon.language))
    if gone or come:
        yield said_of(
            change,
            "country-changed",
            f"{became(gone, come)}: the sentence names other countries or regions.",
        )


def identity(change: Change) -> Iterator[Finding]:
    """One company, named with its legal form, gave way to another."""
    gone, come = in_both(change, lambda said: Counter(_companies(said, change)))
    if gone and come:
        yield said_of(
            change, "identity-changed", f"{became(gone, come)}: another company is named."
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
    if change.in_heading or not change.lexicon.phrases("contact_headings").found(change.heading):
        return
    if any(word[:1].isupper() or has_digit(word) for word in (*change.old, *change.new)):
        yield said_of(
            change,
            "contact-changed",
            "the address, number or name under which readers reach the company changed.",
        )


def address(change: Change) -> Iterator[Finding]:
    """A typed e-mail address, by which readers reach the company."""
    olds, news = (
        [token.text for token in tokens if token.kind is TokenKind.ADDRESS and "@" in token.text]
        for tokens in (change.old_tokens, change.new_tokens)
    )
    gone, come = difference(Counter(olds), Counter(news))
    if gone or come:
        yield change.reason(
            "contact-changed",
            f"{became(gone, come)}: readers are told to write to another address.",
        )
