"""The compiled part of arrayon."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = [
    "__version__",
    "read_cel",
    "chip_probes",
    "summarize",
    "settings_of",
    "normalize",
    "differential",
    "cluster",
    "genesets",
    "run",
    "demo",
    "result_files",
    "matrix_text",
    "table",
]

__version__: str

def read_cel(path: str | os.PathLike[str]) -> dict[str, Any]: ...
def chip_probes(
    settings: dict[str, Any],
) -> tuple[npt.NDArray[np.uint32], list[tuple[str, npt.NDArray[np.int64]]]]: ...
def summarize(
    intensities: npt.NDArray[np.float32],
    features: Sequence[tuple[str, Sequence[int]]],
    settings: dict[str, Any],
) -> npt.NDArray[np.float64]: ...
def settings_of(function: str) -> list[tuple[str, str, str, str, str]]: ...
def normalize(
    held: Mapping[str, bytes],
    files: Sequence[str],
    samples: str | None,
    settings: dict[str, Any],
) -> dict[str, bytes]: ...
def differential(
    held: Mapping[str, bytes],
    matrix: str,
    samples: str | None,
    contrasts: str,
    controls: str | None,
    scale: str | None,
    offset: float,
    settings: dict[str, Any],
) -> dict[str, bytes]: ...
def cluster(
    held: Mapping[str, bytes],
    matrix: str,
    samples: str | None,
    group: str | None,
    contrasts: str | None,
    controls: str | None,
    tables: Sequence[str],
    scale: str | None,
    offset: float,
    settings: dict[str, Any],
) -> dict[str, bytes]: ...
def genesets(
    held: Mapping[str, bytes],
    tables: Sequence[str],
    conditions: Sequence[str],
    matrix: str | None,
    samples: str | None,
    contrasts: str | None,
    model: dict[str, Any] | None,
    scale: str | None,
    offset: float,
    settings: dict[str, Any],
) -> dict[str, bytes]: ...
def run(study: str, out: str, force: bool, settings: dict[str, Any]) -> None: ...
def demo(out: str, seed: int, force: bool) -> os.PathLike[str]: ...
def result_files(folder: str) -> list[str]: ...
def matrix_text(
    name: str,
    features: Sequence[str],
    samples: Sequence[str],
    values: npt.NDArray[np.float64],
) -> bytes: ...
def table(
    name: str, bytes: bytes
) -> list[tuple[str, str | None, str | None, str, Any, npt.NDArray[np.bool_] | None]]: ...
