"""`/<slug>/v<N>/changes.docx`: the redline of a version as tracked changes, for who works in Word."""

from __future__ import annotations

from functools import lru_cache

from publisher.messages.catalogue import Messages
from publisher.site.outputs import plain_text, printable
from publisher.site.outputs.build_context import BuildContext
from publisher.site.pages.template_helpers import redline_language
from publisher.text.document.document import Document, parse
from publisher.text.document.frontmatter import body
from publisher.text.redline import redline
from publisher.timeline.rules import Version
from publisher.timeline.states import PolicyState
from publisher.word.writer import tracked


@lru_cache(maxsize=4)  # the new text of a version is the old one of the next
def _document(source: str) -> Document:
    return parse(body(source))


def redline_docx(subject: BuildContext, policy: PolicyState, version: Version) -> bytes | None:
    """Return the Word file of a version's redline; None for a version that follows no text.

    Its changes have the site's name, and the instant of the announcement once that is in the register.
    """
    texts = subject.pages.told.texts_of(policy, version)
    if texts is None:
        return None
    old, new = (_document(subject.pages.texts.source(text)) for text in texts)
    path = texts[1].fact.path or policy.policy.revisions[-1].path
    attached = subject.pages.texts.attachments.of(texts[1])

    def resolve(href: str) -> str:
        return printable.whole_link(
            subject, href, path, f"{policy.slug}/v{version.number}/", attached
        )

    return tracked(
        redline(old, new),
        author=plain_text.line(subject.name),
        date=Messages.machine(version.first.at) if version.recorded else "",
        language=redline_language(policy, version),
        resolve=resolve,
    )
