"""The bounds of a text: the look at the whole never lets through what the look at each line refuses."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.errors import UsageError
from publisher.text.document import input_guards
from tests.conftest import examples

_PIECES = st.sampled_from(
    ["[", "](", "{", "<a", "|", "# ", "- ", "    ", "\t", "> ", "1. ", "\n", "\n\n", "word ", "`", "==="]
)  # fmt: skip
_TEXTS = st.lists(
    st.tuples(
        _PIECES, st.sampled_from([1, 2, input_guards.MAX_DEPTH, input_guards.MAX_UNCLOSED + 1])
    ),
    max_size=40,
).map(lambda parts: "".join(piece * times for piece, times in parts))


@settings(max_examples=examples(400))
@given(_TEXTS)
def test_a_text_that_is_small_keeps_every_bound(text: str) -> None:
    """Whatever is let through at once would have been let through line by line."""
    count = input_guards._Count("a.md")
    try:
        for number, line in enumerate(text.split("\n"), 1):
            count.line(number, line)
        count.paragraph_ends()
    except UsageError:
        assert not input_guards._is_small(
            text, input_guards._signs(text.encode("utf-8", "surrogatepass"))
        )


@pytest.mark.parametrize(
    "text",
    [
        "> " * (input_guards.MAX_DEPTH + 1) + "deep",
        "[" * (input_guards.MAX_UNCLOSED + 1),
        "|" * (input_guards.MAX_COLUMNS + 1),
        "# A\n\n" * (input_guards.MAX_HEADINGS + 1),
        "- a\n" * input_guards.MAX_BLOCKS,
    ],
    ids=["depth", "unclosed", "columns", "headings", "blocks"],
)
def test_each_bound_is_kept(text: str) -> None:
    """Each is refused with its line."""
    with pytest.raises(UsageError, match=r"a\.md:\d+"):
        input_guards.check_bounds(text, "a.md")


def test_a_usual_text_is_small() -> None:
    """Nobody looks at each line of it."""
    text = "# Privacy\n\n" + "We keep [data](a.md) for **13 months**.\n\n" * 20
    assert input_guards._is_small(text, input_guards._signs(text.encode()))


@given(st.text(st.sampled_from("a[](){}<>`*_&!\\é\u0085\x07\x7f\ud800\t\n字"), max_size=20))
def test_signs_are_counted_and_control_characters_found_as_the_patterns_do(text: str) -> None:
    """By bytes, which is faster."""
    assert input_guards._signs(text.encode("utf-8", "surrogatepass")) == len(
        input_guards._INLINE.findall(text)
    )
    assert input_guards.harmless(text) == input_guards._CONTROL.sub("\ufffd", text)
