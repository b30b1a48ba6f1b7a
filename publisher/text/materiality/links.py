"""Where links lead. Nothing in an address says what stands there: a link that leads elsewhere is a doubt.

Proved are forms of one address, a place of this text under its new name, and a typed address that can
be clicked now.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from publisher.text.document.tokens import Token, TokenKind
from publisher.text.materiality.confusables import suspicious
from publisher.text.materiality.edit_context import EditContext, quoted
from publisher.text.materiality.lexicon import Phrase, spaced, tokenized
from publisher.text.materiality.link_targets import (
    PERSONAL,
    Target,
    address_words,
    is_other_version,
    same_place,
    target,
)
from publisher.text.materiality.normalization import words
from publisher.text.materiality.verdict import Finding

_NEAR = 6  # words before an empty link text ("here") that say what it is for


def link_changed(change: EditContext) -> Iterator[Finding]:
    """The same words lead elsewhere, lead somewhere for the first time, or no longer."""
    yield _judged(change, change.edit.old, change.edit.new)


def link_in_words(change: EditContext) -> Iterator[Finding]:
    """Changed words that are a link lead elsewhere too."""
    olds, news = (_hrefs(tokens) for tokens in (change.old_tokens, change.new_tokens))
    if olds != news:
        for old, new in zip_longest(olds, news, fillvalue=""):
            yield _judged(change, old, new)


def _hrefs(tokens: Sequence[Token]) -> list[str]:
    return list(dict.fromkeys(token.href for token in tokens if token.href))


def _judged(change: EditContext, old_href: str, new_href: str) -> Finding:
    old, new = target(old_href), target(new_href)
    if found := suspicious(old_href, new_href):
        return change.reason("suspicious-characters", f"the new address holds {found}.")
    if {old.scheme, new.scheme} & PERSONAL and (old.address, old.query) != (
        new.address,
        new.query,
    ):
        return _contact(change, old, new)
    if own := _own_anchor(change, old, new):
        return own
    if old_href and new_href and same_place(old, new):
        why = "the link still leads to the same page, now written"
        return change.proof("link-form", f"{why} {quoted(new_href)}.")
    return _moved(change, old_href, new_href)


def typed_link(change: EditContext) -> Iterator[Finding]:
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
    elif _is_origin(change, target(old), target(new)):
        why = "the place where the model of this text can be read"
        yield change.proof("link-target", f"{why} goes from {quoted(old)} to {quoted(new)}.")


def _links_itself(token: Token) -> bool:
    if token.kind is not TokenKind.ADDRESS or "@" in token.text:
        return False
    return token.href is None or same_place(target(token.href), target(token.text))


def _is_origin(change: EditContext, old: Target, new: Target) -> bool:
    """Whether a sentence says what this text was made from: that binds nobody.

    Its subject is the text itself ("This Code of Conduct is adapted from …"), and one address is a
    page below the other.
    """
    said = " ".join(change.left).lower()
    opening = change.lexicon.phrases("attributions").found(said)
    size = min(len(old.steps), len(new.steps))
    below = old.steps[:size] == new.steps[:size] and size > 0
    plain = not any((old.query, new.query, old.fragment, new.fragment))
    following = " ".join(change.right).lower()
    ends = following[:1] in ("", ".", ")", "]", ">")
    leans = change.lexicon.phrases("leans_on_what_precedes").opens(following.lstrip(".)]> "))
    return bool(opening and ends and not leans and old.host == new.host and below and plain)


def _contact(change: EditContext, old: Target, new: Target) -> Finding:
    about = quoted(_link_words(change))
    if old.address and new.address and old.address != new.address:
        became = f"goes from {quoted(old.address)} to {quoted(new.address)}"
        return change.reason("contact-changed", f"the address behind {about} {became}.")
    if not old.address and new.address and new.address == _typed(change) and not new.query:
        return change.proof(
            "link-added", f"the typed address {quoted(new.address)} can now be clicked."
        )
    if old.address == new.address:
        said = f"a message to {quoted(new.address)} is begun in another way"
        return change.doubt(
            "contact-link", f"{said} behind {about}: who gets it, and what is in it?"
        )
    came = f"{quoted(new.address)} now stands"
    said = f"{quoted(old.address)} no longer stands" if old.address else came
    return change.doubt(
        "contact-link", f"{said} behind {about}; is another way to reach you meant?"
    )


def _typed(change: EditContext) -> str:
    return "".join(token.text for token in change.new_tokens).strip().lower()


def _moved(change: EditContext, old: str, new: str) -> Finding:
    """Judge a link that leads to another page: nothing in an address says what stands there."""
    about = quoted(_link_words(change))
    became = f"from {quoted(old or 'nowhere')} to {quoted(new or 'nowhere')}"
    if not old and _says_its_address(change, new):
        return change.proof(
            "link-added", f"{about} leads to the address that stood among the words."
        )
    if not old and _names_own_heading(change, target(new)):
        return change.proof("link-added", f"{about} leads to the section of that name.")
    if _serves_a_right(change, old, new):
        asked = "is it the same way to use a right, or to reach you?"
        return change.doubt("rights-link", f"{about} leads {became}; {asked}")
    if old and new and is_other_version(target(old), target(new)):
        asked = "is it another version of a document that binds?"
        return change.doubt("link-version", f"{about} leads {became}; {asked}")
    if old and new and _is_document(change, target(old), target(new)):
        asked = "is it still the same document?"
        return change.doubt("link-document", f"{about} leads {became}; {asked}")
    if old and new and target(old).host != target(new).host:
        asked = "is the page of another host meant?"
        return change.doubt("link-host", f"{about} leads {became}; {asked}")
    if not new:
        asked = "do readers lose what they were told to read?"
        return change.doubt("link-removed", f"{about} leads {became}; {asked}")
    if not old:
        asked = "does the text refer to a document that it did not refer to?"
        return change.doubt("link-came", f"{about} leads to {quoted(new)} now; {asked}")
    asked = "does the same stand there?"
    return change.doubt("link-moved", f"{about} leads {became}; {asked}")


def _says_its_address(change: EditContext, new: str) -> bool:
    """Whether the address of a new link stood in the old text right after the linked words."""
    block = change.edit.old_block
    if block is None:
        return False
    old, now = target(_typed(change)), target(new)
    if now.host and same_place(
        old if old.host else target(f"{now.scheme}://{_typed(change)}"), now
    ):
        return True
    return bool(
        re.search(
            rf"{re.escape(_link_words(change))}\W{{0,3}}{re.escape(new)}(?![\w/?#&=%-])", block.text
        )
    )


def _names_own_heading(change: EditContext, new: Target) -> bool:
    """Whether a link to a place of this text bears the name of the heading there."""
    if new.host or new.steps or new.query or not new.fragment:
        return False
    heading = change.facts.new_anchors.get(new.fragment, "")
    said = [word for word in tokenized(_link_words(change)) if word.isalnum()]
    named = [word for word in tokenized(heading) if word.isalnum()]
    headings = [block.text for block in change.facts.new.blocks if block.level]
    alike = [text for text in headings if spaced(text) == spaced(heading)]
    return bool(named) and named == said and len(alike) == 1


def _is_document(change: EditContext, old: Target, new: Target) -> bool:
    """Whether a link stands for what binds, or for what the text covers."""
    named = " ".join((_link_words(change).lower(), *sorted(old.words | new.words)))
    if old.host != new.host and change.lexicon.phrases("scope").found(
        " ".join(change.left).lower()
    ):
        return True
    return bool(change.lexicon.phrases("binding_documents").found(named))


def _own_anchor(change: EditContext, old: Target, new: Target) -> Finding | None:
    """Judge a link to another place of the same text: which headings do the two anchors name?"""
    if old == new or any(side.host or side.steps or side.query for side in (old, new)):
        return None
    if not old.fragment or not new.fragment:
        return None
    facts = change.facts
    before, after = facts.old_anchors.get(old.fragment), facts.new_anchors.get(new.fragment)
    if before is after is None:
        return None  # anchors that lead nowhere
    about = quoted(_link_words(change))
    if facts.is_same_place(old.fragment, new.fragment):
        return change.proof("link-form", f"{about} leads to the same section of this text.")
    became = f"from {quoted(before or 'nowhere')} to {quoted(after or 'nowhere')}"
    return change.doubt("link-anchor", f"{about} leads to another place of this text, {became}.")


def _link_words(change: EditContext) -> str:
    said = (token.text for token in change.new_tokens if token.kind is not TokenKind.IMAGE)
    return " ".join("".join(said).split()) or "the link"


def _serves_a_right(change: EditContext, old: str, new: str) -> bool:
    """Whether a link is a way to use a right: by its own words, or those before "here"."""
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
