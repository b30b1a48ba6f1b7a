"""What one reading of a long history found, kept for the next: by the commit, so it cannot be outdated.

A history names everything by its content, up to the commit it ends with; what was read once for that
commit is read again only by another program. Whoever proves something reads the history itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from publisher import config
from publisher.cache import Cache, code_version
from publisher.record.blobs import Blobs
from publisher.record.revisions import PolicyHistory, Revision
from publisher.record.tree import File, Tree

_LONG = 2000  # commits from which on keeping pays
_KIND = "history"


@dataclass(frozen=True)
class Index:
    """commits: of the first-parent line, in order. tree: as `record.tree` grows it, without its steps.

    policies: as `record.walk` finds them, with the translations among them.
    """

    commits: Sequence[str]
    tree: Tree
    policies: dict[str, PolicyHistory]


def find(cache: Cache, head: str, config_path: str, blobs: Blobs) -> Index | None:
    """Return what was kept for a commit, None where there is nothing."""
    if not cache.has(_KIND):  # most histories are short, and the key is not for nothing
        return None
    kept = cache.get(_key(head, config_path))
    return _read(json.loads(kept), config_path, blobs) if kept is not None else None


def keep(cache: Cache, head: str, found: Index) -> None:
    """Keep what was found, if the history is long."""
    if len(found.commits) >= _LONG:
        cache.put(_key(head, found.tree.config_path), json.dumps(_written(found)).encode("ascii"))


def _key(head: str, config_path: str) -> str:
    return Cache.key(_KIND, head, config_path, code_version())


def _written(found: Index) -> dict[str, Any]:
    places = {commit: order for order, commit in enumerate(found.commits)}
    return {
        "commits": " ".join(found.commits),
        "configs": found.tree.configs,
        "files": [(path, f.blob, f.mode, f.added) for path, f in found.tree.files.items()],
        "gone": found.tree.gone,
        "policies": [
            (
                policy.id, policy.deleted, policy.became,
                [
                    (
                        places[r.commit], r.order, r.blob, r.path, r.slug, r.title,
                        r.asked.toordinal(), r.language, r.translation_of, r.translates,
                    )
                    for r in policy.revisions
                ],
            )
            for policy in found.policies.values()
        ],
    }  # fmt: skip


def _read(kept: Mapping[str, Any], config_path: str, blobs: Blobs) -> Index:
    commits = kept["commits"].split(" ")
    tree = Tree(config_path, configs=[(order, blob) for order, blob in kept["configs"]])
    contents = dict(blobs.stream(dict.fromkeys(blob for _, blob in tree.configs)))
    for order, blob in tree.configs:
        tree.settings = config.from_mkdocs_yml(contents[blob], where=config_path)
        tree.settings_changes.append((order, tree.settings))
    tree.gone = dict(kept["gone"])
    tree.files = {path: File(blob, mode, added) for path, blob, mode, added in kept["files"]}
    policies = {
        policy: PolicyHistory(policy, tuple(_revisions(policy, rows, commits)), deleted, became)
        for policy, deleted, became, rows in kept["policies"]
    }
    return Index(commits, tree, policies)


def _revisions(
    policy: str, rows: Sequence[Sequence[Any]], commits: Sequence[str]
) -> Iterator[Revision]:
    for place, order, blob, path, slug, title, asked, language, of, translates in rows:
        yield Revision(
            policy, commits[place], order, blob, path, slug, title, date.fromordinal(asked),
            language, of, translates,
        )  # fmt: skip
