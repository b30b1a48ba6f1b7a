"""Proofs that only markup which the renderer had left among the words was put right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.text.document.document import Block
from publisher.text.document.tokens import Token, TokenKind
from publisher.text.materiality.edit_context import EditContext
from publisher.text.materiality.non_text_changes import PLAIN
from publisher.text.materiality.normalization import shown
from publisher.text.materiality.verdict import Finding

# `{: #anchor datetime="2020-01-01" }`: an attribute list. Its values hold no spaces, so no sentence.
_NAME = r"(?:id|class|datetime|lang|rel|target|name|data-[\w-]+)"
_ITEM = rf"(?:[#.][\w:-]+|{_NAME}=(?:[\"“”][^\s\"“”{{}}]*[\"“”]|[^\s{{}}\"“”]+))"
_ATTRIBUTES = re.compile(rf"\s?\{{:\s?{_ITEM}(?:\s{_ITEM})*\s?\}}")
# `[words](address)`, `[words][]` or `[words][address]`: a link whose markup was broken. What has no
# sign of an address is none: [annex](A), [5](10).
_VARIABLE = r"\{\{ ?[\w.]+ ?\}\}"
_ADDRESS = rf"(?:[^\s()\[\]{{}}]*[/#:@][^\s()\[\]{{}}]*|{_VARIABLE})"
_LINK = re.compile(rf"\[([^\[\]]+)\]\s?(?:\({_ADDRESS}\)|\[(?:{_ADDRESS})?\])")
_STAR = "*"
_MEANT_STAR = re.compile(r"\\\*|&(?:ast|midast|#0*42|#x0*2a);", re.IGNORECASE)
_SIGNS = frozenset("-*•–—")
_ENDS = frozenset(".!?")
_Meant = list[tuple[object, ...]]


def cleaned(text: str) -> str:
    """Return a text without attribute lists and without the signs of broken links."""
    return _LINK.sub(r"\1", _ATTRIBUTES.sub("", " ".join(text.split())))


def markup(change: EditContext) -> Iterator[Finding]:
    """Nothing but attribute lists, or the signs of a broken link, changed in the passage."""
    edit = change.edit
    if change.whole_block:
        if not cleaned(edit.old + edit.new).strip():
            yield change.proof("markup", "only an attribute list changed, which is markup.")
    elif edit.old_block and edit.new_block:
        place = ("markup", edit.new_block)
        if place in change.facts.unproved:
            return
        sides = edit.old_block, edit.new_block
        code = any("code" in token.styles for block in sides for token in block.tokens)
        if code or all(_is_clean(block.text) for block in sides):
            change.facts.unproved.add(place)
            return
        if _is_meant_alike(change, *sides):
            yield change.proof("markup", "only signs of bold words, or of an item, changed.")
            return
        old, new = (_read(block) for block in sides)
        clean_old, clean_new = cleaned(old), cleaned(new)
        if (clean_old, clean_new) == (old, new) or clean_old.split() != clean_new.split():
            change.facts.unproved.add(place)
        else:
            yield change.proof("markup", "only markup that stood among the words changed.")


def _is_clean(text: str) -> bool:
    """Whether, without a closer look, `cleaned` leaves a text as it is, as it does most."""
    return (
        "{" not in text and "[" not in text and _STAR not in text and " ".join(text.split()) == text
    )


def _read(block: Block) -> str:
    """Return the words of a block; a raised figure is another figure."""
    return "".join(shown(token.text, token.styles) for token in block.tokens)


def _is_meant_alike(change: EditContext, old: Block, new: Block) -> bool:
    """Whether two blocks are one text once `**` that the page shows is read as bold.

    No star of either text may be anything else: the sign of a note, of many files, of a letter left out.
    A star that the source asks for by its name is meant.
    """
    before = _meant(old)
    if before is None or before != _meant(new):
        return False
    if any(_MEANT_STAR.search(source) for source in change.facts.sources):
        return False
    documents = change.facts.old, change.facts.new
    return all(
        _STAR not in block.text or _meant(block) is not None
        for document in documents
        for block in document.blocks
    )


def _meant(block: Block) -> _Meant | None:
    """Return the words of a block with their looks, or None where a star may be more than markup.

    `**` opens before a word, and closes right after one or after the end of a sentence. A star or a dash
    between the end of a sentence and a capital letter is the sign of an item.
    """
    out: _Meant = []
    tokens = block.tokens
    is_bold = False
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.text == _STAR and _text(tokens, at + 1) == _STAR:
            before = _text(tokens, at - 1)[-1:]
            if is_bold:
                sound = before != " " or _text(tokens, at - 2) in (*_ENDS, ":")
            else:
                sound = before in ("", " ", "(") and _text(tokens, at + 2)[:1].isalnum()
            if not sound or "code" in token.styles:
                return None
            is_bold = not is_bold
            at += 2
            continue
        if token.text in _SIGNS and _begins_item(tokens, at):
            out.append(("-",))
        elif token.text == _STAR:
            return None
        elif token.kind is not TokenKind.SPACE:
            look = (token.styles - PLAIN, is_bold or "strong" in token.styles, token.href)
            out.append((token.key, *look))
        at += 1
    return None if is_bold else out


def _begins_item(tokens: Sequence[Token], at: int) -> bool:
    before = _text(tokens, at - 2) if _text(tokens, at - 1) == " " else ""
    follows = _text(tokens, at + 2) if _text(tokens, at + 1) == " " else ""
    return (at == 0 or before in _ENDS) and follows[:1].isupper()


def _text(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].text if 0 <= at < len(tokens) else ""
