"""The parts of a page that shows a redline: summary, table of changes, and the text itself."""

from __future__ import annotations

import html as entities
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import groupby

from publisher.text.document.document import BlockKind
from publisher.text.document.markup import Element
from publisher.text.redline.alignment_row import Row
from publisher.text.redline.annotations import Spoken
from publisher.text.redline.change_list import ChangeList, EditNote
from publisher.text.redline.edit import Edit, EditKind
from publisher.text.redline.edits import PlacedEdit
from publisher.text.redline.html import Fold, Writer
from publisher.text.redline.redline_messages import RedlineMessages, phrases

MIN_FOLDED = 60  # words; less is not worth a click


@dataclass(frozen=True, slots=True)
class Page:
    """Safe HTML, in the order in which it should stand on a page; style: redline.css beside this.

    summary: counts and legend. changes: the table of at most MOST_LISTED, each change with a link into
    the text (ids "listed-N" here, "change-N" there). text: both versions in one, unchanged parts folded,
    and what moved away from a place as well.
    """

    summary: str
    changes: str
    text: str


def page(
    rows: Sequence[Row],
    placed: Sequence[PlacedEdit],
    language: str,
    notes: Mapping[int, EditNote],
    text_language: str = "",
) -> Page:
    """Return the parts of a page.

    language: of the words that the page adds. notes: what is said of a change, by its number.
    text_language: of both texts; where it is not given, it is that of the element around them.
    """
    words = phrases(language)
    edits = [place.edit for place in placed]
    spoken = Spoken(words)
    at = {id(row): n for n, row in enumerate(rows)}
    to = {
        place.edit.number: _place(rows, at[id(place.row)], words, is_new=True)
        for place in placed
        if place.edit.kind is EditKind.MOVE
    }
    folds = [*_folds(rows, placed, words), *_moved_away(rows, placed, words, to)]
    writer = Writer(rows, placed, spoken, folds)
    moves = {
        edit.number: (_place(rows, at, words, is_new=False), to.get(edit.number, ""))
        for at, row in enumerate(rows)
        if (edit := writer.sources.get(id(row)))
    }
    spoken.moved_from = {number: places[0] for number, places in moves.items()}
    lang = f' lang="{entities.escape(text_language)}"' if text_language else ""
    return Page(
        _summary(edits, words),
        ChangeList(words, notes, moves, lang).write(edits),
        f'<div class="redline"{lang}>\n{writer.write()}\n</div>',
    )


def _folds(
    rows: Sequence[Row], placed: Sequence[PlacedEdit], words: RedlineMessages
) -> Iterator[Fold]:
    """Yield the unchanged parts that are long enough, but for what a change needs around it."""
    tops = _tops(rows, {id(place.row) for place in placed})
    shown = [not same for _, _, same in tops]
    for n in [n for n, (_, _, same) in enumerate(tops) if not same]:
        shown[max(n - 1, 0) : n + 2] = [True] * len(shown[max(n - 1, 0) : n + 2])
        for before in range(n - 1, -1, -1):  # the heading above
            block = rows[tops[before][0]].new
            if block and block.kind is BlockKind.HEADING:
                shown[before] = True
                break
            if not tops[before][2]:
                break
    for hidden, run in groupby(range(len(tops)), key=lambda n: not shown[n]):
        inner = list(run)
        start, end = tops[inner[0]][0], tops[inner[-1]][1]
        if hidden and sum(_words_of(row) for row in rows[start:end]) >= MIN_FOLDED:
            yield Fold(start, end, words.count(words.unchanged, end - start))


def _moved_away(
    rows: Sequence[Row],
    placed: Sequence[PlacedEdit],
    words: RedlineMessages,
    places: Mapping[int, str],
) -> Iterator[Fold]:
    """Yield the places that something moved away from, where no element of the new page goes on."""
    moves = {p.row.move: p.edit for p in placed if p.edit.kind is EditKind.MOVE}
    at = 0
    for move, group in groupby(rows, key=lambda row: 0 if row.new else row.move):
        end = at + len(list(group))
        before, after = _near(rows, range(at - 1, -1, -1)), _near(rows, range(end, len(rows)))
        if move in moves and (before is None or before is not after):
            number = moves[move].number
            to = words.moved_to.format(place=entities.escape(places[number]))
            link = f'<a href="#change-{number}">{to}</a>'
            yield Fold(at, end, words.show_moved, link)
        at = end


def _near(rows: Sequence[Row], places: range) -> Element | None:
    """Return the element at the top of the page that the nearest block of the new page stands in."""
    return next((_top(rows[n]) for n in places if rows[n].new), None)


def _place(rows: Sequence[Row], at: int, words: RedlineMessages, *, is_new: bool) -> str:
    """Return where a row stands in one of the texts: in which section, or a heading after which one."""
    block = rows[at].new if is_new else rows[at].old
    if block and block.kind is not BlockKind.HEADING and block.section:
        return words.place_in.format(place=block.section[-1])
    for row in reversed(rows[:at]):
        before = row.new if is_new else row.old
        if before and before.kind is BlockKind.HEADING:
            return words.place_after.format(place=" ".join(before.text.split()))
    return words.place_first


def _tops(rows: Sequence[Row], changed: Set[int]) -> list[tuple[int, int, bool]]:
    """Return the elements at the top of the page: first row, row after the last, and unchanged."""
    tops = []
    at = 0
    for top, group in groupby(rows, key=_top):
        end = at + len(list(group))
        same = top is not None and all(
            rows[n].same and not rows[n].move and id(rows[n]) not in changed for n in range(at, end)
        )
        tops.append((at, end, same))
        at = end
    return tops


def _top(row: Row) -> Element | None:
    return row.new.path[0] if row.new and row.new.path else None


def _words_of(row: Row) -> int:
    return row.new.text.count(" ") + 1 if row.new else 0


def _summary(edits: Sequence[Edit], words: RedlineMessages) -> str:
    told = [edit for edit in edits if edit.kind is not EditKind.FORMAT]
    formal = len(edits) - len(told)
    if told:
        sections = len({edit.section for edit in told})
        parts = [
            words.count(forms, number)
            for kind, forms in words.kinds.items()
            if (number := sum(edit.kind is kind for edit in told))
        ]
        text = (
            f"<strong>{words.count(words.changes, len(told))}</strong> "
            f"{words.count(words.sections, sections)}{words.colon}{', '.join(parts)}."
        )
    else:
        text = f"<strong>{words.no_changes}</strong>"
    if formal:
        text += f" {words.count(words.formal, formal).capitalize()}."
    legend = (
        f"<ins>{words.inserted}</ins>, <del>{words.deleted}</del>, "
        f'<ins class="redline-moved">{words.moved_here}</ins>, '
        f'<del class="redline-moved">{words.moved_away}</del>'
    )
    shown = f'\n<p class="redline redline-legend">{words.legend} {legend}</p>' if told else ""
    return f'<p class="redline-summary">{text}</p>{shown}'
