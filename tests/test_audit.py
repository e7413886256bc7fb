"""The pipeline from end to end: what it asks of the network, what it never does, and how a run is counted."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker.audit import MAX_DATASETS
from checker.cli.app import run
from checker.errors import ExitCode
from checker.lineage import MAX_PARENTS
from tests.conftest import APACHE, card
from tests.loopback_hub import LoopbackHub, Repository

Audit = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def audit(capfdbinary: pytest.CaptureFixture[bytes]) -> Audit:
    """Runs one audit and gives its exit code and its report."""

    def audited(*arguments: str) -> tuple[int, dict[str, Any]]:
        code = run([*arguments, "--format", "json"])
        return code, json.loads(capfdbinary.readouterr().out)

    return audited


def test_a_second_audit_of_the_same_commit_asks_once(hub: LoopbackHub, audit: Audit) -> None:
    hub.add(Repository("acme/model", {"README.md": card("apache-2.0"), "LICENSE": APACHE}))
    first = audit("acme/model")
    hub.log.clear()

    assert first == audit("acme/model")
    assert ["/api/models/acme/model?blobs=true&securityStatus=true"] == hub.paths


def test_a_second_audit_without_network_asks_nothing(hub: LoopbackHub, audit: Audit) -> None:
    hub.add(Repository("acme/model", {"README.md": card("apache-2.0"), "LICENSE": APACHE}))
    audit("acme/model")
    hub.log.clear()

    code, _ = audit("acme/model", "--offline")

    assert (ExitCode.PASS, []) == (code, hub.paths)


def test_a_license_text_that_is_known_from_another_repository_is_not_fetched_again(
    hub: LoopbackHub, audit: Audit
) -> None:
    hub.add(*(Repository(f"acme/m{i}", {"README.md": card("apache-2.0"), "LICENSE": APACHE}) for i in range(2)))
    audit("acme/m0")
    hub.log.clear()

    audit("acme/m1")

    assert not [path for path in hub.paths if path.endswith("/LICENSE")]


def test_a_model_with_four_ancestors_costs_five_requests_once_their_texts_are_known(
    hub: LoopbackHub, audit: Audit
) -> None:
    bases = [f"acme/m{i + 1}" for i in range(4)] + [None]
    hub.add(*(Repository(f"acme/m{i}", {"README.md": card("mit", base)}) for i, base in enumerate(bases)))
    _, report = audit("acme/m0")
    asked = [path for path in hub.paths if path.startswith("/api/models/")]
    hub.log.clear()
    audit("acme/m0")

    assert ["acme/m1", "acme/m2", "acme/m3", "acme/m4"] == [entry["id"] for entry in report["models"][0]["lineage"]]
    assert (5, 5) == (len(asked), len(hub.paths))


def test_a_hostile_fan_out_of_bases_ends_at_the_cap_with_a_finding(hub: LoopbackHub, audit: Audit) -> None:
    bases = "".join(f"\n- acme/b{number}" for number in range(10_000))
    hub.add(Repository("acme/model", {"README.md": f"---\nlicense: mit\nbase_model:{bases}\n---\n".encode()}))

    code, report = audit("acme/model")

    cap = [finding["message"] for finding in report["models"][0]["findings"] if finding["code"] == "LC0305"]
    asked = [path for path in hub.paths if path.startswith("/api/models/acme/b")]
    assert ["9,936 of 10,000 parents, acme/b64 the first, were not read: the limit is 64."] == cap
    assert (MAX_PARENTS, ExitCode.INCOMPLETE) == (len(asked), code)


def test_a_base_that_two_parents_share_is_asked_for_once(hub: LoopbackHub, audit: Audit) -> None:
    both = b"---\nlicense: mit\nbase_model: [acme/left, acme/right]\n---\n"
    hub.add(
        Repository("acme/model", {"README.md": both}),
        *(Repository(f"acme/{side}", {"README.md": card("mit", "acme/base")}) for side in ("left", "right")),
        Repository("acme/base", {"README.md": card("apache-2.0")}),
    )

    _, report = audit("acme/model")

    steps = [(entry["parent_of"], entry["id"]) for entry in report["models"][0]["lineage"][2:]]
    assert [("acme/left", "acme/base"), ("acme/right", "acme/base")] == steps
    assert 1 == len([path for path in hub.paths if path.startswith("/api/models/acme/base")])


def test_each_step_says_at_which_commit_its_child_was_read(hub: LoopbackHub, audit: Audit) -> None:
    base = Repository("acme/base", {"README.md": card("mit", "acme/second")})
    old = base.commit({"README.md": card("mit", "acme/first")}, branch="old")
    adapter = json.dumps({"base_model_name_or_path": "acme/base", "revision": old}).encode()
    hub.add(
        Repository("acme/model", {"README.md": b"---\nlicense: mit\nbase_model: [acme/base, acme/tuned]\n---\n"}),
        Repository("acme/tuned", {"README.md": card("mit"), "adapter_config.json": adapter}),
        *(Repository(f"acme/{name}", {"README.md": card("mit")}) for name in ("first", "second")),
        base,
    )

    _, report = audit("acme/model")

    children = {entry["id"]: (entry["parent_of"], entry["child_revision"]) for entry in report["models"][0]["lineage"]}
    assert ("acme/base", old) == children["acme/first"]
    assert ("acme/base", base.refs["main"]) == children["acme/second"]


def test_a_local_path_as_base_costs_no_request(hub: LoopbackHub, audit: Audit) -> None:
    hub.add(Repository("acme/model", {"README.md": card("mit", "/data/models/llama")}))

    code, report = audit("acme/model")

    assert ExitCode.INCOMPLETE == code
    assert [] == [path for path in hub.paths if "acme/model" not in path]
    assert "is a folder on its author's machine" in report["models"][0]["decided_by"]["because"]


@pytest.mark.parametrize("base", ["models/llama", "datasets/acme/words", "https://example.org/x/y", "a b", "../up"])
def test_what_is_no_id_of_a_model_is_never_looked_up(hub: LoopbackHub, audit: Audit, base: str) -> None:
    hub.add(Repository("acme/model", {"README.md": card("mit", base)}))

    code, report = audit("acme/model")

    assert (ExitCode.INCOMPLETE, "unknown") == (code, report["verdict"])
    assert [] == [path for path in hub.paths if "acme/model" not in path]


def test_each_dataset_costs_one_request_and_no_more_than_the_limit_are_asked_for(
    hub: LoopbackHub, audit: Audit
) -> None:
    names = [f"org/d{number}" for number in range(MAX_DATASETS + 3)]
    listed = "".join(f"\n- {name}" for name in names)
    hub.add(
        Repository("acme/model", {"README.md": f"---\nlicense: mit\ndatasets:{listed}\n---\n".encode()}),
        *(Repository(name, {"README.md": card("cc-by-4.0"), "LICENSE": b"x"}, kind="dataset") for name in names),
    )

    _, report = audit("acme/model")

    model = report["models"][0]
    assert MAX_DATASETS == len([path for path in hub.paths if "/datasets/" in path])
    assert names == [dataset["id"] for dataset in model["datasets"]]
    assert {"use:unspecified"} == {dataset["use"] for dataset in model["datasets"][MAX_DATASETS:]}
    assert f"the licenses of 3 more datasets, {names[MAX_DATASETS]} the first" in model["not_checked"]


def test_an_address_that_a_card_names_is_never_fetched(hub: LoopbackHub, audit: Audit) -> None:
    text = f"---\nlicense: other\nlicense_name: x\nlicense_link: {hub.endpoint}/steal\n---\n".encode()
    hub.add(Repository("acme/model", {"README.md": text}))

    code, _ = audit("acme/model")

    assert ExitCode.UNDECIDED == code
    assert not [path for path in hub.paths if "steal" in path]


@pytest.mark.parametrize(("page", "pinned"), [("", False), ("/tree/main", False), ("/tree/v1", True)])
def test_a_base_model_may_be_an_address_of_the_configured_hub(
    page: str, pinned: bool, hub: LoopbackHub, audit: Audit
) -> None:
    base = Repository("acme/base", {"README.md": card("mit")})
    base.commit({"README.md": card("mit")}, branch="v1")
    hub.add(base, Repository("acme/model", {"README.md": card("mit", f"{hub.endpoint}/acme/base{page}")}))

    code, report = audit("acme/model")

    assert ExitCode.PASS == code
    assert [("acme/base", pinned)] == [(entry["id"], entry["pinned"]) for entry in report["models"][0]["lineage"]]


def test_a_base_model_on_another_host_is_not_asked_for(hub: LoopbackHub, audit: Audit) -> None:
    hub.add(Repository("acme/model", {"README.md": card("mit", "https://models.test/acme/base")}))

    _, report = audit("acme/model")

    assert ("https://models.test/acme/base", "unknown") == (
        report["models"][0]["lineage"][0]["id"],
        report["verdict"],
    )
    assert not [path for path in hub.paths if "acme/base" in path]


def test_one_broken_repository_hides_no_other(hub: LoopbackHub, audit: Audit) -> None:
    hub.add(Repository("acme/good", {"README.md": card("mit")}))
    bomb = Path("bomb")
    bomb.mkdir()
    (bomb / "README.md").write_bytes(b"---\na: &a [x]\nb: [*a, *a]\n---\n")
    (bomb / "adapter_config.json").write_bytes(b"[" * 200_000)

    code, report = audit("acme/good", "./bomb", "acme/missing")

    verdicts = {model["id"]: model["verdict"] for model in report["models"]}
    assert {"acme/good": "allow", "bomb": "unknown"} == verdicts
    assert ["acme/missing"] == [error["id"] for error in report["errors"]]
    assert (ExitCode.INCOMPLETE, "unknown", False) == (code, report["verdict"], report["complete"])


def test_a_certain_deny_wins_over_missing_evidence(hub: LoopbackHub, audit: Audit) -> None:
    hub.add(Repository("acme/closed", {"README.md": card("llama3.1")}))

    code, report = audit("acme/closed", "acme/missing")

    assert (ExitCode.DENIED, "deny") == (code, report["verdict"])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--fail-on", "deny"), ExitCode.PASS),
        (("--fail-on", "unknown"), ExitCode.UNDECIDED),
        (("--exit-zero",), ExitCode.PASS),
        ((), ExitCode.UNDECIDED),
    ],
)
def test_the_exit_code_follows_what_the_user_wants_to_fail_on(
    hub: LoopbackHub, audit: Audit, arguments: tuple[str, ...], code: ExitCode
) -> None:
    hub.add(Repository("acme/model", {"README.md": card("other")}))

    assert code == audit("acme/model", *arguments)[0]


def test_exit_zero_does_not_hide_missing_evidence(hub: LoopbackHub, audit: Audit) -> None:
    assert ExitCode.INCOMPLETE == audit("acme/missing", "--exit-zero")[0]


def test_every_target_is_audited_once(hub: LoopbackHub, audit: Audit) -> None:
    hub.add(Repository("acme/model", {"README.md": card("mit")}))

    _, report = audit("acme/model", "acme/model")

    assert 1 == len(report["models"])


def test_an_audit_opens_no_socket_when_it_is_offline(hub: LoopbackHub, audit: Audit, tmp_path: Path) -> None:
    folder = tmp_path / "work" / "model"
    folder.mkdir()
    (folder / "README.md").write_bytes(card("mit", "acme/base"))
    connected: list[object] = []
    # An audit hook cannot be removed, so it looks at a switch.
    watching = [True]

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event == "socket.connect":
            connected.append(arguments[1])

    sys.addaudithook(hook)
    try:
        code, _ = audit("./model", "--offline")
    finally:
        watching.clear()

    assert (ExitCode.INCOMPLETE, []) == (code, connected)


def test_the_token_is_in_no_output(
    hub: LoopbackHub,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    tmp_path: Path,
) -> None:
    token = "hf_canaryCanaryCanaryCanary"
    monkeypatch.setenv("HF_TOKEN", token)
    hub.add(Repository("acme/gated", {"README.md": card("mit"), "LICENSE": APACHE}, gated="manual"))

    run(["acme/gated", "acme/missing", "-vv", "-o", "html=r.html", "-o", "json=r.json", "-o", "markdown=r.md"])

    printed = b"".join(capfdbinary.readouterr())
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not [data for data in (printed, *written) if token.encode() in data]


def test_the_report_is_the_same_bytes_each_time(
    hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    hub.add(
        Repository("acme/model", {"README.md": card("apache-2.0", "acme/base"), "LICENSE": APACHE}),
        Repository("acme/base", {"README.md": card("llama3.1")}),
    )
    outputs = []
    for _ in range(2):
        run(["acme/model", "-f", "json", "--offline"] if outputs else ["acme/model", "-f", "json"])
        outputs.append(json.loads(capfdbinary.readouterr().out))
        outputs[-1]["models"][0].pop("source")

    assert outputs[0] == outputs[1]
