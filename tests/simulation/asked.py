"""What is asked of a simulation: after each step, and at the end when everything was mended."""

import json
from collections import Counter

from kiosk.domain.trouble import TroubleCode
from kiosk.store.states import MARK
from tests.simulation.hub import Hub
from tests.simulation.machine import Machine
from tests.simulation.oracle import Row, Truth, truth

SHARED = (
    *("person", "asset", "kit", "part", "loan", "line", "exception"),
    *("badge", "bar", "station", "policy", "identifier"),
)
"""Tables that have to be the same at every station, but for their internal numbers."""


class Broken(AssertionError):
    """An invariant does not hold."""


def still_holds(hub: Hub, machine: Machine, *, thorough: bool) -> None:
    """Ask what holds at every moment, whatever went wrong just now."""
    lost = machine.lent - {row[0] for row in machine.query("SELECT id FROM loan")}
    if lost:
        lost -= truth(_ledger(machine)).void
    _holds(not lost, f"{machine.name} forgot loans that it had called done: {lost}")
    cursor = machine.replica.cursor()
    there = hub.run("SELECT digest FROM {tenant}.ledger WHERE feed = %s", cursor.feed)
    if there and there[0][0] == cursor.digest:
        _nothing_was_passed(hub, machine, cursor.feed)
    if thorough:
        _agrees(truth(_ledger(machine), is_newer=machine.is_newer), machine)
        report = machine.station.verify()
        _holds(not report.wrong, f"{machine.name} does not verify: {report.wrong}")


def all_is_well(hub: Hub, machines: list[Machine], forgotten: set[str]) -> None:
    """Ask what holds when everything was mended and everybody has synced."""
    feed = hub.feed()
    _holds(feed == list(range(1, len(feed) + 1)), "the feed has gaps")
    for machine in machines:
        still_holds(hub, machine, thorough=True)
    machines = [each for each in machines if not _is_shut_out(hub, each)]
    real = truth(hub.events(), is_newer=machines[0].is_newer)
    for machine in machines:
        _everything_was_sent(hub, machine, len(feed))
        left = _marked(machine)
        _holds(not left, f"{machine.name} has not folded again: {left}")
        _agrees(real, machine)
        lost = machine.lent - real.loans - real.void - forgotten
        _holds(not lost, f"loans of {machine.name} are lost: {lost}")
        keys = _keys_left(machine, real.erased)
        _holds(not keys, f"{machine.name} has keys of people who were erased: {keys}")
    for table in SHARED:
        first, *others = (_rows(machine, table) for machine in machines)
        for machine, rows in zip(machines[1:], others, strict=True):
            _holds(rows == first, _difference(table, machines[0], machine, first, rows))


def _is_shut_out(hub: Hub, machine: Machine) -> bool:
    """Say whether a station was revoked; such a one says so, and goes on alone."""
    station = machine.station.books.station
    found = hub.run(
        "SELECT 1 FROM {tenant}.station WHERE standing = 'revoked' AND id = %s", station
    )
    if found:
        said = machine.sync()
        _holds(said == TroubleCode.CENTRE_REVOKED.name, f"{machine.name} was revoked, says {said}")
    return bool(found)


def _keys_left(machine: Machine, erased: set[str]) -> set[str]:
    """Name the aliases that still have a key of those who were erased, and their other ones."""
    keys = machine.query("SELECT alias, made_for FROM person_alias WHERE wrapped_key IS NOT NULL")
    rows = machine.query("SELECT alias, made_for FROM person_alias")
    whose = {person for alias, person in rows if alias in erased}
    return {alias for alias, person in keys if person in whose}


def _nothing_was_passed(hub: Hub, machine: Machine, cursor: int) -> None:
    here = set(machine.query("SELECT feed, canonical FROM event WHERE feed > 0"))
    there = hub.run(
        "SELECT feed, content FROM {tenant}.ledger WHERE what IN ('e', 'q') AND feed <= %s", cursor
    )
    passed = [feed for feed, content in there if (feed, content) not in here]
    _holds(not passed, f"{machine.name} stands at {cursor} and has never seen {passed}")


