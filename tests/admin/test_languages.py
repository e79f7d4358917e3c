"""The panel in another language: dates, and troubles that name a file."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from hardware.reader import ErrorCode
from kiosk.admin.device_words import fault_words
from kiosk.admin.models import Room
from kiosk.admin.presenter import PanelPresenter
from kiosk.admin.wording import Times
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.shell.words import speak, trouble_words
from tests.admin.fake_view import FakeView
from tests.admin.gallery import DEVICES
from tests.desk.panel.school import School


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    speak("en")


def test_days_are_told_in_the_readers_language(school: School) -> None:
    now = school.clock.now()  # Saturday 21 November 2026
    times = Times(now.tzinfo, now)
    later, before = now + timedelta(days=3), now - timedelta(days=400)
    assert (times.day(later), times.day(before)) == ("Tue 24 Nov", "17 Oct 2025")

    speak("de")

    assert (times.day(later), times.day(before)) == ("Di, 24. Nov", "17. Okt 2025")


def test_a_backup_that_fails_is_told_in_the_readers_language(
    signed: PanelPresenter, school: School, view: FakeView
) -> None:
    speak("de")
    folder = school.station.path.parent / "backups"
    folder.write_text("in the way")
    with pytest.raises(Trouble):
        school.station.daily_backup()

    signed.go(Room.TODAY)

    (backup,) = [item for item in view.today.sections[-1].items if item.icon == "hard-drive"]
    assert backup.note.startswith("Die Sicherung station-2026-11-")


def test_a_trouble_within_a_trouble_is_told_too() -> None:
    speak("de")
    inner = "Another program holds the station's database. Close it, or wait until it is done."
    sentence = "The backup {file} could not be made: {why} Check the disk that it goes to."

    told = trouble_words(Trouble(TroubleCode.BACKUP_FAILED, sentence, file="b.db", why=inner))

    assert "Another program" not in told
    assert told.startswith("Die Sicherung b.db konnte nicht gemacht werden: Ein anderes Programm")


def test_a_device_that_fails_is_told_in_german_with_the_driver_s_own_words_behind() -> None:
    camera = next(row for row in DEVICES if row.code == "D001")
    strange = replace(camera, code="D777")

    assert fault_words(camera) == (camera.reason, "Plug the camera in again. D001")
    speak("de")
    assert fault_words(camera) == (
        "Das Gerät ist nicht da",
        "Einstecken genügt; es öffnet sich von selbst. (D001: there is no picture from the camera)",
    )
    assert fault_words(strange) == (camera.reason, "Plug the camera in again. D777")
    assert fault_words(replace(camera, reason="", remedy="", code="")) == ("", "")


def test_every_trouble_of_a_device_in_use_has_german_words() -> None:
    speak("de")
    of_a_scan = {ErrorCode.REFUSED, ErrorCode.STARTED}
    for code in set(ErrorCode) - of_a_scan:
        assert fault_words(replace(DEVICES[0], reason="why", code=code.value))[0] != "why", code
