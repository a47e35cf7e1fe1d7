"""`compare` makes the report of the command line, to the last byte."""

import filecmp
import pathlib

import framelens
import pandas
import polars
import pytest

from conftest import SEEDS, command, same


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in pathlib.Path(folder).rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report") / "seeds"
    told = command("compare", SEEDS, "--out", folder, "--charts", "svg")
    return folder, told


@pytest.fixture(scope="module")
def found():
    return framelens.compare(SEEDS, threads=2)


def test_every_table_is_that_of_the_command_line(report, found):
    folder, _ = report
    assert sorted(f"{name}.csv" for name in found.tables) == sorted(path.name for path in folder.glob("*.csv"))
    for name, table in found.tables.items():
        same(table, (folder / f"{name}.csv").read_text(encoding="utf-8"))


def test_every_chart_is_that_of_the_command_line(report, found):
    folder, _ = report
    assert sorted(found.charts) == sorted(path.stem for path in (folder / "charts").glob("*.svg"))
    for name, chart in found.charts.items():
        assert chart.name == name and chart._repr_svg_() == chart.svg
        assert chart.svg == (folder / "charts" / f"{name}.svg").read_text(encoding="utf-8")


def test_the_summary_is_what_the_command_line_prints(report, found):
    _, told = report
    # The terminal is narrower.
    assert found.summary.split("\n")[:2] == told.split("\n")[:2]
    assert "<pre>" in found._repr_html_()


def test_the_report_that_is_written_is_that_of_the_command_line(report, found, tmp_path):
    folder, _ = report
    found.write(tmp_path / "written", charts=["svg"])
    assert files(tmp_path / "written") == files(folder)
    _, differ, broken = filecmp.cmpfiles(tmp_path / "written", folder, files(folder), shallow=False)
    assert (differ, broken) == ([], [])
    found.write(tmp_path / "written", format="jsonl", charts=[])
    assert all(not name.endswith(".csv") and not name.startswith("charts/") for name in files(tmp_path / "written"))
    with pytest.raises(framelens.Error, match="there is no table format `xls`"):
        found.write(tmp_path / "other", format="xls")


def test_articles_in_memory_give_the_numbers_of_the_same_articles_in_a_file(corpus, tmp_path):
    path, rows = corpus
    flags = ["--by", "side", "--seed", "7", "--charts", "none"]
    command("compare", SEEDS, path, "--out", tmp_path / "report", *flags)
    for data in (pandas.DataFrame(rows), polars.DataFrame(rows)):
        found = framelens.compare(data, study=SEEDS, by="side", seed=7)
        for name in set(found.tables) - {"documents"}:  # which tells where each field was found
            same(found.tables[name], (tmp_path / "report" / f"{name}.csv").read_text(encoding="utf-8"))
    found.write(tmp_path / "memory", charts=[])
    assert (tmp_path / "memory" / "frames.csv").read_bytes() == (tmp_path / "report" / "frames.csv").read_bytes()
    assert "in memory" in command("verify", tmp_path / "memory", SEEDS)


def test_events_are_discovered_in_articles_in_memory(corpus, tmp_path):
    path, rows = corpus
    command("compare", path, "--events", "auto", "--out", tmp_path / "report", "--charts", "none")
    found = framelens.compare(rows, events="auto")
    for name in ("events", "frames", "contrasts"):
        same(found.tables[name], (tmp_path / "report" / f"{name}.csv").read_text(encoding="utf-8"))


def test_frames_alone_are_told_when_asked(tmp_path):
    command("compare", SEEDS, "--only", "frames", "--out", tmp_path / "report", "--charts", "none")
    found = framelens.compare(SEEDS, only="frames")
    assert sorted(f"{name}.csv" for name in found.tables) == sorted(p.name for p in (tmp_path / "report").glob("*.csv"))
    for name, table in found.tables.items():
        same(table, (tmp_path / "report" / f"{name}.csv").read_text(encoding="utf-8"))
    assert "frames" in found.tables and "mentions" not in found.tables
    with pytest.raises(framelens.Error, match="--only names: nothing is called so"):
        framelens.compare(SEEDS, only="names")


def test_what_cannot_be_compared_is_said_in_the_words_of_the_command_line(tmp_path):
    for flags, keywords in [
        (["--by", "desk"], {"by": "desk"}),
        (["--reference", "nobody"], {"reference": "nobody"}),
        (["--actors", tmp_path / "none.toml"], {"actors": tmp_path / "none.toml"}),
    ]:
        with pytest.raises(framelens.Error) as raised:
            framelens.compare(SEEDS, **keywords)
        assert str(raised.value) == command("compare", SEEDS, "--out", tmp_path / "out", *flags, fails=True).rstrip("\n")
    with pytest.raises(framelens.Error, match="there is no duplicates rule `twice`"):
        framelens.compare(SEEDS, duplicates="twice")
