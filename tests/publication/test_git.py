"""Git is run in one way, whatever the repository and the caller's environment say."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from publisher.errors import UsageError
from publisher.git.client import Git
from publisher.git.git_errors import GitError, GitTimeoutError
from publisher.git.log import main_line

from .repositories import git, new_repository


def test_a_folder_without_a_repository_is_named(tmp_path: Path):
    """A call outside any repository says where and what to do."""
    with pytest.raises(UsageError, match=r"isn't a git repository.*publisher init"):
        Git(tmp_path)


def test_a_missing_git_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A machine without git gets one sentence."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="git is not installed"):
        Git(tmp_path)


@pytest.mark.parametrize("below", [".", "policy", ".git"])
def test_the_repository_is_found_from_any_folder_in_it(local: Path, below: str):
    """The root is the top of the work tree, wherever in it the call is made."""
    assert Git(local / below).root == local.resolve()


def test_a_bare_repository_is_one_too(remote: Path):
    """A bare repository is its own root."""
    assert Git(remote).root == remote.resolve()


def test_the_callers_variables_do_not_count(
    local: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """GIT_DIR and its like of the caller lead nowhere else."""
    other = new_repository(tmp_path / "other")
    head = git(local, "rev-parse", "HEAD")
    for name in ("GIT_DIR", "GIT_OBJECT_DIRECTORY", "GIT_INDEX_FILE", "GIT_NAMESPACE"):
        monkeypatch.setenv(name, str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    assert Git(local).line("rev-parse", "HEAD") == head
    assert os.environ["GIT_NAMESPACE"] == str(other / ".git"), "the caller's own stay as they were"


def test_what_we_set_ourselves_stands(local: Path, monkeypatch: pytest.MonkeyPatch):
    """A variable of ours is set also where the caller, such as a CI system, has set it to something else."""
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Caller")
    env = {"GIT_AUTHOR_NAME": "Ours", "GIT_AUTHOR_EMAIL": "ours@example.org"}
    said = Git(local).run("var", "GIT_AUTHOR_IDENT", env=env).decode()
    assert said.startswith("Ours <ours@example.org>")


def test_nothing_that_the_repository_configures_is_run(local: Path, tmp_path: Path):
    """Hooks, file-system monitors and text converters of the repository are never started."""
    trap = tmp_path / "trap"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho ran >> {trap}\nexit 1\n")
    program.chmod(0o755)
    hooks = local / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for hook in ("reference-transaction", "post-commit", "pre-push"):
        (hooks / hook).symlink_to(program)
    for name in ("core.fsmonitor", "diff.x.textconv", "filter.x.clean", "filter.x.smudge"):
        git(local, "config", name, str(program))
    (local / ".gitattributes").write_text("* diff=x filter=x\n")
    run = Git(local)
    blob = run.run("hash-object", "-w", "--stdin", input=b"x").decode().strip()
    run.run("update-ref", "refs/heads/other", "HEAD")
    run.run("ls-tree", "-z", "HEAD")
    assert dict(run.cat_file_batch([blob])) == {blob: b"x"}
    assert not trap.exists()


def test_a_replaced_object_is_read_as_it_was(local: Path):
    """`git replace` changes what git shows to everybody else, not what is read here."""
    blob = git(local, "rev-parse", "HEAD:policy/privacy.md")
    forged = git(local, "hash-object", "-w", "--stdin", input="forged\n")
    git(local, "replace", blob, forged)
    assert git(local, "cat-file", "-p", blob) == "forged"
    assert b"We keep it." in dict(Git(local).cat_file_batch([blob]))[blob]


def test_a_failure_keeps_gits_own_words(local: Path):
    """An error says which command failed, in git's words, without a password or a terminal code."""
    git(local, "remote", "add", "origin", "file://user:secret@localhost/none\x1b[31m")
    answer = Git(local).contact("ls-remote", "origin")
    assert answer.status
    assert "secret" not in answer.words
    assert "\x1b" not in answer.words
    with pytest.raises(GitError, match="'git cat-file' stopped with exit code 128: fatal: Not a"):
        Git(local).run("-c", "a.b=c", "cat-file", "-t", "nothing")


def test_a_command_that_hangs_is_stopped_with_its_children(
    local: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """After its time limit a command is killed, and what it started too."""
    pids = tmp_path / "pids"
    hang = tmp_path / "hang"
    hang.write_text(f"#!/bin/sh\necho $$ >> {pids}\nsleep 60 & echo $! >> {pids}\nwait\n")
    hang.chmod(0o755)
    monkeypatch.setenv("GIT_SSH_COMMAND", str(hang))
    git(local, "remote", "add", "origin", "ssh://nowhere/x")
    with pytest.raises(GitTimeoutError, match="did not end within 1 seconds"):
        Git(local).contact("ls-remote", "origin", timeout=1)
    for pid in pids.read_text().split():
        for _ in range(100):
            if not _alive(int(pid)):
                break
            time.sleep(0.02)
        assert not _alive(int(pid))


def _alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]
    except FileNotFoundError:
        return False


