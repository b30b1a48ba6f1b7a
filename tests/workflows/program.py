"""`publisher` as the workflows call it: the real program, with the clock that a test winds.

No command takes another time than now, so the tests give the program another clock. A start costs most
of a second and the workflows start it often: one process imports the program, and a fork of it answers
each call, in the caller's folder, with the caller's words, environment and descriptors.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from tests import compiled_templates

CLIENT = """\
#!{python} -IS
import json, os, socket, sys
call = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
call.connect({address!r})
words = json.dumps([os.getcwd(), sys.argv[1:], dict(os.environ)]).encode()
socket.send_fds(call, [words], [0, 1, 2])
sys.exit(int(call.recv(16) or 70))
"""
CLOCK = "TEST_CLOCK"  # in the environment of the steps: the file that holds the instant


class Clock:
    """An instant in a file, which several processes read. Sleeping moves it."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        """Return the instant, aware, in UTC."""
        return datetime.fromisoformat(self._file.read_text(encoding="ascii"))

    def wind(self, instant: datetime) -> None:
        """Set it."""
        new = self._file.with_suffix(".new")
        new.write_text(instant.isoformat(), encoding="ascii")
        new.replace(self._file)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.wind(self.now() + timedelta(seconds=seconds))


def _of_the_call() -> Clock:
    return Clock(Path(os.environ[CLOCK]))


def _answer(call: socket.socket, words: bytes, descriptors: list[int]) -> None:
    """Be the program for one call; never returns."""
    from publisher.cli import main

    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
    folder, arguments, environment = json.loads(words)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["publisher", *arguments]
    code: object = 70
    try:
        main()
    except SystemExit as stopped:
        code = stopped.code
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        call.send(str(code or 0).encode())
        os._exit(0)


def _bury() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def serve(address: str) -> None:
    """Answer calls until the process is stopped."""
    time.sleep = lambda seconds: _of_the_call().sleep(
        seconds
    )  # before anything takes it as a default
    compiled_templates.share()
    from publisher import check, clock, verify  # noqa: F401
    from publisher.cli import build, record  # noqa: F401
    from publisher.publication import monitoring  # noqa: F401
    from publisher.site.build import plugin  # noqa: F401
    from publisher.text.document import render  # noqa: F401
    from publisher.timeline import planning  # noqa: F401

    clock.now = lambda: _of_the_call().now()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(address)
    listener.listen()
    # A call may come while another one runs, so nothing here waits for an answer to end.
    signal.signal(signal.SIGCHLD, lambda *_: _bury())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        call, _ = listener.accept()
        words, descriptors, _, _ = socket.recv_fds(call, 1 << 20, 3)
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _answer(call, words, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        call.close()


if __name__ == "__main__":
    serve(sys.argv[1])
