"""A small school on a real station: an admin, a desk assistant, a pupil, things, a kit."""

from dataclasses import dataclass
from datetime import timedelta

from kiosk.desk.panel.acts import Act, Done, Perform, Result
from kiosk.desk.panel.first_start import Founded, add_first_admin
from kiosk.desk.panel.keys import GiveBadge
from kiosk.desk.panel.people import GiveRole
from kiosk.desk.panel.records import NewPerson, NewThing
from kiosk.desk.panel.staff import Staff
from kiosk.domain.bodies.lending import CheckedOut, LineOut
from kiosk.domain.hlc import to_ms
from kiosk.domain.ids import (
    AssetId,
    Entity,
    KitId,
    LineId,
    LoanId,
    PartId,
    PersonId,
    Subject,
    subject,
)
from kiosk.domain.ports import Code
from kiosk.domain.roles import Role
from kiosk.store.station import Station
from tests.fakes.clock import FakeClock

ADMIN_BADGE = Code("0102030405", technology="em4100")
PUPIL_BADGE = Code("0A0B0C0D0E", technology="em4100")


@dataclass(frozen=True, slots=True)
class School:
    station: Station
    clock: FakeClock
    perform: Perform
    admin: Staff
    assistant: Staff
    pupil: PersonId
    camera: AssetId
    tripod: AssetId
    kit: KitId
    cable: PartId

    def do(self, act: Act, staff: Staff | None = None) -> Result:
        return self.perform(staff or self.admin, act)

    def made(self, act: Act) -> str:
        result = self.do(act)
        assert isinstance(result, Done), result
        return result.id

    def lend(self, asset: AssetId, days: int = 7) -> LineId:
        """Lend an asset to the pupil, as the desk would record it."""
        with self.station.books.write(self.clock.now()) as book:
            holder = subject(Entity.PERSON, book.actor_alias(self.pupil))
            due_ms = to_ms(self.clock.now() + timedelta(days=days))
            line = LineOut(LineId(book.new_id()), due_ms, asset=asset)
            body = CheckedOut(LoanId(book.new_id()), "s", holder, (line,))
            book.append(body, (subject(Entity.ASSET, asset), holder))
        return line.line

    def lend_kit(self, days: int = 7) -> tuple[LineId, LineId]:
        """Lend the kit; gives the lines of the tripod and of the cables."""
        with self.station.books.write(self.clock.now()) as book:
            holder = subject(Entity.PERSON, book.actor_alias(self.pupil))
            due_ms = to_ms(self.clock.now() + timedelta(days=days))
            lines = (
                LineOut(LineId(book.new_id()), due_ms, asset=self.tripod),
                LineOut(LineId(book.new_id()), due_ms, part=self.cable, quantity=2),
            )
            body = CheckedOut(LoanId(book.new_id()), "s", holder, lines, kit=self.kit)
            named = (subject(Entity.ASSET, self.tripod), subject(Entity.KIT, self.kit), holder)
            book.append(body, named)
        return lines[0].line, lines[1].line

    def about_kit(self) -> Subject:
        return subject(Entity.KIT, self.kit)


def found_school(station: Station, clock: FakeClock) -> School:
    founded = Founded(station.books, station.secrets, "")
    admin = add_first_admin(founded, clock, "Ada Admin", "2468")
    perform = Perform(station.books, clock)
    staff = Staff(admin, "Ada Admin", frozenset({Role.ADMIN}))

    def made(act: Act) -> str:
        result = perform(staff, act)
        assert isinstance(result, Done), result
        return result.id

    made(GiveBadge(admin, ADMIN_BADGE))
    assistant = PersonId(made(NewPerson({"name": "Dina Desk", "can_log_in": "1"})))
    made(GiveRole(assistant, Role.DESK))
    named = {"name": "Pip Pupil", "category": "pupil", "number": "7001", "department": "Year 9"}
    pupil = PersonId(made(NewPerson(named)))
    made(GiveBadge(pupil, PUPIL_BADGE))
    kit = KitId(made(NewThing(Entity.KIT, {"tag": "KIT-1", "name": "Interview kit"})))
    camera = {"tag": "CAM-1", "name": "Canon camera", "value": "1,250.00"}
    part = {"name": "XLR cable", "quantity": "2", "kit": kit}
    return School(
        station,
        clock,
        perform,
        staff,
        Staff(assistant, "Dina Desk", frozenset({Role.DESK})),
        pupil,
        AssetId(made(NewThing(Entity.ASSET, camera))),
        AssetId(made(NewThing(Entity.ASSET, {"tag": "TRI-1", "name": "Tripod", "kit": kit}))),
        kit,
        PartId(made(NewThing(Entity.PART, part))),
    )
