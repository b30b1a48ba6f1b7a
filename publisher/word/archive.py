"""A Word file taken apart: parts of XML, bounded, without anything that could run or reach out."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Any

from lxml import etree

from publisher.errors import UsageError

MAX_ENTRIES = 2_000
MAX_PART = 24 * 1024 * 1024  # bytes of one part, unpacked
_SAVE = "open it in Word and save it anew as .docx"


class Archive:
    """The parts of a Word file. Only those are read that a relationship of the file names."""

    def __init__(self, data: bytes, where: str) -> None:
        self.where = where
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise self.refused("this isn't a Word file (.docx)", _SAVE) from None
        names = [entry.filename for entry in entries]
        if len(names) > MAX_ENTRIES:
            raise self.refused(f"the file holds {len(names):,} parts", _SAVE)
        if len(set(names)) < len(names):
            raise self.refused("two parts of the file have the same name", _SAVE)
        for entry in entries:
            self._check(entry)
        self.names: set[str] = set(names)
        relations = self.relations("")
        main = next((t for kind, t in relations.values() if kind == "officeDocument"), "")
        self.main: str = main or "word/document.xml"
        if self.main not in self.names:
            raise self.refused("this isn't a Word file (.docx)", _SAVE)

    def refused(self, what: str, remedy: str) -> UsageError:
        """Return the error that says why the file is not read."""
        return UsageError(what, where=self.where, remedy=remedy)

    def _check(self, entry: zipfile.ZipInfo) -> None:
        name = entry.filename
        if entry.flag_bits & 1:
            raise self.refused("the file is encrypted", "save it without a password")
        if ".." in name.split("/") or name.startswith("/") or "\\" in name:
            raise self.refused("a part of the file has a name that leads out of it", _SAVE)
        lower = name.lower()
        if "vbaproject" in lower or "vbadata" in lower:
            raise self.refused("the file holds macros", "save it as .docx, without macros")
        if "/embeddings/" in lower or "/activex/" in lower:
            raise self.refused("the file holds an embedded object", "delete the object")

    def part(self, name: str) -> Any:
        """Return the root element of a part."""
        try:
            with self._zip.open(name) as stream:
                data = stream.read(MAX_PART + 1)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
            raise self.refused(f"the part {name} cannot be read", _SAVE) from None
        if len(data) > MAX_PART:
            raise self.refused(
                f"the part {name} unpacks to more than {MAX_PART // 1024**2} MB", _SAVE
            )
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError):
            raise self.refused(f"the part {name} is not well formed", _SAVE) from None
        if root.getroottree().docinfo.internalDTD is not None:
            raise self.refused(f"the part {name} declares entities", _SAVE)
        return root

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Return kind and target of each relationship of a part, by id; "" is the file itself."""
        folder, base = posixpath.split(name)
        path = posixpath.join(folder, "_rels", f"{base}.rels")
        if path not in {entry.filename for entry in self._zip.infolist()}:
            return {}
        out = {}
        for each in self.part(path):
            target = each.get("Target") or ""
            if each.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = (each.get("Type") or "").rsplit("/", 1)[-1]
            out[each.get("Id") or ""] = (kind, target)
        return out

    def named(self, kind: str) -> Any:
        """Return the part of a kind that the text names (styles, comments …), or None."""
        for each, target in self.relations(self.main).values():
            if each == kind and target in self.names:
                return self.part(target)
        return None
