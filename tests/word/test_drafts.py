"""Drafts from Word: what did not change keeps its lines, and nothing in a file does harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from publisher.errors import UsageError
from publisher.text.document import frontmatter
from publisher.text.document.document import parse
from publisher.text.redline import redline
from publisher.word.drafts import as_markdown, edited
from publisher.word.reader import read
from publisher.word.writer import plain, tracked

TEXT = """---
title: Privacy
---
# Privacy *notice* { #top }

We keep your data,
as [our terms][terms] say[^why], for 30 days; see [rights](#rights).

* one item
  on two lines
* another `item`
    1. deep

| what | how long |
|:-----|---------:|
| name | 3 years  |
| mail |  1 year  |

> Quoted
> words

Rights
------

    code *here*

![A scale](scale.png)

<dl><dt>Data</dt><dd>What you give.</dd></dl>

[terms]: https://a.example/terms/ "Terms"
[^why]: Since **law** asks for it.
"""


def word(markdown: str) -> bytes:
    """Return a text as a Word file."""
    return plain(parse(markdown))


def edit(old: str, new: str) -> str:
    """Return an old text with a draft that says the new one."""
    return edited(old, read(word(new), "draft.docx"), "draft.docx")


def changed(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """Return a Word file with one part changed, or made."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            xml = old.read(name).decode()
            new.writestr(name, change(xml) if name == part else xml)
        if part not in old.namelist():
            new.writestr(part, change(""))
    return out.getvalue()


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["unix", "windows"])
def test_an_untouched_draft_changes_nothing(line_end: str) -> None:
    """Not one byte: wrapping, marks, named links, front matter and line ends stay."""
    text = TEXT.replace("\n", line_end)
    assert edited(text, read(word(text), "d"), "d") == text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("Quoted\n> words", "Quoted other words", id="quotation"),
        pytest.param("another `item`", "another `thing` **now**", id="item"),
        pytest.param("# Privacy *notice*", "# Privacy *words*", id="heading-keeps-its-anchor"),
        pytest.param("Rights\n---", "Your rights\n---", id="underlined-heading"),
        pytest.param("    1. deep", "    1. deep\n    2. deeper", id="new-item"),
        pytest.param("* one item\n  on two lines\n", "", id="item-gone"),
        pytest.param("> Quoted", "A new paragraph * with signs_ & [x] <y>.\n\n> Quoted", id="new"),
        pytest.param("    code *here*", "    code *there*", id="code"),
    ],
)
def test_only_the_lines_of_what_changed_are_written(old: str, new: str) -> None:
    """Every other line of the file is as it was."""
    new_text = TEXT.replace(old, new.replace("<y>", "&lt;y&gt;").replace("* w", "\\* w"))
    after = edit(TEXT, new_text)
    assert parse(after).texts == parse(new_text).texts
    start, _, end = TEXT.partition(old)
    # The line of the change itself is written anew.
    assert after.startswith(start[: start.rfind("\n", 0, -1) + 1])
    assert after.endswith(end[end.find("\n") + 1 :])
    assert edit(TEXT, new_text) == after


def test_a_row_of_a_table_is_written_alone() -> None:
    """The other rows keep their blanks; a new one stands in its place."""
    new = TEXT.replace("| mail |  1 year  |", "| mail | 2 years |\n| a \\| b | - |")
    after = edit(TEXT, new)
    assert "| name | 3 years  |\n| mail | 2 years |\n| a \\| b | - |\n\n>" in after


def test_tracked_changes_are_accepted_or_rejected() -> None:
    """Accepted they are the new text; rejected, the old one, byte for byte."""
    new = TEXT.replace("30 days", "60 days").replace("* another", "* a new one\n* another")
    data = tracked(redline(parse(TEXT), parse(new)), author="Legal", date="2026-11-23T00:00:00Z")
    draft = read(data, "d")
    assert parse(edited(TEXT, draft, "d")).texts == parse(new).texts
    assert edited(TEXT, read(data, "d", accept=False), "d") == TEXT
    assert "Legal 2026-11-23: deleted “30”" in draft.changes


