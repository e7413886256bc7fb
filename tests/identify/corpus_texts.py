"""The AI license texts of the corpus, and which license each is."""

from __future__ import annotations

import re
from csv import DictReader
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROWS = list(DictReader((ROOT / "tools" / "index" / "corpus.tsv").read_text("utf-8").splitlines(), delimiter="\t"))


def read(corpus: Path, slug: str) -> str:
    """A text of the corpus without the line that a packager put above it."""
    text = (corpus / "licenses" / f"{slug}.txt").read_text(encoding="utf-8", errors="replace")
    return re.sub(r"\A\s*\[For the original[^\]]*\]\s*", "", text)
