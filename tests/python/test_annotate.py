"""`annotate` and `concordance` find what the command line finds, whatever the articles come in."""

import datetime
import warnings

import duckdb
import framelens
import pandas
import polars
import pyarrow
import pytest

from conftest import SEEDS, command, same


def test_a_study_gives_the_mentions_of_the_command_line():
    lines = same(framelens.annotate(study=SEEDS), command("annotate", SEEDS))
    assert len(lines) > 100
    assert len(framelens.annotate(SEEDS)) == len(lines)


def test_paths_beside_a_study_are_read_with_it():
    folder = SEEDS / "articles" / "gavit-review"
    same(framelens.annotate(folder, study=SEEDS), command("annotate", SEEDS, folder))


def test_settings_are_the_flags():
    flags = ["--frames", "occupation,liberation", "--overlap", "liwc", "--actors", "none", "--language", "en"]
    table = framelens.annotate(SEEDS, frames=["occupation", "liberation"], overlap="liwc", actors="none", language="en")
    same(table, command("annotate", SEEDS, *flags))
    same(framelens.annotate(SEEDS, events="auto", granularity="story"), command("annotate", SEEDS, "--events", "auto", "--granularity", "story"))


def given(found):
    """The same rows in all that tables come in."""
    arrow = pyarrow.Table.from_pylist(found)
    days = [datetime.datetime.fromisoformat(row["date"]) for row in found]
    dictionary = arrow.set_column(1, "source", arrow["source"].dictionary_encode())
    yield "dicts", found
    yield "a generator", (row for row in found)
    yield "pandas", pandas.DataFrame(found)
    yield "pandas, string and category", pandas.DataFrame(found).astype({"text": "string", "source": "category"})
    yield "pandas, moments", pandas.DataFrame(found).assign(date=pandas.to_datetime(days))
    yield "polars", polars.DataFrame(found)
    yield "polars, days and categories", polars.DataFrame(found).with_columns(
        polars.col("date").str.to_date(), polars.col("source").cast(polars.Categorical)
    )
    yield "pyarrow", arrow
    yield "pyarrow, in pieces", pyarrow.Table.from_batches(arrow.to_batches(max_chunksize=7))
    yield "a batch", arrow.combine_chunks().to_batches()[0]
    yield "a reader", pyarrow.RecordBatchReader.from_batches(arrow.schema, arrow.to_batches(max_chunksize=5))
    yield "large text", arrow.cast(pyarrow.schema([(name, pyarrow.large_string()) for name in arrow.column_names]))
    yield "text views", arrow.cast(pyarrow.schema([(name, pyarrow.string_view()) for name in arrow.column_names]))
    yield "dictionary", dictionary
    yield "date32", arrow.set_column(2, "date", pyarrow.array([day.date() for day in days], pyarrow.date32()))
    for unit in ("s", "ms", "us", "ns"):
        yield f"timestamp {unit}", arrow.set_column(2, "date", pyarrow.array(days, pyarrow.timestamp(unit)))
    yield "timestamp of a zone", arrow.set_column(2, "date", pyarrow.array(days, pyarrow.timestamp("us", "UTC")))
    yield "DuckDB", duckdb.from_arrow(arrow)
    yield "slices", pyarrow.concat_tables([arrow.slice(0, 3), arrow.slice(3)])


def test_every_kind_of_table_gives_the_same_mentions(corpus):
    path, found = corpus
    expected = command("annotate", SEEDS, path)
    for name, data in given(found):
        table = framelens.annotate(data, study=SEEDS, threads=2)
        assert len(same(table, expected)) > 100, name


def test_columns_can_be_named(corpus):
    _, found = corpus
    expected = framelens.annotate(found).to_dicts()
    other = pandas.DataFrame(found).rename(columns={"text": "corps", "id": "clé", "source": "from", "date": "jour"})
    named = framelens.annotate(other, text="corps", id="clé", source="from", date="jour")
    assert named.to_dicts() == expected
    fields = {"text": "corps", "id": "clé", "source": "from", "date": "jour"}
    assert framelens.annotate(other, fields=fields).to_dicts() == expected
    with pytest.raises(framelens.Error, match="no column `body` for the text: found `id`, `source`, `date`, `text`"):
        framelens.annotate(pandas.DataFrame(found), text="body")


def test_the_number_of_threads_and_the_order_of_rows_do_not_show(corpus):
    _, found = corpus
    expected = framelens.annotate(found, threads=1).to_dicts()
    assert framelens.annotate(found[::-1], threads=3).to_dicts() == expected


def test_a_concordance_is_that_of_the_command_line(corpus):
    path, found = corpus
    for pattern in ("occup*", "stem:liberate", "frame:occupation", "entry:under occupation"):
        expected = command("concordance", pattern, path, "--format", "csv")
        assert same(framelens.concordance(pattern, found), expected), pattern
    with pytest.raises(framelens.Error, match="no frame has an entry `occupied lands of old`"):
        framelens.concordance("entry:occupied lands of old", found)


def test_results_go_to_every_library_with_their_types(corpus):
    _, found = corpus
    table = framelens.annotate(found)
    frame = polars.DataFrame(table)
    assert frame.equals(table.to_polars())
    assert frame.schema["start"] == polars.Int64 and frame.schema["weight"] == polars.Float64
    assert frame.to_dicts() == table.to_dicts() == pyarrow.table(table).to_pylist()
    pandas_frame = table.to_pandas()
    assert pandas_frame.shape == table.shape and pandas_frame["start"].dtype == "int64"
    counts = duckdb.from_arrow(table.to_pyarrow()).aggregate("frame, count(*)").fetchall()
    assert sum(count for _, count in counts) == len(table)
    assert pyarrow.schema(table).names == table.columns


def test_a_table_without_rows_has_its_columns_and_types():
    table = framelens.annotate([{"text": "Nothing happened."}])
    assert table.shape == (0, 22)
    types = {field.name: str(field.type) for field in table.to_pyarrow().schema}
    assert (types["document"], types["sentence"], types["start"], types["weight"]) == ("string", "int64", "int64", "double")


def test_what_a_notebook_shows_is_never_markup():
    table = framelens.annotate([{"id": "<script>alert(1)</script>", "text": "It was <b>occupied</b> under occupation."}])
    shown = table._repr_html_()
    assert "<script>" not in shown and "&lt;script&gt;" in shown and "<table>" in shown


def test_empty_cells_of_dicts_and_frames_are_missing():
    rows = [
        {"id": 1, "date": float("nan"), "text": "It remained under occupation.", "note": None},
        {"id": 2, "date": pandas.NaT, "text": "It remained under occupation.", "note": pandas.NA},
        {"id": 3, "date": datetime.datetime(2020, 9, 27, 8), "text": "It remained under occupation.", "n": [1, 2]},
    ]
    assert framelens.annotate(rows).to_polars()["date"].to_list() == [None, None, "2020-09-27"]
    frame = pandas.DataFrame({"id": [1, 2], "text": ["It remained under occupation."] * 2, "views": [3, None]})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert framelens.annotate(frame).to_polars()["document"].to_list() == ["1", "2"]
