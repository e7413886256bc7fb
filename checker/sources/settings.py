"""What the sources are told from outside: where to look, as whom, and how long to wait."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from checker.errors import ConfigError

DEFAULT_ENDPOINT = "https://huggingface.co"
MAX_TOKEN_BYTES = 4_096
# The listing of one repository or folder ends here.
MAX_FILES = 100_000

_TRUE = ("1", "ON", "YES", "TRUE")


def ignore_wait(seconds: float, reason: str) -> None:
    """The `on_wait` of a caller who shows nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSettings:
    """
    The settings of one run.

    `store_dir` holds what earlier runs read, `hub_cache_dir` is the user's Hugging Face cache; None leaves it out.
    `timeout` is in seconds for each step of a request, `max_wait` the longest that one request may be held back
    altogether by rate limits and retries. `on_wait(seconds, reason)` is called before each such wait.
    """

    offline: bool = False
    endpoint: str = DEFAULT_ENDPOINT
    token: str | None = field(default=None, repr=False)
    store_dir: Path | None = None
    hub_cache_dir: Path | None = None
    timeout: float = 20.0
    max_wait: float = 60.0
    on_wait: Callable[[float, str], None] = ignore_wait
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic

    @classmethod
    def from_environment(
        cls,
        environ: Mapping[str, str],
        home: Path,
        *,
        offline: bool = False,
        on_wait: Callable[[float, str], None] = ignore_wait,
    ) -> SourceSettings:
        """
        The settings that `environ` asks for, with the variables and precedence of huggingface_hub.

        HF_ENDPOINT, HF_TOKEN (else the token file of HF_TOKEN_PATH or HF_HOME), HF_HUB_CACHE, HF_HUB_OFFLINE, and
        LIC_CHECK_CACHE_DIR for the store. Raises `ConfigError` for a value that cannot be used.
        """

        def folder(*names: str, default: Path) -> Path:
            value = next((environ[name] for name in names if environ.get(name)), None)
            return default if value is None else _expand(value, environ, home)

        user_cache = folder("XDG_CACHE_HOME", default=home / ".cache")
        hf_home = folder("HF_HOME", default=user_cache / "huggingface")
        return cls(
            offline=offline or any(_is_true(environ.get(name)) for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")),
            endpoint=_endpoint(environ.get("HF_ENDPOINT") or DEFAULT_ENDPOINT),
            token=_token(environ, folder("HF_TOKEN_PATH", default=hf_home / "token")),
            store_dir=folder("LIC_CHECK_CACHE_DIR", default=user_cache / "lic-check"),
            hub_cache_dir=folder("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", default=hf_home / "hub"),
            on_wait=on_wait,
        )


def _is_true(value: str | None) -> bool:
    return value is not None and value.upper() in _TRUE


def _expand(value: str, environ: Mapping[str, str], home: Path) -> Path:
    expanded = Path(Template(value).safe_substitute(environ))
    return home.joinpath(*expanded.parts[1:]) if expanded.parts[:1] == ("~",) else expanded


def _endpoint(value: str) -> str:
    try:
        parts = urlsplit(value)
        is_address = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address or parts.query or parts.fragment:
        raise ConfigError(
            "HF_ENDPOINT is not the address of a Hub", fix=f"write it like {DEFAULT_ENDPOINT}, or unset it"
        )
    return value.rstrip("/")


def _token(environ: Mapping[str, str], token_file: Path) -> str | None:
    if _is_true(environ.get("HF_HUB_DISABLE_IMPLICIT_TOKEN")):
        return None
    name = next((name for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN") if environ.get(name, "").strip()), None)
    if name is not None:
        token, where = environ[name].strip(), name
    else:
        try:
            with token_file.open("rb") as stream:
                token, where = stream.read(MAX_TOKEN_BYTES).decode("utf-8", "replace").strip(), str(token_file)
        except OSError:
            return None
    # Such a value would be refused by the HTTP layer with an error that quotes it.
    if not all("!" <= character <= "~" for character in token):
        raise ConfigError(f"{where} holds characters that no token has", fix="copy the token again, or unset it")
    return token or None
