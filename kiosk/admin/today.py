"""Today: what is out, due and overdue, what waits for staff, and how the station fares."""

from dataclasses import dataclass, replace
from datetime import timedelta

from kiosk.admin.details import allowed
from kiosk.admin.device_words import ROLE_ICONS, state_word
from kiosk.admin.models import Action, Item, Room, Section, Tile, Today
from kiosk.admin.parts import PanelParts, Signed
from kiosk.admin.wording import Times, exception_words, facts_words, history_words
from kiosk.desk.panel.acts import Act
from kiosk.desk.panel.approving import APPROVE, ApproveParked
from kiosk.desk.panel.exceptions import SEEN, DecideException
from kiosk.domain.calendar import END_OF_DAY
from kiosk.domain.devices import DeviceRow, DeviceState
from kiosk.domain.ids import Subject
from kiosk.domain.panel import Counts, ExceptionRow, LedgerRow, OutRow, UnknownRow
from kiosk.domain.parking import ParkedRow
from kiosk.domain.ports import Code
from kiosk.domain.roles import Permission
from kiosk.domain.sync_status import SyncStatus
from kiosk.shell.palette import Tone
from kiosk.shell.sync_words import sync_words, trouble_told
from kiosk.shell.words import _, ngettext, trouble_words

_SHOWN = 6
_GAP = "\x1f"
_BACKUP_IS_OLD = timedelta(hours=26)
_AFTERNOON, _EVENING = 12, 18


@dataclass(frozen=True, slots=True)
class TodayFacts:
    """What one reading for Today gave."""

    counts: Counts
    ledger: LedgerRow
    overdue: tuple[OutRow, ...]
    exceptions: tuple[ExceptionRow, ...]
    unknown: tuple[UnknownRow, ...]
    parked: tuple[ParkedRow, ...] = ()


def read_today(parts: PanelParts, signed: Signed) -> TodayFacts:
    """Read it all; runs on the worker."""
    now = parts.clock.now()
    today = signed.calendar.local(now).date()
    end = signed.calendar.instant(today, END_OF_DAY)
    panel = parts.panel
    return TodayFacts(
        panel.counts(now, end),
        panel.ledger(),
        panel.out(now, (), _SHOWN),
        panel.exceptions(_SHOWN),
        panel.unknown_codes(_SHOWN),
        panel.parked(now),
    )


def today(
    facts: TodayFacts, parts: PanelParts, signed: Signed, devices: tuple[DeviceRow, ...]
) -> Today:
    """Put it into tiles and sections."""
    times = signed.times(parts.clock)
    counts = facts.counts
    late = Tone.REFUSED if counts.overdue else Tone.DONE
    soon = Tone.ATTENTION if counts.due_today else Tone.NEUTRAL
    odd = Tone.ATTENTION if counts.exceptions else Tone.NEUTRAL
    tiles = (
        Tile(_("Out now"), counts.out, "package-open", Tone.NEUTRAL, Room.HELD),
        Tile(_("Due today"), counts.due_today, "clock", soon, Room.HELD),
        Tile(_("Overdue"), counts.overdue, "hourglass", late, Room.OVERDUE),
        Tile(_("To look at"), counts.exceptions, "triangle-alert", odd),
    )
    sees = signed.staff.may(Permission.SEE_PEOPLE)
    parked = tuple(_parked(row, times, signed, sees=sees) for row in facts.parked)
    sections = (
        *([Section(_("Waits for approval"), items=parked)] if parked else []),
        Section(
            _("Overdue"),
            items=tuple(_late(row, times, sees=sees) for row in facts.overdue),
            empty=_("Nothing is overdue."),
        ),
        Section(
            _("To look at"),
            items=tuple(_exception(row, times, signed) for row in facts.exceptions),
            empty=_("Nothing odd has happened."),
        ),
        Section(
            _("Codes that nobody knew"),
            items=tuple(unknown_item(row, times, signed) for row in facts.unknown),
            empty=_("Every scan named something."),
        ),
        Section(_("This station"), items=(*_devices(devices), *_station(facts.ledger, times))),
    )
    return Today(_greeting(times, signed), tiles, sections)


def _greeting(times: Times, signed: Signed) -> str:
    first = signed.staff.name.split()[0] if signed.staff.name.split() else signed.staff.name
    hour = times.now.hour
    if hour < _AFTERNOON:
        return _("Good morning, {name}").format(name=first)
    if hour < _EVENING:
        return _("Good afternoon, {name}").format(name=first)
    return _("Good evening, {name}").format(name=first)


def _late(row: OutRow, times: Times, *, sees: bool) -> Item:
    parts = (row.holder_name if sees else "", times.due(row.due_at))
    note = " · ".join(part for part in parts if part)
    return Item(row.name, note, row.icon or "package", Tone.REFUSED, opens=row.item)


def _parked(row: ParkedRow, times: Times, signed: Signed, *, sees: bool) -> Item:
    note = " · ".join(part for part in (row.holder if sees else "", times.moment(row.at)) if part)
    approve = Action(f"{APPROVE}{_GAP}{row.event}", _("Approve"), "shield-check")
    offers = allowed(signed.staff, (ApproveParked.permission, approve))
    opens = row.item if row.item.startswith(("asset:", "kit:")) else ""
    return Item(row.name, note, "shield", Tone.ATTENTION, opens, offers)


