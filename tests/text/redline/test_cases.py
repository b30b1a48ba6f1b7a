"""What a lawyer would mark: old text, new text, and the changes that a reader is told of."""

import pytest

from publisher.text.document.document import parse
from publisher.text.redline import EditKind, linked, redline

from . import reading

LIST = "- our hosting company\n- our payment company\n- our e-mail company\n- auditors\n"
TABLE = """\
| Company | Purpose | Country |
|---|---|---|
| Acme | Hosting | Ireland |
| Payfast | Fees | France |
"""
RIGHTS = "## Rights\n\nYou may ask us for a copy of your data at any time.\n"
STORAGE = "## Storage\n\nWe keep your data in two places, both of them in France.\n"


def edits(old, new):
    """Return kind, old words and new words of each change."""
    return [(edit.kind.value, edit.old, edit.new) for edit in redline(parse(old), parse(new)).edits]


CASES = [
    pytest.param("We keep it.", "We keep it.", [], id="nothing"),
    pytest.param("We keep it.\n\nFor  long.", "We\nkeep it.\n\n\nFor long.", [], id="source-lines"),
    pytest.param(
        "Kept for 30 days.", "Kept for 60 days.", [("replace", "30", "60")], id="a-number"
    ),
    pytest.param(
        "We may not sell it.", "We may sell it.", [("delete", "not", "")], id="a-word-goes"
    ),
    pytest.param("A fee of $1,000.50.", "A fee of $1,500.50.",
                 [("replace", "$1,000.50", "$1,500.50")], id="no-number-is-cut"),
    pytest.param("Ask third-party firms, don't wait.", "Ask third-party firms, do wait.",
                 [("replace", "don't", "do")], id="no-word-is-cut"),
    pytest.param("Write to a@x.example.", "Write to b@x.example.",
                 [("replace", "a@x.example", "b@x.example")], id="an-address-is-one-word"),
    pytest.param("It helps. It bills you.", "It helps. It learns. It bills you.",
                 [("insert", "", "It learns.")], id="a-sentence-comes-as-a-whole"),
    pytest.param("We hope that you like the service.", "We want our customers to love the product.",
                 [("replace", "hope that you like the service", "want our customers to love the product")],
                 id="no-lone-word-between-two-changes"),
    pytest.param("\"Data\" - that's it...", "“Data” – that’s it…",
                 [("format", "\"Data\" - that's it...", "“Data” – that’s it…")], id="only-typography"),
    pytest.param("See [our policy](/a).", "See [our policy](/b).",
                 [("link", "/a", "/b")], id="only-the-target-of-a-link"),
    pytest.param("See [our policy](/a).", "See [our new policy](/a).",
                 [("insert", "", "new")], id="a-word-in-a-link"),
    pytest.param("You **must** pay.", "You must pay.", [("format", "must", "must")], id="emphasis"),
    pytest.param("## Fees", "### Fees", [("format", "Fees", "Fees")], id="level-of-a-heading"),
    pytest.param("## 2. Fees\n\nNone.", "## 3. Fees\n\nNone.",
                 [("replace", "2", "3")], id="a-renumbered-heading-is-no-new-section"),
    pytest.param("A fee.\n\nDue now.", "A fee. Due now.",
                 [("format", "Due now.", "Due now.")], id="two-paragraphs-joined"),
    pytest.param("We log calls. We log mail.", "- We log calls.\n- We log mail.",
                 [("format", "We log calls.", "We log calls."), ("format", "We log mail.", "We log mail.")],
                 id="a-paragraph-made-into-a-list"),
    pytest.param(LIST, "- auditors\n" + LIST.removesuffix("- auditors\n"),
                 [("move", "auditors", "auditors")], id="a-list-reordered"),
    pytest.param("# T\n\n" + RIGHTS + STORAGE, "# T\n\n" + STORAGE + RIGHTS,
                 [("move", "Rights", "Rights")], id="a-section-moved-is-named-by-its-heading"),
    pytest.param(TABLE, TABLE.replace("Ireland", "Norway"),
                 [("replace", "Ireland", "Norway")], id="a-cell"),
    pytest.param(TABLE, TABLE + "| Mail | Letters | Spain |\n",
                 [("insert", "", "Mail | Letters | Spain")], id="a-row"),
    pytest.param(TABLE, "| Company | Country |\n|---|---|\n| Acme | Ireland |\n| Payfast | France |\n",
                 [("delete", "Purpose", ""), ("delete", "Hosting", ""), ("delete", "Fees", "")],
                 id="a-column"),
    pytest.param("![Map: EU](m.png)", "![Map: world](m.png)",
                 [("replace", "Map: EU", "Map: world")], id="words-of-an-image"),
    pytest.param("Set `--days 30`.", "Set `--days 60`.", [("replace", "30", "60")], id="in-code"),
    pytest.param("Term\n:   Old meaning.", "Term\n:   New meaning.",
                 [("replace", "Old", "New")], id="a-definition"),
    pytest.param("- a\n    - b one\n    - c two", "- a\n    - b one\n    - c three",
                 [("replace", "two", "three")], id="a-nested-item"),
    pytest.param("Shared[^1].\n\n[^1]: With two firms.", "Shared[^1].\n\n[^1]: With three firms.",
                 [("replace", "two", "three")], id="a-footnote"),
    pytest.param("我们会在三十天内删除。", "我们会在六十天内删除。", [("replace", "三", "六")], id="chinese"),
    pytest.param("三十日以内に削除。", "六十日以内に削除。", [("replace", "三", "六")], id="japanese"),
    pytest.param("נמחק בתוך 30 יום.", "נמחק בתוך 60 יום.", [("replace", "30", "60")], id="hebrew"),
    pytest.param("", "New.", [("insert", "", "New.")], id="from-nothing"),
    pytest.param("Old.", "", [("delete", "Old.", "")], id="to-nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), CASES)
def test_a_reader_is_told_of_exactly_these_changes(old, new, expected):
    """Kind, old words and new words of each change, in the order of the text."""
    assert edits(old, new) == expected


def test_what_changed_inside_a_moved_section_is_told_apart_from_the_move():
    """The move is one change, and the reworded clause in it another."""
    new = "# T\n\n" + STORAGE + RIGHTS.replace("at any time", "once a year")
    assert [kind for kind, _, _ in edits("# T\n\n" + RIGHTS + STORAGE, new)] == ["move", "replace"]


def test_each_change_has_a_number_and_the_headings_above_it():
    """Numbers rise with the text; counts are by section and by kind."""
    found = redline(
        parse("# T\n\nOne day.\n\n## A\n\nTwo days.\n\n## B\n\nThree."),
        parse("# T\n\nTen days.\n\n## A\n\nTwo days.\n\n## B\n\nFour. More."),
    )
    assert found.edits[0].section == ("T",)
    assert [edit.number for edit in found.edits] == list(range(1, len(found.edits) + 1))
    assert list(found.sections) == [("T",), ("T", "B")]
    assert sum(found.counts.values()) == sum(found.sections.values()) == len(found.edits)


def test_every_row_of_a_table_shows_all_columns_of_both():
    """Where a column came and another went, no cell slips into its neighbour's column."""
    new = "| Company | Country | Data |\n|---|---|---|\n| Acme | Ireland | all |\n| Mail | Spain | none |\n"
    html = redline(parse(TABLE), parse(new)).html()
    assert {row.count("<td") + row.count("<th") for row in html.split("<tr>")[1:]} == {4}


def test_a_column_keeps_its_cells_in_a_very_wide_row():
    """Where comparing each cell with each would take too long, cells that stand once lead the way."""
    cells = [f"<td>{n} days</td>" for n in range(300)]
    old, new = (
        f"<table><tr>{''.join(row)}</tr></table>" for row in (cells, ["<td>new</td>", *cells])
    )
    assert edits(old, new) == [("insert", "", "new")]


def test_thousands_of_changes_in_one_link_do_not_read_it_thousands_of_times(monkeypatch):
    """Each of its words is weighed once, in each text."""
    weighed = []
    monkeypatch.setattr(linked, "weight", lambda token: weighed.append(token) or 1.0)
    words = [f"w{n}" for n in range(600)]
    old = " ".join(
        f"{word} [gone{word}](/o)" if n % 3 == 0 else word for n, word in enumerate(words)
    )
    html = redline(parse(old), parse(f"[{' '.join(words)}](/x)")).html()
    assert "gonew597" in html
    assert len(words) <= len(weighed) <= 3 * len(words)


CUT = """Threats Do not threaten anybody here, not even as a joke that your friends would get.
Posting letters of others that they never meant to be read Following hundreds of people by a program
Paid praise Say openly who paid you.
"""
LAID_OUT = """---

## Threats

Do not threaten anybody here, not even as a joke that your friends would get.

- Posting letters of others that they never meant to be read
- Following hundreds of people by a program

## Paid praise

Say openly who paid you.
"""


@pytest.mark.parametrize(("old", "new"), [(CUT, LAID_OUT), (LAID_OUT, CUT)])
def test_a_paragraph_made_into_headings_and_a_list_keeps_all_its_words(old, new):
    """Only its form changed, though a heading is no sentence of the paragraph; and the other way round."""
    found = redline(parse(old), parse(new))
    assert {edit.kind for edit in found.edits} == {EditKind.FORMAT}
    html = found.html()
    for is_new, document in ((True, parse(new)), (False, parse(old))):
        words = reading.text(reading.one_side(html, new=is_new)).split()
        assert words == " ".join(block.text for block in document.blocks).split()
