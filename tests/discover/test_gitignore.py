"""Patterns of .gitignore, compared with git itself."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from checker.discover.gitignore import is_ignored, parse_patterns
from checker.discover.tree import walk
from checker.errors import UsageProblem

FILES = (
    *("a.py", "b.log", "keep.log", "build/out.py", "src/build/out.py", "src/build.py", "docs/a.txt", "docs/deep/a.txt"),
    *("foo/bar/baz.py", "foo/x/y/baz.py", "bar/foo/baz.py", "[x].py", "x.py", "#hash.py", "!bang.py", "sp ace.py"),
    *("trail ", "data1.csv", "data2.csv", "dataA.csv", "deep/er/node/a.py", "a/b", "a/x/b", "a/x/y/b"),
    "tmp/keep/me.py",
)
ROOT_PATTERNS = (
    *("# a comment", "*.log", "!keep.log", "/build/", "docs/*.txt", "foo/**/baz.py", r"\#hash.py", r"\!bang.py"),
    *("trail\\ ", "data[0-9].csv", "**/node", "a/**/b", "tmp/*", "!tmp/keep", "sp?ace.py", "[[]x].py", "   "),
)
PATTERNS = {
    ".gitignore": "\n".join(ROOT_PATTERNS),
    "src/.gitignore": "build\n!/build.py\n",
    "deep/.gitignore": "*.py\n!a.py\n",
}


def write(folder: Path) -> None:
    for name in FILES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    for name, text in PATTERNS.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed, so there is nothing to compare with")
def test_the_files_are_those_that_git_would_add(tmp_path: Path) -> None:
    write(tmp_path)
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / ".git" / "info" / "exclude").write_text("x.py\n", encoding="utf-8")
    command = ["git", "-C", str(tmp_path), "ls-files", "-z", "--others", "--exclude-standard"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout

    assert sorted(listed.strip("\0").split("\0")) == sorted(file for _, file in walk(tmp_path))


def test_patterns_of_the_folders_above_hold_below(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("*.gen.py\n/lib/private/\n", encoding="utf-8")
    for name in ("lib/a.py", "lib/b.gen.py", "lib/private/c.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")

    assert ["a.py"] == [file for _, file in walk(tmp_path / "lib")]


def test_further_patterns_leave_files_out(tmp_path: Path) -> None:
    for name in ("a.py", "tests/b.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")

    assert ["a.py"] == [file for _, file in walk(tmp_path, exclude=["tests/"])]


def test_a_malformed_pattern_ignores_nothing() -> None:
    assert not is_ignored("a.py", False, parse_patterns("[z-a].py\n[\n"))


def test_links_and_environments_are_not_entered(tmp_path: Path) -> None:
    (tmp_path / "env").mkdir()
    (tmp_path / "env" / "pyvenv.cfg").write_text("", encoding="utf-8")
    (tmp_path / "env" / "a.py").write_text("", encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "b.py").write_text("", encoding="utf-8")
    (tmp_path / "c.py").symlink_to("/etc/hostname")

    assert ["b.py"] == [file for _, file in walk(tmp_path)]


def test_a_folder_that_is_not_there_is_a_usage_problem(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="not a file or folder"):
        list(walk(tmp_path / "absent"))
