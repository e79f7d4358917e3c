"""What was lent under a policy that was not in force any more, because no news had come of it.

The check-out says what it was lent under and what for; the policies say what held by then. Where
the decision would have been another one, a person has to see it.
"""

from kiosk.domain.bodies.lending import CheckedOut
from kiosk.domain.fold.basis import has_passed, number, scope_of
from kiosk.domain.fold.moment import Moment
from kiosk.domain.ids import Entity
from kiosk.domain.loan_period import PeriodKind
from kiosk.domain.policy import Overdue, Policy, PolicyField
from kiosk.domain.refusals import RefusalCode, Severity
from kiosk.domain.rules.data_old import DataOld
from kiosk.domain.state import ExceptionKind, FoldedException


def stale(body: CheckedOut, moment: Moment, value: int = 0) -> tuple[FoldedException, ...]:
    """Find that another policy held, which would have decided otherwise.

    A kit is lent as a whole: the terms of its loan are asked about the kit, and of its members
    only what they are worth. How many of one type somebody had is not in the event, so
    ``max_of_type`` is not asked again.

    Args:
        body: The check-out; nothing is found where its basis does not say what it was lent for.
        moment: Of the asset or kit.
        value: What the asset is worth, in minor units.
    """
    policies = moment.policies
    if moment.event.seen_cursor >= policies.newest:
        return ()
    scope, order = scope_of(body), moment.order
    unheard = policies.unheard(moment.event, order, scope) if scope else ()
    if not scope or not unheard:
        return ()
    now = policies.at(order, scope)
    is_member = body.kit is not None and moment.entity is Entity.ASSET
    names = set() if is_member else _terms(body, now)
    if value > now.high_value_limit and not has_passed(body, RefusalCode.HIGH_VALUE):
        names.add(PolicyField.HIGH_VALUE_LIMIT)
    said, basis = now.basis(), body.basis or {}
    facts = {name.value: said[name] for name in sorted(names) if said[name] != basis.get(name)}
    against = [word for word in unheard if word.fields.keys() & facts.keys()]
    if not against:
        return ()
    newest = max(against, key=lambda word: word.order)
    return (moment.found(ExceptionKind.STALE_POLICY, newest.event, facts | {"known": 0}),)


def _terms(body: CheckedOut, now: Policy) -> set[PolicyField]:
    """Name what holds now for how long a thing goes out, and whatever would refuse it."""
    old = DataOld(now.offline)
    age_s = number(body, "data_age_s")
    held = number(body, "held")
    is_person = body.holder.startswith(f"{Entity.PERSON}:")
    asked_only = has_passed(body, RefusalCode.OVERDUE_HELD) and not _by_staff(
        body, RefusalCode.OVERDUE_HELD
    )
    matters = {
        PolicyField.LOAN_PERIOD: True,
        PolicyField.CLOSED_DAYS: now.loan_period.kind is PeriodKind.DAYS,
        PolicyField.LEND: not now.lend,
        PolicyField.MAX_ITEMS: is_person
        and held is not None
        and held >= now.max_items
        and not has_passed(body, RefusalCode.TOO_MANY_ITEMS),
        PolicyField.OVERDUE: now.overdue is Overdue.BLOCK and asked_only,
        PolicyField.OFFLINE: old.severity is Severity.STAFF
        and old.is_over(age_s)
        and not _by_staff(body, RefusalCode.DATA_OLD),
    }
    return {name for name, does in matters.items() if does}


def _by_staff(body: CheckedOut, code: RefusalCode) -> bool:
    return has_passed(body, code, by=("passed",))
