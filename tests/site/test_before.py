"""What stays of the site of the build before: taken whole, or left whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from publisher.cache import Cache
from publisher.errors import TryAgainError
from publisher.folders import atomic_replace
from publisher.site.build.previous_build import Before

PATHS = ("a/v1/", "a/v1.md", "notices/a-1/")


def write(site: Path, build: str, *, versions: bool = True) -> None:
    """Write a site with one version that cannot change."""
    site.mkdir(parents=True, exist_ok=True)
    (site / "publication.json").write_text(build)
    if versions:
        for path in PATHS:
            target = site / path / "index.html" if path.endswith("/") else site / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(path)


def first(folder: Path) -> Cache:
    """Make the site of a first build and return the cache that remembers it."""
    cache, before = Cache(folder / "cache"), Before(folder / "site")
    before.open(cache)
    write(folder / "site", "one")
    before.wrote("name", PATHS)
    before.remember()
    return cache


def contents(site: Path) -> dict[str, str]:
    """Return every file of a site."""
    return {str(p.relative_to(site)): p.read_text() for p in site.rglob("*") if p.is_file()}


def build(folder: Path, cache: Cache, name: str = "name") -> bool:
    """Build again, and say whether the version stayed."""
    before = Before(folder / "site")
    with atomic_replace(folder / "site", inherit=before.hand_over) as fresh:
        before.open(cache)
        write(fresh, "two", versions=False)
        stays = before.stays(name, PATHS, fresh)
        if not stays:
            write(fresh, "two")
            before.wrote(name, PATHS)
    before.remember()
    return stays


def test_it_stays_build_after_build(tmp_path: Path) -> None:
    """The files are the same ones, and the next build finds them again."""
    cache = first(tmp_path)
    number = (tmp_path / "site/a/v1/index.html").stat().st_ino
    for _ in range(3):
        assert build(tmp_path, cache)
        assert (tmp_path / "site/a/v1/index.html").stat().st_ino == number
        assert set(contents(tmp_path / "site")) == {
            "publication.json", "a/v1.md", "a/v1/index.html", "notices/a-1/index.html"
        }  # fmt: skip
    assert not build(tmp_path, cache, name="made from something else")


@pytest.mark.parametrize("part", ["a/v1/index.html", "a/v1.md", "publication.json"])
def test_whatever_was_touched_is_made_anew(tmp_path: Path, part: str) -> None:
    """A change that hides behind the old size and the old time is seen as well."""
    cache, file = first(tmp_path), tmp_path / "site" / part
    seen = file.stat()
    file.write_text(file.read_text().swapcase())
    os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    assert not build(tmp_path, cache)


def test_what_the_new_site_has_there_already_is_not_replaced(tmp_path: Path) -> None:
    """A picture that an editor put beside a version stands in the new site first."""
    before = Before(tmp_path / "site")
    before.open(first(tmp_path))
    (tmp_path / "new/a/v1").mkdir(parents=True)
    assert not before.stays("name", PATHS, tmp_path / "new")


def test_a_failure_on_the_way_leaves_the_old_site_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the third part cannot be moved, the first two go back."""
    cache = first(tmp_path)
    old, rename, calls = contents(tmp_path / "site"), os.rename, []

    def failing(before: str, after: str) -> None:
        calls.append(before)
        if len(calls) == 3:
            raise OSError(28, "No space left on device")
        rename(before, after)

    monkeypatch.setattr("publisher.site.build.previous_build.os.rename", failing)
    with pytest.raises(OSError, match="No space"):
        build(tmp_path, cache)
    assert contents(tmp_path / "site") == old
    assert [one.name for one in tmp_path.iterdir()].count("site") == 1
    assert not list(tmp_path.glob(".site-*"))


def test_what_another_build_has_put_there_is_not_taken(tmp_path: Path) -> None:
    """Two builds at once: the second has looked at files that are not there any more."""
    cache = first(tmp_path)
    before = Before(tmp_path / "site")

    def build_late() -> None:
        with atomic_replace(tmp_path / "site", inherit=before.hand_over) as fresh:
            before.open(cache)
            write(fresh, "late", versions=False)
            assert before.stays("name", PATHS, fresh)
            assert not build(tmp_path, cache, name="of another commit")

    with pytest.raises(TryAgainError, match="another build"):
        build_late()
    assert contents(tmp_path / "site")["publication.json"] == "two"
    assert build(tmp_path, cache, name="of another commit")


def test_while_parts_are_missing_it_is_no_site_to_deploy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that is killed between two moves leaves no statement of a build behind."""
    cache = first(tmp_path)
    seen = []
    rename = os.rename

    def watching(before: str, after: str) -> None:
        folder = Path(before.partition("/old/")[0]) / "old"
        seen.append((folder.is_dir(), (folder / "publication.json").exists()))
        rename(before, after)

    monkeypatch.setattr("publisher.site.build.previous_build.os.rename", watching)
    assert build(tmp_path, cache)
    assert seen == [(True, False)] * len(PATHS)
