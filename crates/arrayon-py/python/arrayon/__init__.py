"""From the CEL files of Affymetrix arrays to differential expression, clusters and gene sets.

Numbers are those of the command line ``arrayon``, to the last bit: each function is a stage of it,
with the same settings, results and messages.
"""

from ._arrayon import __version__
from ._errors import (
    ArrayonError,
    DataError,
    GateError,
    InputError,
    InternalError,
    OutOfMemoryError,
    OutputError,
    SettingError,
    StudyWarning,
)
from ._results import Results
from ._stages import (
    Cel,
    Probes,
    chip_probes,
    cluster,
    demo,
    diff,
    genesets,
    read_cel,
    read_results,
    rma,
    rma_probes,
    run,
    settings,
)

__all__ = [
    "ArrayonError",
    "Cel",
    "DataError",
    "GateError",
    "InputError",
    "InternalError",
    "OutOfMemoryError",
    "OutputError",
    "Probes",
    "Results",
    "SettingError",
    "StudyWarning",
    "__version__",
    "chip_probes",
    "cluster",
    "demo",
    "diff",
    "genesets",
    "read_cel",
    "read_results",
    "rma",
    "rma_probes",
    "run",
    "settings",
]
