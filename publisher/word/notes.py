"""Footnotes: which numbers in a text lead to which, and which of two texts' notes are one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from publisher.text.document.document import Block, BlockKind, Document, Element, Token
from publisher.text.redline import Row
from publisher.word.shapes import is_note


class Notes:
    """The footnotes of one text. Word knows one number for each: a second one stays plain text."""

    def __init__(self, document: Document) -> None:
        self.blocks: defaultdict[str, list[Block]] = defaultdict(list)
        self.names: dict[Block, str] = {}
        self.around: set[Block] = set()  # what stands among the footnotes and is none
        for block in document.blocks:
            note = next((e for e in block.path if is_note(e)), None)
            if note:
                name = (note.get("id") or "").removeprefix("fn:")
                self.names[block] = name
                self.blocks[name].append(block)
            elif block.kind is BlockKind.RULE and any(
                e.get("class") == "footnote" for e in block.path
            ):
                self.around.add(block)
        self.references: dict[Element, str] = {}
        taken: set[str] = set()
        for block in document.blocks:
            if block not in self.names:
                for run in block.runs:
                    self._refer(run.inline, taken)

    def _refer(self, inline: Sequence[Element], taken: set[str]) -> None:
        for element in inline:
            href = element.get("href") or ""
            name = href.removeprefix("#fn:")
            if element.tag == "a" and name != href and name in self.blocks and name not in taken:
                self.references[element] = name
                taken.add(name)

    def of(self, token: Token) -> str | None:
        """Return the note to which a number leads, if it is the first that does."""
        for element in token.inline:
            if element in self.references:
                return self.references[element]
        return None

    def is_real(self, block: Block | None) -> bool:
        """Whether a block is shown in a footnote, or around them, and so not in the text."""
        if block is None:
            return False
        return block in self.around or self.names.get(block) in self.references.values()


class NotePairs:
    """The old and the new notes that the redline shows as one, each with its rows."""

    def __init__(self, old: Notes, new: Notes, rows: Iterable[Row]) -> None:
        self.rows: dict[tuple[str, str], list[Row]] = {}
        grouped: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
        broken: set[tuple[bool, str]] = set()
        partner: dict[tuple[bool, str], str] = {}
        noted = [
            (row, old.names.get(row.old) if row.old else None, new.names.get(row.new) if row.new else None)
            for row in rows
        ]  # fmt: skip
        for row, one, other in noted:
            for is_new, name, mate in ((False, one, other), (True, other, one)):
                if name is None:
                    continue
                if mate is not None and partner.setdefault((is_new, name), mate) != mate:
                    broken.add((is_new, name))
                if row.move or (mate is None and row.old and row.new):
                    broken.add((is_new, name))
        for row, one, other in noted:
            pair = (
                one if one is not None else partner.get((True, other or "")),
                other if other is not None else partner.get((False, one or "")),
            )
            if one is None and other is None:
                continue
            if pair[0] is not None and pair[1] is not None:
                grouped[pair[0], pair[1]].append(row)
        for (one, other), together in grouped.items():
            if (False, one) not in broken and (True, other) not in broken:
                self.rows[one, other] = together
