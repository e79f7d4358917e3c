"""The books: what is appended is read back, in this transaction and in the next."""

import threading
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from kiosk.desk.check_in import check_in
from kiosk.desk.effects import TakeBack
from kiosk.desk.outcomes import Returned
from kiosk.desk.settings import DeskSettings
from kiosk.domain.bodies.lending import CheckedOut, Corrected, LineOut
from kiosk.domain.bodies.records import IdentifierGiven, Merged, RecordChanged, RecordRemoved
from kiosk.domain.bodies.stations import ClockJumped
from kiosk.domain.ids import Alias, Entity, LineId, LoanId, LocationId, PersonId, TypeId, subject
from kiosk.domain.model import Asset, Kit
from kiosk.domain.ports import Book, Code
from kiosk.domain.roles import Role
from kiosk.store import reading
from kiosk.store.book import ReadingBook
from kiosk.store.driver import Statement
from kiosk.store.station import Station
from kiosk.store.tables import metadata
from tests.fakes.clock import FakeClock
from tests.store import world
from tests.store.station_fixture import SITE


def test_a_tag_names_its_asset_in_the_transaction_that_made_it_and_afterwards(
    station: Station,
) -> None:
    with station.books.write(station.clock.now()) as book:
        asset = world.add_asset(book, "LS-0001", value=120_000, serial="X1")
        (inside,) = book.find(Code("ls-0001"))

    with station.books.read(station.clock.now()) as book:
        (outside,) = book.find(Code("LS-0001"))

    assert inside == outside
    assert isinstance(outside, Asset)
    assert (outside.id, outside.value_minor, outside.fields) == (asset, 120_000, {"serial": "X1"})
    assert outside.place_path == (SITE,)


def test_a_badge_names_its_person_in_every_form_that_readers_give(station: Station) -> None:
    person, _ = world.lend_something(station)

    with station.books.read(station.clock.now()) as book:
        whole = book.find(Code(world.BADGE, technology="em4100"))
        decimal = book.find(Code("0439041101"))

    assert [each.id for each in (*whole, *decimal)] == [person, person]


def test_a_code_of_two_things_gives_both_so_that_nobody_is_taken_for_the_other(
    station: Station,
) -> None:
    with station.books.write(station.clock.now()) as book:
        one, two = world.add_asset(book, "A1"), world.add_asset(book, "A2")
        for asset in (one, two):
            about = (subject(Entity.IDENTIFIER, "5012345678900"), subject(Entity.ASSET, asset))
            given = IdentifierGiven("5012345678900", "5012345678900", "ean13", about[1])
            book.append(given, about)

        assert {each.id for each in book.find(Code("5012345678900"))} == {one, two}
    assert station.status().open_exceptions == 1


def test_a_tag_that_was_taken_over_names_the_thing_that_is_still_in_use(station: Station) -> None:
    with station.books.write(station.clock.now()) as book:
        old = world.add_asset(book, "LS-7")
        book.append(RecordRemoved(Entity.ASSET, old), (subject(Entity.ASSET, old),))
        assert [each.removed for each in book.find(Code("LS-7"))] == [True]
        new = world.add_asset(book, "LS-7")

        assert [each.id for each in book.find(Code("LS-7"))] == [new]


def test_what_is_out_is_seen_at_the_asset_and_at_the_person_under_any_alias(
    station: Station, clock: FakeClock
) -> None:
    person, asset = world.lend_something(station)
    clock.advance(days=365)

    with station.books.write(clock.now()) as book:
        held = book.person_by_id(person)
        assert held is not None
        new = book.actor_alias(person)
        assert new != held.alias
        (line,) = book.open_lines(person)
        moved = book.person_by_id(person)

    assert (line.asset, line.name, line.debt) == (asset, "Camera LS-0001", False)
    assert moved is not None
    assert (moved.alias, moved.name) == (new, world.NAME)


