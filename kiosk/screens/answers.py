"""Answers: every outcome of the desk as a card, in words."""

from functools import singledispatch

from kiosk.desk.outcomes import (
    Ambiguous,
    CheckedOut,
    ChecklistLine,
    Corrected,
    Item,
    Meaning,
    OnLoan,
    Outcome,
    Refused,
    Repeated,
    Returned,
    Told,
    Topic,
    Trouble,
    Undoes,
    Unknown,
    meaning,
)
from kiosk.domain.model import Condition
from kiosk.screens.idle_views import ResultView
from kiosk.screens.views import LoanView, RefusalView
from kiosk.screens.wording import due_text, reason, until_text
from kiosk.shell.palette import Tone
from kiosk.shell.words import _, ngettext

TONES = {
    Meaning.DONE: Tone.DONE,
    Meaning.REFUSED: Tone.REFUSED,
    Meaning.ATTENTION: Tone.ATTENTION,
    Meaning.QUIET: Tone.NEUTRAL,
}

Answer = (
    CheckedOut | Returned | Refused | Repeated | Corrected | Unknown | Ambiguous | Trouble | Told
)
"""The outcomes that are shown as one card."""


def tone(outcome: Outcome) -> Tone:
    """Give the meaning of an outcome as the screen's tone."""
    return TONES[meaning(outcome)]


def icon_of(item: Item) -> str:
    """Give the drawing of a thing; the plain package when its type has none."""
    return item.icon or "package"


@singledispatch
def card(answer: Answer) -> ResultView:
    """Put an answer into words."""
    raise TypeError(f"{type(answer).__name__} is not shown as a card")


def loan(on_loan: OnLoan) -> LoanView:
    """Put one thing that is out into words."""
    title = on_loan.item.name
    if on_loan.quantity > 1:
        title = _("{count} × {name}").format(count=on_loan.quantity, name=title)
    due = due_text(on_loan.due.words)
    if on_loan.debt:
        due = _("missing from its kit, {due}").format(due=due)
    return LoanView(title, due, icon_of(on_loan.item), overdue=on_loan.overdue)


def refusal(refused: Refused) -> RefusalView:
    """Put a no into words: what, every reason, and what now."""
    return RefusalView(
        word=_("Not now"),
        title=refused.item.name,
        icon=icon_of(refused.item),
        reasons=tuple(reason(each) for each in refused.reasons),
        can_ask_staff=refused.passable,
    )


@card.register
def _taken(taken: CheckedOut) -> ResultView:
    return ResultView(
        Tone.DONE,
        _("Taken"),
        taken.item.name,
        until_text(taken.due.words),
        icon=icon_of(taken.item),
        tag=taken.item.tag,
        can_undo=True,
    )


@card.register
def _returned(returned: Returned) -> ResultView:
    return ResultView(
        Tone.ATTENTION if _wants_care(returned) else Tone.DONE,
        _("Returned"),
        returned.item.name,
        _after_return(returned),
        icon=icon_of(returned.item),
        tag=returned.item.tag,
        can_undo=True,
        can_rate=not returned.to_staff,
    )


def _wants_care(returned: Returned) -> bool:
    short = any(line.missing for line in returned.lines)
    return returned.to_staff or short or returned.condition is not Condition.WORKS


def _after_return(returned: Returned) -> str:
    """Say the one thing that matters most now."""
    missing = missing_text(returned.lines)
    broken = returned.condition is Condition.BROKEN
    said = (
        (missing, _("Still missing: {parts}").format(parts=missing)),
        (broken, _("Thank you for saying so. Staff will look at it.")),
        (returned.to_staff, _("Please give it to a member of staff.")),
        (returned.found, _("It was missing. Thank you for finding it!")),
        (returned.offered, _("Would you like to take it? Scan “yes”.")),
        (returned.place, _("Put it here: {place}").format(place=returned.place)),
        (not returned.was_out, _("It was not out. All is well.")),
    )
    return next((text for holds, text in said if holds), _("Thank you."))


def missing_text(lines: tuple[ChecklistLine, ...]) -> str:
    """Name what is missing of a kit: "2 × XLR cable, Tripod"; empty when it is whole."""
    named = (
        _("{count} × {name}").format(count=line.missing, name=line.item.name)
        if line.missing > 1
        else line.item.name
        for line in lines
        if line.missing
    )
    return ", ".join(named)


@card.register
def _refused(refused: Refused) -> ResultView:
    first = reason(refused.reasons[0])
    return ResultView(
        Tone.REFUSED,
        _("Not now"),
        refused.item.name,
        f"{first.why} {first.next_step}",
        icon=icon_of(refused.item),
        tag=refused.item.tag,
        code=" ".join(each.code.value for each in refused.reasons),
    )


