"""What a comparison of two documents finds: numbered edits, each with its place and its words."""

from __future__ import annotations

from enum import StrEnum

from publisher.text.document.document import Block
from publisher.text.fast_dataclass import fast_dataclass


class EditKind(StrEnum):
    """What happened. Values appear in JSON: add new ones, never rename or reuse one."""

    INSERT = "insert"
    DELETE = "delete"
    REPLACE = "replace"
    MOVE = "move"  # the same words stand elsewhere (changed words: edits of their own)
    LINK = "link"  # only the target of a link
    FORMAT = (
        "format"  # same words, other markup: emphasis, heading level, paragraph instead of item
    )


class Aspect(StrEnum):
    """What of the markup changed, where the kind is FORMAT."""

    TYPOGRAPHY = "typography"  # form of quotation marks, dashes, spaces
    EMPHASIS = "emphasis"  # bold, italic, code … of some words
    BLOCK = "block"  # heading level, item instead of paragraph …
    DIVIDED = "divided"  # a paragraph begins where none began
    JOINED = "joined"  # a paragraph goes on where one began


@fast_dataclass()
class Edit:
    """One change as a reader sees it.

    number: from 1, in the reading order of the new text. section: headings above the place,
    outermost first (of the new text; of the old one for a deletion); a heading stands in its own
    section. old, new: the words gone and
    come, as visible text; for LINK the two targets. old_block, new_block: the blocks the words
    stand in, None where there is none. old_span, new_span: token ranges [start, end) in those
    blocks. aspect: what changed, for FORMAT.
    """

    number: int
    kind: EditKind
    section: tuple[str, ...]
    old: str
    new: str
    old_block: Block | None
    new_block: Block | None
    old_span: tuple[int, int] = (0, 0)
    new_span: tuple[int, int] = (0, 0)
    aspect: Aspect | None = None
