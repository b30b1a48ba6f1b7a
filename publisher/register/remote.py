"""The register's branch on the remote: fetched and pushed without ever being forced.

What a push reports is no proof either way: one that reports failure may have been stored, and one
that reports success may not. What the remote shows afterwards decides.
"""

from __future__ import annotations

import re
from pathlib import Path

from publisher.errors import TryAgainError, UsageError
from publisher.git.client import Git
from publisher.git.git_errors import Answer, GitTimeoutError
from publisher.git.locks import explain_lock, held_for
from publisher.register.chain import RegisterMovedError

_REFUSED_RIGHTS = re.compile(
    r"\b40[13]\b|denied|not granted|authentication failed|could not read (username|password)"
    r"|invalid credentials|not allowed to push|protected branch|hook declined|rule violations"
    r"|unauthorized",
    re.IGNORECASE,
)
# "!", what was pushed where, and then the reason.
_FOR_MACHINES = re.compile(r"^!\t\S+\t")
_HINTS = (
    "hint:", "To ", "Done", "error: failed to push some refs", "Please make sure you have",
    "and the repository exists", "Another git process", "an editor opened by", "are terminated then",
    "may have crashed", "remove the file manually",
)  # fmt: skip
_LOCKED = re.compile(r"cannot lock ref|Unable to create '[^']*\.lock'")
_LOCK = re.compile(r"Unable to create '([^'\n]*\.lock)'")
_UNLOCK = "if no git is at work there, let that file be removed on the remote's machine; then "
_RIGHTS_REMEDY = (
    "let this job write to the repository (GitHub: 'permissions: contents: write'; elsewhere a "
    "token or deploy key that may push); rules for this branch must accept ordinary pushes"
)


