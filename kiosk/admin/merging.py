"""Joins a second record of the same thing or person with the one in the sheet, and parts them."""

from collections.abc import Mapping

from kiosk.admin.details import Job, allowed, performing
from kiosk.admin.models import Action, Form, FormField, Item, Section
from kiosk.admin.parts import PanelParts, Signed
from kiosk.admin.trail_filter import find_about
from kiosk.desk.panel.acts import Act, No, Result, Why
from kiosk.desk.panel.merging import (
    MergePeople,
    MergeThings,
    SeparatePeople,
    SeparateThings,
)
from kiosk.desk.panel.staff import Staff
from kiosk.domain.ids import AssetId, Entity, PersonId, Subject, entity_of
from kiosk.domain.panel import EventFilter, MergedRow
from kiosk.domain.roles import Permission
from kiosk.shell.words import _

MERGE = "merge"
SEPARATE = "separate"


def merge_action() -> Action:
    """Offer to join another record with this one."""
    return Action(MERGE, _("Join a duplicate"), "copy")


def merge_form(name: str, *, is_person: bool) -> Form:
    """Ask which record is the duplicate."""
    label = _("Name or number of the duplicate") if is_person else _("Tag of the duplicate")
    title = _("Which record is {name} too?").format(name=name)
    note = _("Its history, codes and loans come here. This can be undone.")
    return Form(MERGE, title, _("Join"), (FormField("other", label),), note=note, icon="copy")


def merged_section(
    rows: tuple[MergedRow, ...], signed: Signed, need: Permission, parts: PanelParts
) -> Section:
    """Show what was joined with this record, each with its way back."""
    times = signed.times(parts.clock)
    items = tuple(
        Item(
            row.name or _("A second record"),
            " · ".join(part for part in (row.tag, times.moment(row.at)) if part),
            "copy",
            actions=allowed(
                signed.staff, (need, Action(f"{SEPARATE}:{row.event}", _("Undo"), "undo-2"))
            ),
        )
        for row in rows
    )
    return Section(_("Joined with this"), items=items)


def merging_job(
    parts: PanelParts, action: str, values: Mapping[str, str], about: Subject
) -> Job | None:
    """Give the job that joins the duplicate that was typed, or parts one again; else None."""
    verb, _sep, event = action.partition(":")
    is_person = entity_of(about)[0] is Entity.PERSON
    if verb == SEPARATE:
        return performing(parts, SeparatePeople(event) if is_person else SeparateThings(event))
    if verb != MERGE:
        return None

    def job(staff: Staff) -> Result:
        act = _merge_of(find_about(parts, values.get("other", "").strip()), about)
        return parts.perform(staff, act) if act else No(Why.INVALID, {"other": "not_found"})

    return job


def _merge_of(found: EventFilter | None, into: Subject) -> Act | None:
    """Make the act that joins what was found, when it is of the same kind."""
    entity, key = entity_of(into)
    if found is None:
        return None
    if entity is Entity.PERSON:
        return MergePeople(found.person, PersonId(key)) if found.person else None
    kind, source = entity_of(found.about) if found.about else (None, "")
    return MergeThings(AssetId(source), AssetId(key)) if kind is Entity.ASSET else None
