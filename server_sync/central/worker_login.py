"""How the worker comes to the centre: as a member of ``<tenant>_worker``, whoever it logs in as."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.errors import InsufficientPrivilege
from psycopg.pq import TransactionStatus
from psycopg.sql import SQL, Identifier

from kiosk.domain.trouble import Trouble, TroubleCode
from server_sync.central.access import Session, check_schema, proved
from server_sync.troubles import trouble_of


@dataclass(frozen=True, slots=True)
class WorkerLogin:
    """An address that proves the server, and the schema of the organisation."""

    address: str
    tenant: str

    @classmethod
    def checked(cls, address: str, tenant: str) -> "WorkerLogin":
        """Try an address once.

        Raises:
            Trouble: the centre cannot be reached, refuses, or has another schema.
            ValueError: the address or the tenant cannot be read.
        """
        login = cls(proved(address), tenant)
        try:
            with psycopg.connect(login.address, autocommit=True) as connection:
                check_schema(connection, tenant)
                with as_worker(connection, tenant):
                    pass
        except InsufficientPrivilege as error:
            raise Trouble(
                TroubleCode.CENTRE_REFUSED,
                f"This login is no worker. Run `GRANT {tenant}_worker TO` it, at the centre.",
            ) from error
        except psycopg.Error as error:
            raise trouble_of(error) from error
        return login

    @property
    def jobs_address(self) -> str:
        """Give the address whose connections find the tables of the jobs by themselves."""
        options = f"-c role={self.tenant}_worker -c search_path={self.tenant}_jobs"
        return make_conninfo(self.address, options=options)

    @contextmanager
    def connected(self) -> Iterator[Session]:
        """Connect, and hang up with the context; raises psycopg.Error."""
        with (
            psycopg.connect(self.address, autocommit=True) as connection,
            as_worker(connection, self.tenant),
        ):
            yield connection


@contextmanager
def as_worker(connection: Session, tenant: str) -> Iterator[None]:
    """Do on a connection what the worker may do, and no more; raises psycopg.Error."""
    connection.execute(SQL("SET ROLE {}").format(Identifier(f"{tenant}_worker")))
    try:
        yield
    finally:
        if connection.info.transaction_status is TransactionStatus.IDLE:
            connection.execute("RESET ROLE")
