"""All rules together: every one is asked, and every reason has its words."""

import dataclasses
import string

import pytest

from kiosk.domain.model import Bar, Status
from kiosk.domain.policy import Offline, Overdue, Policy
from kiosk.domain.refusals import RefusalCode, Severity
from kiosk.domain.rules import CHECK_OUT_RULES, configured, objections, rule_of
from tests.domain.rules.requests import (
    AN_HOUR,
    NOW,
    TODAY,
    asset,
    cables,
    kit,
    line,
    person,
    request,
)

EVERYTHING_WRONG = request(
    holder=person(
        may_borrow=False,
        valid_until=TODAY.replace(year=2025),
        bars=(Bar("b1", "broke a camera", None),),
    ),
    items=(
        asset(
            status=Status.LOST,
            kit="k9",
            high_value=True,
            cannot_lend=True,
            open_line=line(),
        ),
    ),
    kit=kit(parts=(cables(1),)),
    open_lines=tuple(line(f"l{n}", due_at=NOW - AN_HOUR) for n in range(10)),
    policy=Policy(offline=Offline.BLOCK_DAY),
    data_age_s=100_000,
)


def test_every_reason_is_given_in_order_with_its_facts_in_words():
    found = objections(EVERYTHING_WRONG)

    assert [refusal.code for refusal in found] == list(RefusalCode)
    for refusal in found:
        texts = (refusal.borrower_message, refusal.staff_message, refusal.next_step)
        assert all(text and "{" not in refusal.in_words(text) for text in texts)


def test_no_text_of_a_bar_reaches_the_queue():
    barred = objections(EVERYTHING_WRONG)[0]

    assert "camera" not in str(barred)


def test_nothing_stands_in_the_way_of_an_ordinary_loan():
    assert objections(request()) == ()


def test_what_was_passed_is_left_out_and_what_nobody_can_pass_is_not():
    asked = dataclasses.replace(EVERYTHING_WRONG, passed=frozenset(RefusalCode))

    found = objections(asked)

    assert {refusal.severity for refusal in found} == {Severity.REFUSE}
    assert {refusal.code for refusal in found} == {
        RefusalCode.PERSON_BARRED,
        RefusalCode.MAY_NOT_BORROW,
        RefusalCode.CANNOT_LEND,
        RefusalCode.STATUS,
        RefusalCode.ALREADY_OUT,
    }


def test_every_code_has_one_rule():
    assert [rule.code for rule in CHECK_OUT_RULES] == list(RefusalCode)
    assert all(rule_of(code).code is code for code in RefusalCode)


@pytest.mark.parametrize("rule", CHECK_OUT_RULES)
def test_a_rule_takes_what_staff_configure_from_the_policy(rule):
    policy = Policy(max_items=3, max_of_type=1, overdue=Overdue.BLOCK, high_value_limit=7)

    made = configured(rule, policy)

    assert dataclasses.asdict(made).items() <= dataclasses.asdict(policy).items()


@pytest.mark.parametrize("rule", CHECK_OUT_RULES)
def test_staff_pass_only_what_a_permission_is_named_for(rule):
    made = configured(rule, Policy(overdue=Overdue.BLOCK))

    assert (made.may_pass is None) == (made.severity is Severity.REFUSE)


@pytest.mark.parametrize("rule", CHECK_OUT_RULES)
def test_the_texts_name_only_facts(rule):
    named = {
        name
        for text in (rule.borrower_message, rule.staff_message, rule.next_step)
        for _, name, _, _ in string.Formatter().parse(text)
        if name
    }

    (facts,) = (found.facts for found in objections(EVERYTHING_WRONG) if found.code is rule.code)
    assert named <= set(facts)
