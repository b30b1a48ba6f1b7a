"""The history as an earlier build knew it is the one that a build there reads."""

from __future__ import annotations

from pathlib import Path

from publisher.errors import PublisherError
from publisher.history.as_of import Past
from publisher.history.policy_history import History, read_history

from .conftest import lively


def test_each_commit_has_the_notices_that_a_build_there_reads(tmp_path: Path):
    """In their order, forwards and backwards, with those that were edited, translated and removed."""
    company = lively(tmp_path / "repo")
    company.files["policy/notices/one.fr.md"] = "---\nsummary: Voilà.\n---\nEn clair.\n"
    company.commit()
    company.files["policy/notices/a.md"] = "---\npolicy: nobody\n---\nOf no policy.\n"
    company.commit()
    company.files["policy/notices/a.md"] = "---\npolicy: p1\n---\nOf one.\n"
    del company.files["policy/notices/late.md"]
    company.commit()
    history = company.history()
    past, commits = Past(company.git, history), list(history.commits)
    for commit in (*commits, *reversed(commits)):
        if "p5.md" in str(_notices(lambda c=commit: read_history(company.git, revision=c))):
            continue  # the revision that no build can read
        assert _notices(lambda c=commit: past.at(c)) == _notices(
            lambda c=commit: read_history(company.git, revision=c)
        )


def _notices(read):
    try:
        history: History = read()
    except PublisherError as error:
        return str(error)
    return history.notices, history.translated_notices
