"""The words around a change as the text writes them; the difference is always in what is quoted."""

from __future__ import annotations

from collections.abc import Sequence

from publisher.text.document.tokens import Token, TokenKind
from publisher.text.materiality.edit_context import EditContext
from publisher.text.materiality.sentences import cut, quote, sentence

_AROUND = 5  # words on each side of the difference
_LONGEST = 160  # characters of the difference itself


def contrast(change: EditContext) -> str:
    """Return what is new and what it stands for, each with the words around it."""
    language = change.lexicon.language
    old, new = before_and_after(change)
    if not old or not new:
        text = quote(new or old, language, _LONGEST)
        return sentence(language, "contrast_added" if new else "contrast_removed", text=text)
    olds, news = (quote(text, language, 400) for text in (old, new))
    return sentence(language, "contrast", old=olds, new=news)


def before_and_after(change: EditContext) -> tuple[str, str]:
    """Return the change in its sentence, as it was and as it is."""
    edit = change.edit
    if change.whole_block or edit.old_block is None or edit.new_block is None:
        return cut(edit.old, _LONGEST), cut(edit.new, _LONGEST)
    old, new = (
        _within(block.tokens, span)
        for block, span in ((edit.old_block, edit.old_span), (edit.new_block, edit.new_span))
    )
    return old, new


def _within(tokens: Sequence[Token], span: tuple[int, int]) -> str:
    start, cut_left = _reach(tokens, span[0], -1)
    end, cut_right = _reach(tokens, span[1], 1)
    left, own, right = (
        "".join(token.text for token in tokens[slice(*part)])
        for part in ((start, span[0]), span, (span[1], end))
    )
    shown = " ".join(f"{left}{_shortened(own)}{right}".split())
    return f"{'…' if cut_left else ''}{shown}{'…' if cut_right else ''}"


def _shortened(own: str) -> str:
    """Return the words of a difference, the middle left out where they are long."""
    if len(own) <= _LONGEST:
        return own
    lead = own[: len(own) - len(own.lstrip())]
    return f"{lead}{cut(own.strip(), _LONGEST)} "


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
