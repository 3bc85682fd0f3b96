"""Data in memory as the files that stages read.

A stage reads a table that lies in memory as it would read the file: the same readers, the same
messages. Such data have names in a folder that is none.
"""

from __future__ import annotations

import csv
import io
import math
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, Union

import numpy as np

from . import _arrayon
from ._results import Results

if TYPE_CHECKING:
    import pandas as pd

FOLDER = "<python>"

PathLike: TypeAlias = Union[str, "os.PathLike[str]"]
#: A DataFrame of features x samples, an AnnData, results with expression, or a file.
Expression: TypeAlias = Any
#: A DataFrame with a row for each sample, or a file.
Samples: TypeAlias = Union["pd.DataFrame", Mapping[str, Sequence[Any]], PathLike]
#: A DataFrame, a file, or by id the variable, reference and target of each contrast.
Contrasts: TypeAlias = Union[
    "pd.DataFrame", Mapping[str, Union[Sequence[Any], Mapping[str, Any]]], PathLike
]
#: Results with tables of contrasts, tables by contrast, or files.
Tables: TypeAlias = Union[Results, Mapping[str, "pd.DataFrame"], PathLike, Sequence[PathLike]]


class Held:
    """Files that lie in memory, by their paths."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def add(self, name: str, content: bytes) -> str:
        path = f"{FOLDER}/{name}"
        self.files[path] = content
        return path


def is_path(given: object) -> bool:
    return isinstance(given, (str, os.PathLike))


def is_frame(given: object) -> bool:
    return hasattr(given, "columns") and hasattr(given, "iloc")


def is_anndata(given: object) -> bool:
    return all(hasattr(given, name) for name in ("X", "obs", "var", "obs_names", "var_names"))


def matrix(held: Held, expression: Expression) -> str:
    """Expression as a file of features in rows and samples in columns."""
    if is_path(expression):
        return os.fspath(expression)
    if isinstance(expression, Results):
        return held.add("expression.tsv", expression.read("expression.tsv"))
    if is_anndata(expression):
        values = expression.X
        values = values.toarray() if hasattr(values, "toarray") else values
        features, samples = expression.var_names, expression.obs_names
        values = np.asarray(values).T
    elif is_frame(expression):
        frame = expression
        if "feature_id" in frame.columns:
            frame = frame.set_index("feature_id")
        features, samples, values = frame.index, frame.columns, _numbers(frame)
    else:
        raise TypeError(
            "expression is a DataFrame of features x samples, an AnnData, Results, or a path;"
            f" found {type(expression).__name__}"
        )
    path = f"{FOLDER}/expression.tsv"
    text = _arrayon.matrix_text(
        path,
        [str(name) for name in features],
        [str(name) for name in samples],
        np.ascontiguousarray(values, dtype=np.float64),
    )
    return held.add("expression.tsv", text)


def _numbers(frame: Any) -> Any:
    """The values of a DataFrame; missing ones are NaN."""
    try:
        return frame.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        kinds = zip(frame.columns, frame.dtypes, strict=True)
        texts = [f"'{name}'" for name, kind in kinds if getattr(kind, "kind", "O") not in "iufb"]
        raise TypeError(
            f"expression has columns that are no numbers: {', '.join(texts[:5])}; take them out, or"
            " make the ids of the features the index or a column 'feature_id'"
        ) from error


def samples(held: Held, given: Samples | None, expression: Expression = None) -> str | None:
    """The sample sheet: the one given, or the one that comes with the expression."""
    if given is None and is_anndata(expression):
        given = expression.obs
    if given is None and isinstance(expression, Results) and "samples.tsv" in expression.names:
        return held.add("samples.tsv", expression.read("samples.tsv"))
    if given is None:
        return None
    if isinstance(given, (str, os.PathLike)):
        return os.fspath(given)
    header, rows = _table(given, "sample")
    return held.add("samples.csv", _csv(header, rows))


def contrasts(held: Held, given: Contrasts) -> str:
    """Contrasts, in the shape of their file."""
    if isinstance(given, (str, os.PathLike)):
        return os.fspath(given)
    if is_frame(given):
        header, rows = _table(given, "id")
    else:
        header, rows = _of_mapping(given)
    return held.add("contrasts.csv", _csv(header, rows))


def annotation(held: Held, given: Any) -> Any:
    """Genes of features: a table in memory, or what a setting names."""
    if not is_frame(given):
        return given
    header, rows = _table(given, "feature_id")
    return held.add("annotation.tsv", _csv(header, rows, "\t"))


def controls(
    held: Held, given: Iterable[str] | PathLike | None, expression: Expression
) -> str | None:
    """Ids of control features: those given; without them those that come with the expression lie
    next to it, where stages look for them."""
    name = "controls.txt"
    if isinstance(given, (str, os.PathLike)):
        return os.fspath(given)
    if given is not None:
        return held.add(name, "".join(f"{one}\n" for one in given).encode())
    if isinstance(expression, Results) and name in expression.names:
        ids = expression.read(name)
        if ids:
            held.add(name, ids)
    return None


def tables(held: Held, given: Tables) -> list[str]:
    """Tables of contrasts, each named after its contrast."""
    if isinstance(given, (str, os.PathLike)):
        return [os.fspath(given)]
    if isinstance(given, Results):
        return _of_results(held, given)
    if isinstance(given, Mapping):
        return [_contrast_table(held, name, table) for name, table in given.items()]
    return [os.fspath(path) for path in given]


def gene_sets(held: Held, given: Mapping[str, Iterable[str]]) -> str:
    """Gene sets as a GMT file."""
    lines = ("\t".join([name, "na", *genes]) + "\n" for name, genes in given.items())
    return held.add("gene_sets.gmt", "".join(lines).encode())


def _of_results(held: Held, results: Results) -> list[str]:
    if results.folder is not None:
        # what lies next to the tables is found there
        return [os.fspath(results.folder)]
    paths = []
    for contrast, name in results.contrast_files().items():
        paths.append(held.add(name.rsplit("/", 1)[-1], results.read(name)))
        document = f"differential/{contrast}.json"
        if document in results.names:
            held.add(f"{contrast}.json", results.read(document))
    return paths


def _contrast_table(held: Held, name: str, table: pd.DataFrame) -> str:
    header, rows = _table(table, "feature_id")
    return held.add(f"{name}.tsv", _csv(header, rows, "\t"))


def _table(given: Any, key: str) -> tuple[list[str], list[list[str]]]:
    """Header and cells of a DataFrame; an index of names is the column ``key``."""
    if not is_frame(given):
        import pandas as pd

        given = pd.DataFrame(given)
    header = [str(name) for name in given.columns]
    columns = [given.iloc[:, at].tolist() for at in range(len(header))]
    is_counted = type(given.index).__name__ == "RangeIndex"
    if key not in header and not is_counted:
        header.insert(0, key)
        columns.insert(0, given.index.tolist())
    return header, [[_cell(value) for value in row] for row in zip(*columns, strict=True)]


def _of_mapping(given: Any) -> tuple[list[str], list[list[str]]]:
    if not isinstance(given, Mapping):
        raise TypeError(
            "contrasts are a DataFrame, a path, or a dict of ids with variable, reference and"
            f" target; found {type(given).__name__}"
        )
    rows: list[dict[str, Any]] = []
    for name, contrast in given.items():
        if isinstance(contrast, Mapping):
            rows.append({"id": name, **contrast})
            continue
        parts = [contrast] if isinstance(contrast, str) else list(contrast)
        if len(parts) not in (3, 4):
            raise TypeError(
                f"contrast '{name}' has {len(parts)} parts; expected variable, reference, target"
                " and perhaps blocking"
            )
        rows.append(dict(zip(("id", "variable", "reference", "target", "blocking"), [name, *parts])))
    header = list(dict.fromkeys(key for row in rows for key in row))
    return header, [[_cell(row.get(key)) for key in header] for row in rows]


def _cell(value: Any) -> str:
    """A cell as text; a whole number that pandas made a fraction, as it does where others are
    missing, is a whole number."""
    if isinstance(value, (list, tuple)):
        return ";".join(_cell(one) for one in value)
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return ""
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(float(value))
    return str(value)


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str = ",") -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()
