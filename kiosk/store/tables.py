"""Every table of the station's database: what is kept for ever, and what is folded from it.

Ids are UUIDv7 text, instants are ms since 1970 in UTC (0 is "not yet" or "no end"), flags are 0
or 1, money is in minor units, dates are ISO text or empty. A *subject* is ``entity:key`` as in
``kiosk.domain.ids``. ``KEPT`` cannot be made again; ``FOLDED`` is what ``rebuild`` makes from the
ledger and the keyring. The search tables (FTS5, trigrams) are in ``SEARCH``; their rowid is the
column ``n`` of ``person`` and ``asset``.
"""

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    ScalarSelect,
    Table,
    Text,
    func,
    select,
)
from sqlalchemy import text as sql

metadata = MetaData()


def _text(*names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False, server_default=sql("''")) for name in names]


def _integer(*names: str) -> list[Column[int]]:
    return [Column(name, Integer, nullable=False, server_default=sql("0")) for name in names]


def _id(name: str = "id") -> Column[str]:
    return Column(name, Text, primary_key=True)


def _table(name: str, *columns: Column[str] | Column[int] | Column[bytes]) -> Table:
    return Table(name, metadata, *columns, sqlite_strict=True)


def _keyed(name: str, *columns: Column[str] | Column[int] | Column[bytes]) -> Table:
    """Make a table that is its own index, for short rows found by their whole key."""
    return Table(name, metadata, *columns, sqlite_strict=True, sqlite_with_rowid=False)


# --- kept: the ledger, the keyring, and what belongs to this station alone

chain = _table(
    "chain",  # one row for each incarnation of each station whose events are here
    Column("id", Integer, primary_key=True),
    *_text("station", "incarnation"),
    *_integer("own", "seq", "hlc", "wall_ms"),  # of the newest event
    Column("hash", LargeBinary, nullable=False),
    Column("mac", LargeBinary, nullable=False),  # own incarnation only: HMAC of the head
    *_integer("acked"),  # own: up to here the centre said that it holds the events
)
event = _table(
    "event",  # insert-only; ``canonical`` is the event, the other columns are derived from it
    Column("id", Integer, primary_key=True),  # order of arrival here
    *_integer("chain", "seq"),
    *_text("kind", "actor"),
    *_integer("hlc", "wall_ms"),
    Column("canonical", LargeBinary, nullable=False),
    *_integer("feed", "received_ms", "effective_ms"),  # the receipt; 0 while unsent
    *_integer("quarantined"),  # not folded: 1 is doubted, 2 is not readable by this program
)
event_subject = _keyed(
    "event_subject",  # the history of every subject
    Column("subject", Integer, primary_key=True),  # state.id
    Column("event", Integer, primary_key=True),  # event.id
)
person_alias = _keyed(
    "person_alias",  # the keyring
    _id("alias"),
    *_text("person", "period"),  # ``period`` is the first day of the retention period
    Column("wrapped_key", LargeBinary, nullable=True),  # NULL: destroyed
    *_integer("key_version", "made_ms", "merged"),  # ``merged``: was another person's before
    *_text("made_for"),  # whose it was at first; ``person`` follows from the merges
    *_integer("unsent"),  # the number of a change that the centre does not have yet; less
    # than 0: it was pushed when the feed ended there, and the feed has not brought it back
)
verifier = _keyed(
    "verifier",  # PINs and passwords: argon2id over a peppered secret
    _id("person"),
    _id("kind"),  # ``pin`` or ``password``
    *_text("verifier"),
    *_integer("failures", "next_ms", "locked", "set_ms", "unsent"),
)
unknown_code = _keyed(
    "unknown_code",  # what nobody knows, for 30 days; may be somebody's card
    _id("text"),
    _id("technology"),
    *_text("symbology", "reader"),
    *_integer("first_ms", "last_ms", "times"),
)
setting = _keyed("setting", _id("name"), *_text("value"))

