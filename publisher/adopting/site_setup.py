"""What a repository of policies needs beside the policies: mkdocs.yml, workflows, and what these call."""

from __future__ import annotations

import json
import posixpath
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from publisher.adopting.tree import RepositoryTree
from publisher.check.promise_checks import Promise
from publisher.config import Settings, from_mkdocs_yml
from publisher.errors import PublisherError, UsageError

CONFIG = "mkdocs.yml"
_MOST_DAYS = 92  # longer periods in a text are seldom notice of its own changes
_URL = re.compile(r"https?://[^\s\"'<>]+")
_SITE_FILES = (
    "_config.yml", "hugo.toml", "hugo.yaml", "config.toml", "config.yaml", "docusaurus.config.js",
    "docusaurus.config.ts", "website/docusaurus.config.js", "gatsby-config.js", "astro.config.mjs",
)  # fmt: skip
_NOT_OURS = (
    "policy/",
    "mkdocs.yml",
    "README.md",
    ".github/ISSUE_TEMPLATE/",
    ".github/dependabot.yml",
    "CODEOWNERS",
    ".github/CODEOWNERS",
)


@dataclass(frozen=True)
class FoundSite:
    """What is known of a site. generator: the file that configures the one that makes it today, if any."""

    name: str
    url: str
    generator: str


@dataclass(frozen=True)
class Wishes:
    """What the caller knows better. Empty: found in the repository, or the usual value."""

    name: str = ""
    site_url: str = ""
    calendar: str = ""
    timezone: str = ""
    days: int = 0
    values: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


_LENGTHS = {"days": 1, "weeks": 7, "months": 31, "none": 0}  # calendar days, at most


def find_site(tree: RepositoryTree, folder_name: str) -> FoundSite:
    """Return name and address of the site, from what configures it today."""
    generator = next((path for path in _SITE_FILES if path in tree), "")
    text = tree.text(generator) if generator else ""
    name = re.search(
        r"^\s*(?:title|name)\s*[:=]\s*[\"']?([^\"'\n#]{2,80}?)[\"']?\s*,?\s*$", text, re.M
    )
    url = re.search(
        r"^\s*(?:baseURL|baseurl|url|site|siteUrl)\s*[:=]\s*[\"']?(https?://[^\s\"',]+)", text, re.M
    )
    host = tree.text("CNAME").strip() if "CNAME" in tree else ""
    readme = re.search(r"^#[ \t]+([^\n#]{2,80})$", tree.text("README.md"), re.M)
    title = name[1] if name else (readme[1] if readme else folder_name)
    plain = (
        re.sub(r"[\x00-\x1f<>\"'{}#:\\\[\]*`|]|\(http[^)]*\)", "", title).strip() or "Our policies"
    )
    address = f"https://{host}/" if re.fullmatch(r"[\w.-]+\.\w+", host) else (url[1] if url else "")
    return FoundSite(plain, address.rstrip("/") + "/" if address else "", generator)


def known_values(tree: RepositoryTree, given: tuple[str, ...]) -> dict[str, str]:
    """Return what a site generator fills in, by name: the plain values of _config.yml, then those given.

    given: "NAME=TEXT". Raises UsageError for another form.
    """
    import yaml

    values: dict[str, str] = {}
    try:
        config = yaml.safe_load(tree.text("_config.yml"))
    except (yaml.YAMLError, ValueError, RecursionError):
        config = None
    for name, value in config.items() if isinstance(config, dict) else ():
        if isinstance(value, str | int) and not isinstance(value, bool):
            values[f"site.{name}"] = str(value)
    for item in given:
        name, equals, text = item.partition("=")
        if not equals or not name.strip():
            raise UsageError(
                f"'{item}' isn't a name with a value", where="--value",
                remedy="write it like --value site.email=privacy@example.org",
            )  # fmt: skip
        values[name.strip()] = text
    return values


@dataclass(frozen=True)
class ProposedNotice:
    """How much notice the texts promise. site: of the site, empty where no text promises any.

    own: by policy, what differs from it. open: (place, what could not be decided).
    """

    site: str
    own: Mapping[str, str]
    open: list[tuple[str, str]]


