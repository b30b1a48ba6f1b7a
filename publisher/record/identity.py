"""What makes a page a policy: its front matter, its name, and its identity through renames."""

from __future__ import annotations

import contextlib
import difflib
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from publisher.errors import UsageError

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
# Front matter, up to a line that begins with `effective:`; no line in between may close it.
_EFFECTIVE = re.compile(
    r"\ufeff?---[ \t]*\r?\n(?:(?!---|\.\.\.)[^\n]*\n)*?['\"]?effective['\"]?[ \t]*:"
)
_FIELDS = ("title", "effective", "id", "language", "translation-of", "description")
_RENAME_LIKENESS = 0.5

_Made = TypeVar("_Made")


def check_identity(
    make: Callable[..., _Made], fields: Mapping[str, Any], *, slug: str, path: str, **place: object
) -> _Made:
    """Check the front matter of a policy and return `make(...)` of it.

    Raises UsageError naming the path and the field.
    """
    for part in slug.split("/"):
        if not SLUG.fullmatch(part.split(".")[0]) or part.count(".") > 1:
            raise UsageError(
                f"'{part}' cannot be part of an address",
                where=path,
                remedy="name the file with small letters, digits and single hyphens only",
            )
    policy = str(fields.get("id") or slug.replace("/", "-").replace(".", "-"))
    if not SLUG.fullmatch(policy):
        raise UsageError(
            f"'id: {policy}' is no id", where=path, remedy="use small letters, digits and hyphens"
        )
    language = str(fields.get("language") or "en")
    if not _LANGUAGE.fullmatch(language):
        raise UsageError(
            f"'language: {language}' is no language tag",
            where=path,
            remedy="write one like 'en' or 'fr'",
        )
    other = fields.get("translation-of")
    return make(
        policy=policy,
        path=path,
        slug=slug,
        title=_title(fields, path),
        asked=as_day(fields["effective"], path),
        language=language,
        translation_of=str(other) if other else None,
        **place,
    )


def claims_to_be_policy(text: str) -> bool:
    """Say whether a page's front matter has `effective`, without judging the rest of it.

    The front matter of an ordinary page is the theme's business and may hold anything.
    """
    return bool(_EFFECTIVE.match(text))


def find_rename(gone: str, fresh: Mapping[str, str]) -> str | None:
    """Return the path of the new text that the vanished one most likely became, or None."""
    best, likeness = None, _RENAME_LIKENESS
    lines = gone.splitlines()
    for path, text in fresh.items():
        ratio = difflib.SequenceMatcher(None, lines, text.splitlines(), autojunk=False).ratio()
        if ratio >= likeness:
            best, likeness = path, ratio
    return best


def unknown_fields(fields: Mapping[str, Any]) -> list[tuple[str, str | None]]:
    """Return each field that looks like a misspelt one of ours, with what was probably meant."""
    found: list[tuple[str, str | None]] = []
    for name in fields:
        if name not in _FIELDS:
            near = difflib.get_close_matches(name, _FIELDS, n=1, cutoff=0.8)
            if near:
                found.append((name, near[0]))
    return found


def _title(fields: Mapping[str, Any], path: str) -> str:
    title = str(fields.get("title") or "").strip()
    if not title:
        raise UsageError("front matter has no 'title'", where=path, remedy="add 'title: …'")
    if any(ord(sign) < 32 for sign in title) or set("<>") & set(title):
        raise UsageError(
            "'title' holds a line break, a control character, '<' or '>'",
            where=path,
            remedy="write it as one line of plain text",
        )
    return title


def as_day(value: object, path: str) -> date:
    """Return a day of the front matter. Raises UsageError when it is none."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        with contextlib.suppress(ValueError):
            return date.fromisoformat(value)
    raise UsageError(
        f"front matter: 'effective: {value}' is no date",
        where=path,
        remedy="write a day that exists, as YYYY-MM-DD",
    )