def test_runs_that_another_program_divided_are_the_same_words() -> None:
    """A word of its own within words of the same look, and the blanks around it, are no change."""
    old, new = "*Last updated: 5 October* now", "*Last updated: 6 October* now"
    data = tracked(redline(parse(old), parse(new)), author="Legal")
    assert edited(old, read(data, "d", accept=False), "d") == old
    assert edited(old, read(data, "d"), "d") == new


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        pytest.param("law", "custom", "a footnote is new or changed", id="note"),
        pytest.param("What you give", "What you get", "not taken apart", id="html"),
        pytest.param("A scale", "A balance", "a picture", id="picture"),
    ],
)
def test_what_markdown_cannot_be_written_for_is_refused(old: str, new: str, what: str) -> None:
    """With the place, and never half of it."""
    with pytest.raises(UsageError, match=what):
        edit(TEXT, TEXT.replace(old, new))


def test_a_file_can_be_read_without_a_policy() -> None:
    """All its words become Markdown, footnotes and pictures too."""
    body = frontmatter.body(TEXT)
    markdown = as_markdown(read(word(body), "d"), "d")
    assert [t.strip() for t in parse(markdown).texts] == [t.strip() for t in parse(body).texts]


def test_a_link_may_be_a_field() -> None:
    """Other programs write links so; of another field the shown words are read, and it is named."""

    def as_field(xml: str) -> str:
        run = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
        link = '<w:r><w:instrText> HYPERLINK "https://a.example/x" </w:instrText></w:r>'
        page = "<w:r><w:instrText> DATE </w:instrText></w:r>"
        one, two = ("".join((run("begin"), i, run("separate"), f"<w:r><w:t>{t}</w:t></w:r>", run("end")))
                    for i, t in ((link, "here"), (page, " today")))  # fmt: skip
        return xml.replace("<w:sectPr>", f"<w:p>{one}{two}</w:p><w:sectPr>")

    draft = read(changed(word("See."), "word/document.xml", as_field), "d")
    assert as_markdown(draft, "d") == "See.\n\n[here](https://a.example/x) today\n"
    assert draft.left_out == ("a field (DATE), of which the shown words were read",)


def body(xml: str) -> Callable[[str], str]:
    """Return what puts a paragraph at the end of a text."""
    return lambda old: old.replace("<w:sectPr>", f"<w:p>{xml}</w:p><w:sectPr>")


