"""What `policies.json` holds: a type for each of its objects, with what each name means.

The promise to those who read it is in docs/policies-json.md: within `schema` 1 no name goes away or
changes its meaning; names may be added.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from publisher.model.json_schema import Day, Instant, Link, Number, ObjectId, Sha256, about
from publisher.model.period_json import Period, Promise


class SiteJSON(TypedDict):
    """The site that this file belongs to."""

    name: Annotated[str, about("The site's name.")]
    url: Annotated[
        str | None, about("The address of the site, with a slash at its end.", format="uri")
    ]
    language: Annotated[str, about("The language of the site's own messages.")]
    timezone: Annotated[str, about("The configured zone (IANA).")]


class RegisterJSON(TypedDict):
    """The register of publications that this file was made from."""

    branch: Annotated[str, about("The git branch that holds it.")]
    size: Annotated[int, about("How many entries it has.", minimum=0)]
    head: Annotated[
        Sha256,
        about(
            "The digest of its last entry, zeros while it is empty. Whoever keeps it can "
            "prove later that nothing was changed."
        ),
    ]


class LinksJSON(TypedDict):
    """Other outputs for the whole site."""

    schema: Link
    feed: Link
    json_feed: Link
    calendar: Link
    notices: Link


class PolicyLinksJSON(TypedDict):
    """Pages and outputs of a policy."""

    page: Link
    history: Link
    feed: Link
    json_feed: Link
    timemap: Link


class VersionLinksJSON(TypedDict):
    """Pages of a version. All but 'page' only where they exist."""

    page: Link
    source: NotRequired[Annotated[Link, about("The Markdown of the version.")]]
    print: NotRequired[Annotated[Link, about("A self-contained page for printing and keeping.")]]
    changes: NotRequired[Annotated[Link, about("The redline.")]]
    notice: NotRequired[Link]


SpanJSON = TypedDict(
    "SpanJSON",
    {
        "from": Annotated[Day, about("First day.")],
        "to": Annotated[Day | None, about("Last day, inclusive; null while no end is announced.")],
        "from_at": Annotated[Instant, about("First instant.")],
        "until_at": Annotated[
            Instant | None,
            about(
                "The instant from which another version applies; null while no end is announced."
            ),
        ],
    },
)
SpanJSON.__doc__ = "A span of time."


class NoticeJSON(TypedDict):
    """The notice of a change."""

    id: Annotated[str, about("The notice's id; its page is at notices/<id>/.")]
    published_at: Annotated[
        Instant,
        about(
            "When the notice was seen live; for a version that is not recorded, the instant"
            " of the build."
        ),
    ]
    published_on: Annotated[
        Day, about("The same as a day, in the version's zone. It is never counted.")
    ]
    summary: Annotated[str, about("What changes, in one or two sentences for readers.")]
    earliest: Annotated[
        Day | None,
        about("The earliest day that the promise allowed when the notice was published."),
    ]
    requested: Annotated[Day | None, about("The date that the editor requested.")]
    period: Annotated[
        Period | None, about("The period that governs this change, as it was recorded.")
    ]


class DecisionJSON(TypedDict):
    """Why a change counts as it does."""

    verdict: Annotated[
        str | None, about("How the change counts: 'material', 'editorial' or 'none'.")
    ]
    proposed: Annotated[str | None, about("How the publisher's rules judged it.")]
    certain: Annotated[
        bool | None,
        about("False where no rule could say what changed, so that it counts as material."),
    ]
    decided_by: Annotated[
        str | None, about("'publisher', or 'editor' where a person overruled the rules.")
    ]
    reason: Annotated[str | None, about("The person's reason.")]
    approved_by: Annotated[str | None, about("Who approved it.")]
    rules: Annotated[list[str], about("The rules that applied.")]


class AttachmentJSON(TypedDict):
    """A file that a text shows or links to."""

    path: Annotated[str, about("The file in the repository.")]
    sha256: Annotated[Sha256, about("Of its bytes.")]
    url: Annotated[str, about("Where these bytes are served, permanently.")]


class TextJSON(TypedDict):
    """One text."""

    revision: Annotated[ObjectId, about("The blob that holds the Markdown.")]
    commit: Annotated[ObjectId, about("The commit that the text was published from.")]
    path: Annotated[str | None, about("The file in the repository.")]
    attachments: Annotated[
        list[AttachmentJSON],
        about("The files that the text shows or links to, as they were published with it."),
    ]
    published_at: Instant
    sha256: Annotated[
        Sha256 | None,
        about("Of the HTML as readers saw it, kept in the register; null while not recorded."),
    ]
    entry: Annotated[
        int | None,
        about("The register entry that published it; null while not recorded.", minimum=1),
    ]
    decision: Annotated[
        DecisionJSON | None,
        about(
            "Why a later text of the same version counts as editorial; null for the text "
            "that the version began with."
        ),
    ]


class PostponementJSON(TypedDict):
    """A day that moved."""

    before: Day
    after: Day
    at: Instant
    reason: Annotated[str, about("Why, in words.")]


class WithdrawnJSON(TypedDict):
    """A version that will not come."""

    at: Instant
    reason: Annotated[str, about("Why, in words.")]


class EntryJSON(TypedDict):
    """An entry of the register."""

    seq: Annotated[int, about("Its number in the register.", minimum=1)]
    event: Annotated[
        str,
        about(
            "What happened: adopted, announced, amended, translated, postponed, withdrawn, "
            "ended, exception, void."
        ),
    ]
    at: Instant
    key: Annotated[str, about("The fact's name; a fact is entered once.")]
    digest: Annotated[Sha256, about("Of the entry's bytes.")]
    evidence: Annotated[
        dict[str, Any] | None,
        about(
            "How the publication was seen: the build, the address, the digest of the page, "
            "the host's own date."
        ),
    ]


class TranslationJSON(TypedDict):
    """A version in another language."""

    language: Annotated[str, about("The language (BCP 47).")]
    summary: Annotated[
        str | None, about("The summary of its notice in it, where that was translated.")
    ]
    texts: Annotated[
        list[TextJSON],
        about("Every text in it, oldest first; empty where only the notice was translated."),
    ]
    links: Annotated[VersionLinksJSON, about("Its pages in this language.")]


class VersionJSON(TypedDict):
    """A version of a policy: a text that was announced or put in force."""

    version: Number
    state: Annotated[
        Literal["pending", "in force", "archived", "withdrawn"],
        about(
            "What the version is at 'as_of'. 'pending': announced, its day has not come. "
            "'archived': a later version is in force."
        ),
    ]
    ends_policy: Annotated[
        bool, about("Whether this is the announced end of the policy instead of a text.")
    ]
    recorded: Annotated[
        bool,
        about(
            "Whether the register holds it. If not, this build announces it, and its day "
            "counts from the day on which it is seen live."
        ),
    ]
    effective: Annotated[
        Day, about("The day from whose first instant the version applies, in 'timezone'.")
    ]
    effective_at: Annotated[Instant, about("The first instant of that day.")]
    timezone: Annotated[str, about("The zone (IANA) whose days count for this version.")]
    applies: Annotated[
        SpanJSON | None,
        about(
            "When the version is in force, as far as is announced. Null: never, because it "
            "was withdrawn or a later one begins at the same instant."
        ),
    ]
    notice: Annotated[NoticeJSON | None, about("Null for a first text, which needs no notice.")]
    follows: Annotated[
        Number | None, about("The version that was the last one announced when this one was.")
    ]
    decision: Annotated[DecisionJSON | None, about("How the change counts. Null for a first text.")]
    texts: Annotated[
        list[TextJSON],
        about(
            "Every text published under this version, oldest first; the last one is what "
            "the version says. Empty for the end of a policy."
        ),
    ]
    postponements: Annotated[
        list[PostponementJSON], about("The days that moved, in order. A day never moves earlier.")
    ]
    withdrawn: Annotated[
        WithdrawnJSON | None, about("When and why the version was withdrawn before its day.")
    ]
    exception: Annotated[
        str | None,
        about(
            "Why the version took effect without the promised notice; null for every "
            "version that kept the promise."
        ),
    ]
    links: Annotated[
        VersionLinksJSON, about("Pages of the version. All but 'page' only where they exist.")
    ]
    entries: Annotated[
        list[EntryJSON], about("What the register holds about the version, in order.")
    ]
    translations: Annotated[
        list[TranslationJSON],
        about(
            "What was published of it in other languages; in force exactly while the version is."
        ),
    ]


class TakenBackJSON(TypedDict):
    """An entry of the register that a later one voids."""

    version: Annotated[Number, about("The version that it was about.")]
    notice: Annotated[str | None, about("The id of that version's notice.")]
    whole: Annotated[
        bool,
        about("Whether the version as a whole was voided; otherwise only this entry about it."),
    ]
    at: Annotated[Instant, about("When it was voided.")]
    reason: Annotated[str, about("Why it was wrong.")]
    approved_by: Annotated[str | None, about("Who approved it.")]
    entry: Annotated[EntryJSON, about("The entry that does not count.")]
    by: Annotated[EntryJSON, about("The entry that takes it back.")]
    page: Annotated[
        str | None,
        about(
            "The page at the address of a version that was voided as a whole: it says so, and why.",
            format="uri-reference",
        ),
    ]


class LanguageJSON(TypedDict):
    """A policy in another language than the one that prevails."""

    language: Annotated[str, about("The language (BCP 47).")]
    title: Annotated[str, about("The title in it.")]
    standing: Annotated[
        Literal["current", "behind", "missing"],
        about("Whether the version in force is translated, only an earlier one is, or none is."),
    ]
    version: Annotated[
        Number | None,
        about(
            "The version whose translation its page shows; null where the page shows the "
            "prevailing text."
        ),
    ]
    links: Annotated[PolicyLinksJSON, about("Pages and outputs in it.")]


class PolicyJSON(TypedDict):
    """A policy with its whole timeline."""

    id: Annotated[
        str,
        about(
            "The policy's id, which never changes, also when its file is renamed.",
            pattern="^[a-z0-9]+(-[a-z0-9]+)*$",
        ),
    ]
    title: Annotated[str, about("Its title.")]
    language: Annotated[str, about("The language of the text that prevails (BCP 47).")]
    translation_of: Annotated[
        str | None, about("Always null: the languages of a policy are its 'languages'.")
    ]
    in_force: Annotated[
        Number | None,
        about("The version in force at 'as_of'; null before the first and after the end."),
    ]
    pending: Annotated[
        list[Number], about("The announced versions, in the order in which they come.")
    ]
    ended: Annotated[Day | None, about("The day on which the policy ended.")]
    promise: Annotated[
        Promise,
        about(
            "The notice period that is configured for this policy now: its own, or that of "
            "the site."
        ),
    ]
    links: Annotated[PolicyLinksJSON, about("Pages and outputs of the policy.")]
    versions: Annotated[list[VersionJSON], about("Every version, by number.")]
    taken_back: Annotated[
        list[TakenBackJSON],
        about(
            "What was entered by mistake and does not count, oldest first; a version that "
            "was voided as a whole is not among 'versions'."
        ),
    ]
    languages: Annotated[
        list[LanguageJSON],
        about(
            "The other languages in which a text was published. No version has days of its "
            "own in them."
        ),
    ]


PoliciesJSON = TypedDict(
    "PoliciesJSON",
    {
        "$schema": Annotated[Link, about("This schema.")],
        "schema": Annotated[Literal[1], about("The version of this format.")],
        "as_of": Annotated[
            Instant, about("The instant for which everything here is stated: that of the build.")
        ],
        "valid_until": Annotated[
            Instant,
            about(
                "After this instant ask again: a state has changed by itself, or the file is "
                "overdue. Days that were announced stay true."
            ),
        ],
        "site": Annotated[SiteJSON, about("The site that this file belongs to.")],
        "promise": Annotated[
            Promise,
            about(
                "The notice period that is configured now. The period that governed a change is"
                " in its notice."
            ),
        ],
        "register": Annotated[
            RegisterJSON, about("The register of publications that this file was made from.")
        ],
        "links": Annotated[LinksJSON, about("Other outputs for the whole site.")],
        "policies": Annotated[list[PolicyJSON], about("Every policy, by id.")],
    },
)
PoliciesJSON.__doc__ = (
    "The whole timeline of every policy of a site made by Policy Publisher. Within 'schema' 1 no name goes "
    "away or changes its meaning; names may be added, and readers pass over those they do not know."
)
