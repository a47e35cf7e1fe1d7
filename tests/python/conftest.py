"""The wheel is held against the command line, cell by cell."""

import csv
import io
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds"
BINARY = os.environ.get("FRAMELENS", str(ROOT / "target" / "debug" / "framelens"))


def command(*args, fails=False):
    """Standard output of the command line, or under `fails` what it says on standard error."""
    done = subprocess.run([BINARY, *map(str, args)], capture_output=True, text=True, check=False)
    if fails:
        assert done.returncode == 2, done.stdout
        return done.stderr
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def rows(text):
    """A CSV file as rows of cells by column."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def unguarded(cell):
    """A cell without the apostrophe that keeps spreadsheets from running it."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in "=+-@\t\r" else cell


def same(table, text):
    """That a table has the cells of a CSV file."""
    expected = rows(text)
    assert table.columns == next(csv.reader(io.StringIO(text, newline="")))
    found = table.to_dicts()
    assert len(found) == len(expected)
    for row, line in zip(found, expected, strict=True):
        for column, cell in line.items():
            value = row[column]
            match value:
                case None:
                    assert cell == "", (column, row, line)
                case bool():
                    assert cell == str(value).lower(), (column, row, line)
                case int():
                    assert cell == str(value), (column, row, line)
                case float():
                    assert float(cell) == value, (column, row, line)
                case str():
                    assert unguarded(cell) == value, (column, row, line)
    return expected


@pytest.fixture(scope="session")
def corpus(tmp_path_factory):
    """The articles of seeds as one table: a CSV file, and its rows."""
    path = tmp_path_factory.mktemp("corpus") / "articles.csv"
    found = []
    for number, article in enumerate(sorted((SEEDS / "articles").glob("*/*"))):
        day = f"2020-{9 + number % 3:02}-{1 + number % 28:02}"
        text = article.read_text(encoding="utf-8", errors="replace")
        found.append({"id": article.name, "source": article.parent.name, "date": day, "text": text})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["id", "source", "date", "text"])
        writer.writeheader()
        writer.writerows(found)
    return path, found
