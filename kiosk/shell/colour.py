"""Colours as text `#rrggbb`: contrast as WCAG counts it, mixing, and shades that can be read."""

from collections.abc import Iterable
from colorsys import hls_to_rgb, rgb_to_hls

_LINEAR_UP_TO = 0.04045


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue; a ValueError for anything but `#rrggbb`."""
    if len(colour) != len("#rrggbb") or not colour.startswith("#"):
        raise ValueError(f"{colour!r} is not a colour; write it like #1a5fb4")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    shares = [c / 255 for c in channels(colour)]
    red, green, blue = [
        s / 12.92 if s <= _LINEAR_UP_TO else ((s + 0.055) / 1.055) ** 2.4 for s in shares
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black and white)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """`one` with a share (0 to 1) of `other` in it."""
    pairs = zip(channels(one), channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def lighten(colour: str, lightness: float) -> str:
    """The same hue and saturation at another lightness, 0 to 1."""
    hue, _, saturation = rgb_to_hls(*(c / 255 for c in channels(colour)))
    return "#" + "".join(f"{round(c * 255):02x}" for c in hls_to_rgb(hue, lightness, saturation))


def readable(colour: str, grounds: Iterable[str], at_least: float, *, lighter: bool) -> str:
    """The nearest shade of `colour`, lighter or darker, that stands out from all `grounds`."""
    against = tuple(grounds)
    start = rgb_to_hls(*(c / 255 for c in channels(colour)))[1]
    end = 1.0 if lighter else 0.0
    for step in range(101):
        shade = lighten(colour, start + (end - start) * step / 100) if step else colour
        if all(contrast(shade, ground) >= at_least for ground in against):
            return shade
    return "#ffffff" if lighter else "#000000"
