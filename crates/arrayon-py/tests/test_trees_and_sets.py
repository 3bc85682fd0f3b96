"""Clusters, gene sets, and whole studies."""

from __future__ import annotations

import warnings
from pathlib import Path

import arrayon
import pandas as pd
import pytest
from conftest import Command, assert_same_files


@pytest.fixture(scope="module")
def tested(
    expression: pd.DataFrame, samples: pd.DataFrame, contrasts: pd.DataFrame, annotation: Path
) -> arrayon.Results:
    return arrayon.diff(expression, samples, contrasts, annotation=annotation)


def test_cluster_has_the_bytes_of_the_command_line(
    demo: Path,
    expression: pd.DataFrame,
    samples: pd.DataFrame,
    contrasts: pd.DataFrame,
    tested: arrayon.Results,
    command: Command,
    tmp_path: Path,
) -> None:
    found = arrayon.cluster(
        expression,
        samples,
        contrasts,
        tables=tested,
        n_bootstrap=20,
        genes={"choose": "differential", "n_features": 40},
    )
    # without the controls that lie next to it
    matrix = (demo / "results" / "expression.tsv").read_bytes()
    (tmp_path / "expression.tsv").write_bytes(matrix)
    samples.to_csv(tmp_path / "samples.csv")
    contrasts.to_csv(tmp_path / "contrasts.csv", index=False)
    flags: list[object] = []
    for contrast, table in tested.contrast_files().items():
        path = tmp_path / f"{contrast}.tsv"
        path.write_bytes(tested.read(table))
        flags += ["--table", path]
    folder = command(
        "cluster",
        *("--matrix", tmp_path / "expression.tsv"),
        *("--samples", tmp_path / "samples.csv", "--contrasts", tmp_path / "contrasts.csv"),
        *("--n-bootstrap", 20, "--genes", "differential:40"),
        *flags,
    )
    assert_same_files(found, folder)


def test_groups_are_judged(expression: pd.DataFrame, samples: pd.DataFrame) -> None:
    found = arrayon.cluster(expression, samples, group="diet")
    judged = found.document("clusters/samples")["group_verdicts"][0]
    assert judged["variable"] == "diet" and judged["verdict"]
    assert found.read("clusters/samples.svg").startswith(b"<svg")
    with pytest.raises(TypeError, match="group="):
        arrayon.cluster(expression, samples)


def test_genesets_have_the_bytes_of_the_command_line(
    demo: Path, tested: arrayon.Results, annotation: Path, command: Command, tmp_path: Path
) -> None:
    symbols = tested.contrasts["mg001_vs_pairfed"]["gene_symbols"]
    genes = [name for cell in symbols for name in cell.split(";") if name]
    sets = {"first": genes[:30], "middle": genes[200:260]}
    found = arrayon.genesets(tested, sets, themes="rat", annotation=annotation)
    gmt = tmp_path / "gene_sets.gmt"
    gmt.write_text("".join("\t".join([name, "na", *genes]) + "\n" for name, genes in sets.items()))
    flags: list[object] = []
    for contrast, table in tested.contrast_files().items():
        for name in (table, f"differential/{contrast}.json"):
            (tmp_path / Path(name).name).write_bytes(tested.read(name))
        flags += ["--table", tmp_path / f"{contrast}.tsv"]
    study = demo / "study"
    # without the controls that lie next to it
    matrix = tmp_path / "expression.tsv"
    matrix.write_bytes((demo / "results" / "expression.tsv").read_bytes())
    folder = command(
        "genesets",
        *flags,
        *("--matrix", matrix),
        *("--samples", study / "samples.csv", "--contrasts", study / "contrasts.csv"),
        *("--gmt", gmt, "--themes", "rat", "--annotation", annotation),
    )
    assert_same_files(found, folder)
    assert set(found.document("themes")) >= {"contrasts"}
    camera = found.table("genesets/mg001_vs_pairfed.camera")
    assert "first" in set(camera.iloc[:, 0]) | set(camera.iloc[:, 1])


def test_controls_of_the_chip_take_no_part(
    demo: Path, samples: pd.DataFrame, contrasts: pd.DataFrame
) -> None:
    results = arrayon.read_results(demo / "results")
    with pytest.warns(arrayon.StudyWarning, match="715 features that <python>/controls.txt lists"):
        found = arrayon.diff(results, samples, contrasts)
    assert found.document("differential/mg001_vs_pairfed")["n_controls_not_tested"] == 715
    ours = found.contrasts["mg001_vs_pairfed"]["logFC"]
    theirs = results.contrasts["mg001_vs_pairfed"]["logFC"]
    assert ours.tolist() == theirs.tolist()


def test_tables_of_others_are_tables(tested: arrayon.Results) -> None:
    table = tested.contrasts["mg001_vs_pairfed"].set_index("gene_symbols")
    table = table[~table.index.duplicated() & (table.index != "")]
    of_limma = table[["logFC", "AveExpr", "t", "P.Value", "adj.P.Val"]]
    genes = list(of_limma.index)
    found = arrayon.genesets({"mine": of_limma}, {"first": genes[:20], "last": genes[-20:]})
    over = found.table("genesets/mine.over_representation_up")
    assert len(over) > 0
    with pytest.raises(arrayon.SettingError, match="no gene sets are named"):
        arrayon.genesets({"mine": of_limma})


def test_a_study_has_the_bytes_of_the_demo(demo: Path, tmp_path: Path) -> None:
    out = tmp_path / "results"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", arrayon.StudyWarning)
        found = arrayon.run(demo / "study" / "study.toml", out)
    assert found.folder == out
    for name in ("expression.tsv", "differential/mg001_vs_pairfed.tsv", "themes.tsv"):
        assert found.read(name) == (demo / "results" / name).read_bytes()
    with pytest.raises(arrayon.OutputError) as caught:
        arrayon.run(demo / "study" / "study.toml", out)
    assert caught.value.exit_code == 3 and isinstance(caught.value, OSError)
    with pytest.raises(arrayon.SettingError, match="settings\\['differential.fdr'\\]: 5"):
        arrayon.run(demo / "study" / "study.toml", out, settings={"differential.fdr": 5})


def test_a_gate_that_fails_is_an_exception_after_the_results(demo: Path, tmp_path: Path) -> None:
    study = demo / "study"
    described = (study / "study.toml").read_text()
    for name in ("samples.csv", "contrasts.csv", "cel", "library"):
        described = described.replace(f'"{name}', f'"{(study / name).as_posix()}')
    path = tmp_path / "study.toml"
    path.write_text(described + "\n[gate.features]\nmin_features = 999999\n")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", arrayon.StudyWarning)
        with pytest.raises(arrayon.GateError) as caught:
            arrayon.run(path, tmp_path / "results")
    assert caught.value.exit_code == 4 and caught.value.kind == "gate"
    assert arrayon.read_results(tmp_path / "results").summary["n_samples"] == 25


def test_faults_of_study_toml_have_their_line(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text('[study]\nname = "x"\nsamples = "s.csv"\nmatrix = "m.tsv"\n[differential]\nfdr = 7\n')
    with pytest.raises(arrayon.InputError) as caught:
        arrayon.run(path, tmp_path / "out")
    assert (caught.value.line, caught.value.key) == (6, "differential.fdr")
    assert caught.value.found == "7" and caught.value.expected == "a number between 0 and 1"
