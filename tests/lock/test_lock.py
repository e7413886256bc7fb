"""The lock: the same bytes for the same inputs, branches that merge, and what fails when the Hub moves."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker.errors import ExitCode, UsageProblem
from checker.lock import Lock, LockedModel
from checker.model.snapshot import Kind
from tests.conftest import APACHE, card
from tests.loopback_hub import LoopbackHub, Repository

Project = Callable[[dict[str, str]], Path]
Command = Callable[..., tuple[int, str, str]]
Scan = Callable[..., tuple[int, dict[str, Any], str]]

TOOL = 'AutoModel.from_pretrained("acme/tool")\n'
POLICY = b"You agree to keep to the law.\nYou agree to tell users that they talk to a machine.\n"


@pytest.fixture
def tool(hub: LoopbackHub) -> Repository:
    """A model with a license and a use policy, whose `main` can be moved."""
    repository = Repository("acme/tool", {"README.md": card("apache-2.0"), "LICENSE": APACHE, "USE_POLICY.md": POLICY})
    hub.add(repository)
    return repository


@pytest.fixture
def locked(tool: Repository, project: Project, command: Command) -> Path:
    """A project with a lock of that model."""
    folder = project({"a.py": TOOL})
    assert ExitCode.PASS == command("lock", "--isolated")[0]
    return folder


def move(repository: Repository, **files: bytes | None) -> None:
    """A further commit on `main`: files by what they are, None for one that goes."""
    named = {"card": "README.md", "license": "LICENSE", "policy": "USE_POLICY.md"}
    changed = {named[key]: content for key, content in files.items()}
    after = {**repository.commits[repository.refs["main"]], **changed}
    repository.commit({path: content for path, content in after.items() if content is not None})


def test_the_lock_pins_commit_license_files_lineage_and_verdict(locked: Path, tool: Repository) -> None:
    (model,) = Lock.read(locked / "lic-check.lock").models

    assert ("acme/tool", Kind.MODEL, None, tool.head) == (model.id, model.kind, model.asked, model.revision)
    assert ("Apache-2.0", "allow", "permissive-only") == (model.license, model.verdict, model.policy)
    assert {"LICENSE", "USE_POLICY.md"} == model.files.keys()


def test_the_same_inputs_give_the_same_bytes(locked: Path, command: Command) -> None:
    first = Path("lic-check.lock").read_bytes()
    command("lock", "--isolated")

    assert first == Path("lic-check.lock").read_bytes()


def test_the_models_are_sorted_whatever_their_order_in_the_code(project: Project, command: Command) -> None:
    project({"a.py": 'AutoModel.from_pretrained("acme/good")\nAutoModel.from_pretrained("acme/bad")\n'})
    command("lock", "--isolated")

    assert ["acme/bad", "acme/good"] == [model.id for model in Lock.read(Path("lic-check.lock")).models]


def test_a_model_that_no_file_names_can_be_locked(tool: Repository, project: Project, command: Command) -> None:
    project({})

    assert ExitCode.PASS == command("lock", "--isolated", "--model", "acme/tool@main")[0]
    assert ["main"] == [model.asked for model in Lock.read(Path("lic-check.lock")).models]


def test_what_cannot_be_had_is_not_locked(tool: Repository, project: Project, command: Command) -> None:
    project({"a.py": TOOL + 'AutoModel.from_pretrained("acme/missing")\n'})
    code, _, err = command("lock", "--isolated")

    assert ExitCode.INCOMPLETE == code
    assert "not locked: acme/missing" in err
    assert ["acme/tool"] == [model.id for model in Lock.read(Path("lic-check.lock")).models]


def test_nothing_moved(locked: Path, command: Command) -> None:
    code, out, _ = command("verify", "--isolated")

    assert (ExitCode.PASS, "1 model locked: 1 as locked\n") == (code, out)


def test_a_commit_on_the_same_terms_is_said_and_passes(locked: Path, tool: Repository, command: Command) -> None:
    before = tool.head
    move(tool, card=card("apache-2.0") + b"More words.\n")
    code, out, _ = command("verify", "--isolated")

    assert ExitCode.PASS == code
    assert f"the commit moved from {before} to {tool.head}" in " ".join(out.split())


def test_a_commit_that_moved_behind_a_gate_is_missing_evidence(
    hub: LoopbackHub, project: Project, command: Command, scan: Scan
) -> None:
    gated = Repository("acme/gated", {"README.md": card("mit")}, gated="manual")
    hub.add(gated)
    project({"a.py": 'AutoModel.from_pretrained("acme/gated")\n'})
    code, _, err = command("lock", "--isolated")
    still = command("verify", "--isolated")[0]
    move(gated, card=card("mit") + b"Some other words.\n")

    assert (ExitCode.INCOMPLETE, ExitCode.PASS) == (code, still)
    assert "not all evidence on acme/gated could be read: README.md: inaccessible" in err
    code, out, _ = command("verify", "--isolated")
    assert ExitCode.INCOMPLETE == code
    assert "acme/gated: moved, and what it says now could not all be read" in out
    assert "acme/gated: moved" in scan("--locked")[2]


def test_a_changed_license_text_fails_with_the_changed_words(locked: Path, tool: Repository, command: Command) -> None:
    move(tool, license=APACHE.replace(b"royalty-free, irrevocable", b"royalty-free, revocable"))
    code, out, _ = command("verify", "--isolated")

    assert ExitCode.UNDECIDED == code
    assert "LICENSE changed" in out
    assert "[-irrevocable-]" in out
    assert "[+revocable+]" in out


def test_a_changed_use_policy_fails_with_the_changed_words(locked: Path, tool: Repository, command: Command) -> None:
    move(tool, policy=POLICY.replace(b"tell users", b"tell no user"))
    code, out, _ = command("verify", "--isolated", "--format", "json")
    (model,) = json.loads(out)["models"]

    assert ExitCode.UNDECIDED == code
    assert ("terms", ["USE_POLICY.md changed"]) == (model["movement"], model["facts"][:1])
    assert "tell users" in model["texts"][0]["before"]["text"]
    assert "tell no user" in model["texts"][0]["after"]["text"]


def test_a_model_that_is_now_denied_is_a_denial(locked: Path, tool: Repository, command: Command) -> None:
    move(tool, card=card("llama3.1"), license=None)

    assert ExitCode.DENIED == command("verify", "--isolated")[0]


def test_other_terms_of_an_ancestor_are_found(hub: LoopbackHub, project: Project, command: Command) -> None:
    base = Repository("acme/base", {"README.md": card("mit")})
    hub.add(base, Repository("acme/tuned", {"README.md": card("mit", "acme/base")}))
    project({"a.py": 'AutoModel.from_pretrained("acme/tuned")\n'})
    command("lock", "--isolated")
    base.commit({"README.md": card("llama3.1")})
    code, out, _ = command("verify", "--isolated")

    assert ExitCode.DENIED == code, out
    assert "the license of its ancestor acme/base was MIT and is LicenseRef-llama-3.1" in " ".join(out.split())


def test_a_model_that_is_gone_is_missing_evidence(locked: Path, tool: Repository, command: Command) -> None:
    tool.private, tool.owner_token = True, "hf_owner"
    code, out, _ = command("verify", "--isolated")

    assert ExitCode.INCOMPLETE == code
    assert "acme/tool: cannot be had any more" in out


def test_another_policy_is_no_movement_of_the_hub(locked: Path, command: Command) -> None:
    code, out, _ = command("verify", "--isolated", "--policy", "research")

    assert ExitCode.PASS == code
    assert "judged on another basis" in out


def test_a_locked_scan_fails_when_the_commit_moved(locked: Path, tool: Repository, scan: Scan) -> None:
    passed = scan("--locked")[0]
    move(tool, card=card("apache-2.0") + b"More words.\n")
    code, _, err = scan("--locked")

    assert (ExitCode.PASS, ExitCode.UNDECIDED) == (passed, code)
    assert "the commit moved from" in err


def test_a_locked_scan_needs_every_model_in_the_lock(locked: Path, project: Project, command: Command) -> None:
    project({"b.py": 'AutoModel.from_pretrained("acme/child")\n'})
    code, _, err = command("scan", ".", "--isolated", "--locked")

    assert ExitCode.USAGE == code
    assert "lic-check.lock does not hold acme/child" in err


def test_the_lock_itself_names_no_model_to_the_scan(locked: Path, scan: Scan) -> None:
    assert ["a.py"] == [place["file"] for place in scan()[1]["models"][0]["named_at"]]


@pytest.mark.parametrize("text", ["", "{}\n", '{"schema":"lic-check/lock/1"}\nx\n', '{"schema":"lic-check/lock/2"}\n'])
def test_a_file_that_is_no_lock_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.lock"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(UsageProblem, match="holds no lock"):
        Lock.read(path)


def entry(id: str, revision: str) -> LockedModel:
    return LockedModel(
        id=id,
        kind=Kind.MODEL,
        asked=None,
        revision=revision * 40,
        license="MIT",
        verdict="allow",
        files={"LICENSE": revision * 64},
        lineage=(),
        policy="permissive-only",
        basis="0" * 16,
    )


def merged(tmp_path: Path, *, ours: list[LockedModel], theirs: list[LockedModel], union: bool) -> Path:
    """The two locks as git merges them, from a lock of two other models."""
    base = [entry("acme/a", "1"), entry("acme/z", "1")]
    paths = []
    for name, models in (("ours", [*base, *ours]), ("base", base), ("theirs", [*base, *theirs])):
        path = tmp_path / name
        path.write_text(Lock(tuple(sorted(models, key=lambda model: model.id))).text(), encoding="utf-8")
        paths.append(str(path))
    subprocess.run(["git", "merge-file", *(["--union"] if union else []), *paths], check=True)
    return Path(paths[0])


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed, so there is no merge to try")
def test_two_branches_that_add_models_merge(tmp_path: Path) -> None:
    path = merged(tmp_path, ours=[entry("acme/b", "2")], theirs=[entry("acme/c", "3")], union=True)

    assert ["acme/a", "acme/b", "acme/c", "acme/z"] == [model.id for model in Lock.read(path).models]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed, so there is no merge to try")
def test_two_branches_that_add_the_same_model_merge_to_one_entry(tmp_path: Path) -> None:
    path = merged(tmp_path, ours=[entry("acme/b", "2")], theirs=[entry("acme/b", "2")], union=False)

    assert ["acme/a", "acme/b", "acme/z"] == [model.id for model in Lock.read(path).models]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed, so there is no merge to try")
def test_two_branches_that_pin_a_model_differently_are_told_to_lock_again(tmp_path: Path) -> None:
    path = merged(tmp_path, ours=[entry("acme/b", "2")], theirs=[entry("acme/b", "3")], union=True)

    with pytest.raises(UsageProblem, match="locks acme/b in two ways"):
        Lock.read(path)
