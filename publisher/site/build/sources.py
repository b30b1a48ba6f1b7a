"""Which committed files of the policies' folder become part of the site, and which stop a build.

`refusals` is asked by the build, which stops at the first, and by `publisher check`, which names all.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import Any

import yaml

from publisher.errors import UsageError, visible
from publisher.history.attachments import ACTIVE
from publisher.history.identity import slug_of
from publisher.history.policy_history import History
from publisher.text.document import frontmatter

# What a page may show. An SVG can hold scripts, so it is taken only where mkdocs.yml names it.
PLAIN = frozenset(
    {".md", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico", ".pdf", ".txt"}
)
# What hosts and search engines look for at the root of a site, whatever its name ends in.
_OF_HOSTS = frozenset({
    "CNAME", "_headers", "_redirects", "_routes.json", ".nojekyll", ".htaccess", "web.config",
    "BingSiteAuth.xml", "browserconfig.xml", "site.webmanifest", "manifest.webmanifest",
    "staticwebapp.config.json", "vercel.json", "netlify.toml",
})  # fmt: skip
_WELL_KNOWN = ".well-known/"
_ACTIVE = frozenset({".html", ".htm", ".xhtml", ".svg", ".xml", ".js", ".mjs", ".css", ".wasm"})
_VERIFICATION = re.compile(r"google[0-9A-Za-z_-]+\.html")
# First parts of addresses that the site's own pages and outputs have, now or by what is planned for them.
RESERVED = frozenset({"notices", "when", "feeds", "feed", "embed", "calendar", "compare"})
# Files that a build writes at the root itself: another of the name would be overwritten.
_OUTPUTS = frozenset({
    "feed.xml", "feed.json", "calendar.ics", "policies.json", "policies.schema.json",
    "publication.json", "sitemap.xml", "sitemap.xml.gz", "404.html",
})  # fmt: skip
# Names that no file can have on Windows, where some hosts and many editors are.
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)}
)


def site_files(
    history: History, trusted: set[str], published: Collection[str] = ()
) -> dict[str, bytes]:
    """Return path and bytes of each file that MkDocs may see, as HEAD has it.

    trusted: paths from the folder of the policies that mkdocs.yml names itself. published: paths of the
    policies that the register knows. Notices are left out: their pages are made from the timeline.
    Raises the first of `refusals`.
    """
    for error in refusals(history, trusted, published):
        raise error
    found = {
        path: source.blob for path, source in sorted(history.pages.items())
        if not is_notice(path, history)
    }  # fmt: skip
    contents = dict(history.blobs.stream(set(found.values())))
    for path, blob in found.items():
        if path.endswith(".md"):
            check_metadata(frontmatter.decode(contents[blob], path), path)
    return {path: contents[blob] for path, blob in found.items()}


def refusals(
    history: History, trusted: set[str], published: Collection[str] = ()
) -> Iterator[UsageError]:
    """Yield what there is to say of each file at HEAD that no site would be built with; see `site_files`."""
    taken: dict[str, str] = {}
    for path, source in sorted(history.pages.items()):
        name = path.removeprefix(history.docs_folder + "/")
        error = (
            _bad_name(path, name)
            or (None if source.is_file else _link(path))
            or _bad_place(path, name, published)
        )
        read = partial(history.blobs.data, source.blob)
        is_attached = path in history.attached_files and not _is_active(name)
        if error is None and not (is_attached or is_shown(name, trusted, read)):
            linked = "" if _is_active(name) else ", and no policy links to it"
            error = UsageError(
                f"isn't a kind of file that a policy site shows{linked}",
                where=path,
                remedy="move it out of the folder; or name it in mkdocs.yml (extra_css, extra_javascript, "
                "theme.logo), or put it into the folder that 'theme.custom_dir' names",
            )
        if error is None:
            other = taken.setdefault(_address(name).casefold(), path)
            if other != path:
                error = _same_address(path, other)
        if error is not None:
            yield error


def _is_active(name: str) -> bool:
    return posixpath.splitext(name)[1].lower() in ACTIVE


def is_shown(name: str, trusted: Collection[str], read: Callable[[], bytes]) -> bool:
    """Whether a file, named from the folder of the policies, is of a kind that the site takes."""
    kind = posixpath.splitext(name)[1].lower()
    return (
        kind in PLAIN
        or name in trusted
        or (is_of_host(name) and (kind not in _ACTIVE or name in _OF_HOSTS))
        or _verifies(name, read)
    )


def is_of_host(name: str) -> bool:
    """Whether a file is for the host or a search engine, so that it reaches the site under any name."""
    return name in _OF_HOSTS or name.startswith(_WELL_KNOWN) or bool(_VERIFICATION.fullmatch(name))


def _verifies(name: str, read: Callable[[], bytes]) -> bool:
    """Whether a file only proves to a search engine whose site it is; a page could hold scripts."""
    wanted = f"google-site-verification: {name}".encode()
    return bool(_VERIFICATION.fullmatch(name)) and read().strip() == wanted


def is_notice(path: str, history: History) -> bool:
    """Whether a file is below the folder of the notices, whose pages are made from the timeline."""
    return path.startswith(f"{history.docs_folder}/notices/") and path.endswith(".md")


def _address(name: str) -> str:
    """Return where a file is on the site, without `index.html`."""
    if not name.endswith(".md"):
        return name
    folder, _, last = name.rpartition("/")
    if last in ("index.md", "README.md"):
        return folder + "/"
    return slug_of(name) + "/"


def _bad_name(path: str, name: str) -> UsageError | None:
    if visible(name) == name:
        return None
    return UsageError(
        "has a control character, an unseen one or one that is not UTF-8 in its name",
        where=path,
        remedy="rename the file, with letters, digits and hyphens",
    )


def _link(path: str) -> UsageError:
    return UsageError("is a link, not a file", where=path, remedy="replace it by the file itself")


def _bad_place(path: str, name: str, published: Collection[str]) -> UsageError | None:
    parts = name.removesuffix(".md").split("/")
    device = next((part for part in parts if part.split(".")[0].lower() in _DEVICES), None)
    if device is not None and path not in published:
        return UsageError(
            f"is called '{device}', which isn't a valid file name on Windows",
            where=path,
            remedy="give the file another name",
        )
    root = slug_of(name).split("/")[0].lower()
    page = name.endswith(".md") and not name.startswith("notices/")
    if name in _OUTPUTS or (page and root.split(".")[0] in RESERVED and path not in published):
        return UsageError(
            f"its address '/{_address(name)}' belongs to the publisher",
            where=path,
            remedy="give the file another name",
        )
    return None


def _same_address(path: str, other: str) -> UsageError:
    return UsageError(
        f"has the same address as '{other}', at least where capitals make no difference",
        where=path,
        remedy="give one of the two another name",
    )


def check_metadata(text: str, path: str) -> None:
    """Refuse front matter that MkDocs would pass over in silence and print as a part of the page.

    What a policy's may hold is checked where policies are read; another page's is the theme's business.
    Raises UsageError naming file and line.
    """
    source = frontmatter.source(text, path)
    try:
        fields: Any = yaml.safe_load(source)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise UsageError(
            f"the front matter isn't valid YAML ({getattr(error, 'problem', None) or error})",
            where=f"{path}:{mark.line + 2 if mark else 1}",
            remedy="write one 'key: value' a line, and values with a colon in quotation marks",
        ) from None
    if not isinstance(fields, dict | None):
        raise UsageError(
            "the front matter holds no keys", where=f"{path}:1", remedy="write 'key: value' lines"
        )
