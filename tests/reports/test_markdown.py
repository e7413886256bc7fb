"""Markdown as a reader parses it: foreign text never becomes a link, an image, HTML or a block of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.model.report import AuditReport
from checker.reports import RENDERERS, RenderOptions
from checker.reports.markdown import code, text
from checker.reports.sanitise import one_line, sanitise

BREAK = "\u200b"  # stands after @ and #, so that GitHub makes no mention and no reference
PLAIN = {"inline", "text", "text_special", "code_inline", "paragraph_open", "paragraph_close"}
PAYLOADS = (
    "[x](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "<img src=x onerror=alert(1)>",
    "<https://evil.example>",
    "see https://evil.example or www.evil.example",
    "mailto:a@evil.example",
    "\n\n[a]: https://evil.example\n\n[a]",
    "|[x](y)|",
    r"\|[x](y)",
    r"\\[x](y)",
    "`[x](y)`",
    "```\n<b>",
    "\n# heading\n- item\n\n    code",
    "*a* _b_ ~~c~~",
    "<!-- ",
)


def parsed(markdown: str) -> list[Any]:
    markdown_it = pytest.importorskip("markdown_it", reason="needs markdown-it-py, a Markdown parser")
    pytest.importorskip("linkify_it", reason="needs linkify-it-py, which finds bare addresses")
    parser = markdown_it.MarkdownIt("gfm-like", {"html": True})
    # Only what GitHub links: an address with a scheme or `www.`, not any two words with a dot.
    parser.linkify.set({"fuzzy_link": False})
    return list(flat(parser.parse(markdown)))


def flat(tokens: Iterable[Any]) -> Iterator[Any]:
    for token in tokens:
        yield token
        yield from flat(token.children or ())


def structure(report: AuditReport) -> list[str]:
    markdown = RENDERERS["markdown"].render(report, RenderOptions(size_limit=10_000_000))
    assert isinstance(markdown, str)
    return [token.type for token in parsed(markdown) if token.type not in ("text", "text_special")]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_text_in_every_field_leaves_the_structure_as_it_is(
    payload: str, rich: AuditReport, inject: Callable[[AuditReport, str], AuditReport]
) -> None:
    assert structure(inject(rich, payload)) == structure(inject(rich, "x"))


foreign = st.text(
    st.one_of(st.sampled_from("\\`*_[]()<>!|~#&;:/.@-+=1w \n"), st.characters(codec="utf-8")), max_size=40
).map(sanitise)


@given(foreign)
def test_escaped_text_is_one_paragraph_of_the_same_words(words: str) -> None:
    tokens = parsed(f"x {text(words)}")

    assert {token.type for token in tokens} <= PLAIN - {"code_inline"}
    shown = "".join(token.content for token in tokens if token.type in ("text", "text_special"))
    assert shown.replace(BREAK, "") == f"x {one_line(words)}".rstrip()


@given(foreign)
def test_escaped_text_starts_no_block(words: str) -> None:
    assert {token.type for token in parsed(text(words))} <= PLAIN - {"code_inline"}


@given(foreign)
def test_a_code_span_holds_all_of_its_text(words: str) -> None:
    spans = [token.content for token in parsed(f"x {code(words)} y") if token.type == "code_inline"]

    assert spans == ([one_line(words)] if one_line(words) else [])


@pytest.mark.parametrize("limit", [2_000, 65_536])
def test_what_does_not_fit_is_counted(limit: int, rich: AuditReport) -> None:
    model = rich.models[0]
    many = tuple(msgspec.structs.replace(model, id=f"acme/brook-{number}") for number in range(500))
    markdown = RENDERERS["markdown"].render(
        msgspec.structs.replace(rich, models=many, errors=()), RenderOptions(size_limit=limit)
    )

    assert isinstance(markdown, str)
    assert len(markdown.encode()) <= limit
    left_out = re.search(r"left out here: ([\d,]+) entries", markdown)
    assert left_out
    shown = len(re.findall(r"^\| Denied|^### Denied", markdown, re.MULTILINE))
    assert shown + int(left_out[1].replace(",", "")) == 1_000 + (0 if shown else 1)


def test_incomplete_evidence_is_said_even_where_every_model_is_allowed(allowed: AuditReport) -> None:
    partial = msgspec.structs.replace(allowed, complete=False)
    shown = [str(RENDERERS["markdown"].render(report, RenderOptions())) for report in (allowed, partial)]

    assert [False, True] == ["The evidence is incomplete" in text for text in shown]
