"""Each entry's claims, held against git and derived anew from what stood before it.

H1  Every commit an entry names is on the main line.
H2  Every text an entry names is what its policy said in that commit; a corrected text that no commit has is
    what the correction makes of the text before it.
H3  The kept text is the rendering of the named revision.
H4  An editor's decision stands in the notice that the entry names, in the same words.
H5  An entry carries evidence: what was seen, in which build, where, not after its instant.
The rules T1 to T9 are those of the timeline, see publisher.timeline.rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from publisher.errors import PublisherError
from publisher.git.client import Git
from publisher.history.attachments import recorded
from publisher.history.policy_history import History, Revision
from publisher.publication.clocks import COMMIT_TOLERANCE
from publisher.register.chain import CLOCK_TOLERANCE
from publisher.register.entry import Entry, Event
from publisher.text.document import frontmatter
from publisher.text.materiality.verdict import Verdict
from publisher.text.published_html import foreign_markup
from publisher.timeline.planning.classification import NOTHING_CHANGED, SHORTER_PERIOD, Decision
from publisher.timeline.planning.corrections import derive
from publisher.verify.recompute import Derivation, pair_of
from publisher.verify.verification_report import VerificationProblem

# The pages of a large publication are observed one after the other; the entry has the last instant.
_LOOKING = timedelta(hours=1)
_PAGE = re.compile(r"(?!/)(?!.*(?:^|/)\.\.?(?:/|$))[^\x00-\x20:\\?#]+|")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_GENERATOR = re.compile(r"policy-publisher (\d{1,6}(?:\.\d{1,6})*)(?:[a-z.+-].*)?")
_DECISION = (("class", "verdict"), ("reason", "reason"), ("approved-by", "approved_by"))


@dataclass(frozen=True)
class Claims:
    """What the claims are held against.

    names: "commit:path" to the object that git has there, None for none. derived: verdicts and
    renderings, None to leave them out. weigh: whether the change from one revision to another is
    material, which the plan asks in any case. generator: this publisher, as publications name theirs.
    derived_texts: policy and revision of each text that was corrected and is in no commit.
    committed: when each commit was made that an entry says was built, by the committer's clock.
    """

    git: Git
    history: History
    names: Mapping[str, str | None]
    derived: Derivation | None
    weigh: Callable[[str, str], bool]
    generator: str
    derived_texts: frozenset[tuple[str, object]] = frozenset()
    committed: Mapping[str, datetime] = field(default_factory=dict)
    _revisions: dict[tuple[str, str, str], list[Revision]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for policy in self.history.policies.values():
            translations = self.history.translations.get(policy.id, ())
            for one in (r for text in (policy, *translations) for r in text.revisions):
                self._revisions.setdefault((policy.id, one.blob, one.path), []).append(one)

    def same_generator(self, entry: Entry) -> bool:
        """Whether this very version made the entry, so that nothing may differ."""
        return bool(evidence(entry).get("generator", self.generator) == self.generator)

    def revision(self, entry: Entry) -> Revision | None:
        """Return the revision an entry names, as the policy's history has it.

        A text may come back: then it is the last that was there in the commit that the entry names.
        """
        revision, path = entry.stored.get("revision"), entry.stored.get("path")
        known = self._revisions.get((entry.policy, str(revision), str(path)), [])
        place = self.history.commits.get(str(entry.stored.get("commit")))
        before = [one for one in known if place is None or one.order <= place]
        return (before or known)[-1] if known else None

    def propose(self, old: str, new: str) -> Decision:
        """Judge two texts anew; what cannot be compared is taken for the same, another rule tells it."""
        if old == new or self.derived is None:
            return NOTHING_CHANGED
        try:
            return self.derived.verdict(old, new)
        except PublisherError:
            return NOTHING_CHANGED

    def has(self, policy: str, blob: str) -> bool:
        """Whether a policy ever had this text."""
        if (policy, blob) in self.derived_texts:
            return True
        known = self.history.policies.get(policy)
        return known is not None and any(one.blob == blob for one in known.revisions)


def is_derived(entry: Entry) -> bool:
    """Whether an entry brings a text that no commit has; only what changes editorially may."""
    return entry.event in (Event.AMENDED, Event.TRANSLATED) and "derived_from" in entry.stored


def derivation(entry: Entry) -> Mapping[str, Any]:
    """Return the `derived_from` of an entry as it is stored; empty where it has none."""
    between = entry.stored.get("derived_from")
    return between if isinstance(between, Mapping) else {}


def evidence(entry: Entry) -> Mapping[str, Any]:
    """Return what an entry says was seen; empty if it says nothing."""
    found = entry.stored.get("evidence")
    return found if isinstance(found, Mapping) else {}


def names_of(entry: Entry) -> Iterator[str]:
    """Yield each "commit:path" that the checks of an entry look up in git."""
    commit, path = entry.stored.get("commit"), entry.stored.get("path")
    built = evidence(entry).get("commit")
    for place in {commit, built} - {None}:
        if path:
            yield f"{place}:{path}"
            yield from (f"{place}:{one.path}" for one in recorded(entry.fact) or ())
        for name in ("notice_file", "decision_file"):
            if entry.stored.get(name):
                yield f"{place}:{entry.stored[name]}"


def check_places(entry: Entry, claims: Claims) -> Iterator[VerificationProblem]:
    """H1 and H2: commits on the main line, and the named texts in them."""
    built = evidence(entry).get("commit")
    commit = entry.stored.get("commit")
    for name in dict.fromkeys((commit, built)):
        if name is not None and name not in claims.history.commits:
            yield VerificationProblem("H1", entry.seq, "a commit it names is not on the main line",
                          expected="a commit of the main line", found=str(name))  # fmt: skip
            return
    if commit is None and entry.event not in (Event.POSTPONED, Event.WITHDRAWN, Event.VOID):
        yield VerificationProblem(
            "H1", entry.seq, "it names no commit", "a commit of the main line", "none"
        )
        return
    revision, path = entry.stored.get("revision"), entry.stored.get("path")
    if entry.event is Event.ENDED:
        gone = f"{commit}:{_last_path(entry, claims)}"
        if claims.names.get(gone):
            yield VerificationProblem("H2", entry.seq, "the policy did not end in this commit (T7)",
                          expected="no file", found=gone)  # fmt: skip
    elif is_derived(entry):
        yield from _check_derivation(entry, claims)
    elif path is not None:
        found = claims.names.get(f"{commit}:{path}")
        if found != revision:
            yield VerificationProblem("H2", entry.seq, f"{path} says something else in commit {commit}",
                          expected=str(revision), found=str(found))  # fmt: skip
        elif claims.revision(entry) is None and not entry.stored.get("dates"):
            yield VerificationProblem(
                "H2",
                entry.seq,
                f"{path} isn't a revision of the policy '{entry.policy}'",
                expected=str(revision),
                found="another policy's or none",
            )
        yield from _check_attachments(entry, claims)
    elif revision is not None and not claims.has(entry.policy, str(revision)):
        yield VerificationProblem("H2", entry.seq, "no such revision is in the history of the policy",
                      expected=str(revision), found="none")  # fmt: skip


def _check_derivation(entry: Entry, claims: Claims) -> Iterator[VerificationProblem]:
    """The text is the one before it, with exactly what was corrected between two other revisions."""
    between = derivation(entry)
    names = (between.get("before"), between.get("after"), entry.stored.get("from_revision"))
    due = "none"
    if all(isinstance(name, str) for name in names):
        try:
            due = derive(claims.history, *map(str, names))[0]
        except PublisherError as error:
            due = f"none ({error})"
    if due != entry.stored.get("revision"):
        yield VerificationProblem("H2", entry.seq, "its text is not the one before it with that correction",
                      expected=due, found=str(entry.stored.get("revision")))  # fmt: skip


def _check_attachments(entry: Entry, claims: Claims) -> Iterator[VerificationProblem]:
    commit = entry.stored.get("commit")
    for one in recorded(entry.fact) or ():
        found = claims.names.get(f"{commit}:{one.path}")
        if found != one.blob:
            yield VerificationProblem(
                "H2",
                entry.seq,
                f"{one.path} has another content in commit {commit} (T10)",
                expected=one.blob,
                found=str(found),
            )


def check_text(
    entry: Entry, text: bytes, claims: Claims
) -> Iterator[tuple[bool, VerificationProblem]]:
    """H3: the stored text is the named revision, rendered; yields (whether it is only a note, what is wrong).

    Another version of the publisher may have rendered it. Even then it holds no markup that none publishes,
    and every letter and digit of the revision; other differences are notes.
    """
    revision = entry.stored.get("revision")
    path = f"{entry.stored.get('commit')}:{entry.stored.get('path')}"
    if not isinstance(revision, str):
        return
    if claims.names.get(path) != revision and not is_derived(entry):
        return  # H2 has said it
    if claims.derived is None:
        return
    try:
        if entry.event is Event.ADOPTED and "made_harmless" in entry.stored:
            due = claims.derived.harmless(revision)
            if due == text:
                return
        elif claims.derived.rendering(revision) == entry.text_sha256:
            return  # G3 has held the text against this digest
        else:
            due = claims.derived.html(revision)
    except PublisherError as error:
        due = str(error).encode()
    expected = f"the rendering of {revision}"
    if foreign := foreign_markup(text):
        yield (
            False,
            VerificationProblem(
                "H3",
                entry.seq,
                "the stored text holds markup that no version publishes",
                expected=expected,
                found=foreign,
            ),
        )
    elif claims.same_generator(entry) or _letters(due) != _letters(text):
        yield False, VerificationProblem("H3", entry.seq, "the stored text isn't that of the named revision",
                             expected=expected, found="another text")  # fmt: skip
    else:
        kind = (
            "only in markup"
            if _words(due) == _words(text)
            else "in signs other than letters and digits"
        )
        yield (
            True,
            VerificationProblem(
                "H3",
                entry.seq,
                f"another version rendered the text; it differs {kind}",
                expected=expected,
                found=_difference(_words(due), _words(text)),
            ),
        )


def check_has_text(entry: Entry) -> Iterator[VerificationProblem]:
    """H3: what publishes a text, and nothing else, names its rendering, which lies beside the entry."""
    if entry.stored.get("path") is None and entry.text_sha256 is not None:
        yield VerificationProblem("H3", entry.seq, "a text lies beside an entry that publishes none",
                      expected="no text_sha256", found=entry.text_sha256)  # fmt: skip
    if entry.stored.get("path") is not None and entry.text_sha256 is None:
        yield VerificationProblem("H3", entry.seq, "the text as readers saw it is missing",
                      expected="text_sha256, and text.html beside the entry", found="none")  # fmt: skip


def check_decision(entry: Entry, claims: Claims) -> Iterator[tuple[bool, VerificationProblem]]:
    """T4 and H4: the verdict, judged anew; yields (whether it is only a note, what is wrong)."""
    fields = entry.stored
    pair = pair_of(entry)
    proposed = str(fields.get("proposed") or fields.get("verdict") or "")
    # A change that promises less notice is material whatever its words are (T8).
    less_notice = SHORTER_PERIOD in (fields.get("rules") or ())  # type: ignore[operator]
    if less_notice and (proposed, fields.get("decided_by")) != ("material", "publisher"):
        yield False, VerificationProblem("T8", entry.seq, "a change that promises less notice is material",
                             expected="material, decided by the publisher",
                             found=f"{proposed}, decided by the {fields.get('decided_by')}")  # fmt: skip
    if pair and claims.derived and not less_notice:
        try:
            if proposed == Verdict.MATERIAL.value and claims.derived.is_material(*pair):
                found = None  # H6 asks for the reasons, where this very version gave them
            else:
                found = claims.derived.verdict(*pair)
        except PublisherError as error:
            yield (
                False,
                VerificationProblem("T4", entry.seq, f"the texts cannot be compared: {error}"),
            )
            return
        if found and found.verdict.value != proposed:
            # An older publisher knew other rules. That never excuses what is surely material.
            grave = claims.same_generator(entry) or (
                found.verdict is Verdict.MATERIAL and found.certain
            )
            yield not grave, VerificationProblem("T4", entry.seq, "the change is judged otherwise",
                                     expected=found.verdict.value, found=proposed)  # fmt: skip
    if fields.get("decided_by") == "editor":
        yield from ((False, one) for one in _check_notice(entry, claims))
    elif fields.get("verdict") != proposed:
        yield False, VerificationProblem("T4", entry.seq, "the verdict was changed and nobody decided it",
                             expected=proposed, found=str(fields.get("verdict")))  # fmt: skip


def check_notice_text(entry: Entry, claims: Claims) -> Iterator[VerificationProblem]:
    """H4: words for readers in another language lie in git where the entry says."""
    path, blob = entry.stored.get("notice_file"), entry.stored.get("notice_blob")
    place = evidence(entry).get("commit") or entry.stored.get("commit")
    if path and claims.names.get(f"{place}:{path}") != blob:
        yield VerificationProblem("H4", entry.seq, "the notice text is not in git",
                      expected=f"{path} in commit {place}", found=str(blob))  # fmt: skip


def check_evidence(entry: Entry, claims: Claims) -> Iterator[VerificationProblem]:
    """H5: what was seen, in which build of which commit, where, and not after it was entered.

    Only what a person adopts was not seen in a build.
    """
    seen = evidence(entry)
    yield from check_committed(entry, entry.at, claims)
    if not seen and entry.event is Event.ADOPTED:
        return
    missing = [name for name in ("build", "commit", "generator") if not _is_text(seen.get(name))]
    if not (_is_text(seen.get("url")) or _is_text(seen.get("directory"))):
        missing.append("url")
    missing += [name for name in ("page", "sha256") if not _is_text(seen.get(name))]
    if missing:
        yield VerificationProblem("H5", entry.seq, "it does not say what was seen, and where",
                      expected=f"evidence with {', '.join(missing)}",
                      found=str(sorted(seen)))  # fmt: skip
    page, digest = seen.get("page"), seen.get("sha256")
    if _is_text(page) and not _PAGE.fullmatch(str(page)):
        yield VerificationProblem(
            "H5", entry.seq, "the page isn't one of the site", "a path on it", str(page)
        )
    if _is_text(digest) and not _DIGEST.fullmatch(str(digest)):
        yield VerificationProblem(
            "H5", entry.seq, "the page's digest isn't a SHA-256", "64 digits", str(digest)
        )
    if seen.get("date") is not None:
        yield from check_date(entry, seen["date"])


def check_committed(entry: Entry, at: datetime, claims: Claims) -> Iterator[VerificationProblem]:
    """E7: what an entry says was built was committed before `at`, but for an hour left to the clocks."""
    commit = str(evidence(entry).get("commit") or entry.stored.get("commit"))
    committed = claims.committed.get(commit)
    if committed and at + COMMIT_TOLERANCE < committed:
        yield VerificationProblem(
            "H5",
            entry.seq,
            f"it is dated before commit {commit[:12]}, which was built",
            expected=f"not before {committed:%Y-%m-%dT%H:%M:%SZ}",
            found=f"{at:%Y-%m-%dT%H:%M:%SZ}",
        )


def check_setting(
    entry: Entry, before: Entry | None, claims: Claims
) -> Iterator[VerificationProblem]:
    """H5: yield notes where it is odd where, by what clock or in what program's build something was seen.

    before: the last entry with evidence.
    """
    seen = evidence(entry)
    commit = str(seen.get("commit"))
    if not seen or commit not in claims.history.commits:
        return
    due, url = claims.history.settings_at(commit).site_url, seen.get("url")
    place = url or seen.get("directory")
    last = evidence(before) if before else {}
    known = last.get("url") or last.get("directory") or place
    if due and url:
        if str(url).rstrip("/") != due.rstrip("/"):
            yield VerificationProblem(
                "H5",
                entry.seq,
                "it was seen at another address than the configured one",
                expected=due,
                found=str(url),
            )
    elif place != known:
        yield VerificationProblem(
            "H5",
            entry.seq,
            "it was seen at another place than what was published before it",
            expected=str(known),
            found=str(place),
        )
    if url and "page" in seen and seen.get("date") is None:
        yield VerificationProblem("H5", entry.seq, "no host's clock confirms when it was seen",
                      expected="evidence with date", found="none")  # fmt: skip
    if not _is_known(str(seen.get("generator")), claims.generator):
        yield VerificationProblem("H5", entry.seq, "a program that this one doesn't know built it",
                      expected=f"{claims.generator} or before", found=str(seen.get("generator")))  # fmt: skip


def _is_known(generator: str, own: str) -> bool:
    """Whether a build is of this version of the publisher or one before it."""
    if generator == own:
        return True
    versions = [_GENERATOR.fullmatch(name) for name in (generator, own)]
    numbers = [tuple(map(int, one[1].split("."))) for one in versions if one]
    return len(numbers) == 2 and numbers[0] < numbers[1]


def check_date(entry: Entry, stated: object) -> Iterator[VerificationProblem]:
    """E4: the host's clock at that observation, and the instant of the entry, agree to five minutes."""
    at = f"{entry.at:%Y-%m-%dT%H:%M:%SZ}"
    try:
        date = datetime.strptime(str(stated), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        yield VerificationProblem("H5", entry.seq, "the host's clock isn't an instant in UTC",
                      expected=f"an instant near {at}", found=str(stated))  # fmt: skip
        return
    if date > entry.at:
        yield VerificationProblem("H5", entry.seq, "the host's clock says that it was seen later",
                      expected=f"not after {at}", found=str(stated))  # fmt: skip
    elif entry.at - date > CLOCK_TOLERANCE + _LOOKING:
        yield VerificationProblem("H5", entry.seq, "the host's clock and the entry's instant don't agree",
                      expected=f"within minutes of {at}", found=str(stated))  # fmt: skip


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _check_notice(entry: Entry, claims: Claims) -> Iterator[VerificationProblem]:
    kind = "decision" if "decision_file" in entry.stored else "notice"
    path, blob = entry.stored.get(f"{kind}_file"), entry.stored.get(f"{kind}_blob")
    place = evidence(entry).get("commit") or entry.stored.get("commit")
    if not path or claims.names.get(f"{place}:{path}") != blob:
        yield VerificationProblem("H4", entry.seq, "the notice with the editor's decision is not in git",
                      expected=f"{path} in commit {place}", found=str(blob))  # fmt: skip
        return
    try:
        source = frontmatter.notice_source(claims.history.text(str(blob)), str(path))
        said = frontmatter.split(source, where=str(path)).fields
    except PublisherError as error:
        yield VerificationProblem("H4", entry.seq, f"the notice cannot be read: {error}")
        return
    for name, kept in _DECISION:
        due, found = str(said.get(name) or ""), str(entry.stored.get(kept) or "")
        if due != found and (name == "class" or found):
            yield VerificationProblem(
                "H4", entry.seq, f"the notice gives another '{name}'", due, found
            )


def _last_path(entry: Entry, claims: Claims) -> str:
    policy = claims.history.policies.get(entry.policy)
    order = claims.history.commits.get(str(entry.stored.get("commit")), 0)
    before = [one for one in policy.revisions if one.order <= order] if policy else []
    return before[-1].path if before else ""


def _letters(html: bytes) -> str:
    """Return the letters and digits that a reader sees."""
    return "".join(c for c in _words(html) if c.isalnum())


def _words(html: bytes) -> str:
    """Return the text that a reader sees, block after block."""
    from publisher.text.document.document import parse_html

    return "\n".join(block.text for block in parse_html(html.decode("utf-8", "replace")).blocks)


def _difference(due: str, found: str) -> str:
    """Return the place where two texts begin to differ, in the words of the second."""
    if due == found:
        return "other markup"
    start = next((i for i, (a, b) in enumerate(zip(due, found, strict=False)) if a != b), 0)
    return repr(found[max(0, start - 20) : start + 40])
