import pytest

from kiosk.desk.panel.acts import Done, No, Why
from kiosk.desk.panel.exceptions import DecideException
from kiosk.desk.panel.kits import PutInSpare, ReleaseKit
from kiosk.desk.panel.people import GiveRole
from kiosk.desk.panel.record_values import Mistake, read
from kiosk.desk.panel.records import ChangeThing, NewThing, RemoveThing
from kiosk.desk.panel.returns import BringBackPart, ReturnKit, ReturnThing
from kiosk.desk.panel.sheets import MOST_LABELS, WriteSheets, safe_cell
from kiosk.desk.panel.staff import Staff
from kiosk.desk.panel.things import AdoptCode, ForgetCode, MoveStatus, WithdrawCode
from kiosk.domain.ids import AssetId, Entity, KitId, LineId, subject
from kiosk.domain.model import Condition, Status
from kiosk.domain.ports import Code
from kiosk.domain.roles import Role
from kiosk.store.panel_queries import PanelQueries
from tests.admin.gallery import Folder
from tests.desk.panel.school import School

NOTHING = AssetId("01936a00-0000-7000-8000-00000000ffff")
NO_KIT = KitId(NOTHING)


def asset(school: School, key: AssetId):
    with school.station.books.read(school.clock.now()) as book:
        return book.asset(key)


def kit(school: School):
    with school.station.books.read(school.clock.now()) as book:
        return book.kit(school.kit)


def short_kit(school: School) -> LineId:
    """The kit comes back without one of its two cables."""
    tripod, cables = school.lend_kit()
    school.made(ReturnKit(school.kit, ((tripod, 1), (cables, 1))))
    return cables


def test_a_thing_moves_along_its_life_and_is_found_again(school: School):
    school.made(MoveStatus(school.camera, Status.LOST, "Not at the count"))
    assert asset(school, school.camera).status is Status.LOST

    school.made(MoveStatus(school.camera, Status.IN_STOCK))
    assert asset(school, school.camera).status is Status.IN_STOCK


def test_a_move_that_is_not_in_the_table_is_refused(school: School):
    assert school.do(MoveStatus(school.camera, Status.NEW)) == No(Why.MOVE_NOT_ALLOWED)
    assert school.do(MoveStatus(NOTHING, Status.LOST)) == No(Why.GONE)


def test_what_is_out_can_only_be_lost(school: School):
    school.lend(school.camera)

    assert school.do(MoveStatus(school.camera, Status.SOLD)) == No(Why.IS_OUT)
    assert isinstance(school.do(MoveStatus(school.camera, Status.LOST)), Done)


def test_a_broken_thing_that_goes_back_in_stock_works_again(school: School):
    school.lend(school.camera)
    school.made(ReturnThing(school.camera, Condition.BROKEN))
    assert asset(school, school.camera).status is Status.TESTING

    school.made(MoveStatus(school.camera, Status.IN_STOCK))

    mended = asset(school, school.camera)
    assert (mended.status, mended.condition) == (Status.IN_STOCK, Condition.WORKS)


def test_staff_take_a_thing_back_for_somebody(school: School):
    school.lend(school.camera)

    school.made(ReturnThing(school.camera))

    assert asset(school, school.camera).open_line is None
    assert school.do(ReturnThing(school.camera)) == No(Why.NOT_OUT)


def test_an_unknown_code_is_adopted_and_withdrawn(school: School, panel: PanelQueries):
    code = Code("5012345678900", "EAN-13")
    named = subject(Entity.ASSET, school.camera)

    form = school.made(AdoptCode(code, named))

    assert [row.text for row in panel.asset(school.camera).codes] == ["5012345678900"]
    assert school.do(AdoptCode(code, named)) == No(Why.CODE_TAKEN)
    school.made(WithdrawCode(form, named))
    assert panel.asset(school.camera).codes == ()


@pytest.mark.parametrize(
    ("adopted", "scans"),
    [
        (
            Code("8004952114112345678", "gs1_128"),
            [
                Code("3416451FD400000000BC614E", "epc", "epc"),
                Code("https://id.gs1.org/8004/952114112345678", "qr_code"),
                Code("(8004)952114112345678"),
                Code("]d2112601018004952114112345678"),
            ],
        ),
        (
            Code("3074257BF7194E4000001A85", "epc", "epc"),
            [
                Code("0180614141123458216789", "gs1_data_matrix"),
                Code("216789\x1d0180614141123458", "gs1_qr_code"),
                Code("urn:epc:id:sgtin:0614141.812345.6789"),
            ],
        ),
        (
            Code("036000291452", "upc_a"),
            [Code("0036000291452", "ean_13"), Code("00036000291452"), Code("036000291452")],
        ),
        (
            Code("036000291452"),
            [Code("0036000291452", "ean_13"), Code("0100036000291452", "databar")],
        ),
    ],
)
def test_a_thing_is_found_by_its_key_on_any_label_or_tag(
    school: School, adopted: Code, scans: list[Code]
):
    school.made(AdoptCode(adopted, subject(Entity.ASSET, school.camera)))

    with school.station.books.read(school.clock.now()) as book:
        for scan in [adopted, *scans]:
            assert [found.id for found in book.find(scan)] == [school.camera], scan


