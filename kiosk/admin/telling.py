"""Every event in words: what happened, to what, and how it is drawn in a timeline."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar  # a body is one of many dataclasses; the table says which

from kiosk.admin.models import Moment
from kiosk.admin.wording import Times, condition_word, field_label, role_word, status_word
from kiosk.domain.bodies import lending, people, records, stations
from kiosk.domain.events import Kind
from kiosk.domain.hlc import from_ms
from kiosk.domain.ids import Entity
from kiosk.domain.model import Condition, Status
from kiosk.domain.panel import EventRow
from kiosk.domain.records import SCHEMAS, FieldType
from kiosk.domain.roles import Role
from kiosk.shell.palette import Tone
from kiosk.shell.words import _, ngettext

Told = tuple[str, str]
"""Title and note."""
_Enum = TypeVar("_Enum", Status, Condition, Role)


def tell(row: EventRow, times: Times, *, sees_values: bool = False) -> Moment:
    """Put one event into words."""
    words = _Words(row, times, sees_values)
    teller = _TELLERS.get(type(row.body))
    title, note = teller(row.body, words) if teller else (kind_word(row.kind), "")
    by = _("by {name}").format(name=row.actor) if row.actor else ""
    return Moment(
        times.moment(row.at),
        title,
        " · ".join(part for part in (note, by, row.station) if part),
        _ICONS.get(row.kind, "circle"),
        _TONES.get(row.kind, Tone.NEUTRAL),
    )


class _Words:
    """Names and sealed texts of one event."""

    def __init__(self, row: EventRow, times: Times, sees_values: bool) -> None:  # noqa: FBT001 - private
        self._row = row
        self.times = times
        self.sees_values = sees_values

    def name(self, key: str | None) -> str:
        """Give the name of an id or subject."""
        return self._row.names.get((key or "").rpartition(":")[2], "") or _("something")

    def text(self, field: str) -> str:
        """Give a sealed text; empty when its key is gone."""
        return self._row.revealed.get(field, "")

    def many(self, keys: list[str]) -> str:
        return ", ".join(self.name(key) for key in keys)

    def value(self, entity: Entity, field: str, value: str | int) -> str:
        """Give the new value of a field as people write it."""
        found = SCHEMAS[entity].get(field)
        if value == "" or found is None:
            return str(value) or _("empty")
        if found.personal:
            return self.text(field) or "…"
        if found.type is FieldType.FLAG:
            return _("yes") if value else _("no")
        if found.type is FieldType.MONEY:
            return f"{int(value) / 100:,.2f}" if self.sees_values else "…"
        return self.name(str(value)) if found.type is FieldType.REFERENCE else str(value)


def _lines(lines: tuple[lending.LineOut, ...] | tuple[lending.LineIn, ...], words: _Words) -> str:
    return ", ".join(
        f"{line.quantity} × {words.name(line.part)}" if line.part else words.name(line.asset)
        for line in lines
    )


def _checked_out(body: lending.CheckedOut, words: _Words) -> Told:
    what = words.name(body.kit) if body.kit else _lines(body.lines, words)
    due = words.times.moment(from_ms(body.lines[0].due_ms)) if body.lines else ""
    title = _("{what} went out to {holder}").format(what=what, holder=words.name(body.holder))
    return title, _("due {when}").format(when=due) if due else ""


def _checked_in(body: lending.CheckedIn, words: _Words) -> Told:
    what = words.name(body.kit) if body.kit else _lines(body.lines, words)
    broken = body.condition != Condition.WORKS
    return (
        _("{what} came back").format(what=what),
        _known(Condition, body.condition, condition_word) if broken else "",
    )


def _refused(body: lending.Refused, words: _Words) -> Told:
    title = _("{what} was refused to {holder}").format(
        what=words.name(body.item), holder=words.name(body.holder)
    )
    return title, ", ".join(reason.code for reason in body.reasons)


def _overridden(body: lending.Overridden, words: _Words) -> Told:
    title = _("{staff} let {what} pass {code}").format(
        staff=words.name(body.staff), what=words.name(body.item), code=body.code
    )
    return title, words.text("reason")


def _approved(body: lending.Approved, words: _Words) -> Told:
    title = _("{staff} approved {what} for {holder}").format(
        staff=words.name(body.staff), what=words.name(body.item), holder=words.name(body.holder)
    )
    return title, ""


def _part(title: Callable[[], str]) -> "Callable[[Any, _Words], Told]":
    def told(
        body: lending.PartMissing | lending.PartReturned | lending.PartReplaced, words: _Words
    ) -> Told:
        what = f"{body.quantity} × {words.name(body.part)}"
        return title().format(what=what, kit=words.name(body.kit)), ""

    return told


def _record_changed(body: records.RecordChanged, words: _Words) -> Told:
    changes = [
        f"{field_label(name)}: {words.value(body.entity, name, value)}"
        for name, value in body.fields.items()
    ]
    title = _("Recorded") if not body.base else _("Changed")
    count = ngettext("{count} field", "{count} fields", len(changes)).format(count=len(changes))
    return f"{title} · {count}", ", ".join(changes)


def _identifier(title: Callable[[], str]) -> "Callable[[Any, _Words], Told]":
    def told(body: records.IdentifierGiven | records.IdentifierWithdrawn, words: _Words) -> Told:
        shown = body.text if isinstance(body, records.IdentifierGiven) else body.code
        return title().format(code=shown, what=words.name(body.names)), ""

    return told


def _barred(body: people.Barred, words: _Words) -> Told:
    until = ""
    if body.until_ms:
        until = _("until {day}").format(day=words.times.day(from_ms(body.until_ms)))
    return _("Barred"), " · ".join(part for part in (words.text("reason"), until) if part)


def _status_set(body: records.StatusSet, words: _Words) -> Told:
    title = _("{what}: now {status}").format(
        what=words.name(body.asset), status=_known(Status, body.status, status_word).lower()
    )
    return title, words.text("reason")


def _condition_noted(body: records.ConditionNoted, words: _Words) -> Told:
    title = _("{what}: {condition}").format(
        what=words.name(body.asset),
        condition=_known(Condition, body.condition, condition_word).lower(),
    )
    return title, words.text("note")


def _clock_jumped(body: stations.ClockJumped, words: _Words) -> Told:
    del words
    minutes = round(body.by_ms / 60_000)
    return _("The clock jumped by {minutes} minutes").format(minutes=minutes), ""


def _known(kind: type[_Enum], value: str, word: Callable[[_Enum], str]) -> str:
    return word(kind(value)) if value in tuple(kind) else value


def kind_word(kind: str) -> str:
    """Give a kind of event as a phrase; what a newer program wrote keeps its own name."""
    known = {
        Kind.RECORD_CHANGED: _("Record changed"),
        Kind.RECORD_REMOVED: _("Taken out of use"),
        Kind.MERGED: _("Two records joined"),
        Kind.IDENTIFIER_GIVEN: _("Code given"),
        Kind.IDENTIFIER_WITHDRAWN: _("Code withdrawn"),
        Kind.BADGE_GIVEN: _("Badge given"),
        Kind.BADGE_WITHDRAWN: _("Badge withdrawn"),
        Kind.ROLE_GIVEN: _("Role given"),
        Kind.ROLE_WITHDRAWN: _("Role withdrawn"),
        Kind.POLICY_SET: _("Policy set"),
        Kind.CALENDAR_SET: _("Calendar set"),
        Kind.SESSION_OPENED: _("Came to the desk"),
        Kind.SESSION_CLOSED: _("Left the desk"),
        Kind.CHECKED_OUT: _("Went out"),
        Kind.CHECKED_IN: _("Came back"),
        Kind.CORRECTED: _("Undone"),
        Kind.REFUSED: _("Refused"),
        Kind.OVERRIDDEN: _("Rule passed by staff"),
        Kind.PART_MISSING: _("Part missing"),
        Kind.PART_RETURNED: _("Part came back"),
        Kind.PART_REPLACED: _("Spare put in"),
        Kind.STATUS_SET: _("Status set"),
        Kind.BARRED: _("Barred"),
        Kind.UNBARRED: _("Bar lifted"),
        Kind.CLOCK_JUMPED: _("Clock jumped"),
        Kind.STATION_ENROLLED: _("Station enrolled"),
        Kind.EXCEPTION_DECIDED: _("Exception decided"),
        Kind.ERASED: _("Erased"),
    }
    word = known.get(Kind(kind)) if kind in tuple(Kind) else None
    return word or str(kind).replace("_", " ").capitalize()


def _role(title: Callable[[], str]) -> "Callable[[Any, _Words], Told]":
    def told(body: people.RoleGiven | people.RoleWithdrawn, words: _Words) -> Told:
        role = _known(Role, body.role, role_word)
        return title().format(role=role, person=words.name(body.person)), ""

    return told


_TELLERS: "Mapping[type, Callable[[Any, _Words], Told]]" = {
    lending.CheckedOut: _checked_out,
    lending.CheckedIn: _checked_in,
    lending.Refused: _refused,
    lending.Overridden: _overridden,
    lending.Approved: _approved,
    lending.PartMissing: _part(lambda: _("{what} of {kit} is missing")),
    lending.PartReturned: _part(lambda: _("{what} of {kit} came back")),
    lending.PartReplaced: _part(lambda: _("A spare for {what} of {kit}")),
    records.RecordChanged: _record_changed,
    records.IdentifierGiven: _identifier(lambda: _("Code {code} names {what}")),
    records.IdentifierWithdrawn: _identifier(lambda: _("Code {code} no longer names {what}")),
    records.StatusSet: _status_set,
    records.ConditionNoted: _condition_noted,
    records.Moved: lambda body, words: (
        _("Put to {place}").format(place=words.name(body.place)),
        "",
    ),
    people.Barred: _barred,
    people.RoleGiven: _role(lambda: _("{person} may act as {role}")),
    people.RoleWithdrawn: _role(lambda: _("{person} no longer acts as {role}")),
    people.BadgeGiven: lambda body, _words: (_("Badge given"), body.technology),
    stations.ClockJumped: _clock_jumped,
}
_ICONS: dict[str, str] = {
    Kind.CHECKED_OUT: "package-open",
    Kind.CHECKED_IN: "package-check",
    Kind.REFUSED: "octagon-x",
    Kind.RECORD_CHANGED: "pencil",
    Kind.RECORD_REMOVED: "trash-2",
    Kind.IDENTIFIER_GIVEN: "tag",
    Kind.IDENTIFIER_WITHDRAWN: "tag",
    Kind.BADGE_GIVEN: "id-card",
    Kind.BADGE_WITHDRAWN: "id-card",
    Kind.ROLE_GIVEN: "shield-check",
    Kind.ROLE_WITHDRAWN: "shield",
    Kind.BARRED: "lock",
    Kind.UNBARRED: "lock-open",
    Kind.STATUS_SET: "refresh-cw",
    Kind.CONDITION_NOTED: "wrench",
    Kind.CORRECTED: "undo-2",
    Kind.OVERRIDDEN: "shield-check",
    Kind.APPROVED: "shield-check",
    Kind.PART_MISSING: "package-x",
    Kind.PART_RETURNED: "puzzle",
    Kind.PART_REPLACED: "puzzle",
    Kind.MOVED: "map-pin",
    Kind.SESSION_OPENED: "user",
    Kind.SESSION_CLOSED: "log-out",
    Kind.CLOCK_JUMPED: "clock",
    Kind.STATION_ENROLLED: "monitor",
    Kind.CALENDAR_SET: "calendar",
}
_TONES: dict[str, Tone] = {
    Kind.CHECKED_IN: Tone.DONE,
    Kind.REFUSED: Tone.REFUSED,
    Kind.BARRED: Tone.REFUSED,
    Kind.PART_MISSING: Tone.ATTENTION,
    Kind.OVERRIDDEN: Tone.ATTENTION,
    Kind.CLOCK_JUMPED: Tone.ATTENTION,
}
