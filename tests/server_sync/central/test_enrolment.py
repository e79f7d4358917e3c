"""The enrolment code: short enough for a scanner, and useless when a part of it was changed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server_sync.enrolment import MOST_CHARACTERS, EnrolmentCode

KEYS = {"organisation_key": bytes(range(32)), "pepper": bytes(range(32, 64))}


def _code(**others: object) -> EnrolmentCode:
    fields = {"host": "lending.school.example", "tenant": "lendstation", **KEYS, **others}
    return EnrolmentCode(
        role=EnrolmentCode.new_role(str(fields["tenant"])),
        password=EnrolmentCode.new_password(),
        **fields,  # type: ignore[arg-type]
    )


_names = st.text("abcdefghijklmnopqrstuvwxyz0123456789_", min_size=1, max_size=12)


@given(host=_names, database=_names, tenant=_names, station=_names, port=st.integers(1, 65535))
def test_a_code_says_again_what_was_put_in(
    host: str, database: str, tenant: str, station: str, port: int
) -> None:
    told = {"host": host, "database": database, "tenant": tenant, "port": port}
    code = _code(**told, station=station)
    read = EnrolmentCode.read(code.text())

    assert read in (code, replace(code, station=""))
    assert EnrolmentCode.read(_code(**told).text()).station == ""
    assert len(code.text()) <= MOST_CHARACTERS


def test_a_station_is_named_where_there_is_room() -> None:
    assert EnrolmentCode.read(_code(station="Büro 2").text()).station == "Büro 2"
    assert EnrolmentCode.read(_code(host="a" * 46, station="Büro 2").text()).station == ""


@pytest.mark.parametrize("host", ["good.example\n", "good\u202e", "a\x1bb"])
def test_a_name_that_would_not_be_shown_as_it_is_makes_no_code(host: str) -> None:
    with pytest.raises(ValueError, match="no enrolment code"):
        EnrolmentCode.read(_code(host=host).text())


def test_a_long_host_name_still_fits() -> None:
    assert len(_code(host="a" * 46).text()) <= MOST_CHARACTERS

    with pytest.raises(ValueError, match="too long"):
        _code(host="a" * 60).text()


def test_no_secret_stands_in_a_code_in_clear() -> None:
    code = _code()

    assert KEYS["organisation_key"].hex() not in repr(code)
    assert code.password not in repr(code)


def test_a_code_that_was_changed_anywhere_does_not_open() -> None:
    text = _code().text()

    for place in range(len(text)):
        changed = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        with pytest.raises(ValueError, match="no enrolment code"):
            EnrolmentCode.read(changed)


@given(st.text())
def test_what_is_no_code_is_said_in_one_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="no enrolment code"):
        EnrolmentCode.read(text)
