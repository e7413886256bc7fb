"""`python -m tests.loopback_hub [PORT] [FOLDER …]`: a Hub to try the command against, until it is interrupted."""

from __future__ import annotations

import argparse
import contextlib
import sys
import threading
from pathlib import Path

from tests.loopback_hub import LoopbackHub, Repository

_CARD = b"---\nlicense: %s\n%s---\n# A model to try things with\n"

SAMPLES = (
    Repository("acme/base", {"README.md": _CARD % (b"mit", b""), "model.safetensors": bytes(64)}),
    Repository("acme/tuned", {"README.md": _CARD % (b"apache-2.0", b"base_model: acme/base\n")}),
    Repository("acme/silent", {"README.md": b"# No license here\n"}),
    Repository("acme/gated", {"README.md": _CARD % (b"llama3.1", b"")}, gated="manual"),
    Repository("acme/secret", {"README.md": _CARD % (b"mit", b"")}, private=True, owner_token="hf_loopback"),
    Repository("acme/words", {"README.md": _CARD % (b"cc-by-4.0", b"")}, kind="dataset"),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.loopback_hub", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="a free one by default")
    parser.add_argument("folders", nargs="*", type=Path, help="serve each folder as the model local/<its name>")
    options = parser.parse_args()
    repositories = [*SAMPLES, *map(_from_folder, options.folders)]
    with LoopbackHub(
        repositories, users={"hf_loopback": "alice"}, moved={"old/base": "acme/base"}, port=options.port
    ) as hub:
        ids = (f"  {'datasets/' if repo.kind == 'dataset' else ''}{repo.id}" for repo in hub.site.repositories)
        lines = (f"export HF_ENDPOINT={hub.endpoint}   # HF_TOKEN=hf_loopback signs in", *ids)
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


def _from_folder(folder: Path) -> Repository:
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return Repository(f"local/{folder.resolve().name}", files)


if __name__ == "__main__":
    main()
