//! Expected numbers are those of R, `testdata/golden/diffexpr/noise_correlation.R`: L V t(L), where L
//! are the weights that generalised least squares give to values and V is their correlation.

use super::*;
use crate::{BlockEffect, ColumnRoles, build_design};
use arrayon_core::{Contrast, SampleSheet, SheetColumn};

struct Samples {
    sheet: SampleSheet,
    block_column: &'static str,
    blocks: Vec<String>,
    weights: Option<Vec<f64>>,
}

fn texts(text: &str) -> Vec<String> {
    text.split(' ').map(String::from).collect()
}

fn samples(columns: &[(&str, &str)], blocks: &str) -> Samples {
    let blocks = texts(blocks);
    let names: Vec<String> = (1..=blocks.len()).map(|at| format!("s{at}")).collect();
    let column = |&(name, values): &(&str, &str)| SheetColumn {
        name: name.into(),
        values: texts(values),
    };
    Samples {
        sheet: SampleSheet {
            path: "samples.csv".into(),
            lines: (2..blocks.len() as u64 + 2).collect(),
            samples: names,
            files: None,
            columns: columns.iter().map(column).collect(),
        },
        block_column: "animal",
        blocks,
        weights: None,
    }
}

impl Samples {
    /// `target` against `reference` of the column `group`, of the samples whose `used` is not "no".
    fn noise(
        &self,
        (reference, target): (&str, &str),
        blocking: &str,
        used: Option<&str>,
        correlation: Option<f64>,
    ) -> NoiseWeights {
        let mut contrast = Contrast::between("c", "group", reference, target);
        contrast.blocking = (!blocking.is_empty())
            .then(|| blocking.into())
            .into_iter()
            .collect();
        if let Some(used) = used {
            contrast.exclude_samples_column = Some(used.into());
            contrast.exclude_samples_values = vec!["no".into()];
        }
        let design = build_design(&self.sheet, &contrast, &ColumnRoles::default()).unwrap();
        let of_design = |&at: &usize| self.blocks[at].clone();
        let labels: Vec<String> = design.samples.iter().map(of_design).collect();
        let effect = BlockEffect {
            variable: self.block_column.into(),
            n_blocks: 0,
            consensus_correlation: correlation.unwrap_or(0.0),
            n_estimated: 0,
            note: correlation.is_none().then(|| "not estimated".into()),
        };
        let blocks = SampleBlocks::new(&effect, &design.sample_names, &labels);
        NoiseWeights::of(&design, self.weights.as_deref(), Some(&blocks))
    }
}

#[track_caller]
fn assert_correlate(first: &NoiseWeights, second: &NoiseWeights, expected: f64) {
    for (a, b) in [(first, second), (second, first)] {
        let found = a.correlation(b);
        assert!(
            (found - expected).abs() < 1e-12,
            "{found} is not {expected}"
        );
    }
    assert!((first.correlation(first) - 1.0).abs() < 1e-12);
}

#[test]
fn tissues_of_the_same_animals_share_their_noise() {
    // a and b of three animals, c of three others: not 0.5, as for independent samples
    let all = samples(&[("group", "a a a b b b c c c")], "1 2 3 1 2 3 4 5 6");
    let of = |levels, rho| all.noise(levels, "", None, Some(rho));
    assert_correlate(&of(("a", "c"), 0.6), &of(("b", "c"), 0.6), 0.8);
    assert_correlate(&of(("a", "c"), 0.0), &of(("b", "c"), 0.0), 0.5);
}

#[test]
fn uneven_blocks_with_a_covariate_and_weights() {
    let columns = [("group", "a a b b b a c c"), ("age", "1 4 2 2 5 3 6 1")];
    let mut all = samples(&columns, "1 1 1 2 2 3 3 4");
    all.weights = Some(vec![1.0, 0.5, 2.0, 1.0, 1.5, 0.25, 1.0, 1.0]);
    let of = |levels, rho| all.noise(levels, "age", None, Some(rho));
    for (rho, expected) in [(0.4, 0.602001462290876), (-0.2, 0.641770374090617)] {
        assert_correlate(&of(("a", "b"), rho), &of(("a", "c"), rho), expected);
    }
}

#[test]
fn parts_of_the_samples_with_correlations_of_their_own() {
    let columns = [
        ("group", "a a b b b a c c"),
        ("early", "yes yes yes yes yes yes no no"),
        ("late", "no no no no yes yes yes yes"),
    ];
    let all = samples(&columns, "1 1 1 2 2 3 3 4");
    let early = all.noise(("a", "b"), "", Some("early"), Some(0.3));
    let late = all.noise(("b", "c"), "", Some("late"), Some(0.5));
    assert_correlate(&early, &late, -0.425854385424929);
}

#[test]
fn other_arrays_of_the_same_animals_correlate_as_far_as_is_known() {
    let columns = [
        ("group", "a a b b a a b b"),
        ("first", "yes yes yes yes no no no no"),
        ("second", "no no no no yes yes yes yes"),
    ];
    let all = samples(&columns, "1 2 3 4 1 2 3 4");
    let of = |used, rho| all.noise(("a", "b"), "", Some(used), rho);
    assert_correlate(&of("first", Some(0.6)), &of("second", Some(0.6)), 0.6);
    // what one could estimate counts for both
    assert_correlate(&of("first", None), &of("second", Some(0.6)), 0.6);
    // one array of each animal in either: no estimate, and none is needed for one with itself
    assert!(of("first", None).correlation(&of("second", None)).is_nan());
    assert_correlate(&of("first", None), &of("first", None), 1.0);
}

#[test]
fn blocks_of_one_estimate_alone_count() {
    let mut all = samples(&[("group", "a a a b b b c c c")], "1 2 3 1 2 3 4 5 6");
    let with = all.noise(("a", "c"), "", None, Some(0.6));
    let mut without = all.noise(("b", "c"), "", None, Some(0.0));
    without.blocks = None;
    assert_correlate(&with, &without, 0.8);
    // by another column: the mean of what both say, here half of the correlation of animals
    all.block_column = "array";
    all.blocks = texts("1 2 3 4 5 6 7 8 9");
    let other = all.noise(("b", "c"), "", None, Some(0.0));
    assert_correlate(&with, &other, 0.65);
}
