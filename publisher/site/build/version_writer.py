"""Writes all that each version has: its page, redline, notice, source and the page to print.

Most versions cannot change any more. Their files are taken from where they are: from the site of the
build before, else from the cache, and are made only where neither has them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from publisher.cache import Cache
from publisher.parallel import parallel_map
from publisher.progress import shown
from publisher.site import outputs
from publisher.site.build.fingerprints import NO_NAME
from publisher.site.build.previous_build import Before
from publisher.site.outputs import redline_docx
from publisher.site.pages import validity
from publisher.site.pages.page_context import SitePage
from publisher.timeline.rules import Version
from publisher.timeline.states import PolicyState

_GROUP = 8  # versions that one process writes at a time
_Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class _Task:
    """A version to write. name: of everything that its files are made from, NO_NAME while it may change."""

    policy: PolicyState
    version: Version
    name: str

    @property
    def paths(self) -> tuple[str, ...]:
        """The files and folders that are the version's alone, from the top of the site."""
        own = f"{self.policy.slug}/v{self.version.number}"
        found = [f"{own}/"]
        if self.version.texts:
            found.append(f"{own}.md")
        if self.version.notice:
            found.append(f"notices/{self.version.notice}/")
        return tuple(found)


@dataclass(frozen=True)
class VersionWriter:
    """Writes the versions of one build.

    finished: makes a page as it stands in the site. around: the name of everything else that such a page
    is made from; asked for only where a version is settled. before: the site of the build before.
    """

    subject: outputs.BuildContext
    site: Path
    finished: Callable[[SitePage], str]
    around: Callable[[], str]
    before: Before | None = None

    def write(self) -> None:
        """Write every version, on all cores."""
        kept = self.subject.pages.kept
        if self.before:
            self.before.open(kept.cache)
        tasks = [
            _Task(policy, version, self._name(policy, version))
            for policy in self.subject.states.editions for version in policy.versions
        ]  # fmt: skip
        tasks = [task for task in tasks if not self._stays(task)]
        groups = [tasks[place : place + _GROUP] for place in range(0, len(tasks), _GROUP)]
        done = (
            number
            for count in parallel_map(self._write, groups, least=3)
            for number in range(count)
        )
        for _ in shown(done, "Writing versions", len(tasks)):
            pass
        for task in tasks:
            if self.before and task.name:
                self.before.wrote(task.name, task.paths)

    def _name(self, policy: PolicyState, version: Version) -> str:
        kept = self.subject.pages.kept
        told = kept.of_version(policy, version) if validity.settled(policy, version) else NO_NAME
        return kept.together([told, self.around()]) if told else NO_NAME

    def _stays(self, task: _Task) -> bool:
        if not task.name or self.before is None:
            return False
        if (
            task.policy.former_slugs
        ):  # what leads on from there is made by walking through the new site
            return False
        return self.before.stays(task.name, task.paths, self.site)

    def _write(self, tasks: Sequence[_Task]) -> int:
        for task in tasks:
            for path, content in self._files(task).items():
                target = self.site / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        return len(tasks)

    def _files(self, task: _Task) -> _Files:
        if not task.name:
            return self._made(task.policy, task.version)
        cache, key = self.subject.pages.kept.cache, Cache.key("version", task.name)
        packed = cache.get(key)
        if packed is not None:
            return _unpacked(packed)
        made = self._made(task.policy, task.version)
        cache.put(key, _packed(made))
        return made

    def _made(self, policy: PolicyState, version: Version) -> _Files:
        pages = self.subject.pages
        found = {
            f"{made.url}index.html": self.finished(made).encode()
            for made in pages.of_version(policy, version)
        }
        if version.texts:
            source = pages.texts.source(version.texts[-1])
            found[f"{policy.slug}/v{version.number}.md"] = source.encode()
            path = f"{outputs.printable_address(policy, version)}index.html"
            found[path] = outputs.printable_page(self.subject, policy, version, self.site)
        if self.subject.settings.word_redlines:
            word = redline_docx.redline_docx(self.subject, policy, version)
            if word is not None:
                found[f"{policy.slug}/v{version.number}/changes.docx"] = word
        return found


def _packed(files: _Files) -> bytes:
    head = json.dumps([(path, len(content)) for path, content in files.items()])
    return b"\n".join([head.encode(), b"".join(files.values())])


def _unpacked(packed: bytes) -> _Files:
    head, _, contents = packed.partition(b"\n")
    found, place = {}, 0
    for path, length in json.loads(head):
        found[path] = contents[place : place + length]
        place += length
    return found
