"""The theme of the panel: the kiosk's own tokens, denser, for one person close to the screen."""

from dataclasses import dataclass

from kiosk.shell.look import Look
from kiosk.shell.overriding import override
from kiosk.shell.theme import Size, Theme

_CAPITALS_MM = {Size.RESULT: 4.0, Size.TITLE: 2.75, Size.BODY: 1.95, Size.NOTE: 1.65}
_LARGER = 1.35
_WIDE_PANEL_MM = 170.0


@dataclass(frozen=True)
class StaffTheme(Theme):
    """Four sizes again, for reading at arm's length; rows of 9 mm at least."""

    @classmethod
    def of(cls, theme: Theme) -> "StaffTheme":
        """Make the panel's theme from the kiosk's."""
        return cls(
            theme.width_px,
            theme.height_px,
            theme.px_per_mm,
            theme.dark,
            theme.large_text,
            theme.motion,
            theme.brand,
            theme.family,
        )

    @override
    def capital_mm(self, size: Size) -> float:
        return _CAPITALS_MM[size] * self.scale * (_LARGER if self.large_text else 1.0)

    @property
    @override
    def primary_px(self) -> int:
        return self.exact_mm(10 * min(self.scale, 1.1))

    @property
    @override
    def secondary_px(self) -> int:
        return self.exact_mm(8.6 * min(self.scale, 1.1))

    @property
    def row_px(self) -> int:
        """The height of a row of a table; 9 mm at least."""
        return self.exact_mm(9)

    @property
    @override
    def stroke(self) -> int:
        return max(1, self.mm(0.2))

    @property
    @override
    def focus(self) -> int:
        return max(2, self.mm(0.35))

    @property
    @override
    def radius(self) -> int:
        return self.mm(1.5)

    @property
    @override
    def is_small(self) -> bool:
        """Too narrow for a rail with words beside a table."""
        return self.width_px / self.px_per_mm < _WIDE_PANEL_MM


class StaffLook(Look):
    """Wears the staff theme of whatever the kiosk wears."""

    def __init__(self, kiosk: Look) -> None:
        super().__init__(StaffTheme.of(kiosk.theme))
        self._kiosk = kiosk
        kiosk.changed.connect(self._follow)
        kiosk.reworded.connect(self.reworded)

    @property
    def staff(self) -> StaffTheme:
        """The theme with what only the panel asks for."""
        return StaffTheme.of(self._kiosk.theme)

    def _follow(self) -> None:
        self.wear(self.staff)
