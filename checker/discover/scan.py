"""From a folder to references: every file is read by its kind, every mention is weighed, each place is told once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

import msgspec

from checker.discover.ignores import with_comments
from checker.discover.kinds import FileKind, kind_of
from checker.discover.mention import Mention
from checker.discover.names import Named, Unnamed, read_name
from checker.discover.python import PythonTree
from checker.discover.tree import MAX_FILE_BYTES, Source, read, walk
from checker.model.reference import Discovery, Place, Reference, Resolution, Skipped
from checker.model.snapshot import Target

MAX_QUOTE = 160


def discover(root: Path, exclude: Sequence[str] = (), *, prefix: str = "") -> Discovery:
    """
    The models that the files below `root` name.

    `exclude` are patterns as in a `.gitignore`; `prefix` is laid before each path that is shown. Raises `UsageProblem`
    when `root` is not there.
    """
    return _Scan(root, exclude, prefix).run()


class _Scan:
    def __init__(self, root: Path, exclude: Sequence[str], prefix: str) -> None:
        self.root = root if root.is_dir() else root.parent
        self.paths = {f"{prefix}{file}": path for path, file in walk(root, exclude)}
        self.files = [(file, kind) for file, path in self.paths.items() if (kind := kind_of(path.name))]
        self.python = PythonTree([file for file, kind in self.files if kind.name == "Python"], self.source)
        self.skipped: list[Skipped] = []
        self.size = 0
        self.found: dict[tuple[Place, str | None], Reference] = {}

    def run(self) -> Discovery:
        for file, kind in self.files:
            self.read(file, kind)
        pythons = (source for file, kind in self.files if kind.name == "Python" if (source := self.source(file)))
        self.keep(self.python.mentions_of_callers(pythons))
        found = sorted(self.found.values(), key=lambda reference: (reference.place, str(reference.target)))
        by_file = groupby(found, key=lambda reference: reference.place.file)
        return Discovery(
            references=tuple(
                reference for file, references in by_file for reference in self.finished(file, references)
            ),
            skipped=tuple(self.skipped),
            files=len(self.files),
            size=self.size,
        )

    def source(self, file: str) -> Source | None:
        text = read(self.paths[file]) if file in self.paths else None
        return None if text is None else Source(file, text)

    def read(self, file: str, kind: FileKind) -> None:
        source = self.source(file)
        if source is None:
            self.skipped.append(Skipped(file, f"it cannot be read, or is larger than {MAX_FILE_BYTES // 1_000_000} MB"))
            return
        self.size += len(source.text)
        try:
            self.keep(kind.read(source, self.python))
        except SyntaxError as problem:
            self.skipped.append(Skipped(file, f"it is not valid {kind.name}: {problem.msg}, line {problem.lineno}"))
        except (RecursionError, MemoryError, ValueError) as problem:
            self.skipped.append(Skipped(file, f"it cannot be read as {kind.name}: {type(problem).__name__}"))

    def keep(self, mentions: Iterable[Mention]) -> None:
        for mention in mentions:
            for reference in self.weighed(mention):
                key = (reference.place, reference.target.id if reference.target else None)
                known = self.found.get(key)
                self.found[key] = reference if known is None else _together(known, reference)

    def weighed(self, mention: Mention) -> Iterator[Reference]:
        if mention.text is None:
            if mention.is_certain:
                yield _reference(mention, None, mention.why)
            return
        named = read_name(mention.text, is_certain=mention.is_certain)
        if isinstance(named, Unnamed):
            yield _reference(mention, None, named.why)
        elif isinstance(named, Named):
            if (self.root / mention.text).exists():
                if mention.is_certain:
                    yield _reference(mention, None, f"{mention.text} is a local folder")
                return
            revision = named.target.revision or mention.revision
            yield _reference(mention, Target(named.target.kind, named.target.id, revision), mention.why)

    def finished(self, file: str, references: Iterable[Reference]) -> Iterator[Reference]:
        """With the lines they stand on, and the comments that hold there."""
        source = self.source(file)
        lines = source.lines if source else []
        for reference in references:
            if reference.place.line > len(lines):
                yield reference
                continue
            quote = lines[reference.place.line - 1].strip()[:MAX_QUOTE]
            yield with_comments(msgspec.structs.replace(reference, quote=quote), lines)


def _reference(mention: Mention, target: Target | None, why: str) -> Reference:
    named = Resolution.RESOLVED if mention.why else Resolution.LITERAL
    resolution = Resolution.UNRESOLVED if target is None else named
    return Reference(
        place=mention.place, resolution=resolution, how=mention.how, target=target, why=why, used_at=mention.used_at
    )


def _together(one: Reference, other: Reference) -> Reference:
    """Two findings of one name: the one that pins a revision, or says where the model is loaded, tells more."""
    first, second = sorted((one, other), key=_told, reverse=True)
    return msgspec.structs.replace(first, used_at=tuple(sorted({*first.used_at, *second.used_at})))


def _told(reference: Reference) -> tuple[bool, bool]:
    return (reference.target is not None and reference.target.revision is not None, bool(reference.used_at))
