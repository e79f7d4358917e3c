from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.admin.models import Room
from kiosk.admin.parts import PanelParts
from kiosk.admin.presenter import PanelPresenter
from kiosk.desk.effects import Park
from kiosk.desk.panel.people import GiveRole
from kiosk.desk.panel.pins import Pins
from kiosk.desk.parking import park
from kiosk.desk.views import item_of
from kiosk.domain.ports import Code
from kiosk.domain.roles import Role
from kiosk.shell.palette import Tone
from tests.admin.fake_view import FakeView
from tests.desk.panel.school import ADMIN_BADGE, PUPIL_BADGE, School

UNKNOWN = Code("5012345678900", "EAN-13")


def sign_in_as(school: School, presenter: PanelPresenter, role: Role) -> None:
    if role is not Role.DESK:
        school.made(GiveRole(school.assistant.id, role))
    pins = Pins(school.station.books, school.station.secrets, school.clock)
    pins.set_password(school.admin, school.assistant.id, "correct horse")
    presenter.door.password("Dina Desk", "correct horse")


def test_a_badge_asks_for_its_pin_and_then_today_is_shown(
    presenter: PanelPresenter, view: FakeView
):
    presenter.scanned(ADMIN_BADGE)
    assert view.sign_in.name == "Ada Admin"

    presenter.door.pin("9999")
    assert view.sign_in.message == "That does not fit. Try again."
    presenter.door.pin("2468")

    assert (view.staff.name, view.staff.roles) == ("Ada Admin", "Admin")
    assert view.today.greeting == "Good morning, Ada"


def test_a_pupils_badge_opens_nothing(presenter: PanelPresenter, view: FakeView):
    presenter.scanned(PUPIL_BADGE)

    assert view.sign_in.message == "This badge opens nothing here."
    assert view.staff is None


def test_nobody_touches_it_so_it_signs_out_by_itself(
    signed: PanelPresenter, school: School, view: FakeView, closed: list[bool]
):
    school.clock.advance(seconds=60)
    signed.door.tick()
    assert view.seconds_left == 30

    signed.door.touched()
    signed.door.tick()
    assert view.seconds_left == 90
    school.clock.advance(seconds=90)
    signed.door.tick()

    assert closed == [True]
    view.today = None
    signed.go(Room.TODAY)
    assert view.today is None


def test_a_role_is_offered_its_rooms_and_no_others(
    presenter: PanelPresenter, school: School, view: FakeView
):
    sign_in_as(school, presenter, Role.DESK)

    assert Room.TRAIL not in view.staff.rooms
    presenter.go(Room.TRAIL)
    assert view.table is None
    presenter.go(Room.ASSETS)
    assert view.table.actions == ()
    assert "Value" not in [column.title for column in view.table.columns]


def test_what_a_role_may_not_do_is_not_offered(
    presenter: PanelPresenter, school: School, view: FakeView
):
    school.lend(school.camera)
    sign_in_as(school, presenter, Role.DESK)

    presenter.open_row(f"person:{school.pupil}")

    assert view.actions() == {"return"}


def test_search_shows_what_fits(signed: PanelPresenter, view: FakeView):
    signed.go(Room.PEOPLE)
    assert view.titles() == ["Ada Admin", "Dina Desk", "Pip Pupil"]

    signed.search("pup")

    assert view.titles() == ["Pip Pupil"]


def test_an_answer_to_a_search_that_is_over_is_thrown_away(parts: PanelParts, view: FakeView):
    waiting: list[Callable[[], None]] = []

    class Later:
        def run(self, job, done):
            waiting.append(lambda: done(job()))

    def work_off() -> None:
        while waiting:
            waiting.pop(0)()

    presenter = PanelPresenter(view, replace(parts, work=Later()), lambda: None)
    presenter.open()
    presenter.scanned(ADMIN_BADGE)
    work_off()
    presenter.door.pin("2468")
    work_off()
    presenter.go(Room.PEOPLE)
    presenter.search("dina")
    presenter.search("pip")
    older, newer = waiting[-2:]
    newer()
    older()

    assert view.titles() == ["Pip Pupil"]


def test_a_thing_is_edited_and_a_mistake_says_why(
    signed: PanelPresenter, school: School, view: FakeView
):
    signed.open_row(f"asset:{school.camera}")
    signed.act("edit")
    values = {field.name: field.value for field in view.form.fields}
    assert values["value"] == "1250.00"

    signed.submit(values | {"name": ""})
    assert view.form.message == "Some fields need another look."
    assert {f.name: f.mistake for f in view.form.fields if f.mistake} == {"name": "Fill this in."}
    signed.submit(values | {"name": "Canon R6"})

    assert view.sheet.title == "Canon R6"
    assert view.sheet.timeline[0].title == "Changed · 1 field"
    assert view.told[-1] == (Tone.DONE, "Done.")


def test_a_form_is_left_with_nothing_done(signed: PanelPresenter, school: School, view: FakeView):
    signed.open_row(f"asset:{school.camera}")
    signed.act("status")
    signed.leave_form()

    assert view.form is None
    assert view.sheet.title == "Canon camera"


def test_a_new_person_is_made_and_shown(signed: PanelPresenter, view: FakeView):
    signed.go(Room.PEOPLE)
    signed.act("new:person")
    signed.submit({"name": "Nia New", "category": "pupil", "may_borrow": "1"})

    assert view.sheet.title == "Nia New"
    assert "Nia New" in view.titles()


def test_leaving_the_form_of_a_new_thing_closes_it(signed: PanelPresenter, view: FakeView):
    signed.act("new:asset")
    assert view.form is not None
    signed.leave_form()

    assert view.form is None


