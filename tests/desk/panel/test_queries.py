from datetime import timedelta

import pytest

from kiosk.domain.events import Kind
from kiosk.domain.ids import Entity, subject
from kiosk.domain.panel import EventFilter
from kiosk.store import panel_pages, panel_sheets, panel_trail
from kiosk.store.driver import Statement
from kiosk.store.panel_queries import PanelQueries
from tests.desk.panel.school import School


def test_people_come_by_name_with_what_they_hold(school: School, panel: PanelQueries):
    school.lend(school.camera, days=1)
    now = school.clock.advance(days=2)

    names = {row.name: row for row in panel.people(now, "", (), 10)}

    assert list(names) == ["Ada Admin", "Dina Desk", "Pip Pupil"]
    assert (names["Pip Pupil"].out, names["Pip Pupil"].overdue) == (1, 1)
    assert names["Ada Admin"].is_staff


def test_a_page_goes_on_after_the_last_row_of_the_one_before(school: School, panel: PanelQueries):
    now = school.clock.now()
    first = panel.people(now, "", (), 2)

    assert [row.name for row in panel.people(now, "", first[-1].cursor, 2)] == ["Pip Pupil"]


@pytest.mark.parametrize("search", ["pup", "7001", "pip pupil", "p", "Pi"])
def test_people_are_found_by_words_and_by_beginnings(
    school: School, panel: PanelQueries, search: str
):
    assert [row.name for row in panel.people(school.clock.now(), search, (), 9)] == ["Pip Pupil"]


def test_a_thing_shows_who_has_it(school: School, panel: PanelQueries):
    school.lend(school.camera)

    camera, tripod = panel.assets("", (), 9)

    assert (camera.tag, camera.holder, camera.value_minor) == ("CAM-1", "Pip Pupil", 125000)
    assert (tripod.tag, tripod.holder, tripod.due_at) == ("TRI-1", "", None)
    assert [row.tag for row in panel.assets("cam", (), 9)] == ["CAM-1"]
    assert panel.assets("cam", panel.assets("cam", (), 9)[-1].cursor, 9) == ()


def test_a_kit_counts_its_members_and_parts(school: School, panel: PanelQueries):
    school.lend_kit()

    (kit,) = panel.kits("interview", (), 9)

    assert (kit.members, kit.parts, kit.owed, kit.holder) == (1, 2, 0, "Pip Pupil")


def test_overdue_and_who_has_what(school: School, panel: PanelQueries):
    school.lend(school.camera, days=1)
    school.lend_kit(days=5)
    now = school.clock.advance(days=2)

    assert [row.name for row in panel.out(now, (), 9)] == ["Canon camera"]
    assert [row.name for row in panel.held((), 9)] == ["Canon camera", "Tripod", "XLR cable"]
    first = panel.held((), 1)
    assert [row.name for row in panel.held(first[-1].cursor, 1)] == ["Tripod"]
    counts = panel.counts(now, now + timedelta(days=9))
    assert (counts.out, counts.due_today, counts.overdue) == (3, 2, 1)


def test_a_persons_sheet_has_badges_roles_and_what_is_out(school: School, panel: PanelQueries):
    school.lend(school.camera)

    sheet = panel.person(school.pupil)

    assert sheet is not None
    assert sheet.record.fields["department"] == "Year 9"
    assert sheet.record.base
    assert [badge.ending for badge in sheet.badges] == ["0D0E"]
    assert [row.name for row in sheet.out] == ["Canon camera"]
    assert (sheet.has_pin, sheet.is_locked) == (False, False)
    admin = panel.person(school.admin.id)
    assert admin is not None
    assert admin.has_pin


def test_a_kits_sheet_shows_parts_and_members(school: School, panel: PanelQueries):
    sheet = panel.kit(school.kit)

    assert sheet is not None
    assert [(part.name, part.quantity) for part in sheet.parts] == [("XLR cable", 2)]
    assert [member.tag for member in sheet.members] == ["TRI-1"]
    assert not sheet.is_out


