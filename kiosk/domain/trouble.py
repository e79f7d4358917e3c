"""What can be wrong with the world, with a code and a sentence; quick to import."""

from enum import StrEnum


class TroubleCode(StrEnum):
    """What can be wrong with the world; shown small beside a sentence, stable for ever."""

    STORE_READ_ONLY = "S001"
    STORE_FULL = "S002"
    STORE_DAMAGED = "S003"
    STORE_LOCKED = "S004"
    STORE_NEWER = "S005"
    STORE_KEY_MISSING = "S006"
    STORE_KEY_WRONG = "S007"
    STORE_MISSING = "S008"
    STORE_BUSY = "S009"
    BACKUP_FAILED = "S010"
    FILE_UNREADABLE = "S011"
    STORE_FILLING = "S012"
    CENTRE_UNREACHABLE = "C001"
    CENTRE_CERTIFICATE = "C002"
    CENTRE_PASSWORD = "C003"  # noqa: S105 - the name of a trouble, not a password
    CENTRE_DATABASE = "C004"
    CENTRE_SCHEMA = "C005"
    CENTRE_FULL = "C006"
    CENTRE_READ_ONLY = "C007"
    CENTRE_REVOKED = "C008"
    CENTRE_BUSY = "C009"
    CENTRE_REFUSED = "C010"
    BUG = "B001"


class Trouble(Exception):
    """The world is broken: the station stays usable and says what to do."""

    def __init__(self, code: TroubleCode, sentence: str, **facts: str) -> None:
        """Keep a sentence for a person; no name and no badge code may stand in it.

        ``facts`` (a file, a reason) fill the places of the sentence, so that it stays one that
        can be translated; ``message`` is the whole in English.
        """
        self.code = code
        self.sentence = sentence
        self.facts = facts
        self.message = sentence.format(**facts) if facts else sentence
        super().__init__(self.message)
