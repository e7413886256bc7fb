"""What suggests that a model made a dataset: a tag, a declared creator, a sentence of its description."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from checker.evidence.files import quote
from checker.evidence.reading import Reading, known
from checker.model.evidence import Card, Citation

MAX_PROSE = 20_000

_TAGS = frozenset(
    {"synthetic", "synthetic-data", "synthetic_data", "model-generated", "machine-generated", "distilled"}
)
_CREATORS = ("annotations_creators", "language_creators")
_BY_MACHINE = "machine-generated"
_MADE = "generated|synthesi[sz]ed|distilled|created|produced|written|augmented|rephrased|annotated|labell?ed"
_MODELS = (
    r"GPT-?[345][\w.-]*|ChatGPT|Claude|Gemini|PaLM|text-davinci-\d+|Llama|Mixtral|Mistral|Qwen|DeepSeek|Gemma|"
    r"Nemotron|Phi-\d|Yi-\d|Command-?R|Grok"
)
_SENTENCE = re.compile(
    rf"\b(?:{_MADE})\b[^.\n]{{0,60}}?\b(?:by|with|using|from|via)\b[^.\n]{{0,60}}?\b(?:{_MODELS})",
    re.IGNORECASE,
)


def read_generator(info: Mapping[str, Any], card: Card | None) -> Reading:
    """The fact `model_generated` of a dataset, with the first words that suggest it."""
    for words, citation in _suggestions(info, card):
        return Reading(facts={"model_generated": known(words, citation)})
    return Reading()


def _suggestions(info: Mapping[str, Any], card: Card | None) -> Iterator[tuple[str, Citation]]:
    fields: Any = card.fields if card else info.get("cardData")
    written = fields if isinstance(fields, Mapping) else {}
    file = card.path if card else None
    for tag in _words(written.get("tags")) + _words(info.get("tags")):
        if tag.lower() in _TAGS:
            yield f"the tag {tag}", Citation(file=file, field="tags")
    for field in _CREATORS:
        if _BY_MACHINE in _words(written.get(field)):
            yield f"{field}: {_BY_MACHINE}", Citation(file=file, field=field)
    prose = card.body if card else info.get("description")
    if isinstance(prose, str) and (found := _SENTENCE.search(prose[:MAX_PROSE])):
        yield f"“{quote(found[0])}”", Citation(file=file, field=None if card else "description")


def _words(value: Any) -> list[str]:
    items = value if isinstance(value, list | tuple) else [value]
    return [item for item in items if isinstance(item, str)]
