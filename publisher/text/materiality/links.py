"""Where links lead: a target that moved is editorial; how readers reach us or use a right is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from publisher.text.materiality.change import Change, quoted
from publisher.text.materiality.lexicon import Phrase
from publisher.text.materiality.model import Finding
from publisher.text.materiality.suspicious import suspicious
from publisher.text.materiality.targets import (
    PERSONAL,
    Target,
    address_words,
    is_other_version,
    owner,
    same_place,
    target,
)
from publisher.text.materiality.wording import words
from publisher.text.tokens import Token, TokenKind

_COMMON_STEPS = frozenset({"legal", "about", "policies", "docs", "pdf", "the", "of", "and"})
_NEAR = 6  # words before an empty link text ("here") that say what it is for


def link_changed(change: Change) -> Iterator[Finding]:
    """The same words lead elsewhere, lead somewhere for the first time, or no longer."""
    yield _judged(change, change.edit.old, change.edit.new)


def link_in_words(change: Change) -> Iterator[Finding]:
    """Changed words that are a link lead elsewhere too."""
    olds, news = (_hrefs(tokens) for tokens in (change.old_tokens, change.new_tokens))
    if olds != news:
        for old, new in zip_longest(olds, news, fillvalue=""):
            yield _judged(change, old, new)


def _hrefs(tokens: Sequence[Token]) -> list[str]:
    return list(dict.fromkeys(token.href for token in tokens if token.href))


def _judged(change: Change, old_href: str, new_href: str) -> Finding:
    old, new = target(old_href), target(new_href)
    if found := suspicious(old_href, new_href):
        return change.reason("suspicious-characters", f"the new address holds {found}.")
    if {old.scheme, new.scheme} & PERSONAL and old.address != new.address:
        return _contact(change, old, new)
    if own := _own_anchor(change, old, new):
        return own
    if old_href and new_href and same_place(old, new) and not is_other_version(old, new):
        why = "the link still leads to the same page, now written"
        return change.proof("link-form", f"{why} {quoted(new_href)}.")
    return _moved(change, old_href, new_href)


def typed_link(change: Change) -> Iterator[Finding]:
    """A typed web address that links to itself was replaced by another: as if its target changed."""
    sides = [
        [token for token in tokens if token.kind is not TokenKind.SPACE]
        for tokens in (change.old_tokens, change.new_tokens)
    ]
    if change.whole_block or any(len(side) != 1 or not _links_itself(side[0]) for side in sides):
        return
    old, new = (side[0].text for side in sides)
    if suspicious(old, new):
        return
    if same_place(target(old), target(new)):
        yield change.proof(
            "link-form", f"the address still leads to the same page, now written {quoted(new)}."
        )
    elif _only_shows_the_way(change, target(old), target(new)):
        yield change.proof(
            "link-target", f"a typed address goes from {quoted(old)} to {quoted(new)}."
        )


def _links_itself(token: Token) -> bool:
    if token.kind is not TokenKind.ADDRESS or "@" in token.text:
        return False
    return token.href is None or same_place(target(token.href), target(token.text))


def _only_shows_the_way(change: Change, old: Target, new: Target) -> bool:
    """Tell whether a typed address only says where to read more: it names no site the text covers."""
    left = " ".join(_clause(change.left)).lower()
    around = " ".join((left, *change.right[:_NEAR])).lower()
    return bool(
        change.lexicon.phrases("shows_the_way").found(left)
        and not change.lexicon.phrases("rights_links").found(around)
        and not is_other_version(old, new)
        and not _is_other_document(change, old, new)
    )


def _contact(change: Change, old: Target, new: Target) -> Finding:
    about = quoted(_link_words(change))
    if old.address and new.address:
        became = f"goes from {quoted(old.address)} to {quoted(new.address)}"
        return change.reason("contact-changed", f"the address behind {about} {became}.")
    if new.address and new.address in _typed(change):
        return change.proof(
            "link-added", f"the typed address {quoted(new.address)} can now be clicked."
        )
    came = f"{quoted(new.address)} now stands"
    said = f"{quoted(old.address)} no longer stands" if old.address else came
    return change.doubt(
        "contact-link", f"{said} behind {about}; is another way to reach you meant?"
    )


def _typed(change: Change) -> str:
    return "".join(token.text for token in change.new_tokens).lower()


def _moved(change: Change, old: str, new: str) -> Finding:
    about = quoted(_link_words(change))
    became = f"from {quoted(old or 'nowhere')} to {quoted(new or 'nowhere')}"
    if not old and change.edit.old_block and new in change.edit.old_block.text:
        return change.proof(
            "link-added", f"{about} leads to the address that stood among the words."
        )
    if _serves_a_right(change, old, new):
        asked = "is it the same way to use a right, or to reach you?"
        return change.doubt("rights-link", f"{about} leads {became}; {asked}")
    if old and new and is_other_version(target(old), target(new)):
        asked = "is it another version of a document that binds?"
        return change.doubt("link-version", f"{about} leads {became}; {asked}")
    if old and new and _is_other_document(change, target(old), target(new)):
        asked = "is it still the same document?"
        return change.doubt("link-document", f"{about} leads {became}; {asked}")
    if old and new and _names_another_host(change, target(old), target(new)):
        asked = "its words still name the old place; is the new one meant?"
        return change.doubt("link-host", f"{about} leads {became}; {asked}")
    if not new:
        asked = "do readers lose what they were told to read?"
        return change.doubt("link-removed", f"{about} leads {became}; {asked}")
    if not old:
        return change.proof(
            "link-added", f"{about} leads to {quoted(new)} now; the words are the same."
        )
    return change.proof("link-target", f"only where the link {about} leads changed, {became}.")


def _is_other_document(change: Change, old: Target, new: Target) -> bool:
    """Tell whether a link that stands for what binds, or for what the text covers, leads elsewhere.

    The same document may have moved if its host is of the same owner, and if one of the two paths
    says all that the other says.
    """
    named = " ".join((_link_words(change).lower(), *sorted(old.words | new.words)))
    same_owner = not old.host or not new.host or owner(old.host) == owner(new.host)
    if not same_owner and change.lexicon.phrases("scope").found(" ".join(change.left).lower()):
        return True
    if not change.lexicon.phrases("binding_documents").found(named):
        return False
    olds, news = old.words - _COMMON_STEPS, new.words - _COMMON_STEPS
    return not same_owner or not (olds and news) or not (olds <= news or news <= olds)


def _names_another_host(change: Change, old: Target, new: Target) -> bool:
    """Tell whether the words of a link name the host it led to, and not the one it leads to now."""
    before, after = owner(old.host), owner(new.host)
    said = _link_words(change).lower()
    return bool(before and after) and before in said and before not in after and after not in said


def _own_anchor(change: Change, old: Target, new: Target) -> Finding | None:
    """Judge a link to another place of the same text: which headings do the two anchors name?"""
    if old == new or any(side.host or side.steps or side.query for side in (old, new)):
        return None
    if not old.fragment or not new.fragment:
        return None
    olds, news = change.facts.old_anchors, change.facts.new_anchors
    before, after = olds.get(old.fragment), news.get(new.fragment)
    if before is after is None:
        return None  # anchors that lead nowhere
    renamed = old.fragment not in news and new.fragment not in olds
    about = quoted(_link_words(change))
    if before == after or renamed:
        return change.proof("link-form", f"{about} leads to the same section of this text.")
    became = f"from {quoted(before or 'nowhere')} to {quoted(after or 'nowhere')}"
    return change.doubt("link-anchor", f"{about} leads to another place of this text, {became}.")


def _link_words(change: Change) -> str:
    said = (token.text for token in change.new_tokens if token.kind is not TokenKind.IMAGE)
    return " ".join("".join(said).split()) or "the link"


def _serves_a_right(change: Change, old: str, new: str) -> bool:
    """Tell whether a link is a way to use a right: by its own words, or those before "here"."""
    if not change.lexicon.language:
        return True
    rights = change.lexicon.phrases("rights_links")
    if any(rights.found(address_words(href)) for href in (old, new)):
        return True
    own = " ".join(words(change.new_tokens, change.lexicon)).lower()
    said = own
    if own in change.lexicon.phrases("empty_links"):
        said = " ".join((*_clause(change.left), own)).lower()
    if rights.found(said):
        return True
    return own in change.lexicon.phrases("empty_links") and bool(rights.found(change.heading))


def _clause(left: Phrase) -> Phrase:
    ends = [at for at, word in enumerate(left) if word in ".!?"]
    clause = left[ends[-1] + 1 :] if ends else left
    return clause[-2 * _NEAR :]
