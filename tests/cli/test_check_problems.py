"""`publisher check`: what must be mended, each with file, line and remedy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from publisher.text import comparison
from publisher.text.document import timeout
from tests.cli.conftest import NOTICE, Run, announce
from tests.conftest import CHANGED, MKDOCS_YML, POLICY, PolicyRepo, at


def test_front_matter_of_site_generators_is_left_alone(in_repo: PolicyRepo, run: Run) -> None:
    """Keys of Jekyll, Hugo and Docusaurus, with whatever value, are neither refused nor called misspelt."""
    keys = (
        "effectiveDate: 27.1.2014\nmenu:\n  footer: {weight: 3}\nversions: {fpt: '*'}\n"
        "lastmod: 2026-02-03T10:00:00Z\nsidebar: [{a: b}]\ntitle:"
    )
    in_repo.commit({"policy/privacy.md": POLICY.replace("title:", keys), "mkdocs.yml": MKDOCS_YML})
    answer = run("check", "--json")
    assert (answer.code, answer.json["problems"]) == (0, [])


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param(
            POLICY
            + "\n## 11. Changes\n\nWe announce changes of this policy thirty (30) business days before.\n",
            18, 'section "11. Changes" promises thirty (30) business days; the configuration says 20',
            id="promise-in-business-days",
        ),
        pytest.param(
            POLICY
            + "\n## Changes\n\nWe post notice of changes to this policy\nthirty (20) working days before.\n",
            19, "says two numbers", id="two-numbers",
        ),
        pytest.param(
            POLICY + "\n## Changes\n\nWe tell you of changes to this policy by notice two months before.\n",
            18, "promises two months", id="promise-in-months",
        ),
        pytest.param(
            POLICY.replace("## Use", "Effective date: 1 March 2027\n\n## Use"),
            8, "on which day it takes effect (1 March 2027); it is 2014-01-27", id="typed-date",
        ),
        pytest.param(
            POLICY.replace("## Use", "Date d’effet : 1er mars 2027\n\n## Use"),
            8, "on which day it takes effect (1er mars 2027)", id="typed-date-in-french",
        ),
        pytest.param(POLICY.replace("title:", "titel: x\ntitle:"), 2, "unknown key 'titel'", id="key"),
        pytest.param(POLICY.replace("2014-01-27", "2026-02-30"), 3, "isn't a valid date", id="no-such-day"),
        pytest.param(POLICY.replace("24 months", "24 \u202emonths"), 10, "U+202E", id="turned-text"),
        pytest.param(POLICY.replace("24 mo", "24\u200b mo"), 10, "unseen zero width space", id="unseen"),
        pytest.param(POLICY.replace("data", "d\u0430ta"), 10, "which looks like 'a'", id="look-alike"),
        pytest.param(POLICY + '\n<p style="display:none">x</p>\n', 16, "hide a clause", id="hidden-clause"),
        pytest.param(POLICY.replace("effective", "efective"), 3, "doesn't count as a policy", id="no-policy"),
    ],
)  # fmt: skip
def test_each_problem_has_file_line_and_remedy(
    in_repo: PolicyRepo, run: Run, text: str, line: int, words: str
) -> None:
    """Whatever an editor must mend is named with its place and the way to mend it."""
    in_repo.commit({"policy/privacy.md": text, "mkdocs.yml": MKDOCS_YML.replace("30", "20")})
    answer = run("check", "--json")
    assert answer.code == 1
    problem = next(p for p in answer.json["problems"] if words in p["problem"])
    assert (problem["file"], problem["line"]) == ("policy/privacy.md", line)
    assert problem["remedy"]


@pytest.mark.parametrize(
    ("name", "content", "line", "words"),
    [
        ("about.md", "---\ntitle: About: us\n---\n\nWe.\n", 2, "isn't valid YAML"),
        ("about.md", "---\n- About\n---\n\nWe.\n", 1, "holds no keys"),
        ("sign.svg", "<svg/>", 1, "isn't a kind of file that a policy site shows"),
    ],
    ids=["broken", "list", "foreign"],
)
def test_what_the_build_refuses_is_told_before(
    in_repo: PolicyRepo, run: Run, name: str, content: str, line: int, words: str
) -> None:
    """Other pages and files that no site would be built with are problems, in the words of the build."""
    in_repo.commit({"policy/privacy.md": POLICY, f"policy/{name}": content})
    answer = run("check", "--json")
    assert answer.code == 1
    (problem,) = answer.json["problems"]
    assert (problem["file"], problem["line"]) == (f"policy/{name}", line)
    assert words in problem["problem"]
    build = run("build")
    assert build.code == 2
    assert problem["problem"] in build.err


def test_a_file_that_the_configuration_names_is_no_problem(in_repo: PolicyRepo, run: Run) -> None:
    """A style sheet, a script or a logo that mkdocs.yml names belongs to the site."""
    more = "extra_css: [own.css]\nextra_javascript: [{path: own.js, defer: true}]\n"
    in_repo.commit({
        "policy/privacy.md": POLICY, "policy/own.css": "", "policy/own.js": "",
        "mkdocs.yml": MKDOCS_YML + more,
    })  # fmt: skip
    assert run("check", "--json").json["problems"] == []


def test_signs_that_a_script_needs_are_no_problem(in_repo: PolicyRepo, run: Run) -> None:
    """Accents, joined emoji, Persian joiners and Greek words deceive nobody."""
    words = "Zoë’s naïve façade 👩\u200d💻 ✔\ufe0f می\u200cخواهم Ελλάδα Россия 日本"
    in_repo.commit({"policy/privacy.md": POLICY.replace("your data", words)})
    assert run("check", "--json").json["problems"] == []


def test_every_broken_file_is_named_at_once(in_repo: PolicyRepo, run: Run) -> None:
    """One mistake does not hide the others."""
    in_repo.commit({
        "policy/a.md": POLICY.replace("2014-01-27", "tomorrow"),
        "policy/b.md": POLICY.encode("utf-16"),
        "policy/privacy.md": POLICY,
        "policy/notices/n.md": NOTICE.replace("privacy", "privcy").replace("summary", "sumary"),
    })  # fmt: skip
    answer = run("check", "--json")
    assert answer.code == 1
    found = {(p["file"], p["line"]): p["remedy"] for p in answer.json["problems"]}
    assert set(found) == {
        ("policy/a.md", 1), ("policy/b.md", 1), ("policy/notices/n.md", 2), ("policy/notices/n.md", 3),
    }  # fmt: skip
    assert found["policy/notices/n.md", 2] == "write 'privacy'"
    assert found["policy/notices/n.md", 3] == "write 'summary'"


def test_a_broken_configuration_is_a_problem_of_its_file(in_repo: PolicyRepo, run: Run) -> None:
    """A mistake in mkdocs.yml is named with its line."""
    in_repo.commit({"policy/privacy.md": POLICY})
    in_repo.write({"mkdocs.yml": "site_name: [\n"})
    answer = run("check", "--json")
    assert answer.code == 1
    assert [(p["file"], p["line"]) for p in answer.json["problems"]] == [("mkdocs.yml", 2)]


def test_a_shallow_clone_is_a_matter_of_the_call(
    in_repo: PolicyRepo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing can be said at all, there is one message and exit code 2."""
    in_repo.commit({"policy/privacy.md": POLICY})
    in_repo.commit({"policy/privacy.md": CHANGED})
    in_repo.git("clone", "-q", "--depth", "1", f"file://{in_repo.path}", str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    answer = run("check", "--format", "json")
    assert (answer.code, answer.out) == (2, "")
    assert "fetch-depth: 0" in answer.err


def test_slow_texts_share_a_budget(
    published: PolicyRepo, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that no limit stops take hardly longer than one; each is a problem of its file, once."""

    def endless(*_: object) -> None:
        for _number in range(200_000_000):
            pass

    published.commit({"policy/terms.md": POLICY.replace("Privacy statement", "Terms")})
    announce(published.path, at("2026-11-03 10:00"))
    monkeypatch.setattr(timeout, "FREE", 0.3)
    monkeypatch.setattr(timeout, "MORE", 0.6)
    monkeypatch.setattr(comparison, "_compared", endless)
    changed = CHANGED.replace("13", "12")
    terms = changed.replace("Privacy statement", "Terms")
    published.commit({"policy/privacy.md": changed, "policy/terms.md": terms})
    answer = run("check", "--json")
    assert answer.code == 1
    slow = [p for p in answer.json["problems"] if "of computing" in p["problem"]]
    assert [p["file"] for p in slow] == ["policy/privacy.md", "policy/terms.md"]
    first, second = (float(re.findall(r"more than (\S+) seconds", p["problem"])[0]) for p in slow)
    assert first == 0.9
    assert second < 0.6
