"""What a database error means for a person: one line each, for a screen, `doctor` and commands."""

from psycopg import Error, OperationalError

from kiosk.domain.trouble import Trouble, TroubleCode

_BY_STATE = {
    "28P01": (TroubleCode.CENTRE_PASSWORD, "The centre does not accept the password."),
    "28000": (
        TroubleCode.CENTRE_REVOKED,
        "The centre does not let this station in: it was revoked, or its address is not allowed.",
    ),
    "3D000": (TroubleCode.CENTRE_DATABASE, "The centre has no database of this name."),
    "42501": (TroubleCode.CENTRE_REFUSED, "This login may not do that at the centre."),
    "25006": (
        TroubleCode.CENTRE_READ_ONLY,
        "The centre is read-only: this is a replica. Name the primary server.",
    ),
    "53100": (TroubleCode.CENTRE_FULL, "The disk of the centre is full."),
    "53300": (TroubleCode.CENTRE_BUSY, "The centre has no connection left; it is tried again."),
    "LS003": (TroubleCode.CENTRE_REVOKED, "This station was revoked."),
    "LS005": (
        TroubleCode.CENTRE_REVOKED,
        "The enrolment code was used, or its ten minutes are over.",
    ),
    "LS007": (
        TroubleCode.CENTRE_BUSY,
        "Something keeps the centre's ledger locked. Look at `lendstation central status`.",
    ),
}
_SCHEMA_STATES = ("3F000", "42P01", "42883", "42703")
"""No such schema, table, function or column."""
_PASSING_CLASSES = ("40", "53", "55", "57")
"""Conflicts, too few resources, locks, and an operator's hand: worth trying again."""
_BY_WORDS = (
    ("too many connections", "53300"),
    ("remaining connection slots", "53300"),
    ("is starting up", "57P03"),
    ("is shutting down", "57P03"),
    ("in recovery mode", "57P03"),
    ("not yet accepting connections", "57P03"),
    ("No space left on device", "53100"),
    ("not permitted to log in", "28000"),
    ("no pg_hba.conf entry", "28000"),
    ("password authentication failed", "28P01"),
    ("no password supplied", "28P01"),
    ("role ", "28P01"),
    ("permission denied for database", "42501"),
    ("database ", "3D000"),
)
"""A refused connection carries no SQLSTATE; these are the server's words in English."""


def trouble_of(error: Error) -> Trouble:
    """Say in one line what is wrong with the centre; never holds a password or a name."""
    state = error.sqlstate
    if state is None and isinstance(error, OperationalError):
        return _not_connected(str(error))
    return _told(state or "")


def _told(state: str) -> Trouble:
    if state in _SCHEMA_STATES:
        return Trouble(
            TroubleCode.CENTRE_SCHEMA,
            "The centre's schema is missing or older than this program. Run"
            " `lendstation central init` there.",
        )
    if state in _BY_STATE:
        return Trouble(*_BY_STATE[state])
    if state[:2] in _PASSING_CLASSES:
        return Trouble(TroubleCode.CENTRE_BUSY, "The centre is busy; it is tried again.")
    return Trouble(TroubleCode.CENTRE_REFUSED, f"The centre refused: {state}.")


def _not_connected(words: str) -> Trouble:
    if "certificate" in words or "SSL" in words:
        return Trouble(
            TroubleCode.CENTRE_CERTIFICATE,
            "The centre's certificate does not prove the server's name, or it offers no TLS."
            " Look at sslrootcert and the host.",
        )
    if "FATAL" in words:
        for part, state in _BY_WORDS:
            if part in words:
                return _told(state)
    return Trouble(
        TroubleCode.CENTRE_UNREACHABLE,
        "The centre cannot be reached: no such host, no network, or nothing answers there.",
    )
