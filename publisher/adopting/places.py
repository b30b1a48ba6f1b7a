"""Where pages go: the folder of the policies, the moves into it, and links that follow them."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from publisher.adopting.pages import is_plain, language_in_path, plain_title
from publisher.adopting.tree import RepositoryTree, folder_of
from publisher.history.identity import translated_path
from publisher.site.build.sources import RESERVED, is_of_host, is_shown

HOME = "index.md"
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)")
# Texts at the root of a site that programs read, or that prove whose site it is.
_FOR_ROBOTS = re.compile(r"(?:robots|ads|app-ads|humans|security)\.txt|[0-9a-f]{8,128}\.txt")
_INLINE = re.compile(
    r"(\]\(\s*<?)([^()\s<>]+(?:\([^()\s]*\)[^()\s<>]*)*)(>?(?:\s+[\"'(][^\n]*?)?\s*\))"
)
_REFERENCE = re.compile(r"(^[ ]{0,3}\[[^\]\n]+\]:[ \t]*(?!<[^<>\n]* )<?)([^\s<>]+)(>?)", re.M)
# Between angle brackets a link can hold blanks.
_WITH_BLANKS = re.compile(
    r"((?:\]\(\s*|^[ ]{0,3}\[[^\]\n]+\]:[ \t]*)<)([^<>\n]*[ ][^<>\n]*)(>)", re.M
)
_ATTRIBUTE = re.compile(r"(\b(?:href|src)=[\"'])([^\"']+)([\"'])")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#|\{|<|mailto")
# The last pattern goes after those whose links hold no blank: what it writes is a link like theirs.
_LINKS = (_INLINE, _REFERENCE, _ATTRIBUTE, _WITH_BLANKS)
_FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})")


@dataclass(frozen=True)
class FolderLayout:
    """Where files go.

    docs: the folder of the policies. targets: new path of each file that is in it, by its path now. copies:
    new path of a link that is replaced by the file it leads to, by its path now. notes: (path, what could
    not be decided).
    """

    docs: str
    targets: Mapping[str, str]
    notes: list[tuple[str, str]] = field(default_factory=list)
    copies: Mapping[str, str] = field(default_factory=dict)

    def place_of(self, path: str) -> str | None:
        """Return where a file of the repository is in the folder, None where it isn't."""
        return self.targets.get(path) or self.copies.get(path)


def lay_out(
    tree: RepositoryTree, policies: Collection[str], pages: Collection[str], docs: str | None
) -> FolderLayout:
    """Return where the policies and the files that go with them are to lie.

    pages: further pages for readers, which go along. docs: the folder that mkdocs.yml already names, "."
    for the whole repository, which then moves into a folder.
    """
    notes: list[tuple[str, str]] = []
    if docs not in (None, "."):
        outside = [path for path in policies if not path.startswith(f"{docs}/")]
        base = posixpath.commonpath([folder_of(path) for path in outside]) if outside else ""
        inside = [path for path in (*policies, *pages) if path.startswith(f"{docs}/")]
        renamed = [path for path in inside if path in policies and not _has_plain_name(path, docs)]
        kept = [path for path in inside if path not in renamed]
        moved = _named(renamed, docs, docs, notes, set(kept))
        moved |= _named(outside, base, docs, notes, {*kept, *moved.values()})
        return FolderLayout(docs, {**{path: path for path in kept}, **moved}, notes)
    base = "" if docs else posixpath.commonpath([folder_of(path) for path in policies])
    while base and any(folder_of(path) == base and _is_index(path) for path in policies):
        base = folder_of(base)  # the page of the folder itself would be the home page
    if base and _is_folder_of_policies(tree, base, policies):
        inside = [path for path in (*policies, *pages) if path.startswith(f"{base}/")]
        return FolderLayout(base, _named(inside, base, base, notes, set()), notes)
    files = list(
        dict.fromkeys([*policies, *(p for p in pages if not base or p.startswith(f"{base}/"))])
    )
    files += _attachments(tree, files)
    if not base:
        files += [p for p in tree.blobs if _is_for_host(p) and tree.is_file(p) and p not in files]
    places = _named(files, base, "policy", notes, set())
    links = {path: place for path, place in places.items() if not tree.is_file(path)}
    return FolderLayout(
        "policy", {path: place for path, place in places.items() if path not in links}, notes, links
    )


