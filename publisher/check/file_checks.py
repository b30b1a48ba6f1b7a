"""What must be mended in a file by itself, whatever it changes: front matter, markup, characters."""

from __future__ import annotations

import contextlib
import difflib
import os
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from publisher.check.check_report import CheckProblem, Level
from publisher.check.markdown_checks import unlike_previews
from publisher.check.page_checks import placeholders, unpromised
from publisher.errors import PublisherError
from publisher.git.client import Git
from publisher.history.identity import (
    check_identity,
    claims_to_be_policy,
    claims_to_be_translation,
    slug_of,
    translated_path,
    unknown_fields,
)
from publisher.site.build.sources import check_metadata
from publisher.text.document import frontmatter, input_guards
from publisher.text.document.render import render
from publisher.text.materiality.confusables import suspicious

NOTICE_KEYS = (
    "policy", "summary", "class", "reason", "approved-by", "replaces", "reverses", "postponed", "exception",
    "effective", "language", "action",
)  # fmt: skip
_PLACE = re.compile(r"(?P<path>.*?):(?P<line>\d+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Source:
    """One Markdown file of the policies' folder.

    path: from the top of the repository. name: from the folder.
    """

    path: str
    name: str
    data: bytes

    @property
    def is_notice(self) -> bool:
        """Whether it holds words for readers about a change."""
        return self.name.startswith("notices/")


def read_sources(git: Git, commit: str, docs: str) -> list[Source]:
    """Return the Markdown files below the folder `docs` in a commit, by path."""
    blobs = {}
    for line in git.fields("ls-tree", "-r", "-z", "--full-tree", commit, "--", docs):
        meta, _, path = os.fsdecode(line).partition("\t")
        mode, kind, blob = meta.split(" ")
        if kind == "blob" and mode != "120000" and path.endswith(".md"):
            blobs[path] = blob
    data = dict(git.cat_file_batch(sorted(set(blobs.values()))))
    return [
        Source(path, posixpath.relpath(path, docs), data[blob])
        for path, blob in sorted(blobs.items())
    ]


def problem_of(error: PublisherError, rule: str, path: str = "", policy: str = "") -> CheckProblem:
    """Return an error that a user can mend as a problem with its place.

    path: the file that is meant where the error itself names none.
    """
    place = _PLACE.fullmatch(error.where)
    file, line = (place["path"], int(place["line"])) if place else (error.where, 1)
    if path and not file.endswith((".md", ".yml")):
        file = path  # "the text:10": the line is right, the file has no name there
    return CheckProblem(
        rule=rule, path=file, line=line, what=error.what, remedy=error.remedy, policy=policy
    )


def file_problems(source: Source, translations: Collection[str] = ()) -> Iterator[CheckProblem]:
    """Yield what is wrong with one file, in the order of its lines where that is known.

    translations: the paths that are known as a policy's translations.
    """
    try:
        text = frontmatter.decode(source.data, source.path)
    except PublisherError as error:
        yield problem_of(error, "encoding")
        return
    policy = (
        claims_to_be_policy(text) or claims_to_be_translation(text) or source.path in translations
    )
    policy = policy and not source.is_notice
    if not policy and not source.is_notice:
        lost = list(_lost_policy(source, text))
        yield from lost or unpromised(text, source.name, source.path)
        return
    try:
        front = frontmatter.split(text, source.path)
        if policy:
            slug = slug_of(source.name)
            check_identity(dict, front.fields, slug=slug, path=source.path)
    except PublisherError as error:
        yield problem_of(error, "front-matter")
        return
    yield from _misspelt_keys(source, front)
    yield from _markup(source, text)
    yield from deceiving(source, text)
    yield from placeholders(text, source.path)
    yield from unlike_previews(text, source.path)


def _lost_policy(source: Source, text: str) -> Iterator[CheckProblem]:
    """A page that is no policy only because its `effective` is misspelt, or that no site is built with."""
    try:
        front = frontmatter.split(text, source.path)
    except PublisherError:
        try:  # an ordinary page: its front matter is the theme's business, if only it can be read
            check_metadata(text, source.path)
        except PublisherError as error:
            yield problem_of(error, "front-matter")
        return
    for key in front.fields:
        if difflib.get_close_matches(key, ["effective"], n=1, cutoff=0.75):
            yield CheckProblem(
                rule="front-matter",
                path=source.path,
                line=front.field_lines[key],
                what=f"'{frontmatter.show(key)}' isn't a known key, so this page doesn't count as a policy",
                remedy="write 'effective'",
            )


def _misspelt_keys(source: Source, front: frontmatter.FrontMatter) -> Iterator[CheckProblem]:
    if source.is_notice:
        found = [
            (key, near) for key in front.fields if (near := _near(key, NOTICE_KEYS)) != key and near
        ]
    else:
        found = [(key, near) for key, near in unknown_fields(front.fields) if near]
    for key, near in found:
        yield CheckProblem(
            rule="front-matter",
            path=source.path,
            line=front.field_lines[key],
            what=f"unknown key '{frontmatter.show(key)}' in the front matter",
            remedy=f"write '{near}'",
        )


def _near(word: str, known: Collection[str]) -> str | None:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.75)
    return near[0] if near else None


