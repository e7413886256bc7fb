"""
One file a case: repositories on a loopback Hub, one command line, and what has to come out.

`folder` are the files of ./model, `beside` those of the working folder, such as a policy. `files` maps a path to its
text, to `{corpus: SLUG}` for a real license text, to `{card: SLUG}` for a real model card, or to `{own: PATH}` for a
file of this repository, with `append` at its end. `branches` are further commits: `{BRANCH: {PATH: …}}`. `show` adds
`duties`, `datasets` or `messages` to what is compared.

`expect` is rewritten by `pytest tests/test_cases.py --update-goldens`; read the diff before you commit it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from checker.cli.app import run
from tests.loopback_hub import Fault, LoopbackHub, Repository
from tests.loopback_hub.faults import answer

ROOT = Path(__file__).resolve().parent.parent
CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A machine of its own: no configuration, no cache, no token."""
    for name in ("HF_TOKEN", "HF_HUB_CACHE", "NO_COLOR", "FORCE_COLOR", "LIC_CHECK_POLICY", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("LIC_CHECK_CACHE_DIR", str(tmp_path / "store"))
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    yield work


def read(written: Any, find_text: Callable[[str], bytes]) -> bytes:
    match written:
        case {"corpus": str(slug)}:
            return find_text(f"licenses/{slug}.txt")
        case {"card": str(slug)}:
            return find_text(f"cards/{slug}/README.md")
        case {"own": str(path), **rest}:
            return (ROOT / path).read_bytes() + str(rest.get("append", "")).encode()
        case {"hex": str(digits)}:
            return bytes.fromhex(digits)
    return str(written).encode()


def repository(name: str, written: Mapping[str, Any], find_text: Callable[[str], bytes]) -> Repository:
    def contents(files: Mapping[str, Any]) -> dict[str, bytes]:
        return {path: read(content, find_text) for path, content in files.items()}

    settings = {key: value for key, value in written.items() if key not in ("files", "kind", "branches")}
    made = Repository(name, contents(written.get("files") or {}), kind=written.get("kind", "model"), **settings)
    for branch, files in (written.get("branches") or {}).items():
        made.commit(contents(files), branch=branch)
    return made


def outcome(report: Mapping[str, Any], code: int, show: Sequence[str] = ()) -> dict[str, Any]:
    """What a case fixes: small enough to read, and enough to notice any change of meaning."""
    if report["schema"] == "lic-check/diff/1":
        return diff_outcome(report, code)
    found: dict[str, Any] = {"exit_code": code, "verdict": report["verdict"], "complete": report["complete"]}
    if report["errors"]:
        found["errors"] = [error["kind"] for error in report["errors"]]
    for model in report["models"][:1]:
        found["declared"] = model["license"]["declared"]
        found["concluded"] = without_digests(model["license"]["alternatives"] or model["license"]["concluded"])
        if model["license"]["without_clauses"]:
            found["without_clauses"] = model["license"]["without_clauses"]
        found["codes"] = [f"{finding['code']} {finding['verdict']}" for finding in model["findings"]]
        found["decided_by"] = model["decided_by"]["rule"]
        if model["decided_by"]["settles"]:
            found["settles"] = model["decided_by"]["settles"]
        if model["lineage"]:
            found["lineage"] = [lineage_line(entry) for entry in model["lineage"]]
        if "duties" in show:
            found["duties"] = [f"{duty['clause']} {duty['license']} {duty['status']}" for duty in model["obligations"]]
        if "datasets" in show:
            found["datasets"] = [f"{d['id']} {d['license']} {d['use']} {d['verdict']}" for d in model["datasets"]]
        if "messages" in show:
            found["messages"] = [f"{finding['code']}: {finding['message']}" for finding in model["findings"]]
    return found


def without_digests(concluded: Any) -> Any:
    """The digest of an altered text changes with its every word; that it is one is what matters here."""
    return json.loads(re.sub(r"-[0-9a-f]{8}\b", "-…", json.dumps(concluded)))


def diff_outcome(diff: Mapping[str, Any], code: int) -> dict[str, Any]:
    assert diff["exit_code"] == code
    found: dict[str, Any] = {"exit_code": code, "outcome": diff["outcome"]}
    found |= {side: without_digests(diff[side]["concluded"]) for side in ("before", "after")}
    found["unchanged"] = diff["unchanged"]
    for bearing in ("tighter", "other", "looser"):
        changes = [change for change in diff["clauses"] if change["bearing"] == bearing]
        if changes:
            found[bearing] = [f"{c['kind']} {place(c['before'])} → {place(c['after'])}" for c in changes]
    found["texts"] = [f"{t['before']} → {t['after']}: {len(t['changes'] or ())} changes" for t in diff["texts"]]
    return found


def place(clause: Mapping[str, Any] | None) -> str:
    return f"{clause['license']} {clause['section']}" if clause else "nothing"


def lineage_line(entry: Mapping[str, Any]) -> str:
    words = [entry["id"], str(entry["license"]), entry["verdict"]]
    words += [f"({entry['scope']} pass)"] if entry["scope"] != "all" else []
    words += ["(at the commit named)"] if entry["pinned"] else []
    words += ["(decides)"] if entry["decides"] else []
    return " ".join(words)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_case_comes_out_as_expected(
    path: Path,
    environment: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    request: pytest.FixtureRequest,
) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))

    def find_text(path: str) -> bytes:
        corpus: Path = request.getfixturevalue("corpus")
        return (corpus / path).read_bytes()

    repositories = [repository(name, body or {}, find_text) for name, body in case.get("hub", {}).items()]
    inside = {f"model/{name}": content for name, content in case.get("folder", {}).items()}
    for name, content in {**case.get("beside", {}), **inside}.items():
        file = environment / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if content is not None:
            file.write_bytes(read(content, find_text))
    with LoopbackHub(repositories, moved=case.get("moved")) as hub:
        monkeypatch.setenv("HF_ENDPOINT", case.get("endpoint", hub.endpoint))
        hub.faults += [Fault(fault["path"], answer(fault["status"])) for fault in case.get("faults", [])]
        code = run([*case["command"], "--format", "json"])
    out, err = capfdbinary.readouterr()
    found = outcome(json.loads(out), code, case.get("show", ())) if out else {"exit_code": int(code)}

    assert b"Traceback" not in err
    if request.config.getoption("--update-goldens"):
        case["expect"] = found
        path.write_text(yaml.safe_dump(case, sort_keys=False, allow_unicode=True, width=120), encoding="utf-8")
    assert case.get("expect") == found


def test_there_are_cases() -> None:
    assert len(CASES) >= 20
