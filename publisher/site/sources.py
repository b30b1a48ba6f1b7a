"""Which committed files of the policies' folder become part of the site."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

import yaml

from publisher.errors import UsageError
from publisher.record.attachments import ACTIVE
from publisher.record.history import History
from publisher.text import frontmatter

# What a page may show. An SVG can hold scripts, so it is taken only where mkdocs.yml names it.
PLAIN = frozenset(
    {".md", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico", ".pdf", ".txt"}
)

# What hosts look for at the root of a site: no text, and it decides about all of them.
HOST_FILES = frozenset({"CNAME", "_headers", "_redirects", ".nojekyll", "staticwebapp.config.json"})


def site_files(history: History, trusted: set[str]) -> dict[str, bytes]:
    """Return path and bytes of each file that MkDocs may see, as HEAD has it.

    trusted: paths from the folder of the policies that mkdocs.yml names itself. Notices are left out:
    their pages are made from the timeline. Raises UsageError for a link or a foreign file.
    """
    for error in foreign_files(history, trusted):
        raise error
    found = {
        path: source.blob for path, source in sorted(history.pages.items())
        if not _is_notice(path, history)
    }  # fmt: skip
    contents = dict(history.blobs.stream(set(found.values())))
    for path, blob in found.items():
        if path.endswith(".md"):
            check_metadata(frontmatter.decode(contents[blob], path), path)
    return {path: contents[blob] for path, blob in found.items()}


def foreign_files(history: History, trusted: set[str]) -> Iterator[UsageError]:
    """Yield what there is to say of each file at HEAD that the site would not be built with.

    trusted: paths from the folder of the policies that mkdocs.yml names itself.
    """
    for path, source in sorted(history.pages.items()):
        name = path.removeprefix(history.docs_folder + "/")
        if not source.is_file:
            yield UsageError(
                "is a link, not a file", where=path, remedy="replace it by the file itself"
            )
        elif not (_is_plain(name) or name in trusted or for_host(name)):
            if name in HOST_FILES:
                yield UsageError(
                    "is no kind of file that a policy site shows",
                    where=path,
                    remedy=f"move it to 'overrides/{name}' (theme.custom_dir), which reaches the site",
                )
            elif posixpath.splitext(name)[1].lower() in ACTIVE:
                yield UsageError(
                    "is no kind of file that a policy site shows",
                    where=path,
                    remedy="move it out of the folder, or name it in mkdocs.yml"
                    " (extra_css, extra_javascript, theme.logo)",
                )
            elif path not in history.attached_files:
                yield UsageError(
                    "is no kind of file that a policy site shows, and no policy links to it",
                    where=path,
                    remedy="link to it from a policy, or move it out of the folder",
                )


def _is_plain(name: str) -> bool:
    return posixpath.splitext(name)[1].lower() in PLAIN


def for_host(name: str) -> bool:
    """Whether a file speaks to the host or to programs, at an address that they ask for."""
    return name.startswith(".well-known/")


def _is_notice(path: str, history: History) -> bool:
    return path.startswith(f"{history.docs_folder}/notices/") and path.endswith(".md")


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
            f"the front matter is no valid YAML ({getattr(error, 'problem', None) or error})",
            where=f"{path}:{mark.line + 2 if mark else 1}",
            remedy="write one 'key: value' a line, and values with a colon in quotation marks",
        ) from None
    if not isinstance(fields, dict | None):
        raise UsageError(
            "the front matter holds no keys", where=f"{path}:1", remedy="write 'key: value' lines"
        )
