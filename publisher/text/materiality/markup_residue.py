"""Proofs that only markup which the renderer had left among the words was put right."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.text.document.document import Block
from publisher.text.materiality.edit_context import EditContext
from publisher.text.materiality.normalization import shown
from publisher.text.materiality.verdict import Finding

# `{: #anchor datetime="2020-01-01" }`: an attribute list. Its values hold no spaces, so no sentence.
_NAME = r"(?:id|class|datetime|lang|rel|target|name|data-[\w-]+)"
_ITEM = rf"(?:[#.][\w:-]+|{_NAME}=(?:[\"“”][^\s\"“”{{}}]*[\"“”]|[^\s{{}}\"“”]+))"
_ATTRIBUTES = re.compile(rf"\s?\{{:?\s?{_ITEM}(?:\s{_ITEM})*\s?\}}")
# `[words](address)` or `[words][name]`: a link whose markup was broken.
_ADDRESS = r"(?:[^\s()\[\]{}]*|\{\{ ?[\w.]+ ?\}\})"
_LINK = re.compile(rf"\[([^\[\]]+)\]\s?(?:\({_ADDRESS}\)|\[{_ADDRESS}\])")


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
        if all(_is_clean(block.text) for block in sides):
            change.facts.unproved.add(place)
            return
        old, new = (_read(block) for block in sides)
        clean_old, clean_new = cleaned(old), cleaned(new)
        if (clean_old, clean_new) == (old, new) or clean_old.split() != clean_new.split():
            change.facts.unproved.add(place)
        else:
            yield change.proof("markup", "only markup that stood among the words changed.")


def _is_clean(text: str) -> bool:
    """Say without a closer look that `cleaned` leaves a text as it is, as it does most."""
    return "{" not in text and "[" not in text and " ".join(text.split()) == text


def _read(block: Block) -> str:
    """Return the words of a block; a raised figure is another figure."""
    return "".join(shown(token.text, token.styles) for token in block.tokens)
