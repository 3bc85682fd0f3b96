//! camera and fry on the simulated Clariom S study, 27,381 features and 1,000 sets, against limma.
//!
//! The reference was computed before expression was printed with 10 digits: hence 1e-6.

use crate::common;

use arrayon_core::{ExpressionMatrix, GeneSet};
use arrayon_genesets::{
    FeatureSets, GeneUniverse, LinearEffects, MatchedSets, MultiGenePolicy, PRESET_CORRELATION,
    SymbolAliases, camera, camera_pr, fry,
};
use arrayon_stats::linear::{PerFeature, VariancePrior};
use arrayon_testkit::{Table, read_table, shared};
use common::z_scores;
use ndarray::Array2;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn expression(folder: &Path) -> ExpressionMatrix {
    let path = folder.join("reference/rma_preprocessCore_without_antigenomic.tsv.gz");
    let table = read_table(&path);
    let main: Vec<usize> = (0..table.rows.len())
        .filter(|&row| table.rows[row][0].starts_with("TC"))
        .collect();
    let features: Vec<String> = main.iter().map(|&row| table.rows[row][0].clone()).collect();
    let samples = table.columns[1..].to_vec();
    let values: Vec<f64> = main
        .iter()
        .flat_map(|&row| table.row_numbers(row, 1))
        .collect();
    let values = Array2::from_shape_vec((features.len(), samples.len()), values).unwrap();
    ExpressionMatrix::new(features, samples, values).unwrap()
}

fn sets(folder: &Path, features: &[String]) -> FeatureSets {
    // Lines of the annotation and of the GMT, read as tables of tab-separated cells.
    let annotation = read_table(&folder.join("library/Clariom_S_Rat.r1.na36.transcript.csv.gz"));
    let symbols: BTreeMap<&str, &str> = (annotation.rows.iter())
        .filter_map(|row| {
            let id = row[0].split(',').next()?.trim_matches('"');
            Some((id, row[0].split(" // ").nth(1)?))
        })
        .collect();
    let with_genes = (features.iter()).map(|feature| {
        (
            feature.as_str(),
            symbols.get(feature.as_str()).copied().into_iter().collect(),
        )
    });
    let universe = GeneUniverse::from_features(with_genes, MultiGenePolicy::First).unwrap();
    let gmt = read_table(&folder.join("sets.symbol.gmt.gz"));
    let sets: Vec<GeneSet> = std::iter::once(&gmt.columns)
        .chain(&gmt.rows)
        .map(|line| GeneSet::new(line[0].clone(), line[1].clone(), line[2..].to_vec()))
        .collect();
    let matched = MatchedSets::new("sim", &sets, &universe, &SymbolAliases::default()).unwrap();
    FeatureSets::new(features, &universe, &matched).unwrap()
}

/// The largest relative difference of `found` from a column of limma's.
fn largest<'a>(limma: &Table, column: &str, found: impl Iterator<Item = (&'a str, f64)>) -> f64 {
    let expected: BTreeMap<&str, f64> = limma
        .text("")
        .into_iter()
        .zip(limma.numbers(column))
        .collect();
    let differences: Vec<f64> = found
        .map(|(id, value)| (value / expected[id] - 1.0).abs())
        .collect();
    assert_eq!(differences.len(), 1_000);
    differences.into_iter().fold(0.0, f64::max)
}

fn folder(test: &str) -> Option<PathBuf> {
    Some(shared(test)?.join("data/clariom_sim"))
}

#[test]
fn a_thousand_sets_equal_limma_and_planted_ones_are_found() {
    let Some(folder) = folder("a_thousand_sets_equal_limma_and_planted_ones_are_found") else {
        return;
    };
    let expression = expression(&folder);
    let sets = sets(&folder, expression.features());
    let reference = |name: &str| read_table(&folder.join("reference").join(name));
    let table = reference("limma_trend0_robust0_G2_vs_G1.tsv.gz");
    let bayes = reference("limma_trend0_robust0_bayes.tsv.gz");
    assert_eq!(table.text(""), expression.features());
    let z = z_scores(&table.numbers("t"), &bayes.numbers("df.total"));

    let found = camera_pr(&z, &sets, PRESET_CORRELATION).unwrap();
    let limma = reference("limma_ref_camera.tsv");
    let worst = largest(
        &limma,
        "PValue",
        found.iter().map(|one| (&*one.set_id, one.p_value)),
    );
    assert!(worst < 1e-8, "camera: {worst:e}");
    let truth = reference("../truth_sets.tsv");
    let planted: BTreeSet<&str> = (truth.rows.iter())
        .filter(|row| row[truth.position("direction_G2_vs_G1")] != "0")
        .map(|row| row[0].as_str())
        .collect();
    assert_eq!(planted.len(), 30);
    let called: Vec<&str> = found
        .iter()
        .filter(|one| one.adj_p_value <= 0.05)
        .map(|one| one.set_id.as_str())
        .collect();
    assert_eq!(
        called.len(),
        24,
        "camera of limma finds 24 of the 30 planted sets, none false"
    );
    assert!(called.iter().all(|id| planted.contains(id)));

    let design = Array2::from_shape_fn((12, 2), |(sample, group)| {
        f64::from(u8::from(sample / 6 == group))
    });
    let effects = LinearEffects::new(&expression, &design, &[-1.0, 1.0]).unwrap();
    let found = camera(&z, &effects, &sets, false).unwrap();
    let limma = reference("limma_ref_camera_est.tsv");
    let worst = largest(
        &limma,
        "PValue",
        found.iter().map(|one| (&*one.set_id, one.p_value)),
    );
    assert!(worst < 1e-6, "camera, estimated: {worst:e}");

    let prior = VariancePrior::new(
        PerFeature::Shared(bayes.numbers("s2.prior")[0]),
        PerFeature::Shared(bayes.numbers("df.prior")[0]),
    );
    let found = fry(&effects, &prior, &sets).unwrap();
    let limma = reference("limma_ref_fry.tsv");
    let worst = largest(
        &limma,
        "PValue",
        found.iter().map(|one| (&*one.set_id, one.p_value.unwrap())),
    );
    assert!(worst < 1e-6, "fry: {worst:e}");
    let worst = largest(
        &limma,
        "PValue.Mixed",
        found
            .iter()
            .map(|one| (&*one.set_id, one.mixed_p_value.unwrap())),
    );
    assert!(worst < 1e-6, "fry, mixed: {worst:e}");
}
