"""The sample files as the demo uses them: who there is and what there is."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from resources import path

ORGANISATION = "Northfield Academy"
ADMIN = "Moira Penhaligon"
ADMIN_BADGE = "0F00A11CE5"
ADMIN_PIN = "2580"
TECHNICIAN = "K001"
TECHNICIAN_PIN = "1470"
_TYPE_STEP = " › "


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody of the school who has a badge."""

    number: str
    name: str
    category: str
    department: str
    badge: str


@dataclass(frozen=True, slots=True)
class SampleThing:
    """An asset or a kit, with the tag that its label shows."""

    tag: str
    name: str
    icon: str
    place: str


@cache
def people() -> dict[str, SamplePerson]:
    """Give everybody with a badge, by number."""
    return {
        row["Number"]: SamplePerson(
            row["Number"],
            row["Name"],
            row["Category"],
            row["Department"],
            row["Badges"].split(";")[0].strip(),
        )
        for row in _rows("people")
        if row["Badges"]
    }


@cache
def things() -> dict[str, SampleThing]:
    """Give every asset, by tag."""
    return {thing.tag: thing for thing in _things("assets")}


@cache
def kits() -> dict[str, SampleThing]:
    """Give every kit, by tag."""
    return {thing.tag: thing for thing in _things("kits")}


def _things(content: str) -> Iterator[SampleThing]:
    icons = {row["Path"]: row["Icon"] for row in _rows("types")}
    for row in _rows(content):
        yield SampleThing(row["Tag"], row["Name"], _icon(icons, row["Type"]), row["Home"])


def _icon(icons: dict[str, str], kind: str) -> str:
    """A type without a drawing of its own has that of the type above it."""
    while kind and not icons.get(kind):
        kind = kind.rpartition(_TYPE_STEP)[0]
    return icons.get(kind, "")


def _rows(content: str) -> Iterator[dict[str, str]]:
    with path(f"sample/{content}.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
