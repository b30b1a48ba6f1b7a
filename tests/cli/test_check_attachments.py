"""`publisher check` names links to files that cannot be published, and pages that may change unseen."""

from __future__ import annotations

import pytest

from publisher.cli.build import build_site
from publisher.errors import UsageError
from publisher.history.attachments import MAX_BYTES
from tests.cli.conftest import Run
from tests.conftest import POLICY, PolicyRepo

LINE = 16
LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"

# link, files beside the policy, words of the finding
REFUSED = {
    "missing": ("annex.pdf", {}, "links to 'annex.pdf', and there is no such file"),
    "missing-picture": ("img/fees.png", {}, "links to 'img/fees.png', and there is no such file"),
    "folder": ("files/", {"policy/files/a.pdf": "a"}, "links to 'files/', which is a folder"),
    "outside": ("../../legal/a.pdf", {"legal/a.pdf": "a"}, "lies outside of 'policy/'"),
    "lfs": ("annex.pdf", {"policy/annex.pdf": LFS}, "is only a pointer of Git LFS"),
    "too-large": ("annex.pdf", {"policy/annex.pdf": bytes(MAX_BYTES + 1)}, "too large for an attachment"),
    "case": ("Annex.pdf", {"policy/annex.pdf": "a"}, "links to 'Annex.pdf', and there is no such file"),
}  # fmt: skip
WARNED = {
    "ordinary-page": (
        "fees.md",
        {"policy/fees.md": "# Fees\n"},
        "fees.md can change without notice",
    ),
    "its-address": (
        "../fees/",
        {"policy/fees.md": "# Fees\n"},
        "fees.md can change without notice",
    ),
    "folder-page": (
        "fees/",
        {"policy/fees/index.md": "# Fees\n"},
        "fees/index.md can change without",
    ),
    "from-the-root": ("/annex.pdf", {}, "links to '/annex.pdf', and there is no such file"),
}
FINE = {
    "pdf": ("annex.pdf", {"policy/annex.pdf": "a"}),
    "word": ("form.docx", {"policy/form.docx": "a"}),
    "home": ("index.md", {"policy/index.md": "# Home\n"}),
    "other-policy": ("terms.md", {"policy/terms.md": POLICY.replace("Privacy", "Terms")}),
    "feed": ("feed.xml", {}),
    "calendar": ("/calendar.ics", {}),
    "elsewhere": ("https://example.org/annex.pdf", {}),
    "section": ("#use", {}),
    "mail": ("mailto:a@example.org", {}),
}


def linked(link: str) -> str:
    """Return a policy with a link in line LINE."""
    return POLICY + f"\nSee [this]({link}).\n"


def findings(run: Run) -> tuple[int, list[tuple[str, str, int, str]]]:
    """Return the exit code, and level, file, line and words of each finding about a link."""
    answer = run("check", "--json")
    return answer.code, [
        (one["level"], one["file"], one["line"], one["problem"])
        for one in answer.json["problems"]
        if one["rule"] in ("attachment", "link", "decide")
    ]


@pytest.mark.parametrize("shape", REFUSED)
def test_what_cannot_be_served_is_refused(in_repo: PolicyRepo, run: Run, shape: str) -> None:
    """Its file and line are named, and a build refuses the same with the same words."""
    link, files, words = REFUSED[shape]
    in_repo.commit({"policy/privacy.md": linked(link), **files})
    code, found = findings(run)
    assert code == 1
    [(level, file, line, problem)] = found
    assert (level, file, line) == ("problem", "policy/privacy.md", LINE)
    assert words in problem
    with pytest.raises(UsageError) as refused:
        build_site(site_dir=in_repo.path.parent / "site")
    assert words in str(refused.value)
    assert refused.value.where == f"policy/privacy.md:{LINE}"


@pytest.mark.parametrize("shape", WARNED)
def test_what_may_change_unseen_is_a_warning(in_repo: PolicyRepo, run: Run, shape: str) -> None:
    """It stops nothing."""
    link, files, words = WARNED[shape]
    in_repo.commit({"policy/privacy.md": linked(link), **files})
    code, found = findings(run)
    assert code == 0
    [(level, file, line, problem)] = found
    assert (level, file, line) == ("warning", "policy/privacy.md", LINE)
    assert words in problem


@pytest.mark.parametrize("shape", FINE)
def test_other_links_are_left_alone(in_repo: PolicyRepo, run: Run, shape: str) -> None:
    """Attachments, policies, other sites and the publisher's own addresses."""
    link, files = FINE[shape]
    in_repo.commit({"policy/privacy.md": linked(link), **files})
    assert findings(run) == (0, [])


def test_a_symbolic_link_is_no_attachment(in_repo: PolicyRepo, run: Run) -> None:
    """What it leads to is not in git under its name."""
    in_repo.write({"policy/privacy.md": linked("annex.pdf"), "policy/real.pdf": "a"})
    (in_repo.path / "policy/annex.pdf").symlink_to("real.pdf")
    in_repo.commit({})
    answer = run("check")
    assert answer.code == 1
    assert "policy/annex.pdf:1\n  is a link, not a file." in answer.out


def test_a_file_that_no_policy_links_to_is_named(in_repo: PolicyRepo, run: Run) -> None:
    """A document for nobody is a mistake more often than not."""
    in_repo.commit({"policy/privacy.md": POLICY, "policy/form.docx": "a", "policy/x.html": "<p>"})
    found = run("check", "--json").json["problems"]
    problems = {one["file"]: one["problem"] for one in found}
    assert "no policy links to it" in problems["policy/form.docx"]
    assert problems["policy/x.html"] == "isn't a kind of file that a policy site shows"


def test_another_file_is_reported_like_another_text(published: PolicyRepo, run: Run) -> None:
    """What check says, in words and as JSON: material until somebody decides, and which file."""
    published.commit({"policy/privacy.md": linked("annex.pdf"), "policy/annex.pdf": "10 EUR"})
    answer = run("check", "--json").json["policies"][0]
    assert [one["rule"] for one in answer["files"]] == ["attachment-added"]
    assert answer["verdict"] == "material"
    assert "The file annex.pdf was added." in run("check").out


def test_a_notice_scaffold_names_the_file(published: PolicyRepo, run: Run) -> None:
    """Its first draft says what an editor has to explain."""
    published.commit({"policy/privacy.md": linked("annex.pdf"), "policy/annex.pdf": "10 EUR"})
    assert run("notice", "privacy").code == 0
    [notice] = (published.path / "policy/notices").glob("*.md")
    assert "The file annex.pdf was added" in notice.read_text(encoding="utf-8")
