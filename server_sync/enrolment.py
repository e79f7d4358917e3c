"""The enrolment code: at most 200 characters that let a new station find and join its centre.

``LSE1:`` and base64url of: port (2 bytes), what the role ends in (5), the first password (16), the
organisation key and the pepper wrapped (72, AES key wrap of RFC 3394), then database and tenant,
each a length byte and UTF-8, empty for ``lendstation``, then the host, and behind a NUL what the
station is called, where there is room. The wrapping key comes from
the first password and everything that is not secret (HKDF-SHA-256), so a code that was changed
anywhere does not open. Whoever reads the code within its ten minutes can join: show it to nobody
else.
"""

import base64
import binascii
import secrets
import struct
from dataclasses import dataclass, field, replace
from typing import Self

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

MOST_CHARACTERS = 200
_PREFIX = "LSE1:"
_USUAL = "lendstation"
"""The database and the tenant that nobody has to name."""
_HEAD = struct.Struct(">H5s16s72s")
_KEY_BYTES = 32
_SUFFIX_BYTES, _PASSWORD_BYTES = 5, 16


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """What a station needs to join: where, as whom, and the keys of its organisation."""

    host: str
    role: str
    """``<tenant>_`` and ten hexadecimal digits."""
    password: str = field(repr=False)
    """Good for one call, `join`, for ten minutes."""
    organisation_key: bytes = field(repr=False)
    pepper: bytes = field(repr=False)
    port: int = 5432
    database: str = _USUAL
    tenant: str = _USUAL
    station: str = ""
    """What the station is to be called, for whoever confirms that it joins; the centre decides."""

    @staticmethod
    def new_role(tenant: str) -> str:
        """Make a name for a login."""
        return f"{tenant}_{secrets.token_hex(_SUFFIX_BYTES)}"

    @staticmethod
    def new_password() -> str:
        """Make a first password: 128 bits."""
        return _written(secrets.token_bytes(_PASSWORD_BYTES))

    def text(self) -> str:
        """Write the code. Raises ValueError when the names in it are too long for a QR code."""
        password, suffix = _read(self.password), bytes.fromhex(self.role[-2 * _SUFFIX_BYTES :])
        names = b"".join(_short(name) for name in (self.database, self.tenant)) + self.host.encode()
        names += f"\0{self.station}".encode() if self.station else b""
        bound = struct.pack(">H", self.port) + suffix + names
        sealed = aes_key_wrap(_wrapping(password, bound), self.organisation_key + self.pepper)
        code = _PREFIX + _written(_HEAD.pack(self.port, suffix, password, sealed) + names)
        if len(code) > MOST_CHARACTERS and self.station:
            return replace(self, station="").text()
        if len(code) > MOST_CHARACTERS:
            raise ValueError(
                "The names of the server and its database are too long for an enrolment code."
                " Give a shorter name or an address with --host."
            )
        return code

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a code as it was scanned or typed. Raises ValueError with a sentence."""
        try:
            packed = _read(text.strip().removeprefix(_PREFIX))
            port, suffix, password, sealed = _HEAD.unpack_from(packed)
            names = packed[_HEAD.size :]
            bound = struct.pack(">H", port) + suffix + names
            keys = aes_key_unwrap(_wrapping(password, bound), sealed)
            database, rest = _long(names)
            tenant, rest = _long(rest)
            host, _, station = rest.decode().partition("\0")
            return cls(
                host=_shown(host),
                role=f"{tenant}_{suffix.hex()}",
                password=_written(password),
                organisation_key=keys[:_KEY_BYTES],
                pepper=keys[_KEY_BYTES:],
                port=port,
                database=_shown(database),
                tenant=_shown(tenant),
                station=_shown(station),
            )
        except (binascii.Error, struct.error, ValueError, IndexError, InvalidUnwrap) as error:
            raise ValueError("This is no enrolment code, or a part of it is missing.") from error


def _wrapping(password: bytes, bound: bytes) -> bytes:
    info = b"lendstation enrolment code 1" + bound
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=info).derive(password)


def _written(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _read(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _short(name: str) -> bytes:
    written = b"" if name == _USUAL else name.encode()
    return bytes([len(written)]) + written


def _shown(name: str) -> str:
    """Refuse a name that a screen would not show as it is, such as one with a line end in it."""
    if not name.isprintable():
        raise ValueError("no name")
    return name


def _long(names: bytes) -> tuple[str, bytes]:
    end = 1 + names[0]
    return names[1:end].decode() or _USUAL, names[end:]
