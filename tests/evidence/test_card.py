"""What a README says becomes claims with their place, and what is wrong with it becomes problems."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker.evidence import collect
from checker.evidence.card_fields import MAX_WORD
from checker.model.evidence import BaseClaim, Evidence, Relation, WitnessKind
from checker.model.snapshot import State

Collect = Callable[[str | bytes], Evidence]


@pytest.fixture
def read(repository: Callable[..., Any]) -> Collect:
    """A function from the README of a local folder to its evidence."""

    def collect_card(readme: str | bytes) -> Evidence:
        data = readme if isinstance(readme, bytes) else readme.encode()
        return collect(repository({"README.md": data}))

    return collect_card


def codes(evidence: Evidence) -> list[str]:
    return [problem.code for problem in evidence.problems]


def test_a_declaration_quotes_its_line_and_pins_the_file(read: Collect) -> None:
    text = "---\ntags: [a]\nlicense: other\nlicense_name: qwen\nlicense_link: LICENSE\n---\n# Title\n\nText.\n"

    evidence = read(text)

    (declaration,) = evidence.declarations
    assert declaration.witness is WitnessKind.CARD
    assert (declaration.values, declaration.name, declaration.link) == (("other",), "qwen", "LICENSE")
    assert declaration.citation.file == "README.md"
    assert declaration.citation.line == 3
    assert declaration.citation.quote == "license: other"
    assert declaration.citation.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert evidence.card is not None
    assert evidence.card.body == "# Title\n\nText.\n"
    assert evidence.card.body_line == 7


@pytest.mark.parametrize(
    ("value", "values", "problems"),
    [
        ("mit", ("mit",), []),
        ("[mit, apache-2.0]", ("mit", "apache-2.0"), []),
        ("no", ("no",), []),
        ("2.0", ("2.0",), []),
        ("{license}", ('{"license": null}',), ["LC0105"]),
        ("{name: mit}", ('{"name": "mit"}',), ["LC0105"]),
        ("[mit, {name: x}]", ("mit", '{"name": "x"}'), ["LC0105"]),
        ("[[mit]]", ('["mit"]',), ["LC0105"]),
    ],
)
def test_whatever_stands_under_license_is_said_by_the_card(
    read: Collect, value: str, values: tuple[str, ...], problems: list[str]
) -> None:
    evidence = read(f"---\nlicense: {value}\n---\n")

    assert [declaration.values for declaration in evidence.declarations] == [values]
    assert codes(evidence) == problems


@pytest.mark.parametrize("value", ["", "null", "~", "[]", "''"])
def test_an_empty_license_declares_nothing(read: Collect, value: str) -> None:
    assert read(f"---\nlicense: {value}\ntags: [a]\n---\n").declarations == ()


def test_both_values_of_a_repeated_license_are_declared_and_the_repetition_is_a_problem(read: Collect) -> None:
    evidence = read("---\nlicense: mit\ntags: [a]\nlicense: cc-by-nc-4.0\n---\n")

    assert [(d.values, d.citation.line) for d in evidence.declarations] == [(("mit",), 2), (("cc-by-nc-4.0",), 4)]
    (problem,) = evidence.problems
    assert problem.code == "LC0102"
    assert [citation.line for citation in problem.citations] == [2, 4]
    assert "lines 2 and 4" in problem.message


@pytest.mark.parametrize("key", ["License", "LICENSE", "licence", "Licence", "licenses"])
def test_a_misspelt_key_declares_nothing_and_is_a_problem(read: Collect, key: str) -> None:
    evidence = read(f"---\n{key}: mit\n---\n")

    assert evidence.declarations == ()
    (problem,) = evidence.problems
    assert problem.code == "LC0106"
    assert f"`{key}: mit`" in problem.message
    assert problem.citations[0].line == 2


def test_front_matter_that_does_not_parse_is_a_problem_that_shows_the_unread_license(read: Collect) -> None:
    evidence = read('---\nlanguage: "fr"tags:\n- a\nlicense: mit\n---\n# Title\n')

    assert evidence.declarations == ()
    assert evidence.card is not None
    assert evidence.card.state is State.INACCESSIBLE
    (problem,) = evidence.problems
    assert problem.code == "LC0101"
    assert [citation.line for citation in problem.citations] == [2, 4]
    assert problem.citations[1].quote == "license: mit"


def test_something_like_front_matter_is_another_problem_than_none_at_all(read: Collect) -> None:
    unclosed, absent = read("---\nlicense: mit\n\n# Title\n"), read("# Title\n")

    assert codes(unclosed) == ["LC0104"]
    assert codes(absent) == []
    assert unclosed.card is not None
    assert absent.card is not None
    assert (unclosed.card.state, absent.card.state) == (State.INACCESSIBLE, State.ABSENT)


@pytest.mark.parametrize(
    ("written", "claims"),
    [
        ("org/base", [("org/base", None, False, True)]),
        ("'  org/base  '", [("org/base", None, False, True)]),
        ("https://huggingface.co/org/base", [("org/base", None, False, True)]),
        ("huggingface.co/org/base/", [("org/base", None, False, True)]),
        ("https://hf.co/org/base/tree/main", [("org/base", None, False, True)]),
        ("https://huggingface.co/org/base/tree/abc123", [("org/base", "abc123", False, True)]),
        ("hf://org/base", [("org/base", None, False, True)]),
        ("gpt2", [("gpt2", None, False, True)]),
        ("https://huggingface.co/datasets/a/b", [("https://huggingface.co/datasets/a/b", None, False, False)]),
        ("https://example.org/org/base", [("https://example.org/org/base", None, False, False)]),
        (
            "https://huggingface.co.evil.example/org/base",
            [("https://huggingface.co.evil.example/org/base", None, False, False)],
        ),
        ("http://[bad", [("http://[bad", None, False, False)]),
        ("/data/llama", [("/data/llama", None, False, False)]),
        ("../base", [("../base", None, False, False)]),
        (
            "/root/.cache/huggingface/hub/models--org--base/snapshots/1a",
            [
                ("/root/.cache/huggingface/hub/models--org--base/snapshots/1a", None, False, False),
                ("org/base", None, True, True),
            ],
        ),
        (
            "/home/me/.cache/modelscope/hub/models/Qwen/Qwen3-14B",
            [
                ("/home/me/.cache/modelscope/hub/models/Qwen/Qwen3-14B", None, False, False),
                ("Qwen/Qwen3-14B", None, True, True),
            ],
        ),
    ],
)
def test_a_base_model_is_an_id_where_one_can_be_made_out(
    read: Collect, written: str, claims: list[tuple[str, str | None, bool, bool]]
) -> None:
    evidence = read(f'---\nbase_model: "{written}"\n---\n'.replace("\"'", "'").replace("'\"", "'"))

    assert [(c.id, c.revision, c.hint, c.is_hub_id) for c in evidence.bases] == claims


def test_every_base_of_a_list_has_its_line_and_the_relation_of_the_card(read: Collect) -> None:
    evidence = read("---\nbase_model_relation: merge\nbase_model:\n- a/b\n- c/d\n---\n")

    def place(claim: BaseClaim) -> tuple[str, Relation, int | None, str | None]:
        return claim.id, claim.relation, claim.citation.line, claim.citation.field

    assert [place(claim) for claim in evidence.bases] == [
        ("a/b", Relation.MERGE, 4, "base_model[0]"),
        ("c/d", Relation.MERGE, 5, "base_model[1]"),
    ]


@pytest.mark.parametrize("word", ["fine-tune", "unstated", "[merge, adapter]"])
def test_a_relation_that_the_hub_does_not_know_is_unstated(read: Collect, word: str) -> None:
    evidence = read(f"---\nbase_model: a/b\nbase_model_relation: {word}\n---\n")

    assert evidence.bases[0].relation is Relation.UNSTATED
    assert codes(evidence) == ["LC0112"]


def test_a_repeated_base_model_is_a_second_claim(read: Collect) -> None:
    evidence = read("---\nbase_model: a/b\nlicense: mit\nbase_model: [c/d]\n---\n")

    assert [(claim.id, claim.citation.line) for claim in evidence.bases] == [("a/b", 2), ("c/d", 4)]


def test_a_name_of_absurd_length_is_cut_so_that_it_names_nothing(read: Collect) -> None:
    evidence = read(f"---\nlicense: {'m' * 100_000}\nbase_model: {'b' * 100_000}\n---\n")

    assert evidence.declarations[0].values == ("m" * MAX_WORD + "…",)
    assert [claim.is_hub_id for claim in evidence.bases] == [False]


def test_datasets_and_the_texts_of_the_gate_are_kept(read: Collect) -> None:
    evidence = read(
        "---\ndatasets: [a/b, https://huggingface.co/datasets/squad]\nsource_datasets: [original, extended|c4]\n"
        "new_version: a/c\n"
        "extra_gated_prompt: |\n  You agree.\n  To all of it.\nextra_gated_eu_disallowed: true\n"
        "extra_gated_fields:\n  Name: text\n  I will not sell it: checkbox\n---\n"
    )

    assert [claim.id for claim in evidence.datasets] == ["a/b", "squad", "c4"]
    assert evidence.facts["new_version"].value == "a/c"
    assert evidence.facts["gate_prompt"].value == "You agree.\nTo all of it."
    assert evidence.facts["gate_fields"].value == ("Name", "I will not sell it")
    assert evidence.facts["eu_disallowed"].value is True
    assert evidence.facts["gated"].state is State.UNKNOWN


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"\xef\xbb\xbf---\nlicense: mit\n---\n", None),
        (b"---\nlicense: mit\n---\ncaf\xe9\n", "LC0108"),
        ("---\nlicense: mit\n---\n".encode("utf-16"), "LC0108"),
        (b"---\nlicense: mit\n---\n" + b"x" * 1_000_000, "LC0107"),
    ],
)
def test_a_card_of_odd_bytes_is_read_and_the_oddity_told(read: Collect, data: bytes, problem: str | None) -> None:
    evidence = read(data)

    assert evidence.declarations[0].values == ("mit",)
    assert codes(evidence) == ([problem] if problem else [])


def test_a_card_too_long_to_be_read_whole_has_no_digest(read: Collect) -> None:
    card = read(b"---\nlicense: mit\n---\n" + b"x" * 1_000_000).card

    assert card is not None
    assert card.sha256 is None


def test_a_key_left_out_for_its_length_is_said_to_be_unread(read: Collect) -> None:
    evidence = read("---\nlicense: mit\nmodel-index:\n" + "- name: x\n" * 10_000 + "---\n")

    assert evidence.declarations[0].values == ("mit",)
    assert evidence.not_checked == ("README.md: `model-index`, which is too long to be read",)


# Where the index of the corpus, made with another parser, differs from what the Hub reads, and why.
EXPLAINED = {
    "gguf-quantfactory--arch-agent-7b-gguf": "a blank line stands before the front matter, which the Hub allows",
    "gguf-quantfactory--meta-llama-3-8b-instruct-gguf": "a blank line stands before the front matter",
    "gguf-s3nh--internlm-internlm-chat-7b-gguf": "a blank line stands before the front matter",
    "hubfix-sample_invalid_card_data": "the front matter is a list: unreadable, not merely without a license",
    "y2022-osanseviero--test_tag": "the front matter is not valid YAML: the license was found by searching the lines",
    "y2022-qqhann--w2v_hf_commonvoice_from_xlsr53_pretrain_0329utc1500": "the front matter is not valid YAML",
}


def test_every_real_card_says_what_the_index_of_the_corpus_says_it_does(read: Collect, corpus: Path) -> None:
    with (corpus / "cards" / "CARDS.tsv").open(encoding="utf-8", newline="") as index:
        rows = list(csv.DictReader(index, delimiter="\t", quoting=csv.QUOTE_NONE))
    differing = set()
    for row in rows:
        evidence = read((corpus / "cards" / row["slug"] / "README.md").read_bytes())
        stated = [claim.id for claim in evidence.bases if not claim.hint]
        if (declared(evidence), stated) != (indexed(row["license field as written"]), items(row["base_model field"])):
            differing.add(row["slug"])

    assert len(rows) == 206
    assert differing == set(EXPLAINED)


def declared(evidence: Evidence) -> dict[str, list[str]]:
    if not evidence.declarations:
        assert evidence.card is not None
        return {"state": [evidence.card.state]}
    (said,) = evidence.declarations
    parts = {"license": list(said.values), "license_name": [said.name], "license_link": [said.link]}
    return {key: [word for word in words if word] for key, words in parts.items() if words not in ([], [None])}


def indexed(cell: str) -> dict[str, list[str]]:
    """`license | license_name: x | license_link: y`, or a bracketed remark when there is none."""
    license_cell, *named = cell.split(" | ")
    parts = dict(part.split(": ", 1) for part in named)
    remarks = {"(absent)": State.KNOWN, "(no front matter)": State.ABSENT}
    if license_cell in remarks and not parts:
        return {"state": [remarks[license_cell]]}
    said = {key: items(value) for key, value in parts.items()}
    return said if license_cell in remarks else {"license": items(license_cell), **said}


def items(cell: str) -> list[str]:
    lines = (line.strip().removeprefix("- ").removeprefix(">-").strip().strip('"') for line in cell.split("⏎"))
    return [line for line in lines if line]
