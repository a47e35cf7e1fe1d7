"""Writes correspondence.csv: correspondence analysis by prince.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python make_map_reference.py

One row for each row and column of a table, and one for each dimension. The
first table is `smoke` of Greenacre (2017), whose inertias are printed there:
0.074759, 0.010017, 0.000414. Signs: the column that contributes most to a
dimension stands on its positive side.
"""

import csv
import pathlib

import numpy as np
import pandas as pd
import prince

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(20200927)

SMOKE = np.array([[4, 2, 3, 2], [4, 3, 7, 4], [25, 10, 12, 4], [18, 24, 33, 13], [10, 6, 7, 2]])
TABLES = {
    "smoke": SMOKE,
    "seven by four": rng.poisson(rng.gamma(1.2, 12, (7, 4))) + 1,
    "three by three": np.array([[9, 2, 4], [1, 12, 3], [5, 5, 0]]),
    "forty by six": rng.poisson(rng.gamma(0.8, 20, (40, 6))) + (rng.random((40, 6)) < 0.1),
}
DIMENSIONS = 2


def analyse(table):
    frame = pd.DataFrame(table)
    size = min(table.shape) - 1
    ca = prince.CA(n_components=size, n_iter=50, engine="scipy", random_state=1).fit(frame)
    rows, columns = ca.row_coordinates(frame).to_numpy(), ca.column_coordinates(frame).to_numpy()
    parts = ca.column_contributions_.to_numpy()
    signs = [1 if columns[parts[:, k].argmax(), k] > 0 else -1 for k in range(size)]
    kinds = [
        ("row", rows * signs, ca.row_masses_.to_numpy(), ca.row_contributions_.to_numpy(), ca.row_cosine_similarities(frame).to_numpy()),
        ("column", columns * signs, ca.col_masses_.to_numpy(), parts, ca.column_cosine_similarities(frame).to_numpy()),
    ]
    for k, inertia in enumerate(ca.eigenvalues_):
        yield ["dimension", k, "", inertia, inertia / ca.total_inertia_] + [""] * 6
    for kind, places, masses, contributions, cosines in kinds:
        for i, place in enumerate(places):
            inertia = masses[i] * (place**2).sum()
            numbers = [*place[:DIMENSIONS], *contributions[i][:DIMENSIONS], *cosines[i][:DIMENSIONS]]
            yield [kind, i, masses[i], inertia, inertia / ca.total_inertia_, *numbers]


HEADER = "name,table,kind,index,mass,inertia,share,coordinate_1,coordinate_2,contribution_1,contribution_2,cos2_1,cos2_2"
with open(HERE / "correspondence.csv", "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(HEADER.split(","))
    for name, table in TABLES.items():
        text = " ".join(":".join(str(int(n)) for n in row) for row in table)
        for row in analyse(table):
            out.writerow([name, text, *(repr(float(x)) if isinstance(x, (float, np.floating)) else x for x in row)])
