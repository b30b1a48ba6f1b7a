"""What a page's own content wants and its content-security policy refuses."""

from __future__ import annotations

import pytest

from publisher.site.theme.csp import blocked


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ('<p style="a">', ["style"]),
        ("<a href=x onclick=y>", ["onclick"]),
        ("<a title='>' onclick='1' style='b'>", ["onclick", "style"]),
        ('<img src="a"onerror=1>', ["onerror"]),
        ("<svg/onload=1>", ["onload"]),
        ('<a aria-label="Rules &#34; onclick=pwned(8), version 1">', []),
        ("<p>Write style= and onclick= into a page.</p>", []),
    ],
)
def test_attributes_are_named_and_words_in_values_are_none(content: str, names: list[str]) -> None:
    """A title may hold what looks like an attribute; a strict build must not stop at it."""
    assert blocked(content) == [f"the attribute '{name}'" for name in names]
