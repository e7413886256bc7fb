"""
What a text says, by subject: the vocabulary of `data/topics.yaml` applied to labelled passages.

Cards name one thing in hundreds of ways (947 section names in one study, arXiv:2512.12443), so a subject is sought by
meaning: under any of its labels, and in sentences. A label counts only with something under it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

import msgspec

from checker.model.release import Leftover, Mention, Topic
from checker.release.passages import MarkdownText, Passage, fold, plain
from checker.resources import load_packaged_yaml, packaged

MAX_QUOTE = 160
# The text under a label that says something: fewer words are a stub, unless a name or a date is asked for.
MIN_WORDS = 2
NAMING = frozenset({Topic.DEVELOPER, Topic.VERSION, Topic.RELEASE_DATE})
# Fewer are no description of a model.
MIN_SENTENCE = 8
# Far beyond the longest real card; what lies beyond is not searched.
MAX_LABELS = 4_000
MAX_LINES = 20_000
# How many words a phrase may have in the place of a `*`.
_GAP = r"(?:\w+ ){0,8}?"

# What templates leave behind, in text without code and comments.
_PLACEHOLDERS = re.compile(
    r"\[?\bmore information (?:is )?needed\b(?: for further recommendations)?\.?\]?"
    r"|\b(?:todo|tbd|fixme)\b"
    r"|\blorem ipsum\b"
    r"|\[(?:insert|your|fill in|add)\b[^\]\n]{0,60}\](?!\()"
    r"|\[none\]\(https://huggingface\.co/none\)"
    r"|\]\(\.\.\.\)"
    r"|(?:^|\s)\.\.\. and \.\.\."
    r"|\(forthcoming\.?\)|\[optional\]|[-–:] to be added soon"
    r"|\A\W*(?:coming soon|to be (?:added|completed|determined|written))\W*\Z",
    re.IGNORECASE,
)
_VERSION = re.compile(r"\bv?\d{1,3}\.\d{1,3}(?:\.\d{1,3})?\b|\bv\d{1,3}\b", re.IGNORECASE)
# A heading of a change log, not the number of a section.
_VERSION_LABEL = re.compile(r"v\d+(?:\.\d+)*\b", re.IGNORECASE)
_TODO_COMMENT = re.compile(r"\b(?:TODO|FIXME)\b")
_MEDIA = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)|<(?:img|video|audio|source)\b|\[[^\]\n]+\]\([^)\n]+\)|https?://\S")


def find_mentions(text: MarkdownText, file: str) -> Mapping[Topic, tuple[Mention, ...]]:
    """Where `text` speaks of each topic: the labels first, the filled ones before the others; then the sentences."""
    labelled: dict[Topic, list[Mention]] = {topic: [] for topic in Topic}
    for topic, mention in _introduction(text, file):
        labelled[topic].append(mention)
    for passage in text.passages[:MAX_LABELS]:
        label = _joined(passage.label)
        for topic in _named_by(label):
            mention = _labelled(passage, file, 1 if topic in NAMING else MIN_WORDS)
            # How to use a model is shown by a command, not by a link to where it is shown.
            filled = passage.holds_code if topic is Topic.USAGE else mention.filled
            labelled[topic].append(msgspec.structs.replace(mention, filled=filled))
    spoken = _sentences(text, file)
    return {
        topic: (*sorted(found, key=lambda mention: not mention.filled), *spoken[topic])
        for topic, found in labelled.items()
        if found or spoken[topic]
    }


def find_leftovers(text: MarkdownText, file: str) -> tuple[Leftover, ...]:
    """Everything in `text` that nobody filled in, in the order of lines."""
    found = [
        Leftover(file=file, line=number, quote=_quote(line))
        for number, line in text.prose
        if _PLACEHOLDERS.search(line)
    ]
    found += [
        Leftover(file=file, line=number, quote=_quote(line))
        for number, line in text.comments
        if _TODO_COMMENT.search(line)
    ]
    headings = [passage for passage in text.passages if passage.is_heading and fold(passage.label)]
    # The title of the card stands above everything, whatever the level of the headings under it.
    found += [
        Leftover(file=file, line=heading.line, quote=_quote(heading.label), empty_heading=True)
        for heading in headings[len(headings) > 1 :]
        if not heading.within and not heading.holds_code
    ]
    return tuple(sorted(found, key=lambda leftover: leftover.line))


def _introduction(text: MarkdownText, file: str) -> Iterator[tuple[Topic, Mention]]:
    """What stands at the top without a label: a sentence on what the model is, and the version in its title."""
    first = text.passages[:2] if text.passages and not text.passages[0].is_heading else text.passages[:1]
    for passage in first:
        sentence = next((line for line in passage.own if _says_something(line[1])), None)
        if sentence:
            yield Topic.DETAILS, Mention(file=file, line=sentence[0], quote=_quote(sentence[1]))
        if passage.is_heading and _VERSION.search(passage.label):
            yield Topic.VERSION, Mention(file=file, line=passage.line, quote=_quote(passage.label))


def _says_something(line: str) -> bool:
    return len(fold(line).split()) >= MIN_SENTENCE and not _PLACEHOLDERS.search(line) and line.lstrip()[0] not in "|#"


def _labelled(passage: Passage, file: str, words: int) -> Mention:
    content = passage.within if passage.is_heading else passage.own
    said = " ".join(_PLACEHOLDERS.sub(" ", line) for _, line in content)
    filled = passage.holds_code or len(fold(said).split()) >= words or bool(_MEDIA.search(said))
    quote = next((line for _, line in content if fold(line)), passage.label)
    return Mention(file=file, line=passage.line, quote=_quote(quote), label=passage.label, filled=filled)


def _joined(text: str) -> str:
    """`text` folded, with one spelling of words that are written in two ways."""
    return fold(text).replace("fine tun", "finetun").replace("pre train", "pretrain")


def _sentences(text: MarkdownText, file: str) -> Mapping[Topic, list[Mention]]:
    found: dict[Topic, list[Mention]] = {topic: [] for topic in Topic}
    sentences = _vocabulary().sentences
    headings = {passage.line for passage in text.passages if passage.is_heading}
    for number, line in text.prose[:MAX_LINES]:
        if number in headings or line.lstrip().startswith("|"):
            continue
        words = _joined(line).split()
        folded = f"{' '.join(words)} "
        candidates = {pair for word in words for pair in sentences.get(word, ())}
        if candidates and not _PLACEHOLDERS.search(line):
            for topic in {topic for topic, phrase in candidates if phrase.search(folded)}:
                found[topic].append(Mention(file=file, line=number, quote=_quote(line)))
    return found


def _named_by(label: str) -> Iterator[Topic]:
    for topic, names in _vocabulary().labels.items():
        if label and (names.search(f"{label} ") or (topic is Topic.VERSION and _VERSION_LABEL.match(label))):
            yield topic


class _Vocabulary(NamedTuple):
    """What is sought in a label, per topic; and in sentences, per word that every such sentence has."""

    labels: Mapping[Topic, re.Pattern[str]]
    sentences: Mapping[str, list[tuple[Topic, re.Pattern[str]]]]


@cache
def _vocabulary() -> _Vocabulary:
    data = load_packaged_yaml(packaged("release", "data", "topics.yaml"))
    sentences: dict[str, list[tuple[Topic, re.Pattern[str]]]] = {}
    spoken_of: list[Topic] = [topic for topic in Topic if topic is not Topic.RESULTS]
    for topic in spoken_of:
        for phrase in data[topic.value]["sentences"]:
            needed = max((word for word in phrase.split() if "*" not in word), key=len)
            sentences.setdefault(needed, []).append((topic, re.compile(_pattern(phrase))))
    labels = {topic: re.compile("|".join(map(_pattern, data[topic.value]["labels"]))) for topic in spoken_of}
    return _Vocabulary(labels, sentences)


def _pattern(phrase: str) -> str:
    """A phrase of the vocabulary as a pattern over folded text; a `*` of its own stands for up to eight words."""
    exact = phrase.startswith("=")
    words = phrase.removeprefix("=").split()
    parts = []
    for word in words:
        if word == "*":
            parts.append(_GAP)
        else:
            ending = r"\w*" if word.endswith("*") else ""
            parts.append(f"{re.escape(word.removesuffix('*'))}{ending}(?: |$)")
    body = "".join(parts)
    return rf"\A(?:{body})\Z" if exact else rf"(?:(?<=\s)|\A){body}"


def _quote(text: str) -> str:
    line = " ".join(plain(text).split())
    return line if len(line) <= MAX_QUOTE else f"{line[: MAX_QUOTE - 1]}…"
