import os
from typing import Any

import pyspark.sql

from . import Comparison, Error as Error, Mapper, add_up as add_up

SCHEMA: str

def map_batches(study: str | os.PathLike[str] | None = None, **settings: Any) -> Mapper: ...
def compare(
    df: pyspark.sql.DataFrame,
    study: str | os.PathLike[str] | None = None,
    *,
    out: str | os.PathLike[str] | None = None,
    **settings: Any,
) -> Comparison: ...
