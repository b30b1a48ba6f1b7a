"""Front matter: what of it reaches a reader or a search engine is text, the rest is for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import yaml

from publisher.errors import UsageError
from publisher.text.document import frontmatter
from publisher.text.document.document import Document
from publisher.text.document.frontmatter import Value
from publisher.text.materiality.lexicon import guess, spaced

_NESTED = re.compile(r"[{\[]|^[ \t]+\S", re.MULTILINE)
_MOST = 64 * 1024  # characters of front matter that are read
# Keys whose value is shown to readers, to search engines, or where a link to the page is previewed.
_SHOWN = re.compile(
    r"title|titre|description|langu?e?|locale|summary|résumé|subtitle|head|intro|excerpt|abstract|"
    r"tagline|keyword|caption|\balt\b|label|notice|banner|robots|canonical|translation-of|status|draft",
    re.IGNORECASE,
)
# Keys that tell programs how to build, sort or find the page, without the signs between their words. Any
# other key may say whom, where or from when the text binds.
_FOR_PROGRAMS = frozenset(
    {"layout", "template", "topics", "tags", "categories", "category", "redirectfrom", "aliases"}
    | {
        "permalink",
        "slug",
        "uid",
        "weight",
        "order",
        "navorder",
        "parent",
        "haschildren",
        "children",
    }
    | {"sidebar", "sidebarposition", "menu", "menuname", "toc", "hide", "icon", "css", "cssclass"}
    | {"lastmod", "lastmodified", "lastupdated", "updated", "changefreq", "editurl", "englishonly"}
    | {"minitocmaxheadinglevel", "comments", "math"}
    | {"effective", "id", "promise", "translates"}  # the publisher's own, which other rules judge
)
_BETWEEN = re.compile(r"[-_ ]")
_SENTENCE = re.compile(r"(?:[^\W\d_]{2,}[,;:.!?]?\s+){2}[^\W\d_]{2,}")


def fields(markdown: str) -> dict[str, Value]:
    """Return the front matter, maps in it by dotted keys; one that cannot be read is a single field."""
    plain = markdown.removeprefix("\ufeff")
    source = plain.removesuffix(frontmatter.body(markdown))
    try:
        read = frontmatter.split(markdown, "the text").fields
        shown = frontmatter.of_text(read, markdown, "the text")
    except UsageError:
        return _flattened(source.strip().strip("-")) or {"": source}
    if not _NESTED.search(source):
        return shown
    # Keys of other programs are kept as they are written; what they hold inside may reach readers too.
    inside = _flattened(source.strip().strip("-"))
    nested = {key.partition(".")[0] for key in inside if "." in key} - inside.keys()
    hidden = read.keys() - shown.keys()
    deep = {key: value for key, value in inside.items() if key.partition(".")[0] in nested - hidden}
    return deep | {key: value for key, value in shown.items() if key not in nested}


def _flattened(source: str) -> dict[str, Value]:
    if len(source) > _MOST or re.search(r"[&*]\w", source):  # an alias can make much of little
        return {}
    try:
        read = yaml.safe_load(source)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    found: dict[str, Value] = {}

    def add(key: str, value: object) -> None:
        if isinstance(value, Mapping):
            for name, each in value.items():
                add(f"{key}.{name}" if key else str(name), each)
        elif isinstance(value, list) and any(isinstance(each, Mapping | list) for each in value):
            for at, each in enumerate(value):
                add(f"{key}.{at}", each)
        elif isinstance(value, list):
            found[key] = [str(each) for each in value]
        else:
            found[key] = None if value is None else str(value)

    if isinstance(read, Mapping):
        add("", read)
    return found


def changes(
    old: Mapping[str, Value], new: Mapping[str, Value]
) -> Iterator[tuple[str, Value, Value]]:
    """Yield each key whose value came, went or changed, with both values."""
    for key in sorted({*old, *new}):
        before, after = old.get(key), new.get(key)
        if before != after or (key in old) != (key in new):
            yield key, before, after


def is_text(key: str, before: Value, after: Value) -> bool:
    """Return whether a field may reach a reader: it is none for programs only, or holds a sentence."""
    named = [part for part in key.split(".") if not part.isdigit()]
    name = _BETWEEN.sub("", named[-1]).lower() if named else ""
    if name not in _FOR_PROGRAMS or _SHOWN.search(key):
        return True
    olds, news = ({*_listed(value)} for value in (before, after))
    return any(_SENTENCE.search(value) for value in olds ^ news)


def says_the_same(key: str, before: str, after: str, old: Document, new: Document) -> bool:
    """Return whether a field that reaches readers tells them nothing but what they read already.

    That is: the same words; words of the text; the language that the text shows.
    """
    name = key.rpartition(".")[2].lower()
    if name in ("language", "lang"):
        return not before and after.lower() == guess(new.texts)
    olds, news = _plain(before), _plain(after)
    if olds == news:
        return True
    if name == "title":
        return all(
            not said or said == _title(document) for said, document in ((olds, old), (news, new))
        )
    # A description stands in the text word for word, before and after.
    return all(
        not said or any(said in _plain(text) for text in document.texts)
        for said, document in ((olds, old), (news, new))
    )


def _listed(value: Value) -> list[str]:
    if isinstance(value, list):
        return [str(each) for each in value]
    return [] if value is None else [str(value)]


def _plain(text: str) -> str:
    return " ".join(word for word in spaced(text).split() if any(map(str.isalnum, word)))


def _title(document: Document) -> str:
    """Return the words of the first heading, if nothing stands before it."""
    first = document.blocks[0] if document.blocks else None
    return _plain(first.text) if first is not None and first.level == 1 else ""
