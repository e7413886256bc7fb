"""What Python code names without loading it itself: settings, commands that it runs, addresses of the Hub."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from checker.discover.commands import find_in_words, may_hold_command
from checker.discover.keys import is_model_key, is_vague_key
from checker.discover.mention import Mention
from checker.discover.names import HUB_URI, HUB_URL, is_called_like_model
from checker.discover.python.calls import DEFAULTS, PUBLISHING, RUNNERS
from checker.discover.python.folding import Folder
from checker.discover.python.module import Module, Scope, called
from checker.discover.python.values import Text
from checker.discover.shell import Word, read_commands
from checker.discover.tree import Source
from checker.model.reference import Place

_DEFAULTED = DEFAULTS | {"getenv", "get", "cast", "str"}


def settings(module: Module, folder: Folder) -> Iterator[Mention]:
    """Names for models that are given a value, whether or not the code that uses them is seen."""
    published = {
        id(given.value) for call, _ in module.calls if called(call)[1] in PUBLISHING for given in call.keywords
    }
    for setting in module.settings:
        is_named = is_model_key(setting.name)
        if id(setting.expr) in published or not (is_named or is_vague_key(setting.name)):
            continue
        for expr in _constants(setting.expr):
            for text in folder.fold(expr, setting.scope).values:
                if text.place and (is_named or is_called_like_model(text.text)):
                    yield Mention(text.text, text.place, setting.how, why=f"through {text.via}" if text.via else "")


def commands(module: Module, folder: Folder) -> Iterator[Mention]:
    """Commands that the code runs, as one text or as a list of words."""
    for call, scope in module.calls:
        if called(call)[1] not in RUNNERS or not call.args:
            continue
        for command in call.args:
            if isinstance(command, ast.List | ast.Tuple):
                yield from _run([_word(element, scope, folder) for element in command.elts], scope)
                continue
            for text in folder.fold(command, scope).values:
                if may_hold_command(text.text):
                    yield from _run_text(text, module.place(command), scope)


def addresses(module: Module) -> Iterator[Mention]:
    """Strings that are an address of a model, or of a file in one."""
    for node in module.strings:
        text = str(node.value)
        if text.startswith("hf://") and HUB_URI.fullmatch(text):
            yield Mention(text, module.place(node), "hf:// address")
        elif "/resolve/" in text and (url := HUB_URL.match(text)) and url["page"] == "resolve":
            yield Mention(url[0], module.place(node), "address of the Hub")


def _constants(expr: ast.expr) -> list[ast.expr]:
    """The parts of a value that say what it is where it stands; names lead elsewhere, and are read there."""
    match expr:
        case ast.Constant():
            return [expr]
        case ast.Dict(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            return [part for part in parts if isinstance(part, ast.Constant)]
        case ast.BoolOp(values=parts):
            return [part for branch in parts for part in _constants(branch)]
        case ast.IfExp(body=body, orelse=other):
            return [*_constants(body), *_constants(other)]
        case ast.Call() if called(expr)[1] in _DEFAULTED:
            return [expr]
    return []


def _run(words: Sequence[tuple[Word, Place]], scope: Scope) -> Iterator[Mention]:
    """The mentions in one command whose words stand at these places."""
    if not words:
        return
    # The words are laid out one to a line, so that each keeps its own place.
    text = "\n".join(word.text.replace("\n", " ") for word, _ in words)
    source = Source(scope.module.source.file, text, tuple(place for _, place in words))
    starts = (source.offset(line) for line in range(1, len(words) + 1))
    laid = [Word(w.text, start, start + len(w.text), w.is_quoted) for (w, _), start in zip(words, starts, strict=True)]
    yield from find_in_words(source, laid, {})


def _run_text(text: Text, used: Place, scope: Scope) -> Iterator[Mention]:
    for words in read_commands(Source("", text.text)):
        yield from _run([(word, text.place or used) for word in words], scope)


def _word(element: ast.expr, scope: Scope, folder: Folder) -> tuple[Word, Place]:
    values = folder.fold(element, scope).values
    text = values[0].text if values else "${}"
    place = values[0].place if values and values[0].place else scope.module.place(element)
    return Word(text, 0, len(text), is_quoted=True), place
