"""What a repository's own configuration names is never run: it may come from anybody, as a folder."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from publisher import clock
from publisher.errors import UsageError
from publisher.git.client import Git
from publisher.git.configured_programs import without_programs
from tests.cli.conftest import NOW, Run
from tests.conftest import git

KEYS = (
    "gpg.program", "gpg.openpgp.program", "gpg.x509.program", "gpg.ssh.program", "gpg.ssh.defaultKeyCommand",
    "core.sshCommand", "core.alternateRefsCommand", "core.askPass", "core.gitProxy", "core.editor",
    "core.pager", "core.fsmonitor", "credential.helper", "credential.https://policies.example.helper",
    "filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.external", "diff.evil.command",
    "diff.evil.textconv", "merge.evil.driver", "remote.origin.uploadpack", "remote.origin.receivepack",
    "sequence.editor", "alias.log", "alias.cat-file",
)  # fmt: skip
COMMANDS = (
    ("status",), ("check",), ("build", "--site-dir", "../built"), ("next",), ("verify",),
    ("verify", "--allowed-signers", "../signers"), ("record", "--site-dir", "site"),
    ("diff", "privacy", "1", "2"),
)  # fmt: skip


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a published policy, a signed-looking register, and a bare remote beside it."""
    from click.testing import CliRunner

    from publisher.cli import program

    folder = tmp_path_factory.mktemp("programs")
    new = folder / "policies"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        patch.setenv("GIT_CONFIG_SYSTEM", os.devnull)

        patch.setattr(clock, "now", lambda: NOW)

        def call(*args: str) -> None:
            answer = CliRunner().invoke(program, list(args), catch_exceptions=False)
            assert answer.exit_code == 0, answer.output

        patch.chdir(folder)
        call("init", "policies", "--site-url", "https://policies.example/")
        patch.chdir(new)
        git(new, "add", "-A")
        git(new, "commit", "-q", "-m", "Our text")
        call("build")
        call("record", "--site-dir", "site")
        git(folder, "init", "-q", "--bare", "remote.git")
        (folder / "signers").write_text("a@example.org ssh-ed25519 AAAA\n", "utf-8")
    return folder


@pytest.fixture
def copied(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A copy of it, and the file that a program of its configuration would leave behind."""
    folder = tmp_path / "copy"
    shutil.copytree(published, folder, symlinks=True)
    policies = folder / "policies"
    monkeypatch.chdir(policies)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    ran = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f'#!/bin/sh\necho "$0 $*" >> "{ran}"\nexit 1\n', "utf-8")
    program.chmod(0o755)
    git(policies, "remote", "add", "origin", str(folder / "remote.git"))
    git(policies, "push", "-q", "origin", "main", "publications")
    (policies / ".git/info").mkdir(exist_ok=True)
    (policies / ".git/info/attributes").write_text("* filter=evil diff=evil merge=evil\n", "utf-8")
    for key in KEYS:
        git(policies, "config", key, f"!{program}" if "alias" in key else str(program))
    return policies, ran


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_runs_a_program_that_the_repository_names(
    copied: tuple[Path, Path], run: Run, command: tuple[str, ...]
) -> None:
    """Programs for signatures, connections, passwords, filters and differences are left alone."""
    policies, ran = copied
    with (policies / "policy/privacy.md").open("a", encoding="utf-8") as file:
        file.write("\nOne more sentence.\n")
    run(*command)
    assert not ran.exists(), ran.read_text("utf-8")


@pytest.mark.parametrize(
    "url", ["ssh://git@policies.example/x.git", "ext::sh -c true", "git://x/y"]
)
@pytest.mark.parametrize("command", [("verify",), ("status",), ("build",)], ids=" ".join)
def test_a_missing_object_is_not_fetched_on_the_way(
    copied: tuple[Path, Path], run: Run, url: str, command: tuple[str, ...]
) -> None:
    """A repository that calls itself a partial clone makes no reading command talk to a remote."""
    policies, ran = copied
    blob = git(policies, "rev-parse", "HEAD:policy/privacy.md")
    for key, value in (
        ("remote.origin.url", url), ("remote.origin.promisor", "true"), ("core.repositoryformatversion", "1"),
        ("remote.origin.partialclonefilter", "blob:none"), ("extensions.partialClone", "origin"),
        ("protocol.ext.allow", "always"),
    ):  # fmt: skip
        git(policies, "config", key, value)
    (policies / f".git/objects/{blob[:2]}/{blob[2:]}").unlink()
    assert run(*command).code != 0
    assert not ran.exists(), ran.read_text("utf-8")


def test_what_the_user_configured_keeps_working(
    copied: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection program of the user's own configuration is the one that runs."""
    policies, ran = copied
    own = tmp_path / "own"
    called = tmp_path / "called"
    own.write_text(f'#!/bin/sh\necho "$*" >> "{called}"\nexit 1\n', "utf-8")
    own.chmod(0o755)
    configuration = tmp_path / "gitconfig"
    configuration.write_text(f'[core]\n\tsshCommand = "{own}"\n', "utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(configuration))
    git(policies, "config", "remote.origin.url", "ssh://git@policies.example/x.git")
    Git(policies).contact("ls-remote", "origin")
    assert "policies.example" in called.read_text("utf-8")
    assert not ran.exists()


def test_a_program_behind_an_include_is_found_too(copied: tuple[Path, Path], run: Run) -> None:
    """What an included file says counts as the repository's."""
    policies, ran = copied
    included = policies / ".git/more"
    program = policies.parent.parent / "program"
    for key in KEYS:
        git(policies, "config", "--unset-all", key)
    included.write_text(
        f'[gpg "ssh"]\n\tprogram = {program}\n[core]\n\tsshCommand = {program}\n', "utf-8"
    )
    git(policies, "config", "include.path", "more")
    git(policies, "config", "remote.origin.url", "ssh://git@policies.example/x.git")
    run("record", "--site-dir", "site")
    assert not ran.exists()


def test_an_ordinary_configuration_costs_nothing(tmp_path: Path) -> None:
    """Git is not asked where no program can be named."""
    config = tmp_path / "config"
    config.write_text('[core]\n\tbare = false\n[remote "origin"]\n\turl = x\n', "utf-8")

    def never() -> bytes:
        raise AssertionError

    assert without_programs((config, tmp_path / "absent"), never) == ()


def test_a_key_that_cannot_be_overridden_is_refused(tmp_path: Path) -> None:
    """A name with an equals sign has no form on git's command line."""
    config = tmp_path / "config"
    config.write_text('[filter "a=b"]\n\tclean = x\n', "utf-8")
    with pytest.raises(UsageError, match="delete it"):
        without_programs((config,), lambda: b"local\0filter.a=b.clean\nx\0")
