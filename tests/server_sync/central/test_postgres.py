"""The tests' own PostgreSQL: it runs, it is new enough, and databases come and go."""

import psycopg

from tests.postgres import Server, fresh_database


def test_the_server_of_the_tests_is_new_enough(server: Server) -> None:
    assert int(server.run("SHOW server_version_num")[0][0]) >= 150000


def test_a_fresh_database_is_empty_and_goes_with_its_test(server: Server) -> None:
    with fresh_database(server) as name:
        guest = psycopg.connect(server.at(name))
        assert server.run("SELECT 1", database=name) == [(1,)]
    guest.close()

    assert (name,) not in server.run("SELECT datname FROM pg_database")
