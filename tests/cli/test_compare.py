"""`publisher compare`: the redline of two files, on a terminal, in a pipe, as JSON and as a page."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from publisher.cli import output
from tests.cli.conftest import Run
from tests.word.judge import File

OLD = "# Privacy\n\nWe keep your data for 30 days.\n\n## Rights\n\nYou may ask for a copy.\n"
NEW = OLD.replace("30", "60")
LONG = "\n\n".join(f"Clause {n} is about {n} days." for n in range(60))
ESCAPES = re.compile(r"\x1b\[[\d;]*m")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with old.md and new.md, and nothing else."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "PAGER", "LESS"):
        monkeypatch.delenv(name, raising=False)
    Path("old.md").write_text(OLD, encoding="utf-8")
    Path("new.md").write_text(NEW, encoding="utf-8")
    return tmp_path


def on_terminal(*words: str, lines: int = 24, **environment: str) -> str:
    """Return what `publisher compare` writes on a terminal of 80 columns and so many lines."""
    code = "import sys; from publisher.cli import main; sys.exit(main())"
    leader, follower = pty.openpty()
    surroundings = {"TERM": "xterm", "COLUMNS": "80", "LINES": str(lines), **environment}
    process = subprocess.Popen(
        [sys.executable, "-c", code, "compare", *words],
        stdin=follower, stdout=follower, stderr=subprocess.DEVNULL, env=os.environ | surroundings,
    )  # fmt: skip
    os.close(follower)
    said = b""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if select.select([leader], [], [], 0.1)[0]:
            try:
                said += os.read(leader, 65536)
            except OSError:  # the other end is closed
                break
        elif process.poll() is not None:
            break
    os.close(leader)
    assert process.wait(timeout=10) == 0
    return said.decode().replace("\r\n", "\n")


def test_the_redline_is_shown_with_its_verdict_and_reasons(here: Path, run: Run) -> None:
    """In a pipe: plain marks, the section, why the change counts, and not one escape sequence."""
    answer = run("compare", "old.md", "new.md")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("Material: ")
    assert "for [-30-]{+60+} days." in answer.out
    assert "Why:\n" in answer.out
    assert "\x1b" not in answer.out


def test_a_terminal_shows_colours_unless_told_otherwise(here: Path) -> None:
    """Colours add nothing but colour; NO_COLOR takes them away, and a low text calls no pager."""
    coloured = on_terminal("old.md", "new.md", PAGER="false")
    plain = on_terminal("old.md", "new.md", PAGER="false", NO_COLOR="1")
    assert "\x1b[31;9m[-30-]" in coloured
    assert "\x1b" not in plain
    assert ESCAPES.sub("", coloured) == plain


@pytest.mark.parametrize(
    ("words", "pager", "paged"),
    [
        pytest.param((), "sed s/^/~/", True, id="does-not-fit"),
        pytest.param(("--no-pager",), "sed s/^/~/", False, id="not-wanted"),
        pytest.param((), "", False, id="empty-pager"),
    ],
)
def test_what_does_not_fit_a_terminal_is_paged(
    here: Path, words: tuple[str, ...], pager: str, paged: bool
) -> None:
    """The pager is $PAGER; an empty one, or --no-pager, means none. Colours reach it."""
    Path("old.md").write_text(LONG, encoding="utf-8")
    Path("new.md").write_text(LONG.replace("is about", "says"), encoding="utf-8")
    said = on_terminal("old.md", "new.md", *words, lines=10, PAGER=pager)
    assert ("~" in said) == paged
    assert "\x1b[" in said
    assert "Clause 59" in said


def test_the_pager_is_told_what_git_tells_less(here: Path) -> None:
    """Without LESS in the environment it is FRX; with it, that is left alone."""
    Path("new.md").write_text(LONG, encoding="utf-8")
    show = "sh -c 'echo LESS is $LESS; cat >/dev/null'"
    assert "LESS is FRX" in on_terminal("old.md", "new.md", lines=10, PAGER=show)
    assert "LESS is Q" in on_terminal("old.md", "new.md", lines=10, PAGER=show, LESS="Q")


def test_what_takes_long_says_so_on_a_terminal_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its line is written over; what is quick, or watched by nobody, says nothing."""
    for is_terminal, patience, said in (
        (True, 0.01, "Comparing …\r           \r"), (True, 60, ""), (False, 0.01, "")
    ):  # fmt: skip
        monkeypatch.setattr(output, "PATIENCE", patience)
        monkeypatch.setattr(sys.stderr, "isatty", lambda answer=is_terminal: answer)
        with output.waiting("Comparing"):
            time.sleep(0.3 if patience < 1 else 0)
        assert capsys.readouterr().err == said


