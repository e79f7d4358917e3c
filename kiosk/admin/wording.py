"""The words of the panel: statuses, roles, fields, refusals, times and amounts."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from kiosk.desk.panel.acts import No, Why
from kiosk.desk.panel.sign_in import NotIn, NotSignedIn
from kiosk.domain.model import Condition, Status
from kiosk.domain.policy import PolicyField
from kiosk.domain.roles import Role
from kiosk.domain.state import ExceptionKind
from kiosk.shell.dates import clock_text, short_day_text
from kiosk.shell.palette import Tone
from kiosk.shell.words import _, ngettext


def status_word(status: Status) -> str:
    """Give the word of a status."""
    return {
        Status.NEW: _("New"),
        Status.IN_STOCK: _("In stock"),
        Status.RETURNED: _("Returned"),
        Status.TESTING: _("Testing"),
        Status.IN_REPAIR: _("In repair"),
        Status.LOST: _("Lost"),
        Status.SOLD: _("Sold"),
        Status.DISPOSED: _("Disposed of"),
    }[status]


def status_tone(status: Status) -> Tone:
    """Give the meaning of a status."""
    if status in (Status.NEW, Status.IN_STOCK, Status.RETURNED):
        return Tone.DONE
    return Tone.ATTENTION if status in (Status.TESTING, Status.IN_REPAIR) else Tone.REFUSED


def condition_word(condition: Condition) -> str:
    """Give the word of a condition."""
    return {
        Condition.WORKS: _("Works"),
        Condition.BROKEN: _("Broken"),
        Condition.PART_MISSING: _("Part missing"),
    }[condition]


def role_word(role: Role) -> str:
    """Give the word of a role."""
    return {
        Role.DESK: _("Desk"),
        Role.TECHNICIAN: _("Technician"),
        Role.OPERATIONS: _("Operations"),
        Role.MANAGER: _("Manager"),
        Role.FINANCE: _("Finance"),
        Role.VIEWER: _("Viewer"),
        Role.ADMIN: _("Admin"),
    }[role]


def roles_words(roles: frozenset[Role]) -> str:
    """Give all the roles of a person in one line."""
    return ", ".join(role_word(role) for role in Role if role in roles)


def field_label(name: str) -> str:
    """Give the label of a record's field."""
    known = {
        "name": _("Name"),
        "email": _("E-mail"),
        "number": _("Number"),
        "department": _("Department"),
        "category": _("Category"),
        "language": _("Language"),
        "site": _("Site"),
        "may_borrow": _("May borrow"),
        "is_staff": _("Staff"),
        "can_log_in": _("Signs in with a password"),
        "large_text": _("Large text"),
        "no_motion": _("No motion"),
        "valid_until": _("Valid until"),
        "tag": _("Tag"),
        "make": _("Make"),
        "model": _("Model"),
        "serial": _("Serial number"),
        "owner": _("Owner"),
        "colour": _("Colour"),
        "description": _("Description"),
        "supplier": _("Supplier"),
        "order_number": _("Order"),
        "type": _("Type"),
        "kit": _("Kit"),
        "home": _("Home"),
        "value": _("Value"),
        "price": _("Price"),
        "purchased_on": _("Bought on"),
        "warranty_until": _("Warranty until"),
        "cannot_lend": _("Cannot be lent"),
        "high_value": _("High value"),
        "quantity": _("Quantity"),
        "icon": _("Icon"),
        "reason": _("Reason"),
    }
    return known.get(name, name.replace("_", " ").capitalize())


def mistake_words(mistake: str) -> str:
    """Say what is wrong with a field."""
    known = {
        "empty": _("Fill this in."),
        "too_long": _("This is too long."),
        "no_number": _("Write a whole number, 1 or more."),
        "no_date": _("Write a date like 2026-12-18."),
        "no_amount": _("Write an amount like 1,250.00."),
        "no_flag": _("Choose yes or no."),
        "not_found": _("Nothing fits, or more than one thing."),
    }
    return known.get(mistake, mistake)


def why_words(no: No) -> str:
    """Say why an act was not done, and what to do instead."""
    return {
        Why.NOT_PERMITTED: _("Your role does not allow this. Ask a manager."),
        Why.OUTRANKED: _("This person may do more than you. Ask an admin."),
        Why.GONE: _("It is not there any more. Close this and look again."),
        Why.INVALID: _("Some fields need another look."),
        Why.NOTHING_CHANGED: _("There is nothing to record."),
        Why.REASON_MISSING: _("Write the reason."),
        Why.IN_THE_PAST: _("That day is over. Choose a later one."),
        Why.TAG_TAKEN: _("Something else has this tag already."),
        Why.CODE_UNREADABLE: _("This code can name nothing. Scan another one."),
        Why.CODE_TAKEN: _("This code names something already."),
        Why.CODE_IS_COMMAND: _("This is a code of the desk mat. Scan another one."),
        Why.UID_RANDOM: _("This card shows another number at every tap. Use another card."),
        Why.UID_HALF_READ: _("Only half of this card was read. Hold it still and tap again."),
        Why.MOVE_NOT_ALLOWED: _("It cannot go there from where it is now."),
        Why.IS_OUT: _("It is out. Take it back first."),
        Why.NOT_OUT: _("It is not out any more."),
        Why.KIT_WHOLE: _("Nothing is missing; it can go out as it is."),
        Why.TOO_MANY: _("That is more than there is."),
        Why.PIN_WEAK: _("Too easy to guess: 4 digits or more for a PIN, 8 signs for a password."),
        Why.LAST_ADMIN: _("You cannot take this role from yourself. Ask another admin."),
    }[no.why]


