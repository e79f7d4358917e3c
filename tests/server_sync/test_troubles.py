"""What a server says that lets nobody in: it carries no SQLSTATE, only English words."""

import psycopg
import pytest

from kiosk.domain.trouble import TroubleCode
from server_sync.troubles import trouble_of


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("the database system is in recovery mode", TroubleCode.CENTRE_BUSY),
        ("the database system is not yet accepting connections", TroubleCode.CENTRE_BUSY),
        ("could not write init file: No space left on device", TroubleCode.CENTRE_FULL),
        ("something that nobody foresaw", TroubleCode.CENTRE_UNREACHABLE),
    ],
)
def test_a_server_that_recovers_or_is_full_is_not_taken_for_one_that_is_away(
    words: str, code: TroubleCode
) -> None:
    error = psycopg.OperationalError(f"connection to server failed: FATAL:  {words}")

    assert trouble_of(error).code is code
