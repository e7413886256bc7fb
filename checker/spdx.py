"""
SPDX license expressions: parse, evaluate, render.

The only importer of `license_expression`, which is loaded for compound expressions alone. Identifiers are
checked against the SPDX list that ships with that library, plus the few listed in `NEWER_IDS`; any
well-formed `LicenseRef-` is an identifier (SPDX 2.3 annex D.2).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from checker.errors import DataError, ExpressionError

T = TypeVar("T")

MAX_EXPRESSION_LENGTH = 2_000
# Of brackets in brackets; an expression is walked by recursion.
MAX_EXPRESSION_DEPTH = 20
# On SPDX list 3.29 but not yet in the list that license-expression 30.4.4 ships (3.27).
NEWER_IDS = ("OpenMDW-1.0",)

LICENSE_REF = re.compile(r"(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+\Z")
_SIMPLE = re.compile(r"[A-Za-z0-9.:+-]+\Z")


@dataclass(frozen=True, slots=True)
class License:
    """One license, with its exception when there is one: the atom that a policy judges."""

    id: str
    exception: str | None = None

    def __str__(self) -> str:
        return f"{self.id} WITH {self.exception}" if self.exception else self.id


@dataclass(frozen=True, slots=True)
class Compound:
    """`AND` or `OR` over two or more parts, in the order in which they were written."""

    operator: str
    parts: tuple[License | Compound, ...]

    def __str__(self) -> str:
        def render(part: License | Compound) -> str:
            needs_brackets = isinstance(part, Compound) and part.operator != self.operator
            return f"({part})" if needs_brackets else str(part)

        return f" {self.operator} ".join(render(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class SpdxExpression:
    """
    A validated expression, short enough to be parsed again as it is rendered.

    `NOASSERTION` and `NONE` are values of their own, never licenses.
    """

    root: License | Compound

    def __post_init__(self) -> None:
        if isinstance(self.root, Compound):
            _refuse_excess(str(self.root))

    @classmethod
    def parse(cls, text: str) -> SpdxExpression:
        """The expression that `text` spells; raises `ExpressionError` with the reason."""
        return parse(text)

    @classmethod
    def all_of(cls, expressions: Iterable[SpdxExpression]) -> SpdxExpression:
        """The distinct expressions joined by AND, `NONE` when there are none; `ExpressionError` when it is too long."""
        return cls(_joined("AND", (expression.root for expression in expressions)))

    @classmethod
    def any_of(cls, expressions: Iterable[SpdxExpression]) -> SpdxExpression:
        """The distinct expressions joined by OR, `NONE` when there are none; `ExpressionError` when it is too long."""
        return cls(_joined("OR", (expression.root for expression in expressions)))

    @property
    def licenses(self) -> tuple[License, ...]:
        """The distinct licenses named, in order of appearance."""
        return tuple(dict.fromkeys(_leaves(self.root)))

    @property
    def is_assertion(self) -> bool:
        """False for `NOASSERTION` and `NONE`."""
        return self not in (NOASSERTION, NONE)

    def evaluate(
        self,
        judge: Callable[[License], T],
        any_of: Callable[[list[T]], T],
        all_of: Callable[[list[T]], T],
    ) -> T:
        """Fold the expression: `judge` each license, combine OR with `any_of` and AND with `all_of`."""

        def fold(node: License | Compound) -> T:
            if isinstance(node, License):
                return judge(node)
            combine = any_of if node.operator == "OR" else all_of
            return combine([fold(part) for part in node.parts])

        return fold(self.root)

    def __str__(self) -> str:
        return str(self.root)


NOASSERTION = SpdxExpression(License("NOASSERTION"))
NONE = SpdxExpression(License("NONE"))


def _leaves(node: License | Compound) -> Iterable[License]:
    if isinstance(node, License):
        yield node
    else:
        for part in node.parts:
            yield from _leaves(part)


def _joined(operator: str, nodes: Iterable[License | Compound]) -> License | Compound:
    """The distinct nodes under one operator, a single one being itself; `NONE` when there are none."""
    parts: dict[License | Compound, None] = {}
    for node in nodes:
        # A chain of one operator is one compound: "A AND B AND C" is not nested.
        chained = node.parts if isinstance(node, Compound) and node.operator == operator else (node,)
        parts.update(dict.fromkeys(chained))
    if len(parts) > 1:
        return Compound(operator, tuple(parts))
    return next(iter(parts), NONE.root)


@cache
def parse(text: str) -> SpdxExpression:
    """See `SpdxExpression.parse`."""
    stripped = text.strip()
    if not stripped:
        raise ExpressionError("an empty text is not a license expression")
    _refuse_excess(stripped)
    if stripped in ("NOASSERTION", "NONE"):
        return NOASSERTION if stripped == "NOASSERTION" else NONE
    if LICENSE_REF.match(stripped):
        return SpdxExpression(License(stripped))
    if _SIMPLE.match(stripped):
        return SpdxExpression(License(canonical_id(stripped)))
    return SpdxExpression(_parse_compound(stripped))


def _refuse_excess(text: str) -> None:
    if len(text) > MAX_EXPRESSION_LENGTH:
        raise ExpressionError(f"a license expression of more than {MAX_EXPRESSION_LENGTH} characters is refused")
    depth = max(accumulate((sign == "(") - (sign == ")") for sign in text), default=0)
    if depth > MAX_EXPRESSION_DEPTH:
        raise ExpressionError(
            f"a license expression of more than {MAX_EXPRESSION_DEPTH} brackets in one another is refused"
        )


def is_known_id(text: str) -> bool:
    """True for an identifier on the SPDX list, in any case, or a well-formed `LicenseRef-`."""
    return bool(LICENSE_REF.match(text)) or text.removesuffix("+").lower() in _spdx_ids()


def canonical_id(text: str) -> str:
    """`text` as the SPDX list spells it (`apache-2.0` → `Apache-2.0`); raises `ExpressionError`."""
    if LICENSE_REF.match(text):
        return text
    bare = text.removesuffix("+")
    found = _spdx_ids().get(bare.lower())
    if found is None:
        raise ExpressionError(f"{text!r} is not an SPDX license identifier")
    if text.endswith("+"):
        return found.replace("-only", "-or-later") if found.endswith("-only") else f"{found}+"
    return found


def category(spdx_id: str) -> str | None:
    """
    ScanCode's editorial category of a license on the SPDX list ("Permissive", "Copyleft", …), or None.

    It comes from license-expression's index (CC-BY-4.0) and stands in only where the catalog holds no clauses.
    """
    return _categories().get(spdx_id)


@cache
def spdx_ids() -> tuple[str, ...]:
    """Every license identifier of the SPDX list known here, sorted."""
    return tuple(sorted(set(_spdx_ids().values())))


class _Row(msgspec.Struct):
    """One license of license-expression's index; the other columns are not read."""

    spdx_license_key: str | None = None
    other_spdx_license_keys: tuple[str, ...] = ()
    category: str | None = None
    is_exception: bool = False


