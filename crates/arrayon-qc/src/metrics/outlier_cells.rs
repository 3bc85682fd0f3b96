//! Cells that the scanner software flagged as outliers.

use crate::cell_counts::CellCounts;
use crate::metric::Metric;

/// The four public Clariom S Mouse arrays of GSE103380 have 1.2 to 1.5 %.
pub(super) const METRIC: Metric<CellCounts> = Metric {
    name: "outlier_cells_percent",
    rule: "at most 5 % of cells flagged as outliers by the scanner software",
    source: "BMC Bioinformatics 2006, 7:211, table 1: array outliers below 5 %",
    threshold: 5.0,
    value: |cells| Some(cells.percent(cells.n_outliers)),
    reason: |cells| cells.in_words(cells.n_outliers, "flagged as outliers"),
};

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_results::qc::Status;

    #[test]
    fn outliers_warn_above_five_percent() {
        let check = |n_outliers| {
            METRIC.check(&CellCounts {
                n_cells: 1000,
                n_outliers,
                ..CellCounts::default()
            })
        };
        assert_eq!(check(50).status, Status::Pass);
        let found = check(51);
        assert_eq!((found.status, found.value), (Status::Warn, Some(5.1)));
        let told = "51 of 1000 cells are flagged as outliers";
        assert_eq!(found.reason.as_deref(), Some(told));
    }
}
