"""Reads exports of a result folder with the programs they are for, and compares every number.

Usage: read_back.py RESULTS EXPORTS
"""

import csv
import json
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

warnings.simplefilter("error", FutureWarning)
RESULTS, EXPORTS = (Path(argument) for argument in sys.argv[1:3])


def table(path):
    """A table of the results, each cell as it stands; NA and empty cells of numbers are missing."""
    with open(path, encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    frame = pd.DataFrame(rows, columns=header, dtype=object)
    return frame


def numbers(cells):
    return np.array([np.nan if cell in ("NA", "") else float(cell) for cell in cells])


def texts(cells):
    return ["" if cell is None or cell == "NA" or cell != cell else str(cell) for cell in cells]


def same(found, expected, what):
    """Whether columns that were read are those of a table, number by number and text by text."""
    assert list(found.columns) == list(expected.columns), (what, list(found.columns))
    assert len(found) == len(expected), what
    for column in expected.columns:
        cells = found[column]
        if cells.dtype == bool or (cells.dtype == object and cells.map(type).eq(bool).any()):
            assert [str(c).lower() for c in cells] == list(expected[column]), (what, column)
        elif pd.api.types.is_numeric_dtype(cells):
            wanted = numbers(expected[column])
            assert np.array_equal(cells.to_numpy(float), wanted, equal_nan=True), (what, column)
        else:
            assert texts(cells) == texts(expected[column]), (what, column)


def parquet():
    files = sorted((EXPORTS / "parquet").glob("*.parquet"))
    # their names have dots for slashes, and ids of contrasts may have dots of their own
    tables = {str(p.relative_to(RESULTS))[:-4].replace("/", "."): p for p in RESULTS.rglob("*.tsv")}
    for file in files:
        same(pd.read_parquet(file), table(tables.pop(file.stem)), file.name)
    assert not tables, f"without Parquet: {list(tables)}"
    return f"{len(files)} tables"


def h5ad():
    import anndata

    data = anndata.read_h5ad(EXPORTS / "study.h5ad")
    expression = table(RESULTS / "expression.tsv").set_index("feature_id")
    assert list(data.obs_names) == list(expression.columns)
    assert list(data.var_names) == list(expression.index)
    values = np.array([numbers(row) for row in expression.to_numpy()]).T
    assert np.array_equal(data.X, values, equal_nan=True)
    sheet = table(RESULTS / "samples.tsv").set_index("sample").loc[data.obs_names]
    for column in sheet.columns:
        assert texts(data.obs[column]) == texts(sheet[column]), column
    contrasts = json.loads((RESULTS / "summary.json").read_text())["contrasts"]
    assert sorted(data.varm) == sorted(one["contrast"] for one in contrasts)
    for name, frame in data.varm.items():
        expected = table(RESULTS / "differential" / f"{name}.tsv").set_index("feature_id")
        for column in frame.columns:
            found = frame[column].loc[expected.index].to_numpy(float)
            assert np.array_equal(found, numbers(expected[column]), equal_nan=True), (name, column)
        assert frame.drop(expected.index).isna().all().all(), name
        symbols = data.var.loc[expected.index, "gene_symbols"]
        assert texts(symbols) == texts(expected["gene_symbols"]), name
    about = data.uns["arrayon"]
    assert list(about["contrasts"]["n_up"]) == [one["n_up"] for one in contrasts]
    settings = json.loads((RESULTS / "provenance.json").read_text())["configuration"]
    assert json.loads(about["settings"]) == settings
    scores = table(RESULTS / "clusters" / "pca_scores.tsv").set_index("sample").loc[data.obs_names]
    scores = np.array([numbers(row) for row in scores.to_numpy()])
    assert np.array_equal(data.obsm["X_pca"], scores)
    # what anndata reads it can write again
    data.write_h5ad(EXPORTS.parent / "again.h5ad")
    return f"{data.n_obs} samples x {data.n_vars} features, {len(contrasts)} contrasts"


def scanpy():
    import anndata
    import scanpy as sc

    data = anndata.read_h5ad(EXPORTS / "study.h5ad")
    sc.pp.neighbors(data, n_neighbors=5, use_rep="X_pca")
    assert data.obsp["distances"].shape == (data.n_obs, data.n_obs)
    return "neighbours of the samples along X_pca"


def xlsx():
    import openpyxl

    book = openpyxl.load_workbook(EXPORTS / "study.xlsx")
    contrasts = json.loads((RESULTS / "summary.json").read_text())["contrasts"]
    n_cells = 0
    for contrast in contrasts:
        name = contrast["contrast"]
        sheet = book[name[:31]]
        assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref, name
        expected = table(RESULTS / "differential" / f"{name}.tsv")
        header, *rows = sheet.iter_rows(values_only=True)
        assert list(header) == list(expected.columns), name
        for at, column in enumerate(header):
            cells = [row[at] for row in rows]
            is_number = any(isinstance(cell, float) for cell in cells)
            if is_number:
                found = np.array([np.nan if cell is None else cell for cell in cells], float)
                assert np.array_equal(found, numbers(expected[column]), equal_nan=True), column
            else:
                assert texts(cells) == texts(expected[column]), column
            n_cells += len(cells)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"n", "s", "b"}, f"formulas, dates or errors: {kinds}"
    return f"{len(book.sheetnames)} sheets, {n_cells} cells of contrasts compared"


