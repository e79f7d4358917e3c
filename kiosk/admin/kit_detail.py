"""A kit in the sheet: its members and parts, what is missing, and all that may be done."""

from collections.abc import Callable, Mapping

from kiosk.admin.details import Job, Reading, allowed, changed, performing, record_fields
from kiosk.admin.models import Action, Cell, Fact, Form, FormField, Input, Item, Section, Sheet
from kiosk.admin.parts import PanelParts, Signed
from kiosk.admin.thing_forms import (
    LABEL,
    label_job,
    naming_offers,
    removing_offer,
    thing_form,
)
from kiosk.admin.wording import status_tone, status_word
from kiosk.desk.panel.acts import Act
from kiosk.desk.panel.kits import PutInSpare, ReleaseKit
from kiosk.desk.panel.records import ChangeThing, NewThing, RemoveThing
from kiosk.desk.panel.returns import BringBackPart, ReturnKit
from kiosk.desk.panel.things import AdoptCode
from kiosk.domain.ids import Entity, KitId, LineId, subject
from kiosk.domain.model import LENDABLE
from kiosk.domain.panel import AssetRow, EventFilter, KitSheet, OutRow, PartRow
from kiosk.domain.ports import Code
from kiosk.domain.roles import Permission
from kiosk.shell.palette import Tone
from kiosk.shell.words import _

_EDIT = Permission.EDIT_RECORDS
_DESK = Permission.LEND_FOR_OTHERS
_THING = Permission.OVERRIDE_THING


