"""The words around a change as the text writes them; the difference is always in what is quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from publisher.text.document.tokens import Token, TokenKind
from publisher.text.materiality.edit_context import EditContext
from publisher.text.materiality.sentences import cut, quote, sentence

_AROUND = 5  # words on each side of the difference
_LONGEST = 160  # characters of the difference itself


def contrast(change: EditContext, about: Sequence[str] = ()) -> str:
    """Return what is new and what it stands for, each with the words around it.

    about: words that make the difference; a long passage is cut around them.
    """
    language = change.lexicon.language
    old, new = before_and_after(change, about)
    if not old or not new:
        text = quote(new or old, language, _LONGEST + 2)
        return sentence(language, "contrast_added" if new else "contrast_removed", text=text)
    olds, news = (quote(text, language, 400) for text in (old, new))
    return sentence(language, "contrast", old=olds, new=news)


def before_and_after(change: EditContext, about: Sequence[str]) -> tuple[str, str]:
    """Return the change in its sentence, as it was and as it is."""
    edit = change.edit
    pattern = _written(tuple(about))
    if change.whole_block or edit.old_block is None or edit.new_block is None:
        return _shortened(edit.old, pattern).strip(), _shortened(edit.new, pattern).strip()
    old, new = (
        _within(block.tokens, span, pattern)
        for block, span in ((edit.old_block, edit.old_span), (edit.new_block, edit.new_span))
    )
    return old, new


@lru_cache(maxsize=64)
def _written(about: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return a pattern for phrases of which spaces part the words, as a text writes them."""
    phrases = "|".join(r"\s*".join(map(re.escape, phrase.split())) for phrase in about)
    return re.compile(rf"(?<!\w)(?:{phrases})(?!\w)", re.IGNORECASE) if phrases else None


def _within(tokens: Sequence[Token], span: tuple[int, int], about: re.Pattern[str] | None) -> str:
    start, cut_left = _reach(tokens, span[0], -1)
    end, cut_right = _reach(tokens, span[1], 1)
    left, own, right = (
        "".join(token.text for token in tokens[slice(*part)])
        for part in ((start, span[0]), span, (span[1], end))
    )
    shown = " ".join(f"{left}{_shortened(own, about)}{right}".split())
    return f"{'…' if cut_left else ''}{shown}{'…' if cut_right else ''}"


def _shortened(own: str, about: re.Pattern[str] | None) -> str:
    """Return the words of a difference, cut around those that it is about where they are long."""
    if len(own) <= _LONGEST:
        return own
    lead = own[: len(own) - len(own.lstrip())]
    text = own.strip()
    match = about.search(text) if about else None
    start = max(match.start() - _LONGEST // 2, 0) if match else 0
    if start and match and match.end() > _LONGEST:
        text = f"…{text[start:].partition(' ')[2]}"
    return f"{lead}{cut(text, _LONGEST)} "


def _reach(tokens: Sequence[Token], at: int, step: int) -> tuple[int, bool]:
    """Return how far the quotation reaches to one side, and whether the sentence goes on there."""
    words = 0
    while 0 <= (index := at - 1 if step < 0 else at) < len(tokens):
        token = tokens[index]
        if step < 0 and token.text in ".!?" and _is_end(tokens, index):
            return at, False
        words += token.kind not in (TokenKind.SPACE, TokenKind.MARK)
        if words > _AROUND:
            return at, True
        at += step
        if step > 0 and token.text in ".!?" and _is_end(tokens, index):
            return at - 1, False
    return at, False


def _is_end(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a full stop ends a sentence: white space follows, and no single letter is before it."""
    follows = tokens[at + 1 : at + 2]
    before = tokens[at - 1].text if at else ""
    return (not follows or follows[0].kind is TokenKind.SPACE) and not (
        len(before) == 1 and before.isalpha()
    )
