//! Methods besides RMA against affyPLM and farms, on the 24 arrays of GSE12654.

use arrayon_core::NoProgress;
use arrayon_formats::cel;
use arrayon_formats::chip::read_cdf;
use arrayon_normalize::{
    NormalizeMethod, NormalizeSection, ProbeSelection, ProbeVisitor, RankedArray,
    SummarizedFeature, correct_array, normalize,
};
use arrayon_testkit::{Table, assert_all_close, read_table, shared};
use ndarray::Array2;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

/// What a method makes of the arrays.
struct Found {
    features: Vec<String>,
    expression: Array2<f64>,
    fits: Fits,
}

/// Standard errors, weights and residuals of every feature.
#[derive(Default)]
struct Fits(Vec<Fit>);

#[derive(Clone, Default)]
struct Fit {
    errors: Vec<f64>,
    weights: Vec<f64>,
    residuals: Vec<f64>,
    is_informative: Option<bool>,
}

impl ProbeVisitor for Fits {
    type Block = Vec<Fit>;

    fn block(&self) -> Vec<Fit> {
        Vec::new()
    }

    fn see(&self, block: &mut Vec<Fit>, feature: &SummarizedFeature<'_>) {
        block.push(Fit {
            errors: feature.fit.standard_errors.unwrap_or_default().to_vec(),
            weights: feature.fit.weights.unwrap_or_default().to_vec(),
            residuals: feature.fit.residuals.to_vec(),
            is_informative: feature.fit.is_informative(),
        });
    }

    fn join(&mut self, block: Vec<Fit>) {
        self.0.extend(block);
    }
}

fn found(folder: &Path, method: NormalizeMethod) -> Found {
    let chip = read_cdf(&folder.join("HGU95Av2_Hs_ENTREZG.cdf.gz")).unwrap();
    let universe = ProbeSelection::AllPerfectMatch.of(&chip);
    let settings = NormalizeSection {
        method,
        ..NormalizeSection::default()
    };
    let sheet = std::fs::read_to_string(folder.join("samples.csv")).unwrap();
    let files: Vec<&str> = (sheet.lines().skip(1))
        .map(|line| line.split(',').nth(1).unwrap())
        .collect();
    let arrays: Vec<RankedArray> = (files.par_iter())
        .map(|file| {
            let array = cel::read(&folder.join("cel").join(file)).unwrap();
            let cells = universe.cells.iter();
            let probes: Vec<f32> = cells
                .map(|&cell| array.intensities[cell as usize])
                .collect();
            correct_array(&probes, &settings).unwrap().intensities
        })
        .collect();
    let mut fits = Fits::default();
    let expression = normalize(
        &arrays,
        &universe.features,
        &settings,
        &mut fits,
        &NoProgress,
    )
    .unwrap();
    Found {
        features: universe
            .features
            .into_iter()
            .map(|feature| feature.id)
            .collect(),
        expression,
        fits,
    }
}

impl Found {
    fn position(&self) -> BTreeMap<&str, usize> {
        self.features.iter().map(String::as_str).zip(0..).collect()
    }

    fn compare(&self, reference: &Table, tolerance: f64, values: impl Fn(usize) -> Vec<f64>) {
        let position = self.position();
        assert_eq!(reference.rows.len(), self.features.len());
        for (row, cells) in reference.rows.iter().enumerate() {
            let id = cells[0].as_str();
            let values = values(position[id]);
            assert_all_close(&values, &reference.row_numbers(row, 1), tolerance, id);
        }
    }

    /// Compares numbers of single probes, whose rows are named `feature:number`.
    fn compare_probes(
        &self,
        reference: &Table,
        tolerance: f64,
        values: impl Fn(&Fit) -> &Vec<f64>,
    ) {
        let (position, n_arrays) = (self.position(), self.expression.ncols());
        assert!(reference.rows.len() > 600, "{}", reference.rows.len());
        for (row, cells) in reference.rows.iter().enumerate() {
            let (id, number) = cells[0].split_once(':').unwrap();
            let number: usize = number.parse().unwrap();
            let of_feature = values(&self.fits.0[position[id]]);
            let of_probe = &of_feature[(number - 1) * n_arrays..][..n_arrays];
            assert_all_close(
                of_probe,
                &reference.row_numbers(row, 1),
                tolerance,
                &cells[0],
            );
        }
    }
}

#[test]
fn probe_level_models_meet_affy_plm() {
    let Some(shared) = shared("probe_level_models_meet_affy_plm") else {
        return;
    };
    let folder = shared.join("data/gse12654");
    let quality = folder.join("reference/quality");
    let found = found(&folder, NormalizeMethod::Plm);
    let read = |name: &str| read_table(&quality.join(name));
    let row = |at: usize| found.expression.row(at).to_vec();
    found.compare(&read("plm_expression.tsv.gz"), 1e-4, row);
    let errors = |at: usize| found.fits.0[at].errors.clone();
    found.compare(&read("plm_standard_errors.tsv.gz"), 1e-4, errors);
    found.compare_probes(&read("plm_weights_60_sets.tsv.gz"), 1e-4, |fit| {
        &fit.weights
    });
    found.compare_probes(&read("plm_residuals_60_sets.tsv.gz"), 1e-4, |fit| {
        &fit.residuals
    });
}

#[test]
fn factor_analysis_meets_farms() {
    let Some(shared) = shared("factor_analysis_meets_farms") else {
        return;
    };
    let folder = shared.join("data/gse12654");
    let found = found(&folder, NormalizeMethod::Farms);
    let reference = read_table(&folder.join("reference/quality/qfarms_expression.tsv.gz"));
    found.compare(&reference, 1e-7, |at| found.expression.row(at).to_vec());
}

/// `INIcalls` of farms 1.57 calls 10.13 % of these sets informative.
#[test]
fn informative_calls_meet_farms() {
    let Some(shared) = shared("informative_calls_meet_farms") else {
        return;
    };
    let folder = shared.join("data/gse12654");
    let found = found(&folder, NormalizeMethod::Farms);
    let calls = found
        .fits
        .0
        .iter()
        .filter(|fit| fit.is_informative == Some(true));
    let share = 100.0 * calls.count() as f64 / found.features.len() as f64;
    let summary = folder.join("reference/quality/qfarms_informative_summary.txt");
    let summary = std::fs::read_to_string(summary).unwrap();
    let line = format!("Informative probe sets      : {share:.2}%");
    assert!(summary.contains(&line), "{line} instead of {summary}");
}
