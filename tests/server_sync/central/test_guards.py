"""What the central database itself forbids, whatever its functions do."""

import psycopg
import pytest

from tests.centre import Centre, Hand, Login
from tests.server_sync.central.events import Chain


def test_a_place_in_a_chain_holds_one_event(centre: Centre, hand: Hand, login: Login) -> None:
    hand.push("one", 1, Chain(login.station).jumps(1))

    with pytest.raises(psycopg.errors.UniqueViolation):
        centre.run(
            "INSERT INTO lendstation.ledger"
            " SELECT feed + 1, received_ms, effective_ms, digest, seq, chain, what, content"
            " FROM lendstation.ledger WHERE seq = 1"
        )
