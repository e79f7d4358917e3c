"""Mails in words: opens what is sealed about one person, and speaks their language."""

import base64
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kiosk.domain.hlc import from_ms
from kiosk.domain.state import PersonState
from kiosk.shell.dates import clock_text, day_text
from kiosk.shell.words import SOURCE, _, languages, ngettext, speak
from kiosk.store.keyring import SealedText
from server_sync.central.mail import Facts, Letter, MailKind, Thing


class LetterWriter:
    """Satisfies ``server_sync.central.mail.Writer``; used by one thread."""

    def __init__(self, organisation_key: bytes) -> None:
        """Take the key that wraps the keys of people."""
        self._sealed = SealedText(organisation_key)

    def letter(self, facts: Facts) -> Letter | None:
        try:
            wrapped = base64.b64decode(facts.wrapped_key)
        except ValueError:
            return None  # any station may have sent it
        to = self._revealed(facts, wrapped, "email")
        if not (to.isascii() and _ADDRESS.fullmatch(to)):
            return None
        speak(_language(facts.person))
        name = self._revealed(facts, wrapped, "name")
        opening = _("Hello {name},").format(name=name) if name else _("Hello,")
        zone = _zone(facts.zone)
        things = (_line(thing, zone) for thing in facts.things)
        lines = (opening, "", _sentence(facts), "", *things, "", facts.station)
        return Letter(to, _subject(facts), "\n".join(lines) + "\n")

    def _revealed(self, facts: Facts, wrapped: bytes, field: str) -> str:
        cell = facts.person.record.fields.get(field)
        if cell is None or cell.value == "":
            return ""
        return self._sealed.reveal(wrapped, str(cell.value), (cell.event, field)) or ""


def _language(person: PersonState) -> str:
    cell = person.record.fields.get("language")
    wanted = str(cell.value) if cell else SOURCE
    return wanted if wanted in languages() else SOURCE


def _subject(facts: Facts) -> str:
    match facts.kind:
        case MailKind.RECEIPT:
            return ngettext(
                "You borrowed {count} thing", "You borrowed {count} things", len(facts.things)
            ).format(count=len(facts.things))
        case MailKind.DUE_SOON:
            return _("Please bring it back in time")
        case MailKind.OVERDUE:
            return _("It should be back")


def _sentence(facts: Facts) -> str:
    match facts.kind:
        case MailKind.RECEIPT:
            return _("This is what you took:")
        case MailKind.DUE_SOON:
            return _("This is due soon:")
        case MailKind.OVERDUE:
            return _("This was due and is not back yet:")


def _line(thing: Thing, zone: ZoneInfo) -> str:
    what = thing.name if thing.quantity == 1 else f"{thing.quantity} × {thing.name}"
    if not thing.due_ms:
        return what
    due = from_ms(thing.due_ms).astimezone(zone)
    return _("{what}, due {day} at {time}").format(
        what=what, day=day_text(due.date()), time=clock_text(due)
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, ZoneInfoNotFoundError):
        return ZoneInfo("UTC")


_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
