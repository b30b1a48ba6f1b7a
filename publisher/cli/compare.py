"""`publisher compare`: the redline of two Markdown or Word files, and whether the change is material."""

from __future__ import annotations

import json
import re
import sys
from datetime import date
from difflib import get_close_matches
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.output import colour, examples, paged, seen, waiting, width, wrapped
from publisher.errors import UsageError
from publisher.failures import of_system, write_whole
from publisher.text.document.frontmatter import show

if TYPE_CHECKING:
    from publisher.text.comparison import Comparison

_OLD, _NEW = "the old text", "the new text"


@click.command(
    "compare",
    epilog=examples(
        "publisher compare old.md policy/privacy.md",
        "publisher compare old.md new.md --html redline.html",
        "publisher compare old.md new.md --docx redline.docx --author 'Legal team'",
        "git show HEAD:policy/privacy.md | publisher compare - policy/privacy.md",
    ),
)
@click.argument("old")
@click.argument("new")
@click.option("--html", metavar="FILE", help="Write the redline as one HTML page; - for output.")
@click.option("--docx", metavar="FILE", help="Write a Word file with tracked changes.")
@click.option(
    "--author",
    metavar="NAME",
    default="Policy Publisher",
    show_default=True,
    help="With --docx: who made the changes.",
)
@click.option("--date", "day", metavar="DATE", help="With --docx: of the changes; default: none.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--language", metavar="L", help="Language of the texts: en, fr … Default: their own.")
@click.option(
    "--pager/--no-pager", default=True, help="On a terminal, page what does not fit (default)."
)
def command(
    old: str,
    new: str,
    html: str | None,
    docx: str | None,
    author: str,
    day: str | None,
    as_json: bool,
    language: str | None,
    pager: bool,
) -> None:
    """Show what became of OLD in NEW, two Markdown or Word files; - is the standard input.

    Marks: {+inserted+} [-deleted-] {>moved here<} [<moved away>].
    """
    if as_json and html == "-":
        raise UsageError(
            "--json and --html - both want the output",
            where="compare",
            remedy="name a file for --html",
        )
    instant = _instant(day) if day else ""
    comparison = _compare(old, new, language)
    if docx:
        _write_word(docx, comparison, author, instant, language or "en")
    if html:
        title = f"{Path(old).name} → {Path(new).name}"
        write_page(html, comparison, title, language or "en")
    if as_json:
        click.echo(json.dumps(comparison.to_json(), ensure_ascii=True, indent=2))
    elif html != "-":
        paged(told(comparison, on=in_colour()), pager=pager)


def _compare(old: str, new: str, language: str | None) -> Comparison:
    from publisher.text.comparison import compare

    if old == new == "-":
        raise UsageError("both texts come from one input", where="compare", remedy="name a file")
    texts = _read(old), _read(new)
    try:
        with waiting("Comparing"):
            return compare(*texts, language=language)
    except UsageError as error:
        # The library does not know the names of the files.
        where = error.where.replace(_OLD, old, 1).replace(_NEW, new, 1)
        raise UsageError(error.what, where=where, remedy=error.remedy) from None


def _read(name: str) -> str:
    from publisher.text.document.frontmatter import decode

    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise UsageError(
            f"the file cannot be read ({error.strerror})", where=name, remedy=_meant(name)
        ) from None
    if name.lower().endswith(".docx"):
        return _read_word(data, name)
    return decode(data, name)


def _read_word(data: bytes, name: str) -> str:
    """Return the words of a Word file as Markdown, its tracked changes accepted."""
    from publisher.word.drafts import as_markdown
    from publisher.word.reader import read

    draft = read(data, name)
    if draft.changes:
        click.echo(f"{name}: {len(draft.changes)} tracked changes are read as accepted.", err=True)
    return as_markdown(draft, name)


def _meant(name: str) -> str:
    """Say what may have been meant by a name that is no file."""
    path = Path(name)
    if not path.exists() and path.parent.is_dir():
        beside = [one.name for one in path.parent.iterdir() if one.is_file()]
        near = get_close_matches(path.name, beside, n=1)
        if near:
            return f"write '{show(str(path.with_name(near[0])))}'"
    if re.fullmatch(r"v?\d{1,6}|in-force|pending|working|HEAD\S*", name):
        return "name a Markdown file; publisher diff compares versions of a policy"
    return "name a Markdown file"


def _instant(day: str) -> str:
    """Return the start of a day, in UTC, as Word writes instants."""
    try:
        return f"{date.fromisoformat(day).isoformat()}T00:00:00Z"
    except ValueError:
        raise UsageError(
            f"'{show(day)}' is not a day", where="--date", remedy="write it as 2026-01-31"
        ) from None


def _write_word(
    name: str, comparison: Comparison, author: str, instant: str, language: str
) -> None:
    """Write the redline as a Word file with tracked changes."""
    from publisher.word.writer import tracked

    data = tracked(comparison.redline, author=author, date=instant, language=language)
    try:
        Path(name).write_bytes(data)
    except OSError as error:
        raise UsageError(
            f"the file cannot be written ({error.strerror})", where=name, remedy="name another file"
        ) from None
    click.echo(f"Wrote {name}.", err=True)


def _write(name: str, page: str) -> None:
    if name == "-":
        click.echo(page, nl=False)
        return
    try:
        write_whole(Path(name), page.encode("utf-8", "surrogatepass"))
    except OSError as error:
        raise of_system(error, "the page cannot be written") from None
    click.echo(seen(f"Wrote {name}."), err=True)


def headline(comparison: Comparison) -> str:
    """Return the verdict as one sentence."""
    match comparison.verdict.value, comparison.certain:
        case "none", _:
            return "No change: what readers see, click and hear is the same."
        case "editorial", _:
            return "Editorial: every change is proved to leave the meaning as it is."
        case _, True:
            return "Material: the change has a reason that counts, named below."
        case _:
            return "Material, to be safe: no rule could prove that the meaning is the same. Please decide."


def told(comparison: Comparison, *, on: bool) -> str:
    """Return verdict, redline and reasons for a terminal. on: in colour."""
    parts = [click.style(headline(comparison), bold=on)]
    shown = comparison.redline.terminal(width(), color=on)
    if shown:
        parts.append(shown)
    reasons = [
        line
        for judged in comparison.edits
        for finding in judged.findings
        for line in wrapped(
            finding.explanation, " " * 8, first=f"{judged.edit.number}".rjust(6) + "  "
        )
    ]
    reasons += [line for note in comparison.notes for line in wrapped(note.explanation, " " * 8)]
    if reasons:
        parts.append("Why:\n" + "\n".join(reasons))
    return "\n\n".join(parts)


def in_colour() -> bool:
    """Whether standard output is to be in colour."""
    wanted = colour()
    return sys.stdout.isatty() if wanted is None else wanted


def write_page(name: str, comparison: Comparison, title: str, language: str) -> None:
    """Write the redline as one HTML page; - is the standard output."""
    from publisher.text.redline.change_list import EditNote
    from publisher.text.redline.standalone import standalone

    notes = {
        judged.edit.number: EditNote([finding.explanation for finding in judged.findings])
        for judged in comparison.edits
    }
    whole = "".join(f"<li>{escape(note.explanation)}</li>" for note in comparison.notes)
    above = f"<p>{escape(headline(comparison))}</p>" + (f"<ul>{whole}</ul>" if whole else "")
    page = comparison.redline.page(language, notes)
    _write(name, standalone(page, title, language=language, above=above))
