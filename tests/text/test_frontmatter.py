"""Front matter is read strictly: every surprise is an error with its line."""

import datetime

import pytest

from publisher.errors import UsageError
from publisher.text.document.frontmatter import body, refuse_unknown, split


def test_values_are_what_was_typed():
    """Plain dates, whole numbers and true/false get a type; all else stays text."""
    front = split(
        "---\ntitle: Terms\neffective: 2026-12-01\nlocale: no\nfee: 1.10\nversion: 3\n"
        "draft: true\nquoted: '2026-12-01'\nempty:\ntags: [a, 2]\n"
        "summary: >\n  one\n  two\n---\nText",
        "terms.md",
    )
    assert front.fields == {
        "title": "Terms",
        "effective": datetime.date(2026, 12, 1),
        "locale": "no",
        "fee": "1.10",
        "version": 3,
        "draft": True,
        "quoted": "2026-12-01",
        "empty": None,
        "tags": ["a", 2],
        "summary": "one two",
    }
    assert (front.body, front.body_line) == ("Text", 15)
    assert front.field_lines["effective"] == 3


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_and_a_byte_order_mark_are_accepted(end):
    """The mark and the kind of line end are no part of title or text."""
    front = split(f"\ufeff---{end}title: T{end}---{end}# T{end}".encode(), "t.md")
    assert (front.fields, front.body, front.body_line) == ({"title": "T"}, f"# T{end}", 4)


@pytest.mark.parametrize(
    "text", ["# Terms\n", "", "---\n\nbetween two rules\n\n---\n", "text\n---\n"]
)
def test_a_text_without_front_matter_is_all_body(text):
    """A rule at the top is no front matter."""
    front = split(text, "t.md")
    assert (front.fields, front.body, front.body_line) == ({}, text, 1)
    assert body(text) == text


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        pytest.param("title: T\n# T\n", 1, "never ends", id="unclosed"),
        pytest.param("a: 1\na: 2\n---\n", 3, "twice (first on line 2)", id="doubled-key"),
        pytest.param(
            "t: x\neffective: 2026-02-30\n---\n",
            3,
            "'effective: 2026-02-30' isn't a valid date",
            id="no-date",
        ),
        pytest.param("title: &t [*t]\n---\n", 2, "anchors", id="alias"),
        pytest.param("title: !!python/name:os.system x\n---\n", 2, "tag", id="tag"),
        pytest.param("title: {a: b}\n---\n", 2, "is a map", id="map"),
        pytest.param("title: [[a]]\n---\n", 2, "more than plain values", id="nested-list"),
        pytest.param("t: a: b\n---\n", 2, "isn't valid YAML", id="colon"),
        pytest.param("a: b\n" + "[" * 9000 + "\n---\n", 3, "isn't valid YAML", id="bomb"),
        pytest.param("id: " + "9" * 5000 + "\n---\n", 2, "'id' has 5000 digits", id="huge-number"),
        pytest.param("title: 'x \u202e y'\n---\n", 2, "[U+202E]", id="bidi"),
        pytest.param('title: "a\\nBCC: b"\n---\n', 2, "line break", id="line-break"),
        pytest.param("just words\n---\n", 2, "isn't a list of 'key: value' lines", id="words"),
        pytest.param("a: b\n...\n---\nc: d\n---\n", 4, "second front matter", id="second"),
        pytest.param("a: " + "x" * 17000 + "\n---\n", 1, "longer than 16 KiB", id="too-long"),
    ],
)
def test_every_problem_names_file_line_and_remedy(source, line, words):
    """What, where, how to mend: in one message."""
    with pytest.raises(UsageError) as caught:
        split(f"---\n{source}", "policy/terms.md")
    assert caught.value.where == f"policy/terms.md:{line}"
    assert words in caught.value.what
    assert "To fix:" in str(caught.value)


def test_keys_of_other_programs_hold_anything():
    """Maps, nested lists, anchors and dates that do not exist are kept as written, each at its line."""
    source = (
        "---\ntitle: Terms\nversions:\n  fpt: '*'\nmenu: {main: {weight: 3}}\ntags: [a, b]\n"
        "base: &b {c: d}\nagain: *b\nlastmod: 2026-02-30\nsummary-text: |\n  two\n  lines\n"
        "icon: !!python/name:os.system x\nsidebar:\n- - a\neffective: 2026-01-01\n---\n# Terms\n"
    )
    front = split(source, "t.md")
    assert front.fields["versions"] == "fpt: '*'"
    assert front.fields["menu"] == "{main: {weight: 3}}"
    assert front.fields["tags"] == ["a", "b"]
    assert front.fields["lastmod"] == "2026-02-30"
    assert front.fields["effective"] == datetime.date(2026, 1, 1)
    assert front.field_lines["sidebar"] == 14
    assert front.body == "# Terms\n"


@pytest.mark.parametrize("data", [b"# A\xc0\xaf\n", b"\x89PNG\r\n\x1a\n\0", b"\0#\0 \0T"])
def test_bytes_that_are_no_text_are_refused(data):
    """Only UTF-8 text is a policy."""
    with pytest.raises(UsageError, match="UTF-8"):
        split(data, "t.md")


def test_an_unknown_key_is_refused_with_the_one_probably_meant():
    """A misspelt key never passes in silence."""
    front = split("---\ntitle: T\nefective: 2026-03-01\n---\n", "t.md")
    with pytest.raises(UsageError, match=r"t\.md:3: unknown key 'efective'.*write 'effective'"):
        refuse_unknown(front, {"title", "effective"}, "t.md")
