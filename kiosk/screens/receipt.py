"""Receipts: what a session took and returned, in words for a slip of paper."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.desk.outcomes import (
    CheckedOut,
    Corrected,
    Holder,
    Item,
    OnLoan,
    Outcome,
    Refused,
    Returned,
    SessionClosed,
    SessionOpened,
)
from kiosk.screens.wording import due_text
from kiosk.shell.dates import clock_text, day_text
from kiosk.shell.words import _, ngettext


class Weight(StrEnum):
    """How a line of a receipt looks."""

    PLAIN = "plain"
    STRONG = "strong"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """Words at the left and, where there are any, at the right."""

    left: str
    right: str = ""
    weight: Weight = Weight.PLAIN


@dataclass(slots=True)
class _Entry:
    item: Item
    due: str
    """Empty for what was returned."""
    stands: bool = True
    """Until it is corrected; then again when the correction is."""


class Receipts:
    """Follows one desk's outcomes; called on the GUI thread, whose language it speaks."""

    def __init__(self) -> None:
        self._holder: Holder | None = None
        self._entries: list[_Entry] = []
        self._loans: tuple[OnLoan, ...] = ()

    def take(self, outcome: Outcome, local: datetime) -> tuple[ReceiptLine, ...]:
        """Follow one outcome; give the receipt when a session ended in which something moved.

        Args:
            outcome: What the desk answered.
            local: What the wall shows.
        """
        match outcome:
            case SessionOpened():
                self._holder, self._entries, self._loans = outcome.holder, [], outcome.loans
            case CheckedOut():
                self._entries.append(_Entry(outcome.item, due_text(outcome.due.words)))
                self._loans = outcome.loans
            case Returned():
                self._entries.append(_Entry(outcome.item, ""))
                self._loans = outcome.loans
            case Corrected():
                self._correct(outcome.item)
                self._loans = outcome.loans
            case Refused():
                self._loans = outcome.loans
            case SessionClosed():
                return self._end(local)
            case _:
                pass
        return ()

    def _correct(self, item: Item) -> None:
        for entry in reversed(self._entries):
            if entry.item.subject == item.subject:
                entry.stands = not entry.stands
                return

    def _end(self, local: datetime) -> tuple[ReceiptLine, ...]:
        holder, self._holder = self._holder, None
        entries, self._entries = self._entries, []
        standing = [entry for entry in entries if entry.stands]
        if holder is None or not standing:
            return ()
        taken = {entry.item.subject for entry in standing if entry.due}
        still = [loan for loan in self._loans if loan.item.subject not in taken]
        return (
            ReceiptLine(_("Receipt"), weight=Weight.LARGE),
            ReceiptLine(holder.short_name, f"{day_text(local.date())}, {clock_text(local)}"),
            *_section(_("Taken"), [(_named(e.item), e.due) for e in standing if e.due]),
            *_section(_("Returned"), [(_named(e.item), "") for e in standing if not e.due]),
            *_section(
                _("Still with you"), [(_counted(each), due_text(each.due.words)) for each in still]
            ),
        )


def _section(title: str, rows: list[tuple[str, str]]) -> tuple[ReceiptLine, ...]:
    if not rows:
        return ()
    lines = (ReceiptLine(left, right) for left, right in rows)
    return (ReceiptLine(""), ReceiptLine(title, weight=Weight.STRONG), *lines)


def _named(item: Item) -> str:
    return f"{item.name} ({item.tag})" if item.tag else item.name


def _counted(loan: OnLoan) -> str:
    if loan.quantity == 1:
        return _named(loan.item)
    text = ngettext("{count} × {thing}", "{count} × {thing}", loan.quantity)
    return text.format(count=loan.quantity, thing=_named(loan.item))
