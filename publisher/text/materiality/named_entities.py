"""Reasons why a change is material: the numbers, dates, countries, companies and addresses it names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from publisher.text.document.tokens import TokenKind
from publisher.text.materiality.countries import countries
from publisher.text.materiality.edit_context import EditContext
from publisher.text.materiality.lexicon import Phrase
from publisher.text.materiality.numerals import has_digit
from publisher.text.materiality.quantities import Quantity, dates, quantities
from publisher.text.materiality.reasons import REWRITTEN, difference, in_both, said_of, text, tidy
from publisher.text.materiality.sentences import quote, sentence
from publisher.text.materiality.verdict import Finding


def figures(change: EditContext) -> Iterator[Finding]:
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
        old, new = gone[at] if at < len(gone) else None, come[at] if at < len(come) else None
        if not _is_the_same(old, new):
            yield from _figure(change, old, new, _role(change, before, after))


def _is_the_same(old: Quantity | None, new: Quantity | None) -> bool:
    """Whether one number is only written otherwise: 13) and treize (13) ans."""
    if old is None or new is None or old.value is None or old.value != new.value:
        return False
    return not old.unit or not new.unit


def _role(change: EditContext, *sides: Sequence[Quantity]) -> str:
    """Return what a period is for, where its sentence has no other period and speaks of one thing."""
    language = change.lexicon.language
    said = text((*change.whole_before, *change.whole_after))
    roles = change.lexicon.labels("roles")
    labels = [label for phrases, label in roles if phrases.found(said)]
    if len(labels) > 1:
        labels = [label for label in labels if label != roles[-1][1]]
    periods = max(sum(each.kind == "period" for each in side) for side in sides)
    return labels[0] if len(labels) == 1 and periods <= 1 else sentence(language, "a_period")


def _figure(
    change: EditContext, old: Quantity | None, new: Quantity | None, role: str
) -> Iterator[Finding]:
    language = change.lexicon.language
    kinds = {quantity.kind for quantity in (old, new) if quantity}
    units = {each.unit for each in (old, new) if each}
    said = text((*change.whole_before, *change.whole_after))
    if "age" in kinds or _is_age(kinds, units, said, change):
        yield change.reason(
            "age-changed", _from_to(sentence(language, "the_age"), old, new, change)
        )
    elif "period" in kinds:
        rule = "day-kind-changed" if old and new and old.value == new.value else "period-changed"
        yield change.reason(rule, _from_to(role, old, new, change))
    elif "amount" in kinds:
        what = sentence(language, "an_amount")
        yield change.reason("amount-changed", _from_to(what, old, new, change))
    elif not _is_part_of_a_name(change, old, new):
        about = [each.said for each in (old, new) if each]
        yield said_of(change, "number-changed", "unknown_unit", certain=False, about=about)


def _is_part_of_a_name(change: EditContext, *numbers: Quantity | None) -> bool:
    """Whether figures are written onto letters, or stand in an address: 18F, team2@acme.example."""
    written = " ".join(
        block.text for block in (change.edit.old_block, change.edit.new_block) if block
    )
    return all(
        number is None
        or "@" in number.said
        or re.search(rf"(?<![\w.]){re.escape(number.said)}[^\W\d_]", written) is not None
        for number in numbers
    )


def _is_age(kinds: set[str], units: set[str], sentence: str, change: EditContext) -> bool:
    lists = change.lexicon
    if kinds == {"number"}:
        return bool(lists.phrases("age").found(sentence))
    in_years = kinds == {"period"} and all(unit in lists.phrases("years") for unit in units)
    return in_years and bool(lists.phrases("age_asked").found(sentence))


def _from_to(what: str, old: Quantity | None, new: Quantity | None, change: EditContext) -> str:
    language = change.lexicon.language
    olds, news = (each.said if each else "" for each in (old, new))
    name = "from_to" if old and new else "of_added" if new else "of_removed"
    text = sentence(language, name, what=what, old=olds, new=news)
    return text.replace(" passe de un", " passe d'un") if language == "fr" else text


def dates_changed(change: EditContext) -> Iterator[Finding]:
    """A date in a sentence that says from when or until when something holds."""
    before, after = (
        [tidy(" ".join(said[start:end])) for start, end in dates(said, change.lexicon)]
        for said in (change.whole_before, change.whole_after)
    )
    gone, come = difference(Counter(before), Counter(after))
    if not gone or not come:
        return
    language = change.lexicon.language
    matters = change.lexicon.phrases("date_matters").found(text(change.whole_after))
    name = "date_matters" if matters else "date_changed"
    said = sentence(language, name, old=quote(gone[0], language), new=quote(come[0], language))
    finding = change.reason if matters else change.doubt
    yield finding("date-changed", said)


def country(change: EditContext) -> Iterator[Finding]:
    """A country came, went or gave way to another; U.S. and US are one."""
    gone, come = in_both(change, lambda said: _countries(said, change))
    if gone or come:
        yield said_of(change, "country-changed", "country_changed", about=(*gone, *come))


def _countries(said: Phrase, change: EditContext) -> Counter[str]:
    found: Counter[str] = Counter()
    for name, times in countries(said, change.lexicon.language).items():
        letters = name.replace(" ", "").replace(".", "")
        found[letters if letters.isupper() else name] += times
    return found


def identity(change: EditContext) -> Iterator[Finding]:
    """One company, named with its legal form, gave way to another; or another body acts."""
    gone, come = in_both(change, lambda said: Counter(_companies(said, change)))
    if gone and come:
        olds, news = (quote(tidy(names[0]), change.lexicon.language) for names in (gone, come))
        yield said_of(change, "identity-changed", "company_changed", old=olds, new=news)
    elif change.old and change.new and not change.in_heading:
        yield from _another_acts(change)


def _another_acts(change: EditContext) -> Iterator[Finding]:
    """The words before a verb such as may or must gave way to others: “the board may”, “the team may”."""
    following = " ".join(change.right[:3]).lower()
    names = ("says_forbidden", "says_duty", "says_right", "says_will")
    verbs = [verb for name in names if (verb := change.lexicon.phrases(name).opens(following))]
    if any(has_digit(word) for word in (*change.old, *change.new)):
        return
    if not verbs or len(change.old) + len(change.new) > REWRITTEN:
        return
    language = change.lexicon.language
    olds, news = (quote(said, language) for said in (change.edit.old, change.edit.new))
    yield said_of(
        change,
        "identity-changed",
        "another_acts",
        certain=False,
        verb=max(verbs, key=len),
        old=olds,
        new=news,
    )


def _companies(said: Phrase, change: EditContext) -> Iterator[str]:
    forms = change.lexicon.phrases("legal_forms")
    for at, word in enumerate(said):
        if word.lower() in forms and word[:1].isupper():
            start = at
            while (
                start and at - start < 6 and (_is_name(said[start - 1]) or said[start - 1] in ",.&")
            ):
                start -= 1
            name = said[start : at + 1]
            while name and name[0] in ",.&":
                name = name[1:]
            if len(name) > 1:
                yield " ".join(name)


def _is_name(word: str) -> bool:
    """Whether a word may belong to a name: Acme, 37signals."""
    return word[:1].isupper() or (has_digit(word) and any(map(str.isalpha, word)))


def contact(change: EditContext) -> Iterator[Finding]:
    """A name, a number or an address changed where the text says how to reach the company."""
    if change.in_heading or not change.lexicon.phrases("contact_headings").found(change.heading):
        return
    companies = in_both(change, lambda said: Counter(_companies(said, change)))
    if all(companies):
        return  # another company, of which `identity` tells
    if any(word[:1].isupper() or has_digit(word) for word in (*change.old, *change.new)):
        yield said_of(change, "contact-changed", "contact_changed")


def address(change: EditContext) -> Iterator[Finding]:
    """A typed e-mail address, by which readers reach the company."""
    olds, news = (
        [token.text for token in tokens if token.kind is TokenKind.ADDRESS and "@" in token.text]
        for tokens in (change.old_tokens, change.new_tokens)
    )
    gone, come = difference(Counter(olds), Counter(news))
    if not gone and not come:
        return
    forms = change.lexicon.phrases("web_forms").found(text(change.new))
    name = "replaced" if gone and come else "added" if come else "by_form" if forms else "removed"
    name = f"address_{name}"
    language = change.lexicon.language
    shown_old, shown_new = (quote(side[0], language) if side else "" for side in (gone, come))
    yield change.reason("contact-changed", sentence(language, name, old=shown_old, new=shown_new))
