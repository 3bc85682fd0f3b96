"""Contrasts on expression in memory."""

from __future__ import annotations

import threading
import warnings
from pathlib import Path

import arrayon
import numpy as np
import pandas as pd
import pytest
from conftest import Command, assert_same_files


def command_line(demo: Path, command: Command, *flags: object) -> Path:
    study = demo / "study"
    return command(
        "differential",
        "--matrix",
        demo / "results" / "expression.tsv",
        "--samples",
        study / "samples.csv",
        "--contrasts",
        study / "contrasts.csv",
        "--annotation",
        study / "library" / "Clariom_S_Rat.na36.transcript.csv",
        *flags,
    )


@pytest.fixture()
def controls(demo: Path) -> list[str]:
    return (demo / "results" / "controls.txt").read_text().split()


def test_diff_has_the_bytes_of_the_command_line(
    demo: Path,
    expression: pd.DataFrame,
    samples: pd.DataFrame,
    contrasts: pd.DataFrame,
    annotation: Path,
    controls: list[str],
    command: Command,
) -> None:
    found = arrayon.diff(
        expression,
        samples,
        contrasts,
        annotation=annotation,
        controls=controls,
        methods=["limma", "sam"],
        sam={"n_permutations": 50},
        leave_one_out=False,
    )
    flags = ["--methods", "limma,sam", "--sam-n-permutations", 50, "--no-leave-one-out"]
    assert_same_files(found, command_line(demo, command, *flags))


def test_anndata_and_short_contrasts_say_the_same(
    demo: Path,
    expression: pd.DataFrame,
    samples: pd.DataFrame,
    annotation: Path,
    controls: list[str],
    command: Command,
) -> None:
    anndata = pytest.importorskip("anndata")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = anndata.AnnData(expression.T, obs=samples.loc[expression.columns])
    found = arrayon.diff(
        data,
        contrasts={
            "mg001_vs_pairfed": ("diet", "pair-fed", "Mg 0.01 %", "day"),
            "mg004_vs_normal": ("diet", "normal", "Mg 0.04 %", ["day"]),
            "mg002_vs_normal": {
                "variable": "diet",
                "reference": "normal",
                "target": "Mg 0.02 %",
                "blocking": "day",
            },
        },
        annotation=annotation,
        controls=controls,
    )
    folder = command_line(demo, command)
    for contrast in found.contrasts:
        name = f"differential/{contrast}.tsv"
        # AnnData has the samples in the order of its rows, as the sheet has
        assert found.read(name) == (folder / name).read_bytes()


def test_tables_have_the_declared_columns(
    expression: pd.DataFrame, samples: pd.DataFrame, contrasts: pd.DataFrame, annotation: Path
) -> None:
    found = arrayon.diff(expression, samples, contrasts, annotation=annotation)
    table = found.contrasts["mg001_vs_pairfed"]
    declared = {"feature_id", "logFC", "AveExpr", "t", "P.Value", "adj.P.Val", "gene_symbols"}
    assert declared <= set(table.columns)
    assert table["logFC"].dtype == np.float64
    assert table.attrs["units"]["logFC"] == "log2"
    assert "fold change" in table.attrs["descriptions"]["logFC"]
    assert table["P.Value"].is_monotonic_increasing
    document = found.document("differential/mg001_vs_pairfed")
    assert document["contrast"] == "mg001_vs_pairfed"
    assert found.summary["n_samples"] == 25
    with pytest.raises(KeyError, match="no result file 'nothing'"):
        found.read("nothing")


def test_settings_are_those_of_the_declaration(
    expression: pd.DataFrame, samples: pd.DataFrame, contrasts: pd.DataFrame
) -> None:
    listed = arrayon.settings("diff").set_index("keyword")
    assert listed.loc["fdr", "key"] == "differential.fdr"
    assert listed.loc["leave_one_out", "default"] == "true"
    with pytest.raises(arrayon.SettingError) as caught:
        arrayon.diff(expression, samples, contrasts, fdr=5)
    assert caught.value.message == "fdr: 5; expected a number between 0 and 1"
    assert caught.value.exit_code == 2 and caught.value.key == "fdr"
    assert "arrayon.settings('diff')" in str(caught.value)
    with pytest.raises(arrayon.SettingError, match="did you mean 'trend'"):
        arrayon.diff(expression, samples, contrasts, tred=True)
    with pytest.raises(arrayon.SettingError, match="a value of type 'object'"):
        arrayon.diff(expression, samples, contrasts, fdr=object())
    # what NumPy makes of numbers and lists are numbers and lists
    arrayon.diff(expression, samples, contrasts, fdr=np.float32(0.25), adjust_for=np.array([]))


