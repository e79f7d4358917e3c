"""What use cases say of things and people that went away between the scan and the writing."""

import pytest

from kiosk.desk.check_in import check_in, move, note_condition
from kiosk.desk.check_out import check_out
from kiosk.desk.correct import correct
from kiosk.desk.effects import (
    BringPart,
    Close,
    Correct,
    KitHere,
    Lend,
    Move,
    Note,
    Open,
    Recorded,
    TakeBack,
    TakeKitBack,
)
from kiosk.desk.kit import bring_part, take_kit_back
from kiosk.desk.outcomes import How, Item, Topic, Undoes, Unknown
from kiosk.desk.settings import DeskSettings
from kiosk.desk.visit import close_session, open_session
from kiosk.domain.ids import AssetId, Entity, KitId, PersonId, subject
from kiosk.domain.model import Condition
from tests.desk.school import SHELF, Desk, asset_id, kit_id, person_id

GONE = AssetId("gone")
ADA = person_id("ada")


def test_what_is_gone_is_neither_lent_nor_taken_back_nor_noted(desk: Desk) -> None:
    with desk.station.books.write(desk.now) as book:
        said = [
            check_out(book, Lend(desk.now, "", ADA, GONE)),
            check_out(book, Lend(desk.now, "", PersonId("gone"), asset_id("CAM-1"))),
            check_in(book, TakeBack(desk.now, "", GONE, None, None), DeskSettings()),
            note_condition(book, Note(desk.now, GONE, Condition.BROKEN, "", ())),
        ]

    assert [answer.outcome.topic for answer in said] == [Topic.REMOVED] * 4


@pytest.mark.parametrize("kit", ["gone", kit_id("KIT-1")])
def test_a_kit_that_is_not_out_cannot_come_back(desk: Desk, kit: str) -> None:
    with desk.station.books.write(desk.now) as book:
        back = TakeKitBack(desk.now, "", KitId(kit), (), True, None, None)
        part = BringPart(desk.now, KitId(kit), "gone", 1)

        assert take_kit_back(book, back).outcome.topic is Topic.TOO_LATE
        assert bring_part(book, part).outcome.topic is Topic.TOO_LATE


def test_a_session_closes_even_when_its_kit_is_back_already(desk: Desk) -> None:
    seen = TakeKitBack(desk.now, "s", kit_id("KIT-1"), (), False, ADA, None)
    with desk.station.books.write(desk.now) as book:
        closed = close_session(book, Close(desk.now, "s", ADA, How.FINISHED, 0, 0, seen))

    assert (closed.outcome.how, closed.seen) == (How.FINISHED, None)


def test_a_person_who_is_gone_opens_no_session(desk: Desk) -> None:
    with desk.station.books.write(desk.now) as book:
        assert isinstance(open_session(book, Open(desk.now, PersonId("gone"))), Unknown)


def test_what_went_out_again_is_not_moved(desk: Desk) -> None:
    desk.tap("ada")
    desk.scan("CAM-1")
    with desk.station.books.write(desk.now) as book:
        assets = (asset_id("CAM-1"), asset_id("MIC-1"), GONE)
        move(book, Move(desk.now, assets, SHELF, "Shelf 3"))

    assert desk.asset("CAM-1").place != SHELF
    assert desk.asset("MIC-1").place == SHELF


def test_a_return_of_what_was_not_out_is_noted_and_can_be_undone_and_redone(desk: Desk) -> None:
    item = Item(subject(Entity.ASSET, asset_id("CAM-1")), Entity.ASSET, "Canon camera")
    with desk.station.books.write(desk.now) as book:
        taken = TakeBack(desk.now, "", asset_id("CAM-1"), None, None)
        back = check_in(book, taken, DeskSettings())
        undone = correct(book, Correct(desk.now, item, Undoes.RETURN, back.recorded, None))
        again = Correct(desk.now, item, Undoes.CORRECTION, undone.recorded, None)
        redone = correct(book, again)

    assert (back.outcome.was_out, redone.outcome.undoes) == (False, Undoes.CORRECTION)


def test_a_correction_of_an_event_that_is_not_here_moves_nothing(desk: Desk) -> None:
    item = Item(subject(Entity.ASSET, asset_id("CAM-1")), Entity.ASSET, "Canon camera")
    recorded = (Recorded("a/b/1", (item.subject,)),)
    with desk.station.books.write(desk.now) as book:
        said = correct(book, Correct(desk.now, item, Undoes.RETURN, recorded, None))

    assert said.outcome.item == item


def test_a_kit_of_which_nothing_is_here_is_not_lent(desk: Desk) -> None:
    here = KitHere(kit_id("KIT-1"), frozenset(), ())
    with desk.station.books.write(desk.now) as book:
        said = check_out(book, Lend(desk.now, "", ADA, here)).outcome

    assert said.topic is Topic.NOTHING_WAITS


def test_one_door_for_kits_too(desk: Desk) -> None:
    here = KitHere(kit_id("KIT-1"), frozenset({asset_id("KA")}), ())
    with desk.station.books.write(desk.now) as book:
        said = check_out(book, Lend(desk.now, "", ADA, here)).outcome

    assert [reason.code for reason in said.reasons] == ["L008"]
