"""A certificate authority of a test, and what it certifies: a server called ``localhost``."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as new_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

_FROM = datetime(2020, 1, 1, tzinfo=UTC)
_DAYS = 365 * 80


def write_certificates(folder: Path, host: str = "localhost", days: int = _DAYS) -> None:
    """Write ``root.crt``, ``server.crt`` and ``server.key`` (0600) into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    authority, key = new_key(SECP256R1()), new_key(SECP256R1())
    root = _certificate("Test authority", authority, authority, _DAYS)
    leaf = _certificate(host, key, authority, days)
    (folder / "root.crt").write_bytes(root.public_bytes(Encoding.PEM))
    (folder / "server.crt").write_bytes(leaf.public_bytes(Encoding.PEM))
    secret = folder / "server.key"
    secret.touch(0o600)
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _certificate(
    name: str, key: EllipticCurvePrivateKey, signer: EllipticCurvePrivateKey, days: int
) -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(_called(name))
        .issuer_name(_called("Test authority"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_FROM + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=key is signer, path_length=None), critical=True)
        .sign(signer, SHA256())
    )


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
