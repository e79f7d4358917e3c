"""What the reports hold, who may read them, and when they are made anew."""

import re
from pathlib import Path

import psycopg
import pytest

from kiosk.domain.bodies.stations import StationDisowned
from kiosk.domain.ids import IncarnationId, StationId
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.store.erasure import erase
from server_sync.central import read_models
from server_sync.central.worker_login import WorkerLogin
from tests.centre import TENANT, Centre, Hand
from tests.desk.school import asset_id, person_id
from tests.server_sync.central.events import Chain
from tests.server_sync.central.school import School

DOCS = Path(__file__).parents[3] / "docs" / "central-worker.md"


def test_the_views_say_what_is_out_and_how_things_are_used(school: School) -> None:
    ((name, person, late, due),) = school.report(
        "SELECT name, holder, is_late, due_at FROM {}.open_lines"
    )
    assert (name, person, late) == ("Canon camera", person_id("ada"), False)
    assert due.isoformat().startswith("2026-11-30T17:00")
    assert school.report("SELECT times_lent, is_out FROM {}.assets WHERE tag = 'TRI-9'") == [
        (1, False)
    ]
    assert school.report(
        "SELECT lines_open, lines_ever FROM {}.people WHERE person = %s", person_id("ada")
    ) == [(1, 2)]
    assert school.report("SELECT sum(lines_out), sum(lines_back) FROM {}.use_by_day") == [(2, 1)]
    assert school.report("SELECT behind FROM {}.standing") == [(0,)]
    assert school.report("SELECT name, behind FROM {}.stations")[0][0] == "Desk 1"
    assert school.report("SELECT count(*) FROM {}.overdue") == [(0,)]
    assert school.report("SELECT count(*) FROM {}.exceptions") == [(0,)]


def test_every_view_is_explained_to_whoever_looks_at_it_and_in_the_docs(school: School) -> None:
    views = school.centre.run(
        "SELECT relname::text, obj_description(oid) FROM pg_class"
        " WHERE relnamespace = 'lendstation_reports'::regnamespace AND relkind = 'v'"
    )
    told = DOCS.read_text()

    assert len(views) >= 10
    for name, comment in views:
        assert comment, name
        assert re.search(rf"^\| `{name}` \|", told, re.MULTILINE), name
        school.report(f"SELECT * FROM {{}}.{name}")  # noqa: S608 - our own names


def test_no_table_of_the_reports_holds_a_name_or_a_badge(school: School) -> None:
    tables = school.centre.run(
        "SELECT relname::text FROM pg_class"
        " WHERE relnamespace = 'lendstation_reports'::regnamespace AND relkind IN ('r', 'v')"
    )

    for (table,) in tables:
        held = str(school.report(f"SELECT * FROM {{}}.{table}"))  # noqa: S608 - our own names
        assert "Lovelace" not in held, table
        assert "04A1B2C" not in held, table


def test_an_erased_person_is_an_alias_about_nobody(school: School) -> None:
    school.desk.scan("CAM-1")
    erase(school.station, person_id("ada"))
    school.sync()

    assert school.report("SELECT * FROM {}.people WHERE person = %s", person_id("ada")) == []
    holders = {holder for (holder,) in school.report("SELECT holder FROM {}.lines")}
    assert person_id("ada") not in holders
    assert len(holders) == 1


def test_what_a_stolen_station_wrote_is_taken_out_and_stays_out(school: School) -> None:
    ((incarnation, from_seq),) = school.centre.run(
        "SELECT c.incarnation, l.seq FROM lendstation.ledger l"
        " JOIN lendstation.chain c ON c.id = l.chain"
        ' WHERE position(\'"kind":"checked_in"\'::bytea in l.content) > 0'
    )
    own = StationId(school.station.books.station)
    other = school.centre.enrol("Office")
    with other.connect() as connection:
        body = StationDisowned(own, IncarnationId(incarnation), from_seq)
        written = Chain(other.station).write(body)
        Hand(connection).push("one", 1, written)
    school.fold()

    events = school.report("SELECT returned_ms FROM {}.line WHERE asset = %s", asset_id("TRI-9"))
    assert events == [(0,)]  # that it came back was among them
    school.lend("ben", "MIC-1")
    school.sync()
    assert school.report("SELECT * FROM {}.line WHERE asset = %s", asset_id("MIC-1")) == []


