"""How different sources frame the same events.

The library of the command `framelens`, with the same words and the same numbers:

- ``compare``: the whole report, tables and charts;
- ``annotate``: the mentions of frames in articles;
- ``concordance``: a pattern in its contexts;
- ``Lexicon``: read, check and compare lexicons.

Articles come from anything that speaks the Arrow PyCapsule interface (pandas,
polars, pyarrow, DuckDB), from dicts, or from files; results go back the same way.
"""

from ._framelens import Chart, Comparison, Error, Lexicon, Table, __version__, annotate, compare, concordance

__all__ = ["Chart", "Comparison", "Error", "Lexicon", "Table", "__version__", "annotate", "compare", "concordance"]
