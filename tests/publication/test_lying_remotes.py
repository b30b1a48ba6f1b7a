"""Remotes that lie, hang, or close in the middle: one clear answer in time, nothing lost, nothing doubled.

The remote's own programs are replaced: what answers in place of `git-upload-pack` (who reads) and of
`git-receive-pack` (who pushes) is a line of shell. `$1` is the true repository.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from publisher.errors import PublisherError, TryAgainError, UsageError
from publisher.git.client import Git
from publisher.git.git_errors import Limits
from publisher.register.chain import enter
from publisher.register.git_store import GitStore
from tests.conftest import CHANGED, POLICY, PolicyRepo

from .repositories import at, clone, draft, fixed, git, new_repository
from .running import Run

TRACKING = "refs/remotes/origin/publications"
HANGS = "sleep 60"
# Git reads twice: what there is, then what is new of it.
SECOND = '[ -e asked ] || { touch asked; exec git-upload-pack "$1"; }; '
PROMISED = "did not end within 2 seconds"  # which an honest answer does, also on a busy machine


class Liar:
    """A remote with three entries that can be told to misbehave, and a clone that has seen two of them."""

    def __init__(self, folder: Path) -> None:
        self.remote, self.path, self._folder = folder / "remote.git", folder / "job", folder

    def begin(self) -> None:
        """Make the repositories that are there: the true one, what it was before, and others."""
        folder, remote = self._folder, self.remote
        git(new_repository(folder / "source"), "clone", "-q", "--bare", ".", str(remote))
        other = clone(remote, folder / "other")
        self.enter_at(other, 1)
        shutil.copytree(remote, folder / "older.git")
        self.enter_at(other, 2)
        clone(remote, self.path)
        shutil.copytree(remote, folder / "seen.git")
        self.enter_at(other, 3)
        git(folder, "init", "-q", "--bare", "empty.git")
        git(folder, "init", "-q", "foreign")
        self.enter_at(folder / "foreign", 7)

    def enter_at(self, path: Path, *numbers: int, limit: float = 20) -> None:
        """Enter these versions from a clone. limit: seconds for each talk with the remote."""
        store = GitStore(Git(path, Limits(network=limit, lock=0.1)))
        enter(store, fixed(*map(draft, numbers)), at=at(), pause=lambda _: None)

    def answer(self, **programs: str) -> None:
        """Let these lines of shell answer; without any, the remote is honest."""
        lie(self._folder, programs)

    def stored(self) -> list[str]:
        """Return what the true remote holds."""
        found = GitStore(Git(self.remote), remote=None).read().entries
        return [entry.key for entry in found]


CONNECTION = """\
#!/bin/sh
# Stands in for ssh, as a user's own GIT_SSH_COMMAND does: host, then a command with the path in quotes.
for command; do :; done
eval "set -- $command"
cd {folder} || exit
case $1 in git-upload-pack) lie=uploadpack ;; *) lie=receivepack ;; esac
if [ -x $lie ]; then exec ./$lie "$2"; fi
exec "$@"
"""


def lie(folder: Path, programs: Mapping[str, str]) -> None:
    """Let these lines of shell answer in place of the remote's own programs."""
    for name in ("uploadpack", "receivepack"):
        (folder / name).unlink(missing_ok=True)
    for name, line in programs.items():
        script = folder / name
        script.write_text(f"#!/bin/sh\ncd {folder} || exit\n{line}\n")
        script.chmod(0o755)