def _markup(source: Source, text: str) -> Iterator[CheckProblem]:
    """What the page would not show, or could deceive a reader with."""
    refused = set()
    try:
        for fault in input_guards.faults(input_guards.normal(text), source.path):
            problem = problem_of(fault, "markup")
            refused.add(problem.line)
            yield problem
        if not refused:
            render(text, source.path)
    except PublisherError as error:
        yield problem_of(error, "markup")


def deceiving(source: Source, text: str) -> Iterator[CheckProblem]:
    """Characters that nobody sees, and letters that look like others: the first of each line."""
    alphabet = frozenset(text)
    for number, line in enumerate(input_guards.normal(text).split("\n"), 1):
        if line.isascii():
            continue
        joined = _JOINED.sub(r"\1\2\3\4", line)
        if _RIGHT_TO_LEFT.search(line):
            joined = _DIRECTIONS.sub("", joined)
        found = suspicious("", joined, alphabet)
        if found:
            only_hyphens = found.startswith("the unseen soft hyphen") and " and " not in found
            yield CheckProblem(
                rule="characters", level=Level.WARNING if only_hyphens else Level.PROBLEM,
                path=source.path, line=number,
                what=f"the line holds {found}",
                remedy="delete the character, or type the letter that is meant",
            )  # fmt: skip


# Joiners, variants of a sign and places for a line to break that a script, or a compound emoji, needs.
_JOINED = re.compile(
    "([^\x00-\x7f])[\u200c-\u200f\ufe00-\ufe0f]+"
    "|([\u3400-\u9fff])[\U000e0100-\U000e01ef]"
    "|([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])[\u200b\u2060]+"
    "|[\u200b\u2060]+(?=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])"
    "|([\u1800-\u18af])[\u180b-\u180f]+"
)
# Marks that only say which way the signs beside them run, in a line that runs both ways.
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_DIRECTIONS = re.compile("[\u061c\u200e\u200f]")


def unknown_policies(
    sources: Iterable[Source], policies: Collection[str]
) -> Iterator[CheckProblem]:
    """Notices that name no policy, or one that is not among `policies` (ids)."""
    known = ", ".join(sorted(policies)) or "no policy is there yet"
    sources = list(sources)
    paths = {source.path for source in sources}
    for source in sources:
        if not source.is_notice or source.name == "notices/index.md":
            continue
        try:
            front = frontmatter.split(source.data, source.path)
        except PublisherError:
            continue
        named = front.fields.get("policy")
        if (base := translated_path(source.path)) and base[0] in paths:
            continue  # the same words in another language
        for name in named if isinstance(named, list) else [named]:
            if name is None:
                yield CheckProblem(
                    rule="notice", level=Level.WARNING, path=source.path,
                    what="the notice does not say which policy it speaks of",
                    remedy=f"add 'policy: …' ({known})",
                )  # fmt: skip
            elif str(name) not in policies:
                near = _near(str(name), policies)
                yield CheckProblem(
                    rule="notice", path=source.path, line=front.field_lines["policy"],
                    what=f"names the policy '{frontmatter.show(str(name))}', which does not exist",
                    remedy=f"write '{near}'" if near else f"write one of: {known}",
                )  # fmt: skip


def policy_ids(sources: Iterable[Source]) -> set[str]:
    """Return the ids of the policies whose files can be read."""
    found = set()
    for source in sources:
        with contextlib.suppress(PublisherError):
            front = frontmatter.split(source.data, source.path)
            if not source.is_notice and "effective" in front.fields:
                slug = slug_of(source.name)
                named: dict[str, object] = check_identity(
                    dict, front.fields, slug=slug, path=source.path
                )
                found.add(str(named["policy"]))
    return found