def _everything_was_sent(hub: Hub, machine: Machine, head: int) -> None:
    cursor = machine.replica.cursor()
    _holds(cursor.feed == head, f"{machine.name} stands at {cursor.feed} of {head}")
    held = hub.held(machine.station.books.station)
    for chain in machine.replica.chains():
        _holds(chain.acked == chain.seq, f"{machine.name} has unsent events: {chain}")
        for content in machine.replica.unsent(chain.incarnation, 0, 1 << 20, 1 << 30):
            _holds(content in held.values(), f"an event of {machine.name} is not at the centre")
    unsent = machine.replica.unsent_keyring(10)
    _holds(not unsent, f"{machine.name} has unsent keys: {unsent}")


def _agrees(real: Truth, machine: Machine) -> None:
    """Compare the tables with the independent fold."""
    query = machine.query
    open_lines = query(
        "SELECT asset, id, holder, loan FROM line WHERE returned_ms = 0 AND asset <> ''"
    )
    _same("what is out", machine, {row[0]: tuple(row[1:]) for row in open_lines}, real.held)
    parts = query("SELECT id, quantity FROM line WHERE returned_ms = 0 AND part <> ''")
    _same("the parts that are out", machine, dict(parts), real.parts_out)
    statuses = dict(query("SELECT id, status FROM asset"))
    told = {asset: statuses.get(asset) for asset in real.status}
    _same("the statuses", machine, told, real.status)
    names = dict(query("SELECT id, name FROM asset WHERE name <> ''"))
    _same("the names", machine, names, real.names)
    bars = {row[0] for row in query("SELECT id FROM bar WHERE lifted = 0")}
    _same("the bars", machine, bars, real.bars)
    for kind, expected in (("double_check_out", real.doubles), ("was_not_out", real.strays)):
        rows = query("SELECT event, subject FROM exception WHERE kind = ?", kind)
        found = {(event, about.partition(":")[2]) for event, about in rows}
        _same(f"the exceptions {kind}", machine, found, expected)
    rows = query("SELECT event, subject, facts FROM exception WHERE kind = 'stale_policy'")
    stale = {(event, about.partition(":")[2], _told(facts)) for event, about, facts in rows}
    later = _marked(machine)
    found, expected = ({row for row in each if row[1] not in later} for each in (stale, real.stale))
    _same("what was lent under an older policy", machine, found, expected)


def _marked(machine: Machine) -> set[str]:
    """Name what a round that was cut, or had no room, has left to be folded again."""
    rows = machine.query("SELECT subject FROM state WHERE latest = ?", MARK)
    return {about.partition(":")[2] for (about,) in rows}


def _told(facts: str) -> str:
    said = sorted(json.loads(facts).items())
    return " ".join(f"{name} {value}" for name, value in said if name != "known")


def _ledger(machine: Machine) -> list[Row]:
    rows = machine.query("SELECT canonical, feed, effective_ms FROM event WHERE quarantined = 0")
    return [(content, (feed, ms) if feed else None) for content, feed, ms in rows]


def _rows(machine: Machine, table: str) -> Counter[tuple[object, ...]]:
    columns = machine.query("SELECT name FROM pragma_table_info(?) WHERE name <> 'n'", table)
    names = ", ".join(row[0] for row in columns)
    return Counter(map(tuple, machine.query(f"SELECT {names} FROM {table}")))  # noqa: S608 - ours


def _difference(
    table: str, one: Machine, other: Machine, mine: Counter[object], theirs: Counter[object]
) -> str:
    return f"{table} differs: {one.name} {mine - theirs}, {other.name} {theirs - mine}"


def _same(what: str, machine: Machine, found: object, expected: object) -> None:
    if found != expected:
        raise Broken(f"{what} at {machine.name}: {found!r}, but in truth {expected!r}")


def _holds(is_so: bool, otherwise: str) -> None:  # noqa: FBT001 - an assertion with words
    if not is_so:
        raise Broken(otherwise)
