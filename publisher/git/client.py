"""What a repository holds, as git answers. How git is run is told in `publisher.git.runner`."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from publisher import failures
from publisher.errors import UsageError
from publisher.git.environment import (
    CONFIGURATION,
    ENVIRONMENT,
    failures_of_start,
    new_runner,
    without_caller,
)
from publisher.git.git_errors import GitError
from publisher.git.process import GarbledError, ObjectStream, StalledError, harmless
from publisher.git.runner import Calls

_UNREAD = re.compile(r"unable to access '([^']*)'")


class Git(Calls):
    """What one repository holds. See `Calls`."""

    def resolve(self, name: str, kind: str = "commit") -> str | None:
        """Return the full object id of a name of the user's, or None if there is no such object."""
        asked = f"{name}^{{{kind}}}"
        answer = self.try_run("rev-parse", "--verify", "--quiet", "--end-of-options", asked)
        return answer.out.decode("ascii").strip() if answer.status == 0 else None

    def ref(self, name: str) -> str | None:
        """Return the object id that a full ref ("refs/heads/main") has, None if there is no such ref.

        Raises GitError if it is there and cannot be read: `rev-parse` would say that there is none. So it
        does where the answer was lost on the way, which looks like none.
        """
        found = self._ref(name)
        if found is None and self.try_run("show-ref", "--verify", "--quiet", name).status == 0:
            found = self._ref(name)  # made meanwhile
            if found is None:
                words = "its answer was cut on the way"
                raise GitError(("for-each-ref", name), 0, words, where=str(self.root))
        return found

    def _ref(self, name: str) -> str | None:
        args = ("for-each-ref", "--format=%(objectname) %(refname)", name)
        answer = self.try_run(*args)
        if answer.status or answer.words.strip():
            raise GitError(args, answer.status, answer.words, where=str(self.root))
        found = (line.split(" ") for line in os.fsdecode(answer.out).splitlines())
        return next((commit for commit, full in found if full == name), None)

    def resolve_many(self, names: Iterable[str]) -> dict[str, str | None]:
        """Return the object id behind each name ("commit:path"), None where there is none."""
        asked = sorted(name for name in names if "\n" not in name)
        answers = self.run(
            "cat-file", "--batch-check=%(objectname)",
            input=b"".join(os.fsencode(name) + b"\n" for name in asked),
        ).splitlines() if asked else []  # fmt: skip
        found = (answer.decode("utf-8", "replace") for answer in answers)
        return {
            name: None if " " in answer else answer
            for name, answer in zip(asked, found, strict=True)
        }

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Whether `newer` contains `older`, both full commit ids; False if either is missing."""
        return self.try_run("merge-base", "--is-ancestor", older, newer).status == 0

    @property
    def is_shallow(self) -> bool:
        """Whether history was cut when this repository was cloned."""
        cut = self.common_dir / "shallow"  # where git itself looks
        return cut.is_file() and cut.stat().st_size > 0

    def config(self, name: str) -> str | None:
        """Return a configured value, or None.

        Raises GitError where the repository's own file cannot be read: git only warns, and goes on without.
        """
        args = ("config", "--get", name)
        answer = self.try_run(*args)
        unread = _UNREAD.search(answer.words)
        own = unread and (self.root / unread[1]).resolve() == self.common_dir / "config"
        if own or answer.status not in (0, 1):
            raise GitError(args, answer.status, answer.words, where=str(self.root))
        return os.fsdecode(answer.out.rstrip(b"\n")) if answer.out else None

    def cat_file_batch(
        self, ids: Iterable[str], timeout: float | None = None
    ) -> Iterator[tuple[str, bytes]]:
        """Yield (id as asked, content) in the order asked, one object in memory at a time.

        ids: object ids or other names without a line end. timeout: seconds without any output.

        Raises UsageError for an object that is not there.
        """
        for asked, kind, content in self.objects(ids, timeout):
            if kind is None:
                raise UsageError(
                    f"object {asked} is missing",
                    where=str(self.root),
                    remedy="fetch the whole history ('git fetch --unshallow', or fetch-depth: 0)",
                )
            yield asked, content

    def require_readable(self, name: str | None = None) -> None:
        """Raise UsageError if the system refuses a file in which an object may lie; None: any object.

        Git calls such an object missing, and who looks for a broken promise would find one.
        """
        folder = self.common_dir / "objects"
        loose = (
            [folder / name[:2] / name[2:]] if name else sorted(folder.glob("[0-9a-f][0-9a-f]/*"))
        )
        for path in (*loose, *sorted((folder / "pack").glob("*.*"))):
            try:
                with path.open("rb") as file:
                    file.read(1)
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                raise UsageError(
                    f"an object of the repository can't be read: {error.strerror or error}",
                    where=str(path),
                    remedy="give yourself the right to read the repository's files, or clone it again",
                ) from None

    def objects(
        self, ids: Iterable[str], timeout: float | None = None
    ) -> Iterator[tuple[str, str | None, bytes]]:
        """Yield (id as asked, kind of object or None if it is missing, content)."""
        timeout = timeout or self.limits.local
        with tempfile.TemporaryFile() as names:
            asked = []
            with failures.at(tempfile.gettempdir()):
                for name in ids:
                    asked.append(name)
                    names.write(os.fsencode(name) + b"\n")
                names.seek(0)
            if not asked:
                return
            args = ("cat-file", "--batch", "--buffer")
            process = self._start(args, names, None, CONFIGURATION)
            try:
                source = ObjectStream(process.stdout.fileno(), timeout)
                for name in asked:
                    kind, content = source.object(name)
                    if kind is None:
                        self.require_readable(name)
                    yield name, kind, content
            except StalledError:
                self._too_slow(args, timeout)
            except GarbledError:
                process.kill()
                words = "its answer was cut on the way"
                raise GitError(args, process.wait(), words, where=str(self.root)) from None
            except EOFError:
                self.require_readable()
                words = harmless(process.stderr.read().decode("utf-8", "replace"))
                raise GitError(args, process.wait(), words, where=str(self.root)) from None
            finally:
                process.close()


def create_repository(folder: Path, branch: str = "main") -> Git:
    """Make an empty repository in `folder`, which exists, and return it. No template is copied."""
    command = (*without_caller(CONFIGURATION), "git", "init", "--quiet", "--template=")
    runner = new_runner(folder)
    with failures_of_start():
        status, _, words = runner.execute(
            (*command, f"--initial-branch={branch}", "--", str(folder)),
            env=ENVIRONMENT, with_exceptions=False, with_extended_output=True,
        )  # fmt: skip
    if status:
        raise GitError(("init",), int(status), harmless(str(words)), where=str(folder))
    return Git(folder)
