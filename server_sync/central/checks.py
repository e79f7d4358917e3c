"""What a server's settings leave open: found by `central init`, with what to change.

Settings that a login may change for itself bound nothing; what is asked for here holds against
somebody who has a station's password.
"""

from dataclasses import dataclass

from psycopg import Connection
from psycopg.rows import TupleRow

from kiosk.domain.trouble import Trouble, TroubleCode

OLDEST = 150000
_CONNECTIONS_A_STATION = 2
_SPARE_CONNECTIONS = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the server that should be otherwise."""

    what: str
    remedy: str


def check_server(connection: Connection[TupleRow]) -> None:
    """Raise Trouble for a server on which the schema cannot work at all."""
    version, name, encoding, read_only = _row(connection, _SERVER)
    if version < OLDEST:
        raise Trouble(
            TroubleCode.CENTRE_REFUSED,
            f"The centre is PostgreSQL {name}; it has to be 15 or newer.",
        )
    if encoding != "UTF8":
        raise Trouble(
            TroubleCode.CENTRE_REFUSED,
            f"The database is encoded in {encoding}. Make one with ENCODING 'UTF8'.",
        )
    if read_only:
        raise Trouble(
            TroubleCode.CENTRE_READ_ONLY,
            "The centre is read-only: this is a replica. Name the primary server.",
        )


def findings(connection: Connection[TupleRow], tenant: str) -> list[Finding]:
    """List what the settings of a server with this tenant leave open."""
    settings: dict[str, str] = dict(connection.execute(_SETTINGS).fetchall())
    found = [
        Finding(what, remedy)
        for name, wrong, what, remedy in _WISHES
        if wrong(settings.get(name, ""))
    ]
    found += [_open_database(name) for (name,) in connection.execute(_OPEN_DATABASES)]
    found += [Finding(*row) for row in connection.execute(_OPEN_TO_ALL)]
    found += _too_few_connections(connection, int(settings["max_connections"]), tenant)
    found += _temporary_files(connection, settings["temp_file_limit"], tenant)
    return found


def _too_few_connections(connection: Connection[TupleRow], most: int, tenant: str) -> list[Finding]:
    (stations,) = _row(
        connection,
        "SELECT count(*) FROM pg_auth_members WHERE roleid = to_regrole(%s)",
        (f"{tenant}_station",),
    )
    needed = stations * _CONNECTIONS_A_STATION + _SPARE_CONNECTIONS
    if most >= needed:
        return []
    return [
        Finding(
            f"{stations} stations may open {needed} connections, the server takes {most}",
            f"ALTER SYSTEM SET max_connections = {needed}, then restart it",
        )
    ]


def _temporary_files(connection: Connection[TupleRow], limit: str, tenant: str) -> list[Finding]:
    granted = "SELECT has_parameter_privilege(%s, 'temp_file_limit', 'SET')"
    if limit != "-1" or _row(connection, granted, (f"{tenant}_keeper",)) == (True,):
        return []
    return [
        Finding(
            "a station's login can fill the disk with temporary files",
            "ALTER SYSTEM SET temp_file_limit = '1GB', then SELECT pg_reload_conf()",
        )
    ]


def _open_database(name: str) -> Finding:
    return Finding(
        f"a station's login can enter the database {name} and make temporary tables there",
        f'REVOKE CONNECT, TEMPORARY ON DATABASE "{name}" FROM PUBLIC; or name the database of the'
        " stations in pg_hba.conf",
    )


def _row(connection: Connection[TupleRow], query: str, values: tuple[object, ...] = ()) -> TupleRow:
    row = connection.execute(query, values).fetchone()
    return row or ()


_SERVER = """
SELECT current_setting('server_version_num')::int, current_setting('server_version'),
    current_setting('server_encoding'), pg_is_in_recovery()
"""
_SETTINGS = "SELECT name, setting FROM pg_settings"
_WISHES = (
    (
        "ssl",
        lambda value: value != "on",
        "the server speaks no TLS, which stations insist on",
        "ALTER SYSTEM SET ssl = on, with a certificate for the name that stations use",
    ),
    (
        "password_encryption",
        lambda value: value != "scram-sha-256",
        "passwords are not kept as scram-sha-256",
        "ALTER SYSTEM SET password_encryption = 'scram-sha-256'",
    ),
    (
        "log_line_prefix",
        lambda value: "%u" not in value,
        "the server's log does not say which login was refused",
        "ALTER SYSTEM SET log_line_prefix = '%m [%p] %u@%d '",
    ),
    (
        "log_min_error_statement",
        lambda value: value in {"log", "fatal", "panic"},
        "the server's log does not keep refused statements",
        "ALTER SYSTEM SET log_min_error_statement = 'error'",
    ),
    (
        "max_prepared_transactions",
        lambda value: value != "0",
        "a station's login can leave a prepared transaction that locks the ledger for ever",
        "ALTER SYSTEM SET max_prepared_transactions = 0, then restart it",
    ),
    (
        "fsync",
        lambda value: value != "on",
        "a power cut can destroy the database",
        "ALTER SYSTEM SET fsync = on",
    ),
    (
        "synchronous_commit",
        lambda value: value == "off",
        "what a station was told is stored can be lost in a power cut",
        "ALTER SYSTEM SET synchronous_commit = on",
    ),
)
_OPEN_DATABASES = """
SELECT datname FROM pg_database d
WHERE datallowconn AND datname <> current_database() AND EXISTS (
    SELECT FROM aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
    WHERE a.grantee = 0 AND a.privilege_type = 'CONNECT')
"""
_OPEN_TO_ALL = """
SELECT 'every login can make temporary tables in this database', format(
    'REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC, as its owner', datname)
FROM pg_database d WHERE datname = current_database() AND EXISTS (
    SELECT FROM aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
    WHERE a.grantee = 0 AND a.privilege_type = 'TEMPORARY')
UNION ALL
SELECT 'every login can make tables in the schema public',
    'REVOKE CREATE ON SCHEMA public FROM PUBLIC'
FROM pg_namespace n WHERE nspname = 'public' AND EXISTS (
    SELECT FROM aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
    WHERE a.grantee = 0 AND a.privilege_type = 'CREATE')
UNION ALL
SELECT 'every login can make large objects, advisory locks and sleep, and run DO blocks',
    'run `lendstation central init` once as a superuser'
WHERE EXISTS (
    SELECT FROM pg_proc p
    WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname = 'lo_from_bytea' AND EXISTS (
        SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
        WHERE a.grantee = 0))
"""
