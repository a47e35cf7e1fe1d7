"""How different sources frame the same events.

The library of the command `framelens`, with the same words and the same numbers:

- ``annotate``: the mentions of frames in articles;
- ``concordance``: a pattern in its contexts;
- ``Lexicon``: read, check and compare lexicons.

Articles come from anything that speaks the Arrow PyCapsule interface (pandas,
polars, pyarrow, DuckDB), from dicts, or from files; results go back the same way.
"""

from ._framelens import Error, Lexicon, Table, __version__, annotate, concordance

__all__ = ["Error", "Lexicon", "Table", "__version__", "annotate", "concordance"]
