"""A file as a table of text, its limits, and the one way to say that a file cannot be used."""

from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.trouble import Trouble, TroubleCode

MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 50_000
MAX_CELL = 10_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a file: its number as a spreadsheet shows it, and a text for each header."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds; ``notes`` is what the reader had to guess."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def unreadable(path: Path, why: str) -> Trouble:
    """Say why a file cannot be used."""
    return Trouble(TroubleCode.FILE_UNREADABLE, f"{path.name} {why}.")


def guarded(text: str) -> str:
    """Write text so that no spreadsheet takes it for a formula; ``bared`` takes it back."""
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def bared(text: str) -> str:
    """Take back what ``guarded`` did, and nothing else."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_FORMULA) else text
