"""Makes the sample school: Northfield Academy, invented and the same at every run.

Run ``python resources/sample/make_sample.py`` to write the CSV files beside it again. Nobody in
it is real: first and family names of many origins are drawn independently of each other.
"""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

from names import FAMILY, GIVEN
from things import KITS, PLACES, SHELVES, STOCK, TYPES

HERE = Path(__file__).parent
SITE = "Northfield Academy"
SEED = 20260901
YEARS = (7, 8, 9, 10, 11, 12, 13)
FORMS = "ABCD"
PUPILS_PER_FORM = 9
TEACHERS = 34
DEPARTMENTS = (
    "Art", "Biology", "Chemistry", "Computing", "Design & Technology", "Drama", "English",
    "Geography", "History", "Mathematics", "Media", "Modern Languages", "Music", "Physics",
    "Sport", "Library",
)  # fmt: skip
TECHNICIANS = ("Media", "Science", "Computing", "Music")
CLOSED = (
    "2026-10-26/2026-10-30 Half term", "2026-12-21/2027-01-01 Winter holidays",
    "2027-02-15/2027-02-19 Half term", "2027-03-29/2027-04-09 Spring holidays",
    "2027-05-03 Bank holiday", "2027-05-31/2027-06-04 Half term",
    "2027-07-22/2027-08-31 Summer holidays",
)  # fmt: skip
TERMS = (
    "Autumn 2026-09-01/2026-12-18", "Spring 2027-01-04/2027-03-26", "Summer 2027-04-12/2027-07-21",
)  # fmt: skip
PERIODS = (
    "Lesson 1 08:50-09:40", "Lesson 2 09:45-10:35", "Lesson 3 10:55-11:45",
    "Lesson 4 11:50-12:40", "Lesson 5 13:40-14:30", "Lesson 6 14:35-15:25",
)  # fmt: skip
POLICIES = (
    # type, category, place, period, closed days, items, of type, overdue, limit, lend
    ("", "", "", "7d", "jump", "6", "", "ask", "1000.00", ""),
    ("", "pupil", "", "lesson", "", "3", "", "", "", ""),
    ("", "student", "", "7d", "skip", "4", "", "", "", ""),
    ("", "staff", "", "14d", "skip", "20", "", "allow", "2500.00", ""),
    ("", "technician", "", "term", "", "40", "", "allow", "5000.00", ""),
    ("", "guest", "", "day", "", "1", "", "block", "250.00", ""),
    ("Computing › Laptop", "", "", "at 16:00", "jump", "", "1", "", "", ""),
    ("Computing › Laptop", "student", "", "1d", "jump", "", "1", "", "", ""),
    ("Computing › Tablet", "pupil", "", "lesson", "", "", "1", "block", "", ""),
    ("Photo & Video › Camera", "", "", "3d", "jump", "", "2", "block", "800.00", ""),
    ("Photo & Video › Camera", "staff", "", "7d", "jump", "", "3", "", "2000.00", ""),
    ("Audio › Microphone", "", "", "7d", "jump", "", "4", "", "", ""),
    ("Science", "pupil", "", "lesson", "", "", "", "", "", ""),
    ("Science › Balance", "", "", "day", "", "", "", "", "", "no"),
    ("Music", "", "", "until 2026-12-18", "", "", "", "", "", ""),
    ("Sport", "", "", "day", "", "8", "", "", "", ""),
    ("Library › Book", "", "", "14d", "skip", "", "5", "", "", ""),
    ("Library › Calculator", "", "", "term", "", "", "1", "", "", ""),
    ("Tools", "pupil", "", "", "", "", "", "", "", "no"),
    ("", "", "Sixth Form Centre", "2d", "", "", "", "", "", ""),
)


def main() -> None:
    """Write every file."""
    chance = Random(SEED)  # noqa: S311 - a sample, not a secret
    _write("locations.csv", ("Path", "Kind", "Code"), _locations())
    _write("types.csv", ("Path", "Icon"), TYPES)
    _write(
        "policies.csv",
        ("Type", "Category", "Place", "Loan period", "Closed days", "Max items", "Max of type",
         "Overdue", "High value limit", "Lend"),
        POLICIES,
    )  # fmt: skip
    _write("calendar.csv", ("Place", "Kind", "Text"), _calendar())
    _write(
        "people.csv",
        ("Number", "Name", "Category", "Department", "E-mail", "Language", "May borrow",
         "Is staff", "Valid until", "Badges"),
        _people(chance),
    )  # fmt: skip
    kits, members = _kits()
    _write("kits.csv", ("Tag", "Name", "Type", "Home", "Parts", "Description"), kits)
    _write(
        "assets.csv",
        ("Tag", "Name", "Type", "Make", "Model", "Serial", "Kit", "Home", "Status", "Value",
         "Cannot lend", "High value", "Codes", "Purchased on", "Supplier", "Description"),
        _assets(chance, members),
    )  # fmt: skip


