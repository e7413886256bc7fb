"""What a user may type, what it means, and what is refused with which advice."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import SourceError, SourceErrorKind, TargetError
from checker.model.snapshot import Kind, Target
from checker.sources import Sources, SourceSettings, parse_hub_target, parse_target

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Relative names are looked up here, where nothing lies."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "id", "revision"),
    [
        ("org/model", "org/model", None),
        ("org/model@main", "org/model", "main"),
        ("org/model@refs/pr/1", "org/model", "refs/pr/1"),
        (f"org/model@{COMMIT}", "org/model", COMMIT),
        ("Org_1/m.0-del_x", "Org_1/m.0-del_x", None),
        ("gpt2", "gpt2", None),
        ("gpt2@v1.0", "gpt2", "v1.0"),
        ("models/org/model", "org/model", None),
        ("hf://org/model", "org/model", None),
        ("hf://org/model@v1/docs/LICENSE", "org/model", "v1"),
        ("hf://org/model@refs%2Fpr%2F1/x", "org/model", "refs/pr/1"),
        ("hf://models/org/model", "org/model", None),
        ("hf://gpt2@main", "gpt2", "main"),
        ("https://huggingface.co/org/model", "org/model", None),
        ("https://huggingface.co/org/model/", "org/model", None),
        ("https://HuggingFace.co/org/model?library=true#files", "org/model", None),
        ("http://hf.co/org/model/tree/v1", "org/model", "v1"),
        ("https://www.huggingface.co/org/model/tree/v1/docs", "org/model", "v1"),
        ("https://huggingface.co/org/model/blob/main/LICENSE", "org/model", "main"),
        ("https://huggingface.co/org/model/resolve/refs%2Fpr%2F2/LICENSE", "org/model", "refs/pr/2"),
        (f"https://huggingface.co/org/model/commit/{COMMIT}", "org/model", COMMIT),
        ("https://huggingface.co/org/model/discussions/3", "org/model", None),
        ("https://huggingface.co/gpt2", "gpt2", None),
        ("https://huggingface.co/gpt2/tree/main", "gpt2", "main"),
        ("huggingface.co/org/model", "org/model", None),
        ("hf.co/gpt2/blob/main/README.md", "gpt2", "main"),
        ("http://127.0.0.1:8000/org/model/tree/v1", "org/model", "v1"),
        ("127.0.0.1:8000/org/model", "org/model", None),
    ],
)
def test_the_spellings_of_a_model(text: str, id: str, revision: str | None) -> None:
    expected = Target(Kind.MODEL, id, revision)

    assert parse_target(text, endpoint="http://user:secret@127.0.0.1:8000") == expected
    assert parse_hub_target(text, endpoint="http://127.0.0.1:8000") == expected


@pytest.mark.parametrize(
    ("text", "id", "revision"),
    [
        ("datasets/org/words", "org/words", None),
        ("datasets/org/words@v1", "org/words", "v1"),
        ("datasets/squad", "squad", None),
        ("hf://datasets/org/words@v1/train.csv", "org/words", "v1"),
        ("https://huggingface.co/datasets/org/words/tree/v1", "org/words", "v1"),
        ("https://huggingface.co/datasets/squad/resolve/main/README.md", "squad", "main"),
    ],
)
def test_the_spellings_of_a_dataset(text: str, id: str, revision: str | None) -> None:
    assert parse_target(text) == Target(Kind.DATASET, id, revision)


REFUSED = [
    *("", " ", "org/", "/model@", "org//model", "a/b/c", "org/model ", " org/model", "org/my model", "org/model@"),
    *("org/a--b", "org--x/m", "org/a..b", "org/-m", "org/m-", "org/.m", "org/m.", "org/m.git", "org/" + "m" * 97),
    *("CON/model", "org/nul", "org/com1.bin", "aux", "órg/model", "org/mödel", "org/model\u200b", "org/m\x1b[2J"),
    *("org/m\x00", "org/m\n", "org\\model", "org/model@-x", "org/model@a..b", "org/model@a b", "org/model@a\x00"),
    *("org/model@" + "x" * 256, "org/model@/a", "org/model@a//b", "org/model@a?b=c", "org/model@a#b", "org/model@%2e"),
    *("api/models", "spaces/org/app", "docs/hub", "settings/tokens", "datasets/org/a--b", "collections/org"),
    *("https://example.com/org/model", "https://huggingface.co.evil.example/org/model", "ftp://hf.co/org/model"),
    *("https://huggingface.co", "https://huggingface.co/spaces/org/app", "https://huggingface.co/docs/hub"),
    *("https://evil.example@x/org/model", "https://[/", "hf://", "hf://org/a--b", "hf://spaces/org/app"),
    *("https://huggingface.co/org/%2e%2e", "https://huggingface.co/org/model/tree/%2e%2e%2fx", "hf://org/m@%00"),
    *("https://evil.example/@huggingface.co/org/model", "file:///etc/passwd", "git@hf.co:org/model"),
]


@pytest.mark.parametrize("text", [text for text in REFUSED if not text.startswith("/")])
def test_what_names_no_repository_is_refused_with_advice(text: str) -> None:
    with pytest.raises(TargetError) as caught:
        parse_target(text)

    assert str(caught.value).isprintable()
    assert str(caught.value).isascii()
    assert caught.value.fix


@given(st.text(max_size=40) | st.text(alphabet="aB1_-./@:%#? é\x00", max_size=30))
def test_any_text_is_a_target_or_a_target_error(text: str) -> None:
    try:
        target = parse_hub_target(text)
    except TargetError:
        return

    assert target.kind is not Kind.LOCAL
    assert parse_hub_target(str(target)) == target


@pytest.mark.parametrize(
    ("text", "id"),
    [("./x", "x"), ("../x", "../x"), ("/x/../y/", "/y"), (".", "."), ("./org/model", "org/model"), ("..", "..")],
)
def test_a_path_is_local_whether_or_not_it_exists(text: str, id: str) -> None:
    assert parse_target(text) == Target(Kind.LOCAL, id)


def test_an_existing_folder_wins_over_a_hub_id_of_the_same_name(empty_folder: Path) -> None:
    (empty_folder / "org" / "model").mkdir(parents=True)

    assert parse_target("org/model") == Target(Kind.LOCAL, "org/model")
    assert parse_target("org") == Target(Kind.LOCAL, "org")
    assert parse_target("hf://org/model") == Target(Kind.MODEL, "org/model")
    assert parse_target("org/model@main") == Target(Kind.MODEL, "org/model", "main")


def test_what_a_card_names_is_never_looked_up_on_the_disk(empty_folder: Path) -> None:
    (empty_folder / "org" / "model").mkdir(parents=True)

    assert parse_hub_target("org/model") == Target(Kind.MODEL, "org/model")
    for text in ("./org/model", "/etc", "../x"):
        with pytest.raises(TargetError):
            parse_hub_target(text)


def test_a_file_is_not_a_target(empty_folder: Path) -> None:
    (empty_folder / "LICENSE").write_bytes(b"")

    with pytest.raises(TargetError) as caught:
        parse_target("LICENSE")

    assert "is a file" in str(caught.value)


@pytest.mark.parametrize(
    ("id", "revision"), [("../../etc", None), ("org/model", "../../x"), ("a?b", None), ("org/m", "")]
)
def test_a_target_that_nobody_parsed_is_checked_before_it_is_used(id: str, revision: str | None) -> None:
    with pytest.raises(SourceError) as caught:
        Sources(SourceSettings()).open(Target(Kind.MODEL, id, revision))

    assert caught.value.kind is SourceErrorKind.INVALID_ID


def test_a_folder_whose_name_is_not_utf8_is_refused_with_a_way_out() -> None:
    with pytest.raises(TargetError, match="is not UTF-8") as caught:
        parse_target("./w\udcff")

    assert "enter the folder" in caught.value.fix
