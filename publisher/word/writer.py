"""A redline as a Word file with tracked changes: accepting all gives the new text, rejecting the old."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from publisher.text.document.document import Block, BlockKind, Document, Element, Token
from publisher.text.redline import Redline, Row
from publisher.word.notes import NotePairs, Notes
from publisher.word.package import attribute, package
from publisher.word.runs import OLD, Marks, RunAtom, Status, bookmark, paired, side, to_xml
from publisher.word.shapes import Shape, Shapes
from publisher.word.table_grid import Grid, GridLine, Side, is_padding

_RETURN = re.compile(r"#fnref\d*:")
_K, _I, _D = Status.KEPT, Status.INSERTED, Status.DELETED


def tracked(
    redline: Redline,
    *,
    author: str,
    date: str = "",
    language: str = "en",
    resolve: Callable[[str], str] = str,
) -> bytes:
    """Return a Word file that holds both texts.

    author, date: of each change; the date as Word writes it (2026-01-31T00:00:00Z), or none. resolve: returns
    where a link leads that is read away from its file.
    """
    marks = Marks(author, date, resolve)
    return _Writer(redline.old, redline.new, redline.rows, marks).write(language)


def plain(document: Document, *, language: str = "en") -> bytes:
    """Return a Word file that holds one text and no change."""
    rows = [Row(block, block, number, same=True) for number, block in enumerate(document.blocks)]
    return _Writer(document, document, rows, Marks("", "")).write(language)


@dataclass(slots=True)
class _Paragraph:
    """Words and the mark at their end. shape, was: in the new and in the old text, if it is there."""

    atoms: list[RunAtom]
    mark: Status
    shape: Shape | None
    was: Shape | None
    anchors: tuple[str, ...] = ()


@dataclass(slots=True)
class _Table:
    """The rows of one Word table. old, new: whether any of them is in that text."""

    rows: list[str]
    width: int
    old: bool
    new: bool


class _Writer:
    def __init__(self, old: Document, new: Document, rows: Sequence[Row], marks: Marks) -> None:
        self.rows, self.marks = rows, marks
        self.shapes = Shapes(old, new, rows)
        self.grid = Grid(old, new, rows)
        self.notes = Notes(old), Notes(new)
        self.note_pairs = NotePairs(*self.notes, rows)
        self.note_xml: list[str] = []
        self.arrivals = {
            row.old: number for number, row in enumerate(rows, 1)
            if row.move and row.old and row.new and self.is_plain(row.old) and self.is_plain(row.new)
        }  # fmt: skip
        self.targets = {
            (e.get("href") or "")[1:]
            for document in (old, new)
            for block in document.blocks
            for run in block.runs
            for e in run.inline
            if e.tag == "a" and (e.get("href") or "").startswith("#")
        }
        self.anchored: set[str] = set()

    def is_plain(self, block: Block) -> bool:
        """Whether a block stands in the text itself: in no table, in no footnote."""
        return not (
            block in self.grid.old.spots
            or block in self.grid.new.spots
            or any(notes.is_real(block) for notes in self.notes)
        )

    def write(self, language: str) -> bytes:
        items = [*self.items()]
        out: list[str] = []
        segment: list[_Paragraph] = []
        tables: list[_Table] = []
        for item in items:
            if isinstance(item, _Paragraph):
                out += self.tables(tables)
                tables = []
                segment.append(item)
            else:
                out += self.paragraphs(segment)
                segment = []
                tables.append(item)
        out += self.tables(tables)
        # A file ends with a paragraph, and the mark of the last one cannot be tracked.
        last = settled(segment) or [_Paragraph([], _K, Shape(), Shape())]
        out += self.paragraphs(last)
        return package(
            "".join(out), "".join(self.note_xml), self.shapes.numbering, self.marks.links, language
        )

    def items(self) -> Iterator[_Paragraph | _Table]:
        """Yield paragraphs and tables in the order in which they are shown."""
        shown: set[Element] = set()
        for row in self.rows:
            if is_padding(row):
                continue
            one, other = self.grid.spots(row)
            if row.move and row.new:
                one = None  # it stands in the row where it was
            for spot, grid in ((one, self.grid.old), (other, self.grid.new)):
                if spot and spot.table not in shown:
                    pair = self.grid.pairs.get(spot.table)
                    shown.update((pair.old, pair.new) if pair else (spot.table,))
                    if pair:
                        yield self.table_of_both(pair.lines, pair.old, pair.new, pair.rows)
                    else:
                        yield self.table_of_one(grid, spot.table)
            if one or other:
                # What stands in a table of one text only, and in no table of the other.
                if not one and row.old and not row.move:
                    row = Row(row.old, None, row.unit, old_part=row.old_part)
                elif not other and row.new:
                    row = Row(None, row.new, row.unit, new_part=row.new_part)
                else:
                    continue
            paragraph = self.outside_notes(row)
            if paragraph:
                yield paragraph

    def outside_notes(self, row: Row) -> _Paragraph | None:
        """Return the paragraph of a row, without what is shown in a footnote."""
        old, new = self.notes
        gone, come = old.is_real(row.old), new.is_real(row.new)
        if (gone or not row.old) and (come or not row.new):
            return None
        if gone:
            row = Row(None, row.new, row.unit, new_part=row.new_part)
        elif come:
            row = Row(row.old, None, row.unit, old_part=row.old_part)
        return self.paragraph(row)

    def paragraph(self, row: Row) -> _Paragraph:
        """Return the words of a row, and the end of a paragraph in the old text, the new one or both."""
        arrives = bool(row.move and row.new)
        old = None if arrives else row.old
        ends_old = old is not None and row.old_span[1] == len(old.tokens)
        ends_new = row.new is not None and row.new_span[1] == len(row.new.tokens)
        mark = _K if ends_old and ends_new else _I if ends_new else _D
        atoms = self.moved(row) if row.old in self.arrivals and row.move else [*self.words(row)]
        if any(block and block.kind is BlockKind.CODE for block in (row.old, row.new)):
            atoms = as_code(atoms)
        return _Paragraph(
            atoms,
            mark,
            self.shapes.of(row.new) if row.new else None,
            self.shapes.of(old) if old else None,
            self.anchors(row),
        )

    def anchors(self, row: Row) -> tuple[str, ...]:
        """Return the anchors of a paragraph to which a link of the text leads, each once."""
        out = []
        for block in (row.new, row.old):
            for element in block.path[-1:] if block else ():
                anchor = element.get("id") or ""
                if anchor in self.targets and anchor not in self.anchored:
                    self.anchored.add(anchor)
                    out.append(anchor)
        return tuple(out)

    def words(self, row: Row) -> Iterator[RunAtom]:
        arrives = bool(row.move and row.new)
        for is_change, span in row.pieces():
            olds, news = row.tokens(span)
            if arrives or row.old is None:
                yield from self.side(news, _I)
            elif row.new is None:
                yield from self.side(olds, _D)
            elif is_change:
                yield from self.changed(olds, news)
            else:
                yield from self.kept(olds, news)
        i1, j1 = row.ends
        if row.old and not arrives:
            yield from self.side(row.old.tokens[i1 : row.old_span[1]], _D)
        if row.new:
            yield from self.side(row.new.tokens[j1 : row.new_span[1]], _I)

    def moved(self, row: Row) -> list[RunAtom]:
        """Return the words of a move, at either end of it."""
        assert row.old  # noqa: S101 - what moved was there
        status = Status.MOVED_TO if row.new else Status.MOVED_FROM
        other = _I if row.new else _D
        number = self.marks.number()
        name = f'w:name="move{self.arrivals[row.old]}"'
        out = [RunAtom(f"<w:{status}RangeStart {self.marks.named_as(number)} {name}/>", Status.RAW)]
        for is_change, span in row.pieces():
            olds, news = row.tokens(span)
            out += self.side(news if row.new else olds, other if is_change else status)
        return [*out, RunAtom(f'<w:{status}RangeEnd w:id="{number}"/>', Status.RAW)]

    def side(self, tokens: Iterable[Token], status: Status) -> Iterator[RunAtom]:
        """Yield the words of one text, of which the numbers of footnotes bring their notes along."""
        notes = self.notes[status in (_I, Status.MOVED_TO)]
        for token in tokens:
            name = notes.of(token)
            if name is None:
                yield from side((token,), status)
            else:
                rows = [Row(block, block, 0, same=True) for block in notes.blocks[name]]
                yield self.note(rows, status)

    def changed(self, olds: Sequence[Token], news: Sequence[Token]) -> Iterator[RunAtom]:
        """Yield words that changed; a footnote that only has another number did not."""
        if len(olds) == len(news) == 1:
            rows = self.shared_note(olds[0], news[0])
            if rows:
                yield self.note(rows, _K)
                return
        yield from self.side(olds, _D)
        yield from self.side(news, _I)

    def kept(self, olds: Sequence[Token], news: Sequence[Token]) -> Iterator[RunAtom]:
        """Yield words that stayed. Those without any markup are the same object in both texts: one atom."""
        plain: list[str] = []
        for old, new in zip(olds, news, strict=True):
            if old is new and not old.inline and not old.parts:
                plain.append(old.text)
                continue
            if plain:
                yield RunAtom("".join(plain), _K)
                plain.clear()
            if self.notes[0].of(old) is None and self.notes[1].of(new) is None:
                yield from paired((old,), (new,))
                continue
            yield from self.changed((old,), (new,))
        if plain:
            yield RunAtom("".join(plain), _K)

    def shared_note(self, old: Token, new: Token) -> list[Row]:
        """Return the rows of a footnote that both texts have, or none."""
        names = self.notes[0].of(old), self.notes[1].of(new)
        if names[0] is None or names[1] is None:
            return []
        return self.note_pairs.rows.get((names[0], names[1]), [])

    def note(self, rows: Iterable[Row], status: Status) -> RunAtom:
        """Add a footnote and return its number."""
        number = len(self.note_xml) + 1
        self.note_xml.append("")
        reference = (
            '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
        )
        space = '<w:r><w:t xml:space="preserve"> </w:t></w:r>'
        paragraphs = [self.note_paragraph(row) for row in rows]
        paragraphs = settled(paragraphs)
        paragraphs[0].atoms.insert(0, RunAtom(reference + space, Status.RAW))
        self.note_xml[number - 1] = (
            f'<w:footnote w:id="{number}">{"".join(self.paragraphs(paragraphs))}</w:footnote>'
        )
        return RunAtom(str(number), status, frozenset({"note"}))

    def note_paragraph(self, row: Row) -> _Paragraph:
        paragraph = self.paragraph(row)
        paragraph.atoms = [atom for atom in paragraph.atoms if not _RETURN.match(atom.href)]
        if paragraph.atoms:
            last = paragraph.atoms[-1]
            paragraph.atoms[-1] = last._replace(words=last.words.rstrip())
        for shape in ("shape", "was"):
            form: Shape | None = getattr(paragraph, shape)
            if form and form.style == "ListParagraph" and not form.number:
                setattr(paragraph, shape, replace(form, style="FootnoteText"))
        return paragraph

    def paragraphs(self, paragraphs: Iterable[_Paragraph]) -> Iterator[str]:
        for paragraph in paragraphs:
            shape = paragraph.shape or paragraph.was or Shape()
            properties = shape.xml()
            if paragraph.mark:
                properties += f"<w:rPr>{self.marks.mark(paragraph.mark)}</w:rPr>"
            if paragraph.shape and paragraph.was and paragraph.was != paragraph.shape:
                properties += (
                    f"<w:pPrChange {self.marks.named()}><w:pPr>{paragraph.was.xml()}</w:pPr>"
                    "</w:pPrChange>"
                )
            before = after = ""
            for anchor in paragraph.anchors:
                number = self.marks.number()
                name = attribute(bookmark(anchor))
                before += f'<w:bookmarkStart w:id="{number}" w:name={name}/>'
                after += f'<w:bookmarkEnd w:id="{number}"/>'
            words = to_xml(paragraph.atoms, self.marks)
            yield (
                f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{before}{words}{after}"
                "</w:p>"
            )

    def table_of_both(
        self,
        lines: Sequence[tuple[Element | None, Element | None]],
        old: Element,
        new: Element,
        rows: Sequence[Row],
    ) -> _Table:
        """Return a table, row by row and cell by cell."""
        olds = {line.element: line for line in self.grid.old.lines[old]}
        news = {line.element: line for line in self.grid.new.lines[new]}
        cells: dict[tuple[Element, int], list[Row]] = {}
        for row in rows:
            one, other = self.grid.spots(row)
            spot = other or one
            if spot and not is_padding(row):
                partner = next((n for o, n in lines if o is spot.line and n), spot.line)
                cells.setdefault((partner, spot.cell), []).append(row)
        out = []
        for gone, come in lines:
            if gone is None or come is None:
                line = olds[gone] if gone else news[come] if come else None
                if line:
                    out.append(self.line_of_one(line, _D if gone else _I))
                continue
            line = news[come]
            inner = [
                self.cell(
                    cell.element,
                    settled([self.paragraph(row) for row in cells.get((come, at), ())]),
                )
                for at, cell in enumerate(line.cells)
            ]
            out.append(self.line(line, _K, inner))
        return _Table(out, _width((*olds.values(), *news.values())), old=True, new=True)

    def table_of_one(self, grid: Side, table: Element) -> _Table:
        """Return a table that one text has, or that changed too much to be shown with the other."""
        is_old = grid is self.grid.old
        lines = grid.lines[table]
        rows = [self.line_of_one(line, _D if is_old else _I) for line in lines]
        return _Table(rows, _width(lines), old=is_old, new=not is_old)

    def line_of_one(self, line: GridLine, status: Status) -> str:
        inner = []
        for cell in line.cells:
            paragraphs = [
                _Paragraph([*self.side(block.tokens, status)], status, self.shapes.of(block), None)
                for block in cell.blocks
            ]
            paragraphs[-1].mark = _K
            inner.append(self.cell(cell.element, paragraphs))
        return self.line(line, status, inner)

    def line(self, line: GridLine, status: Status, cells: Iterable[str]) -> str:
        properties = "<w:tblHeader/>" if line.is_head else ""
        properties += self.marks.mark(status)
        return (
            f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"
        )

    def cell(self, element: Element, paragraphs: Sequence[_Paragraph]) -> str:
        span = element.get("colspan") or ""
        wide = f'<w:gridSpan w:val="{span}"/>' if span.isascii() and span.isdigit() else ""
        inner = "".join(self.paragraphs(paragraphs)) or "<w:p/>"
        return f'<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/>{wide}</w:tcPr>{inner}</w:tc>'

    def tables(self, tables: Iterable[_Table]) -> Iterator[str]:
        """Yield neighbouring tables: one that went and one that came as one, others set apart."""
        together: _Table | None = None
        for table in tables:
            if together is None:
                together = table
            elif (together.old and table.old) or (together.new and table.new):
                yield from (_table_xml(together), "<w:p/>")
                together = table
            else:
                rows, width = together.rows + table.rows, max(together.width, table.width)
                together = _Table(rows, width, old=True, new=True)
        if together:
            yield _table_xml(together)


def _table_xml(table: _Table) -> str:
    borders = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>{borders}</w:tblBorders>'
        f"</w:tblPr><w:tblGrid>{'<w:gridCol/>' * table.width}</w:tblGrid>{''.join(table.rows)}"
        "</w:tbl>"
    )


def _width(lines: Iterable[GridLine]) -> int:
    return max(sum(_span(cell.element) for cell in line.cells) for line in lines)


def _span(element: Element) -> int:
    span = element.get("colspan") or ""
    return int(span) if span.isascii() and span.isdigit() and len(span) < 4 else 1


def as_code(atoms: Sequence[RunAtom]) -> list[RunAtom]:
    """Return the words of a block of code without the line end after them; its style says the rest."""
    out = []
    open_sides = {_I, _D}
    for atom in reversed(atoms):
        sides = {_I, _D} if atom.status is _K else {_D if atom.status in OLD else _I}
        words = atom.words
        if atom.status is not Status.RAW and sides & open_sides:
            open_sides -= sides
            words = words.removesuffix("\n")
        out.append(atom._replace(words=words, look=atom.look - {"code"}))
    return out[::-1]


def settled(paragraphs: Sequence[_Paragraph]) -> list[_Paragraph]:
    """Return the paragraphs of a text, a cell or a note so that the last mark is not tracked.

    Its status goes to the last mark before it that is not. Where the end of the old text and that of
    the new one follow each other, the two become one paragraph.
    """
    kept = max((n for n, each in enumerate(paragraphs) if each.mark is _K), default=-1)
    tail = [*paragraphs[kept + 1 :]]
    out = [*paragraphs[: kept + 1]]
    gone = [each for each in tail if each.mark is _D]
    come = [each for each in tail if each.mark is _I]
    if gone and come:
        last, first = gone[-1], come[0]
        for each in come:
            each.was = last.was
        first.atoms = last.atoms + first.atoms
        first.anchors = last.anchors + first.anchors
        tail = gone[:-1] + come
    elif tail and out:
        before, after = out[-1], tail[-1]
        before.mark = after.mark
        if gone:
            after.shape = before.shape
        else:
            after.was = before.was
    elif gone:
        tail[-1].shape = Shape()  # it stays behind, empty
    elif come:
        tail[-1].was = Shape()
    if tail:
        tail[-1].mark = _K
    return out + tail
