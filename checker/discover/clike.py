"""JavaScript, TypeScript, Rust, Go, Swift, Java and Kotlin as tokens: calls, names and the strings they are given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checker.discover.keys import is_model_key
from checker.discover.mention import Mention
from checker.discover.names import HUB_URI, HUB_URL
from checker.discover.tree import Source

_TOKEN = re.compile(
    r"(?P<space>\s+|//[^\n]*|/\*.*?\*/)|(?P<string>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)"
    r"|(?P<name>[A-Za-z_$][\w$]*)|(?P<mark>\?\?|\|\||::|:=|=>|.)",
    re.DOTALL,
)
# call → the position of the model among its arguments, and the names of keys that hold it
_CALLS: dict[str, tuple[int | None, tuple[str, ...]]] = {
    "pipeline": (1, ("model",)),
    "from_pretrained": (0, ("pretrained_model_name_or_path",)),
    "HuggingFaceTransformersEmbeddings": (None, ("model", "modelName")),
    "HuggingFaceInferenceEmbeddings": (None, ("model",)),
    "HuggingFaceInference": (None, ("model",)),
    "snapshotDownload": (None, ("repo",)),
    "downloadFile": (None, ("repo",)),
    "ModelConfiguration": (None, ("id",)),
    # hf-hub of Rust
    "model": (0, ()),
    "with_revision": (0, ()),
}
# Methods that others use too count only behind these receivers.
_RECEIVERS = {"model": ("api", "Repo", "hub", "client"), "with_revision": ("Repo",)}
_IN_TYPES = frozenset("<>&'|?[]*.")
_OTHER_KINDS = ("Dataset", "Space", "dataset", "space")


@dataclass(frozen=True, slots=True)
class Token:
    """A string, with its text and the place behind its quote, or a name or mark."""

    text: str
    start: int
    is_string: bool = False
    is_name: bool = False


def read_clike(source: Source) -> Iterator[Mention]:
    """What the calls, constants and keys of a file name."""
    tokens = list(_tokens(source.text))
    # The names that are given a string, or a string for want of another value.
    names = {
        index: name for index, token in enumerate(tokens) if token.is_string and (name := _assigned_name(tokens, index))
    }
    constants: dict[str, list[Token]] = {}
    for index, name in names.items():
        constants.setdefault(name, []).append(tokens[index])
    for index, token in enumerate(tokens):
        if token.is_string:
            yield from _address(source, token)
            if index in names:
                yield from _setting(source, token, names[index])
        elif token.is_name and token.text in _CALLS and _text(tokens, index + 1) == "(":
            if _text(tokens, index - 1) == "function":
                continue
            receivers = _RECEIVERS.get(token.text)
            receiver = _text(tokens, index - 2) if _text(tokens, index - 1) in (".", "::") else ""
            if receivers is None or receiver in receivers:
                yield from _call(source, tokens, index, constants)


def _tokens(text: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(text):
        if found["string"]:
            yield Token(found["string"][1:-1], found.start() + 1, is_string=True)
        elif found["name"]:
            yield Token(found["name"], found.start(), is_name=True)
        elif found["mark"]:
            yield Token(found["mark"], found.start())


def _text(tokens: Sequence[Token], index: int) -> str:
    return tokens[index].text if 0 <= index < len(tokens) and not tokens[index].is_string else ""


def _assigned_name(tokens: Sequence[Token], index: int) -> str:
    """The name or key that the string at `index` is a value of, empty when it is that of none."""
    at = index - 1
    if _text(tokens, at) in ("??", "||"):
        # const MODEL = process.env.MODEL ?? "org/model"
        at -= 1
        while at >= 0 and (tokens[at].is_name or tokens[at].text in (".", "?", "[", "]") or tokens[at].is_string):
            at -= 1
    while _text(tokens, at) in ("(", "[", "{", "&"):
        at -= 1
    if _text(tokens, at) not in ("=", ":", ":="):
        return ""
    at -= 1
    if _text(tokens, at + 1) == "=":
        # A type between the name and the sign: const MODEL: &'static str = "…", let model: String = "…"
        typed = at
        while typed > at - 8 and (tokens[typed].is_name or _text(tokens, typed) in _IN_TYPES) and typed >= 0:
            typed -= 1
        if _text(tokens, typed) == ":":
            at = typed - 1
    return tokens[at].text if at >= 0 and (tokens[at].is_name or tokens[at].is_string) else ""


def _setting(source: Source, token: Token, name: str) -> Iterator[Mention]:
    if is_model_key(name) and "${" not in token.text:
        yield Mention(token.text, source.place(token.start), f"name {name}")


def _address(source: Source, token: Token) -> Iterator[Mention]:
    text = token.text
    if text.startswith(("hf://", "djl://ai.djl.huggingface.")):
        if HUB_URI.match(text) or text.startswith("djl://"):
            yield Mention(text, source.place(token.start), "address of the Hub")
    elif (url := HUB_URL.match(text)) and url["page"] == "resolve":
        yield Mention(url[0], source.place(token.start), "address of the Hub")


def _call(source: Source, tokens: Sequence[Token], index: int, constants: dict[str, list[Token]]) -> Iterator[Mention]:
    name = tokens[index].text
    how = f"{name}()"
    position, keys = _CALLS[name]
    arguments = _arguments(tokens, index + 1)
    if name == "pipeline":
        # Streams have a pipeline too; that of transformers begins with a task.
        if not arguments or not (arguments[0][0].is_string or "transformers" in source.text):
            return
        if len(arguments) == 1 and arguments[0][0].is_string:
            why = f"the default model of the library for '{arguments[0][0].text}' is loaded; name one"
            yield Mention(None, source.place(tokens[index].start), how, is_certain=True, why=why)
            return
    if any(token.text in _OTHER_KINDS for argument in arguments for token in argument):
        return
    chosen = next((value for key in keys for a in arguments if (value := _value(a, key))), None)
    if chosen is None and position is not None and position < len(arguments):
        chosen = arguments[position]
    if not chosen:
        return
    given = next((value[0] for argument in arguments if (value := _value(argument, "revision"))), None)
    revision = given.text if given and given.is_string else None
    strings = [token for token in chosen if token.is_string]
    place = source.place(chosen[0].start)
    if strings and "${" not in strings[-1].text:
        yield Mention(strings[-1].text, source.place(strings[-1].start), how, True, revision)
    elif not strings and (known := constants.get(_constant_name(chosen))):
        for token in known:
            why = f"through {chosen[-1].text}"
            yield Mention(token.text, source.place(token.start), how, True, revision, why, (place,))
    else:
        shown = "".join(token.text for token in chosen)[:60]
        yield Mention(None, place, how, is_certain=position is not None, why=f"`{shown}` is known at run time")


def _constant_name(chosen: Sequence[Token]) -> str:
    """The name that an argument is: MODEL, this.model or Settings.model, but not config.model, which is an object's."""
    names = [token.text for token in chosen if token.is_name]
    is_own = len(names) == 1 or names[:1] == ["this"] or (bool(names) and names[0][:1].isupper())
    return names[-1] if names and is_own else ""


def _arguments(tokens: Sequence[Token], opening: int) -> list[list[Token]]:
    """The arguments of a call, each as its tokens."""
    arguments: list[list[Token]] = [[]]
    depth = 0
    for token in tokens[opening : opening + 400]:
        text = "" if token.is_string else token.text
        depth += (text in "([{") - (text in ")]}") if text else 0
        if depth == 0:
            break
        if depth == 1 and text == ",":
            arguments.append([])
        elif not (depth == 1 and text == "("):
            arguments[-1].append(token)
    return [argument for argument in arguments if argument]


def _value(argument: Sequence[Token], key: str) -> list[Token]:
    """The value of `key` in an argument that is an object or a named argument."""
    for index, token in enumerate(argument[:-1]):
        if token.text == key and argument[index + 1].text in (":", "="):
            end = next((i for i in range(index + 2, len(argument)) if _text(argument, i) in (",", "}")), len(argument))
            return list(argument[index + 2 : end])
    return []
