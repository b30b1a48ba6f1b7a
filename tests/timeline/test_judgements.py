"""Many changes at once are judged on all processors, and each once."""

from __future__ import annotations

import pytest

from publisher.errors import UsageError
from publisher.git.objects import KnownBlobs
from publisher.timeline.planning import Judgements, compare_texts
from publisher.timeline.planning.classification import WORTH_A_POOL


class _Texts:
    """Stands for a history: one text for each name; one of them cannot be read."""

    blobs = KnownBlobs({})

    @staticmethod
    def text(name: str) -> str:
        if name == "broken":
            raise UsageError("it is not UTF-8", where="policy/a.md", remedy="save it as UTF-8")
        return f"# Privacy\n\nWe keep data for {name} months.\n"


def _pairs(count: int) -> list[tuple[str | None, str | None]]:
    return [(str(n), str(n + n % 3)) for n in range(count)]


@pytest.mark.parametrize("count", [WORTH_A_POOL - 1, 3 * WORTH_A_POOL])
def test_what_was_prepared_is_what_would_have_been_proposed(count):
    """Few or many."""
    prepared, plain = Judgements(_Texts()), Judgements(_Texts())
    prepared.prepare(_pairs(count))
    for pair in _pairs(count):
        assert prepared.propose(*pair) == plain.propose(*pair)


def test_what_was_prepared_is_not_judged_again():
    """Here or in another process."""
    asked: list[str] = []

    def judge(old, new):
        asked.append(new)
        return compare_texts(old, new)

    judgements = Judgements(_Texts(), judge)
    judgements.prepare(_pairs(3 * WORTH_A_POOL))
    asked.clear()
    for pair in _pairs(3 * WORTH_A_POOL):
        judgements.propose(*pair)
    assert not asked


def test_what_cannot_be_judged_is_told_when_it_is_asked_for():
    """Not before: its policy may not need it."""
    judgements = Judgements(_Texts())
    judgements.prepare([*_pairs(2 * WORTH_A_POOL), ("1", "broken"), (None, "2"), ("3", None)])
    with pytest.raises(UsageError, match="UTF-8"):
        judgements.propose("1", "broken")
