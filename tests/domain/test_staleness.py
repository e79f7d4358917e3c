"""What was lent under a policy that was not in force any more, because the desk had not heard."""

from dataclasses import replace

import pytest

from kiosk.domain.bodies.lending import CheckedOut, LineOut
from kiosk.domain.bodies.records import PolicySet
from kiosk.domain.events import Receipt
from kiosk.domain.fold import Policies, fold, order_key, step
from kiosk.domain.fold.policies import News
from kiosk.domain.ids import Entity
from kiosk.domain.policy import Policy, Scope
from kiosk.domain.state import ExceptionKind
from tests.domain.histories import changed, event, named

OFFICE = "office"
AWAY = "away"
BASIS = Policy().basis() | Scope(("tools", "drills"), "pupil", ("site", "shed")).basis()
HELD = {"held": 3}


def lent(*, holder="person:p1", kit=None, basis=BASIS | HELD, **more):
    return CheckedOut(
        "loan1",
        "session",
        holder,
        (LineOut("l1", 9_000, asset="a1"),),
        kit=kit,
        basis=None if basis is None else basis | more,
    )


def at(body, ms, feed, *, station=OFFICE, seen=0):
    return event(body, feed, at=ms, station=station, seen=seen), Receipt(feed, 9_999, ms)


def told(*entries):
    """Set policies, each (row, what it says, ms) from the office, numbered 1, 2, …"""
    rows = {}
    for feed, (row, fields, ms) in enumerate(entries, 1):
        rows.setdefault(row, []).append(at(PolicySet(*row, fields), ms, feed))
    keys = {row: "/".join(row) for row in rows}
    return Policies.of(fold(Entity.POLICY, keys[row], rows[row]).state for row in rows)


def found(policies, body, *before, entity=Entity.ASSET, ms=5_000, station=AWAY, seen=0):
    history = [*before, at(body, ms, 50, station=station, seen=seen)]
    key = "a1" if entity is Entity.ASSET else "k1"
    states = fold(entity, key, history, policies).state.exceptions
    return [
        (each.against, each.facts) for each in states if each.kind is ExceptionKind.STALE_POLICY
    ]


ANY = ("", "", "")
SHORTER = (ANY, {"loan_period": "2d"}, 1_000)
SAID = [(named(OFFICE, 1), {"loan_period": "2d", "known": 0})]


def test_a_loan_for_longer_than_held_by_then_is_an_exception_that_the_desk_could_not_know():
    assert found(told(SHORTER), lent()) == SAID


def test_it_is_the_same_whether_it_is_stepped_or_folded():
    happened, receipt = at(lent(), 5_000, 50, station=AWAY)

    state = step(Entity.ASSET, "a1", None, happened, receipt, told(SHORTER)).state

    assert [each.facts for each in state.exceptions][-1] == SAID[0][1]


@pytest.mark.parametrize(
    ("policies", "how"),
    [
        (told(SHORTER), {"seen": 1}),
        (told(SHORTER), {"station": OFFICE}),
        (told(SHORTER), {"ms": 900}),
        (told((ANY, {"loan_period": "7d"}, 1_000)), {}),
        (told((("books", "", ""), {"loan_period": "2d"}, 1_000)), {}),
        (told((("", "staff", ""), {"loan_period": "2d"}, 1_000)), {}),
        (told(SHORTER, (ANY, {"loan_period": "7d"}, 2_000)), {}),
        (told(SHORTER, (ANY, {"loan_period": ""}, 2_000)), {}),
        (told(SHORTER, (("drills", "", ""), {"loan_period": "7d"}, 2_000)), {}),
        (told((ANY, {"max_items": 4, "lend": 1, "overdue": "allow"}, 1_000)), {}),
        (told((ANY, {"closed_days": "skip", "loan_period": "7d"}, 1_000), SHORTER), {"seen": 2}),
    ],
    ids=[
        *("heard of it", "its own word", "said later", "says the same", "of other things"),
        *("of other people", "taken back", "unset", "a more specific row wins"),
        *("would have let it pass", "heard of both"),
    ],
)
def test_what_would_have_been_decided_the_same_is_no_exception(policies, how):
    assert found(policies, lent(), **how) == []


def test_it_names_the_newest_word_that_speaks_of_what_differs():
    policies = told(SHORTER, (("tools", "", ""), {"loan_period": "1d"}, 2_000), (ANY, {}, 3_000))

    assert found(policies, lent()) == [(named(OFFICE, 2), {"loan_period": "1d", "known": 0})]


def test_what_the_desk_had_heard_of_and_did_not_keep_to_is_not_held_against_news():
    policies = told(SHORTER, (ANY, {"max_items": 9}, 2_000))

    assert found(policies, lent(), seen=1) == []


@pytest.mark.parametrize(
    ("says", "more"),
    [
        ({"lend": 0}, {}),
        ({"max_items": 3}, {}),
        ({"closed_days": "skip"}, {}),
        ({"overdue": "block"}, {"said_yes": "L011"}),
        ({"offline": "block_hour"}, {"data_age_s": 3_601}),
    ],
)
def test_whatever_would_have_refused_it_is_named(says, more):
    assert found(told((ANY, says, 1_000)), lent(**more)) == [
        (named(OFFICE, 1), says | {"known": 0})
    ]


