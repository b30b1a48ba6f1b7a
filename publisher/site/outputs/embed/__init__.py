"""`/embed/`: the notices of this site on the company's other web sites.

`notice.json` is the contract; the loader, the frame and every server-side include show what it says.
"""

from __future__ import annotations

from collections.abc import Iterator

from publisher.site.outputs.build_context import BuildContext
from publisher.site.outputs.embed import frame, loader, notice_json

FOLDER = "embed/"


def files(subject: BuildContext) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of everything under `/embed/`."""
    told = notice_json.EmbeddedNotice.of(subject)
    yield FOLDER + "notice.json", told.to_json()
    yield FOLDER + "notice.schema.json", notice_json.schema()
    for name, content in loader.loaders():
        yield FOLDER + name, content
    # The latest loader under a plain name, to copy it from; pages should name the immutable one.
    yield FOLDER + "notice.js", loader.content(loader.LATEST)
    for name, content in frame.frames(subject, told):
        yield FOLDER + name, content
