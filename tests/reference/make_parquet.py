"""Writes tests/data/parquet/articles.parquet with an implementation that is not ours.

    pip install pyarrow==26.0.1
    python make_parquet.py ../data/parquet

Row groups of three rows, pages of zstd, dictionaries, nulls, a long string type,
a date, a moment in Greenwich, a moment of day precision, a list of texts, a list
of numbers, a struct.
"""

import datetime as dt
import sys

import pyarrow as pa
import pyarrow.parquet as pq

n = 8
day = [dt.date(2020, 9, 27) + dt.timedelta(days=i) for i in range(n)]
table = pa.table(
    {
        "id": pa.array([f"a{i}" for i in range(n)]),
        "body": pa.array(
            [None if i == 5 else f"Troops occupied village number {i}. The talks resumed in Genève." for i in range(n)],
            pa.large_string(),
        ),
        "outlet": pa.array(["Herald", None, "Courier", "Herald", "Courier", "Herald", "Courier", "Herald"]).dictionary_encode(),
        "date": pa.array(day, pa.date32()),
        "seen": pa.array([dt.datetime(2020, 10, 4, 23, 30, i, tzinfo=dt.timezone.utc) for i in range(n)], pa.timestamp("us", "UTC")),
        "archived": pa.array([dt.datetime(2020, 10, 5)] * n, pa.timestamp("ns")),
        "authors": pa.array([["A. Petrova", "B. Martin"], [], None, ["C. Diallo"], [None], ["D"], ["E", "F", "G"], ["H"]]),
        "embedding": pa.array([[0.1, 0.2]] * n, pa.list_(pa.float32())),
        "page": pa.array([{"section": "world", "number": i} for i in range(n)]),
        "words": pa.array([i if i % 2 else None for i in range(n)], pa.int16()),
        "score": pa.array([0.5 * i for i in range(n)], pa.float32()),
        "paid": pa.array([i % 3 == 0 for i in range(n)]),
    }
)
pq.write_table(table, f"{sys.argv[1]}/articles.parquet", row_group_size=3, compression="zstd")
