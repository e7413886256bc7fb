"""One Python file: its scopes with what each name is bound to, its imports, classes, functions and calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from checker.discover.tree import Source
from checker.model.reference import Place

Function = ast.FunctionDef | ast.AsyncFunctionDef
# What holds statements or expressions and is neither.
_BETWEEN = (ast.keyword, ast.comprehension, ast.withitem, ast.excepthandler, ast.match_case)


@dataclass(frozen=True, slots=True)
class Bound:
    """
    One thing that a name is bound to: an expression with the scope it stands in.

    `parameter` is the function whose parameter the name is; `expr` is then its default, or None. With `is_element` the
    name goes through the elements of `expr`, or through the part `index` of each.
    """

    name: str
    expr: ast.expr | None
    scope: Scope
    parameter: Function | None = None
    is_element: bool = False
    index: int | None = None


@dataclass(eq=False, slots=True)
class Scope:
    """The names of a module, function or class, and what it returns; `owner` is the nearest class around it."""

    module: Module
    parent: Scope | None
    owner: str | None
    names: dict[str, list[Bound]] = field(default_factory=dict)
    returned: list[ast.expr] = field(default_factory=list)

    def find(self, name: str) -> list[Bound]:
        """What `name` may be here, empty for a name that is not bound in the file."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.parent
        return []


@dataclass(frozen=True, slots=True)
class Import:
    """What an imported name stands for: a module, or the name `name` in it. `level` counts the dots in front."""

    module: str
    name: str | None
    level: int

    @property
    def package(self) -> str:
        """The top-level package."""
        return self.module.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Setting:
    """A name that is given a value where it stands: a constant, default, keyword or key of a dictionary."""

    name: str
    expr: ast.expr
    scope: Scope
    how: str


class Module:
    """The parts of one parsed text."""

    def __init__(self, source: Source, tree: ast.Module) -> None:
        self.source = source
        self.scope = Scope(self, None, None)
        self.imports: dict[str, Import] = {}
        self.attributes: dict[str, dict[str, list[Bound]]] = {}
        self.functions: dict[str, list[tuple[Function, Scope]]] = {}
        self.options: dict[str, list[Bound]] = {}
        self.calls: list[tuple[ast.Call, Scope]] = []
        self.settings: list[Setting] = []
        self.strings: list[ast.Constant] = []
        _Builder(self).build(tree)

    def place(self, node: ast.expr) -> Place:
        """Where an expression starts; for a string, where its text does."""
        line = self.source.lines[node.lineno - 1]
        column = len(line.encode()[: node.col_offset].decode("utf-8", "replace")) + 1
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            column += _quote_length(line[column - 1 :])
        return self.source.at(node.lineno, column)

    def member(self, owner: str, name: str) -> list[Bound]:
        """What the attribute `name` of the class `owner` may be."""
        return self.attributes.get(owner, {}).get(name, [])


def _quote_length(text: str) -> int:
    quotes = text.lstrip("rRbBuUfF")
    width = 3 if quotes.startswith(('"""', "'''")) else 1 if quotes.startswith(('"', "'")) else 0
    return len(text) - len(quotes) + width


