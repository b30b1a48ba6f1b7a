"""The redline as a Word file: accepting all changes gives the new text, rejecting all the old one."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from lxml import etree

from publisher.text.document.document import parse
from publisher.text.redline import redline
from publisher.word.writer import plain, tracked
from tests.word.judge import File, W

_TABLE = "| what | how long |\n|:--|--:|\n"
_LONG = "The first long paragraph that will be moved to another place in the text."
_STAYS = "Middle one stays with its many words in place.\n\nAnother one that stays where it was."
_BULLETS = "- Middle item stays with its many words.\n- Another item that stays where it was.\n"
PAIRS = {
    "words and paragraphs": ("One.\n\nTwo.", "One.\n\nTwo three.\n\nFour."),
    "the end is gone": ("One.\n\nTwo.\n\nThree quite other.", "One."),
    "another end": ("One.\n\nAlpha beta gamma.", "One.\n\n- different\n- words here"),
    "nothing at first": ("", "One.\n\nTwo."),
    "a heading's level": ("## Data we hold\n\nText.", "# Data we hold\n\nText **in bold**."),
    "a paragraph is divided": (
        "Alpha beta gamma delta epsilon. Zeta eta theta iota kappa.",
        "Alpha beta gamma delta epsilon.\n\nZeta eta theta iota kappa.",
    ),
    "a sentence becomes a list": (
        "We use: the name of the user for bills; the address of the user for parcels.",
        "We use:\n\n- the name of the user for bills;\n- the address of the user for parcels.",
    ),
    "nested lists": (
        "1. one\n2. two\n    - deep\n    - deeper\n3. three\n\nText.\n\n1. again\n2. more",
        "1. one\n2. new\n3. two\n    - deep\n    - changed deeper\n        1. very\n4. three\n\n"
        "Text.\n\n1. again\n3. more\n\nLast.",
    ),
    "bullets become numbers": ("- one thing\n- two things", "4. one thing\n5. two things"),
    "cells and rows": (
        f"A\n\n{_TABLE}| 1 | 2 |\n| 3 | 4 |\n\nEnd.",
        f"A\n\n{_TABLE}| 1 | 9 |\n| 5 | 6 |\n| 3 | 4 |\n\nEnd.",
    ),
    "a column more": (
        "| a | b |\n|---|---|\n| one | two |\n| three | four |\n\nEnd.",
        "| a | x | b |\n|---|---|---|\n| one | new | two |\n| three | old | four |\n\nEnd.",
    ),
    "a row moved": (
        f"{_TABLE}| first row with many words | two |\n| second row of others | x |\n| third | y |",
        f"{_TABLE}| second row of others | x |\n| third | y |\n| first row with many words | two |",
    ),
    "a table at the end": ("A", f"A\n\n{_TABLE}| one | two |"),
    "tables change places": (
        "| a | b |\n|---|---|\n| one | two |\n\nMiddle.\n\n| c | d |\n|---|---|\n| five | six |",
        "| c | d |\n|---|---|\n| five | six |\n\n| a | b |\n|---|---|\n| one | two |",
    ),
    "a list becomes a table": (
        "- one two three four five\n- six seven eight nine ten",
        f"{_TABLE}| one two three four five | x |\n| six seven eight nine ten | y |",
    ),
    "lists in cells": (
        "<table><tr><td><p>a</p><p>b</p></td><td><ul><li>x</li><li>y</li></ul></td></tr></table>",
        "<table><tr><td><p>a</p><p>c</p></td><td><ul><li>x</li><li>z</li></ul></td></tr></table>",
    ),
    "links": (
        "See [our terms](https://a.example/x) and [below](#head).\n\n## Head",
        "See [our terms](https://a.example/y) and [below](#head), **[all](b.md)**.\n\n## Head",
    ),
    "notes": (
        "Text[^a] goes[^b] on.\n\n[^a]: First note.\n[^b]: Second note with words.",
        "Text[^a] goes[^c] on[^b].\n\n[^a]: First changed note.\n[^c]: In between.\n"
        "[^b]: Second note with words.\n\n    - and a list",
    ),
    "a note is gone, one has no number": (
        "Text[^a] goes[^a] on.\n\n[^a]: First note.\n[^z]: Nobody leads here.",
        "Text goes on.\n\n[^z]: Nobody leads here yet.",
    ),
    "code": ("Run:\n\n    a = 1\n    \tb = 2\n\n`x` y", "Run:\n\n    a = 1\n    b = 3\n\n`x` **y**"),
    "quotations": ("> One quote\n>\n> - item\n\nText", "> One more quote\n>\n> - item\n\n> > deep"),
    "a paragraph moves": (f"{_LONG}\n\n{_STAYS}\n\nEnd.", f"{_STAYS}\n\n{_LONG}\n\nEnd."),
    "an item moves": (f"- {_LONG}\n{_BULLETS}", f"{_BULLETS}- {_LONG}"),
    "terms, lines, rules, pictures": (
        "A\n\n---\n\nB  \nC\n\n<dl><dt>T</dt><dd>D</dd></dl>\n\n![alt](x.png)",
        "A\n\nB  \nD\n\n---\n\n<dl><dt>T</dt><dd>E</dd></dl>\n\n![other](x.png)",
    ),
    "typography": ("It's \"quoted\" -- so", "It’s “quoted” – so"),
}  # fmt: skip


def word(old: str, new: str, author: str = "A", date: str = "") -> bytes:
    """Return the redline of two Markdown texts as a Word file."""
    return tracked(redline(parse(old), parse(new)), author=author, date=date)


def part(data: bytes, name: str = "word/document.xml") -> Any:
    """Return a part of a Word file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("backwards", [False, True], ids=["there", "back"])
