"""Joining a duplicate in the sheet, and parting it again."""

from kiosk.admin.merging import SEPARATE
from kiosk.admin.models import Item
from kiosk.admin.presenter import PanelPresenter
from kiosk.desk.panel.records import NewPerson, NewThing
from kiosk.domain.ids import Entity
from kiosk.shell.palette import Tone
from tests.admin.fake_view import FakeView
from tests.desk.panel.school import School


def joined(view: FakeView) -> tuple[Item, ...]:
    sections = [each for each in view.sheet.sections if each.title == "Joined with this"]
    return sections[0].items if sections else ()


def test_a_duplicate_of_a_thing_is_joined_by_its_tag_and_parted_again(
    signed: PanelPresenter, school: School, view: FakeView
) -> None:
    typed = {"name": "Camera once more", "tag": "DOUBLE-1"}
    double = school.made(NewThing(Entity.ASSET, typed))
    signed.open_row(f"asset:{school.camera}")
    title = view.sheet.title

    signed.act("merge")
    signed.submit({"other": "nothing at all"})
    assert view.form.fields[0].mistake == "Nothing fits, or more than one thing."
    signed.submit({"other": "DOUBLE-1"})

    (item,) = joined(view)
    assert (view.sheet.title, item.title) == (title, "Camera once more")
    assert view.told[-1] == (Tone.DONE, "Done.")
    signed.open_row(f"asset:{double}")
    assert view.sheet.sections[0].items[0].opens == f"asset:{school.camera}"

    signed.open_row(f"asset:{school.camera}")
    (undo,) = item.actions
    assert undo.key.startswith(SEPARATE)
    signed.act(undo.key)
    assert joined(view) == ()


def test_a_duplicate_of_a_person_is_joined_by_name_and_parted_again(
    signed: PanelPresenter, school: School, view: FakeView
) -> None:
    school.made(NewPerson({"name": "Zoe Zimmer", "category": "pupil"}))
    signed.open_row(f"person:{school.pupil}")

    signed.act("merge")
    signed.submit({"other": "DOUBLE-1"})
    assert view.form.fields[0].mistake
    signed.submit({"other": "zimmer"})

    (item,) = joined(view)
    assert item.title == "A second record"
    signed.act(item.actions[0].key)
    assert joined(view) == ()
