"""The library is what `__all__` lists, and docs/library.md says what it does."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import re
import typing
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

import publisher
from tests.cli.conftest import announce
from tests.conftest import CHANGED, POLICY, PolicyRepo, at

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs/library.md").read_text(encoding="utf-8")


def test_the_examples_print_what_the_page_says(in_repo: PolicyRepo) -> None:
    """Each example is run, in a repository with a change that is announced."""
    in_repo.commit({"policy/privacy.md": POLICY})
    in_repo.commit({"policy/privacy.md": CHANGED})
    announce(in_repo.path, at("2026-11-23 10:00"))
    code = "\n".join(re.findall(r"^```pycon\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))
    test = doctest.DocTestParser().get_doctest(code, {}, "library.md", "docs/library.md", 0)
    failed, tried = doctest.DocTestRunner().run(test)
    assert (failed, tried > 15) == (0, True)


@pytest.mark.parametrize("name", publisher.__all__)
def test_every_name_is_there_and_documented(name: str) -> None:
    """It can be imported, the page names it, `dir()` lists it, and it says itself what it is."""
    assert inspect.getdoc(getattr(publisher, name))
    assert f"`{name}`" in PAGE or f"`{name}(" in PAGE
    assert name in dir(publisher)


def test_the_three_lists_of_names_agree() -> None:
    """What is imported on first use is what type checkers see, from the same modules."""
    tree = ast.parse((ROOT / "publisher/__init__.py").read_text(encoding="utf-8"))
    [typed] = [node for node in tree.body if isinstance(node, ast.If)]
    seen = {
        alias.name: node.module
        for node in typed.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("publisher.")
        for alias in node.names
    }
    assert sorted(publisher.__all__) == sorted([*seen, "__version__", "load", "version"])
    for name, module in seen.items():
        assert getattr(importlib.import_module(str(module)), name) is getattr(publisher, name)


def test_what_a_caller_is_given_can_be_named() -> None:
    """The classes that the library's functions return, and that their fields hold, are public too."""
    names = {name: getattr(publisher, name) for name in publisher.__all__}
    public = set(names.values())
    for function in (publisher.compare, publisher.parse, publisher.redline, publisher.render):
        assert typing.get_type_hints(function)["return"] in public | {str}
    for each in (publisher.Comparison, publisher.JudgedEdit, publisher.Schedule):
        assert is_dataclass(each)
        hints = typing.get_type_hints(each, localns=names)
        for name in (field.name for field in fields(each) if not field.name.startswith("_")):
            for part in (hints[name], *typing.get_args(hints[name])):
                ours = getattr(part, "__module__", "").startswith("publisher")
                assert not ours or part in public, (each, name, part)


def test_a_name_that_is_not_there_is_named() -> None:
    """A slip of the keyboard gets the error of every module."""
    with pytest.raises(AttributeError, match="module 'publisher' has no attribute 'compair'"):
        publisher.compair  # type: ignore[attr-defined]  # noqa: B018