def test_a_new_alias_takes_over_record_badges_roles_and_bars(
    station: Station, clock: FakeClock
) -> None:
    with station.books.write(clock.now()) as book:
        person, alias = world.add_person(book)
        world.give_role(book, alias, "desk")
        world.bar(book, alias)
    clock.advance(days=365)

    with station.books.write(clock.now()) as book:
        book.actor_alias(person)
        found = book.person_by_id(person)
        (by_badge,) = book.find(Code(world.BADGE, technology="em4100"))

    assert found == by_badge
    assert found is not None
    assert (found.name, found.category, found.may_borrow) == (world.NAME, "pupil", True)
    assert found.roles == {Role.DESK}
    assert [each.reason for each in found.bars] == [world.REASON]
    assert station.verify().wrong == []


def test_what_somebody_has_is_found_without_all_they_ever_had(station: Station) -> None:
    lines = reading._LINES_OF_PERSON
    with station.books.read(station.clock.now()) as book:
        values = {"person": "p", **lines._fixed}
        plan = book.connection.execute(f"EXPLAIN QUERY PLAN {lines.sql}", values).fetchall()

    assert any("USING INDEX line_held" in str(row[3]) for row in plan), plan


def test_a_correction_takes_a_check_out_back_and_leaves_no_loan(station: Station) -> None:
    with station.books.write(station.clock.now()) as book:
        person, alias = world.add_person(book)
        asset = world.add_asset(book, "LS-1")
        _, ref = world.check_out(book, asset, alias)
        about = (subject(Entity.ASSET, asset), subject(Entity.PERSON, alias))
        undo = book.append(Corrected(str(ref)), about, alias)
        assert book.open_lines(person) == ()
        book.append(Corrected(str(undo)), about, alias)

        assert [line.asset for line in book.open_lines(person)] == [asset]
    assert station.verify().wrong == []


def test_a_kit_comes_with_members_parts_and_what_it_is_out_with(station: Station) -> None:
    with station.books.write(station.clock.now()) as book:
        _, alias = world.add_person(book)
        kit, part = world.add_kit(book, "KIT-1")
        member = world.add_asset(book, "LS-1", kit=kit)
        lines = (
            LineOut(LineId("l1"), 9, asset=member),
            LineOut(LineId("l2"), 9, part=part, quantity=2),
        )
        holder = subject(Entity.PERSON, alias)
        body = CheckedOut(LoanId("loan"), "s1", holder, lines, kit)
        about = (subject(Entity.ASSET, member), subject(Entity.KIT, kit), holder)
        book.append(body, about, alias)

        (found,) = book.find(Code("KIT-1"))
    assert isinstance(found, Kit)
    assert [each.id for each in found.members] == [member]
    assert [(each.name, each.quantity) for each in found.parts] == [("XLR cable", 2)]
    assert {line.name for line in found.open_lines} == {"Camera LS-1", "XLR cable"}
    assert found.debt == ()
    assert station.verify().wrong == []


def test_types_and_places_are_read_again_after_they_change(station: Station) -> None:
    def paths() -> tuple[tuple[TypeId, ...], str]:
        with station.books.read(station.clock.now()) as book:
            (found,) = book.find(Code("LS-1"))
            assert isinstance(found, Asset)
            return found.type_path, found.icon

    with station.books.write(station.clock.now()) as book:
        world.add_asset(book, "LS-1", type="lens")
        lens = subject(Entity.TYPE, "lens")
        book.append(RecordChanged(Entity.TYPE, "lens", {"name": "Lens"}), (lens,))
    assert paths() == (("lens",), "")
    with station.books.write(station.clock.now()) as book:
        glass = subject(Entity.TYPE, "glass")
        book.append(RecordChanged(Entity.TYPE, "glass", {"name": "G", "icon": "eye"}), (glass,))
        book.append(RecordChanged(Entity.TYPE, "lens", {"parent": "glass"}), (lens,))
    assert paths() == (("glass", "lens"), "eye")


