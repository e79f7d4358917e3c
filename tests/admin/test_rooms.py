import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from kiosk.admin.form_view import FormView
from kiosk.admin.models import Room
from kiosk.admin.panel import Panel
from kiosk.admin.parts import PanelParts
from kiosk.admin.row_model import RowModel
from kiosk.admin.staff_theme import StaffTheme
from kiosk.desk.panel.records import NewPerson, NewThing
from kiosk.domain.ids import Entity
from kiosk.shell.buttons import Button
from kiosk.shell.colour import contrast
from kiosk.shell.palette import ADMIN_TEXT_CONTRAST
from kiosk.shell.text import Text
from tests.admin.gallery import opened, shut
from tests.desk.panel.school import ADMIN_BADGE, School
from tests.screens.gallery import PANELS
from tests.screens.gallery import look as wearing

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def inside(panel: Panel) -> Panel:
    panel.scan(ADMIN_BADGE)
    panel.presenter.door.pin("2468")
    return panel


def model(panel: Panel) -> RowModel:
    found = panel.table.rows.model()
    assert isinstance(found, RowModel)
    return found


def test_a_name_and_password_typed_at_the_door_let_in(panel: Panel, parts: PanelParts, school):
    parts.pins.set_password(school.admin, school.assistant.id, "correct horse")

    panel.door.type_in("Dina Desk", "correct horse")
    panel.door.enter()

    assert panel.rail.isVisible()


def test_leaving_the_door_closes_the_panel(panel: Panel, qtbot):
    with qtbot.waitSignal(panel.closed):
        panel.signed_out.emit()


def test_typing_searches_once_nobody_types_any_more(inside: Panel, qtbot):
    inside.chosen.emit(Room.PEOPLE.value)

    with qtbot.waitSignals([inside.table.searched] * 1, timeout=2000):
        qtbot.keyClicks(inside.table.field, "pup")

    assert model(inside).rowCount() == 1
    qtbot.keyClick(inside.table.field, Qt.Key.Key_Return)
    assert inside.side.isVisible()


def test_rows_come_in_pages_as_they_are_scrolled(inside: Panel, school: School, qtbot):
    for number in range(130):
        school.made(NewThing(Entity.ASSET, {"tag": f"B-{number}", "name": f"Book {number:03}"}))
    inside.chosen.emit(Room.ASSETS.value)
    assert model(inside).rowCount() == 100

    inside.table.rows.scrollToBottom()

    qtbot.waitUntil(lambda: model(inside).rowCount() == 132)


def test_the_keyboard_alone_opens_a_row_and_closes_it(inside: Panel, qtbot):
    qtbot.keyClick(inside, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    rows = inside.table.rows
    rows.setCurrentIndex(model(inside).index(0, 0))
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert inside.side.isVisible()

    qtbot.keyClick(inside, Qt.Key.Key_Escape)

    assert not inside.side.isVisible()


def test_a_form_is_filled_in_and_saved(inside: Panel, school: School, parts: PanelParts):
    inside.chosen.emit(Room.PEOPLE.value)
    inside.acted.emit("new:person")
    form = inside.findChild(FormView)

    form.fill("name", "Nia New")
    form.fill("may_borrow", "0")
    form.submit()

    names = [row.name for row in parts.panel.people(school.clock.now(), "nia", (), 9)]
    assert names == ["Nia New"]
    assert inside.toast.text == "Done."


def test_the_keys_on_the_glass_type_into_the_field(inside: Panel, qtbot):
    inside.chosen.emit(Room.PEOPLE.value)
    inside.who.keyboard_asked.emit()
    inside.table.field.setFocus()
    inside.activateWindow()
    qtbot.waitUntil(lambda: isinstance(inside.focusWidget(), QLineEdit))

    with qtbot.waitSignal(inside.table.searched, timeout=2000):
        for letter in "dim":
            inside.keyboard.typed.emit(letter)
        inside.keyboard.deleted.emit()

    assert inside.table.field.text() == "di"


def test_an_empty_table_says_so(inside: Panel):
    inside.chosen.emit(Room.ASSETS.value)
    inside.show_search("zeppelin")

    texts = [text.text() for text in inside.table.findChildren(Text) if text.isVisible()]
    assert "Nothing fits." in texts


def test_signing_out_shows_nothing_of_what_was_open(inside: Panel):
    inside.scan(ADMIN_BADGE)
    assert inside.side.isVisible()

    inside.signed_out.emit()

    assert not inside.side.isVisible()


def settle() -> None:
    """Let every layout that was asked for be made."""
    for _ in range(4):
        QApplication.processEvents()


def longest(school: School) -> None:
    name = "Wolfeschlegelsteinhausenbergerdorff von der Hohenzollern-Sigmaringen"
    school.made(
        NewPerson({"name": name, "department": "Gesellschaftswissenschaften", "number": "9"})
    )
    school.made(NewThing(Entity.ASSET, {"tag": "LONG-1", "name": name}))


@pytest.mark.parametrize("panel_size", PANELS)
def test_no_word_of_a_room_is_cut(parts: PanelParts, school: School, qtbot, panel_size: str):
    longest(school)
    school.lend(school.camera, days=1)
    school.clock.advance(days=2)
    look = wearing(panel_size)
    made = opened(look, parts, ADMIN_BADGE, "2468")
    qtbot.addWidget(made)
    for room in Room:
        made.chosen.emit(room.value)
        settle()
        words = [*made.findChildren(Text), *made.findChildren(Button)]
        assert [each.text() for each in words if each.isVisible() and each.is_clipped()] == []


@pytest.mark.parametrize("panel_size", PANELS)
def test_the_door_fits_every_panel(parts: PanelParts, qtbot, panel_size: str):
    made = shut(wearing(panel_size), parts)
    qtbot.addWidget(made)
    made.scan(ADMIN_BADGE)
    settle()

    card = made.door.childrenRect()
    assert card.height() <= made.height()
    assert card.width() <= made.width()


@pytest.mark.parametrize("panel_size", PANELS)
def test_rows_are_tall_enough_for_a_finger(panel_size: str):
    theme = StaffTheme.of(wearing(panel_size).theme)

    assert theme.row_px / theme.px_per_mm >= 8.9


@pytest.mark.parametrize("shade", ["light", "dark"])
def test_every_text_of_the_panel_can_be_read(shade: str):
    theme = StaffTheme.of(wearing("1280x800", dark=shade == "dark").theme)

    for text, ground in theme.colours.text_pairs():
        assert contrast(text, ground) >= ADMIN_TEXT_CONTRAST


def test_the_panel_follows_the_kiosk_into_the_dark(panel: Panel, look):
    look.wear(look.theme.mirrored(dark=True))

    assert panel.look.theme.dark
