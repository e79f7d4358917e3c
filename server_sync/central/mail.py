"""Receipts and reminders by e-mail: planned from the reports, each sent once.

A row of ``mail`` is one mail for good: its key says whom it is for and what it is about, so it can
be planned any number of times. It is ``sending`` before it leaves and ``sent`` after the server
took it. Killed in between, it leaves again under the same Message-ID, by which mail servers and
readers drop the second. Words and addresses are opened when it leaves, and kept nowhere.
"""

import hashlib
import json
import logging
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum
from typing import Any, Protocol

from psycopg.rows import class_row
from psycopg.sql import SQL, Composed, Identifier

from kiosk.domain.ids import Entity
from kiosk.domain.state import PersonState, State
from server_sync.central.access import Session
from server_sync.central.folds import Rows

_TIMEOUT_S = 30.0
_FIRST_AGAIN_MS = 300_000
"""How long an unsent mail rests after its first failure, or after it was killed; then double."""
_MOST_ATTEMPTS = 9
_PERMANENT = 500
_log = logging.getLogger(__name__)


class MailKind(StrEnum):
    """What a mail is for."""

    RECEIPT = "receipt"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Thing:
    """A line of a loan in a mail."""

    name: str
    quantity: int
    due_ms: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What a mail is made of; the person's text is still sealed under the wrapped key."""

    kind: MailKind
    alias: str
    wrapped_key: str
    """Base64, as in the keyring."""
    person: PersonState
    station: str
    zone: str
    """Of the site that lent, an IANA name."""
    things: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in words."""

    to: str
    subject: str
    text: str


class Writer(Protocol):
    """Who opens sealed text and finds the words; holds the organisation's key."""

    def letter(self, facts: Facts) -> Letter | None:
        """Write a mail in the person's language; None for somebody without an address."""
        ...


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail leaves."""

    host: str
    port: int
    security: str
    """``starttls``, ``tls`` or ``none``."""
    sender: str
    user: str = ""
    password: str = ""

    @contextmanager
    def connected(self) -> Iterator[smtplib.SMTP]:
        """Connect and log in; raises OSError, of which smtplib's errors are."""
        kind = smtplib.SMTP_SSL if self.security == "tls" else smtplib.SMTP
        with kind(self.host, self.port, timeout=_TIMEOUT_S) as connection:
            if self.security == "starttls":
                connection.starttls()
            if self.user:
                connection.login(self.user, self.password)
            yield connection


@dataclass(frozen=True, slots=True)
class Wishes:
    """Which mails are wanted."""

    days_before: int = 1
    overdue: bool = True
    receipts: bool = True


class Mailing:
    """Plans and sends; used by one thread on its own connection."""

    def __init__(self, connection: Session, tenant: str, rows: Rows) -> None:
        """Take a connection as a member of ``<tenant>_worker``."""
        self._connection = connection
        self._tenant = tenant
        self._rows = rows

    def plan(self, wishes: Wishes, now_ms: int) -> None:
        """Note every mail that is due by now and was not noted before."""
        wanted = (
            (MailKind.DUE_SOON, wishes.days_before > 0),
            (MailKind.OVERDUE, wishes.overdue),
            (MailKind.RECEIPT, wishes.receipts),
        )
        for kind, is_wanted in wanted:
            if is_wanted:
                values = {"kind": kind, "now_ms": now_ms, "days": wishes.days_before}
                self._connection.execute(self._sql(_PLANS[kind]), values)

    def send(self, server: MailServer, writer: Writer, now_ms: int) -> int:
        """Send what waits; gives how many left. A mail server that is away is tried later.

        Raises:
            psycopg.Error: the centre is away; a mail that had left may leave once more.
        """
        sent = 0
        if not self._waiting(now_ms):
            return sent
        try:
            with server.connected() as connection:
                while taken := self._take(now_ms):
                    sent += self._send(connection, server.sender, writer, taken, now_ms)
        except OSError:
            _log.warning("mail.away", exc_info=True)
        return sent

    def _send(
        self,
        connection: smtplib.SMTP,
        sender: str,
        writer: Writer,
        taken: "_Taken",
        now_ms: int,
    ) -> bool:
        facts = self._facts(taken)
        letter = writer.letter(facts) if facts else None
        if letter is None:
            self._end(taken, "given_up", "nothing to say, or nobody to say it to")
            return False
        try:
            connection.send_message(_message(letter, sender, taken.key, self._tenant))
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
            self._refused(taken, _code(error), now_ms)
            return False
        self._end(taken, "sent", "")
        return True

    def _refused(self, taken: "_Taken", code: int, now_ms: int) -> None:
        if code >= _PERMANENT or taken.attempts >= _MOST_ATTEMPTS:
            self._end(taken, "given_up", f"the mail server said {code}")
        else:
            wait_ms = _FIRST_AGAIN_MS << taken.attempts
            values = {"key": taken.key, "next_ms": now_ms + wait_ms}
            self._connection.execute(self._sql(_LATER), values)

    def _waiting(self, now_ms: int) -> bool:
        found = self._connection.execute(self._sql(_WAITING), {"now_ms": now_ms}).fetchone()
        return found == (True,)

    def _take(self, now_ms: int) -> "_Taken | None":
        """Mark the next mail as sending, so that nobody else takes it; durable at once."""
        values = {"now_ms": now_ms, "again_ms": now_ms + _FIRST_AGAIN_MS}
        with self._connection.cursor(row_factory=class_row(_Taken)) as rows:
            return rows.execute(self._sql(_TAKE), values).fetchone()

    def _end(self, taken: "_Taken", state: str, why: str) -> None:
        values = {"key": taken.key, "state": state, "why": why}
        self._connection.execute(self._sql(_END), values)

    def _facts(self, taken: "_Taken") -> Facts | None:
        """Gather what a mail says; None when it is no longer so, or about nobody."""
        kind = MailKind(taken.kind)
        values = {"alias": taken.alias, "about": taken.about}
        lines = self._connection.execute(self._sql(_LINES[kind]), values).fetchall()
        found = self._connection.execute(self._sql(_PERSON), values).fetchone()
        if not lines or found is None:
            return None
        alias, content, text = found
        state: State = self._rows.loads(Entity.PERSON, text)
        wrapped: Any = json.loads(content)["wrapped_key"]
        if not wrapped or not isinstance(state, PersonState):
            return None
        things = tuple(Thing(name, quantity, due_ms) for name, quantity, due_ms, *_ in lines)
        *_, station, zone = lines[0]
        return Facts(kind, alias, wrapped, state, station, zone, things)

    def _sql(self, statement: str) -> Composed:
        names = {"tenant": Identifier(self._tenant), "r": Identifier(f"{self._tenant}_reports")}
        return SQL(statement).format(**names)


