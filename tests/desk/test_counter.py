"""The runner: trouble and bugs leave a usable desk, power cuts lose nothing, threads take turns."""

import logging
import threading

import pytest

from kiosk.desk.counter import Counter
from kiosk.desk.effects import Identify
from kiosk.desk.inputs import Picked, Pressed, Restored, Scanned
from kiosk.desk.outcomes import (
    CheckedOut,
    How,
    Outcome,
    SessionClosed,
    SessionOpened,
    Told,
    Trouble,
)
from kiosk.desk.session import advance
from kiosk.domain.bodies.records import RecordRemoved
from kiosk.domain.identifiers import Command
from kiosk.domain.ids import Entity, Subject, subject
from kiosk.domain.ports import Books, Code
from kiosk.domain.trouble import Trouble as WorldTrouble
from kiosk.domain.trouble import TroubleCode
from tests.desk.school import BADGES, Desk, about_asset, asset_id, person_id


class Faulty:
    """Real books behind a fault that a test switches on."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.on_write: Exception | None = None
        self.on_read: Exception | None = None

    def glance(self, now):
        if self.on_read:
            raise self.on_read
        return self.books.glance(now)

    def write(self, now):
        if self.on_write:
            raise self.on_write
        return self.books.write(now)


FULL = WorldTrouble(TroubleCode.STORE_FULL, "The disk is full. Make room on it.")


def faulty(desk: Desk) -> Faulty:
    books = Faulty(desk.station.books)
    desk.counter = Counter(books, desk.station.secrets, desk.clock, desk.said.append)
    return books


def test_trouble_is_told_and_the_session_goes_on(desk: Desk) -> None:
    books = faulty(desk)
    desk.tap("ada")
    books.on_write = FULL
    said = desk.scan("CAM-1")
    books.on_write = None

    out = desk.scan("CAM-1")[0]

    assert [(outcome.code, outcome.message) for outcome in said] == [("S002", FULL.message)]
    assert isinstance(out, CheckedOut)


def test_an_answer_is_announced_before_it_is_durable_and_said_afterwards(desk: Desk) -> None:
    coming: list[Outcome] = []
    durable: list[bool] = []

    def announced(outcome: Outcome) -> None:
        coming.append(outcome)
        with desk.station.books.read(desk.clock.now()) as book:
            thing = book.asset(asset_id("CAM-1"))
            durable.append(thing is not None and thing.open_line is not None)

    books, secrets = desk.station.books, desk.station.secrets
    desk.counter = Counter(books, secrets, desk.clock, desk.said.append, on_coming=announced)
    desk.tap("ada")
    said = desk.scan("CAM-1")

    assert isinstance(said[0], CheckedOut)
    assert coming[0] is said[0]
    assert durable == [False]


def test_trouble_is_said_where_an_announced_answer_cannot_be_committed(desk: Desk) -> None:
    coming: list[Outcome] = []

    def announced(outcome: Outcome) -> None:
        coming.append(outcome)
        raise FULL

    books, secrets = desk.station.books, desk.station.secrets
    desk.counter = Counter(books, secrets, desk.clock, desk.said.append, on_coming=announced)
    desk.tap("ada")
    said = desk.scan("CAM-1")

    assert [type(each) for each in coming] == [CheckedOut]
    assert [type(each) for each in said] == [Trouble]


def test_a_session_ends_even_when_its_end_cannot_be_written(desk: Desk) -> None:
    books = faulty(desk)
    desk.tap("ada")
    books.on_write = FULL

    said = desk.tap("ben")

    assert [type(outcome) for outcome in said] == [Trouble, SessionClosed, Trouble]
    assert desk.counter.session.visitor is None
    assert [type(outcome) for outcome in desk.wait(600)] == []


def test_a_bug_is_logged_without_what_it_says_and_the_desk_starts_afresh(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    books = faulty(desk)
    desk.tap("ada")
    books.on_read = KeyError("Ada Lovelace")

    with caplog.at_level(logging.ERROR):
        said = desk.scan("CAM-1")[0]

    books.on_read = None
    assert (said.code, desk.counter.session.visitor) == (TroubleCode.BUG, None)
    record = caplog.records[0]
    assert (record.error, any("identify" in each for each in record.frames)) == ("KeyError", True)
    assert "Ada" not in str(record.__dict__)
    assert isinstance(desk.tap("ada")[0], SessionOpened)


def test_a_bug_of_the_machine_itself_leaves_a_usable_desk(desk: Desk) -> None:
    desk.tap("ada")

    said = desk.give(Pressed(desk.now, "no such command"))

    assert isinstance(said[0], Trouble)
    assert isinstance(desk.tap("ada")[0], SessionOpened)


def test_what_a_listener_raises_goes_to_the_caller(desk: Desk) -> None:
    def broken(_: Outcome) -> None:
        raise BrokenPipeError

    counter = Counter(desk.station.books, desk.station.secrets, desk.clock, broken)

    with pytest.raises(BrokenPipeError):
        counter.submit(Scanned(desk.now, BADGES["ada"]))


def test_a_power_cut_between_two_scans_loses_nothing(desk: Desk) -> None:
    desk.tap("ada")
    desk.scan("CAM-1")

    desk.restart()
    before = len(desk.said)
    desk.counter.recover()
    desk.counter.recover()

    closed = desk.said[before:]
    assert [outcome.how for outcome in closed] == [How.RESTARTED]
    assert desk.held_by("CAM-1") == "ada"
    assert isinstance(desk.tap("ada")[0], SessionOpened)


def test_only_sessions_that_were_left_open_are_closed(desk: Desk) -> None:
    desk.tap("ada")
    desk.tap("ada")
    before = len(desk.said)

    desk.counter.recover()

    assert desk.said[before:] == []


def test_trouble_at_the_start_is_told(desk: Desk) -> None:
    faulty(desk).on_write = FULL

    desk.counter.recover()

    assert desk.last(Trouble).code == "S002"


def test_an_input_from_another_thread_waits_for_the_one_in_flight(desk: Desk) -> None:
    books = faulty(desk)
    inside, go_on = threading.Event(), threading.Event()
    plain_glance = books.glance

    def slow_glance(now):
        inside.set()
        assert go_on.wait(10)
        return plain_glance(now)

    books.glance = slow_glance
    worker = threading.Thread(target=desk.tap, args=("ada",))
    worker.start()
    assert inside.wait(10)
    desk.counter.submit(Pressed(desk.now, Command.HELP))
    waiting = list(desk.said)
    go_on.set()
    worker.join()

    assert waiting == []
    assert [type(outcome) for outcome in desk.said] == [SessionOpened, Told]


def test_an_asset_deleted_a_second_ago_is_said_so(desk: Desk) -> None:
    books = faulty(desk)
    desk.tap("ada")
    gone = RecordRemoved(Entity.ASSET, asset_id("CAM-1"))
    real = books.glance

    def removed_after_reading(now):
        context = real(now)
        desk.record(gone, about_asset("CAM-1"))
        return context

    books.glance = removed_after_reading

    assert [type(outcome).__name__ for outcome in desk.scan("CAM-1")] in (["Refused"], ["Told"])
    assert desk.held_by("CAM-1") == ""


def test_a_badge_withdrawn_with_its_person_names_nobody(desk: Desk) -> None:
    with desk.station.books.write(desk.now) as book:
        alias = book.actor_alias(person_id("ada"))
        removed = RecordRemoved(Entity.PERSON, alias)
        book.append(removed, (subject(Entity.PERSON, alias),))

    said = desk.tap("ada")[0]

    assert (type(said).__name__, said.badge) == ("Unknown", True)


def test_a_picked_thing_that_does_not_exist_is_unknown(desk: Desk) -> None:
    said = desk.give(Picked(desk.now, Subject("asset:nowhere")))[0]

    assert type(said).__name__ == "Unknown"


@pytest.mark.parametrize("text", ["", " ", "\x00", "\x00\x1b[2J\x07", "ü" * 100_000, "🎒"])
def test_odd_codes_are_unknown_and_harm_nothing(desk: Desk, text: str) -> None:
    said = desk.give(Scanned(desk.now, Code(text)))

    assert [type(outcome).__name__ for outcome in said] == ["Unknown"]


def test_the_session_says_who_is_at_the_desk(desk: Desk) -> None:
    assert desk.counter.session.person is None
    desk.tap("ada")

    assert desk.counter.session.person == person_id("ada")
    assert desk.counter.session.id


def test_no_code_stands_in_the_text_of_an_input_or_effect(desk: Desk) -> None:
    effect = Identify(desk.now, Code("secret-badge"), None, "")

    assert "secret" not in repr(effect)
    assert "secret" not in repr(Scanned(desk.now, Code("secret-badge")))


def test_after_a_restore_nobody_is_here_and_what_waited_still_comes(desk: Desk) -> None:
    desk.counter.restart()
    assert desk.said == []
    desk.tap("ada")
    desk.scan("CAM-1")
    busy, _ = advance(desk.counter.session, Scanned(desk.clock.now(), Code("CAM-2")))
    waiting, said = advance(busy, Restored(desk.clock.now()))
    assert said == ()
    assert [type(each) for each in waiting.queue] == [Restored]

    desk.counter.restart()

    closed = desk.said[-1]
    assert isinstance(closed, SessionClosed)
    assert closed.how is How.RESTARTED
    assert desk.counter.session.visitor is None
    assert desk.tap("ada")[0].session != closed.session
