"""Makes lost key files again from the recovery key, proved first by what they have to open."""

from contextlib import closing
from pathlib import Path

from kiosk.config import Config
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.store.driver import connect
from kiosk.store.keys import Keys


def recover_keys(config: Config, recovery_key: str, opens: Path) -> None:
    """Write the key files that are lost; a file that held another key is kept as ``.old``.

    Args:
        config: Whose key folder.
        recovery_key: As it was written down when the station was made.
        opens: The database or backup that these keys have to open.

    Raises:
        Trouble: the recovery key is mistyped or of another station; nothing was written.
    """
    try:
        keys = Keys.recover(recovery_key)
    except ValueError as error:
        raise Trouble(TroubleCode.STORE_KEY_WRONG, str(error)) from error
    if not opens.is_file():
        raise Trouble(TroubleCode.STORE_MISSING, f"There is no file {opens} to open with it.")
    with closing(connect(opens, keys.database, read_only=True)):
        pass
    try:
        keys.put_back(config.keys)
    except OSError as error:
        raise Trouble(
            TroubleCode.STORE_READ_ONLY, f"The keys cannot be written: {error.strerror}."
        ) from error