def test_a_things_sheet_names_its_kit(school: School, panel: PanelQueries):
    sheet = panel.asset(school.tripod)

    assert sheet is not None
    assert sheet.kit_name == "Interview kit"
    assert sheet.record.fields["tag"] == "TRI-1"


def test_the_trail_tells_of_a_person_newest_first_with_names(school: School, panel: PanelQueries):
    school.lend(school.camera)

    trail = panel.events(EventFilter(person=school.pupil), (), 9)

    assert [row.kind for row in trail] == [
        Kind.CHECKED_OUT,
        Kind.BADGE_GIVEN,
        Kind.RECORD_CHANGED,
    ]
    assert trail[0].names[school.camera] == "Canon camera (CAM-1)"
    assert trail[2].revealed["name"] == "Pip Pupil"
    assert "code" not in trail[1].revealed
    assert trail[1].actor == "Ada Admin"


def test_the_trail_is_filtered_by_kind_thing_and_day(school: School, panel: PanelQueries):
    school.lend(school.camera)
    about = subject(Entity.ASSET, school.camera)

    assert len(panel.events(EventFilter(kind=Kind.BADGE_GIVEN), (), 9)) == 2
    assert len(panel.events(EventFilter(about=about), (), 9)) == 2
    tomorrow = school.clock.now() + timedelta(days=1)
    assert panel.events(EventFilter(since=tomorrow), (), 9) == ()
    newest = panel.events(EventFilter(), (), 1)
    assert panel.events(EventFilter(), newest[-1].cursor, 1)[0].ref != newest[0].ref


def test_what_stands_in_the_way_is_named(school: School, panel: PanelQueries):
    assert panel.person(school.pupil) is not None
    assert panel.exceptions(9) == ()
    assert panel.unknown_codes(9) == ()
    assert panel.ledger().station == "Desk 1"
    assert panel.ledger().backup_at is None
    aged = PanelQueries(school.station.books, school.clock, lambda: timedelta(hours=3))
    assert aged.ledger().backup_at == school.clock.now() - timedelta(hours=3)
    choices = panel.choices()
    assert [choice.name for choice in choices.kits] == ["Interview kit"]
    assert choices.words["department"] == ("Year 9",)
    assert panel.currency() == "EUR"


def test_only_who_may_log_in_is_found_by_name(school: School, panel: PanelQueries):
    assert panel.who_logs_in("dina desk") == (school.assistant.id,)
    assert panel.who_logs_in("Pip Pupil") == ()
    assert panel.who_logs_in("x") == ()


BIG = ("person", "asset", "event", "event_subject", "identifier", "state", "person_alias", "badge")


def statements() -> dict[str, Statement]:
    found: dict[str, Statement] = {}
    for module in (panel_pages, panel_sheets, panel_trail):
        for name, value in vars(module).items():
            if isinstance(value, Statement):
                found[f"{module.__name__}.{name}"] = value
            if isinstance(value, panel_pages.Pages):
                found[f"{name}.first"], found[f"{name}.next"] = value.first, value.next
    found["about"] = panel_trail.events_about(EventFilter(kind=Kind.MOVED))
    found["trail"] = panel_trail.all_events(EventFilter(kind=Kind.MOVED))
    return found


@pytest.mark.parametrize("name", sorted(statements()))
def test_no_question_scans_a_large_table(school: School, name: str):
    statement = statements()[name]
    with school.station.books.read(school.clock.now()) as book:
        names = __import__("re").findall(r":(\w+)", statement.sql)
        values = dict.fromkeys(names, 1) | statement._fixed
        plan = book.connection.execute(f"EXPLAIN QUERY PLAN {statement.sql}", values).fetchall()

    scans = [row[3] for row in plan if row[3].startswith("SCAN")]
    by_order = ("PEOPLE.first", "ASSETS.first", "kiosk.store.panel_pages.WORDS")
    allowed = [scan for scan in scans if name in by_order and scan.split()[1] in BIG]
    assert [s for s in scans if s.split()[1] in BIG and s not in allowed] == []
    assert [s for s in scans if s.split()[1] == "line" and "USING" not in s] == []
