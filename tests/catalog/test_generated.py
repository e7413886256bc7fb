"""What is compiled from the data and the code is up to date, and nothing heavy is loaded to use it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from checker.catalog import compile as compiler
from checker.catalog import inventory, vocabulary
from checker.catalog.check import main as check
from checker.catalog.compile import compile_index, license_files, render_index
from checker.catalog.index import load_index
from checker.spdx import spdx_ids


def test_the_index_is_fresh() -> None:
    assert compiler.main(["--check"]) == 0, f"run {compiler.COMMAND}"


def test_the_vocabulary_page_is_fresh() -> None:
    assert vocabulary.main(["--check"]) == 0, f"run {vocabulary.COMMAND}"


def test_the_catalog_page_is_fresh() -> None:
    assert inventory.main(["--check"]) == 0, f"run {inventory.COMMAND}"


def test_the_page_lists_every_license_and_nothing_stays_silent_about_what_is_missing() -> None:
    page = inventory.render_lists()

    assert [name for name in load_index().licenses if f"| `{name}` | " not in page] == []
    assert "\n- `Falcon 180B Acceptable Use Policy`: `LicenseRef-falcon-180b-1.0`\n" in page
    assert "autonomous driving is among the high-risk uses [4.2]\n" in page


def test_the_licenses_without_clauses_are_those_of_the_spdx_list_that_have_no_file() -> None:
    listed = {line.split(": ")[0]: line for line in inventory.without_clauses()}

    assert listed["AFL-2.1"] == "AFL-2.1: permissive (Permissive)"
    assert listed.keys() == set(spdx_ids()) - load_index().licenses.keys()


def test_compiling_twice_gives_the_same_bytes() -> None:
    assert render_index(compile_index()) == render_index(compile_index())


def test_the_index_covers_every_license_file() -> None:
    assert {f"{license_id}.yaml" for license_id in load_index().licenses} == {file.name for file in license_files()}


def test_the_checker_says_what_a_sound_file_means(capsys: pytest.CaptureFixture[str]) -> None:
    mit = next(file for file in license_files() if file.name == "MIT.yaml")

    assert check(["-v", str(mit)]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "MIT.yaml: permissive"
    assert "  MIT 2: cond.license_copy (duty; you distribute it): Give every recipient a copy of the license." in shown


def test_a_lookup_loads_no_yaml_and_no_license_index() -> None:
    script = (
        "import sys; from checker.catalog import catalog; catalog().resolve('llama3.1'); catalog().families('MIT');"
        "print([name for name in ('yaml', 'license_expression', 'hypothesis') if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert shown.stdout == "[]\n"
