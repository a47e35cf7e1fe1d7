"""Comparisons of more articles than one machine holds, counted by Apache Spark.

``compare`` does all of it. Beneath it, ``map_batches`` makes a function for
``DataFrame.mapInArrow``, and ``add_up`` adds its parts up with the code of the
command line, so that the numbers are those of one machine to the last digit.
"""

from . import _framelens
from ._framelens import Error, add_up

SCHEMA = (
    "document string, source string, language string, tokens bigint, sentences bigint, mentions bigint, part binary"
)
"""The columns that ``map_batches`` gives, as Spark writes them.

``part`` holds all that a comparison asks of the document; numbers are null where a
row could not be used, or where nothing tells its language before all are counted.
"""

# The columns of mentions.csv.
_MENTION = (
    "document:string, source:string, language:string, date:string, event:string, position:string, sentence:bigint, "
    "start:bigint, end:bigint, frame:string, entry:string, left:string, cue:string, right:string, agent:string, "
    "patient:string, voice:string, speaker:string, stance:string, weight:double, event_level:string, "
    "event_evidence:string"
)


def schema(mentions=False):
    """The columns that ``map_batches`` gives, as Spark writes them; ``SCHEMA`` without mentions.

    With ``mentions=True`` there is one more, ``mention_list``: an array with the row of
    mentions.csv for each mention of the document.

    >>> import framelens
    >>> framelens.schema() == framelens.SCHEMA
    True
    >>> framelens.schema(mentions=True)[len(framelens.SCHEMA):][:57]
    ', mention_list array<struct<document:string, source:strin'
    """
    return f"{SCHEMA}, mention_list array<struct<{_MENTION}>>" if mentions else SCHEMA


class Mapper:
    """What ``map_batches`` makes: a function of Arrow batches that travels to other processes."""

    def __init__(self, study=None, *, mentions=False, **settings):
        self._study = _framelens.Mapper(study=study, mentions=mentions, **settings)

    def __call__(self, batches):
        """Yield a batch of counts for each batch of articles."""
        return self._study(batches)


def map_batches(study=None, *, mentions=False, **settings):
    """A function for ``df.mapInArrow(function, framelens.SCHEMA)``: one row a document, with its counts.

    Settings are those of ``framelens.compare``. The study's files travel with the
    function: workers need the wheel and nothing else. Every document needs an id of
    its own, and dates must be dates or be written as 2020-09-28, since no worker
    sees the whole column. With ``mentions=True`` (and ``framelens.schema(mentions=True)``)
    the mentions of each document are listed beside its counts.

    >>> import framelens, pyarrow
    >>> count = framelens.map_batches(mentions=True)
    >>> articles = [{"id": "a", "source": "Herald", "text": "Seven districts remained under occupation."}]
    >>> for batch in count([pyarrow.RecordBatch.from_pylist(articles)]):
    ...     print(batch.select(["document", "tokens", "mentions"]).to_pylist())
    ...     print([mention["cue"] for mention in batch["mention_list"][0].as_py()])
    [{'document': 'a', 'tokens': 5, 'mentions': 1}]
    ['under occupation']
    """
    return Mapper(study, mentions=mentions, **settings)


def compare(df, study=None, *, out=None, **settings):
    """Compare the articles of a Spark DataFrame, as ``framelens.compare`` does those of a table.

    Spark counts the documents; the driver adds up and compares. What was counted is
    kept on the executors' disks meanwhile (about twice what the articles take), so
    that no document is counted twice and the driver gets it piece by piece. ``out``
    names a folder for the report. If a part does not come, nothing is compared and no
    report is written: the job stops with an error.
    """
    from pyspark import StorageLevel

    if "mentions" in settings:
        raise TypeError("compare() has no keyword `mentions`; mentions are in its tables")
    count = map_batches(study, **settings)
    _check(df, count)
    parts = df.mapInArrow(count, SCHEMA).select("part").persist(StorageLevel.DISK_ONLY)
    try:
        # All partitions at once; a local iterator alone would ask for one after the other.
        found = add_up(_all(parts, parts.count()), study=study, **settings)
    except Exception as why:
        told = _lost(str(why))
        if told is None:
            raise
        raise told from why
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


def _all(parts, counted):
    """Every part, piece by piece; no fewer than were counted, and no more."""
    came = 0
    for row in parts.toLocalIterator(prefetchPartitions=True):
        came += 1
        yield bytes(row[0])
    if came != counted:
        raise _error(
            f"Spark counted {counted} articles, and {came} came to the driver; nothing was compared",
            "the articles changed while they were read, or the DataFrame gives others each time it is asked (as with "
            "a rand() without seed): write them to a table first, and compare that",
        )


# What Spark says of a process that is no more.
_GONE = (
    "Python worker exited unexpectedly",
    "Python worker process terminated",
    "ExecutorLostFailure",
    "MemoryError",
    "Java heap space",
    "GC overhead limit exceeded",
    "Killed by external signal",
)


def _lost(why):
    """A job that failed since its workers died, in plain words; None if it failed otherwise."""
    import re

    if not any(said in why for said in _GONE):
        return None
    task = re.search(r"Task (\d+) in stage \S+ failed (\d+) times", why)
    where = f"partition {task[1]} (in each of {task[2]} attempts)" if task else "a part of the articles"
    return _error(
        f"the worker that counted {where} died; nothing was compared, and no report is written",
        "it most often has too little memory: give executors more of it outside of Java "
        "(spark.executor.memoryOverhead; spark.executor.pyspark.memory, where that is set), make batches smaller "
        "(spark.sql.execution.arrow.maxRecordsPerBatch, by default 10000 articles) or partitions more (df.repartition)",
    )


def _error(message, way_out):
    error = Error(f"error: {message}\n |\n = help: {way_out}")
    error.faults = [
        {"severity": "error", "code": "", "message": message, "help": way_out}
        | dict.fromkeys(("path", "line", "column"))
    ]
    return error


__all__ = ["SCHEMA", "Mapper", "add_up", "compare", "map_batches", "schema"]
