"""`verify --since`: what was proved before is read and hashed, what was entered since is proved."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from publisher.cli.verify import command
from publisher.errors import UsageError
from publisher.history.policy_history import read_history
from publisher.register.git_store import GitStore
from publisher.register.voiding import void
from publisher.text.comparison import Comparison
from publisher.text.document import render_text
from publisher.timeline.planning.classification import compare_texts
from publisher.verify import VerificationReport, verify
from publisher.verify.earlier_proof import EarlierProof, read_proof, write_proof
from tests.histories import Company, policy
from tests.verify.conftest import START
from tests.verify.forger import Forger

NOW = START + timedelta(days=300)


def change(company: Company, months: int, days: int) -> None:
    """Publish both policies with another number of months."""
    for name in ("p1", "p2"):
        company.files[f"policy/{name}.md"] = policy(name.upper(), "2015-03-01", months=months)
    company.commit()
    company.publish(START + timedelta(days=days))


def checked(
    path: Path, since: EarlierProof | None = None, rendered: Callable[[str], object] = str
) -> VerificationReport:
    """Verify a repository. rendered: is called with each text that is rendered."""
    company = Company.open(path)

    def render(text: str) -> str:
        rendered(text)
        return render_text(text)

    return verify(
        GitStore(company.git, strict=False), company.history(), now=NOW, since=since, render=render
    )


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, EarlierProof]:
    """A register of eight entries, and what was proved when it had six."""
    company = Company(tmp_path_factory.mktemp("grown") / "repo", days=10)
    for place, months in enumerate((24, 13, 6)):
        change(company, months, 50 * place)
    report = checked(company.path)
    assert report.ok
    assert report.proved is not None
    change(company, 3, 150)
    return company.path, report.proved


@pytest.fixture
def repo(grown: tuple[Path, EarlierProof], tmp_path: Path) -> Path:
    """A copy of its repository, to spoil."""
    return Path(shutil.copytree(grown[0], tmp_path / "repo"))


@pytest.fixture
def earlier(grown: tuple[Path, EarlierProof]) -> EarlierProof:
    """What was proved."""
    return grown[1]


def test_only_what_is_new_is_rendered_and_judged(repo: Path, earlier: EarlierProof) -> None:
    """The two new texts of eight; the report says which entries rest on the earlier proof."""
    rendered: list[str] = []
    report = checked(repo, earlier, rendered.append)
    assert report.ok
    assert report.since == earlier
    assert len(rendered) == 2
    assert all("3 months" in text for text in rendered)
    assert report.complete.startswith("up to entry 6 of 8")
    everything: list[str] = []
    assert checked(repo, None, everything.append).ok
    assert len(everything) == 8


def test_a_chain_of_proofs_goes_on(repo: Path, earlier: EarlierProof) -> None:
    """What the second verification proves covers all eight entries."""
    second = checked(repo, earlier).proved
    assert second is not None
    assert second.size == 8
    rendered: list[str] = []
    assert checked(repo, second, rendered.append).since == second
    assert rendered == []


@pytest.mark.parametrize(("place", "rule"), [(6, "H6"), (7, "H6")])
def test_a_false_claim_in_a_new_entry_is_found(
    repo: Path, earlier: EarlierProof, place: int, rule: str
) -> None:
    """A new entry that says another verdict than the texts do is a problem, as without --since."""
    forger = Forger(repo)
    forger.entries[place].content["certain"] = not forger.entries[place].content["certain"]
    forger.rehash()
    forger.write()
    report = checked(repo, replace(earlier, tip=commits(repo)[5]))
    assert {one.rule for one in report.problems} == {rule}
    assert report.since is not None


def commits(repo: Path) -> list[str]:
    """Return the commits of the register, oldest first."""
    done = subprocess.run(
        ["git", "-C", repo, "rev-list", "--reverse", "publications"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.split()


def test_a_changed_old_entry_is_found_and_nothing_is_left_out(
    repo: Path, earlier: EarlierProof
) -> None:
    """Its digest is another; then the earlier proof is worth nothing, and all is judged again."""
    forger = Forger(repo)
    forger.entries[3].content["certain"] = not forger.entries[3].content["certain"]
    forger.rehash()
    forger.write()
    rendered: list[str] = []
    report = checked(repo, earlier, rendered.append)
    assert {"W1", "H6"} <= {one.rule for one in report.problems}
    assert report.since is None
    assert len(rendered) == 8


def test_another_text_beside_an_old_entry_is_found(repo: Path, earlier: EarlierProof) -> None:
    """The stored texts of all entries are hashed, old ones too."""
    forger = Forger(repo)
    forger.entries[2].text = b"<p>Another</p>"
    forger.write()
    rules = {one.rule for one in checked(repo, earlier).problems}
    assert {"G3", "W1"} <= rules


def test_a_register_that_was_cut_is_a_problem(repo: Path, earlier: EarlierProof) -> None:
    """Fewer entries than were proved is no reason to begin again, but a finding."""
    forger = Forger(repo)
    del forger.entries[5:]
    forger.write()
    report = checked(repo, earlier)
    assert [one.rule for one in report.problems].count("W1") == 1
    assert "more were proved" in str(report.problems)


def test_a_main_line_that_was_rewritten_is_a_problem(repo: Path, earlier: EarlierProof) -> None:
    """The commit that was checked out then must still be on the line."""
    report = checked(repo, replace(earlier, main="0" * 40))
    assert [one.rule for one in report.problems] == ["W1"]
    assert "not on the main line any more" in str(report.problems)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("program", "policy-publisher 0.0.1 abc", "the program or a library is another one"),
        ("rules", "1", "'rules' was '1'"),
        ("holidays", "holidays 0.1", "'holidays' was 'holidays 0.1'"),
        ("libraries", "python 2.7", "'libraries' was 'python 2.7'"),
        ("origin", "elsewhere.example/ publications", "'origin' was"),
    ],
)
def test_another_program_proves_everything_again_and_says_why(
    repo: Path, earlier: EarlierProof, name: str, value: str, says: str
) -> None:
    """What another program found right, this one might not."""
    rendered: list[str] = []
    report = checked(repo, replace(earlier, **{name: value}), rendered.append)
    assert report.ok
    assert says in report.all_again
    assert len(rendered) == 8


def test_a_void_of_an_old_entry_has_all_proved_again(repo: Path, earlier: EarlierProof) -> None:
    """What is about an entry before changes what the entries between them mean."""
    store = GitStore(Company.open(repo).git, strict=False)
    void(store, "5", reason="A mistake.", approved_by="Counsel", at=NOW - timedelta(days=100))
    assert "entry 9 is about entries before it" in checked(repo, earlier).all_again


def test_the_file_says_what_it_binds(earlier: EarlierProof, repo: Path, tmp_path: Path) -> None:
    """One line a value, in a fixed order; what was written is what is read."""
    file, git = tmp_path / "verified", Company.open(repo).git
    write_proof(file, earlier, git)
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "policy-publisher/verified/v1"
    assert [line.partition(":")[0] for line in lines[1:]] == [
        "origin", "size", "head", "tip", "main", "notes", "program", "rules", "holidays", "libraries", "at",
    ]  # fmt: skip
    assert lines[2] == "size: 6"
    assert read_proof(file, git) == earlier


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: "", lambda text: text.replace("/v1", "/v2"),
        lambda text: text.replace("size: 6", "size: six"),
        lambda text: text + "more: 1\n", lambda text: "\n".join(text.splitlines()[:-1]),
        lambda text: text.replace("head:", "tip:"),
    ],
)  # fmt: skip
def test_a_file_of_another_form_is_refused(
    spoil: Callable[[str], str], earlier: EarlierProof, repo: Path, tmp_path: Path
) -> None:
    """Nothing is guessed: what isn't exactly the form is one clear error."""
    file = tmp_path / "verified"
    file.write_text(spoil(earlier.to_text()), encoding="utf-8")
    with pytest.raises(UsageError, match="isn't a record of a verification"):
        read_proof(file, Company.open(repo).git)


