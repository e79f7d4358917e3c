"""The nouns: life-cycle moves, roles, record fields, and names on the public screen."""

from datetime import UTC, datetime

import pytest

from kiosk.domain.ids import Entity
from kiosk.domain.model import ALLOWED_MOVES, LENDABLE, Kit, OpenLine, Status
from kiosk.domain.names import short_name
from kiosk.domain.records import SCHEMAS, FieldType
from kiosk.domain.refusals import Refusal, RefusalCode, Severity
from kiosk.domain.roles import DESK_ROLES, PERMISSIONS, Permission, Role, permissions_of

THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_every_status_has_its_moves_and_none_moves_to_itself():
    assert set(ALLOWED_MOVES) == set(Status)
    assert all(status not in moves for status, moves in ALLOWED_MOVES.items())


def test_what_is_sold_or_disposed_of_moves_no_more():
    ends = {status for status, moves in ALLOWED_MOVES.items() if not moves}

    assert ends == {Status.SOLD, Status.DISPOSED}


def test_whatever_is_not_gone_finds_its_way_back_into_stock():
    def reaches_stock(status, seen):
        onwards = ALLOWED_MOVES[status] - seen
        return Status.IN_STOCK in ALLOWED_MOVES[status] or any(
            reaches_stock(move, seen | {move}) for move in onwards
        )

    living = set(Status) - {Status.SOLD, Status.DISPOSED}
    assert all(reaches_stock(status, {status}) for status in living)
    assert living >= LENDABLE


def test_roles_add_up():
    assert permissions_of(frozenset()) == frozenset()
    assert Permission.MANAGE_PEOPLE not in permissions_of(frozenset({Role.DESK, Role.FINANCE}))
    assert permissions_of(frozenset({Role.DESK, Role.ADMIN})) == frozenset(Permission)
    assert set(PERMISSIONS) == set(Role)
    assert all(Permission.APPROVE_HIGH_VALUE in PERMISSIONS[role] for role in DESK_ROLES)


def test_no_field_that_names_somebody_is_written_in_clear():
    personal = {field.name for field in SCHEMAS[Entity.PERSON].values() if field.personal}

    assert {"name", "email", "number"} <= personal
    assert all(
        (field.type is FieldType.REFERENCE) == (field.refers_to is not None)
        for fields in SCHEMAS.values()
        for field in fields.values()
    )


def test_the_debt_of_a_kit_is_what_is_out_beside_its_loan():
    now, before = (
        OpenLine(f"line of {loan}", loan, "person:p1", THEN, THEN) for loan in ("loan2", "loan1")
    )
    kit = Kit("k1", "K1", "Kit", loan="loan2", open_lines=(now, before))

    assert kit.debt == (before,)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Amina Khan", "Amina K."),
        ("José María de la cruz", "José C."),
        ("Amina", "Amina"),
        ("  Amina   Khan  ", "Amina K."),
        ("Amina Khan (Year 9)", "Amina K."),
        ("Amina Khan, BSc", "Amina K."),
        ("", ""),
        ("(guest)", "(guest)"),
    ],
)
def test_the_queue_reads_only_a_first_name_and_a_letter(name, short):
    assert short_name(name) == short


def test_a_refusal_puts_its_facts_into_any_of_its_texts():
    refusal = Refusal(
        RefusalCode.VALIDITY_OVER,
        Severity.STAFF,
        "Ended on {until}.",
        "Valid until {until}.",
        "Ask.",
        facts={"until": "2026-03-01"},
    )

    assert refusal.in_words(refusal.borrower_message) == "Ended on 2026-03-01."
    assert refusal.in_words("Endete am {until}.") == "Endete am 2026-03-01."
