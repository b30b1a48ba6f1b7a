"""What a page adds to a redline's own text: numbers, and words for who cannot see the marks.

Whatever is added stands in elements of the class "redline-added"; without them the page is the plain
redline again.
"""

from __future__ import annotations

import html as entities
from collections.abc import Mapping

from publisher.text.redline.edit import Aspect, Edit, EditKind
from publisher.text.redline.invisible_chars import unseen
from publisher.text.redline.redline_messages import RedlineMessages

MOST_LISTED = 2_000  # changes that a page lists; what comes after them is in the text


class Voice:
    """Adds nothing: the plain redline. role: attribute of each mark."""

    role = ""

    def start(self, mark: str, extra: str, edit: Edit | None, *, in_link: bool) -> str:
        """Return what stands at the start of a mark. extra: the mark's own attributes."""
        return ""

    def end(self, extra: str) -> str:
        """Return what stands at the end of a change."""
        return ""

    def unseen(self, text: str) -> str:
        """Return the names of the characters of marked words that nobody sees."""
        return ""

    def note(self, edit: Edit) -> str:
        """Return what is said where only a link or the form changed."""
        return ""


class Spoken(Voice):
    """Says in words what the marks show, and numbers each change.

    moved_from: the place that something moved from, by the number of the change.
    """

    # Words say what each mark is; a screen reader that knows <ins> and <del> would say it again.
    role = ' role="none"'

    def __init__(self, phrases: RedlineMessages) -> None:
        self.phrases = phrases
        self.moved_from: Mapping[int, str] = {}

    def start(self, mark: str, extra: str, edit: Edit | None, *, in_link: bool) -> str:
        """Return the number of the change and the word for the mark."""
        if "redline-quiet" in extra:
            return ""
        words = self.phrases.inserted if mark == "ins" else self.phrases.deleted
        if "redline-moved" in extra:
            words = self.phrases.moved_here if mark == "ins" else self.phrases.moved_away
        number = self.number(edit, mark, in_link=in_link) if edit else ""
        if edit and mark == "ins" and not in_link and edit.number in self.moved_from:
            place = entities.escape(self.moved_from[edit.number])
            origin = self.phrases.moved_from.format(place=place)
            number += _shown(f'<a href="#moved-{edit.number}">{origin}</a>')
        return number + _hidden(f"[{words}: ")

    def end(self, extra: str) -> str:
        """Return the words that end a change."""
        return "" if "redline-quiet" in extra else _hidden(f" {self.phrases.end}]")

    def unseen(self, text: str) -> str:
        """Return the names of invisible characters, so that no change is invisible."""
        names = unseen(text)
        return _shown("".join(names)) if names else ""

    def note(self, edit: Edit) -> str:
        """Return the number and a sentence about the link or the form."""
        words = self.what(edit)
        return (
            self.number(edit, "ins", in_link=True) + _shown(f"[{entities.escape(words)}]")
            if words
            else ""
        )

    def what(self, edit: Edit) -> str:
        """Say in words what no marked word can show."""
        if edit.kind is EditKind.LINK:
            old, new = (target or self.phrases.nothing for target in (edit.old, edit.new))
            return self.phrases.link.format(old=old, new=new)
        if edit.kind is not EditKind.FORMAT:
            return f"{self.phrases.deleted}{self.phrases.colon}{edit.old}"
        if edit.aspect is Aspect.TYPOGRAPHY or edit.aspect is None:
            return ""
        if edit.aspect is Aspect.BLOCK and edit.old_block:
            return self.phrases.was(edit.old_block)
        return self.phrases.aspects[edit.aspect]

    def number(self, edit: Edit, mark: str, *, in_link: bool) -> str:
        """Return the number of a change as a link: to the list, or to the other end of a move."""
        target = f"#listed-{edit.number}"
        if edit.kind is EditKind.MOVE:
            target = f"#moved-{edit.number}" if mark == "ins" else f"#change-{edit.number}"
        # A link cannot hold another.
        unlisted = edit.number > MOST_LISTED and edit.kind is not EditKind.MOVE
        shown = str(edit.number) if in_link or unlisted else f'<a href="{target}">{edit.number}</a>'
        return f'<sup class="redline-added redline-number">{shown}</sup>'


def _shown(words: str) -> str:
    return f'<span class="redline-added redline-says">{words}</span>'


def _hidden(words: str) -> str:
    return f'<span class="redline-added redline-words">{words}</span>'
