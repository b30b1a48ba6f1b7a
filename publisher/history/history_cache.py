"""What the reading of a long history found, kept for the next: by the commit, so it cannot be outdated.

A history names everything by its content, up to the commit it ends with; what was read once for that
commit is read again only by another program. A later reading goes on from the nearest commit of its own
line that is kept: of a history that was written anew, that is one from before. Whoever proves something
reads the history itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from publisher import config
from publisher.cache import Cache, code_version
from publisher.git.client import Git
from publisher.git.objects import Blobs
from publisher.history.attachments import Attachment
from publisher.history.identity import Header
from publisher.history.policy_tracker import Stream
from publisher.history.reader import HistoryReading
from publisher.history.revisions import Revision
from publisher.history.snapshots import File, Tree

_LONG = 2000  # commits from which on keeping pays
_MORE = 50  # commits more than are kept, from which on it pays again
_BACK = 1000  # commits to look for one that is kept
_KIND = "history"


def find(
    cache: Cache, git: Git, head: str, config_path: str, blobs: Blobs
) -> HistoryReading | None:
    """Return what was kept for a commit, or the nearest before it on its line; None without any."""
    if not cache.has(_KIND):  # most histories are short, and the key is not for nothing
        return None
    for commit in _line_back(git, head):
        key = _key(commit, config_path)
        kept = cache.get(key) if cache.holds(key) else None
        if kept is not None:
            return _read(json.loads(kept), config_path, blobs)
    return None


def keep(cache: Cache, found: HistoryReading, before: int) -> None:
    """Keep what was found, if the history is long. before: so many of its commits were kept already."""
    commits = len(found.commits)
    if commits >= _LONG and commits - before >= (_MORE if before else 1):
        key = _key(found.commits[-1], found.tree.config_path)
        cache.put(key, json.dumps(_written(found)).encode("ascii"))


def _line_back(git: Git, head: str) -> Iterator[str]:
    """Yield the commit and those before it; git is asked only if the first is not kept."""
    yield head
    args = ("--first-parent", f"--max-count={_BACK}", "--skip=1", "--end-of-options", head)
    yield from git.lines("rev-list", *args)


def _key(head: str, config_path: str) -> str:
    return Cache.key(_KIND, head, config_path, code_version())


def _written(found: HistoryReading) -> dict[str, Any]:
    tree = found.tree
    return {
        "commits": " ".join(found.commits),
        "configs": tree.configs,
        "files": [(path, f.blob, f.mode, f.added) for path, f in tree.files.items()],
        "gone": tree.gone,
        "pages": {
            path: (
                one.title, one.asked and one.asked.toordinal(), one.policy, one.language,
                one.translation_of, one.translates, one.claims, one.notice,
            ) if one else None
            for path, one in found.sound().items()
        },
        "attached": found.walk.attached.written(),
        "streams": [
            (
                policy, stream.deleted, stream.became,
                [_row(revision) for revision in stream.revisions],
                {path: _row(claim) for path, claim in stream.claims.items()},
            )
            for policy, stream in found.walk.streams.items()
        ],
    }  # fmt: skip


def _row(revision: Revision) -> tuple[Any, ...]:
    """Write what is not said already: `order` is the place of the commit."""
    r = revision
    return (
        r.order, r.blob, r.path, r.slug, r.title, r.asked.toordinal(), r.language, r.translation_of,
        r.translates, r.attachments, r.notice,
    )  # fmt: skip


def _read(kept: Mapping[str, Any], config_path: str, blobs: Blobs) -> HistoryReading:
    tree = Tree(config_path, configs=[(order, blob) for order, blob in kept["configs"]])
    contents = dict(blobs.stream(dict.fromkeys(blob for _, blob in tree.configs)))
    for order, blob in tree.configs:
        tree.settings = config.from_mkdocs_yml(contents[blob], where=config_path)
        tree.settings_changes.append((order, tree.settings))
    tree.gone = dict(kept["gone"])
    tree.files = {path: File(blob, mode, added) for path, blob, mode, added in kept["files"]}
    found = HistoryReading(tree, commits=kept["commits"].split(" "))
    found.walk.attached.resume(kept["attached"], blobs)
    for policy, deleted, became, revisions, claims in kept["streams"]:
        read = [_revision(policy, row, found.commits) for row in revisions]
        found.walk.resume(policy, Stream(
            revisions=read,
            claims={path: _revision(policy, row, found.commits) for path, row in claims.items()},
            known={one.path for one in read},
            deleted=deleted,
            became=became,
        ))  # fmt: skip
    for path, page in kept["pages"].items():
        place = path, tree.files[path].blob
        found.walk.headers[place] = _header(*page) if page else None
        found.walk.sound.add(place)
    return found


def _header(title: str, asked: int | None, *rest: Any) -> Header:
    return Header(title, date.fromordinal(asked) if asked else None, *rest)


def _revision(policy: str, row: Sequence[Any], commits: Sequence[str]) -> Revision:
    order, blob, path, slug, title, asked, language, of, translates, attachments, notice = row
    return Revision(
        policy, commits[order], order, blob, path, slug, title, date.fromordinal(asked), language,
        of, translates, tuple(Attachment(*one) for one in attachments), notice,
    )  # fmt: skip
