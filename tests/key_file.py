"""A key with its certificate, made for one test run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

SIGNER = "Řeřicha Щербаков"
PASSPHRASE = "tajné heslo"


def key_file(*, has_certificate: bool = True) -> bytes:
    """PKCS#12 of an elliptic curve key, encrypted with PASSPHRASE."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
    from cryptography.x509.oid import NameOID

    key, today = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SIGNER)])
    usage = {"digital_signature": True, "content_commitment": True}
    others = ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign")
    more = dict.fromkeys((*others, "crl_sign", "encipher_only", "decipher_only"), False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.KeyUsage(**usage, **more), critical=True)
        .sign(key, hashes.SHA256())
    )
    held = certificate if has_certificate else None
    secret = BestAvailableEncryption(PASSPHRASE.encode())
    return pkcs12.serialize_key_and_certificates(b"office", key, held, None, secret)
