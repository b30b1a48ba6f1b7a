"""A build of the site that stops before anything is written: what would stop it is found out by itself.

`publisher check` asks it, so that it can't pass what the build refuses. Configuration, plugins, files,
navigation, ordinary pages with their links, the texts that a publication would announce: all go through
MkDocs and the plugin as in a build. Only the pages of policies are not made, and nothing stays.
"""

from __future__ import annotations

import logging
import re
import sys
import sysconfig
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import TemplateError

from publisher.errors import PublisherError, UsageError
from publisher.repository import Repository
from publisher.timeline.states import States

_PAGE = re.compile(r"(?:Doc file|Error reading page|The page) '(?P<uri>[^']+)'")
_REMEDY = "correct what is named"
_PACKAGE = Path(__file__).parents[2]
_PYTHON = sysconfig.get_path("stdlib")


@dataclass(frozen=True)
class Rehearsal:
    """What a build came to. errors: each would stop it. left_out: files that would not reach the site.

    states: what it would show; None where it was stopped before.
    """

    errors: tuple[PublisherError, ...]
    left_out: tuple[str, ...] = ()
    states: States | None = None


def rehearse(repository: Repository, at: datetime) -> Rehearsal:
    """Return what a strict build of the repository at the aware instant `at` would stop at."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import BuildError, ConfigurationError

    from publisher.site.build.plugin import RehearsedError

    file = repository.config_file
    docs = repository.history.docs_folder
    with tempfile.TemporaryDirectory() as folder, _warnings() as found, redirect_stdout(sys.stderr):
        stopped: PublisherError | None = None
        try:
            config = load_config(str(file), strict=True, site_dir=str(Path(folder) / "site"))
        except (ConfigurationError, SystemExit) as error:
            warned = (_warning(one, docs, file) for one in found if one.levelno == logging.WARNING)
            return Rehearsal((_error(str(error), file, found), *warned))
        plugin: Any = config.plugins["publisher"]
        plugin.at, plugin.given, plugin.before, plugin.rehearsal = at, repository, None, True
        left_out: tuple[str, ...] = ()
        states = None
        try:
            with started(config):
                build(config)
        except RehearsedError as end:
            left_out, states = end.left_out, plugin.states
        except (ConfigurationError, BuildError, SystemExit) as error:
            stopped = our_error(error) or _error(str(error), file, found)
        except TemplateError as error:
            stopped = template_error(error, file)
        except Exception as error:
            stopped = foreign_error(error, file)
            if stopped is None:
                raise
        finally:
            plugin.rehearsal = False
    warnings = (
        _warning(record, docs, file) for record in found if record.levelno == logging.WARNING
    )
    return Rehearsal((*((stopped,) if stopped else ()), *warnings), left_out, states)


@contextmanager
def started(config: Any) -> Iterator[None]:
    """Surround a build with the events that MkDocs' own command has: plugins open and close pools there."""
    try:
        config.plugins.on_startup(command="build", dirty=False)
        yield
    finally:
        config.plugins.on_shutdown()


def our_error(error: BaseException | None) -> PublisherError | None:
    """Return our own error behind one of MkDocs', None where there is none."""
    while error is not None and not isinstance(error, PublisherError):
        error = error.__cause__ or error.__context__
    return error


def template_error(error: TemplateError, file: Path) -> UsageError:
    """Return the error for a template of the site that Jinja can't read or run."""
    name = str(getattr(error, "filename", None) or getattr(error, "name", None) or "")
    line = getattr(error, "lineno", None)
    try:
        name = Path(name).relative_to(file.parent).as_posix()
    except ValueError:
        name = name or file.name
    return UsageError(
        f"a template of the site can't be read: {error.message or error}",
        where=f"{name}:{line}" if line else name,
        remedy="correct the template in the folder that 'theme.custom_dir' names",
    )


def foreign_error(error: Exception, file: Path) -> UsageError | None:
    """Return the error for a theme, plugin or hook of the site that failed; None if it is another failure.

    Most often an option in mkdocs.yml is of a kind that they do not expect.
    """
    if isinstance(error, OSError | ImportError | PublisherError):
        return None
    frames = traceback.extract_tb(error.__traceback__)
    failed = next((one for one in reversed(frames) if not _is_of_python(one.filename)), None)
    if failed is None or Path(failed.filename).is_relative_to(_PACKAGE):
        return None
    place = "/".join(Path(failed.filename).parts[-3:])
    return UsageError(
        f"the theme, a plugin or a hook failed with {type(error).__name__}: {error} "
        f"({place}:{failed.lineno})",
        where=file.name,
        remedy="correct the option that it reads, or take out the plugin or hook",
    )


def _is_of_python(filename: str) -> bool:
    return Path(filename).is_relative_to(_PYTHON) and "site-packages" not in filename


def _error(words: str, file: Path, records: list[logging.LogRecord]) -> UsageError:
    """Return MkDocs' own error; what it says in the log is more than the exception says."""
    told = [record.getMessage() for record in records if record.levelno >= logging.ERROR]
    what = (told[-1] if told else words).strip().rstrip("!.") or "MkDocs refuses it"
    return UsageError(what, where=file.name, remedy=_REMEDY)


def _warning(record: logging.LogRecord, docs: str, file: Path) -> UsageError:
    what = record.getMessage().strip().rstrip(".")
    page = _PAGE.search(what)
    where = f"{docs}/{page['uri']}" if page else file.name
    return UsageError(what, where=where, remedy=_REMEDY)


class _Records(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextmanager
def _warnings() -> Iterator[list[logging.LogRecord]]:
    """Collect what MkDocs and its plugins warn of, instead of printing it."""
    logger, handler = logging.getLogger("mkdocs"), _Records()
    propagated, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield handler.records
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagated
