"""Words under inline elements, and the HTML of them: elements opened and closed as needed."""

from __future__ import annotations

import html as entities
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from publisher.text.document.document import Token
from publisher.text.document.markup import VOID, Element, Run, start_tag


class Said(NamedTuple):
    """Words to be written: under which elements, with which mark and attributes of the mark.

    start, end: HTML of the page's own at the start and the end of the mark. note: no words, only
    the mark.
    """

    run: Run
    mark: str = ""
    extra: str = ""
    start: str = ""
    end: str = ""
    note: bool = False


def is_void(inline: Sequence[Element]) -> bool:
    """Whether the innermost element is one that holds nothing."""
    return bool(inline) and inline[-1].tag in VOID


def runs_of(words: Sequence[Token] | Sequence[Run]) -> Iterator[Run]:
    """Yield the runs of tokens, joined where the elements around are the same."""
    held: list[str] = []
    inline: tuple[Element, ...] = ()
    for word in words:
        # Nearly always a word stands in one run, which looks like the word itself.
        for run in word.runs if isinstance(word, Token) and word.parts else (word,):
            around = run.inline
            if held and (around is not inline or is_void(inline)) and (around or inline):
                yield Run("".join(held), inline)
                held = []
            inline = around
            held.append(run.text)
    if held:
        yield Run("".join(held), inline)


def housed(
    inline: Sequence[Element],
    before: Sequence[Element],
    after: Sequence[Element],
    counterpart: dict[Element, Element],
    copies: dict[Element, Element],
) -> tuple[Element, ...]:
    """Return the elements under which words gone are shown, so that none of the new page is cut.

    First what the words before and after have in common; then what became of the elements that the
    words stood in, where it touches; then copies of those.
    """
    needed = [element for element in before[: shared(before, after)] if element.tag not in VOID]
    for size in range(len(inline), len(needed) - 1, -1):
        start = [counterpart.get(element) for element in inline[:size]]
        touching = start == list(before[:size]) or start == list(after[:size])
        if None not in start and touching and start[: len(needed)] == needed:
            known = [element for element in start if element]
            break
    else:
        known, size = needed, 0
    tags = {element.tag for element in known}
    rest = [element for element in inline[size:] if element.tag not in tags]
    return (*known, *(copies.setdefault(element, without_id(element)) for element in rest))


def without_id(element: Element) -> Element:
    """Return a copy for a page that holds the original, or its successor, already."""
    return Element(element.tag, tuple(pair for pair in element.attributes if pair[0] != "id"))


def shared(one: Sequence[Element], other: Sequence[Element]) -> int:
    """Return how many elements two ways down a page have in common."""
    size = 0
    for a, b in zip(one, other, strict=False):
        if a is not b:
            break
        size += 1
    return size


def written(said: Sequence[Said], role: str = "") -> str:
    """Return HTML: inline elements opened and closed as needed, the mark innermost.

    role: attribute of each mark.
    """
    out: list[str] = []
    opened: tuple[Element, ...] = ()
    marked = ""
    for (text, inline), mark, extra, start, end, _ in (*said, Said(Run(""))):
        void = inline[-1] if inline and inline[-1].tag in VOID else None
        around = inline[:-1] if void else inline
        stays = around == opened
        if marked and (mark != marked or extra or start or not stays):
            out.append(f"</{marked}>")
            marked = ""
        if not stays:
            kept = shared(opened, around)
            out += [f"</{element.tag}>" for element in reversed(opened[kept:])]
            out += [start_tag(element) for element in around[kept:]]
            opened = around
        if mark and not marked:
            out.append(f"<{mark}{extra}{role}>")
            marked = mark
        out += (start, start_tag(void) if void else entities.escape(text, quote=False), end)
    return "".join(out)
