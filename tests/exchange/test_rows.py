"""What rows may say: every wrong cell is told with its row, column, value and reason."""

import pytest

from hardware.reader import ErrorCode
from kiosk.domain.ports import Code
from kiosk.domain.roles import Role
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.exchange.content import Content
from kiosk.exchange.files import columns
from kiosk.exchange.values import money
from tests.exchange.conftest import SAMPLE

PEOPLE = "Number,Name,Badges\n"


def complaints(plan) -> list[str]:
    return [str(bad) for bad in plan.bad]


def test_people_are_known_again_by_number_and_only_what_differs_is_written(desk):
    desk.bring("people", PEOPLE + "1,Ada Lovelace,0F00123456\n")

    plan = desk.bring("people", "number,NAME,Department\n1,Ada King,10B\n")

    assert (plan.made, plan.changed, len(plan.changes)) == (0, 1, 1)
    assert desk.column("people", "Name") == ["Ada King"]
    assert desk.column("people", "Department") == ["10B"]
    assert desk.column("people", "Badges") == ["0F00123456"]


def test_a_tag_and_a_name_have_one_line_and_a_description_may_have_more(desk):
    plan = desk.bring("assets", 'Tag,Name,Description\n"A\n1",Camera,\nA-2,"Tri\npod",\n')
    fine = desk.bring("assets", 'Tag,Name,Description\nA-3,Lamp,"Heavy.\nTwo people."\n')

    assert [bad.reason for bad in plan.bad] == ["holds a control character"] * 2
    assert fine.made == 1


def test_an_edit_by_a_file_is_no_conflict(desk):
    desk.bring("people", PEOPLE + "1,Ada,\n")
    desk.bring("people", PEOPLE + "1,Ada B,\n")
    desk.bring("people", PEOPLE + "1,Ada C,\n")
    with desk.read() as book:
        assert book.connection.execute("SELECT count(*) FROM exception").fetchone() == (0,)


def test_no_file_gives_a_role(desk):
    plan = desk.bring("people", "Number,Name,Badges,Role,Roles\n1,Eve,0F00123456,admin,admin\n")

    assert plan.made == 1
    assert sum("no file gives a role" in note for note in plan.notes) == 2
    with desk.read() as book:
        (eve,) = book.find(Code("0F00123456", technology="em4100"))
        assert eve.roles == frozenset[Role]()


def test_a_badge_is_one_persons(desk):
    desk.bring("people", PEOPLE + "1,Ada,0F00123456\n")

    plan = desk.bring(
        "people", PEOPLE + "2,Bob,00-12-34-56; xyz\n3,Cy,0F00AAAAAA\n4,Di,0F00AAAAAA\n"
    )

    assert len(plan.bad) == 2
    assert "row 2, Badges" in complaints(plan)[0]
    assert "row 4, Badges" in complaints(plan)[1]
    assert len(desk.column("people", "Name")) == 1


def test_a_card_that_cannot_be_known_again_is_no_badge(desk):
    random, half, none = "iso14443a:0824A937", "iso14443a:880419EE", "0000000000"

    plan = desk.bring("people", PEOPLE + f"1,Ada,{random}\n2,Bob,{half}\n3,Cy,{none}\n")

    assert len(plan.bad) == 3
    assert "makes up anew at each tap" in complaints(plan)[0]
    assert "only half" in complaints(plan)[1]
    assert "no card" in complaints(plan)[2]


def test_somebody_without_a_number_is_known_by_name_and_never_made(desk):
    plan = desk.bring("people", PEOPLE + ",Nobody,\n")

    assert complaints(plan) == [
        "row 2, Number: is empty, and nobody without a number has this name"
    ]


def test_a_tag_twice_an_unknown_place_and_a_desk_command(desk):
    plan = desk.bring(
        "assets",
        "Tag,Name,Home,Kit,Status\nA-1,One,Attic,,\na - 1,Two,,,\nLS:DONE,Three,,K-9,\n"
        "A-2,F,,,sold\n",
    )

    assert complaints(plan) == [
        "row 2, Home “Attic”: there is no such place",
        "row 3, Tag “a - 1”: is already in row 2",
        "row 4, Kit “K-9”: there is no such kit",
        "row 4, Tag “LS:DONE”: is a desk command",
        "row 5, Status “sold”: is an end",
    ]


def test_a_code_names_one_thing(desk):
    desk.bring("assets", "Tag,Name,Codes\nA-1,One,OLD-7; OLD-8\n")

    plan = desk.bring("assets", "Tag,Name,Codes\nA-2,Two,old-7\nOLD-8,Three,\n")

    assert len(plan.bad) == 2
    assert desk.column("assets", "Codes") == ["OLD-7; OLD-8"]


