"""`lic-check notice`: the texts of the models and of those that they were made from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from checker.errors import ExitCode
from tests.conftest import APACHE, card
from tests.loopback_hub import LoopbackHub, Repository

Project = Callable[[dict[str, str]], Path]
Command = Callable[..., tuple[int, str, str]]


def test_the_texts_of_the_lineage_come_with_the_model(hub: LoopbackHub, command: Command) -> None:
    hub.add(
        Repository("acme/base", {"README.md": card("apache-2.0"), "LICENSE": APACHE, "NOTICE": b"Acme Base 2025\n"}),
        Repository("acme/tuned", {"README.md": card("apache-2.0", "acme/base"), "LICENSE": APACHE}),
    )
    code, out, _ = command("notice", "acme/tuned", "--isolated")

    assert ExitCode.PASS == code
    assert "LICENSE of acme/base (LICENSE), acme/tuned (LICENSE)" in out
    assert "NOTICE of acme/base (NOTICE)" in out
    assert "Acme Base 2025" in out
    assert 1 == out.count("TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION")


def test_a_model_is_asked_for_once_though_its_ancestors_are_audited_too(hub: LoopbackHub, command: Command) -> None:
    hub.add(
        Repository("acme/base", {"README.md": card("apache-2.0"), "LICENSE": APACHE}),
        Repository("acme/tuned", {"README.md": card("apache-2.0", "acme/base"), "LICENSE": APACHE}),
    )
    command("notice", "acme/tuned", "--isolated")

    asked = [path.partition("?")[0] for path in hub.paths if path.startswith("/api/")]
    assert "/api/models/acme/tuned" in asked
    assert 1 == asked.count("/api/models/acme/tuned")


def test_a_text_to_be_added_by_hand_is_said_and_fails(command: Command) -> None:
    code, out, err = command("notice", "acme/bad", "--isolated")

    assert ExitCode.UNDECIDED == code
    assert "no text of LicenseRef-llama-3.1 in the repository of acme/bad" in err
    assert "The repository holds no text of LicenseRef-llama-3.1." in out


def test_the_models_of_a_tree_can_be_taken(project: Project, command: Command) -> None:
    project({"a.py": 'AutoModel.from_pretrained("acme/good")\n'})
    code, _, _ = command("notice", "--scan", ".", "--isolated", "-o", "NOTICE.txt")

    assert ExitCode.PASS == code
    assert "acme/good at " in Path("NOTICE.txt").read_text(encoding="utf-8")


def test_what_is_not_in_the_file_is_said_once(hub: LoopbackHub, project: Project, command: Command) -> None:
    hub.add(Repository("acme/gated", {"README.md": card("mit")}, gated="manual"))
    names = ("acme/bad", "acme/gated")
    calls = [f'AutoModel.from_pretrained("{name}"{pin})\n' for name in names for pin in ("", ', revision="main"')]
    project({"a.py": "".join(calls) + "AutoModel.from_pretrained(name)\n"})

    code, _, err = command("notice", "--scan", ".", "--isolated")

    assert ExitCode.INCOMPLETE == code
    assert 1 == err.count("no text of LicenseRef-llama-3.1 in the repository of acme/bad")
    assert 1 == err.count("not all evidence on acme/gated could be read: README.md: inaccessible")
    assert "a.py:5:27: loads a model that is not told" in err


def test_without_a_model_it_is_a_usage_error(command: Command) -> None:
    assert ExitCode.USAGE == command("notice", "--isolated")[0]