_RUN = "<w:r><w:rPr>{}</w:rPr><w:t>secret</w:t></w:r>".format
_DTD = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
HARM = {
    "hidden": ("word/document.xml", body(_RUN("<w:vanish/>")), "hidden words"),
    "white": ("word/document.xml", body(_RUN('<w:color w:val="FFFFFF"/>')), "hidden words"),
    "tiny": ("word/document.xml", body(_RUN('<w:sz w:val="2"/>')), "hidden words"),
    "hidden by a style": (
        "word/styles.xml",
        lambda xml: xml.replace('"Inline Code"/><w:rPr>', '"Inline Code"/><w:rPr><w:vanish/>'),
        "hidden words",
    ),
    "hidden paragraphs": (
        "word/styles.xml",
        lambda xml: xml.replace("<w:rPrDefault><w:rPr>", "<w:rPrDefault><w:rPr><w:vanish/>"),
        "hidden words",
    ),
    "in the color of the page": (
        "word/document.xml",
        body(_RUN('<w:color w:val="FF0000"/><w:shd w:fill="ff0000"/>')),
        "hidden words",
    ),
    "narrow": ("word/document.xml", body(_RUN('<w:w w:val="1"/>')), "hidden words"),
    "joined cells": (
        "word/document.xml",
        lambda xml: xml.replace(
            "<w:sectPr>",
            "<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl><w:sectPr>",
        ),
        "cells that are joined",
    ),
    "tables in tables": (
        "word/document.xml",
        body("</w:p>" + "<w:tbl><w:tr><w:tc>" * 60 + "</w:tc></w:tr></w:tbl>" * 60 + "<w:p>"),
        "a table is in a cell",
    ),
    "very long": (
        "word/document.xml",
        body(f"<w:r><w:t>{'long ' * 230_000}</w:t></w:r>"),
        "longer than",
    ),
    "text box": (
        "word/document.xml",
        body("<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"),
        "not read",
    ),
    "another file": (
        "word/document.xml",
        lambda xml: xml.replace("<w:sectPr>", "<w:altChunk/><w:sectPr>"),
        "altChunk",
    ),
    "script": (
        "word/_rels/document.xml.rels",
        lambda xml: xml.replace("https://a.example/", "javascript:alert(1)//"),
        "a link leads to javascript",
    ),
    "macros": ("word/vbaProject.bin", lambda _: "x", "macros"),
    "object": ("word/embeddings/a.bin", lambda _: "x", "embedded object"),
    "way out": ("../evil.xml", lambda _: "x", "leads out of it"),
    "entities": (
        "word/document.xml",
        lambda xml: xml.replace("?>\n", f"?>\n{_DTD}").replace("end.", "&b;"),
        "declares entities",
    ),
    "bomb": ("word/document.xml", lambda xml: xml + " " * 26_000_000, "unpacks to more"),
    "broken": ("word/document.xml", lambda xml: xml[:-9], "not well formed"),
}  # fmt: skip


@pytest.mark.parametrize("name", HARM)
def test_what_could_deceive_or_do_harm_is_refused_by_name(name: str) -> None:
    """One message that says what is in the file; nothing is run, fetched or unpacked without end."""
    part, change, what = HARM[name]
    data = changed(word("A `b` [c](https://a.example/) end."), part, change)
    with pytest.raises(UsageError, match=what):
        read(data, "draft.docx")


@pytest.mark.parametrize("data", [b"", b"# Text", b"PK\x03\x04abc"], ids=["empty", "text", "torn"])
def test_what_is_no_word_file_is_said_to_be_none(data: bytes) -> None:
    """With a way to make one."""
    with pytest.raises(UsageError, match="isn't a Word file"):
        read(data, "draft.docx")


def test_a_level_without_end_is_a_deep_one() -> None:
    """A number in a file decides nothing about the memory that is used."""
    item = '<w:pPr><w:numPr><w:ilvl w:val="4000000000"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    far = '<w:pPr><w:pStyle w:val="ListParagraph"/><w:ind w:left="99999999999"/></w:pPr>'
    run = "<w:r><w:t>a</w:t></w:r>"
    data = changed(word("A."), "word/document.xml", body(f"{item}{run}</w:p><w:p>{far}{run}"))
    assert [item.level for item in read(data, "d").items if item.words == "a"] == [8, 9]


def test_words_are_hidden_only_if_what_is_nearest_hides_them() -> None:
    """A style that hides, overruled at the words themselves, hides nothing."""
    data = changed(word("A."), "word/document.xml", body(_RUN('<w:vanish w:val="0"/>')))
    data = changed(
        data,
        "word/styles.xml",
        lambda xml: xml.replace("<w:rPrDefault><w:rPr>", "<w:rPrDefault><w:rPr><w:vanish/>"),
    )
    data = changed(
        data,
        "word/document.xml",
        lambda xml: xml.replace("<w:t xml", '<w:rPr><w:vanish w:val="false"/></w:rPr><w:t xml'),
    )
    assert read(data, "d").items[-1].words == "secret"


def test_the_address_of_a_template_is_named_and_not_fetched() -> None:
    """The draft is read; the list says what was not."""
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="http://x/attachedTemplate" Target="http://127.0.0.1:9/x" '
        'TargetMode="External"/></Relationships>'
    )
    data = changed(word("A."), "word/_rels/settings.xml.rels", lambda _: relation)
    assert read(data, "d").left_out == ("the address of a template",)
