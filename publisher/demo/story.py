"""The story: what was edited on which day. Each step is one commit and, an hour later, one publication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PRIVACY, COOKIES, CARD = "policy/privacy.md", "policy/cookies.md", "policy/loyalty.md"
FRENCH = "policy/privacy.fr.md"


@dataclass(frozen=True, slots=True)
class StoryEdit:
    """A passage of a file that is replaced."""

    path: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class StoryStep:
    """What is committed `days_ago` days before the present.

    files: taken from the package as they are. written: path and content. deleted: paths. asks: path, and
    the day that is asked for, in days after the step.
    """

    days_ago: int
    message: str
    files: tuple[str, ...] = ()
    edits: tuple[StoryEdit, ...] = ()
    written: Mapping[str, str] = field(default_factory=dict)
    deleted: tuple[str, ...] = ()
    asks: Mapping[str, int] = field(default_factory=dict)


def _notice(policy: str, summary: str, body: str, **more: str) -> str:
    extra = "".join(f"{key.replace('_', '-')}: {value}\n" for key, value in more.items())
    return f"---\npolicy: {policy}\nsummary: {summary}\n{extra}---\n\n{body}\n"


STORY = (
    StoryStep(
        1095, "Take over the policies as they stand",
        files=("mkdocs.yml", "overrides/main.html", "policy/index.md", PRIVACY, COOKIES, CARD),
        written={".gitignore": "/site/\n"},
    ),
    StoryStep(
        900, "Keep what we record about visits for 13 months",
        edits=(StoryEdit(PRIVACY, "| 24 months |", "| 13 months |"),),
        written={"policy/notices/visits-13-months.md": _notice(
            "privacy", "We delete what we record about visits to our site after 13 months instead of 24.",
            "You need to do nothing. What is older is deleted on the day on which this takes effect.",
        )},
    ),
    StoryStep(  # amended: the text is corrected while the change is pending
        893, "Mend a slip of the pen",
        edits=(StoryEdit(PRIVACY, "We answer with in one month.", "We answer within one month."),),
        written={"policy/notices/within.md": _notice(
            "privacy", "A slip of the pen is mended.", "“With in” becomes “within”. Nothing else changes.",
            **{"class": "editorial", "reason": "a space too many; the meaning is the same",
               "approved_by": "Camille Brightwater"},
        )},
    ),
    StoryStep(
        700, "Count visits without a cookie of anybody else",
        edits=(StoryEdit(COOKIES, "| language |",
                    "| visits | counts how often you come back | 6 months |\n| language |"),),
        written={"policy/notices/counting-visits.md": _notice(
            "cookies", "A new cookie of our own counts how often you come back.",
            "It holds a number and nothing else. You can delete it in your browser at any time.",
            postponed="the new counter is not ready",
        )},
    ),
    StoryStep(  # postponed: a later day is asked for while the change is pending
        686, "Wait for the new counter",
        asks={COOKIES: 75},
    ),
    StoryStep(  # the text in force, in another language
        600, "Say the privacy statement in French", files=(FRENCH,),
    ),
    StoryStep(
        500, "Hand names to a partner for its catalogue",
        edits=(StoryEdit(PRIVACY, "Nobody else sees anything.",
                    "The publisher Rivers & Sons may send you its catalogue twice a year."),),
        written={"policy/notices/catalogue.md": _notice(
            "privacy", "The publisher Rivers & Sons would get your name and address for its catalogue.",
            "You could object at any time.",
        )},
    ),
    StoryStep(  # withdrawn: the text goes back before the change has come
        480, "Do not hand names to anybody",
        edits=(StoryEdit(PRIVACY, "The publisher Rivers & Sons may send you its catalogue twice a year.",
                    "Nobody else sees anything."),),
        written={"policy/notices/no-catalogue.md": _notice(
            "privacy", "Nobody gets your name for a catalogue.", "Readers objected, and they are right.",
            reason="readers objected",
        )},
    ),
    StoryStep(  # ended
        400, "End the reader's card",
        deleted=(CARD,),
        written={"policy/notices/card-ends.md": _notice(
            "loyalty", "The reader's card comes to an end.",
            "Free books that you have earned stay yours: ask for them in the shop.",
        )},
    ),
    StoryStep(  # pending, and held: the day asked for is earlier than the promise allows
        30, "Let a company in Germany send our letters",
        edits=(
            StoryEdit(PRIVACY, "The bank sees that you paid.",
                 "The bank sees that you paid. The company Postbote in Leipzig sends our e-mails "
                 "and sees your e-mail address."),
        ),
        asks={PRIVACY: 14},
        written={"policy/notices/letters.md": _notice(
            "privacy", "The company Postbote in Leipzig will send our e-mails and sees your e-mail address.",
            "It may use your address for nothing else. If you do not want that, write to us: "
            "we send you letters instead.",
        )},
    ),
    StoryStep(  # the coming text in French: it takes effect with the English one
        20, "Say in French who is going to send our letters",
        edits=(
            StoryEdit(FRENCH, "La banque voit que vous avez payé.",
                 "La banque voit que vous avez payé. La société Postbote, à Leipzig, envoie nos courriels "
                 "et voit votre adresse électronique."),
        ),
        written={"policy/notices/letters.fr.md":
            "---\nsummary: La société Postbote, à Leipzig, enverra nos courriels et verra votre adresse "
            "électronique.\n---\n\nElle ne peut s’en servir pour rien d’autre. Si vous ne le voulez pas, "
            "écrivez-nous : nous vous enverrons des lettres.\n",
        },
    ),
    StoryStep(  # a second change, of another policy, pending beside it
        9, "Forget the language after a month",
        edits=(StoryEdit(COOKIES, "| 12 months |", "| 1 month |"),),
        written={"policy/notices/language.md": _notice(
            "cookies", "We forget the language you chose after one month instead of twelve.",
            "After a month you may have to choose it again.",
        )},
    ),
)  # fmt: skip
