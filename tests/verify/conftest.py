"""A register of more than fifty honest entries, made once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from publisher.git.commit_writer import make_commit
from publisher.publication.sites import Seen
from publisher.register.adoption import Renderers, Wanted, drafts
from publisher.register.chain import enter
from publisher.register.entry import Event
from publisher.register.git_store import GitStore
from publisher.register.repair import repair
from publisher.register.voiding import void
from publisher.text.document import render_harmless, render_text
from tests.histories import Company, policy

START = datetime(2024, 1, 8, 9, tzinfo=UTC)
NOW = datetime(2025, 6, 2, 9, tzinfo=UTC)
RENDER = Renderers(render_text, render_harmless)


def fifty(path: Path) -> Company:
    """Live through a year and a half with eight policies and every kind of event."""
    company = Company(path, days=10)
    texts = {f"p{n}": {"effective": f"201{n}-03-01", "months": 24} for n in range(1, 9)}

    def publish(days: int, expected: int) -> None:
        for name, text in texts.items():
            company.files[f"policy/{name}.md"] = policy(name.upper(), **text)  # type: ignore[arg-type]
        company.commit()
        assert len(company.publish(START + timedelta(days=days))) == expected

    publish(0, 8)  # all adopted
    for name in texts:
        texts[name]["months"] = 13
    publish(2, 8)  # all announced
    texts["p1"]["wrap"] = 2  # amended while pending
    texts["p3"]["months"] = 24  # withdrawn
    texts["p4"]["effective"] = "2024-04-02"  # postponed
    texts["p2"]["words"] = " No more."
    company.files["policy/notices/slip.md"] = (
        "---\npolicy: p2\nsummary: A slip.\nclass: editorial\nreason: A slip of the pen.\n"
        "approved-by: Counsel\n---\nA slip.\n"
    )  # amended by the editor's decision
    publish(5, 5)  # the correction of p1 reaches the text in force too
    for name in texts:
        texts[name]["months"] = 6
    publish(100, 8)
    for name in texts:
        texts[name]["wrap"] = 3
    publish(101, 16)
    del texts["p8"], company.files["policy/p8.md"]
    publish(150, 1)  # ended
    for name in texts:
        texts[name]["months"] = 7
    publish(200, 7)
    company.configure(30)
    for name in texts:
        texts[name]["months"] = 8
    publish(300, 7)
    events = {str(entry.event) for entry in company.store.read().entries}
    assert events == {str(one) for one in Event} - {"exception", "void", "translated", "misdated"}
    return company


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a register of six entries."""
    company = Company(tmp_path_factory.mktemp("small") / "repo", days=10)
    for days, months in enumerate((24, 13, 6)):
        for name in ("p1", "p2"):
            text = policy(name.upper(), "2015-03-01", months=months)
            company.files[f"policy/{name}.md"] = text
        company.commit()
        company.publish(START + timedelta(days=50 * days))
    return company.path


