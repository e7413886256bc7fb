"""What people state: bound to the weights, complete, in time, by the right people; void as soon as a byte changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker.cli.app import run
from checker.errors import ExitCode
from tests.release.conftest import checks
from tests.release.example import DATA, LEGAL, OWNER, SAFETY, bind, statement

Gate = Callable[..., tuple[int, dict[str, Any]]]
FILE = "attestations/release.json"


def states(report: dict[str, Any]) -> dict[str, str]:
    return {one["item"]: one["state"] for one in report["models"][0]["release"]["attestations"]}


def problems(report: dict[str, Any], item: str) -> str:
    (found,) = (one for one in report["models"][0]["release"]["attestations"] if one["item"] == item)
    return "; ".join(found["problems"])


def change(folder: Path, item: str, **fields: Any) -> None:
    """Write other values into one item of the statement."""
    file = folder / FILE
    written = json.loads(file.read_text(encoding="utf-8"))
    for found in written["predicate"]["attestations"]:
        if found["item"] == item:
            found |= fields
    file.write_text(json.dumps(written), encoding="utf-8")


def change_weights(folder: Path) -> None:
    """Flip one bit of a shard."""
    shard = folder / "model-00002-of-00002.safetensors"
    data = bytearray(shard.read_bytes())
    data[-1] ^= 1
    shard.write_bytes(data)


def test_one_flipped_byte_in_a_shard_voids_every_statement(folder: Path, gate: Gate) -> None:
    change_weights(folder)

    code, report = gate()

    assert ExitCode.DENIED == code
    assert {"void"} == set(states(report).values())
    assert "it is about other weights" in problems(report, "AT01")
    assert {"RG13", "RG30"} <= set(checks(report, "lacking"))


def test_documents_may_change_after_the_statements_were_made(folder: Path, gate: Gate) -> None:
    with (folder / "README.md").open("a", encoding="utf-8") as card:
        card.write("\nOne sentence more.\n")

    assert 0 == gate()[0]


@pytest.mark.parametrize(
    ("fields", "state", "says"),
    [
        ({"expires": "2026-11-27"}, "expired", "it expired on 2026-11-27"),
        ({"at": "2026-11-29"}, "incomplete", "which is yet to come"),
        ({"at": "last week"}, "incomplete", "not a date"),
        ({"by": [DATA]}, "wrong-role", "stated as data, not as safety or security"),
        ({"by": []}, "incomplete", "nobody is named"),
        ({"by": [{**SAFETY, "name": " "}]}, "incomplete", "empty under `by`: name"),
        ({"statement": ""}, "incomplete", "empty: statement"),
        ({"statement": "TODO", "scope": "..."}, "incomplete", "empty: statement, scope"),
        ({"residual_risk": "n/a"}, "incomplete", "empty: residual_risk"),
        ({"evidence": []}, "incomplete", "no evidence is referred to"),
        ({"evidence": [{"uri": "reviews/safety-review.md", "sha256": ""}]}, "incomplete", "lacks its address"),
        ({"evidence": [{"uri": "reviews/gone.md", "sha256": "0" * 64}]}, "void", "is not in the repository"),
        ({"evidence": [{"uri": "reviews/safety-review.md", "sha256": "0" * 64}]}, "void", "has changed since"),
        ({"result": "fine"}, "incomplete", "`result` is 'fine'"),
        ({"result": "fail"}, "failed", "its result is fail"),
    ],
)
def test_a_statement_that_does_not_hold_is_told_with_the_reason(
    fields: dict[str, Any], state: str, says: str, folder: Path, gate: Gate
) -> None:
    change(folder, "AT01", **fields)

    code, report = gate()

    assert ExitCode.DENIED == code
    assert ["RG30"] == checks(report, "lacking")
    assert (state, True) == (states(report)["AT01"], says in problems(report, "AT01")), problems(report, "AT01")


def test_evidence_at_an_address_is_taken_as_it_is_stated(folder: Path, gate: Gate) -> None:
    change(folder, "AT01", evidence=[{"uri": "https://reviews.acme.example/17", "sha256": "0" * 64}])

    assert 0 == gate()[0]


@pytest.mark.parametrize(
    ("by", "holds"),
    [
        ([SAFETY, LEGAL], True),
        ([SAFETY], False),
        ([SAFETY, {**SAFETY, "name": "Somebody Else"}], False),
        ([SAFETY, {**OWNER, "name": SAFETY["name"]}], False),
        ([SAFETY, DATA], False),
    ],
)
def test_two_people_in_different_roles_decide(by: list[dict[str, str]], holds: bool, folder: Path, gate: Gate) -> None:
    change(folder, "AT04", by=by)

    assert holds is (gate()[0] == 0)


def test_each_of_the_two_may_sign_a_file_of_his_own(folder: Path, gate: Gate) -> None:
    change(folder, "AT04", by=[SAFETY])
    other = statement(folder, ["AT04"])
    other["predicate"]["attestations"][0]["by"] = [LEGAL]
    (folder / "attestations" / "legal.json").write_text(json.dumps(other), encoding="utf-8")

    code, report = gate()

    assert 0 == code
    assert "unsigned" == states(report)["AT04"]


def test_that_it_cannot_be_taken_back_has_to_be_acknowledged(folder: Path, gate: Gate) -> None:
    change(folder, "AT04", irreversible="yes")

    code, report = gate()

    assert ExitCode.DENIED == code
    assert "cannot be taken back" in problems(report, "AT04")


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"result": "fail"}, "failed"),
        ({"statement": ""}, "incomplete"),
        ({"result": "fail", "expires": "2026-11-27"}, "unsigned"),
    ],
)
def test_a_statement_against_the_release_is_not_outweighed_by_another(
    fields: dict[str, str], state: str, folder: Path, gate: Gate
) -> None:
    other = statement(folder, ["AT01"])
    other["predicate"]["attestations"][0] |= fields
    (folder / "attestations" / "second-look.json").write_text(json.dumps(other), encoding="utf-8")

    code, report = gate()

    assert (state, state == "unsigned") == (states(report)["AT01"], code == 0)


def test_a_reason_that_voids_every_statement_is_told_once(folder: Path, gate: Gate) -> None:
    change_weights(folder)

    (lacks,) = (check["lacks"] for check in gate()[1]["models"][0]["release"]["checks"] if check["id"] == "RG30")

    assert 1 == len(lacks)
    assert lacks[0][0].startswith("AT01, AT04, AT07, AT08, AT09, AT10, AT11, AT12, AT13 and AT14 are void: it is about")


def test_the_template_as_it_is_printed_fails_in_every_item(
    folder: Path, gate: Gate, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert 0 == run(["release", str(folder), "--offline", "--isolated", "--attestation-template"])
    (folder / FILE).write_bytes(capfdbinary.readouterr().out)

    code, report = gate()

    assert ExitCode.DENIED == code
    assert {"incomplete"} == set(states(report).values())
    assert "stated as" not in problems(report, "AT01")
    assert ["AT01", "AT04", "AT07", "AT08", "AT12", "AT13", "AT14"] == list(states(report))


def test_a_statement_that_nobody_asked_for_fails_when_it_is_empty(folder: Path, gate: Gate) -> None:
    change(folder, "AT09", statement="")

    assert ExitCode.DENIED == gate()[0]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "not valid JSON"),
        ("[]", "Expected `object`"),
        ('{"_type": "https://in-toto.io/Statement/v0.1"}', "missing required field"),
        ('{"payload": "%%%", "payloadType": "x", "signatures": []}', "not base64"),
        ('{"subject": [], "subject": [{}]}', "'subject' stands twice"),
    ],
)
def test_a_file_that_holds_no_statement_is_told(content: str, says: str, folder: Path, gate: Gate) -> None:
    (folder / "attestations" / "other.json").write_text(content, encoding="utf-8")

    code, report = gate()

    assert ExitCode.DENIED == code
    (lacks,) = (check["lacks"] for check in report["models"][0]["release"]["checks"] if check["id"] == "RG30")
    assert any("attestations/other.json holds no attestation" in message and says in message for message, _ in lacks)


def test_statements_in_yaml_are_told_and_not_passed_over(folder: Path, gate: Gate) -> None:
    (folder / "attestations" / "other.yaml").write_text("item: AT01\n", encoding="utf-8")

    code, report = gate()

    assert ExitCode.DENIED == code
    (lacks,) = (check["lacks"] for check in report["models"][0]["release"]["checks"] if check["id"] == "RG30")
    assert any("other.yaml holds no attestation" in message and "as JSON" in message for message, _ in lacks)


def test_a_statement_of_another_kind_may_lie_beside_ours(folder: Path, gate: Gate) -> None:
    provenance = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "weights", "digest": {"sha256": "0" * 64}}],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {"buildDefinition": {}},
    }
    (folder / "attestations" / "provenance.json").write_text(json.dumps(provenance), encoding="utf-8")

    assert 0 == gate()[0]


def test_statements_may_stand_one_a_line(folder: Path, gate: Gate) -> None:
    whole = json.loads((folder / FILE).read_text(encoding="utf-8"))
    lines = [
        json.dumps({**whole, "predicate": {"attestations": [item]}}) for item in whole["predicate"]["attestations"]
    ]
    (folder / FILE).unlink()
    (folder / "attestations" / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")

    assert 0 == gate()[0]


def test_without_weights_nothing_is_bound(folder: Path, gate: Gate) -> None:
    for path in (*folder.glob("*.safetensors"), folder / "model.safetensors.index.json"):
        path.unlink()

    code, report = gate()

    assert ExitCode.DENIED == code
    assert {"void"} == set(states(report).values())


def test_weights_bound_anew_make_the_statements_hold_again(folder: Path, gate: Gate) -> None:
    (folder / "model-00002-of-00002.safetensors").write_bytes(b"other weights")
    bind(folder)

    assert {"unsigned"} == set(states(gate()[1]).values())
