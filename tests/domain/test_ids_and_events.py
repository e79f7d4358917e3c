"""Ids, subjects and references: they say what they name, and are read back."""

import uuid

import pytest

from kiosk.domain.codec import Undecodable
from kiosk.domain.events import EventRef
from kiosk.domain.ids import Entity, entity_of, subject, uuid7
from kiosk.domain.trouble import Trouble, TroubleCode
from tests.domain.histories import event, out


def test_a_uuid7_carries_its_time_and_sorts_by_it():
    early, late = uuid7(1_000, b"\xff" * 10), uuid7(1_001, bytes(10))

    assert early < late
    assert uuid.UUID(early).version == 7
    assert uuid.UUID(early).variant == uuid.RFC_4122
    assert uuid.UUID(early).int >> 80 == 1_000


def test_a_subject_is_split_at_its_first_colon():
    assert entity_of(subject(Entity.IDENTIFIER, "HTTP://X:1")) == (
        Entity.IDENTIFIER,
        "HTTP://X:1",
    )
    with pytest.raises(ValueError, match="ghost"):
        entity_of("ghost:1")


def test_a_reference_reads_back():
    ref = event(out(), 12).ref

    assert str(ref) == "s1/i1/12"
    assert EventRef.parse(str(ref)) == ref


@pytest.mark.parametrize("text", ["", "s1", "s1/i1", "s1/i1/", "/i1/3", "s1//3", "s1/i1/x"])
def test_what_names_no_event_is_said(text):
    with pytest.raises(Undecodable):
        EventRef.parse(text)


def test_trouble_keeps_its_code_beside_its_sentence():
    trouble = Trouble(TroubleCode.STORE_FULL, "The disk is full.")

    assert (trouble.code, trouble.message, str(trouble)) == (
        TroubleCode.STORE_FULL,
        "The disk is full.",
        "The disk is full.",
    )
