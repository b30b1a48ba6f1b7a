"""`publisher check` names links that lead nowhere, and places of a text that links from outside lose."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run
from tests.conftest import POLICY, PolicyRepo

TERMS = POLICY.replace("Privacy statement", "Terms")
LINE = POLICY.count("\n") + 2

DEAD = {
    "place of this text": ("[a](#gone)", "'#gone' leads to no place of this text"),
    "place of another policy": ("[a](terms.md#gone)", "'terms.md#gone' leads to no place of 'terms.md'"),
    "page": ("[a](nope.md)", "'nope.md' leads to no page of the site"),
    "page with a query": ("[a](nope.md?x=1)", "'nope.md?x=1' leads to no page of the site"),
    "raw HTML": ('<a href="#gone2">a</a>', "'#gone2' leads to no place of this text"),
    "reference": ("[a][undefined]", "'[a][undefined]' is shown as it is typed: no such address"),
    "note": ("a[^9]", "'[^9]' is shown as it is typed: no such note"),
}  # fmt: skip
DOUBTED = {
    "address": ("[a](../nope/)", "'../nope/' leads to no page of the site"),
    "from the root": ("[a](/nope/)", "'/nope/' leads to no page of the site"),
}
FINE = [
    "[a](#use)", "[a](terms.md#use)", "[a](terms.md)", "[a](../terms/)", "[a](/terms/#use)", "[a](#)",
    "[a](#top)", "[a](../privacy/v1/)", "[a](../when/)", "[a](/notices/)", "[a](https://example.org/nope)",
    "[a][1]\n\n[1]: terms.md", "a[^1]\n\n[^1]: A note.", "the clause [as amended] [here]", "`[a][undefined]`",
    "[a](index.md)",
]  # fmt: skip


def links(run: Run) -> list[tuple[str, str, int, str]]:
    """Return level, file, line and sentence of what is said about links."""
    found = run("check", "--json").json["problems"]
    return [
        (one["level"], one["file"], one["line"], one["problem"])
        for one in found
        if one["rule"] == "link"
    ]


def test_dead_links_of_a_text_that_is_new_are_problems(in_repo: PolicyRepo, run: Run) -> None:
    """Each is named with its file and line, all of them in one go."""
    text = "\n\n".join(link for link, _ in (*DEAD.values(), *DOUBTED.values()))
    in_repo.commit({"policy/privacy.md": f"{POLICY}\n{text}\n", "policy/terms.md": TERMS})
    found = {what: (level, path, line) for level, path, line, what in links(run)}
    for number, (_, sentence) in enumerate((*DEAD.values(), *DOUBTED.values())):
        what = next(one for one in found if one.startswith(sentence))
        level = "problem" if number < len(DEAD) else "warning"
        assert found[what] == (level, "policy/privacy.md", LINE + 2 * number)
    assert len(found) == len(DEAD) + len(DOUBTED)
    assert run("check").code == 1


def test_links_that_lead_somewhere_are_not_named(in_repo: PolicyRepo, run: Run) -> None:
    """Nor is what only looks like a reference."""
    text = "\n\n".join(FINE)
    files = {"policy/index.md": "# Home\n", "policy/terms.md": TERMS}
    in_repo.commit({"policy/privacy.md": f"{POLICY}\n{text}\n", **files})
    assert links(run) == []


@pytest.mark.parametrize("pending", [False, True])
def test_links_of_texts_that_readers_have_are_warnings(
    in_repo: PolicyRepo, run: Run, *, pending: bool
) -> None:
    """They stop nothing, also where HEAD's text has no such link any more."""
    in_repo.commit({"policy/privacy.md": f"{POLICY}\n[a](#gone)\n"})
    assert run("adopt").code == 0
    if pending:
        in_repo.commit({"policy/privacy.md": POLICY.replace("24 months", "13 months")})
    ((level, _, _, what),) = links(run)
    assert level == "warning"
    assert "'#gone' leads to no place of this text" in what
    assert what.startswith(f"in line {LINE} of version 1, which readers have, ") == pending


def test_places_that_links_from_outside_lose_are_named(in_repo: PolicyRepo, run: Run) -> None:
    """A heading that changes loses its place unless it names the old one."""
    in_repo.commit({"policy/privacy.md": POLICY + "\n## 2. Storage of data\n\nIn France.\n"})
    assert run("adopt").code == 0
    changed = POLICY + "\n## 3. Storage of data\n\nIn France.\n"
    in_repo.commit({"policy/privacy.md": changed})
    (lost,) = [one for one in run("check", "--json").json["problems"] if one["rule"] == "anchor"]
    assert (lost["level"], lost["line"]) == ("warning", LINE)
    assert "'#2-storage-of-data'" in lost["problem"]
    assert lost["remedy"] == "keep the place: '3. Storage of data {#2-storage-of-data}'"
    in_repo.commit(
        {"policy/privacy.md": changed.replace("data\n", "data {#2-storage-of-data}\n", 1)}
    )
    assert not [one for one in run("check", "--json").json["problems"] if one["rule"] == "anchor"]


def test_a_day_typed_into_a_text_that_readers_have_is_a_warning(
    in_repo: PolicyRepo, run: Run
) -> None:
    """It may differ from the day that was adopted; a new text must not say another day."""
    typed = POLICY.replace("## Use", "Effective: 3 March 2015\n\n## Use")
    in_repo.commit({"policy/privacy.md": typed})
    assert [one["level"] for one in typed_dates(run)] == ["problem"]
    assert run("adopt").code == 0
    assert [one["level"] for one in typed_dates(run)] == ["warning"]


def typed_dates(run: Run) -> list[dict[str, str]]:
    """Return what is said about days in the text."""
    return [one for one in run("check", "--json").json["problems"] if one["rule"] == "typed-date"]
