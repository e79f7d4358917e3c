"""The sample school goes in, comes out, and going in again changes nothing."""

import pytest

from kiosk.domain.ports import Code
from kiosk.exchange.content import Content
from kiosk.exchange.table_files import read_table, write_table
from tests.exchange.conftest import NOW, SAMPLE, Desk


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    made = Desk(tmp_path_factory.mktemp("school"))
    made.plans = {each: made.bring(each, SAMPLE / f"{each}.csv") for each in Content}
    yield made
    made.station.close()


def test_the_sample_school_is_good_and_of_the_size_it_says(school):
    assert [plan.bad for plan in school.plans.values() if plan.bad] == []
    assert school.plans["people"].made == 300
    assert school.plans["assets"].made == 600
    assert school.plans["kits"].made == 40
    assert school.plans["locations"].changed == 1  # the site had no code


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("content", list(Content))
def test_an_export_that_comes_back_changes_nothing(school, tmp_path, content, ending):
    file = tmp_path / f"{content}.{ending}"
    write_table(file, school.table(content))

    plan = school.bring(content, file)

    assert (plan.bad, plan.made, plan.changed, plan.changes) == ([], 0, 0, [])
    assert plan.unchanged == plan.rows == len(school.table(content).rows) > 0
    assert read_table(file).headers == school.table(content).headers


def test_what_came_in_can_be_scanned(school):
    with school.read() as book:
        (person,) = book.find(Code("0F009184CA", technology="em4100"))
        (asset,) = book.find(Code("AV-0101"))
        (kit,) = book.find(Code("KIT-001"))

        assert person.name == "Akira Xu"
        assert (asset.name, asset.kit) == ("Camera", kit.id)
        assert len(kit.members) == 3
        assert {part.name: part.quantity for part in kit.parts}["Battery"] == 2


def test_the_policies_of_the_sample_are_those_that_it_says(school):
    with school.read() as book:
        (laptop,) = book.find(Code("IT-0120"))
        (camera,) = book.find(Code("AV-0101"))
        pupil = book.policy(camera.type_path, "pupil", camera.place_path)

        assert str(book.policy(laptop.type_path, "staff", laptop.place_path).loan_period)
        assert pupil.overdue == "block"
        assert pupil.high_value_limit == 80_000
        assert str(book.policy((), "pupil", ()).loan_period) == "lesson"
        assert book.calendar(book.site()).periods[0].name == "Lesson 1"
        assert book.now == NOW
