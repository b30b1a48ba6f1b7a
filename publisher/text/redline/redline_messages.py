"""The words that a page of a redline says of its own accord, by language."""

from __future__ import annotations

from dataclasses import dataclass

from publisher.text.document.document import Block, BlockKind
from publisher.text.redline.edit import Aspect, EditKind


@dataclass(frozen=True, slots=True)
class RedlineMessages:
    """Words of one language. {n}: a number; {old}, {new}, {place}: words of the texts."""

    language: str
    kinds: dict[EditKind, tuple[str, str]]  # one of it, several of it
    names: dict[EditKind, str]
    aspects: dict[Aspect, str]
    blocks: dict[BlockKind, str]
    before: str
    inserted: str
    deleted: str
    end: str
    moved_here: str
    moved_away: str
    moved_from: str
    moved_to: str
    place_in: str
    place_after: str
    place_first: str
    show_moved: str
    link: str
    nothing: str
    top: str
    changes: tuple[str, str]
    sections: tuple[str, str]
    formal: tuple[str, str]
    unchanged: tuple[str, str]
    legend: str
    no_changes: str
    list_title: str
    columns: tuple[str, str, str, str, str]  # number, clause, before, after, reason
    unlisted: tuple[str, str]

    def count(self, forms: tuple[str, str], n: int) -> str:
        """Return the form for a number; in French, zero is singular."""
        one = n == 1 or (n == 0 and self.language == "fr")
        return forms[0 if one else 1].format(n=n)

    def for_scripts(self) -> dict[str, object]:
        """Return what a comparison in the browser says, as JSON can hold it."""
        names = ("inserted", "deleted", "end", "moved_here", "moved_away", "link", "nothing", "top",
                 "changes", "sections", "formal", "unchanged", "no_changes", "list_title",
                 "colon")  # fmt: skip
        return {name: getattr(self, name) for name in names} | {
            "columns": self.columns[:4],
            "kinds": {kind.value: forms for kind, forms in self.kinds.items()},
            "names": {kind.value: name for kind, name in self.names.items()},
        }

    @property
    def colon(self) -> str:
        """The colon before what follows; in French, a space that does not break stands before it."""
        return "\u00a0: " if self.language == "fr" else ": "

    def was(self, block: Block) -> str:
        """Say what a block was before."""
        return self.before.format(block=self.blocks[block.kind].format(level=block.level))


