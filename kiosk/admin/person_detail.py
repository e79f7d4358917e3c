"""A person in the sheet: what they have, their keys and bars, and all that may be done."""

from collections.abc import Callable, Mapping
from datetime import date, time

from kiosk.admin.details import Job, Reading, allowed, changed, performing, record_fields
from kiosk.admin.merging import (
    MERGE,
    merge_action,
    merge_form,
    merged_section,
    merging_job,
)
from kiosk.admin.models import Action, Cell, Fact, Form, FormField, Input, Item, Section, Sheet
from kiosk.admin.parts import PanelParts, Signed
from kiosk.admin.wording import field_label, role_word, roles_words
from kiosk.desk.panel.acts import Act, No, Why
from kiosk.desk.panel.keys import GiveBadge, WithdrawBadge
from kiosk.desk.panel.people import Bar, GiveRole, Unbar, WithdrawRole
from kiosk.desk.panel.records import ChangePerson, RemovePerson
from kiosk.desk.panel.returns import ReturnThing
from kiosk.domain.ids import AssetId, Entity, PersonId, subject
from kiosk.domain.panel import EventFilter, OutRow, PersonSheet
from kiosk.domain.ports import Code
from kiosk.domain.roles import Permission, Role
from kiosk.shell.palette import Tone
from kiosk.shell.words import _

_MANAGE = Permission.MANAGE_PEOPLE
_FACTS = ("category", "department", "number", "email", "valid_until")


