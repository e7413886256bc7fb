"""
DSSE envelopes: who signed what, verified with given public keys.

The signatures themselves are verified by `cryptography`, an optional part of the installation,
`lic-check[signatures]`. Envelopes of any signer are read, with or without key ids: every key is tried on every
signature (https://github.com/secure-systems-lab/dsse, protocol and envelope, version 1.0).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import importlib
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from checker.errors import DocumentError, UsageProblem
from checker.policy.release_rules import SignatureKey

MAX_SIGNATURES = 16


class EnvelopeSignature(msgspec.Struct, frozen=True):
    """One signature of an envelope, in base64."""

    sig: str
    keyid: str = ""


class Envelope(msgspec.Struct, frozen=True, rename="camel"):
    """A DSSE envelope as it is written."""

    payload: str
    payload_type: str
    signatures: tuple[EnvelopeSignature, ...]


def payload_of(envelope: Envelope) -> bytes:
    """What was signed; raises `DocumentError` when it is not base64."""
    return _decode(envelope.payload, "payload")


def signing_keys(envelope: Envelope, keys: Sequence[SignatureKey]) -> tuple[SignatureKey, ...]:
    """
    Those of `keys` of which the envelope has a good signature.

    Raises `DocumentError` for a malformed envelope, and `UsageProblem` when a key cannot be read or the library for
    signatures is not installed: keys were given, so that passing over them would be no verification.
    """
    if not keys:
        return ()
    message = pre_authentication_encoding(envelope.payload_type, payload_of(envelope))
    signatures = [_decode(signature.sig, "signature") for signature in envelope.signatures[:MAX_SIGNATURES]]
    return tuple(key for key in keys if any(_is_signed(_load(key), signature, message) for signature in signatures))


def roles_of(keys: Iterable[SignatureKey]) -> tuple[str, ...]:
    """The roles of the keys, sorted."""
    return tuple(sorted({role for key in keys for role in key.roles}))


def fingerprints(keys: Iterable[SignatureKey]) -> tuple[str, ...]:
    """What tells keys apart, sorted: one that is given twice counts once."""
    return tuple(sorted({hashlib.sha256("".join(key.public_key.split()).encode()).hexdigest() for key in keys}))


def pre_authentication_encoding(payload_type: str, payload: bytes) -> bytes:
    """The bytes that a DSSE signature is made over."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def _decode(text: str, what: str) -> bytes:
    try:
        # The protocol allows both alphabets of base64.
        return base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        raise DocumentError(f"the {what} of the envelope is not base64") from None


def _library(module: str) -> Any:
    try:
        return importlib.import_module(f"cryptography.{module}")
    except ImportError:
        raise UsageProblem(
            "signatures cannot be verified: the library for it is not installed",
            fix="pip install 'lic-check[signatures]', or leave out the keys",
        ) from None


def _load(key: SignatureKey) -> Any:
    serialization = _library("hazmat.primitives.serialization")
    try:
        return serialization.load_pem_public_key(key.public_key.encode())
    except ValueError as problem:
        raise UsageProblem(
            f"the public key for {', '.join(key.roles)} cannot be read: {problem}",
            fix="give a public key in PEM, as `openssl pkey -pubout` writes it",
        ) from None


def _is_signed(key: Any, signature: bytes, message: bytes) -> bool:
    """Whether the key made the signature: Ed25519, ECDSA with the hash of its curve's size, or RSA-PSS with SHA-256."""
    asymmetric = "hazmat.primitives.asymmetric"
    ec, padding = _library(f"{asymmetric}.ec"), _library(f"{asymmetric}.padding")
    hashes = _library("hazmat.primitives.hashes")
    invalid = _library("exceptions").InvalidSignature
    try:
        match type(key).__name__:
            case "Ed25519PublicKey":
                key.verify(signature, message)
            case "ECPublicKey":
                algorithm = hashes.SHA384() if key.curve.key_size > 256 else hashes.SHA256()
                key.verify(signature, message, ec.ECDSA(algorithm))
            case "RSAPublicKey":
                salt = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.AUTO)
                key.verify(signature, message, salt, hashes.SHA256())
            case kind:
                raise UsageProblem(
                    f"keys of the kind {kind} are not supported", fix="use Ed25519, ECDSA on P-256 or P-384, or RSA"
                )
    except invalid:
        return False
    return True
