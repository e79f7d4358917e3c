from dataclasses import replace

import pytest

from kiosk.desk.panel.first_start import (
    FirstAnswers,
    FirstMistake,
    FirstStart,
    Founded,
    first_mistakes,
)
from kiosk.desk.panel.pins import Pins
from kiosk.desk.panel.sign_in import NotIn, NotSignedIn, SignIn
from kiosk.desk.panel.staff import Staff
from kiosk.domain.ids import PersonId
from kiosk.domain.ports import Code
from kiosk.domain.roles import Role
from kiosk.store.panel_queries import PanelQueries
from kiosk.store.station import Station
from tests.desk.panel.school import ADMIN_BADGE, PUPIL_BADGE, School
from tests.fakes.clock import FakeClock

ANSWERS = FirstAnswers(
    "Hill School", "Hill School", "Desk 1", "Europe/London", "GBP", "Ada", "2468"
)


@pytest.fixture
def sign_in(school: School, panel: PanelQueries) -> SignIn:
    return SignIn(school.station.books, panel, school.station.secrets, school.clock)


def test_a_staff_badge_and_its_pin_sign_in(school: School, sign_in: SignIn):
    who = sign_in.who(ADMIN_BADGE)
    assert isinstance(who, Staff)

    assert sign_in.with_pin(who.id, "2468") == school.admin


def test_a_badge_that_is_nobodys_or_a_pupils_opens_nothing(sign_in: SignIn):
    assert sign_in.who(PUPIL_BADGE) == NotSignedIn(NotIn.NOT_STAFF)
    assert sign_in.who(Code("FFFFFFFFFF", technology="em4100")) == NotSignedIn(NotIn.NOT_STAFF)


def test_a_wrong_pin_is_wrong_then_waits_then_locks(school: School, sign_in: SignIn):
    admin = school.admin.id
    answers = [sign_in.with_pin(admin, "0001") for _ in range(4)]

    assert answers[0] == NotSignedIn(NotIn.WRONG)
    assert NotIn.WAIT in {answer.why for answer in answers}
    for _ in range(20):
        school.clock.advance(minutes=20)
        last = sign_in.with_pin(admin, "0001")
    assert last == NotSignedIn(NotIn.LOCKED)


def test_without_a_pin_nobody_gets_in(school: School, sign_in: SignIn):
    assert sign_in.with_pin(school.assistant.id, "1357") == NotSignedIn(NotIn.NO_PIN)
    nobody = PersonId("01936a00-0000-7000-8000-00000000ffff")
    assert sign_in.with_pin(nobody, "1357") == NotSignedIn(NotIn.NO_PIN)


def test_a_name_and_password_sign_in_and_an_unknown_name_is_just_wrong(
    school: School, sign_in: SignIn
):
    pins = Pins(school.station.books, school.station.secrets, school.clock)
    pins.set_password(school.admin, school.assistant.id, "correct horse")

    signed = sign_in.with_password(" dina desk ", "correct horse")

    assert isinstance(signed, Staff)
    assert signed.roles == {Role.DESK}
    assert sign_in.with_password("Nobody", "correct horse") == NotSignedIn(NotIn.WRONG)


def test_a_right_pin_without_a_role_opens_nothing(school: School, sign_in: SignIn):
    school.station.secrets.set_pin(school.pupil, "1357", school.clock.now())

    assert sign_in.with_pin(school.pupil, "1357") == NotSignedIn(NotIn.NOT_STAFF)


def test_somebody_with_a_pin_who_is_not_there_opens_nothing(school: School, sign_in: SignIn):
    nobody = PersonId("01936a00-0000-7000-8000-00000000ffff")
    school.station.secrets.set_pin(nobody, "1357", school.clock.now())

    assert sign_in.with_pin(nobody, "1357") == NotSignedIn(NotIn.NOT_STAFF)


def test_the_first_start_makes_an_admin_with_a_pin(station: Station, clock: FakeClock):
    asked = []

    def found(answers: FirstAnswers) -> Founded:
        asked.append(answers)
        return Founded(station.books, station.secrets, "recovery")

    founded = FirstStart(found, clock)(ANSWERS)

    assert isinstance(founded, Founded)
    (admin,) = PanelQueries(station.books, clock).people(clock.now(), "", (), 9)
    assert (admin.name, admin.is_staff) == ("Ada", True)
    assert asked == [ANSWERS]


def test_a_mistake_makes_no_station(clock: FakeClock):
    def found(_answers: FirstAnswers) -> Founded:
        raise AssertionError("nothing may be made")

    wrong = replace(ANSWERS, zone="Mars", currency="pounds", pin="1111", admin=" ")

    assert FirstStart(found, clock)(wrong) == {
        "admin": FirstMistake.EMPTY,
        "zone": FirstMistake.NO_ZONE,
        "currency": FirstMistake.NO_CURRENCY,
        "pin": FirstMistake.WEAK_PIN,
    }


@pytest.mark.parametrize("pin", ["12", "abcd", ""])
def test_a_first_pin_is_four_digits_or_more(pin: str):
    assert first_mistakes(replace(ANSWERS, pin=pin)) == {"pin": FirstMistake.WEAK_PIN}
