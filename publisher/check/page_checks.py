"""What a page looks like, whatever it says it is: a text still to be written, a policy without a promise."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

from publisher.check.check_report import CheckProblem, Level
from publisher.text.document import frontmatter, input_guards

_MOST = 5  # lines with placeholders that are named in one file
# What stands where a text is still to be written. A link or a reference in brackets is none of it.
_PLACEHOLDERS = (
    re.compile(r"\blorem ipsum\b", re.I),
    re.compile(r"\b(?:TBD|TBC|FIXME|XXX+)\b"),
    re.compile(
        r"\[(?:(?:insert|add|enter|your|our|the)\b[^\]\n]{0,60}"
        r"|(?:the )?(?:company|organi[sz]ation|business|website|site|product|service|app|contact|entity)"
        r"(?:['’]s)?(?: (?:name|address|e-?mail|url))*"
        r"|(?:name|address|date|e-?mail|country|state|jurisdiction|phone)(?: of [^\]\n]{1,40})?"
        r"|(?:nom|adresse|raison sociale|votre|notre|insérer|à compléter|société|entreprise)\b[^\]\n]{0,60}"
        r")\](?![\[(:])",
        re.I,
    ),
    re.compile(r"\[[A-Z]{2,}(?:[ _][A-Z]{2,})+\](?![\[(:])"),
    re.compile(r"<(?:your|insert|company|organi[sz]ation|nom de|votre)[ _-][^>\n]{1,40}>", re.I),
    re.compile(r"\{\{[^}\n]{1,60}\}\}|\{%[^%\n]{1,80}%\}"),
    re.compile(
        r"\b(?:your text here|put your own text here|texte à compléter|à compléter\b)", re.I
    ),
)
_TO_WRITE_OVER = ("Put your", "Say ", "Écrivez ici", "Indiquez ")
_TODO = re.compile(r"\bTODO\b")
_ALL_IS_TODO = ("es", "pt", "gl", "ast")  # "todo" is a word there

# Names and titles of policies, folded: small letters without accents.
_NAMES = re.compile(
    r"\b(?:privacy|gdpr|ccpa|terms|conditions|tos|eula|cookies?|refunds?|returns?|cancell?ation|"
    r"acceptable use|data processing|dpa|subprocessors?|sub processors?|disclaimer|legal notice|"
    r"service level|sla|licen[cs]e|"
    r"polic(?:y|ies)|code of conduct|community guidelines|copyright|dmca|"
    r"confidentialite|vie privee|donnees personnelles|donnees a caractere personnel|rgpd|mentions legales|"
    r"conditions generales|cgu|cgv|cga|remboursements?|retractation|politique|charte|sous traitants?|"
    r"temoins)\b"
)
_PHRASES = tuple(
    re.compile(words)
    for words in (
        r"\bpersonal (?:data|information)\b", r"\bwe (?:collect|process|retain|share)\b",
        r"\byou (?:agree|accept|consent|must not|may not)\b", r"\bthird part(?:y|ies)\b",
        r"\bliab(?:le|ility)\b", r"\bgoverning law\b", r"\bwarrant(?:y|ies)\b", r"\bterminat(?:e|ion)\b",
        r"\b(?:right to|withdraw your) (?:object|erasure|access|consent)\b", r"\bretention\b",
        r"\bdonnees (?:personnelles|a caractere personnel)\b", r"\bnous (?:collectons|traitons|conservons)\b",
        r"\bvous (?:acceptez|consentez|vous engagez)\b", r"\bdroit applicable\b", r"\bresponsabilite\b",
        r"\bresiliation\b", r"\bconsentement\b", r"\bduree de conservation\b", r"\bgarantie\b",
    )
)  # fmt: skip
_ENOUGH = 3  # phrases


def placeholders(text: str, path: str) -> Iterator[CheckProblem]:
    """Yield the lines of a policy or a notice that are still to be written."""
    written = input_guards.normal(text)
    lines = written.split("\n")
    todo = not re.search(rf"^language: *['\"]?(?:{'|'.join(_ALL_IS_TODO)})\b", written, re.M)
    found = 0
    for number, line in enumerate(lines, 1):
        what = _placeholder(line, todo)
        if what is None:
            continue
        found += 1
        if found > _MOST:
            return
        yield CheckProblem(
            rule="placeholder", level=Level.WARNING, path=path, line=number,
            what=f"“{frontmatter.show(what)}” is a placeholder; readers would find it in the text in force",
            remedy="write the text that is meant before anything is published; a change of it afterwards "
            "waits for its notice",
        )  # fmt: skip


def _placeholder(line: str, todo: bool) -> str | None:
    if line.strip() in _of_template():
        return line.strip()
    for pattern in (*_PLACEHOLDERS, *((_TODO,) if todo else ())):
        found: re.Match[str] | None = pattern.search(line)
        if found:
            return found[0]
    return None


@lru_cache(maxsize=1)
def _of_template() -> frozenset[str]:
    """Return the sentences that `publisher init` writes for somebody to write over."""
    folder = resources.files("publisher.template")
    files = (folder / path / "privacy.md" for path in ("policy", "fr/policy"))
    texts = (frontmatter.body(file.read_text(encoding="utf-8")) for file in files)
    lines = (line.strip() for text in texts for line in text.split("\n"))
    return frozenset(line for line in lines if line.startswith(_TO_WRITE_OVER))


def unpromised(text: str, name: str, path: str) -> Iterator[CheckProblem]:
    """Yield a warning for an ordinary page that looks like a policy. name: from the policies' folder."""
    if name in ("index.md", "README.md") or name.startswith("notices/"):
        return
    body = frontmatter.body(text)
    title = re.search(r"^#\s+(.+)$|^title:\s*(.+)$", text, re.M)
    stem = name.removesuffix("/index.md").removesuffix(".md")
    named = any(_NAMES.search(_folded(words)) for words in (stem, title[0] if title else ""))
    written = _folded(body)
    if named or sum(bool(phrase.search(written)) for phrase in _PHRASES) >= _ENOUGH:
        yield CheckProblem(
            rule="no-policy", level=Level.WARNING, path=path,
            what="this page looks like a policy and has no 'effective': it is public at once, as an ordinary "
            "page, without versions, and can change without notice",
            remedy="add 'effective: YYYY-MM-DD' and 'title' if it is a policy; else nothing",
        )  # fmt: skip


def undeclared_language(text: str, path: str, locale: str) -> Iterator[CheckProblem]:
    """Yield a warning for a policy without `language` on a site that speaks another language than English."""
    if "language" not in frontmatter.split(text, path).fields and locale.split("-")[0] != "en":
        yield CheckProblem(
            rule="language", level=Level.WARNING, path=path,
            what="the front matter has no 'language', so the text counts as English: its pages, notices and "
            "dates are in English",
            remedy=f"add 'language: {locale}' if that is the language of the text, else 'language: en'",
        )  # fmt: skip


def _folded(text: str) -> str:
    """Return small letters without accents, with a space for each other sign."""
    plain = unicodedata.normalize("NFKD", text.lower())
    letters = (sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", " ", "".join(letters))
