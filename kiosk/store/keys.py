"""The keys of a station: kept outside its database, and its recovery key in human form."""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, fields
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.domain.trouble import Trouble, TroubleCode

KEY_BYTES = 32
UNFINISHED = "unfinished"
"""A file beside keys under which no books were ever opened; such keys may be made anew."""
_ROOT_BYTES = 20
_CHECK_CHARACTERS = 4
_GROUP = 4
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is easily taken for another."""
_LOOK_ALIKE = str.maketrans("OIL", "011", " -\t\n")


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """Four keys of 32 bytes; each is a file ``<name>.key``, or a systemd credential."""

    database: bytes
    organisation: bytes
    """Wraps the keys of people; the same at every station of the organisation."""
    station: bytes
    """MACs the head of the ledger."""
    pepper: bytes
    """Goes into every PIN before it is hashed; the same at every station."""

    @classmethod
    def make(cls) -> tuple["Keys", str]:
        """Make the keys of a new organisation, and the recovery key that is shown once."""
        root = secrets.token_bytes(_ROOT_BYTES)
        return cls._derived(root), _written(root)

    @classmethod
    def joining(cls, organisation: bytes, pepper: bytes) -> "Keys":
        """Make the keys of one more station; the recovery key of the first does not make these."""
        own = (secrets.token_bytes(KEY_BYTES) for _ in range(2))
        return cls(next(own), organisation, next(own), pepper)

    @classmethod
    def recover(cls, recovery_key: str) -> "Keys":
        """Make the keys again from the recovery key; raises ValueError for a mistyped one."""
        return cls._derived(_read(recovery_key))

    @classmethod
    def _derived(cls, root: bytes) -> "Keys":
        return cls(**{field.name: _derive(root, field.name) for field in fields(cls)})

    @classmethod
    def load(cls, folder: Path) -> "Keys":
        """Read the keys from a folder of files or of systemd credentials; raises Trouble."""
        return cls(**{field.name: _load(folder / f"{field.name}.key") for field in fields(cls)})

    @classmethod
    def load_organisation(cls, folder: Path) -> bytes:
        """Read the one key that opens people's text, where no station is; raises Trouble."""
        return _load(folder / "organisation.key")

    @property
    def check(self) -> str:
        """Give what tells these keys from another station's, and nothing of what they are."""
        kept = self.organisation + self.pepper
        return hmac.new(kept, b"lendstation key check 1", hashlib.sha256).hexdigest()

    def save(self, folder: Path) -> None:
        """Write the keys for this user's eyes only; never over keys that are there."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for field in fields(self):
            _write(folder / f"{field.name}.key", getattr(self, field.name))

    def put_back(self, folder: Path) -> None:
        """Write the files that are lost or hold something else; what they held is kept beside."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for field in fields(self):
            path, key = folder / f"{field.name}.key", getattr(self, field.name)
            if path.exists() and not _holds(path, key):
                path.replace(path.with_suffix(".old"))
            if not path.exists():
                _write(path, key)


def _derive(root: bytes, purpose: str) -> bytes:
    info = f"lendstation {purpose} key 1".encode()
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(root)


def _write(path: Path, key: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())


def _holds(path: Path, key: bytes) -> bool:
    try:
        return _load(path) == key
    except Trouble:
        return False


def _load(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text("ascii"))
    except OSError as error:
        raise Trouble(
            TroubleCode.STORE_KEY_MISSING,
            "A key file of this station cannot be read. Put back the key folder, or make it again"
            " with the recovery key.",
        ) from error
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise Trouble(
            TroubleCode.STORE_KEY_WRONG,
            "A key file of this station holds no key. Put back the key folder, or make it again"
            " with the recovery key.",
        )
    return key


def _written(root: bytes) -> str:
    """Write a root as groups of letters and digits that end in a checksum."""
    text = _digits(int.from_bytes(root, "big"), _ROOT_BYTES * 8 // 5) + _checksum(root)
    return "-".join(text[i : i + _GROUP] for i in range(0, len(text), _GROUP))


def _read(recovery_key: str) -> bytes:
    text = recovery_key.upper().translate(_LOOK_ALIKE)
    if len(text) != _ROOT_BYTES * 8 // 5 + _CHECK_CHARACTERS or set(text) - set(_ALPHABET):
        raise ValueError("A recovery key has nine groups of four letters and digits.")
    number = 0
    for character in text[:-_CHECK_CHARACTERS]:
        number = number * 32 + _ALPHABET.index(character)
    root = number.to_bytes(_ROOT_BYTES, "big")
    if _checksum(root) != text[-_CHECK_CHARACTERS:]:
        raise ValueError("The recovery key has a typing mistake: its last group does not fit.")
    return root


def _checksum(root: bytes) -> str:
    digest = hashlib.sha256(b"lendstation recovery key" + root).digest()
    return _digits(int.from_bytes(digest[:4], "big") >> 12, _CHECK_CHARACTERS)


def _digits(number: int, count: int) -> str:
    return "".join(_ALPHABET[number >> (5 * i) & 31] for i in reversed(range(count)))
