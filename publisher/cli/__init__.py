"""The program `publisher`: one file a command, loaded when it is called."""

from __future__ import annotations

import errno
import io
import os
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from keyword import iskeyword
from typing import NoReturn

import click

from publisher import trace
from publisher.cli.output import colour, seen
from publisher.errors import PublisherError
from publisher.failures import at, of_system

# In the order in which help lists them: the ways of the editor, of CI, of whoever checks.
COMMANDS = {
    "status": "which text applies, what is pending, days left",
    "check": "what a change will do, and what must be fixed first",
    "notice": "write the notice text of a change",
    "next": "when the site next changes by itself",
    "build": "build the site",
    "serve": "preview the site while you write, on any day",
    "stage": "the finished Markdown tree, for another generator",
    "diff": "compare two versions of a policy",
    "compare": "compare two Markdown or Word files",
    "edit": "take a draft from Word into a policy, or give one out",
    "schedule": "count the days of a notice",
    "record": "enter what is live in the register",
    "publish": "build, deploy and record in one go",
    "notify": "hand announcements to your mail service, webhook or chat",
    "verify": "prove the whole history from git and the register",
    "monitor": "is the live site fresh and true",
    "register": "the register as JSON Lines",
    "init": "a new policy repository, ready to push",
    "adopt": "start the register in a repository that has a history",
    "import": "dated files as earlier versions of a policy",
    "embed": "what other sites write into their pages to show the notices",
    "demo": "a made-up history that shows every state",
    "completion": "let the shell complete commands and policies",
}


def module_of(name: str) -> str:
    """Return the module of a command; `import` is no name that a module could have."""
    return f"publisher.cli.{name}_" if iskeyword(name) else f"publisher.cli.{name}"


class _Lazy(click.Group):
    """A group that imports a command's file only when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        found = import_module(module_of(cmd_name)).command
        assert isinstance(found, click.Command)  # noqa: S101 - a mistake of ours
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest the command that was probably meant."""
        import difflib

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            ctx.fail(f"There is no command '{args[0]}'.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="policy-publisher", prog_name="publisher")
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    expose_value=False,
    callback=lambda _context, _option, on: trace.show_lines() if on else None,
    help="Say on standard error which git command runs, what caches have, and how long it takes. "
    "PUBLISHER_LOG=1 does the same, for 'mkdocs build' too.",
)
def program() -> None:
    """Publish legal policies and hold each change until its notice period has passed.

    Exit codes: 0 fine; 1 a check found something or the promise is broken; 2 usage, or a mistake in the
    repository that you can fix; 3 try again.
    """


def main() -> None:
    """Run the program; an error that a user can mend is one message and an exit code."""
    try:
        code = program.main(standalone_mode=False, color=colour())
        with at("standard output"):
            sys.stdout.flush()  # else a full disk is noticed when nobody can say so any more
    except PublisherError as error:
        _refuse(error)
    except click.ClickException as error:
        words = io.StringIO()
        error.show(words)  # what was typed stands in it
        click.echo(seen(words.getvalue()), nl=False, err=True)
        sys.exit(2)
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python must not complain about it at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except OSError as error:
        if error.filename is None and error.errno is not None and _was_printing(error):
            error.filename = "standard output"
        _refuse(of_system(error))
    except ImportError as error:  # of a library that does what fails while it is loaded
        behind = _system_error(error)
        if behind is None:
            raise
        _refuse(of_system(behind))
    except MemoryError:
        _refuse(of_system(OSError(errno.ENOMEM, os.strerror(errno.ENOMEM), "this command")))
    except (click.Abort, KeyboardInterrupt):
        click.echo("publisher: stopped.", err=True)
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)


def _refuse(error: PublisherError) -> NoReturn:
    """Print one message and end with the error's exit code."""
    with suppress(OSError):
        click.echo(f"publisher: {seen(str(error))}", err=True)
    if not _can_print():
        # Throw away what could not be printed: Python would try again at the end, and exit with 120.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(error.exit_code)


def _system_error(error: BaseException | None) -> OSError | None:
    """Return the system's error that led to another one, None where there is none."""
    while error is not None and not isinstance(error, OSError):
        error = error.__cause__ or error.__context__
    return error


def _was_printing(error: OSError) -> bool:
    """Whether an error that names no file arose while something was printed."""
    frames = traceback.walk_tb(error.__traceback__)
    return any(frame.f_globals.get("__name__") == "click.utils" for frame, _ in frames)


def _can_print() -> bool:
    try:
        sys.stdout.flush()
    except OSError:
        return False
    return True