def _write(name: str, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(headers)
        lines.writerows(rows)


def _locations() -> Iterable[tuple[str, str, str]]:
    yield SITE, "site", "NA"
    for path, kind, code in PLACES:
        yield f"{SITE} › {path}", kind, code
    for room, code, shelves in SHELVES:
        for at in range(shelves):
            yield f"{SITE} › {room} › Shelf {'ABCDEFGH'[at]}", "shelf", f"{code}-{'ABCDEFGH'[at]}"


def _calendar() -> Iterable[tuple[str, str, str]]:
    yield SITE, "zone", "Europe/London"
    for weekday in range(1, 6):
        yield SITE, "hours", f"{weekday} 08:00-{'16:00' if weekday == 5 else '17:00'}"  # noqa: PLR2004 - Friday
    for kind, lines in (("period", PERIODS), ("term", TERMS), ("closed", CLOSED)):
        for line in lines:
            yield SITE, kind, line


class _Names:
    """Draws names that differ, and badges that differ."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._names: set[str] = set()
        self._badges: set[str] = set()

    def name(self) -> str:
        while True:
            given, family = self._chance.choice(GIVEN), self._chance.choice(FAMILY)
            name = f"{given} {family}".strip()
            if name not in self._names:
                self._names.add(name)
                return name

    def badge(self) -> str:
        while True:
            code = f"0F00{self._chance.randrange(0x100000, 0xFFFFFF):06X}"
            if code not in self._badges:
                self._badges.add(code)
                return code


def _people(chance: Random) -> Iterable[tuple[str, ...]]:
    names = _Names(chance)
    number = 1000
    for year in YEARS:
        for form in FORMS:
            for _ in range(PUPILS_PER_FORM):
                number += 1
                category = "student" if year > 11 else "pupil"  # noqa: PLR2004 - the sixth form
                may = "no" if number % 61 == 0 else "yes"
                until = "2026-10-23" if number % 83 == 0 else ""
                language = chance.choice(("en",) * 17 + ("de", "pl", "uk"))
                yield (str(number), names.name(), category, f"{year}{form}", "", language, may, "",
                       until, names.badge() if number % 29 else "")  # fmt: skip
    for at in range(TEACHERS):
        name = names.name()
        yield (f"T{at + 1:03}", name, "staff", DEPARTMENTS[at % len(DEPARTMENTS)], _mail(at, "t"),
               "en", "yes", "yes", "", names.badge())  # fmt: skip
    for at, department in enumerate(TECHNICIANS):
        yield (f"K{at + 1:03}", names.name(), "technician", department, _mail(at, "k"), "en",
               "yes", "yes", "", names.badge())  # fmt: skip
    for at in range(10):
        yield (f"G{at + 1:03}", names.name(), "guest", "Visiting", "", "en", "yes", "",
               f"2026-12-{10 + at:02}", names.badge())  # fmt: skip


def _mail(at: int, letter: str) -> str:
    return f"{letter}{at + 1:03}@northfield.example"


def _kits() -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Give the rows of the kits, and of the assets in them: tag, name, type, make, model, value."""
    kits: list[tuple[str, ...]] = []
    members: list[tuple[str, ...]] = []
    for name, type_, home, count, parts, inside in KITS:
        for at in range(1, count + 1):
            tag = f"KIT-{len(kits) + 1:03}"
            kits.append((tag, f"{name} {at}", type_, home, parts, ""))
            members += [(tag, home, *member) for member in inside]
    return kits, members


def _assets(chance: Random, members: list[tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    counts: dict[str, int] = {}

    def tag(prefix: str) -> str:
        counts[prefix] = counts.get(prefix, 100) + 1
        return f"{prefix}-{counts[prefix]:04}"

    def row(kit: str, home: str, prefix: str, name: str, *rest: str) -> tuple[str, ...]:
        type_, make, model, value = rest
        label = tag(prefix)
        at = counts[prefix]
        year, month, date = (
            chance.randrange(19, 26),
            chance.randrange(1, 13),
            chance.randrange(1, 29),
        )
        status = {37: "in_repair", 53: "lost", 71: "testing"}.get(at - 100, "")
        serial = f"{make[:2].upper()}{chance.randrange(10**8):08}" if make else ""
        codes = f"NA{chance.randrange(10**6):06}" if at % 9 == 0 else ""
        bought = f"20{year}-{month:02}-{date:02}"
        cannot = "yes" if at % 47 == 0 and not kit else ""
        high = "yes" if name.startswith("Telescope") else ""
        return (label, name, type_, make, model, serial, kit, home, "" if kit else status, value,
                cannot, high, codes, bought, "Brightside School Supplies", "")  # fmt: skip

    for kit, home, prefix, name, *rest in members:
        yield row(kit, home, prefix, name, *rest)
    for prefix, name, type_, home, make, model, value, count in STOCK:
        for _ in range(count):
            yield row("", home, prefix, name, type_, make, model, value)


if __name__ == "__main__":
    main()
