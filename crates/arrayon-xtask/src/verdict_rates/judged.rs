//! Themes judged in a matrix of two groups, as the program does it.

use super::matrix::Chip;
use arrayon::GeneSetsSection;
use arrayon::config::DifferentialSection;
use arrayon::gene_sets::{ContrastGenes, ContrastLabel, ContrastModel, GeneSetSettings, StudyData};
use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet, SheetColumn};
use arrayon_diffexpr::{Settings, analyze};
use arrayon_themes::{ContrastThemes, ThemePanel};
use ndarray::Array2;
use std::path::Path;

const FDR: f64 = 0.05;

/// The verdicts on the second half of the arrays against the first.
pub(super) fn themes(
    values: Array2<f64>,
    chip: &Chip,
    panel: &ThemePanel,
) -> anyhow::Result<ContrastThemes> {
    let sheet = sheet(values.ncols());
    let features = (0..values.nrows()).map(|row| format!("f{row}")).collect();
    let expression = ExpressionMatrix::new(features, sheet.samples.clone(), values)?;
    let contrast = Contrast::between("b_vs_a", "group", "a", "b");
    let mut found = analyze(&expression, &sheet, &contrast, &Settings::default())?.found;
    for row in &mut found.features {
        let place: usize = row.feature_id[1..].parse()?;
        row.gene_symbols = vec![chip.symbols[place].clone()];
    }
    let settings = GeneSetSettings {
        fdr: FDR,
        section: GeneSetsSection::default(),
    };
    let genes = ContrastGenes::of("b_vs_a", &found.features, &settings, None)?;
    let study = StudyData {
        expression: &expression,
        sheet: &sheet,
        contrasts: std::slice::from_ref(&contrast),
        contrasts_path: Path::new("contrasts.csv"),
        section: &DifferentialSection::default(),
    };
    let model = ContrastModel::fit(study, "b_vs_a", &found.features, &genes)?;
    let label = ContrastLabel {
        id: "b_vs_a",
        direction: "",
    };
    Ok(genes.judge_themes(label, panel, Some(&model), 1)?)
}

fn sheet(n_arrays: usize) -> SampleSheet {
    let samples: Vec<String> = (1..=n_arrays).map(|n| format!("s{n}")).collect();
    let group = |at| if at < n_arrays / 2 { "a" } else { "b" }.to_owned();
    SampleSheet {
        path: "samples.csv".into(),
        lines: (2..).take(n_arrays).collect(),
        files: None,
        columns: vec![SheetColumn {
            name: "group".to_owned(),
            values: (0..n_arrays).map(group).collect(),
        }],
        samples,
    }
}
