"""A small lending world, written through the real books: a pupil, cameras, a kit, loans."""

from kiosk.domain.bodies.lending import CheckedIn, CheckedOut, LineIn, LineOut
from kiosk.domain.bodies.people import BadgeGiven, Barred, RoleGiven
from kiosk.domain.bodies.records import RecordChanged
from kiosk.domain.events import EventRef, Personal
from kiosk.domain.hlc import to_ms
from kiosk.domain.ids import (
    Alias,
    AssetId,
    Entity,
    KitId,
    LineId,
    LoanId,
    PartId,
    PersonId,
    subject,
)
from kiosk.domain.ports import WriteBook
from kiosk.store.station import Station
from tests.store.station_fixture import SITE

NAME = "Amina Khan-Okafor"
BADGE = "0F1A2B3C4D"
PIN = "493817"
REASON = "Lent her camera to a friend"


def add_person(book: WriteBook, name: str = NAME, badge: str = BADGE) -> tuple[PersonId, Alias]:
    person = PersonId(book.new_id())
    alias = book.actor_alias(person)
    about = (subject(Entity.PERSON, alias),)
    fields = {"name": book.seal(alias, "name", name), "category": "pupil"}
    book.append(RecordChanged(Entity.PERSON, alias, dict(fields)), about)
    code = Personal(book.seal(alias, "code", badge))
    book.append(BadgeGiven(alias, book.new_id(), code, "em4100"), about)
    return person, alias


def add_asset(book: WriteBook, tag: str, **fields: str | int) -> AssetId:
    asset = AssetId(book.new_id())
    record = {"tag": tag, "name": f"Camera {tag}", "home": SITE, **fields}
    book.append(RecordChanged(Entity.ASSET, asset, record), (subject(Entity.ASSET, asset),))
    return asset


def add_kit(book: WriteBook, tag: str) -> tuple[KitId, PartId]:
    kit, part = KitId(book.new_id()), PartId(book.new_id())
    about = subject(Entity.KIT, kit)
    book.append(RecordChanged(Entity.KIT, kit, {"tag": tag, "name": "Film kit"}), (about,))
    cable = {"name": "XLR cable", "kit": kit, "quantity": 2}
    book.append(RecordChanged(Entity.PART, part, dict(cable)), (subject(Entity.PART, part), about))
    return kit, part


def check_out(book: WriteBook, asset: AssetId, alias: Alias) -> tuple[LineId, EventRef]:
    line = LineId(book.new_id())
    due = to_ms(book.now) + 7 * 86_400_000
    holder = subject(Entity.PERSON, alias)
    body = CheckedOut(LoanId(book.new_id()), "s1", holder, (LineOut(line, due, asset),))
    return line, book.append(body, (subject(Entity.ASSET, asset), holder), alias)


def check_in(book: WriteBook, asset: AssetId, line: LineId, alias: Alias) -> EventRef:
    holder = subject(Entity.PERSON, alias)
    body = CheckedIn("s1", (LineIn(line, asset),), "works", returned_by=holder)
    return book.append(body, (subject(Entity.ASSET, asset), holder), alias)


def bar(book: WriteBook, alias: Alias) -> None:
    reason = Personal(book.seal(alias, "reason", REASON))
    book.append(Barred(alias, book.new_id(), reason), (subject(Entity.PERSON, alias),))


def give_role(book: WriteBook, alias: Alias, role: str) -> None:
    book.append(RoleGiven(alias, role), (subject(Entity.PERSON, alias),))


def lend_something(station: Station) -> tuple[PersonId, AssetId]:
    """Add one person and one asset, and lend it."""
    with station.books.write(station.clock.now()) as book:
        person, alias = add_person(book)
        asset = add_asset(book, "LS-0001")
        check_out(book, asset, alias)
    return person, asset
