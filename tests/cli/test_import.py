"""`publisher import`: dated files as earlier versions of a policy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from publisher.history.importing import from_html
from publisher.text.comparison import compare
from publisher.text.document.document import parse
from publisher.text.redline import redline
from publisher.word.writer import plain, tracked
from tests.cli.conftest import Run
from tests.conftest import POLICY, PolicyRepo

PAGE = """\
<!doctype html><html lang="fr"><head><title>Vie privée — Exemple</title><script>track()</script></head>
<body><nav><a href="/">Accueil</a></nav>
<main><h1>Vie privée</h1>
<p>Nous gardons vos données <b>24 mois</b>.<img src="https://t.example/p.gif" alt="24"></p>
<ul><li>le nom</li><li>l'adresse</li></ul>
<table><tr><th>Quoi</th><th>Durée</th></tr><tr><td>Visites</td><td>24 mois</td></tr></table>
<p><a href="javascript:x()">Cliquez</a> ou <a href="https://a.example/">lisez</a>.</p></main>
<footer>© 2019</footer></body></html>
"""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A folder with texts of three days, in the forms in which people keep them."""
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "20180525120000.html").write_text(PAGE, encoding="utf-8")
    (folder / "privacy-2020-01-01.md").write_text(
        "# Vie privée\n\nNous gardons 13 mois.\n", encoding="utf-8"
    )
    (folder / "2021-06-01.md").write_text(
        "# Vie privée\n\nNous gardons 13 mois.\n", encoding="utf-8"
    )
    (folder / "2022-02-02.md").write_text(
        "---\ntitle: Confidentialité\n---\nRien.\n", encoding="utf-8"
    )
    (folder / "notes.txt").write_text("2020-01-01", encoding="utf-8")
    return folder


def test_a_page_becomes_markdown_without_its_furniture() -> None:
    """Words, lists, tables and honest links stay; scripts, navigation, trackers and tricks go."""
    title, text, language = from_html(PAGE, "page")
    assert (title, language) == ("Vie privée", "fr")
    assert text.startswith("# Vie privée\n\nNous gardons vos données **24 mois**.24")
    assert "- le nom\n- l'adresse" in text
    assert "| Visites | 24 mois |" in text
    assert "Cliquez ou [lisez](https://a.example/)." in text
    for gone in ("track", "Accueil", "©", "t.example", "javascript"):
        assert gone not in text


def test_each_dated_text_becomes_one_commit_of_its_day(
    in_repo: PolicyRepo, run: Run, archive: Path
) -> None:
    """Oldest first, dated as the file says; a text that is the one before it counts once."""
    in_repo.commit({"policy/index.md": "# Home\n"})
    answer = run("import", str(archive), "--policy", "privacy")
    assert answer.code == 0, answer.err
    log = in_repo.git("log", "--reverse", "--format=%as %s", "--", "policy/privacy.md").splitlines()
    assert log == [
        "2018-05-25 Import the text of 2018-05-25", "2020-01-01 Import the text of 2020-01-01",
        "2022-02-02 Import the text of 2022-02-02",
    ]  # fmt: skip
    assert in_repo.git("status", "--porcelain") == ""
    newest = Path("policy/privacy.md").read_text(encoding="utf-8")
    assert newest == '---\ntitle: "Confidentialité"\neffective: 2022-02-02\n---\n\nRien.\n'


def test_adopted_with_their_history_they_are_archived_versions(
    in_repo: PolicyRepo, run: Run, archive: Path
) -> None:
    """After `adopt --history` each imported text is a version, in force from its own day."""
    in_repo.commit({"policy/index.md": "# Home\n"})
    run("import", str(archive), "--policy", "privacy")
    assert run("adopt", "--policy", "privacy", "--history").code == 0
    status = run("status", "--json").json["policies"][0]
    assert status["in_force"]["effective"] == "2022-02-02"
    assert [v["effective"] for v in status["archived"]] == ["2018-05-25", "2020-01-01"]
    assert run("verify", "--json").json["ok"] is True


