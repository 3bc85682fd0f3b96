//! Cells at the limit of the scanner: what is brighter than that looks alike.

use crate::cell_counts::CellCounts;
use crate::metric::Metric;

/// The four public Clariom S Mouse arrays of GSE103380 and the 24 arrays of GSE12654 have below
/// 0.1 %.
pub(super) const METRIC: Metric<CellCounts> = Metric {
    name: "saturated_cells_percent",
    rule: "at most 1 % of cells at the largest intensity that the scanner stores",
    source: "ours",
    threshold: 1.0,
    value: |cells| Some(cells.percent(cells.n_saturated)),
    reason: |cells| {
        let what = "saturated: what is brighter looks alike there; scan with less gain";
        cells.in_words(cells.n_saturated, what)
    },
};