def proposed_notice(promises: Mapping[tuple[str, str], list[Promise]]) -> ProposedNotice:
    """Return what keeps the texts' promises: the one that most texts make for the site, the others by policy.

    promises: of each text, by policy and path. The longest of a text counts.
    """
    doubts: list[tuple[str, str]] = []
    notices: dict[str, str] = {}
    for (policy, path), stated in promises.items():
        kept = [promise for promise in stated if _days(promise) <= _MOST_DAYS]
        doubts += (
            (
                f"{path}:{promise.line}",
                f"'{promise.words}' is longer than a notice of a change usually is: write it as 'notice' of "
                f"'{policy}' if it is one",
            )
            for promise in stated if promise not in kept
        )  # fmt: skip
        if kept:
            longest = max(kept, key=_days)
            unit = longest.unit if longest.number != 1 else longest.unit.removesuffix("s")
            notices[policy] = f"{longest.number} {unit}"
    counts = Counter(notices.values())
    site = max(counts, key=lambda notice: counts[notice], default="")
    own = {policy: notice for policy, notice in notices.items() if notice != site}
    return ProposedNotice(site, own, doubts)


def _days(promise: Promise) -> int:
    """Return about how many calendar days a promise takes, to find the longest of a text."""
    if promise.unit in _LENGTHS:
        return promise.number * _LENGTHS[promise.unit]
    return promise.number + 2 * ((promise.number - 1) // 5)


def configured(tree: RepositoryTree) -> tuple[str, Settings | None]:
    """Return the text of mkdocs.yml, empty where there is none, and what it says to the publisher."""
    if CONFIG not in tree:
        return "", None
    text = tree.text(CONFIG)
    try:
        return text, from_mkdocs_yml(text.encode())
    except PublisherError:
        return text, None


# A page in the navigation: with or without a title, with or without quotes.
_NAV_ENTRY = re.compile(
    r"""^([ \t]*-[ \t]+(?:[^\n#]*?:[ \t]+)?)(["']?)([^\n"']+?\.\w+)\2([ \t]*(?:#.*)?)$""", re.M
)


def docs_dir_of(text: str) -> str:
    """Return the folder that an mkdocs.yml names."""
    match = re.search(r"^docs_dir:\s*[\"']?([^\"'#\n]+?)[\"']?\s*(?:#.*)?$", text, re.M)
    return posixpath.normpath(match[1]) if match else "docs"


def new_config(template: bytes, docs: str) -> bytes:
    """Return the template's mkdocs.yml with the folder of the policies."""
    named = docs if re.fullmatch(r"[\w./-]+", docs) else json.dumps(docs, ensure_ascii=False)
    return template.replace(b"docs_dir: policy\n", f"docs_dir: {named}\n".encode())


def moved_config(text: str, docs: str, moves: Mapping[str, str]) -> str:
    """Return an mkdocs.yml that names a folder of pages, and whose navigation follows the moves.

    moves: new path of each page that moved, by its path before, both from the repository's root.
    """
    old = docs_dir_of(text)
    if old != docs:
        named = re.search(r"^docs_dir:.*$", text, re.M)
        if named:
            text = f"{text[: named.start()]}docs_dir: {docs}{text[named.end() :]}"
    start = "" if old == "." else f"{old}/"
    entries = {
        path.removeprefix(start): new.removeprefix(f"{docs}/")
        for path, new in moves.items()
        if path.startswith(start)
    }

    def entry(match: re.Match[str]) -> str:
        new = entries.get(match[3])
        return f"{match[1]}{match[2]}{new}{match[2]}{match[4]}" if new else match[0]

    return _NAV_ENTRY.sub(entry, text)


def amended_config(text: str, template: bytes) -> bytes | None:
    """Return an mkdocs.yml with the plugin, None where it cannot be added safely."""
    block = template.decode().partition("  - publisher:\n")[2]
    lines = text.splitlines()
    start = next(
        (n for n, line in enumerate(lines) if re.match(r"plugins:\s*(?:#.*)?$", line)), None
    )
    if start is None:
        if re.search(r"^plugins\s*:", text, re.M):
            return None
        new = text.rstrip("\n") + f"\n\nplugins:\n  - search\n  - publisher:\n{block}"
    else:
        item = re.match(r"(\s*)- ", lines[start + 1]) if start + 1 < len(lines) else None
        if item is None:
            return None
        added = [
            f"{item[1]}- publisher:",
            *(f"{item[1]}    {line.strip()}" for line in block.splitlines()),
        ]
        # Below the list's last item: the publisher then sees what the others did.
        end = start + 1
        while end < len(lines) and (
            not lines[end].strip() or lines[end].startswith((f"{item[1]}- ", f"{item[1]} "))
        ):
            end += 1
        while not lines[end - 1].strip():
            end -= 1
        new = "\n".join([*lines[:end], *added, *lines[end:]]) + "\n"
    try:
        from_mkdocs_yml(new.encode())
    except PublisherError:
        return None
    return new.encode()


@dataclass
class Furniture:
    """Files to add. notes: (path, what is left to do by hand)."""

    files: dict[str, bytes] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)


