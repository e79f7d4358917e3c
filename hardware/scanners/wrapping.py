"""What scanners put around a code: a prefix, a suffix, an AIM identifier, a stand-in for GS."""

from dataclasses import dataclass

from hardware.driver import Reading
from hardware.sanitise import GS, text_of
from hardware.symbologies import without_aim


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How a scanner is set; what is empty is not there."""

    prefix: str = ""
    suffix: str = ""
    """In front of the terminator."""
    separator: str = ""
    """What it sends instead of GS (0x1D), such as `|` or `{GS}`."""
    has_aim: bool = True
    """Whether a code that begins with an AIM identifier is taken to be told its symbology by it."""
    encoding: str = "utf-8"

    def reading(self, raw: bytes, at_ns: int, symbology: str = "") -> Reading:
        """The code in what was read; its raw bytes keep everything."""
        code = raw.removeprefix(self.prefix.encode(self.encoding))
        code = code.removesuffix(self.suffix.encode(self.encoding))
        told = ""
        if self.has_aim:
            code, told = without_aim(code)
        if self.separator:
            code = code.replace(self.separator.encode(self.encoding), GS.encode())
        text = text_of(code) if self.encoding == "utf-8" else code.decode(self.encoding)
        return Reading(raw, at_ns, symbology or told, text=text)
