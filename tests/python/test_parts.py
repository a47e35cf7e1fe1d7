"""A corpus counted in parts adds up to the whole, whoever carries the parts."""

import datetime
import pickle
import random
import re
import shutil
import subprocess
import sys
import types

import framelens
import pyarrow
import pytest

from conftest import SEEDS, command, same

FILES = ("actors", "names", "events")


def study_in(folder):
    """The study of seeds, without its articles."""
    folder.mkdir()
    for name in FILES:
        shutil.copy(SEEDS / f"{name}.toml", folder)
    keys = "".join(f'{name} = "{name}.toml"\n' for name in FILES)
    (folder / "framelens.toml").write_text(keys, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return study_in(tmp_path_factory.mktemp("parts") / "study")


def batches(rows, size):
    return pyarrow.Table.from_pylist(rows).to_batches(max_chunksize=size)


def parts(count, rows, size=11):
    return [part for batch in count(batches(rows, size)) for part in batch["part"].to_pylist()]


def with_copies(rows):
    """Some articles again, word for word or nearly, and one whose language nothing tells."""
    copies = [{**row, "id": f"copy/{row['id']}", "source": "mirror"} for row in rows[:9]]
    nearly = [{**row, "id": f"near/{row['id']}", "text": row["text"] + "\nMore to follow."} for row in rows[9:15]]
    return [*rows, *copies, *nearly, {"id": "short", "source": "mirror", "date": None, "text": "1234 5678"}]


def test_parts_add_up_to_the_whole(corpus, study):
    rows = with_copies(corpus[1])
    whole = framelens.compare(rows, study=study, by="source")
    count = framelens.map_batches(study, by="source")
    counted = [row for batch in count(batches(rows, 7)) for row in batch.to_pylist()]
    assert [row["document"] for row in counted] == [row["id"] for row in rows]
    counts = {row["document"]: row for row in whole.tables["documents"].to_dicts()}
    for row in counted[:-1]:
        for name in ("source", "language", "tokens", "sentences", "mentions"):
            assert row[name] == counts[row["document"]][name], row["document"]
    assert counted[-1]["tokens"] is None, "its language is not known yet"
    some = [row["part"] for row in counted]
    random.Random(7).shuffle(some)
    found = framelens.add_up(iter(some), study=study, by="source")
    assert found.tables.keys() == whole.tables.keys()
    for name in set(whole.tables) - {"documents"}:
        assert found.tables[name].to_dicts() == whole.tables[name].to_dicts(), name
    assert any(row["duplicate_of"] for row in found.tables["documents"].to_dicts())


def test_mentions_are_listed_when_asked(corpus, study):
    path, rows = corpus
    rows = [*rows, {"id": "short", "source": "mirror", "date": None, "text": "1234 5678"}]
    found = {}
    plain = framelens.map_batches(study)(batches(rows, 11))
    count = pickle.loads(pickle.dumps(framelens.map_batches(study, mentions=True)))
    for batch, without in zip(count(batches(rows, 11)), plain, strict=True):
        assert batch.schema.names == [*without.schema.names, "mention_list"]
        assert batch.select(without.schema.names).equals(without), "nothing else changes"
        found |= zip(batch["document"].to_pylist(), batch["mention_list"].to_pylist(), strict=True)
        for listed, counted in zip(batch["mention_list"].to_pylist(), without["mentions"].to_pylist(), strict=True):
            assert counted == (None if listed is None else len(listed))
    assert found.pop("short") is None, "its language is not known yet"
    expected = command("annotate", study, path)
    listed = [row for document in sorted(found) for row in found[document]]
    table = types.SimpleNamespace(columns=list(listed[0]), to_dicts=lambda: listed)
    assert len(same(table, expected)) > 100
    # A batch without any has the same type.
    [nothing] = count(batches([{"id": "a", "text": "Nothing happened."}], 1))
    assert nothing.schema.equals(batch.schema) and nothing["mention_list"].to_pylist() == [[]]


def test_frames_alone_add_up(corpus, study):
    rows = corpus[1]
    whole = framelens.compare(rows, study=study, only="frames")
    some = parts(framelens.map_batches(study, only="frames"), rows)
    found = framelens.add_up(some, study=study, only="frames")
    for name in set(whole.tables) - {"documents"}:
        assert found.tables[name].to_dicts() == whole.tables[name].to_dicts(), name
    with pytest.raises(framelens.Error, match="only is everything here and frames there"):
        framelens.add_up(some, study=study)


def test_files_of_the_command_line_are_added_up(corpus, study, tmp_path):
    path, _ = corpus
    command("tally", study, path, "--out", tmp_path / "all.tally")
    command("compare", study, "--tallies", tmp_path, "--charts", "none", "--out", tmp_path / "report")
    for given in (tmp_path, str(tmp_path), [tmp_path / "all.tally"]):
        found = framelens.add_up(given, study=study)
        same(found.tables["frames"], (tmp_path / "report" / "frames.csv").read_text(encoding="utf-8"))


def test_the_study_travels_with_the_function(corpus, tmp_path):
    folder = study_in(tmp_path / "study")
    lexicon = tmp_path / "lexicon"
    shutil.copytree(SEEDS.parent / "lexicons", lexicon)
    count = framelens.map_batches(folder, lexicons=lexicon, frames=["occupation", "liberation"])
    rows = corpus[1][:20]
    expected = parts(count, rows)
    sent = tmp_path / "sent"
    sent.write_bytes(pickle.dumps((count, rows)))
    shutil.rmtree(folder)
    shutil.rmtree(lexicon)
    program = (
        "import pickle, pyarrow, sys\n"
        "count, rows = pickle.load(open(sys.argv[1], 'rb'))\n"
        "batches = pyarrow.Table.from_pylist(rows).to_batches(max_chunksize=11)\n"
        "pickle.dump([p for b in count(batches) for p in b['part'].to_pylist()], sys.stdout.buffer)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, sent], capture_output=True, check=True, cwd=tmp_path)
    assert pickle.loads(done.stdout) == expected


def test_counts_made_otherwise_are_refused_by_what_differs(corpus, study, tmp_path):
    rows = corpus[1][:12]
    some = parts(framelens.map_batches(study), rows)
    for keywords, what in [
        ({"frames": ["occupation"]}, "part 1 was counted otherwise: lexicon is"),
        ({"by": "side"}, "by is side here and source there"),
        ({"events": "none"}, "events is none here"),
        ({"language": "en"}, "language is en here and auto there"),
    ]:
        with pytest.raises(framelens.Error, match=what):
            framelens.add_up(some, study=study, **keywords)
    other = study_in(tmp_path / "other")
    (other / "names.toml").write_text("", encoding="utf-8")
    # Also where one partition alone was counted with another study.
    mixed = some[:5] + parts(framelens.map_batches(study, by="side"), rows[5:])
    with pytest.raises(framelens.Error, match="part 6 was counted otherwise: by is source here and side there"):
        framelens.add_up(mixed, study=study)
    with pytest.raises(framelens.Error, match="it is no part of this version"):
        framelens.add_up([b"something"], study=study)
    with pytest.raises(framelens.Error, match="part 2 cannot be read"):
        framelens.add_up([some[0], some[1][:40]], study=study)
    with pytest.raises(framelens.Error, match="the document `.*` comes twice"):
        framelens.add_up([*some, some[3]], study=study)
    with pytest.raises(framelens.Error, match="no document"):
        framelens.add_up([], study=study)
    with pytest.raises(framelens.Error, match="events cannot be discovered in a part"):
        framelens.map_batches(study, events="auto")
    with pytest.raises(TypeError, match="has no keyword `frame`; did you mean `frames`"):
        framelens.map_batches(study, frame="occupation")


def test_a_worker_with_another_study_or_version_refuses_to_count(corpus, study):
    make, (travelled, mentions) = framelens.map_batches(study)._study.__reduce__()
    lexicon = re.search(rb"\x07lexicon\x10([0-9a-f]{16})", travelled)[1]
    for known, other, what in [
        (framelens.__version__.encode(), b"9.9.9", "version is .* here and 9.9.9 where the study was sent from"),
        (lexicon, lexicon[::-1], "the driver's study was counted otherwise: lexicon is"),
    ]:
        assert known in travelled
        with pytest.raises(framelens.Error, match=what):
            make(travelled.replace(known, other, 1), mentions)(batches(corpus[1][:3], 3))


def test_a_part_that_does_not_come_stops_the_whole(corpus, study):
    some = parts(framelens.map_batches(study), corpus[1][:3])

    def broken():
        yield some[0]
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError, match="gone"):
        framelens.add_up(broken(), study=study)
    with pytest.raises(TypeError, match="a part is str, not bytes"):
        framelens.add_up(iter(["a"]), study=study)


def said(rows, schema=None, **keywords):
    count = framelens.map_batches(**keywords)
    with pytest.raises(framelens.Error) as raised:
        list(count(pyarrow.Table.from_pylist(rows, schema=schema).to_batches(max_chunksize=2)))
    return str(raised.value)


def test_broken_rows_are_named():
    good = {"id": "a", "date": "2020-09-28", "text": "It remained under occupation."}
    assert "no text column" in said([{"id": "a", "note": 1}])
    assert "no column for the id: found `text`" in said([{"text": "a"}])
    assert "row 3: the id is null" in said([good, {**good, "id": "b"}, {**good, "id": None}])
    words = said([good, good, {**good, "id": "c", "date": "03/04/2020"}])
    assert "row 3 (id `c`): the date `03/04/2020` is not safe" in words and "to_date" in words
    assert "25/12/2020" in said([{**good, "date": "25/12/2020"}])
    columns = [pyarrow.array(["a", "b"]), pyarrow.array([b"x", b"\xff"]).view(pyarrow.string())]
    batch = pyarrow.RecordBatch.from_arrays(columns, ["id", "text"])
    with pytest.raises(framelens.Error, match=r"column `text`, row 2 \(id `b`\): not valid UTF-8"):
        list(framelens.map_batches()([batch]))
    with pytest.raises(framelens.Error, match="column `text` holds Int64"):
        list(framelens.map_batches()([pyarrow.RecordBatch.from_pylist([{"id": "a", "text": 5}])]))


def test_rows_without_text_are_skipped_and_told():
    rows = [
        {"id": "a", "date": datetime.date(2020, 9, 28), "source": "x", "text": "It remained under occupation."},
        {"id": "b", "date": None, "source": "x", "text": None},
    ]
    some = parts(framelens.map_batches(), rows)
    with pytest.warns(UserWarning, match="data: id `b`: empty text"):
        found = framelens.add_up(some)
    assert found.tables["documents"].to_dicts()[0]["date"] == "2020-09-28" and len(found.skipped) == 1
    with pytest.raises(framelens.Error, match="1 input was skipped"):
        framelens.add_up(some, strict=True)
