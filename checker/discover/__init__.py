"""
Models that a source tree names, each with the line; nothing in the tree is imported, run or fetched.

`tree`, `gitignore` which files · `kinds` how each is read · `python` code by its syntax tree · `shell`, `commands`,
`scripts` commands · `yaml`, `flow`, `assignments`, `entries`, `settings` configuration · `clike` other languages ·
`names`, `keys` what is a model · `ignores` comments that accept findings · `scan` all of it.
"""

from checker.discover.scan import discover

__all__ = ["discover"]
