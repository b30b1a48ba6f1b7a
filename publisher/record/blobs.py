"""Contents of git objects, read many at a time and kept."""

from __future__ import annotations

from collections.abc import Iterable

from publisher import config
from publisher.config import Settings
from publisher.errors import UsageError
from publisher.record.git import Git


class Blobs:
    """Reads blobs of one repository; a blob never changes, so each is read once."""

    def __init__(self, git: Git) -> None:
        self.git = git
        self._data: dict[str, bytes] = {}
        self._settings: dict[str, Settings] = {}

    def fetch(self, ids: Iterable[str]) -> None:
        """Read many blobs through one process."""
        wanted = sorted({blob for blob in ids if blob not in self._data})
        self._data.update(self.git.cat_file_batch(wanted))

    def data(self, blob: str) -> bytes:
        """Return a blob's bytes. Raises UsageError when the repository does not have it."""
        if blob not in self._data:
            self.fetch([blob])
        return self._data[blob]

    def text(self, blob: str, where: str = "") -> str:
        """Return a blob as text, without a byte order mark. Raises UsageError when it is not UTF-8."""
        try:
            return self.data(blob).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UsageError(
                f"is not UTF-8 (byte {error.start})",
                where=where or f"object {blob[:12]}",
                remedy="save the file as UTF-8",
            ) from error

    def settings(self, blob: str, where: str) -> Settings:
        """Return the settings that an mkdocs.yml configures; raises as `config.from_mkdocs_yml` does."""
        if blob not in self._settings:
            self._settings[blob] = config.from_mkdocs_yml(self.data(blob), where=where)
        return self._settings[blob]
