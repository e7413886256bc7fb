from __future__ import annotations

from pathlib import Path

import pytest

from checker.cli.app import run
from checker.cli.config import read_config
from checker.cli.config_file import nearest_file
from checker.errors import ConfigError, ExitCode

HOUSE_TEXT = (
    "Acme house license\n\nYou may run the weights inside your own company. Do not pass the weights on to others.\n"
)
HOUSE_FACTS = """\
id: LicenseRef-acme-house
title: Acme house license
licensor: Acme
verified_on: 2026-11-24
clauses:
  - {kind: grant.use, section: "1", params: {purposes: [internal]}}
  - {kind: grant.modify, section: "1"}
  - {kind: limit.no_distribute, section: "1"}
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LIC_CHECK_CACHE_DIR", str(tmp_path / "store"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.delenv("LIC_CHECK_POLICY", raising=False)
    folder = tmp_path / "project"
    (folder / "model").mkdir(parents=True)
    (folder / ".git").mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_the_nearest_configuration_upward_is_used_and_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "lic-check.yaml").write_text("policy: research\n", encoding="utf-8")
    (project / "model" / "README.md").write_text("---\nlicense: llama3.1\n---\n", encoding="utf-8")

    run(["./model", "-f", "json"])

    out, err = capsys.readouterr()
    assert f"configuration: {project / 'lic-check.yaml'}" in err
    assert '"name": "research"' in out


def test_the_search_ends_at_the_root_of_the_repository(project: Path) -> None:
    (project.parent / "lic-check.yaml").write_text("policy: research\n", encoding="utf-8")

    assert nearest_file(project) is None


def test_pyproject_is_read_when_it_has_a_table(project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.lic-check]\npolicy = "osi-strict"\n', encoding="utf-8")

    assert "osi-strict" == read_config(nearest_file(project / "model")).policy()


def test_a_pyproject_without_the_table_is_passed_over(project: Path) -> None:
    (project / "pyproject.toml").write_text("[project]\n", encoding="utf-8")

    assert nearest_file(project) is None


def test_every_mistake_is_reported_with_its_place_and_the_nearest_spelling(project: Path) -> None:
    path = project / "lic-check.yaml"
    path.write_text("polcy: research\noffline: maybe\ncontext: {org: {mua: 5M}}\n", encoding="utf-8")

    with pytest.raises(ConfigError) as refused:
        read_config(path)

    lines = str(refused.value).splitlines()
    assert ["1:1", "2:1", "3:17"] == [line.removeprefix(f"{path}:").partition(": ")[0] for line in lines]
    assert all(
        word in str(refused.value) for word in ('did you mean "policy"', "true or false", 'did you mean "org.mau"')
    )


def test_a_broken_configuration_ends_the_run_with_exit_2(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "lic-check.yaml").write_text("policy: [\n", encoding="utf-8")

    assert ExitCode.USAGE == run(["./model"])
    assert "lic-check.yaml:2:1" in capsys.readouterr().err


def test_a_policy_beside_the_configuration_is_found_from_below(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "lic-check.yaml").write_text("policy: ours.yaml\n", encoding="utf-8")
    (project / "ours.yaml").write_text("version: 1\nextends: builtin:research\n", encoding="utf-8")
    monkeypatch.chdir(project / "model")

    assert str(project / "ours.yaml") == read_config(nearest_file(Path.cwd())).policy()


def test_own_licenses_are_recognised_and_judged_like_ours(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "lic-check.yaml").write_text("licenses: licenses\n", encoding="utf-8")
    (project / "licenses").mkdir()
    (project / "licenses" / "acme-house.txt").write_text(HOUSE_TEXT, encoding="utf-8")
    (project / "licenses" / "acme-house.yaml").write_text(HOUSE_FACTS, encoding="utf-8")
    (project / "model" / "LICENSE").write_text(HOUSE_TEXT, encoding="utf-8")
    (project / "model" / "README.md").write_text(
        "---\nlicense: other\nlicense_name: acme-house\n---\n", encoding="utf-8"
    )

    assert ExitCode.DENIED == run(["./model"])
    assert "[limit.no_distribute in section 1]" in " ".join(capsys.readouterr().out.split())
    assert ExitCode.PASS == run(["identify", "model/LICENSE"])
    assert "LicenseRef-acme-house" in capsys.readouterr().out
    assert ExitCode.PASS == run(["explain", "acme-house"])
    assert "[limit.no_distribute, 1]" in capsys.readouterr().out
    assert ExitCode.UNDECIDED == run(["identify", "model/LICENSE", "--isolated"])


def test_a_mistake_in_own_facts_names_file_and_line(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "lic-check.yaml").write_text("licenses: licenses\n", encoding="utf-8")
    (project / "licenses").mkdir()
    (project / "licenses" / "acme.txt").write_text(HOUSE_TEXT, encoding="utf-8")
    wrong = HOUSE_FACTS.replace("limit.no_distribute", "limit.no_distribte")
    (project / "licenses" / "acme.yaml").write_text(wrong, encoding="utf-8")

    assert ExitCode.USAGE == run(["./model"])
    assert "acme.yaml:8:" in capsys.readouterr().err


def test_own_facts_under_a_name_that_is_taken_are_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "lic-check.yaml").write_text("licenses: licenses\n", encoding="utf-8")
    (project / "licenses").mkdir()
    taken = HOUSE_FACTS.replace("licensor: Acme", "licensor: Acme\nnames: [other]")
    (project / "licenses" / "acme.yaml").write_text(taken, encoding="utf-8")

    assert ExitCode.USAGE == run(["./model"])
    assert "licenses/acme.yaml: “other” is a placeholder of the Hub" in capsys.readouterr().err


def test_two_facts_files_of_one_license_are_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "lic-check.yaml").write_text("licenses: licenses\n", encoding="utf-8")
    (project / "licenses").mkdir()
    for name in ("acme-1", "acme-2"):
        (project / "licenses" / f"{name}.yaml").write_text(HOUSE_FACTS, encoding="utf-8")

    assert ExitCode.USAGE == run(["./model"])
    assert "licenses/acme-2.yaml: LicenseRef-acme-house is in " in capsys.readouterr().err


def test_a_named_pyproject_without_the_table_is_an_error(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.ruff]\n", encoding="utf-8")

    with pytest.raises(ConfigError, match=r"has no table \[tool.lic-check\]"):
        read_config(project / "pyproject.toml")
