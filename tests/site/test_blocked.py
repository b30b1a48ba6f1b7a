"""What a page's content-security policy allows, and what of its own content it refuses."""

from __future__ import annotations

import pytest

from publisher.site.theme.csp import blocked, protect


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


@pytest.mark.parametrize(
    "page", ["<!doctype html><html lang=en><title>A</title><p>B", "<title>A</title>", "<p>A"]
)
def test_a_page_whose_head_was_minified_away_is_protected_too(page: str) -> None:
    """What stands before the first word of a page belongs to its head."""
    protected = protect(page, "")
    first = "<title>" if "<title>" in page else "<p>"
    assert "Content-Security-Policy" in protected.partition(first)[0]
    assert protected.startswith("<!doctype html>") == page.startswith("<!doctype html>")


def test_a_script_of_the_content_is_not_allowed_where_the_page_was_minified() -> None:
    """Another plugin may have rewritten the content, so that it is not found in the page as it was."""
    content = '<p class="a">A</p><script>own()</script>'
    page = f"<head></head><script>theme()</script>{content.replace(chr(34), '')}"
    allowed = protect(page, content)
    assert allowed.count("sha256-") == 1
    assert protect(page, "<p>A</p>").count("sha256-") == 2
