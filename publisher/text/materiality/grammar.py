"""Proofs that only grammar was put right: articles, agreement, doubled words, marks, capitals."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.text.materiality import dictionary
from publisher.text.materiality.edit_context import last_sentence, quoted
from publisher.text.materiality.lexicon import Lexicon
from publisher.text.materiality.minimal_edits import Atom
from publisher.text.materiality.spelling import Proof

_INFINITIVES = ("er", "ir", "re")  # registre too: then there is no proof
_CLOSERS = frozenset(')"]')
_END_MARKS = frozenset({"", ".", ";", ","})


def article(atom: Atom) -> Iterator[Proof]:
    """One form of an article for another (a, an; le, l'; la before a noun that is never masculine)."""
    gender = _same_group(atom, "articles_of_gender") and _gender_tells_nothing(atom)
    if (gender or _same_group(atom, "articles")) and not _is_pronoun(atom):
        yield "article", f"{quoted(atom.old)} and {quoted(atom.new)} are forms of one article."


def _gender_tells_nothing(atom: Atom) -> bool:
    """Whether the noun that follows has one gender: un poste and une poste are two things."""
    if any(side[-1].endswith("'") for side in (atom.old, atom.new)):
        return True
    noun = atom.right[0].lower() if atom.right else ""
    lists = atom.lexicon
    return noun in lists.phrases("one_gender") or noun.endswith(lists.entries("one_gender_endings"))


def _is_pronoun(atom: Atom) -> bool:
    """Whether what looks like an article stands before a verb: nous le supprimons, pour la céder."""
    follows = atom.right[0].lower() if atom.right else ""
    return (
        atom.left[-1:] != () and atom.left[-1].lower() in atom.lexicon.phrases("before_a_verb")
    ) or (atom.lexicon.language == "fr" and follows.endswith(_INFINITIVES))


def agreement(atom: Atom) -> Iterator[Proof]:
    """A verb put into the form that its subject asks for, where only one noun can be its subject."""
    fits = _same_group(atom, "agreements") and _fits_its_subject(atom)
    by_place = _is_short_form(atom) or _is_participle(atom) or _fits_determiner(atom)
    if fits or _after_pronoun(atom) or by_place:
        yield "agreement", f"{quoted(atom.old)} becomes {quoted(atom.new)}: a matter of grammar."


def _fits_its_subject(atom: Atom) -> bool:
    """Whether the new verb, and only that, fits the one noun between a determiner and the verb."""
    said = [word.lower() for word in last_sentence(atom.left)]
    lists = atom.lexicon
    if len(said) != 2 or not said[1].isalpha() or _is_no_noun(said[1], lists):
        return False
    determiner, noun = said
    plural = _is_plural_verb(atom)
    if determiner in lists.phrases("several_things"):
        return plural
    if determiner in lists.phrases("one_thing"):
        return not plural
    if determiner not in lists.phrases("either_number"):
        return False
    if noun in lists.phrases("either_verb"):
        return True
    if noun in lists.phrases("one_with_s") or noun.endswith("ss"):
        return False  # one process, several species: nobody can tell
    return plural if noun.endswith("s") else not plural and _has_plural(noun, lists)


def _has_plural(noun: str, lists: Lexicon) -> bool:
    """Whether a noun takes an s for several: people and children do not."""
    return dictionary.known(f"{noun}s", lists.language)


def _is_no_noun(word: str, lists: Lexicon) -> bool:
    return any(
        word in lists.phrases(name)
        for name in ("leans_on_what_precedes", "before_a_noun", "negation", "quantity", "of")
    )


def _is_plural_verb(atom: Atom) -> bool:
    """Whether the new verb is the second of its line: is = are."""
    new = tuple(word.lower() for word in atom.new)
    return atom.lexicon.groups("agreements").get(new) == new


def _is_participle(atom: Atom) -> bool:
    """Whether a French participle agrees with the one noun before it: données collecté(es)."""
    lists = atom.lexicon
    if lists.language != "fr" or not atom.one_word:
        return False
    parts = [word.lower().rpartition("é") for word in (atom.old[0], atom.new[0])]
    if len({stem for stem, _, _ in parts}) != 1 or not all(sign for _, sign, _ in parts):
        return False
    if not {end for _, _, end in parts} <= {"", "e", "s", "es"}:
        return False
    said = [word.lower() for word in last_sentence(atom.left)]
    if len(said) == 3 and said[2] in ("est", "sont", "sera", "seront", "était", "étaient"):
        said = said[:2]
    if len(said) != 2 or not said[1].isalpha() or _is_no_noun(said[1], lists):
        return False
    several = said[0] in lists.phrases("several_things")
    known = several or said[0] in lists.phrases("one_thing")
    return known and several == atom.new[0].endswith("s")


def _fits_determiner(atom: Atom) -> bool:
    """Whether "tout" takes the number of the article after it: toute les parties."""
    if atom.lexicon.language != "fr" or not atom.one_word or not atom.right:
        return False
    follows = atom.right[0].lower()
    old, new = atom.old[0].lower(), atom.new[0].lower()
    one, several = {"tout", "toute"}, {"tous", "toutes"}
    if follows in ("les", "ces", "vos", "nos", "mes", "tes", "ses", "leurs"):
        return old in one and new in several
    return (
        follows in ("le", "la", "l'", "cette", "votre", "notre") and old in several and new in one
    )


def _is_short_form(atom: Atom) -> bool:
    """Whether "its" and "it's" were mixed up where only one of them can stand."""
    if atom.lexicon.language != "en" or len(atom.old) != 1 or len(atom.new) != 1 or not atom.right:
        return False
    old, new, follows = atom.old[0].lower(), atom.new[0].lower(), atom.right[0].lower()
    return (old, new, follows) == ("it's", "its", "own") or (
        (old, new) == ("its", "it's") and follows in ("a", "an", "the")
    )


def _same_group(atom: Atom, name: str) -> bool:
    groups = atom.lexicon.groups(name)
    old, new = (tuple(word.lower() for word in side) for side in (atom.old, atom.new))
    return old != new and old in groups and groups[old] == groups.get(new)


def _after_pronoun(atom: Atom) -> bool:
    """After we, they, he … only a verb can stand: its -s is agreement, not a plural."""
    if not atom.one_word or not atom.left:
        return False
    if atom.left[-1].lower() not in atom.lexicon.phrases("subject_pronouns"):
        return False
    old, new = atom.old[0].lower(), atom.new[0].lower()
    longer, shorter = sorted((old, new), key=len, reverse=True)
    if (new == longer) != (atom.left[-1].lower() in ("he", "she")):
        return False  # "we collects" becomes "we collect", never the reverse
    verb = longer in (f"{shorter}s", f"{shorter}es") and dictionary.known(
        new, atom.lexicon.language
    )
    auxiliary = atom.lexicon.weighty(shorter) or (shorter,) in atom.lexicon.groups("agreements")
    return verb and not auxiliary


def doubled(atom: Atom) -> Iterator[Proof]:
    """A word that stood twice in a row."""
    if len(atom.old) != 1 or atom.new:
        return
    word = atom.old[0].lower()
    beside = {row[at].lower() for row, at in ((atom.left, -1), (atom.right, 0)) if row}
    if word in beside and word in atom.lexicon.phrases("harmless_doubles"):
        yield "repeated-word", f"{quoted(word)} stood twice."


def marks(atom: Atom) -> Iterator[Proof]:
    """A mark that no reading hangs on. A comma inside a sentence is never such a mark."""
    old, new = "".join(atom.old), "".join(atom.new)
    if not old + new or any(sign.isalnum() for sign in old + new):
        return
    why = "the mark has no bearing on the meaning."
    if atom.ends_block and not atom.in_heading and old in _END_MARKS and new in _END_MARKS:
        yield "punctuation", f"a mark at the end of the passage: {why}"
    elif atom.ends_block and atom.in_heading and {old, new} <= {"", ".", ":", ","}:
        yield "punctuation", f"a mark at the end of a heading: {why}"
    elif len(old) == 2 and old == new * 2 and new in ".,;:!?":
        yield "punctuation", f"{quoted(old)} stood for {quoted(new)}: {why}"
    elif (not new and atom.left and old == atom.left[-1] and old in ".,;:") or (
        not new and atom.right and old == atom.right[0] and old in ".,;:"
    ):
        yield "punctuation", f"{quoted(old)} stood twice: {why}"
    elif _around_closer(old, new):
        yield "punctuation", f"a mark stands before or after the closing sign: {why}"
    elif {old, new} == {"", ","} and _after_abbreviation(atom):
        yield "punctuation", f"a comma after an introducing word: {why}"


def _around_closer(old: str, new: str) -> bool:
    """`data).` and `data.)` say the same."""
    if len(old) == 2 and old == new[::-1]:
        return bool(_CLOSERS & set(old)) and bool(set(".,") & set(old))
    return False


def _after_abbreviation(atom: Atom) -> bool:
    said = "".join(atom.left[-4:]).lower(), " ".join(atom.left[-2:]).lower()
    return said[0].endswith(("e.g.", "i.e.")) or said[1] in atom.lexicon.phrases(
        "introduces_examples"
    )


def capital(atom: Atom) -> Iterator[Proof]:
    """A capital letter at the beginning of a sentence, in a heading, or in a word that is no term."""
    if not atom.one_word or not atom.lexicon.language or atom.old[0].lower() != atom.new[0].lower():
        return
    word = atom.new[0].lower()
    if not word.replace("-", "").replace("'", "").isalpha():
        return  # the capitals of an address lead elsewhere
    why = f"{quoted(atom.old)} becomes {quoted(atom.new)}: only capital letters differ"
    if word in atom.lexicon.phrases("capital_tells") or atom.facts.speaks_of("form_capitals"):
        return
    if word in atom.lexicon.phrases("same_in_any_case"):
        yield "capital-letter", f"{why}, in a word that is written both ways."
    elif (atom.in_heading or atom.begins_sentence) and _explained(atom):
        where = "in a heading" if atom.in_heading else "at the beginning of a sentence"
        yield "capital-letter", f"{why}, {where}."
    elif _is_name_by_its_letters(atom):
        yield "capital-letter", f"{why}, in a word that the text does not define."


def _explained(atom: Atom) -> bool:
    """Whether the place alone explains a capital letter: the word is no name and no term elsewhere."""
    old, new = atom.old[0], atom.new[0]
    if _acronym(old) or _acronym(new):
        return False
    begins = atom.begins_sentence and new[:1].isupper()
    return begins or not {old, new} & atom.facts.capitalised


def _is_name_by_its_letters(atom: Atom) -> bool:
    """Github and GitHub: a name with capitals inside, which no dictionary has."""
    old, new = atom.old[0], atom.new[0]
    inside = any(sign.isupper() for sign in new[1:]) and not (_acronym(new) or _acronym(old))
    if inside and len(new) >= 5 and old[:1].isupper() and not atom.begins_sentence:
        return not atom.in_heading  # a name before, and the same letters
    known = dictionary.known(new.lower(), atom.lexicon.language)
    return inside and len(new) >= 4 and not known and atom.lexicon.language != ""


def _acronym(word: str) -> bool:
    """IT and it, US and us are different words."""
    return len(word) > 1 and word.isupper()
