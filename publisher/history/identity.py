"""What makes a page a policy: its front matter, its address, and its identity through renames (T7).

A policy is a page whose front matter has `effective`. Its id is the front matter's `id`, or follows
from its path. A page with `translation-of`, or a file `<name>.<language>.md` beside the policy `<name>.md`,
is no policy of its own: it says that policy in another language.
"""

from __future__ import annotations

import contextlib
import difflib
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from publisher.errors import UsageError
from publisher.text.document import frontmatter

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
# Front matter, up to a line that begins with the key; no line in between may close it.
_KEY = r"\ufeff?---[ \t]*\r?\n(?:(?!---|\.\.\.)[^\n]*\n)*?['\"]?{}['\"]?[ \t]*:"
_EFFECTIVE = re.compile(_KEY.format("effective"))
_TRANSLATION = re.compile(_KEY.format("translation-of"))
_END = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE)
# As programs that edit front matter write a day.
_INSTANT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ]+(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(Z|[+-]\d{2}:?\d{2})?"
)
MAX_TITLE = 300  # characters
_FIELDS = (
    "title",
    "effective",
    "id",
    "language",
    "translation-of",
    "translates",
    "description",
    "promise",
)
_HEAD = frontmatter.MAX_BYTES + 64  # signs of a file in which its whole front matter must lie
_RENAME_LIKENESS = 0.5
_PHRASE = 3  # words

_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Header:
    """What the front matter of a policy says; every value is checked.

    policy: None where the id follows from the path. asked: None where it asks for no day, as a translation
    need not. translates: the version that a translation says it is of. claims: whether it says that it is a
    policy or a translation; a page may only be named like one. notice: digest of the notice that it has.
    """

    title: str
    asked: date | None
    policy: str | None
    language: str | None
    translation_of: str | None
    translates: int | None
    claims: bool = True
    notice: str = ""


def read_header(data: bytes, where: str) -> Header | None:
    """Return what a page says of itself; None for an ordinary page.

    A page named like a translation is read as one; whether there is a policy beside it is not looked at.
    Raises UsageError naming file and line.
    """
    head = frontmatter.decode(data, where)[:_HEAD]
    claims = claims_to_be_policy(head) or claims_to_be_translation(head)
    if not (claims or translated_path(where)):
        return None
    found = _read(front_matter(head), where, claims)
    if isinstance(found, UsageError):
        raise found
    return found


def claims_to_be_policy(text: str) -> bool:
    """Whether a page's front matter has `effective`, without judging the rest of it.

    The front matter of an ordinary page is the theme's business and may hold anything.
    """
    return bool(_EFFECTIVE.match(text))


def claims_to_be_translation(text: str) -> bool:
    """Whether a page's front matter has `translation-of`."""
    return bool(_TRANSLATION.match(text))


def check_identity(
    make: Callable[..., _Made], fields: Mapping[str, Any], *, slug: str, path: str, **place: object
) -> _Made:
    """Check path and front matter of a policy and return `make(...)` of it.

    Raises UsageError naming the path and the field.
    """
    check_slug(slug, path)
    header = _checked(fields, path, {})
    translated = translated_path(path)
    return make(
        policy=header.policy or default_id(slug),
        path=path,
        slug=slug,
        title=header.title,
        asked=header.asked,
        language=header.language or (translated[1] if translated else "en"),
        translation_of=header.translation_of,
        **place,
    )


def check_slug(slug: str, path: str) -> None:
    """Raise UsageError unless every part of a page's address is plain; a translation ends in `.fr`."""
    name, _, language = slug.rpartition(".")
    if slug == "index" or (name == "index" and _LANGUAGE.fullmatch(language)):
        raise UsageError(
            "is the home page, which has no address of its own for a policy",
            where=path,
            remedy="name the policy's file after it, such as 'privacy.md'",
        )
    for part in (name if name and _LANGUAGE.fullmatch(language) else slug).split("/"):
        if not SLUG.fullmatch(part):
            raise UsageError(
                f"'{frontmatter.show(part)}' cannot be part of an address",
                where=path,
                remedy="name the file with small letters, digits and single hyphens only",
            )


def slug_of(name: str) -> str:
    """Return the address of a page by its file's name, from the folder of the policies.

    The page `index.md` of a folder has the address of the folder.

    >>> slug_of("legal/terms.md"), slug_of("terms/index.md"), slug_of("terms/index.fr.md")
    ('legal/terms', 'terms', 'terms.fr')
    """
    folder, _, last = name.removesuffix(".md").rpartition("/")
    stem, dot, language = last.partition(".")
    if folder and stem == "index" and (not dot or _LANGUAGE.fullmatch(language)):
        return folder + dot + language
    return name.removesuffix(".md")


def default_id(slug: str) -> str:
    """Return the id of a policy that names none."""
    return slug.replace("/", "-").replace(".", "-")


def translated_path(path: str) -> tuple[str, str] | None:
    """Return the path that a file is the translation of, and its language; None for other names.

    >>> translated_path("policy/privacy.fr.md")
    ('policy/privacy.md', 'fr')
    """
    folder, slash, name = path.rpartition("/")
    parts = name.split(".")
    if len(parts) != 3 or not parts[0] or not _LANGUAGE.fullmatch(parts[1]):
        return None
    return f"{folder}{slash}{parts[0]}.md", parts[1]


