//! Cells of intensity zero, which no scanner measures.

use crate::cell_counts::CellCounts;
use crate::metric::Metric;

pub(super) const METRIC: Metric<CellCounts> = Metric {
    name: "zero_cells_percent",
    rule: "no cell of intensity zero",
    source: "ours",
    threshold: 0.0,
    value: |cells| Some(cells.percent(cells.n_zero)),
    reason: |cells| cells.in_words(cells.n_zero, "zero"),
};
