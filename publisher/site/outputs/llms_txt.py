"""`/llms.txt`: the site as a short plain list for programs that read text, in the form of llmstxt.org."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.site.outputs import ics, plain_text, policies_json
from publisher.site.outputs.build_context import BuildContext
from publisher.site.outputs.shared_messages import about, applies

PATH = "llms.txt"
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")


def listing(subject: BuildContext) -> bytes:
    """Return the list as Markdown."""
    return ("\n".join(_lines(subject)) + "\n").encode("utf-8")


def _lines(subject: BuildContext) -> Iterator[str]:
    words = subject.words
    yield f"# {_text(subject.name)}"
    yield ""
    yield f"> {words('list_intro')}"
    yield ""
    yield f"## {words('list_policies')}"
    yield ""
    for policy in subject.states.policies:
        for version in [policy.in_force, *policy.coming] if policy.in_force else policy.coming:
            if version.texts:
                address = subject.links.to(f"{policy.slug}/v{version.number}.md", PATH)
                name = words("list_version", title=policy.title, number=version.number)
                yield f"- [{_text(name)}]({address}): {_text(about(subject, policy, version))}"
        if policy.ended:
            page = subject.links.to(f"{policy.slug}/", PATH)
            yield f"- [{_text(policy.title)}]({page}): {applies(subject, policy, policy.ended)}"
    yield ""
    yield f"## {words('list_more')}"
    yield ""
    for path, name in (
        (policies_json.PATH, "list_record"),
        ("feed.xml", "list_feed"),
        (ics.PATH, "list_calendar"),
        ("notices/", "list_notices"),
    ):
        yield f"- [{path}]({subject.links.to(path, PATH)}): {words(name)}"


def _text(text: str) -> str:
    """Return a text as Markdown that shows it and does nothing else."""
    return _SPECIAL.sub(r"\\\1", plain_text.line(text))
