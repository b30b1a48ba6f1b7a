"""The program, called in a repository at an instant."""

from __future__ import annotations

from datetime import datetime

import pytest

from publisher import clock
from publisher.cli import main
from tests.conftest import at

MONDAY = at("2026-11-23 10:00")


class Run:
    """Calls the program; what was printed is in `out` and `err`."""

    def __init__(self, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capfd, self._monkeypatch = capfd, monkeypatch
        self.out = self.err = ""

    def __call__(self, *args: str, now: datetime | None = MONDAY) -> int:
        """Return the exit code. now: None for the real clock."""
        if now:
            self._monkeypatch.setattr(clock, "now", lambda: now)
        self._monkeypatch.setattr("sys.argv", ["publisher", *args])
        with pytest.raises(SystemExit) as stop:
            main()
        self.out, self.err = self._capfd.readouterr()
        return int(stop.value.code or 0)
