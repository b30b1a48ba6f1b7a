"""The branch as it lies in git: one commit an entry, read with nothing taken on trust.

B1  The branch is linear: each commit has one parent, the first has none, and none is missing.
B2  Every object has the content that its id names.
B3  A commit holds `entry.json`, `text.html` exactly if the entry names a text, `source.md`, which is
    its `revision`, exactly if that was derived, and a tree `files` with the attachments exactly if it names
    any; nothing else.
B4  The entry follows the ones before it by the rules R1 to R5 of the register.
B5  The commit's message begins with the entry in words.

A commit that breaks B3 or B4 is a *stray*: it cannot be removed and is no part of the register.
A later `void` entry that names the commit declares it. Dates of commits decide nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from publisher.errors import UsageError
from publisher.git.client import Git
from publisher.git.git_errors import GitError
from publisher.register import stored_files
from publisher.register.chain import Chain, Register, RuleBrokenError
from publisher.register.entry import Entry, EntryError, Event, NewerFormatError, parse
from publisher.register.stored_files import FILES, TREE_MODE

ENTRY_FILE, TEXT_FILE, SOURCE_FILE = "entry.json", "text.html", "source.md"
NEWER = "newer format"  # no rule is broken as far as this publisher can tell
_FILE_MODE = "100644"


@dataclass(frozen=True)
class Stored:
    """One commit of the branch. files: name to (mode, object id). stray: why it is no entry."""

    commit: str
    parents: tuple[str, ...]
    message: str
    signed: bool
    files: Mapping[str, tuple[str, str]]
    entry: Entry | None = None
    stray: RuleBrokenError | None = None

    @property
    def text_id(self) -> str | None:
        """The object id of the published text."""
        return self.files[TEXT_FILE][1] if TEXT_FILE in self.files else None


@dataclass(frozen=True)
class Branch:
    """The commits from the first to the tip. faults: what breaks B1 or B2: (rule, object, why)."""

    tip: str
    commits: tuple[Stored, ...] = ()
    faults: tuple[tuple[str, str, str], ...] = ()
    register: Register = field(default_factory=Register)

    @property
    def undeclared(self) -> list[Stored]:
        """The strays that no `void` entry names."""
        named = {entry.fact.commit for entry in self.register.entries if entry.event is Event.VOID}
        return [one for one in self.commits if one.stray and one.commit not in named]


def read_branch(git: Git, tip: str) -> Branch:
    """Return all that the branch holds up to the commit `tip`, right or wrong."""
    faults: list[tuple[str, str, str]] = []
    try:
        names = git.lines("rev-list", "--topo-order", tip, "--")
    except GitError as error:
        git.require_readable()
        return Branch(tip, faults=(("B2", tip, f"its history cannot be read ({error.words})"),))
    raw = _contents(git, names, faults)
    bare = {commit: _commit(commit, content) for commit, content in raw.items()}
    order = list(_first_parents(tip, bare, faults))
    faults += [
        ("B1", commit, "it came in by a merge")
        for commit in bare.keys() - {one for one, _, _ in order}
    ]
    trees = _contents(git, {tree for _, tree, _ in order}, faults)
    commits = [_with_files(found, _tree(trees.get(tree, b""), tip)) for _, tree, found in order]
    names = [
        one.files[name][1]
        for one in commits
        for name in (ENTRY_FILE, SOURCE_FILE)
        if name in one.files
    ]
    attached = _contents(
        git, {one.files[FILES][1] for one in commits if FILES in one.files}, faults
    )
    entries = _contents(git, dict.fromkeys(names), faults)
    return _chained(tip, commits, entries, attached, faults)


def require_sound(branch: Branch, name: str, *, strays: bool = False) -> Register:
    """Return the register, or raise UsageError at the first thing that is wrong.

    strays: let commits pass that are no entries, to declare them.
    """
    for rule, commit, why in branch.faults:
        raise UsageError(
            f"commit {commit} breaks {rule}: {why}",
            where=f"branch {name}",
            remedy="fetch it anew from a sound copy; 'publisher verify' lists everything",
        )
    for one in () if strays else branch.undeclared:
        if one.stray and one.stray.rule == NEWER:
            raise UsageError(
                one.stray.explanation,
                where=f"branch {name}, commit {one.commit}",
                remedy="update Policy Publisher",
            )
        raise UsageError(
            f"commit {one.commit} isn't an entry of the register: {one.stray}",
            where=f"branch {name}",
            remedy="find out where it came from, then declare it: "
            f"publisher register void {one.commit} --reason '...'",
        )
    return branch.register


def _contents(git: Git, ids: Iterable[str], faults: list[tuple[str, str, str]]) -> dict[str, bytes]:
    """Read objects and hold each against its id, which git itself does only in fsck (B2)."""
    found = {}
    for name, kind, content in git.objects(ids):
        if kind is None:
            faults.append(("B2", name, "the object is missing"))
            continue
        if object_id(kind, content, len(name)) == name:
            found[name] = content
        else:
            faults.append(("B2", name, f"the {kind} has another content than its id says"))
    return found


def object_id(kind: str, content: bytes, length: int = 40) -> str:
    """Return git's id of an object; length: 40 (SHA-1) or 64 (SHA-256) hexadecimal digits."""
    algorithm = "sha1" if length == 40 else "sha256"
    digest = hashlib.new(
        algorithm, f"{kind} {len(content)}\0".encode("ascii"), usedforsecurity=False
    )
    digest.update(content)
    return digest.hexdigest()