def test_transports_that_run_programs_are_refused(local: Path):
    """An address such as ext::… runs nothing."""
    answer = Git(local).contact("ls-remote", "ext::touch PWNED")
    assert "transport 'ext' not allowed" in answer.words
    assert not (local / "PWNED").exists()


def test_objects_stream_in_the_order_asked(local: Path):
    """Contents come back in order, also large ones, and a missing object is said to be missing."""
    run = Git(local)
    contents = [b"", b"\n\n", b"x" * 3_000_000, b"last"]
    ids = [run.run("hash-object", "-w", "--stdin", input=c).decode().strip() for c in contents]
    assert [content for _, content in run.cat_file_batch(ids)] == contents
    assert [kind for _, kind, _ in run.objects([ids[0], "0" * 40])] == ["blob", None]
    assert list(run.cat_file_batch([])) == []
    with pytest.raises(UsageError, match=f"object {'1' * 40} is missing"):
        list(run.cat_file_batch(["1" * 40]))


def test_a_stream_that_is_left_early_leaves_no_process(local: Path):
    """Who stops reading objects half-way leaves no git behind."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    if not children.exists():
        pytest.skip("this system does not list a process's children")
    before = set(children.read_text().split())  # such as the browser of other tests
    stream = Git(local).cat_file_batch(["HEAD"] * 50_000)
    next(stream)
    assert set(children.read_text().split()) > before
    stream.close()
    assert set(children.read_text().split()) <= before


def test_a_name_like_an_option_is_a_name(local: Path):
    """A name that looks like an option of git's is looked up, never obeyed."""
    assert Git(local).resolve("--upload-pack=touch PWNED") is None
    assert not (local / "PWNED").exists()


def test_a_checkout_of_another_owner_is_read(local: Path):
    """In a container the checkout often belongs to somebody else; this one folder is trusted."""
    if os.geteuid():
        pytest.skip("only root can give files away")
    for path in [local, *local.rglob("*")]:
        os.chown(path, 12345, 12345, follow_symlinks=False)
    assert "dubious ownership" in _refused(local)
    assert Git(local).line("rev-parse", "HEAD")


def _refused(path: Path) -> str:
    with pytest.raises(AssertionError) as error:
        git(path, "rev-parse", "HEAD")
    return str(error.value)


@pytest.mark.parametrize(
    "answer",
    ["garbled", "a b", "0123 blob x", "blob 3\nabc"],
    ids=["word", "two", "size", "no-name"],
)
def test_an_answer_that_was_cut_on_the_way_is_told_of_git(
    local: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
):
    """A disk that fails under git's own output is named as a fault of git's, not shown as one of ours."""
    run = Git(local)
    fake = tmp_path / "bin" / "git"
    fake.parent.mkdir()
    fake.write_text(f"#!/bin/sh\nprintf '{answer}\\n'; sleep 30\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    started = time.monotonic()
    with pytest.raises(GitError, match="cut on the way"):
        list(run.objects(["0" * 40]))
    assert time.monotonic() - started < 20, "it is not waited for"


def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a script in git's place."""
    fake = tmp_path / "bin" / "git"
    fake.parent.mkdir()
    fake.write_text(f"#!/bin/sh\n{script}\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")


def test_what_git_prints_is_there_while_it_runs(
    local: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A stream gives what there is at once, and stops git when nobody listens any more."""
    run = Git(local)
    stand_in(tmp_path, monkeypatch, "echo first; exec sleep 30")
    started = time.monotonic()
    stream = run.stream("log")
    assert next(stream) == b"first\n"
    stream.close()
    assert time.monotonic() - started < 20


def test_a_stream_keeps_gits_own_words(
    local: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """However much git says on the side, it neither waits for a reader nor is forgotten."""
    run = Git(local)
    stand_in(
        tmp_path, monkeypatch, "head -c 300000 /dev/zero | tr '\\0' x >&2; echo end >&2; exit 3"
    )
    with pytest.raises(GitError, match="end") as error:
        list(run.stream("log"))
    assert error.value.status == 3


def test_a_stream_that_stalls_is_stopped(
    local: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A git that says nothing for too long is stopped, and that is told."""
    run = Git(local)
    stand_in(tmp_path, monkeypatch, "echo first; exec sleep 30")
    with pytest.raises(GitTimeoutError, match="did not end within"):
        list(run.stream("log", timeout=0.2))


@pytest.mark.parametrize("kept", [0, 45, 100, 190])
def test_a_history_that_was_cut_on_the_way_is_none(
    local: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: int
):
    """Part of a history, from a git that ends well, is not taken for the whole."""
    run = Git(local)
    head = run.resolve("HEAD")
    assert head is not None
    git(
        local,
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@b.c",
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        "Two",
    )
    last = run.resolve("HEAD")
    assert last is not None
    assert [commit.id for commit in main_line(run, last)] == [head, last]
    real = shutil.which("git")
    stand_in(tmp_path, monkeypatch, f'{real} "$@" | head -c {kept}')
    with pytest.raises(GitError, match="cut on the way"):
        list(main_line(run, last))
