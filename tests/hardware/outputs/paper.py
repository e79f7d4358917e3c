"""Paper: what printers would show of the bytes they are given, read by rules of their manuals."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import zxingcpp

Dots = npt.NDArray[np.bool_]


@dataclass
class Roll:
    """What an ESC/POS printer put on its roll."""

    rows: list[tuple[str, bool, bool]] = field(default_factory=list)
    """(text, strong, large) of each row."""
    pictures: list[Dots] = field(default_factory=list)
    is_cut: bool = False

    @property
    def text(self) -> str:
        return "\n".join(row[0] for row in self.rows)


_PAGES = {0: "cp437", 2: "cp850", 16: "cp1252", 18: "cp852", 19: "cp858"}
"""Those of Epson's printers that the samples need, by number."""


def unroll(data: bytes) -> Roll:  # noqa: C901 - one branch for each command
    """Print bytes on a roll; an unknown command is an AssertionError."""
    roll, row, page, strong, large, at = Roll(), "", "cp437", False, False, 0
    while at < len(data):
        byte, rest = data[at], data[at:]
        if rest.startswith(b"\x1dv0"):
            wide, high = rest[4] + 256 * rest[5], rest[6] + 256 * rest[7]
            bits = np.frombuffer(rest[8 : 8 + wide * high], np.uint8).reshape(high, wide)
            roll.pictures.append(np.unpackbits(bits, axis=1).astype(bool))
            at += 8 + wide * high
        elif rest.startswith(b"\x1bt"):
            page, at = _PAGES.get(rest[2], f"page {rest[2]}"), at + 3
        elif rest.startswith(b"\x1bE"):
            strong, at = bool(rest[2]), at + 3
        elif rest.startswith((b"\x1d!", b"\x1b!")):
            large, at = bool(rest[2] & 0x30), at + 3
        elif rest.startswith(b"\x1dV"):
            roll.is_cut, at = True, at + (4 if rest[2] in (65, 66) else 3)
        elif rest.startswith(b"\x1b@"):
            at += 2
        elif rest.startswith((b"\x1ba", b"\x1bd", b"\x1bM", b"\x1b-", b"\x1b{", b"\x1dB")):
            at += 3
        elif byte == 10:
            roll.rows.append((row, strong, large))
            row, at = "", at + 1
        else:
            assert byte >= 32, f"unknown command {rest[:4].hex(' ')}"
            row, at = row + bytes([byte]).decode(page), at + 1
    assert not row
    return roll


@dataclass
class Tape:
    """What a Brother QL put on one label."""

    dots: Dots
    width_mm: int
    length_mm: int
    margin: int


def unreel(data: bytes) -> list[Tape]:
    """Print bytes on labels; an unknown command is an AssertionError."""
    labels: list[Tape] = []
    rows: list[Dots] = []
    info, margin, at = b"", 0, 0
    while at < len(data):
        rest = data[at:]
        if rest.startswith(b"g\x00"):
            rows.append(np.unpackbits(np.frombuffer(rest[3 : 3 + rest[2]], np.uint8)).astype(bool))
            at += 3 + rest[2]
        elif rest.startswith(b"\x1biz"):
            info, at = rest[3:13], at + 13
        elif rest.startswith(b"\x1bid"):
            margin, at = rest[3] + 256 * rest[4], at + 5
        elif rest[:1] in (b"\x0c", b"\x1a"):
            assert len(rows) == int.from_bytes(info[4:8], "little")
            assert info[8] == min(len(labels), 1)
            labels.append(Tape(np.array(rows)[:, ::-1], info[2], info[3], margin))
            rows, at = [], at + 1
        elif rest[:1] == b"\x00":
            at += 1
        elif rest.startswith((b"\x1b@", b"M\x00")):
            at += 2
        else:
            assert rest[:3] in (b"\x1bia", b"\x1biM", b"\x1biA", b"\x1biK"), rest[:4].hex(" ")
            at += 4
    assert not rows
    return labels


def codes_on(dots: Dots) -> list[tuple[str, str]]:
    """What is read on paper: (symbology, text)."""
    paper = np.pad(np.where(dots, 0, 255).astype(np.uint8), 40, constant_values=255)
    return [(str(code.format), code.text) for code in zxingcpp.read_barcodes(paper)]
