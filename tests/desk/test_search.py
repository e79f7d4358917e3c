"""Search instead of scanning: things for everybody, people only for themselves."""

import pytest

from kiosk.desk.inputs import Picked
from kiosk.desk.outcomes import SessionOpened
from kiosk.desk.search import Findings, Search
from kiosk.domain.ids import Entity
from kiosk.store.panel_queries import PanelQueries
from tests.desk.school import BADGES, Desk, person_id, set_fields


@pytest.fixture
def search(desk: Desk) -> Search:
    books = desk.station.books
    with books.write(desk.now) as book:
        for name, number in (("ada", "P-1001"), ("ben", "P-2002"), ("tess", "P-2002")):
            set_fields(book, Entity.PERSON, book.actor_alias(person_id(name)), number=number)
    return Search(books, PanelQueries(books, desk.clock), desk.clock)


def names(findings: Findings) -> list[str]:
    return [finding.item.name for finding in findings.things]


def test_things_and_kits_are_found_by_name_or_tag(search: Search) -> None:
    assert names(search("interview")) == ["Interview kit"]
    assert names(search(" boom ")) == ["Boom pole"]
    assert search("  ") == Findings()


def test_what_is_out_says_so_and_not_who_has_it(desk: Desk, search: Search) -> None:
    desk.tap("ada")
    desk.scan("CAM-1")

    (found,) = search("CAM-1").things

    assert found.is_out
    assert "Ada" not in repr(found)


def test_a_person_is_found_by_exactly_their_number_and_opens_their_session(
    desk: Desk, search: Search
) -> None:
    found = search("p-1001").person

    assert found is not None
    (opened,) = desk.give(Picked(desk.now, found))
    assert isinstance(opened, SessionOpened)
    assert opened.holder.person == person_id("ada")


def test_a_person_is_found_by_the_number_of_their_badge(search: Search) -> None:
    assert search(BADGES["ada"].text).person is not None


@pytest.mark.parametrize("text", ["Ada Lovelace", "P-100", "P-2002", "P-1"])
def test_a_name_half_a_number_or_a_shared_one_finds_nobody(search: Search, text: str) -> None:
    assert search(text).person is None
