"""Policies: the most specific row wins, field by field."""

from datetime import date, time

import pytest

from kiosk.domain.loan_period import LoanPeriod, PeriodKind
from kiosk.domain.policy import (
    ClosedDays,
    Overdue,
    Policy,
    PolicyField,
    PolicyRow,
    policy_key,
    resolve,
    validate,
)

TYPES = ("things", "cameras", "film")
PLACES = ("site", "building")


def resolved(*rows, category="pupil"):
    return resolve(rows, TYPES, category, PLACES)


def test_no_row_leaves_the_defaults():
    assert resolved() == Policy()
    assert str(Policy().loan_period) == "7d"


def test_each_field_comes_from_the_most_specific_row_that_sets_it():
    policy = resolved(
        PolicyRow("cameras", fields={"max_items": 2}),
        PolicyRow(fields={"max_items": 9, "loan_period": "day", "overdue": "block"}),
        PolicyRow("film", fields={"loan_period": "4h"}),
    )

    assert (policy.max_items, str(policy.loan_period), policy.overdue) == (2, "4h", Overdue.BLOCK)


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        (PolicyRow("things"), PolicyRow("cameras")),
        (PolicyRow(category="pupil"), PolicyRow("things")),
        (PolicyRow(place="building"), PolicyRow(category="pupil")),
        (PolicyRow(category="pupil", place="building"), PolicyRow("things")),
        (PolicyRow(place="site"), PolicyRow(place="building")),
        (PolicyRow(), PolicyRow(place="site")),
        (PolicyRow("cameras"), PolicyRow("cameras", "pupil")),
    ],
)
def test_deeper_type_then_category_then_deeper_place(weaker, stronger):
    def saying(row, number):
        return PolicyRow(row.type, row.category, row.place, {"max_items": number})

    assert resolved(saying(weaker, 1), saying(stronger, 2)).max_items == 2
    assert resolved(saying(stronger, 2), saying(weaker, 1)).max_items == 2


@pytest.mark.parametrize(
    "row", [PolicyRow("laptops"), PolicyRow(category="staff"), PolicyRow(place="elsewhere")]
)
def test_a_row_about_something_else_says_nothing(row):
    other = PolicyRow(row.type, row.category, row.place, {"lend": 0})

    assert resolved(other).lend


def test_a_limit_of_a_type_counts_the_type_that_set_it():
    policy = resolved(PolicyRow("cameras", fields={"max_of_type": 1}))

    assert (policy.max_of_type, policy.limited_type) == (1, "cameras")


def test_what_cannot_be_read_counts_as_its_default_and_is_named():
    policy = resolved(
        PolicyRow(fields={"loan_period": "a while", "max_items": 3, "max_of_type": "few"})
    )

    assert policy.loan_period == Policy().loan_period
    assert (policy.max_items, policy.max_of_type, policy.limited_type) == (3, None, "")
    assert policy.unreadable == ("loan_period", "max_of_type")


def test_an_event_gets_every_value_that_was_used():
    basis = resolved(PolicyRow(fields={"max_of_type": 1, "lend": 0})).basis()

    assert set(basis) == {name.value for name in PolicyField}
    assert (basis["lend"], basis["loan_period"], basis["closed_days"]) == (0, "7d", "jump")
    assert "max_of_type" not in Policy().basis()


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("loan_period", " 7 D ", "7d"),
        ("closed_days", "SKIP", "skip"),
        ("overdue", "allow", "allow"),
        ("offline", "Ask_Day", "ask_day"),
        ("max_items", " 3 ", 3),
        ("max_items", 3, 3),
        ("high_value_limit", "100000", 100_000),
        ("lend", "0", 0),
        ("lend", 1, 1),
    ],
)
def test_a_value_is_read_when_it_is_set(name, value, kept):
    assert validate(name, value) == kept


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("colour", "red"),
        ("loan_period", ""),
        ("closed_days", "ignore"),
        ("overdue", ""),
        ("max_items", "-1"),
        ("max_items", "¾"),
        ("max_items", "9" * 16),
        ("max_of_type", "many"),
        ("lend", "yes"),
        ("offline", "ask"),
        ("lend", 2),
    ],
)
def test_a_value_that_cannot_be_read_is_never_set(name, value):
    with pytest.raises(ValueError, match="“"):
        validate(name, value)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("lesson", LoanPeriod(PeriodKind.LESSON)),
        ("day", LoanPeriod(PeriodKind.DAY)),
        ("term", LoanPeriod(PeriodKind.TERM)),
        ("4h", LoanPeriod(PeriodKind.HOURS, 4)),
        ("14d", LoanPeriod(PeriodKind.DAYS, 14)),
        ("at 16:00", LoanPeriod(PeriodKind.AT, at=time(16))),
        ("until 2026-12-18", LoanPeriod(PeriodKind.UNTIL, until=date(2026, 12, 18))),
    ],
)
def test_a_loan_period_is_written_as_it_is_read(text, period):
    assert LoanPeriod.parse(text) == period
    assert LoanPeriod.parse(f"  {text.upper()} ") == period
    assert str(period) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "0d", "4000d", "9000h", "7", "d", "-1d", "at", "at 25:00", "at 1600",
        "until", "until tomorrow", "until 2026-13-01", "until 9999-12-31", "at\x0016:00",
    ],
)  # fmt: skip
def test_what_is_no_loan_period_is_said(text):
    with pytest.raises(ValueError, match="is no loan period"):
        LoanPeriod.parse(text)


def test_a_row_is_keyed_by_type_category_and_place():
    assert policy_key("cameras", "", "site") == "cameras//site"
    assert resolved(PolicyRow(fields={"closed_days": "skip"})).closed_days is ClosedDays.SKIP
