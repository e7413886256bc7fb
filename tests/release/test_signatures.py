"""Signatures on statements and on models, verified with given keys; needs the optional library."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from checker.cli.app import run
from checker.errors import ExitCode
from checker.release.attestations import PREDICATE
from checker.release.signatures import pre_authentication_encoding
from checker.release.stated import MODEL_SIGNATURE
from tests.release.conftest import checks
from tests.release.example import STATEMENTS, manifest_of, statement

pytest.importorskip("cryptography", reason="signatures are verified by lic-check[signatures], which is not installed")

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

Gate = Callable[..., tuple[int, dict[str, Any]]]
Sign = Callable[[bytes], bytes]
FILE = "attestations/release.json"
IN_TOTO_PAYLOAD = "application/vnd.in-toto+json"


class Key:
    """A key of one kind, that signs and shows its public half."""

    def __init__(self, kind: str) -> None:
        if kind == "ed25519":
            private: Any = ed25519.Ed25519PrivateKey.generate()
            self.sign: Sign = private.sign
        elif kind == "rsa":
            private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            pss = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
            self.sign = lambda data: private.sign(data, pss, hashes.SHA256())
        else:
            curve, algorithm = {"p256": (ec.SECP256R1(), hashes.SHA256()), "p384": (ec.SECP384R1(), hashes.SHA384())}[
                kind
            ]
            private = ec.generate_private_key(curve)
            self.sign = lambda data: private.sign(data, ec.ECDSA(algorithm))
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        self.pem = private.public_key().public_bytes(serialization.Encoding.PEM, form)


def envelope(document: Mapping[str, Any], *keys: Key, keyid: str = "") -> dict[str, Any]:
    payload = json.dumps(document).encode()
    message = pre_authentication_encoding(IN_TOTO_PAYLOAD, payload)
    return {
        "payload": base64.b64encode(payload).decode(),
        "payloadType": IN_TOTO_PAYLOAD,
        "signatures": [{"keyid": keyid, "sig": base64.b64encode(key.sign(message)).decode()} for key in keys],
    }


@pytest.fixture
def keys(tmp_path: Path) -> dict[str, Key]:
    """One key for each role, its public half in a file."""
    found = {"safety": Key("ed25519"), "owner": Key("p256"), "legal": Key("p384"), "data": Key("rsa")}
    for role, key in found.items():
        (tmp_path / f"{role}.pem").write_bytes(key.pem)
    return found


def options(folder: Path, *roles: str) -> list[str]:
    return [part for role in roles for part in ("--key", f"{role}={folder.parent / role}.pem")]


def sign_each(folder: Path, keys: Mapping[str, Key]) -> None:
    """Every person signs what he states, in a file of his own."""
    (folder / FILE).unlink()
    for role, key in keys.items():
        items = [item for item, (_, by) in STATEMENTS.items() if any(who["role"] == role for who in by)]
        document = statement(folder, items)
        for item in document["predicate"]["attestations"]:
            item["by"] = [who for who in item["by"] if who["role"] == role]
        (folder / "attestations" / f"{role}.json").write_text(json.dumps(envelope(document, key)), encoding="utf-8")


def states(report: dict[str, Any]) -> dict[str, str]:
    return {one["item"]: one["state"] for one in report["models"][0]["release"]["attestations"]}


def test_statements_signed_by_those_who_make_them_are_held(folder: Path, gate: Gate, keys: dict[str, Key]) -> None:
    sign_each(folder, keys)

    code, report = gate(*options(folder, *keys))

    assert 0 == code
    assert {"held"} == set(states(report).values())


def test_a_statement_that_was_changed_after_it_was_signed_is_not_held(
    folder: Path, gate: Gate, keys: dict[str, Key]
) -> None:
    sign_each(folder, keys)
    file = folder / "attestations" / "safety.json"
    signed = json.loads(file.read_text(encoding="utf-8"))
    text = base64.b64decode(signed["payload"]).replace(b"are rare", b"are none")
    file.write_text(json.dumps({**signed, "payload": base64.b64encode(text).decode()}), encoding="utf-8")

    code, report = gate(*options(folder, *keys))

    assert ExitCode.DENIED == code
    assert "bad-signature" == states(report)["AT01"]


def test_the_key_of_one_role_does_not_sign_for_another(folder: Path, gate: Gate, keys: dict[str, Key]) -> None:
    sign_each(folder, {**keys, "legal": keys["data"]})

    code, report = gate(*options(folder, *keys))

    assert ExitCode.DENIED == code
    assert "bad-signature" == states(report)["AT12"]


def test_a_key_of_one_person_makes_no_decision_of_two(folder: Path, gate: Gate, keys: dict[str, Key]) -> None:
    sign_each(folder, keys)
    both = statement(folder, ["AT04"])
    (folder / "attestations" / "owner.json").unlink()
    (folder / "attestations" / "safety.json").write_text(json.dumps(envelope(both, keys["safety"])), encoding="utf-8")

    code, report = gate(*options(folder, *keys))

    assert ExitCode.DENIED == code
    assert "wrong-role" == states(report)["AT04"]


def test_one_envelope_may_carry_the_signatures_of_both(folder: Path, gate: Gate, keys: dict[str, Key]) -> None:
    document = envelope(statement(folder, list(STATEMENTS)), *keys.values(), keyid="some id")
    (folder / FILE).write_text(json.dumps(document), encoding="utf-8")

    code, report = gate(*options(folder, *keys))

    assert 0 == code
    assert {"held"} == set(states(report).values())


def test_one_key_does_not_sign_for_both_who_decide(
    folder: Path, gate: Gate, keys: dict[str, Key], tmp_path: Path
) -> None:
    for role in keys:
        (tmp_path / f"{role}.pem").write_bytes(keys["owner"].pem)
    document = envelope(statement(folder, list(STATEMENTS)), keys["owner"])
    (folder / FILE).write_text(json.dumps(document), encoding="utf-8")

    code, report = gate(*options(folder, *keys))

    assert ExitCode.DENIED == code
    assert {"AT04": "wrong-role"} == {item: state for item, state in states(report).items() if state != "held"}


def test_what_is_signed_and_cannot_be_verified_counts_as_unsigned(
    folder: Path, gate: Gate, keys: dict[str, Key]
) -> None:
    sign_each(folder, keys)

    assert {"unsigned"} == set(states(gate()[1]).values())
    assert ExitCode.DENIED == gate("--profile", "frontier")[0]


def test_the_signature_of_the_model_binds_the_weights(folder: Path, gate: Gate, keys: dict[str, Key]) -> None:
    resources = [
        {"name": file.path, "digest": file.sha256, "algorithm": "sha256"} for file in manifest_of(folder).files
    ]
    signed = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "ticket-router", "digest": {"sha256": "0" * 64}}],
        "predicateType": MODEL_SIGNATURE,
        "predicate": {"resources": resources},
    }
    bundle = {
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "dsseEnvelope": envelope(signed, keys["owner"]),
    }
    (folder / "model.sig").write_text(json.dumps(bundle), encoding="utf-8")

    _, report = gate(*options(folder, "owner"))

    assert "RG13" in checks(report, "met")
    resources[0]["digest"] = "f" * 64
    bundle["dsseEnvelope"] = envelope(signed, keys["owner"])
    (folder / "model.sig").write_text(json.dumps(bundle), encoding="utf-8")
    assert "RG13" in checks(gate(*options(folder, "owner"))[1], "lacking")


def test_a_key_that_cannot_be_read_is_an_error_and_not_an_unsigned_release(
    folder: Path, tmp_path: Path, keys: dict[str, Key], capsys: pytest.CaptureFixture[str]
) -> None:
    sign_each(folder, keys)
    (tmp_path / "broken.pem").write_text("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")

    code = run(["release", str(folder), "--offline", "--isolated", "--key", f"safety={tmp_path}/broken.pem"])

    assert ExitCode.USAGE == code
    assert "public key for safety cannot be read" in capsys.readouterr().err


def test_the_predicate_is_the_one_that_the_documents_name() -> None:
    page = (Path(__file__).parents[2] / "docs" / "release.md").read_text(encoding="utf-8")

    assert PREDICATE in page