def test_all_accepted_is_the_new_text_and_all_rejected_the_old(name: str, backwards: bool) -> None:
    """Words, styles, numbers of items, cells, links, notes and looks are those of each text alone."""
    old, new = PAIRS[name][::-1] if backwards else PAIRS[name]
    data = word(old, new)
    for accept, markdown in ((True, new), (False, old)):
        alone = File(plain(parse(markdown)), accept=accept)
        assert File(data, accept=accept).lines() == alone.lines()


@pytest.mark.parametrize("name", PAIRS)
def test_a_file_of_one_text_says_what_the_text_says(name: str) -> None:
    """Every block is a paragraph, in order, word for word; a footnote stands in its own part."""
    for markdown in PAIRS[name]:
        if "[^" not in markdown:
            texts = [text.rstrip("\n") for text in parse(markdown).texts if text]
            assert File(plain(parse(markdown)), accept=True).texts() == texts


def test_each_kind_of_block_has_its_own_form() -> None:
    """Headings are headings, items count as on the page, cells stand in rows, links lead somewhere."""
    markdown = (
        "# Title\n\n3. third\n4. fourth\n    - under it\n\n        more of it\n\n"
        "> quoted [link](https://a.example/)\n\n| a | b |\n|---|--:|\n| `c` | 1 |\n\n    code"
    )
    assert File(plain(parse(markdown)), accept=True).lines() == [
        ("Heading1", "", "", [("Title", (), "")]),
        ("ListParagraph", "0 decimal 3", "", [("third", (), "")]),
        ("ListParagraph", "0 decimal 4", "", [("fourth", (), "")]),
        ("ListParagraph", "1 bullet", "", [("under it", (), "")]),
        ("ListParagraph", "", "720", [("more of it", (), "")]),
        ("Quote", "", "360", [
            ("quoted ", (), ""), ("link", (("rStyle", "Hyperlink"),), "https://a.example/"),
        ]),
        ("table", [
            [[("TableHeading", "", "", [("a", (), "")])],
             [("TableHeading", "", "right", [("b", (), "")])]],
            [[("Normal", "", "", [("c", (("rStyle", "InlineCode"),), "")])],
             [("Normal", "", "right", [("1", (), "")])]],
        ]),
        ("Code", "", "", [("code", (), "")]),
    ]  # fmt: skip


