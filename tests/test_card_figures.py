"""The figures on real cards and known models: counted right on cards that are few enough to count by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import card_figures, openness_figures

ROOT = Path(__file__).resolve().parent.parent
CARDS = {
    "full": "# Net\n\nNet is a small network that sorts the mail of one office.\n\n## Limits\n\nOne office only.\n",
    "stub": "# Net 2\n\n## Limitations\n\n[More Information Needed]\n",
    "none": "---\nlicense: mit\n---\n",
}


def test_the_figures_are_those_of_a_count_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, card in CARDS.items():
        (tmp_path / "cards" / name).mkdir(parents=True)
        (tmp_path / "cards" / name / "README.md").write_text(card, encoding="utf-8")

    assert 0 == card_figures.main([str(tmp_path)])

    lines = capsys.readouterr().out.splitlines()
    assert "| 3 cards | say it | have a label with nothing under it |" in lines
    assert "| what the model is | 1 (33 %) | 0 (0 %) |" in lines
    assert "| its limitations | 1 (33 %) | 1 (33 %) |" in lines
    assert "In 1 cards (33 %) something was left from a template, or a heading stands alone." in lines
    assert ["| 0 | 2 (67 %) |", "| 1 | 0 (0 %) |", "| 2 | 1 (33 %) |"] == lines[-7:-4]


@pytest.mark.parametrize("tool", [card_figures, openness_figures])
def test_the_figures_in_the_document_are_those_of_the_corpus(
    tool: object, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / "docs" / "release.md").read_text(encoding="utf-8")

    assert 0 == tool.main([str(corpus)])  # type: ignore[attr-defined]
    assert [] == [line for line in capsys.readouterr().out.splitlines() if line not in page]