def test_faults_of_data_in_memory_have_their_place(
    expression: pd.DataFrame, samples: pd.DataFrame, contrasts: pd.DataFrame
) -> None:
    with pytest.raises(arrayon.InputError) as caught:
        arrayon.diff(expression, samples, {"x": ("diet", "normal", "fasting")})
    assert caught.value.file == "<python>/contrasts.csv"
    assert caught.value.hint and isinstance(caught.value, ValueError)
    two = {"x": ("diet", "normal", "fasting"), "y": ("weight", "1", "2")}
    with pytest.raises(arrayon.InputError) as caught:
        arrayon.diff(expression, samples, two)
    assert len(caught.value.errors) == 2
    doubled = pd.concat([expression, expression.iloc[:1]])
    with pytest.raises(arrayon.InputError, match="occurs more than once") as caught:
        arrayon.diff(doubled, samples, contrasts)
    assert caught.value.file == "<python>/expression.tsv"
    with pytest.raises(arrayon.InputError, match="look linear"):
        arrayon.diff(2**expression, samples, contrasts)
    with pytest.raises(arrayon.SettingError, match="scale"):
        arrayon.diff(expression, samples, contrasts, scale="log10")
    with pytest.raises(TypeError, match="no numbers: 'gene'; take them out"):
        arrayon.diff(expression.assign(gene="Il6"), samples, contrasts)
    with pytest.raises(TypeError, match="found list"):
        arrayon.diff([[1.0]], samples, contrasts)


def test_counts_with_gaps_stay_levels(expression: pd.DataFrame, samples: pd.DataFrame) -> None:
    # a column of whole numbers of which one is missing is one of fractions in pandas
    sheet = samples.copy()
    sheet["litter"] = [1.0 if day == "day1" else 2.0 for day in sheet["day"]]
    sheet.loc[sheet.index[-1], "litter"] = np.nan
    contrast = {
        "variable": "litter",
        "reference": "1",
        "target": "2",
        "exclude_samples_col": "litter",
        "exclude_samples_values": ["NA"],
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", arrayon.StudyWarning)
        found = arrayon.diff(expression, sheet, {"x": contrast})
    assert found.summary["contrasts"][0]["contrast"] == "x"


def test_missing_values_of_pandas_are_missing(
    expression: pd.DataFrame, samples: pd.DataFrame, contrasts: pd.DataFrame
) -> None:
    nullable = expression.astype("Float64")
    nullable.iloc[0, 0] = pd.NA
    plain = expression.copy()
    plain.iloc[0, 0] = np.nan
    name = "differential/mg001_vs_pairfed.tsv"
    found = [arrayon.diff(one, samples, contrasts).read(name) for one in (nullable, plain)]
    assert found[0] == found[1]
    # a column of ids does as well as an index
    with_ids = plain.reset_index()
    assert arrayon.diff(with_ids, samples, contrasts).read(name) == found[0]


def test_other_threads_go_on(
    expression: pd.DataFrame, samples: pd.DataFrame, contrasts: pd.DataFrame
) -> None:
    done = threading.Event()
    failed: list[BaseException] = []

    def test() -> None:
        try:
            methods = ["limma", "sam"]
            arrayon.diff(
                expression, samples, contrasts, methods=methods, sam={"n_permutations": 2000}
            )
        except BaseException as error:  # noqa: BLE001 - shown by the assertion below
            failed.append(error)
        done.set()

    thread = threading.Thread(target=test)
    thread.start()
    n_turns = 0
    while not done.wait(0.001):
        n_turns += 1
    thread.join()
    assert failed == []
    # with the lock held, this thread would have had its turn before and after only
    assert n_turns > 10
