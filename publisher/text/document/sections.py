"""A text taken apart at its headings, where each section can be rendered without the others.

Revisions of one policy share most sections: what was made of one is kept for the next.
"""

from __future__ import annotations

import re

# What reaches beyond the section that it stands in: a note, the address of a link that others name …
_FAR = ("[^", "]:", "\x02", "\x03")
# … and markup in HTML, but for addresses and inline tags that are whole and hold no Markdown themselves.
_ADDRESS = r"(?:https?://|mailto:)[\w.+/:~%#?=&;,@-]+|[\w.+-]+@[\w.-]+"
_INLINE = r"/?(?:a|abbr|b|br|code|em|i|small|span|strong|sub|sup|u)"
_TAG = re.compile(rf'<(?:{_ADDRESS}|{_INLINE}(?: [a-z]+="[\w ./:#?=%-]*")* ?/?)>')


def sections(text: str) -> list[str]:
    """Return the sections of Markdown without front matter; one where any could speak to another.

    Only their anchors may be equal: who joins renderings looks for that.
    """
    if text.lstrip("\n")[:1].isspace() or any(sign in text for sign in _FAR) or _is_html(text):
        return [text]
    first, *others = text.split("\n\n#")
    found = [first]
    for section in others:
        if "\\" in section[: section.find("\n") + 1 or None]:
            found[-1] += f"\n\n#{section}"  # the first line may be no heading
        else:
            found.append(f"#{section}")
    return found


def _is_html(text: str) -> bool:
    return "<" in text and text.count("<") != len(_TAG.findall(text))
