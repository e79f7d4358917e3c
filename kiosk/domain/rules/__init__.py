"""The check-out rules: all are asked, and the borrower sees every reason with a next step."""

from dataclasses import fields
from functools import lru_cache
from typing import Any

from kiosk.domain.policy import Policy
from kiosk.domain.refusals import Refusal, RefusalCode, Severity
from kiosk.domain.rules.already_out import AlreadyOut
from kiosk.domain.rules.cannot_lend import CannotLend
from kiosk.domain.rules.data_old import DataOld
from kiosk.domain.rules.high_value import HighValue
from kiosk.domain.rules.kit_incomplete import KitIncomplete
from kiosk.domain.rules.may_not_borrow import MayNotBorrow
from kiosk.domain.rules.member_alone import MemberAlone
from kiosk.domain.rules.overdue_held import OverdueHeld
from kiosk.domain.rules.person_barred import PersonBarred
from kiosk.domain.rules.request import CheckOutRequest
from kiosk.domain.rules.rule import Rule
from kiosk.domain.rules.status_forbids import StatusForbids
from kiosk.domain.rules.too_many_items import TooManyItems
from kiosk.domain.rules.validity_over import ValidityOver

__all__ = ["CHECK_OUT_RULES", "CheckOutRequest", "Rule", "configured", "objections", "rule_of"]

CHECK_OUT_RULES: tuple[type[Rule], ...] = (
    PersonBarred,
    MayNotBorrow,
    ValidityOver,
    CannotLend,
    StatusForbids,
    AlreadyOut,
    MemberAlone,
    KitIncomplete,
    HighValue,
    TooManyItems,
    OverdueHeld,
    DataOld,
)
"""In the order in which their reasons are shown."""
_BY_CODE: dict[RefusalCode, type[Rule]] = {rule.code: rule for rule in CHECK_OUT_RULES}


def rule_of(code: RefusalCode) -> type[Rule]:
    """Give the rule behind a code, for its texts and for who may pass it."""
    return _BY_CODE[code]


def configured(rule: type[Rule], policy: Policy) -> Rule:
    """Make a rule with the values that the policy gives its fields."""
    made: Any = rule  # every rule is a dataclass, which a Protocol cannot say
    ready: Rule = made(**{name.name: getattr(policy, name.name) for name in fields(made)})
    return ready


def objections(request: CheckOutRequest) -> tuple[Refusal, ...]:
    """Ask all rules; gives what still stands in the way, none when it may go out.

    What nobody can pass is not passed, whatever the request says.
    """
    found = []
    for rule in _under(request.policy):
        if rule.code in request.passed and rule.severity is not Severity.REFUSE:
            continue
        facts = rule.objection(request)
        if facts is not None:
            found.append(_refusal(rule, facts))
    return tuple(found)


@lru_cache(maxsize=64)
def _under(policy: Policy) -> tuple[Rule, ...]:
    """Make all rules for a policy; a site has few, and asks them at every check-out."""
    return tuple(configured(kind, policy) for kind in CHECK_OUT_RULES)


def _refusal(rule: Rule, facts: dict[str, str | int]) -> Refusal:
    return Refusal(
        code=rule.code,
        severity=rule.severity,
        borrower_message=rule.borrower_message,
        staff_message=rule.staff_message,
        next_step=rule.next_step,
        may_pass=rule.may_pass,
        facts=facts,
    )
