"""Which files a policy text shows or links to, however its links are written."""

from __future__ import annotations

import re
from html import unescape

import pytest

from publisher.errors import UsageError
from publisher.history.attachments import (
    MAX_BYTES,
    Attachment,
    AttachmentPosition,
    attachments_of,
    blob_of,
    can_attach,
    check_bytes,
    content_of,
    names_in,
    referred,
    targets,
)
from publisher.text.document.render import render

TOP = AttachmentPosition("policy/privacy.md", "policy", "https://policies.example/")
DEEP = AttachmentPosition("policy/legal/terms.md", "policy", "https://policies.example/site/")
FILES = (
    "policy/annex.pdf", "policy/files/fee table.png", "policy/a(1).pdf", "policy/é.txt",
    "policy/legal/list.csv", "policy/LICENSE", "policy/annex.pdf.sig",
)  # fmt: skip

SHAPES = [
    pytest.param(TOP, "[annex](annex.pdf)", "annex.pdf", id="link"),
    pytest.param(TOP, "![annex](annex.pdf)", "annex.pdf", id="picture"),
    pytest.param(TOP, "[annex](./annex.pdf 'The annex')", "annex.pdf", id="title"),
    pytest.param(TOP, "[annex](annex.pdf?v=2#page=3)", "annex.pdf", id="query-and-fragment"),
    pytest.param(TOP, "[annex][1]\n\n[1]: annex.pdf", "annex.pdf", id="reference"),
    pytest.param(TOP, "[annex][1]\n\n[1]: <annex.pdf> 'x'", "annex.pdf", id="reference-in-brackets"),
    pytest.param(TOP, "[annex][]\n\n[annex]:\n    annex.pdf", "annex.pdf", id="reference-over-lines"),
    pytest.param(TOP, "![annex]\n\n[annex]: annex.pdf", "annex.pdf", id="short-reference"),
    pytest.param(TOP, '<a href="annex.pdf">annex</a>', "annex.pdf", id="html"),
    pytest.param(TOP, "<a href='annex.pdf'>annex</a>", "annex.pdf", id="html-single-quotes"),
    pytest.param(TOP, "<a href=annex.pdf>annex</a>", "annex.pdf", id="html-without-quotes"),
    pytest.param(TOP, '<p><img src="files/fee%20table.png"></p>', "files/fee table.png", id="html-picture"),
    pytest.param(TOP, "![fees](files/fee%20table.png)", "files/fee table.png", id="percent"),
    pytest.param(TOP, "![fees](<files/fee table.png>)", "files/fee table.png", id="spaces"),
    pytest.param(TOP, "![fees](files/fee table.png)", "files/fee table.png", id="bare-spaces"),
    pytest.param(TOP, "[a](<a(1).pdf>)", "a(1).pdf", id="brackets"),
    pytest.param(TOP, "[a](a(1).pdf)", "a(1).pdf", id="bare-brackets"),
    pytest.param(TOP, r"[a](a\(1\).pdf)", "a(1).pdf", id="escaped-brackets"),
    pytest.param(TOP, "[t](%C3%A9.txt)", "é.txt", id="unicode-percent"),
    pytest.param(TOP, '<a href="&eacute;.txt">t</a>', "é.txt", id="entity"),
    pytest.param(TOP, "[annex](annex&#46;pdf)", "annex.pdf", id="entity-in-markdown"),
    pytest.param(TOP, "[terms](LICENSE)", "LICENSE", id="no-extension"),
    pytest.param(TOP, "[sig](annex.pdf.sig)", "annex.pdf.sig", id="longer-name"),
    pytest.param(TOP, "[annex](/annex.pdf)", "annex.pdf", id="from-the-root"),
    pytest.param(TOP, "[annex](https://policies.example/annex.pdf)", "annex.pdf", id="own-address"),
    pytest.param(TOP, "[annex](//policies.example/annex.pdf)", "annex.pdf", id="own-host"),
    pytest.param(TOP, "[annex](../annex.pdf)", "annex.pdf", id="as-from-its-page"),
    pytest.param(TOP, "| a | b |\n|---|---|\n| [x](annex.pdf) | y |", "annex.pdf", id="table"),
    pytest.param(TOP, "Note.[^1]\n\n[^1]: See [the annex](annex.pdf).", "annex.pdf", id="footnote"),
    pytest.param(TOP, "[a\nb](\nannex.pdf)", "annex.pdf", id="over-lines"),
    pytest.param(TOP, "[![x](files/fee%20table.png)](https://x.de/)", "files/fee table.png", id="in-link"),
    pytest.param(DEEP, "[annex](../annex.pdf)", "annex.pdf", id="folder-above"),
    pytest.param(DEEP, "[list](list.csv)", "legal/list.csv", id="own-folder"),
    pytest.param(DEEP, "[list](../legal/./list.csv)", "legal/list.csv", id="roundabout"),
    pytest.param(DEEP, "[annex](/site/annex.pdf)", "annex.pdf", id="from-a-root-with-a-path"),
    pytest.param(DEEP, "[annex](../../annex.pdf)", "annex.pdf", id="as-from-a-deep-page"),
]  # fmt: skip


