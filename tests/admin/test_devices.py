"""The room of devices: how each fares, what is read, one learnt, one tested."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from kiosk.admin.device_words import driver_word, short_address
from kiosk.admin.devices import DevicesPresenter
from kiosk.admin.models import Item, Room
from kiosk.admin.parts import PanelParts, Signed
from kiosk.admin.presenter import PanelPresenter
from kiosk.desk.panel.staff import Staff
from kiosk.domain.devices import DeviceRole, DeviceState, Lesson
from kiosk.domain.ids import PersonId
from kiosk.domain.ports import Code
from kiosk.shell.camera_preview import CameraPreview
from kiosk.shell.palette import Tone
from tests.admin.fake_view import FakeView
from tests.admin.gallery import DEVICES, FakeDevices
from tests.desk.panel.school import ADMIN_BADGE

BADGE = Code("0F0012D687", "em4100", "em4100", "Badge reader")
LABEL = Code("AV-0182", "code_128", "", "Hand scanner")
LESSON = Lesson("em4100", DeviceRole.BADGES, "/dev/serial/by-id/usb-new")


@pytest.fixture
def devices(parts: PanelParts) -> FakeDevices:
    assert isinstance(parts.devices, FakeDevices)
    return parts.devices


@pytest.fixture
def room(signed: PanelPresenter, view: FakeView) -> PanelPresenter:
    signed.show_devices(DEVICES)
    signed.go(Room.DEVICES)
    assert view.devices is not None
    return signed


def steps(view: FakeView) -> list[Item]:
    assert view.sheet is not None
    (section,) = view.sheet.sections
    return list(section.items)


@pytest.mark.usefixtures("room")
def test_every_device_has_a_card_that_says_what_is_wrong_and_what_to_do(view: FakeView):
    badge, camera, scanner, receipts = view.devices.cards

    assert (badge.name, badge.state, badge.tone) == ("Badge reader", "Ready", Tone.DONE)
    assert badge.address == "usb-FTDI_FT232R_…285BI-if00-port0"
    assert (camera.state, camera.reason) == ("Gone", "there is no picture from the camera")
    assert scanner.remedy.endswith("D002")
    assert [action.word for action in badge.actions] == ["Test"]
    assert [action.word for action in scanner.actions] == ["Test", "Try again"]
    assert receipts.kind == "Receipts, ESC/POS"


@pytest.mark.usefixtures("room")
def test_what_is_new_can_be_learnt(view: FakeView):
    assert [item.title for item in view.devices.new.items] == [
        "Honeywell Voyager 1450g",
        "Brother QL-800",
    ]
    assert [action.key for action in view.devices.new.actions] == ["device-learn"]


def test_what_is_read_is_shown_and_does_nothing_else(room: PanelPresenter, view: FakeView):
    room.scanned(BADGE)
    room.scanned(LABEL)

    assert [item.title for item in view.devices.read.items] == ["AV-0182", "…D687"]
    assert "CODE 128" in view.devices.read.items[0].note
    assert view.devices.cards[0].last.startswith("…D687 · ")
    assert view.sheet is None


def test_only_the_last_readings_are_remembered_and_none_once_the_room_was_left(room, view):
    for number in range(40):
        room.scanned(replace(LABEL, text=f"AV-{number}"))
    assert len(view.devices.read.items) == 12
    assert "40 readings" in view.devices.cards[2].last
    room.go(Room.TODAY)
    room.go(Room.DEVICES)

    assert view.devices.read.items == ()


def test_a_device_that_comes_back_is_seen_at_once(room: PanelPresenter, view: FakeView):
    back = tuple(replace(row, state=DeviceState.READY, reason="") for row in DEVICES)
    room.show_devices(back)

    assert {card.state for card in view.devices.cards} == {"Ready"}


def test_nothing_is_drawn_again_when_nothing_changed(room: PanelPresenter, view: FakeView):
    shown = view.devices
    room.show_devices(DEVICES)

    assert view.devices is shown


def test_today_shows_the_devices_too(signed: PanelPresenter, view: FakeView):
    signed.show_devices(DEVICES)

    items = {item.title: item for item in view.today.sections[-1].items}
    assert (items["Badge reader"].note, items["Camera"].note) == ("Ready", "Gone")


def test_a_device_is_opened_anew(room: PanelPresenter, devices: FakeDevices):
    room.act("device-again:Camera")

    assert devices.restarted == ["Camera"]


# Testing


def test_a_test_walks_a_reader_from_the_plug_to_a_reading(room, view: FakeView):
    room.act("device-test:Badge reader")
    assert [step.tone for step in steps(view)] == [Tone.DONE, Tone.DONE, Tone.ATTENTION]
    room.scanned(LABEL)
    assert steps(view)[2].tone is Tone.ATTENTION

    room.scanned(BADGE)

    assert steps(view)[2].tone is Tone.DONE
    assert steps(view)[2].note == "…D687 · EM4100 · 1 reading"


@pytest.mark.parametrize(
    ("state", "tones"),
    [
        (DeviceState.OPENING, [Tone.ATTENTION, Tone.NEUTRAL, Tone.NEUTRAL]),
        (DeviceState.GONE, [Tone.REFUSED, Tone.NEUTRAL, Tone.NEUTRAL]),
        (DeviceState.BROKEN, [Tone.DONE, Tone.REFUSED, Tone.NEUTRAL]),
    ],
)
def test_a_test_stops_where_something_is_wrong(room, view: FakeView, state, tones):
    row = replace(DEVICES[0], state=state, reason="it is so", remedy="Do this.", code="D004")
    room.show_devices((row,))
    room.act("device-test:Badge reader")

    assert [step.tone for step in steps(view)] == tones
    wrong = [step.note for step in steps(view) if step.tone is Tone.REFUSED]
    assert wrong in ([], ["it is so. Do this. D004"])


def test_a_camera_is_tested_with_its_pictures_once_it_has_any(room, view: FakeView):
    room.act("device-test:Camera")
    assert view.sheet.camera == ""
    room.show_devices((replace(DEVICES[1], state=DeviceState.READY),))

    assert view.sheet.camera == "Camera"


@pytest.mark.parametrize(("is_busy", "tone"), [(False, Tone.DONE), (True, Tone.REFUSED)])
def test_an_output_prints_or_clicks_once(room, view: FakeView, devices, is_busy, tone):
    devices.is_busy = is_busy
    room.act("device-test:Receipts")
    assert [step.tone for step in steps(view)] == [Tone.DONE, Tone.DONE]
    room.act(view.sheet.actions[0].key)

    assert devices.tested == ["Receipts"]
    assert view.told[-1][0] is tone


def test_a_closed_test_stays_closed(room: PanelPresenter, view: FakeView):
    room.act("device-test:Badge reader")
    room.close_sheet()
    room.scanned(BADGE)

    assert view.sheet is None


@pytest.mark.usefixtures("qtbot")
def test_a_camera_is_watched_only_while_its_sheet_is_shown(panel, devices: FakeDevices):
    panel.scan(ADMIN_BADGE)
    panel.presenter.door.pin("2468")
    panel.chosen.emit(Room.DEVICES.value)
    panel.presenter.show_devices((replace(DEVICES[1], state=DeviceState.READY),))
    panel.acted.emit("device-test:Camera")
    assert devices.watched == [("Camera", True)]
    panel.scan(replace(LABEL, reader="Camera"))
    panel.sheet_closed.emit()

    assert devices.watched[-1] == ("Camera", False)
    assert not any(preview.isVisible() for preview in panel.findChildren(CameraPreview))


@pytest.mark.parametrize("way", ["device-test:Badge reader", "device-learn"])
def test_another_sheet_looks_away(room: PanelPresenter, devices: FakeDevices, way: str):
    room.act("device-test:Camera")
    room.devices.watch("Camera", print)
    room.act(way)

    assert devices.watched == [("Camera", True), ("Camera", False)]


# Learning


def test_one_scan_teaches_a_reader_that_then_gets_a_name(room, view: FakeView, devices):
    room.act("device-learn")
    assert devices.is_learning
    assert view.form is not None
    assert view.form.waits_for_scan
    room.tick()
    devices.learnt = LESSON
    room.tick()
    assert view.form.title == "Badge reader found"
    assert not devices.is_learning
    room.submit({"name": "Door"})

    assert devices.used == ["Door"]
    assert [card.name for card in view.devices.cards][-1] == "Door"
    assert view.told[-1] == (Tone.DONE, "It is in use now.")
    assert view.devices.new.items == ()


def test_a_learnt_reader_needs_a_name(room, view: FakeView, devices: FakeDevices):
    devices.learnt = LESSON
    room.act("device-learn")
    room.tick()
    room.submit({"name": "  "})

    assert view.form.fields[0].mistake == "Needed"
    assert devices.used == []


def test_what_is_wrong_with_a_learnt_reader_is_said_in_its_form(room, view: FakeView, devices):
    devices.learnt, devices.wrong = LESSON, "/etc/lendstation/kiosk.toml: Permission denied"
    room.act("device-learn")
    room.tick()
    room.submit({"name": "Door"})

    assert view.form.message == devices.wrong
    assert view.form.fields[0].value == "Door"


def test_a_minute_without_a_scan_ends_the_learning(room, view: FakeView, devices: FakeDevices):
    room.act("device-learn")
    for _ in range(60):
        room.tick()

    assert view.form is None
    assert not devices.is_learning
    assert view.told[-1][0] is Tone.ATTENTION


@pytest.mark.parametrize("way", ["close_sheet", "leave_form"])
def test_going_back_lets_the_devices_go(room, view: FakeView, devices: FakeDevices, way: str):
    room.act("device-learn")
    getattr(room, way)()

    assert not devices.is_learning
    room.tick()
    assert view.form is None


def test_nothing_new_is_said(room, view: FakeView, devices: FakeDevices):
    devices.found = ()
    room.act("device-learn")

    assert view.form is None
    assert view.told[-1][1] == "Nothing new is plugged in."


def test_devices_that_open_after_somebody_left_are_let_go(view, parts, devices: FakeDevices):
    waiting: list[Callable[[], None]] = []

    class Later:
        def run(self, job, done) -> None:
            waiting.append(lambda: done(job()))

    room = DevicesPresenter(view, replace(parts, work=Later()))
    room.enter(Signed(Staff(PersonId("p"), "Ada", frozenset())))
    room.act("device-learn")
    room.leave()
    for job in waiting:
        job()

    assert not devices.is_learning
    assert view.form is None


def test_signing_out_lets_the_devices_go(room: PanelPresenter, devices: FakeDevices):
    room.act("device-learn")
    room.door.sign_out()

    assert not devices.is_learning


def test_whoever_may_not_set_the_station_up_sees_no_devices(presenter, view, parts, school):
    parts.pins.set_password(school.admin, school.assistant.id, "correct horse")
    presenter.door.password("Dina Desk", "correct horse")

    assert view.staff is not None
    assert Room.DEVICES not in view.staff.rooms


def test_words_of_drivers_and_addresses():
    assert driver_word("em4100") == "Badges of 125 kHz"
    assert driver_word("new_one") == "new_one"
    assert short_address("/dev/ttyUSB0") == "ttyUSB0"
    assert len(short_address("/dev/serial/by-id/" + "x" * 90)) == 33
