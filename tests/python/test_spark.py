"""Spark of several processes gives the tables of the command line, whatever happens to its parts."""

import collections
import csv
import io
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import threading
import time
import warnings

import framelens
import pyarrow
import pyarrow.parquet
import pytest

from conftest import BINARY, ROOT, command
from test_parts import study_in, with_copies


def missing():
    """Why Spark cannot run here; nothing if it can."""
    try:
        import pyspark  # noqa: F401
    except ImportError:
        return "the package pyspark is not there"
    java = shutil.which("java")
    if not java:
        return "Java is not there (apt-get install openjdk-17-jre-headless)"
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', told)
    if not version or int(version[1]) < 17:
        return f"Java 17 is wanted, and this is {told.splitlines()[:1]}"
    return ""


WHY = missing()
if WHY:
    if os.environ.get("CI"):
        pytest.fail(f"Spark cannot be tested: {WHY}", pytrace=False)
    warnings.warn(f"*** SKIPPED: Spark was NOT tested: {WHY} ***", stacklevel=1)
    pytest.skip(f"SKIPPED: Spark was NOT tested: {WHY}", allow_module_level=True)

import pyspark  # noqa: E402
from pyspark.errors import PythonException  # noqa: E402
from pyspark.sql import SparkSession, functions  # noqa: E402


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    """A cluster of two executors, processes of their own, which have the wheel from an archive."""
    folder = tmp_path_factory.mktemp("spark")
    os.environ["SPARK_HOME"] = str(pathlib.Path(pyspark.__file__).parent)
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    os.environ["SPARK_WORKER_DIR"] = str(folder / "work")
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = os.sys.executable
    builder = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.executor.memory", "768m")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.local.dir", str(folder / "local"))
        .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        .config("spark.sql.shuffle.partitions", "3")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "10")
    )
    wheels = sorted(pathlib.Path(os.environ.get("FRAMELENS_WHEELS", "nowhere")).glob("framelens-*.whl"))
    if wheels:
        archive = shutil.copy(wheels[-1], folder / "framelens.zip")
        builder = builder.config("spark.archives", f"{archive}#fl").config("spark.executorEnv.PYTHONPATH", "fl")
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.fixture(scope="module")
def whole(corpus, tmp_path_factory):
    """Rows, the study, and the report of the command line on the same rows."""
    folder = tmp_path_factory.mktemp("whole")
    rows = with_copies(corpus[1])
    random.Random(3).shuffle(rows)
    with (folder / "rows.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    study = study_in(folder / "study")
    with (study / "framelens.toml").open("a", encoding="utf-8") as file:
        file.write('charts = ["none"]\n')  # to draw them unoptimised takes longer than all else
    command("compare", study, folder / "rows.jsonl", "--charts", "none", "--out", folder / "report")
    return rows, study, folder / "report"


def table(spark, rows):
    return spark.createDataFrame(rows, "id string, source string, date string, text string")


def is_that_of(report, found):
    """That a report has the bytes of the command line's."""
    names = {path.name for path in report.glob("*.csv")}
    assert len(names) > 15 and names == {path.name for path in found.glob("*.csv")}
    # documents.csv tells where each field was found, which is a row of another file.
    for name in names - {"documents.csv"}:
        assert (found / name).read_bytes() == (report / name).read_bytes(), name


def test_the_tables_are_those_of_the_command_line(spark, whole, tmp_path):
    rows, study, report = whole
    framelens.spark.compare(table(spark, rows).repartition(5), study, out=tmp_path / "found")
    is_that_of(report, tmp_path / "found")


def test_partitions_of_any_size_in_any_order_give_the_same(spark, whole, tmp_path):
    rows, study, report = whole
    df = table(spark, rows)
    skewed = df.repartitionByRange(3, functions.when(functions.col("source") == rows[0]["source"], 1).otherwise(0))
    shuffled = table(spark, random.Random(9).sample(rows, len(rows))).repartition(7, functions.rand(4))
    for name, some in [("skewed", skewed), ("shuffled", shuffled), ("one", df.coalesce(1))]:
        framelens.spark.compare(some, study, out=tmp_path / name, quiet=True)
        is_that_of(report, tmp_path / name)


def executors():
    """Processes of executors that this process started, by their ids."""
    parents, found = {}, []
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if b"CoarseGrainedExecutorBackend" in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except (OSError, ValueError):
            continue

    def ours(pid):
        while pid > 1:
            if pid == os.getpid():
                return True
            pid = parents.get(pid, 0)
        return False

    return sorted(pid for pid in found if ours(pid))


def test_an_executor_that_is_killed_in_mid_job_costs_nothing_but_time(spark, whole, tmp_path):
    rows, study, report = whole

    def slow(batches):
        import time

        for batch in batches:
            time.sleep(0.5)
            yield batch

    before = executors()
    assert len(before) == 2
    df = table(spark, rows).repartition(8).mapInArrow(slow, "id string, source string, date string, text string")
    told = collections.deque()

    def compare():
        try:
            told.append(framelens.spark.compare(df, study, out=tmp_path / "found"))
        except BaseException as error:  # noqa: BLE001
            told.append(error)

    work = threading.Thread(target=compare)
    work.start()
    tracker = spark.sparkContext.statusTracker()
    killed, until = None, time.monotonic() + 300
    while killed is None and time.monotonic() < until and not told:
        stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
        if any(stage and stage.numTasks == 8 and stage.numCompletedTasks >= 2 for stage in stages):
            killed = before[0]
            os.kill(killed, signal.SIGKILL)
        time.sleep(0.02)
    work.join(600)
    assert killed is not None, "the job was over before an executor could be killed"
    assert len(told) == 1 and not isinstance(told[0], BaseException), told
    assert killed not in executors()
    is_that_of(report, tmp_path / "found")


def test_a_worker_that_dies_stops_the_job_in_plain_words_and_leaves_nothing(spark, whole, tmp_path):
    rows, study, _ = whole
    rows = rows[:12]

    def dying(batches):
        import os
        import signal

        for batch in batches:
            if rows[7]["id"] in batch["id"].to_pylist():
                os.kill(os.getpid(), signal.SIGKILL)  # as the system does where memory has run out
            yield batch

    df = table(spark, rows).repartition(3).mapInArrow(dying, "id string, source string, date string, text string")
    told = r"the worker that counted partition \d \(in each of 4 attempts\) died; nothing was compared"
    with pytest.raises(framelens.Error, match=told) as raised:
        framelens.spark.compare(df, study, out=tmp_path / "found")
    assert "spark.executor.memoryOverhead" in raised.value.faults[0]["help"]
    assert not list(tmp_path.iterdir()), "nothing is left that could be taken for a report"


def test_parts_that_are_lost_on_their_way_are_missed(spark, whole):
    _, study, _ = whole
    parts = spark.createDataFrame([(bytearray(b"a"),), (bytearray(b"b"),)], "part binary").repartition(2)
    assert sorted(framelens.spark._all(parts, 2)) == [b"a", b"b"]
    with pytest.raises(framelens.Error, match="Spark counted 3 articles, and 2 came to the driver"):
        list(framelens.spark._all(parts, 3))


def test_mentions_come_with_the_counts_when_asked(spark, whole):
    rows, study, report = whole
    count = framelens.map_batches(study, mentions=True)
    counted = table(spark, rows).mapInArrow(count, framelens.schema(mentions=True))
    found = counted.select(functions.explode("mention_list").alias("mention")).select("mention.*").collect()
    lines = list(csv.DictReader(io.StringIO(command("annotate", study, report.parent / "rows.jsonl"), newline="")))
    assert len(found) == len(lines) > 100 and found[0].__fields__ == list(lines[0])
    key = ["document", "start", "end", "frame", "entry", "cue", "agent", "patient", "voice", "stance", "sentence"]
    cells = {tuple("" if row[name] is None else str(row[name]) for name in key) for row in found}
    assert cells == {tuple(line[name] for name in key) for line in lines}


def test_workers_take_the_wheel_from_an_archive(spark):
    if "FRAMELENS_WHEELS" not in os.environ:
        pytest.skip("there is no wheel to send (tests/python/run.sh makes one)")

    def where(batches):
        import framelens
        import pyarrow

        for _ in batches:
            yield pyarrow.RecordBatch.from_pylist([{"path": framelens.__file__}])

    paths = {row.path for row in spark.range(8).repartition(4).mapInArrow(where, "path string").collect()}
    assert all("/work/" in path and "/fl/" in path for path in paths), paths


def test_counts_stand_in_columns(spark, whole):
    rows, study, report = whole
    df = table(spark, rows).mapInArrow(framelens.map_batches(study), framelens.SCHEMA)
    sums = df.groupBy("source").agg(functions.sum("mentions").alias("n")).collect()
    assert sum(row.n or 0 for row in sums) > 100
    parts = [bytes(row.part) for row in df.select("part").collect()]
    with pytest.raises(framelens.Error, match="was counted otherwise: by is side here and source there"):
        framelens.add_up(parts, study=study, by="side")


BLOCK = re.compile(r"^```(python|sh)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_every_block_of_the_page_on_scale_runs(whole, tmp_path):
    rows, study, report = whole
    wheels = sorted(pathlib.Path(os.environ.get("FRAMELENS_WHEELS", "nowhere")).glob("framelens-*.whl"))
    if not wheels:
        pytest.skip("there is no wheel to send (tests/python/run.sh makes one)")
    shutil.copytree(study, tmp_path / "study")
    shutil.copy(wheels[-1], tmp_path)
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "articles")
    for month in ("2020-09", "2020-10", "2020-11"):
        some = [json.dumps(row) + "\n" for row in rows if (row["date"] or "2020-11").startswith(month)]
        (tmp_path / f"{month}.jsonl").write_text("".join(some), encoding="utf-8")
    blocks = BLOCK.findall((ROOT / "docs" / "scale.md").read_text(encoding="utf-8"))
    # One job of all that is Python; the page submits it after the first block.
    job = [block for kind, block in blocks if kind == "python"]
    (tmp_path / "job.py").write_text("\n".join(job), encoding="utf-8")
    folders = [pathlib.Path(BINARY).parent, pathlib.Path(os.sys.executable).parent, os.environ["PATH"]]
    settings = {"PATH": os.pathsep.join(map(str, folders)), "SPARK_LOCAL_DIRS": str(tmp_path / "local")}
    commands = [block for kind, block in blocks if kind == "sh"]
    for block in commands:
        told = {"cwd": tmp_path, "env": {**os.environ, **settings}, "capture_output": True, "text": True}
        done = subprocess.run(["sh", "-e", "-c", block], check=False, **told)
        assert done.returncode == 0, block + done.stdout + done.stderr
        # Each way of the page ends in the tables of the command line.
        is_that_of(report, tmp_path / "report")
        shutil.rmtree(tmp_path / "report")
    assert len(job) >= 4 and len(commands) == 2
    assert "|khazri-ledger|" in done.stdout.replace(" ", ""), done.stdout


def test_a_large_corpus_gives_the_tables_of_the_command_line(spark, tmp_path):
    large = os.environ.get("FRAMELENS_LARGE")
    if not large:
        pytest.skip("it takes minutes: FRAMELENS_LARGE names a file, as examples/make_corpus.rs writes")
    with open(large, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    random.Random(11).shuffle(rows)
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "rows.parquet")
    command("compare", large, "--charts", "none", "--out", tmp_path / "report")
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "2000")
    df = spark.read.parquet(str(tmp_path / "rows.parquet")).repartition(6)
    found = framelens.spark.compare(df, quiet=True)
    found.write(tmp_path / "found", charts=[])
    is_that_of(tmp_path / "report", tmp_path / "found")


