"""The first start: what a new station is asked, and its first admin with a PIN."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kiosk.domain.bodies.people import RoleGiven
from kiosk.domain.bodies.records import RecordChanged
from kiosk.domain.ids import Entity, PersonId, subject
from kiosk.domain.ports import Books, Clock, Secrets
from kiosk.domain.roles import Role

_CURRENCY_LETTERS = 3
_LEAST_PIN = 4


@dataclass(frozen=True, slots=True)
class FirstAnswers:
    """What a person answered, on the screen or to ``lendstation init``."""

    organisation: str
    site: str
    station: str
    zone: str
    currency: str
    admin: str
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Founded:
    """A station that was just made; the recovery key is shown once and kept nowhere."""

    books: Books
    secrets: Secrets
    recovery_key: str = field(repr=False)


class FirstMistake(StrEnum):
    """What is wrong with one answer."""

    EMPTY = "empty"
    NO_ZONE = "no_zone"
    NO_CURRENCY = "no_currency"
    WEAK_PIN = "weak_pin"


@dataclass(frozen=True, slots=True)
class FirstStart:
    """Does on the screen what ``init`` does; ``found`` makes database and keys (Trouble)."""

    found: Callable[[FirstAnswers], Founded]
    clock: Clock

    def __call__(self, answers: FirstAnswers) -> Founded | dict[str, FirstMistake]:
        """Make the station, or name every mistake by its answer."""
        mistakes = first_mistakes(answers)
        if mistakes:
            return mistakes
        founded = self.found(answers)
        add_first_admin(founded, self.clock, answers.admin, answers.pin)
        return founded


def first_mistakes(answers: FirstAnswers) -> dict[str, FirstMistake]:
    """Check the answers, one by one; a page of the screen looks at its own."""
    asked = ("organisation", "site", "station", "admin")
    mistakes = {name: FirstMistake.EMPTY for name in asked if not getattr(answers, name).strip()}
    if not _is_zone(answers.zone):
        mistakes["zone"] = FirstMistake.NO_ZONE
    currency = answers.currency
    if not (len(currency) == _CURRENCY_LETTERS and currency.isascii() and currency.isupper()):
        mistakes["currency"] = FirstMistake.NO_CURRENCY
    pin = answers.pin
    is_strong = pin.isascii() and pin.isdecimal() and len(set(pin)) > 1
    if not is_strong or len(pin) < _LEAST_PIN:
        mistakes["pin"] = FirstMistake.WEAK_PIN
    return mistakes


def add_first_admin(founded: Founded, clock: Clock, name: str, pin: str) -> PersonId:
    """Record the first admin and set their PIN; their badge is given in the panel."""
    now = clock.now()
    with founded.books.write(now) as book:
        person = PersonId(book.new_id())
        alias = book.actor_alias(person)
        about = [subject(Entity.PERSON, alias)]
        sealed = book.seal(alias, "name", name.strip())
        fields: dict[str, str | int] = {"name": sealed, "is_staff": 1, "can_log_in": 1}
        book.append(RecordChanged(Entity.PERSON, alias, fields), about, alias)
        book.append(RoleGiven(alias, Role.ADMIN.value), about, alias)
    founded.secrets.set_pin(person, pin, now)
    return person


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return bool(name)