def test_a_plain_tag_that_reads_like_gs1_is_a_tag_first(school: School):
    school.made(AdoptCode(Code("8004ASSET"), subject(Entity.ASSET, school.camera)))
    school.made(AdoptCode(Code("(8004)ASSET"), subject(Entity.KIT, school.kit)))

    with school.station.books.read(school.clock.now()) as book:
        assert [found.id for found in book.find(Code("8004ASSET", "code_128"))] == [school.camera]
        assert [found.id for found in book.find(Code("8004ASSET", "gs1_128"))] == [school.kit]


def test_an_unknown_code_can_be_forgotten(school: School, panel: PanelQueries):
    with school.station.books.write(school.clock.now()) as book:
        book.keep_unknown(Code("nothing"))

    school.made(ForgetCode(Code("nothing")))

    assert panel.unknown_codes(9) == ()


def test_a_short_kit_is_released_once_with_a_reason(school: School):
    assert school.do(ReleaseKit(school.kit, "x")) == No(Why.KIT_WHOLE)
    short_kit(school)

    assert school.do(ReleaseKit(school.kit, " ")) == No(Why.REASON_MISSING)
    school.made(ReleaseKit(school.kit, "The spare is ordered"))

    assert kit(school).released
    assert school.do(ReleaseKit(school.kit, "x")) == No(Why.NOTHING_CHANGED)
    assert school.do(ReleaseKit(NO_KIT, "x")) == No(Why.GONE)


def test_a_kit_that_is_out_is_not_released(school: School):
    school.lend_kit()

    assert school.do(ReleaseKit(school.kit, "x")) == No(Why.IS_OUT)


def test_a_kit_with_a_lost_member_is_short(school: School):
    school.made(MoveStatus(school.tripod, Status.LOST))

    assert isinstance(school.do(ReleaseKit(school.kit, "x")), Done)


def test_a_spare_ends_the_debt(school: School, panel: PanelQueries):
    owed = short_kit(school)
    assert [row.is_debt for row in panel.kit(school.kit).out] == [True]

    assert school.do(PutInSpare(school.kit, owed, 2)) == No(Why.TOO_MANY)
    school.made(PutInSpare(school.kit, owed, 1))

    assert kit(school).debt == ()
    assert school.do(PutInSpare(school.kit, owed, 1)) == No(Why.NOT_OUT)
    assert school.do(PutInSpare(NO_KIT, owed, 1)) == No(Why.NOT_OUT)


def test_a_contradiction_that_was_seen_to_waits_no_more(school: School, panel: PanelQueries):
    short_kit(school)
    (odd,) = panel.exceptions(9)
    assert (odd.name, odd.who, odd.station) == ("Interview kit (KIT-1)", "Ada Admin", "Desk 1")

    school.made(DecideException(odd.id, odd.subject))

    assert panel.exceptions(9) == ()
    elsewhere = DecideException(odd.id, subject(Entity.ASSET, school.camera))
    assert school.do(elsewhere) == No(Why.GONE)


def test_a_missing_part_comes_back_from_anyone(school: School):
    owed = short_kit(school)

    assert school.do(BringBackPart(school.kit, owed, 0)) == No(Why.TOO_MANY)
    school.made(BringBackPart(school.kit, owed, 1))

    assert kit(school).debt == ()
    assert school.do(BringBackPart(school.kit, owed, 1)) == No(Why.NOT_OUT)


def test_a_kit_that_is_not_out_does_not_come_back(school: School):
    assert school.do(ReturnKit(school.kit, ())) == No(Why.NOT_OUT)