class PersonDetail(Reading[PersonSheet]):
    """Satisfies ``Detail`` for a person."""

    def __init__(self, parts: PanelParts, signed: Signed, person: PersonId) -> None:
        super().__init__(parts, signed, f"person:{person}", EventFilter(person=person))
        self._person = person

    def _read(self) -> PersonSheet | None:
        return self._parts.panel.person(self._person)

    def sheet(self) -> Sheet:
        found = self._shown
        fields = found.record.fields
        note = " · ".join(str(fields.get(name, "")) for name in ("category", "department"))
        return Sheet(
            self.key,
            "user",
            found.name,
            note.strip(" ·"),
            self._pills(found),
            self._actions(found),
            self._sections(found),
            self._timeline.moments(),
            self._timeline.has_more,
            timeline_note=self._timeline.note(),
        )

    def _pills(self, found: PersonSheet) -> tuple[Cell, ...]:
        times = self._signed.times(self._parts.clock)
        bars = [bar for bar in found.bars if bar.until is None or bar.until > times.now]
        pills = [Cell(_("Barred"), "lock", Tone.REFUSED)] if bars else []
        late = [line for line in found.out if line.due_at < times.now]
        if late:
            pills.append(Cell(times.due(late[0].due_at), "clock", Tone.REFUSED))
        if found.is_locked:
            pills.append(Cell(_("Locked out"), "lock", Tone.ATTENTION))
        if found.roles:
            pills.append(Cell(roles_words(found.roles), "shield", Tone.NEUTRAL))
        if found.record.is_removed:
            pills.append(Cell(_("Out of use"), "trash-2", Tone.ATTENTION))
        return tuple(pills)

    def _actions(self, found: PersonSheet) -> tuple[Action, ...]:
        staff = self._signed.staff
        offers = [
            (_MANAGE, Action("edit", _("Edit"), "pencil", is_main=True)),
            (_MANAGE, Action("badge", _("Give a badge"), "id-card")),
            (_MANAGE, Action("bar", _("Bar"), "lock", is_grave=True)),
        ]
        keys = [
            (_MANAGE, Action("pin", _("Set PIN"), "key")),
            (_MANAGE, Action("password", _("Set password"), "keyboard")),
        ]
        if found.roles or found.record.fields.get("can_log_in"):
            offers += keys
        if found.is_locked:
            offers.append((_MANAGE, Action("unlock", _("Lift lock-out"), "lock-open")))
        offers.append((Permission.CENTRAL_SETTINGS, Action("role", _("Give a role"), "shield")))
        if not found.record.is_removed:
            offers.append((_MANAGE, merge_action()))
        if not found.out and staff.id != self._person:
            remove = Action("remove", _("Take out of use"), "trash-2", is_grave=True)
            offers.append((_MANAGE, remove))
        return allowed(staff, *offers)

    def _sections(self, found: PersonSheet) -> tuple[Section, ...]:
        fields = found.record.fields
        shown = [Fact(field_label(name), str(fields[name])) for name in _FACTS if fields.get(name)]
        if found.site:
            shown.append(Fact(field_label("site"), found.site))
        keys = (_("PIN") if found.has_pin else "", _("password") if found.has_password else "")
        if any(keys):
            shown.append(Fact(_("Signs in with"), ", ".join(key for key in keys if key)))
        if not fields.get("may_borrow", 1):
            shown.append(Fact(field_label("may_borrow"), _("No"), Tone.REFUSED))
        out = tuple(self._out(line) for line in found.out)
        return (
            Section(_("Has now"), items=out, empty=_("Nothing is out to this person.")),
            *([Section(_("Barred"), items=self._bars(found))] if found.bars else []),
            Section(_("About"), facts=tuple(shown)),
            Section(_("Badges"), items=self._badges(found), empty=_("No badge yet.")),
            *([Section(_("Roles"), items=self._roles(found))] if found.roles else []),
            *(
                [merged_section(found.merged, self._signed, _MANAGE, self._parts)]
                * bool(found.merged)
            ),
        )

    def _out(self, line: OutRow) -> Item:
        times = self._signed.times(self._parts.clock)
        back = Action(f"return:{line.item}", _("Return"), "package-check")
        is_asset = line.item.startswith(Entity.ASSET.value)
        offers = allowed(self._signed.staff, (Permission.LEND_FOR_OTHERS, back))
        many = f"{line.quantity} × " if line.quantity > 1 else ""
        return Item(
            f"{many}{line.name}",
            " · ".join(part for part in (line.tag, times.due(line.due_at)) if part),
            line.icon,
            times.due_tone(line.due_at),
            opens=line.item,
            actions=offers if is_asset else (),
        )

    def _bars(self, found: PersonSheet) -> tuple[Item, ...]:
        times = self._signed.times(self._parts.clock)
        return tuple(
            Item(
                bar.reason or _("No reason can be read"),
                _("until {day}").format(day=times.day(bar.until)) if bar.until else _("no end"),
                "lock",
                Tone.REFUSED,
                actions=allowed(
                    self._signed.staff, (_MANAGE, Action(f"unbar:{bar.id}", _("Lift"), "lock-open"))
                ),
            )
            for bar in found.bars
        )

    def _badges(self, found: PersonSheet) -> tuple[Item, ...]:
        times = self._signed.times(self._parts.clock)
        return tuple(
            Item(
                f"…{badge.ending}" if badge.ending else _("Badge"),
                _("given {day}").format(day=times.day(badge.given_at)),
                "id-card",
                actions=allowed(
                    self._signed.staff,
                    (_MANAGE, Action(f"withdraw:{badge.id}", _("Withdraw"), is_grave=True)),
                ),
            )
            for badge in found.badges
            if badge.withdrawn_at is None
        )

    def _roles(self, found: PersonSheet) -> tuple[Item, ...]:
        admin = Permission.CENTRAL_SETTINGS
        return tuple(
            Item(
                role_word(role),
                icon="shield-check",
                actions=allowed(
                    self._signed.staff,
                    (admin, Action(f"unrole:{role}", _("Withdraw"), is_grave=True)),
                ),
            )
            for role in Role
            if role in found.roles
        )

    def form(self, action: str) -> Form | None:
        name = self._shown.name
        reason = FormField("reason", _("Reason"))
        match action:
            case "edit":
                fields = self._fields()
                return Form(action, _("Edit {name}").format(name=name), _("Save"), fields)
            case "bar":
                until = FormField("until", _("Until"), Input.DATE, hint=_("Empty: no end"))
                title = _("Bar {name}").format(name=name)
                return Form(action, title, _("Bar"), (reason, until), icon="lock", is_grave=True)
            case "badge":
                title = _("Give {name} a badge").format(name=name)
                note = _("Tap or scan the badge now.")
                return Form(action, title, "", note=note, icon="id-card", waits_for_scan=True)
            case "role":
                roles = [role for role in Role if role not in self._shown.roles]
                choices = tuple((role.value, role_word(role)) for role in roles)
                field = FormField("role", _("Role"), Input.CHOICE, choices[0][0], choices)
                title = _("Give {name} a role").format(name=name)
                return Form(action, title, _("Give"), (field,), icon="shield")
            case _ if action == MERGE:
                return merge_form(name, is_person=True)
            case _:
                return self._key_form(action, name)

    def _key_form(self, action: str, name: str) -> Form | None:
        match action:
            case "pin":
                hidden = FormField("secret", _("New PIN"), Input.HIDDEN, hint=_("4 digits or more"))
                title = _("Set the PIN of {name}").format(name=name)
                return Form(action, title, _("Set PIN"), (hidden,), icon="key")
            case "password":
                hint = _("8 signs or more")
                hidden = FormField("secret", _("New password"), Input.HIDDEN, hint=hint)
                title = _("Set the password of {name}").format(name=name)
                return Form(action, title, _("Set password"), (hidden,), icon="keyboard")
            case "remove":
                title = _("Take {name} out of use?").format(name=name)
                note = _("Badges stop working. The history stays.")
                word = _("Take out of use")
                return Form(action, title, word, note=note, icon="trash-2", is_grave=True)
            case _:
                return None

    def _fields(self) -> tuple[FormField, ...]:
        return record_fields(Entity.PERSON, self._shown.record.fields, self._signed)

    def job(self, action: str, values: Mapping[str, str]) -> Job:
        pins, person = self._parts.pins, self._person
        secret = values.get("secret", "")
        match action.partition(":")[0]:
            case "pin":
                return lambda staff: pins.set_pin(staff, person, secret)
            case "password":
                return lambda staff: pins.set_password(staff, person, secret)
            case "unlock":
                return lambda staff: pins.unlock(staff, person)
            case "bar":
                return self._bar(values)
            case _:
                return merging_job(
                    self._parts, action, values, subject(Entity.PERSON, person)
                ) or performing(self._parts, self._act(action, values))

    def _bar(self, values: Mapping[str, str]) -> Job:
        """A bar ends when its last day ends at the site."""
        until, day = None, values.get("until", "").strip()
        if day:
            try:
                last = date.fromisoformat(day)
            except ValueError:
                return lambda _staff: No(Why.INVALID, {"until": "no_date"})
            until = self._signed.calendar.instant(last, time(23, 59))
        return performing(self._parts, Bar(self._person, values.get("reason", ""), until))

    def _act(self, action: str, values: Mapping[str, str]) -> Act:
        verb, _sep, what = action.partition(":")
        found, person = self._shown, self._person
        acts: dict[str, Callable[[], Act]] = {
            "edit": lambda: ChangePerson(
                person, found.record.base, changed(self._fields(), values)
            ),
            "badge": lambda: GiveBadge(person, self.scanned or Code("")),
            "withdraw": lambda: WithdrawBadge({b.id: b.alias for b in found.badges}[what], what),
            "unbar": lambda: Unbar({bar.id: bar.alias for bar in found.bars}[what], what),
            "role": lambda: GiveRole(person, Role(values["role"])),
            "unrole": lambda: WithdrawRole(person, Role(what)),
            "return": lambda: ReturnThing(AssetId(what.partition(":")[2])),
            "remove": lambda: RemovePerson(person),
        }
        return acts[verb]()
