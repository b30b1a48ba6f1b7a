"""How this program was installed, and the files with which another machine installs the same.

A new repository pins what made it: a release of the package index, a commit of a git repository, or, where
neither is known, a wheel that is written into the repository itself.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from publisher.errors import UsageError

NAME = "policy-publisher"
VENDOR = "vendor"
# The first instant that a zip archive can store: the same files give the same archive.
_TIMESTAMP = (1980, 1, 1, 0, 0, 0)
_FILE_MODE = 0o644 << 16
# What an installer adds to a distribution's metadata, which no wheel holds.
_INSTALLER_FILES = frozenset({"INSTALLER", "REQUESTED", "direct_url.json", "RECORD", "WHEEL"})


@dataclass(frozen=True)
class Pin:
    """What a requirements file names, and how to say it to a person.

    requirement: one line for pip.
    source: the origin in words, after "installs".
    files: what the repository must hold for it, by path.
    """

    requirement: str
    source: str
    files: dict[str, bytes]


def pin() -> Pin:
    """Return the requirement that installs this very program elsewhere.

    Raises UsageError where the program runs without having been installed.
    """
    try:
        installed = distribution(NAME)
    except PackageNotFoundError:
        raise UsageError(
            "the program runs without having been installed, so its version is unknown",
            where="publisher",
            remedy="install it with pip, or name what new repositories install with --requirement",
        ) from None
    origin = json.loads(installed.read_text("direct_url.json") or "null")
    if origin is None:
        requirement = f"{NAME}=={installed.version}"
        return Pin(requirement, f"release {installed.version} from the package index", {})
    commit = origin.get("vcs_info", {}).get("commit_id")
    if commit and origin["vcs_info"].get("vcs") == "git":
        requirement = f"{NAME} @ git+{origin['url']}@{commit}"
        return Pin(requirement, f"commit {commit[:12]} of {origin['url']}", {})
    name, data = wheel(installed)
    path = f"{VENDOR}/{name}"
    requirement = f"./{path} --hash=sha256:{hashlib.sha256(data).hexdigest()}"
    return Pin(requirement, f"the wheel {path}, which is part of the repository", {path: data})


def wheel(installed: Distribution) -> tuple[str, bytes]:
    """Return file name and content of a wheel with the files of this installation.

    The format is that of the binary distribution format 1.0
    (https://packaging.python.org/en/latest/specifications/binary-distribution-format/).
    """
    stem = f"{NAME.replace('-', '_')}-{installed.version}"
    information = f"{stem}.dist-info"
    files = {**_package_files(), **_metadata_files(installed, information)}
    files[f"{information}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: policy-publisher\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    record = "".join(f"{path},sha256={_digest(data)},{len(data)}\n" for path, data in files.items())
    files[f"{information}/RECORD"] = f"{record}{information}/RECORD,,\n".encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, _TIMESTAMP)
            entry.external_attr = _FILE_MODE
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED, 9)
    return f"{stem}-py3-none-any.whl", buffer.getvalue()


def _package_files() -> dict[str, bytes]:
    package = Path(__file__).parent
    paths = (path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {
        path.relative_to(package.parent).as_posix(): path.read_bytes()
        for path in sorted(paths)
        if "__pycache__" not in path.parts
    }


def _metadata_files(installed: Distribution, information: str) -> dict[str, bytes]:
    found = {}
    for file in sorted(installed.files or ()):
        if not file.parts[0].endswith(".dist-info") or file.name in _INSTALLER_FILES:
            continue
        inside = "/".join(file.parts[1:])
        found[f"{information}/{inside}"] = Path(str(file.locate())).read_bytes()
    return found


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
