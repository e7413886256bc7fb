"""What a Python expression is before the program runs: constants, defaults, joined strings, containers, returns."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, product
from string import Formatter

from checker.discover.python.calls import DEFAULTS, LOADERS
from checker.discover.python.module import Bound, Import, Module, Scope, called, keyword
from checker.discover.python.values import Folded, Text, Wording

MAX_DEPTH = 30
MAX_VALUES = 64
_TRIMMING = frozenset({"strip", "rstrip", "lstrip", "removesuffix", "removeprefix", "lower"})

Container = ast.Dict | ast.List | ast.Tuple | ast.Set
Part = tuple[ast.expr, Scope]
Resolve = Callable[[Module, Import], Module | None]


class Folder:
    """Folds the expressions of one module; `resolve` finds the module of the tree that an import means."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        # The expression is kept with its result, so that no other one takes its identity.
        self._done: dict[tuple[int, int], tuple[ast.expr, Folded]] = {}

    def fold(self, expr: ast.expr, scope: Scope, depth: int = 0) -> Folded:
        """What `expr` may be in `scope`."""
        if isinstance(expr, ast.Constant):
            is_text = isinstance(expr.value, str)
            return Folded([Text(str(expr.value), scope.module.place(expr))]) if is_text else Folded()
        key = (id(expr), id(scope))
        if key in self._done:
            return self._done[key][1]
        if depth > MAX_DEPTH:
            return Folded.not_known(expr)
        # A name that is set from itself adds nothing to what else it is.
        self._done[key] = (expr, Folded())
        folded = self._fold(expr, scope, depth + 1)
        self._done[key] = (expr, folded)
        return folded

    def _fold(self, expr: ast.expr, scope: Scope, depth: int) -> Folded:
        match expr:
            case ast.JoinedStr(values=pieces):
                return self._joined([self._piece(piece, scope, depth) for piece in pieces], expr)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._joined([self.fold(left, scope, depth), self.fold(right, scope, depth)], expr)
            case ast.BinOp(left=ast.Constant(value=str() as form), op=ast.Mod(), right=right):
                filling = right.elts if isinstance(right, ast.Tuple) else [right]
                return self._filled(form.split("%s"), filling, scope, expr, depth)
            case ast.BoolOp(values=branches):
                return self._any(branches, scope, depth)
            case ast.IfExp(body=body, orelse=other):
                return self._any([body, other], scope, depth)
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                return self._any(elements, scope, depth)
            case ast.NamedExpr(value=value) | ast.Await(value=value) | ast.Starred(value=value):
                return self.fold(value, scope, depth)
            case ast.Name():
                return self._name(expr, scope, depth)
            case ast.Attribute():
                return self._attribute(expr, scope, depth)
            case ast.Subscript():
                return self._subscript(expr, scope, depth)
            case ast.Call():
                return self._call(expr, scope, depth)
        return Folded.not_known(expr)

    def _piece(self, piece: ast.expr, scope: Scope, depth: int) -> Folded:
        return self.fold(piece.value if isinstance(piece, ast.FormattedValue) else piece, scope, depth)

    def _any(self, branches: Iterable[ast.expr], scope: Scope, depth: int) -> Folded:
        result = Folded()
        for branch in branches:
            result.add(self.fold(branch, scope, depth))
        return result

    def _joined(self, parts: Sequence[Folded], expr: ast.expr) -> Folded:
        if not all(part.values for part in parts):
            result = Folded.not_known(expr)
            for part in parts:
                result.parameters += part.parameters
            return result
        combinations = islice(product(*(part.values for part in parts)), MAX_VALUES)
        via = Wording("`{}`", expr)
        return Folded([Text("".join(text.text for text in texts), None, via) for texts in combinations])

    def _filled(
        self, pieces: Sequence[str], filling: Sequence[ast.expr], scope: Scope, expr: ast.expr, depth: int
    ) -> Folded:
        """A form with gaps between `pieces`, filled in order."""
        if len(pieces) != len(filling) + 1:
            return Folded.not_known(expr)
        parts = [Folded([Text(pieces[0], None)])]
        for piece, value in zip(pieces[1:], filling, strict=True):
            parts += [self.fold(value, scope, depth), Folded([Text(piece, None)])]
        return self._joined(parts, expr)

    def _name(self, expr: ast.Name, scope: Scope, depth: int) -> Folded:
        bound = scope.find(expr.id)
        if bound:
            return self._bound(bound, expr, depth)
        imported = scope.module.imports.get(expr.id)
        if imported is None or imported.name is None:
            return Folded.not_known(expr, "`{}` is not set in this file")
        module = self._resolve(scope.module, imported)
        if module is None or module is scope.module:
            return Folded.not_known(expr, f"`{{}}` comes from the module {imported.module or '.'}")
        return self._bound(module.scope.find(imported.name), expr, depth)

    def _bound(self, bound: Sequence[Bound], expr: ast.expr, depth: int) -> Folded:
        result = Folded()
        via = Wording("`{}`", expr)
        for one in bound[:MAX_VALUES]:
            if one.parameter is not None:
                result.parameters.append((one.parameter, one.name))
                if one.expr is None or (isinstance(one.expr, ast.Constant) and one.expr.value is None):
                    form = f"the argument `{{}}` of {one.parameter.name}() has no default"
                    result.add(Folded.not_known(expr, form))
                else:
                    result.add(self.fold(one.expr, one.scope, depth), Wording("the default of `{}`", expr))
            elif one.is_element and one.expr is not None:
                for part, inside in self._looped(one, depth):
                    result.add(self.fold(part, inside, depth), via)
            elif one.expr is not None:
                result.add(self.fold(one.expr, one.scope, depth), via)
        if not result.values and not result.unknown and not result.is_loaded:
            result.unknown = Wording("`{}` is known at run time", expr)
        return result

    def _attribute(self, expr: ast.Attribute, scope: Scope, depth: int) -> Folded:
        if expr.attr == "value":
            return self.fold(expr.value, scope, depth)
        receiver = expr.value.id if isinstance(expr.value, ast.Name) else None
        imported = scope.module.imports.get(receiver or "")
        if imported is not None and not scope.find(receiver or ""):
            module = self._resolve(scope.module, imported)
            if module is None:
                return Folded.not_known(expr, "`{}` comes from another package")
            bound = _exported(module, imported, expr.attr)
        else:
            bound = _members(receiver, expr.attr, scope)
        return self._bound(bound, expr, depth) if bound else Folded.not_known(expr, "`{}` is set at run time")

    def _subscript(self, expr: ast.Subscript, scope: Scope, depth: int) -> Folded:
        if _is_environment(expr.value):
            return Folded.not_known(expr.slice, "the environment variable {} has no default here")
        return self._parts(self._chosen(expr.value, expr.slice, scope, depth), expr, depth)

    def _parts(self, parts: Sequence[Part], expr: ast.expr, depth: int) -> Folded:
        result = Folded()
        for part, inside in parts[:MAX_VALUES]:
            result.add(self.fold(part, inside, depth), Wording("`{}`", expr))
        return result if parts else Folded.not_known(expr)

    def _chosen(self, container: ast.expr, key: ast.expr, scope: Scope, depth: int) -> list[Part]:
        """The elements that a subscript can mean: the one with a known key, else all."""
        keys = {text.text for text in self.fold(key, scope, depth).values}
        index = key.value if isinstance(key, ast.Constant) and isinstance(key.value, int) else None
        chosen: list[Part] = []
        for found, inside in self.containers(container, scope, depth):
            if isinstance(found, ast.Dict):
                named = [
                    (value, inside)
                    for entry, value in zip(found.keys, found.values, strict=True)
                    if isinstance(entry, ast.Constant) and entry.value in keys
                ]
                chosen += named or ([] if keys else [(value, inside) for value in found.values])
            elif index is None:
                chosen += [(element, inside) for element in found.elts]
            elif -len(found.elts) <= index < len(found.elts):
                chosen.append((found.elts[index], inside))
        return chosen

    def _looped(self, bound: Bound, depth: int) -> Iterator[Part]:
        """What a loop variable goes through: each element, or one part of each."""
        if bound.expr is None or depth > MAX_DEPTH:
            return
        for element, inside in islice(self._elements(bound.expr, bound.scope, depth + 1), MAX_VALUES):
            if bound.index is None:
                yield element, inside
            else:
                yield from self._chosen(element, ast.Constant(bound.index), inside, depth + 1)

    def _elements(self, expr: ast.expr, scope: Scope, depth: int) -> Iterator[Part]:
        """What a loop over `expr` goes through."""
        receiver, method = called(expr) if isinstance(expr, ast.Call) else (None, "")
        source = receiver if receiver is not None and method in ("items", "keys", "values") else expr
        for container, inside in self.containers(source, scope, depth):
            if not isinstance(container, ast.Dict):
                yield from ((element, inside) for element in container.elts)
                continue
            for key, value in zip(container.keys, container.values, strict=True):
                if key is not None:
                    both = ast.Tuple([key, value], ast.Load())
                    yield (both if method == "items" else value if method == "values" else key), inside

    def containers(self, expr: ast.expr, scope: Scope, depth: int = 0) -> Iterator[tuple[Container, Scope]]:
        """The literals that an expression can be, with the scopes in which their parts stand."""
        if depth > MAX_DEPTH:
            return
        match expr:
            case ast.Dict() | ast.List() | ast.Tuple() | ast.Set():
                yield expr, scope
            case ast.Name(id=name):
                bound = scope.find(name)
                imported = scope.module.imports.get(name)
                if not bound and imported and imported.name and (module := self._resolve(scope.module, imported)):
                    bound = module.scope.names.get(imported.name, [])
                yield from self._in_bound(bound, depth)
            case ast.Attribute(value=ast.Name(id=receiver), attr=name):
                yield from self._in_bound(_members(receiver, name, scope), depth)
            case ast.Subscript(value=value, slice=key):
                for part, inside in self._chosen(value, key, scope, depth + 1):
                    yield from self.containers(part, inside, depth + 1)
            case ast.Call(func=ast.Name(id="dict"), args=[], keywords=keywords):
                keys: list[ast.expr | None] = [ast.Constant(given.arg) for given in keywords if given.arg]
                yield ast.Dict(keys, [given.value for given in keywords if given.arg]), scope

    def _in_bound(self, bound: Sequence[Bound], depth: int) -> Iterator[tuple[Container, Scope]]:
        for one in bound[:MAX_VALUES]:
            if one.is_element:
                for part, inside in self._looped(one, depth):
                    yield from self.containers(part, inside, depth + 1)
            elif one.expr is not None:
                yield from self.containers(one.expr, one.scope, depth + 1)

    def _call(self, expr: ast.Call, scope: Scope, depth: int) -> Folded:
        receiver, name = called(expr)
        arguments = expr.args
        default = keyword(expr, "default")
        second = default or (arguments[1] if len(arguments) > 1 else None)
        if name == "getenv" or (name == "get" and receiver is not None and _is_environment(receiver)):
            return self._environment(expr, second, scope, depth)
        if name == "get" and receiver is not None and arguments:
            result = Folded()
            result.add(self._parts(self._chosen(receiver, arguments[0], scope, depth), expr, depth))
            if second is not None:
                result.add(self.fold(second, scope, depth), Wording("the default of `{}`", expr))
            return result
        if name == "getattr" and len(arguments) > 1 and isinstance(arguments[1], ast.Constant):
            result = Folded()
            result.add(self.fold(ast.Attribute(arguments[0], str(arguments[1].value), ast.Load()), scope, depth))
            if len(arguments) > 2:
                result.add(self.fold(arguments[2], scope, depth), Wording("the default of `{}`", expr))
            return result
        if name in DEFAULTS or name in ("str", "cast"):
            chosen = default or (arguments[-1 if name == "cast" else 0] if arguments else None)
            return self.fold(chosen, scope, depth) if chosen is not None else Folded.not_known(expr)
        if receiver is not None and name in _TRIMMING:
            return self.fold(receiver, scope, depth)
        if isinstance(receiver, ast.Constant) and isinstance(receiver.value, str) and name in ("format", "join"):
            return self._put_together(receiver.value, name, expr, scope, depth)
        if name in LOADERS:
            return Folded(is_loaded=True)
        if receiver is None and name in scope.module.functions:
            return self._returned(name, scope.module, depth)
        return Folded.not_known(expr)

    def _environment(self, call: ast.Call, default: ast.expr | None, scope: Scope, depth: int) -> Folded:
        variable = call.args[0] if call.args else call
        result = Folded()
        if default is not None:
            via = Wording("the default of the environment variable {}", variable)
            result.add(self.fold(default, scope, depth), via)
        return (
            result if result.values else Folded.not_known(variable, "the environment variable {} has no default here")
        )

    def _put_together(self, form: str, method: str, call: ast.Call, scope: Scope, depth: int) -> Folded:
        """`"{}/{}".format(a, b)` and `"/".join([a, b])`."""
        if method == "join":
            elements = call.args[0].elts if call.args and isinstance(call.args[0], ast.List | ast.Tuple) else []
            return self._filled(["", *[form] * (len(elements) - 1), ""], elements, scope, call, depth)
        pieces, gaps = _gaps(form)
        named = {given.arg: given.value for given in call.keywords}
        is_positional = len(gaps) == len(call.args) and all(not gap or gap.isdigit() for gap in gaps)
        filling = call.args if is_positional else [named[gap] for gap in gaps if gap in named]
        return self._filled(pieces, filling, scope, call, depth)

    def _returned(self, name: str, module: Module, depth: int) -> Folded:
        result = Folded()
        for _, inside in module.functions[name]:
            for value in inside.returned[:MAX_VALUES]:
                result.add(self.fold(value, inside, depth), Wording(f"{name}()"))
        # The parameters of the function that is called here are not those of the caller.
        result.parameters = []
        return result


