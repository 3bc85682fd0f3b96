//! Cells that were masked.

use crate::cell_counts::CellCounts;
use crate::metric::Metric;

pub(super) const METRIC: Metric<CellCounts> = Metric {
    name: "masked_cells_percent",
    rule: "at most 1 % of cells masked",
    source: "ours",
    threshold: 1.0,
    value: |cells| Some(cells.percent(cells.n_masked)),
    reason: |cells| cells.in_words(cells.n_masked, "masked"),
};
