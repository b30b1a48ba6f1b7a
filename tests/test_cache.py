"""The cache: it may help, and it can never change an answer."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from publisher.cache import Cache

KEY = Cache.key("redline", "old", "new", "rules-1")


def test_what_is_kept_is_found(tmp_path: Path) -> None:
    """A result comes back byte for byte, also in another process' view of the folder."""
    Cache(tmp_path / "c").put(KEY, b"result")
    assert Cache(tmp_path / "c").get(KEY) == b"result"


def test_without_a_folder_nothing_is_kept() -> None:
    """A cache that is switched off finds nothing and fails at nothing."""
    cache = Cache(None)
    cache.put(KEY, b"result")
    cache.trim()
    assert cache.get(KEY) is None


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_a_key_names_everything_it_was_made_from(one: list[str], other: list[str]) -> None:
    """Other inputs are another key."""
    assert (Cache.key("a", *one) == Cache.key("a", *other)) == (one == other)
    assert Cache.key("a", *one) != Cache.key("b", *one)


def test_a_damaged_result_is_as_good_as_absent(tmp_path: Path) -> None:
    """C2: a cut, changed or foreign file is never given out."""
    cache = Cache(tmp_path)
    cache.put(KEY, b"result" * 100)
    file = next(
        path for path in tmp_path.rglob("*") if path.is_file() and path.name != ".gitignore"
    )
    whole = file.read_bytes()
    for damaged in (b"", whole[:20], whole[:-1], b"x" + whole[1:], whole[:5] + b"x" + whole[6:]):
        file.write_bytes(damaged)
        assert cache.get(KEY) is None
    file.write_bytes(whole)
    assert cache.get(KEY) == b"result" * 100


def test_it_stays_below_its_limit(tmp_path: Path) -> None:
    """C4: the results that were not used for longest go first."""
    cache = Cache(tmp_path, limit=3000)
    for number in range(20):
        cache.put(Cache.key("k", str(number)), bytes((number * i) % 251 for i in range(500)))
    cache.trim()
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) <= 3000


def test_it_does_not_look_at_every_file_after_each_run(tmp_path: Path) -> None:
    """What several runs add counts together, until a hundredth of the limit."""
    limit = 100_000
    noise = bytes((number * number) % 251 for number in range(300))
    for number in range(400):
        cache = Cache(tmp_path, limit=limit)
        cache.put(Cache.key("k", str(number)), noise + str(number).encode())
        cache.trim()
    held = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert limit * 0.9 < sum(path.stat().st_size for path in held) <= limit * 1.02
    small = Cache(tmp_path, limit=10)
    small.trim()
    assert len(held) == len([path for path in tmp_path.rglob("*") if path.is_file()])


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    """A file where the folder should be means no cache, not a failed build."""
    (tmp_path / "c").write_text("in the way")
    cache = Cache(tmp_path / "c")
    cache.put(KEY, b"result")
    assert cache.get(KEY) is None


def test_git_never_sees_it(tmp_path: Path) -> None:
    """The folder carries its own ignore file."""
    Cache(tmp_path / "c").put(KEY, b"result")
    assert "*" in (tmp_path / "c" / ".gitignore").read_text(encoding="utf-8").splitlines()
