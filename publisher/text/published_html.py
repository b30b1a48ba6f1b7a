"""What published HTML may hold, whatever version rendered it: the sanitiser's allow-list, checked anew.

`render` makes such HTML. This is for HTML that somebody else stored: an element, attribute or address that
the sanitiser never lets through was put there by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.text.document.render import ATTRIBUTES, CLASSES, SCHEMES, TAGS

_REFUSED = frozenset({"style", "hidden"})
# What `render` itself adds: a heading's link to itself.
_ADDED_CLASSES = frozenset({"headerlink"})
_SCHEME = re.compile(r"[\x00-\x20]*([a-zA-Z][a-zA-Z0-9+.-]*):")
_REMOTE = re.compile(r"[\x00-\x20]*(?:[a-zA-Z][a-zA-Z0-9+.-]*:|[/\\]{2})")


def foreign_markup(html: bytes) -> str | None:
    """Return the first element, attribute or address that no published text holds; None if there is none."""
    from lxml import html as lxml_html

    text = html.decode("utf-8", "replace")
    if "<!--" in text or "<![" in text or "<?" in text:
        return "a comment or declaration"
    if not text.strip():
        return None
    for root in lxml_html.fragments_fromstring(text):
        if isinstance(root, str):
            continue
        for element in root.iter():
            for fault in _faults(element.tag, dict(element.attrib)):
                return fault
    return None


def _faults(tag: object, attributes: dict[str, str]) -> Iterator[str]:
    if not isinstance(tag, str) or tag not in TAGS:
        yield f"<{tag}>"
        return
    allowed = (ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set())) - _REFUSED
    for name, value in attributes.items():
        if name not in allowed:
            yield f'<{tag} {name}="{value[:40]}">'
        elif name == "class" and not set(value.split()) <= CLASSES | _ADDED_CLASSES:
            yield f'<{tag} class="{value[:40]}">'
        elif name == "href":
            scheme = _SCHEME.match(value)
            if scheme and scheme[1].lower() not in SCHEMES:
                yield f'<{tag} href="{value[:40]}">'
        elif name == "src" and _REMOTE.match(value):
            yield f'<{tag} src="{value[:40]}">'
