"""Words for readers about a change: the files in the folder `notices/`, read strictly.

The front matter of a notice, in full:

policy       id of the policy whose change it explains, or a list of ids
summary      one or two plain sentences for readers
action       what readers have to do, in one sentence ("Nothing", "Object by ...")
class        "material" or "editorial": the editor's decision, where it shall not be the publisher's
reason       why: of the decision, or of taking a pending change back
approved-by  who allowed what `class: editorial` or `exception` declares
replaces     the pending version that shall never take effect, by number (2) or notice (privacy-2), or several
reverses     the pending version that shall take effect and is taken back by this change later; same forms
postponed    why an announced day moves later
exception    why a change takes effect without its notice; only where the configuration allows it
effective    for a deleted policy: the day asked for its end
language     of the translation whose mistake this declares mended, with `class: editorial`; the policy's own
             text is not meant then

A policy may also have its notice in its own front matter, as the map `notice` with the same fields but
`policy`, `effective` and `language`; its `text` is what a file has below the front matter.

A file `<name>.<language>.md` says the same in another language.
"""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from publisher.errors import UsageError
from publisher.history.identity import as_day
from publisher.text.document import frontmatter
from publisher.text.document.frontmatter import FrontMatter

FIELDS = (
    "policy", "summary", "class", "reason", "approved-by", "replaces", "reverses", "postponed",
    "exception", "effective", "language", "action",
)  # fmt: skip
OWN_FIELDS = (*(f for f in FIELDS if f not in ("policy", "effective", "language")), "text")
TRANSLATED_FIELDS = ("summary", "action", "language")
CLASSES = ("material", "editorial")
_SENTENCES = ("summary", "action", "reason", "approved-by", "postponed", "exception")
_VERSION = re.compile(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*-)?[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class NoticeFile:
    """An editor's words for readers about a change, as HEAD holds them.

    order: place on the first-parent line of the commit that brought the file. fields: its checked front
    matter. lines: the line of each field. own: the policy's own front matter has it; path and blob are then
    the policy's, and order is the place of the commit that brought these words.
    """

    path: str
    blob: str
    order: int
    policies: tuple[str, ...]
    fields: Mapping[str, Any]
    body: str
    lines: Mapping[str, int]
    own: bool = False

    @property
    def name(self) -> str:
        """The file's name without folder and ending."""
        return posixpath.basename(self.path).removesuffix(".md")

    def value_of(self, field: str) -> str:
        """Return a sentence of the front matter, empty where it says none."""
        return str(self.fields.get(field) or "").strip()

    def where(self, field: str) -> str:
        """Return the place of a field for a message."""
        return f"{self.path}:{self.lines[field]}" if field in self.lines else self.path

    def versions(self, field: str) -> tuple[str, ...]:
        """Return what `replaces` or `reverses` names: version numbers ("2") and notices ("privacy-2")."""
        return tuple(map(str, _items(self.fields.get(field))))

    @property
    def language(self) -> str:
        """The language of the translation that it speaks of; empty for the policy's own text."""
        return self.value_of("language")

    @property
    def asked(self) -> date | None:
        """The day asked for the end of a policy."""
        value = self.fields.get("effective")
        return as_day(value, self.where("effective")) if value is not None else None


@dataclass(frozen=True, slots=True)
class TranslatedNotice:
    """The words of a notice in another language. of: path of the notice. See NoticeFile."""

    path: str
    blob: str
    of: str
    language: str
    fields: Mapping[str, Any]
    body: str


def read_notice(
    text: str, policies: Collection[str], *, path: str, blob: str, order: int
) -> NoticeFile:
    """Read and check a notice.

    policies: the ids that there are. Raises UsageError naming file and line.
    """
    front = frontmatter.split(text, path)
    frontmatter.refuse_unknown(front, FIELDS, path)
    for name in _SENTENCES:
        _check_sentence(front, name, path)
    named = tuple(map(str, _items(front.fields.get("policy"))))
    if not named:
        raise UsageError(
            "the notice does not say which policy it speaks of",
            where=path,
            remedy=f"add 'policy: …' ({', '.join(policies) or 'no policy is committed yet'})",
        )
    for name in named:
        if name not in policies:
            near = difflib.get_close_matches(name, policies, n=1)
            known = ", ".join(policies) or "no policy is committed yet"
            raise _error(
                front, "policy", path,
                f"names the policy '{frontmatter.show(name)}', which does not exist",
                f"write '{near[0]}'" if near else f"write one of: {known}",
            )  # fmt: skip
    notice = NoticeFile(path, blob, order, named, front.fields, front.body, front.field_lines)
    _check_decisions(front, notice)
    return notice


def read_inline_notice(
    text: str, policy: str, *, path: str, blob: str, order: int
) -> NoticeFile | None:
    """Read and check the notice in the front matter of a policy; None where it says nothing.

    Raises UsageError naming file and line.
    """
    front = frontmatter.inline_notice(text, path)
    if front is None or not (front.fields or front.body.strip()):
        return None
    frontmatter.refuse_unknown(front, OWN_FIELDS, path)
    for name in _SENTENCES:
        _check_sentence(front, name, path)
    fields, lines = front.fields, front.field_lines
    notice = NoticeFile(path, blob, order, (policy,), fields, front.body, lines, own=True)
    _check_decisions(front, notice)
    return notice


def read_translated_notice(
    text: str, *, path: str, blob: str, of: str, language: str
) -> TranslatedNotice:
    """Read and check a notice's words in another language. Raises UsageError naming file and line."""
    front = frontmatter.split(text, path)
    frontmatter.refuse_unknown(front, TRANSLATED_FIELDS, path)
    for name in ("summary", "action"):
        _check_sentence(front, name, path)
    return TranslatedNotice(path, blob, of, language, front.fields, front.body)


def read_inline_translation(
    text: str, *, path: str, blob: str, of: str, language: str
) -> TranslatedNotice | None:
    """Read and check the notice in the front matter of a translation. Raises UsageError.

    of: the policy's id.
    """
    front = frontmatter.inline_notice(text, path)
    if front is None:
        return None
    frontmatter.refuse_unknown(front, ("summary", "action", "text"), path)
    for name in ("summary", "action"):
        _check_sentence(front, name, path)
    return TranslatedNotice(path, blob, of, language, front.fields, front.body)


def _check_decisions(front: FrontMatter, notice: NoticeFile) -> None:
    fields, path = front.fields, notice.path
    wanted = fields.get("class")
    if wanted is not None and wanted not in CLASSES:
        near = difflib.get_close_matches(str(wanted), CLASSES, n=1)
        raise _error(
            front, "class", path, f"'class: {frontmatter.show(str(wanted))}' isn't a class of a change",
            f"write '{near[0]}'" if near else "write 'material' or 'editorial'",
        )  # fmt: skip
    if notice.value_of("exception") and wanted == "editorial":
        raise _error(
            front, "exception", path, "an editorial change needs no exception",
            "take 'exception' or 'class: editorial' away",
        )  # fmt: skip
    if notice.value_of("exception") and not notice.value_of("approved-by"):
        raise _error(
            front, "exception", path, "declares an exception without 'approved-by'",
            "add 'approved-by: …' with the name of the person who allows it",
        )  # fmt: skip
    for name in ("replaces", "reverses"):
        for item in _items(fields.get(name)):
            if not _VERSION.fullmatch(str(item)):
                raise _error(
                    front, name, path, f"'{name}: {frontmatter.show(str(item))}' names no version",
                    "write the number of a pending version, such as 2",
                )  # fmt: skip
            if len(notice.policies) > 1 and str(item).isdigit():
                raise _error(
                    front, name, path, f"'{name}: {item}' does not say of which policy",
                    f"write the version's notice, such as '{notice.policies[0]}-{item}'",
                )  # fmt: skip
    if fields.get("effective") is not None:
        as_day(fields["effective"], notice.where("effective"))


def _check_sentence(front: FrontMatter, name: str, path: str) -> None:
    value = front.fields.get(name)
    if value is not None and not isinstance(value, str):
        raise _error(
            front, name, path, f"'{name}' isn't a sentence",
            "write it as text, in quotation marks if need be",
        )  # fmt: skip
    if value is not None and len(value) > frontmatter.MAX_SENTENCES:
        raise _error(
            front, name, path,
            f"'{name}' is {len(value):,} characters long; at most {frontmatter.MAX_SENTENCES:,} are taken",
            "shorten it to one or two sentences; the body of the notice can say more",
        )  # fmt: skip


def _error(front: FrontMatter, name: str, path: str, what: str, remedy: str) -> UsageError:
    line = front.field_lines.get(name)
    return UsageError(what, where=f"{path}:{line}" if line else path, remedy=remedy)


def _items(value: object) -> tuple[object, ...]:
    if value is None:
        return ()
    items = value if isinstance(value, list | tuple) else (value,)
    return tuple(item for item in items if item is not None)