def test_a_status_moves_only_where_staff_could_move_it(desk):
    desk.bring("assets", "Tag,Name,Status\nA-1,One,in repair\n")
    assert desk.column("assets", "Status") == ["in_repair"]

    plan = desk.bring("assets", "Tag,Name,Status\nA-1,One,sold\n")

    assert complaints(plan) == ["row 2, Status “sold”: cannot follow in_repair"]


def test_the_parts_of_a_kit_follow_its_cell(desk):
    desk.bring("kits", "Tag,Name,Parts\nK-1,Kit,2 x Cable; Manual; 3 × Clip\n")
    desk.bring("kits", "Tag,Name,Parts\nK-1,Kit,4 × Cable; 1 × Manual; 1 × Box\n")

    assert sorted(desk.column("kits", "Parts")[0].split("; ")) == [
        "1 × Box",
        "1 × Manual",
        "4 × Cable",
    ]
    bad = desk.bring("kits", "Tag,Name,Parts\nK-2,Kit,0 × Cable; Box; 2 × Box\n")
    assert len(bad.bad) == 2


def test_parents_may_stand_below_their_children_in_the_file(desk):
    plan = desk.bring("locations", "Path\nNorthfield Academy › A › B\nNorthfield Academy > A\n")

    assert (plan.made, plan.bad) == (2, [])
    assert "Northfield Academy › A › B" in desk.column("locations", "Path")


def test_a_branch_without_its_parent_is_bad(desk):
    plan = desk.bring("types", "Path\nA › B\n › C\n")

    assert complaints(plan) == [
        "row 2, Path “A › B”: there is no type “A”",
        "row 3, Path “› C”: has an empty step",
    ]


def test_policies_are_set_and_unset_by_their_three_keys(desk):
    head = "Category,Loan period,Max items,High value limit,Lend\n"
    desk.bring("policies", head + "pupil,4h,3,12.50,no\n")
    assert desk.bring("policies", head + "pupil,4h,3,12.50,no\n").changed == 0

    desk.bring("policies", head + "pupil,7d,,12.50,\n")

    with desk.read() as book:
        policy = book.policy((), "pupil", ())
        assert (str(policy.loan_period), policy.max_items, policy.lend) == ("7d", 10, True)
        assert policy.high_value_limit == 1250
    bad = desk.bring("policies", head + "staff,soon,many,,\nstaff,7d,,,\nstaff,7d,,,\n")
    assert [each.row for each in bad.bad] == [2, 2, 4]


def test_a_calendar_line_that_cannot_be_read_is_told(desk):
    plan = desk.bring(
        "calendar",
        "Place,Kind,Text\nNorthfield Academy,hours,9 08:00-17:00\n"
        "Northfield Academy,tide,high\nNowhere,zone,Mars\n",
    )

    assert [each.row for each in plan.bad] == [2, 3, 4, 4]
    assert desk.column("calendar", "Text") == ["Europe/London"]


def test_a_column_that_every_row_needs_is_asked_for(desk):
    with pytest.raises(Trouble, match="no column “Tag”"):
        desk.bring("assets", "Label,Name\nA-1,One\n")


def test_a_file_of_another_kind_with_hundreds_of_columns_gives_a_short_line(desk):
    headers = ",".join(f"{'x' * 300}{each}" for each in range(400))

    with pytest.raises(Trouble, match=r"no column “Tag”.* and 388 more") as found:
        desk.bring("assets", headers + "\n")

    assert len(found.value.message) < 800


@pytest.mark.parametrize(
    ("cell", "minor"),
    [("12", 1200), ("12.5", 1250), ("£1,250.00", 125000), ("1.250,00", 125000), ("1,250", 125000),
     ("1 250,5", 125050), ("GBP 7.99", 799)],
)  # fmt: skip
def test_money_is_read_as_people_write_it(cell, minor):
    assert money("GBP").read(cell) == minor


@pytest.mark.parametrize("cell", ["-5", "ten", "1.2345", "²", "99999999999999", "NaN", "1e3"])
def test_what_is_no_amount_is_refused(cell):
    with pytest.raises(ValueError, match=r"amount|decimals|much"):
        money("GBP").read(cell)


def test_every_column_and_every_trouble_code_is_in_the_operating_manual():
    manual = (SAMPLE.parents[1] / "docs" / "operating.md").read_text(encoding="utf-8")

    for content in Content:
        for column in columns(content, "GBP"):
            needed = " (needed)" if column.required else ""
            assert f"| {column.header}{needed} | {column.form.says} | {column.note} |" in manual
    for code in (*TroubleCode, *ErrorCode):
        assert f"| {code.value} |" in manual