@cache
def _index() -> tuple[_Row, ...]:
    # Finding the package does not run it: its import and its own reading of the table take ten times as long.
    spec = find_spec("license_expression")
    if spec is None or spec.origin is None:
        raise DataError("license-expression is not installed", fix="install lic-check again")
    table = Path(spec.origin).parent / "data" / "scancode-licensedb-index.json"
    return msgspec.json.decode(table.read_bytes(), type=tuple[_Row, ...])


@cache
def _spdx_ids() -> dict[str, str]:
    """Lower-cased identifier → spelling of the list; a retired spelling maps to its successor."""
    current: dict[str, str] = {newer.lower(): newer for newer in NEWER_IDS}
    retired: dict[str, str] = {}
    for row in _index():
        key = row.spdx_license_key or ""
        if not key or key.startswith("LicenseRef-") or row.is_exception:
            continue
        current[key.lower()] = key
        for other in row.other_spdx_license_keys:
            if not other.startswith("LicenseRef-"):
                retired[other.lower()] = key
    return {**retired, **current}


@cache
def _categories() -> dict[str, str]:
    return {row.spdx_license_key: row.category for row in _index() if row.spdx_license_key and row.category}


@cache
def _exceptions() -> dict[str, str]:
    keys = (row.spdx_license_key for row in _index() if row.is_exception and row.spdx_license_key)
    return {key.lower(): key for key in keys}


@cache
def _licensing() -> Any:
    from license_expression import Licensing

    return Licensing()


def _parse_compound(text: str) -> License | Compound:
    # The library raises IndexError on "()" and AttributeError on control characters, so every exception
    # of its parser means the same to us: the text is not an expression.
    from license_expression import LicenseSymbol, LicenseWithExceptionSymbol

    try:
        tree = _licensing().parse(text, validate=False)
    except Exception as problem:
        raise ExpressionError(f"{json.dumps(text)} is not a license expression") from problem

    def convert(node: Any) -> License | Compound:
        if isinstance(node, LicenseWithExceptionSymbol):
            exception = _exceptions().get(node.exception_symbol.key.lower())
            if exception is None:
                raise ExpressionError(f"{node.exception_symbol.key!r} is not an SPDX license exception")
            return License(canonical_id(node.license_symbol.key), exception)
        if isinstance(node, LicenseSymbol):
            return License(canonical_id(node.key))
        return _joined(node.operator.strip(), map(convert, node.args))

    return convert(tree)