@pytest.mark.parametrize(
    "body", ['{"by_ms":%s}' % ("9" * 30), '{"by_ms":%s}' % ("[" * 4_000 + "]" * 4_000)]
)
def test_an_event_that_nobody_can_read_is_left_out_and_what_follows_is_not(
    school: School, hand: Hand, login, body: str
) -> None:
    chain = Chain(login.station)
    good = chain.jumps(1)[0][32:]
    poison = re.sub(rb'"body":\{.*?\}', b'"body":' + body.encode(), good)
    chain.append_raw(poison.replace(b'"seq":1', b'"seq":2'))
    hand.push("one", 1, chain.events[1:1] + chain.events)
    school.fold()

    doubted = school.report("SELECT count(*) FROM {}.doubted")[0][0]
    quarantined = school.centre.run("SELECT count(*) FROM lendstation.ledger WHERE what = 'q'")
    assert doubted + quarantined[0][0] == 1
    assert school.report("SELECT behind FROM {}.standing") == [(0,)]


def test_a_fold_that_fails_leaves_out_its_event_alone(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = read_models.ReportBatch._take

    def failing(batch, happened, receipt):
        if happened.body.kind == "checked_in":
            raise ValueError("no fold takes this")
        step(batch, happened, receipt)

    monkeypatch.setattr(read_models.ReportBatch, "_take", failing)
    school.centre.run("UPDATE lendstation_reports.progress SET version = ''")
    school.fold()

    assert school.report("SELECT why FROM {}.doubted") == [("ValueError",)]
    assert school.report("SELECT returned_ms FROM {}.line") == [(0,), (0,)]
    assert school.report("SELECT behind FROM {}.standing") == [(0,)]


@pytest.mark.parametrize("what", ["version = 'older'", "epoch = 'another'", "digest = 1"])
def test_the_reports_are_made_anew_when_what_they_rest_on_is_another(
    school: School, what: str
) -> None:
    school.report("DELETE FROM {}.line")
    school.fold()
    assert school.report("SELECT count(*) FROM {}.line") == [(0,)]

    school.report(f"UPDATE {{}}.progress SET {what}")  # noqa: S608 - our own names
    school.fold()
    assert school.report("SELECT count(*) FROM {}.line") == [(2,)]


def test_a_reader_reads_the_reports_and_nothing_else(school: School) -> None:
    with school.centre.admin() as admin:
        admin.execute("SET ROLE lendstation_reader")
        assert admin.execute("SELECT count(*) FROM lendstation_reports.lines").fetchone() == (2,)
        assert admin.execute("SELECT name FROM lendstation_reports.stations").fetchone()
        for refused in (
            "SELECT * FROM lendstation_reports.state",
            "SELECT * FROM lendstation.ledger",
            "DELETE FROM lendstation_reports.line",
            "SELECT lendstation.pull(0, 1, '')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                admin.execute(refused)


def test_a_station_reads_no_report(school: School) -> None:
    with (
        school.entry.connect() as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("SELECT * FROM lendstation_reports.lines")


def test_the_worker_may_not_write_the_ledger_or_enrol(school: School) -> None:
    with school.login.connected() as connection:
        for refused in (
            "DELETE FROM lendstation.ledger",
            "UPDATE lendstation.station SET privileged = true",
            "SELECT lendstation.enrol('a', 'b', true, 'c', 'd')",
            "SELECT lendstation.revoke('a')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(refused)


def test_a_login_that_is_no_worker_is_told_what_to_do(centre: Centre) -> None:
    with pytest.raises(Trouble, match="GRANT lendstation_worker TO") as told:
        WorkerLogin.checked(centre.enrol("Desk").address, TENANT)
    assert told.value.code is TroubleCode.CENTRE_REFUSED
