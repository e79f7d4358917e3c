"""Signing in to the panel: a staff badge with its PIN, or a name with its password."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.desk.panel.staff import Staff
from kiosk.domain.ids import PersonId
from kiosk.domain.model import Person
from kiosk.domain.panel import PanelBooks
from kiosk.domain.ports import Books, Clock, Code, PinAnswer, PinVerdict, Secrets


class NotIn(StrEnum):
    """Why somebody is not signed in; never says whether a name is known."""

    WRONG = "wrong"
    WAIT = "wait"
    LOCKED = "locked"
    NO_PIN = "no_pin"
    NOT_STAFF = "not_staff"


_NOT_IN = {
    PinVerdict.WRONG: NotIn.WRONG,
    PinVerdict.WAIT: NotIn.WAIT,
    PinVerdict.LOCKED: NotIn.LOCKED,
    PinVerdict.NONE_SET: NotIn.NO_PIN,
}


@dataclass(frozen=True, slots=True)
class NotSignedIn:
    """They are not in; with ``WAIT`` the next try counts only after ``wait_s``."""

    why: NotIn
    wait_s: int = 0


@dataclass(frozen=True, slots=True)
class SignIn:
    """Checks who somebody is; slow by design, so it runs on a worker thread."""

    books: Books
    panel: PanelBooks
    secrets: Secrets
    clock: Clock

    def who(self, code: Code) -> Staff | NotSignedIn:
        """Say whose badge this is, before the PIN is asked for."""
        with self.books.read(self.clock.now()) as book:
            people = [found for found in book.find(code) if isinstance(found, Person)]
            staff = Staff.of(people[0], book.now) if len(people) == 1 else None
        return staff or NotSignedIn(NotIn.NOT_STAFF)

    def with_pin(self, person: PersonId, pin: str) -> Staff | NotSignedIn:
        """Sign in with the PIN of the badge that was tapped."""
        return self._in(person, self.secrets.check_pin(person, pin, self.clock.now()))

    def with_password(self, name: str, password: str) -> Staff | NotSignedIn:
        """Sign in with a name, e-mail or number; one that fits nobody or two is just wrong."""
        found = self.panel.who_logs_in(name.strip())
        if len(found) != 1:
            return NotSignedIn(NotIn.WRONG)
        answer = self.secrets.check_password(found[0], password, self.clock.now())
        return self._in(found[0], answer)

    def _in(self, person: PersonId, answer: PinAnswer) -> Staff | NotSignedIn:
        if answer.verdict is PinVerdict.RIGHT:
            return self._staff(person)
        return NotSignedIn(_NOT_IN[answer.verdict], answer.wait_s)

    def _staff(self, person: PersonId) -> Staff | NotSignedIn:
        with self.books.read(self.clock.now()) as book:
            found = book.person_by_id(person)
            staff = Staff.of(found, book.now) if found is not None else None
        return staff or NotSignedIn(NotIn.NOT_STAFF)
