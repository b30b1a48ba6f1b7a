"""The table of changes: of each its place, the sentence before and after, and why it matters."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from publisher.text.document.document import Block
from publisher.text.redline.annotations import MOST_LISTED
from publisher.text.redline.edit import Aspect, Edit, EditKind
from publisher.text.redline.edits import words as joined
from publisher.text.redline.invisible_chars import visible
from publisher.text.redline.redline_messages import RedlineMessages

MAX_LISTED = 400  # characters of a change in the table
MAX_SAME = 120  # of words that stayed, only in another form
_NEAR = 160  # characters shown on each side of a change, up to the ends of its sentence
_SPACES = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"[.!?…;](?=\s)\s+|[。！？؟]\s*")


@dataclass(frozen=True, slots=True)
class EditNote:
    """What a page says of one change. reasons: sentences. tags: names by which the table is filtered."""

    reasons: Sequence[str]
    tags: Sequence[str] = ()


@dataclass(frozen=True)
class ChangeList:
    """Writes the table.

    moves: where a moved passage was and is, by the number of the change. lang: attribute of the texts.
    """

    words: RedlineMessages
    notes: Mapping[int, EditNote]
    moves: Mapping[int, tuple[str, str]]
    lang: str = ""

    def write(self, edits: Sequence[Edit]) -> str:
        """Return the table as HTML; empty where nothing changed."""
        if not edits:
            return ""
        head = "".join(f'<th scope="col">{name}</th>' for name in self.words.columns)
        out = [
            '<div class="redline-changes">',
            f'<table class="redline-list"><caption class="redline-words">{self.words.list_title}</caption>',
            f"<thead><tr>{head}</tr></thead>",
            "<tbody>",
            *map(self._row, edits[:MOST_LISTED]),
            "</tbody></table>",
        ]
        if len(edits) > MOST_LISTED:
            out.append(f"<p>{self.words.count(self.words.unlisted, len(edits) - MOST_LISTED)}</p>")
        return "\n".join([*out, "</div>"])

    def _row(self, edit: Edit) -> str:
        note = self.notes.get(edit.number, EditNote(()))
        names = self.words.columns
        place = entities.escape(" › ".join(edit.section)) or self.words.top
        said = "".join(f"<li>{entities.escape(reason)}</li>" for reason in note.reasons)
        tags = f' data-tags="{entities.escape(" ".join(note.tags))}"' if note.tags else ""
        return (
            f'<tr id="listed-{edit.number}"{tags}>'
            f'<th scope="row"><a href="#change-{edit.number}">'
            f'<span class="redline-words">{names[0]} </span><b>{edit.number}</b> '
            f"<span>{self.words.names[edit.kind]}</span></a></th>"
            f'<td data-label="{names[1]}"{self.lang}>{place}</td>'
            + "".join(self._texts(edit))
            + f'<td data-label="{names[4]}">'
            + (f'<ul class="redline-why">{said}</ul>' if said else "")
            + "</td></tr>"
        )

    def _texts(self, edit: Edit) -> Iterator[str]:
        _, _, before, after, _ = self.words.columns
        if edit.kind is EditKind.FORMAT:
            text = f"<span{self.lang}>{_short(edit.new, MAX_SAME)}</span>"
            yield f'<td colspan="2">{text}{self._form(edit)}</td>'
            return
        yield f'<td data-label="{before}"{self.lang}>{self._side(edit, is_new=False)}</td>'
        yield f'<td data-label="{after}"{self.lang}>{self._side(edit, is_new=True)}</td>'

    def _form(self, edit: Edit) -> str:
        """Return what became of the form, in the language of the page."""
        text = self.words.aspects[edit.aspect] if edit.aspect else ""
        if edit.aspect is Aspect.BLOCK and edit.old_block:
            text = self.words.was(edit.old_block)
        return f' <span class="redline-says">[{text}]</span>' if text else ""

    def _side(self, edit: Edit, *, is_new: bool) -> str:
        block, span, text = (
            (edit.new_block, edit.new_span, edit.new)
            if is_new
            else (edit.old_block, edit.old_span, edit.old)
        )
        if edit.kind is EditKind.LINK:
            shown = _short(joined(block.tokens[slice(*span)]), MAX_SAME) if block else ""
            return f"{shown} → <code>{_short(text) or self.words.nothing}</code>"
        if edit.kind is EditKind.MOVE and not is_new:
            place = entities.escape(self.moves.get(edit.number, ("", ""))[0])
            return f'<a href="#moved-{edit.number}">{place}</a>' if place else "—"
        mark = "ins" if is_new else "del"
        moved = ' class="redline-moved"' if edit.kind is EditKind.MOVE else ""
        marked = f"<{mark}{moved}>{_short(text)}</{mark}>" if text else ""
        if block is None or (text and joined(block.tokens[slice(*span)]) != text):
            shown = marked or "—"  # of several blocks, such as the cells of a row
        else:
            shown = _around(block, span, marked)
        if moved and edit.number in self.moves:
            shown += f" ({entities.escape(self.moves[edit.number][1])})"
        return f'<span class="redline">{shown}</span>'


def _around(block: Block, span: tuple[int, int], marked: str) -> str:
    """Return marked words in their sentence."""
    texts = [token.text for token in block.tokens]
    left, right = "".join(texts[: span[0]]), "".join(texts[span[1] :])
    ends = [match.end() for match in _SENTENCE_END.finditer(left)]
    left = _cut_start(left[ends[-1] if ends else 0 :])
    end = _SENTENCE_END.search(right)
    right = _cut_end(right[: end.end()].rstrip() if end else right)
    middle = marked and f"{_gap(texts, span[0])}{marked}{_gap(texts, span[1] - 1)}"
    return f"{_plain(left)}{middle}{_plain(right)}".strip()


def _gap(texts: Sequence[str], at: int) -> str:
    """Return the space that the first or the last word of a change holds, which its words leave out."""
    return " " if 0 <= at < len(texts) and texts[at].isspace() else ""


def _cut_start(text: str) -> str:
    return text if len(text) <= _NEAR else f"… {text[-_NEAR:].split(' ', 1)[-1]}"


def _cut_end(text: str) -> str:
    return text if len(text) <= _NEAR else f"{text[:_NEAR].rsplit(' ', 1)[0]} …"


def _plain(text: str) -> str:
    return entities.escape(visible(_SPACES.sub(" ", text)), quote=False)


def _short(text: str, most: int = MAX_LISTED) -> str:
    """Return the text escaped, its middle left out if it is long."""
    if len(text) > most:
        half = most // 2
        text = f"{text[:half].rsplit(' ', 1)[0]} […] {text[-half:].split(' ', 1)[-1]}"
    return entities.escape(visible(text))
