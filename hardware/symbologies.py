"""What scanners call symbologies, and what we call them; GS1 codes have names of their own.

A name that begins with `gs1_` or `databar` says that the code is GS1: its text is element
strings, FNC1 between them written as GS (0x1D).
"""

_AIM = {
    "A": "code_39", "B": "telepen", "C": "code_128", "D": "code_one", "E": "ean_13",
    "F": "codabar", "G": "code_93", "H": "code_11", "I": "itf", "J": "dotcode",
    "K": "code_16k", "L": "pdf417", "M": "msi", "P": "plessey", "Q": "qr_code",
    "R": "code_25", "S": "code_25", "U": "maxicode", "X": "other", "d": "data_matrix",
    "e": "databar", "h": "han_xin", "o": "ocr", "z": "aztec",
}  # fmt: skip
_AIM_VARIANTS = {
    "C1": "gs1_128", "E4": "ean_8", "J1": "gs1_dotcode", "Q3": "gs1_qr_code",
    "d2": "gs1_data_matrix", "e1": "gs1_composite", "e2": "gs1_composite",
    "e3": "gs1_composite", "z1": "gs1_aztec",
}  # fmt: skip
"""By letter and modifier of the identifier (ISO/IEC 15424)."""

_SSI = {
    0x01: "code_39", 0x02: "codabar", 0x03: "code_128", 0x04: "code_25", 0x06: "itf",
    0x07: "code_93", 0x08: "upc_a", 0x09: "upc_e", 0x0A: "ean_8", 0x0B: "ean_13",
    0x0C: "code_11", 0x0E: "msi", 0x0F: "gs1_128", 0x10: "upc_e", 0x11: "pdf417",
    0x13: "code_39", 0x1A: "micro_pdf417", 0x1B: "data_matrix", 0x1C: "qr_code",
    0x25: "maxicode", 0x2C: "micro_qr_code", 0x2D: "aztec", 0x30: "databar",
    0x31: "databar", 0x32: "databar", 0xB7: "han_xin", 0xC1: "gs1_data_matrix",
    0xC2: "gs1_qr_code",
}  # fmt: skip
"""By the type byte of Zebra's Simple Serial Interface."""


def without_aim(code: bytes) -> tuple[bytes, str]:
    """A code without its AIM identifier, such as `]C1`, and the symbology that this names.

    A code without one stays as it is, its symbology unknown.
    """
    head = code[:3].decode("ascii", "replace")
    if len(head) == len("]C1") and head[0] == "]" and head[1] in _AIM and head[2].isalnum():
        return code[3:], _AIM_VARIANTS.get(head[1:], _AIM[head[1]])
    return code, ""


def symbology_of_ssi(kind: int) -> str:
    """The symbology that Zebra's type byte names; empty for one that is not known."""
    return _SSI.get(kind, "")
