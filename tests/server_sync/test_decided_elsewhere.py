"""What staff decide at one station holds at every other: approvals, and records joined."""

from contextlib import closing

from kiosk.desk.check_out import check_out
from kiosk.desk.effects import Lend, Park
from kiosk.desk.outcomes import ApprovalNeeded, CheckedOut
from kiosk.desk.panel.acts import Done, Perform
from kiosk.desk.panel.approving import ApproveParked
from kiosk.desk.panel.merging import MergePeople, SeparatePeople
from kiosk.desk.panel.staff import Staff
from kiosk.desk.parking import park
from kiosk.domain.ids import PersonId
from kiosk.domain.ports import Code
from kiosk.domain.roles import Role
from kiosk.store.panel_queries import PanelQueries
from kiosk.store.retention import retired
from tests.server_sync.town import Post, Town
from tests.store import world


def a_manager(town: Town) -> Staff:
    with town.first.station.books.write(town.clock.now()) as book:
        person, alias = world.add_person(book, "Mo Manager", "0A0B0C0D0E")
        world.give_role(book, alias, Role.ADMIN)
    return Staff(person, "Mo Manager", frozenset({Role.ADMIN}))


def alike(town: Town) -> None:
    first = town.first.tables()
    assert all(post.tables() == first for post in town.posts)
    assert all(post.station.verify().wrong == [] for post in town.posts)


def panel_of(post: Post) -> PanelQueries:
    return PanelQueries(post.station.books, post.clock)


def test_a_check_out_that_was_parked_is_approved_at_another_station(town: Town) -> None:
    other = town.joins("other")
    manager = a_manager(town)
    books = town.first.station.books
    with books.write(town.clock.now()) as book:
        person, _ = world.add_person(book)
        lens = world.add_asset(book, "LENS-1", high_value=1)

    def ask() -> object:
        with books.write(town.clock.now()) as book:
            return check_out(book, Lend(town.clock.now(), "s", person, lens)).outcome

    asked = ask()
    assert isinstance(asked, ApprovalNeeded)
    with books.write(town.clock.now()) as book:
        park(book, Park(town.clock.now(), person, asked.item))
    town.sync_all()

    (row,) = panel_of(other).parked(other.clock.now())
    assert (row.name, row.holder) == ("Camera LENS-1 (LENS-1)", world.NAME)
    perform = Perform(other.station.books, other.clock)
    assert perform(manager, ApproveParked(row.event)) == Done()
    town.sync_all()

    assert panel_of(town.first).parked(town.clock.now()) == ()
    assert isinstance(ask(), CheckedOut)
    town.sync_all()
    alike(town)


def test_people_who_were_joined_here_are_parted_there(town: Town) -> None:
    other = town.joins("other")
    manager = a_manager(town)
    with town.first.station.books.write(town.clock.now()) as book:
        into, _ = world.add_person(book)
        source, alias = world.add_person(book, "Amina Khan", "0F99887766")
        world.bar(book, alias)
    town.sync_all()
    Perform(town.first.station.books, town.clock)(manager, MergePeople(source, into))
    town.sync_all()
    alike(town)

    sheet = panel_of(other).person(PersonId(into))
    assert sheet is not None
    (merged,) = sheet.merged
    other.clock.advance(minutes=1)
    perform = Perform(other.station.books, other.clock)
    assert perform(manager, SeparatePeople(merged.event)) == Done()
    town.sync_all()

    alike(town)
    for post in town.posts:
        with post.station.books.read(post.clock.now()) as book:
            one, two = book.person_by_id(into), book.person_by_id(source)
            assert one is not None
            assert two is not None
            assert (len(one.bars), len(two.bars)) == (0, 1)


def test_what_is_too_old_is_forgotten_at_every_station(town: Town) -> None:
    other = town.joins("other")
    a_manager(town)
    with town.first.station.books.write(town.clock.now()) as book:
        person, alias = world.add_person(book)
    town.sync_all()
    for post in town.posts:
        post.clock.advance(days=3 * 366)

    def forget(post: Post) -> int:
        with closing(retired(post.station, 1)) as going:
            return len(list(going))

    assert forget(other) == 0
    assert forget(town.first) == 2
    town.sync_all()
    assert forget(other) == 2
    assert forget(town.first) == 2
    town.sync_all()

    alike(town)
    for post in town.posts:
        with post.station.books.read(post.clock.now()) as book:
            known = book.person_by_id(person)
            assert known is not None
            assert known.name == world.NAME
            assert book.person(alias) is None
            assert book.find(Code(world.BADGE, technology="em4100")) == (known,)