@pytest.fixture(scope="session")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository of that company."""
    return fifty(tmp_path_factory.mktemp("honest") / "repo").path


@pytest.fixture
def copied(honest: Path, tmp_path: Path) -> Path:
    """A copy of it to spoil."""
    shutil.copytree(honest, tmp_path / "repo")
    return tmp_path / "repo"


def notice(company: Company, name: str, policies: str, **fields: str) -> None:
    """Write words for readers; the next commit holds them."""
    said = "".join(f"{field.replace('_', '-')}: {value}\n" for field, value in fields.items())
    company.files[f"policy/notices/{name}.md"] = (
        f"---\npolicy: {policies}\nsummary: We change this.\n{said}---\nIn plain words.\n"
    )


def lively(path: Path) -> Company:
    """Use everything that an editor can declare, an adoption by hand, both kinds of void, and a repair."""
    company = Company(path, days=10)
    company.files["mkdocs.yml"] += "      allow_exceptions: true\n"

    def write(name: str, months: int, effective: str = "2015-03-01", words: str = "") -> None:
        text = policy(name.upper(), effective, months=months, words=words)
        company.files[f"policy/{name}.md"] = text

    def publish(days: int) -> list[str]:
        company.commit(START + timedelta(days=days))
        made = company.publish(START + timedelta(days=days))
        return [entry.headline.partition(", ")[0] for entry in made]

    for name in ("p1", "p2", "p3", "p6", "p7"):
        write(name, 24)
    assert len(publish(0)) == 5
    for name in ("p1", "p2", "p3"):
        write(name, 13)
    notice(company, "one", "p1")
    said = {"class": "material", "reason": "Readers shall know.", "approved_by": "Counsel"}
    company.files["policy/p6.md"] = policy("P6", "2015-03-01", months=24, wrap=2)
    notice(company, "told", "p6", **said)
    del company.files["policy/p7.md"]
    notice(company, "ends", "p7")
    assert len(publish(1)) == 5
    company.files["policy/notices/one.md"] += "In plainer words.\n"
    notice(company, "late", "p2")
    assert publish(2) == ["amend p1 v2", "amend p2 v2"]
    write("p1", 6)
    notice(company, "instead", "p1", replaces="2")
    write("p2", 24)
    notice(company, "objected", "p2", reason="Readers objected.")
    write("p3", 24, words=" No more.")
    notice(company, "back", "p3", reverses="2")
    made = publish(3)
    assert made == ["withdraw p1 v2", "announce p1 v3", "withdraw p2 v2", "announce p3 v3"]
    company.files["mkdocs.yml"] = company.files["mkdocs.yml"].replace("days: 10", "days: 5")
    assert len(publish(60)) == 4  # less notice is promised
    write("p1", 3)
    notice(company, "urgent", "p1", exception="A court ordered it.", approved_by="Counsel")
    write("p2", 7)
    assert publish(120) == ["except p1 v5", "announce p2 v4"]
    write("p2", 7, effective="2024-07-01")
    notice(company, "later", "p2", postponed="The machines are late.")
    assert publish(121) == ["postpone p2 v4"]
    _by_hand(company, write)
    return company


def _by_hand(company: Company, write: Callable[[str, int], None]) -> None:
    """Adopt two policies by hand and declare an entry and a commit wrong."""
    at = START + timedelta(days=130)
    for name, months in (("p4", 24), ("p4", 12), ("p5", 24), ("p5", 12)):
        write(name, months)
        company.commit(datetime(2019, months, 1, tzinfo=UTC) if months < 13 else START)
        if (name, months) == ("p5", 24):
            text = company.files["policy/p5.md"]
            company.files["policy/p5.md"] = "---\ntitle: [\n---\n"  # a revision that is left out
            company.commit()
            picture = "\n![Map](https://example.com/map.png)\n"  # one that is made harmless
            company.files["policy/p5.md"] = text + picture
            company.commit()
    history, store = company.history(), company.store

    def adopt(wanted: Wanted) -> None:
        enter(
            store, lambda known: drafts(company.git, history, known, wanted, RENDER), at=at
        )  # fmt: skip

    adopt(Wanted("p4", effective=date(2020, 5, 1)))
    adopt(Wanted("p5", effective=date(2024, 5, 1), earlier=True))
    stray = make_commit(company.git, {}, "rubbish", parent=store.tip())
    company.git.run("update-ref", store.ref, stray)
    mending = GitStore(company.git, strict=False)
    void(mending, stray, reason="Pushed by mistake.", at=at)
    wrong = next(e for e in store.read().entries if e.event == "adopted" and e.policy == "p4")
    void(mending, str(wrong.seq), reason="Another day.", approved_by="Counsel", at=at)
    void(
        mending, "1", reason="A wrong day.", at=at + timedelta(days=500)
    )  # by a clock that was ahead
    host = Seen("https://policies.example/", b"", at)
    repair(mending, reason="The clock was ahead.", approved_by="Counsel", at=at, host=host)


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The company that declared all that can be declared."""
    return lively(tmp_path_factory.mktemp("lively") / "repo")
