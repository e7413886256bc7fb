"""Which argument of a call names the model that it loads."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from checker.discover.python.calls import ADAPTER, ADAPTER_RECEIVERS, LOADERS, Loader
from checker.discover.python.module import Module, Scope, called, keyword
from checker.discover.python.values import shown


@dataclass(frozen=True, slots=True)
class Load:
    """A call that loads a model; `name` is what is called, under its own name where it was imported under another."""

    call: ast.Call
    loader: Loader
    name: str


def load_of(call: ast.Call, scope: Scope) -> Load | None:
    """
    `call` in its scope as one that loads a model.

    It may call by another name (`load = AutoModel.from_pretrained`), or hand over the function that is called later:
    `partial(snapshot_download, "org/model")`.
    """
    readings = (call, _deferred(call), *_renamed(call, scope))
    loads = (_load_of(reading, scope.module) for reading in readings if reading is not None)
    return next((load for load in loads if load is not None), None)


def _load_of(call: ast.Call, module: Module) -> Load | None:
    receiver, name = called(call)
    imported = module.imports.get(name) if receiver is None else None
    known = (imported.name if imported else None) or name
    loader = LOADERS.get(known)
    if loader is None or (loader.packages and package_of(call.func, module) not in loader.packages):
        return None
    if known == "from_pretrained" and receiver is not None and _last(receiver).startswith(ADAPTER_RECEIVERS):
        loader = ADAPTER
    return Load(call, loader, known)


def with_deferred(call: ast.Call) -> Iterator[ast.Call]:
    """`call`, and the call that is made later of a function handed over as its first argument."""
    yield call
    if (later := _deferred(call)) is not None:
        yield later


def _deferred(call: ast.Call) -> ast.Call | None:
    given = len(call.args) + len(call.keywords)
    if given < 2 or not call.args or not isinstance(call.args[0], ast.Name | ast.Attribute):
        return None
    return ast.copy_location(ast.Call(call.args[0], call.args[1:], call.keywords), call)


def _renamed(call: ast.Call, scope: Scope) -> Iterator[ast.Call]:
    """`call` as one of what the name that it calls was bound to: a function, or a `partial` of one."""
    if not isinstance(call.func, ast.Name):
        return
    for bound in scope.find(call.func.id):
        match bound.expr:
            case ast.Name() | ast.Attribute() as function:
                yield ast.copy_location(ast.Call(function, call.args, call.keywords), call)
            case ast.Call(args=[ast.Name() | ast.Attribute() as function, *first]) as made if (
                called(made)[1] == "partial"
            ):
                given = [*first, *call.args], [*made.keywords, *call.keywords]
                yield ast.copy_location(ast.Call(function, *given), call)


def package_of(function: ast.expr, module: Module) -> str | None:
    """The package that a called function was imported from."""
    while isinstance(function, ast.Attribute):
        function = function.value
    imported = module.imports.get(function.id) if isinstance(function, ast.Name) else None
    return imported.package if imported else None


def argument(call: ast.Call, position: int | None, keywords: tuple[str, ...]) -> ast.expr | None:
    """The argument with one of these names, or at this position."""
    for name in keywords:
        if (value := keyword(call, name)) is not None:
            return value
    if position is None or position >= len(call.args):
        return None
    before = call.args[: position + 1]
    return None if any(isinstance(one, ast.Starred) for one in before) else before[-1]


def packed(call: ast.Call) -> ast.expr | None:
    """The dictionary of arguments behind `**`."""
    return next((given.value for given in call.keywords if given.arg is None), None)


def why_missing(load: Load) -> str:
    """Why a call that loads names no model, empty when there is nothing to say."""
    call = load.call
    starred = next((given for given in call.args if isinstance(given, ast.Starred)), None)
    if load.name == "pipeline" and call.args and packed(call) is None:
        return f"the default model of the library for {shown(call.args[0])} is loaded; name one with model="
    given = packed(call) or starred
    return f"the model is in `{shown(given)}`" if given is not None else ""


def _last(receiver: ast.expr) -> str:
    return receiver.attr if isinstance(receiver, ast.Attribute) else getattr(receiver, "id", "")