def test_a_thing_is_changed_and_its_tag_stays_its_own(school: School, panel: PanelQueries):
    base = panel.asset(school.camera).record.base
    change = ChangeThing(Entity.ASSET, school.camera, base, {"tag": "CAM-1", "name": "Canon R6"})

    school.made(change)

    assert asset(school, school.camera).name == "Canon R6"
    taken = ChangeThing(Entity.ASSET, school.camera, base, {"tag": "TRI-1"})
    assert school.do(taken) == No(Why.TAG_TAKEN, {"tag": "TRI-1"})
    command = ChangeThing(Entity.ASSET, school.camera, base, {"tag": "LS:DONE"})
    assert school.do(command) == No(Why.CODE_IS_COMMAND)
    assert school.do(ChangeThing(Entity.ASSET, school.camera, base, {})).why is Why.NOTHING_CHANGED


def test_values_are_only_for_who_may_see_them(school: School):
    school.made(GiveRole(school.assistant.id, Role.TECHNICIAN))
    technician = Staff(school.assistant.id, "Dina", frozenset({Role.TECHNICIAN}))
    change = ChangeThing(Entity.ASSET, school.camera, "", {"value": "1"})

    assert school.do(change, technician) == No(Why.NOT_PERMITTED)


def test_a_part_is_changed_with_its_kit(school: School, panel: PanelQueries):
    base = panel.kit(school.kit).parts[0].record.base
    change = ChangeThing(Entity.PART, school.cable, base, {"quantity": "3"}, school.kit)

    school.made(change)

    assert [part.quantity for part in kit(school).parts] == [3]
    assert school.do(NewThing(Entity.PART, {"name": "x"})).why is Why.INVALID


def test_nothing_is_taken_out_of_use_while_it_is_out(school: School):
    school.lend(school.camera)
    _tripod, cables = school.lend_kit()
    removals = (
        RemoveThing(Entity.ASSET, school.camera),
        RemoveThing(Entity.KIT, school.kit),
        RemoveThing(Entity.PART, school.cable, school.kit),
    )
    for removal in removals:
        assert school.do(removal) == No(Why.IS_OUT)
    assert cables


def test_what_is_in_is_taken_out_of_use(school: School, panel: PanelQueries):
    school.made(RemoveThing(Entity.PART, school.cable, school.kit))
    school.made(RemoveThing(Entity.ASSET, school.camera))
    school.made(RemoveThing(Entity.KIT, school.kit))
    school.made(RemoveThing(Entity.KIT, NO_KIT))

    assert [row.tag for row in panel.assets("", (), 9)] == ["TRI-1"]
    assert panel.kits("", (), 9) == ()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("name", " Camera ", "Camera"),
        ("name", "", Mistake.EMPTY),
        ("name", "x" * 501, Mistake.TOO_LONG),
        ("value", "1,234.50", 123450),
        ("value", "12,50", 1250),
        ("value", "", ""),
        ("value", "a lot", Mistake.NO_AMOUNT),
        ("value", "1.005", Mistake.NO_AMOUNT),
        ("value", "-1", Mistake.NO_AMOUNT),
        ("value", "NaN", Mistake.NO_AMOUNT),
        ("purchased_on", "2026-02-28", "2026-02-28"),
        ("purchased_on", "2026-02-30", Mistake.NO_DATE),
        ("cannot_lend", "1", 1),
        ("cannot_lend", "maybe", Mistake.NO_FLAG),
        ("kit", "some-id", "some-id"),
        ("shoe_size", "9", Mistake.NO_FIELD),
    ],
)
def test_what_was_typed_is_read_by_the_type_of_its_field(name: str, text: str, value: object):
    typed = read(Entity.ASSET, {name: text})

    expected = {name: value}
    assert (typed.mistakes if isinstance(value, Mistake) else typed.values) == expected


@pytest.mark.parametrize("text", ["0", "-1", "two", "2" * 11])
def test_a_quantity_is_a_whole_number_above_none(text: str):
    assert read(Entity.PART, {"quantity": text}).mistakes == {"quantity": "no_number"}


def test_tables_and_labels_are_written_for_who_may_have_them(school: School):
    folder = Folder()
    sheets = WriteSheets(folder)

    done = sheets.table(school.admin, "overdue", ("Name",), [("=SUM(A1)",)])

    assert isinstance(done, Done)
    assert folder.tables["overdue"] == (("Name",), (("'=SUM(A1)",),))
    assert sheets.table(school.assistant, "x", (), ()) == No(Why.NOT_PERMITTED)
    assert isinstance(sheets.labels(school.admin, [("CAM-1", "Camera")]), Done)
    assert sheets.labels(school.admin, []) == No(Why.NOTHING_CHANGED)
    assert sheets.labels(school.admin, [("a", "b")] * (MOST_LABELS + 1)) == No(Why.TOO_MANY)
    assert sheets.labels(school.assistant, [("a", "b")]) == No(Why.NOT_PERMITTED)
    assert safe_cell("plain") == "plain"
