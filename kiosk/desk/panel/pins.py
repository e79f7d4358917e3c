"""PINs and passwords: set and unlocked by staff who may do as much; never in the ledger."""

from dataclasses import dataclass

from kiosk.desk.panel.acts import Done, No, Result, Why
from kiosk.desk.panel.staff import Staff
from kiosk.domain.ids import PersonId
from kiosk.domain.ports import Books, Clock, Secrets
from kiosk.domain.roles import Permission


@dataclass(frozen=True, slots=True)
class Pins:
    """Everybody may set their own; slow by design, so it runs on a worker thread."""

    books: Books
    secrets: Secrets
    clock: Clock

    def set_pin(self, staff: Staff, person: PersonId, pin: str) -> Result:
        refused = self._refused(staff, person)
        if refused is not None:
            return refused
        try:
            self.secrets.set_pin(person, pin, self.clock.now())
        except ValueError as error:
            return No(Why.PIN_WEAK, {"pin": str(error)})
        return Done()

    def set_password(self, staff: Staff, person: PersonId, password: str) -> Result:
        refused = self._refused(staff, person)
        if refused is not None:
            return refused
        try:
            self.secrets.set_password(person, password, self.clock.now())
        except ValueError as error:
            return No(Why.PIN_WEAK, {"password": str(error)})
        return Done()

    def unlock(self, staff: Staff, person: PersonId) -> Result:
        """Lift a lock-out; another has to do it, nobody their own."""
        if staff.id == person:
            return No(Why.NOT_PERMITTED)
        refused = self._refused(staff, person)
        if refused is not None:
            return refused
        self.secrets.unlock(person)
        return Done()

    def _refused(self, staff: Staff, person: PersonId) -> No | None:
        with self.books.read(self.clock.now()) as book:
            asks, asked = book.person_by_id(staff.id), book.person_by_id(person)
            now_staff = Staff.of(asks, book.now) if asks is not None else None
        if now_staff is None:
            return No(Why.NOT_PERMITTED)
        if asked is None or asked.removed:
            return No(Why.GONE)
        if staff.id == person:
            return None
        if not now_staff.may(Permission.MANAGE_PEOPLE):
            return No(Why.NOT_PERMITTED)
        return None if now_staff.outranks(asked.roles) else No(Why.OUTRANKED)
