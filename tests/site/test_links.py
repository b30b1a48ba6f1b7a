"""Links of a text lead to the same place from every page that shows the text."""

from __future__ import annotations

import pytest

from publisher.site.build.attachments import Linked
from publisher.site.pages.rendered_texts import link_pages

ADDRESSES = {
    "policy/legal/privacy.md": "legal/privacy/", "policy/legal/terms.md": "legal/terms/",
    "policy/cookies/index.md": "cookies/", "policy/index.md": "",
}  # fmt: skip
NOTHING = Linked("policy", "", {})

# A link of legal/privacy.md, and where it leads from the page of version 2; it is seen at three addresses.
LINKS = {
    "terms.md": "/legal/terms/",
    "terms.md#use": "/legal/terms/#use",
    "terms.md?print=1#use": "/legal/terms/?print=1#use",
    "terms.html": "/legal/terms/",
    "terms": "/legal/terms/",
    "../cookies": "/cookies/",
    "../terms/": "/legal/terms/",
    "../../cookies/#use": "/cookies/#use",
    "../../made-by-another-plugin/": "/made-by-another-plugin/",
    "../index.md": "/",
    "#use": "#use",
    "/cookies/": "/cookies/",
    "https://example.org/terms.md": "https://example.org/terms.md",
    "mailto:a@example.org": "mailto:a@example.org",
}


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("page", ["legal/privacy/", "legal/privacy/v2/", "notices/privacy-2/"])
def test_a_link_leads_to_the_same_place_from_every_page(link: str, page: str) -> None:
    """Files and addresses are understood as on the policy's own page."""
    from urllib.parse import urljoin

    html = link_pages(
        f'<a href="{link}">x</a>', path="policy/legal/privacy.md", url=page, addresses=ADDRESSES,
        attached=NOTHING,
    )  # fmt: skip
    href = html.split('"')[1]
    due = LINKS[link]
    seen = href if due.startswith(("#", "https:", "mailto:")) else urljoin(f"/{page}", href)
    assert seen == due
