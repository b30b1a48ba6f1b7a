"""Git commands run in one repository: fixed options, nothing of the caller's environment, a limit of time.

Options and environment are those of `publisher.git.environment`.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from subprocess import PIPE, TimeoutExpired
from typing import TYPE_CHECKING, NoReturn

from publisher import trace
from publisher.errors import UsageError
from publisher.git.configured_programs import without_programs
from publisher.git.environment import (
    CONFIGURATION,
    CONNECTION,
    ENVIRONMENT,
    OPTIONS,
    PROTOCOLS,
    failures_of_start,
    new_runner,
    without_caller,
)
from publisher.git.git_errors import USUAL, Answer, GitError, GitTimeoutError, Limits, command_of
from publisher.git.process import Process, StalledError, harmless

if TYPE_CHECKING:
    from publisher.git.environment import Runner

_OBJECT_ID = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?\n")


class Calls:
    """Runs git in the repository that holds `path`.

    root: the top of the work tree, or the repository itself if it is bare; links are resolved.

    Raises UsageError if git is missing or no repository is there.
    """

    def __init__(self, path: Path, limits: Limits = USUAL) -> None:
        self.limits = limits
        if shutil.which("git") is None:
            raise UsageError(
                "git is not installed, or not on the PATH",
                where=str(path),
                remedy="install git 2.39 or newer",
            )
        self.root: Path = _root_of(path)
        self._runner: Runner | None = None
        self._fixed: tuple[str, ...] = (
            "git",
            *OPTIONS,
            *("-c", f"core.filesRefLockTimeout={int(limits.lock * 1000)}"),
            *("-c", f"safe.directory={self.root}"),
        )
        answer = self.try_run("rev-parse", "--absolute-git-dir", "--git-common-dir")
        if answer.status:
            _no_repository(path, answer.words.strip())
        folder, _, common = os.fsdecode(answer.out.rstrip(b"\n")).rpartition("\n")
        self.git_dir: Path = Path(folder)
        self.common_dir: Path = (self.root / common).resolve()
        files = (self.common_dir / "config", self.git_dir / "config.worktree")
        self._fixed += without_programs(
            files, lambda: self.run("config", "--list", "--show-scope", "--includes", "-z")
        )

    def run(
        self,
        *args: str,
        input: bytes | None = None,  # noqa: A002 - the word that the standard library uses
        timeout: float | None = None,
        ok: tuple[int, ...] = (0,),
        env: Mapping[str, str] | None = None,
    ) -> bytes:
        """Return what the command printed.

        timeout: seconds, in place of the limit for local commands. ok: exit codes that are no
        failure. env: added to the environment.

        Raises GitError for any other exit code, GitTimeoutError if it took too long.
        """
        answer = self.try_run(*args, input=input, timeout=timeout, env=env)
        if answer.status not in ok:
            raise GitError(args, answer.status, answer.words, where=str(self.root))
        return answer.out

    def try_run(
        self,
        *args: str,
        input: bytes | None = None,  # noqa: A002 - as above
        timeout: float | None = None,
        env: Mapping[str, str] | None = None,
    ) -> Answer:
        """Return the answer whatever the exit code; raises GitTimeoutError only."""
        return self._execute(args, input, timeout or self.limits.local, env, kept=CONFIGURATION)

    def contact(self, *args: str, timeout: float | None = None) -> Answer:
        """The same for a command that talks to a remote: the caller's connection settings count."""
        limit = timeout or self.limits.network
        # Of these two git takes the first that is configured, so an option of ours would come too late.
        option = {"ls-remote": "--upload-pack=git-upload-pack", "fetch": "--upload-pack=git-upload-pack",
                  "push": "--receive-pack=git-receive-pack"}  # fmt: skip
        args = (args[0], *([option[args[0]]] if args[0] in option else []), *args[1:])
        env = {"GIT_ALLOW_PROTOCOL": PROTOCOLS}
        return self._execute(args, None, limit, env, kept=CONFIGURATION + CONNECTION)

    def made(
        self,
        *args: str,
        input: bytes | None = None,  # noqa: A002 - as above
        env: Mapping[str, str] | None = None,
    ) -> str:
        """Return the id of the object that a command made.

        Raises GitError where it prints none: git ends well though its output was lost, and to push nothing
        is to delete.
        """
        out = self.run(*args, input=input, env=env)
        if not _OBJECT_ID.fullmatch(out):
            raise GitError(args, 0, "its answer was cut on the way", where=str(self.root))
        return out.decode("ascii").strip()

    def stream(self, *args: str, timeout: float | None = None) -> Iterator[bytes]:
        """Yield what a command prints as it comes, so that we work while git does.

        timeout: seconds without any output. Raises as `run` does, after what there was.
        """
        timeout = timeout or self.limits.local
        process = self._start(args, None, None, CONFIGURATION)
        try:
            yield from trace.each("git", args, process.stream(timeout))
            if process.wait():
                words = harmless(process.words.decode("utf-8", "replace"))
                raise GitError(args, process.status, words, where=str(self.root))
        except StalledError:
            self._too_slow(args, timeout)
        finally:
            process.close()

    def line(self, *args: str) -> str:
        """Return the output of a command that prints one line."""
        return os.fsdecode(self.run(*args).rstrip(b"\n"))

    def lines(self, *args: str, timeout: float | None = None) -> list[str]:
        """Return the output split at line ends; bytes that are no UTF-8 are escaped."""
        return os.fsdecode(self.run(*args, timeout=timeout)).splitlines()

    def fields(self, *args: str, timeout: float | None = None) -> list[bytes]:
        """Return the output of a command with `-z`, split at its zero bytes."""
        return self.run(*args, timeout=timeout).split(b"\0")[:-1]

    def _execute(
        self,
        args: Sequence[str],
        given: bytes | None,
        timeout: float,
        env: Mapping[str, str] | None,
        kept: tuple[str, ...],
    ) -> Answer:
        with trace.work("git", *args):
            return self._run_through(args, given, timeout, env, kept)

    def _run_through(
        self,
        args: Sequence[str],
        given: bytes | None,
        timeout: float,
        env: Mapping[str, str] | None,
        kept: tuple[str, ...],
    ) -> Answer:
        process = self._start(args, None if given is None else PIPE, env, kept)
        try:
            out, words = process.communicate(given, timeout)
        except BaseException as error:
            process.kill()
            if isinstance(error, TimeoutExpired):
                self._too_slow(args, timeout)
            raise
        finally:
            process.close()
        return Answer(process.status, out, harmless(words.decode("utf-8", "replace")))

    def _start(
        self,
        args: Sequence[str],
        given: object,
        env: Mapping[str, str] | None,
        kept: tuple[str, ...],
    ) -> Process:
        runner = self._runner = self._runner or new_runner(self.root)
        # What we set ourselves stands, whether or not the caller has it set too.
        command = (*without_caller((*kept, *(env or ()))), *self._fixed, *args)
        with failures_of_start():
            started = runner.execute(  # type: ignore[call-overload]
                command,
                istream=given,
                as_process=True,
                env=ENVIRONMENT | dict(env or {}),
                shell=False,
                start_new_session=True,
            )
        return Process(started)

    def _too_slow(self, args: Sequence[str], timeout: float) -> NoReturn:
        raise GitTimeoutError(
            f"'git {command_of(args)}' did not end within {timeout:g} seconds and was stopped",
            where=str(self.root),
        ) from None


def _root_of(path: Path) -> Path:
    """Return the nearest folder, from `path` upwards, that holds or is a repository."""
    start = path.resolve()
    if not start.is_dir():
        _no_repository(path)
    for folder in (start, *start.parents):
        if (folder / ".git").exists():
            return folder
        if all((folder / part).exists() for part in ("HEAD", "objects", "refs")):
            return folder.parent if folder.name == ".git" else folder
    return _no_repository(path)


def _no_repository(path: Path, words: str = "") -> NoReturn:
    said = f" ({words})" if words else ""
    raise UsageError(
        f"this isn't a git repository{said}",
        where=str(path),
        remedy="call it inside a repository of policies, or make one with 'publisher init'",
    )
