"""Comparisons of more articles than one machine holds, counted by Apache Spark.

``compare`` does all of it. Beneath it, ``map_batches`` makes a function for
``DataFrame.mapInArrow``, and ``add_up`` adds its parts up with the code of the
command line, so that the numbers are those of one machine to the last digit.
"""

from . import _framelens
from ._framelens import add_up

SCHEMA = (
    "document string, source string, language string, tokens bigint, sentences bigint, mentions bigint, part binary"
)
"""The columns that ``map_batches`` gives, as Spark writes them.

``part`` holds all that a comparison asks of the document; numbers are null where a
row could not be used, or where nothing tells its language before all are counted.
"""


class Mapper:
    """What ``map_batches`` makes: a function of Arrow batches that travels to other processes."""

    def __init__(self, study=None, **settings):
        self._study = _framelens.Mapper(study=study, **settings)

    def __call__(self, batches):
        """Yield a batch of counts for each batch of articles."""
        return self._study(batches)


def map_batches(study=None, **settings):
    """A function for ``df.mapInArrow(function, framelens.SCHEMA)``: one row a document, with its counts.

    Settings are those of ``framelens.compare``. The study's files travel with the
    function: workers need the wheel and nothing else. Every document needs an id of
    its own, and dates must be dates or be written as 2020-09-28, since no worker
    sees the whole column.

    >>> import framelens, pyarrow
    >>> count = framelens.map_batches()
    >>> articles = [{"id": "a", "source": "Herald", "text": "Seven districts remained under occupation."}]
    >>> for batch in count([pyarrow.RecordBatch.from_pylist(articles)]):
    ...     print(batch.select(["document", "tokens", "mentions"]).to_pylist())
    [{'document': 'a', 'tokens': 5, 'mentions': 1}]
    """
    return Mapper(study, **settings)


def compare(df, study=None, *, out=None, **settings):
    """Compare the articles of a Spark DataFrame, as ``framelens.compare`` does those of a table.

    Spark counts the documents; the driver adds up and compares. What was counted is
    kept on the executors' disks meanwhile (about as much as the articles take), so
    that no document is counted twice and the driver gets it piece by piece. ``out``
    names a folder for the report.
    """
    from pyspark import StorageLevel

    count = map_batches(study, **settings)
    _check(df, count)
    parts = df.mapInArrow(count, SCHEMA).select("part").persist(StorageLevel.DISK_ONLY)
    try:
        # All partitions at once; a local iterator alone would ask for one after the other.
        parts.count()
        rows = parts.toLocalIterator(prefetchPartitions=True)
        found = add_up((bytes(row[0]) for row in rows), study=study, **settings)
    finally:
        parts.unpersist()
    if out is not None:
        found.write(out)
    return found


def _check(df, count):
    """That the columns can be read, before any worker is asked."""
    import pyarrow
    from pyspark.sql.pandas.types import to_arrow_schema

    schema = to_arrow_schema(df.schema)
    for _ in count([pyarrow.RecordBatch.from_pylist([], schema=schema)]):
        pass


__all__ = ["SCHEMA", "Mapper", "add_up", "compare", "map_batches"]