def calamine():
    """The same workbook in the reader of spreadsheets that Rust programs use."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(str(EXPORTS / "study.xlsx"))
    contrasts = json.loads((RESULTS / "summary.json").read_text())["contrasts"]
    n_cells = 0
    for contrast in contrasts:
        name = contrast["contrast"]
        header, *rows = book.get_sheet_by_name(name[:31]).to_python()
        expected = table(RESULTS / "differential" / f"{name}.tsv")
        assert header == list(expected.columns) and len(rows) == len(expected), name
        for at, column in enumerate(header):
            cells = [row[at] for row in rows]
            if any(isinstance(cell, float) for cell in cells):
                found = np.array([np.nan if cell == "" else cell for cell in cells], float)
                assert np.array_equal(found, numbers(expected[column]), equal_nan=True), column
            else:
                assert texts(cells) == texts(expected[column]), column
            n_cells += len(cells)
    return f"{len(book.sheet_names)} sheets, {n_cells} cells of contrasts compared"


def genepattern():
    from gp.data import CLS, GCT

    matrix = GCT(str(EXPORTS / "gsea" / "expression.gct"))
    expression = table(RESULTS / "expression.tsv")
    assert list(matrix.columns) == list(expression.columns[1:])
    assert list(matrix.index.get_level_values(0).astype(str)) == list(expression.iloc[:, 0])
    for column in matrix.columns:
        # it reads decimals by the quick way of pandas, which misses the last bit of some
        expected = numbers(expression[column])
        assert np.allclose(matrix[column], expected, rtol=1e-15, atol=0, equal_nan=True), column
    n_classes = 0
    for file in (EXPORTS / "gsea").glob("*.cls"):
        classes = CLS(str(file))
        assert len(classes.class_assignments) == classes.num_samples == matrix.shape[1], file
        n_classes += classes.num_classes
    assert n_classes > 0
    return f"{matrix.shape[0]} x {matrix.shape[1]} values, {n_classes} classes"


def gsea():
    lines = (EXPORTS / "gsea" / "expression.gct").read_text().splitlines()
    expression = table(RESULTS / "expression.tsv")
    assert lines[0] == "#1.2"
    assert lines[1] == f"{len(expression)}\t{expression.shape[1] - 1}"
    for line, row in zip(lines[3:], expression.to_numpy()):
        name, _, *values = line.split("\t")
        assert name == row[0] and values == list(row[1:])
    n_ranked = 0
    for file in (EXPORTS / "gsea").glob("*.rnk"):
        expected = table(RESULTS / "differential" / f"{file.stem}.tsv").set_index("feature_id")["t"]
        ranked = [line.split("\t") for line in file.read_text().splitlines()]
        values = [float(value) for _, value in ranked]
        assert values == sorted(values, reverse=True)
        assert values == [float(expected[name]) for name, _ in ranked]
        n_ranked += len(ranked)
    return f"{len(lines) - 3} rows of GCT, {n_ranked} ranked features"


for check in (parquet, h5ad, scanpy, xlsx, calamine, gsea, genepattern):
    try:
        print(f"{check.__name__}: {check()}", flush=True)
    except ModuleNotFoundError as missing:
        print(f"skipped: {check.__name__}: no module {missing.name}", flush=True)
