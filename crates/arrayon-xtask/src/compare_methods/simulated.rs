//! Simulated studies of several sizes: arrays are made, normalised and compared.

use super::score::Score;
use super::{independent, methods};
use anyhow::Context;
use arrayon::cel_files::CelLocation;
use arrayon::config::ChipSection;
use arrayon::normalize::normalize_cel_files;
use arrayon::{NormalizeSection, NormalizeSettings};
use arrayon_core::{Contrast, ExpressionMatrix, NoProgress, SampleSheet, SheetColumn};
use arrayon_simulate::{Diet, StudyTruth, simulate_magnesium_study};
use rayon::prelude::*;
use std::fmt::Write;

/// What is compared in every study; the last has no change to find.
const CONTRASTS: [(&str, &str, &str, &str); 3] = [
    ("strong", "diet", "pair-fed", "Mg 0.01 %"),
    ("mild", "mild", "normal", "Mg 0.04 %"),
    ("null", "half", "a", "b"),
];

/// The truth of which simulated contrast answers each of [`CONTRASTS`].
const TRUTHS: [Option<&str>; 3] = [Some("mg001_vs_pairfed"), Some("mg004_vs_normal"), None];

/// One row for each size, contrast and method: rates over the seeds.
pub(super) fn table(sizes: &[usize], n_seeds: u64) -> anyhow::Result<String> {
    let mut table = "arrays_per_group\tcontrast\tmethod\tstudies\tfalse_discovery_rate\t\
                     false_discovery_rate_se\tstudies_with_false_call\tpower\tauc\n"
        .to_owned();
    for &size in sizes {
        let studies: Vec<Vec<Outcome>> = (1..=n_seeds)
            .into_par_iter()
            .map(|seed| outcomes(seed, size).with_context(|| format!("seed {seed}, size {size}")))
            .collect::<anyhow::Result<_>>()?;
        for row in 0..studies[0].len() {
            let (contrast, method, _) = studies[0][row];
            let scores: Vec<Score> = studies.iter().map(|study| study[row].2).collect();
            writeln!(table, "{size}\t{contrast}\t{method}\t{}", rates(&scores))?;
        }
    }
    Ok(table)
}

/// Contrast, method and what came of it.
pub(super) type Outcome = (&'static str, &'static str, Score);

fn outcomes(seed: u64, size: usize) -> anyhow::Result<Vec<Outcome>> {
    let mut outcomes = independent::study(seed, size)?;
    outcomes.extend(study(seed, size)?);
    Ok(outcomes)
}

fn rates(scores: &[Score]) -> String {
    let n = scores.len() as f64;
    let proportions: Vec<f64> = scores
        .iter()
        .map(|score| score.false_discovery_proportion())
        .collect();
    let mean = proportions.iter().sum::<f64>() / n;
    let squares: f64 = proportions.iter().map(|p| (p - mean).powi(2)).sum();
    let standard_error = (squares / (n - 1.0) / n).sqrt();
    let with_false = scores.iter().filter(|score| score.n_false > 0).count();
    let average = |value: fn(&Score) -> f64| {
        if scores[0].n_changed == 0 {
            return String::new();
        }
        format!("{:.4}", scores.iter().map(value).sum::<f64>() / n)
    };
    let (power, auc) = (average(|score| score.power()), average(|score| score.auc));
    let n = scores.len();
    format!("{n}\t{mean:.4}\t{standard_error:.4}\t{with_false}\t{power}\t{auc}")
}

fn study(seed: u64, size: usize) -> anyhow::Result<Vec<Outcome>> {
    let folder = tempfile::tempdir()?;
    let sheet = sheet(size);
    let truth = simulate_magnesium_study(folder.path(), seed, &sheet)?;
    let library = |ending: &str| {
        Some(
            folder
                .path()
                .join(format!("library/Clariom_S_Rat.{ending}"))
                .into(),
        )
    };
    let settings = NormalizeSettings {
        chip: ChipSection {
            pgf: library("r1.pgf"),
            clf: library("r1.clf"),
            mps: library("r1.mps"),
            qcc: library("r1.qcc"),
            bgp: library("r1.bgp"),
            ..ChipSection::default()
        },
        normalize: NormalizeSection::default(),
        quality: Default::default(),
    };
    let cel = folder.path().join("cel");
    let files: Vec<CelLocation> = (sheet.samples.iter())
        .map(|sample| cel.join(format!("{sample}.CEL")).into())
        .collect();
    let inputs = arrayon::inputs::Inputs::default();
    let all = normalize_cel_files(&sheet.samples, &files, &settings, &inputs, &NoProgress)?;
    let expression = all.main_features();

    let mut outcomes = Vec::new();
    for ((name, variable, reference, target), truth_id) in CONTRASTS.into_iter().zip(TRUTHS) {
        let values = &sheet.column(variable).context("column")?.values;
        let in_contrast = |&at: &usize| values[at] == reference || values[at] == target;
        let positions: Vec<usize> = (0..values.len()).filter(in_contrast).collect();
        let (part, part_sheet) = (
            expression.select_samples(&positions),
            sheet.select(&positions),
        );
        let contrast = contrast(name, variable, reference, target);
        let changes = true_changes(&part, &truth, truth_id);
        for (method, calls) in methods::all(&part, &part_sheet, &contrast)? {
            outcomes.push((name, method, Score::of(&calls, &changes)));
        }
    }
    Ok(outcomes)
}

/// Groups of a size each; the normal diet has two, between which nothing differs.
fn sheet(size: usize) -> SampleSheet {
    let groups = [
        (Diet::Normal, "a", "normal"),
        (Diet::Normal, "b", ""),
        (Diet::Mg004, "", Diet::Mg004.level()),
        (Diet::PairFed, "", ""),
        (Diet::Mg001, "", ""),
    ];
    let samples: Vec<String> = (1..=groups.len() * size).map(|n| format!("r{n}")).collect();
    let rows = || {
        groups
            .iter()
            .flat_map(|group| (0..size).map(move |_| group))
    };
    let column = |name: &str, values: Vec<String>| SheetColumn {
        name: name.to_owned(),
        values,
    };
    SampleSheet {
        path: "samples.csv".into(),
        lines: (2..).take(samples.len()).collect(),
        files: Some(
            samples
                .iter()
                .map(|sample| format!("{sample}.CEL"))
                .collect(),
        ),
        columns: vec![
            column(
                "diet",
                rows().map(|(diet, ..)| diet.level().to_owned()).collect(),
            ),
            column(
                "half",
                rows().map(|(_, half, _)| (*half).to_owned()).collect(),
            ),
            column(
                "mild",
                rows().map(|(_, _, mild)| (*mild).to_owned()).collect(),
            ),
        ],
        samples,
    }
}

pub(super) fn contrast(id: &str, variable: &str, reference: &str, target: &str) -> Contrast {
    Contrast::between(id, variable, reference, target)
}

fn true_changes(
    expression: &ExpressionMatrix,
    truth: &StudyTruth,
    contrast: Option<&str>,
) -> Vec<f64> {
    let planted = contrast.and_then(|id| truth.contrast(id));
    let planted = planted.map_or(&[][..], |planted| &planted.features);
    let change = |feature: &String| {
        planted
            .iter()
            .find(|planted| planted.feature_id == *feature)
            .map_or(0.0, |planted| planted.log_fc)
    };
    expression.features().iter().map(change).collect()
}
