"""
One license identifier over one corpus, in whatever environment it is installed: `python peers.py ENGINE FILE`.

FILE is JSON, a list of texts. The answer is JSON on standard output: seconds to load, seconds for each text, the ids
found and whether the engine reported anything unusual, and the peak memory in MB. It imports nothing but the engine.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

Answer = tuple[list[str], bool]


def ours() -> Callable[[str], Answer]:
    from checker.identify import identify

    def ask(text: str) -> Answer:
        found = identify(text)
        plain = all(detection.is_exact or detection.method == "reference" for detection in found)
        named = sorted({d.expression if plain else next(iter(d.candidates), "") for d in found} - {"", "NOASSERTION"})
        return named, not plain

    ask("Permission is granted.")
    return ask


def scancode() -> Callable[[str], Answer]:
    from scancode.api import get_licenses

    folder = Path(tempfile.mkdtemp())

    def ask(text: str) -> Answer:
        path = folder / "LICENSE"
        path.write_text(text, encoding="utf-8")
        answer = get_licenses(str(path), license_diagnostics=True)
        detections = answer["license_detections"]
        named = sorted({detection["license_expression_spdx"] for detection in detections})
        return named, any(detection.get("detection_log") for detection in detections)

    ask("Permission is granted.")
    return ask


def licenseclassifier() -> Callable[[str], Answer]:
    from licenseclassifier import identify_license

    identify_license("Permission is granted.")
    return lambda text: (sorted({found.id for found in identify_license(text)}), False)


def askalono() -> Callable[[str], Answer]:
    from askalono import identify

    def ask(text: str) -> Answer:
        found = identify(text)
        return ([found.name] if found else []), False

    return ask


ENGINES: dict[str, Callable[[], Callable[[str], Answer]]] = {
    "ours": ours,
    "scancode": scancode,
    "licenseclassifier": licenseclassifier,
    "askalono": askalono,
}


def main() -> None:
    warnings.simplefilter("ignore")
    engine, file = sys.argv[1:]
    texts: list[str] = json.loads(Path(file).read_text(encoding="utf-8"))
    start = time.perf_counter()
    ask = ENGINES[engine]()
    load = time.perf_counter() - start
    answers: list[dict[str, Any]] = []
    for text in texts:
        start = time.perf_counter()
        named, flagged = ask(text)
        answers.append({"seconds": time.perf_counter() - start, "named": named, "flagged": flagged})
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    json.dump({"load": load, "memory": memory, "answers": answers}, sys.stdout)


if __name__ == "__main__":
    main()
