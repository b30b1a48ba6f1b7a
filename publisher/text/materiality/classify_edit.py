"""Which findings speak of an edit: proofs that it is editorial, reasons why it is material, or doubt.

Rule of safety: an edit is editorial only if a named rule proves it. Where no rule speaks, it counts
as material until a person decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from publisher.text.document.document import BlockKind
from publisher.text.materiality import (
    added_removed,
    dates,
    grammar,
    markup_residue,
    named_entities,
    numbering,
    reasons,
    spelling,
)
from publisher.text.materiality.confusables import is_plain, look_alike, suspicious
from publisher.text.materiality.edit_context import EditContext, quoted
from publisher.text.materiality.layout_changes import is_mere_heading
from publisher.text.materiality.lexicon import Phrase, spaced
from publisher.text.materiality.links import link_changed, link_in_words, typed_link
from publisher.text.materiality.minimal_edits import Atom, atoms, differing
from publisher.text.materiality.non_text_changes import PLAIN
from publisher.text.materiality.normalization import CROSSED_OUT, RAISED, stages, words
from publisher.text.materiality.verdict import Effect, Finding
from publisher.text.redline.edit import Aspect, EditKind

Proof = Callable[[Atom], Iterator[tuple[str, str]]]

# The first proof that holds is taken.
PROOFS: tuple[Proof, ...] = (
    dates.number_form,
    dates.date_after_label,
    numbering.heading_renumbered,
    numbering.heading_numbered,
    numbering.cross_reference,
    grammar.article,
    grammar.agreement,
    grammar.doubled,
    grammar.marks,
    grammar.capital,
    spelling.slip,
    spelling.name,
    spelling.spelling,
    spelling.accent,
    spelling.variant,
    spelling.parted,
)
PASSAGE_PROOFS: tuple[reasons.Reason, ...] = (dates.date_line, markup_residue.markup, typed_link)
WHOLES: tuple[reasons.Reason, ...] = (added_removed.section, added_removed.passage)
REASONS: tuple[reasons.Reason, ...] = (
    named_entities.figures,
    named_entities.dates_changed,
    named_entities.country,
    named_entities.identity,
    named_entities.contact,
    named_entities.address,
    reasons.and_or,
    reasons.weights,
    reasons.contraries,
    reasons.subjects,
)
AROUND = 30  # words on each side of an edit that a proof may ask about
_BORDERS = frozenset('.!?:;)"”»…*-–—•|')
MOST_REASONS = 3  # the first few say enough; a rewritten passage would have a dozen
_ASPECTS = {
    Aspect.TYPOGRAPHY: "only the form of quotation marks, dashes or spaces differs",
    Aspect.EMPHASIS: "only emphasis differs",
    Aspect.BLOCK: "only the level of a heading, or the form of a list or paragraph, differs",
    Aspect.DIVIDED: "a new paragraph begins here",
    Aspect.JOINED: "two paragraphs became one",
}


def findings(change: EditContext) -> tuple[Finding, ...]:
    """Return the findings that speak of an edit; never none. Moves are judged by the whole."""
    return _clear(change) or _reasoned(change)


def is_proved(change: EditContext) -> bool:
    """Whether all findings of `findings` are proofs; what is not proved needs no reasons here."""
    clear = _clear(change)
    return bool(clear) and all(finding.effect is Effect.EDITORIAL for finding in clear)


def _clear(change: EditContext) -> tuple[Finding, ...]:
    """Return what proves an edit editorial, or shows in its form that it cannot be; often nothing."""
    deceiving = tuple(_deceiving(change))
    if deceiving:
        return deceiving
    if change.edit.kind is EditKind.LINK:
        return tuple(link_changed(change))
    if change.edit.kind is EditKind.FORMAT:
        return tuple(_format(change))
    proved = next(filter(None, (tuple(rule(change)) for rule in PASSAGE_PROOFS)), ())
    if proved:
        return proved
    proved = word_proofs(change)
    if proved:
        return (*proved, *link_in_words(change))
    return ()


def _reasoned(change: EditContext) -> tuple[Finding, ...]:
    """Return the reasons why an unproved edit is material, or the doubt whether it is."""
    named = tuple(reason for rule in WHOLES for reason in rule(change))
    if not named:  # what came as a whole says it all; its single words need no reasons of their own
        named = tuple(reason for rule in REASONS for reason in rule(change))
    return tuple(_most_telling(named)) or (_doubt(change),)


def _most_telling(named: tuple[Finding, ...]) -> Iterator[Finding]:
    """Yield the reasons worth reading: each rule once, certain ones first, not more than a few."""
    seen: set[tuple[str, str]] = set()
    ordered = sorted(named, key=lambda finding: finding.effect.value != "material")
    for finding in ordered:
        key = (finding.rule, finding.explanation)
        if key not in seen and len(seen) < MOST_REASONS:
            seen.add(key)
            yield finding


def _deceiving(change: EditContext) -> Iterator[Finding]:
    """Unseen characters, and letters that look like others, are never editorial."""
    edit = change.edit
    olds = (
        "".join(token.text for token in change.old_tokens) if not change.whole_block else edit.old
    )
    news = (
        "".join(token.text for token in change.new_tokens) if not change.whole_block else edit.new
    )
    found = "" if is_plain(news) else suspicious(olds, news, change.facts.alphabet)
    if found:
        yield change.reason("suspicious-characters", f"the new words hold {found}.")
        return
    found = "" if is_plain(olds) else suspicious(news, olds, change.facts.alphabet)
    if found and edit.kind is not EditKind.LINK:
        yield change.doubt("suspicious-characters", f"the old words held {found}.")
        return
    pairs = zip(change.old, change.new, strict=False)
    if len(change.old) != len(change.new):  # 10 is one word, 1O are two
        pairs = zip(["".join(change.old)], ["".join(change.new)], strict=True)
    for old, new in pairs:
        if look_alike(old, new):
            yield change.reason(
                "suspicious-characters",
                f"{quoted(old)} becomes {quoted(new)}, which looks the same and is not.",
            )


def _format(change: EditContext) -> Iterator[Finding]:
    olds = {style for token in change.old_tokens for style in token.styles}
    changed = {
        style
        for old, new in zip(change.old_tokens, change.new_tokens, strict=False)
        for style in old.styles ^ new.styles
    }
    said = quoted(change.edit.new)
    if changed & CROSSED_OUT:
        how = "no longer crossed out" if olds & CROSSED_OUT else "crossed out"
        yield change.reason("crossed-out", f"{said} is {how} now.")
    elif changed & RAISED and any(sign.isalnum() for sign in "".join(change.new)):
        yield change.doubt("raised", f"{said} stands higher or lower now; is it a power or a note?")
    elif _quoted_elsewhere(change):
        yield change.doubt(
            "quotation-changed", f"{said} is shown as a quotation in one text and not in the other."
        )
    elif why := _recut(change):
        yield change.doubt("formatting", f"a paragraph ends elsewhere, before {said}: {why}.")
    elif named := _named_form(change, emphasis=bool(changed)):
        yield change.doubt(
            "formatting", f"{said} is shown in another form, and the text speaks of {named}."
        )
    elif changed <= PLAIN:
        aspect = change.edit.aspect
        what = _ASPECTS[aspect] if aspect else "only the form differs"
        yield change.proof("formatting", f"{what}; the words are the same.")
    else:
        yield change.doubt("formatting", f"{said} is shown in another way now.")


def _named_form(change: EditContext, *, emphasis: bool) -> str:
    """Return what the text says of a form that changed, if it speaks of that form at all.

    "Words in bold are defined", "headings bind nobody": then the form is no mere form.
    """
    edit, facts = change.edit, change.facts
    kinds = {block.kind for block in (edit.old_block, edit.new_block) if block is not None}
    if emphasis and facts.speaks_of("form_emphasis"):
        return "how words are set"
    if edit.aspect is Aspect.TYPOGRAPHY and facts.speaks_of("form_quotes"):
        return "quotation marks"
    if edit.aspect in (Aspect.TYPOGRAPHY, Aspect.EMPHASIS):
        return ""
    if BlockKind.HEADING in kinds and len(kinds) > 1 and facts.speaks_of("form_headings"):
        return "headings"
    if BlockKind.ITEM in kinds and facts.speaks_of("form_lists"):
        return "items of lists"
    return ""


def _recut(change: EditContext) -> str:
    """Return why a paragraph that is cut or joined may say something else, or an empty string."""
    edit, facts = change.edit, change.facts
    if edit.aspect not in (Aspect.DIVIDED, Aspect.JOINED):
        return ""
    if not _ends_before(change):
        return "within a sentence"
    sides = (facts.old, edit.old_block), (facts.new, edit.new_block)
    blocks = [block for _, block in sides if block is not None]
    if len({block.kind for block in blocks}) > 1 and not _only_heads(change):
        return "it becomes part of a heading or of a list"
    if any(block in facts.recut for block in blocks):
        return "a sentence is in another paragraph now"
    if facts.speaks_of("form_paragraphs"):
        return "the text speaks of its paragraphs"
    near = (
        other.text
        for document, block in sides
        if block is not None
        for other in document.blocks[max(block.index - 1, 0) : block.index + 3]
    )
    pointing = [change.lexicon.phrases(name) for name in ("sums_up", "points_on")]
    if any(each.found(spaced(text)) for text in near for each in pointing):
        return "words beside it point to the text around them"
    return ""


def _only_heads(change: EditContext) -> bool:
    """Whether a short line of a paragraph became a heading that limits nothing."""
    old, new = change.edit.old_block, change.edit.new_block
    return (
        change.edit.aspect is Aspect.DIVIDED
        and old is not None
        and new is not None
        and (old.kind, new.kind) == (BlockKind.PARAGRAPH, BlockKind.HEADING)
        and is_mere_heading(new, change.lexicon)
    )


def _ends_before(change: EditContext) -> bool:
    """Whether something ends where a paragraph is cut or joined: a sentence, a line, a lead-in."""
    edit = change.edit
    block, start = edit.old_block, edit.old_span[0]
    if edit.aspect is Aspect.JOINED:
        block, start = edit.new_block, edit.new_span[0]
    if block is None:
        return False
    before = "".join(token.text for token in block.tokens[max(start - 6, 0) : start])
    follows = "".join(token.text for token in block.tokens[start : start + 2]).lstrip()
    begins = follows[:1].isupper() or follows[:1].isdigit()
    return begins or "\n" in before or before.rstrip()[-1:] in _BORDERS


def _quoted_elsewhere(change: EditContext) -> bool:
    """Whether a passage is quoted in one text only: whose words they are may have changed."""
    sides = [block for block in (change.edit.old_block, change.edit.new_block) if block]
    marked = [any(element.tag == "blockquote" for element in block.path) for block in sides]
    return len(set(marked)) == 2


def word_proofs(change: EditContext) -> tuple[Finding, ...]:
    """Return the proofs that together show the changed words to mean the same, or nothing."""
    if change.whole_block:
        return ()
    left, right = change.left[-AROUND:], change.right[:AROUND]
    before, after = (*left, *change.old, *right), (*left, *change.new, *right)
    return _proofs(change, before, after) or _block_proofs(change)


def _block_proofs(change: EditContext) -> tuple[Finding, ...]:
    """Return the proofs that the whole block says the same, though one edit alone proves nothing."""
    old, new = change.edit.old_block, change.edit.new_block
    facts = change.facts
    if old is None or new is None or new not in facts.shared:
        return ()
    if ("words", new) in facts.unproved:
        return ()
    proved = _proofs(change, words(old.tokens, change.lexicon), words(new.tokens, change.lexicon))
    if not proved:
        facts.unproved.add(("words", new))
    return proved


def _proofs(change: EditContext, before: Phrase, after: Phrase) -> tuple[Finding, ...]:
    if before == after:
        why = "only the form of quotation marks, dashes or spaces differs."
        return (change.proof("typography", why),)
    written = " becomes ".join(quoted(words) for words in differing(before, after) if words)
    for stage in stages():
        before, after = stage.apply(before, change.lexicon), stage.apply(after, change.lexicon)
        if before == after:
            if stage.rule == "typography" and change.facts.speaks_of("form_quotes"):
                return ()
            return (change.proof(stage.rule, f"{written}: {stage.why}."),)
    parts = atoms(before, after, change)
    if parts is None:
        return ()
    proofs: list[Finding] = []
    for part in parts:
        if "/" in (*part.left[-1:], *part.right[:1]):
            return ()  # perhaps a step of a typed address
        found = next((proof for rule in PROOFS for proof in rule(part)), None)
        if found is None:
            return ()
        proofs.append(change.proof(*found, old=" ".join(part.old), new=" ".join(part.new)))
    return tuple({proof.explanation: proof for proof in proofs}.values())


def _doubt(change: EditContext) -> Finding:
    said = _became(change, old=bool(change.old), new=bool(change.new))
    why = "no rule can tell whether the meaning is the same"
    return change.doubt("wording-changed", f"{said}, and {why}; please decide.")


def unread(change: EditContext) -> Finding:
    """Return what is said of an edit that nobody looks for a reason in: there are too many."""
    said = _became(change, old=bool(change.edit.old), new=bool(change.edit.new))
    why = "the texts differ in too much for a reason to be looked for in each change"
    return change.doubt("wording-changed", f"{said}; {why}, so please decide.")


def _became(change: EditContext, *, old: bool, new: bool) -> str:
    gone, come = quoted(change.edit.old), quoted(change.edit.new)
    if old and new:
        return f"{gone} becomes {come}"
    return f"{come} is added" if new else f"{gone} is taken out"