def test_a_catalogue_change_that_was_rolled_back_is_seen_by_nobody(station: Station) -> None:
    with suppress(ZeroDivisionError), station.books.write(station.clock.now()) as book:
        about = (subject(Entity.LOCATION, SITE),)
        book.append(RecordChanged(Entity.LOCATION, SITE, {"name": "Wrong"}), about)
        assert _all(book, "name", "location") == ["Wrong"]
        raise ZeroDivisionError

    with station.books.write(station.clock.now()) as book:
        about = (subject(Entity.LOCATION, "room"),)
        book.append(RecordChanged(Entity.LOCATION, "room", {"name": "R", "parent": SITE}), about)
    with station.books.read(station.clock.now()) as book:
        assert _all(book, "name", "location") == ["Hill School", "R"]


def test_an_error_rolls_everything_back_and_the_chain_goes_on(station: Station) -> None:
    before = station.status()
    with suppress(ZeroDivisionError), station.books.write(station.clock.now()) as book:
        world.add_asset(book, "LS-1")
        raise ZeroDivisionError
    assert station.status() == before

    world.lend_something(station)
    assert station.verify().wrong == []


def test_a_failed_append_cannot_be_committed_even_when_it_is_caught(station: Station) -> None:
    with (
        pytest.raises(RuntimeError, match="cannot be committed"),
        station.books.write(station.clock.now()) as book,
        pytest.raises(ValueError, match="nonsense"),
    ):
        book.append(RecordRemoved(Entity.ASSET, "x"), ("nonsense:x",))  # type: ignore[list-item]
    assert station.verify().wrong == []


def test_text_sealed_for_one_event_cannot_ride_in_another(station: Station) -> None:
    with station.books.write(station.clock.now()) as book:
        _, alias = world.add_person(book)
        book.seal(alias, "name", "Somebody")
        with pytest.raises(ValueError, match="before text is sealed"):
            book.actor_alias(PersonId(book.new_id()))


def test_a_clock_that_went_back_is_written_down_once_and_time_goes_on(
    station: Station, clock: FakeClock
) -> None:
    world.lend_something(station)
    clock.at = datetime(2020, 1, 1, tzinfo=UTC)

    with station.books.write(clock.now()) as book:
        asset = world.add_asset(book, "LS-2")
        ref = world.check_out(book, asset, Alias("nobody"))[1]
        jump = book.find_event(ref._replace(seq=ref.seq - 2))

    assert isinstance(jump, ClockJumped)
    assert jump.by_ms < 0
    assert station.status().clock_jumps == 1
    assert station.status().open_exceptions == 1
    assert station.verify().wrong == []


def test_writers_on_many_threads_take_turns(station: Station) -> None:
    def write(number: int) -> None:
        with station.books.write(station.clock.now()) as book:
            world.add_asset(book, f"T-{number}")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with station.books.read(station.clock.now()) as book:
        assert len(_all(book, "id", "asset")) == 8
    assert station.verify().wrong == []


def test_a_second_write_on_the_same_thread_is_a_bug_and_not_a_deadlock(station: Station) -> None:
    with (
        station.books.write(station.clock.now()),
        pytest.raises(RuntimeError, match="open already"),
        station.books.write(station.clock.now()),
    ):
        pass


def test_a_reading_stays_as_it_was_while_others_write(station: Station) -> None:
    with station.books.read(station.clock.now()) as book:
        assert book.find(Code("LS-0001")) == ()
        world.lend_something(station)
        assert book.find(Code("LS-0001")) == ()
    with station.books.read(station.clock.now()) as book:
        assert len(book.find(Code("LS-0001"))) == 1


def test_merged_assets_are_found_as_what_they_live_on_as(station: Station) -> None:
    with station.books.write(station.clock.now()) as book:
        old, new = world.add_asset(book, "OLD"), world.add_asset(book, "NEW")
        about = (subject(Entity.ASSET, old), subject(Entity.ASSET, new))
        book.append(Merged(Entity.ASSET, old, new), about)

        assert [each.id for each in book.find(Code("OLD"))] == [new]


