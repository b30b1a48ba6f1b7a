"""Atom (RFC 4287), complete or archived (RFC 5005)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

from publisher.messages.catalogue import Messages
from publisher.site.outputs.build_context import BuildContext
from publisher.site.outputs.items import Item
from publisher.site.pages.rendered_texts import relative

if TYPE_CHECKING:
    from publisher.site.outputs.feeds import FeedDocument

TYPE = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_HISTORY = "http://purl.org/syndication/history/1.0"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_machine = Messages.machine


def atom(subject: BuildContext, document: FeedDocument) -> bytes:
    """Return a document of a feed as Atom."""
    own = document.path("xml", document.archive)
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM, "fh": _HISTORY})
    feed.set(_LANG, document.language)
    _add(feed, "id", document.id)
    _add(feed, "title", document.title)
    how = subject.links.to("feeds/", own)
    _add(
        feed, "subtitle", subject.words.in_language(document.language)("feed_subtitle", address=how)
    )
    _add(feed, "updated", _machine(document.updated))
    _add(_add(feed, "author"), "name", document.author)
    _add(feed, "generator", "Policy Publisher")
    _link(feed, "self", subject.links.to(own, own), TYPE)
    _link(feed, "alternate", subject.links.to(document.home, own), "text/html")
    if document.complete:
        etree.SubElement(feed, f"{{{_HISTORY}}}complete")
    if document.archive:
        etree.SubElement(feed, f"{{{_HISTORY}}}archive")
        _link(feed, "current", subject.links.to(document.path("xml"), own), TYPE)
    if document.older:
        older = subject.links.to(document.path("xml", document.older), own)
        _link(feed, "prev-archive", older, TYPE)
    for item in document.items:
        _entry(feed, item)
    # A browser shows the source of a feed without a style; readers of feeds ignore this.
    style = f'type="text/css" href="{relative("assets/publisher/feed.css", own)}"'
    feed.addprevious(etree.ProcessingInstruction("xml-stylesheet", style))
    found: bytes = etree.tostring(
        feed.getroottree(), encoding="UTF-8", xml_declaration=True, pretty_print=True
    )
    return found


def _entry(feed: Any, item: Item) -> None:
    entry = _add(feed, "entry")
    _add(entry, "id", item.id)
    _add(entry, "title", item.title)
    _add(entry, "published", _machine(item.published))
    _add(entry, "updated", _machine(item.updated))
    _link(entry, "alternate", item.url, "text/html")
    if item.related:
        _link(entry, "related", item.related, "text/html")
    _add(entry, "category").set("term", item.kind.value)
    _add(entry, "summary", item.summary).set(_LANG, item.language)
    _add(entry, "content", item.html).set("type", "html")


def _link(parent: Any, relation: str, address: str, kind: str) -> None:
    link = _add(parent, "link")
    link.set("rel", relation)
    link.set("type", kind)
    link.set("href", address)


def _add(parent: Any, name: str, text: str | None = None) -> Any:
    child = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    child.text = text
    return child
