"""A redline holds both texts and nothing else, whatever they are."""

import re
from collections import defaultdict
from itertools import pairwise, takewhile

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from publisher.text.document.document import BlockKind, parse
from publisher.text.document.render import render
from publisher.text.redline import Aspect, EditKind, redline
from tests.conftest import examples

from . import nested, reading, texts

pytestmark = pytest.mark.slow
_PERMALINK = re.compile(r'<a class="headerlink"[^>]*></a>')

many = settings(
    max_examples=examples(100),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def shown(markdown):
    """Return the page of a text as a reader's browser builds it, without the headings' own links."""
    return reading.page(_PERMALINK.sub("", render(markdown, strict=False)))


def stay(found):
    """Return of each old block that says something whether it stays in elements of its own kinds.

    It does unless a mark says otherwise. A table that came into a list or a quotation has no mark.
    """
    changed = {edit.old_block for edit in found.edits if edit.aspect is Aspect.BLOCK}
    changed |= {
        row.old
        for row in found.rows
        if row.old and row.new and row.old.kind is row.new.kind is BlockKind.CELL
        if above_table(row.old) != above_table(row.new)
    }
    went_on, turned, items = set(), set(), set()
    for row in found.rows:
        if row.old and row.new and not row.move:
            lists = (
                [e for e in block.path if e.tag in ("ul", "ol")] for block in (row.old, row.new)
            )
            for one, other in zip(*lists, strict=False):
                if one.tag == other.tag:
                    went_on.add(other)
                else:
                    turned.add((one, other))
                    items.update(e for e in row.old.path if e.tag == "li")
    # The items of a list that took in those of another do not say of these what they were.
    told = items | {one for one, other in turned if other not in went_on}
    return [
        block not in changed and not told.intersection(block.path) for block in saying(found.old)
    ]


def above_table(block):
    """Return the kinds of elements that the table of a cell stands in."""
    return [e.tag for e in takewhile(lambda e: e.tag != "table", block.path)]


def saying(document):
    """Return the blocks that say something."""
    return [
        block
        for block in document.blocks
        if block.kind is BlockKind.RULE or any(not token.text.isspace() for token in block.tokens)
    ]


def parted_or_joined(found):
    """Return the old elements that have become several, or of which several have become one."""
    new, old = defaultdict(set), defaultdict(set)
    for row in found.rows:
        if row.old and row.new and not row.move:
            for one, other in zip(row.old.path, row.new.path, strict=False):
                new[one].add(other)
                old[other].add(one)
    joined = (ones for ones in old.values() if len(ones) > 1)
    return {one for one, others in new.items() if len(others) > 1}.union(*joined)


@given(st.one_of(texts.pairs(), nested.pairs()))
@many
def test_without_deletions_it_is_the_new_page(pair):
    """Dropping each <del> and unwrapping each <ins> gives the new page, element for element."""
    html = redline(parse(pair[0]), parse(pair[1])).html()
    assert reading.canonical(reading.one_side(html, new=True)) == reading.canonical(shown(pair[1]))


@given(st.one_of(texts.pairs(), nested.pairs()))
@example(("- we\n\n1. may\n\n- keep", "- we\n- keep"))  # a list between two that became one
@example(("- we\n    - may\n        - keep", "- we\n    - keep"))  # from deeper in into its place
@example(("1. we\n    - may", "- may"))  # the same, where the list has another kind
@example(("<ul><li>we<blockquote>may</blockquote></li></ul>", "- may"))  # within its item
@example(("1. days\n\n<!-- -->\n\n- days\n- is", "1. days\n2. is"))  # a list that took in another
@example(("we\n:   may\n\n<i>it</i> is\n\nthe\n:   data", "we\n:   data"))  # words in no element
@example(("See [our firm](/a), once.", "See [our bank](/a) for it."))  # a link and what follows it
@example(("See one [new firm](/a).", "See all its [old firm](/a)."))  # a link and what leads to it
@many
def test_without_insertions_it_is_the_old_text(pair):
    """Dropping each <ins> and unwrapping each <del> says the old text, block by block.

    Where a block or its list changed its kind, or a block was divided or joined, the marks say so and the
    new page's elements stand. All others stand in their own elements, if need be within others that the
    new page keeps open.
    """
    found = redline(parse(pair[0]), parse(pair[1]))
    old = reading.one_side(found.html(), new=False)
    was = shown(pair[0])
    assert reading.text(old) == reading.text(was)
    aspects = {edit.aspect for edit in found.edits}
    if not any(edit.kind is EditKind.LINK for edit in found.edits):
        assert reading.links(old) == reading.links(was)
    found_there, expected = reading.leaves(old), reading.leaves(was)
    if not aspects & {Aspect.DIVIDED, Aspect.JOINED}:
        assert [leaf.words for leaf in found_there] == [leaf.words for leaf in expected]
        stays = stay(found)
        if len(stays) != len(
            expected
        ):  # an empty <p></p> in the source parts two blocks, not two leaves
            return
        assert not [
            (one, other)
            for one, other, is_so in zip(found_there, expected, stays, strict=True)
            if is_so and one.around[len(one.around) - len(other.around) :] != other.around
        ]


@given(st.one_of(texts.pairs(), nested.pairs()))
@example(("- we\n- may\n- keep", "It is.\n\n- may\n- keep"))  # an item gone below a new paragraph
@example(("> - we\n\n> - we", "> may\n\n> - we"))  # within what holds both
@many
def test_what_is_gone_stands_together_with_what_it_stood_together_with(pair):
    """An item gone in the list of those that stay, a row in the table, a paragraph in its item.

    But where elements were parted or joined the new page decides.
    """
    found = redline(parse(pair[0]), parse(pair[1]))
    if {edit.aspect for edit in found.edits} & {Aspect.DIVIDED, Aspect.JOINED}:
        return
    now = reading.leaves(reading.one_side(found.html(), new=False))
    was, blocks = reading.leaves(shown(pair[0])), saying(found.old)
    if len(blocks) != len(was):
        return
    gone = {row.old for row in found.rows if row.old and not row.new}
    unsure = parted_or_joined(found)
    leaves = list(zip(now, was, blocks, stay(found), strict=True))
    apart = []
    for (now_a, was_a, a, stays_a), (now_b, was_b, b, stays_b) in pairwise(leaves):
        told = not stays_a or not stays_b or unsure.intersection((*a.path, *b.path))
        housed = (now_a.around, now_b.around) != (was_a.around, was_b.around)
        differ = now_a.together(now_b) != was_a.together(was_b)
        if {a, b} & gone and not told and not housed and differ:
            apart.append((now_a, now_b))
    assert apart == []


@given(st.one_of(texts.linked_pairs(), texts.pairs(), nested.pairs()))
@example(("[one two](/x) three four [five](/x)", "[one two five](/x)"))  # two links made one
@example(("[one two five](/x)", "[one two](/x) three four [five](/x)"))  # one link made two
@example(("[我们](/x)", "[我](/x)30[们](/x)"))
@example(("See [our firm](/x) once.", "See [our bank](/x)"))  # a link and what followed it
@example(("A[B](/x) is", "AB is"))  # a link within a word
@example(("one gone [two](/x)", "[one two](/x)"))  # a link that begins before
@example(("See [one](/x)\n\n[two](/x) three", "See [one two](/x) three"))  # joined within a link
@many
def test_each_word_of_the_old_text_leads_where_it_led(pair):
    """In the redline without its insertions. But where it leads elsewhere now, a note says so."""
    found = redline(parse(pair[0]), parse(pair[1]))
    noted = {
        (reading.target(edit.old), reading.target(edit.new))
        for edit in found.edits
        if edit.kind is EditKind.LINK and edit.old_block
        if "".join(t.text for t in edit.old_block.tokens[slice(*edit.old_span)]).strip()
    }
    shown_there = reading.targets(reading.one_side(found.html(), new=False))
    expected = reading.targets(shown(pair[0]))
    assert [letter for letter, _ in shown_there] == [letter for letter, _ in expected]
    wrong = [
        (one[0], one[1], other[1])
        for one, other in zip(expected, shown_there, strict=True)
        if one != other and (one[1], other[1]) not in noted
    ]
    assert wrong == []


def test_the_space_beside_a_word_gone_at_the_end_of_a_link_is_no_change_of_a_link():
    """What is told is the word that went; the link leads where it led."""
    pair = "See [our privacy policy](/x) now.", "See [our privacy](/x) now."
    for old, new in (pair, pair[::-1]):
        found = redline(parse(old), parse(new))
        assert [(edit.old + edit.new) for edit in found.edits] == ["policy"]
        assert reading.links(reading.one_side(found.html(), new=False)) == reading.links(shown(old))


def test_a_row_gone_from_a_body_that_became_the_head_is_a_row_of_the_head():
    """It stands in line with the rows around it, not in a table within one of their cells."""
    old = "| we | we |\n|---|---|\n| may |  |\n| keep | it |"
    html = redline(parse(old), parse("| keep | it |\n|---|---|")).html()
    found = reading.leaves(reading.one_side(html, new=False))
    assert {leaf.around for leaf in found} == {("table", "tbody", "tr", "td")}


def test_an_item_gone_stays_an_item_of_a_list_that_changed_its_kind():
    """It stands among its neighbours, whose marks say what the list was, not in a list inside one."""
    html = redline(parse("- we\n- may\n- keep"), parse("1. we\n1. keep")).html()
    found = reading.leaves(reading.one_side(html, new=False))
    assert found == [reading.Leaf(("ol", "li"), words) for words in ("we", "may", "keep")]


@given(st.one_of(texts.pairs(), nested.pairs()))
@example(("1. we\n\n    we we we we we we", "    we we we we we we\n\n1. we"))  # moved into code
@many
def test_it_is_valid_html_in_which_no_word_is_cut(pair):
    """A browser finds nothing to mend, marks stand where they may, and no id comes twice."""
    html = redline(parse(pair[0]), parse(pair[1])).html()
    assert reading.faults(html) == []
    assert reading.cut_words(html) == []


@given(st.one_of(texts.pairs(), nested.pairs()))
@example(("# We\n\nmay\n\n##\n\nkeep", "# We\n\nit\n\n##\n\nkeep"))  # a heading without words
@many
def test_it_reads_of_each_text_what_the_text_says_alone(pair):
    """What both texts begin and end with is not taken apart, and counts and reads as ever."""
    found = redline(parse(pair[0]), parse(pair[1]))
    for document, markdown in zip((found.old, found.new), pair, strict=True):
        alone = parse(markdown)
        assert [(b.kind, b.level, b.text, b.section, b.index) for b in document.blocks] == [
            (b.kind, b.level, b.text, b.section, b.index) for b in alone.blocks
        ]
        lists = [[e.tag for e in block.path] for block in document.blocks]
        assert lists == [[e.tag for e in block.path] for block in alone.blocks]