class _Builder:
    def __init__(self, module: Module) -> None:
        self.module = module

    def build(self, tree: ast.Module) -> None:
        self.body(tree.body, self.module.scope)

    def body(self, statements: list[ast.stmt], scope: Scope) -> None:
        for statement in statements:
            self.statement(statement, scope)

    def statement(self, node: ast.stmt, scope: Scope) -> None:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.function(node, scope)
            case ast.ClassDef():
                self.expressions(node.decorator_list, scope)
                inner = Scope(self.module, scope, node.name)
                self.body(node.body, inner)
                members = self.module.attributes.setdefault(node.name, {})
                for name, bound in inner.names.items():
                    members.setdefault(name, []).extend(bound)
            case ast.Import():
                for alias in node.names:
                    known = alias.name if alias.asname else alias.name.partition(".")[0]
                    self.module.imports[alias.asname or known] = Import(known, None, 0)
            case ast.ImportFrom():
                for alias in node.names:
                    found = Import(node.module or "", alias.name, node.level)
                    self.module.imports[alias.asname or alias.name] = found
            case ast.Assign():
                for target in node.targets:
                    self.assign(target, node.value, scope)
                self.expression(node.value, scope)
            case ast.AnnAssign(value=ast.expr() as value):
                self.assign(node.target, value, scope)
                self.expression(value, scope)
            case ast.For() | ast.AsyncFor():
                self.loop(node.target, node.iter, scope)
                self.expression(node.iter, scope)
                self.body([*node.body, *node.orelse], scope)
            case ast.Return(value=ast.expr() as value):
                scope.returned.append(value)
                self.expression(value, scope)
            case ast.Expr(value=ast.Constant()):
                pass
            case _:
                self.children(node, scope)

    def children(self, node: ast.AST, scope: Scope) -> None:
        for name in node._fields:
            value = getattr(node, name, None)
            for child in value if isinstance(value, list) else (value,):
                if isinstance(child, ast.expr):
                    self.expression(child, scope)
                elif isinstance(child, ast.stmt):
                    self.statement(child, scope)
                elif isinstance(child, _BETWEEN):
                    self.children(child, scope)

    def function(self, node: Function, scope: Scope) -> None:
        self.expressions(node.decorator_list, scope)
        inner = Scope(self.module, scope, scope.owner)
        self.module.functions.setdefault(node.name, []).append((node, inner))
        for name, default in parameters(node):
            inner.names[name] = [Bound(name, default, scope, parameter=node)]
            if default is not None:
                self.setting(name, default, scope, f"default of {name} in {node.name}()")
                self.expression(default, scope)
        self.body(node.body, inner)

    def assign(self, target: ast.expr, value: ast.expr, scope: Scope) -> None:
        match target:
            case ast.Name(id=name):
                scope.names.setdefault(name, []).append(Bound(name, value, scope))
                self.setting(name, value, scope, f"constant {name}")
            case ast.Attribute(value=ast.Name(id=receiver), attr=name):
                if receiver in ("self", "cls") and scope.owner:
                    members = self.module.attributes.setdefault(scope.owner, {})
                    members.setdefault(name, []).append(Bound(name, value, scope))
                self.setting(name, value, scope, f"attribute {name}")
            case ast.Tuple(elts=names) | ast.List(elts=names) if isinstance(value, ast.Tuple | ast.List):
                for one, part in zip(names, value.elts, strict=False):
                    self.assign(one, part, scope)
            case ast.Subscript(slice=ast.Constant(value=str() as key)):
                self.setting(key, value, scope, f"key {key}")

    def loop(self, target: ast.expr, elements: ast.expr, scope: Scope) -> None:
        match target:
            case ast.Name(id=name):
                scope.names.setdefault(name, []).append(Bound(name, elements, scope, is_element=True))
            case ast.Tuple(elts=names) | ast.List(elts=names):
                for index, part in enumerate(names):
                    if isinstance(part, ast.Name):
                        bound = Bound(part.id, elements, scope, is_element=True, index=index)
                        scope.names.setdefault(part.id, []).append(bound)

    def expressions(self, nodes: list[ast.expr], scope: Scope) -> None:
        for node in nodes:
            self.expression(node, scope)

    def expression(self, node: ast.expr, scope: Scope) -> None:
        if isinstance(node, ast.Name):
            return
        match node:
            case ast.Call():
                self.module.calls.append((node, scope))
                self.keywords(node, scope)
            case ast.Dict():
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and isinstance(key.value, str):
                        self.setting(key.value, value, scope, f"key {key.value}")
            case ast.NamedExpr():
                self.assign(node.target, node.value, scope)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                for generator in node.generators:
                    self.loop(generator.target, generator.iter, scope)
            case ast.Constant(value=str()):
                self.module.strings.append(node)
        self.children(node, scope)

    def keywords(self, node: ast.Call, scope: Scope) -> None:
        name = called(node)[1]
        if name == "add_argument" or name == "option":
            self.option(node, scope)
        for given in node.keywords:
            # What a decorator writes into a docstring is shown, not loaded.
            if given.arg and "docstring" not in name:
                self.setting(given.arg, given.value, scope, f"{given.arg}= of {name}()")

    def option(self, node: ast.Call, scope: Scope) -> None:
        """A command-line option with a default, as argparse and click define them."""
        flags = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        default = keyword(node, "default")
        if not flags or default is None:
            return
        named = next((flag for flag in flags if flag.startswith("--")), flags[0]).split("/")[0].lstrip("-")
        attribute = named.replace("-", "_")
        self.module.options.setdefault(attribute, []).append(Bound(attribute, default, scope))
        self.setting(named, default, scope, f"default of the option {named}")

    def setting(self, name: str, expr: ast.expr, scope: Scope, how: str) -> None:
        self.module.settings.append(Setting(name, expr, scope, how))


def parameters(function: Function) -> Iterator[tuple[str, ast.expr | None]]:
    """The parameters of a function in order, each with its default."""
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    missing = len(positional) - len(arguments.defaults)
    for number, parameter in enumerate(positional):
        yield parameter.arg, arguments.defaults[number - missing] if number >= missing else None
    yield from zip((parameter.arg for parameter in arguments.kwonlyargs), arguments.kw_defaults, strict=True)


def called(call: ast.Call) -> tuple[ast.expr | None, str]:
    """The receiver of a call, None for a plain name, and the name that is called."""
    match call.func:
        case ast.Name(id=name):
            return None, name
        case ast.Attribute(value=receiver, attr=name):
            return receiver, name
    return None, ""


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The argument that a call gives by this name."""
    return next((given.value for given in call.keywords if given.arg == name), None)
