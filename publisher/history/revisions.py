"""What the history of one policy is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from publisher.git.log import FILE_MODES
from publisher.history.attachments import Attachment, content_of


@dataclass(frozen=True, slots=True)
class Revision:
    """One content of a policy in git.

    order: place of its commit on the first-parent line, from 0. blob: the content's object id.
    asked: the day in its front matter; it says what the editor wants, never what holds, and for a
    translation nothing at all. translation_of: id of the policy that it says in another language, None for
    a text of its own. translates: the version that it says it is a translation of. attachments: the files
    that it shows or links to, as they were then. notice: digest of the notice in its front matter, empty
    without one.
    """

    policy: str
    commit: str
    order: int
    blob: str
    path: str
    slug: str
    title: str
    asked: date
    language: str = "en"
    translation_of: str | None = None
    translates: int | None = None
    attachments: tuple[Attachment, ...] = ()
    notice: str = ""

    @property
    def content(self) -> str:
        """The name of the text with its attachments, see `publisher.history.attachments`."""
        return content_of(self.blob, self.attachments) if self.attachments else self.blob


@dataclass(frozen=True, slots=True)
class PolicyHistory:
    """The revisions of one policy, or of one translation; oldest first, consecutive equal contents once.

    deleted: the commit that removed the file, None while HEAD has it. became: the id that HEAD's file
    names instead, where nothing but the id was changed.
    """

    id: str
    revisions: tuple[Revision, ...]
    deleted: str | None = None
    became: str | None = None

    @property
    def head(self) -> Revision | None:
        """What HEAD holds, None when the file is gone."""
        return None if self.deleted else self.revisions[-1]

    @property
    def language(self) -> str:
        """The language of its newest revision."""
        return self.revisions[-1].language

    @property
    def slugs(self) -> tuple[str, ...]:
        """Every address that it ever had, the present one last; addresses are for ever."""
        return tuple(dict.fromkeys(one.slug for one in reversed(self.revisions)))[::-1]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the policies' folder at HEAD. mode: git's, as six octal digits."""

    blob: str
    mode: str

    @property
    def is_file(self) -> bool:
        """Whether it is an ordinary file: no link, no submodule."""
        return self.mode in FILE_MODES
