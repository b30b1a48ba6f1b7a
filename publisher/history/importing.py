"""Earlier texts of a policy, from a folder of dated files, as commits of the repository.

A file's name says since when its text applied: `2019-05-25.md`, `privacy-2019-05-25.html`,
`20190525120000.html` (as web archives name them), `terms-2024-01-01.docx`.
Each becomes one commit of that date. What is
imported is announced by nothing: `publisher adopt --history` takes it into the register as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from publisher.errors import UsageError
from publisher.git.client import Git
from publisher.git.commit_writer import advance, make_commit, require_branch
from publisher.text.document import frontmatter
from publisher.text.document.render import render
from publisher.word import reader as word
from publisher.word.drafts import as_markdown

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_DATE = re.compile(r"(?<!\d)(\d{4})-?(\d{2})-?(\d{2})(?:\d{6})?(?!\d)")
_HTML = (".html", ".htm", ".xhtml")
_WORD = ".docx"
_FURNITURE = (
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "iframe",
)
_HEADING = re.compile(r"^#[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class DatedText:
    """One earlier text. day: since when it applied. file: where it comes from. source: with front matter."""

    day: date
    file: Path
    source: str


def read_snapshots(
    folder: Path, *, title: str = "", language: str = "", select: str = ""
) -> list[DatedText]:
    """Return the texts in a folder, oldest first; equal texts one after the other count once.

    title, language: for files that do not say so themselves. select: CSS selector of the part of an HTML
    page that is the policy; by default its <main>, <article> or <body> without navigation and the like.

    Raises UsageError for a folder without dated files, a day with two files, a text that cannot be shown.
    """
    found: dict[date, DatedText] = {}
    for file, day in _dated_files(folder):
        if day in found:
            raise UsageError(
                f"there are two texts for {day}", where=f"{file}, {found[day].file}",
                remedy="keep one of the two",
            )  # fmt: skip
        source = _source(file, day, title, language, select)
        render(source, str(file))
        found[day] = DatedText(day, file, source)
    if not found:
        raise UsageError(
            "there is no Markdown, HTML or Word file with a date in its name", where=str(folder),
            remedy="name the files like 2019-05-25.md, privacy-2019-05-25.html or terms-2019-05-25.docx",
        )  # fmt: skip
    return list(_changes(found[day] for day in sorted(found)))


def commit_snapshots(git: Git, path: str, texts: Iterable[DatedText], timezone: str) -> list[str]:
    """Commit the texts one after the other as the file `path`, from the top; return the commits.

    All or none: the branch moves once, at the end. Raises UsageError where HEAD has such a file, or ever
    had one, TryAgainError when the branch moved meanwhile.
    """
    require_branch(git)
    head = git.resolve("HEAD")
    if head and git.run("log", "-1", "--format=%H", head, "--", path).strip():
        raise UsageError(
            "this policy has been committed here already, and earlier texts cannot come after later ones",
            where=path,
            remedy="import into a repository in which it is not committed yet "
            "('publisher init --empty' makes one)",
        )
    if (git.root / path).exists():
        raise UsageError("there is such a file", where=path, remedy="move it away, then import")
    made: list[str] = []
    for snapshot in texts:
        noon = datetime.combine(snapshot.day, time(12), ZoneInfo(timezone))
        message = f"Import the text of {snapshot.day}\n\nFrom {snapshot.file.name}."
        parent = made[-1] if made else head
        made.append(
            make_commit(git, {path: snapshot.source.encode()}, message, parent=parent, at=noon)
        )
    advance(git, made[-1], head)
    git.run("checkout", "-q", "HEAD", "--", path)
    return made


def _dated_files(folder: Path) -> Iterator[tuple[Path, date]]:
    if not folder.is_dir():
        raise UsageError("isn't a folder", where=str(folder), remedy="name a folder of dated files")
    for file in sorted(folder.iterdir()):
        match = _DATE.search(file.stem)
        if not match or file.suffix.lower() not in (".md", ".markdown", _WORD, *_HTML):
            continue
        try:
            yield file, date(*map(int, match.groups()))
        except ValueError:
            raise UsageError(
                f"{match[0]} isn't a valid day", where=str(file), remedy="correct the file's name"
            ) from None


def _source(file: Path, day: date, title: str, language: str, select: str) -> str:
    """Return a policy's source: front matter of our own, and the text."""
    data = file.read_bytes()
    fields: dict[str, object] = {}
    if file.suffix.lower() == _WORD:
        text = _from_word(data, str(file))
    elif file.suffix.lower() in _HTML:
        found, text, own_language = from_html(
            frontmatter.decode(data, str(file)), str(file), select
        )
        fields = {"title": found, "language": own_language}
    else:
        front = frontmatter.split(data, str(file))
        fields, text = dict(front.fields), front.body
    heading = _HEADING.search(text)
    name = str(title or fields.get("title") or (heading[1] if heading else ""))
    if not name.strip():
        raise UsageError("has no title", where=str(file), remedy="give one with --title")
    kept = {"title": _plain(name), "effective": day.isoformat()}
    if language or fields.get("language"):
        kept["language"] = str(language or fields["language"])
    front_lines = "".join(
        f'{key}: "{value}"\n' if key == "title" else f"{key}: {value}\n"
        for key, value in kept.items()
    )
    return f"---\n{front_lines}---\n\n{text.strip()}\n"


