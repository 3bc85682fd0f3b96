//! EASE against p-values that DAVID printed.

#![allow(clippy::print_stdout)] // measured shares and times are worth seeing

use arrayon_genesets::OverlapCounts;
use arrayon_testkit::{read_table, shared};

#[test]
fn agrees_with_the_rows_that_david_printed() {
    let Some(folder) = shared("agrees_with_the_rows_that_david_printed") else {
        return;
    };
    let table = read_table(&folder.join("data/genesets/david_ease_rows.tsv.gz"));
    let column = |name| table.numbers(name);
    let (count, list) = (column("count"), column("list_total"));
    let (hits, total) = (column("pop_hits"), column("pop_total"));
    let printed = column("ease_p_value");
    let mut differences: Vec<f64> = Vec::new();
    for row in 0..table.rows.len() {
        let counts = OverlapCounts {
            n_universe: total[row] as usize,
            set_size: hits[row] as usize,
            n_list: list[row] as usize,
            overlap: count[row] as usize,
        };
        let difference = (counts.ease_p() / printed[row] - 1.0).abs();
        differences.push(difference);
        // DAVID's arithmetic loses digits with large sets and at very small p; elsewhere it is
        // the same number.
        if hits[row] <= 50.0 && printed[row] > 1e-6 {
            assert!(difference < 1e-9, "row {row}: {difference:e}");
        }
        if printed[row] > 1e-10 {
            assert!(difference < 0.05, "row {row}: {difference:e}");
        }
    }
    let share = |limit: f64| {
        let within = differences.iter().filter(|&&one| one < limit).count();
        within as f64 / differences.len() as f64
    };
    println!(
        "{} rows: {:.4} within 1e-9, {:.4} within 5 %",
        differences.len(),
        share(1e-9),
        share(0.05)
    );
    assert!(share(1e-9) > 0.765 && share(0.05) > 0.985);
}
