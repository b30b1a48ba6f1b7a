"""The same commit, register and instant give the same site, however it was computed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from publisher import parallel
from publisher.parallel import parallel_map
from publisher.register.chain import enter as enter_entries
from publisher.register.entry import Entry, Event
from publisher.register.void_rules import unlawful_void
from publisher.repository import open_repository
from publisher.site.build import fingerprints
from publisher.site.build.page_writer import Writing
from publisher.site.outputs import BuildContext, ics
from publisher.site.pages.page_context import SitePage
from publisher.timeline.rules import Version
from publisher.timeline.states import PolicyState
from tests.conftest import PolicyRepo, at, made_once
from tests.publication.repositories import draft_of
from tests.site import child_build, world
from tests.site.conftest import build as in_process

_MONTHS = range(2, 22)


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> PolicyRepo:
    """One policy in many versions, every other one translated, so that it pays to share the work out."""
    return PolicyRepo.opened(made_once(tmp_path_factory, "many-versions", many_versions))


def many_versions(folder: Path) -> None:
    """Make it, with its register."""
    repo = PolicyRepo(folder, config=world.MKDOCS_YML)
    for place, months in enumerate(_MONTHS):
        french = {} if place % 2 else {
            "policy/privacy.fr.md": "---\ntitle: Vie privée\n---\n\n# Vie privée\n\n## Durée\n\n"
            f"Nous gardons vos données pendant {months} mois.\n",
        }  # fmt: skip
        repo.commit({
            "policy/index.md": "# Policies\n\n<!-- policies -->\n",
            "policy/privacy.md": "---\ntitle: Privacy & more\neffective: 2015-01-01\n---\n\n"
            f"# Privacy\n\n## Keeping\n\nWe keep your data for {months} months.\n",
        } | french)  # fmt: skip
        world.publish(repo, at(f"20{15 + place // 4}-{1 + place % 4 * 3:02}-15 09:00"))


def build(
    repo: PolicyRepo, site: Path, *, cores: int = 1, whole: bool = False, seed: str = "", **env: str
) -> Path:
    """Build the site in a process of its own, at a fixed instant, and return where it is.

    whole: each page by the theme as a whole. seed: of Python's hashes, which needs a new interpreter.
    """
    env = {"SOURCE_DATE_EPOCH": "1780000000", "NO_MKDOCS_2_WARNING": "1"} | env
    child_build.run(repo.path, site, env, cores=cores, whole=whole, seed=seed)
    return site


def contents(site: Path) -> dict[str, bytes]:
    """Return every file of a site by its path."""
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def plain(repo: PolicyRepo, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The site as it is without a cache, with one process, each page made by the theme as a whole."""
    found = contents(made_once(
        tmp_path_factory, "many-versions-site",
        lambda site: build(repo, site, whole=True, seed="1", PUBLISHER_CACHE="", TZ="Asia/Tokyo"),
    ))  # fmt: skip
    assert f"privacy/v{len(_MONTHS)}/changes/index.html" in found
    assert f"privacy.fr/v{len(_MONTHS)}/changes/index.html" in found
    return found


def test_the_way_to_a_site_leaves_no_trace(
    repo: PolicyRepo, plain: dict[str, bytes], tmp_path: Path
) -> None:
    """Shells, two processes, a cache that fills and another hash seed change no byte."""
    site = build(repo, tmp_path / "site", cores=2, seed="2", PUBLISHER_CACHE=str(tmp_path / "c"))
    assert contents(site) == plain
    assert any((tmp_path / "c").rglob("*"))