@dataclass(frozen=True, slots=True)
class _Taken:
    key: str
    kind: str
    alias: str
    about: str
    attempts: int


def now_ms(connection: Session) -> int:
    """Ask the centre for the time, in ms since 1970."""
    row = connection.execute(
        "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"
    ).fetchone()
    return int(row[0]) if row else 0


def _message(letter: Letter, sender: str, key: str, tenant: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    name = hashlib.sha256(f"{tenant}/{key}".encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{name}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message


def _code(error: smtplib.SMTPException) -> int:
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return min(code for code, _ in error.recipients.values())
    return 0


_PLAN_LINES = """
INSERT INTO {tenant}.mail (key, kind, alias, about)
SELECT DISTINCT format('%%s/%%s/%%s', %(kind)s::text, alias, due_ms), %(kind)s::text, alias,
    due_ms::text
FROM {r}.line l, split_part(l.holder, ':', 2) AS alias
WHERE l.returned_ms = 0 AND l.holder LIKE 'person:%%' AND l.due_ms BETWEEN
"""
_PLANS = {
    MailKind.DUE_SOON: _PLAN_LINES
    + "%(now_ms)s + 1 AND %(now_ms)s + %(days)s * 86400000::bigint ON CONFLICT DO NOTHING",
    MailKind.OVERDUE: _PLAN_LINES
    + "%(now_ms)s - 7 * 86400000::bigint AND %(now_ms)s ON CONFLICT DO NOTHING",
    MailKind.RECEIPT: """
INSERT INTO {tenant}.mail (key, kind, alias, about)
SELECT format('%%s/%%s/%%s', %(kind)s::text, alias, session), %(kind)s::text, alias, session
FROM {r}.line l, split_part(l.holder, ':', 2) AS alias
WHERE l.holder LIKE 'person:%%' AND l.session <> '' AND l.out_ms > %(now_ms)s - 86400000
GROUP BY alias, session HAVING max(l.out_ms) < %(now_ms)s - 180000
ON CONFLICT DO NOTHING
""",
}
"""A receipt leaves when nothing was added to its session for three minutes."""
_WAITING = """
SELECT EXISTS (SELECT FROM {tenant}.mail
    WHERE state IN ('waiting', 'sending') AND next_ms <= %(now_ms)s)
"""
_TAKE = """
UPDATE {tenant}.mail SET state = 'sending', attempts = attempts + 1, next_ms = %(again_ms)s
WHERE key = (SELECT key FROM {tenant}.mail
    WHERE state IN ('waiting', 'sending') AND next_ms <= %(now_ms)s
    ORDER BY next_ms, key LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING key, kind, alias, about, attempts
"""
_LATER = "UPDATE {tenant}.mail SET state = 'waiting', next_ms = %(next_ms)s WHERE key = %(key)s"
_END = "UPDATE {tenant}.mail SET state = %(state)s, why = %(why)s WHERE key = %(key)s"
_LINE = """
SELECT coalesce(a.name, p.name, ''), l.quantity, l.due_ms, coalesce(s.name, ''),
    coalesce(c.zone, 'UTC')
FROM {r}.line l LEFT JOIN {r}.asset a ON a.id = l.asset LEFT JOIN {r}.part p ON p.id = l.part
LEFT JOIN {r}.station s ON s.id = l.station LEFT JOIN {r}.calendar c ON c.place = s.site
WHERE l.holder = 'person:' || %(alias)s AND
"""
_OPEN_LINE = _LINE + " l.returned_ms = 0 AND l.due_ms = %(about)s::bigint ORDER BY l.id"
_LINES = {
    MailKind.DUE_SOON: _OPEN_LINE,
    MailKind.OVERDUE: _OPEN_LINE,
    MailKind.RECEIPT: _LINE + " l.session = %(about)s ORDER BY l.id",
}
_PERSON = """
SELECT newest.alias, k.content, s.json
FROM {r}.pseudonyms mine JOIN {r}.pseudonyms newest ON newest.person = mine.person
JOIN {r}.state s ON s.subject = 'person:' || newest.alias AND s.json <> ''
JOIN {tenant}.keyring r ON r.key = 'alias/' || newest.alias AND NOT r.destroyed
JOIN {tenant}.ledger k ON k.feed = r.feed
WHERE mine.alias = %(alias)s ORDER BY newest.alias DESC LIMIT 1
"""
