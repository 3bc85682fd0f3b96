//! Cells of a text CEL whose line has a damaged character.

use crate::cell_counts::CellCounts;
use crate::metric::Metric;

pub(super) const METRIC: Metric<CellCounts> = Metric {
    name: "damaged_cells",
    rule: "no cell whose record in the file is damaged",
    source: "ours",
    threshold: 0.0,
    value: |cells| Some(cells.n_damaged as f64),
    reason: |cells| {
        let what = "damaged in the file; digits may have changed unseen, so get the file anew if \
                    you can";
        cells.in_words(cells.n_damaged, what)
    },
};
