"""The README's tour, run as it is written, by a shell, with the program as a user has it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site.conftest import shown

README = (Path(__file__).parent.parent.parent / "README.md").read_text(encoding="utf-8")


def tour() -> str:
    """Return the shell blocks of the tour as one script."""
    (section,) = re.findall(r"^## Five minutes\n(.*?)^## ", README, re.MULTILINE | re.DOTALL)
    return "\n".join(re.findall(r"```sh\n(.*?)```", section, re.DOTALL))


@pytest.fixture(scope="module")
def toured(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder in which the tour was made, and what it printed."""
    folder = tmp_path_factory.mktemp("tour")
    (folder / ".venv").mkdir()
    (folder / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", tour()], cwd=folder, capture_output=True, text=True, check=False,
        env=kept | {
            "HOME": str(folder), "GIT_CONFIG_SYSTEM": os.devnull, "NO_COLOR": "1",
            "GIT_AUTHOR_NAME": "Editor", "GIT_AUTHOR_EMAIL": "editor@example.org",
            "GIT_COMMITTER_NAME": "Editor", "GIT_COMMITTER_EMAIL": "editor@example.org",
        },
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "build" / "tour", done.stdout


def test_the_check_answers_what_the_readme_says(toured: tuple[Path, str]) -> None:
    """Material, with its reason, the earliest day and the banner."""
    said = toured[1]
    assert "material: version 2, with a notice of its own" in said
    assert "the time for which data is kept" in said
    assert re.search(r"earliest +\w+day \d+ \w+ \d{4}, if it is published today", said)
    assert re.search(r"banner +Privacy statement: changes apply from ", said)


def test_the_change_is_announced_and_the_register_holds(toured: tuple[Path, str]) -> None:
    """Both publications are entered, the change is pending, and verify finds nothing wrong."""
    said = toured[1]
    assert "adopt privacy v1" in said
    assert "announce privacy v2" in said
    assert re.search(r"pending +version 2 from \d{4}-\d\d-\d\d, 30 business days left", said)
    assert "The chain holds: 2 entries" in said


def test_readers_see_the_old_text_until_the_day(toured: tuple[Path, str]) -> None:
    """The deployed page keeps the text in force, the page of the day has the new one."""
    folder = toured[0]
    now, later = folder / "public", folder / "later"
    assert "Say how long each thing is kept." in shown(now, "privacy")
    assert "We keep it for 13 months." not in shown(now, "privacy")
    assert (now / "notices/privacy-2/index.html").is_file()
    assert "We keep it for 13 months." in shown(later, "privacy")
    assert "Say how long each thing is kept." not in shown(later, "privacy")


def test_the_two_commands_exist() -> None:
    """Each `make …` of the README is a target of the Makefile."""
    makefile = (Path(__file__).parent.parent.parent / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make (\w+)|^make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{''.join(target)}:", makefile, re.MULTILINE), target
