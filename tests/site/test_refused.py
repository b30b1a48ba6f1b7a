"""What can neither be shown nor made harmless stops the build, with one message."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.errors import PublisherError
from tests.conftest import POLICY, PolicyRepo, at
from tests.site import world
from tests.site.conftest import build


@pytest.mark.parametrize(
    ("path", "content", "says"),
    [
        pytest.param("policy/evil.html", "<script>1</script>", "isn't a kind of file", id="html"),
        pytest.param("policy/evil.svg", "<svg onload='x()'/>", "isn't a kind of file", id="drawing"),
        pytest.param("policy/google1.html", "<script>1</script>", "isn't a kind of file", id="proof"),
        pytest.param("policy/.well-known/a.html", "<p>1</p>", "isn't a kind of file", id="well-known-page"),
        pytest.param("policy/a.md", "---\ntitle: [\n---\nA", "policy/a.md:3", id="yaml"),
        pytest.param("policy/a.md", "---\nd: 2026-02-30\n---\nA", "isn't valid YAML", id="date"),
        pytest.param("policy/a.md", "---\ntitle: A\n\nText", "never ends", id="no-end"),
        pytest.param("policy/a.md", "---\n- a\n---\nText", "holds no keys", id="no-keys"),
        pytest.param("policy/a.md", b"Caf\xe9", "not UTF-8", id="encoding"),
        pytest.param(
            "policy/privacy.md", POLICY + "<style>p{display:none}</style>", "policy/privacy.md:15",
            id="style",
        ),
        pytest.param(
            "policy/privacy.md", POLICY + "word " * 250_000, "at most 1,048,576", id="size"
        ),
        pytest.param(
            "policy/notices/n.md", world.notice("privacy", "S.", "word " * 250_000),
            "policy/notices/n.md", id="size-of-a-notice",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_made_harmless_stops_the_build(
    repo: PolicyRepo, tmp_path: Path, path: str, content: str | bytes, says: str
) -> None:
    """One message names file and line; nothing is built."""
    repo.commit({"policy/privacy.md": POLICY})
    world.publish(repo, at("2026-11-02 10:00"))
    changed = POLICY.replace("24 months", "13 months")
    repo.commit({"policy/privacy.md": changed, path: content})
    with pytest.raises(PublisherError, match=says):
        build(repo, tmp_path / "site")
    assert not (tmp_path / "site" / "publication.json").exists()


@pytest.mark.parametrize("target", ["../.git", "/etc/hostname", "privacy.md"])
def test_a_symbolic_link_stops_the_build(repo: PolicyRepo, tmp_path: Path, target: str) -> None:
    """No link is followed, wherever it leads."""
    repo.commit({"policy/privacy.md": POLICY})
    (repo.path / "policy" / "link.md").symlink_to(target)
    repo.commit({})
    with pytest.raises(PublisherError, match=r"policy/link\.md: is a link"):
        build(repo, tmp_path / "site")