def _members(receiver: str | None, name: str, scope: Scope) -> Sequence[Bound]:
    """What an attribute may be: of the class around it, of a class that is named, or of the only one that has it."""
    module = scope.module
    if receiver in ("self", "cls") and scope.owner and (found := module.member(scope.owner, name)):
        return found
    if receiver in module.attributes:
        return module.member(receiver, name)
    if name in module.options:
        return module.options[name]
    holders = [members[name] for members in module.attributes.values() if name in members]
    return holders[0] if len(holders) == 1 else []


def _exported(module: Module, imported: Import, name: str) -> Sequence[Bound]:
    """What `name` is in an imported module, or as an attribute of an imported class or object."""
    if imported.name is None or module.scope.names.get(name):
        return module.scope.names.get(name, [])
    for one in module.scope.names.get(imported.name, ()):
        # An object that the module makes, such as settings = Settings().
        if isinstance(one.expr, ast.Call) and (found := module.member(called(one.expr)[1], name)):
            return found
    return module.member(imported.name, name)


def _is_environment(expr: ast.expr) -> bool:
    return (isinstance(expr, ast.Attribute) and expr.attr == "environ") or (
        isinstance(expr, ast.Name) and expr.id == "environ"
    )


def _gaps(form: str) -> tuple[list[str], list[str]]:
    """The text around the gaps of a format string, and the gaps; nothing for a malformed one."""
    try:
        parsed = list(Formatter().parse(form))
    except ValueError:
        return [], []
    gaps = [gap for _, gap, _, _ in parsed if gap is not None]
    texts = [text for text, _, _, _ in parsed]
    return (texts if len(texts) > len(gaps) else [*texts, ""]), gaps
