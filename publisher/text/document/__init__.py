"""A policy's Markdown as a reader sees it: front matter, sanitised HTML, blocks and tokens."""

from __future__ import annotations


def render_text(source: str, where: str = "the text") -> str:
    """Render a source as its page will show it; loaded on first use. where: for messages."""
    from publisher.text.document.render import render

    return render(source, where)


def render_harmless(source: str) -> str:
    """Render a source without what no page may show; see `publisher.text.document.render`."""
    from publisher.text.document.render import render

    return render(source, strict=False)
