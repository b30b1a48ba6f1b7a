"""JSON Feed 1.1 with the extension `_policy`, which docs/feeds.md describes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from publisher.messages.catalogue import Messages
from publisher.site.outputs import plain_text
from publisher.site.outputs.build_context import BuildContext
from publisher.site.outputs.items import Item

if TYPE_CHECKING:
    from publisher.site.outputs.feeds import FeedDocument

TYPE = "application/feed+json"


def json_feed(subject: BuildContext, document: FeedDocument) -> bytes:
    """Return a document of a feed as JSON Feed."""
    own = document.path("json", document.archive)
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": document.title,
        "home_page_url": subject.links.to(document.home, own),
        "feed_url": subject.links.to(own, own),
        "language": document.language,
        "authors": [{"name": document.author}],
    }
    if document.older:
        feed["next_url"] = subject.links.to(document.path("json", document.older), own)
    return plain_text.to_json(feed | {"items": [_item(item) for item in document.items]})


def _item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "content_html": item.html,
        "date_published": Messages.machine(item.published),
        "date_modified": Messages.machine(item.updated),
        "tags": [item.kind.value],
        "_policy": item.facts,
    }