def not_in_words(answer: NotSignedIn) -> str:
    """Say why somebody is not signed in."""
    match answer.why:
        case NotIn.WRONG:
            return _("That does not fit. Try again.")
        case NotIn.WAIT:
            text = ngettext("Wait {count} second.", "Wait {count} seconds.", answer.wait_s)
            return text.format(count=answer.wait_s)
        case NotIn.LOCKED:
            return _("Locked after too many tries. Another admin can lift it.")
        case NotIn.NO_PIN:
            return _("No PIN is set. Ask an admin to set one.")
        case NotIn.NOT_STAFF:
            return _("This badge opens nothing here.")


def exception_words(kind: str) -> str:
    """Say what a contradiction is."""
    known = {
        ExceptionKind.DOUBLE_CHECK_OUT: _("Taken twice without coming back"),
        ExceptionKind.WAS_NOT_OUT: _("Came back, but was not out"),
        ExceptionKind.LOST_FOUND: _("Was lost, came back"),
        ExceptionKind.KIT_INCOMPLETE: _("Kit came back short"),
        ExceptionKind.DUPLICATE_CODE: _("One code on two things"),
        ExceptionKind.EDIT_CONFLICT: _("Changed at two places at once"),
        ExceptionKind.UNKNOWN_ASSET: _("A thing that nobody knows"),
        ExceptionKind.CLOCK_SUSPECT: _("A clock that may be wrong"),
        ExceptionKind.CHAIN_FORK: _("Two machines that were one station"),
        ExceptionKind.BORROWER_BARRED: _("Lent to somebody barred"),
        ExceptionKind.OVER_LIMIT: _("Over the limit at two desks"),
        ExceptionKind.CANNOT_LEND: _("Lent, but not to be lent"),
        ExceptionKind.HIGH_VALUE_UNAPPROVED: _("High value, not approved"),
        ExceptionKind.UNKNOWN_BADGE: _("A badge that was withdrawn"),
        ExceptionKind.REVOKED_STATION: _("A station was revoked"),
        ExceptionKind.STALE_POLICY: _("Lent under an older policy"),
    }
    return known.get(ExceptionKind(kind), kind) if kind in tuple(ExceptionKind) else kind


def facts_words(facts: Mapping[str, str | int]) -> tuple[str, ...]:
    """Say what the station knew when it decided, and what policy it had not heard of."""
    words = {
        PolicyField.LOAN_PERIOD: _("by then the period was {value}"),
        PolicyField.CLOSED_DAYS: _("by then closed days counted otherwise"),
        PolicyField.LEND: _("by then not for lending"),
        PolicyField.MAX_ITEMS: _("by then {value} at most"),
        PolicyField.OVERDUE: _("by then not to somebody with overdue things"),
        PolicyField.OFFLINE: _("by then not without news"),
        PolicyField.HIGH_VALUE_LIMIT: _("by then to be approved"),
    }
    held = [text.format(value=facts[name]) for name, text in words.items() if name in facts]
    known = {0: _("the desk could not know"), 1: _("the desk knew")}
    return (*held, *(text for value, text in known.items() if facts.get("known") == value))


class Times:
    """Instants in the words of the site's wall clock, seen from now."""

    def __init__(self, zone: tzinfo, now: datetime) -> None:
        self.zone = zone
        self.now = now.astimezone(zone)

    def clock(self, at: datetime) -> str:
        return clock_text(at.astimezone(self.zone))

    def day(self, at: datetime) -> str:
        """Give ``today``, ``Tue 24 Nov`` or ``24 Nov 2025``."""
        local = at.astimezone(self.zone)
        days = (local.date() - self.now.date()).days
        near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
        if days in near:
            return near[days]
        return short_day_text(local.date(), with_year=local.year != self.now.year)

    def moment(self, at: datetime) -> str:
        return f"{self.day(at)} {self.clock(at)}"

    def due(self, at: datetime) -> str:
        """Say how a due time stands: ``due today 16:00``, ``2 days overdue``."""
        if at >= self.now:
            return _("due {when}").format(when=self.moment(at))
        days = (self.now.date() - at.astimezone(self.zone).date()).days
        if days == 0:
            return _("overdue since {time}").format(time=self.clock(at))
        return ngettext("{count} day overdue", "{count} days overdue", days).format(count=days)

    def due_tone(self, at: datetime) -> Tone:
        """Overdue is refused, due today wants attention."""
        if at < self.now:
            return Tone.REFUSED
        is_today = at.astimezone(self.zone).date() == self.now.date()
        return Tone.ATTENTION if is_today else Tone.NEUTRAL


_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}


def history_words(percent: int) -> str:
    """Say that what happened before a new station was there is still on its way."""
    return _("The history is still coming: {percent} % are here").format(percent=percent)


def money(minor: int | None, currency: str) -> str:
    """Write an amount; empty when there is none."""
    if minor is None:
        return ""
    sign = _SIGNS.get(currency)
    amount = f"{minor / 100:,.2f}"
    return f"{sign}{amount}" if sign else f"{amount} {currency}"


def plain_money(minor: object) -> str:
    """Write an amount as it is edited."""
    return f"{minor / 100:.2f}" if isinstance(minor, int) else ""
