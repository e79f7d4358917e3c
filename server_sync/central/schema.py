"""Brings a tenant's schema up to date: roles, then the numbered migrations, in one transaction."""

import re
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from psycopg import Connection
from psycopg.sql import SQL, Identifier

from kiosk.domain.trouble import Trouble, TroubleCode

_TENANT = re.compile(r"[a-z][a-z0-9_]{0,29}")
_HERE = files("server_sync.central")


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file of statements, ``NNNN_name.sql``."""

    number: int
    name: str
    file: Traversable

    def statements(self, tenant: str) -> bytes:
        """Give the statements for a tenant."""
        return written_for(tenant, self.file)


def migrations() -> list[Migration]:
    """List all migrations of this program by number."""
    found = sorted((_HERE / "migrations").iterdir(), key=lambda file: file.name)
    return [
        Migration(int(file.name[:4]), file.name.removesuffix(".sql"), file)
        for file in found
        if file.name.endswith(".sql")
    ]


def install(connection: Connection, tenant: str) -> list[str]:
    """Make or bring up to date the schema of a tenant; gives the names of what was applied.

    The whole runs in one transaction and does nothing when nothing is missing. It is called by
    whoever may make roles and a schema here; they become a member of ``<tenant>_admin``.

    Raises:
        Trouble: the schema was made by a newer program, or by something else.
        ValueError: no tenant can be called so.
        psycopg.Error: the server refused, and nothing was changed.
    """
    check_tenant(tenant)
    schema = Identifier(tenant)
    with connection.transaction():
        _check_name(connection, tenant)
        connection.execute(written_for(tenant, _HERE / "roles.sql"))
        connection.execute(
            SQL(
                "CREATE TABLE IF NOT EXISTS {}.migration (number int PRIMARY KEY, name text,"
                " applied_at timestamptz NOT NULL DEFAULT now())"
            ).format(schema)
        )
        done = connection.execute(SQL("SELECT number FROM {}.migration").format(schema))
        missing = _missing({number for (number,) in done})
        for each in missing:
            connection.execute(each.statements(tenant))
            connection.execute(SQL("SET LOCAL ROLE {}").format(Identifier(f"{tenant}_owner")))
            connection.execute(
                SQL("INSERT INTO {}.migration (number, name) VALUES (%s, %s)").format(schema),
                (each.number, each.name),
            )
        connection.execute("RESET ROLE")
    return [each.name for each in missing]


def check_tenant(tenant: str) -> None:
    """Raise ValueError for a name that cannot stand in SQL as it is."""
    if not _TENANT.fullmatch(tenant):
        raise ValueError("A tenant is up to 30 small letters, digits and _, a letter first.")


def written_for(tenant: str, file: Traversable) -> bytes:
    """Read a file of statements and put the tenant's name in."""
    return file.read_text("utf-8").replace("{tenant}", tenant).encode()


def _check_name(connection: Connection, tenant: str) -> None:
    """Raise Trouble for a word of SQL, and for a schema that is somebody else's."""
    if connection.execute(_IS_FREE, {"tenant": tenant}).fetchone() != (True,):
        raise Trouble(
            TroubleCode.CENTRE_REFUSED,
            f"The name {tenant} is taken in this database, or PostgreSQL's own. Choose another one"
            " with --tenant, or another database.",
        )


def _missing(done: set[int]) -> list[Migration]:
    known = migrations()
    if done - {each.number for each in known}:
        raise Trouble(
            TroubleCode.CENTRE_SCHEMA,
            "The schema of the centre was made by a newer Lendstation. Update this one.",
        )
    return [each for each in known if each.number not in done]


_IS_FREE = """
SELECT quote_ident(%(tenant)s) = %(tenant)s AND %(tenant)s !~ '^pg_' AND NOT EXISTS (
    SELECT FROM pg_namespace WHERE nspname = %(tenant)s
    AND pg_get_userbyid(nspowner) <> %(tenant)s || '_owner')
"""