@card.register
def _repeated(repeated: Repeated) -> ResultView:
    answer = repeated.answer
    taken = isinstance(answer, CheckedOut)
    detail = until_text(answer.due.words) if isinstance(answer, CheckedOut) else ""
    return ResultView(
        Tone.ATTENTION,
        _("You have it") if taken else _("Already returned"),
        answer.item.name,
        detail or _("Nothing changed."),
        icon=icon_of(answer.item),
        tag=answer.item.tag,
        can_undo=repeated.undoable,
    )


@card.register
def _corrected(corrected: Corrected) -> ResultView:
    details = {
        Undoes.CHECK_OUT: _("It counts as not taken."),
        Undoes.RETURN: _("It counts as not returned."),
        Undoes.CORRECTION: _("It stands again."),
    }
    return ResultView(
        Tone.DONE,
        _("Undone"),
        corrected.item.name,
        details[corrected.undoes],
        icon=icon_of(corrected.item),
        tag=corrected.item.tag,
        can_undo=True,
    )


@card.register
def _unknown(unknown: Unknown) -> ResultView:
    if unknown.badge:
        return ResultView(
            Tone.REFUSED,
            _("Not known"),
            _("This card belongs to nobody here"),
            _("Ask staff to give it to you; they can see that it was read."),
            icon="id-card",
        )
    return ResultView(
        Tone.REFUSED,
        _("Not known"),
        _("This code names nothing here"),
        _("It is kept for staff. Try another label on it, or search."),
        icon="scan-barcode",
    )


@card.register
def _ambiguous(_answer: Ambiguous) -> ResultView:
    return ResultView(
        Tone.REFUSED,
        _("Not clear"),
        _("This code could mean several things"),
        _("Ask staff, or type the tag."),
        icon="scan-barcode",
    )


@card.register
def _trouble(trouble: Trouble) -> ResultView:
    return ResultView(
        Tone.REFUSED,
        _("Not done"),
        _("Something is wrong with this station"),
        _(trouble.message),
        icon="triangle-alert",
        code=trouble.code.value,
    )


@card.register
def _told(told: Told) -> ResultView:
    word, title, detail = _told_words(told)
    item = told.item
    return ResultView(
        tone(told),
        word,
        title or (item.name if item else ""),
        detail,
        icon=icon_of(item) if item else "info",
        tag=item.tag if item else "",
    )


def _told_words(told: Told) -> tuple[str, str, str]:
    place = told.place
    texts: dict[Topic, tuple[str, str, str]] = {
        Topic.NEEDS_BADGE: (_("Yours?"), "", _("Tap your badge to take it.")),
        Topic.WAIT_OVER: (_("No badge came"), "", _("Scan it again to take it.")),
        Topic.TIME_WARNING: (_("Still there?"), _("The session closes soon"), ""),
        Topic.MORE_TIME: (_("More time"), _("Take your time"), ""),
        Topic.ONE_MOMENT: (_("One moment"), _("Too many codes at once"), _("Scan it again.")),
        Topic.CANCELLED: (_("Cancelled"), _("Nothing changed"), ""),
        Topic.NOTHING_TO_UNDO: (_("Nothing to undo"), _("Nothing changed"), ""),
        Topic.TOO_LATE: (_("Too late"), _("This cannot be undone any more"), _("Ask staff.")),
        Topic.NOTHING_WAITS: (_("Nothing waits"), _("Nothing changed"), ""),
        Topic.HELP: (
            _("Help"),
            _("Tap your badge, then scan what you take or bring back"),
            _("Staff will help with anything else."),
        ),
        Topic.LARGE_TEXT: (_("Large text"), _("On") if told.on else _("Off"), ""),
        Topic.PLACE: (_("Place"), place, _("What you bring back goes here.")),
        Topic.CONDITION: (_("Thank you"), "", _condition_words(told.condition)),
        Topic.REMOVED: (_("Out of use"), "", _("Please give it to a member of staff.")),
        Topic.REPLACED: (_("Replaced"), "", _("A spare is in the kit.")),
        Topic.PARKED: (_("Staff are asked"), "", _("Scan it again once they approved.")),
        Topic.APPROVAL_OVER: (_("Not approved"), "", _("It stays here.")),
    }
    return texts[told.topic]


def _condition_words(condition: Condition | None) -> str:
    match condition:
        case Condition.BROKEN:
            return _("Noted as broken. Staff will look at it.")
        case Condition.PART_MISSING:
            return _("Noted: a part is missing.")
        case _:
            return _("Noted: it works.")


def loans_title(loans: tuple[OnLoan, ...]) -> str:
    """Say how much the person has, and how much of it should be back."""
    if not loans:
        return _("Nothing with you")
    count = len(loans)
    held = ngettext("{count} thing with you", "{count} things with you", count)
    overdue = sum(each.overdue for each in loans)
    if not overdue:
        return held.format(count=count)
    late = ngettext("{count} overdue", "{count} overdue", overdue).format(count=overdue)
    return f"{held.format(count=count)}, {late}"
