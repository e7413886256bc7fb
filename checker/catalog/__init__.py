"""
What licenses say: facts as data, with a section for every claim.

`facts` what can be asked about a use · `conditions`, `triggers` three-valued questions over facts · `clauses` the
vocabulary · `terms` one license · `families` derived kinds · `registry` lookups at run time · `explain` a license in
plain words · `compile`, `check`, `vocabulary`, `inventory` the tools of those who write the data.
"""

from checker.catalog.registry import Catalog, Resolution, catalog

__all__ = ["Catalog", "Resolution", "catalog"]
