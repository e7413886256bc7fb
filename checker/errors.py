"""
Everything that is raised on purpose.

    CheckerError
    ├── UsageProblem          exit 2   the command, a policy or a configuration file is wrong
    │   ├── TargetError                an argument names nothing that can be audited
    │   ├── PolicyError                a policy file is malformed; carries every problem found
    │   └── ConfigError                a configuration file or an environment variable is malformed
    ├── SourceError           exit 4   evidence could not be had; `kind` says why
    ├── ExpressionError       exit 2   text is not an SPDX license expression
    ├── DocumentError         exit 2   a YAML or JSON document is refused; carries the place
    └── DataError             exit 70  the facts shipped with the program are broken: a bug

The exit codes of the command:

    0 pass · 1 denied · 2 usage or policy error · 3 review or unknown that `fail_on` names
    4 evidence incomplete or nothing to check · 70 a bug · 130 interrupted
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum, StrEnum


class ExitCode(IntEnum):
    """What the process returns; a crash is never `PASS` or `DENIED`."""

    PASS = 0
    DENIED = 1
    USAGE = 2
    UNDECIDED = 3
    INCOMPLETE = 4
    BUG = 70  # EX_SOFTWARE of sysexits.h
    INTERRUPTED = 130


class CheckerError(Exception):
    """Base of all errors raised on purpose: `str()` says what is wrong, `fix` what to do next."""

    exit_code: ExitCode = ExitCode.USAGE

    def __init__(self, message: str, *, fix: str = "") -> None:
        super().__init__(message)
        self.fix = fix


class UsageProblem(CheckerError):
    """What the user typed or wrote cannot be acted on."""


class TargetError(UsageProblem):
    """An argument names nothing that can be audited."""


class ConfigError(UsageProblem):
    """A configuration file or an environment variable is malformed."""


class PolicyError(UsageProblem):
    """A policy file is malformed; `problems` holds one `file:line:column: …` line for each mistake."""

    def __init__(self, problems: Sequence[str], *, fix: str = "") -> None:
        super().__init__("\n".join(problems), fix=fix)
        self.problems = tuple(problems)


class ExpressionError(CheckerError):
    """A text is not an SPDX license expression."""


class DocumentError(CheckerError):
    """A YAML or JSON document is refused; `line` and `column` count from 1, 0 when there is no place."""

    def __init__(self, message: str, *, line: int = 0, column: int = 0, fix: str = "") -> None:
        super().__init__(message, fix=fix)
        self.line = line
        self.column = column


class DataError(CheckerError):
    """The facts shipped with the program are inconsistent."""

    exit_code = ExitCode.BUG


class SourceErrorKind(StrEnum):
    """Why evidence could not be had; each has its own message and next step."""

    MISSING_OR_PRIVATE = "missing-or-private"
    GATED = "gated"
    DISABLED = "disabled"
    REVISION = "revision"
    INVALID_ID = "invalid-id"
    NETWORK = "network"
    RATE_LIMIT = "rate-limit"
    CREDENTIALS = "credentials"
    OFFLINE = "offline"
    UNREADABLE = "unreadable"


class SourceError(CheckerError):
    """A source could not give what was asked of it."""

    exit_code = ExitCode.INCOMPLETE

    def __init__(self, kind: SourceErrorKind, message: str, *, fix: str = "") -> None:
        super().__init__(message, fix=fix)
        self.kind = kind