def test_a_change_has_an_author_a_day_and_a_number_of_its_own() -> None:
    """Without a day none is written, and no two marks share a number."""
    body = part(word(*PAIRS["nested lists"], author='A "& B"', date="2026-01-31T00:00:00Z"))
    changes = [e for e in body.iter() if e.get(f"{W}author") is not None]
    assert len(changes) > 5
    assert {e.get(f"{W}author") for e in changes} == {'A "& B"'}
    assert {e.get(f"{W}date") for e in changes} == {"2026-01-31T00:00:00Z"}
    assert len({e.get(f"{W}id") for e in changes}) == len(changes)
    undated = part(word(*PAIRS["nested lists"]))
    assert not [e for e in undated.iter() if e.get(f"{W}date")]


def test_a_move_is_a_move() -> None:
    """Both ends carry one name; what changed in the moved words is a change within the move."""
    there, here = (
        f"{_LONG}\n\n{_STAYS}\n\nEnd.",
        f"{_STAYS}\n\n{_LONG.replace('long', 'short')}\n\nEnd.",
    )
    body = part(word(there, here))
    names = [
        [e.get(f"{W}name") for e in body.iter(f"{W}{end}RangeStart")] for end in ("moveFrom", "moveTo")
    ]  # fmt: skip
    assert names[0] == names[1]
    assert len(names[0]) == 1
    assert [t.text for t in body.iter(f"{W}delText")] == ["long"]
    assert [t.text for t in body.findall(f".//{W}ins/{W}r/{W}t")] == ["short"]


def test_what_did_not_change_carries_no_mark() -> None:
    """Two equal texts give a file without any change."""
    for old, _ in PAIRS.values():
        assert not [e for e in part(word(old, old)).iter() if e.get(f"{W}author")]


def test_only_the_word_that_changed_is_marked() -> None:
    """A cell, an item or a sentence is not replaced because of one word in it."""
    old, new = PAIRS["cells and rows"]
    body = part(word(old, new))
    assert [t.text for t in body.iter(f"{W}delText")] == ["2"]
    assert [t.text for t in body.findall(f".//{W}ins/{W}r/{W}t")] == ["9", "5", "6"]
    assert len(body.findall(f".//{W}trPr/{W}ins")) == 1


def test_the_same_texts_give_the_same_bytes() -> None:
    """Nothing of the day, the machine or the packing library is in the file."""
    data = word(*PAIRS["notes"])
    assert word(*PAIRS["notes"]) == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.compress_type == zipfile.ZIP_STORED


_ORDER = {
    "pPr": ["pStyle", "numPr", "ind", "jc", "rPr", "pPrChange"],
    "rPr": [
        "ins", "del", "rStyle", "rFonts", "b", "i", "strike", "highlight", "u", "vertAlign", "rPrChange",
    ],
    "trPr": ["tblHeader", "ins", "del"],
    "tcPr": ["tcW", "gridSpan"],
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_properties_stand_in_the_order_of_the_format(name: str) -> None:
    """Word refuses a file in which they do not; and no link stands within a mark."""
    body = part(word(*PAIRS[name]))
    for element in body.iter():
        order = _ORDER.get(element.tag.removeprefix(W))
        if order:
            places = [order.index(child.tag.removeprefix(W)) for child in element]
            assert places == sorted(set(places))
    for mark in ("ins", "del", "moveFrom", "moveTo"):
        assert not body.findall(f".//{W}{mark}//{W}hyperlink")


def test_every_text_is_well_formed_and_every_link_an_address() -> None:
    """Signs of XML, control characters and blanks in addresses do no harm."""
    old = 'A <b>& "x"</b> [y](https://a.example/?q="a&c=é\u00a0d) \x01'
    data = word(old, old + " ]]> z")
    targets = [
        r.get("Target") for r in part(data, "word/_rels/document.xml.rels") if r.get("TargetMode")
    ]
    assert targets == ["https://a.example/?q=%22a&c=%C3%A9%C2%A0d"]
    assert "\ufffd" in "".join(part(data).itertext())
