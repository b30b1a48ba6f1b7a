"""What another site writes into its pages to show the notices, and what its policy must allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from publisher.config import Settings
from publisher.errors import UsageError
from publisher.messages.catalogue import Messages, available
from publisher.site.outputs.embed import loader
from publisher.site.outputs.links import Links

if TYPE_CHECKING:
    from publisher.model.command_json import SnippetJSON

_SCRIPT = Markup('<script src="{}" integrity="{}" crossorigin="anonymous" async></script>')
_FRAME = Markup(
    '<iframe src="{}" title="{}" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"'
    ' loading="lazy" referrerpolicy="no-referrer" width="100%" height="80"></iframe>'
)


@dataclass(frozen=True, slots=True)
class Snippet:
    """The two ways. *_rules: what a content-security policy of the other site must allow."""

    script: str
    script_rules: tuple[str, ...]
    frame: str
    frame_rules: tuple[str, ...]
    notices: str
    integrity: str

    def to_json(self) -> SnippetJSON:
        """Return the object that `publisher embed --json` prints."""
        return {
            "script": self.script,
            "integrity": self.integrity,
            "script_csp": list(self.script_rules),
            "frame": self.frame,
            "frame_csp": list(self.frame_rules),
            "notices": self.notices,
        }


def snippet(settings: Settings, language: str | None = None) -> Snippet:
    """Return the snippet for the site that these settings describe.

    language: of the frame. Raises UsageError without a `site_url`, and for a language without words.
    """
    root = Links.of(settings.site_url).site_url
    if not root:
        raise UsageError(
            "has no 'site_url', so other sites can't learn where the notices are",
            where=settings.where,
            remedy="write 'site_url: https://…/', the address at which this site is published",
        )
    if language and language not in available():
        raise UsageError(
            f"there are no messages for the language '{language}'",
            where="--language",
            remedy=f"use one of {', '.join(available())}",
        )
    integrity = loader.integrity(loader.content(loader.LATEST))
    name = f"notice.{language}.html" if language else "notice.html"
    known = settings.locale if settings.locale in available() else "en"
    label = Messages(language or known)("embed_label")
    return Snippet(
        script=str(_SCRIPT.format(f"{root}embed/{loader.LATEST}", integrity)),
        script_rules=(f"script-src '{integrity}'", f"connect-src {root}embed/notice.json"),
        frame=str(_FRAME.format(f"{root}embed/{name}", label)),
        frame_rules=(f"frame-src {root}embed/{name}",),
        notices=f"{root}embed/notice.json",
        integrity=integrity,
    )
