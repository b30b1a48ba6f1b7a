"""A text taken apart at its headings, where each section can be rendered without the others.

Revisions of one policy share most sections: what was made of one is kept for the next.
"""

from __future__ import annotations

import re

# What reaches beyond the section that it stands in: a note, the address of a link that others name …
_FAR = re.compile(r"\[\^|\]:|\x02|\x03")
# … and markup in HTML, but for addresses and inline tags that are whole and whose quotation marks match.
_ADDRESS = r"(?:https?://|mailto:)[\w.+/:~%#?=&;,@-]+|[\w.+-]+@[\w.-]+"
_INLINE = r"/?(?:a|abbr|b|br|code|em|i|small|span|strong|sub|sup|u)"
_TAG = re.compile(rf'<(?:{_ADDRESS}|{_INLINE}(?: [a-z]+="[^"<>\n]*")* ?/?)>')
_HEADING = re.compile(r"(?<=\n\n)(?=#[^\n\\]*(?:\n|\Z))")  # with a backslash it may be none


def sections(text: str) -> list[str]:
    """Return the sections of Markdown without front matter; one where any could speak to another.

    Only their anchors may be equal: who joins renderings looks for that.
    """
    if (
        text.lstrip("\n")[:1].isspace()
        or _FAR.search(text)
        or text.count("<") != len(_TAG.findall(text))
    ):
        return [text]
    return _HEADING.split(text)
