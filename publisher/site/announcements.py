"""What is said about a change: the editor's words, or what can be told from the two texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from publisher.site.pieces import place_in
from publisher.site.texts import Texts
from publisher.site.words import Words
from publisher.states import PolicyState
from publisher.text import frontmatter
from publisher.text.comparison import Comparison, compare
from publisher.text.render import render
from publisher.timeline import PublishedText, Version


@dataclass
class Announcements:
    """Finds and keeps, for one build, what readers are told of each change."""

    texts: Texts
    words: Words
    _compared: dict[tuple[str, str], Comparison] = field(default_factory=dict)

    def comparison(self, policy: PolicyState, version: Version) -> Comparison | None:
        """Return the comparison of a version's text with the text it follows."""
        before = self.texts.previous(version, policy.versions)
        if before is None or not version.texts:
            return None
        return self.between(before, version.texts[-1])

    def between(self, before: PublishedText, after: PublishedText) -> Comparison:
        """Return the comparison of two published texts."""
        pair = (before.revision, after.revision)
        if pair not in self._compared:
            self._compared[pair] = compare(self.texts.source(before), self.texts.source(after))
        return self._compared[pair]

    def summary(self, policy: PolicyState, version: Version) -> str:
        """Return the editor's summary, or else the sections that change."""
        written = self._fields(version).get("summary")
        if written:
            return str(written)
        words = self.words.in_language(policy.language)
        if version.ends:
            return words("notice_generated_end")
        comparison = self.comparison(policy, version)
        sections = (
            "; ".join(place_in(section, policy) for section in comparison.sections)
            if comparison
            else ""
        )
        return f"{words('notice_generated')} {sections}" if sections else ""

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


# Reasons that `publisher.plan` enters where the editor gave none; the register keeps them in English.
_GIVEN = {
    "reason_back": "the text goes back to what was there before",
    "reason_later": "a later day was chosen",
    "reason_order": "an earlier change was postponed",
    "reason_replaced": "replaced by version",
}
