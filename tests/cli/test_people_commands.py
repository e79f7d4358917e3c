"""A person asks what is known about them, and to be forgotten."""

import json

import pytest

from tests.cli.conftest import ADA, outcomes, running_desk


@pytest.fixture
def lent(small):
    outcomes(small("desk", "--json", given=f"{ADA}\nA-1\nLS:DONE\n"))
    return small


def test_all_that_is_known_is_written_to_one_file(lent, tmp_path):
    file = tmp_path / "ada.json"

    assert lent("person-data", "1", str(file)).code == 0

    known = json.loads(file.read_text())
    assert known["person"][0]["name"] == "Ada Lovelace"
    assert known["badge"][0]["code"].endswith(ADA)
    assert known["loans"][0]["tag"] == "A-1"
    told = [event["says"] for event in known["events"] if event["kind"] == "record_changed"]
    assert told[0]["fields"]["name"] == "Ada Lovelace"
    assert "Bob" not in file.read_text()
    assert lent("person-data", "1", str(file)).code == 1  # never over another file
    assert lent("person-data", "99", str(tmp_path / "x")).code == 1


def test_erasure_waits_for_what_is_out_and_then_leaves_no_name(lent, tmp_path):
    refused = lent("erase", "1", "--yes")
    assert (refused.code, "1 thing is out" in refused.err) == (1, True)

    outcomes(lent("desk", "--json", given="A-1\n"))
    with running_desk(lent) as ask:
        assert ask("A-2")["outcome"] == "told"
        answer = lent("erase", "1", "--yes")
        assert answer.code == 0, answer.err
        assert "no name" in answer.out
        assert "still hold them" in answer.out
        assert ask(ADA)["outcome"] == "unknown"

    people = tmp_path / "people.csv"
    assert lent("export", "people", str(people)).code == 0
    assert "Ada Lovelace" not in people.read_text(encoding="utf-8-sig")
    assert lent("verify").code == 0
    assert lent("erase", "1", "--yes").code == 1


def test_erasure_is_asked_for_first(lent):
    assert lent("erase", "1").code == 2


def test_nobody_is_asked_whether_to_erase_nobody(lent):
    answer = lent("erase", "99")
    assert (answer.code, "Nobody has this number" in answer.err) == (1, True)
    assert "cannot be taken back" not in answer.out
