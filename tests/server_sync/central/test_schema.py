"""The schema of the centre: made once, harmless to make again, on any PostgreSQL from 15."""

import psycopg
import pytest

from kiosk.domain.trouble import Trouble, TroubleCode
from server_sync.central.access import administered
from server_sync.central.checks import check_server, findings
from server_sync.central.schema import install, migrations
from server_sync.enrolment import EnrolmentCode
from server_sync.password import verifier
from server_sync.provision import standing
from tests.centre import TENANT, Centre, Hand
from tests.postgres import Server

SECRET = "a password"  # noqa: S105 - of a test


def _connect(server: Server, database: str, **others: object) -> psycopg.Connection:
    return psycopg.connect(server.at(database, **others), autocommit=True)


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [each.number for each in migrations()] == list(range(1, len(migrations()) + 1))


def test_what_was_applied_is_not_applied_again(server: Server, database: str) -> None:
    with _connect(server, database) as admin:
        assert install(admin, TENANT) == [each.name for each in migrations()]
        assert install(admin, TENANT) == []


def test_a_failure_in_the_middle_leaves_nothing(server: Server, database: str) -> None:
    with _connect(server, database) as admin:
        install(admin, TENANT)
        admin.execute("DELETE FROM lendstation.migration")
        with pytest.raises(psycopg.Error):
            install(admin, TENANT)

        assert admin.execute("SELECT * FROM lendstation.migration").fetchall() == []


def test_a_schema_of_somebody_else_is_left_alone(server: Server, database: str) -> None:
    with _connect(server, database) as admin:
        admin.execute("CREATE SCHEMA lendstation")
        admin.execute("CREATE TABLE lendstation.migration (number int)")
        with pytest.raises(Trouble, match="is taken in this database"):
            install(admin, TENANT)

        tables = admin.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'lendstation'"
        ).fetchall()
    assert tables == [("migration",)]


@pytest.mark.parametrize("tenant", ["select", "user", "public", "pg_lend", "information_schema"])
def test_a_tenant_that_is_called_like_something_of_postgresql_is_refused(
    server: Server, database: str, tenant: str
) -> None:
    with _connect(server, database) as admin, pytest.raises(Trouble, match="PostgreSQL's own"):
        install(admin, tenant)


def test_a_newer_schema_is_left_alone(server: Server, database: str) -> None:
    with _connect(server, database) as admin:
        install(admin, TENANT)
        admin.execute("INSERT INTO lendstation.migration (number, name) VALUES (9000, 'later')")
        with pytest.raises(Trouble) as refused:
            install(admin, TENANT)

    assert refused.value.code is TroubleCode.CENTRE_SCHEMA


def test_two_tenants_share_a_database_and_nothing_in_it(server: Server, centre: Centre) -> None:
    mine = centre.enrol("Desk A")
    with centre.admin() as admin:
        install(admin, "other_school")
        role = EnrolmentCode.new_role("other_school")
        admin.execute(
            "SELECT other_school.enrol('s', 'n', true, %s, %s)", (role, verifier(admin, SECRET))
        )
        with _connect(server, centre.database, user=role, password=SECRET) as stranger:
            stranger.execute("SELECT other_school.join(%s)", (verifier(stranger, SECRET),))
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                Hand(stranger).hello()
        with mine.connect() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM other_school.pull(0, 1, '')")
    _forget(server, centre.database, "other_school")


def test_whoever_may_make_roles_makes_a_centre_without_being_superuser(
    server: Server, database: str
) -> None:
    server.run("CREATE ROLE head_of_it LOGIN CREATEROLE PASSWORD 'a password'")
    server.run("ALTER DATABASE {} OWNER TO head_of_it", database)
    try:
        with _connect(server, database, user="head_of_it", password=SECRET) as admin:
            assert install(admin, "small_school")
            assert install(admin, "small_school") == []
            role = EnrolmentCode.new_role("small_school")
            admin.execute(
                "SELECT small_school.enrol('s', 'n', true, %s, %s)", (role, verifier(admin, SECRET))
            )
            with _connect(server, database, user=role, password=SECRET) as station:
                station.execute("SELECT small_school.join(%s)", (verifier(station, SECRET),))
                assert station.execute("SELECT * FROM small_school.pull(0, 1, '')").fetchall() == []
                assert admin.execute("SELECT small_school.revoke('s')").fetchone() == (True,)
                with pytest.raises(psycopg.OperationalError):
                    station.execute("SELECT 1")
            assert standing(admin, "small_school").stations[0].standing == "revoked"
            left_open = " ".join(each.what for each in findings(admin, "small_school"))
            assert "large objects" in left_open
    finally:
        server.run("ALTER DATABASE {} OWNER TO CURRENT_USER", database)
        _forget(server, database, "small_school", "head_of_it")


def _forget(server: Server, database: str, tenant: str, *others: str) -> None:
    """Take a tenant and its roles away."""
    server.run("DROP SCHEMA {} CASCADE", tenant, database=database)
    found = server.run("SELECT rolname FROM pg_roles")
    roles = [role for (role,) in found if role.startswith(tenant + "_")] + [*others]
    for role in roles:
        server.run("DROP OWNED BY {}", role, database=database)
    for role in roles:
        server.run("DROP ROLE {}", role)


@pytest.mark.parametrize("tenant", ["", "Big", "x; DROP", "1st", "a" * 31, "ünder"])
def test_a_tenant_whose_name_could_be_more_than_a_name_is_refused(
    centre: Centre, tenant: str
) -> None:
    with centre.admin() as admin, pytest.raises(ValueError, match="small letters"):
        install(admin, tenant)


def test_an_encoding_that_cannot_hold_every_name_is_refused(server: Server) -> None:
    server.run("CREATE DATABASE latin TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    try:
        with _connect(server, "latin") as admin, pytest.raises(Trouble, match="UTF8"):
            check_server(admin)
    finally:
        server.run("DROP DATABASE latin WITH (FORCE)")


def test_a_server_of_this_version_is_good_enough(centre: Centre) -> None:
    with administered(centre.server.at(centre.database)) as admin:
        check_server(admin)


def test_settings_that_lose_data_are_found(centre: Centre) -> None:
    with centre.admin() as admin:
        told = {each.what for each in findings(admin, TENANT)}
        admin.execute("SET synchronous_commit = off")
        found = {each.what for each in findings(admin, TENANT)}

    assert found - told == {"what a station was told is stored can be lost in a power cut"}


def test_more_stations_than_connections_are_found(centre: Centre) -> None:
    (most,) = centre.run("SHOW max_connections")[0]
    with centre.admin() as admin:
        admin.execute(
            "DO $$ BEGIN FOR n IN 1 .. %s LOOP EXECUTE format("
            "'CREATE ROLE lendstation_many%%s IN ROLE lendstation_station', n); END LOOP; END $$"
            % (int(most) // 2)
        )
        found = [each.remedy for each in findings(admin, TENANT)]
        admin.execute(
            "DO $$ BEGIN FOR n IN 1 .. %s LOOP EXECUTE format("
            "'DROP ROLE lendstation_many%%s', n); END LOOP; END $$" % (int(most) // 2)
        )

    assert any("max_connections" in each for each in found)
