"""What a host's `Content-Encoding` did to a body, undone within a limit (RFC 9110, section 8.4).

gzip and deflate need nothing. Brotli and Zstandard are decoded where a module for them is installed
(the extra `hosts`); the names in `supported()` are what a request may ask for.
"""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Callable, Iterator
from typing import Any

_STEP = 1 << 10  # of what is compressed: a step that is small keeps what it expands to small, too
_MOST = 3  # codings on top of each other; nobody honest has more than one
_MODULES = {"br": ("brotli", "brotlicffi"), "zstd": ("compression.zstd", "zstandard")}
_Decode = Callable[[bytes], Iterator[bytes]]


class CodingError(ValueError):
    """A body that can't be decoded: cut off, damaged, too large, or in a coding without a decoder.

    final: whether asking again can't help.
    """

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


def supported() -> tuple[str, ...]:
    """Return the codings that can be decoded here, in the order in which browsers name them."""
    return ("gzip", "deflate", *(name for name in _MODULES if _module(name)))


def decode(content: bytes, header: str, limit: int) -> bytes:
    """Return a body as it was before the codings in its `Content-Encoding` header.

    limit: bytes; what would be longer is cut to one byte more.

    Raises CodingError.
    """
    names = [name for part in header.split(",") if (name := part.strip().lower())]
    if len(names) > _MOST:
        raise CodingError(f"{len(names)} codings on top of each other", final=True)
    for name in reversed(names):
        content = _limited(_decoder(name, header)(content), limit, header)
    return content


def _limited(pieces: Iterator[bytes], limit: int, header: str) -> bytes:
    content = bytearray()
    try:
        for piece in pieces:
            content += piece
            if len(content) > limit:
                return bytes(content[: limit + 1])
    except CodingError:
        raise
    except Exception:
        raise _damaged(header) from None
    return bytes(content)


def _decoder(name: str, header: str) -> _Decode:
    if name == "identity":
        return lambda content: iter((content,))
    if name in ("gzip", "x-gzip"):
        return lambda content: _inflate(content, 16 + zlib.MAX_WBITS, header)
    if name == "deflate":
        # By the standard a zlib stream; many servers send the bare one.
        return lambda content: _inflate(
            content, zlib.MAX_WBITS if _has_zlib_head(content) else -zlib.MAX_WBITS, header
        )
    module = _module(name)
    if module is None:
        known = "; there is a decoder in the extra 'hosts'" if name in _MODULES else ""
        raise CodingError(
            f"it is sent with 'Content-Encoding: {_plain(header)}', although that was not asked for, "
            f"and there is no decoder for it here{known}",
            final=True,
        )
    return lambda content: _by_module(name, module, content)


def _has_zlib_head(content: bytes) -> bool:
    return len(content) > 1 and content[0] & 15 == 8 and int.from_bytes(content[:2]) % 31 == 0


def _inflate(content: bytes, window: int, header: str) -> Iterator[bytes]:
    rest = content
    while rest:  # a gzip body may have several members
        decoder = zlib.decompressobj(window)
        while not decoder.eof:
            piece = decoder.decompress(rest, 1 << 16)
            rest = decoder.unconsumed_tail
            if not piece and not rest and not decoder.eof:
                raise _damaged(header)
            yield piece
        rest = decoder.unused_data
        if window < 16 or not rest.startswith(b"\x1f\x8b"):
            return


def _by_module(name: str, module: Any, content: bytes) -> Iterator[bytes]:
    if name == "br":
        decoder = module.Decompressor()
        feed = getattr(decoder, "process", None) or decoder.decompress
        done = decoder.is_finished
    elif hasattr(module, "ZstdDecompressor") and hasattr(module, "ZstdCompressionDict"):
        decoder = module.ZstdDecompressor().decompressobj()
        feed, done = decoder.decompress, lambda: bool(getattr(decoder, "eof", True))
    else:
        decoder = module.ZstdDecompressor()
        feed, done = decoder.decompress, lambda: bool(decoder.eof)
    for start in range(0, len(content), _STEP):
        yield feed(content[start : start + _STEP])
    if not done():
        raise _damaged(name)


def _module(name: str) -> Any:
    for module in _MODULES.get(name, ()):
        try:
            return importlib.import_module(module)
        except ImportError:
            continue
    return None


def _damaged(header: str) -> CodingError:
    return CodingError(
        f"it is sent with 'Content-Encoding: {_plain(header)}', and the body is cut off, or not that"
    )


def _plain(header: str) -> str:
    return "".join(c if c.isascii() and c.isprintable() else "?" for c in header)[:60]
