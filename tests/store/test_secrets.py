"""PINs and passwords: right, wrong, slower and slower, locked, and never lost by a restart."""

from pathlib import Path

import pytest

from kiosk.domain.ids import PersonId
from kiosk.domain.ports import PinVerdict
from kiosk.store.secrets import LOCKED_AFTER, STATION_TRIES
from kiosk.store.station import Station
from tests.fakes.clock import FakeClock
from tests.store.station_fixture import make_station, reopen

ADMIN = PersonId("admin")
PIN = "4938"


def _wrong(station: Station, clock: FakeClock, times: int, person: PersonId = ADMIN) -> list[str]:
    verdicts = []
    for _ in range(times):
        clock.advance(minutes=6)
        verdicts.append(station.secrets.check_pin(person, "0000", clock.now()).verdict.value)
    return verdicts


def test_the_right_pin_is_right_and_no_other_is(station: Station, clock: FakeClock) -> None:
    station.secrets.set_pin(ADMIN, PIN, clock.now())

    assert station.secrets.check_pin(ADMIN, PIN, clock.now()).verdict is PinVerdict.RIGHT
    assert station.secrets.check_pin(ADMIN, "4939", clock.now()).verdict is PinVerdict.WRONG
    somebody = station.secrets.check_pin(PersonId("x"), PIN, clock.now())
    assert somebody.verdict is PinVerdict.NONE_SET


def test_a_password_is_no_pin(station: Station, clock: FakeClock) -> None:
    station.secrets.set_password(ADMIN, "correct horse", clock.now())

    assert station.secrets.has(ADMIN, "password")
    assert not station.secrets.has(ADMIN, "pin")
    right = station.secrets.check_password(ADMIN, "correct horse", clock.now())
    assert right.verdict is PinVerdict.RIGHT


@pytest.mark.parametrize("pin", ["", "493", "1111", "12a4", "١٢٣٤", "9" * 200])
def test_a_weak_pin_is_not_taken(station: Station, clock: FakeClock, pin: str) -> None:
    with pytest.raises(ValueError, match=r"PIN|pin"):
        station.secrets.set_pin(ADMIN, pin, clock.now())


def test_after_a_few_wrong_tries_one_has_to_wait_longer_and_longer(
    station: Station, clock: FakeClock
) -> None:
    station.secrets.set_pin(ADMIN, PIN, clock.now())
    waits = [station.secrets.check_pin(ADMIN, "0000", clock.now()).wait_s for _ in range(3)]
    assert waits == [0, 0, 2]

    early = station.secrets.check_pin(ADMIN, PIN, clock.now())
    assert (early.verdict, early.wait_s) == (PinVerdict.WAIT, 2)
    clock.advance(seconds=2)
    assert station.secrets.check_pin(ADMIN, "0000", clock.now()).wait_s == 4


def test_ten_wrong_tries_lock_and_another_admin_unlocks(station: Station, clock: FakeClock) -> None:
    station.secrets.set_pin(ADMIN, PIN, clock.now())

    assert _wrong(station, clock, LOCKED_AFTER) == ["wrong"] * (LOCKED_AFTER - 1) + ["locked"]
    clock.advance(days=1)
    assert station.secrets.check_pin(ADMIN, PIN, clock.now()).verdict is PinVerdict.LOCKED
    station.secrets.unlock(ADMIN)
    assert station.secrets.check_pin(ADMIN, PIN, clock.now()).verdict is PinVerdict.RIGHT


def test_a_restart_gives_no_try_back(tmp_path: Path, clock: FakeClock) -> None:
    station = make_station(tmp_path, clock)
    station.secrets.set_pin(ADMIN, PIN, clock.now())
    for _ in range(3):
        station.secrets.check_pin(ADMIN, "0000", clock.now())
    station.close()

    station = reopen(tmp_path, clock)
    assert station.secrets.check_pin(ADMIN, PIN, clock.now()).verdict is PinVerdict.WAIT
    station.close()


def test_trying_one_person_after_the_other_slows_the_whole_station(
    station: Station, clock: FakeClock
) -> None:
    people = [PersonId(f"p{number}") for number in range(STATION_TRIES)]
    for person in people:
        station.secrets.set_pin(person, PIN, clock.now())
        station.secrets.check_pin(person, "0000", clock.now())

    assert station.secrets.check_pin(people[0], PIN, clock.now()).verdict is PinVerdict.WAIT
    clock.advance(minutes=15)
    assert station.secrets.check_pin(people[0], PIN, clock.now()).verdict is PinVerdict.RIGHT
