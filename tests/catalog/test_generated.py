"""What is compiled from the data and the code is up to date, and nothing heavy is loaded to use it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from checker.catalog import compile as compiler
from checker.catalog import vocabulary
from checker.catalog.check import main as check
from checker.catalog.compile import compile_index, license_files, render_index
from checker.catalog.index import load_index


def test_the_index_is_fresh() -> None:
    assert compiler.main(["--check"]) == 0, f"run {compiler.COMMAND}"


def test_the_vocabulary_page_is_fresh() -> None:
    assert vocabulary.main(["--check"]) == 0, f"run {vocabulary.COMMAND}"


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
