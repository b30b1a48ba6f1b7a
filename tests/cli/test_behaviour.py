"""What people expect of every command."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

from publisher.cli import COMMANDS, module_of, program
from tests.cli.conftest import Run
from tests.conftest import POLICY, PolicyRepo


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    """Each command says what it does, and what each of its options means."""
    command = import_module(module_of(name)).command
    context = click.Context(command, info_name=name)
    text = command.get_help(context)
    assert command.help
    assert len(command.help.splitlines()[0]) < 100
    assert "Examples:" in text
    assert f"publisher {name}" in text.split("Examples:")[1]
    for option in command.params:
        if isinstance(option, click.Option) and not isinstance(command, click.Group):
            assert option.help or option.metavar or option.type.name == "integer range", option.name


def test_help_lists_every_command(run: Run) -> None:
    """`publisher --help` names all commands, each with a few words."""
    answer = run("--help")
    assert answer.code == 0
    for name, words in COMMANDS.items():
        assert f"\n  {name} " in answer.out
        assert words.split(",")[0] in " ".join(answer.out.split())


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        pytest.param(["chek"], "Did you mean 'check'?", id="command"),
        pytest.param(["check", "--bse", "x"], "Did you mean '--base'?", id="option"),
        pytest.param(["notice", "privcy"], "write 'privacy'", id="policy"),
        pytest.param(["check", "--format", "githb"], "github", id="value"),
    ],
)
def test_a_misspelt_word_gets_the_one_that_was_meant(
    in_repo: PolicyRepo, run: Run, words: list[str], meant: str
) -> None:
    """Exit code 2, one message, and what was probably meant."""
    in_repo.commit({"policy/privacy.md": POLICY})
    answer = run(*words)
    assert (answer.code, answer.out) == (2, "")
    assert meant in answer.err


def test_a_misspelt_option_of_the_configuration_gets_the_one_that_was_meant(
    in_repo: PolicyRepo, run: Run
) -> None:
    """mkdocs.yml is read as strictly as the command line."""
    in_repo.commit({"policy/privacy.md": POLICY})
    config = Path("mkdocs.yml").read_text(encoding="utf-8")
    in_repo.commit({"mkdocs.yml": config.replace("notice_days", "notice_dais")})
    assert "write 'notice_days'" in run("status").err


@pytest.mark.parametrize(
    ("variable", "coloured"), [("NO_COLOR", False), ("FORCE_COLOR", True), (None, False)]
)
def test_colour_is_for_terminals(
    in_repo: PolicyRepo,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    variable: str | None,
    coloured: bool,
) -> None:
    """Without a terminal there is no colour, NO_COLOR takes it away, FORCE_COLOR brings it."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    if variable:
        monkeypatch.setenv(variable, "1")
    in_repo.commit({"policy/privacy.md": POLICY})
    assert ("\x1b[" in run("check").out) is coloured


def test_a_reader_that_goes_away_is_no_error(in_repo: PolicyRepo) -> None:
    """`publisher … | head -0` ends quietly."""
    in_repo.commit({"policy/privacy.md": POLICY})
    call = (
        f"{sys.executable} -c 'from publisher.cli import main; main()' schedule --days 5 | head -0"
    )
    done = subprocess.run(
        call, shell=True, capture_output=True, text=True, check=False, env=os.environ
    )
    assert done.stderr == ""


def test_a_command_can_be_stopped(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is one word on standard error and exit code 130."""

    def stop() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(import_module("publisher.cli.next").command, "callback", lambda **_: stop())
    answer = run("next")
    assert (answer.code, answer.out, answer.err.strip()) == (130, "", "publisher: stopped.")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_can_complete(run: Run, shell: str) -> None:
    """The printed script asks the program itself."""
    answer = run("completion", shell)
    assert answer.code == 0
    assert "_PUBLISHER_COMPLETE" in answer.out


def test_policies_are_completed_by_their_ids(in_repo: PolicyRepo) -> None:
    """The ids that are committed or lie here are offered."""
    from publisher.cli.completion import complete_policy

    in_repo.commit({"policy/privacy.md": POLICY})
    in_repo.write({"policy/press.md": POLICY})
    context = click.Context(program)
    parameter = click.Argument(["policy"])
    assert [item.value for item in complete_policy(context, parameter, "pr")] == [
        "press",
        "privacy",
    ]
    assert complete_policy(context, parameter, "x") == []


def test_outside_of_a_repository_completion_is_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no repository nothing is offered and nothing is printed."""
    from publisher.cli.completion import complete_policy

    monkeypatch.chdir(tmp_path)
    assert complete_policy(click.Context(program), click.Argument(["policy"]), "") == []
