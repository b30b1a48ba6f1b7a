"""Where links lead: a target that moved is editorial; how readers reach us or use a right is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from publisher.text.materiality.change import Change, quoted
from publisher.text.materiality.lexicon import Phrase
from publisher.text.materiality.model import Finding
from publisher.text.materiality.suspicious import suspicious
from publisher.text.materiality.wording import words
from publisher.text.tokens import Token, TokenKind

_PERSONAL = frozenset({"mailto", "tel", "sms"})
_WEB = frozenset({"", "http", "https"})
_LOCALE = re.compile(r"[a-z]{2}(?:[-_][a-zA-Z]{2})?")
_FILE = re.compile(r"(?:^|/)(?:index|readme)?(?:\.(?:md|html?|php|aspx?))?$", re.IGNORECASE)
_EXTENSION = re.compile(r"\.(?:md|html?)$", re.IGNORECASE)
_SEPARATORS = re.compile(r"[-_./+]+")
_DIGITS = re.compile(r"\d+")
_NEAR = 6  # words before an empty link text ("here") that say what it is for


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads, taken apart. place: host and path without what is only form."""

    scheme: str
    host: str
    steps: tuple[str, ...]
    query: str
    address: str  # of a mailto or tel link, without its subject


def target(href: str) -> Target:
    """Take an address apart; an address that cannot be read is all path."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        parts = SplitResult("", "", href, "", "")
    scheme = parts.scheme.lower()
    if scheme in _PERSONAL:
        return Target(scheme, "", (), "", unquote(parts.path).lower().replace(" ", ""))
    path = _EXTENSION.sub("", _FILE.sub("", unquote(parts.path)))
    # What follows "#/" or "#!" is no place on a page but a page of its own.
    route = parts.fragment if parts.fragment[:1] in ("/", "!") else ""
    steps = tuple(step for step in f"{path}/{route}".split("/") if step not in ("", "."))
    return Target(scheme, parts.netloc.lower().removeprefix("www."), steps, parts.query, "")


def same_place(old: Target, new: Target) -> bool:
    """Tell whether two targets differ in form only: scheme, "www.", locale, file ending, folder above."""
    if old.scheme not in _WEB or new.scheme not in _WEB:
        return old == new
    olds, news = _plain(old.steps), _plain(new.steps)
    if old.host == new.host:
        return old.query == new.query and (olds == news or (not old.host and _same_end(olds, news)))
    # One of them is written without its host: the same page if the longer ends as the shorter does.
    return (not old.host or not new.host) and old.query == new.query and _same_end(olds, news)


def _plain(steps: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(step for step in steps if step != ".." and not _LOCALE.fullmatch(step))


def _same_end(olds: tuple[str, ...], news: tuple[str, ...]) -> bool:
    size = min(len(olds), len(news))
    return size > 0 and olds[-size:] == news[-size:]


def link_changed(change: Change) -> Iterator[Finding]:
    """The same words lead elsewhere, lead somewhere for the first time, or no longer."""
    old_href, new_href = change.edit.old, change.edit.new
    old, new = target(old_href), target(new_href)
    if found := suspicious(old_href, new_href):
        yield change.reason("suspicious-characters", f"the new address holds {found}.")
    elif new.scheme not in _WEB | _PERSONAL:
        yield change.reason(
            "suspicious-link", f"the link now begins with {quoted(new.scheme + ':')}."
        )
    elif {old.scheme, new.scheme} & _PERSONAL and old.address != new.address:
        yield _contact(change, old, new)
    elif same_place(old, new) or (not old_href and not new_href):
        yield change.proof(
            "link-form", f"the link still leads to the same page, now written {quoted(new_href)}."
        )
    else:
        yield _moved(change, old_href, new_href)


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
    elif not _is_near_rights(change, (*_clause(change.left), *change.right[:_NEAR])):
        yield change.proof(
            "link-target", f"a typed address goes from {quoted(old)} to {quoted(new)}."
        )


def _links_itself(token: Token) -> bool:
    if token.kind is not TokenKind.ADDRESS or "@" in token.text:
        return False
    return token.href is None or same_place(target(token.href), target(token.text))


def _is_near_rights(change: Change, said: Phrase) -> bool:
    if not change.lexicon.language:
        return True
    return bool(change.lexicon.phrases("rights_links").found(" ".join(said).lower()))


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
    if _serves_a_right(change):
        asked = "is it the same way to use a right, or to reach you?"
        return change.doubt("rights-link", f"{about} leads {became}; {asked}")
    if old and new and _is_other_version(target(old), target(new)):
        asked = "is it another version of a document that binds?"
        return change.doubt("link-version", f"{about} leads {became}; {asked}")
    if not new:
        asked = "do readers lose what they were told to read?"
        return change.doubt("link-removed", f"{about} leads {became}; {asked}")
    if not old:
        return change.proof(
            "link-added", f"{about} leads to {quoted(new)} now; the words are the same."
        )
    return change.proof("link-target", f"only where the link {about} leads changed, {became}.")


def _is_other_version(old: Target, new: Target) -> bool:
    """Tell whether two targets differ in a number only: v2 and v3 of a document, not a page that moved."""
    olds, news = "/".join(old.steps), "/".join(new.steps)
    return olds != news and _DIGITS.sub("0", olds) == _DIGITS.sub("0", news)


def _link_words(change: Change) -> str:
    return " ".join(words(change.new_tokens, change.lexicon)) or "the link"


def _serves_a_right(change: Change) -> bool:
    """Tell whether a link is a way to use a right: by its own words, or those before "here"."""
    if not change.lexicon.language:
        return True
    rights = change.lexicon.phrases("rights_links")
    if any(rights.found(_address_words(href)) for href in (change.edit.old, change.edit.new)):
        return True
    own = " ".join(words(change.new_tokens, change.lexicon)).lower()
    said = own
    if own in change.lexicon.phrases("empty_links"):
        said = " ".join((*_clause(change.left), own)).lower()
    if rights.found(said):
        return True
    heading = change.block.section[-1].lower() if change.block and change.block.section else ""
    return own in change.lexicon.phrases("empty_links") and bool(rights.found(heading))


def _address_words(href: str) -> str:
    """Return the words of an address: `/how-to-opt-out/` speaks of opting out."""
    return " ".join(_SEPARATORS.sub(" ", "/".join(target(href).steps)).lower().split())


def _clause(left: Phrase) -> Phrase:
    ends = [at for at, word in enumerate(left) if word in ".!?"]
    clause = left[ends[-1] + 1 :] if ends else left
    return clause[-2 * _NEAR :]