def furniture(
    tree: RepositoryTree, template: Mapping[str, bytes], extra: Mapping[str, bytes]
) -> Furniture:
    """Return the workflows and what they call; what exists already is left as it is, or only added to.

    A file whose name is taken gets another name, and what calls it calls it by that.
    """
    made = Furniture()
    files = {path: data for path, data in template.items() if not path.startswith(_NOT_OURS)}
    if any(path.startswith(".gitlab-ci") for path in tree.blobs):
        files = {path: data for path, data in files.items() if not path.startswith(".github/")}
        made.notes.append(
            (".gitlab-ci.yml", "add the publisher's jobs to it: see docs/ci-gitlab.md")
        )
    ignored = files.pop(".gitignore")
    for taken, other in (
        ("requirements.txt", "requirements-publisher.txt"),
        ("requirements.lock", "requirements-publisher.lock"),
        ("Makefile", "publisher.mk"),
    ):
        if taken in tree and tree.data(taken) != files[taken]:
            _rename(files, taken, other)
            made.notes.append(
                (taken, f"exists already and is left alone; the publisher uses '{other}'")
            )
    for path in [path for path in files if path.startswith(".github/workflows/")]:
        if path in tree and tree.data(path) != files[path]:
            other = path.replace("workflows/", "workflows/policies-")
            _rename(files, path, other)
            made.notes.append(
                (path, f"exists already and is left alone; the publisher's is '{other}'")
            )
    if "overrides/main.html" in tree:
        files.pop("overrides/main.html")
        made.notes.append(
            (
                "overrides/main.html",
                "exists already: let it begin with '{% extends \"publisher/main.html\" %}'",
            )
        )
    before = tree.text(".gitignore")
    missing = [line for line in ignored.decode().splitlines() if line not in before.splitlines()]
    if missing:
        joint = "" if not before or before.endswith("\n") else "\n"
        files[".gitignore"] = (before + joint + "\n".join(missing) + "\n").encode()
    made.files = {
        path: data
        for path, data in {**files, **extra}.items()
        if path not in tree or path == ".gitignore"
    }
    made.notes += _unseen_by_git(tree, made.files)
    return made


def _rename(files: dict[str, bytes], old: str, new: str) -> None:
    """Rename a file, also where others refer to it."""
    files[new] = files.pop(old)
    for path, data in files.items():
        if old == "Makefile":
            data = data.replace(b"run: make ", b"run: make --file=publisher.mk ")
        elif old.startswith(".github/"):
            data = data.replace(old.encode(), new.encode())
        elif path in ("Makefile", "publisher.mk"):
            data = re.sub(rb"(?<![\w.-])" + re.escape(old.encode()), new.encode(), data)
        files[path] = data


def _unseen_by_git(tree: RepositoryTree, files: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Name the files that the repository's own .gitignore would keep out of a commit."""
    asked = b"".join(path.encode() + b"\0" for path in files)
    answer = tree.git.try_run("check-ignore", "--no-index", "-z", "--stdin", input=asked)
    return [
        (path, "the repository's .gitignore leaves it out: add it with 'git add --force'")
        for path in answer.out.decode("utf-8", "replace").split("\0") if path
    ]  # fmt: skip
