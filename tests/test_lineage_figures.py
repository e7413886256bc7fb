"""The figures over a dump of model trees, on a dump that is small enough to count by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.lineage_figures import main

COLUMNS = (
    *("model_id", "hub_license_tag", "card_license", "card_license_name", "card_license_link", "card_base_model"),
    *("card_base_model_relation", "hub_base_model_tags", "gated", "downloads", "depth", "tree"),
)
LLAMA = '["meta/llama", "finetune:meta/llama"]'
MODELS = (
    ("meta/llama", "llama3.1", "", "[]"),
    ("acme/honest", "llama3.1", "meta/llama", LLAMA),
    ("acme/as-mit", "mit", "meta/llama", LLAMA),
    ("acme/as-mit-again", "mit", "acme/as-mit", '["acme/as-mit"]'),
    ("acme/silent", "", "meta/llama", LLAMA),
    ("acme/free", "apache-2.0", "acme/unknown", "[]"),
)
EDGES = (
    *(("meta/llama", name, "finetune") for name in ("acme/honest", "acme/as-mit", "acme/silent", "acme/unread")),
    ("acme/as-mit", "acme/as-mit-again", "quantized"),
    ("acme/unknown", "acme/free", "finetune"),
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    dumps = tmp_path / "dumps"
    dumps.mkdir()
    rows = [(name, tag, tag, "", "", base, "", tags, "False", "0", "1", "t") for name, tag, base, tags in MODELS]
    lines = ["\t".join(COLUMNS), *("\t".join(_quoted(cell) for cell in row) for row in rows)]
    (dumps / "model-trees-licenses.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    edges = ["parent\tchild\trelation", *("\t".join(edge) for edge in EDGES)]
    (dumps / "model-trees-edges.tsv").write_text("\n".join(edges) + "\n", encoding="utf-8")
    return tmp_path


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if '"' in cell else cell


def test_the_figures_are_those_of_a_count_by_hand(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main([str(corpus)])

    out = capsys.readouterr().out
    assert "6 models with license fields, 6 edges" in out
    assert "6 children, of which the dump has the license fields of 5" in out
    assert "3 of the 3 descend from a model that passes on more than notices" in out
    assert "2 of these drop some of it: 67 %" in out
    assert "      2  MIT over LicenseRef-llama-3.1" in out
    assert "      2  limit.mau" in out
    assert "      1  no license stated" in out
    assert "      1  license of the base model not known" in out


def test_a_sample_is_the_same_for_the_same_seed(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(corpus), "--sample", "2", "--seed", "7"])
    first = capsys.readouterr().out
    main([str(corpus), "--sample", "2", "--seed", "7"])

    assert first == capsys.readouterr().out
    assert 2 == first.count("declares")
