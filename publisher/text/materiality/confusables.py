"""Characters that deceive a reader: unseen ones, and letters that look like others."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\ufe00-\ufe0f\U000e0000-\U000e0fff\ue000-\uf8ff\U000f0000-\U0010ffff\x00-\x08\x0e-\x1f\x7f-\x9f]"
)
_EMOJI = re.compile(
    "(?<=[\u2190-\u2bff\u3030\u303d\U0001f000-\U0001faff])[\ufe0e\ufe0f]?(?:\u200d(?=[\u2600-\u2bff\U0001f000-\U0001faff]))?|\ufe0f(?=\u20e3)"
)
# Attributes and elements with which HTML hides words: the page shows them, but somebody meant it not to.
_HIDING = re.compile(
    r"<[a-z][^<>]*\s(?:hidden|style)\b[^<>]*>|<style\b|\{:?[^{}\n]*\b(?:hidden|style *=)[^{}\n]*\}",
    re.IGNORECASE,
)
# What a letter or a digit of another script, or another sign of the same, is taken for.
_LOOKS = str.maketrans(
    "аеорсухіјѕһԁѡԛвкмтнзбАВЕКМНОРСТУХІЈЅЗαοινρυκγΑΒΕΖΗΙΚΜΝΟΡΤΥΧհոսօАƖǀ∣ⅼⅠᎪᏴᏟᎠᎬᎻᎫᏦᏞᎷᏢᏒᏚᎢᏙᏔᏃ",
    "aeopcyxijshdwqbkmth36ABEKMHOPCTYXIJS3aoivpukyABEZHIKMNOPTYXhnsoAllllIABCDEHJKLMPRSTVWZ",
)
_LIGATURES = str.maketrans(
    {
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "œ": "oe",
        "Œ": "Oe",
        "æ": "ae",
        "Æ": "Ae",
    }
)
_RUN = re.compile(r"[^\W_]+")
# Alphabets whose letters pass for Latin ones, and the Latin letters that pass for theirs.
_CONFUSED = frozenset({"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"})
_PASS_FOR_OTHERS = frozenset("aceopxyijsvABEKMHOPCTXYIJSZN")
_ORDINARY = frozenset("ªº")  # 1ª, nº
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_DIGITS = str.maketrans("oOlI|iSBZ", "001111582")


def unseen(text: str) -> Counter[str]:
    """Return the characters of a text that no reader can see, and how often they stand.

    Those that make up an emoji are left out: its colour sign, and the joiner between two.
    """
    return Counter(_UNSEEN.findall(_EMOJI.sub("", text)))


def hiding(markdown: str) -> list[str]:
    """Return the markup of a source that hides words."""
    return _HIDING.findall(markdown)


def is_plain(text: str) -> bool:
    """Whether nothing in a text could deceive anybody, whatever stood there before."""
    return text.isascii() and text.isprintable()


def suspicious(old: str, new: str, alphabet: frozenset[str] = frozenset()) -> str:
    """Return what in `new` deceives a reader who knows `old`, in words, or an empty string.

    alphabet: the characters of the whole old text. A letter of another script that it already uses
    deceives only inside a word of Latin letters. A word is a run of letters and digits: a hyphen ends it.
    """
    added = unseen(new) - unseen(old)
    if added:
        return "the unseen " + " and ".join(named(sign) for sign in sorted(added))
    before = set(_RUN.findall(old))
    for run in _RUN.findall(new):
        if run.isascii() or run in before:
            continue
        sign = _dressed_up(run, alphabet) or _foreign(run, alphabet)
        if sign:
            return f"{named(sign)}, which looks like {_seen_as(sign)!r}"
    return ""


def look_alike(old: str, new: str) -> bool:
    """Whether two words look the same and are not: 30 and 3O, account with a Cyrillic a."""
    if old == new or old.lower() == new.lower():
        return False
    if old.translate(_LIGATURES) == new.translate(_LIGATURES):
        return False  # a ligature is its letters
    figures = any(sign.isdecimal() for sign in f"{_plain(old)}{_plain(new)}")
    return _skeleton(old, figures=figures) == _skeleton(new, figures=figures)


def _skeleton(word: str, *, figures: bool) -> str:
    """Return a word as the eye sees it: all that looks alike put as one. figures: beside a number."""
    plain = _plain(word)
    if figures:
        return plain.translate(_DIGITS)
    return plain.replace("I", "l").replace("|", "l").replace("1", "l")


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).translate(_LOOKS)


def _foreign(run: str, alphabet: frozenset[str]) -> str:
    """Return a letter of one alphabet that passes for one of another in a run of letters, else "".

    Latin beside Han, Hangul, Kana, Arabic or Thai is how these scripts are written ("Googleの"): no
    letter of theirs passes for a Latin one. Of Cyrillic, Greek and their like, only a run in which
    every letter could be taken for the other alphabet deceives: "SMSки" shows that it is mixed.
    """
    letters = [sign for sign in run if sign.isalpha()]
    others = [sign for sign in letters if script(sign) in _CONFUSED]
    if not others:
        return ""
    latin = [sign for sign in letters if script(sign) == "LATIN"]
    all_pass = all(_seen_as(sign).isascii() for sign in others)
    if latin and all_pass:
        return others[0]
    # One Latin letter, or small ones: capitals are an abbreviation with an ending.
    slipped = len(latin) == 1 or (latin and all(sign.islower() for sign in latin))
    if slipped and len(letters) > 2 and all(sign in _PASS_FOR_OTHERS for sign in latin):
        return latin[0]
    unknown = next((sign for sign in others if sign not in alphabet), "")
    return unknown if all_pass and not latin else ""


def _dressed_up(run: str, alphabet: frozenset[str]) -> str:
    """Return a sign that is a Latin letter or a digit in disguise (mathematical, Roman, wide), else ""."""
    latin = any(sign.isascii() and sign.isalpha() for sign in run)
    for sign in run:
        if sign.isascii() or script(sign) in _CONFUSED or sign in _ORDINARY:
            continue
        plain = _seen_as(sign)
        if not (plain.isascii() and len(plain) == 1 and plain.isalnum()):
            continue
        wide = "\uff01" <= sign <= "\uff5e"
        if wide and _EAST_ASIAN.search("".join(alphabet) + run):
            continue  # how Japanese and Chinese texts write figures and names
        if latin or sign not in alphabet:
            return sign
    return ""


def _seen_as(sign: str) -> str:
    plain = unicodedata.normalize("NFKC", sign)
    return plain if plain.isascii() and len(plain) == 1 else sign.translate(_LOOKS)


def script(sign: str) -> str:
    """Return the script of a letter as Unicode names it ("LATIN", "CYRILLIC"), "" for no letter."""
    return unicodedata.name(sign, "").split(" ")[0] if sign.isalpha() else ""


def named(sign: str) -> str:
    """Return a character by its name and number."""
    name = unicodedata.name(sign, "").lower() or "unnamed sign"
    return f"{name} (U+{ord(sign):04X})"
