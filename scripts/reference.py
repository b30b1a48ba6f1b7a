"""Write the pages of the documentation that are made from the code: commands, JSON, rules, materiality.

    scripts/reference.py [FOLDER]     # or: make reference; by default into docs/

A test fails where the pages and the code differ.
"""

from __future__ import annotations

import importlib
import inspect
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from publisher.cli import COMMANDS, program
from publisher.model import command_json, period_json
from publisher.model.json_schema import json_schema
from publisher.publication.publication_format import PublicationJSON
from publisher.text.materiality.rules import DOUBTS, PROOFS, REASONS, Rule

DOCS = Path(__file__).parent.parent / "docs"
# Where rules stand: module, their letter, what they are about.
RULES = (
    ("publisher.timeline.rules", "T", "The timeline: which text applies when"),
    (
        "publisher.timeline.planning.translation_plan",
        "L",
        "Translations: what a version says in another language",
    ),
    ("publisher.register.chain", "R", "The register: what was published, in order"),
)
_RULE = re.compile(r"^([A-Z])(\d+)  (.*?)(?=^[A-Z]\d+  |^$|\Z)", re.MULTILINE | re.DOTALL)


_COMMANDS = """\
# Commands

One program, `publisher`. This page is what `publisher <command> --help` prints.

| exit code | means |
| ---: | --- |
| 0 | fine |
| 1 | a check found something, or the promise is broken |
| 2 | usage, or a mistake that you can mend: one message says what, where and how |
| 3 | try again: another writer was first, the day changed, the host was down |

With `--json` a command prints one [JSON object](json.md) on standard output and nothing else there; words
go to standard error. `WHEN` is a date (its first instant in the configured zone) or an instant with its
offset, such as `2026-11-23T10:00+01:00`. No command can give the register another time than now.
"""
_RULES = """\
# The rules

Errors, problems that `verify` names, code and tests cite these rules by number. This page is made from the
modules that keep them. [The life of a change](life-of-a-change.md) says the rules of the timeline in plain
words, with an example each.
"""


_JSON = """\
# What `--json` prints

One JSON object on standard output, nothing else there. Keys are only ever added. Instants are UTC (RFC 3339),
days are `YYYY-MM-DD` in the zone of the policy concerned, `null` says that there is none.
[`policies.json`](policies-json.md) on the site holds more than `status` and needs no clone. This page and the
JSON Schemas that it names are made from the types that are printed.
"""
_SAME = {
    "compare": "`diff` and `edit` print the same.",
    "record": "`publish` prints the same.",
    "next": "`null` where nothing is announced, or",
}


_BY_NAME = """\
## The rules by name

Findings carry these names, for instance in `publisher compare --json`. They are never renamed, and never used
for something else. This part is made from the code.

"""


def commands() -> str:
    """Return docs/commands.md: what `--help` says of each command."""
    out = [_COMMANDS]
    for name in COMMANDS:
        for path, command in _with_children(name):
            heading = f"{'#' * (len(path) + 1)} {' '.join(path)}"
            out.append(f"{heading}\n\n```text\n{_help(path, command)}\n```\n")
    return "\n".join(out)


def _with_children(name: str) -> Iterator[tuple[list[str], click.Command]]:
    command = program.get_command(click.Context(program), name)
    if command is None:
        raise LookupError(name)
    yield [name], command
    if isinstance(command, click.Group):
        for child in command.list_commands(click.Context(command)):
            found = command.get_command(click.Context(command), child)
            if found is not None:
                yield [name, child], found


def _help(path: list[str], command: click.Command) -> str:
    context = click.Context(
        command,
        info_name=" ".join(["publisher", *path]),
        terminal_width=79,
        help_option_names=["-h", "--help"],
    )
    return "\n".join(line.rstrip() for line in command.get_help(context).splitlines())


def printed() -> str:
    """Return docs/json.md: what each command prints, with each of its names."""
    out = [_JSON]
    for name, document in command_json.PRINTED.items():
        schema = json_schema(document, name)
        address = f"schemas/{_file(name)}"
        out.append(
            f"## {name}\n\nSchema: [`{_file(name)}`]({address}). {_SAME.get(name, '')}".rstrip()
            + "\n"
        )
        out.append(_names(document, schema))
        for part, definition in schema.get("$defs", {}).items():
            heading = definition["description"].rstrip(".")
            out.append(f"{heading}:\n")
            out.append(_names(_type(part), definition))
    return "\n".join(out)


def _names(document: Any, schema: dict[str, Any]) -> str:
    rows = (
        f"| `{name}` | {schema['properties'][name]['description']} |"
        for name in document.__annotations__
    )
    return "| key | what it is |\n| --- | --- |\n" + "\n".join(rows) + "\n"


def _type(part: str) -> Any:
    name = "".join(word.title() for word in part.split("_")) + "JSON"
    return vars(command_json).get(name) or vars(period_json)[name]


def _file(name: str) -> str:
    return re.sub(r"\W+", "-", name) + ".schema.json"


def schemas() -> Iterator[tuple[str, str]]:
    """Yield name and text of each JSON Schema: of what commands print, and of `publication.json`."""
    for name, document in command_json.PRINTED.items():
        yield _file(name), _written(json_schema(document, f"publisher {name} --json"))
    yield _file("publication"), _written(json_schema(PublicationJSON, "publication.json"))


def _written(schema: dict[str, Any]) -> str:
    text = json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
    return re.sub(r"\[([^]\n]+)\]\([\w.-]+\)", r"\1", text)  # links are for the page


def rules() -> str:
    """Return docs/rules.md: the rules as they stand in the code that keeps them."""
    out = [_RULES]
    for module, letter, title in RULES:
        found = inspect.getdoc(importlib.import_module(module)) or ""
        out += [f"## {title}", "", "| rule | says |", "| --- | --- |"]
        for sign, number, words in _RULE.findall(found):
            if sign == letter:
                out.append(f"| {sign}{number} | {' '.join(words.split())} |")
        out.append("")
    return "\n".join(out)


def materiality() -> str:
    """Return docs/materiality.md with its last part, the rules by name, as they stand in the code."""
    text, _, _ = (
        (DOCS / "materiality.md").read_text(encoding="utf-8").partition(_BY_NAME.splitlines()[0])
    )
    parts = (
        ("Proofs that an edit is editorial", "not for", PROOFS),
        ("Named reasons why it is material", "holds back", REASONS),
        ("Doubts: material until somebody decides", "not for", DOUBTS),
    )
    return text + _BY_NAME + "\n".join(_table(*part) for part in parts)


def _table(title: str, last: str, found: dict[str, Rule]) -> str:
    rows = (
        f"| `{name}` | {', '.join(each.effects)} | {each.says} | {each.but} |"
        for name, each in found.items()
    )
    head = f"### {title}\n\n| rule | effect | speaks when | {last} |\n| --- | --- | --- | --- |\n"
    return head + "\n".join(rows) + "\n"


PAGES = {
    "commands.md": commands, "json.md": printed, "rules.md": rules, "materiality.md": materiality,
}  # fmt: skip


def main() -> None:
    """Write the pages."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS
    for name, make in PAGES.items():
        (folder / name).write_text(make(), encoding="utf-8")
        sys.stdout.write(f"{folder.name}/{name}\n")
    (folder / "schemas").mkdir(exist_ok=True)
    for name, text in schemas():
        (folder / "schemas" / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
