"""Dresses plain Qt widgets (fields, lists, bars) in the tokens of the theme."""

from string import Template

from kiosk.admin.staff_theme import StaffLook
from kiosk.shell.palette import Tone
from kiosk.shell.theme import Size
from resources import path


def stylesheet(look: StaffLook) -> str:
    """Fill the tokens into ``resources/styles/panel.qss``."""
    theme, colours = look.staff, look.staff.colours
    plain = ("surface", "sunk", "ink", "muted", "line", "hairline", "brand", "on_brand")
    tokens: dict[str, object] = {name: getattr(colours, name) for name in plain}
    tokens |= {
        "brand_text": colours.brand_text,
        "refused": colours.meanings[Tone.REFUSED].strong,
        "family": theme.family,
        "stroke": theme.stroke,
        "focus": theme.focus,
        "radius": theme.radius,
        "pad": theme.mm(1.6),
        "control": theme.secondary_px - 2 * theme.focus,
        "head": theme.mm(6),
        "body": theme.font_px(Size.BODY),
        "note": theme.font_px(Size.NOTE),
        "bar": theme.mm(1.4),
        "half_bar": theme.mm(0.7),
    }
    text = path("styles/panel.qss").read_text(encoding="utf-8")
    return Template(text).substitute(tokens)
