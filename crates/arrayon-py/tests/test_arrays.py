"""CEL files, and expression out of them."""

from __future__ import annotations

from pathlib import Path

import arrayon
import numpy as np
import pandas as pd
import pytest
from conftest import Command, assert_same_files


@pytest.fixture(scope="module")
def normalized(demo: Path, library: dict[str, Path]) -> arrayon.Results:
    return arrayon.rma(demo / "study" / "cel", **library)


def test_a_cel_file_is_an_array_with_its_header(demo: Path) -> None:
    cel = arrayon.read_cel(demo / "study" / "cel" / "normal_1.CEL")
    assert cel.intensities.dtype == np.float32
    assert cel.intensities.ndim == 2 and cel.intensities.size > 10_000
    assert np.isfinite(cel.intensities).all() and (cel.intensities >= 0).all()
    assert cel.chip_type == "Simulated_S_Rat"
    assert cel.format == "Command Console version 1"
    assert cel.outliers.dtype == np.uint32 and cel.masked.size == 0


def test_rma_has_the_bytes_of_the_command_line(
    normalized: arrayon.Results, demo: Path, library: dict[str, Path], command: Command
) -> None:
    flags = [part for name, path in library.items() for part in (f"--{name}", path)]
    folder = command("normalize", demo / "study" / "cel", *flags)
    assert_same_files(normalized, folder)


def test_expression_is_a_data_frame(normalized: arrayon.Results) -> None:
    expression = normalized.expression
    assert expression.index.name == "feature_id"
    assert expression.shape[1] == 25 and expression.columns[0] == "mg001_1"
    assert (expression.dtypes == np.float64).all()
    judged = normalized.table("qc.tsv")
    assert list(judged.columns)[0] == "sample" and len(judged) == 25


def test_probes_in_memory_give_the_expression_of_their_files(
    normalized: arrayon.Results, demo: Path, library: dict[str, Path]
) -> None:
    probes = arrayon.chip_probes(**library)
    files = sorted((demo / "study" / "cel").glob("*.CEL"))
    intensities = pd.DataFrame(
        {path.stem: arrayon.read_cel(path).intensities.ravel()[probes.cells] for path in files}
    )
    found = arrayon.rma_probes(intensities, probes.sets)
    pd.testing.assert_frame_equal(found, normalized.expression, check_exact=True)


def test_median_polish_of_probes_by_hand() -> None:
    # each probe has the same order of samples: quantiles make every column one of the means
    intensities = np.array([[8.0, 8.0], [32.0, 32.0], [128.0, 128.0]])
    found = arrayon.rma_probes(intensities, {"a": [0, 1], "b": [2]}, method="quantile-only")
    assert found.to_numpy().tolist() == [[4.0, 4.0], [7.0, 7.0]]


def test_what_cannot_be_normalized_is_said(demo: Path, library: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(arrayon.SettingError, match="no chip library"):
        arrayon.rma(demo / "study" / "cel")
    cut = tmp_path / "cut.CEL"
    cut.write_bytes((demo / "study" / "cel" / "normal_1.CEL").read_bytes()[:5000])
    with pytest.raises(arrayon.InputError) as caught:
        arrayon.read_cel(cut)
    assert caught.value.file == str(cut)
    assert caught.value.kind == "input" and caught.value.exit_code == 3
    assert caught.value.hint
    with pytest.raises(arrayon.DataError, match="row 9 of 2 rows"):
        arrayon.rma_probes(np.ones((2, 2)), {"a": [0, 9]})
    with pytest.raises(arrayon.DataError, match="gc-adjusted"):
        arrayon.rma_probes(np.ones((2, 2)), {"a": [0, 1]}, method="gc-adjusted")
