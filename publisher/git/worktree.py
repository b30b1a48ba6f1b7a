"""The working tree as a commit that no branch knows, for previews and for checks before a commit.

Only the folder of the policies and mkdocs.yml are taken. Bytes go into the object store as they are:
no filter or conversion that a repository names is run, and neither index nor work tree is touched.
"""

from __future__ import annotations

import os
import posixpath
import stat
import tempfile
from pathlib import Path

from publisher import config
from publisher.git.client import Git

_GONE = "0" * 40
# One working tree is one commit, however often it is looked at.
_WHO = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Preview"), ("EMAIL", "preview@localhost"), ("DATE", "@0 +0000"))
}


def snapshot(git: Git, config_path: str = "mkdocs.yml") -> str | None:
    """Return a commit on top of HEAD with what lies in the working tree, None if nothing differs.

    config_path: mkdocs.yml, from the top of the repository. Files that git ignores are left out.

    Raises UsageError when mkdocs.yml cannot be read.
    """
    head = git.resolve("HEAD")
    settings = config.from_mkdocs_yml((git.root / config_path).read_bytes(), where=config_path)
    docs = posixpath.normpath(posixpath.join(posixpath.dirname(config_path), settings.docs_dir))
    with tempfile.TemporaryDirectory() as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        git.run("read-tree", head or "--empty", env=index)
        git.run(
            "update-index",
            "-z",
            "--index-info",
            input=_changes(git, docs, config_path, head),
            env=index,
        )
        tree = git.made("write-tree", env=index)
    if head and tree == git.resolve(head, "tree"):
        return None
    parents = ["-p", head] if head else []
    return git.made("commit-tree", *parents, tree, input=b"Not committed yet\n", env=_WHO)


def _changes(git: Git, docs: str, config_path: str, head: str | None) -> bytes:
    """Return what `update-index --index-info` reads: each file as it lies there, each that is gone."""
    asked = ("--", docs, config_path)
    # Not `ls-files -m`: to find out what was modified, git would run the filters of the repository.
    listed = git.fields("ls-files", "-z", "--cached", "--others", "--exclude-standard", *asked)
    committed = _committed(git, head, asked) if head else {}
    paths = sorted({*map(os.fsdecode, listed), *committed})
    modes = {path: _mode(git.root / path) for path in paths}
    files = [path for path in paths if modes[path] in ("100644", "100755")]
    ids = dict(zip(files, _store_files(git, files), strict=True))
    for path in paths:
        if modes[path] == "120000":
            target = os.fsencode((git.root / path).readlink())
            ids[path] = git.made("hash-object", "-w", "--stdin", input=target)
        elif path in ids and path in committed and ids[path] != committed[path]:
            ids[path] = _with_old_line_ends(git, path, ids[path], committed[path])
    lines = (f"{modes[path]} {ids.get(path, _GONE)}\t{path}\0" for path in paths if modes[path])
    return b"".join(map(os.fsencode, lines))


def _committed(git: Git, head: str, asked: tuple[str, ...]) -> dict[str, str]:
    """Return path and blob of each file that HEAD has."""
    listed = git.fields("ls-tree", "-r", "-z", head, *asked)
    parts = (os.fsdecode(line).split("\t", 1) for line in listed)
    return {path: meta.split(" ")[2] for meta, path in parts}


def _with_old_line_ends(git: Git, path: str, new: str, old: str) -> str:
    """Return the blob for a file that was checked out with other line ends than it is committed with."""
    data = (git.root / path).read_bytes()
    if b"\r\n" not in data or b"\r\n" in git.run("cat-file", "blob", old):
        return new
    plain = data.replace(b"\r\n", b"\n")
    return git.made("hash-object", "-w", "--stdin", input=plain)


def _mode(file: Path) -> str:
    """Return git's mode for what lies there: "0" for nothing, empty for what is no file (a folder)."""
    try:
        mode = file.lstat().st_mode
    except OSError:
        return "0"
    if stat.S_ISLNK(mode):
        return "120000"
    if not stat.S_ISREG(mode):
        return ""
    return "100755" if mode & stat.S_IXUSR else "100644"


def _store_files(git: Git, paths: list[str]) -> list[str]:
    if not paths:
        return []
    names = "".join(f"{_quoted(str(git.root / path))}\n" for path in paths)
    out = git.run(
        "hash-object", "-w", "--no-filters", "--stdin-paths", input=os.fsencode(names), timeout=120
    )
    return out.decode("ascii").split()


def _quoted(path: str) -> str:
    """Write a path as git reads it from a line: in quotation marks where it would be misread."""
    if not path.startswith('"') and "\n" not in path:
        return path
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
