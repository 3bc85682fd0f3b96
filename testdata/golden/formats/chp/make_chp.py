"""A Command Console CHP file of quantification with detection, written down from the public description of
the format: affymetrix-quantification-detection-analysis, twenty transcript clusters of a made-up chip.

Usage: python3 make_chp.py made_quantification_detection.CHP
Plain Python; no package is needed. `make_chp.R` has affxparser read the file.
"""

import struct
import sys


def wide(text):
    return struct.pack(">I", len(text)) + text.encode("utf-16-be")


def ascii_text(text):
    return struct.pack(">I", len(text)) + text.encode("ascii")


def parameter(name, value):
    value = value.encode("utf-16-be")
    return wide(name) + struct.pack(">I", len(value)) + value + wide("text/plain")


PARAMETERS = [
    ("affymetrix-algorithm-name", "rma-bg,quant-norm.sketch=-1,pm-only,med-polish"),
    ("affymetrix-algorithm-version", "1.0"),
    ("affymetrix-array-type", "Made_S_Rat"),
]
COLUMNS = [("ProbeSetName", 7, 4 + 18), ("Quantification", 6, 4), ("Detection", 6, 4)]
ROWS = [
    (f"TC{at:010d}.rn.2", 2.5 + 0.37 * at, 0.5 / (1 + at * at)) for at in range(20)
]

header = ascii_text("affymetrix-quantification-detection-analysis") + ascii_text("0-0-0-1-0")
header += wide("") + wide("en-US") + struct.pack(">I", len(PARAMETERS))
header += b"".join(parameter(*one) for one in PARAMETERS) + struct.pack(">I", 0)
group_at = 2 + 8 + len(header)
group_name = wide("QuantificationDetection")
set_at = group_at + 12 + len(group_name)
columns = b"".join(
    wide(name) + struct.pack(">bI", kind, size) for name, kind, size in COLUMNS
)
description = wide("QuantificationDetection") + struct.pack(">I", 0)
description += struct.pack(">I", len(COLUMNS)) + columns + struct.pack(">I", len(ROWS))
rows_at = set_at + 8 + len(description)
rows = b"".join(
    struct.pack(">I18sff", len(name), name.encode(), signal, p) for name, signal, p in ROWS
)
end = rows_at + len(rows)
content = b"\x3b\x01" + struct.pack(">II", 1, group_at) + header
content += struct.pack(">III", 0, set_at, 1) + group_name
content += struct.pack(">II", rows_at, end) + description + rows
with open(sys.argv[1], "wb") as out:
    out.write(content)
