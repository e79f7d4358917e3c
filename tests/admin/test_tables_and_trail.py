from datetime import UTC

import pytest

from kiosk.admin.models import Room
from kiosk.admin.presenter import PanelPresenter
from kiosk.admin.today import sync_items
from kiosk.admin.wording import Times
from kiosk.desk.panel.records import ChangeThing
from kiosk.domain.ids import Entity, subject
from kiosk.domain.sync_status import SyncStatus
from kiosk.shell.palette import Tone
from kiosk.store.settings import FIRST_SYNC, SEEN_CURSOR, SNAPSHOT, write_setting
from tests.admin.fake_view import FakeView
from tests.admin.gallery import Folder
from tests.desk.panel.school import School


def test_overdue_is_saved_as_a_table(
    signed: PanelPresenter, school: School, view: FakeView, sheets: Folder
):
    school.lend(school.camera, days=1)
    school.clock.advance(days=2)
    signed.door.touched()
    signed.go(Room.OVERDUE)
    assert view.rows[0].cells[2].text == "1 day overdue"

    signed.act("export")

    ((columns, rows),) = sheets.tables.values()
    assert columns[0] == "With"
    assert [row[:3] for row in rows] == [("Pip Pupil", "Canon camera", "CAM-1")]


def test_who_has_what_is_grouped_by_person(signed: PanelPresenter, school: School, view: FakeView):
    school.lend(school.camera)
    school.lend_kit()
    signed.go(Room.HELD)

    assert [row.group for row in view.rows] == ["Pip Pupil"] * 3
    assert view.titles() == ["Canon camera", "Tripod", "2 × XLR cable"]


def test_labels_are_written_for_what_the_search_shows(
    signed: PanelPresenter, view: FakeView, sheets: Folder
):
    signed.go(Room.ASSETS)
    signed.search("tripod")
    signed.act("labels")

    assert sheets.labels == (("TRI-1", "Tripod"),)
    assert view.told[-1] == (Tone.DONE, "Saved as /media/usb/labels.pdf")


def test_the_trail_is_filtered_by_kind_and_day(signed: PanelPresenter, view: FakeView):
    signed.go(Room.TRAIL)
    signed.act("filter")
    signed.submit({"kind": "badge_given", "station": "", "day": "yesterday"})
    assert view.form.fields[3].mistake

    signed.submit({"kind": "badge_given", "station": "", "day": "2026-11-21"})

    assert view.titles() == ["Badge given", "Badge given"]
    assert view.table.note == "Only Badge given · 2026-11-21"


@pytest.mark.parametrize("about", ["CAM-1", "pupil", "tripod", "KIT-1"])
def test_the_trail_is_filtered_by_a_person_or_a_thing(
    signed: PanelPresenter, view: FakeView, about: str
):
    signed.go(Room.TRAIL)
    everything = len(view.rows)
    signed.act("filter")
    signed.submit({"about": about})

    assert 0 < len(view.rows) < everything
    assert view.table.note == "Only one record"


def test_a_filter_about_several_things_asks_again(signed: PanelPresenter, view: FakeView):
    signed.go(Room.TRAIL)
    signed.act("filter")
    signed.submit({"about": "nothing at all"})

    assert view.form.message == "Nothing fits, or more than one thing."


def test_a_new_station_says_in_a_sheet_that_its_history_is_still_coming(
    signed: PanelPresenter, school: School, view: FakeView
):
    with school.station.books.write_aside() as connection:
        for name, value in ((FIRST_SYNC, "history"), (SNAPSHOT, "400"), (SEEN_CURSOR, "136")):
            write_setting(connection, name, value)

    signed.open_row(f"asset:{school.camera}")

    assert view.sheet.timeline_note == "The history is still coming: 34 % are here"
    times = Times(UTC, school.clock.now())
    (how,) = sync_items(SyncStatus(has_centre=True, history=34), times)
    assert how.note == view.sheet.timeline_note


def test_a_long_timeline_shows_earlier_events(
    signed: PanelPresenter, school: School, view: FakeView
):
    for number in range(45):
        change = ChangeThing(Entity.ASSET, school.camera, "", {"name": f"Canon {number}"})
        school.made(change)
    signed.open_row(f"asset:{school.camera}")
    assert (len(view.sheet.timeline), view.sheet.has_more) == (40, True)

    signed.act("earlier")

    assert (len(view.sheet.timeline), view.sheet.has_more) == (46, False)


def test_a_filter_is_left_as_it_was(signed: PanelPresenter, view: FakeView):
    signed.go(Room.TRAIL)
    signed.act("filter")
    signed.leave_form()

    assert view.form is None
    assert view.table.note == "Newest first"


def test_what_is_gone_says_so(signed: PanelPresenter, view: FakeView):
    signed.open_row("asset:01936a00-0000-7000-8000-00000000ffff")

    assert view.sheet is None
    assert view.told[-1][0] is Tone.ATTENTION


def test_today_counts_and_shows_what_waits(signed: PanelPresenter, school: School, view: FakeView):
    school.lend(school.camera, days=1)
    _tripod, cables = school.lend_kit()
    signed.open_row(subject(Entity.KIT, school.kit))
    signed.act("return")
    signed.submit({line.name: "1" for line in view.form.fields})
    school.clock.advance(days=2)
    signed.go(Room.TODAY)

    numbers = {tile.word: tile.number for tile in view.today.tiles}
    assert numbers == {"Out now": 2, "Due today": 0, "Overdue": 1, "To look at": 1}
    (odd,) = view.today.sections[1].items
    assert odd.title == "Kit came back short"
    assert odd.note == "Interview kit (KIT-1) · Ada Admin · Desk 1 · Sat 21 Nov 09:00"
    signed.act(odd.actions[0].key)
    assert view.today.sections[1].items == ()
    assert cables
