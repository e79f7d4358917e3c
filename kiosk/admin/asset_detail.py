"""A thing in the sheet: where it is, who has it, what names it, and all that may be done."""

from collections.abc import Callable, Mapping

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
from kiosk.admin.thing_forms import (
    LABEL,
    label_job,
    naming_offers,
    removing_offer,
    thing_form,
)
from kiosk.admin.wording import condition_word, field_label, money, status_tone, status_word
from kiosk.desk.panel.acts import Act
from kiosk.desk.panel.records import ChangeThing, RemoveThing
from kiosk.desk.panel.returns import ReturnThing
from kiosk.desk.panel.things import AdoptCode, MoveStatus, WithdrawCode
from kiosk.domain.ids import AssetId, Entity, subject
from kiosk.domain.model import ALLOWED_MOVES, Condition, Status
from kiosk.domain.panel import AssetSheet, EventFilter
from kiosk.domain.ports import Code
from kiosk.domain.roles import Permission
from kiosk.shell.palette import Tone
from kiosk.shell.words import _

_EDIT = Permission.EDIT_RECORDS
_FACTS = ("make", "model", "serial", "colour", "owner", "description", "warranty_until")


class AssetDetail(Reading[AssetSheet]):
    """Satisfies ``Detail`` for a thing."""

    def __init__(self, parts: PanelParts, signed: Signed, asset: AssetId) -> None:
        about = subject(Entity.ASSET, asset)
        super().__init__(parts, signed, about, EventFilter(about=about))
        self._asset = asset

    def _read(self) -> AssetSheet | None:
        return self._parts.panel.asset(self._asset)

    def sheet(self) -> Sheet:
        found = self._shown
        return Sheet(
            self.key,
            found.icon or "package",
            found.name,
            " · ".join(part for part in (found.tag, found.type_name) if part),
            self._pills(found),
            self._actions(found),
            self._sections(found),
            self._timeline.moments(),
            self._timeline.has_more,
            timeline_note=self._timeline.note(),
        )

    def _pills(self, found: AssetSheet) -> tuple[Cell, ...]:
        times = self._signed.times(self._parts.clock)
        pills = []
        if found.out is not None:
            pills.append(
                Cell(times.due(found.out.due_at), "clock", times.due_tone(found.out.due_at))
            )
        if found.out is None or found.status is Status.LOST:
            pills.append(Cell(status_word(found.status), "", status_tone(found.status)))
        if found.condition is not Condition.WORKS:
            pills.append(Cell(condition_word(found.condition), "wrench", Tone.ATTENTION))
        if found.record.fields.get("cannot_lend"):
            pills.append(Cell(field_label("cannot_lend"), "lock", Tone.REFUSED))
        if found.record.is_removed:
            pills.append(Cell(_("Out of use"), "trash-2", Tone.ATTENTION))
        return tuple(pills)

    def _actions(self, found: AssetSheet) -> tuple[Action, ...]:
        offers = []
        if found.out is not None:
            back = Action("return", _("Take back"), "package-check", is_main=True)
            offers.append((Permission.LEND_FOR_OTHERS, back))
        if found.status is Status.LOST:
            offers.append((_EDIT, Action("found", _("Found"), "circle-check", is_main=True)))
        offers.append((_EDIT, Action("edit", _("Edit"), "pencil", is_main=not offers)))
        if self._moves(found):
            offers.append((_EDIT, Action("status", _("Set status"), "refresh-cw")))
        offers += naming_offers()
        if not found.record.is_removed:
            offers.append((_EDIT, merge_action()))
        if found.out is None:
            offers.append(removing_offer())
        return allowed(self._signed.staff, *offers)

    def _moves(self, found: AssetSheet) -> tuple[Status, ...]:
        moves = ALLOWED_MOVES[found.status]
        if found.out is not None:
            moves &= {Status.LOST}
        return tuple(status for status in Status if status in moves)

    def _sections(self, found: AssetSheet) -> tuple[Section, ...]:
        times = self._signed.times(self._parts.clock)
        fields = found.record.fields
        where = [Fact(_("Place"), found.place)] if found.out is None and found.place else []
        where += [Fact(_("Home"), found.home)] if found.home else []
        about = [Fact(field_label(name), str(fields[name])) for name in _FACTS if fields.get(name)]
        if found.value_minor is not None and self._signed.staff.may(Permission.SEE_VALUES):
            amount = money(found.value_minor, self._signed.currency)
            about.insert(0, Fact(_("Value"), amount))
        holder: tuple[Item, ...] = ()
        if found.out is not None:
            out = found.out
            since = _("since {when}").format(when=times.moment(out.out_at))
            due = times.due(out.due_at)
            opens = f"person:{out.person}" if out.person else ""
            tone = times.due_tone(out.due_at)
            holder = (Item(out.holder_name, f"{since} · {due}", "user", tone, opens),)
        kit: tuple[Item, ...] = ()
        if found.kit is not None:
            note = _("Goes out only with its kit")
            kit = (Item(found.kit_name, note, "own-kit-tray", opens=f"kit:{found.kit}"),)
        lives_on: tuple[Item, ...] = ()
        if found.lives_on:
            lives_on = (Item(_("Open that record"), "", "copy", opens=f"asset:{found.lives_on}"),)
        sections = (
            Section(_("Joined with another"), items=lives_on),
            Section(_("Is with"), items=holder),
            Section(_("Where"), facts=tuple(where)),
            Section(_("Part of a kit"), items=kit),
            Section(_("About"), facts=tuple(about)),
            Section(_("Other codes"), items=self._codes(found)),
            merged_section(found.merged, self._signed, _EDIT, self._parts),
        )
        return tuple(each for each in sections if each.items or each.facts)

    def _codes(self, found: AssetSheet) -> tuple[Item, ...]:
        return tuple(
            Item(
                code.text or code.code,
                code.symbology,
                "tag",
                actions=allowed(
                    self._signed.staff,
                    (_EDIT, Action(f"uncode:{code.code}", _("Withdraw"), is_grave=True)),
                ),
            )
            for code in found.codes
        )

    def form(self, action: str) -> Form | None:
        found = self._shown
        match action:
            case "status":
                choices = tuple((move.value, status_word(move)) for move in self._moves(found))
                status = FormField("status", _("Status"), Input.CHOICE, choices[0][0], choices)
                reason = FormField("reason", _("Reason"), hint=_("If there is one"))
                title = _("Where does {name} go?").format(name=found.name)
                return Form(action, title, _("Set"), (status, reason), icon="refresh-cw")
            case _ if action == MERGE:
                return merge_form(found.name, is_person=False)
            case "return":
                choices = tuple((each.value, condition_word(each)) for each in Condition)
                field = FormField(
                    "condition", _("How is it?"), Input.CHOICE, choices[0][0], choices
                )
                title = _("Take {name} back").format(name=found.name)
                return Form(action, title, _("Take back"), (field,), icon="package-check")
            case _:
                removal = _("It can no longer be lent. The history stays.")
                return thing_form(action, found, self._fields(), removal)

    def _fields(self) -> tuple[FormField, ...]:
        return record_fields(Entity.ASSET, self._shown.record.fields, self._signed)

    def job(self, action: str, values: Mapping[str, str]) -> Job:
        if action == LABEL:
            return label_job(self._parts, self._shown)
        about = subject(Entity.ASSET, self._asset)
        return merging_job(self._parts, action, values, about) or performing(
            self._parts, self._act(action, values)
        )

    def _act(self, action: str, values: Mapping[str, str]) -> Act:
        verb, _sep, what = action.partition(":")
        asset, about = self._asset, subject(Entity.ASSET, self._asset)
        acts: dict[str, Callable[[], Act]] = {
            "edit": lambda: ChangeThing(
                Entity.ASSET, asset, self._shown.record.base, changed(self._fields(), values)
            ),
            "status": lambda: MoveStatus(asset, Status(values["status"]), values.get("reason", "")),
            "found": lambda: MoveStatus(asset, Status.IN_STOCK),
            "code": lambda: AdoptCode(self.scanned or Code(""), about),
            "uncode": lambda: WithdrawCode(what, about),
            "return": lambda: ReturnThing(asset, Condition(values["condition"])),
            "remove": lambda: RemoveThing(Entity.ASSET, asset),
        }
        return acts[verb]()