def test_what_cannot_be_counted_is_said_by_row_and_setting(spark, whole):
    _, study, _ = whole
    text = "It remained under occupation."
    with pytest.raises(framelens.Error, match="no text column: found `id`, `note`"):
        framelens.spark.compare(spark.createDataFrame([("a", 1)], "id string, note int"), study)
    with pytest.raises(framelens.Error, match="no column for the id"):
        framelens.spark.compare(spark.createDataFrame([(text,)], "text string"), study)
    with pytest.raises(framelens.Error, match="column `text` holds"):
        framelens.spark.compare(spark.createDataFrame([("a", 1)], "id string, text int"), study)
    df = spark.createDataFrame([("a", text), (None, text)], "id string, text string").coalesce(1)
    with pytest.raises(PythonException, match="row 2: the id is null or empty"):
        framelens.spark.compare(df, study)
    with pytest.raises(TypeError, match="no keyword `mentions`"):
        framelens.spark.compare(df, study, mentions=True)
    twice = spark.createDataFrame([("a", text), ("a", text)], "id string, text string")
    with pytest.raises(framelens.Error, match="the document `a` comes twice"):
        framelens.spark.compare(twice.repartition(2), study)
    dated = spark.createDataFrame([("a", "03/04/2020", text)], "id string, date string, text string")
    with pytest.raises(PythonException, match="`03/04/2020` is not safe to read"):
        framelens.spark.compare(dated, study)
    days = dated.withColumn("date", functions.to_date("date", "dd/MM/yyyy"))
    found = framelens.spark.compare(days, study)
    assert found.tables["documents"].to_dicts()[0]["date"] == "2020-04-03"
