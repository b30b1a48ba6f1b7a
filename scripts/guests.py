"""Real plugins of other people beside the publisher: where a site builds without it, it builds with it.

    make guests                              # all of them, newest versions, in some minutes
    .venv/bin/python scripts/guests.py tags  # one

Each is tried alone, then before and after `publisher` in the list, by `mkdocs build --strict`,
`publisher build` and `publisher check`. One that fails alone (no network, a missing program) is skipped.
Needs PyPI. Ends with 1 if one fails beside the publisher only.
"""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
WORK = ROOT / "build" / "guests"
ENVIRONMENT = WORK / "venv"
PACKAGES = [
    "mkdocs-awesome-nav", "mkdocs-redirects", "mkdocs-macros-plugin", "mkdocs-include-markdown-plugin",
    "mkdocs-minify-plugin", "mkdocs-static-i18n", "mkdocs-git-revision-date-localized-plugin",
    "mkdocs-rss-plugin", "mkdocs-glightbox", "mkdocs-material[imaging]",
]  # fmt: skip
PUBLISHER = "publisher: {notice_days: 30, calendar: FR, timezone: Europe/Paris}"
LANGUAGES = (
    "[{locale: en, default: true, name: English, build: true}, "
    "{locale: fr, name: Français, build: true}]"
)
# What stands in mkdocs.yml under `plugins:`.
PLUGINS = {
    "awesome-nav": "awesome-nav",
    "redirects": "redirects: {redirect_maps: {old.md: about.md}}",
    "macros": "macros",
    "include-markdown": "include-markdown",
    "tags": "tags",
    "meta": "meta",
    "blog": "blog: {blog_dir: blog}",
    "social": "social: {cards: false}",
    "social-cards": "social",
    "minify": "minify: {minify_html: true, minify_js: true, minify_css: true}",
    "static-i18n": f"i18n: {{docs_structure: suffix, languages: {LANGUAGES}}}",
    "git-revision-date": "git-revision-date-localized: {enable_creation_date: true}",
    "privacy": "privacy",
    "rss": "rss",
    "glightbox": "glightbox",
    "offline": "offline",
    "group": "group: {enabled: true, plugins: [tags]}",
    "projects": "projects",
    "typeset": "typeset",
    "optimize": "optimize",
}
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
FILES = {
    "policy/index.md": "# Home\n\n[Privacy](privacy.md), [terms](terms.md), [about](about.md)\n",
    "policy/about.md": "---\ntags: [company]\n---\n\n# About\n\nWe sell bicycles.\n\n![](shop.png)\n",
    "policy/privacy.md": "---\ntitle: Privacy statement\neffective: 2014-01-27\n---\n\n"
    "# Privacy statement\n\nWe keep your data for 24 months.\n\n![](shop.png)\n",
    "policy/terms.md": "---\ntitle: Terms\neffective: 2014-01-27\n---\n\n# Terms\n\nPay in time.\n",
    "policy/blog/index.md": "# Blog\n",
    "policy/blog/posts/one.md": "---\ndate: 2026-01-01\n---\n\n# Open again\n\nCome and see.\n",
    ".gitignore": "/site*/\n/.cache/\n",
}


def run(*words: str, folder: Path) -> str:
    """Run a command; return nothing if it ended well, else its last line."""
    environment = os.environ | {
        "NO_MKDOCS_2_WARNING": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_NAME": "Editor", "GIT_AUTHOR_EMAIL": "editor@example.org",
        "GIT_COMMITTER_NAME": "Editor", "GIT_COMMITTER_EMAIL": "editor@example.org",
    }  # fmt: skip
    done = subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    return "" if done.returncode == 0 else (lines or [f"exit code {done.returncode}"])[-1]


def site(name: str, plugins: list[str]) -> Path:
    """Return a repository with a site that has these plugins."""
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    config = (
        "site_name: Example\nsite_url: https://policies.example/\ndocs_dir: policy\n"
        "theme: {name: material, font: false}\nplugins:\n"
    )
    for path, text in {
        **FILES,
        "mkdocs.yml": config + "".join(f"  - {p}\n" for p in plugins),
    }.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    (folder / "policy" / "shop.png").write_bytes(base64.b64decode(DOT))
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "Begin")):
        run("git", *words, folder=folder)
    return folder


def tried(name: str) -> tuple[bool, str]:
    """Return whether a plugin gets along with the publisher, and a line about it."""
    mkdocs, publisher = (str(ENVIRONMENT / "bin" / one) for one in ("mkdocs", "publisher"))
    plugin = PLUGINS[name]
    alone = run(mkdocs, "build", "-q", "--strict", folder=site(f"{name}-alone", ["search", plugin]))
    if alone:
        return True, f"skipped, it fails alone: {alone}"
    for order, plugins in (("after", [PUBLISHER, plugin]), ("before", [plugin, PUBLISHER])):
        folder = site(f"{name}-{order}", ["search", *plugins])
        for words in (
            (mkdocs, "build", "-q", "--strict"), (publisher, "build"), (publisher, "check"),
        ):  # fmt: skip
            if fault := run(*words, folder=folder):
                command = " ".join((Path(words[0]).name, words[1]))
                return False, f"FAILED {order} the publisher, {command}: {fault}"
    return True, "builds"


def main(names: list[str]) -> int:
    """Try plugins, print a line for each, and return the exit code."""
    uv = str(ROOT / ".venv" / "bin" / "uv")
    WORK.mkdir(parents=True, exist_ok=True)
    for words in (
        ("venv", "-q", "--clear", "--python", sys.executable, str(ENVIRONMENT)),
        ("pip", "install", "-q", "--python", str(ENVIRONMENT), "-e", str(ROOT), *PACKAGES),
    ):
        if fault := run(uv, *words, folder=ROOT):
            print(f"The plugins can't be installed: {fault}", file=sys.stderr)
            return 2
    fine = True
    for name in names or PLUGINS:
        well, line = tried(name)
        fine = fine and well
        print(f"{name:20} {line}", flush=True)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
