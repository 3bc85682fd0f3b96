//! An analysis with the pipeline's own parts finds the features and clusters that were planted. Themes
//! are judged by what the whole program knows: `arrayon-xtask verdict-rates` holds them.

mod common;

use arrayon_cluster::{Distance, Grouping, Linkage, cluster, judge_groups, sample_distances};
use arrayon_core::{Contrast, Direction, ExpressionMatrix, NoProgress};
use arrayon_diffexpr::{ContrastResult, Settings, analyze};
use arrayon_formats::{annotation, contrasts};
use arrayon_normalize::{NormalizeSection, ProbeSelection, correct_array, normalize};
use arrayon_simulate::{ContrastTruth, Scenario, recipe, simulate_study};
use arrayon_themes::{Species, default_panel};
use common::{Simulated, simulated};
use std::collections::BTreeMap;

/// How one contrast of one seed came out.
#[derive(Debug, Default)]
struct Outcome {
    n_true: usize,
    n_found: usize,
    n_false: usize,
    /// The verdict on clusters, and what is true.
    clusters: (String, String),
}

fn expression(study: &Simulated) -> ExpressionMatrix {
    let universe = ProbeSelection::AllPerfectMatch.of(&study.design());
    let settings = NormalizeSection::default();
    let arrays: Vec<_> = (0..study.sheet.n_samples())
        .map(|sample| {
            let array = study.array(sample);
            let probes: Vec<f32> = universe
                .cells
                .iter()
                .map(|&cell| array.intensities[cell as usize])
                .collect();
            correct_array(&probes, &settings).unwrap().intensities
        })
        .collect();
    let main: Vec<_> = universe
        .features
        .into_iter()
        .filter(|feature| feature.kind.is_main())
        .collect();
    let values = normalize(&arrays, &main, &settings, &mut (), &NoProgress).unwrap();
    let ids = main.into_iter().map(|feature| feature.id).collect();
    ExpressionMatrix::new(ids, study.sheet.samples.clone(), values).unwrap()
}

fn outcomes(seed: u64) -> Vec<Outcome> {
    let study = simulated(seed);
    let expression = expression(&study);
    let path = study.path("contrasts.csv");
    std::fs::write(&path, recipe::CONTRASTS_CSV).unwrap();
    (contrasts::read(&path).unwrap().iter())
        .map(|contrast| {
            let truth = study.truth.contrast(&contrast.id).unwrap();
            let result =
                analyze(&expression, &study.sheet, contrast, &Settings::default()).unwrap();
            let mut outcome = features(truth, &result);
            judge_clusters(&mut outcome, truth, contrast, &study, &expression);
            outcome
        })
        .collect()
}

fn features(truth: &ContrastTruth, result: &ContrastResult) -> Outcome {
    let planted: BTreeMap<&str, Direction> = (truth.features.iter())
        .map(|feature| (feature.feature_id.as_str(), feature.direction()))
        .collect();
    let mut outcome = Outcome {
        n_true: planted.len(),
        ..Outcome::default()
    };
    let rows = result.found.features.iter();
    for row in rows.filter(|row| row.adj_p_value.is_some_and(|p| p <= 0.05)) {
        let found = if row.log_fc > 0.0 {
            Direction::Up
        } else {
            Direction::Down
        };
        if planted.get(row.feature_id.as_str()) == Some(&found) {
            outcome.n_found += 1;
        } else {
            outcome.n_false += 1;
        }
    }
    outcome
}

fn judge_clusters(
    outcome: &mut Outcome,
    truth: &ContrastTruth,
    contrast: &Contrast,
    study: &Simulated,
    expression: &ExpressionMatrix,
) {
    let (reference, target) = contrast.levels().unwrap();
    let mut samples = study.samples_of(reference);
    samples.extend(study.samples_of(target));
    let diets = &study.sheet.column("diet").unwrap().values;
    let levels = samples.iter().map(|&sample| diets[sample].clone());
    let groups = Grouping::new("diet", levels.collect());
    let selected = expression.select_samples(&samples);
    let distances = sample_distances(&selected, Distance::Pearson).unwrap();
    let tree = cluster(&distances, Linkage::Average);
    let found = judge_groups(&distances, &tree, &groups, None, 1, &NoProgress);
    let found = found.unwrap().verdict.to_string();
    outcome.clusters = (found, truth.separation().to_string());
}

#[test]
fn planted_features_and_clusters_are_found() {
    for seed in 1..=3 {
        for outcome in outcomes(seed) {
            assert_eq!(
                outcome.clusters.0, outcome.clusters.1,
                "seed {seed}: {outcome:?}"
            );
            assert!(
                outcome.n_found * 2 > outcome.n_true,
                "seed {seed}: {outcome:?}"
            );
            assert!(
                outcome.n_false * 4 < outcome.n_found,
                "seed {seed}: {outcome:?}"
            );
        }
    }
}

/// Correlation between two theme genes' residuals over the animals of one diet, and how many
/// features of the strong contrast truly change.
fn null_study(theme_correlation: f64) -> (f64, usize) {
    let folder = tempfile::tempdir().unwrap();
    let sheet = common::recipe_sheet(folder.path());
    let scenario = Scenario {
        has_effects: false,
        theme_correlation,
    };
    let truth = simulate_study(folder.path(), 5, &sheet, scenario).unwrap();
    let n_changed = truth.contrasts.iter().map(|one| one.features.len()).sum();
    assert!(
        truth
            .contrasts
            .iter()
            .all(|one| one.themes.is_empty() && !one.separated)
    );
    let study = Simulated {
        folder,
        sheet,
        truth,
    };
    let matrix = expression(&study);
    let annotation =
        annotation::read(&study.path("library/Clariom_S_Rat.na36.transcript.csv")).unwrap();
    let inflammation = default_panel(Species::Rat).theme("inflammation").unwrap();
    let is_member = |feature: &String| {
        let genes = annotation.genes_of(feature);
        genes
            .iter()
            .any(|gene| inflammation.genes.contains(&gene.symbol))
    };
    // the variance of the members' mean against the mean of their variances
    let (mut sums, mut variances, mut n) = (vec![0.0; matrix.n_samples()], 0.0, 0.0);
    for (row, feature) in matrix.features().iter().enumerate() {
        let values: Vec<f64> = matrix.row(row).to_vec();
        let variance = arrayon_stats::descriptive::variance(&values);
        if is_member(feature) && variance > 0.0 {
            let mean = arrayon_stats::descriptive::mean(&values);
            for (sum, value) in sums.iter_mut().zip(&values) {
                *sum += (value - mean) / variance.sqrt();
            }
            variances += 1.0;
            n += 1.0;
        }
    }
    let inflation = arrayon_stats::descriptive::variance(&sums) / variances;
    ((inflation - 1.0) / (n - 1.0), n_changed)
}

#[test]
fn a_null_study_has_no_effect_and_its_genes_correlate_as_asked() {
    let (plain, n_changed) = null_study(0.0);
    assert_eq!(n_changed, 0);
    let (correlated, n_changed) = null_study(0.5);
    assert_eq!(n_changed, 0);
    assert!(plain.abs() < 0.1, "{plain}");
    // a third of the members is hardly expressed, and arrays add noise of their own
    assert!(correlated > 0.1 && correlated < 0.7, "{correlated}");
}
