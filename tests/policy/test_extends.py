"""What a policy extends: found, read once, pinned when it is remote."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from checker.errors import PolicyError
from checker.policy import load_policy

PARENT = "version: 1\nlicenses: {allow: [MIT]}\n"


def write(folder: Path, **texts: str) -> Path:
    """Write each text to `<name>.yaml`; the path of the last one."""
    path = folder
    for name, text in texts.items():
        path = folder / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
    return path


def problems(path: Path | str) -> list[str]:
    with pytest.raises(PolicyError) as raised:
        load_policy(path)
    return list(raised.value.problems)


def test_two_lines_make_a_policy(tmp_path: Path) -> None:
    policy = load_policy(write(tmp_path, acme="version: 1\nextends: builtin:permissive-only\n"))

    assert "acme" == policy.name
    assert load_policy("permissive-only").digest == policy.digest
    assert ("family:public-domain", "family:permissive") == policy.licenses.allow


def test_a_builtin_policy_is_found_with_and_without_its_prefix() -> None:
    assert load_policy("research") == load_policy("builtin:research")


def test_a_file_is_looked_for_beside_the_file_that_extends_it(tmp_path: Path) -> None:
    (tmp_path / "teams").mkdir()
    write(tmp_path, org=PARENT)

    policy = load_policy(write(tmp_path / "teams", team="version: 1\nextends: {file: ../org.yaml}\n"))

    assert ("MIT",) == policy.licenses.allow
    assert str(tmp_path / "org.yaml") == policy.origins["licenses.allow[0]"].policy


def test_a_policy_reached_on_two_ways_counts_once(tmp_path: Path) -> None:
    write(tmp_path, org=PARENT, a="version: 1\nextends: file:org.yaml\n", b="version: 1\nextends: file:./org.yaml\n")

    policy = load_policy(write(tmp_path, team="version: 1\nextends: [file:a.yaml, file:b.yaml]\n"))

    assert ("MIT",) == policy.licenses.allow


def test_policies_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    write(tmp_path, a="version: 1\nextends: file:b.yaml\n")
    b = write(tmp_path, b="version: 1\nextends: file:a.yaml\n")

    (problem,) = problems(b)

    assert f"{tmp_path / 'a.yaml'}:2:1: extends[0]: file:b.yaml extends this policy in turn" == problem


def test_mistakes_in_all_files_are_reported_together(tmp_path: Path) -> None:
    write(tmp_path, one="version: 1\nunknwon: deny\n", two="version: 1\nfail_on: []\n")

    found = problems(write(tmp_path, team="version: 1\nextends: [file:one.yaml, file:two.yaml, file:three.yaml]\n"))

    assert ["one.yaml:2:1", "two.yaml:2:1", "team.yaml:2:41"] == [
        problem.removeprefix(f"{tmp_path}/").split(": ")[0] for problem in found
    ]


def test_a_remote_policy_is_not_fetched_by_itself(tmp_path: Path) -> None:
    digest = "sha256:" + "0f" * 32
    path = write(tmp_path, team=f"version: 1\nextends: {{url: 'https://example.org/p.yaml', digest: {digest}}}\n")

    (problem,) = problems(path)

    assert f"{path}:2:1: extends[0]: https://example.org/p.yaml is remote" in problem


def test_a_remote_policy_is_what_its_digest_says(tmp_path: Path) -> None:
    digest = f"sha256:{hashlib.sha256(PARENT.encode()).hexdigest()}"
    path = write(tmp_path, team=f"version: 1\nextends: [{{url: 'https://example.org/p.yaml', digest: {digest}}}]\n")
    asked: list[str] = []

    def fetch(url: str, pinned: str) -> bytes:
        assert digest == pinned
        asked.append(url)
        return PARENT.encode()

    policy = load_policy(path, fetch=fetch)

    assert ["https://example.org/p.yaml"] == asked
    assert "https://example.org/p.yaml:2" == str(policy.origins["licenses.allow[0]"])
    with pytest.raises(PolicyError, match="not the one that is pinned"):
        load_policy(path, fetch=lambda *_: PARENT.encode() + b"#")


def test_a_remote_policy_cannot_reach_for_files(tmp_path: Path) -> None:
    remote = "version: 1\nextends: file:/etc/passwd\n"
    digest = f"sha256:{hashlib.sha256(remote.encode()).hexdigest()}"
    path = write(tmp_path, team=f"version: 1\nextends: [{{url: 'https://example.org/p.yaml', digest: {digest}}}]\n")

    with pytest.raises(PolicyError, match=r"p\.yaml:2:1: extends\[0\]: file:/etc/passwd cannot be extended from"):
        load_policy(path, fetch=lambda *_: remote.encode())


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"\xff\xfe\x00", "it is not UTF-8 text"), (b"version: 1\n\tx: 1", "not valid YAML")],
)
def test_an_unreadable_file_is_a_policy_error(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "acme.yaml"
    path.write_bytes(content)

    (problem,) = problems(path)

    assert problem.startswith(f"{path}:")
    assert expected in problem


def test_an_unknown_name_is_answered_with_the_nearest(tmp_path: Path) -> None:
    (problem,) = problems("permisive-only")

    assert problem.endswith('did you mean "permissive-only"?')
