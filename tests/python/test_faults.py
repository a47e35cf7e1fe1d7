"""What cannot be used is refused in the words of the command line, with column and row."""

import multiprocessing
import os
import signal
import threading
import time

import framelens
import pandas
import pyarrow
import pytest

from conftest import SEEDS, command

ROW = {"id": "a", "text": "Seven districts remained under occupation."}


def said(call):
    with pytest.raises(framelens.Error) as raised:
        call()
    return str(raised.value)


def test_an_error_has_the_words_of_the_command_line(tmp_path):
    study = tmp_path / "framelens.toml"
    study.write_text('corpus = ["a.txt"]\noverlpa = "liwc"\n', encoding="utf-8")
    for flags, keywords in [
        ((SEEDS, "--frames", "occupatoin"), {"data": SEEDS, "frames": "occupatoin"}),
        ((tmp_path / "nowhere",), {"data": tmp_path / "nowhere"}),
        ((study,), {"data": study}),
        ((SEEDS, "--language", "klingon"), {"data": SEEDS, "language": "klingon"}),
    ]:
        assert said(lambda: framelens.annotate(**keywords)) == command("annotate", *flags, fails=True).rstrip("\n")


def test_an_error_has_its_parts(tmp_path):
    study = tmp_path / "framelens.toml"
    study.write_text('overlpa = "liwc"\n', encoding="utf-8")
    with pytest.raises(ValueError) as raised:
        framelens.annotate(study)
    [fault] = raised.value.faults
    assert (fault["line"], fault["column"], fault["severity"]) == (1, 1, "error")
    assert fault["help"] == "did you mean `overlap`?" and fault["path"] == str(study)


def test_a_row_without_text_is_skipped_and_told():
    rows = pandas.DataFrame([ROW, {"id": "b", "text": None}])
    with pytest.warns(UserWarning, match="1 input was skipped\ndata, row 2: empty text: column `text`"):
        table = framelens.annotate(rows)
    assert len(table) == 1 and table.skipped[0][:2] == ("data", 2)
    assert "row 2" in said(lambda: framelens.annotate(rows, strict=True))
    assert len(framelens.annotate(rows, quiet=True)) == 1
    assert "row 1" in said(lambda: framelens.annotate([{"text": None}]))


def test_a_column_of_texts_must_hold_texts():
    for column in ([1, 2], [1.5, None], [b"\xff", b"a"], [["a", 1]][:0] + [{"a": 1}]):
        assert "column `text` holds" in said(lambda: framelens.annotate(pyarrow.table({"text": column})))
    words = said(lambda: framelens.annotate(pandas.DataFrame({"id": [1, 2], "text": ["a", 3]})))
    assert "column `text`, row 2: a int among texts" in words and 'astype("string")' in words
    assert "key `text`, row 2: a object" in said(lambda: framelens.annotate([ROW, {"text": object()}]))
    assert "row 2 is a int, not a dict" in said(lambda: framelens.annotate([ROW, 5]))


def test_broken_text_is_refused_with_its_row():
    good, bad = b"It remained under occupation.", b"It \xff\xfe remained under occupation."
    lengths = [0, len(good), len(good) + len(bad)]
    offsets = pyarrow.array(lengths, pyarrow.int32()).buffers()[1]
    broken = pyarrow.StringArray.from_buffers(2, offsets, pyarrow.py_buffer(good + bad))
    assert "column `text`, row 2: not valid UTF-8" in said(lambda: framelens.annotate(pyarrow.table({"text": broken})))
    view = broken.cast(pyarrow.binary()).cast(pyarrow.binary_view()).view(pyarrow.string_view())
    assert "column `text`, row 2: not valid UTF-8" in said(lambda: framelens.annotate(pyarrow.table({"text": view})))


def test_what_holds_no_articles_is_refused():
    for data in (5, 2.5, object(), {"text": ["a"]}, [1], [], pyarrow.array(["a"]), pyarrow.chunked_array([["a"]])):
        assert said(lambda: framelens.annotate(data))
    assert "found `corps`" in said(lambda: framelens.annotate(pyarrow.table({"corps": ["a"]})))
    assert "is no study" in said(lambda: framelens.annotate([ROW], study=SEEDS / "articles"))


def test_keywords_are_checked():
    with pytest.raises(TypeError, match="no keyword `langauge`; did you mean `language`"):
        framelens.annotate([ROW], langauge="en")
    with pytest.raises(TypeError, match="frames is int, not a list of str"):
        framelens.annotate([ROW], frames=3)
    for keywords in ({"threads": 0}, {"threshold": 2.0}, {"granularity": "huge"}, {"overlap": "most"}, {"fields": {"body": "text"}}):
        said(lambda: framelens.annotate([ROW], **keywords))


def test_a_producer_that_fails_is_named():
    def batches():
        yield pyarrow.RecordBatch.from_pylist([ROW])
        raise RuntimeError("the database is gone")

    schema = pyarrow.RecordBatch.from_pylist([ROW]).schema
    reader = pyarrow.RecordBatchReader.from_batches(schema, batches())
    assert "the database is gone" in said(lambda: framelens.annotate(reader))


def articles(count):
    """Articles that differ, long enough that reading them is the least of the work."""
    words = "city council army border treaty road village summit ceasefire school market river".split()
    for number in range(count):
        first = "".join(f"The {words[number % 12]} of {words[n % 11]} {number} saw {words[(n * number) % 12]}. " for n in range(60))
        yield {"id": str(number), "text": first + ROW["text"]}


MANY = list(articles(1500))


def test_progress_is_told_and_an_exception_in_it_stops_the_work():
    told = []
    framelens.annotate(MANY, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (1500, 1500) and told == sorted(told)

    def stop(done, total):
        raise LookupError("enough")

    started = time.monotonic()
    with pytest.raises(LookupError, match="enough"):
        framelens.annotate(MANY, progress=stop)
    assert time.monotonic() - started < 30


def test_a_bar_is_shown_when_asked(capsys):
    framelens.annotate(MANY[:500], progress=True)
    assert "500/500" in capsys.readouterr().err


def test_ctrl_c_stops_the_work():
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        framelens.annotate(MANY + list(articles(4000)))
    timer.join()


def test_other_threads_go_on_meanwhile():
    ticks = []
    done = threading.Event()

    def tick():
        while not done.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.01)

    thread = threading.Thread(target=tick)
    thread.start()
    started = time.monotonic()
    framelens.annotate(MANY)
    ended = time.monotonic()
    done.set()
    thread.join()
    assert sum(started < moment < ended for moment in ticks) > (ended - started) * 5


def child(queue):
    queue.put(len(framelens.annotate([ROW])))


def test_a_forked_process_can_go_on():
    framelens.annotate([ROW])
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    process = context.Process(target=child, args=(queue,))
    process.start()
    assert queue.get(timeout=60) == 1
    process.join()
