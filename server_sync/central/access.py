"""How whoever runs the centre connects to it: with the server proved, unless it is this machine."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier

from kiosk.domain.trouble import Trouble, TroubleCode
from server_sync.central.schema import check_tenant, migrations
from server_sync.troubles import trouble_of

_CONNECT_S = 10
_HERE = ("", "localhost", "127.0.0.1", "::1")

Session = Connection[TupleRow]
"""A connection of whoever runs the centre."""


@contextmanager
def administered(
    address: str, ask_password: Callable[[], str] | None = None
) -> Iterator[Connection[TupleRow]]:
    """Connect as the address says; ends the connection with the context.

    Args:
        address: ``postgresql://…`` or ``host=… dbname=…``; what it leaves out libpq finds in its
            own files and variables. For another machine ``sslmode`` is ``verify-full`` unless said.
        ask_password: Asks a person, when the server wants a password that nobody gave.

    Raises:
        Trouble: the centre cannot be reached or refuses; also for errors inside the context.
        ValueError: the address cannot be read.
    """
    try:
        with _connected(proved(address), ask_password) as connection:
            yield connection
    except psycopg.Error as error:
        raise trouble_of(error) from error


def check_schema(connection: Connection[TupleRow], tenant: str) -> None:
    """Raise Trouble unless the tenant's schema is the one that this program knows."""
    check_tenant(tenant)
    found = connection.execute(
        SQL("SELECT max(number) FROM {}.migration").format(Identifier(tenant))
    ).fetchone()
    here, known = (found or (0,))[0], migrations()[-1].number
    if here != known:
        sentence = (
            "The centre's schema is older than this program. Run `lendstation central init`."
            if here < known
            else "The centre's schema was made by a newer Lendstation. Update this one."
        )
        raise Trouble(TroubleCode.CENTRE_SCHEMA, sentence)


def proved(address: str) -> str:
    """Complete an address so that another machine has to prove itself; raises ValueError."""
    try:
        said = conninfo_to_dict(address)
    except psycopg.ProgrammingError as error:
        raise ValueError("An address is postgresql://user@host/database.") from error
    settings: dict[str, str | int] = {"connect_timeout": _CONNECT_S}
    if not is_here(str(said.get("host") or "")) and "sslmode" not in said:
        settings["sslmode"] = "verify-full"
        settings["sslrootcert"] = str(said.get("sslrootcert") or "system")
    return make_conninfo(address, **settings)


def is_here(host: str) -> bool:
    """Say whether a host is this machine, so that its name says nothing to other stations."""
    return host in _HERE or host.startswith("/")


def _connected(address: str, ask_password: Callable[[], str] | None) -> Connection[TupleRow]:
    try:
        return psycopg.connect(address, autocommit=True)
    except psycopg.OperationalError as error:
        if ask_password is None or "no password supplied" not in str(error):
            raise
        return psycopg.connect(make_conninfo(address, password=ask_password()), autocommit=True)
