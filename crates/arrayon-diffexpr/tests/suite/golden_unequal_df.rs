//! The prior of variances with unequal residual degrees of freedom against limma 3.62's own code;
//! script and numbers in testdata/golden/diffexpr. Row 0 of a case holds sums over all features.

use crate::common;
use crate::generator;

use arrayon_core::{ExpressionMatrix, SampleSheet, SheetColumn};
use arrayon_diffexpr::{
    ColumnRoles, DifferentialSection, LogOddsSettings, PriorEstimate, build_design, fit_contrast,
    fit_linear_models, moderate, moderate_contrast,
};
use arrayon_testkit::{Cases, Table, read_table, testdata};
use ndarray::Array2;

/// The stopping rule of the reference leaves the prior df known to five digits; its own steps are
/// met to more, but for rounding errors in the likelihood.
const TOLERANCE: f64 = 1e-6;

fn expression(number: impl Fn(&str) -> f64, groups: &[String]) -> ExpressionMatrix {
    let (seed, n_features) = (number("seed"), number("n_features") as usize);
    let even = generator::expression(&generator::Recipe {
        seed,
        n_features,
        target: groups.iter().map(|group| group == "b").collect(),
        shift: 1.0,
        spread: number("spread"),
        constant: 0,
    });
    let (n_samples, n_wild) = (groups.len(), number("n_wild") as usize);
    let missing = generator::uniforms(seed + 500_000.0, n_features * n_samples);
    let values = Array2::from_shape_fn((n_features, n_samples), |(feature, sample)| {
        if missing[feature * n_samples + sample] < number("missing") {
            return f64::NAN;
        }
        let row = even.row(feature);
        let mean = row.iter().sum::<f64>() / n_samples as f64;
        let mut scale = 1.0 + number("rising") * (mean - 3.0) / 10.0;
        if n_wild > 0 && (feature + 1) % (n_features / n_wild) == 1 {
            scale *= 12.0;
        }
        mean + scale * (row[sample] - mean)
    });
    let (features, samples) = (even.features().to_vec(), even.samples().to_vec());
    ExpressionMatrix::new(features, samples, values).unwrap()
}

/// Every column of the reference for every feature, in the reference's order.
fn computed(table: &Table, row: usize) -> Vec<Vec<f64>> {
    let number = |column: &str| table.numbers(column)[row];
    let groups: Vec<String> = (0..number("n") as usize)
        .map(|at| ["a", "b"][at % 2].to_owned())
        .collect();
    let expression = expression(number, &groups);
    let sheet = SampleSheet {
        path: "unequal_df.tsv".into(),
        samples: expression.samples().to_vec(),
        lines: (2..).take(groups.len()).collect(),
        files: None,
        columns: vec![SheetColumn {
            name: "group".into(),
            values: groups,
        }],
    };
    let contrast = common::contrast("group", "a", "b", &[]);
    let design = build_design(&sheet, &contrast, &ColumnRoles::default()).unwrap();
    let fit = fit_linear_models(&expression, &design).unwrap();
    let section = DifferentialSection {
        moderation: PriorEstimate::Likelihood,
        trend: number("trend") == 1.0,
        robust: number("robust") == 1.0,
        ..DifferentialSection::default()
    };
    let moderation = moderate(&fit, &section.fit().moderation);
    let contrast = fit_contrast(&fit, &design.weights);
    let moderated = moderate_contrast(&contrast, &moderation, &LogOddsSettings::default());
    let n = fit.sigma.len();
    vec![
        moderated.t,
        moderated.ln_p,
        moderation.prior.s2.to_vec(n),
        moderation.prior.df.to_vec(n),
        moderation.s2_post.clone(),
        moderation.df_total.to_vec(n),
    ]
}

#[test]
fn unequal_degrees_of_freedom() {
    let folder = testdata().join("golden/diffexpr");
    let studies = read_table(&folder.join("unequal_df.tsv"));
    let mut reference = Cases::read(&folder.join("unequal_df_limma.tsv.gz"));
    for row in 0..studies.rows.len() {
        reference.assert_next(&computed(&studies, row), TOLERANCE);
    }
    assert_eq!(studies.rows.len(), 60);
    reference.assert_ended();
}
