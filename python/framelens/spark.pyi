import os
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow
import pyspark.sql

from . import Comparison
from . import add_up as add_up

SCHEMA: str

class Mapper:
    def __init__(
        self, study: str | os.PathLike[str] | None = None, *, mentions: bool = False, **settings: Any
    ) -> None: ...
    def __call__(self, batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]: ...

def map_batches(study: str | os.PathLike[str] | None = None, *, mentions: bool = False, **settings: Any) -> Mapper: ...
def schema(mentions: bool = False) -> str: ...
def compare(
    df: pyspark.sql.DataFrame,
    study: str | os.PathLike[str] | None = None,
    *,
    out: str | os.PathLike[str] | None = None,
    **settings: Any,
) -> Comparison: ...
