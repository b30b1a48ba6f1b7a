"""What a new repository pins: the program that made it, wherever that came from."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest

from publisher import distribution as program
from publisher.errors import UsageError

ROOT = Path(__file__).parent.parent


class Installed(Distribution):
    """A distribution that an installer left, with the origin that it noted."""

    def __init__(self, origin: object) -> None:
        self._files = {
            "METADATA": "Name: policy-publisher\nVersion: 1.2.0\n",
            "direct_url.json": json.dumps(origin) if origin else None,
        }

    def read_text(self, filename: str) -> str | None:
        """Return a file of the metadata."""
        return self._files.get(filename)

    def locate_file(self, path: object) -> Path:
        """Never asked for."""
        raise NotImplementedError


def _installed(monkeypatch: pytest.MonkeyPatch, origin: object) -> None:
    monkeypatch.setattr(program, "distribution", lambda _: Installed(origin))


def test_a_release_of_the_index_is_pinned_by_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the program was installed by name, the repository names the same release."""
    _installed(monkeypatch, None)
    pin = program.pin()
    assert (pin.requirement, pin.files) == ("policy-publisher==1.2.0", {})
    assert pin.source == "release 1.2.0 from the package index"


def test_a_git_address_is_pinned_by_its_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A branch may move; the commit that was installed does not."""
    commit = "0123456789abcdef0123456789abcdef01234567"
    origin = {
        "url": "https://git.example/publisher.git",
        "vcs_info": {"vcs": "git", "commit_id": commit, "requested_revision": "main"},
    }
    _installed(monkeypatch, origin)
    pin = program.pin()
    expected = f"policy-publisher @ git+https://git.example/publisher.git@{commit}"
    assert (pin.requirement, pin.files) == (expected, {})


def test_a_program_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to do instead of guessing a version."""

    def missing(name: str) -> Distribution:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(program, "distribution", missing)
    with pytest.raises(UsageError, match="--requirement"):
        program.pin()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the program under test, in a folder of its own."""
    pin = program.pin()
    [(path, data)] = pin.files.items()
    digest = hashlib.sha256(data).hexdigest()
    assert pin.requirement == f"./{path} --hash=sha256:{digest}"
    file = tmp_path_factory.mktemp("wheel") / Path(path).name
    file.write_bytes(data)
    return file


def test_a_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    """Code, templates, word lists and metadata: nothing is left in the source tree alone."""
    tracked = subprocess.run(
        ["git", "ls-files", "publisher"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        assert archive.testzip() is None
    assert set(tracked) <= names
    assert not [name for name in names if name.endswith(".pyc")]


def test_the_same_program_makes_the_same_wheel(wheel: Path) -> None:
    """No time of day and no order of a disk is in it."""
    assert program.wheel(distribution(program.NAME))[1] == wheel.read_bytes()


def test_pip_installs_the_wheel_and_the_program_runs(wheel: Path, tmp_path: Path) -> None:
    """By its digest, without a network; the plugin is known to MkDocs by its entry point."""
    pin = program.pin()
    requirements = tmp_path / "requirements.txt"
    requirements.write_text(pin.requirement.replace("./vendor", str(wheel.parent)), "utf-8")
    target = tmp_path / "installed"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-compile",
         "--disable-pip-version-check", "--target", str(target), "-r", str(requirements)],
        check=True,
    )  # fmt: skip
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import publisher; print(publisher.__file__);"
        "from importlib.metadata import distributions;"
        "found = next(distributions(name='policy-publisher', path=[sys.argv[1]]));"
        "[plugin] = found.entry_points.select(group='mkdocs.plugins'); print(plugin.load().__name__)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code, str(target)], check=True, capture_output=True, text=True, cwd=tmp_path
    )  # fmt: skip
    assert answer.stdout.split() == [str(target / "publisher/__init__.py"), "PublisherPlugin"]