def test_a_badge_is_given_by_tapping_it(signed: PanelPresenter, school: School, view: FakeView):
    signed.open_row(f"person:{school.assistant.id}")
    signed.act("badge")
    signed.scanned(ADMIN_BADGE)
    assert view.told[-1] == (Tone.REFUSED, "This code names something already.")

    signed.scanned(Code("1122334455", technology="em4100"))

    assert "withdraw" in view.actions()


def test_a_scan_opens_what_it_names(signed: PanelPresenter, view: FakeView):
    signed.scanned(PUPIL_BADGE)
    assert view.sheet.title == "Pip Pupil"
    signed.scanned(Code("CAM-1"))
    assert view.sheet.title == "Canon camera"
    signed.scanned(Code("KIT-1"))
    assert view.sheet.title == "Interview kit"


def test_a_scan_that_names_nothing_is_adopted_by_the_thing_opened_next(
    signed: PanelPresenter, school: School, view: FakeView, parts: PanelParts
):
    signed.scanned(UNKNOWN)
    assert view.sheet.note == "Nobody knows this code"

    signed.act(view.sheet.actions[0].key)
    assert view.table.room is Room.ASSETS
    signed.open_row(f"asset:{school.camera}")

    assert [code.text for code in parts.panel.asset(school.camera).codes] == [UNKNOWN.text]
    assert view.sheet.title == "Canon camera"


def test_an_unknown_card_beside_a_person_becomes_their_badge(
    signed: PanelPresenter, school: School, view: FakeView, parts: PanelParts
):
    signed.open_row(f"person:{school.assistant.id}")
    signed.scanned(Code("1122334455", technology="em4100"))
    assert view.sheet.actions[0].word == "To Dina Desk"

    signed.act(view.sheet.actions[0].key)

    assert [badge.ending for badge in parts.panel.person(school.assistant.id).badges] == ["4455"]
    assert view.sheet.title == "Dina Desk"


def test_an_unknown_code_of_today_is_forgotten(
    signed: PanelPresenter, school: School, view: FakeView
):
    with school.station.books.write(school.clock.now()) as book:
        book.keep_unknown(UNKNOWN)
    signed.go(Room.TODAY)
    (item,) = view.today.sections[2].items

    signed.act(item.actions[-1].key)

    assert view.today.sections[2].items == ()


def test_a_kit_comes_back_short_and_a_spare_makes_it_whole(
    signed: PanelPresenter, school: School, view: FakeView
):
    _tripod, cables = school.lend_kit()
    signed.open_row(f"kit:{school.kit}")
    signed.act("return")
    values = {field.name: field.value for field in view.form.fields}
    signed.submit(values | {cables: "1"})
    assert [pill.text for pill in view.sheet.pills] == ["In, short"]

    signed.act("release")
    signed.submit({"reason": "The spare is ordered"})
    assert "May go out short once" in [pill.text for pill in view.sheet.pills]
    signed.act(f"spare:{cables}")

    assert view.sheet.pills[0].text == "In, whole"


def test_a_person_is_barred_to_the_end_of_a_day(
    signed: PanelPresenter, school: School, view: FakeView
):
    signed.open_row(f"person:{school.pupil}")
    signed.act("bar")
    signed.submit({"reason": "Broke a tablet", "until": "soon"})
    assert {f.name: f.mistake for f in view.form.fields if f.mistake}["until"].startswith("Write")

    signed.submit({"reason": "Broke a tablet", "until": "2026-11-30"})

    assert view.sheet.pills[0].text == "Barred"
    assert "unbar" in view.actions()


@pytest.mark.parametrize("action", ["pin", "password", "role", "remove"])
def test_every_action_of_a_person_asks_before_it_acts(
    signed: PanelPresenter, school: School, view: FakeView, action: str
):
    signed.open_row(f"person:{school.assistant.id}")
    signed.act(action)

    assert view.form.key == action
    filled = {"secret": "correct horse" if action == "password" else "1357", "role": "manager"}
    signed.submit(filled)
    assert view.told[-1] == (Tone.DONE, "Done.")


@pytest.mark.parametrize("action", ["status", "code", "remove", "label"])
def test_every_action_of_a_thing_is_done(
    signed: PanelPresenter, school: School, view: FakeView, action: str
):
    signed.open_row(f"asset:{school.camera}")
    signed.act(action)
    if action == "code":
        signed.scanned(UNKNOWN)
    elif action != "label":
        signed.submit({"status": "lost", "reason": "Not there"})

    assert view.told[-1][0] is Tone.DONE


@pytest.mark.parametrize("action", ["edit", "part", "code", "remove", "label"])
def test_every_action_of_a_kit_is_done(
    signed: PanelPresenter, school: School, view: FakeView, action: str
):
    signed.open_row(f"kit:{school.kit}")
    signed.act(action)
    if action == "code":
        signed.scanned(UNKNOWN)
    elif action != "label":
        signed.submit({"name": "Another name", "quantity": "3"})

    assert view.told[-1][0] is Tone.DONE


def test_a_parked_check_out_is_approved_on_today(
    signed: PanelPresenter, school: School, view: FakeView
):
    with school.station.books.write(school.clock.now()) as book:
        camera = item_of(book.asset(school.camera))
        park(book, Park(school.clock.now(), school.pupil, camera))
    signed.go(Room.TODAY)
    (row,) = view.today.sections[0].items
    assert view.today.sections[0].title == "Waits for approval"
    assert row.opens == f"asset:{school.camera}"

    signed.act(row.actions[0].key)

    assert view.today.sections[0].title == "Overdue"
