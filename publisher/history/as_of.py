"""The history as a build at an earlier commit knew it: what stood there, and nothing that came later."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from publisher.git.client import Git
from publisher.git.log import main_line
from publisher.history.attachment_tracker import Attached
from publisher.history.notices_as_of import PastNotices
from publisher.history.policy_history import History, part_translations
from publisher.history.policy_tracker import Walk, headers
from publisher.history.snapshots import Tree, configurations, grow_by, head_settings


class Past:
    """The histories up to the commits of one line. One walk along the line gives them all.

    history: of the whole line.
    """

    def __init__(self, git: Git, history: History) -> None:
        self._whole, self._blobs = history, history.blobs
        self._config_path = history.settings.where
        self._line = list(main_line(git, history.head))
        self._ids = [commit.id for commit in self._line]
        self._settings = configurations(self._line, self._blobs, self._config_path)
        whole = Tree(self._config_path)
        for order, commit in enumerate(self._line):
            grow_by(whole, order, commit, self._settings)
        self._attached = Attached(self._blobs)
        self._headers = headers(whole.steps, self._blobs, attached=self._attached)
        self._notices = PastNotices(self._line, self._blobs)
        self._begin()

    def _begin(self) -> None:
        self._attached.begin()
        walk = Walk(self._headers, self._attached)
        self._tree, self._walk, self._next = Tree(self._config_path), walk, 0
        self._notices.begin()

    def at(self, commit: str) -> History:
        """Return the history up to a commit of the line, which is asked for in the line's order.

        Another order works too and takes longer. Its `pages` are left out, and what it holds is not
        checked as strictly as what is about to be published.

        Raises UsageError where no site could be built from it: settings or a notice are not valid.
        """
        order = self._whole.order(commit)
        if order < self._next - 1:
            self._begin()
        while self._next <= order:
            self._take(self._next)
        settings = head_settings(self._tree, self._blobs)
        policies, translations = part_translations(self._walk.policies())
        notices, translated = self._notices.at(self._tree, policies)
        return History(
            head=commit,
            policies=policies,
            notices=notices,
            settings=settings,
            blobs=self._blobs,
            commits=_Until(self._whole.commits, order),
            settings_changes=tuple(self._tree.settings_changes),
            docs_folder=self._tree.docs,
            pages={},
            translated_notices=translated,
            translations=translations,
            gone_notices=dict(self._tree.gone),
            line=self._ids,
            attached=self._attached,
        )

    def _take(self, order: int) -> None:
        steps = len(self._tree.steps)
        grow_by(self._tree, order, self._line[order], self._settings)
        self._notices.take(self._line[order])
        for step in self._tree.steps[steps:]:
            self._walk.take(step)
        self._next = order + 1


class _Until(Mapping[str, int]):
    """The commits of a line up to the one at `last`, without a copy of them."""

    def __init__(self, commits: Mapping[str, int], last: int) -> None:
        self._commits, self._last = commits, last

    def __getitem__(self, commit: str) -> int:
        order = self._commits[commit]
        if order > self._last:
            raise KeyError(commit)
        return order

    def __iter__(self) -> Iterator[str]:
        return itertools.islice(iter(self._commits), self._last + 1)

    def __len__(self) -> int:
        return self._last + 1