def _commit(commit: str, content: bytes) -> tuple[str, Stored]:
    header, _, message = content.partition(b"\n\n")
    tree, parents, signed = "", [], False
    for line in header.split(b"\n"):
        name, _, value = line.partition(b" ")
        if name == b"tree":
            tree = value.decode("ascii", "replace")
        elif name == b"parent":
            parents.append(value.decode("ascii", "replace"))
        elif name in (b"gpgsig", b"gpgsig-sha256"):
            signed = True
    words = message.decode("utf-8", "replace")
    return tree, Stored(commit, tuple(parents), words, signed, {})


def _first_parents(
    tip: str, commits: Mapping[str, tuple[str, Stored]], faults: list[tuple[str, str, str]]
) -> Iterator[tuple[str, str, Stored]]:
    """Yield (commit, tree, what is known) from the first to the tip; notes merges and cuts (B1)."""
    backwards = []
    commit: str | None = tip
    while commit is not None:
        if commit not in commits:
            faults.append(("B1", commit, "the history is cut here: this commit is missing"))
            break
        tree, found = commits[commit]
        backwards.append((commit, tree, found))
        if len(found.parents) > 1:
            faults.append(("B1", commit, "it is a merge"))
        commit = found.parents[0] if found.parents else None
    yield from reversed(backwards)


def _tree(content: bytes, tip: str) -> dict[str, tuple[str, str]]:
    """Read a tree object: mode, space, name, zero byte, raw id, one after the other."""
    files, place, size = {}, 0, len(tip) // 2
    while place < len(content):
        end = content.index(b"\0", place)
        mode, _, name = content[place:end].partition(b" ")
        place = end + 1 + size
        files[name.decode("utf-8", "replace")] = (
            mode.decode("ascii"),
            content[end + 1 : place].hex(),
        )
    return files


def _with_files(found: Stored, files: Mapping[str, tuple[str, str]]) -> Stored:
    return Stored(found.commit, found.parents, found.message, found.signed, files)


def _chained(
    tip: str,
    commits: list[Stored],
    entries: Mapping[str, bytes],
    attached: Mapping[str, bytes],
    faults: list[tuple[str, str, str]],
) -> Branch:
    chain = Chain()
    done = []
    for one in commits:
        entry, stray = None, None
        try:
            entry = _entry_of(one, entries, len(chain.entries) + 1)
            _check_files(one, entry, attached, tip)
            chain.add(entry)
        except RuleBrokenError as error:
            stray = error
        done.append(
            Stored(one.commit, one.parents, one.message, one.signed, one.files, entry, stray)
        )
    return Branch(tip, tuple(done), tuple(faults), Register(tuple(chain.entries), tip))


def _entry_of(one: Stored, entries: Mapping[str, bytes], place: int) -> Entry:
    if ENTRY_FILE not in one.files:
        raise RuleBrokenError("B3", place, f"its commit holds no {ENTRY_FILE}")
    try:
        entry = parse(entries.get(one.files[ENTRY_FILE][1], b""))
        stored_files.check_attachments(entry)
    except NewerFormatError as error:
        raise RuleBrokenError(NEWER, place, str(error)) from None
    except EntryError as error:
        raise RuleBrokenError("B4", place, str(error)) from None
    expected = {ENTRY_FILE} | ({TEXT_FILE} if entry.text_sha256 else set())
    expected |= {SOURCE_FILE} if isinstance(entry.stored.get("derived_from"), Mapping) else set()
    expected |= {FILES} if stored_files.of_entry(entry) else set()
    if set(one.files) != expected:
        held, due = ", ".join(sorted(one.files)), ", ".join(sorted(expected))
        raise RuleBrokenError("B3", place, f"its commit holds {held}; expected {due}")
    if SOURCE_FILE in one.files and one.files[SOURCE_FILE][1] != entry.stored.get("revision"):
        raise RuleBrokenError("B3", place, f"its {SOURCE_FILE} is not the revision that it names")
    modes = {FILES: TREE_MODE}
    odd = [name for name, (mode, _) in one.files.items() if mode != modes.get(name, _FILE_MODE)]
    if odd:
        raise RuleBrokenError("B3", place, f"{odd[0]} isn't an ordinary file")
    return entry


def _check_files(one: Stored, entry: Entry, attached: Mapping[str, bytes], tip: str) -> None:
    """Compare the tree of attachments with what the entry names (B3)."""
    if FILES not in one.files:
        return
    found = _tree(attached.get(one.files[FILES][1], b""), tip)
    due = {name: (_FILE_MODE, blob) for name, blob in stored_files.of_entry(entry).items()}
    if found != due:
        raise RuleBrokenError("B3", entry.seq, "its files are not the attachments that it names")