# --- folded from the ledger

state = _table(
    "state",  # the memo of every fold; ``subject`` rows are interned here
    Column("id", Integer, primary_key=True),
    *_text("subject", "latest"),  # ``latest`` is the order key of the newest event folded
    *_text("json"),
)
person = _table(
    "person",  # one row for each person, from the states of all their aliases
    Column("n", Integer, primary_key=True),
    *_text("id", "alias", "name", "email", "number", "department", "category", "language"),
    *_text("photo", "site", "valid_until", "roles"),  # roles: joined by spaces
    *_integer("may_borrow", "is_staff", "can_log_in", "large_text", "no_motion", "removed"),
)
bar = _keyed(
    "bar",
    _id("person"),
    _id("id"),
    *_text("reason", "event"),
    *_integer("until_ms", "lifted"),
)
badge = _keyed(
    "badge",
    _id("person"),
    _id("id"),
    *_text("code", "technology"),
    *_integer("given_ms", "withdrawn_ms"),
)
badge_form = _keyed("badge_form", _id("form"), _id("person"), _id("badge"))
terms = _keyed("terms", _id("person"), _id("terms"), *_integer("version"))
identifier = _keyed(
    "identifier",  # what a normalised code names; more than one thing is ambiguous
    _id("code"),
    _id("names"),  # a subject
    _id("source"),  # ``given`` by an event, or ``tag``: a field of the record
    *_text("text", "symbology"),  # as it was given
)
asset = _table(
    "asset",
    Column("n", Integer, primary_key=True),
    *_text("id", "tag", "name", "status", "condition", "type", "kit", "home", "place"),
    Column("value_minor", Integer, nullable=True),
    *_integer("cannot_lend", "high_value", "removed", "counted_ms"),
    *_text("merged_into", "fields"),  # JSON of every further field
)
kit = _table(
    "kit",
    Column("n", Integer, primary_key=True),
    *_text("id", "tag", "name", "description", "icon", "type", "home", "loan", "released"),
    *_integer("cannot_lend", "removed"),
)
part = _keyed(
    "part",
    _id(),
    *_text("kit", "name", "icon"),
    *_integer("quantity"),
    Column("value_minor", Integer, nullable=True),
    *_integer("removed"),
)
location = _keyed("location", _id(), *_text("parent", "name", "kind", "code"), *_integer("removed"))
type_ = _keyed("type", _id(), *_text("parent", "name", "icon", "schema"), *_integer("removed"))
organisation = _keyed(
    "organisation",
    _id(),
    *_text("name", "kind", "reference", "contact", "email"),
    *_integer("removed"),
)
loan = _keyed(
    "loan",  # the header: who took what with whom; it never changes
    _id(),
    *_text("holder", "kit", "session", "station", "actor", "event"),
    *_integer("out_ms"),
    *_text("facts"),  # JSON: basis, missing, missing_members, approvals
)
line = _table(
    "line",  # an asset or a quantity of a part on a loan; open while ``returned_ms`` is 0
    Column("n", Integer, primary_key=True),
    *_text("id", "loan", "holder", "asset", "part", "kit"),
    *_integer("quantity", "out_ms", "due_ms", "returned_ms", "implied", "replaced", "renewals"),
    *_text("condition", "session", "station", "actor", "event", "returned_event"),
)
policy = _keyed("policy", _id("subject"), *_text("type", "category", "place", "fields"))
calendar = _keyed(
    "calendar", _id("place"), *_text("zone", "hours", "periods", "terms", "closed")
)  # lists as JSON
promise = _keyed(
    "promise", _id(), *_text("what", "holder"), *_integer("from_ms", "until_ms"), *_text("ended")
)
station = _keyed(
    "station",
    _id(),
    *_text("name", "site", "incarnation", "restored_from"),
    *_integer("privileged", "revoked", "clock_jumps"),
)
exception = _keyed(
    "exception",  # contradictions that a person has to see; ``decided`` is empty while open
    _id(),
    *_text("kind", "subject", "event", "against", "facts", "decided"),
)