class Remote:
    """One branch on one remote.

    name: the remote as git calls it ("origin"). branch: its short name. what: it holds, for messages.
    """

    def __init__(self, git: Git, name: str, branch: str, what: str = "register") -> None:
        self._git = git
        self.name: str = name
        self.branch: str = branch
        self._what = what
        self.ref: str = f"refs/heads/{branch}"
        self.tracking: str = f"refs/remotes/{name}/{branch}"

    def __str__(self) -> str:
        return f"{self.name}/{self.branch}"

    def tip(self) -> str | None:
        """Return the commit that the branch is at on the remote; None if it has no such branch."""
        answer = self._git.contact("ls-remote", "--refs", "--", self.name, self.ref)
        if answer.status:
            raise self._unreachable(answer)
        for line in answer.out.decode("ascii", "replace").splitlines():
            commit, _, ref = line.partition("\t")
            if ref == self.ref:
                return commit
        return None

    def known(self) -> str | None:
        """Return the commit of the remote-tracking ref, None if there is none."""
        return self._git.ref(self.tracking)

    def fetch(self) -> str | None:
        """Bring the remote-tracking ref up to the remote and return its commit.

        Raises UsageError if the remote's branch is gone, or no longer contains what was seen there,
        TryAgainError if it did not send what it shows.
        """
        known, tip = self.known(), self.tip()
        if tip == known:
            return known
        if tip is None:
            raise UsageError(
                f"the {self._what} is gone from the remote; it was at {known}",
                where=str(self),
                remedy="find out who deleted it, then put it back: "
                f"git push {self.name} {known}:{self.ref}",
            )
        answer = self._git.contact(
            "fetch", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-prune",
            "--", self.name, f"{self.ref}:{self.tracking}",
        )  # fmt: skip
        if "[rejected]" in answer.words:
            raise self._rewritten(known or "", tip)
        if answer.status:
            raise self._locked_here(answer) or self._unreachable(answer)
        sent = self.known()
        if sent != tip and not (sent and self._git.is_ancestor(tip, sent)):
            raise TryAgainError(
                f"the remote shows the {self._what} at {tip} and sent {sent or 'nothing'}",
                where=str(self),
            )
        return sent

    def _rewritten(self, known: str, tip: str) -> UsageError:
        kept = f"the old {self._what} is still here ({self.tracking}) and can be put back by whoever may"
        if self._git.is_ancestor(tip, known):
            return UsageError(
                f"the remote shows an older {self._what}, {tip}, than was seen there, {known}",
                where=str(self),
                remedy="run it again, in case an old copy answered; if that changes nothing, entries were "
                f"cut off: find out who forced it; {kept} push",
            )
        return UsageError(
            f"the {self._what} was rewritten: {known} was seen there and is not in {tip}",
            where=str(self),
            remedy=f"find out who forced it; {kept} force a push",
        )

    def push(self, commit: str, base: str | None) -> None:
        """Store `commit` on the remote, where the branch was at `base`; returns once it shows.

        Raises RegisterMovedError if another writer was first, TryAgainError if the remote did not
        answer, UsageError if it refuses for good.
        """
        if not commit:
            raise ValueError("to push nothing is to delete the register")
        before = self.known()
        try:
            answer = self._git.contact(
                "push", "--porcelain", "--no-verify", "--no-follow-tags", "--no-recurse-submodules",
                "--", self.name, f"{commit}:{self.ref}",
            )  # fmt: skip
        except GitTimeoutError as error:
            answer = Answer(-1, b"", error.what)
        self._unlearn(commit, before)
        try:
            stored = self._shows(commit)
        except TryAgainError as error:
            raise TryAgainError(
                f"the entries were sent, and whether they were stored cannot be seen: {error.what}",
                where=str(self),
                remedy="run the same command again; what was stored is found, and not entered twice",
            ) from None
        if stored:
            return
        said = f"{answer.out.decode('utf-8', 'replace')}\n{answer.words}"
        if self.known() != base:
            raise RegisterMovedError
        raise self._refusal(answer, said)

    def _unlearn(self, commit: str, before: str | None) -> None:
        """Take back that git notes a pushed commit as seen on the remote, on the report's word alone."""
        if before is None:
            self._git.try_run("update-ref", "-d", self.tracking, commit)
        elif before != commit:
            self._git.try_run("update-ref", self.tracking, before, commit)

    def _shows(self, commit: str) -> bool:
        """Whether the remote's branch now contains the commit."""
        tip = self.tip()
        if tip == commit:
            self._git.try_run("update-ref", self.tracking, commit)  # else the next fetch does it
            return True
        if tip is None:
            return False
        # Another process here may have fetched it already, with what was stored on top of ours.
        fetched = tip if tip == self.known() else self.fetch()
        return fetched is not None and self._git.is_ancestor(commit, fetched)

    def _refusal(self, answer: Answer, said: str) -> Exception:
        if answer.status == 0:
            return TryAgainError(
                "the remote reported that it stored the entry, and does not show it",
                where=str(self),
            )
        if _REFUSED_RIGHTS.search(said):
            return UsageError(
                f"the remote refused the push, so nothing was entered: {_gist(said)}",
                where=str(self),
                remedy=_RIGHTS_REMEDY,
            )
        if "[rejected]" in said:
            return RegisterMovedError()
        return TryAgainError(
            f"the push did not arrive, so nothing was entered: {_gist(said)}{_age(said)}",
            where=str(self),
            remedy=f"{_UNLOCK if _LOCKED.search(said) else ''}run the same command again",
        )

    def _locked_here(self, answer: Answer) -> Exception | None:
        """Return the error of a fetch that a lock in this repository stopped, if that was it."""
        lock = explain_lock(self._git, self.tracking) if _LOCKED.search(answer.words) else None
        return TryAgainError(lock.what, where=lock.where, remedy=lock.remedy) if lock else None

    def _unreachable(self, answer: Answer) -> Exception:
        if _REFUSED_RIGHTS.search(answer.words):
            return UsageError(
                f"the remote refused to be read: {_gist(answer.words)}",
                where=str(self),
                remedy="let this job read the repository (GitHub: 'permissions: contents: read')",
            )
        return TryAgainError(
            f"the remote cannot be read: {_gist(answer.words)}",
            where=str(self),
            remedy=f"see whether 'git ls-remote {self.name}' answers, then run it again",
        )


def _age(said: str) -> str:
    """Say since when the lock that git names is held. That of another machine shows its age only there."""
    named = _LOCK.search(said)
    if not named:
        return ""
    age = held_for(Path(named[1]))
    return f" (held for {age} now)" if age else " (since when, only the remote's machine can tell)"


def _gist(words: str) -> str:
    """Git's words in one line, without its hints and without what it says for machines."""
    kept = []
    for line in words.splitlines():
        line = _FOR_MACHINES.sub("", line).removeprefix("remote:").strip()
        if line and not line.startswith(_HINTS):
            kept.append(line.rstrip("."))
    return "; ".join(dict.fromkeys(kept)) or "no word from git"
