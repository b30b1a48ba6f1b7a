"""What is said about a change: the editor's words, or what can be told from the two texts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from publisher.cache import NO_CACHE, Cache
from publisher.messages.catalogue import Messages
from publisher.site.build.attachments import ShownFile
from publisher.site.pages.redlines import Redlines, ShownChange, TextPair
from publisher.site.pages.rendered_texts import Texts
from publisher.site.pages.template_helpers import place_in, redline_language, titles
from publisher.text.document import frontmatter
from publisher.text.document.render import render
from publisher.timeline.rules import PublishedText, Version
from publisher.timeline.states import PolicyState, States
from publisher.timeline.translation_view import LocalizedVersion


@dataclass
class Announcements:
    """Finds and keeps, for one build, what readers are told of each change."""

    texts: Texts
    words: Messages
    cache: Cache = NO_CACHE

    @cached_property
    def _redlines(self) -> Redlines:
        return Redlines(self.texts, self.cache)

    def prepare(self, states: States) -> None:
        """Compare every version with the text it follows, before the pages ask for one after the other."""
        pairs = (
            self._pair(policy, version) for policy in states.editions for version in policy.versions
        )
        self._redlines.prepare(pair for pair in pairs if pair is not None)

    def sections(self, policy: PolicyState, version: Version) -> tuple[str, ...]:
        """Return the headings above what a version changes; none for one that follows no text."""
        pair = self._pair(policy, version)
        return self._redlines.sections(pair) if pair else ()

    def change(self, policy: PolicyState, version: Version) -> ShownChange | None:
        """Return what is shown of the change from the text that a version follows to its own."""
        pair = self._pair(policy, version)
        return self._redlines.of(pair) if pair else None

    def between(
        self, policy: PolicyState, before: PublishedText, after: PublishedText
    ) -> ShownChange:
        """Return what is shown of the change between two texts of a policy, both in its language."""
        return self._redlines.of(
            self._pair_of(policy, before, after, policy.title, policy.language)
        )

    def texts_of(
        self, policy: PolicyState, version: Version
    ) -> tuple[PublishedText, PublishedText] | None:
        """Return the text that a version follows and its own, in one language."""
        if isinstance(version, LocalizedVersion):
            return version.pair
        base = policy.base(version)
        if base is not None and base.number != version.follows and base.texts:
            before: PublishedText | None = base.texts[-1]
        else:
            before = self.texts.previous(version, policy.versions)
        return (before, version.texts[-1]) if before and version.texts else None

    def files(self, policy: PolicyState, version: Version) -> tuple[ShownFile, ...]:
        """Return the attachments that a version changes; none for one that follows no text."""
        texts = self.texts_of(policy, version)
        return self.texts.attachments.changes(*texts) if texts else ()

    def _pair(self, policy: PolicyState, version: Version) -> TextPair | None:
        texts = self.texts_of(policy, version)
        if texts is None:
            return None
        language = redline_language(policy, version)
        title = policy.title if language == policy.language else titles(policy)[-1]
        return self._pair_of(policy, *texts, title, language)

    def _pair_of(
        self,
        policy: PolicyState,
        before: PublishedText,
        after: PublishedText,
        title: str,
        language: str,
    ) -> TextPair:
        words = self.words.in_language(policy.language)
        return TextPair(before, after, title, language, words)

    def summary(self, policy: PolicyState, version: Version) -> str:
        """Return the editor's summary, or else the sections that change."""
        written = self.written_summary(version)
        if written:
            return written
        words = self.words.in_language(policy.language)
        if version.ends:
            return words("notice_generated_end")
        sections = "; ".join(
            place_in(section, policy) for section in self.sections(policy, version)
        )
        parts = [f"{words('notice_generated')} {sections}"] if sections else []
        parts += [words(f"file_{one.kind}", name=one.name) for one in self.files(policy, version)]
        return " ".join(parts)

    def action(self, version: Version) -> str:
        """Return what the editor says that readers have to do; empty where nothing is said."""
        return str(self._fields(version).get("action") or "").strip()

    def written_summary(self, version: Version) -> str:
        """Return the editor's own summary; empty where there is none."""
        return str(self._fields(version).get("summary") or "").strip()

    def explanation(self, version: Version) -> Markup:
        """Return the editor's explanation as sanitised HTML; empty where there is none."""
        source = self._source(version)
        if source is None or not frontmatter.body(source).strip():
            return Markup("")
        return Markup(render(source, where=str(version.notice_path)))  # noqa: S704 - sanitised

    def reason(self, text: str, policy: PolicyState) -> str:
        """Return a reason as the register has it; one that the publisher gave itself, in the language."""
        words = self.words.in_language(policy.language)
        for name in ("reason_back", "reason_later", "reason_order"):
            if text == _GIVEN[name]:
                return words(name)
        head, _, number = text.rpartition(" ")
        if head == _GIVEN["reason_replaced"] and number.isdigit():
            return words("reason_replaced", number=number)
        return text

    def _fields(self, version: Version) -> dict[str, Any]:
        source = self._source(version)
        if source is None:
            return {}
        return dict(frontmatter.split(source, where=str(version.notice_path)).fields)

    def _source(self, version: Version) -> str | None:
        return self.texts.blob(version.notice_blob) if version.notice_blob else None


# Reasons that the planner enters where the editor gave none; the register has them in English.
_GIVEN = {
    "reason_back": "the text goes back to what was there before",
    "reason_later": "a later day was chosen",
    "reason_order": "an earlier change was postponed",
    "reason_replaced": "replaced by version",
}