def test_a_place_inside_the_repository_is_refused(earlier: EarlierProof, repo: Path) -> None:
    """Whoever can write to the repository could have the proof skipped."""
    git = Company.open(repo).git
    for place in (repo / "verified", repo / ".git" / "verified", repo / "policy/../verified"):
        with pytest.raises(UsageError, match="inside the repository"):
            write_proof(place, earlier, git)
        with pytest.raises(UsageError, match="inside the repository"):
            read_proof(place, git)


def test_the_command_keeps_and_uses_the_file(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It writes the file only where no problem was found, and says which entries rest on it."""
    subprocess.run(["git", "-C", repo, "checkout", "-q", "-f", "main"], check=True)
    monkeypatch.chdir(repo)
    monkeypatch.setattr("publisher.clock.now", lambda: NOW)
    file = tmp_path / "verified"
    call = CliRunner().invoke
    first = call(command, ["--checkpoint-out", str(file)])
    assert first.exit_code == 0, first.output
    assert "size: 8\n" in file.read_text(encoding="utf-8")
    second = call(command, ["--since", str(file), "--strict"])
    assert second.exit_code == 0, second.output
    assert "Entries 1 to 8: unchanged since they were proved on 20" in second.output
    refused = call(command, ["--since", str(file), "--quick"])
    assert isinstance(refused.exception, UsageError)
    forger = Forger(repo)
    del forger.entries[7:]
    forger.write()
    broken = call(command, ["--since", str(file), "--checkpoint-out", str(tmp_path / "again")])
    assert broken.exit_code == 1
    assert not (tmp_path / "again").exists()


def test_a_judgement_of_a_new_entry_is_made_again(repo: Path, earlier: EarlierProof) -> None:
    """The pair that the new entry names is compared, and no older one."""
    judged: list[tuple[str, str]] = []

    def judge(old: str, new: str) -> Comparison:
        judged.append((old, new))
        return compare_texts(old, new)

    company = Company.open(repo)
    store = GitStore(company.git, strict=False)
    assert verify(store, read_history(company.git), now=NOW, since=earlier, judge=judge).ok
    assert all("3 months" in new for _, new in judged)
    assert len(judged) == 2
