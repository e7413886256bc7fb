"""
Models that Python code loads, read from the syntax tree; nothing is imported or run.

`calls`, `arguments` which calls load a model, and by which argument · `module` one file: scopes, imports, calls ·
`modules` which file an import means · `folding`, `values` what an expression is before the program runs · `texts`
settings, commands and addresses · `reader` from all of it to mentions.
"""

from checker.discover.python.modules import UNREADABLE
from checker.discover.python.reader import PythonTree

__all__ = ["UNREADABLE", "PythonTree"]
