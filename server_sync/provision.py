"""What whoever runs a centre does: make it, enrol a station, shut one out, see how all stand."""

from dataclasses import dataclass

from psycopg import Connection
from psycopg.rows import TupleRow, class_row
from psycopg.sql import SQL, Composed, Identifier

from server_sync.enrolment import EnrolmentCode
from server_sync.password import verifier


@dataclass(frozen=True, slots=True)
class Place:
    """Where stations find the centre."""

    host: str
    port: int
    database: str
    tenant: str


@dataclass(frozen=True, slots=True)
class StationKeys:
    """The two keys that all stations of an organisation share."""

    organisation: bytes
    pepper: bytes


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A station that is to join; an id that the centre knows already is enrolled again."""

    station: str
    name: str
    privileged: bool
    """Whether it may give roles, set policies, hand out badges and erase people."""


@dataclass(frozen=True, slots=True)
class StationStanding:
    """How a station stands, as it said at its last hello; None for what it has not said yet."""

    station: str
    name: str
    standing: str
    """``enrolled``, ``active``, ``expired`` or ``revoked``."""
    privileged: bool
    version: int | None
    seen_ms: int | None
    """When it last said hello."""
    clock_offset_ms: int | None
    """How far its clock was ahead of the centre's."""
    behind: int | None
    """Numbers of the feed that it had not pulled."""
    unsent: int | None
    """Events that it had not pushed."""
    incidents: int
    """What was refused, quarantined or forked since yesterday."""


@dataclass(frozen=True, slots=True)
class CentreStanding:
    """How the centre stands: what it holds, and every station."""

    head: int
    epoch: str
    now_ms: int
    schema: int
    stations: tuple[StationStanding, ...]


def enrol(
    connection: Connection[TupleRow], place: Place, newcomer: Newcomer, keys: StationKeys
) -> EnrolmentCode:
    """Make a login for a station, good for ten minutes until it joins.

    A station that was enrolled before loses its old login.

    Raises:
        ValueError: the code would be too long.
        psycopg.Error: the server refused; nothing was made.
    """
    code = EnrolmentCode(
        host=place.host,
        role=EnrolmentCode.new_role(place.tenant),
        password=EnrolmentCode.new_password(),
        organisation_key=keys.organisation,
        pepper=keys.pepper,
        port=place.port,
        database=place.database,
        tenant=place.tenant,
        station=newcomer.name,
    )
    code.text()
    with connection.transaction():
        tidy(connection, place.tenant)
        connection.execute(
            _call(place.tenant, "SELECT {}.enrol(%s, %s, %s, %s, %s)"),
            (
                newcomer.station,
                newcomer.name,
                newcomer.privileged,
                code.role,
                verifier(connection, code.password),
            ),
        )
    return code


def revoke(connection: Connection[TupleRow], tenant: str, station: str) -> bool:
    """Shut a station out and end what it runs; False when it was, or nobody is called so."""
    with connection.transaction():
        tidy(connection, tenant)
        found = connection.execute(_call(tenant, "SELECT {}.revoke(%s)"), (station,)).fetchone()
    return bool(found and found[0])


def tidy(connection: Connection[TupleRow], tenant: str) -> None:
    """Drop logins that nobody used in time, and end sessions that stay too long."""
    connection.execute(_call(tenant, "SELECT {}.tidy()"))


def standing(connection: Connection[TupleRow], tenant: str) -> CentreStanding:
    """Say how the centre and every station stand; tidies up first where it can."""
    read_only = connection.execute("SELECT pg_is_in_recovery()").fetchone() == (True,)
    if not read_only:
        tidy(connection, tenant)
    found = connection.execute(_call(tenant, _HEAD)).fetchone()
    with connection.cursor(row_factory=class_row(StationStanding)) as rows:
        stations = rows.execute(_call(tenant, _STATIONS)).fetchall()
    head, epoch, now_ms, schema = found or (0, "", 0, 0)
    return CentreStanding(head, epoch, now_ms, schema, tuple(stations))


_HEAD = """
SELECT head.feed, centre.epoch, (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
    (SELECT max(number) FROM {0}.migration)
FROM {0}.feed_head AS head, {0}.centre AS centre
"""
_STATIONS = """
SELECT s.id AS station, s.name, s.standing, s.privileged, s.version, s.seen_ms, s.clock_offset_ms,
    (SELECT feed FROM {0}.feed_head) - s.cursor AS behind,
    greatest(s.seq - coalesce(
        (SELECT c.seq FROM {0}.chain c WHERE c.station = s.id AND c.incarnation = s.incarnation),
        0), 0) AS unsent,
    (SELECT coalesce(sum(a.times), 0) FROM {0}.audit a WHERE a.station = s.id
        AND a.day >= extract(epoch FROM now()) / 86400 - 2
        AND a.what NOT IN ('enrolled', 'joined', 'revoked', 'expired'))::int AS incidents
FROM {0}.station s ORDER BY s.name, s.enrolled_ms
"""


def _call(tenant: str, statement: str) -> Composed:
    return SQL(statement).format(Identifier(tenant))
