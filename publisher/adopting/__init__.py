"""What a repository needs to become one of policies, as one change for people to review.

Everything is read from HEAD: which pages are policies, since when each applies, in which language, and
where it can lie so that its name is an address. What is uncertain is listed in `Proposal.open`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from fnmatch import fnmatchcase

import yaml

from publisher.adopting.pages import (
    CandidatePage,
    day_of,
    fill_in,
    is_content,
    is_policy,
    is_toml,
    language_of,
    literals,
    read_page,
)
from publisher.adopting.places import HOME, FolderLayout, follow, lay_out, original_of, plain_part
from publisher.adopting.proposal import Proposal, ProposedPolicy
from publisher.adopting.site_setup import (
    CONFIG,
    FoundSite,
    Wishes,
    amended_config,
    configured,
    docs_dir_of,
    find_site,
    furniture,
    known_values,
    moved_config,
    new_config,
    proposed_notice,
)
from publisher.adopting.tree import RepositoryTree, last_changes, read_tree
from publisher.calendar import civil_day
from publisher.check.check_report import Level
from publisher.check.file_checks import Source, file_problems
from publisher.check.promise_checks import promises
from publisher.distribution import pin
from publisher.errors import UsageError
from publisher.git.client import Git
from publisher.history.identity import SLUG, default_id, slug_of
from publisher.template import new_files

__all__ = ["Proposal", "ProposedPolicy", "Wishes", "propose"]

_NOTICE = "30 business days"
_ZONE = "Europe/Paris"
_CALENDAR = "FR"
_SAFE = re.compile(r"[^\W\d_](?:[\w ,.’()/&+-]*[\w.)])?")
_BREAKS_BY_HAND = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
)  # Thai, Lao, Burmese, Khmer
# A picture of another site, which no policy may show: its page would ask a third party for it.
_REMOTE_IMAGE = re.compile(r"!\[([^\]\n]*)\]\((https?://[^()\s]+)(?:\s[^()\n]*)?\)")
# An e-mail address where a link needs `mailto:`: it would lead to a page of that name.
_BARE_ADDRESS = re.compile(r"(?<=\]\()(?=[\w.+-]+@[\w-]+(?:\.[\w-]+)+\))")
_MOST_LINES = 3  # places named of each kind in one file


def propose(git: Git, at: datetime, wishes: Wishes) -> Proposal:
    """Return the change that makes the repository, as HEAD is, one that the publisher publishes.

    Raises UsageError where nothing is committed or no page is a policy, and for wishes that no
    configuration can have.
    """
    tree = read_tree(git)
    config, settings = configured(tree)
    zone = wishes.timezone or (settings.timezone if settings else _ZONE)
    site = find_site(tree, git.root.name)
    fixed = docs_dir_of(config) if config else None
    pages = {path: read_page(path, text) for path, text in tree.texts.items() if is_content(path)}
    pages |= {
        path: read_page(path, text)
        for path, text in tree.texts.items()
        if _matches(path, wishes.include)
    }
    chosen = _policies(pages, wishes, strict=bool(site.generator or config))
    if not chosen:
        raise UsageError(
            "no page looks like a policy, by its name, its title or its words", where=str(git.root),
            remedy="name the policies with --include, or begin with 'publisher init'",
        )  # fmt: skip
    others = [
        path for path in pages
        if path not in chosen and not site.generator and not _matches(path, wishes.exclude)
    ]  # fmt: skip
    layout = lay_out(tree, chosen, others, fixed)
    open_questions = list(layout.notes)
    changed = last_changes(git, tree.commit, chosen, zone)
    contents: dict[str, bytes] = {}
    contents |= {place: tree.data(tree.linked(path)) for path, place in layout.copies.items()}
    values = known_values(tree, wishes.values)
    pages |= {path: _filled(pages[path], values) for path in layout.targets if path in pages}
    adopted = _adopt(
        pages, chosen, layout, changed, civil_day(at, zone), contents, open_questions, tree.texts
    )
    _follow_links(tree, pages, layout, contents, open_questions)
    contents |= _surroundings(
        tree,
        site,
        wishes,
        layout,
        adopted,
        contents,
        (config, settings is not None),
        at,
        zone,
        open_questions,
    )
    open_questions += _left_alone(tree, pages, chosen, layout, site)
    moves = {old: new for old, new in layout.targets.items() if old != new}
    kept = {path: data for path, data in contents.items() if _differs(tree, moves, path, data)}
    return Proposal(
        tree, layout.docs, tuple(adopted), moves, kept, list(dict.fromkeys(open_questions))
    )


def _filled(page: CandidatePage, values: Mapping[str, str]) -> CandidatePage:
    text = fill_in(page.text, values)
    if not _BREAKS_BY_HAND.search(text):
        text = text.replace(
            "\u200b", ""
        )  # a place to break a line, left by a program: no policy may hold it
    text = _REMOTE_IMAGE.sub(lambda match: f"[{match[1].strip() or 'image'}]({match[2]})", text)
    text = _BARE_ADDRESS.sub("mailto:", text)
    return page if text == page.text else read_page(page.path, text)


def _matches(path: str, patterns: tuple[str, ...]) -> bool:
    return any(
        fnmatchcase(path, pattern) or path.startswith(pattern.rstrip("/") + "/")
        for pattern in patterns
    )


def _differs(tree: RepositoryTree, moves: Mapping[str, str], path: str, data: bytes) -> bool:
    old = next((old for old, new in moves.items() if new == path), path)
    return old not in tree or tree.data(old) != data


def _policies(pages: Mapping[str, CandidatePage], wishes: Wishes, *, strict: bool) -> list[str]:
    """Return the paths of the pages that are policies. strict: among pages of another kind."""
    return [
        path for path, page in pages.items()
        if not _matches(path, wishes.exclude)
        and (
            _matches(path, wishes.include)
            or (path.lower() not in (HOME, "readme.md") and is_policy(page, by_content=not strict))
        )
    ]  # fmt: skip


def _adopt(
    pages: Mapping[str, CandidatePage], chosen: list[str], layout: FolderLayout, changed: Mapping[str, date],
    today: date, contents: dict[str, bytes], notes: list[tuple[str, str]], originals: Mapping[str, str],
) -> list[ProposedPolicy]:  # fmt: skip
    """Return what is proposed for each policy; its new text goes into `contents`."""
    languages = {path: language_of(pages[path]) for path in chosen if path in layout.targets}
    ids = _ids(pages, layout, list(languages))
    adopted = []
    for path, language in languages.items():
        page, target = pages[path], layout.targets[path]
        original = original_of(path, languages)
        wanted: dict[str, str] = {}
        title = page.title
        if str(page.fields.get("title") or "").strip() != title:
            wanted["title"] = title
        effective = origin = ""
        if original is None:
            day = day_of(page, changed.get(path), today)
            effective, origin = day.day.isoformat(), day.origin
            if isinstance(page.fields.get("effective"), date):
                effective, origin = str(page.fields["effective"])[:10], "its front matter"
            else:
                wanted["effective"] = effective
            notes += _doubts(path, effective, origin, changed.get(path), today)
        named = default_id(slug_of(target.removeprefix(layout.docs + "/")))
        if ids[path] != named or ("id" in page.fields and page.fields["id"] != ids[path]):
            wanted["id"] = ids[path]
        if language != "en" or ("language" in page.fields and page.fields["language"] != language):
            wanted["language"] = language
        if original:
            wanted["translation-of"] = ids[original]
            notes.append(
                (path, f"taken for the translation of '{original}'; the original prevails")
            )
        wanted = {key: value for key, value in wanted.items() if str(page.fields.get(key)) != value}
        contents[target] = with_fields(page, wanted).encode()
        notes += _content_notes(path, page, contents[target], target, layout, originals[path])
        adopted.append(
            ProposedPolicy(
                target,
                path,
                ids[path],
                title,
                effective,
                origin,
                language,
                ids[original] if original else "",
            )
        )
    return adopted


def _ids(
    pages: Mapping[str, CandidatePage], layout: FolderLayout, paths: list[str]
) -> dict[str, str]:
    """Return an id for each policy: its own where it can be one, else that of its address; each only once."""
    ids: dict[str, str] = {}
    for path in paths:
        own = pages[path].fields.get("id")
        slug = default_id(slug_of(layout.targets[path].removeprefix(layout.docs + "/")))
        wanted = own if isinstance(own, str) and SLUG.fullmatch(own) else plain_part(slug)
        number, unique = 2, wanted
        while unique in ids.values():
            unique, number = f"{wanted}-no-{number}", number + 1
        ids[path] = unique
    return ids


def _doubts(
    path: str, effective: str, origin: str, changed: date | None, today: date
) -> list[tuple[str, str]]:
    if effective > today.isoformat():
        return [
            (
                path,
                f"takes effect on {effective}, which is to come: another text may apply until then",
            )
        ]
    if origin == "its last commit":
        return [(path, f"says no day: effective {effective} is that of its last commit")]
    if changed and (changed - date.fromisoformat(effective)).days > 7:
        return [
            (
                path,
                f"effective {effective} by {origin}, but its last commit is of {changed}: which applies?",
            )
        ]
    return []


def _content_notes(
    path: str, page: CandidatePage, data: bytes, target: str, layout: FolderLayout, original: str
) -> list[tuple[str, str]]:
    """Return what would be published literally, and what `publisher check` would stop at."""
    notes = []
    if _REMOTE_IMAGE.search(original):
        notes.append(
            (path, "pictures of other sites became links: keep a copy beside the text to show one")
        )
    for number, (line, text) in enumerate(literals(page)):
        if number == _MOST_LINES:
            notes.append((path, "more such marks follow"))
            break
        notes.append(
            (
                f"{path}:{line}",
                f"'{text[:60]}' would be published as it is written: put the text there",
            )
        )
    source = Source(target, target.removeprefix(layout.docs + "/"), data)
    shown = 0
    for problem in file_problems(source):
        if problem.level is Level.PROBLEM and shown < _MOST_LINES:
            shown += 1
            above = data.count(b"\n") - page.text.count("\n")
            line = max(1, problem.line - above)
            notes.append(
                (f"{path}:{line}", f"to be corrected by hand: {problem.what} ({problem.remedy})")
            )
    return notes


def with_fields(page: CandidatePage, wanted: Mapping[str, str]) -> str:
    """Return a page with these lines in its front matter; all else stays byte for byte.

    Front matter in TOML, which the publisher does not read, becomes YAML.
    """
    end = "\r\n" if "\r\n" in page.text else "\n"
    if is_toml(page.text):
        kept = {key: value for key, value in page.fields.items() if key not in wanted}
        rest = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False) if kept else ""
        head = "".join(_line(key, value) + "\n" for key, value in wanted.items()) + rest
        return "---\n".replace("\n", end) + head.replace("\n", end) + "---" + end + page.body
    if not wanted:
        return page.text
    body_at = len(page.text) - len(page.body)
    head, body = page.text[:body_at], page.text[body_at:]
    if not head.strip().strip("\ufeff"):
        lines = "".join(_line(key, value) + end for key, value in wanted.items())
        return f"---{end}{lines}---{end}{end}{body.lstrip(chr(0xFEFF))}"
    added = []
    for key, value in wanted.items():
        own = re.compile(
            rf"^['\"]?{re.escape(key)}['\"]?[ \t]*:[^\r\n]*(?:\r?\n[ \t]+[^\r\n]*)*", re.M
        )
        if own.search(head):
            line = _line(key, value)
            head = own.sub(lambda _match, line=line: line, head, count=1)  # type: ignore[misc]
        else:
            added.append(_line(key, value) + end)
    first = head.index("\n") + 1
    return head[:first] + "".join(added) + head[first:] + body


def _line(key: str, value: str) -> str:
    plain = key in ("effective", "language") or (
        _SAFE.fullmatch(value)
        and value.lower() not in ("yes", "no", "true", "false", "null", "on", "off")
    )
    return f"{key}: {value if plain else json.dumps(value, ensure_ascii=False)}"


def _follow_links(
    tree: RepositoryTree,
    pages: Mapping[str, CandidatePage],
    layout: FolderLayout,
    contents: dict[str, bytes],
    notes: list[tuple[str, str]],
) -> None:
    """Rewrite links on the pages of the folder to where their targets lie now."""
    for path, target in layout.targets.items():
        if path not in pages:
            continue
        text = contents[target].decode() if target in contents else pages[path].text
        followed = follow(tree, layout, path, text)
        if followed.text != tree.texts[path] or target != path:
            contents[target] = followed.text.encode()
        above = followed.text.count("\n") - tree.texts[path].count("\n")
        for line, link in followed.lost[:_MOST_LINES]:
            notes.append((
                f"{path}:{max(1, line - above)}",
                f"the link '{link[:80]}' leads to no page of the site: write a full address, or delete it",
            ))  # fmt: skip
        if len(followed.lost) > _MOST_LINES:
            notes.append(
                (path, f"{len(followed.lost) - _MOST_LINES} more links lead to no page of the site")
            )


def _surroundings(
    tree: RepositoryTree, site: FoundSite, wishes: Wishes, layout: FolderLayout,
    adopted: list[ProposedPolicy],
    contents: Mapping[str, bytes], config: tuple[str, bool], at: datetime, zone: str,
    notes: list[tuple[str, str]],
) -> dict[str, bytes]:  # fmt: skip
    """Return mkdocs.yml, the home page, workflows and what they call."""
    stated = {
        (one.id, one.source): list(promises(contents[one.path].decode()))
        for one in adopted
        if one.path in contents and not one.translation_of
    }
    proposed = proposed_notice(stated)
    text, ready = config
    days = f"{wishes.days} business days" if wishes.days else ""
    notice = days or proposed.site or _NOTICE
    languages = [one.language for one in adopted if not one.translation_of]
    locale = "fr" if languages.count("fr") > len(languages) / 2 else "en"
    url = wishes.site_url or site.url
    program = pin()
    template = new_files({
        "name": wishes.name or site.name, "site_url": url if not url or url.endswith("/") else url + "/",
        "notice": notice, "calendar": wishes.calendar or _CALENDAR, "timezone": zone,
        "language": locale, "today": civil_day(at, zone).isoformat(), "shown_url": url,
        "requirement": program.requirement,
    })  # fmt: skip
    made: dict[str, bytes] = {}
    home = f"{layout.docs}/{HOME}"
    if (
        home not in layout.targets.values()
        and home not in tree
        and f"{layout.docs}/README.md" not in tree
    ):
        made[home] = template["policy/index.md"]
    moves = {old: new for old, new in layout.targets.items() if old != new}
    if home in made or home in tree:
        moves.setdefault("README.md", home)
    original, text = text, moved_config(text, layout.docs, moves) if text else ""
    if ready and text != original:
        made[CONFIG] = text.encode()
    if not ready:
        notes += proposed.open
        if not proposed.site and not days:
            notes.append(
                (CONFIG, f"no text promises a notice period: '{notice}' is a proposal (--days)")
            )
        if proposed.own and not days:
            own = (f"{json.dumps(name)}: {{notice: {one}}}" for name, one in proposed.own.items())
            template[CONFIG] += f"      policies: {{{', '.join(own)}}}\n".encode()
        if not (wishes.calendar and wishes.timezone):
            notes.append((
                CONFIG,
                "whose holidays and whose days count is not written anywhere: "
                f"{wishes.calendar or _CALENDAR}, {zone} (--calendar, --timezone)",
            ))  # fmt: skip
        if not url and not text:
            notes.append(
                (CONFIG, "the address of the site is not known: site_url is empty (--site-url)")
            )
        new = (
            amended_config(text, template[CONFIG])
            if text
            else new_config(template[CONFIG], layout.docs)
        )
        if new is None:
            notes.append(
                (CONFIG, "add '- publisher' under 'plugins:' by hand: see docs/configuration.md")
            )
        else:
            made[CONFIG] = new
    if text:
        template.pop("overrides/main.html")  # the site has a look of its own
    equipment = furniture(tree, template, program.files)
    notes += equipment.notes
    return made | equipment.files


def _left_alone(
    tree: RepositoryTree,
    pages: Mapping[str, CandidatePage],
    chosen: list[str],
    layout: FolderLayout,
    site: FoundSite,
) -> list[tuple[str, str]]:
    """Name what lies in the folder and cannot be published, and pages whose kind is not certain."""
    notes = []
    for path, mode in tree.modes.items():
        if (
            mode == "120000"
            and path not in layout.copies
            and (path.startswith(layout.docs + "/") or path.lower().endswith(".md"))
        ):
            notes.append((path, "is a link: left alone; replace it by the file if readers need it"))
    notes += [
        (path, f"is a link: its file goes to '{place}'") for path, place in layout.copies.items()
    ]
    for path, what in tree.garbled.items():
        if is_content(path):
            notes.append((path, f"left out: {what}"))
    for path, page in pages.items():
        if (
            path not in chosen
            and path.lower() not in (HOME, "readme.md")
            and is_policy(page, by_content=True)
        ):
            notes.append(
                (
                    path,
                    "reads like a policy, but its name does not say so: --include it if it is one",
                )
            )
    moved = [path for path in layout.targets if path in pages and layout.targets[path] != path]
    if site.generator and moved:
        notes.append((
            site.generator,
            f"{len(moved)} of its pages move: redirect their addresses to the new site, or feed it with "
            "'publisher stage'",
        ))  # fmt: skip
    return notes
