"""
Seeded variations of license texts: harmless ones, after which a text is still the same license, and alterations, after
which it is not. One seed always gives the same texts.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Sequence
from random import Random

Change = Callable[[Random, str], str]

# Invented sentences that take something away from whoever relies on the license.
SENTENCES = (
    "Commercial use requires a separate written agreement with the author.",
    "This grant does not extend to military applications.",
    "You may not train other models on the output of this model.",
    "Use within the European Union is excluded.",
    "Redistribution of modified versions is forbidden.",
    "The licensor may revoke these rights at any time without notice.",
    "For research purposes only.",
    "Non-commercial use only.",
    "Companies with more than 100 employees must pay a fee.",
    "No rights are granted to companies that offer hosted services.",
    "Attribution must appear on every page of the product.",
    "You must send all changes to the author within 10 days.",
    "Academic evaluation only.",
    "Not for sale.",
    "Personal use only.",
    "All patent rights are withheld.",
    "The software may be used for good, never for evil.",
    "Users in sanctioned regions are excluded.",
    "Any dispute is decided by the author alone.",
    "Publication of benchmark results is prohibited.",
    "This license ends after one year.",
    "Only individuals may rely on this license.",
)
WORDS = (
    "not",
    "non",
    "never",
    "only",
    "solely",
    "except",
    "commercial",
    "prohibited",
    "academic",
    "internal",
    "unless",
    "without",
)
HIDDEN_LINES = (
    "Non-Commercial Use License",
    "MIT License for Research Only",
    "Copyright (c) 2024 Acme. Non-commercial use only.",
    "Copyright (c) 2023 Example Labs, all rights reserved except as agreed in writing",
    "# Not for commercial use",
    "// no commercial use",
    "<!-- research use only -->",
    "License: non-commercial use",
    "(c) 2024 Acme - no resale",
    "Copyright 2024 Acme Corp. May not be used in production.",
    "COPYRIGHT (C) 2024 ACME, FOR EVALUATION PURPOSES ONLY",
    "; not licensed for military use",
    "Apache License, Version 2.0, Non-Commercial Edition",
    "Copyright (c) 2025 You may not sell this",
    "1. Not for commercial use",
    "All rights reserved. No license is granted.",
    "* no commercial use *",
    "Academic License",
    "Copyright (c) 2024 Acme, personal use only",
    "The Modified License (NC)",
    "-- excluded: hosting providers",
    "Evaluation Version License",
)
NAMES = (
    "Acme Corp.",
    "Jane Doe",
    "The Frobnicate Authors",
    "The Regents of the University of California",
    "Free Software Foundation, Inc.",
    "Müller & Söhne GmbH",
    "01.AI",
    "Robin Rombach and Patrick Esser",
    "Google LLC",
    "Zyx contributors (see AUTHORS)",
    "Jean-Luc Dupont <jl.dupont@acme.org>",
    "ACME Research Institute",
    "Tencent",
    "Stability AI Ltd",
    "Foo Bar, Baz Qux and contributors",
    "Massachusetts Institute of Technology",
    "H. P. Lovelace",
)


def reflowed(rng: Random, text: str) -> str:
    width = rng.choice((40, 60, 72, 80, 100, 10_000))
    paragraphs = re.split(r"\n\s*\n", text)
    filled = [
        textwrap.fill(" ".join(p.split()), width, break_long_words=False, break_on_hyphens=False) for p in paragraphs
    ]
    return "\n\n".join(filled) + "\n"


def indented(rng: Random, text: str) -> str:
    margin = " " * rng.randint(1, 8) if rng.random() < 0.7 else "\t"
    return "".join(f"{margin}{line}\n" if line.strip() else "\n" for line in text.splitlines())


def commented(rng: Random, text: str) -> str:
    start, mark, end = rng.choice(
        (
            ("", "# ", ""),
            ("", "// ", ""),
            ("/*\n", " * ", "\n */"),
            ("", ";; ", ""),
            ("", "% ", ""),
            ("", "-- ", ""),
            ('"""\n', "", '\n"""'),
        )
    )
    return start + "\n".join(mark + line for line in text.splitlines()) + end + "\n"


def dos_lines(rng: Random, text: str) -> str:
    return text.replace("\n", rng.choice(("\r\n", "\r")))


def typographic(rng: Random, text: str) -> str:
    text = re.sub(r'"([^"\n]*)"', "“\\1”", text).replace("'", "’")
    if rng.random() < 0.5:
        text = text.replace("fi", "ﬁ").replace("fl", "ﬂ")
    if rng.random() < 0.5:
        text = text.replace(" ", "\u00a0", 40)
    if rng.random() < 0.3:
        text = "\ufeff" + text
    return text.replace(" - ", " – ").replace("(c)", "©").replace("(C)", "©")


def markdown(rng: Random, text: str) -> str:
    lines = text.splitlines()
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    lines[first] = f"{'#' * rng.randint(1, 3)} {lines[first].strip()}"
    text = "\n".join(lines)
    words = sorted(set(re.findall(r"\b[A-Z]{6,}\b", text)))
    for word in rng.sample(words, min(3, len(words))):
        text = re.sub(rf"\b{word}\b", f"**{word}**", text)
    text = re.sub(r"(?m)^(\s*)(\d+)\.", r"\1\2\\.", text) if rng.random() < 0.3 else text
    text = re.sub(r"(https?://[^\s<>)\]\"',;]+[^\s<>)\]\"',;.])", r"<\1>", text) if rng.random() < 0.5 else text
    return f"```\n{text}\n```\n" if rng.random() < 0.2 else text + "\n"


def html(rng: Random, text: str) -> str:
    from html import escape

    if re.search(r"</?[a-z]+[^<>]*>", text):
        return text  # it has mark-up already, which escaping would show
    paragraphs = [escape(p.strip(), quote=rng.random() < 0.5) for p in re.split(r"\n\s*\n", text) if p.strip()]
    if rng.random() < 0.5:
        paragraphs = [p.replace("\n", "<br>\n") for p in paragraphs]
    body = "\n".join(f'<p class="text">{p}</p>' for p in paragraphs)
    return f"<!DOCTYPE html>\n<html>\n<body>\n{body}\n</body>\n</html>\n" if rng.random() < 0.5 else body


def upper(rng: Random, text: str) -> str:
    paragraphs = text.split("\n\n")
    chosen = rng.randrange(len(paragraphs))
    return "\n\n".join(p.upper() if i == chosen else p for i, p in enumerate(paragraphs))


def with_copyright(rng: Random, text: str) -> str:
    return "".join(f"{copyright_line(rng)}\n" for _ in range(rng.randint(1, 3))) + "\n" + text


def copyright_line(rng: Random) -> str:
    """An ordinary copyright statement."""
    year = rng.choice(("2024", "2019-2024", "2019, 2021", "2023-present"))
    form = rng.choice(
        (
            "Copyright (c) {0} {1}",
            "Copyright {0} {1}",
            "Copyright © {0} {1}. All rights reserved.",
            "(c) {0} {1}",
            "Copyright (C) {0} by {1}",
        )
    )
    return form.format(year, rng.choice(NAMES))


HARMLESS: dict[str, Change] = {
    "reflowed": reflowed,
    "indented": indented,
    "commented": commented,
    "dos lines": dos_lines,
    "typographic": typographic,
    "markdown": markdown,
    "html": html,
    "upper case": upper,
    "copyright lines": with_copyright,
}


def harmless(rng: Random, text: str) -> tuple[str, str]:
    """The text in another dress, and which: one or two variations."""
    first, second = rng.sample(sorted(HARMLESS), 2)
    text = HARMLESS[first](rng, text)
    # Comment marks and mark-up come last: flowing them anew would break them.
    if rng.random() < 0.5 and first not in ("commented", "html", "markdown", "dos lines", "indented"):
        return f"{first}, {second}", HARMLESS[second](rng, text)
    return first, text


# Roman numerals count list items; an address is the same with and without its scheme.
NO_WORD = re.compile("[ivxIVX]+|https?|www|mailto", re.IGNORECASE)
Spans = Sequence[tuple[int, int]]


class Alteration:
    """Alters a text; `spans` are the characters that no copy may change, by which words are chosen."""

    def __init__(self, rng: Random, text: str, spans: Spans) -> None:
        self.rng = rng
        self.text = text
        self.spans = spans
        self.words = [
            span
            for span in self._find(r"[A-Za-z]{3,}")
            if not NO_WORD.fullmatch(text[slice(*span)]) and not self._is_target(span)
        ]
        self.numbers = self._find(r"\d+")

    def apply(self) -> tuple[str, str]:
        """The kind of alteration and the altered text."""
        while True:
            kind = self.rng.choice(KINDS)
            altered = getattr(self, kind)()
            if altered is not None and _words(altered) != _words(self.text):
                return kind, altered

    def append(self) -> str:
        return self.text.rstrip() + self.rng.choice(("\n\n", " ", "\n")) + self.rng.choice(SENTENCES) + "\n"

    def prepend(self) -> str:
        return self.rng.choice(SENTENCES) + self.rng.choice(("\n\n", "\n")) + self.text.lstrip()

    def insert(self) -> str | None:
        return self._at(self._boundary(), f" {self.rng.choice(SENTENCES)} ")

    def insert_word(self) -> str | None:
        return self._at(self._before_word(), f"{self.rng.choice(WORDS)} ")

    def negate(self) -> str | None:
        verbs = [
            a
            for a, b in self.words
            if self.text[a:b].lower() in ("may", "shall", "must", "will", "hereby", "granted", "permitted")
        ]
        at = self.rng.choice(verbs) if verbs else None
        return self._at(at, "not ") if at is not None else None

    def delete_negation(self) -> str | None:
        found = [
            (a, b)
            for a, b in self.words
            if self.text[a:b].lower() in ("not", "non", "without", "nor", "except", "only")
        ]
        return self._cut(self.rng.choice(found)) if found else None

    def delete_word(self) -> str | None:
        return self._cut(self.rng.choice(self.words)) if self.words else None

    def delete_sentence(self) -> str | None:
        found = self._find(r"[A-Z][^.;:]{30,400}[.;]")
        return self._cut(self.rng.choice(found)) if found else None

    def delete_paragraph(self) -> str | None:
        found = [
            (m.start(), m.end())
            for m in re.finditer(r"(?:[^\n]+\n)+", self.text)
            if self._is_protected(m.start(), m.end()) and re.search(r"[^\W\d]{3}", m[0])
        ]
        return self._cut(self.rng.choice(found)) if len(found) > 1 else None

    def replace_word(self) -> str | None:
        if not self.words:
            return None
        a, b = self.rng.choice(self.words)
        c, d = self.rng.choice(self.words)
        other = self.rng.choice((self.text[c:d], self.rng.choice(WORDS)))
        return self.text[:a] + other + self.text[b:]

    def change_number(self) -> str | None:
        inner = [(a, b) for a, b in self.numbers if not _is_marker(self.text, a, b)]
        if not inner:
            return None
        a, b = self.rng.choice(inner)
        return self.text[:a] + str(int(self.text[a:b]) + self.rng.choice((1, 7, 30))) + self.text[b:]

    def hidden_line(self) -> str:
        lines = self.text.split("\n")
        lines.insert(
            self.rng.choice((0, len(lines), self.rng.randrange(len(lines) + 1))), self.rng.choice(HIDDEN_LINES)
        )
        return "\n".join(lines)

    def list_item(self) -> str | None:
        """An item more in a list, or one less: attachments are lists of what is forbidden."""
        items = [
            m
            for m in re.finditer(r"(?m)^[ \t]*(?:[-*•]|\(?[a-z0-9]{1,3}[.)])[ \t]+.{20,}\n", self.text)
            if self._is_protected(m.start() + 6, m.end())
        ]
        if len(items) < 3:
            return None
        item = self.rng.choice(items)
        if self.rng.random() < 0.5:
            return self._cut((item.start(), item.end()))
        return self._at(item.end(), f"   - {self.rng.choice(SENTENCES)}\n")

    def _is_target(self, span: tuple[int, int]) -> bool:
        """Whether the word stands in the target of a Markdown link, which nobody reads."""
        return bool(re.search(r"\]\([^()\s]*\Z", self.text[max(0, span[0] - 200) : span[0]]))

    def _at(self, place: int | None, words: str) -> str | None:
        return None if place is None else self.text[:place] + words + self.text[place:]

    def _cut(self, span: tuple[int, int]) -> str:
        return self.text[: span[0]] + self.text[span[1] :]

    def _boundary(self) -> int | None:
        ends = self._find(r"[.;:]\s")
        return self.rng.choice(ends)[1] if ends else None

    def _find(self, pattern: str) -> list[tuple[int, int]]:
        """Where the pattern stands in the protected spans."""
        found = ((a, match) for a, b in self.spans for match in re.finditer(pattern, self.text[a:b]))
        return [(a + match.start(), a + match.end()) for a, match in found]

    def _before_word(self) -> int | None:
        return self.rng.choice(self.words)[0] if self.words else None

    def _is_protected(self, start: int, end: int) -> bool:
        return any(a <= start and end <= b + 1 for a, b in self.spans)


KINDS = (
    "append",
    "prepend",
    "insert",
    "insert_word",
    "negate",
    "delete_negation",
    "delete_word",
    "delete_sentence",
    "delete_paragraph",
    "replace_word",
    "change_number",
    "hidden_line",
    "list_item",
)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _is_marker(text: str, start: int, end: int) -> bool:
    """Whether the number counts a list item or a heading."""
    before, after = text[max(0, start - 12) : start], text[end : end + 2]
    return bool(re.search(r"(?:\A|\n)[^\w\n]*(?:\d+\.)*\Z|[(§]\Z|\d\.\Z", before)) or after[:1] in (".", ")")
