"""What the site says of a change between two texts, computed once and kept between builds.

Only what is shown is kept. How a change counts is never taken from a cache: planning and verifying
compare the texts themselves.
"""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from publisher.cache import Cache, code_version
from publisher.messages.catalogue import Messages
from publisher.parallel import parallel_map
from publisher.progress import shown
from publisher.site.pages import redline_page
from publisher.site.pages.rendered_texts import Texts
from publisher.site.pages.template_helpers import place_in
from publisher.text.comparison import RULES_VERSION, Comparison, compare
from publisher.text.redline.page_parts import Page
from publisher.timeline.rules import PublishedText
from publisher.timeline.states import PolicyState

_TAGS = re.compile(r'<tr id="listed-[^>]* data-tags="([^"]*)"')
_GROUP = (
    8  # changes that one process compares at a time, mostly of one policy: each text is parsed once
)


@dataclass(frozen=True, slots=True)
class ShownEdit:
    """One edit. section: the headings above it, joined by " > "."""

    section: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change as the site shows it. sections: see Comparison. page: the parts of the redline's page."""

    sections: tuple[str, ...]
    edits: tuple[ShownEdit, ...]
    page: Page


@dataclass(frozen=True)
class TextPair:
    """Two published texts, with what their redline's page needs besides.

    title: of the policy. language: of the texts.
    """

    before: PublishedText
    after: PublishedText
    title: str
    language: str
    words: Messages

    @cached_property
    def key(self) -> str:
        """The name of everything that the result depends on."""
        return Cache.key(
            "redline", self.before.revision, self.after.revision, self.title, self.language,
            self.words.locale, self.words.digest, str(RULES_VERSION), code_version(),
        )  # fmt: skip


class Redlines:
    """Finds what is shown of each change.

    Only the names of the changed sections stay in memory; the rest is read from the cache when a page
    asks for it. What cannot be kept there stays in memory compressed: an archive has thousands.
    """

    def __init__(self, texts: Texts, cache: Cache) -> None:
        self._texts, self._cache = texts, cache
        self._sections: dict[str, tuple[str, ...]] = {}
        self._unkept: dict[str, bytes] = {}

    def sections(self, pair: TextPair) -> tuple[str, ...]:
        """Return the sections that one change touches, see Comparison."""
        if pair.key not in self._sections:
            self._sections[pair.key] = self.of(pair).sections
        return self._sections[pair.key]

    def of(self, pair: TextPair) -> ShownChange:
        """Return what is shown of one change."""
        result = self._find(pair.key)
        if result is None:
            result = _compared(pair, self._texts)
            self._take(pair.key, result)
        return _read(result)

    def prepare(self, pairs: Iterable[TextPair]) -> None:
        """Compare what is not known yet, on all cores; the order and the answers stay the same."""
        missing = [
            pair for pair in pairs
            if pair.key not in self._unkept and not self._cache.holds(pair.key)
        ]  # fmt: skip
        groups = [missing[place : place + _GROUP] for place in range(0, len(missing), _GROUP)]

        def compare_group(group: Sequence[TextPair]) -> list[tuple[str, bytes]]:
            self._texts.prepare(text for pair in group for text in (pair.before, pair.after))
            return [(pair.key, _compared(pair, self._texts)) for pair in group]

        done = (
            result for group in parallel_map(compare_group, groups, least=3) for result in group
        )
        for key, result in shown(done, "Comparing versions", len(missing)):
            self._take(key, result)

    def _find(self, key: str) -> bytes | None:
        if key in self._unkept:
            return zlib.decompress(self._unkept[key])
        return self._cache.get(key)

    def _take(self, key: str, result: bytes) -> None:
        self._sections[key] = _read(result).sections
        if not self._cache.put(key, result):
            self._unkept[key] = zlib.compress(result, 1)


def places(change: ShownChange, policy: PolicyState) -> list[tuple[str, int, int]]:
    """Return the sections with changes: heading, number of the first change, and how many there are.

    Sections below one that is shown count with it.
    """
    found: dict[str, list[int]] = {}
    for number, edit in enumerate(change.edits, 1):
        top = place_in(edit.section, policy).split(" › ")[0]
        found.setdefault(top, []).append(number)
    return [(top, numbers[0], len(numbers)) for top, numbers in found.items()]


def filters(change: ShownChange, words: Messages) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return by what the table of changes can be narrowed: groups of values with labels.

    Empty where there is nothing to choose.
    """
    rows = [tags.split() for tags in _TAGS.findall(change.page.changes)]
    counts = Counter(tag for tags in rows for tag in tags)
    own = [
        (name, words(f"filter_{name}", count=counts[name]))
        for name in ("material", "editorial", "move")
        if 0 < counts[name] < len(rows)
    ]
    subjects = [
        (rule, words("filter_subject", subject=words(f"why_{rule}"), count=number))
        for rule, number in counts.most_common()
        if rule not in ("material", "editorial", "move") and number < len(rows)
    ]
    if not own and not subjects:
        return []
    everything = [("", words("filter_all", count=len(rows))), *own]
    return [("", everything), *([(words("filter_about"), subjects)] if subjects else [])]


def _compared(pair: TextPair, texts: Texts) -> bytes:
    sources = texts.source(pair.before), texts.source(pair.after)
    found = compare(*sources, language=pair.language)
    return _written(found, redline_page.page(found, pair.words, pair.title, pair.language))


def _written(found: Comparison, page: Page) -> bytes:
    content = {
        "sections": found.sections,
        "edits": [(" > ".join(e.section), e.old, e.new) for e in (j.edit for j in found.edits)],
        "page": (page.summary, page.changes, page.text),
    }
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _read(kept: bytes) -> ShownChange:
    content = json.loads(kept.decode("utf-8", "surrogatepass"))
    return ShownChange(
        tuple(content["sections"]),
        tuple(ShownEdit(*edit) for edit in content["edits"]),
        Page(*content["page"]),
    )
