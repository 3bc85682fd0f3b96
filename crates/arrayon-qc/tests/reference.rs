//! Statistics of arrays against R (Hmisc, closed forms) on the 24 arrays of GSE12654.

use arrayon_core::ExpressionMatrix;
use arrayon_formats::cel;
use arrayon_formats::chip::read_cdf;
use arrayon_normalize::{ProbeSelection, RankedArray};
use arrayon_qc::{
    Distribution, ExpressionByArray, distances_to_pooled, hoeffding_d, relative_expression,
    unscaled_errors, upper_hinge_limit,
};
use arrayon_testkit::{assert_all_close, assert_close, read_table, shared};
use ndarray::Array2;
use std::path::Path;

fn expression(path: &Path) -> ExpressionMatrix {
    let table = read_table(path);
    let rows: Vec<Vec<f64>> = (0..table.rows.len())
        .map(|row| table.row_numbers(row, 1))
        .collect();
    let n_samples = rows[0].len();
    let features = table.rows.iter().map(|cells| cells[0].clone()).collect();
    let samples = (0..n_samples).map(|at| format!("s{at}")).collect();
    let values = Array2::from_shape_vec((rows.len(), n_samples), rows.concat()).unwrap();
    ExpressionMatrix::new(features, samples, values).unwrap()
}

#[test]
fn statistics_of_expression_meet_r() {
    let Some(shared) = shared("statistics_of_expression_meet_r") else {
        return;
    };
    let folder = shared.join("data/gse12654/reference");
    let expression = expression(&folder.join("rma_affy.tsv.gz"));
    let reference = read_table(&folder.join("quality/array_outlier_statistics.tsv.gz"));
    let expected = |column: usize| -> Vec<f64> {
        let rows = 0..reference.rows.len();
        rows.map(|row| reference.row_numbers(row, 1)[column])
            .collect()
    };
    let limits = std::fs::read_to_string(folder.join("quality/array_outlier_thresholds.txt"));
    let limits: Vec<f64> = (limits.unwrap().lines().next().unwrap())
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();

    let by_array = ExpressionByArray::of(&expression);
    let distances = by_array.distance_sums();
    assert_all_close(&distances, &expected(1), 1e-8, "distances");
    let medians: Vec<f64> = (0..expression.n_features())
        .map(|feature| {
            let mut row = expression.row(feature).to_vec();
            row.sort_by(f64::total_cmp);
            (row[11] + row[12]) / 2.0
        })
        .collect();
    let dependence: Vec<f64> = (0..expression.n_samples())
        .map(|sample| {
            let pairs = expression.column(sample).zip(&medians);
            let (a, m): (Vec<f64>, Vec<f64>) = pairs
                .map(|(value, median)| ((value + median) / 2.0, value - median))
                .unzip();
            hoeffding_d(&a, &m)
        })
        .collect();
    assert_all_close(&dependence, &expected(2), 1e-8, "Hoeffding's D");
    let relative = relative_expression(&by_array);
    let medians: Vec<f64> = relative.iter().map(|of| of.median).collect();
    assert_all_close(&medians, &expected(3), 1e-8, "RLE medians");
    let widths: Vec<f64> = relative.iter().map(|of| of.interquartile_range).collect();
    assert_all_close(&widths, &expected(4), 1e-8, "RLE widths");

    // the file has seven digits
    for (column, values) in [(1, distances), (2, dependence), (3, medians), (4, widths)] {
        let limit = upper_hinge_limit(&values);
        assert_close(limit, limits[column], 1e-6, &format!("limit {column}"));
        assert_close(limit, upper_hinge_limit(&expected(column)), 1e-8, "limit");
    }
}

#[test]
fn distances_of_distributions_meet_r() {
    let Some(shared) = shared("distances_of_distributions_meet_r") else {
        return;
    };
    let folder = shared.join("data/gse12654");
    let chip = read_cdf(&folder.join("HGU95Av2_Hs_ENTREZG.cdf.gz")).unwrap();
    let universe = ProbeSelection::AllPerfectMatch.of(&chip);
    let sheet = std::fs::read_to_string(folder.join("samples.csv")).unwrap();
    let distributions: Vec<Distribution> = (sheet.lines().skip(1))
        .map(|line| {
            let file = line.split(',').nth(1).unwrap();
            let array = cel::read(&folder.join("cel").join(file)).unwrap();
            let cells = universe.cells.iter().step_by(7);
            let probes: Vec<f32> = cells
                .map(|&cell| array.intensities[cell as usize])
                .collect();
            let ranked = RankedArray::new(&probes).unwrap();
            Distribution::of_distinct(ranked.distinct(), ranked.starts())
        })
        .collect();
    let reference = folder.join("reference/quality/array_outlier_statistics.tsv.gz");
    let expected = read_table(&reference).numbers("ks_raw");
    assert_all_close(
        &distances_to_pooled(&distributions),
        &expected,
        1e-8,
        "distances",
    );
}

#[test]
fn unscaled_errors_meet_affy_plm() {
    let Some(shared) = shared("unscaled_errors_meet_affy_plm") else {
        return;
    };
    let folder = shared.join("data/gse12654/reference/quality");
    let errors = read_table(&folder.join("plm_standard_errors.tsv.gz"));
    let rows: Vec<Vec<f64>> = (0..errors.rows.len())
        .map(|row| errors.row_numbers(row, 1))
        .collect();
    let n_arrays = rows[0].len();
    let found = unscaled_errors(&rows.concat(), n_arrays);
    let reference = read_table(&folder.join("plm_nuse_stats.tsv.gz"));
    assert_eq!(reference.rows.len(), n_arrays);
    for (row, found) in found.iter().enumerate() {
        let expected = reference.row_numbers(row, 1);
        let what = &reference.rows[row][0];
        // the errors have eight digits
        assert_close(found.median, expected[0], 1e-6, what);
        assert_close(found.interquartile_range, expected[1], 1e-6, what);
    }
}
