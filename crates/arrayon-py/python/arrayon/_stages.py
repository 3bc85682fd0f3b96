"""The functions that people call."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from . import _arrayon, _inputs
from ._errors import StudyWarning
from ._inputs import Contrasts, Expression, Held, PathLike, Samples, Tables
from ._results import Behind, Results

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Cel:
    """A scanned array: the intensity of every cell, and what the file says of itself."""

    #: Linear intensities as scanned, rows x columns of cells.
    intensities: npt.NDArray[np.float32]
    #: Cells that the image software flagged, counted along rows from 0.
    outliers: npt.NDArray[np.uint32]
    #: Cells that somebody masked by hand, counted along rows from 0.
    masked: npt.NDArray[np.uint32]
    #: The encoding.
    format: str
    #: Whether the file was gzipped.
    is_gzipped: bool
    #: Chip type, such as ``Clariom_S_Rat``; empty where the file names none.
    chip_type: str
    #: When the array was scanned, as ISO 8601; ``None`` where the file does not say.
    scan_date: str | None
    #: What made intensities of pixels.
    algorithm: str
    #: Its parameters.
    algorithm_parameters: dict[str, str]
    #: The scanner's line of text; empty where there is none.
    dat_header: str


@dataclass(frozen=True)
class Probes:
    """The probes of a chip that take part in its expression."""

    #: The cell of each probe, counted along rows from 0.
    cells: npt.NDArray[np.uint32]
    #: Of each feature, the positions of its probes in ``cells``.
    sets: dict[str, npt.NDArray[np.int64]]


def read_cel(path: PathLike) -> Cel:
    """Read a CEL file: Command Console, text v3 or binary v4, plain or gzipped."""
    return Cel(**_arrayon.read_cel(os.fspath(path)))


def chip_probes(**settings: Any) -> Probes:
    """The probes of a chip, out of its library: ``chip_probes(package="pd.clariom.s.rat.tar.gz")``.

    ``read_cel(path).intensities.ravel()[probes.cells]`` is a column for :func:`rma_probes`.
    """
    cells, sets = _arrayon.chip_probes(settings)
    return Probes(cells, dict(sets))


def rma(
    files: PathLike | Sequence[PathLike],
    *,
    samples: Samples | None = None,
    annotation: pd.DataFrame | PathLike | None = None,
    **settings: Any,
) -> Results:
    """Normalise CEL files, folders or archives of them, as ``arrayon normalize`` does.

    The chip's library is ``package=``, ``cdf=``, or ``pgf=`` and ``clf=``; ``method=`` and all other
    settings are listed by ``settings("rma")``. Samples are named after their files, or by a sheet.
    """
    held = Held()
    given = [files] if isinstance(files, (str, os.PathLike)) else files
    sheet = _inputs.samples(held, samples)
    _set(settings, "annotation", _inputs.annotation(held, annotation))
    found = _arrayon.normalize(held.files, [os.fspath(one) for one in given], sheet, settings)
    return _told(Results._of_files(found))


def rma_probes(
    intensities: pd.DataFrame | npt.ArrayLike,
    sets: Mapping[str, Sequence[int] | npt.NDArray[np.int64]],
    **settings: Any,
) -> pd.DataFrame:
    """Normalise linear intensities of probes x samples, and summarise each set of rows.

    Intensities are single precision, as CEL files store them. With the cells and sets of
    :func:`chip_probes` the numbers are those of :func:`rma`.
    """
    import pandas as pd

    columns = list(getattr(intensities, "columns", []))
    values = np.ascontiguousarray(intensities, dtype=np.float32)
    if values.ndim != 2:
        raise TypeError(f"intensities have {values.ndim} dimensions; expected probes x samples")
    rows = [(name, np.asarray(positions).tolist()) for name, positions in sets.items()]
    found = _arrayon.summarize(values, rows, settings)
    index = pd.Index([name for name, _ in rows], name="feature_id")
    return pd.DataFrame(found, index=index, columns=columns or None)


def diff(
    expression: Expression,
    samples: Samples | None = None,
    contrasts: Contrasts | None = None,
    *,
    annotation: pd.DataFrame | PathLike | None = None,
    controls: Iterable[str] | PathLike | None = None,
    scale: str | None = None,
    offset: float = 0.0,
    **settings: Any,
) -> Results:
    """Test contrasts, as ``arrayon differential`` does.

    ``expression`` is a DataFrame of features x samples, an AnnData, results of :func:`rma`, or a
    file; ``samples`` a DataFrame whose index, or column ``sample``, names the samples (without it
    the ``obs`` of the AnnData); ``contrasts`` a DataFrame or file in the shape of a contrast file,
    or ``{"high_vs_low": ("diet", "low", "high")}``: a positive log2 fold change is higher in the
    last of the three, and a fourth part is a column, or a list of them, that is blocked for.

    Settings are listed by ``settings("diff")``.
    """
    if contrasts is None:
        raise TypeError("diff() needs contrasts")
    held = Held()
    matrix = _inputs.matrix(held, expression)
    sheet = _inputs.samples(held, samples, expression)
    compared = _inputs.contrasts(held, contrasts)
    left_out = _inputs.controls(held, controls, expression)
    behind = Behind(dict(held.files), matrix, sheet, compared, scale, offset)
    _set(settings, "annotation", _inputs.annotation(held, annotation))
    found = _arrayon.differential(
        held.files, matrix, sheet, compared, left_out, scale, offset, settings
    )
    return _told(Results._of_files(found, behind))


def cluster(
    expression: Expression,
    samples: Samples | None = None,
    contrasts: Contrasts | None = None,
    *,
    group: str | None = None,
    tables: Tables | None = None,
    annotation: pd.DataFrame | PathLike | None = None,
    controls: Iterable[str] | PathLike | None = None,
    scale: str | None = None,
    offset: float = 0.0,
    **settings: Any,
) -> Results:
    """Cluster samples and features, judge groups, and find principal components, as
    ``arrayon cluster`` does.

    Groups are the levels of the column ``group`` of the samples, or those of the contrasts.
    Settings are listed by ``settings("cluster")``.
    """
    held = Held()
    matrix = _inputs.matrix(held, expression)
    sheet = None
    if group is not None or contrasts is not None:
        sheet = _inputs.samples(held, samples, expression)
    elif samples is not None:
        raise TypeError("cluster() uses samples for group=, or for contrasts=: give one of them")
    if contrasts is not None and sheet is None:
        raise TypeError("cluster() needs samples for its contrasts")
    found = _arrayon.cluster(
        held.files,
        matrix,
        sheet,
        group,
        None if contrasts is None else _inputs.contrasts(held, contrasts),
        _inputs.controls(held, controls, expression),
        [] if tables is None else _inputs.tables(held, tables),
        scale,
        offset,
        _set(settings, "annotation", _inputs.annotation(held, annotation)),
    )
    return _told(Results._of_files(found))


def genesets(
    tables: Tables,
    gene_sets: Mapping[str, Iterable[str]] | None = None,
    *,
    expression: Expression = None,
    samples: Samples | None = None,
    contrasts: Contrasts | None = None,
    conditions: Sequence[str] = (),
    annotation: pd.DataFrame | PathLike | None = None,
    scale: str | None = None,
    offset: float = 0.0,
    **settings: Any,
) -> Results:
    """Test gene sets and themes, as ``arrayon genesets`` does.

    ``tables`` are results of :func:`diff` or :func:`run`, DataFrames by the names of their contrasts,
    or files. ``gene_sets`` are genes by the name of their set, besides the files of ``gmt=``, the
    built-in ``themes="rat"`` or ``hallmark=True``. Tests on the design (camera, fry, roast, scores of
    samples) need the expression behind the tables, which results of :func:`diff` know.

    Settings are listed by ``settings("genesets")``.
    """
    held = Held()
    paths = _inputs.tables(held, tables)
    behind = tables._behind if isinstance(tables, Results) else None
    model = None
    matrix = sheet = compared = None
    if expression is not None:
        matrix = _inputs.matrix(held, expression)
        sheet = _inputs.samples(held, samples, expression)
        _inputs.controls(held, None, expression)
        compared = None if contrasts is None else _inputs.contrasts(held, contrasts)
    elif behind is not None and isinstance(tables, Results):
        held.files.update(behind.held)
        matrix, sheet, compared = behind.matrix, behind.samples, behind.contrasts
        scale, offset = behind.scale, behind.offset
        configuration = tables.document("provenance.json")["configuration"]
        model = configuration["differential"]
    if gene_sets is not None:
        named = settings.get("gmt") or []
        named = [named] if isinstance(named, (str, os.PathLike)) else list(named)
        settings["gmt"] = [*named, _inputs.gene_sets(held, gene_sets)]
    _set(settings, "annotation", _inputs.annotation(held, annotation))
    found = _arrayon.genesets(
        held.files,
        paths,
        list(conditions),
        matrix,
        sheet,
        compared,
        model,
        scale,
        offset,
        settings,
    )
    return _told(Results._of_files(found))


def run(
    study: PathLike,
    out: PathLike,
    *,
    force: bool = False,
    settings: Mapping[str, Any] | None = None,
) -> Results:
    """Run a study to a result folder, as ``arrayon run`` does.

    ``settings`` are keys of study.toml in place of those that stand there:
    ``{"differential.fdr": 0.1}``.
    """
    _arrayon.run(os.fspath(study), os.fspath(out), force, dict(settings or {}))
    return _told(read_results(out))


def demo(out: PathLike, *, seed: int = 1, force: bool = False) -> Results:
    """Simulate a study to ``<out>/study`` and run it to ``<out>/results``, as ``arrayon demo`` does."""
    return read_results(_arrayon.demo(os.fspath(out), seed, force))


def read_results(folder: PathLike) -> Results:
    """Open a complete result folder."""
    return Results._of_folder(Path(folder))


def settings(function: str) -> pd.DataFrame:
    """The settings of a function: keyword, key of study.toml, kind, default, and what it means."""
    import pandas as pd

    columns = ["keyword", "key", "kind", "default", "description"]
    return pd.DataFrame(_arrayon.settings_of(function), columns=columns)


def _set(settings: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    if value is not None:
        settings[name] = value
    return settings


def _told(results: Results) -> Results:
    """Warns of what a reader should know."""
    for text in results.warnings:
        warnings.warn(text, StudyWarning, stacklevel=3)
    return results
