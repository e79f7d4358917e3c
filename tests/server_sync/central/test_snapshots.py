"""A snapshot holds the folded state, what is out first, and nothing that opens a name."""

import json
import zlib
from contextlib import closing

import pytest

from kiosk.domain.ids import entity_of
from kiosk.store.rebuild import folds
from kiosk.store.states import loads
from server_sync.central import snapshots
from server_sync.central.snapshots import make_snapshot, snapshot_if_due
from tests.centre import TENANT, Centre, Hand
from tests.desk.school import about_asset, asset_id
from tests.server_sync.central.school import School


def lines(school: School) -> tuple[list[list], list[list]]:
    """Fetch every part as a station; gives what is enough to lend, and the rest."""
    first, rest = [], []
    with closing(school.entry.connect()) as connection:
        fetch = "SELECT ready, content FROM lendstation.snapshot(%s)"
        part = 1
        while row := connection.execute(fetch, (part,)).fetchone():
            found = zlib.decompress(row[1]).decode().splitlines()
            (first if part <= row[0] else rest).extend(map(json.loads, found))
            part += 1
    return first, rest


@pytest.fixture
def snapshot(school: School, monkeypatch: pytest.MonkeyPatch) -> School:
    monkeypatch.setattr(snapshots, "PART_BYTES", 2_000)
    with school.login.connected() as connection:
        make_snapshot(connection, TENANT)
    return school


def test_a_station_gets_every_state_and_what_is_out_before_what_is_over(snapshot: School) -> None:
    first, rest = lines(snapshot)

    states = {row[1]: row for row in first if row[0] == "state"}
    _, _, latest, text = states[about_asset("CAM-1")]
    state = loads(entity_of(about_asset("CAM-1"))[0], text)
    assert state.open.asset == asset_id("CAM-1")
    assert latest
    there = snapshot.report("SELECT subject FROM {}.state")
    assert {about for (about,) in there} == states.keys()
    assert [row[1]["asset"] for row in first if row[0] == "line"] == [asset_id("CAM-1")]
    assert [row[1]["id"] for row in first if row[0] == "loan"] == [state.open.loan]
    assert [row[1]["asset"] for row in rest if row[0] == "line"] == [asset_id("TRI-9")]


def test_hello_tells_of_it_and_its_parts_say_where_the_feed_stood(snapshot: School) -> None:
    with closing(snapshot.entry.connect()) as connection:
        head = Hand(connection).hello()
        row = connection.execute(
            "SELECT feed, digest, version, parts FROM lendstation.snapshot(2)"
        ).fetchone()
        nothing = connection.execute("SELECT * FROM lendstation.snapshot(%s)", (99,)).fetchall()

    assert head["snapshot"] == head["head"] == row[0]
    at = snapshot.centre.run("SELECT digest FROM lendstation.ledger WHERE feed = %s", row[0])
    assert at == [(row[1],)]
    assert row[2] == folds()
    assert row[3] > 2
    assert nothing == []


def test_a_snapshot_holds_no_key_and_no_name(snapshot: School) -> None:
    first, rest = lines(snapshot)

    text = json.dumps(first + rest)
    assert "wrapped_key" not in text
    assert "Lovelace" not in text


def test_the_keyring_is_given_as_it_is_now(school: School) -> None:
    with closing(school.entry.connect()) as connection:
        keys = connection.execute("SELECT feed, content FROM lendstation.keys(0, 2)").fetchall()
        more = connection.execute(
            "SELECT feed FROM lendstation.keys(%s, 100)", (keys[-1][0],)
        ).fetchall()
        present = school.centre.run("SELECT count(*) FROM lendstation.keyring")

    assert [(len(keys) + len(more),)] == present
    assert b"wrapped_key" in keys[0][1]


def test_the_history_of_one_subject_is_given_in_pages(school: School) -> None:
    about = about_asset("TRI-9")
    with closing(school.entry.connect()) as connection:
        ask = "SELECT feed, station, content FROM lendstation.history(%s, %s, %s)"
        first = connection.execute(ask, (about, 0, 1)).fetchall()
        rest = connection.execute(ask, (about, first[0][0], 100)).fetchall()

    said = [json.loads(row[2][32:]) for row in first + rest]
    assert [each["kind"] for each in said] == ["record_changed", "checked_out", "checked_in"]
    assert {row[1] for row in first + rest} == {school.station.books.station}


def test_there_is_no_history_and_no_snapshot_without_a_worker(centre: Centre, hand: Hand) -> None:
    centre.run(
        "DROP TABLE IF EXISTS lendstation_reports.progress, lendstation_reports.history CASCADE"
    )

    found = hand.connection.execute("SELECT * FROM lendstation.history('asset:1', 0, 9)")
    assert found.fetchall() == []
    assert hand.connection.execute("SELECT * FROM lendstation.snapshot(1)").fetchall() == []


def test_a_snapshot_is_made_when_the_feed_has_grown_or_the_folds_changed(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    def newest() -> int:
        with school.login.connected() as connection:
            snapshot_if_due(connection, TENANT)
        return school.centre.run("SELECT snapshot FROM lendstation.centre")[0][0]

    assert newest() == 0  # a feed this short is pulled as quickly
    monkeypatch.setattr(snapshots, "FEWEST_ROWS", 2)
    first = newest()
    assert first > 0
    school.lend("ben", "MIC-1")
    school.sync()
    assert newest() > first
    made = school.centre.run("SELECT made_ms FROM lendstation.snapshot")
    newest()
    assert school.centre.run("SELECT made_ms FROM lendstation.snapshot") == made
    school.centre.run("UPDATE lendstation.snapshot SET version = 'older'")
    newest()
    assert school.centre.run("SELECT version FROM lendstation.snapshot") == [(folds(),)]