def rendered_files(source: str, place: AttachmentPosition) -> set[str]:
    """Return the files to which the links of the rendered text lead."""
    links = re.findall(r'(?:href|src)="([^"]*)"', render(source, place.path))
    found = (next((t for t in targets(unescape(x), place) if t in FILES), None) for x in links)
    return {one for one in found if one}


@pytest.mark.parametrize(("place", "source", "name"), SHAPES)
def test_a_file_belongs_to_a_text_however_its_link_is_written(
    place: AttachmentPosition, source: str, name: str
) -> None:
    """Every link that is rendered is found in the Markdown, and leads to the same file."""
    wanted = f"policy/{name}"
    found = referred(source, FILES, place)
    assert wanted in found
    assert rendered_files(source, place) <= set(found)
    assert name.rpartition("/")[2] in names_in(source, {one.rpartition("/")[2] for one in FILES})


@pytest.mark.parametrize(
    "source",
    [
        "See annex.pdf in our office.",
        "[x](https://other.example/annex.pdf)",
        "[x](my-annex.pdf)",
        "[x](annex.pdfx)",
        "[x](sub/annex.pdf)",
        "[x](mailto:annex.pdf@x.example)",
        "[x](../../annex.pdf)",
        "[annex.pdf](terms.md)",
    ],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_attaches_nothing(source: str) -> None:
    """Words, other hosts, other folders and longer names are no links to the file."""
    assert referred(source, FILES, TOP) == ()
    assert not rendered_files(source, TOP)


def test_pages_and_unprintable_names_are_no_attachments() -> None:
    """A page is judged by itself, and a name with a line break could not be written down."""
    assert can_attach("policy/annex.docx")
    assert not can_attach("policy/fees.md")
    assert not can_attach("policy/fees.markdown")
    assert not can_attach("policy/a\nb.pdf")


def test_a_content_names_its_text_and_its_files() -> None:
    """Without attachments it is the text's object id; with them, both can be read back."""
    files = (Attachment("policy/a b.pdf", "22"), Attachment("policy/b.pdf", "33"))
    assert content_of("11", ()) == "11"
    assert blob_of(content_of("11", files)) == "11"
    assert attachments_of(content_of("11", files[::-1])) == files
    assert attachments_of("11") == ()


def test_a_pointer_of_git_lfs_is_refused() -> None:
    """Its bytes are not in git, so nobody could serve them permanently."""
    data = b"version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 5\n"
    with pytest.raises(UsageError, match="only a pointer of Git LFS"):
        check_bytes(data, "policy/annex.pdf")


def test_a_file_has_a_bound() -> None:
    """The message names the size and the bound."""
    check_bytes(bytes(MAX_BYTES), "policy/annex.pdf")
    with pytest.raises(UsageError, match=r"too large .* at most 25 MiB"):
        check_bytes(bytes(MAX_BYTES + 1), "policy/annex.pdf")
