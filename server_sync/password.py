"""Passwords of stations: made at random, sent to the server as a SCRAM verifier only."""

import secrets

from psycopg import Connection
from psycopg.rows import TupleRow

_BYTES = 32


def new_password() -> str:
    """Make a password that nobody can guess and nobody has to type."""
    return secrets.token_urlsafe(_BYTES)


def verifier(connection: Connection[TupleRow], password: str) -> str:
    """Make the verifier that the server keeps; neither it nor its log ever sees the password."""
    user = connection.info.user.encode()
    return connection.pgconn.encrypt_password(password.encode(), user, b"scram-sha-256").decode()