def _from_word(data: bytes, where: str) -> str:
    """Return a Word file as Markdown. Raises UsageError where it does not say surely which text applied."""
    draft = word.read(data, where)
    if draft.changes:
        raise UsageError(
            f"has {len(draft.changes)} tracked changes, so it does not say which text applied",
            where=where, remedy="accept or reject them in Word, then import",
        )  # fmt: skip
    if draft.left_out:
        raise UsageError(
            f"holds more than text: {'; '.join(draft.left_out)}",
            where=where, remedy="remove this in Word, or write the text as a Markdown file",
        )  # fmt: skip
    return as_markdown(draft, where)


def _plain(title: str) -> str:
    """Return a title as one line that needs no escape."""
    line = re.sub(r"[\\`*_<>]", "", " ".join(title.split()))
    return line.replace('"', "'")


def from_html(html: str, where: str, select: str = "") -> tuple[str, str, str]:
    """Return title, text as Markdown, and language of an HTML page.

    Raises UsageError when nothing on the page is what `select` asks for.
    """
    from bs4 import BeautifulSoup
    from markdownify import MarkdownConverter

    page = BeautifulSoup(html, "lxml")
    part = _part(page, where, select)
    for tag in part.find_all(_FURNITURE if not select else _FURNITURE[:4]):
        tag.decompose()
    for image in part.find_all("img"):
        image.replace_with(str(image.get("alt") or ""))
    for link in part.find_all("a"):
        if not re.match(
            r"(?:https?:|mailto:|tel:|#|[^:]*$)", str(link.get("href") or ""), re.IGNORECASE
        ):
            link.unwrap()
    text = MarkdownConverter(
        heading_style="ATX", bullets="-", wrap=True, wrap_width=100
    ).convert_soup(part)
    heading = part.find("h1") or page.title
    root = page.html
    language = str(root.get("lang") or "") if root else ""
    title = heading.get_text(" ", strip=True) if heading else ""
    return (
        title,
        re.sub(r"\n{3,}", "\n\n", str(text)).strip(),
        language if _is_tag(language) else "",
    )


def _part(page: BeautifulSoup, where: str, select: str) -> Tag:
    if select:
        found = page.select_one(select)
        if found is None:
            raise UsageError(
                f"nothing on the page is '{select}'", where=where, remedy="correct --select"
            )
        return found
    return page.find("main") or page.find("article") or page.body or page


def _is_tag(language: str) -> bool:
    return re.fullmatch(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", language) is not None


def _changes(texts: Iterable[DatedText]) -> Iterator[DatedText]:
    """Leave out a text that is the one before it, but for its day."""
    before = None
    for snapshot in texts:
        body = frontmatter.body(snapshot.source)
        if body != before:
            yield snapshot
        before = body
