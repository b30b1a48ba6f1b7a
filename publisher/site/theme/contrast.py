"""The contrast of a site's own colours: what its style sheets set is checked before anybody has to read it.

Looks at the documented variables (docs/branding.md) and at the theme's two for its header. The minimum is
that of WCAG 2.2, 1.4.3, for text: 4.5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MINIMUM = 4.5
_WHITE, _DARK = "#ffffff", "#1e2129"  # the page in the light and in the dark scheme
# Foreground, background, what it is; each a variable with its default.
_PAIRS = (
    ("--policy-link", "#3f51b5", "", _WHITE, "links"),
    ("--policy-link-dark", "#a3bcff", "", _DARK, "links in the dark scheme"),
    ("--policy-header-text", "#ffffff", "--policy-header", "#3f51b5", "the header"),
    ("--policy-banner-text", "#332300", "--policy-banner", "#fff1d0", "the banner"),
    ("--policy-banner-text-dark", "#ffeec9", "--policy-banner-dark", "#3d2f0f",
     "the banner in the dark scheme"),
    ("--md-primary-bg-color", "#ffffff", "--md-primary-fg-color", "#3f51b5", "the header"),
)  # fmt: skip
_VARIABLE = re.compile(r"(--(?:policy|md-primary)-[a-z-]+)\s*:\s*([^;}]+)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")
_RGB = re.compile(r"rgb\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*\)")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a colour, and how to fix it."""

    problem: str
    remedy: str


def faults(sheets: Mapping[str, str]) -> Iterator[tuple[str, Fault]]:
    """Yield the style sheet and the fault for each pair of colours that cannot be read.

    sheets: name to content, in their order: a later one takes the place of an earlier one.
    """
    values: dict[str, tuple[str, str]] = {}
    for name, content in sheets.items():
        for match in _VARIABLE.finditer(_COMMENT.sub("", content)):
            values[match[1]] = (name, match[2].strip().lower())
    if {"--policy-header", "--policy-header-text"} & set(values):  # take the place of the theme's
        values.pop("--md-primary-fg-color", None)
        values.pop("--md-primary-bg-color", None)
    for text, text_default, ground, ground_default, what in _PAIRS:
        where = next((values[name][0] for name in (text, ground) if name in values), None)
        if where is None:
            continue
        front = values.get(text, ("", text_default))[1]
        back = values.get(ground, ("", ground_default))[1]
        shades = [_shade(front), _shade(back)]
        if None in shades:
            unread = front if shades[0] is None else back
            name = text if shades[0] is None else ground
            yield (
                where,
                Fault(
                    f"the contrast of {what} cannot be checked: '{name}: {unread}' is no #rrggbb or rgb()",
                    "write the colour as #rrggbb",
                ),
            )
            continue
        ratio = contrast(front, back)
        if ratio < MINIMUM:
            names = f"'{text}'" + (f" or '{ground}'" if ground else "")
            yield (
                where,
                Fault(
                    f"{what} cannot be read: {front} on {back} has a contrast of {ratio:.1f}",
                    f"set {names} so that it is at least {MINIMUM}",
                ),
            )


def contrast(front: str, back: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    light = sorted(_luminance(_shade(one) or (0, 0, 0)) for one in (front, back))
    return (light[1] + 0.05) / (light[0] + 0.05)


def _shade(value: str) -> tuple[int, int, int] | None:
    """Return red, green and blue of a colour; None where it is written in another way."""
    if _HEX.fullmatch(value):
        digits = value[1:] if len(value) == 7 else "".join(2 * digit for digit in value[1:])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if match := _RGB.fullmatch(value):
        return int(match[1]), int(match[2]), int(match[3])
    return {"white": (255, 255, 255), "black": (0, 0, 0)}.get(value)


def _luminance(shade: tuple[int, int, int]) -> float:
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in shade
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
