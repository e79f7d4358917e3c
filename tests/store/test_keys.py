"""Keys: made once, kept for one user's eyes, and made again from the recovery key."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.store.keys import Keys
from kiosk.store.station import Options, open_station
from tests.fakes.clock import FakeClock
from tests.store import world
from tests.store.station_fixture import KEYS, OPTIONS, make_station


def test_the_recovery_key_makes_the_same_keys_again_however_it_is_typed() -> None:
    keys, recovery_key = Keys.make()

    assert len(recovery_key.split("-")) == 9
    assert Keys.recover(recovery_key) == keys
    assert Keys.recover(recovery_key.lower().replace("-", " ").replace("0", "o")) == keys
    assert Keys.make()[0] != keys


def test_a_mistyped_recovery_key_is_told_from_a_wrong_one() -> None:
    _, recovery_key = Keys.make()
    last = "1" if recovery_key[0] != "1" else "2"

    with pytest.raises(ValueError, match="typing mistake"):
        Keys.recover(last + recovery_key[1:])
    for text in ("", "ABCD", recovery_key + "A", "U" * 36):
        with pytest.raises(ValueError, match="nine groups"):
            Keys.recover(text)


def test_keys_are_files_for_one_user_and_never_written_over(tmp_path: Path) -> None:
    KEYS.save(tmp_path / "keys")

    assert Keys.load(tmp_path / "keys") == KEYS
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {0o600}
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    with pytest.raises(FileExistsError):
        KEYS.save(tmp_path / "keys")


def test_a_missing_key_and_a_key_that_is_none_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="recovery key") as missing:
        Keys.load(tmp_path)
    KEYS.save(tmp_path / "keys")
    (tmp_path / "keys" / "pepper.key").write_text("hello")
    with pytest.raises(Trouble, match="holds no key") as wrong:
        Keys.load(tmp_path / "keys")

    assert missing.value.code is TroubleCode.STORE_KEY_MISSING
    assert wrong.value.code is TroubleCode.STORE_KEY_WRONG


def test_another_key_does_not_open_the_database(tmp_path: Path, clock: FakeClock) -> None:
    make_station(tmp_path, clock).close()

    with pytest.raises(Trouble) as found:
        open_station(tmp_path, Keys.make()[0], clock, Options(background=False))

    assert found.value.code is TroubleCode.STORE_KEY_WRONG
    assert "recovery key" in found.value.message


def test_another_station_key_adds_nothing_to_the_ledger(tmp_path: Path, clock: FakeClock) -> None:
    make_station(tmp_path, clock).close()
    strange = replace(KEYS, station=bytes(32))

    with closing(open_station(tmp_path, strange, clock, OPTIONS)) as station:
        with pytest.raises(Trouble) as found, station.books.write(clock.now()) as book:
            world.add_asset(book, "A-1")
        wrong = station.verify().wrong

    assert found.value.code is TroubleCode.STORE_KEY_WRONG
    assert any("head" in each for each in wrong)


def test_keys_do_not_show_themselves() -> None:
    assert KEYS.database.hex() not in repr(KEYS)


@pytest.mark.parametrize("other", ["organisation", "pepper"])
def test_a_key_of_another_station_is_found_before_anything_is_sealed_with_it(
    tmp_path: Path, clock: FakeClock, other: str
) -> None:
    make_station(tmp_path, clock).close()
    keys = replace(KEYS, **{other: bytes(32)})

    with pytest.raises(Trouble) as wrong:
        open_station(tmp_path, keys, clock)

    assert wrong.value.code is TroubleCode.STORE_KEY_WRONG
