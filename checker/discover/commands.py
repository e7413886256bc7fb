"""Commands that load a model: servers, downloaders and runners, by their words and options."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from checker.discover.keys import is_model_key, is_strong_key
from checker.discover.mention import Mention
from checker.discover.names import HUB_URI, HUB_URL, Named, read_name
from checker.discover.shell import Word, read_commands
from checker.discover.tree import Source
from checker.discover.variables import Variables, assigned, expand, expansions

MAX_WORDS = 500
# A program and its subcommand, after which a model is named. A name that is not of the Hub is reported too.
_POSITIONAL = (
    ("vllm", "serve"),
    ("vllm", "chat"),
    ("hf", "download"),
    ("huggingface-cli", "download"),
    ("transformers-cli", "download"),
    ("transformers", "chat"),
    ("transformers", "serve"),
    ("ollama", "run"),
    ("ollama", "pull"),
    ("docker", "model", "run"),
    ("docker", "model", "pull"),
    ("ramalama", "run"),
    ("ramalama", "serve"),
    ("ramalama", "pull"),
    ("lmdeploy", "serve", "api_server"),
    ("lmdeploy", "chat"),
    ("litgpt", "download"),
    ("litgpt", "serve"),
    ("tune", "download"),
    ("lms", "get"),
    ("mlc_llm", "serve"),
    ("mlc_llm", "chat"),
    ("trtllm-serve",),
)
# An image whose entry point is such a command.
_SERVER_IMAGE = re.compile(r"(?:.*/)?vllm/vllm-openai(?:[:@].*)?\Z")
# Names that these take are those of another registry, unless they say that they mean the Hub.
_OTHER_REGISTRIES = {
    "ollama": "the Ollama library",
    "docker": "Docker Hub",
    "ramalama": "another registry",
    "lms": "LM Studio",
}
# Programs whose --model is a model of the Hub.
_LOADERS = re.compile(
    r"\b(?:vllm|sglang|text-generation-(?:launcher|inference)|text-embeddings-(?:router|inference)|llama-(?:server|cli)"
    r"|mlx_(?:lm|vlm)|lm[-_]eval|optimum-cli|trtllm-\w+|lmdeploy|infinity_emb|ct2-transformers-converter|mlc_llm"
    r"|llamafactory-cli)\b"
)
_HUB_FLAGS = frozenset({"-hf", "-hfr", "--hf-repo", "--hf-repo-draft", "-hfrd", "--hf-repo-v", "-hfrv"})
_OUTPUT_FLAGS = frozenset({"--served-model-name", "--hub-model-id", "--push-to-hub", "--name", "--local-dir"})
# What an option about a model has that names none: how many, whether, of which form.
_SETTING = re.compile(r"\d[\d.]*|true|false|auto|none|all|\{(?!\{).*", re.IGNORECASE | re.DOTALL)
# pretrained=org/model,peft=org/adapter of lm_eval, and {"model": "org/draft"} of vllm.
_PAIRS = re.compile(
    r"(?:\A|[,{\s])\"?(pretrained|peft|tokenizer|model|draft_model|base_model)\"?\s*[=:]\s*\"?([^\",}\s]+)"
)
_STARTERS = ("vllm", "hf", "huggingface", "ollama", "docker", "python", "git", "curl", "wget", "--", "http")
_ECHO = frozenset({"echo", "printf", "LABEL", "MAINTAINER"})
_OPEN_ADDRESS = re.compile(r"https?://(?:www\.)?huggingface\.co/(?!datasets/|spaces/)[^\s/]*\$[^\s]*/resolve/")
_ON_THE_HUB = re.compile(r"(?:hf|huggingface)(?:\.co/|://)")
_PYTHON = re.compile(r"(?:.*/)?python[\d.]*\Z")
_SHELL_FLAGS = frozenset({"-c", "-lc", "-ec"})
_SHELLS = re.compile(r"(?:.*/)?(?:ba|z|k|da)?sh\Z|bat\Z|powershell\Z|pwsh\Z|cmd\Z")


def find_in_text(source: Source, variables: Variables, start: int = 0, end: int | None = None) -> Iterator[Mention]:
    """What the commands in a stretch of shell text load."""
    for words in read_commands(source, start, end):
        yield from find_in_words(source, words, variables)


def may_hold_command(text: str) -> bool:
    """Whether it is worth while to read a text as a command."""
    return " " in text.strip() and any(starter in text for starter in _STARTERS)


def find_in_words(source: Source, words: Sequence[Word], variables: Variables) -> Iterator[Mention]:
    """What one command loads."""
    words = words[:MAX_WORDS]
    if any(word.text in _ECHO for word in words[:2]):
        return
    reader = _Command(source, words, variables)
    yield from reader.assignments()
    yield from reader.addresses()
    if not reader.is_for_datasets:
        yield from reader.positionals()
        yield from reader.options()
    is_python = any(_PYTHON.match(word.text) for word in words)
    for before, word in pairwise(words):
        hands_on = _SHELLS.match(before.text) or (before.text in _SHELL_FLAGS and not is_python)
        if hands_on and word.is_quoted and " " in word.text:
            yield from find_in_text(source, variables, word.start, word.end)


class _Command:
    def __init__(self, source: Source, words: Sequence[Word], variables: Variables) -> None:
        self.source = source
        self.words = words
        self.variables = variables
        self.texts = [word.text for word in words]

    @property
    def is_for_datasets(self) -> bool:
        kind = self.value_of("--repo-type", "--repo_type")
        return kind is not None and kind.text.strip("\"'") != "model"

    @property
    def revision(self) -> str | None:
        word = self.value_of("--revision", "--model-revision", "--model_revision")
        return expand(word.text, self.variables).text if word else None

    def value_of(self, *flags: str) -> Word | None:
        for position, text in enumerate(self.texts):
            flag, equals, value = text.partition("=")
            if flag in flags:
                if equals:
                    return _ending(self.words[position], value)
                return self.words[position + 1] if position + 1 < len(self.words) else None
        return None

    def assignments(self) -> Iterator[Mention]:
        """`MODEL_ID=org/model`, before a command, after `export`, `ENV` or `-e`."""
        for word in self.words:
            if word.text.startswith("-") or not (found := assigned(self.source, word)):
                continue
            name, value, place = found
            if is_model_key(name):
                expanded = expand(value, self.variables)
                yield Mention(expanded.text, place, f"variable {name}")
        if self.texts[0].upper() == "ENV" and len(self.words) == 3 and is_model_key(self.texts[1]):
            yield Mention(self.texts[2], self.source.place(self.words[2].start), f"variable {self.texts[1]}")

    def addresses(self) -> Iterator[Mention]:
        """`git clone`, `curl`, `wget` and `ADD` of an address of the Hub, and hf:// anywhere."""
        clones = any(text.endswith("git") for text in self.texts) and "clone" in self.texts
        for word in self.words:
            expanded = expand(word.text, self.variables)
            for found in HUB_URL.finditer(expanded.text):
                if clones or found["page"] in ("resolve", "raw"):
                    at = word.start + (found.start() if expanded.text == word.text else 0)
                    yield Mention(found[0].removesuffix(".git"), self.source.place(at), "address of the Hub")
            for found in HUB_URI.finditer(word.text):
                yield Mention(found[0], self.source.place(word.start + found.start()), "hf:// address")
            if expanded.missing and _OPEN_ADDRESS.search(expanded.text):
                place = self.source.place(word.start)
                yield Mention(None, place, "address of the Hub", is_certain=True, why=expanded.missing)

    def positionals(self) -> Iterator[Mention]:
        for position, text in enumerate(self.texts):
            program = text.rpartition("/")[2]
            for prefix in _POSITIONAL:
                if program == prefix[0] and tuple(self.texts[position + 1 : position + len(prefix)]) == prefix[1:]:
                    yield from self.positional(" ".join(prefix), position + len(prefix))
            if _SERVER_IMAGE.match(text):
                yield from self.positional("vllm serve", position + 1, is_optional=True)

    def positional(self, how: str, first: int, *, is_optional: bool = False) -> Iterator[Mention]:
        """The model among the words from `first` on, whose options may or may not take a value."""
        free = [i for i in range(first, len(self.texts)) if not self.texts[i].startswith("-")]
        valued = [i for i in free if i > first and self.texts[i - 1].startswith("-") and "=" not in self.texts[i - 1]]
        named = [i for i in free if self.is_named(self.words[i])]
        chosen = [i for i in named if i not in valued] or named or [i for i in free if i not in valued]
        if is_optional:
            chosen = [i for i in chosen if i == first and i in named]
        if chosen and (chosen[0] in named or not self.value_of("--model")):
            yield from self.mentions(self.words[chosen[0]], how)

    def is_named(self, word: Word) -> bool:
        named = (read_name(one.text, is_certain=False) for one in expansions(word.text, self.variables))
        return any(isinstance(one, Named) for one in named)

    def options(self) -> Iterator[Mention]:
        is_loader = any(_LOADERS.search(text) for text in self.texts)
        for position, word in enumerate(self.words):
            flag, equals, value = word.text.partition("=")
            if not flag.startswith("-") or flag in _OUTPUT_FLAGS:
                continue
            # lm_eval has the name of a backend in --model.
            if flag == "--model" and self.value_of("--model_args", "--model-args"):
                continue
            if flag in _HUB_FLAGS or is_model_key(flag.lstrip("-")):
                values = [_ending(word, value)] if equals else self.values(position + 1, is_list="modules" in flag)
                for one in values:
                    yield from self.option(flag, one, is_loader)

    def values(self, first: int, *, is_list: bool) -> list[Word]:
        """The values of an option: the next word, or all up to the next option."""
        found: list[Word] = []
        for word in self.words[first:]:
            if word.text.startswith("-") or (found and not is_list):
                break
            found.append(word)
        return found

    def option(self, flag: str, word: Word, is_loader: bool) -> Iterator[Mention]:
        if "modules" in flag:
            # --lora-modules name=org/adapter
            yield from self.mentions(_ending(word, word.text.rpartition("=")[2]), f"option {flag}")
            return
        pairs = list(_PAIRS.finditer(word.text))
        for pair in pairs:
            place = self.source.place(word.start + pair.start(2))
            yield Mention(pair[2], place, f"{flag} {pair[1]}=", is_certain=True)
        if not pairs and not _SETTING.fullmatch(word.text):
            certain = flag in _HUB_FLAGS or (is_loader and flag != "--tokenizer") or is_strong_key(flag.lstrip("-"))
            yield from self.mentions(word, f"option {flag}", is_certain=certain)

    def mentions(self, word: Word, how: str, *, is_certain: bool = True) -> Iterator[Mention]:
        place = self.source.place(word.start)
        registry = _OTHER_REGISTRIES.get(how.split()[0])
        for expanded in expansions(word.text, self.variables):
            text = expanded.text
            if expanded.missing:
                yield Mention(None, place, how, is_certain, why=expanded.missing)
            elif registry and not _ON_THE_HUB.match(text):
                why = f"{text[:80]} is a name of {registry}, not of the Hub"
                yield Mention(None, place, how, is_certain, why=why)
            elif expanded.origin:
                name, at = expanded.origin
                yield Mention(text, at, how, is_certain, self.revision, f"through the variable {name}", (place,))
            else:
                why = f"from {word.text[:80]}" if text != word.text else ""
                yield Mention(text, place, how, is_certain, self.revision, why)


def _ending(word: Word, value: str) -> Word:
    """The end of a word that is `value`."""
    return Word(value, word.end - len(value), word.end, word.is_quoted)
