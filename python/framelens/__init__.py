"""How different sources frame the same events.

The library of the command `framelens`, with the same words and the same numbers:

- ``compare``: the whole report, tables and charts;
- ``annotate``: the mentions of frames in articles;
- ``concordance``: a pattern in its contexts;
- ``Lexicon``: read, check and compare lexicons;
- ``map_batches``, ``add_up``: a corpus counted in parts, by an engine such as Spark
  (``framelens.spark.compare``) or by several runs.

Articles come from anything that speaks the Arrow PyCapsule interface (pandas,
polars, pyarrow, DuckDB), from dicts, or from files; results go back the same way.
"""

from . import spark
from ._framelens import Chart, Comparison, Error, Lexicon, Table, __version__, add_up, annotate, compare, concordance
from .spark import SCHEMA, map_batches, schema

__all__ = [
    "SCHEMA",
    "Chart",
    "Comparison",
    "Error",
    "Lexicon",
    "Table",
    "__version__",
    "add_up",
    "annotate",
    "compare",
    "concordance",
    "map_batches",
    "schema",
    "spark",
]