def test_a_cache_changes_no_answer(
    repo: PolicyRepo, plain: dict[str, bytes], tmp_path: Path
) -> None:
    """A second build from the cache gives the same bytes, also where half of it was spoilt."""
    cache = str(tmp_path / "c")
    build(repo, tmp_path / "first", PUBLISHER_CACHE=cache)
    assert contents(build(repo, tmp_path / "site", PUBLISHER_CACHE=cache)) == plain
    files = [path for path in Path(cache).rglob("*") if path.is_file()]
    for path in files[::2]:
        path.write_bytes(path.read_bytes()[:-3] + b"xyz")
    assert contents(build(repo, tmp_path / "site", PUBLISHER_CACHE=cache)) == plain


def settled(site: Path) -> dict[str, tuple[int, int]]:
    """Return number and time of change of each file of the versions that cannot change any more."""
    last = f"v{len(_MONTHS)}"
    return {
        path: ((site / path).stat().st_ino, (site / path).stat().st_mtime_ns)
        for path in contents(site)
        if re.search(r"/v\d+[./]|notices/[^/]*-\d", path) and last not in path
        and f"-{len(_MONTHS)}" not in path
    }  # fmt: skip


def test_what_cannot_change_any_more_stays_where_it_is(
    repo: PolicyRepo, plain: dict[str, bytes], tmp_path: Path
) -> None:
    """The next build does not touch it, a year later too; who does has it written anew."""
    site, cache = tmp_path / "site", str(tmp_path / "c")
    build(repo, site, PUBLISHER_CACHE=cache)
    first = settled(site)
    assert len(first) > 150
    build(repo, site, PUBLISHER_CACHE=cache, SOURCE_DATE_EPOCH="1811536000")
    assert settled(site) == first
    spoilt = site / "privacy/v3/index.html"
    old = spoilt.stat()
    spoilt.write_bytes(spoilt.read_bytes().replace(b"months", b"decade"))
    os.utime(spoilt, ns=(old.st_atime_ns, old.st_mtime_ns))
    (site / "privacy/v4/more.html").write_text("not ours")
    (site / "privacy/v5.md").unlink()
    (site / "notices/privacy-6/index.html").unlink()
    assert contents(build(repo, site, PUBLISHER_CACHE=cache)) == plain
    assert sum(found != first[path] for path, found in settled(site).items()) == 4 * 6


def test_what_is_around_a_page_has_part_in_it(repo: PolicyRepo, tmp_path: Path) -> None:
    """A page more in the navigation, other words, another theme: nothing old is left in any page."""
    own = PolicyRepo(Path(shutil.copytree(repo.path, tmp_path / "own")), config="")
    site, cache = tmp_path / "site", str(tmp_path / "c")
    steps: list[dict[str, str]] = [
        {},
        {"policy/imprint.md": "# Imprint\n"},
        {"mkdocs.yml": world.MKDOCS_YML.replace("indigo", "teal")},
        {"mkdocs.yml": world.MKDOCS_YML.replace("name: material", "name: material, custom_dir: over"),
         "over/publisher/locale/en.yml": "permanent: This address stays\n"},
        {"over/main.html": '{% extends "publisher/main.html" %}\n{% block footer %}Ours{% endblock %}'},
    ]  # fmt: skip
    for files in steps:
        if files:
            own.commit(files)
        made = contents(build(own, site, PUBLISHER_CACHE=cache))
        assert made == contents(build(own, tmp_path / "anew", PUBLISHER_CACHE=""))
    assert b"Ours" in made["privacy/v2/index.html"]
    assert b"This address stays" in made["privacy/v2/index.html"]


