"""Every size and colour of a screen, in millimetres, for one panel at one viewing distance."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from kiosk.shell.palette import BRAND, Palette, Tone, palette

CAP_HEIGHT = 0.668
"""The height of a capital H in Atkinson Hyperlegible Next, as a share of the font size."""
SMALLEST_PANEL_MM = 91.0
"""The short side of a 7 inch panel, for which the sizes below are written."""
_TALLEST_SCALE = 1.55
_SEVEN_TENTHS_OF_A_DEGREE = 0.012218
_NEAR_PANEL_MM = 110.0
_FAR_PANEL_MM = 200.0

__all__ = ["CAP_HEIGHT", "Palette", "Size", "Theme", "Tone"]


class Size(StrEnum):
    """The four sizes of type, and there is no fifth."""

    RESULT = "result"
    """Read from two metres."""
    TITLE = "title"
    BODY = "body"
    NOTE = "note"
    """Codes and the state of the station, for staff."""


_CAPITALS_MM = {Size.RESULT: 8.4, Size.TITLE: 6.2, Size.BODY: 4.8, Size.NOTE: 3.5}


@dataclass(frozen=True)
class Theme:
    """Tokens for one panel; ask it in millimetres and draw in pixels."""

    width_px: int
    height_px: int
    px_per_mm: float
    dark: bool = False
    large_text: bool = False
    motion: bool = True
    brand: str = BRAND
    family: str = "Atkinson Hyperlegible Next"
    has_foot: bool = False
    """Whether a line lies below every screen, most of it in the place of the lower margin."""
    colours: Palette = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "colours", palette(dark=self.dark, brand=self.brand))

    @cached_property
    def short_mm(self) -> float:
        """The short side of the panel."""
        return min(self.width_px, self.height_px) / self.px_per_mm

    @cached_property
    def scale(self) -> float:
        """Larger panels are looked at from further away: space and type grow with them."""
        grown = (self.short_mm / SMALLEST_PANEL_MM) ** 0.42
        return float(min(_TALLEST_SCALE, max(1.0, grown)))

    @property
    def is_portrait(self) -> bool:
        return self.height_px > self.width_px

    @property
    def is_small(self) -> bool:
        """A 7 inch panel: one column of everything that can wait."""
        return self.short_mm < _NEAR_PANEL_MM

    @property
    def viewing_distance_mm(self) -> float:
        if self.short_mm < _NEAR_PANEL_MM:
            return 500.0
        return 600.0 if self.short_mm < _FAR_PANEL_MM else 750.0

    @property
    def moves(self) -> bool:
        """Large text keeps still: whoever needs it may be disturbed by motion."""
        return self.motion and not self.large_text

    def mm(self, millimetres: float) -> int:
        """Pixels of a length that grows with the panel."""
        return round(millimetres * self.scale * self.px_per_mm)

    def exact_mm(self, millimetres: float) -> int:
        """Pixels of a length as a ruler on the glass measures it."""
        return round(millimetres * self.px_per_mm)

    def capital_mm(self, size: Size) -> float:
        """How tall a capital is on the glass."""
        plain = _CAPITALS_MM[size] * self.scale
        if not self.large_text:
            return plain
        seen = self.viewing_distance_mm * _SEVEN_TENTHS_OF_A_DEGREE
        steps = {Size.RESULT: 1.4, Size.TITLE: 1.15, Size.BODY: 1.0, Size.NOTE: 1.0}
        return max(plain, seen * steps[size])

    def font_px(self, size: Size) -> int:
        return round(self.capital_mm(size) / CAP_HEIGHT * self.px_per_mm)

    @property
    def primary_px(self) -> int:
        """The height of the one large action; 20 mm at least."""
        return self.exact_mm(20 * min(self.scale, 1.3))

    @property
    def secondary_px(self) -> int:
        """The height of any other control; 15 mm at least."""
        return self.exact_mm(15 * min(self.scale, 1.3))

    @property
    def key_px(self) -> int:
        """The smallest side of a key on the glass; 10 mm at least."""
        return self.exact_mm(10.2)

    @property
    def margin(self) -> int:
        return self.mm(4.0)

    @property
    def lower_margin(self) -> int:
        """What stays free below a screen."""
        return self.hair if self.has_foot else self.margin

    @property
    def gap(self) -> int:
        return self.mm(3.0)

    @property
    def hair(self) -> int:
        """Half a gap, between things that belong together."""
        return self.mm(1.4)

    @property
    def radius(self) -> int:
        return self.mm(2.4)

    @property
    def stroke(self) -> int:
        """The width of a control's border."""
        return max(2, self.mm(0.4))

    @property
    def focus(self) -> int:
        """The width of the ring around what has the focus."""
        return max(3, self.mm(0.7))

    @property
    def mark_px(self) -> int:
        """The side of the shape of a result."""
        return self.mm(13.0)

    def mirrored(self, *, dark: bool) -> "Theme":
        """The same panel by day or by night."""
        return replace(self, dark=dark)

    def enlarged(self, *, large_text: bool) -> "Theme":
        """The same panel with large text or without."""
        return replace(self, large_text=large_text)

    def footed(self, *, has_foot: bool) -> "Theme":
        """The same panel with a line below every screen or without."""
        return replace(self, has_foot=has_foot)

    def resized(self, width_px: int, height_px: int) -> "Theme":
        """The same glass, with another window on it."""
        return replace(self, width_px=width_px, height_px=height_px)