def find_rename(gone: str, fresh: Mapping[str, str]) -> str | None:
    """Return the path of the new text that the vanished one most likely became, or None.

    Texts are likened by the phrases that they share, wherever these stand.
    """
    old = _phrases(gone)
    likeness = {path: _likeness(old, _phrases(text)) for path, text in fresh.items()}
    best = max(likeness, key=lambda path: likeness[path], default=None)
    return best if best is not None and likeness[best] >= _RENAME_LIKENESS else None


def unknown_fields(fields: Collection[str]) -> list[tuple[str, str | None]]:
    """Return each field that looks like a misspelt one of ours, with what was probably meant.

    A longer name that begins with a field of ours, such as `effectiveDate`, beside that field belongs to
    another program.
    """
    found: list[tuple[str, str | None]] = []
    for name in fields:
        if name not in _FIELDS:
            near = difflib.get_close_matches(name, _FIELDS, n=1, cutoff=0.8)
            if near and not (near[0] in fields and name.startswith(near[0])):
                found.append((name, near[0]))
    return found


def as_day(value: object, where: str, name: str = "effective") -> date:
    """Return a day of the front matter; of an instant, the day as it is written there.

    Raises UsageError when it is none.
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        with contextlib.suppress(ValueError):
            return date.fromisoformat(value)
    if isinstance(value, str) and (instant := _INSTANT.fullmatch(value.strip())):
        day, time, zone = instant.groups()
        # Written in UTC, only midnight surely means the day that is written.
        if not (zone and zone.strip("Z+-:0") == "" and time.strip(":.0")):
            with contextlib.suppress(ValueError):
                return date.fromisoformat(day)
    raise UsageError(
        f"front matter: '{name}: {frontmatter.show(str(value))}' isn't a valid date",
        where=where,
        remedy="write a day that exists, as YYYY-MM-DD",
    )


def front_matter(head: str) -> str:
    """Return the front matter with its fences alone, so that texts which share it are read once."""
    found = _END.search(head, head.find("\n") + 1)
    return head[: found.end()] if found else head


@lru_cache(maxsize=4096)
def _read(head: str, where: str, claims: bool) -> Header | UsageError:
    try:
        front = frontmatter.split(head, where)
        header = _checked(front.fields, where, front.field_lines)
        return replace(header, claims=claims, notice=frontmatter.notice_digest(head, where))
    except UsageError as error:
        return error


def _checked(fields: Mapping[str, Any], path: str, lines: Mapping[str, int]) -> Header:
    def where(name: str) -> str:
        return f"{path}:{lines[name]}" if name in lines else path

    _check_description(fields, where("description"))
    return Header(
        title=_title(fields, where("title")),
        asked=as_day(fields["effective"], where("effective")) if "effective" in fields else None,
        policy=_word(fields, "id", SLUG, where("id"), "small letters, digits and hyphens"),
        language=_word(
            fields, "language", _LANGUAGE, where("language"), "a tag like 'en' or 'pt-BR'"
        ),
        translation_of=_word(
            fields, "translation-of", SLUG, where("translation-of"), "the id of a policy"
        ),
        translates=_number(fields, "translates", where("translates")),
    )


def _number(fields: Mapping[str, Any], name: str, where: str) -> int | None:
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value < 10**9:
        raise UsageError(
            f"'{name}: {frontmatter.show(str(value))}' isn't a version",
            where=where,
            remedy="write the number of a version, such as 2",
        )
    return value


def _word(
    fields: Mapping[str, Any], name: str, form: re.Pattern[str], where: str, use: str
) -> str | None:
    value = fields.get(name)
    if value is None:
        return None
    if not form.fullmatch(str(value)):
        raise UsageError(
            f"'{name}: {frontmatter.show(str(value))}' is not taken",
            where=where,
            remedy=f"write {use}",
        )
    return str(value)


def _title(fields: Mapping[str, Any], where: str) -> str:
    title = str(fields.get("title") or "").strip()
    if not title:
        raise UsageError("front matter has no 'title'", where=where, remedy="add 'title: …'")
    if any(ord(sign) < 32 for sign in title) or set("<>") & set(title):
        raise UsageError(
            "'title' holds a line break, a control character, '<' or '>'",
            where=where,
            remedy="write it as one line of plain text",
        )
    if len(title) > MAX_TITLE:
        raise UsageError(
            f"'title' is {len(title):,} characters long; at most {MAX_TITLE} are taken",
            where=where,
            remedy="shorten it; the text itself can say more",
        )
    return title


def _check_description(fields: Mapping[str, Any], where: str) -> None:
    size = len(str(fields.get("description") or ""))
    if size > frontmatter.MAX_SENTENCES:
        raise UsageError(
            f"'description' is {size:,} characters long; at most {frontmatter.MAX_SENTENCES:,} are taken",
            where=where,
            remedy="shorten it to one or two sentences",
        )


def _phrases(text: str) -> Counter[tuple[str, ...]]:
    words = frontmatter.body(text).split()
    return Counter(
        tuple(words[i : i + _PHRASE]) for i in range(max(len(words) - _PHRASE + 1, bool(words)))
    )


def _likeness(old: Counter[tuple[str, ...]], new: Counter[tuple[str, ...]]) -> float:
    size = old.total() + new.total()
    return 2 * (old & new).total() / size if size else 0.0
