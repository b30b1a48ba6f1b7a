"""What commands print with `--json`: a type for each object, with what each name means.

docs/json.md and the schemas beside it are made from these types. Names are only ever added.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from publisher.model.json_schema import Day, Instant, Number, ObjectId, Sha256, about
from publisher.model.period_json import LatestPublicationJSON, ScheduleJSON

Verdicts = Literal["none", "editorial", "material"]


class PublishedVersionJSON(TypedDict):
    """A version."""

    version: Number
    revision: Annotated[
        ObjectId | None, about("The blob of its text; null for the end of a policy.")
    ]
    commit: Annotated[ObjectId | None, about("The commit that it was published from.")]
    effective: Annotated[Day, about("The day from which it applies.")]
    recorded: Annotated[
        bool, about("Whether the register holds it; if not, only the front matter says so.")
    ]


class WithdrawnVersionJSON(PublishedVersionJSON):
    """A version that never applied."""

    withdrawn: Annotated[Instant, about("When it was withdrawn.")]
    reason: Annotated[str, about("Why.")]


class NextPostponementJSON(TypedDict):
    """A postponement that the next publication would announce."""

    effective: Annotated[Day, about("The later day.")]
    reason: Annotated[str, about("The reason that readers get.")]


class PendingVersionJSON(TypedDict):
    """A version that is announced."""

    version: Number
    notice: Annotated[str | None, about("The id of its notice.")]
    revision: Annotated[
        ObjectId | None, about("The blob of its text; null for the end of a policy.")
    ]
    published: Annotated[Instant | None, about("When it was announced.")]
    effective: Annotated[Day, about("The day from which it will apply.")]
    effective_at: Annotated[Instant, about("The first instant of that day.")]
    requested: Annotated[Day | None, about("The requested date.")]
    business_days_left: Annotated[int | None, about("Null where the promise is in another unit.")]
    days_left: Annotated[int, about("Days of the calendar.")]
    unit: Annotated[
        str | None,
        about(
            "Of the promise: `business days`, `days`, `weeks`, `months`, `none`; null without a count."
        ),
    ]
    state: Annotated[Literal["pending", "postponed"], about("Whether its day was moved.")]
    overtaken_by: Annotated[
        Number | None, about("The version that takes its place on the same day.")
    ]
    to_postpone: Annotated[
        NextPostponementJSON | None,
        about("The later day that the next publication would give it."),
    ]


class UnpublishedJSON(TypedDict):
    """A change that is not published."""

    revision: Annotated[
        ObjectId | None, about("The blob of its text; null for the end of a policy.")
    ]
    verdict: Annotated[Verdicts, about("How it counts.")]
    earliest: Annotated[
        Day | None, about("The day on which it would apply if it were published now.")
    ]


class PassageJSON(TypedDict):
    """A passage of which an announced change would be undone."""

    section: Annotated[list[str], about("The headings above it.")]
    before: Annotated[str, about("The words of the old text, which come back.")]
    announced: Annotated[str, about("The words that were announced.")]
    file: NotRequired[Annotated[str, about("The attachment, where it is one.")]]


class ReversalJSON(TypedDict):
    """An announced change that a later text undoes."""

    version: Annotated[Number, about("The version that was announced.")]
    by: Annotated[Number, about("The version that undoes it.")]
    recorded: Annotated[bool, about("Whether that version is in the register.")]
    whole: Annotated[bool, about("Whether nothing of the announced change is left.")]
    never: Annotated[bool, about("Whether the announced version never applies.")]
    declared: Annotated[bool, about("Whether the editor said that this is meant.")]
    explanation: Annotated[str, about("What happens, in one sentence.")]
    remedy: Annotated[str, about("What to do if it isn't meant.")]
    passages: Annotated[list[PassageJSON], about("Where.")]


class PendingTranslationJSON(TypedDict):
    """A pending version in another language."""

    version: Number
    standing: Annotated[Literal["current", "behind", "missing"], about("As for the language.")]


class LanguageStatusJSON(TypedDict):
    """A policy in another language than the one that prevails."""

    language: Annotated[str, about("The language (BCP 47).")]
    title: Annotated[str, about("The title in it.")]
    standing: Annotated[
        Literal["current", "behind", "missing"],
        about(
            "How far the version in force is translated: it is, only an earlier one is, none is."
        ),
    ]
    version: Annotated[Number | None, about("The version whose translation its page shows.")]
    pending: Annotated[
        list[PendingTranslationJSON], about("The pending versions: `version`, `standing`.")
    ]


class PolicyStatusJSON(TypedDict):
    """A policy."""

    id: Annotated[str, about("As in its front matter.")]
    title: Annotated[str, about("As in its front matter.")]
    in_force: Annotated[
        PublishedVersionJSON | None,
        about("The version in force; null before the first and after the end."),
    ]
    ended: Annotated[Day | None, about("The day of the policy's end.")]
    pending: Annotated[
        list[PendingVersionJSON], about("The announced versions, in the order of their days.")
    ]
    unpublished: Annotated[
        UnpublishedJSON | None, about("What the next publication would announce.")
    ]
    archived: Annotated[list[PublishedVersionJSON], about("Earlier versions.")]
    withdrawn: Annotated[list[WithdrawnVersionJSON], about("Versions that never applied.")]
    reversals: Annotated[
        list[ReversalJSON], about("Announced changes that the committed text would undo.")
    ]
    languages: Annotated[list[LanguageStatusJSON], about("The other [languages](languages.md).")]


class StatusJSON(TypedDict):
    """What `publisher status --json` prints."""

    as_of: Annotated[Instant, about("The instant that is looked at.")]
    policies: Annotated[
        list[PolicyStatusJSON], about("One object a policy, in the order of their ids.")
    ]


class ReasonJSON(TypedDict):
    """Why a change counts as it does."""

    rule: Annotated[str, about("The name of the rule, as in [materiality](materiality.md).")]
    effect: Annotated[str, about("`editorial`, `uncertain` or `material`.")]
    section: Annotated[list[str], about("The headings above it.")]
    old: Annotated[str, about("The words that it is about, before.")]
    new: Annotated[str, about("The words that it is about, after.")]
    explanation: Annotated[str, about("One sentence.")]


class FileChangeJSON(TypedDict):
    """What becomes of an attachment."""

    rule: Annotated[str, about("The name of the rule.")]
    path: Annotated[str, about("The file in the repository.")]
    before: Annotated[str | None, about("Its earlier path, where it was renamed.")]
    old: Annotated[str | None, about("The id of its bytes before; null for none.")]
    new: Annotated[str | None, about("The id of its bytes after; null for none.")]
    explanation: Annotated[str, about("One sentence.")]


class SummaryJSON(TypedDict):
    """A redline in figures."""

    edits: Annotated[int, about("How many edits.")]
    sections: Annotated[list[str], about("Headings of the sections with edits, in order.")]
    words_added: Annotated[int, about("How many words were added.")]
    words_removed: Annotated[int, about("How many words were removed.")]
    passages_moved: Annotated[int, about("How many passages moved.")]


class TranslatedVersionJSON(TypedDict):
    """A version that is published in another language."""

    version: Number
    language: Annotated[str, about("The language (BCP 47).")]


class NewNoticeJSON(TypedDict):
    """A notice that is missing."""

    url: Annotated[str, about("Opens the host's own editor on the branch of the change.")]
    file: Annotated[str, about("The new file in the repository.")]
    text: Annotated[
        str, about("What the file begins with; GitLab's editor has to be given it by hand.")
    ]


class PolicyCheckJSON(TypedDict):
    """What the next publication would do to one policy."""

    id: Annotated[str, about("As in its front matter.")]
    title: Annotated[str, about("As in its front matter.")]
    file: Annotated[str, about("The file in the repository.")]
    event: Annotated[str | None, about("What would be entered; null for nothing.")]
    version: Annotated[Number | None, about("The version that it would be about.")]
    verdict: Annotated[str, about("`none`, `editorial` or `material`.")]
    proposed: Annotated[str, about("The same, as the publisher's rules say.")]
    certain: Annotated[bool, about("Whether a rule could name what changed.")]
    decided_by: Annotated[str, about("`publisher`, or `editor` where a person decided otherwise.")]
    reason: Annotated[str | None, about("The person's reason.")]
    approved_by: Annotated[str | None, about("Who approved it.")]
    reasons: Annotated[list[ReasonJSON], about("Why it counts so.")]
    files: Annotated[list[FileChangeJSON], about("What becomes of its attachments.")]
    redline: Annotated[SummaryJSON | None, about("The redline in numbers.")]
    earliest: Annotated[Day | None, about("The earliest day that the promise allows.")]
    effective: Annotated[Day | None, about("The day on which it would take effect.")]
    requested: Annotated[Day | None, about("The requested date.")]
    held: Annotated[bool, about("Whether the requested date is too early.")]
    withdraws: Annotated[list[Number], about("The versions that it would withdraw.")]
    banner: Annotated[str | None, about("The banner as readers would see it.")]
    notice: Annotated[str | None, about("The notice file that belongs to it.")]
    new_notice: Annotated[
        NewNoticeJSON | None,
        about("Where to write the notice that is missing; null without a known host."),
    ]
    translations: Annotated[
        list[TranslatedVersionJSON], about("The translations that would be published.")
    ]
    corrects: Annotated[list[Number], about("Earlier versions that get the same correction.")]
    touched: Annotated[bool, about("Whether the change since `--base` touches the policy.")]


class CheckProblemJSON(TypedDict):
    """A problem."""

    rule: Annotated[str, about("The name of what was checked.")]
    level: Annotated[str, about("`problem`, `warning` or `note`.")]
    policy: Annotated[str | None, about("The policy's id.")]
    file: Annotated[str | None, about("The file in the repository.")]
    line: Annotated[int | None, about("The line of the file.")]
    problem: Annotated[str, about("What is wrong.")]
    remedy: Annotated[str, about("How to fix it.")]


class CheckJSON(TypedDict):
    """What `publisher check --json` prints."""

    ok: Annotated[bool, about("False if there are problems; the exit code is then 1.")]
    at: Annotated[Instant, about("The instant that the answer is for.")]
    commit: Annotated[
        str | None, about("The commit that was looked at; null for the working tree.")
    ]
    uncommitted: Annotated[bool, about("Whether the working tree was looked at.")]
    base: Annotated[str | None, about("The commit that it was compared with.")]
    policies: Annotated[list[PolicyCheckJSON], about("What happens to each policy.")]
    problems: Annotated[list[CheckProblemJSON], about("What is wrong, and how to fix it.")]


class FindingJSON(TypedDict):
    """What a rule says of an edit."""

    rule: Annotated[str, about("The name of the rule, as in [materiality](materiality.md).")]
    effect: Annotated[str, about("`editorial`, `uncertain` or `material`.")]
    explanation: Annotated[str, about("One sentence.")]


class EditJSON(TypedDict):
    """An edit."""

    number: Annotated[int, about("From 1, in the order of the text.")]
    kind: Annotated[str, about("`insert`, `delete`, `replace`, `move`, `link` or `format`.")]
    section: Annotated[str, about("The headings above it, joined by ` > `.")]
    old: Annotated[str, about("The text before.")]
    new: Annotated[str, about("The text after.")]
    effect: Annotated[str, about("`editorial`, `uncertain` or `material`.")]
    findings: Annotated[list[FindingJSON], about("What rules say of it.")]


class ComparisonJSON(TypedDict):
    """What `publisher compare --json` and `publisher diff --json` print."""

    verdict: Annotated[Verdicts, about("How the change counts.")]
    certain: Annotated[bool, about("Whether a rule could name what changed.")]
    sections: Annotated[list[str], about("Headings of the sections with edits.")]
    edits: Annotated[list[EditJSON], about("In the order of the text.")]
    notes: Annotated[list[FindingJSON], about("What is worth knowing and isn't an edit.")]
    counts: Annotated[dict[str, int], about("Edits by effect and by kind.")]


class RecordJSON(TypedDict):
    """What `publisher record --json` and `publisher publish --json` print."""

    entries: Annotated[
        list[dict[str, Any]],
        about(
            "The entries that were made, [as in the register](register.md), each with its `digest`."
        ),
    ]


class MessageJSON(TypedDict):
    """A message."""

    id: Annotated[str, about("Its id.")]
    register_entry: Annotated[int, about("The number of the entry that it tells of.")]
    kind: Annotated[str, about("What happened.")]
    policy: Annotated[str, about("The policy's id.")]
    version: Annotated[int | None, about("The version that it is about.")]
    result: Annotated[
        str,
        about(
            "`sent`, `deferred`, `refused`, `unknown`, `late`, `waiting` for a person, `taken` by another "
            "run, `due` in a dry run."
        ),
    ]
    detail: Annotated[str, about("Why, in one sentence.")]


class NotifyJSON(TypedDict):
    """What `publisher notify --json` prints."""

    channel: Annotated[str, about("The name that the state is stored under.")]
    messages: Annotated[list[MessageJSON], about("What this run looked at.")]


ProposedPolicyJSON = TypedDict(
    "ProposedPolicyJSON",
    {
        "id": Annotated[str, about("The id that it gets.")],
        "title": Annotated[str, about("Its title.")],
        "path": Annotated[str, about("Its new path.")],
        "from": Annotated[str, about("Its path now.")],
        "effective": Annotated[str | None, about("The day since which it applies.")],
        "effective_from": Annotated[str | None, about("Who says the day.")],
        "language": Annotated[str, about("The language (BCP 47).")],
        "translation_of": Annotated[str | None, about("The policy that it translates.")],
    },
)
ProposedPolicyJSON.__doc__ = "A policy that is proposed."
MoveJSON = TypedDict(
    "MoveJSON",
    {"from": Annotated[str, about("The path now.")], "to": Annotated[str, about("The new path.")]},
)
MoveJSON.__doc__ = "A file that moves."


class OpenQuestionJSON(TypedDict):
    """What could not be decided."""

    at: Annotated[str, about("A path, with a line where there is one.")]
    what: Annotated[str, about("The question.")]


class ProposalJSON(TypedDict):
    """What `publisher adopt --propose --json` prints."""

    commit: Annotated[str, about("The commit that was read.")]
    docs_dir: Annotated[str, about("The folder of the policies.")]
    policies: Annotated[list[ProposedPolicyJSON], about("The policies that are proposed.")]
    moves: Annotated[list[MoveJSON], about("`from`, `to`.")]
    added: Annotated[list[str], about("Paths of new files.")]
    changed: Annotated[list[str], about("Paths of files whose content changes.")]
    open: Annotated[list[OpenQuestionJSON], about("What could not be decided: `at`, `what`.")]
    written: NotRequired[Annotated[bool, about("Whether the change was made in the working tree.")]]


class VerificationProblemJSON(TypedDict):
    """A problem, or a note."""

    rule: Annotated[
        str, about("The rule, as in [the rules](rules.md) and [the register](register.md).")
    ]
    entry: Annotated[int | None, about("The number of the entry.")]
    explanation: Annotated[str, about("One sentence.")]
    expected: Annotated[
        str, about("What follows from the rules; empty where there is no one value.")
    ]
    found: Annotated[str, about("What is there instead.")]


class EarlierProofJSON(TypedDict):
    """An earlier proof."""

    size: Annotated[int, about("How many entries it proved.")]
    at: Annotated[str, about("When.")]
    notes: Annotated[int, about("How many notes it had.")]


class VerifyJSON(TypedDict):
    """What `publisher verify --json` prints."""

    ok: Annotated[bool, about("False where a rule is broken; the exit code is then 1.")]
    problems: Annotated[list[VerificationProblemJSON], about("What is wrong.")]
    exceptions: Annotated[
        list[dict[str, Any]],
        about(
            "What departs from the rules and says so: texts that took effect without their notice, voids, "
            "verdicts that an editor overruled."
        ),
    ]
    notes: Annotated[
        list[VerificationProblemJSON], about("What a reader of the report should know.")
    ]
    head: Annotated[Sha256, about("The last entry's digest.")]
    size: Annotated[int, about("How many entries there are.")]
    quick: Annotated[bool, about("Whether the texts were left out.")]
    demonstration: Annotated[
        int, about("How many entries are made up for a demonstration, which nobody has seen.")
    ]
    completeness: Annotated[
        str, about("What shows that nothing was cut off; `not shown` where nothing does.")
    ]
    since: Annotated[
        EarlierProofJSON | None,
        about(
            "`size`, `at` and `notes` of the earlier proof on which the oldest entries rest; `null` where "
            "all were proved now."
        ),
    ]


class NextJSON(TypedDict):
    """What `publisher next --json` prints where a change is announced; otherwise `null`."""

    at: Annotated[Instant, about("The next instant at which the site changes by itself.")]
    policy: Annotated[str, about("The policy that changes.")]
    version: Annotated[Number, about("The version that takes effect then.")]


class SnippetJSON(TypedDict):
    """What `publisher embed --json` prints."""

    script: Annotated[str, about("The snippet.")]
    integrity: Annotated[str, about("The hash of its script.")]
    script_csp: Annotated[list[str], about("What a content-security policy must allow for it.")]
    frame: Annotated[str, about("The same without foreign script.")]
    frame_csp: Annotated[
        list[str], about("What a content-security policy must allow for the frame.")
    ]
    notices: Annotated[str, about("The address that the snippet asks.")]


class ComplaintJSON(TypedDict):
    """A problem of the live site."""

    rule: Annotated[str, about("M1 to M8; M7 and M8 name the address and what readers get there.")]
    explanation: Annotated[str, about("One sentence.")]


class HealthJSON(TypedDict):
    """What `publisher monitor --json` prints."""

    ok: Annotated[bool, about("False where something is wrong; the exit code is then 1.")]
    late: Annotated[bool, about("Whether the build that is live is out of date.")]
    problems: Annotated[list[ComplaintJSON], about("What is wrong.")]
    build_id: Annotated[str | None, about("What the live build says of itself.")]
    built_at: Annotated[Instant | None, about("When it was built.")]
    valid_until: Annotated[Instant | None, about("Until when it is right.")]
    warnings: NotRequired[
        Annotated[list[str], about("Messages of `notify` whose outcome is unknown.")]
    ]


# By command, in the order of docs/json.md.
PRINTED: dict[str, Any] = {
    "status": StatusJSON,
    "check": CheckJSON,
    "compare": ComparisonJSON,
    "schedule": ScheduleJSON,
    "schedule --by": LatestPublicationJSON,
    "record": RecordJSON,
    "notify": NotifyJSON,
    "adopt --propose": ProposalJSON,
    "verify": VerifyJSON,
    "next": NextJSON,
    "embed": SnippetJSON,
    "monitor": HealthJSON,
}