def _is_for_host(path: str) -> bool:
    return (is_of_host(path) and path != ".nojekyll") or bool(_FOR_ROBOTS.fullmatch(path))


def _has_plain_name(path: str, docs: str) -> bool:
    name = path.removeprefix(f"{docs}/")
    return plain_path(name) in (name, re.sub(r"README\.md$", "index.md", name))


def _is_index(path: str) -> bool:
    return posixpath.splitext(posixpath.basename(path))[0].lower() in ("index", "readme", "_index")


def _is_folder_of_policies(tree: RepositoryTree, folder: str, policies: Collection[str]) -> bool:
    """Whether all that lies in a folder can be on a site of policies, and most of it is policies."""
    inside = [path for path in tree.blobs if path.startswith(f"{folder}/")]
    pages = [path for path in inside if path in tree.texts]
    return (
        not folder.startswith(".")
        # The home page, index.md, would hide all other pages of such a folder from Hugo.
        and f"{folder}/_index.md" not in tree
        and all(
            (path in tree.texts and path.endswith(".md")) or _is_taken(tree, folder, path)
            for path in inside
        )
        and 2 * len([path for path in pages if path in policies]) >= len(pages)
    )


def _is_taken(tree: RepositoryTree, folder: str, path: str) -> bool:
    name = path.removeprefix(f"{folder}/")
    return (
        tree.is_file(path)
        and not path.lower().endswith((".markdown", ".mdx"))
        and is_shown(name, (), lambda: tree.data(path))
    )


def _attachments(tree: RepositoryTree, pages: Collection[str]) -> list[str]:
    """Return the files that pages show or link to, where a site of policies can show them."""
    wanted: dict[str, None] = {}
    for page in pages:
        for path in _local_targets(tree, page):
            if path not in tree.texts and path not in pages and _is_attachment(tree, path):
                wanted[path] = None
    return list(wanted)


def _is_attachment(tree: RepositoryTree, path: str) -> bool:
    file = tree.linked(path)
    return bool(file) and is_shown(path, (), lambda: tree.data(file))


def _local_targets(tree: RepositoryTree, page: str) -> Iterator[str]:
    for pattern in _LINKS:
        for match in pattern.finditer(tree.texts[page]):
            path = resolve(tree, page, match[2])
            if path:
                yield path


def _named(
    paths: Collection[str], base: str, docs: str, notes: list[tuple[str, str]], taken: set[str]
) -> dict[str, str]:
    """Return a path in `docs` for each file below `base`, with names that can be addresses."""
    targets: dict[str, str] = {}
    used = {path.casefold() for path in taken}
    # Names that stay as they are come first; of two that become the same, the other gets a number.
    for path in sorted(paths, key=lambda path: (path != plain_path(path), path)):
        name = path.removeprefix(f"{base}/" if base else "")
        if path.lower().endswith((".md", ".markdown", ".mdx")):
            name = plain_path(name)
            if not name:
                name = f"page-{len(targets) + 1}.md"
                notes.append(
                    (path, "its name has no Latin letter or digit: choose an address for it")
                )
            first, slash, rest = name.partition("/")
            root = first.removesuffix(".md") if not slash else first
            if (root.split(".")[0] in RESERVED and name != HOME) or _DEVICES.fullmatch(root):
                name = f"{root}-policy{slash}{rest}" if slash else f"{root}-policy.md"
        target = f"{docs}/{name}"
        stem, kind = posixpath.splitext(target)
        number = 2
        while target.casefold() in used:
            target, number = f"{stem}-{number}{kind}", number + 1
        used.add(target.casefold())
        targets[path] = target
    return targets


def plain_path(path: str) -> str:
    """Return a page's path with names that can be parts of an address; empty where nothing is left of it.

    >>> plain_path("Terms of Service/EN_Terms.markdown"), plain_path("Vie privée.fr.md")
    ('terms-of-service/en-terms.md', 'vie-privee.fr.md')
    """
    stem = re.sub(r"\.(?:md|markdown|mdx)$", "", path, flags=re.I)
    *folders, name = stem.split("/")
    language = ""
    translated = translated_path(f"{name}.md")
    if translated:
        name, language = translated[0].removesuffix(".md"), f".{translated[1]}"
    if name.lower() in ("index", "readme", "_index"):
        name = "index"
    parts = [plain_part(part) for part in (*folders, name)]
    return "/".join(parts) + language + ".md" if all(parts) else ""


