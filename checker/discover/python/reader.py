"""From the calls of Python files to mentions of models, across the files of one tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from checker.discover.mention import Mention
from checker.discover.python.arguments import Load, argument, load_of, packed, why_missing, with_deferred
from checker.discover.python.calls import LOADERS, Loader
from checker.discover.python.folding import Folder
from checker.discover.python.module import Function, Module, Scope, called, keyword, parameters
from checker.discover.python.modules import UNREADABLE, Modules, module_name, parse
from checker.discover.python.texts import addresses, commands, settings
from checker.discover.python.values import Folded
from checker.discover.tree import Source

_NAME_IN_QUOTES = re.compile(r"[\"'][\w.-]+/[\w.:@-]+[\"']", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wrapper:
    """A function of the tree that hands a parameter on to a call that loads, so that its callers name the model."""

    file: str
    name: str
    function: Function
    parameter: str
    position: int
    load: Load


class PythonTree:
    """
    The Python files of a tree by their paths; `read` gives the text of one, None when it cannot be read.

    `mentions` reads one text; `mentions_of_callers`, when all were read, those that call what was found to load.
    """

    def __init__(self, files: Sequence[str], read: Callable[[str], Source | None]) -> None:
        self._modules = Modules(files, read)
        self._wrappers: dict[tuple[str, str], list[Wrapper]] = {}

    def mentions(self, source: Source) -> Iterator[Mention]:
        """The mentions in one file or piece of code; raises one of `UNREADABLE` when it is no Python."""
        if not _is_worth_reading(source.text):
            return
        module = parse(source)
        reader = _Reader(module, Folder(self._modules.imported))
        yield from reader.loads()
        yield from settings(module, reader.folder)
        yield from commands(module, reader.folder)
        yield from addresses(module)
        for wrapper in reader.wrappers:
            self._wrappers.setdefault((wrapper.file, wrapper.name), []).append(wrapper)

    def mentions_of_callers(self, sources: Iterable[Source]) -> Iterator[Mention]:
        """The models that other files hand to the functions that were found to load them."""
        called_as: dict[str, set[str]] = {}
        for file, name in self._wrappers:
            called_as.setdefault(module_name(file), set()).add(name)
        for source in sources:
            text = source.text
            if not any(module in text and any(name in text for name in names) for module, names in called_as.items()):
                continue
            try:
                module = parse(source)
            except UNREADABLE:
                # It was reported when it was read for itself.
                continue
            reader = _Reader(module, Folder(self._modules.imported))
            for written, scope in module.calls:
                for call in with_deferred(written):
                    for wrapper in self._called(call, module):
                        yield from reader.wrapped(call, scope, wrapper)

    def _called(self, call: ast.Call, module: Module) -> list[Wrapper]:
        """The wrappers of other files that a call is one of, by its import."""
        receiver, name = called(call)
        root = receiver.id if isinstance(receiver, ast.Name) else name if receiver is None else ""
        imported = module.imports.get(root)
        file = self._modules.file_of(module.source.file, imported) if imported else None
        if imported is None or file is None or file == module.source.file:
            return []
        return self._wrappers.get((file, name if receiver is not None else imported.name or name), [])


class _Reader:
    """Reads the calls of one module, and collects its wrappers."""

    def __init__(self, module: Module, folder: Folder) -> None:
        self.module = module
        self.folder = folder
        self.wrappers: list[Wrapper] = []
        self._open: list[tuple[Folded, Mention]] = []

    def loads(self) -> Iterator[Mention]:
        """The models that the calls of the module load, directly or by a function that it defines itself."""
        for call, scope in self.module.calls:
            load = load_of(call, scope)
            if load is not None and not self._is_other_kind(load.call, scope):
                yield from self._load(load, scope)
        filled = set()
        by_name = {wrapper.name: wrapper for wrapper in self.wrappers}
        for call, scope in self.module.calls:
            for one in with_deferred(call):
                wrapper = by_name.get(called(one)[1])
                if wrapper is not None and (found := list(self.wrapped(one, scope, wrapper))):
                    filled.add((wrapper.function, wrapper.parameter))
                    yield from found
        # What callers in the same file fill in is told by them.
        yield from (mention for folded, mention in self._open if not filled & set(folded.parameters))

    def wrapped(self, call: ast.Call, scope: Scope, wrapper: Wrapper) -> Iterator[Mention]:
        """The models that a call hands to a wrapper."""
        given = argument(call, wrapper.position, (wrapper.parameter,))
        if given is not None:
            how = f"{wrapper.name}(), which calls {wrapper.load.name}()"
            revision = self._revision(call, scope)
            yield from self._named(self.folder.fold(given, scope), given, wrapper.load.loader, how, revision)

    def _load(self, load: Load, scope: Scope) -> Iterator[Mention]:
        how = f"{load.name}()"
        given = argument(load.call, load.loader.position, load.loader.keywords) or self._unpacked(load, scope)
        if given is None:
            if why := why_missing(load):
                yield Mention(None, self.module.place(load.call), how, is_certain=True, why=why)
            return
        folded = self.folder.fold(given, scope)
        for function, name in folded.parameters:
            self._wrap(function, name, load)
        yield from self._named(folded, given, load.loader, how, self._revision(load.call, scope))
        if folded.unknown and not folded.values and not folded.is_loaded:
            why = str(folded.unknown)
            self._open.append((folded, Mention(None, self.module.place(given), how, is_certain=True, why=why)))

    def _unpacked(self, load: Load, scope: Scope) -> ast.expr | None:
        """The argument from a dictionary behind `**` that is written out somewhere."""
        given = packed(load.call)
        for container, _ in self.folder.containers(given, scope) if given is not None else ():
            if isinstance(container, ast.Dict):
                for key, value in zip(container.keys, container.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value in load.loader.keywords:
                        return value
        return None

    def _named(
        self, folded: Folded, given: ast.expr, loader: Loader, how: str, revision: str | None
    ) -> Iterator[Mention]:
        used = self.module.place(given)
        for text in folded.values:
            place = text.place or used
            why = f"through {text.via}" if text.via else ""
            elsewhere = () if place == used else (used,)
            yield Mention(_as_read_by(loader, text.text), place, how, True, revision, why, elsewhere)

    def _wrap(self, function: Function, name: str, load: Load) -> None:
        names = [parameter for parameter, _ in parameters(function)]
        owner = next((s.owner for f, s in self.module.functions.get(function.name, ()) if f is function), None)
        callee = owner if function.name == "__init__" else function.name
        known = LOADERS.get(callee or "")
        if callee and (known is None or known.packages):
            position = names.index(name) - (owner is not None and names[0] in ("self", "cls"))
            self.wrappers.append(Wrapper(self.module.source.file, callee, function, name, position, load))

    def _is_other_kind(self, call: ast.Call, scope: Scope) -> bool:
        kind = keyword(call, "repo_type")
        return kind is not None and any(text.text != "model" for text in self.folder.fold(kind, scope).values)

    def _revision(self, call: ast.Call, scope: Scope) -> str | None:
        given = keyword(call, "revision")
        values = {text.text for text in self.folder.fold(given, scope).values} if given is not None else set()
        return values.pop() if len(values) == 1 else None


def _is_worth_reading(text: str) -> bool:
    """False for code with neither a call that loads nor a text with a slash in it; parsing is what takes time."""
    loads = any(
        name in text and (not loader.packages or any(package in text for package in loader.packages))
        for name, loader in LOADERS.items()
    )
    return loads or "hf://" in text or _NAME_IN_QUOTES.search(text) is not None


def _as_read_by(loader: Loader, text: str) -> str:
    """The name as the library completes it."""
    for prefix in loader.prefixes:
        text = text.removeprefix(prefix)
    is_bare = bool(text) and "/" not in text and not text.startswith(".")
    return f"{loader.organization}/{text}" if loader.organization and is_bare else text