def test_one_json_object_holds_the_comparison(here: Path, run: Run) -> None:
    """Verdict, edits with their findings, and counts; written beside a page if one is asked for."""
    answer = run("compare", "old.md", "new.md", "--json", "--html", "redline.html")
    told = answer.json
    assert (told["verdict"], told["certain"]) == ("material", True)
    assert [(edit["old"], edit["new"]) for edit in told["edits"]] == [("30", "60")]
    assert told["edits"][0]["section"] == "Privacy"
    assert told["counts"]["edits"] == 1
    assert answer.err == "Wrote redline.html.\n"
    assert "<del" in Path("redline.html").read_text(encoding="utf-8")


def test_the_page_can_be_piped(here: Path, run: Run) -> None:
    """--html - prints the page and nothing else; with --json the two would mix, and are refused."""
    answer = run("compare", "old.md", "new.md", "--html", "-")
    assert answer.out.startswith("<!doctype html>")
    assert answer.out.rstrip().endswith("</html>")
    refused = run("compare", "old.md", "new.md", "--html", "-", "--json")
    assert (refused.code, refused.out) == (2, "")


def test_the_redline_can_be_a_word_file(here: Path, run: Run) -> None:
    """A file with tracked changes, their author and their day; the same bytes each time."""
    words = ("compare", "old.md", "new.md", "--author", "Legal", "--date", "2026-11-23")
    for name in ("one.docx", "two.docx"):
        answer = run(*words, "--docx", name)
        assert answer.code == 0
        assert f"Wrote {name}." in answer.err
    data = Path("one.docx").read_bytes()
    assert data == Path("two.docx").read_bytes()
    assert b'w:author="Legal" w:date="2026-11-23T00:00:00Z"' in data
    assert File(data, accept=False).texts()[1] == "We keep your data for 30 days."
    assert File(data, accept=True).texts()[1] == "We keep your data for 60 days."


@pytest.mark.parametrize(
    ("words", "what"),
    [
        pytest.param(("--docx", "no/x.docx"), "the file cannot be written", id="no-folder"),
        pytest.param(("--docx", "x.docx", "--date", "today"), "'today' is not a day", id="no-day"),
    ],
)
def test_a_word_file_that_cannot_be_written_is_said_to_be_so(
    here: Path, run: Run, words: tuple[str, ...], what: str
) -> None:
    """One message, exit 2, no file."""
    answer = run("compare", "old.md", "new.md", *words)
    assert answer.code == 2
    assert what in answer.err
    assert not list(here.rglob("*.docx"))


def test_equal_texts_are_said_to_be_equal(here: Path, run: Run) -> None:
    """One sentence, and exit code 0: to differ is no error, nor is not to differ."""
    assert run("compare", "old.md", "old.md").out == (
        "No change: what readers see, click and hear is the same.\n"
    )


def test_no_text_gives_orders_to_the_terminal_or_the_page(here: Path, run: Run) -> None:
    """Escape sequences, direction marks and script, in texts and in file names, are named or shown."""
    bad = "a\x1b]0;owned\x07b\u202ec\x9b31m<script>x</script>"
    name = "n\x1b[2J.md"
    Path("old.md").write_text(f"# {bad}\n\n{bad} `{bad}`\n", encoding="utf-8")
    Path(name).write_text(f"# new {bad}\n\n[{bad}](/{bad})\n", encoding="utf-8")
    shown = [run("compare", "old.md", name), run("compare", "old.md", name, "--json")]
    shown.append(run("compare", "old.md", f"{name}.gone"))
    for answer in shown:
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", answer.out + answer.err)
    page = run("compare", "old.md", name, "--html", "-").out
    assert "<script" not in page
    assert "\x1b" not in page


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(("old.md", "nwe.md"), "write 'new.md'", id="misspelt"),
        pytest.param(("old.md", "gone/x.md"), "gone/x.md", id="no-such-folder"),
        pytest.param(("old.md", "."), "Is a directory", id="folder"),
        pytest.param(("1", "2"), "publisher diff compares versions", id="versions"),
        pytest.param(("HEAD~1", "new.md"), "publisher diff compares versions", id="commit"),
        pytest.param(("-", "-"), "both texts come from one input", id="twice-the-input"),
        pytest.param(
            ("latin.md", "new.md"), "latin.md:2: the file is not UTF-8 text", id="latin-1"
        ),
        pytest.param(("new.md", "picture.png"), "picture.png:1: the file holds NUL", id="binary"),
        pytest.param(
            ("new.md", "wide.md"), "wide.md:1: a row of a table holds", id="beyond-bounds"
        ),
        pytest.param(("old.md", "new.md", "--html", "no/x.html"), "cannot be written", id="page"),
    ],
)
def test_what_cannot_be_compared_is_told(
    here: Path, run: Run, words: tuple[str, ...], message: str
) -> None:
    """One message says what, where and how to mend it; nothing else is printed, nothing written."""
    Path("latin.md").write_bytes(b"# Terms\nr\xe9sum\xe9\n")
    Path("picture.png").write_bytes(b"PNG\r\0\0\0")
    Path("wide.md").write_text("|a" * 7000 + "|\n" + "|-" * 7000 + "|\n", encoding="utf-8")
    answer = run("compare", *words)
    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err
    assert "Traceback" not in answer.err
    assert not list(here.glob("**/*.html"))
