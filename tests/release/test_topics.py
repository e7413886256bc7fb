"""What a text says by topic, whatever its headings are called, and what nobody filled in."""

from __future__ import annotations

import pytest

from checker.model.release import CardText, Topic
from checker.release.card import read_document
from checker.release.passages import read_markdown


def read(text: str) -> CardText:
    return read_document(read_markdown(text), "README.md")


@pytest.mark.parametrize(
    ("heading", "topic"),
    [
        ("Bias, Risks, and Limitations", Topic.LIMITATIONS),
        ("Bias, Risks, and Limitations", Topic.RISKS),
        ("⚠️ Limitations & Considerations", Topic.LIMITATIONS),
        ("5. Known issues", Topic.LIMITATIONS),
        ("Misuse, Malicious Use, and Out-of-Scope Use", Topic.OUT_OF_SCOPE_USE),
        ("Intended uses & limitations", Topic.INTENDED_USE),
        ("Primary Use Cases", Topic.INTENDED_USE),
        ("Pretraining Data", Topic.TRAINING_DATA),
        ("Fine-tuning data", Topic.TRAINING_DATA),
        ("Hold-out validation results", Topic.EVALUATION),
        ("Training Greenhouse Gas Emissions", Topic.COMPUTE),
        ("训练数据", Topic.TRAINING_DATA),
        ("Where to send questions or comments", Topic.CONTACT),
        ("Model developers", Topic.DEVELOPER),
        ("Security policy", Topic.REPORTING),
    ],
)
def test_a_section_is_known_by_its_meaning(heading: str, topic: Topic) -> None:
    found = read(f"# A model\n\n## {heading}\n\nThere is something to say here.").on(topic)

    assert found is not None
    assert 3 == found.line


@pytest.mark.parametrize(
    ("sentence", "topic"),
    [
        ("It was fine-tuned on the tickets of one company.", Topic.TRAINING_DATA),
        ("The model should not be used for medical advice.", Topic.OUT_OF_SCOPE_USE),
        ("If you have any questions, open an issue.", Topic.CONTACT),
        ("The model is intended for research.", Topic.INTENDED_USE),
        ("We do not say more: compute is not disclosed.", Topic.COMPUTE),
    ],
)
def test_a_sentence_says_it_too(sentence: str, topic: Topic) -> None:
    found = read(f"# A model\n\n{sentence}").on(topic)

    assert found is not None
    assert None is found.label


@pytest.mark.parametrize(
    ("heading", "topic"),
    [
        ("How to use", Topic.INTENDED_USE),
        ("Technical report", Topic.REPORTING),
        ("Data parallel", Topic.TRAINING_DATA),
        ("Results of the vote on the name", Topic.TRAINING_DATA),
    ],
)
def test_a_word_in_common_is_not_a_meaning_in_common(heading: str, topic: Topic) -> None:
    assert None is read(f"## {heading}\n\nThere is something to say here.").on(topic)


@pytest.mark.parametrize(
    "body",
    ["", "[More Information Needed]", "More information needed.", "<!-- What is it bad at? -->", "TODO", "TBD.", "..."],
)
def test_a_heading_with_nothing_under_it_says_nothing(body: str) -> None:
    text = read(f"# A model\n\nIt sorts tickets.\n\n## Limitations\n\n{body}\n\n## License\n\nMIT")

    assert None is text.on(Topic.LIMITATIONS)
    assert text.stub_of(Topic.LIMITATIONS) is not None


@pytest.mark.parametrize(
    "left",
    [
        "[More Information Needed]",
        "Hours used: more information needed",
        "TODO: say how",
        "Recommendations: TBD",
        "Coming soon.",
        "Lorem ipsum dolor sit amet.",
        "See [the script](...)",
        "<!-- TODO: link the script -->",
        "It is a version of [None](https://huggingface.co/None).",
        "Write to [your e-mail].",
    ],
)
def test_what_a_template_left_is_found_with_its_line(left: str) -> None:
    (found,) = read(f"# A model\n\nIt sorts tickets.\n\n{left}\n").leftovers

    assert 5 == found.line


def test_an_empty_heading_is_left_over_and_the_title_is_not() -> None:
    text = read("# A model\n# Uses\nTo sort tickets.\n# Limitations\n# License\nMIT\n")

    assert [(4, "Limitations")] == [(found.line, found.quote) for found in text.leftovers]


@pytest.mark.parametrize(
    "innocent",
    [
        "FP8 support is coming soon to this library.",
        "`{{ user }}` stands for the name.",
        "Write a list of things to do in HTML.",
        "```\n# TODO in code\n```",
        "<!-- Provide a longer summary of what this model is. -->",
    ],
)
def test_what_only_looks_like_a_leftover_is_none(innocent: str) -> None:
    assert () == read(f"# A model\n\nIt sorts tickets.\n\n{innocent}\n").leftovers


@pytest.mark.parametrize(
    "figures",
    [
        "| Benchmark | Score |\n|---|---|\n| MMLU | 64.3 |",
        "It reaches an accuracy of 97.8 % on the test set.",
        "## Results\n\n| Model | Queue A | Queue B |\n|---|---|---|\n| ours | 91 | 88 |",
        "## Evaluation\n\n<table>\n<tr>\n<td>tickets</td>\n<td>91.2</td>\n</tr>\n</table>",
    ],
)
def test_figures_of_an_evaluation_are_found(figures: str) -> None:
    assert read(f"# A model\n\n{figures}").on(Topic.RESULTS)


@pytest.mark.parametrize(
    "other",
    [
        "| File | Size |\n|---|---|\n| model-q4.gguf | 19.8 GB |",
        "We evaluated on MMLU and GSM8K, see the paper of 2024.",
        "The vocabulary size was 32,000.",
    ],
)
def test_other_figures_are_none(other: str) -> None:
    assert None is read(f"# A model\n\n{other}").on(Topic.RESULTS)


@pytest.mark.parametrize(
    ("line", "topic"),
    [
        ("**Model Developer:** Meta", Topic.DEVELOPER),
        ("- **Released:** 2026-12-01", Topic.RELEASE_DATE),
        ("- **Model version:** 2", Topic.VERSION),
    ],
)
def test_a_name_or_a_date_is_one_word_and_no_stub(line: str, topic: Topic) -> None:
    assert read(f"# A model\n\n{line}\n").on(topic)


@pytest.mark.parametrize(("heading", "is_version"), [("v2.1; 2022/5/2", True), ("2.1 Training", False)])
def test_a_change_log_states_the_version_and_a_numbered_section_does_not(heading: str, is_version: bool) -> None:
    text = f"# A model\n\n## New\n\n### {heading}\n\nIt says something more."

    assert is_version is (read(text).on(Topic.VERSION) is not None)
