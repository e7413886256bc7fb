"""What a scan says of code that hides, wraps, accepts or breaks the names of its models."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.discover import discover
from checker.discover.kinds import KINDS
from checker.discover.python import PythonTree
from checker.discover.python.modules import UNREADABLE
from checker.discover.tree import MAX_FILE_BYTES, Source
from checker.model.reference import Discovery, Ignore, Reference, Resolution

Scan = Callable[[dict[str, str]], Discovery]


@pytest.fixture
def scan(tmp_path: Path) -> Scan:
    """Writes the files out and scans them."""

    def scanned(files: dict[str, str]) -> Discovery:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return discover(tmp_path)

    return scanned


def only(found: Discovery) -> Reference:
    (reference,) = found.references
    return reference


def test_a_name_from_another_file_is_placed_where_it_stands(scan: Scan) -> None:
    found = only(
        scan(
            {
                "app/settings.py": 'CHAT = "acme/chat"\n',
                "app/load.py": "from app.settings import CHAT\nAutoModel.from_pretrained(CHAT)\n",
            }
        )
    )

    assert ("app/settings.py:1:9", Resolution.RESOLVED) == (str(found.place), found.resolution)
    assert ["app/load.py:2:27"] == list(map(str, found.used_at))
    assert "through `CHAT`" == found.why


def test_the_caller_of_a_wrapper_in_another_file_names_the_model(scan: Scan) -> None:
    found = scan(
        {
            "lib/load.py": "def load(name):\n    return AutoModel.from_pretrained(name)\n",
            "main.py": 'from lib.load import load\nload("acme/wrapped")\n',
        }
    )
    named = [r for r in found.references if r.target]

    assert [("main.py:2:7", "acme/wrapped")] == [(str(r.place), str(r.target)) for r in named]


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("load", "AutoModel.from_pretrained"),
        ("get", "snapshot_download"),
        ("Encoder", "SentenceTransformer"),
        ("get", 'functools.partial(AutoModel.from_pretrained, torch_dtype="auto")'),
        ("Client", "partial(InferenceClient, timeout=3)"),
    ],
)
def test_a_call_that_was_given_another_name_loads_what_it_is_handed(scan: Scan, name: str, function: str) -> None:
    found = only(scan({"a.py": f'{name} = {function}\n{name}("acme/chat")\n'}))

    assert (2, "acme/chat") == (found.place.line, str(found.target))


def test_the_folder_that_llama_factory_saves_to_is_no_model(scan: Scan) -> None:
    found = only(scan({"train.yaml": "adapter_name_or_path: saves/lora\n"}))

    assert (None, "saves/lora looks like a local folder") == (found.target, found.why)


def test_a_pipeline_of_javascript_without_a_model_loads_the_default_of_its_library(scan: Scan) -> None:
    found = only(scan({"a.ts": 'const p = await pipeline("sentiment-analysis");\n'}))

    assert (1, None) == (found.place.line, found.target)
    assert "the default model of the library for 'sentiment-analysis' is loaded" in found.why


def test_a_pipeline_of_another_library_is_nothing(scan: Scan) -> None:
    assert () == scan({"a.ts": "await pipeline(source, sink);\npipeline { agent any }\npipeline(x);\n"}).references


def test_names_that_stand_for_each_other_end(scan: Scan) -> None:
    assert () == scan({"a.py": 'a = b\nb = a\na("acme/chat")\n'}).references


def test_a_model_that_is_not_told_is_reported_with_the_reason(scan: Scan) -> None:
    found = only(scan({"a.py": 'import os\nAutoModel.from_pretrained(os.environ["MODEL"])\n'}))

    assert (Resolution.UNRESOLVED, None) == (found.resolution, found.target)
    assert "the environment variable 'MODEL' has no default here" == found.why
    assert 'AutoModel.from_pretrained(os.environ["MODEL"])' == found.quote


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ('AutoModel.from_pretrained("./weights")', "./weights is a local path"),
        ('AutoModel.from_pretrained("s3://bucket/model")', "s3://bucket/model is not on the Hub but at s3://"),
        ('AutoModel.from_pretrained("your-org/your-model")', "your-org/your-model is a placeholder"),
        ("AutoModel.from_pretrained(**options)", "the model is in `options`"),
        ("def f(name):\n    AutoModel.from_pretrained(name)", "the argument `name` of f() has no default"),
    ],
)
def test_a_load_of_what_is_not_on_the_hub_is_never_passed_over(scan: Scan, code: str, why: str) -> None:
    assert why == only(scan({"a.py": code + "\n"})).why


def test_a_folder_of_the_tree_is_no_model_of_the_hub(scan: Scan) -> None:
    found = only(scan({"a.py": 'AutoModel.from_pretrained("local/tuned")\n', "local/tuned/config.json": "{}"}))

    assert "local/tuned is a local folder" == found.why


def test_a_comment_with_codes_and_a_reason_is_kept_with_the_line(scan: Scan) -> None:
    found = scan(
        {
            "a.py": 'M = AutoModel.from_pretrained("a/one")  # lic-check: ignore[LC0201, LC0401] agreed with legal\n',
            "b.yaml": "# lic-check: ignore[LC0201] internal only\nbase_model: a/two\n",
            "c.py": 'AutoModel.from_pretrained("a/three")  # lic-check: ignore[LC0201]\n',
            "d.py": 'AutoModel.from_pretrained("a/four")  # lic-check: ignore everything\n',
        }
    )

    assert {
        "a/one": (Ignore(codes=("LC0201", "LC0401"), reason="agreed with legal"),),
        "a/two": (Ignore(codes=("LC0201",), reason="internal only"),),
        "a/three": (),
        "a/four": (),
    } == {str(r.target): r.ignores for r in found.references}
    assert {
        "a/one": (),
        "a/two": (),
        "a/three": ("lic-check: ignore[LC0201]",),
        "a/four": ("lic-check: ignore everything",),
    } == {str(r.target): r.unheard for r in found.references}


def test_a_file_that_cannot_be_read_is_named(scan: Scan, tmp_path: Path) -> None:
    (tmp_path / "big.json").write_bytes(b" " * (MAX_FILE_BYTES + 1))
    found = scan({"old.py": 'print "from_pretrained"\n', "deep.py": "from_pretrained\n" + "(" * 5_000})

    assert ["big.json", "deep.py", "old.py"] == [skipped.file for skipped in found.skipped]
    assert "is larger than 4 MB" in found.skipped[0].why
    assert "is not valid Python" in found.skipped[2].why


def test_a_broken_notebook_cell_hides_no_other(scan: Scan) -> None:
    cells = [["this is no Python\\n"], ["AutoModel.from_pretrained('acme/second')"]]
    body = ",\n".join(f'{{"cell_type": "code", "source": ["{"".join(cell)}"]}}' for cell in cells)

    assert "a.ipynb:2:62" == str(only(scan({"a.ipynb": f'{{"cells": [{body}]}}'})).place)


def test_the_same_tree_gives_the_same_references(scan: Scan) -> None:
    files = {"b.yaml": "model: a/b\n", "a.py": 'AutoModel.from_pretrained("a/b")\nAutoModel.from_pretrained("c/d")\n'}

    assert scan(files) == scan(files)
    assert ["a.py:1:28", "a.py:2:28", "b.yaml:1:8"] == [str(r.place) for r in scan(files).references]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@given(text=st.text(st.one_of(st.characters(), st.sampled_from("\"'`[]{}()<>$\\#:=,-/|&;\n\t ab"))))
def test_no_text_breaks_a_reader(kind: object, text: str) -> None:
    tree = PythonTree([], lambda file: None)
    source = Source("x", 'from_pretrained "a/b" model: hf:// vllm serve ' + text)
    try:
        places = [mention.place for mention in kind.read(source, tree)]  # type: ignore[attr-defined]
    except UNREADABLE:
        return

    assert all(place.line <= len(source.lines) for place in places)
