"""
How long a command takes from a cold start, as an installed wheel has it, in milliseconds and in starts of Python.

Builds the wheel, installs it into an environment of its own and times each command: `python tests/benchmarks/startup.py
[runs]`. A checkout would mislead: where Python may not write bytecode, each start compiles what was edited since. It
fails on nothing; the numbers are for reading.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
AUDIT = ("examples/apache-tag-on-llama", "--offline", "--exit-zero", "--isolated")
COMMANDS = {
    "--version": ("--version",),
    "--help": ("--help",),
    "audit, text": AUDIT,
    "audit, JSON": (*AUDIT, "-f", "json"),
    "audit, HTML": (*AUDIT, "-f", "html"),
}


def main(runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        programs = install(Path(folder))
        environment = {**os.environ, "HF_HUB_CACHE": str(ROOT / "examples" / "hub-cache")}
        bare = typical([str(programs / "python"), "-c", "pass"], runs, environment)
        sys.stdout.write(f"{'Python alone':14}{bare:6.0f} ms\n")
        for name, arguments in COMMANDS.items():
            took = typical([str(programs / "lic-check"), *arguments], runs, environment)
            sys.stdout.write(f"{name:14}{took:6.0f} ms  {took / bare:5.1f} ×\n")


def install(folder: Path) -> Path:
    """The programs of a new environment that holds the wheel."""
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT)], check=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    programs = folder / "venv" / "bin"
    (wheel,) = folder.glob("*.whl")
    subprocess.run([*pip, "--python", str(programs / "python"), "install", str(wheel)], check=True)
    return programs


def typical(command: Sequence[str], runs: int, environment: Mapping[str, str]) -> float:
    """The median time of a command in milliseconds, after one run that warms the disk."""
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
        times.append(1000 * (time.perf_counter() - start))
    return median(times[1:])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 21)