def test_a_dry_run_commits_nothing(in_repo: PolicyRepo, run: Run, archive: Path) -> None:
    """What would be imported is listed, and the branch stays."""
    head = in_repo.commit({"policy/index.md": "# Home\n"})
    answer = run("import", str(archive), "--policy", "privacy", "--dry-run")
    assert answer.out.splitlines() == [
        "2018-05-25  20180525120000.html", "2020-01-01  privacy-2020-01-01.md", "2022-02-02  2022-02-02.md",
    ]  # fmt: skip
    assert in_repo.git("rev-parse", "HEAD") == head
    assert not Path("policy/privacy.md").exists()


@pytest.mark.parametrize(
    ("files", "message"),
    [
        pytest.param({}, "no Markdown, HTML or Word file with a date", id="nothing"),
        pytest.param({"2020-02-30.md": "# A\n\nx\n"}, "isn't a valid day", id="no-such-day"),
        pytest.param(
            {"2020-01-01.md": "# A\n\nx\n", "a-20200101.md": "# B\n\nx\n"}, "two texts", id="two"
        ),
        pytest.param({"2020-01-01.md": "no heading\n"}, "--title", id="no-title"),
        pytest.param({"2020-01-01.md": "# A\n\n\u202ex\n"}, "U+202E", id="deceiving"),
        pytest.param({"2020-01-01.md": b"\xff\xfe"}, "UTF-8", id="encoding"),
    ],
)
def test_what_cannot_be_imported_leaves_the_repository_as_it_was(
    in_repo: PolicyRepo, run: Run, tmp_path: Path, files: dict[str, str | bytes], message: str
) -> None:
    """One message names the file, and nothing is committed."""
    head = in_repo.commit({"policy/index.md": "# Home\n"})
    folder = tmp_path / "archive"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    answer = run("import", str(folder), "--policy", "privacy")
    assert answer.code == 2
    assert message in answer.err
    assert in_repo.git("rev-parse", "HEAD") == head
    assert not Path("policy/privacy.md").exists()


def test_earlier_texts_cannot_come_after_a_later_one(
    in_repo: PolicyRepo, run: Run, archive: Path
) -> None:
    """A policy that was ever committed here is refused, because history has one order."""
    in_repo.commit({"policy/privacy.md": POLICY})
    answer = run("import", str(archive), "--policy", "privacy")
    assert answer.code == 2
    assert "cannot come after later ones" in answer.err


WORDED = """# Terms of use

## 1. Use

We keep *your* data for 24 months:

- logs
- [invoices](https://example.org/invoices)

| What | How long |
| --- | --- |
| Logs | 24 months |
"""


def test_dated_word_files_are_imported_beside_others(
    in_repo: PolicyRepo, run: Run, tmp_path: Path
) -> None:
    """They become the Markdown that says the same: the next text differs only in its edits."""
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "terms-2019-05-25.docx").write_bytes(plain(parse(WORDED)))
    (folder / "terms-2021-01-01.md").write_text(WORDED.replace("24 months:", "13 months:"))
    in_repo.commit({"policy/index.md": "# Home\n"})
    assert run("import", str(folder), "--policy", "terms").code == 0
    old, new = (
        in_repo.git("show", "HEAD~1:policy/terms.md"),
        in_repo.git("show", "HEAD:policy/terms.md"),
    )
    assert old.startswith('---\ntitle: "Terms of use"\neffective: 2019-05-25\n---')
    [edit] = compare(old, new).edits
    assert (edit.edit.old.strip(), edit.edit.new.strip()) == ("24", "13")


def test_a_word_file_that_says_two_texts_is_not_imported(
    in_repo: PolicyRepo, run: Run, tmp_path: Path
) -> None:
    """With tracked changes nobody can say which of them applied."""
    head = in_repo.commit({"policy/index.md": "# Home\n"})
    folder = tmp_path / "archive"
    folder.mkdir()
    between = redline(parse(WORDED), parse(WORDED.replace("24 months:", "13 months:")))
    (folder / "terms-2019-05-25.docx").write_bytes(tracked(between, author="A. Counsel"))
    answer = run("import", str(folder), "--policy", "terms")
    assert answer.code == 2
    assert re.search(r"tracked changes.*accept or reject them in Word", answer.err, re.DOTALL)
    assert in_repo.git("rev-parse", "HEAD") == head
