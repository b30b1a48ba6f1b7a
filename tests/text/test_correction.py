"""A correction made in another text: exactly what changed, only where nothing is doubtful."""

from __future__ import annotations

import difflib
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.text.correction import Correction, carry

FRONT = "---\ntitle: Privacy\neffective: 2020-01-01\n---\n"


def made(before: str, after: str, other: str) -> Correction:
    """Carry a correction between bodies below the same front matter."""
    found = carry(FRONT + before, FRONT + after, FRONT + other)
    assert found.text.startswith(FRONT)
    return Correction(found.text.removeprefix(FRONT), found.made, found.left, found.done)


CARRIED = {
    "another-section": (
        "# A\n\nWe recieve it.\n\n# B\n\nFor 13 months.\n",
        "# A\n\nWe receive it.\n\n# B\n\nFor 13 months.\n",
        "# A\n\nWe recieve it.\n\n# B\n\nFor 24 months.\n",
        "# A\n\nWe receive it.\n\n# B\n\nFor 24 months.\n",
    ),
    "the-same-sentence": (
        "We recieve your name for 13 months.\n",
        "We receive your name for 13 months.\n",
        "We recieve your name for 24 months.\n",
        "We receive your name for 24 months.\n",
    ),
    "a-comma-that-was-missing": (
        "First write, then call us\n\n13 months.\n",
        "First write, then call us.\n\n13 months.\n",
        "First write, then call us\n\n24 months.\n",
        "First write, then call us.\n\n24 months.\n",
    ),
    "two-slips-and-one-of-them-is-new": (
        "Teh data.\n\nNew recieve words here.\n",
        "The data.\n\nNew receive words here.\n",
        "Teh data.\n",
        "The data.\n",
    ),
    "a-heading": (
        "# Privcy\n\nText for 13 months.\n",
        "# Privacy\n\nText for 13 months.\n",
        "# Privcy\n\nText for 24 months.\n",
        "# Privacy\n\nText for 24 months.\n",
    ),
    "a-link": (
        "See [terms](trems.md#1).\n\n13\n",
        "See [terms](terms.md#1).\n\n13\n",
        "See [terms](trems.md#1).\n\n24\n",
        "See [terms](terms.md#1).\n\n24\n",
    ),
    "a-line-in-a-list": (
        "- one\n- tow\n- three\n\n13\n",
        "- one\n- two\n- three\n\n13\n",
        "- one\n- tow\n- three\n\n24\n",
        "- one\n- two\n- three\n\n24\n",
    ),
}


@pytest.mark.parametrize("texts", CARRIED.values(), ids=CARRIED.keys())
def test_what_is_corrected_is_corrected_there_too(texts: tuple[str, str, str, str]) -> None:
    """The other text has exactly the correction, and nothing of the pending change."""
    before, after, other, due = texts
    found = made(before, after, other)
    assert found.text == due
    assert found.left == ()


LEFT = {
    "the-change-touches-the-next-word": ("In teh 13 months.\n", "In the 13 months.\n", "In teh 24 months.\n"),
    "the-words-stand-there-twice": (
        "Ask teh board.\n\n13\n", "Ask the board.\n\n13\n", "Ask teh board.\n\n24\n\nAsk teh board.\n",
    ),
    "the-order-is-another": (
        "A red teh one.\n\nA blue teh two.\n", "A red the one.\n\nA blue the two.\n",
        "A blue teh two.\n\nA red teh one.\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("texts", LEFT.values(), ids=LEFT.keys())
def test_what_is_doubtful_is_left_and_named(texts: tuple[str, str, str]) -> None:
    """Nothing is guessed: the slip stays, and the answer says which."""
    before, after, other = texts
    found = made(before, after, other)
    assert found.left
    assert any("teh" in slip.before for slip in found.left)
    assert found.text.count("teh") >= 1


def test_a_passage_that_the_other_text_does_not_have_is_no_slip_there() -> None:
    """What was corrected in the announced words concerns nobody yet."""
    assert made("Old.\n\nNew recieve.\n", "Old.\n\nNew receive.\n", "Old.\n").left == ()


def test_what_is_corrected_there_already_is_left_alone() -> None:
    """A text that was corrected by itself is as it should be."""
    found = made("Teh data.\n\n13\n", "The data.\n\n13\n", "The data.\n\n24\n")
    assert (found.text, found.made, found.left) == ("The data.\n\n24\n", 0, ())


def test_the_front_matter_stays_and_its_slips_are_named() -> None:
    """A title is corrected with its version."""
    other = FRONT.replace("Privacy", "Privcy")
    found = carry(other + "A 13.\n", FRONT + "A 13.\n", other + "A 24.\n")
    assert found.text == other + "A 24.\n"
    assert [slip.before for slip in found.left] == ["title: Privcy"]


def test_a_rewritten_text_is_no_correction() -> None:
    """More passages than slips can be are not carried over at all."""
    before = "".join(f"Word{n} recieve it.\n\n" for n in range(300))
    found = made(before, before.replace("recieve", "receive"), before + "24\n")
    assert found.made == 0
    assert found.left


WORDS = st.sampled_from(
    ["data", "name", "months", "teh", "recieve", "we", "keep", "your", "for", "24"]
)
BLOCKS = st.lists(st.lists(WORDS, min_size=1, max_size=8).map(" ".join), min_size=1, max_size=6)


def counted(text: str) -> Counter[str]:
    """Count words and signs."""
    return Counter(re.findall(r"\w+|[^\w\s]", text))


def changed(text: str, other: str) -> Counter[str]:
    """Count the words of the lines that differ, wherever they stand; lines may also change places."""
    lines = difflib.SequenceMatcher(None, text.split("\n"), other.split("\n"), autojunk=False)
    found: Counter[str] = Counter()
    for tag, a, b, _, _ in lines.get_opcodes():
        if tag != "equal":
            found += counted("\n".join(lines.a[a:b]))
    return found


@given(BLOCKS, BLOCKS, BLOCKS)
def test_no_other_word_comes_or_goes(old: list[str], new: list[str], other: list[str]) -> None:
    """Whatever the three texts are, the other one changes by words of the correction only."""
    before, after, there = ("\n\n".join(blocks) + "\n" for blocks in (old, new, other))
    found = made(before, after, there)

    gone, come = changed(before, after), changed(after, before)
    assert not (counted(found.text) - counted(there)) - come
    assert not (counted(there) - counted(found.text)) - gone
    assert made(before, before, there).text == there
    assert made(there, after, there).made == 0 or made(there, after, there).text == after


@given(BLOCKS, st.integers(0, 5), st.sampled_from(["13 days", "for ever"]))
def test_a_slip_far_from_the_change_is_always_carried(
    blocks: list[str], place: int, news: str
) -> None:
    """One odd word, corrected once, and a change in a paragraph of its own."""
    place %= len(blocks)
    slipped = [*blocks[:place], f"{blocks[place]} xyzzy", *blocks[place:]]
    right = [one.replace("xyzzy", "magic") for one in slipped]
    before, after, other, due = (
        "\n\n".join([*text, end]) + "\n"
        for text, end in ((slipped, news), (right, news), (slipped, "OLD."), (right, "OLD."))
    )
    assert made(before, after, other).text == due