@pytest.mark.parametrize(
    ("says", "more"),
    [
        ({"max_items": 3}, {"passed": "L010"}),
        ({"max_items": 3}, {"holder": "organisation:o1"}),
        ({"max_items": 3}, {"basis": BASIS}),
        ({"overdue": "block"}, {}),
        ({"overdue": "block"}, {"passed": "L011"}),
        ({"offline": "block_hour"}, {"data_age_s": 3_600}),
        ({"offline": "ask_hour"}, {"data_age_s": 3_601}),
        ({"offline": "block_hour"}, {"data_age_s": 3_601, "passed": "L012"}),
        ({"closed_days": "skip", "loan_period": "7d"}, {"closed_days": "skip"}),
        ({"high_value_limit": 10}, {}),
    ],
)
def test_what_staff_let_pass_or_nobody_would_have_refused_is_not(says, more):
    assert found(told((ANY, says, 1_000)), lent(**more)) == []


def test_closed_days_matter_only_where_days_are_counted():
    policies = told((ANY, {"closed_days": "skip", "loan_period": "term"}, 1_000))

    assert found(policies, lent(loan_period="term")) == []


def test_a_thing_of_too_high_a_value_by_then_needed_an_approval():
    policies = told((ANY, {"high_value_limit": 10}, 1_000))
    dear = at(changed(value=11), 500, 40)
    facts = {"high_value_limit": 10, "known": 0}

    assert found(policies, lent(), dear) == [(named(OFFICE, 1), facts)]
    assert found(policies, lent(passed="L009"), dear) == []
    assert found(policies, lent(), at(changed(value="dear"), 500, 40)) == []


def test_a_kit_is_asked_about_its_terms_and_its_members_about_their_value():
    policies = told((ANY, {"loan_period": "2d", "high_value_limit": 10}, 1_000))
    dear = at(changed(value=11), 500, 40)
    whole = lent(kit="k1")

    assert found(policies, whole, entity=Entity.KIT) == SAID
    assert found(policies, whole, dear) == [
        (named(OFFICE, 1), {"high_value_limit": 10, "known": 0})
    ]


@pytest.mark.parametrize("basis", [None, Policy().basis()])
def test_a_loan_that_does_not_say_what_it_was_decided_for_is_not_asked_again(basis):
    assert found(told(SHORTER), lent(basis=basis)) == []


def test_an_unsent_word_is_one_that_no_other_station_has_heard():
    word = event(PolicySet(*ANY, {"loan_period": "2d"}), 1, at=1_000, station=OFFICE)
    policies = Policies.of([fold(Entity.POLICY, "//", [(word, None)]).state])

    assert found(policies, lent(), seen=49) == SAID


def test_a_row_keeps_every_word_in_the_order_of_effect():
    first, second = (
        at(PolicySet(*ANY, {"max_items": 2}), 2_000, 1),
        at(PolicySet(*ANY, {"max_items": ""}), 1_000, 2),
    )

    state = fold(Entity.POLICY, "//", [first, second]).state

    assert [(word.order, word.fields, word.feed) for word in state.words] == [
        (order_key(*second), {"max_items": ""}, 2),
        (order_key(*first), {"max_items": 2}, 1),
    ]


def test_a_scope_is_read_as_it_was_written():
    scope = Scope(("tools", "drills"), "pupil", ("site", "shed"))

    assert Scope.of(scope.basis()) == scope
    assert Scope.of({"types": ""}) == Scope()
    assert Scope.of({"types": 7, "category": 8}) == Scope(("7",), "8")


def test_news_of_a_policy_reach_what_was_lent_by_whoever_had_not_heard():
    policies = told((("drills", "", ""), {"loan_period": "2d"}, 1_000))
    (row,) = policies.rows
    news = News.of(None, row)

    def reached(body, **how):
        happened, receipt = at(body, how.pop("ms", 5_000), 50, station=AWAY, **how)
        subjects = ("asset:a1", "kit:k1", "person:p1")
        return news.reach(replace(happened, subjects=subjects), receipt, policies)

    assert news.since_ms == 1_000
    assert reached(lent()) == ["asset:a1", "kit:k1"]
    assert reached(lent(), ms=900) == reached(lent(), seen=1) == []
    assert reached(lent(types="books")) == reached(lent(basis=None)) == []
    assert reached(changed(name="Drill")) == []
    assert News.of(row, row).words == ()
    assert News.of(row, replace(row, words=())).words == row.words


def test_a_word_that_was_heard_and_goes_reaches_who_had_not_heard_what_holds_instead():
    shorter, row = told(SHORTER, (("", "pupil", ""), {"loan_period": "7d"}, 2_000)).rows
    gone = replace(row, words=())
    happened, receipt = at(lent(), 5_000, 50, station=AWAY, seen=2)
    happened = replace(happened, subjects=("asset:a1", "person:p1"))
    unheard = replace(shorter, words=(replace(shorter.words[0], feed=60),))

    def reached(*left, order=receipt):
        return News.of(row, gone).reach(happened, order, Policies.of((gone, *left)))

    assert reached(unheard) == ["asset:a1"]
    assert reached(shorter) == reached() == []
    assert reached(unheard, order=Receipt(50, 9_999, 1_999)) == []
