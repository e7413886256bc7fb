"""Where the configuration file stands. A run that finds none imports nothing for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

NAMES = ("lic-check.yaml", ".lic-check.yaml", ".github/lic-check.yaml")
PYPROJECT = "pyproject.toml"


def wanted_file(config_file: str | None, *, isolated: bool) -> Path | None:
    """The file that the options `--config` and `--isolated` ask for: the nearest one when they say nothing."""
    if config_file:
        return Path(config_file)
    return None if isolated else nearest_file(Path.cwd())


def nearest_file(start: Path) -> Path | None:
    """The configuration file in `start` or nearest above it, as far as the repository's root."""
    for folder in (start, *start.parents):
        for name in NAMES:
            if (folder / name).is_file():
                return folder / name
        if (folder / PYPROJECT).is_file() and table_in(folder / PYPROJECT) is not None:
            return folder / PYPROJECT
        if (folder / ".git").exists():
            break
    return None


def table_in(pyproject: Path) -> Any:
    """What stands under `[tool.lic-check]`, None where nothing does."""
    import tomllib

    try:
        tables = tomllib.loads(pyproject.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        # Somebody else's file: what is wrong with it is for its own tools to say.
        return None
    return tables.get("tool", {}).get("lic-check")
