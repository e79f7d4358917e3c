"""Two records of one thing or person: joined, told of, and two again."""

from kiosk.desk.panel.acts import Done, No, Why
from kiosk.desk.panel.keys import GiveBadge
from kiosk.desk.panel.merging import MergePeople, MergeThings, SeparatePeople, SeparateThings
from kiosk.desk.panel.people import Bar
from kiosk.desk.panel.records import NewPerson, NewThing
from kiosk.domain.ids import AssetId, Entity, PersonId
from kiosk.domain.ports import Code
from kiosk.store.panel_queries import PanelQueries
from tests.desk.panel.school import PUPIL_BADGE, School

OTHER_BADGE = Code("0C0C0C0C0C", technology="em4100")


def panel_of(school: School) -> PanelQueries:
    return PanelQueries(school.station.books, school.clock)


def double_of_camera(school: School) -> AssetId:
    typed = {"name": "Camera once more", "tag": "DOUBLE-1"}
    return AssetId(school.made(NewThing(Entity.ASSET, typed)))


def double_of_pupil(school: School) -> PersonId:
    person = PersonId(school.made(NewPerson({"name": "Pia Pupil again", "category": "pupil"})))
    school.made(GiveBadge(person, OTHER_BADGE))
    return person


def test_a_second_record_of_a_thing_joins_the_first_and_parts_again(school: School) -> None:
    double = double_of_camera(school)
    assert school.do(MergeThings(double, school.camera)) == Done(school.camera)

    with school.station.books.read(school.clock.now()) as book:
        (found,) = book.find(Code("DOUBLE-1"))
        assert found.id == school.camera
    kept, gone = panel_of(school).asset(school.camera), panel_of(school).asset(double)
    assert kept is not None
    assert gone is not None
    (merged,) = kept.merged
    assert (merged.name, merged.tag) == ("Camera once more", "DOUBLE-1")
    assert gone.lives_on == school.camera

    school.clock.advance(minutes=1)
    school.made(SeparateThings(merged.event))
    again = panel_of(school).asset(school.camera)
    assert again is not None
    assert again.merged == ()
    with school.station.books.read(school.clock.now()) as book:
        (found,) = book.find(Code("DOUBLE-1"))
        assert (found.id, found.removed) == (double, False)
    assert school.station.verify().wrong == []

    school.clock.advance(minutes=1)
    school.made(MergeThings(double, school.camera))
    once_more = panel_of(school).asset(school.camera)
    assert once_more is not None
    assert [each.event == merged.event for each in once_more.merged] == [False]


def test_two_records_of_one_person_join_and_each_gets_back_what_was_theirs(
    school: School,
) -> None:
    double = double_of_pupil(school)
    school.lend(school.camera)
    school.made(Bar(double, "Lost a lens", None))
    school.clock.advance(minutes=1)
    assert school.do(MergePeople(double, school.pupil)) == Done(school.pupil)

    with school.station.books.read(school.clock.now()) as book:
        (one,) = book.find(OTHER_BADGE)
        assert (one.id, len(one.bars)) == (school.pupil, 1)
    sheet = panel_of(school).person(school.pupil)
    assert sheet is not None
    (merged,) = sheet.merged
    assert merged.at == school.clock.now()

    school.clock.advance(minutes=1)
    school.made(SeparatePeople(merged.event))

    with school.station.books.read(school.clock.now()) as book:
        (first,), (second,) = book.find(PUPIL_BADGE), book.find(OTHER_BADGE)
        assert (first.id, len(first.bars), len(book.open_lines(first.id))) == (school.pupil, 0, 1)
        assert (second.id, len(second.bars), len(book.open_lines(second.id))) == (double, 1, 0)
    sheet = panel_of(school).person(school.pupil)
    assert sheet is not None
    assert sheet.merged == ()
    assert school.station.verify().wrong == []


def test_what_cannot_be_joined_stays_as_it_is(school: School) -> None:
    double, twin = double_of_camera(school), double_of_pupil(school)
    school.lend(school.camera)
    school.lend(double)
    assert school.do(MergeThings(double, school.camera)) == No(Why.IS_OUT)
    assert school.do(MergeThings(school.camera, school.camera)) == No(Why.NOTHING_CHANGED)
    assert school.do(MergeThings(AssetId("nothing"), school.camera)) == No(Why.GONE)
    assert school.do(MergePeople(twin, twin)) == No(Why.NOTHING_CHANGED)
    assert school.do(MergePeople(PersonId("nobody"), twin)) == No(Why.GONE)
    assert school.do(MergePeople(school.admin.id, twin)) == No(Why.OUTRANKED)
    assert school.do(MergePeople(twin, school.pupil), school.assistant) == No(Why.NOT_PERMITTED)


def test_only_a_join_of_its_kind_can_be_undone(school: School) -> None:
    double = double_of_pupil(school)
    school.made(MergePeople(double, school.pupil))
    sheet = panel_of(school).person(school.pupil)
    assert sheet is not None

    assert school.do(SeparateThings(sheet.merged[0].event)) == No(Why.GONE)
