"""`docs/notebook.ipynb` runs, and prints what is stored in it.

After a change that is meant, `UPDATE_NOTEBOOK=1 tests/python/run.sh -k notebook` stores what it prints now.
"""

import copy
import os
import re

import nbformat
from nbclient import NotebookClient

from conftest import ROOT

NOTEBOOK = ROOT / "docs" / "notebook.ipynb"


def shown(notebook):
    """What each cell of code gives, without what depends on the machine: progress and warnings."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            outputs = [part for part in cell.outputs if part.get("name") != "stderr"]
            yield cell.source, [part.get("text") or dict(part.get("data") or {}) for part in outputs]


def run(notebook):
    client = NotebookClient(notebook, timeout=600, resources={"metadata": {"path": NOTEBOOK.parent}}, record_timing=False)
    client.execute()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [part for part in cell.outputs if part.get("name") != "stderr"]
    notebook.metadata.language_info = {"name": "python"}


def test_the_notebook_prints_what_is_stored_in_it():
    stored = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(stored)
    again = copy.deepcopy(stored)
    run(again)
    if os.environ.get("UPDATE_NOTEBOOK"):
        nbformat.write(again, NOTEBOOK)
        stored = nbformat.read(NOTEBOOK, as_version=4)
    for (source, expected), (_, found) in zip(shown(stored), shown(again), strict=True):
        assert found == expected, source
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert text.count("image/svg+xml") == 1 and "text/html" in text
    assert not re.search(r"/(tmp|home|root|Users)/", text), "a path of a machine"
