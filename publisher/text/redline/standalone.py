"""A redline as one HTML file that needs nothing else: for mail, for a file, for a reviewer."""

from __future__ import annotations

import base64
import hashlib
import html as entities
from functools import cache
from importlib.resources import files

from publisher.text.redline.page_parts import Page

_PAGE_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.55 system-ui, sans-serif; margin: 0 auto; max-width: 46rem; padding: 1rem; }
table { border-collapse: collapse; }
:is(td, th) { border: 1px solid #8a8a8a; padding: .2em .5em; vertical-align: top; text-align: start; }
pre, main { overflow-x: auto; } img { max-width: 100%; } h1, h2, h3 { line-height: 1.25; }
"""


@cache
def stylesheet() -> str:
    """Return the style of the marks, redline.css."""
    return files(__package__).joinpath("redline.css").read_text(encoding="utf-8")


def standalone(page: Page, title: str, *, language: str = "en", above: str = "") -> str:
    """Return a whole HTML document. above: safe HTML to stand before the summary.

    The page's content-security policy allows its own style and images beside it, and no script.
    """
    style = _PAGE_STYLE + stylesheet()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'self'; base-uri 'none'"
    name = entities.escape(title)
    return f"""<!doctype html>
<html lang="{entities.escape(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{name}</title>
<style>{style}</style>
</head>
<body>
<header>
<p><strong>{name}</strong></p>
{above}
{page.summary}
</header>
{page.changes}
<main>
{page.text}
</main>
</body>
</html>
"""
