"""Line plots as small SVG files that are legible on light and dark pages."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 640, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 20, 20, 50
_COLOURS = ("#3f51b5", "#c2185b", "#00796b")


def lines(x: Sequence[float], series: Mapping[str, Sequence[float]], labels: Sequence[str]) -> str:
    """Return a plot of several lines over the same points, both axes logarithmic.

    labels: of the axes, x first.
    """
    across, up = _Scale(x), _Scale([value for values in series.values() for value in values])

    def place(a: float, b: float) -> tuple[float, float]:
        return (
            round(_LEFT + across.of(a) * (WIDTH - _LEFT - _RIGHT), 1),
            round(HEIGHT - _BOTTOM - up.of(b) * (HEIGHT - _TOP - _BOTTOM), 1),
        )

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="13">',
        f"<title>{escape(labels[1])} by {escape(labels[0])}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for tick in across.ticks():
        at, bottom = place(tick, up.low)
        out.append(f'<path d="M{at} {_TOP}V{bottom}" stroke="#ddd"/>')
        out.append(f'<text x="{at}" y="{bottom + 18}" text-anchor="middle">{tick:,.0f}</text>')
    for tick in up.ticks():
        left, at = place(across.low, tick)
        out.append(f'<path d="M{left} {at}H{WIDTH - _RIGHT}" stroke="#ddd"/>')
        out.append(f'<text x="{left - 8}" y="{at + 4}" text-anchor="end">{tick:g}</text>')
    out.append(
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 10}" text-anchor="middle">{escape(labels[0])}</text>'
    )
    out.append(
        f'<text transform="translate(16 {HEIGHT / 2}) rotate(-90)" text-anchor="middle">'
        f"{escape(labels[1])}</text>"
    )
    for (name, values), colour in zip(series.items(), _COLOURS, strict=False):
        points = [place(a, b) for a, b in zip(x, values, strict=True)]
        path = " ".join(f"{a},{b}" for a, b in points)
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += (f'<circle cx="{a}" cy="{b}" r="4" fill="{colour}"/>' for a, b in points)
        a, b = points[-1]
        out.append(
            f'<text x="{a - 8}" y="{b - 10}" text-anchor="end" fill="{colour}">{escape(name)}</text>'
        )
    return "\n".join([*out, "</svg>\n"])


class _Scale:
    """A logarithmic scale that holds all values, from one power of ten to another."""

    def __init__(self, values: Sequence[float]) -> None:
        self._low = math.floor(math.log10(min(values)))
        self._high = max(math.ceil(math.log10(max(values))), self._low + 1)

    @property
    def low(self) -> float:
        """The value at the start."""
        return float(10**self._low)

    def of(self, value: float) -> float:
        """Return the place of a value, from 0 to 1."""
        return (math.log10(value) - self._low) / (self._high - self._low)

    def ticks(self) -> list[float]:
        """Return the powers of ten."""
        return [float(10**power) for power in range(self._low, self._high + 1)]