def plain_part(part: str) -> str:
    """Return a name as small letters, digits and single hyphens."""
    if is_plain(part):
        return part
    letters = unicodedata.normalize(
        "NFKD", part.replace("ß", "ss").replace("œ", "oe").replace("æ", "ae")
    )
    plain = "".join(sign for sign in letters if not unicodedata.combining(sign)).lower()
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]", "", plain)).strip("-")


def resolve(tree: RepositoryTree, page: str, link: str) -> str | None:
    """Return the file that a link on a page leads to, None where it leads to none of the repository's."""
    if _SCHEME.match(link):
        return None
    plain = unquote(re.split(r"[?#]", link, maxsplit=1)[0])
    if not plain:
        return None
    start = "" if plain.startswith("/") else folder_of(page)
    path = posixpath.normpath(posixpath.join(start, plain.lstrip("/")))
    if path.startswith(".."):
        return None
    stem = path.removesuffix(".html")
    names = (
        path,
        *(
            f"{stem}{end}"
            for end in (".md", "/index.md", "/README.md", ".markdown", ".mdx", "/_index.md")
        ),
    )
    return next((name for name in names if name in tree), None)


@dataclass(frozen=True)
class Rewritten:
    """A text whose links follow the moves. lost: (line, link) of those that lead out of the folder."""

    text: str
    lost: list[tuple[int, str]]


def follow(tree: RepositoryTree, layout: FolderLayout, page: str, text: str) -> Rewritten:
    """Return the text of a page with links to the new places of what moved."""
    lost: list[tuple[int, str]] = []

    def swap(match: re.Match[str], number: int) -> str:
        link = match[2]
        path = resolve(tree, page, link)
        if path is None:
            if not _SCHEME.match(link) and not link.startswith("/") and re.split(r"[?#]", link)[0]:
                lost.append((number, link))
            return match[0]
        target = layout.place_of(path)
        if target is None:
            lost.append((number, link))
            return match[0]
        mark = re.search(r"[?#].*", link)
        own = folder_of(layout.targets[page])
        wanted = posixpath.relpath(target, own or ".")
        if posixpath.normpath(unquote(re.split(r"[?#]", link, maxsplit=1)[0])) == wanted:
            return match[0]
        return f"{match[1]}{quote(wanted)}{mark[0] if mark else ''}{match[3]}"

    lines = text.split("\n")
    fence = ""
    for number, line in enumerate(lines, 1):
        opening = _FENCE.match(line)
        if opening and (not fence or opening[1].startswith(fence)):
            fence = "" if fence else opening[1]
        elif not fence and ("](" in line or "]:" in line or "=" in line):
            for pattern in _LINKS:
                line = pattern.sub(lambda match, number=number: swap(match, number), line)  # type: ignore[misc]
            lines[number - 1] = line
    return Rewritten("\n".join(lines), list(dict.fromkeys(lost)))


def original_of(path: str, policies: Mapping[str, str]) -> str | None:
    """Return the policy that a page says in another language, by its path; None for an original.

    policies: language of each policy, by path.
    """
    marked = language_in_path(path)
    if marked is None:
        return None
    rest, own = marked
    siblings = [
        other for other in policies
        if other != path and (other == rest or (language_in_path(other) or ("", ""))[0] == rest)
    ]  # fmt: skip
    ranked = sorted(siblings, key=lambda other: (policies[other] != "en", other != rest, other))
    first = next(iter(ranked), None)
    # The text in English comes first, or the one without a mark; among others the first by name.
    if first is None or (own == "en" and policies[first] != "en" and first != rest):
        return None
    if first != rest and policies[first] != "en" and path < first:
        return None
    return first


def title_of_slug(slug: str) -> str:
    """Return a title made from an address."""
    return plain_title(slug.rpartition("/")[2].replace("-", " ").capitalize())
