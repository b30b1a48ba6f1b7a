"""Reasons why a change is material: what it does to duties, limits, conditions, numbers, subjects.

Each rule asks one question of the sentence as it was and as it is. A reason is *certain* only where
the changed words themselves answer. In a passage that was rewritten a word may have come for style
alone: there the same reason is a hint, and the decision a person's.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from publisher.text.materiality.edit_context import EditContext
from publisher.text.materiality.excerpts import contrast
from publisher.text.materiality.lexicon import Lexicon, Phrase, joined
from publisher.text.materiality.normalization import stages
from publisher.text.materiality.quantities import dates
from publisher.text.materiality.sentences import quote, sentence
from publisher.text.materiality.verdict import Finding

Reason = Callable[[EditContext], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class ReasonKind:
    """Words that carry meaning. name: the word list. what: what they say, for a reader."""

    rule: str
    name: str
    what: str


WEIGHTS = (
    ReasonKind("negation-changed", "negation", "what is denied"),
    ReasonKind("duty-changed", "permission", "what somebody may, must or will do"),
    ReasonKind("limit-changed", "restriction", "how far it goes"),
    ReasonKind("quantity-changed", "quantity", "how many or how much is meant"),
    ReasonKind("frequency-changed", "frequency", "how often or how long"),
    ReasonKind("condition-changed", "condition", "on what condition or with what exception"),
)
SUBJECTS = (
    ReasonKind("recipient-changed", "recipient", "who receives or sees data"),
    ReasonKind("transfer-changed", "transfer", "where data goes"),
    ReasonKind("retention-changed", "retention", "how long data is kept"),
    ReasonKind("age-changed", "age", "children and age"),
    ReasonKind("data-changed", "data", "which data is collected or used"),
    ReasonKind("consent-changed", "consent", "consent and choice"),
    ReasonKind("rights-changed", "rights", "the rights of readers"),
    ReasonKind("purpose-changed", "purpose", "what data is used for"),
    ReasonKind("security-changed", "security", "how data is protected"),
    ReasonKind("liability-changed", "liability", "who answers for what"),
    ReasonKind("law-changed", "law", "law, courts and disputes"),
    ReasonKind("fees-changed", "fees", "what must be paid"),
    ReasonKind("notice-changed", "notice", "how readers hear of changes"),
    ReasonKind("conduct-changed", "conduct", "what readers must or must not do"),
    ReasonKind("termination-changed", "termination", "how an account or a contract ends"),
    ReasonKind("ownership-changed", "ownership", "who owns content and who may use it"),
    ReasonKind("contact-changed", "contact", "how readers reach the company"),
    ReasonKind("identity-changed", "identity", "who is responsible"),
    ReasonKind("scope-changed", "scope", "what the text covers"),
)
_INITIALS = re.compile(r"(?<!\w)(\w)\.\s+(?=\w\.)")
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


def is_certain(change: EditContext) -> bool:
    """Whether the changed words themselves answer: no rewritten passage, and no heading."""
    rewritten = change.old and change.new and len(change.old) + len(change.new) > REWRITTEN
    return not rewritten and not change.in_heading


def said_of(
    change: EditContext,
    rule: str,
    name: str,
    *,
    certain: bool = True,
    about: Sequence[str] = (),
    **values: str,
) -> Finding:
    """Return a reason, or a hint where the words alone do not answer.

    name: of the sentence. values: what it holds besides `contrast`, the change in its own words. about:
    the words that make the difference, which the quotation shows.
    """
    language = change.lexicon.language
    text = sentence(language, name, contrast=contrast(change, about), **values)
    if certain and is_certain(change):
        return change.reason(rule, text)
    return change.doubt(rule, sentence(language, "decide", sentence=text))


def weights(change: EditContext) -> Iterator[Finding]:
    """May, must, not, only, all, unless …: a word that carries meaning came, went or gave way."""
    before, after = (
        text(plain(_without_dates(said, change), change.lexicon))
        for said in (change.sentence_before, change.sentence_after)
    )
    if bare("".join(change.old)) == bare("".join(change.new)):
        return  # an accent or an apostrophe
    for kind in WEIGHTS:
        gone, come = _differing(kind.name, before, after, change)
        if not gone and not come:
            continue
        name = _named(kind.name, gone, come, before, after, change)
        certain = name != "word_changed" or not (gone and come and _same_weight(gone, come))
        if kind.name == "negation" and gone and come:
            certain = False  # not ever, never
        if kind.name == "permission" and not _is_modal((*gone, *come), change.lexicon):
            certain = False  # a guarantee, an obligation: nouns
        if whole_sentences(change):
            said = quote(change.edit.new or change.edit.old, change.lexicon.language)
            name = "added" if change.new else "removed"
            yield said_of(change, kind.rule, name, certain=False, text=said)
            continue
        if not certain or not is_certain(change):
            name = "word_changed"
        yield said_of(
            change,
            kind.rule,
            name,
            certain=certain,
            about=(*gone, *come),
            **({"became": became(gone, come, change)} if name == "word_changed" else {}),
        )


def _named(
    kind: str, gone: list[str], come: list[str], before: str, after: str, change: EditContext
) -> str:
    """Return the name of the sentence that says what a word of weight does."""
    lists = change.lexicon
    forbidden = [bool(lists.phrases("says_forbidden").found(side)) for side in (before, after)]
    if kind == "negation" and bool(gone) != bool(come):
        if forbidden == [False, True] and come:
            return "now_forbidden"
        if forbidden == [True, False] and gone:
            return "no_longer_forbidden"
        return "now_denied" if come else "no_longer_denied"
    if kind == "permission" and gone and come and forbidden == [False, False]:
        duty, right, will = (
            [any(word in lists.phrases(name) for word in side) for side in (gone, come)]
            for name in ("says_duty", "says_right", "says_will")
        )
        if duty[1] and right[0]:
            return "now_duty"
        if duty[0] and right[1]:
            return "no_longer_duty"
        if will[1] and right[0]:
            return "now_certain"
        if will[0] and right[1]:
            return "no_longer_certain"
    if kind == "condition" and bool(gone) != bool(come):
        return "new_condition" if come else "old_condition"
    if kind == "restriction" and bool(gone) != bool(come):
        limits = lists.phrases("plain_limits")
        if all(word in limits for word in (gone or come)):
            return "new_limit" if come else "old_limit"
    return "word_changed"


def _is_modal(words: Sequence[str], lists: Lexicon) -> bool:
    names = ("says_forbidden", "says_duty", "says_right", "says_will")
    return any(word in lists.phrases(name) for word in words for name in names)


def whole_sentences(change: EditContext) -> bool:
    """Whether whole sentences came or went: a block, or from a capital letter to a full stop."""
    if change.whole_block:
        return True
    if change.old and change.new:
        return False
    said = (change.edit.new or change.edit.old).strip()
    return said[:1].isupper() and (said[-1:] in ".!?" or not change.right)


def _same_weight(gone: list[str], come: list[str]) -> bool:
    """Return whether words differ only in their ending or in small words: tout, toute; required to."""
    if any(
        f" {one} " in f" {other} "
        for a, b in ((gone, come), (come, gone))
        for one in a
        for other in b
    ):
        return True
    return {bare(word)[:3] for word in gone} == {bare(word)[:3] for word in come}


def bare(word: str) -> str:
    """Return a word in small letters, without accents and apostrophes."""
    plain = unicodedata.normalize("NFD", word.lower())
    return "".join(sign for sign in plain if not unicodedata.combining(sign) and sign not in "'’ ")


def _without_dates(said: Phrase, change: EditContext) -> Phrase:
    """Return words without their dates: 1 May permits nothing."""
    found = {at for start, end in dates(said, change.lexicon) for at in range(start, end)}
    if not found:
        return said
    return tuple(word for at, word in enumerate(said) if at not in found)


def contraries(change: EditContext) -> Iterator[Finding]:
    """A word gave way to its contrary."""
    before, after = (text(said) for said in (change.sentence_before, change.sentence_after))
    for phrases, contrary in change.lexicon.contraries:
        for gone, come in ((phrases, contrary), (contrary, phrases)):
            lost = gone.found(before)
            won = come.found(after) if lost else lost
            if not won:
                continue
            lost, won = lost - gone.found(after), won - come.found(before)
            if lost and won:
                yield said_of(change, "contrary-changed", "contrary")


def and_or(change: EditContext) -> Iterator[Finding]:
    """And for or, or the other way round."""
    both, either = (change.lexicon.phrases(f"conjunction_{name}") for name in ("and", "or"))
    old, new = text(change.old), text(change.new)
    for one, other in ((both, either), (either, both)):
        if one.found(old) and not one.found(new) and other.found(new):
            yield said_of(change, "and-or-changed", "and_or")


def subjects(change: EditContext) -> Iterator[Finding]:
    """Recipients, data, purposes, rights …: named for the first time in a sentence, or no longer.

    A hint: the word may have another sense here, or stand in a name.
    """
    before, after = (
        text(plain(said, change.lexicon))
        for said in (change.sentence_before, change.sentence_after)
    )
    for kind in SUBJECTS:
        gone, come = _differing(kind.name, before, after, change)
        if bool(gone) != bool(come):
            word = (come or gone)[0]
            if word in change.lexicon.phrases(kind.name).found(before if come else after):
                continue  # it is said of one thing more or less
            name = "now_names" if come else "no_longer_names"
            written = _as_written(word, change.sentence_after if come else change.sentence_before)
            if not written:
                continue  # a part of a name: Common Voice
            shown = quote(written, change.lexicon.language)
            yield said_of(change, kind.rule, name, certain=False, about=(word,), word=shown)


def _as_written(words: str, said: Phrase) -> str:
    """Return words of a list as a sentence writes them, or "" where each time they are part of a name.

    A name goes on with another capital letter: Common Voice, Shipping & Tax.
    """
    parts = words.split()
    lower = [word.lower() for word in said]
    places = [at for at in range(len(said)) if lower[at : at + len(parts)] == parts]
    for at in places:
        own = said[at : at + len(parts)]
        beside = (*said[max(at - 1, 0) : at], *said[at + len(parts) : at + len(parts) + 1])
        initial = all(word[:1].isupper() and not word.isupper() for word in own)
        if not initial or not any(word[:1].isupper() or word == "&" for word in beside):
            return joined(own)
    return "" if places else joined(tuple(parts))


def in_both(
    change: EditContext, found: Callable[[Phrase], Counter[str]]
) -> tuple[list[str], list[str]]:
    """Return what went and what came, by this edit and in the sentence as a whole.

    A word that another edit of the same sentence puts back has not gone.
    """
    own = difference(found(change.sentence_before), found(change.sentence_after))
    if not own[0] and not own[1]:
        return own
    whole = difference(found(change.whole_before), found(change.whole_after))
    gone, come = ([word for word in own[at] if word in whole[at]] for at in (0, 1))
    return gone, come


def _differing(
    name: str, before: str, after: str, change: EditContext
) -> tuple[list[str], list[str]]:
    listed = change.lexicon.phrases(name)
    return difference(listed.found(before), listed.found(after))


def difference(before: Counter[str], after: Counter[str]) -> tuple[list[str], list[str]]:
    """Return which words went and which came."""
    if not before and not after:
        return [], []
    return sorted(before - after), sorted(after - before)


def became(gone: Sequence[str], come: Sequence[str], change: EditContext) -> str:
    """Return what came for what, in the language of the text."""
    language = change.lexicon.language
    olds, news = (
        sentence(language, "and").join(quote(tidy(word), language) for word in words[:3])
        for words in (gone, come)
    )
    name = "became" if gone and come else "words" if len(gone) + len(come) > 1 else "word"
    if name != "became":
        name += "_added" if come else "_removed"
    return sentence(language, name, gone=olds, come=news)


def tidy(words: str) -> str:
    """Return words parted by spaces as a text writes them."""
    return _INITIALS.sub(r"\1.", joined(tuple(words.split())))
