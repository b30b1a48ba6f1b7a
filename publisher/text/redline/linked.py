"""Changes of words about links: in either text, a word leads where it leads in that text alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from publisher.text.document.document import Block, Element, Token, TokenKind
from publisher.text.redline.semantic_cleanup import weight
from publisher.text.redline.word_diff import WordChange

Tokens = Sequence[Token]


def link_at(tokens: Tokens, at: int) -> Element | None:
    """Return the link that a token stands in, None without one, or without a token."""
    if not 0 <= at < len(tokens) or tokens[at].href is None:
        return None
    return next((element for element in tokens[at].inline if element.tag == "a"), None)


def by_links(
    old: Block, new: Block, changes: list[WordChange], shown: tuple[int, int] | None = None
) -> list[WordChange]:
    """Return the changes of two blocks, larger where a link would else say what is wrong.

    A link of the new page is never cut, so words gone from within it are shown in it; and a link of
    the old page is not to be shown as two. Where it comes to that, equal words are given up: those of
    the link that stand after the change, or those before it. shown: the old tokens [start, end) that
    the changes stand among, if not all.
    """
    if not changes or not (_has_link(old) or _has_link(new)):
        return changes
    one, other = old.tokens, new.tokens
    moved = [*_at_spaces(one, other, changes, *(shown or (0, len(one))))]
    found = _larger(one, other, moved, _holds_others)
    turned = _larger(other, one, [_turned(change) for change in found], _is_parted)
    return [_turned(change) for change in turned]


def _has_link(block: Block) -> bool:
    return any(element.tag == "a" for run in block.runs for element in run.inline)


def _turned(change: WordChange) -> WordChange:
    return WordChange(change.j0, change.j1, change.i0, change.i1)


def _at_spaces(
    old: Tokens, new: Tokens, changes: list[WordChange], start: int, end: int
) -> Iterator[WordChange]:
    """Yield the changes, their edges moved over a space that stands in a link in one text only.

    In "[our policy](/x) now" made "[our](/x) now" goes the space before "policy", not the one after.
    """

    def differs(i: int, j: int) -> bool:
        return old[i].href != new[j].href

    def fits(i: int, j: int) -> bool:
        return old[i].key == new[j].key and not differs(i, j)

    def strays(i: int, j: int, step: int, edge: int) -> bool:
        """Whether an equal space is in a link in one text only, and the equal word beyond it is not."""
        if i == edge or old[i].kind is not TokenKind.SPACE or not differs(i, j):
            return False
        return i + step == edge or not differs(i + step, j + step)

    ends = [*(change.i0 for change in changes[1:]), end]
    for (i0, i1, j0, j1), border in zip(changes, ends, strict=True):
        if any(token.kind is not TokenKind.SPACE for token in (*old[i0:i1], *new[j0:j1])):
            if strays(i0 - 1, j0 - 1, -1, start - 1):
                shift = (i0 == i1 or j0 == j1) and fits(i1 - 1, j1 - 1)
                i0, i1, j0, j1 = i0 - 1, i1 - shift, j0 - 1, j1 - shift
            if strays(i1, j1, 1, border):
                shift = (i0 == i1 or j0 == j1) and fits(i0, j0)
                i0, i1, j0, j1 = i0 + shift, i1 + 1, j0 + shift, j1 + 1
        start = i1
        yield WordChange(i0, i1, j0, j1)


def _larger(
    one: Tokens,
    other: Tokens,
    changes: list[WordChange],
    is_wrong: Callable[[Tokens, Tokens, WordChange], bool],
) -> list[WordChange]:
    """Return changes, those that are wrong within a link of `other` made to reach to an end of it."""
    out: list[WordChange] = []
    spans: dict[
        Element, _Span
    ] = {}  # of the links that are asked for: one may hold thousands of changes
    rest = changes[::-1]
    while rest:
        change = rest.pop()
        link = link_at(other, change.j0 - 1)
        if link and link_at(other, change.j1) is link and is_wrong(one, other, change):
            if link not in spans:
                spans[link] = _Span.around(other, change.j0 - 1)
            span = spans[link]
            if span.weight(span.start, change.j0) < span.weight(change.j1, span.end):
                change = _from(span.start, change, out)
            else:
                change = _up_to(span.end, change, rest)
        out.append(change)
    return out


@dataclass(frozen=True, slots=True)
class _Span:
    """The tokens [start, end) of one link. sums: the weight of the words before each of them, and of all."""

    start: int
    end: int
    sums: Sequence[float]

    @classmethod
    def around(cls, tokens: Tokens, at: int) -> _Span:
        """Return the span of the link that a token stands in."""
        link, start, end = link_at(tokens, at), at, at + 1
        while link_at(tokens, start - 1) is link:
            start -= 1
        while link_at(tokens, end) is link:
            end += 1
        weights = (0 if one.kind is TokenKind.SPACE else weight(one) for one in tokens[start:end])
        return cls(start, end, list(accumulate(weights, initial=0.0)))

    def weight(self, start: int, end: int) -> float:
        """Return the weight of the words among the tokens [start, end)."""
        return self.sums[end - self.start] - self.sums[start - self.start]


def _holds_others(old: Tokens, new: Tokens, change: WordChange) -> bool:
    """Whether words gone within a link of the new page may not be shown in it.

    They may if they led to where it leads, or, like the words before and after, to one other place or
    to none: a note tells that of those.
    """
    gone = set(_targets(old[change.i0 : change.i1]))
    around = {_before(old, change.i0), _after(old, change.i1)}
    return not gone <= {new[change.j1].href} and len(gone | around) > 1


def _is_parted(new: Tokens, old: Tokens, change: WordChange) -> bool:
    """Whether a link of the old page would be shown as two that lead where it led. Sides: turned."""
    links = link_at(new, change.i0 - 1), link_at(new, change.i1)
    target = old[change.j1].href
    return links[0] is not links[1] and all(link and link.get("href") == target for link in links)


def _targets(tokens: Iterable[Token]) -> Iterator[str | None]:
    return (token.href for token in tokens if token.kind is not TokenKind.SPACE)


def _before(tokens: Tokens, at: int) -> str | None:
    """Return where the word before a token leads; an empty text without such a word."""
    return next(_targets(tokens[n] for n in range(at - 1, -1, -1)), "")


def _after(tokens: Tokens, at: int) -> str | None:
    return next(_targets(tokens[n] for n in range(at, len(tokens))), "")


def _from(start: int, change: WordChange, done: list[WordChange]) -> WordChange:
    """Return a change made to begin at `start`, if not before; those it takes in are removed."""
    i0, i1, j0, j1 = change
    while done and done[-1].j1 >= start:
        before = done.pop()
        i0, j0 = before.i0, before.j0
    more = max(j0 - start, 0)
    return WordChange(i0 - more, i1, j0 - more, j1)


def _up_to(end: int, change: WordChange, rest: list[WordChange]) -> WordChange:
    """Return a change made to end at `end`, if not behind it; those it takes in are removed."""
    i0, i1, j0, j1 = change
    while rest and rest[-1].j0 <= end:
        after = rest.pop()
        i1, j1 = after.i1, after.j1
    more = max(end - j1, 0)
    return WordChange(i0, i1 + more, j0, j1 + more)