def test_the_theme_renders_a_page_of_each_shape(
    repo: PolicyRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not every page of an archive: that would take nine tenths of the time."""
    rendered = []
    whole = Writing._whole

    def counting(self: Writing, made: SitePage) -> str:
        rendered.append(made.url)
        return whole(self, made)

    monkeypatch.setattr(Writing, "_whole", counting)
    monkeypatch.setattr(parallel, "_cores", lambda: 1)
    monkeypatch.setenv("PUBLISHER_CACHE", "")
    site = in_process(repo, tmp_path / "site", "2027-06-01T00:00:00+00:00")
    pages = [
        path for path in contents(site) if re.search(r"/v\d+/(changes/)?index|notices/.+/", path)
    ]
    assert len(pages) > 110
    assert len(rendered) < 33


def test_every_step_of_a_history_reaches_the_pages_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is published or taken back, the site is the one that is built from nothing."""
    enter = world.publish
    steps = 0

    def publish(repo: PolicyRepo, instant: datetime) -> None:
        nonlocal steps
        enter(repo, instant)
        compare(repo, instant + timedelta(hours=1))
        steps += 1

    def compare(repo: PolicyRepo, when: datetime) -> None:
        found = []
        for cache, name, stretch in ((str(tmp_path / "c"), "site", 1), ("", "anew", 1000)):
            monkeypatch.setenv("PUBLISHER_CACHE", cache)
            monkeypatch.setattr(fingerprints, "_STRETCH", stretch)
            found.append(contents(in_process(repo, tmp_path / name, when.isoformat())))
        assert found[0] == found[1]

    monkeypatch.setattr(world, "publish", publish)
    repo = world.make(tmp_path / "repo")
    french = world.source("confidentialite").replace("trois", "3")
    repo.commit({"policy/confidentialite.md": french})
    publish(repo, at("2026-12-02 09:00"))
    opened = open_repository(repo.path)
    active, when_voided = opened.timelines.register.standing, at("2026-12-03 09:00")
    wrong = next(
        entry
        for entry in reversed(active)
        if entry.event is Event.ANNOUNCED
        and not unlawful_void([e for e in active if e.policy == entry.policy], entry, when_voided)
    )
    void = draft_of("void:1", Event.VOID, wrong.policy, {"entry": wrong.seq, "reason": "A mistake"})
    enter_entries(opened.store, lambda register: [void], at=when_voided)
    for when in ("2026-12-03 10:00", "2027-01-10 10:00", "2027-06-01 10:00"):
        compare(repo, at(when))
    assert steps == 7


def test_a_version_that_is_coming_has_the_end_of_the_lists_made_anew(
    repo: PolicyRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What they say of versions long gone is taken from the build before."""
    own = PolicyRepo(Path(shutil.copytree(repo.path, tmp_path / "own")), config="")
    made: list[int] = []
    event = ics._event

    def counting(
        subject: BuildContext, policy: PolicyState, version: Version, by: list[Entry]
    ) -> object:
        made.append(version.number)
        return event(subject, policy, version, by)

    monkeypatch.setattr(ics, "_event", counting)
    monkeypatch.setattr(fingerprints, "_STRETCH", 6)
    monkeypatch.setenv("PUBLISHER_CACHE", str(tmp_path / "c"))
    in_process(own, tmp_path / "site", "2027-06-01T00:00:00+00:00")
    assert made == list(range(1, 21))
    made.clear()
    text = (own.path / "policy/privacy.md").read_text()
    own.commit({"policy/privacy.md": text.replace("months", "years")})
    in_process(own, tmp_path / "site", "2027-06-01T00:00:00+00:00")
    assert made == [19, 20, 21]


def test_work_is_done_in_order_and_errors_come_through() -> None:
    """Shared out or not: the results come in order, and an error is the work's own."""
    assert list(parallel_map(lambda n: n * n, range(100), least=2)) == [n * n for n in range(100)]
    with pytest.raises(ZeroDivisionError):
        list(parallel_map(lambda n: 1 // (n - 50), range(100), least=2))


def test_a_process_that_dies_costs_nothing_but_time() -> None:
    """Where a process is killed, the work is done again in the one that asked."""
    script = (
        "import os\nfrom publisher import parallel\nparallel._cores = lambda: 2\nme = os.getpid()\n"
        "def work(n):\n    if os.getpid() != me and n == 30: os._exit(9)\n    return n\n"
        "assert list(parallel.parallel_map(work, range(60))) == list(range(60))\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
