import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, Protocol, TypedDict, Unpack

import pandas
import polars
import pyarrow

from . import spark as spark

__version__: str
SCHEMA: str

_Path = str | os.PathLike[str]

class _Stream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

class _Batch(Protocol):
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...

_Data = _Stream | _Batch | Iterable[Mapping[str, Any]] | _Path | Iterable[_Path]

class _Keywords(TypedDict, total=False):
    study: _Path | None
    text: str | None
    id: str | None
    source: str | None
    date: str | None
    title: str | None
    url: str | None
    side: str | None
    fields: Mapping[str, str] | None
    lexicons: _Path | None
    frames: str | list[str] | None
    overlap: Literal["longest", "quanteda-key", "quanteda-dictionary", "liwc"] | None
    actors: _Path | Literal["none"] | None
    names: _Path | Literal["none"] | None
    events: _Path | Literal["auto", "none"] | None
    granularity: Literal["story", "event", "report"] | None
    threshold: float | None
    language: str | None
    threads: int | None
    strict: bool | None
    quiet: bool | None
    progress: bool | Callable[[int, int], object] | None

class _Comparing(_Keywords, total=False):
    by: str | None
    reference: str | None
    duplicates: Literal["once-per-source", "once", "all"] | None
    seed: int | None
    only: Literal["frames"] | None

class Error(ValueError):
    faults: list[dict[str, Any]]

class Table:
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __arrow_c_schema__(self) -> object: ...
    def __len__(self) -> int: ...
    @property
    def columns(self) -> list[str]: ...
    @property
    def shape(self) -> tuple[int, int]: ...
    @property
    def skipped(self) -> list[tuple[str, int | None, str]]: ...
    def to_dicts(self) -> list[dict[str, Any]]: ...
    def to_pandas(self) -> pandas.DataFrame: ...
    def to_polars(self) -> polars.DataFrame: ...
    def to_pyarrow(self) -> pyarrow.Table: ...

class Lexicon:
    @staticmethod
    def read(path: _Path | None = None) -> Lexicon: ...
    @property
    def frames(self) -> list[str]: ...
    @property
    def path(self) -> str | None: ...
    def check(self) -> Table: ...
    def diff(self, other: Lexicon) -> Table: ...
    def entries(self) -> Table: ...

class Chart:
    @property
    def name(self) -> str: ...
    @property
    def svg(self) -> str: ...

class Comparison:
    @property
    def charts(self) -> dict[str, Chart]: ...
    @property
    def skipped(self) -> list[tuple[str, int | None, str]]: ...
    @property
    def summary(self) -> str: ...
    @property
    def tables(self) -> dict[str, Table]: ...
    def write(
        self,
        folder: _Path,
        format: Literal["csv", "jsonl", "parquet"] | None = None,
        charts: list[Literal["svg", "png"]] | None = None,
    ) -> None: ...

def annotate(data: _Data | None = None, **keywords: Unpack[_Keywords]) -> Table: ...
def compare(data: _Data | None = None, **keywords: Unpack[_Comparing]) -> Comparison: ...
def concordance(pattern: str, data: _Data | None = None, **keywords: Unpack[_Keywords]) -> Table: ...
def add_up(parts: _Path | Iterable[_Path] | Iterable[bytes], **keywords: Unpack[_Comparing]) -> Comparison: ...
def map_batches(study: _Path | None = None, *, mentions: bool = False, **settings: Any) -> spark.Mapper: ...
def schema(mentions: bool = False) -> str: ...