def connect(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reach `ssh://remote/...` by programs in that folder."""
    script = folder / "connect"
    script.write_text(CONNECTION.format(folder=folder))
    script.chmod(0o755)
    monkeypatch.setenv("GIT_SSH_COMMAND", str(script))
    monkeypatch.setenv("GIT_SSH_VARIANT", "simple")


THREE, FOUR = ([draft(number).key for number in range(1, last)] for last in (4, 5))


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of that remote and that clone, made once."""
    folder = tmp_path_factory.mktemp("scene")
    Liar(folder).begin()
    return folder


@pytest.fixture
def liar(scene: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Liar:
    """A copy of it to misbehave."""
    shutil.copytree(scene, tmp_path / "scene")
    liar = Liar(tmp_path / "scene")
    connect(tmp_path / "scene", monkeypatch)
    git(liar.path, "remote", "set-url", "origin", f"ssh://remote{liar.remote}")
    return liar


def check_nothing_entered(
    liar: Liar, error: type[PublisherError], words: str, limit: float = 20
) -> None:
    """Entering fails with these words; once the remote is honest again, it works."""
    with pytest.raises(error, match=words):
        liar.enter_at(liar.path, 4, limit=limit)
    assert liar.stored() == THREE
    liar.answer()
    liar.enter_at(liar.path, 4)
    assert liar.stored() == FOUR
    assert git(liar.path, "rev-parse", TRACKING) == git(liar.remote, "rev-parse", "publications")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (HANGS, f"'git ls-remote' {PROMISED}"),
        (SECOND + HANGS, f"'git fetch' {PROMISED}"),
        ('git-upload-pack "$1" | head -c 300; sleep 60', PROMISED),
    ],
    ids=["at once", "in the middle of a fetch", "after a few bytes"],
)  # fmt: skip
def test_a_remote_that_hangs_is_left_at_the_limit(liar: Liar, line: str, words: str) -> None:
    """Whatever git is waiting for, it is stopped, and exit 3 says so."""
    liar.answer(uploadpack=line)
    check_nothing_entered(liar, TryAgainError, words, limit=2)


@pytest.mark.parametrize(
    "line",
    [
        "exit 0", "echo 0009nonsense", 'git-upload-pack "$1" </dev/null | head -c 90', SECOND + "exit 0",
        SECOND + "echo 0009nonsense", SECOND + 'git-upload-pack "$1" </dev/null | head -c 90',
    ],
)  # fmt: skip
def test_a_remote_that_closes_or_talks_nonsense_is_tried_again_later(liar: Liar, line: str) -> None:
    """In whatever middle it closes: exit 3, with git's own words."""
    liar.answer(uploadpack=line)
    check_nothing_entered(liar, TryAgainError, "the remote cannot be read: fatal")


@pytest.mark.parametrize(
    ("line", "error", "words"),
    [
        ("git-upload-pack older.git", UsageError, "shows an older register.*in case an old copy answered"),
        ("git-upload-pack foreign/.git", UsageError, "was rewritten"),
        ("git-upload-pack empty.git", UsageError, "gone from the remote"),
        (SECOND + "git-upload-pack seen.git", TryAgainError, "shows the register at .* and sent"),
    ],
    ids=["older", "foreign", "none", "not what it shows"],
)  # fmt: skip
def test_a_remote_that_shows_another_register_is_an_alarm(
    liar: Liar, line: str, error: type[PublisherError], words: str
) -> None:
    """Nothing is entered on top of it, and nothing that was seen before is given up."""
    liar.answer(uploadpack=line)
    check_nothing_entered(liar, error, words)


@pytest.mark.parametrize("lie", ["older.git", "foreign/.git"])
def test_a_head_that_only_the_first_answer_shows_misleads_nobody(liar: Liar, lie: str) -> None:
    """What is fetched decides: an older head is passed over, a foreign one is tried again later."""
    first = f'[ -e asked ] || {{ touch asked; exec git-upload-pack {lie}; }}; git-upload-pack "$1"'
    liar.answer(uploadpack=first)
    if lie == "older.git":
        liar.enter_at(liar.path, 4)
        assert liar.stored() == FOUR
    else:
        check_nothing_entered(liar, TryAgainError, "shows the register at .* and sent")


@pytest.mark.parametrize(
    ("line", "words", "limit"),
    [
        (HANGS, f"did not arrive.*'git push' {PROMISED}", 2),
        ("exit 0", "did not arrive.*fatal", 20),
        ("echo 0009nonsense", "did not arrive.*fatal", 20),
        ('head -c 400 | git-receive-pack "$1"', "did not arrive", 20),
        ("git-receive-pack seen.git", "reported that it stored the entry, and does not show it", 20),
    ],
    ids=["hangs", "closes", "nonsense", "closes in the middle", "stores elsewhere"],
)  # fmt: skip
def test_a_push_that_was_not_stored_does_not_count(
    liar: Liar, line: str, words: str, limit: float
) -> None:
    """Whatever it reports, the remote has to show the entries; a note of git's own does not count."""
    liar.enter_at(liar.path, 3)  # comes in; nothing is left to fetch
    shutil.rmtree(liar.remote.parent / "seen.git")
    shutil.copytree(liar.remote, liar.remote.parent / "seen.git")
    liar.answer(receivepack=line)
    check_nothing_entered(liar, TryAgainError, words, limit)


