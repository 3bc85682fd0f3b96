//! Lists of hallmark sets on random splits of a tissue, by every test.

use super::random::Random;
use super::tissue::Tissue;
use anyhow::Context;
use arrayon::config::{DifferentialSection, GeneSetsSection, ThemeChoice};
use arrayon::gene_sets::{
    ContrastGenes, ContrastLabel, ContrastModel, GeneSetSettings, GeneSetSources, StudyData,
    read_sources, test_contrast,
};
use arrayon::inputs::Inputs;
use arrayon_core::{Contrast, SampleSheet, SheetColumn, called_at};
use arrayon_diffexpr::{Settings, analyze};
use arrayon_genesets::{GeneSetTest, GeneSets};
use rayon::prelude::*;
use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;

/// Adjusted p-value up to which a set counts as found.
const FDR: f64 = 0.05;

/// Arrays a group.
const SIZES: [usize; 6] = [2, 3, 5, 6, 12, 30];

/// What is counted of each split.
const TESTS: [GeneSetTest; 5] = [
    GeneSetTest::OverRepresentation,
    GeneSetTest::Camera,
    GeneSetTest::Fry,
    GeneSetTest::CameraPr,
    GeneSetTest::Preranked,
];

/// A row for each tissue, size and test, and for the tests that are done by default together.
pub(super) fn table(n_splits: u64, tissues: &[Tissue]) -> anyhow::Result<String> {
    let section = GeneSetsSection {
        themes: ThemeChoice::None,
        hallmark: true,
        species: "human".to_owned(),
        tests: Some(TESTS.to_vec()),
        ..GeneSetsSection::default()
    };
    let sources = read_sources(&section, None, &Inputs::default())?;
    let settings = GeneSetSettings { fdr: FDR, section };
    let mut table =
        "tissue\tarrays_per_group\ttest\tsplits\twith_a_set\tshare\tsets_mean\n".to_owned();
    for tissue in tissues {
        for size in SIZES {
            if 2 * size > tissue.expression.n_samples() {
                continue;
            }
            let found: Vec<Vec<usize>> = (1..=n_splits)
                .into_par_iter()
                .map(|seed| {
                    let found = split(seed, size, tissue, &sources, &settings);
                    found.with_context(|| format!("{}, {size} arrays, split {seed}", tissue.name))
                })
                .collect::<anyhow::Result<_>>()?;
            let count = |of: &dyn Fn(&[usize]) -> usize| {
                let counts: Vec<usize> = found.iter().map(|one| of(one)).collect();
                let n_with = counts.iter().filter(|&&n| n > 0).count();
                let n = n_splits as f64;
                let mean = counts.iter().sum::<usize>() as f64 / n;
                format!("{n_splits}\t{n_with}\t{:.3}\t{mean:.2}", n_with as f64 / n)
            };
            let place = |test: GeneSetTest| TESTS.iter().position(|one| *one == test);
            let by_default = |found: &[usize]| {
                let tests = GeneSetTest::DEFAULT.into_iter().filter_map(place);
                tests.map(|at| found[at]).sum()
            };
            let name = &tissue.name;
            writeln!(table, "{name}\t{size}\tby default\t{}", count(&by_default))?;
            for (at, test) in TESTS.iter().enumerate() {
                writeln!(
                    table,
                    "{name}\t{size}\t{test}\t{}",
                    count(&|found| found[at])
                )?;
            }
        }
    }
    Ok(table)
}

/// How many sets each test finds on one split.
fn split(
    seed: u64,
    size: usize,
    tissue: &Tissue,
    sources: &GeneSetSources,
    settings: &GeneSetSettings,
) -> anyhow::Result<Vec<usize>> {
    let drawn = Random::new(seed).draw(tissue.expression.n_samples(), 2 * size);
    let expression = tissue.expression.select_samples(&drawn);
    let sheet = sheet(expression.samples(), size);
    let contrasts = [Contrast::between("b_vs_a", "group", "a", "b")];
    let mut rows = analyze(&expression, &sheet, &contrasts[0], &Settings::default())?
        .found
        .features;
    let symbols: HashMap<&str, &String> = (expression.features().iter().map(String::as_str))
        .zip(&tissue.symbols)
        .collect();
    for row in &mut rows {
        let symbol = symbols.get(row.feature_id.as_str());
        row.gene_symbols.extend(symbol.map(ToString::to_string));
    }
    let genes = ContrastGenes::of("b_vs_a", &rows, settings, None)?;
    let section = DifferentialSection::default();
    let study = StudyData {
        expression: &expression,
        sheet: &sheet,
        contrasts: &contrasts,
        contrasts_path: Path::new("contrasts.csv"),
        section: &section,
    };
    let model = ContrastModel::fit(study, "b_vs_a", &rows, &genes)?;
    let label = ContrastLabel {
        id: "b_vs_a",
        direction: "",
    };
    let found = test_contrast(&genes, label, sources, Some(&model))?;
    Ok(TESTS.map(|test| n_found(&found, test)).to_vec())
}

fn n_found(sets: &GeneSets, test: GeneSetTest) -> usize {
    let count = |p: &mut dyn Iterator<Item = f64>| p.filter(|&p| called_at(p, FDR)).count();
    let or_none = |p: Option<f64>| p.unwrap_or(f64::NAN);
    match test {
        GeneSetTest::OverRepresentation => {
            let both = sets
                .over_representation_up
                .sets
                .iter()
                .chain(&sets.over_representation_down.sets);
            count(&mut both.map(|row| row.adj_p_value))
        }
        GeneSetTest::CameraPr => count(&mut sets.camera_pr.iter().map(|row| row.adj_p_value)),
        GeneSetTest::Camera => count(&mut sets.camera.iter().map(|row| row.adj_p_value)),
        GeneSetTest::Fry => count(&mut sets.fry.iter().map(|row| or_none(row.adj_p_value))),
        GeneSetTest::Roast => count(&mut sets.roast.iter().map(|row| row.adj_p_value)),
        GeneSetTest::Preranked => count(&mut sets.preranked.iter().map(|row| row.adj_p_value)),
    }
}

fn sheet(samples: &[String], size: usize) -> SampleSheet {
    let group = |at: usize| if at < size { "a" } else { "b" }.to_owned();
    SampleSheet {
        path: "splits".into(),
        lines: (2..).take(samples.len()).collect(),
        files: None,
        columns: vec![SheetColumn {
            name: "group".to_owned(),
            values: (0..samples.len()).map(group).collect(),
        }],
        samples: samples.to_vec(),
    }
}