class KitDetail(Reading[KitSheet]):
    """Satisfies ``Detail`` for a kit."""

    def __init__(self, parts: PanelParts, signed: Signed, kit: KitId) -> None:
        about = subject(Entity.KIT, kit)
        super().__init__(parts, signed, about, EventFilter(about=about))
        self._kit = kit

    def _read(self) -> KitSheet | None:
        return self._parts.panel.kit(self._kit)

    @property
    def _with(self) -> tuple[OutRow, ...]:
        """What the kit is out with now."""
        return tuple(line for line in self._shown.out if not line.is_debt)

    @property
    def _owed(self) -> tuple[OutRow, ...]:
        return tuple(line for line in self._shown.out if line.is_debt)

    @property
    def _is_short(self) -> bool:
        return bool(self._owed) or any(
            member.holder or member.status not in LENDABLE for member in self._shown.members
        )

    def sheet(self) -> Sheet:
        found = self._shown
        return Sheet(
            self.key,
            "own-kit-tray",
            found.name,
            " · ".join(part for part in (found.tag, found.home) if part),
            self._pills(),
            self._actions(),
            self._sections(),
            self._timeline.moments(),
            self._timeline.has_more,
            timeline_note=self._timeline.note(),
        )

    def _pills(self) -> tuple[Cell, ...]:
        times = self._signed.times(self._parts.clock)
        found, out = self._shown, self._with
        pills = []
        if found.is_out and out:
            pills.append(Cell(times.due(out[0].due_at), "clock", times.due_tone(out[0].due_at)))
        elif self._is_short:
            pills.append(Cell(_("In, short"), "package-x", Tone.ATTENTION))
        else:
            pills.append(Cell(_("In, whole"), "package-check", Tone.DONE))
        if found.is_released:
            pills.append(Cell(_("May go out short once"), "shield-check", Tone.NEUTRAL))
        return tuple(pills)

    def _actions(self) -> tuple[Action, ...]:
        found = self._shown
        offers = []
        if found.is_out:
            back = Action("return", _("Take back"), "package-check", is_main=True)
            offers.append((_DESK, back))
        elif self._is_short and not found.is_released:
            release = Action("release", _("Let it go short"), "shield-check", is_main=True)
            offers.append((_THING, release))
        offers.append((_EDIT, Action("edit", _("Edit"), "pencil", is_main=not offers)))
        offers.append((_EDIT, Action("part", _("Add a part"), "plus")))
        offers += naming_offers()
        if not found.out:
            offers.append(removing_offer())
        return allowed(self._signed.staff, *offers)

    def _sections(self) -> tuple[Section, ...]:
        found, times = self._shown, self._signed.times(self._parts.clock)
        sections = []
        if found.is_out and self._with:
            first = self._with[0]
            opens = f"person:{first.person}" if first.person else ""
            note = times.due(first.due_at)
            holder = Item(first.holder_name, note, "user", times.due_tone(first.due_at), opens)
            sections.append(Section(_("Is with"), items=(holder,)))
        if self._owed:
            owed = tuple(self._debt(line) for line in self._owed)
            sections.append(Section(_("Missing"), items=owed))
        parts = tuple(self._part(part) for part in found.parts)
        members = tuple(self._member(member) for member in found.members)
        empty = _("Nothing is in this kit yet. Edit a thing to put it in, or add a part.")
        sections.append(Section(_("In this kit"), items=members + parts, empty=empty))
        description = found.record.fields.get("description")
        if description:
            sections.append(Section(_("About"), facts=(Fact("", str(description)),)))
        return tuple(sections)

    def _debt(self, line: OutRow) -> Item:
        times = self._signed.times(self._parts.clock)
        is_part = line.item == subject(Entity.KIT, self._kit)
        offers = allowed(
            self._signed.staff,
            (_DESK, Action(f"brought:{line.line}", _("It is here"), "check")),
            (_THING, Action(f"spare:{line.line}", _("Put in a spare"), "puzzle")),
        )
        return Item(
            f"{line.quantity} × {line.name}" if is_part else line.name,
            f"{line.holder_name} · {times.due(line.due_at)}",
            "package-x",
            Tone.ATTENTION,
            opens=f"person:{line.person}" if is_part and line.person else line.item,
            actions=offers if is_part else (),
        )

    def _member(self, member: AssetRow) -> Item:
        tone = Tone.NEUTRAL if member.status in LENDABLE else status_tone(member.status)
        word = "" if member.status in LENDABLE else status_word(member.status)
        note = " · ".join(part for part in (member.tag, word, member.holder) if part)
        return Item(member.name, note, member.icon, tone, opens=f"asset:{member.id}")

    def _part(self, part: PartRow) -> Item:
        edit = Action(f"part:{part.id}", _("Edit"), "pencil")
        return Item(
            f"{part.quantity} × {part.name}",
            _("part"),
            part.icon or "puzzle",
            actions=allowed(self._signed.staff, (_EDIT, edit)),
        )

    def form(self, action: str) -> Form | None:
        found = self._shown
        verb, _sep, what = action.partition(":")
        match verb:
            case "part":
                title = (
                    _("Edit the part") if what else _("A part of {name}").format(name=found.name)
                )
                return Form(action, title, _("Save"), self._part_fields(what), icon="puzzle")
            case "release":
                reason = FormField("reason", _("Reason"))
                title = _("Let {name} go out short, once").format(name=found.name)
                return Form(action, title, _("Release"), (reason,), icon="shield-check")
            case "return":
                return self._return_form(action)
            case _:
                removal = _("Its things stay and can be lent alone once they are taken out of it.")
                return thing_form(action, found, self._fields(), removal)

    def _return_form(self, action: str) -> Form:
        """Ask what is here, part by part."""
        fields = tuple(
            FormField(
                line.line,
                f"{line.name} {line.tag}" if line.quantity == 1 else line.name,
                Input.NUMBER if line.quantity > 1 else Input.FLAG,
                str(line.quantity),
                hint=_("of {count}").format(count=line.quantity) if line.quantity > 1 else "",
            )
            for line in self._with
        )
        title = _("What of {name} is here?").format(name=self._shown.name)
        note = _("What is missing stays with its holder.")
        return Form(action, title, _("Take back"), fields, note, "package-check")

    def _fields(self) -> tuple[FormField, ...]:
        return record_fields(Entity.KIT, self._shown.record.fields, self._signed)

    def _part_row(self, part: str) -> PartRow | None:
        return next((each for each in self._shown.parts if each.id == part), None)

    def _part_fields(self, part: str) -> tuple[FormField, ...]:
        row = self._part_row(part)
        return record_fields(Entity.PART, row.record.fields if row else None, self._signed)

    def job(self, action: str, values: Mapping[str, str]) -> Job:
        if action == LABEL:
            return label_job(self._parts, self._shown)
        return performing(self._parts, self._act(action, values))

    def _act(self, action: str, values: Mapping[str, str]) -> Act:
        verb, _sep, what = action.partition(":")
        kit, owed = self._kit, {line.line: line.quantity for line in self._owed}
        about = subject(Entity.KIT, kit)
        acts: dict[str, Callable[[], Act]] = {
            "edit": lambda: ChangeThing(
                Entity.KIT, kit, self._shown.record.base, changed(self._fields(), values)
            ),
            "part": lambda: self._part_act(what, values),
            "release": lambda: ReleaseKit(kit, values.get("reason", "")),
            "return": lambda: ReturnKit(kit, self._ticked(values)),
            "brought": lambda: BringBackPart(kit, LineId(what), owed[LineId(what)]),
            "spare": lambda: PutInSpare(kit, LineId(what), owed[LineId(what)]),
            "code": lambda: AdoptCode(self.scanned or Code(""), about),
            "remove": lambda: RemoveThing(Entity.KIT, kit),
        }
        return acts[verb]()

    def _ticked(self, values: Mapping[str, str]) -> tuple[tuple[str, int], ...]:
        def here(line: OutRow) -> int:
            text = values.get(line.line, "0")
            return min(int(text), line.quantity) if text.isdecimal() else 0

        return tuple((line.line, here(line)) for line in self._with)

    def _part_act(self, part: str, values: Mapping[str, str]) -> Act:
        row = self._part_row(part)
        if row is None:
            return NewThing(Entity.PART, {**values, "kit": self._kit})
        typed = changed(self._part_fields(part), values)
        return ChangeThing(Entity.PART, row.id, row.record.base, typed, self._kit)
