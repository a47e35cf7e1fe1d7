"""`Lexicon` says what `framelens lexicon` says."""

import framelens
import pytest

from conftest import ROOT, SEEDS, command, rows, same

FRAME = """id = "siege"
label = { en = "Siege" }
version = "1.0.0"
description = "Territory presented as cut off."
source = "written for this test"

[en]
entries = ["besieged", "under siege"]
[en.tests]
hit = ["The town was besieged."]
miss = ["The siege engine stands in the museum, under glass."]
"""


def test_the_bundled_lexicon_is_read_checked_and_listed():
    lexicon = framelens.Lexicon.read()
    assert lexicon.path is None and "occupation" in lexicon.frames
    same(lexicon.entries(), command("lexicon", "check", "--list"))
    same(lexicon.check(), command("lexicon", "check", "--out", "-"))


def test_a_lexicon_of_ones_own_is_read_from_file_folder_or_study(tmp_path):
    frames = tmp_path / "frames"
    frames.mkdir()
    (frames / "siege.toml").write_text(FRAME, encoding="utf-8")
    for path in (tmp_path, frames, frames / "siege.toml", str(frames)):
        lexicon = framelens.Lexicon.read(path)
        assert lexicon.frames == ["siege"] and str(path) in repr(lexicon)
        same(lexicon.entries(), command("lexicon", "check", "--list", path))
    assert framelens.Lexicon.read(SEEDS).frames == framelens.Lexicon.read().frames
    table = framelens.annotate([{"text": "The town was besieged."}], lexicons=tmp_path)
    assert [row["frame"] for row in table.to_dicts()] == ["siege"]


def test_faults_are_findings_and_not_exceptions(tmp_path):
    path = tmp_path / "siege.toml"
    path.write_text(FRAME.replace('"besieged",', '"besieged", { pattern = "siege", within = "4" },'), encoding="utf-8")
    lexicon = framelens.Lexicon.read(path)
    findings = lexicon.check()
    same(findings, command("lexicon", "check", path, "--out", "-"))
    [fault] = [row for row in findings.to_dicts() if row["severity"] == "error"]
    assert fault["line"] == 8 and fault["path"] == str(path)
    with pytest.raises(framelens.Error):
        lexicon.diff(framelens.Lexicon.read())


def test_two_lexicons_are_compared_entry_by_entry(tmp_path):
    old, new = tmp_path / "old.toml", tmp_path / "new.toml"
    old.write_text(FRAME, encoding="utf-8")
    new.write_text(FRAME.replace('"under siege"', '"sieges", { pattern = "under siege", weight = 2 }'), encoding="utf-8")
    command("lexicon", "diff", old, new, "--out", tmp_path / "diff")
    table = framelens.Lexicon.read(old).diff(framelens.Lexicon.read(new))
    expected = (tmp_path / "diff" / "diff_entries.csv").read_text(encoding="utf-8")
    assert len(same(table, expected)) == len(rows(expected)) == 2
    bundled = framelens.Lexicon.read("bundled")
    assert len(bundled.diff(framelens.Lexicon.read(ROOT / "lexicons"))) == 0
