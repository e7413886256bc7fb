"""The rooms of the house and who may enter which: the table of ARCHITECTURE.md, held."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import checker

PACKAGE = Path(checker.__file__).parent
EVERYONE = {"errors", "model", "version"}

# room → rooms it may import besides itself and EVERYONE
ROOMS: dict[str, set[str]] = {
    "__init__": {"identify"},
    "__main__": {"cli"},
    "version": set(),
    "errors": set(),
    "spdx": set(),
    "model": set(),
    "resources": set(),
    "parallel": set(),
    "catalog": {"spdx", "resources"},
    "sources": set(),
    "evidence": {"resources"},
    "identify": {"spdx", "catalog", "resources"},
    "conclude": {"spdx", "catalog"},
    "lineage": {"catalog"},
    "compare": {"spdx", "catalog"},
    "policy": {"spdx", "catalog", "resources"},
    "release": {"policy", "evidence", "catalog", "spdx", "resources", "parallel"},
    "rules": {"policy", "release", "catalog", "spdx", "lineage", "conclude"},
    "assess": {"rules", "release", "policy", "catalog", "spdx", "lineage"},
    "audit": {
        *("sources", "evidence", "release", "identify", "conclude", "lineage", "assess"),
        *("policy", "rules", "catalog", "spdx", "resources", "parallel"),
    },
    "discover": {"sources"},
    "gate": {"audit", "policy"},
    "lock": set(),
    "reports": {"resources"},
    "cli": {
        *("audit", "reports", "sources", "identify", "policy", "rules", "catalog", "resources", "spdx", "assess"),
        *("conclude", "lineage", "compare", "evidence", "discover", "gate", "lock", "release"),
    },
}
# third-party package → the only rooms that may import it
GUARDED = {
    "huggingface_hub": {"sources"},
    "license_expression": {"spdx"},
    "yaml": {"resources"},
    "jinja2": {"reports"},
    "click": {"cli"},
    "weasyprint": {"reports"},
}
NEVER = {"pickle", "marshal", "torch", "zipfile", "subprocess", "ctypes", "shelve"}
MAX_LINES = 420


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        yield parts[0], path


def imports(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import hides which room it enters"
            if node.module == "checker":
                yield from ((f"checker.{alias.name}", node.lineno) for alias in node.names)
            elif node.module:
                yield node.module, node.lineno


def test_each_room_imports_only_what_the_table_allows() -> None:
    broken = [
        f"{path.relative_to(PACKAGE)}:{line}: {room} imports {name}"
        for room, path in modules()
        for name, line in imports(path)
        if name.startswith("checker.")
        and (entered := name.split(".")[1]) not in {room, *EVERYONE, *ROOMS[room]}
        and entered != "__version__"
    ]

    assert [] == broken


def test_each_guarded_package_has_one_importer() -> None:
    broken = [
        f"{path.relative_to(PACKAGE)}:{line} imports {name}"
        for room, path in modules()
        for name, line in imports(path)
        if room not in GUARDED.get(name.split(".")[0], {room})
    ]

    assert [] == broken


def test_nothing_is_unpickled_unzipped_executed_or_spawned() -> None:
    broken = [
        f"{path.relative_to(PACKAGE)}:{line} imports {name}"
        for _, path in modules()
        for name, line in imports(path)
        if name.split(".")[0] in NEVER
    ]
    called = [
        f"{path.relative_to(PACKAGE)}:{node.lineno} calls {node.func.id}"
        for _, path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"eval", "exec", "compile"}
    ]

    assert [] == broken + called


def test_no_module_outgrows_one_idea() -> None:
    long = {
        str(path.relative_to(PACKAGE)): lines
        for _, path in modules()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    }

    assert {} == long


def loaded_after(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines())


@pytest.mark.parametrize("arguments", [["--help"], ["audit", "--help"], ["--version"]])
def test_help_loads_none_of_the_heavy_packages(arguments: list[str]) -> None:
    code = f"from checker.__main__ import answer\nanswer({arguments!r})"

    assert set() == loaded_after(code) & {"yaml", "jinja2", "license_expression", "huggingface_hub", "msgspec"}
