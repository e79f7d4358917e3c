"""The colours of the station: ink on paper, paper on ink, one brand colour, three meanings."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.shell.colour import contrast, readable

TEXT_CONTRAST = 7.0
ADMIN_TEXT_CONTRAST = 4.5
CONTROL_CONTRAST = 3.0
BRAND = "#1d4e6b"


class Tone(StrEnum):
    """What an answer means; each has a colour, a shape, a word and a sound of its own."""

    DONE = "done"
    REFUSED = "refused"
    ATTENTION = "attention"
    NEUTRAL = "neutral"


class PoorContrast(ValueError):
    """A brand colour on which nothing can be read; `nearest` is the closest shade that works."""

    def __init__(self, colour: str, nearest: str) -> None:
        super().__init__(f"{colour} is too pale for white text; the nearest shade is {nearest}")
        self.nearest = nearest


@dataclass(frozen=True, slots=True)
class Meaning:
    """The colours of one tone."""

    fill: str
    """The ground of a large result."""
    on_fill: str
    tint: str
    """A quiet ground for what happened before."""
    strong: str
    """Text and marks on paper, surface or tint."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Every colour that a widget may use."""

    paper: str
    surface: str
    sunk: str
    ink: str
    muted: str
    line: str
    """Borders of controls: 3:1 against what they lie on."""
    hairline: str
    """Divides and decorates; carries no meaning."""
    brand: str
    on_brand: str
    brand_text: str
    """The brand as a text and focus colour on paper and surface."""
    meanings: dict[Tone, Meaning]

    def text_pairs(self) -> list[tuple[str, str]]:
        """Every (text, ground) that the kiosk draws."""
        grounds = (self.paper, self.surface, self.sunk)
        pairs = [(text, on) for text in (self.ink, self.muted, self.brand_text) for on in grounds]
        pairs.append((self.on_brand, self.brand))
        for meaning in self.meanings.values():
            pairs.append((meaning.on_fill, meaning.fill))
            pairs += [(meaning.strong, on) for on in (self.paper, self.surface, meaning.tint)]
            pairs += [(text, meaning.tint) for text in (self.ink, self.muted)]
        return pairs

    def control_pairs(self) -> list[tuple[str, str]]:
        """Every (edge or shape, ground) that tells a control or its state."""
        grounds = (self.paper, self.surface)
        pairs = [(edge, on) for edge in (self.line, self.brand, self.brand_text) for on in grounds]
        return pairs + [(m.strong, on) for m in self.meanings.values() for on in (*grounds, m.tint)]


_LIGHT = Palette(
    paper="#f5f3ee",
    surface="#ffffff",
    sunk="#ebe8e0",
    ink="#15171b",
    muted="#454850",
    line="#77746c",
    hairline="#dcd8cd",
    brand=BRAND,
    on_brand="#ffffff",
    brand_text=BRAND,
    meanings={
        Tone.DONE: Meaning("#0b5c37", "#ffffff", "#dff0e5", "#0a5331"),
        Tone.REFUSED: Meaning("#9c1a1c", "#ffffff", "#fbe5e2", "#8c1618"),
        Tone.ATTENTION: Meaning("#ffc640", "#15171b", "#fff1cf", "#5f3f00"),
        Tone.NEUTRAL: Meaning("#33373f", "#ffffff", "#ebe8e0", "#33373f"),
    },
)

_DARK = Palette(
    paper="#111317",
    surface="#1c1f25",
    sunk="#17191e",
    ink="#f6f4ef",
    muted="#bcbfc7",
    line="#828791",
    hairline="#30343c",
    brand=BRAND,
    on_brand="#111317",
    brand_text=BRAND,
    meanings={
        Tone.DONE: Meaning("#5ed098", "#0a1a12", "#15301f", "#83e2b0"),
        Tone.REFUSED: Meaning("#ff8a80", "#240605", "#3a1716", "#ffb4ad"),
        Tone.ATTENTION: Meaning("#ffc640", "#15171b", "#35290d", "#ffd470"),
        Tone.NEUTRAL: Meaning("#d5d7dc", "#111317", "#23262c", "#d5d7dc"),
    },
)


def check_brand(colour: str) -> str:
    """The colour itself when white text on it reads at 7:1; `PoorContrast` otherwise."""
    if contrast(colour, "#ffffff") < TEXT_CONTRAST:
        nearest = readable(colour, ["#ffffff"], TEXT_CONTRAST, lighter=False)
        raise PoorContrast(colour, nearest)
    return colour


def palette(*, dark: bool, brand: str = BRAND) -> Palette:
    """The light or dark palette, with the site's brand in a shade that can be read there."""
    plain = _DARK if dark else _LIGHT
    grounds = (plain.paper, plain.surface, plain.sunk)
    shade = readable(check_brand(brand), grounds, TEXT_CONTRAST, lighter=dark)
    fields = {name: getattr(plain, name) for name in Palette.__slots__}
    return Palette(**fields | {"brand": shade, "brand_text": shade})