def test_whoever_was_merged_meanwhile_acts_as_who_they_are_now(station: Station) -> None:
    with station.books.write(station.clock.now()) as book:
        old, first = world.add_person(book, "Jo")
        _, now = world.add_person(book, "Joanna", "0A11223344")
        about = (subject(Entity.PERSON, first), subject(Entity.PERSON, now))
        book.append(Merged(Entity.PERSON, first, now), about)

        assert book.actor_alias(old) == now


def test_unknown_codes_are_kept_for_thirty_days(station: Station, clock: FakeClock) -> None:
    with station.books.write(clock.now()) as book:
        book.keep_unknown(Code("WHAT-1", reader="desk"))
        book.keep_unknown(Code("WHAT-1", reader="desk"))
    with station.books.read(clock.now()) as book:
        assert _all(book, "times", "unknown_code") == [2]
    clock.advance(days=31)
    with station.books.write(clock.now()) as book:
        book.keep_unknown(Code("WHAT-2"))
        assert _all(book, "text", "unknown_code") == ["WHAT-2"]


def test_a_station_knows_its_site_and_the_hours_there(station: Station) -> None:
    with station.books.read(station.clock.now()) as book:
        assert book.site() == (SITE,)
        assert book.calendar((SITE, LocationId("room"))).zone.key == "Europe/London"


def _all(book: Book, column: str, table: str) -> list[object]:
    assert isinstance(book, ReadingBook)
    statement = Statement(select(metadata.tables[table].c[column]))
    return [row[0] for row in statement.all(book.connection)]


def test_a_merged_asset_is_found_by_either_code_and_its_loan_ends_with_it(
    station: Station, clock: FakeClock
) -> None:
    with station.books.write(clock.now()) as book:
        person, alias = world.add_person(book)
        old, new = world.add_asset(book, "OLD-1"), world.add_asset(book, "NEW-1")
        world.check_out(book, old, alias)
        both = (subject(Entity.ASSET, old), subject(Entity.ASSET, new))
        book.append(Merged(Entity.ASSET, old, new), both)

    with station.books.read(clock.now()) as book:
        (by_old,), (by_new,) = book.find(Code("OLD-1")), book.find(Code("NEW-1"))
        (held,) = book.open_lines(person)
    assert isinstance(by_new, Asset)
    assert by_old == by_new
    assert by_new.id == new
    assert by_new.open_line is not None
    assert (by_new.open_line.id, held.asset) == (held.id, old)

    with station.books.write(clock.now()) as book:
        back = TakeBack(clock.now(), "", new, None, None)
        told = check_in(book, back, DeskSettings()).outcome
    assert isinstance(told, Returned)
    assert told.was_out
    with station.books.read(clock.now()) as book:
        assert book.open_lines(person) == ()
        found = book.asset(new)
    assert found is not None
    assert found.open_line is None
    assert station.status().open_exceptions == 0
    assert station.verify().wrong == []


def test_two_people_who_are_one_hold_loans_badges_and_bars_together(
    station: Station, clock: FakeClock
) -> None:
    with station.books.write(clock.now()) as book:
        into, kept = world.add_person(book)
        asset, other = world.add_asset(book, "LS-1"), world.add_asset(book, "LS-2")
        world.check_out(book, asset, kept)
    with station.books.write(clock.advance(days=1)) as book:
        source, merged = world.add_person(book, "Amina Khan", "0F99887766")
        world.bar(book, merged)
        world.check_out(book, other, merged)
    with station.books.write(clock.advance(days=1)) as book:
        both = (subject(Entity.PERSON, merged), subject(Entity.PERSON, kept))
        book.append(Merged(Entity.PERSON, merged, kept), both)
        assert book.actor_alias(into) == kept

    for _ in range(2):
        with station.books.read(clock.now()) as book:
            one = book.person_by_id(into)
            assert one is not None
            assert (one.name, one.removed, len(one.bars)) == (world.NAME, False, 1)
            for code in (world.BADGE, "0F99887766"):
                assert book.find(Code(code, technology="em4100")) == (one,)
            assert book.person_by_id(source) is None
            assert book.person(merged) == one
            assert len(book.open_lines(into)) == 2
        assert station.verify().wrong == []
        station.rebuild()
