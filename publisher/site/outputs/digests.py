"""Digests as browsers want them, in a content-security policy and in `integrity`."""

from __future__ import annotations

import base64
import hashlib


def digest_of(text: str | bytes, algorithm: str = "sha256") -> str:
    """Return the digest of a script or a style, such as "sha256-…"."""
    data = text.encode() if isinstance(text, str) else text
    return f"{algorithm}-{base64.b64encode(hashlib.new(algorithm, data).digest()).decode('ascii')}"
