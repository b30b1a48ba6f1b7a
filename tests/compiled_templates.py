"""Templates compiled once for all tests: compiling them costs half of a small build.

Jinja checks by a digest that what it takes is what it would compile; the folder is that of this user's
test runs and never part of the program. Where PUBLISHER_TESTS_COMPILE is set, nothing is taken from it.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache

FOLDER = Path(__file__).parents[1] / ".pytest_cache" / "templates"


def share() -> None:
    """Give each environment that is made from now on the shared compiled templates."""
    if os.environ.get("PUBLISHER_TESTS_COMPILE"):
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    cache = FileSystemBytecodeCache(str(FOLDER))
    init = Environment.__init__

    @functools.wraps(init)
    def with_cache(self: Environment, *args: Any, **options: Any) -> None:
        init(self, *args, **options)
        self.bytecode_cache = self.bytecode_cache or cache

    Environment.__init__ = with_cache  # type: ignore[method-assign]
