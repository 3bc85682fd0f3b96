//! Random studies, and what is done with all of them.

use super::{common, generator};
use arrayon_core::{ExpressionMatrix, SampleSheet, SheetColumn};
use arrayon_diffexpr::{ContrastResult, DiffexprError, ModerationSettings, Settings, analyze};
use proptest::prelude::*;

#[derive(Debug, Clone)]
pub(super) struct Study {
    pub(super) groups: Vec<String>,
    pub(super) ages: Vec<String>,
    pub(super) seed: u32,
    pub(super) constant: usize,
    pub(super) trend: bool,
    pub(super) robust: bool,
}

pub(super) fn studies() -> impl Strategy<Value = Study> {
    let sample = (0..3usize, 20..70u32);
    let samples = prop::collection::vec(sample, 4..14);
    (
        samples,
        any::<u32>(),
        0..3usize,
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(samples, seed, constant, trend, robust)| {
            let mut groups: Vec<String> = samples
                .iter()
                .map(|(group, _)| ["a", "b", "c"][*group].to_owned())
                .collect();
            groups[0] = "a".into();
            groups[1] = "b".into();
            // no two ages alike, so that age is never a combination of the groups by chance
            let age = |(at, (_, age)): (usize, &(usize, u32))| format!("{age}.{at:02}");
            let ages = samples.iter().enumerate().map(age).collect();
            Study {
                groups,
                ages,
                seed,
                constant,
                trend,
                robust,
            }
        })
}

/// A study with genotype, diet and litter of each sample.
pub(super) fn crossed_studies() -> impl Strategy<Value = (Study, Vec<(bool, bool, usize)>)> {
    let sample = (any::<bool>(), any::<bool>(), 0..4usize);
    (studies(), prop::collection::vec(sample, 4..14)).prop_map(|(mut study, mut samples)| {
        // each cell twice, so that most designs can be estimated
        let cells = [(false, false), (false, true), (true, false), (true, true)];
        samples.extend(
            cells
                .iter()
                .zip(0..)
                .map(|(&(geno, diet), litter)| (geno, diet, litter)),
        );
        samples.extend(
            cells
                .iter()
                .zip(0..)
                .map(|(&(geno, diet), litter)| (geno, diet, litter)),
        );
        study.constant = 0;
        study.groups = samples
            .iter()
            .map(|(geno, ..)| ["a", "b"][usize::from(*geno)].into())
            .collect();
        study.ages = (0..samples.len())
            .map(|at| format!("{}.{at:02}", (at * 7919) % 50))
            .collect();
        (study, samples)
    })
}

pub(super) fn crossed_sheet((study, samples): &(Study, Vec<(bool, bool, usize)>)) -> SampleSheet {
    let mut sheet = sheet(study);
    let mut add = |name: &str, value: &dyn Fn(&(bool, bool, usize)) -> String| {
        sheet.columns.push(SheetColumn {
            name: name.into(),
            values: samples.iter().map(value).collect(),
        });
    };
    add("geno", &|sample| if sample.0 { "KO" } else { "WT" }.into());
    add("diet", &|sample| {
        if sample.1 { "low" } else { "full" }.into()
    });
    add("litter", &|sample| format!("l{}", sample.2));
    sheet
}

pub(super) fn sheet(study: &Study) -> SampleSheet {
    let column = |name: &str, values: &[String]| SheetColumn {
        name: name.into(),
        values: values.to_vec(),
    };
    let n_samples = study.groups.len();
    SampleSheet {
        path: "samples.csv".into(),
        samples: (1..=n_samples).map(|i| format!("s{i}")).collect(),
        lines: (2..).take(n_samples).collect(),
        files: None,
        columns: vec![column("group", &study.groups), column("age", &study.ages)],
    }
}

pub(super) fn expression(study: &Study) -> ExpressionMatrix {
    generator::expression(&generator::Recipe {
        seed: f64::from(study.seed),
        n_features: 90,
        target: study.groups.iter().map(|group| group == "b").collect(),
        shift: 1.0,
        spread: 1.2,
        constant: study.constant,
    })
}

/// The same with this share of the values missing, of twenty.
pub(super) fn with_missing(expression: &ExpressionMatrix, share: usize) -> ExpressionMatrix {
    let mut values = expression.to_array();
    for ((feature, sample), value) in values.indexed_iter_mut() {
        if (feature * 31 + sample * 17) % 20 < share {
            *value = f64::NAN;
        }
    }
    let (features, samples) = (
        expression.features().to_vec(),
        expression.samples().to_vec(),
    );
    ExpressionMatrix::new(features, samples, values).unwrap()
}

pub(super) fn run(
    study: &Study,
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
) -> Result<ContrastResult, DiffexprError> {
    let contrast = common::contrast("group", "a", "b", &["age"]);
    let moderation = ModerationSettings {
        trend: study.trend,
        robust: study.robust,
        ..Default::default()
    };
    let settings = Settings {
        moderation,
        ..Settings::default()
    };
    analyze(expression, sheet, &contrast, &settings)
}
