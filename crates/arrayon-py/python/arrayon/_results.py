"""Results of a stage, or of a whole study."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import _arrayon

if TYPE_CHECKING:
    import pandas as pd

_TABLES = (".tsv", ".tsv.gz")


@dataclass(frozen=True)
class Behind:
    """What tables of contrasts were made of, for stages that go on from them."""

    held: dict[str, bytes]
    matrix: str
    samples: str | None
    contrasts: str
    scale: str | None
    offset: float


@dataclass(frozen=True)
class Results:
    """Result files, in memory or in a folder: those that the command line writes.

    ``docs/files.md`` lists them with their columns. Tables come as DataFrames with the declared
    columns, documents as dicts of the declared JSON.
    """

    #: The folder in which they lie; ``None`` where they lie in memory.
    folder: Path | None
    #: Paths of the files below the folder.
    names: tuple[str, ...]
    _files: Mapping[str, bytes] = field(repr=False, default_factory=dict)
    _behind: Behind | None = field(repr=False, default=None)

    @classmethod
    def _of_files(cls, files: Mapping[str, bytes], behind: Behind | None = None) -> Results:
        return cls(None, tuple(files), files, behind)

    @classmethod
    def _of_folder(cls, folder: str | os.PathLike[str]) -> Results:
        return cls(Path(folder), tuple(_arrayon.result_files(os.fspath(folder))))

    def read(self, name: str) -> bytes:
        """A file as it is, such as ``clusters/samples.svg``."""
        if name not in self.names:
            raise KeyError(f"no result file '{name}'; there are {', '.join(self.names)}")
        if self.folder is None:
            return self._files[name]
        return (self.folder / name).read_bytes()

    def table(self, name: str) -> pd.DataFrame:
        """A table, with or without its ending: ``differential/high_vs_control``.

        Units of the columns are ``attrs["units"]``, descriptions ``attrs["descriptions"]``.
        """
        import pandas as pd

        found = (one for one in (name, *(name + end for end in _TABLES)) if one in self.names)
        path = next(found, name)
        columns = _arrayon.table(path, self.read(path))
        series: dict[str, Any] = {}
        for header, _, _, kind, cells, missing in columns:
            series[header] = _cells(pd, kind, cells, missing)
        frame = pd.DataFrame(series)
        frame.attrs["units"] = {one[0]: one[1] for one in columns if one[1] is not None}
        frame.attrs["descriptions"] = {one[0]: one[2] for one in columns if one[2] is not None}
        return frame

    def document(self, name: str) -> dict[str, Any]:
        """A JSON document, with or without its ending: ``themes``."""
        path = name if name in self.names else f"{name}.json"
        document: dict[str, Any] = json.loads(self.read(path))
        return document

    @property
    def summary(self) -> dict[str, Any]:
        """What a reader should see first."""
        return self.document("summary.json")

    @property
    def warnings(self) -> list[str]:
        """What a reader should know before believing the numbers."""
        return [str(text) for text in self.summary["warnings"]]

    @property
    def expression(self) -> pd.DataFrame:
        """log2 expression, features x samples."""
        return self.table("expression.tsv").set_index("feature_id")

    @property
    def contrasts(self) -> dict[str, pd.DataFrame]:
        """The table of each contrast, by its id."""
        return {contrast: self.table(name) for contrast, name in self.contrast_files().items()}

    def contrast_files(self) -> dict[str, str]:
        """The file of each contrast's table, by its id."""
        found = {}
        for contrast in self.summary["contrasts"]:
            for end in _TABLES:
                name = f"differential/{contrast['contrast']}{end}"
                if name in self.names:
                    found[contrast["contrast"]] = name
        return found


def _cells(pd: Any, kind: str, cells: Any, missing: Any) -> Any:
    if missing is None or not missing.any():
        return cells
    array = pd.arrays.IntegerArray if kind == "integer" else pd.arrays.BooleanArray
    return array(cells, missing)
