"""Stretches of a text whose words are the same in the same order, cut into other blocks.

A paragraph becomes a heading and a list, a list is typed by hand, two paragraphs are joined. That is form
only if each cut falls where the words themselves end something, and nothing comes under another lead-in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from publisher.text.document.document import Block, BlockKind
from publisher.text.document.tokens import TokenKind
from publisher.text.materiality.countries import countries
from publisher.text.materiality.lexicon import Lexicon, spaced
from publisher.text.materiality.list_numbers import labels
from publisher.text.materiality.non_text_changes import PLAIN
from publisher.text.materiality.normalization import words
from publisher.text.redline import Redline, Row

_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.HEADING})
_BULLETS = frozenset("-*+•‣◦▪●·–—")
_ENDS = frozenset(".!?")
_PARTS = frozenset(";,.")
_LONGEST_HEADING = 12  # words


@dataclass(frozen=True, slots=True)
class Relaid:
    """The blocks, by index, whose words only stand in other blocks now."""

    old: frozenset[int] = frozenset()
    new: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Word:
    """A word or mark of a stretch. starts: the block that begins with it, if one does."""

    key: str
    look: tuple[object, ...]
    starts: Block | None


def relaid(redline: Redline, lexicon: Lexicon) -> Relaid:
    """Return the blocks of all such stretches between what stayed as it was."""
    numbered = labels(redline.old), labels(redline.new)
    olds: set[int] = set()
    news: set[int] = set()
    for before, after in _stretches(redline):
        if _is_relaid(before, after, numbered, redline, lexicon):
            olds.update(block.index for block in before)
            news.update(block.index for block in after)
    return Relaid(frozenset(olds), frozenset(news))


def _stretches(redline: Redline) -> Iterator[tuple[list[Block], list[Block]]]:
    """Yield the blocks between two rows that stayed, old and new, each side without a gap."""
    run: list[Row] = []
    for line in (*redline.lines, None):
        if isinstance(line, Row) and not _stayed(line):
            run.append(line)
            continue
        if run and not any(each.move for each in run):
            olds = sorted({each.old.index: each.old for each in run if each.old}.items())
            news = sorted({each.new.index: each.new for each in run if each.new}.items())
            if all(side and side[-1][0] - side[0][0] + 1 == len(side) for side in (olds, news)):
                yield [block for _, block in olds], [block for _, block in news]
        run = []


def _stayed(row: Row) -> bool:
    whole = row.old_part is None and row.new_part is None
    alike = row.old is not None and row.new is not None and row.old.kind == row.new.kind
    return alike and row.same and whole and not row.move


def _is_relaid(
    before: Sequence[Block],
    after: Sequence[Block],
    numbered: tuple[dict[int, str], dict[int, str]],
    redline: Redline,
    lexicon: Lexicon,
) -> bool:
    blocks = (*before, *after)
    if not lexicon.language or not {block.kind for block in blocks} <= _KINDS:
        return False
    if len({any(each.tag == "blockquote" for each in block.path) for block in blocks}) > 1:
        return False
    if any(each.tag in ("td", "th", "dd", "dt") for block in blocks for each in block.path):
        return False
    left, right = _words(before), _words(after)
    pairs = _matched(left, right, numbered)
    if pairs is None or _moves_a_border(left, right, pairs):
        return False
    last = after[-1].index
    near = (*blocks, *redline.new.blocks[last + 1 : last + 3])
    sums_up = lexicon.phrases("sums_up")
    if any(sums_up.found(spaced(block.text)) for block in near):
        return False
    if any(
        _beside_a_list(side, document.blocks)
        for side, document in ((before, redline.old), (after, redline.new))
    ):
        return False
    led = any(
        _leads(side[0], document.blocks, lexicon)
        for side, document in ((before, redline.old), (after, redline.new))
    )
    return all(
        _falls_well(left, right, i, j, led=led, lexicon=lexicon)
        and _falls_well(right, left, j, i, led=led, lexicon=lexicon)
        for i, j in pairs
    )


def _beside_a_list(side: Sequence[Block], blocks: Sequence[Block]) -> bool:
    """Whether an item stands right before or after a stretch: its list would be another one."""
    first, last = side[0].index, side[-1].index
    beside = (*blocks[max(first - 1, 0) : first], *blocks[last + 1 : last + 2])
    return any(block.kind is BlockKind.ITEM for block in beside)


def _leads(first: Block, blocks: Sequence[Block], lexicon: Lexicon) -> bool:
    """Whether the words before a block lead in what follows, or point to it."""
    if first.index == 0:
        return False
    before = blocks[first.index - 1].text
    pointing = lexicon.phrases("points_on").found(spaced(before))
    return bool(pointing) or before.rstrip().endswith(":")


def _words(blocks: Sequence[Block]) -> list[_Word]:
    out: list[_Word] = []
    for block in blocks:
        first = True
        for token in block.tokens:
            if token.kind is TokenKind.SPACE:
                continue
            look = (token.href, token.styles - PLAIN)
            out.append(_Word(token.key, look, block if first else None))
            first = False
    return out


def _matched(
    left: Sequence[_Word],
    right: Sequence[_Word],
    numbered: tuple[dict[int, str], dict[int, str]],
) -> list[tuple[int, int]] | None:
    """Return the pairs of equal words, or None; a sign typed where the other text has an item is none."""
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < len(left) or j < len(right):
        if i < len(left) and j < len(right) and _same(left[i], right[j]):
            own = (left[i].starts, right[j].starts)
            if not _same_label(own, numbered):
                return None
            pairs.append((i, j))
            i, j = i + 1, j + 1
            continue
        if (size := _typed(left, i, right, j, numbered[1])) > 0:
            i += size
        elif (size := _typed(right, j, left, i, numbered[0])) > 0:
            j += size
        else:
            return None
        if i < len(left) and j < len(right) and _same(left[i], right[j]):
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs


def _moves_a_border(
    left: Sequence[_Word], right: Sequence[_Word], pairs: Sequence[tuple[int, int]]
) -> bool:
    """Whether a paragraph ends earlier or later: a sentence then has other neighbours."""
    only_left, only_right = (
        any(
            one.starts is not None
            and one.starts.kind is BlockKind.PARAGRAPH
            and other.starts is None
            for one, other in ((left[i], right[j])[::way] for i, j in pairs)
        )
        for way in (1, -1)
    )
    return only_left and only_right


def _same(one: _Word, other: _Word) -> bool:
    return one.key == other.key and one.look == other.look


def _same_label(
    own: tuple[Block | None, Block | None], numbered: tuple[dict[int, str], dict[int, str]]
) -> bool:
    """Whether two blocks bear the same number, or neither bears one."""
    before, after = (
        found.get(block.index, "") if block is not None else ""
        for block, found in zip(own, numbered, strict=True)
    )
    return before == after


def _typed(
    said: Sequence[_Word], at: int, other: Sequence[_Word], to: int, numbers: dict[int, str]
) -> int:
    """Return how many words are the typed sign of an item that the other text has as one."""
    item = other[to].starts if to < len(other) else None
    if item is None or item.kind is not BlockKind.ITEM or at >= len(said):
        return 0
    label = numbers.get(item.index, "")
    before = said[at - 1].key if at and said[at].starts is None else ";"
    if before not in _PARTS and before not in _ENDS and before != ":":
        return 0  # a dash inside of a sentence
    if not label:
        return 1 if said[at].key in _BULLETS and not other[to].key[:1].isdigit() else 0
    typed = "".join(word.key for word in said[at : at + 2])
    return 2 if typed in (f"{label}.", f"{label})") else 0


def _falls_well(
    cut: Sequence[_Word],
    other: Sequence[_Word],
    at: int,
    to: int,
    *,
    led: bool,
    lexicon: Lexicon,
) -> bool:
    """Whether a block that begins here begins where the other text ends something."""
    block, facing = cut[at].starts, other[to].starts
    if block is None:
        return True
    if at == 0:
        return facing is not None and (facing.kind is block.kind or not led)
    before = other[to - 1].key if to else ""
    typed = before in _BULLETS or (before in ".)" and to > 1 and other[to - 2].key.isalnum())
    if block.kind is BlockKind.HEADING and (facing is None or facing.kind is not block.kind):
        return (
            facing is not None
            and facing.kind is BlockKind.PARAGRAPH
            and is_mere_heading(block, lexicon)
        )
    if facing is not None and facing.kind is block.kind:
        return facing.level == block.level or block.kind is BlockKind.HEADING
    ends = cut[at - 1].key
    if block.kind is BlockKind.ITEM:
        if _pointed_to(cut, at, lexicon):
            return False
        if _colon_before(cut, at) >= 0 or led:
            # What the words before a list lead in must be told as plainly in the other text.
            joined = before in ":;" or (before == "," and not led) or before in _BULLETS
            return joined and _one_sentence(cut, at)
        return facing is not None or before in _ENDS or before in _BULLETS
    if led:
        return False
    return facing is not None or ends in _ENDS or typed


def _one_sentence(cut: Sequence[_Word], at: int) -> bool:
    """Whether an item ends no sentence but with its last word."""
    end = next((each for each in range(at + 1, len(cut)) if cut[each].starts), len(cut))
    return not any(cut[each].key in _ENDS for each in range(at, end - 1))


def _colon_before(cut: Sequence[_Word], at: int) -> int:
    """Return the place of the colon that leads in the list in which an item begins, or -1."""
    for place in range(at - 1, -1, -1):
        block = cut[place].starts
        if block is not None and block.kind is not BlockKind.ITEM:
            return max((each for each in range(place, at) if cut[each].key == ":"), default=-1)
    return -1


def _pointed_to(cut: Sequence[_Word], at: int, lexicon: Lexicon) -> bool:
    """Whether words before a list point to it without a colon: "one of the following."."""
    if _colon_before(cut, at) >= 0:
        return False
    start = next(
        (
            place
            for place in range(at - 1, -1, -1)
            if (block := cut[place].starts) is not None and block.kind is not BlockKind.ITEM
        ),
        at,
    )
    return any(word.key.lower() in lexicon.phrases("points_on") for word in cut[start:at])


def is_mere_heading(block: Block, lexicon: Lexicon) -> bool:
    """Return whether words are short as a heading, and do not say whom or what those under it are about."""
    said = words(block.tokens, lexicon)
    limits = lexicon.phrases("limits_by_heading").found(" ".join(said).lower())
    return len(said) <= _LONGEST_HEADING and not limits and not countries(said, lexicon.language)