UNREADABLE = 2
"""In ``event.quarantined``: a newer program may be able to read it."""
FAR_KINDS = ("merged", "station_disowned")
"""Kinds of events that reach further than the subjects they name."""

INDEXES = (
    Index("event_place", event.c.chain, event.c.seq, unique=True),
    Index("event_feed", event.c.feed, sqlite_where=event.c.feed > 0),
    Index("chain_name", chain.c.station, chain.c.incarnation, unique=True),
    Index("state_subject", state.c.subject, unique=True),
    Index("state_marked", state.c.subject, sqlite_where=state.c.latest == sql("'~'")),
    Index("event_lent", event.c.hlc, sqlite_where=event.c.kind == sql("'checked_out'")),
    Index("event_far", event.c.kind, sqlite_where=event.c.kind.in_(FAR_KINDS)),
    Index("alias_person", person_alias.c.person),
    Index("alias_made_for", person_alias.c.made_for),
    Index("alias_unsent", person_alias.c.unsent),
    Index("verifier_unsent", verifier.c.unsent),
    Index("person_id", person.c.id, unique=True),
    Index("person_name", person.c.name),
    Index("asset_id", asset.c.id, unique=True),
    Index("asset_kit", asset.c.kit, sqlite_where=asset.c.kit != sql("''")),
    Index("asset_merged", asset.c.merged_into, sqlite_where=asset.c.merged_into != sql("''")),
    Index("asset_name", asset.c.name),
    Index("kit_id", kit.c.id, unique=True),
    Index("part_kit", part.c.kit),
    Index("line_id", line.c.id, unique=True),
    Index("line_loan", line.c.loan),
    Index(
        "line_one_holder",
        line.c.asset,
        unique=True,
        sqlite_where=sql("returned_ms = 0 AND asset <> ''"),
    ),
    Index("line_held", line.c.holder, line.c.due_ms, sqlite_where=line.c.returned_ms == sql("0")),
    Index("line_due", line.c.due_ms, sqlite_where=line.c.returned_ms == sql("0")),
    Index("line_holder", line.c.holder, line.c.out_ms),
    Index("line_asset", line.c.asset, line.c.out_ms, sqlite_where=sql("asset <> ''")),
    Index("line_kit", line.c.kit, line.c.out_ms, sqlite_where=sql("kit <> ''")),
    Index(
        "identifier_named",
        identifier.c.names,
        sqlite_where=identifier.c.source == sql("'given'"),
    ),
    Index("exception_subject", exception.c.subject),
    Index("exception_open", exception.c.kind, sqlite_where=exception.c.decided == sql("''")),
)

TRIGGERS = tuple(
    f"CREATE TRIGGER {name} BEFORE {what} ON event"
    " BEGIN SELECT RAISE(ABORT, 'the ledger is insert-only'); END"
    for name, what in (
        ("event_stays", "UPDATE OF chain, seq, kind, actor, hlc, wall_ms, canonical"),
        ("event_is_kept", "DELETE"),
    )
)
SEARCH = tuple(
    f"CREATE VIRTUAL TABLE {name}_search USING fts5"
    "(words, content='', contentless_delete=1, tokenize='trigram')"
    for name in ("person", "asset")
)

KEPT = (chain, event, event_subject, person_alias, verifier, unknown_code, setting)
FOLDED = tuple(table for table in metadata.tables.values() if table not in KEPT)


def next_change(table: Table) -> ScalarSelect[int]:
    """Number a change of the keyring, for ``unsent``: the centre has to hear of it."""
    newest = func.coalesce(func.max(table.c.unsent), 0)  # less than 0: pushed, not back yet
    return select(func.max(newest, 0) + 1).scalar_subquery()
