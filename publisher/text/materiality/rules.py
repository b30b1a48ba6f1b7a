"""The rules by name: what each finding says, and where it holds back.

Identifiers are stored with announcements and printed by `publisher compare --json`: never renamed, never
reused. docs/materiality.md shows this list.
"""

from __future__ import annotations

from dataclasses import dataclass

from publisher.text.materiality.verdict import Effect


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. effects: what its findings can be. says: when it speaks. but: where it does not."""

    effects: tuple[Effect, ...]
    says: str
    but: str


def _proof(says: str, but: str) -> Rule:
    return Rule((Effect.EDITORIAL,), says, but)


def _reason(says: str, but: str) -> Rule:
    return Rule((Effect.MATERIAL,), says, but)


def _either(says: str, but: str) -> Rule:
    return Rule((Effect.MATERIAL, Effect.UNCERTAIN), says, but)


def _doubt(says: str, but: str) -> Rule:
    return Rule((Effect.UNCERTAIN,), says, but)


_REWRITTEN = "a hint only in a heading, or where more than eight words changed"
_SUBJECT = (
    "a hint, but where a new or deleted sentence or list entry says who must, may or gets what"
)
_CONTACT = (
    "a mere mention of contact; a link to write to, put behind words or taken away, is asked about"
)

PROOFS = {
    "formatting": Rule(
        (Effect.EDITORIAL, Effect.UNCERTAIN),
        "only emphasis, the level of a heading, the form of a list or the look of the page differ",
        "asked about where the words are shown in a way that may mean something",
    ),
    "typography": _proof(
        "only the form of quotation marks, dashes, spaces or ligatures differs",
        "a mark that comes or goes",
    ),
    "contraction": _proof(
        "a short form and its long form: can't, cannot", "“we'd”, which is two things"
    ),
    "spelling-variant": _proof(
        "two accepted spellings: cancelled and canceled, e-mail and email",
        "a mere likeness: discreet and discrete",
    ),
    "number-form": _proof(
        "one number, in words, in digits, with or without its separator of thousands or a space",
        "1.000 and 1,000, which differ by country; two units for one time",
    ),
    "same-meaning": _proof(
        "two listed expressions that mean the same wherever they stand: e.g., for example",
        "prior to and before, due to and because of, which do so only here and there",
    ),
    "date-line": _proof(
        "a line that dates the text came, went or changed",
        "a date after which something begins, ends or is due",
    ),
    "numbering": _proof(
        "a heading's number follows its new place, came or went",
        "a number that a reference in the text cites without following it",
    ),
    "cross-reference": _proof(
        "a reference follows the section that was renumbered",
        "a reference to another section, or into a law",
    ),
    "article": _proof(
        "forms of one article: a and an, le and l'",
        "a and the; un and une before a noun of both genders",
    ),
    "agreement": _proof(
        "a verb takes the form that its subject asks for, which only one noun can be",
        "a tense; one thing for several; a verb after that, who or of",
    ),
    "repeated-word": _proof(
        "a small word stood twice", "that, had and others that may stand twice"
    ),
    "punctuation": _proof(
        "a mark that no reading hangs on: at the end of a passage, doubled, beside a bracket",
        "a comma inside a sentence",
    ),
    "capital-letter": _proof(
        "only capital letters differ: at a beginning, in a heading, in a word that is no term",
        "a defined term, a name, US and us",
    ),
    "spelling": _proof(
        "the old word is no word, and the new one the only one it can have been meant for",
        "two known words; a word of legal weight; a slip that could be a prefix or an ending",
    ),
    "name-spelling": _proof(
        "a name whose capital letters stand otherwise everywhere else in the text",
        "another letter: it may be another company",
    ),
    "markup": _proof(
        "only markup that stood among the words was put right", "a word that comes with it"
    ),
    "layout": _proof(
        "the same words in the same order, in another list, heading or paragraph",
        "words that come under another lead-in, heading or cell; an item's other number",
    ),
    "moved-unchanged": _proof(
        "a section, an item or a row stands elsewhere among its like, its words unchanged",
        "whatever a moved-… rule below speaks of",
    ),
    "link-form": _proof(
        "a link leads to the same page, written otherwise",
        "another host, path, query or fragment; nothing in an address says what stands there",
    ),
    "link-target": _proof(
        "the typed address of the model that the text says it is adapted from",
        "any other address that leads elsewhere",
    ),
    "link-added": _proof(
        "an address that stood among the words, or the section that they name, can be clicked",
        "a link to any other page: the text may refer to a document now",
    ),
    "front-matter": _proof(
        "only a field that readers do not rely on changed", "the title; the language"
    ),
}

REASONS = {
    "negation-changed": _either("not, never, no, without … came, went or gave way", _REWRITTEN),
    "duty-changed": _either(
        "may, must, shall, will, is required to … came, went or gave way", _REWRITTEN
    ),
    "limit-changed": _either(
        "only, at least, up to, reasonable … came, went or gave way", _REWRITTEN
    ),
    "quantity-changed": _either("all, every, some, none … came, went or gave way", _REWRITTEN),
    "frequency-changed": _either("always, daily, permanently … came, went or gave way", _REWRITTEN),
    "condition-changed": _either(
        "if, unless, except, subject to … came, went or gave way", _REWRITTEN
    ),
    "contrary-changed": _either("a word gave way to its contrary: before, after", _REWRITTEN),
    "and-or-changed": _either("and for or, or for and", _REWRITTEN),
    "period-changed": _reason(
        "a number of days, months, years …", "the same number in another form"
    ),
    "day-kind-changed": _reason(
        "days became business days, or the reverse", "the same number in another form"
    ),
    "amount-changed": _reason(
        "a sum, a share, a size, a number of things", "the same number in another form"
    ),
    "age-changed": _either("an age, or a statement about children", _SUBJECT),
    "number-changed": _doubt(
        "a number without a unit that would tell what it counts", "a section's number"
    ),
    "date-changed": _either(
        "a date after which something begins, ends or is due", "a hint only for any other date"
    ),
    "country-changed": _either("a country or a region came, went or gave way", _REWRITTEN),
    "identity-changed": _either(
        "a company with its legal form gave way to another; who is responsible", _SUBJECT
    ),
    "contact-changed": _either(
        "an address to write to, or a name or number under “Contact”", _CONTACT
    ),
    "recipient-changed": _either(
        "who receives or sees data; a row or item of processors", _SUBJECT
    ),
    "transfer-changed": _either("where data goes", _SUBJECT),
    "retention-changed": _either("how long data is kept", _SUBJECT),
    "data-changed": _either("which data is collected or used", _SUBJECT),
    "consent-changed": _either("consent, opting in and out", _SUBJECT),
    "rights-changed": _either("the rights of readers", _SUBJECT),
    "purpose-changed": _either("what data is used for", _SUBJECT),
    "security-changed": _either("how data is protected", _SUBJECT),
    "liability-changed": _either("who answers for what", _SUBJECT),
    "law-changed": _either("law, courts and disputes", _SUBJECT),
    "fees-changed": _either("what must be paid", _SUBJECT),
    "notice-changed": _either("how readers hear of changes", _SUBJECT),
    "conduct-changed": _either("what readers must or must not do", _SUBJECT),
    "termination-changed": _either("how an account or a contract ends", _SUBJECT),
    "ownership-changed": _either("who owns content and who may use it", _SUBJECT),
    "scope-changed": _either("what the text covers, and what its words mean", _SUBJECT),
    "section-added": _reason("a heading came with what stands under it", "a heading alone"),
    "section-removed": _reason("a heading went with what stands under it", "a heading alone"),
    "crossed-out": _reason("words are crossed out, or no longer", "other ways to show words"),
    "suspicious-characters": _either(
        "signs that nobody sees, or letters and figures that look like others",
        "a hint only where they are taken out; letters the text uses anyway; little pictures",
    ),
    "hidden-words": _reason(
        "the source holds more markup that hides words", "words that were hidden before"
    ),
}

DOUBTS = {
    "wording-changed": _doubt(
        "no rule can tell whether the meaning is the same", "any rule that speaks"
    ),
    "raised": _doubt("words or figures stand higher or lower: a power, a note", "signs such as ®"),
    "moved-apart": _doubt(
        "words stand in another part, under another heading or lead-in", "equal parts reordered"
    ),
    "moved-joined": _doubt("an item that ends with “and” or “or” changed places", "other items"),
    "moved-leaning": _doubt(
        "words that go on from those before (such, this, it) follow others", "this policy"
    ),
    "moved-passage": _doubt(
        "a passage of a section stands before or after other words of it",
        "items of a list, rows of a table, whole sections",
    ),
    "moved-pointing": _doubt(
        "words that point (above, below) changed places", "words that point to themselves"
    ),
    "moved-counted": _doubt(
        "words beside parts that changed places count them (the first)", "“last updated”"
    ),
    "moved-unread": _doubt(
        "parts changed places in a language without word lists", "English and French"
    ),
    "steps-reordered": _doubt(
        "items of a numbered list, or of one whose order matters, changed places", "others"
    ),
    "items-renumbered": _doubt(
        "an item bears another number or letter, or lost one that something may cite",
        "items that are counted on because one came or went",
    ),
    "cross-reference-stale": _doubt(
        "something may cite a section by a number that changed", "references that follow it"
    ),
    "other-heading": _doubt(
        "other words stand under a heading that says whom they are about", "other headings"
    ),
    "other-lead-in": _doubt(
        "the same words stand under another lead-in or item", "a whole list made paragraphs"
    ),
    "look-changed": _doubt(
        "a browser shows the same words in another size, at another place, in other cells, or far off",
        "emphasis, alignment",
    ),
    "other-cell": _doubt("the same words stand in another row or column", "a column's alignment"),
    "quotation-changed": _doubt(
        "a passage is shown as quoted, or no longer", "other forms of a passage"
    ),
    "rights-link": _doubt(
        "a link by which readers use a right or reach the company leads elsewhere", "its form"
    ),
    "contact-link": _doubt(
        "an address to write to came or went behind words", "one that stands in the words"
    ),
    "link-version": _doubt(
        "a link leads to another version or country of a document", "another place of it"
    ),
    "link-document": _doubt(
        "a link that names a text that binds, or what is covered, leads elsewhere", "its form"
    ),
    "link-host": _doubt("a link leads to another host", "another spelling of the same host"),
    "link-moved": _doubt(
        "a link leads to another page of the same host", "forms of the same address"
    ),
    "link-came": _doubt(
        "words lead somewhere that led nowhere", "an address that stood among the words"
    ),
    "link-removed": _doubt("words that led somewhere no longer do", "a link whose form changed"),
    "link-anchor": _doubt(
        "a link leads to another place of the same text", "a place that was renamed"
    ),
    "link-unseen": _doubt("a link changed that no edit shows", "a link that an edit shows"),
    "title-changed": _doubt("the title says other words", "other capitals or marks; the heading"),
    "field-changed": _doubt(
        "front matter that readers or search engines see says other words", "words of the text"
    ),
    "language-changed": _doubt(
        "the declared language changed", "a language declared for the first time"
    ),
    "tooltip-changed": _doubt("words that show when a reader points changed", "a picture's title"),
    "image-changed": _doubt("another picture is shown, or none", "the same address"),
    "direction-changed": _doubt("words run in the other direction", "nothing else"),
}

RULES: dict[str, Rule] = {**PROOFS, **REASONS, **DOUBTS}
