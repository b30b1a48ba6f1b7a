"""The first-parent line, taken in piece by piece: git reads ahead while we work on what it has read.

A reading can go on where another one ended, with the same answer as one from the first commit.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from publisher.git.log import Commit
from publisher.git.objects import Blobs
from publisher.history.identity import Header
from publisher.history.policy_tracker import Walk, headers
from publisher.history.snapshots import Tree, configurations, grow_by

_PIECE = 4000  # commits: what git says of them fits into a pipe, so that it need not wait


@dataclass
class HistoryReading:
    """What a line of commits says up to the last that was taken in.

    commits: their ids, in order. tree: what they hold. walk: which of it is which policy.
    """

    tree: Tree
    walk: Walk = field(default_factory=Walk)
    commits: list[str] = field(default_factory=list)

    @property
    def head(self) -> str | None:
        """The last commit that was taken in."""
        return self.commits[-1] if self.commits else None

    def sound(self) -> dict[str, Header | None]:
        """What those pages say of themselves that can stay as the last commit has them, by path."""
        places = ((path, file.blob) for path, file in self.tree.files.items())
        return {place[0]: self.walk.headers[place] for place in places if place in self.walk.sound}

    def take(self, line: Iterable[Commit], blobs: Blobs) -> None:
        """Take in the commits that follow, oldest first."""
        following = iter(line)
        while piece := list(itertools.islice(following, _PIECE)):
            self._take(piece, blobs)

    def _take(self, piece: Sequence[Commit], blobs: Blobs) -> None:
        known = configurations(piece, blobs, self.tree.config_path)
        for order, commit in enumerate(piece, len(self.commits)):
            grow_by(self.tree, order, commit, known)
        self.commits += [commit.id for commit in piece]
        walk = self.walk
        walk.attached.blobs = blobs
        walk.headers |= headers(self.tree.steps, blobs, walk.headers, walk.sound, walk.attached)
        for step in self.tree.steps:
            self.walk.take(step)
        self.tree.steps.clear()
