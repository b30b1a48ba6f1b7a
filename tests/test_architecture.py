"""The rooms and the direction of imports (CONTRIBUTING, "Where what is")."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "publisher"

# A room may import from those listed before it in this order, and from the ones below all rooms.
BELOW = {"publisher.errors", "publisher.clock", "publisher.config", "publisher.model"}
ORDER = [
    ("publisher.text", "publisher.calendar"),
    ("publisher.word",),
    ("publisher.git",),
    # Whether a void is lawful (X2) follows from the timeline of the entries before it.
    (
        "publisher.history",
        "publisher.register",
        "publisher.publication",
        "publisher.timeline.rules",
        "publisher.timeline.version",
    ),
    ("publisher.timeline.planning",),
    ("publisher.timeline",),
    ("publisher.repository",),
    (
        "publisher.verify",
        "publisher.publication.monitoring",
        "publisher.demo",
        "publisher.template",
    ),
    ("publisher.messages",),
    ("publisher.site",),
    ("publisher.notify",),
    ("publisher.check",),
    ("publisher.adopting",),
    # Reports write to terminals, as commands do.
    ("publisher.cli", "publisher.check.reports"),
]
FILES = sorted(PACKAGE.rglob("*.py"))


def rank(module: str) -> int | None:
    """Return a module's place from the ground, None for what lies below all rooms."""
    places = {room: index for index, rooms in enumerate(ORDER) for room in rooms}
    while module not in places and "." in module:
        module = module.rpartition(".")[0]
    return places.get(module)