@pytest.mark.parametrize(("end", "limit"), [("sleep 60", 2), ("exit 1", 20)])
def test_a_push_that_was_stored_counts(liar: Liar, end: str, limit: float) -> None:
    """Also where the remote hangs after it, or says that it failed: entered once, and no complaint."""
    liar.enter_at(liar.path, 3)
    liar.answer(receivepack=f'git-receive-pack "$1"; {end}')
    for _ in range(2):
        liar.enter_at(liar.path, 4, limit=limit)
    assert liar.stored() == FOUR


def test_a_push_whose_report_is_lost_counts(liar: Liar) -> None:
    """The connection is cut once the entry is stored."""
    hook = liar.remote / "hooks" / "post-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nkill -9 $PPID\n")
    hook.chmod(0o755)
    liar.enter_at(liar.path, 4)
    assert liar.stored() == FOUR


def test_a_remote_that_is_away_after_the_push_leaves_no_doubt_of_what_to_do(liar: Liar) -> None:
    """It is not said that nothing was entered, for it was; running again finds it."""
    liar.enter_at(liar.path, 3)
    liar.answer(receivepack='touch pushed; exec git-receive-pack "$1"',
                uploadpack='[ -e pushed ] && exit 1; exec git-upload-pack "$1"')  # fmt: skip
    with pytest.raises(TryAgainError, match=r"cannot be seen.*run the same command again"):
        liar.enter_at(liar.path, 4)
    assert liar.stored() == FOUR
    liar.answer()
    liar.enter_at(liar.path, 4)
    assert liar.stored() == FOUR


def test_a_lock_on_what_was_seen_of_the_remote_is_named(liar: Liar) -> None:
    """A killed fetch may leave one: it is this repository's, and not a fault of the remote."""
    lock = liar.path / ".git" / f"{TRACKING}.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.touch()
    with pytest.raises(TryAgainError, match=r"publications\.lock: the lock is held"):
        liar.enter_at(liar.path, 4)
    lock.unlink()
    liar.enter_at(liar.path, 4)
    assert liar.stored() == FOUR


@pytest.fixture
def company(in_repo: PolicyRepo, tmp_path: Path) -> PolicyRepo:
    """A company with a remote."""
    in_repo.commit({"policy/privacy.md": POLICY, ".gitignore": "site/\nserved/\n"})
    git(tmp_path, "clone", "-q", "--bare", str(in_repo.path), "hub.git")
    in_repo.git("remote", "add", "origin", f"file://{tmp_path}/hub.git")
    return in_repo


DEPLOY = ("--deploy", 'rm -rf served && cp -r "$PUBLISHER_SITE" served', "--site-dir", "served")


def test_every_command_ends_where_the_remote_hangs(
    company: PolicyRepo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What talks to the remote is exit 3 in one sentence; what only reads does not ask it at all."""
    assert run("publish", *DEPLOY) == 0, run.err
    company.commit({"policy/privacy.md": CHANGED})
    assert run("build") == 0, run.err
    shutil.copytree("site", "served", dirs_exist_ok=True)
    connect(tmp_path, monkeypatch)
    company.git("remote", "set-url", "origin", f"ssh://remote{tmp_path}/hub.git")
    lie(tmp_path, {"uploadpack": HANGS, "receivepack": HANGS})
    monkeypatch.setattr(Git.__init__, "__defaults__", (Limits(network=2),))
    for command in (("publish", *DEPLOY), ("record", "--site-dir", "served")):
        assert run(*command) == 3
        assert f"'git ls-remote' {PROMISED}" in run.err
        assert run.err.count("\n") == 1
        assert run.out == ""
    assert run("status") == 0, run.err
    assert run("verify") == 0, run.err
    lie(tmp_path, {"receivepack": HANGS})
    assert run("record", "--site-dir", "served") == 3
    assert "the push did not arrive, so nothing was entered" in run.err
    lie(tmp_path, {})
    assert run("record", "--site-dir", "served", "--json") == 0, run.err
    assert run("record", "--site-dir", "served") == 0, run.err
    assert run.out == "Nothing new to enter: what is live is in the register.\n"
