"""Checklists and approvals: what the desk asks for, as views of the kit, staff and PIN screens."""

from kiosk.desk.approval import can_park
from kiosk.desk.outcomes import (
    ApprovalNeeded,
    Checklist,
    ChecklistLine,
    Direction,
    Holder,
    Problem,
)
from kiosk.domain.ids import Entity
from kiosk.screens.answers import icon_of
from kiosk.screens.views import ApprovalView, KitView, PartState, PartView, PinView, QuestionView
from kiosk.screens.wording import reason
from kiosk.shell.palette import Tone
from kiosk.shell.words import _, ngettext

YES = "yes"
NO = "no"


def kit(checklist: Checklist) -> KitView:
    """Put a kit's checklist into words."""
    out = checklist.direction is Direction.OUT
    missing = sum(line.missing for line in checklist.lines)
    seen = sum(line.missing == 0 for line in checklist.lines)
    sentence = _("Scan or touch each part as you pack it.")
    if not out:
        sentence = _("Scan or touch each part that is back.")
    return KitView(
        title=checklist.kit.name,
        sentence=sentence,
        parts=tuple(_part(line) for line in checklist.lines),
        confirm=_confirm(out=out, missing=missing),
        can_confirm=not missing or not out,
        progress=_("{seen} of {all} seen").format(seen=seen, all=len(checklist.lines)),
        missing=_("Something is missing") if out and missing else "",
    )


def _confirm(*, out: bool, missing: int) -> str:
    if out:
        return _("Take the kit")
    if not missing:
        return _("Return the kit")
    text = ngettext("Return without {count} part", "Return without {count} parts", missing)
    return text.format(count=missing)


def _part(line: ChecklistLine) -> PartView:
    count = ""
    if line.quantity > 1:
        count = _("{seen} of {all}").format(seen=line.ticked, all=line.quantity)
    return PartView(
        key=line.line,
        title=line.item.name,
        state=_state(line),
        count=count,
        icon=icon_of(line.item),
        can_tick=line.item.kind is Entity.PART or line.owed,
    )


def _state(line: ChecklistLine) -> PartState:
    if not line.missing:
        return PartState.SEEN
    if line.ticked:
        return PartState.PARTLY
    return PartState.MISSING if line.decided or line.owed else PartState.WAITED_FOR


def question(needed: ApprovalNeeded) -> QuestionView:
    """Ask the borrower for a yes or a no."""
    return QuestionView(
        tone=Tone.ATTENTION,
        title=needed.item.name,
        text=" ".join(reason(each).why for each in needed.reasons),
        choices=((YES, _("Yes, take it"), "check"), (NO, _("No, leave it here"), "x")),
        icon=icon_of(needed.item),
    )


def why_question(needed: ApprovalNeeded) -> QuestionView:
    """Ask staff why they let it pass; the answer stands in the ledger."""
    answers = (
        (_("Agreed beforehand"), "users"),
        (_("Needed right now"), "school"),
        (_("Exchange for a faulty one"), "refresh-cw"),
        (_("Another reason"), "pencil"),
    )
    return QuestionView(
        tone=Tone.ATTENTION,
        title=_("Why may it pass?"),
        text=needed.item.name,
        choices=tuple((text, text, icon) for text, icon in answers),
        icon=icon_of(needed.item),
    )


def approval(needed: ApprovalNeeded, holder: Holder | None) -> ApprovalView:
    """Ask for the badge of a member of staff."""
    why = " ".join(reason(each).why for each in needed.reasons)
    return ApprovalView(
        title=needed.item.name,
        person=holder.short_name if holder else "",
        reason=_problem(needed) or why,
        icon=icon_of(needed.item),
        tag=needed.item.tag,
        seconds=max(0, round((needed.until - needed.at).total_seconds())),
        can_park=can_park(needed.reasons),
    )


def pin(needed: ApprovalNeeded) -> PinView:
    """Ask for the PIN of the staff whose badge was just read."""
    return PinView(
        person=_("Staff"),
        purpose=_("to approve {item}").format(item=needed.item.name),
        message=_problem(needed),
        wait_seconds=needed.wait_s,
        locked=needed.problem is Problem.LOCKED,
    )


def _problem(needed: ApprovalNeeded) -> str:
    texts = {
        Problem.SAME_PERSON: _("It has to be somebody else than you."),
        Problem.NOT_PERMITTED: _("This badge may not approve it."),
        Problem.WRONG_PIN: _("That PIN is wrong."),
        Problem.WAIT: _("Too soon after a wrong PIN."),
        Problem.LOCKED: _("This PIN is locked. Another admin can unlock it."),
        Problem.NO_PIN: _("No PIN is set for this badge."),
    }
    return texts[needed.problem] if needed.problem else ""