@cache
def parsed(path: Path) -> ast.Module:
    """Return a file of the program, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(path: Path) -> set[str]:
    """Return every module that a file imports, also inside functions."""
    found = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


def module_of(path: Path) -> str:
    """Return the dotted name of a file of the package."""
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(
        ".__init__"
    )


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_imports_point_downwards_only(path: Path) -> None:
    """No file imports from a room above its own, and text and calendar do not know each other."""
    own = module_of(path)
    if own == "publisher":
        return
    for target in imports(path):
        if not target.startswith("publisher."):
            continue
        if rank(own) is None:
            # config builds a NoticePeriod on demand; nothing else below the rooms looks up.
            assert rank(target) is None or (own, rank(target)) == ("publisher.config", 0), target
        else:
            assert rank(target) is None or rank(target) <= rank(own), target
        for one, other in (
            ("publisher.text", "publisher.calendar"),
            ("publisher.calendar", "publisher.text"),
        ):
            if own.startswith(one):
                assert not target.startswith(other), target
        if own.startswith("publisher.site"):
            assert not target.startswith("publisher.cli"), target


@pytest.mark.parametrize(
    ("library", "allowed"),
    [
        pytest.param(
            "mkdocs",
            {
                "publisher.site.build.mkdocs_files",
                "publisher.site.build.plugin",
                "publisher.site.build.rehearsal",
                "publisher.site.build.page_writer",
                "publisher.cli",
            },
            id="mkdocs-only-in-the-plugin",
        ),
        pytest.param("git", {"publisher.git.environment"}, id="git-only-in-one-file"),
        pytest.param(
            "click", {"publisher.cli", "publisher.check.reports"}, id="click-only-in-commands"
        ),
    ],
)
def test_a_library_of_the_edge_stays_at_the_edge(library: str, allowed: set[str]) -> None:
    """MkDocs, git and the command line are known only where they belong."""
    for path in FILES:
        own = module_of(path)
        used = {name.split(".")[0] for name in imports(path)}
        if library in used:
            assert any(own == name or own.startswith(name + ".") for name in allowed), own


def test_only_the_clock_reads_the_clock() -> None:
    """No other file asks for the present: the instant is passed in."""
    for path in FILES:
        if module_of(path) == "publisher.clock":
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}:
                owner = ast.unparse(node.value)
                assert owner == "clock", f"{path}: {owner}.{node.attr}"


@cache
def graph() -> dict[str, set[str]]:
    """Return which files of the package each file needs at run time, wherever in it."""
    names = {module_of(path): path for path in FILES}
    found: dict[str, set[str]] = {own: set() for own in names}
    for own, path in names.items():
        tree = parsed(path)
        typing = [
            n
            for n in ast.walk(tree)
            if isinstance(n, ast.If) and "TYPE_CHECKING" in ast.unparse(n.test)
        ]
        skipped = {id(inner) for block in typing for inner in ast.walk(block)}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and id(node) not in skipped:
                for alias in node.names:
                    target = f"{node.module}.{alias.name}"
                    found[own].add(target if target in names else node.module)
    return {own: (used & names.keys()) - {own, "publisher"} for own, used in found.items()}


def test_no_file_imports_itself_on_the_way_round() -> None:
    """Files can be read from the ground up: there is an order in which none needs a later one."""
    TopologicalSorter(graph()).prepare()


def needed(module: str) -> set[str]:
    """Return every file of the package that a file needs, directly or not."""
    arrows, found, todo = graph(), set(), [module]
    while todo:
        new = arrows.get(todo.pop(), set()) - found
        found |= new
        todo += new
    return found


@pytest.mark.parametrize(
    ("module", "shared"),
    [
        pytest.param("date_checks", set(), id="days-share-nothing"),
        pytest.param("announced_state", set(), id="what-was-announced-shares-nothing"),
        pytest.param(
            "transition_checks", {"classification", "contents", "corrections"},
            id="transitions-share-verdicts-and-names-of-contents",
        ),
    ],
)  # fmt: skip
def test_the_second_opinion_of_verification_shares_only_what_is_named(
    module: str, shared: set[str]
) -> None:
    """The checks of days and transitions need no code that plans, but for what decision 111 names."""
    planning = "publisher.timeline.planning"
    used = {
        name.removeprefix(f"{planning}.")
        for name in needed(f"publisher.verify.{module}")
        if name.startswith(f"{planning}.")
    }
    assert used == shared
    assert f"{planning}.planner" in needed("publisher.verify.plan_check")


def test_a_class_has_a_name_of_its_own() -> None:
    """One name for one thing: nobody has to ask which of two is meant."""
    where: dict[str, list[str]] = {}
    for path in FILES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                where.setdefault(node.name, []).append(module_of(path))
    assert {name: files for name, files in where.items() if len(files) > 1} == {}


def inferred(tree: ast.Module) -> Iterator[str]:
    """Yield the public attributes whose type a type checker would have to infer."""
    for each in ast.walk(tree):
        if not isinstance(each, ast.ClassDef) or each.name.startswith("_"):
            continue
        nodes = list(ast.walk(each))
        declared = {
            ast.unparse(n.target).removeprefix("self.")
            for n in nodes
            if isinstance(n, ast.AnnAssign)
        }
        for node in nodes:
            if not isinstance(node, ast.Assign):
                continue
            for target in node.targets:
                parts = target.elts if isinstance(target, ast.Tuple) else [target]
                plain = parts == [target] and isinstance(node.value, ast.Name | ast.Constant)
                for name in map(ast.unparse, parts):
                    public = re.fullmatch(r"self\.[a-z]\w*", name)
                    if public and not plain and name.removeprefix("self.") not in declared:
                        yield f"{each.name}.{name.removeprefix('self.')}"


def test_every_public_attribute_has_a_type() -> None:
    """Programs that use the library see the same types whichever type checker they use."""
    assert {
        module_of(path): found for path in FILES if (found := list(inferred(parsed(path))))
    } == {}
    tried = "class A:\n def f(self, b):\n  self.c, self._d = b, 1\n  self.e = b\n  self.f = b()\n"
    assert list(inferred(ast.parse(tried))) == ["A.c", "A.f"]


# Words that the glossary (docs/glossary.md) replaces, as parts of names.
REPLACED = {
    "asked", "besides", "come", "edition", "editions", "ends", "found", "gone", "kept", "leaning",
    "leftovers", "look", "made", "mend", "one", "own", "place", "said", "seen", "settled", "sight",
    "spent", "standing", "told", "waiting", "wish", "words",
}  # fmt: skip
# Names that have one of them still. Lists that only get shorter.
LEFT = {
    "FoundSite", "OwnDay", "Place", "Said", "Seen", "_Found", "_Place", "_Said", "_Words", "own_days",
}  # fmt: skip
LEFT_IN_ROOMS = {
    "_place", "_standing_at", "_words", "check_ends", "editions", "ends", "place", "seen", "standing",
    "standing_to",
}  # fmt: skip
CLEAN_ROOMS = ("publisher.timeline", "publisher.verify")


def parts_of(name: str) -> set[str]:
    """Return the words that a name is made of."""
    return set(re.findall("[a-z]+", re.sub("([A-Z])", r"_\1", name).lower()))


def test_no_class_or_module_has_a_name_that_the_glossary_replaces() -> None:
    """Whoever knows the glossary knows what a traceback or a search is about."""
    names = {path.stem for path in FILES} | {
        node.name for path in FILES for node in parsed(path).body if isinstance(node, ast.ClassDef)
    }
    assert {name for name in names if parts_of(name) & REPLACED} <= LEFT
    assert parts_of("_LastToldText") == {"last", "told", "text"}


def test_no_function_of_the_timeline_has_such_a_name_either() -> None:
    """Nor has one of verification: both are read side by side."""
    functions = {
        node.name
        for path in FILES
        if module_of(path).startswith(CLEAN_ROOMS)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef)
    }
    assert {name for name in functions if parts_of(name) & REPLACED} <= LEFT_IN_ROOMS
