"""
The class of the Model Openness Framework that known models reach: `python tools/openness_figures.py`.

From the corpus, the folder given or that of `LIC_CHECK_CORPUS`, each model's repository is built: the files that the
Hub lists for it, with the real card and license texts; of the others only their names count. Printed beside each class
is the license that the Model Openness Tool records for the parameters, in `dumps/model-openness-tool-licenses.tsv`.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple


class Known(NamedTuple):
    """A model of the corpus: its slug there, its name in the tool's list, and which text each license file has."""

    slug: str
    name: str
    texts: Mapping[str, str] = {}


LLAMA_2 = {"LICENSE.txt": "meta-llama-2.txt", "USE_POLICY.md": "meta-llama-2-aup.txt"}
GPT_OSS = {"LICENSE": "openai-gpt-oss-apache-2.0.txt"}
MODELS = (
    Known("openai-community-gpt2", "GPT-2"),
    Known("openai-gpt-oss-20b", "gpt-oss-20b", GPT_OSS),
    Known("openai-gpt-oss-120b", "gpt-oss-120b", GPT_OSS),
    Known("meta-llama-llama-2-7b-hf", "Llama-2-7B", LLAMA_2),
    Known("salesforce-codet5p-220m", "CodeT5+-220M"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, default=os.environ.get("LIC_CHECK_CORPUS"))
    options = parser.parse_args(arguments)
    if options.corpus is None:
        parser.error("name the corpus, or set LIC_CHECK_CORPUS")
    corpus = Path(options.corpus)
    recorded = read_recorded(corpus / "dumps" / "model-openness-tool-licenses.tsv")
    sys.stdout.write("| model | license of the parameters: recorded | found | class | what class III lacks |\n")
    sys.stdout.write("| --- | --- | --- | --- | --- |\n")
    for known in MODELS:
        openness = openness_of(known, corpus)
        found = {part["id"]: part for part in openness["components"]}
        license = found["model-parameters"].get("license") or "not known"
        lacks = "; ".join(openness["missing"]) if openness["next_class"] == "class-iii" else ""
        sys.stdout.write(f"| {known.name} | {recorded[known.name]} | {license} | {openness['reached']} | {lacks} |\n")
    return 0


def read_recorded(path: Path) -> Mapping[str, str]:
    """Of each model in the tool's list, the license of its parameters, or that of all of it."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {row["name"]: row["license_distribution"] or ", ".join(_names(row)) or "none" for row in rows}


def _names(row: Mapping[str, str]) -> Iterator[str]:
    return (name for name in json.loads(row["component_parameters_license"]) if name)


def openness_of(known: Known, corpus: Path) -> Mapping[str, Any]:
    """The component map of one model, from the report of the command."""
    with TemporaryDirectory() as place:
        folder = Path(place, known.slug)
        build(known, corpus, folder)
        command = [sys.executable, "-m", "checker", "release", str(folder), "--offline", "--isolated", "-f", "json"]
        (model,) = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout)["models"]
    openness: Mapping[str, Any] = model["release"]["openness"]
    return openness


def build(known: Known, corpus: Path, folder: Path) -> None:
    """The repository as far as the corpus has it."""
    record = json.loads((corpus / "dumps" / "hf-api-model-json" / f"{known.slug}.json").read_bytes())
    for sibling in record["siblings"]:
        file = folder / sibling["rfilename"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    (folder / "config.json").write_text(json.dumps(record.get("config") or {}), encoding="utf-8")
    (folder / "README.md").write_bytes((corpus / "cards" / f"hf-{known.slug}" / "README.md").read_bytes())
    for name, text in known.texts.items():
        (folder / name).write_bytes((corpus / "licenses" / text).read_bytes())


if __name__ == "__main__":
    sys.exit(main())