def decided(action: str) -> Act | None:
    """Give what an action of Today decides; None for any other action."""
    if action.startswith(APPROVE + _GAP):
        return ApproveParked(action.partition(_GAP)[2])
    return seen_of(action) if action.startswith(SEEN + _GAP) else None


def _exception(row: ExceptionRow, times: Times, signed: Signed) -> Item:
    who = row.who if signed.staff.may(Permission.SEE_PEOPLE) else ""
    parts = (row.name, who, row.station, times.moment(row.at), *facts_words(row.facts))
    note = " · ".join(dict.fromkeys(part for part in parts if part))
    opens = row.subject if row.subject.startswith(("asset:", "kit:")) else ""
    seen = Action(f"{SEEN}{_GAP}{row.subject}{_GAP}{row.id}", _("Seen to"), "check")
    offers = allowed(signed.staff, (DecideException.permission, seen))
    words = exception_words(row.kind)
    return Item(words, note, "triangle-alert", Tone.ATTENTION, opens, offers)


def seen_of(action: str) -> DecideException:
    """Read what was seen to from an action's key."""
    _seen, about, exception = action.split(_GAP, 2)
    return DecideException(exception, Subject(about))


def unknown_item(row: UnknownRow, times: Times, signed: Signed) -> Item:
    """Offer a code that nobody knew: to a thing, as a badge, or to be forgotten."""
    times_seen = ngettext("seen once", "seen {count} times", row.times).format(count=row.times)
    code = Code(row.text, row.symbology, row.technology)
    key = code_key(code)
    offers = (
        (Permission.EDIT_RECORDS, Action(f"code:asset:{key}", _("To a thing"), "tag")),
        (Permission.MANAGE_PEOPLE, Action(f"code:person:{key}", _("As a badge"), "id-card")),
        (Permission.LEND_FOR_OTHERS, Action(f"code:forget:{key}", _("Forget"), "x")),
    )
    shown = f"…{row.text[-4:]}" if code.is_badge else row.text
    note = f"{times_seen} · {times.moment(row.last_at)}"
    icon = "id-card" if code.is_badge else "scan-barcode"
    return Item(shown, note, icon, actions=allowed(signed.staff, *offers))


def code_key(code: Code) -> str:
    """Write a code into an action's key."""
    return _GAP.join((code.technology, code.symbology, code.text))


def code_of(key: str) -> Code:
    """Read a code from an action's key."""
    technology, symbology, text = key.split(_GAP, 2)
    return Code(text, symbology, technology)


def _devices(rows: tuple[DeviceRow, ...]) -> tuple[Item, ...]:
    return tuple(
        Item(
            row.name,
            state_word(row.state),
            ROLE_ICONS[row.role] if row.state is DeviceState.READY else "unplug",
            Tone.NEUTRAL if row.state is DeviceState.READY else Tone.REFUSED,
        )
        for row in rows
    )


def _station(ledger: LedgerRow, times: Times) -> tuple[Item, ...]:
    count = ngettext("{count} event", "{count} events", ledger.events)
    last = times.moment(ledger.last_at) if ledger.last_at else _("never")
    note = _("{events}, the last {when}").format(
        events=count.format(count=ledger.events), when=last
    )
    book = Item(_("Ledger"), note, "database")
    if ledger.backup_trouble:
        backup = Item(_("Backup"), trouble_words(ledger.backup_trouble), "hard-drive", Tone.REFUSED)
    elif ledger.backup_at is None:
        backup = Item(_("Backup"), _("none yet"), "hard-drive", Tone.ATTENTION)
    else:
        is_old = times.now - ledger.backup_at > _BACKUP_IS_OLD
        tone = Tone.ATTENTION if is_old else Tone.NEUTRAL
        backup = Item(_("Backup"), times.moment(ledger.backup_at), "hard-drive", tone)
    return (book, backup, *sync_items(ledger.sync, times))


def sync_items(sync: SyncStatus, times: Times) -> tuple[Item, ...]:
    """Say how sync stands, where there is a centre to sync with."""
    if not sync.has_centre:
        return ()
    if sync.progress is not None:
        note = _("{percent} % of the first sync are here").format(percent=sync.progress)
        return (Item(_("Sync"), note, "refresh-cw", Tone.ATTENTION),)
    unsent = ngettext("{count} event unsent", "{count} events unsent", sync.unsent)
    last = times.moment(sync.synced_at) if sync.synced_at else _("never")
    words = (_("last {when}").format(when=last), unsent.format(count=sync.unsent))
    tone = sync_words(sync, times.now)[1]
    how = Item(_("Sync"), " · ".join(words), "refresh-cw", tone)
    if sync.history is not None:
        how = replace(how, note=history_words(sync.history), tone=Tone.ATTENTION)
    if not sync.trouble:
        return (how,)
    wrong, remedy = trouble_told(sync.trouble)
    return (how, Item(wrong, remedy, "triangle-alert", Tone.ATTENTION))
