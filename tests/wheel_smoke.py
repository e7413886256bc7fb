"""
Build the wheel through the source distribution, install it into a fresh environment and use it from another folder.

Run by `make wheel`. The checkout must not be importable there, so that a file missing from the wheel shows.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def run(*command: str | Path, cwd: Path, expect: int = 0, **environment: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != expect:
        sys.exit(f"{command} exited {done.returncode}, not {expect}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        run(sys.executable, "-m", "build", "--outdir", scratch / "dist", cwd=ROOT)
        (wheel,) = (scratch / "dist").glob("*.whl")
        venv.create(scratch / "venv", with_pip=True)
        python = scratch / "venv" / "bin" / "python"
        run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=scratch)
        model = scratch / "model"
        model.mkdir()
        (model / "README.md").write_text("---\nlicense: apache-2.0\n---\n", encoding="utf-8")
        (model / "LICENSE").write_bytes((ROOT / "LICENSE").read_bytes())

        lic_check = (python, "-I", "-m", "checker")
        cache = str(scratch / "cache")
        assert "lic-check" in run(*lic_check, "--version", cwd=scratch)
        assert "permissive-only" in run(*lic_check, "policy", "list", cwd=scratch)
        assert "limit.mau" in run(*lic_check, "explain", "llama3.1", cwd=scratch)
        report = run(*lic_check, "./model", "--offline", "-f", "json", cwd=scratch, LIC_CHECK_CACHE_DIR=cache)
        assert json.loads(report)["verdict"] == "allow", report
        run(*lic_check, "./model", "--offline", "-o", "html=out.html", cwd=scratch, LIC_CHECK_CACHE_DIR=cache)
        assert "Apache-2.0" in (scratch / "out.html").read_text(encoding="utf-8")
        run(*lic_check, "./nowhere", cwd=scratch, expect=4)
        size = wheel.stat().st_size / 1_000_000
    sys.stdout.write(f"the wheel works away from the checkout ({size:.1f} MB)\n")


if __name__ == "__main__":
    main()