_EN = RedlineMessages(
    language="en",
    kinds={
        EditKind.INSERT: ("{n} insertion", "{n} insertions"),
        EditKind.DELETE: ("{n} deletion", "{n} deletions"),
        EditKind.REPLACE: ("{n} replacement", "{n} replacements"),
        EditKind.MOVE: ("{n} move", "{n} moves"),
        EditKind.LINK: ("{n} link with another target", "{n} links with another target"),
        EditKind.FORMAT: ("{n} change of form only", "{n} changes of form only"),
    },
    names={
        EditKind.INSERT: "Inserted",
        EditKind.DELETE: "Deleted",
        EditKind.REPLACE: "Replaced",
        EditKind.MOVE: "Moved",
        EditKind.LINK: "Link",
        EditKind.FORMAT: "Form",
    },
    aspects={
        Aspect.TYPOGRAPHY: "form of quotation marks, dashes or spaces",
        Aspect.EMPHASIS: "emphasis changed",
        Aspect.BLOCK: "kind of paragraph, list or heading",
        Aspect.DIVIDED: "a new paragraph begins here",
        Aspect.JOINED: "joined with the paragraph before",
    },
    blocks={
        BlockKind.HEADING: "a heading of level {level}",
        BlockKind.PARAGRAPH: "a paragraph",
        BlockKind.ITEM: "an item of a list, level {level}",
        BlockKind.CELL: "a cell",
        BlockKind.CODE: "code",
        BlockKind.TERM: "a term",
        BlockKind.DEFINITION: "a definition",
        BlockKind.RULE: "a rule",
    },
    before="was {block}",
    inserted="inserted",
    deleted="deleted",
    end="end of change",
    moved_here="moved here",
    moved_away="moved away",
    moved_from="moved here; was {place}",
    moved_to="Moved; now {place}",
    place_in="in “{place}”",
    place_after="after “{place}”",
    place_first="at the beginning",
    show_moved="Show it where it was",
    link="link target changed from {old} to {new}",
    nothing="none",
    top="Before the first heading",
    changes=("{n} change", "{n} changes"),
    sections=("in {n} section", "in {n} sections"),
    formal=("{n} change of form, same words", "{n} changes of form, same words"),
    unchanged=("{n} unchanged paragraph", "{n} unchanged paragraphs"),
    legend="How changes are marked:",
    no_changes="No words changed.",
    list_title="List of changes",
    columns=("Change", "Clause", "Before", "After", "Effect"),
    unlisted=(
        "{n} more change is marked in the text only.",
        "{n} more changes are marked in the text only.",
    ),
)
_FR = RedlineMessages(
    language="fr",
    kinds={
        EditKind.INSERT: ("{n} ajout", "{n} ajouts"),
        EditKind.DELETE: ("{n} suppression", "{n} suppressions"),
        EditKind.REPLACE: ("{n} remplacement", "{n} remplacements"),
        EditKind.MOVE: ("{n} déplacement", "{n} déplacements"),
        EditKind.LINK: ("{n} lien vers une autre adresse", "{n} liens vers une autre adresse"),
        EditKind.FORMAT: ("{n} changement de forme", "{n} changements de forme"),
    },
    names={
        EditKind.INSERT: "Ajouté",
        EditKind.DELETE: "Supprimé",
        EditKind.REPLACE: "Remplacé",
        EditKind.MOVE: "Déplacé",
        EditKind.LINK: "Lien",
        EditKind.FORMAT: "Forme",
    },
    aspects={
        Aspect.TYPOGRAPHY: "forme des guillemets, des tirets ou des espaces",
        Aspect.EMPHASIS: "mise en relief changée",
        Aspect.BLOCK: "nature du paragraphe, de la liste ou du titre",
        Aspect.DIVIDED: "un nouveau paragraphe commence ici",
        Aspect.JOINED: "réuni avec le paragraphe précédent",
    },
    blocks={
        BlockKind.HEADING: "un titre de niveau {level}",
        BlockKind.PARAGRAPH: "un paragraphe",
        BlockKind.ITEM: "un élément de liste, niveau {level}",
        BlockKind.CELL: "une cellule",
        BlockKind.CODE: "du code",
        BlockKind.TERM: "un terme",
        BlockKind.DEFINITION: "une définition",
        BlockKind.RULE: "un filet",
    },
    before="c’était {block}",
    inserted="ajouté",
    deleted="supprimé",
    end="fin du changement",
    moved_here="déplacé ici",
    moved_away="déplacé ailleurs",
    moved_from="déplacé ici ; figurait {place}",
    moved_to="Déplacé ; figure désormais {place}",
    place_in="dans « {place} »",
    place_after="après « {place} »",
    place_first="au début",
    show_moved="Afficher à l’ancien emplacement",
    link="adresse du lien : {old} devient {new}",
    nothing="aucune",
    top="Avant le premier titre",
    changes=("{n} changement", "{n} changements"),
    sections=("dans {n} section", "dans {n} sections"),
    formal=("{n} changement de forme, mêmes mots", "{n} changements de forme, mêmes mots"),
    unchanged=("{n} paragraphe inchangé", "{n} paragraphes inchangés"),
    legend="Comment les changements sont marqués :",
    no_changes="Aucun mot n’a changé.",
    list_title="Liste des changements",
    columns=("Changement", "Article", "Avant", "Après", "Portée"),
    unlisted=(
        "{n} autre changement n’est marqué que dans le texte.",
        "{n} autres changements ne sont marqués que dans le texte.",
    ),
)
_ALL = {phrases.language: phrases for phrases in (_EN, _FR)}


def phrases(language: str) -> RedlineMessages:
    """Return the words of a language (a tag such as fr or fr-CA); English where there are none."""
    return _ALL.get(language.lower().replace("_", "-").split("-")[0], _EN)
