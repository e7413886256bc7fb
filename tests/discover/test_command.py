"""`lic-check scan` from end to end: each model once, on its line; what is untold, declared, known or accepted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from checker.errors import ExitCode
from tests.loopback_hub import LoopbackHub

Project = Callable[[dict[str, str]], Path]
Scan = Callable[..., tuple[int, dict[str, Any], str]]
Command = Callable[..., tuple[int, str, str]]

GOOD = 'AutoModel.from_pretrained("acme/good")\n'
BAD = 'AutoModel.from_pretrained("acme/bad")\n'
UNTOLD = 'import os\nAutoModel.from_pretrained(os.environ["MODEL"])\n'


def test_a_model_that_several_files_name_is_audited_once_and_placed_at_each(
    hub: LoopbackHub, project: Project, scan: Scan
) -> None:
    project({"a.py": GOOD, "src/b.py": "\n" + GOOD, "deploy.yaml": "model: acme/good\n"})

    code, report, _ = scan()

    (model,) = report["models"]
    assert (ExitCode.PASS, "allow") == (code, model["verdict"])
    assert [("a.py", 1, 28), ("deploy.yaml", 1, 8), ("src/b.py", 2, 28)] == [
        (place["file"], place["line"], place["column"]) for place in model["named_at"]
    ]
    assert 1 == sum(path.startswith("/api/models/acme/good") for path in hub.paths)


def test_paths_are_those_of_the_working_folder(project: Project, command: Command) -> None:
    project({"src/app/a.py": GOOD})

    assert command("scan", "src/app", "--list")[1].startswith("src/app/a.py:1:28: acme/good (literal")


def test_a_model_that_cannot_be_had_is_placed_too(project: Project, scan: Scan) -> None:
    project({"a.py": 'AutoModel.from_pretrained("acme/missing")\n'})

    code, report, _ = scan()

    assert ExitCode.INCOMPLETE == code
    assert [{"file": "a.py", "line": 1, "quote": 'AutoModel.from_pretrained("acme/missing")', "column": 28}] == (
        report["errors"][0]["named_at"]
    )


def test_a_tree_without_models_does_not_pass(project: Project, scan: Scan) -> None:
    project({"a.py": "print(1)\n"})

    assert ExitCode.INCOMPLETE == scan()[0]


def test_an_untold_reference_is_said_and_fails_only_a_strict_scan(project: Project, scan: Scan) -> None:
    project({"a.py": GOOD, "b.py": UNTOLD})

    code, report, err = scan()

    assert ExitCode.PASS == code
    assert "b.py:2:27: loads a model that is not told: the environment variable 'MODEL' has no default here" in err
    assert ["unresolved"] == [r["resolution"] for r in report["scan"]["references"] if r["target"] is None]
    assert ExitCode.INCOMPLETE == scan("--strict-refs")[0]


def test_the_manifest_declares_what_the_code_does_not_tell(project: Project, scan: Scan) -> None:
    manifest = "version: 1\nmodels:\n  - id: acme/good\n    owner: search team\n    at: [b.py]\n"
    project({"b.py": UNTOLD, "models.yaml": manifest})

    code, report, _ = scan("--strict-refs")

    (model,) = report["models"]
    assert (ExitCode.PASS, "search team") == (code, model["owner"])
    assert ["b.py", "models.yaml"] == sorted(place["file"] for place in model["named_at"])


def test_a_model_that_the_manifest_does_not_name_fails_a_strict_scan(project: Project, scan: Scan) -> None:
    project({"a.py": GOOD, "models.yaml": "version: 1\nmodels:\n  - id: acme/child\n"})

    code, _, err = scan("--strict-refs", "--fail-on", "unknown")

    assert ExitCode.UNDECIDED == code
    assert "a.py:1:28: acme/good is not declared in models.yaml" in err


def test_the_facts_of_the_manifest_hold_for_one_model_alone(project: Project, scan: Scan) -> None:
    manifest = "version: 1\nmodels:\n  - {id: acme/good, use: {use: research}}\n"
    project({"a.py": GOOD + BAD, "models.yaml": manifest})

    models = {model["id"]: model["use"] for model in scan()[1]["models"]}

    assert {"acme/good": {"use": "research"}, "acme/bad": {}} == models


def test_the_revision_of_the_manifest_pins_a_name_without_one(project: Project, scan: Scan) -> None:
    project({"a.py": GOOD, "models.yaml": "version: 1\nmodels:\n  - {id: acme/good, revision: main}\n"})

    (model,) = scan()[1]["models"]

    assert ["a.py", "models.yaml"] == [place["file"] for place in model["named_at"]]


@pytest.mark.parametrize(
    ("manifest", "problem"),
    [
        ("version: 1\nmodels:\n  - id: a/b\n    ower: me\n", "models.yaml:4:5: models[0].ower: unknown key"),
        ("version: 1\nmodels:\n  - id: not an id\n", "models.yaml:3:5: 'hf://not an id' is not a Hub id"),
        ("version: 1\nmodels:\n  - id: a/b\n  - id: a/b\n", "models.yaml:4:5: a/b is declared twice"),
        ("version: 1\nmodels:\n  - id: a/b\n    use: {usee: research}\n", "models.yaml:4:"),
    ],
)
def test_a_mistake_in_the_manifest_is_shown_with_its_line(
    project: Project, command: Command, manifest: str, problem: str
) -> None:
    project({"models.yaml": manifest})

    code, _, err = command("scan", ".", "--isolated")

    assert ExitCode.USAGE == code
    assert problem in err


def test_another_programs_models_yaml_is_read_as_a_settings_file(project: Project, scan: Scan) -> None:
    project({"models.yaml": "chat:\n  model: acme/good\n"})

    assert ["models.yaml"] == [place["file"] for place in scan()[1]["models"][0]["named_at"]]


def test_a_written_manifest_is_read_back_and_keeps_what_it_said(project: Project, scan: Scan, command: Command) -> None:
    project({"a.py": GOOD, "b.py": UNTOLD})
    command("scan", ".", "--write-manifest")
    first = Path("models.yaml").read_text(encoding="utf-8")
    Path("models.yaml").write_text(
        first.replace("    # owner:", '    owner: "search: team"\n    use: {use: research}'), encoding="utf-8"
    )
    project({"c.py": 'AutoModel.from_pretrained("acme/child", revision="main")\n'})
    command("scan", ".", "--write-manifest")

    code, report, _ = scan("--exit-zero")

    assert "# b.py:2:27: the environment variable 'MODEL' has no default here" in first
    assert {"acme/good": ("search: team", {"use": "research"}), "acme/child": (None, {})} == {
        model["id"]: (model["owner"], model["use"]) for model in report["models"]
    }
    assert ExitCode.PASS == code


def test_two_names_of_one_commit_are_one_model_with_both_lines(project: Project, scan: Scan, command: Command) -> None:
    project({"a.py": BAD + 'AutoModel.from_pretrained("acme/bad", revision="main")\n'})
    command("lock", "--isolated")
    _, report, _ = scan()
    (model,) = report["models"]

    assert [1, 2] == [place["line"] for place in model["named_at"]]
    assert "as locked" not in scan("--locked")[2]


def test_one_model_for_two_uses_is_two_audits(project: Project, scan: Scan) -> None:
    manifest = "version: 1\nmodels:\n  - {id: acme/bad, use: {use: research}}\n  - {id: acme/bad, revision: main}\n"
    project({"models.yaml": manifest})

    assert [{}, {"use": "research"}] == sorted((m["use"] for m in scan()[1]["models"]), key=len)


def test_a_tree_that_names_no_model_fails_and_says_what_was_read(project: Project, command: Command) -> None:
    project({"a.py": "x = 1\n"})
    code, _, err = command("scan", ".", "--isolated")

    assert ExitCode.INCOMPLETE == code
    assert "no model is named in 1 file: declare in models.yaml what the code does not name" in err


def test_a_strict_list_says_on_what_it_fails(project: Project, command: Command) -> None:
    manifest = "version: 1\nmodels:\n  - {id: acme/good}\n"
    project({"a.py": GOOD, "b.py": UNTOLD, "c.py": BAD, "models.yaml": manifest})

    code, _, err = command("scan", ".", "--list", "--strict-refs")

    assert ExitCode.INCOMPLETE == code
    assert "b.py:2:27: loads a model that is not told" in err
    assert "acme/bad is not declared in models.yaml" in err
    assert (ExitCode.PASS, "") == command("scan", ".", "--list")[::2]


def test_a_manifest_written_again_is_the_same(project: Project, command: Command) -> None:
    project({"a.py": GOOD, "models.yaml": "version: 1\nmodels:\n  - {id: acme/child, owner: us}\n"})
    command("scan", ".", "--write-manifest")
    first = Path("models.yaml").read_text(encoding="utf-8")
    command("scan", ".", "--write-manifest")

    assert first == Path("models.yaml").read_text(encoding="utf-8")
    assert "  # no other file names it\n  - id: acme/child\n" in first
    assert "models.yaml:" not in first


def test_a_baseline_passes_over_what_is_known_and_fails_on_what_is_new(project: Project, scan: Scan) -> None:
    project({"a.py": BAD})
    before = scan()[0], scan("--write-baseline", "known.json")[0]
    known, report, err = scan("--baseline", "known.json")
    project({"b.py": 'AutoModel.from_pretrained("acme/child")\n'})

    assert ((ExitCode.DENIED, ExitCode.PASS), ExitCode.PASS) == (before, known)
    (model,) = report["models"]
    assert "deny" == model["verdict"]
    assert {"deny": {"baseline"}} == {
        finding["verdict"]: {finding["suppressed"]["by"]} for finding in model["findings"] if finding["suppressed"]
    }
    assert "the exit code passes over" in err
    assert ExitCode.DENIED == scan("--baseline", "known.json")[0]


def test_a_finding_that_is_gone_is_said_so_that_the_baseline_shrinks(project: Project, scan: Scan) -> None:
    project({"a.py": BAD})
    scan("--write-baseline", "known.json")
    project({"a.py": GOOD})

    assert "gone: write it again" in scan("--baseline", "known.json")[2]


def test_a_baseline_never_hides_missing_evidence(project: Project, scan: Scan) -> None:
    project({"a.py": 'AutoModel.from_pretrained("acme/missing")\n' + BAD})

    assert ExitCode.INCOMPLETE == scan("--write-baseline", "known.json")[0]
    assert ExitCode.INCOMPLETE == scan("--baseline", "known.json")[0]


def test_a_file_that_is_no_baseline_is_a_usage_error(project: Project, command: Command) -> None:
    project({"a.py": GOOD, "known.json": "{}"})

    assert ExitCode.USAGE == command("scan", ".", "--baseline", "known.json")[0]


def test_a_comment_accepts_a_finding_only_on_every_line_of_the_model(project: Project, scan: Scan) -> None:
    accepted = BAD.rstrip("\n") + "  # lic-check: ignore[LC0401] contract 17\n"
    project({"a.py": accepted})
    alone, report, err = scan("--show-suppressed")
    project({"b.py": BAD})
    both, _, _ = scan()

    (finding,) = (f for f in report["models"][0]["findings"] if f["code"] == "LC0401")
    assert ("comment", "contract 17") == (finding["suppressed"]["by"], finding["suppressed"]["reason"])
    assert "passed over: acme/bad: LC0401" in err
    assert ("deny", ExitCode.PASS, ExitCode.DENIED) == (report["models"][0]["verdict"], alone, both)


def test_a_comment_on_another_code_accepts_nothing(project: Project, scan: Scan) -> None:
    project({"a.py": BAD.rstrip("\n") + "  # lic-check: ignore[LC0202] contract 17\n"})

    assert ExitCode.DENIED == scan()[0]


def test_a_comment_that_names_no_code_or_no_reason_is_said_to_accept_nothing(project: Project, scan: Scan) -> None:
    project({"a.py": BAD.rstrip("\n") + "  # lic-check: ignore[LC0401]\n"})
    code, _, err = scan()

    assert ExitCode.DENIED == code
    assert "a.py:1:28: 'lic-check: ignore[LC0401]' accepts nothing: it takes codes and a reason" in err


def test_a_comment_holds_beside_a_manifest_and_in_one(project: Project, scan: Scan, command: Command) -> None:
    accepted = BAD.rstrip("\n") + "  # lic-check: ignore[LC0401] contract 17\n"
    project({"a.py": accepted, "models.yaml": "version: 1\nmodels:\n  - id: acme/bad\n"})
    named_by_both = scan()[0]
    project({"a.py": "", "models.yaml": "version: 1\nmodels:\n  # lic-check: ignore[LC0401] trial\n  - id: acme/bad\n"})
    declared_alone = scan()[0]
    command("scan", ".", "--write-manifest")
    written_again = scan()[0]
    project({"a.py": BAD})

    assert [ExitCode.PASS] * 3 == [named_by_both, declared_alone, written_again]
    assert ExitCode.DENIED == scan()[0]


def test_a_manifest_alone_can_be_scanned(project: Project, command: Command) -> None:
    project({"models.yaml": "version: 1\nmodels:\n  - id: acme/good\n", "a.py": BAD})
    code, out, _ = command("scan", "models.yaml", "--isolated", "--list")

    assert (ExitCode.PASS, "models.yaml:3:5: acme/good (declared: manifest)") == (code, out.splitlines()[0])


def test_the_schema_of_the_manifest_accepts_what_is_written_and_refuses_a_slip(
    project: Project, command: Command
) -> None:
    project({"a.py": GOOD + UNTOLD})
    command("scan", ".", "--write-manifest")
    schema = json.loads(command("schema", "manifest")[1])
    written = yaml.safe_load(Path("models.yaml").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(written)

    with pytest.raises(jsonschema.ValidationError, match="ower"):
        jsonschema.validate({"version": 1, "models": [{"id": "a/b", "ower": "me"}]}, schema)


def test_another_programs_file_is_not_overwritten(project: Project, command: Command) -> None:
    project({"a.py": GOOD, "models.yaml": "chat:\n  model: acme/good\n"})
    code, _, err = command("scan", ".", "--write-manifest")

    assert ExitCode.USAGE == code
    assert "models.yaml is no manifest of ours" in err
    assert "chat:" in Path("models.yaml").read_text(encoding="utf-8")


def test_several_models_may_be_declared_for_one_file(project: Project, scan: Scan) -> None:
    manifest = "version: 1\nmodels:\n  - {id: acme/good, at: [b.py]}\n  - {id: acme/child, at: ['*.py']}\n"
    project({"b.py": UNTOLD, "models.yaml": manifest})

    places = {
        model["id"]: {place["file"] for place in model["named_at"]} for model in scan("--strict-refs")[1]["models"]
    }

    assert {"acme/good": {"b.py", "models.yaml"}, "acme/child": {"b.py", "models.yaml"}} == places
