"""A text that a library never comes to an end with is given up, with its name."""

from __future__ import annotations

import gc
import re
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from publisher.errors import UsageError
from publisher.text.document import timeout
from publisher.text.document.render import render

LONG = "We keep *your* data for `24` months, see [us](us.md).\n\n" * 4_000


@pytest.fixture(autouse=True)
def _no_collector() -> Iterator[None]:
    """In what other tests have hung onto the collector, an error would be reported and forgotten."""
    gc.disable()
    yield
    gc.enable()


def test_a_text_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the file, the time, and what to do."""
    monkeypatch.setattr(timeout, "SECONDS", 0.1)
    with pytest.raises(UsageError) as caught:
        render(LONG, "policy/privacy.md")
    assert caught.value.where == "policy/privacy.md"
    assert "more than 0.1 seconds" in caught.value.what
    assert caught.value.remedy


def test_other_texts_are_rendered_as_ever_after() -> None:
    """Nothing of the limit stays behind, neither after a block that ended nor after one that did not."""
    before = signal.getsignal(signal.SIGVTALRM)
    with timeout.bounded("a.md", 5):
        assert 0 < signal.getitimer(signal.ITIMER_VIRTUAL)[0] < 6
    with pytest.raises(UsageError), timeout.bounded("b.md", 0.01):
        render(LONG)
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)
    assert signal.getsignal(signal.SIGVTALRM) == before


def test_a_thread_beside_the_main_one_does_without() -> None:
    """A preview renders in a thread, which no signal reaches; the bounds before parsing hold there too."""
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.append(render("# One\n")))
    thread.start()
    thread.join()
    assert "One" in found[0]


def test_texts_that_share_a_budget_take_hardly_longer_than_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each has a little of its own; what they need beyond that is divided between them."""
    monkeypatch.setattr(timeout, "FREE", 0.1)
    monkeypatch.setattr(timeout, "MORE", 0.4)
    began = time.process_time()
    refused = []
    with timeout.shared():
        for number in range(4):
            with pytest.raises(UsageError) as caught, timeout.bounded(f"{number}.md"):
                _compute()
            refused.append(caught.value.what)
        with timeout.bounded("short.md"):
            pass
    assert time.process_time() - began < 1.5
    assert "more than 0.5 seconds" in refused[0]
    assert all(re.search(r"more than 0\.[12] seconds", what) for what in refused[1:])
    with pytest.raises(UsageError, match=r"more than 0\.4 seconds"), timeout.bounded("a.md", 0.4):
        _compute()


def _compute() -> None:
    """Compute for longer than any budget here; of the system's time nothing, which is not counted."""
    for _ in range(200_000_000):
        pass
