"""The parts of a page that shows a redline: summary, list of changes, and the text itself."""

from __future__ import annotations

import html as entities
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import groupby

from publisher.text.document.document import BlockKind
from publisher.text.document.markup import Element
from publisher.text.redline.alignment_row import Row
from publisher.text.redline.annotations import MOST_LISTED, Spoken
from publisher.text.redline.edit import Aspect, Edit, EditKind
from publisher.text.redline.edits import PlacedEdit
from publisher.text.redline.html import Fold, Writer
from publisher.text.redline.invisible_chars import visible
from publisher.text.redline.redline_messages import RedlineMessages, phrases

MIN_FOLDED = 60  # words; less is not worth a click
MAX_LISTED = 400  # characters of a change in the list
MAX_SAME = 120  # of words that stayed, only in another form


@dataclass(frozen=True, slots=True)
class Page:
    """Safe HTML, in the order in which it should stand on a page; style: redline.css beside this.

    summary: counts and legend. changes: the list of at most MOST_LISTED, each change with a link into
    the text (ids "listed-N" here, "change-N" there). text: both versions in one, unchanged parts folded.
    """

    summary: str
    changes: str
    text: str


def page(
    rows: Sequence[Row],
    placed: Sequence[PlacedEdit],
    language: str,
    reasons: Mapping[int, Sequence[str]],
    text_language: str = "",
) -> Page:
    """Return the parts of a page.

    language: of the words that the page adds. reasons: sentences to be shown with a change, by its
    number. text_language: of both texts; where it is not given, it is that of the element around them.
    """
    words = phrases(language)
    edits = [place.edit for place in placed]
    writer = Writer(rows, placed, Spoken(words), list(_folds(rows, placed, words)))
    lang = f' lang="{entities.escape(text_language)}"' if text_language else ""
    return Page(
        _summary(edits, words),
        _changes(edits, words, reasons),
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


def _changes(
    edits: Sequence[Edit], words: RedlineMessages, reasons: Mapping[int, Sequence[str]]
) -> str:
    out = [f'<nav class="redline-changes" aria-label="{words.list_title}">']
    out += _listed(edits[:MOST_LISTED], words, reasons)
    if len(edits) > MOST_LISTED:
        out.append(f"<p>{words.count(words.unlisted, len(edits) - MOST_LISTED)}</p>")
    out.append("</nav>")
    return "\n".join(out) if edits else ""


def _listed(
    edits: Sequence[Edit], words: RedlineMessages, reasons: Mapping[int, Sequence[str]]
) -> Iterator[str]:
    for section, group in groupby(edits, key=lambda edit: edit.section):
        place = entities.escape(" › ".join(section)) or words.top
        yield f'<p class="redline-place">{place}</p>\n<ol>'
        for edit in group:
            because = "".join(
                f"<li>{entities.escape(why)}</li>" for why in reasons.get(edit.number, ())
            )
            yield (
                f'<li value="{edit.number}" id="listed-{edit.number}">'
                f'<a href="#change-{edit.number}">{words.names[edit.kind]}</a>{words.colon}'
                f"{_words(edit, words)}"
                + (f'<ul class="redline-why">{because}</ul>' if because else "")
                + "</li>"
            )
        yield "</ol>"


def _words(edit: Edit, words: RedlineMessages) -> str:
    old, new = (_short(text) for text in (edit.old, edit.new))
    if edit.kind is EditKind.MOVE:
        return f'<span class="redline"><ins class="redline-moved">{new}</ins></span>'
    if edit.kind is EditKind.LINK:
        nothing = words.nothing
        return words.link.format(
            old=f"<code>{old or nothing}</code>", new=f"<code>{new or nothing}</code>"
        )
    if edit.kind is EditKind.FORMAT:
        aspect = words.aspects[edit.aspect] if edit.aspect else ""
        if edit.aspect is Aspect.BLOCK and edit.old_block:
            aspect = words.was(edit.old_block)
        return f"{aspect}{words.colon}{_short(edit.new, MAX_SAME)}"
    parts = [
        f"<del>{_said(words.deleted)}{old}</del>" if old else "",
        f"<ins>{_said(words.inserted)}{new}</ins>" if new else "",
    ]
    return f'<span class="redline">{" ".join(filter(None, parts))}</span>'


def _said(word: str) -> str:
    return f'<span class="redline-added redline-words">{word}: </span>'


def _short(text: str, most: int = MAX_LISTED) -> str:
    """Return the text escaped, its middle left out if it is long."""
    if len(text) > most:
        half = most // 2
        text = f"{text[:half].rsplit(' ', 1)[0]} […] {text[-half:].split(' ', 1)[-1]}"
    return entities.escape(visible(text))
