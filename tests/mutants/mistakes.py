"""The mistakes that others made with sync, each as a change of our own text."""

from dataclasses import dataclass

_EXCHANGE = "server_sync/central/migrations/0002_exchange.sql"
_APPEND = "server_sync/central/migrations/0006_append.sql"
_TABLES = "server_sync/central/migrations/0001_tables.sql"
_ROUND = "server_sync/round.py"
_REPLICA = "kiosk/store/replica.py"
_SIMULATION = ("tests/simulation",)


@dataclass(frozen=True)
class Change:
    """One place of the product, as it is and as it must not be."""

    file: str
    right: str
    wrong: str


@dataclass(frozen=True)
class Mistake:
    """What is wrong, where, and which tests have to turn red."""

    name: str
    changes: tuple[Change, ...]
    tests: tuple[str, ...]


MISTAKES = (
    Mistake(
        "the feed is numbered by a sequence, as bigserial does it",
        (
            Change(
                _EXCHANGE,
                "-- Locks the head of the feed.",
                "CREATE SEQUENCE {tenant}.numbers;\n-- Locks the head of the feed.",
            ),
            Change(
                _EXCHANGE,
                "FROM {tenant}.feed_head FOR UPDATE;",
                "FROM {tenant}.feed_head;\n"
                "            head.feed := nextval('{tenant}.numbers') - 1;",
            ),
            Change(
                _APPEND,
                "UPDATE {tenant}.feed_head SET feed = head.feed, digest = head.digest;",
                "PERFORM setval('{tenant}.numbers', head.feed);",
            ),
        ),
        ("tests/server_sync/central/test_sessions.py",),
    ),
    Mistake(
        "keys count as sent before the centre has them",
        (
            Change(
                _ROUND,
                "        pushed = self._centre.push(chain.incarnation, 1, (), "
                "[row.content for row in rows])\n",
                "        self._replica.keyring_answered(rows, 0)\n"
                "        pushed = self._centre.push(chain.incarnation, 1, (), "
                "[row.content for row in rows])\n",
            ),
        ),
        _SIMULATION,
    ),
    Mistake(
        "events count as sent before the centre has them",
        (
            Change(
                _ROUND,
                "            pushed = self._centre.push(chain.incarnation, at + 1, events, ())\n",
                "            self._replica.acked(chain.incarnation, chain.seq)\n"
                "            pushed = self._centre.push(chain.incarnation, at + 1, events, ())\n",
            ),
            Change(
                _ROUND,
                "        at = min(welcome.acked_seq, chain.seq)\n",
                "        at = max(chain.acked, min(welcome.acked_seq, chain.seq))\n",
            ),
        ),
        _SIMULATION,
    ),
    Mistake(
        "of two loans the one that arrives last wins",
        (
            Change(
                "kiosk/store/folding.py",
                "is_late = again or order < latest or about in self._again",
                "is_late = again or about in self._again",
            ),
        ),
        _SIMULATION,
    ),
    Mistake(
        "who was erased lives on under an alias that somebody else gave them",
        (
            Change(
                _REPLICA,
                "late = late_keys.destroy(self._connection, self._erased, keyring.changed)",
                "late: dict[str, str] = {}",
            ),
        ),
        _SIMULATION,
    ),
    Mistake(
        "a newer program leaves unfolded what the older one did not know",
        (Change("kiosk/store/station.py", "        station.follow_program()\n", "        pass\n"),),
        ("tests/server_sync/test_versions.py",),
    ),
    Mistake(
        "a policy that comes late leaves stale what was lent before anybody had heard of it",
        (
            Change(
                "kiosk/store/folding.py",
                "            self._receipts.mark(reached)\n",
                "            pass\n",
            ),
        ),
        _SIMULATION,
    ),
    Mistake(
        "a commit is done before it is on the disk",
        (Change("kiosk/store/driver.py", "synchronous = FULL", "synchronous = NORMAL"),),
        ("tests/store/test_durability.py",),
    ),
    Mistake(
        "the centre may hold one event twice",
        (
            Change(
                _TABLES, "    quarantine text,\n    UNIQUE (chain, seq)\n", "    quarantine text\n"
            ),
        ),
        ("tests/server_sync/central/test_guards.py",),
    ),
    Mistake(
        "a thing may have two holders",
        (
            Change(
                "kiosk/store/migrations/versions/0001_first.sql",
                "CREATE UNIQUE INDEX line_one_holder",
                "CREATE INDEX line_one_holder",
            ),
        ),
        ("tests/store/test_guards.py",),
    ),
    Mistake(
        "the cursor moves in another transaction than the rows",
        (
            Change(
                _REPLICA,
                "        with self._books.write_aside() as connection:\n"
                "            batch = _Batch(",
                "        newest = Cursor(self.cursor().epoch, rows[-1].feed, rows[-1].digest)\n"
                "        with self._books.write_aside() as connection:\n"
                "            write_cursor(connection, newest)\n"
                "        with self._books.write_aside() as connection:\n"
                "            batch = _Batch(",
            ),
            Change(
                _REPLICA,
                "write_cursor(self._connection, moved(cursor, rows, self._arrivals.shares))",
                "del cursor",
            ),
        ),
        _SIMULATION,
    ),
)
