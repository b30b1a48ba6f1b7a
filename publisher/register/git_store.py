"""The register in git: built from objects, moved by comparing, never through index or work tree.

S1  A reference is moved only from the value that was read (compare and swap) and only forwards.
S2  With a remote, the remote is the register: entries are stored there first, the local branch
    follows. Without one, the local branch is the register.
S3  What is stored but was not reported (a kill, a lost answer) is found by its key the next time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from publisher.errors import TryAgainError, UsageError
from publisher.git.client import Git
from publisher.git.git_errors import GitError
from publisher.git.locks import explain_lock
from publisher.git.objects import GitBlobs
from publisher.register import stored_files
from publisher.register.branch_reader import (
    ENTRY_FILE,
    SOURCE_FILE,
    TEXT_FILE,
    Branch,
    read_branch,
    require_sound,
)
from publisher.register.chain import NO_SOURCES, Register, RegisterMovedError
from publisher.register.entry import Entry
from publisher.register.remote import Remote

_ROOM = 16 * 1024 * 1024  # bytes of texts kept in memory
_IDENTITY = ("Policy Publisher", "publisher@localhost")


class GitStore:
    """The register on a branch of a repository.

    branch: its short name. remote: the remote that holds it, or None to keep it here; a name that
    is not configured counts as None. strict: whether a commit that isn't an entry stops every reading;
    only who declares such a commit reads past it.
    """

    def __init__(
        self,
        git: Git,
        branch: str = "publications",
        remote: str | None = "origin",
        *,
        strict: bool = True,
    ) -> None:
        self.git: Git = git
        self.branch: str = branch
        self._strict = strict
        self.ref: str = f"refs/heads/{branch}"
        if git.try_run("check-ref-format", self.ref).status:
            raise UsageError(
                f"'{branch}' isn't a valid name for a branch",
                where="register_branch",
                remedy="use a name like 'publications'",
            )
        configured = remote is not None and git.config(f"remote.{remote}.url") is not None
        self.remote: Remote | None = Remote(git, remote, branch) if remote and configured else None
        self._text_ids: dict[str, str] = {}
        self._contents = GitBlobs(git, room=_ROOM)

    def ends(self) -> tuple[str | None, str | None]:
        """Return the commits of the local branch and of the remote-tracking ref."""
        return self.git.ref(self.ref), self.remote.known() if self.remote else None

    def tip(self) -> str | None:
        """Return the commit that holds the whole register as far as it is known here.

        Raises UsageError if the local branch and the remote-tracking one have parted.
        """
        local, known = self.ends()
        if local is None or known is None or local == known:
            return local or known
        if self.git.is_ancestor(local, known):
            return known
        if self.git.is_ancestor(known, local):
            return local
        raise UsageError(
            f"the register has two ends, {local} here and {known} on {self.remote}; one is wrong",
            where=f"branch {self.branch}",
            remedy="find out which is right (publisher verify --witness); if it is the remote's, run "
            f"'git branch -f {self.branch} {self.remote}'; if it is this one, put it back there",
        )

    def branch_as_stored(self) -> Branch:
        """Return the branch with all that is wrong with it; an absent one is empty."""
        tip = self.tip()
        return read_branch(self.git, tip) if tip else Branch("")

    def read(self) -> Register:
        """See RegisterStore; the position is the commit."""
        self._require_history()
        branch = self.branch_as_stored()
        register = require_sound(branch, self.branch, strays=not self._strict)
        with_text = [one for one in branch.commits if one.entry and one.text_id]
        self._text_ids = {
            one.entry.digest: one.text_id for one in with_text if one.entry and one.text_id
        }
        # Who shows texts asks for those of one policy after the other.
        with_text.sort(key=lambda one: one.entry.policy if one.entry else "")
        self._contents.expect(one.text_id for one in with_text if one.text_id)
        return register

    def texts(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bytes]]:
        """See RegisterStore."""
        wanted = [entry for entry in entries if entry.text_sha256]
        if any(entry.digest not in self._text_ids for entry in wanted):
            self.read()
        found = self.git.cat_file_batch(self._text_ids[entry.digest] for entry in wanted)
        for entry, (_, text) in zip(wanted, found, strict=True):
            self._check_text(entry, text)
            yield entry, text

    def text(self, entry: Entry) -> bytes | None:
        """See RegisterStore; its neighbours are read along with it and kept for a while."""
        if not entry.text_sha256:
            return None
        if entry.digest not in self._text_ids:
            self.read()
        text = self._contents.data(self._text_ids[entry.digest])
        self._check_text(entry, text)
        return text

    def _check_text(self, entry: Entry, text: bytes) -> None:
        if hashlib.sha256(text).hexdigest() != entry.text_sha256:
            raise UsageError(
                f"the text of entry {entry.seq} is not the one that was published",
                where=f"branch {self.branch}",
                remedy="fetch the branch anew from a sound copy; see 'publisher verify'",
            )

    def synchronise(self) -> None:
        """Fetch, finish an append whose push was cut short, and let the local branch follow."""
        self._require_history()
        if self.remote is None:
            return
        known = self.remote.fetch()
        tip = self.tip()
        if tip is None:
            return
        if tip != known:
            require_sound(read_branch(self.git, tip), self.branch, strays=not self._strict)
            self.remote.push(tip, known)
        self._follow(tip)

    def append(
        self,
        register: Register,
        additions: Sequence[tuple[Entry, bytes | None]],
        sources: Mapping[str, bytes] = NO_SOURCES,
    ) -> Register:
        """See RegisterStore."""
        base = register.position or None
        tip = base
        for entry, text in additions:
            source = sources[str(entry.fact.revision)] if entry.fact.derived_from else None
            tip = self._commit(entry, text, source, tip)
        if tip is None or tip == base:
            return register
        if self.remote:
            self.remote.push(tip, base)
            self._follow(tip)
        else:
            self._swap(tip, base)
        return Register.of((*register.entries, *(entry for entry, _ in additions)), tip)

    def _commit(
        self, entry: Entry, text: bytes | None, source: bytes | None, parent: str | None
    ) -> str:
        """Write the objects of one entry; nothing refers to them yet."""
        files = [(ENTRY_FILE, entry.raw)] + ([(TEXT_FILE, text)] if text is not None else [])
        files += [(SOURCE_FILE, source)] if source is not None else []
        listing = b"".join(
            f"100644 blob {self._blob(content)}\t{name}".encode("ascii") + b"\0"
            for name, content in files
        )
        attachments = stored_files.of_entry(entry)
        if attachments:
            folder = stored_files.write_tree(self.git, attachments)
            listing += f"040000 tree {folder}\t{stored_files.FILES}".encode("ascii") + b"\0"
        tree = self.git.made("mktree", "-z", input=listing)
        ancestry = ["-p", parent] if parent else []
        sign = ["-S"] if self.git.config("commit.gpgSign") in ("true", "1", "yes", "on") else []
        return self.git.made(
            "commit-tree", *sign, *ancestry, tree,
            input=entry.headline.encode("utf-8") + b"\n",
            env=self._identity(entry.at),
        )  # fmt: skip

    def _blob(self, content: bytes) -> str:
        return self.git.made("hash-object", "-w", "--stdin", input=content)

    def _identity(self, at: datetime) -> dict[str, str]:
        name, email = self.git.config("user.name"), self.git.config("user.email")
        if not (name and email):
            name, email = _IDENTITY
        when = f"{int(at.timestamp())} +0000"
        return {
            f"GIT_{role}_{what}": value
            for role in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", name), ("EMAIL", email), ("DATE", when))
        }

    def _swap(self, new: str, old: str | None) -> None:
        """Move the local branch from `old` to `new`, or raise RegisterMovedError (S1)."""
        expected = old or "0" * len(new)
        answer = self.git.try_run(
            "update-ref", "--no-deref", "-m", "publisher: enter", self.ref, new, expected
        )
        now = self.git.ref(self.ref)
        if now == new:
            return
        if now != old:
            raise RegisterMovedError
        locked = explain_lock(self.git, self.ref)
        if locked:
            raise TryAgainError(locked.what, where=locked.where, remedy=locked.remedy)
        if "lock" in answer.words:
            raise RegisterMovedError  # another writer held the lock and has let go of it
        raise GitError(("update-ref",), answer.status, answer.words, where=str(self.git.root))

    def _follow(self, tip: str) -> None:
        """Move the local branch to what the remote has; another process may have done so."""
        local = self.git.ref(self.ref)
        if local != tip and (local is None or self.git.is_ancestor(local, tip)):
            try:
                self._swap(tip, local)
            except (RegisterMovedError, TryAgainError):
                return  # the entry is stored; the local branch catches up the next time

    def _require_history(self) -> None:
        if self.git.is_shallow:
            raise UsageError(
                "this clone is shallow: the history that the register speaks of is not all here",
                where=str(self.git.root),
                remedy="run 'git fetch --unshallow' (actions/checkout: 'fetch-depth: 0')",
            )
