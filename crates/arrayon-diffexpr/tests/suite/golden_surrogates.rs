//! Surrogate variables against limma's wsva and sva's num.sv (testdata/golden/diffexpr).

use crate::common;
use crate::generator;

use arrayon_core::{ExpressionMatrix, SampleSheet, SheetColumn};
use arrayon_diffexpr::{ContrastResult, Settings, SurrogateSettings, analyze, leave_one_out};
use arrayon_testkit::{Table, assert_close, read_table, testdata};

fn table(name: &str) -> Table {
    read_table(&testdata().join("golden/diffexpr").join(name))
}

struct Study {
    expression: ExpressionMatrix,
    sheet: SampleSheet,
}

impl Study {
    fn new(studies: &Table, row: usize) -> Self {
        let number = |column: &str| studies.numbers(column)[row];
        let (groups, batch) = (studies.text("groups")[row], studies.text("batch")[row]);
        let n_features = number("n_features") as usize;
        let even = generator::expression(&generator::Recipe {
            seed: number("seed"),
            n_features,
            target: groups.chars().map(|group| group == 'b').collect(),
            shift: 0.8,
            spread: 0.5,
            constant: 0,
        });
        let shifts = generator::uniforms(number("seed") + 800_000.0, n_features * 3);
        let mut values = even.to_array();
        for feature in (2..n_features).step_by(3) {
            for (sample, batch) in batch.chars().enumerate() {
                if let Some(at) = "xyz".find(batch) {
                    let shift = shifts[feature * 3 + at] - 0.5;
                    values[(feature, sample)] += number("size") * shift;
                }
            }
        }
        let (features, samples) = (even.features().to_vec(), even.samples().to_vec());
        let expression = ExpressionMatrix::new(features, samples.clone(), values).unwrap();
        let sheet = SampleSheet {
            path: "samples.csv".into(),
            lines: (2..).take(samples.len()).collect(),
            samples,
            files: None,
            columns: vec![SheetColumn {
                name: "group".into(),
                values: groups.chars().map(String::from).collect(),
            }],
        };
        Self { expression, sheet }
    }

    fn analyzed(&self, settings: &Settings) -> ContrastResult {
        let contrast = common::contrast("group", "a", "b", &[]);
        analyze(&self.expression, &self.sheet, &contrast, settings).unwrap()
    }
}

fn asked(number: Option<usize>) -> Settings {
    Settings {
        surrogates: Some(SurrogateSettings {
            number,
            n_permutations: 200,
            seed: 1,
        }),
        ..Settings::default()
    }
}

#[test]
fn surrogate_variables_and_the_tests_beside_them() {
    let (studies, values, fits) = (
        table("surrogates_studies.tsv"),
        table("surrogates.tsv"),
        table("surrogates_fit.tsv"),
    );
    for row in 0..studies.rows.len() {
        let study = Study::new(&studies, row);
        let n_sv = studies.numbers("n_sv")[row] as usize;
        let result = study.analyzed(&asked(Some(n_sv)));
        let found = result.found.surrogates.as_ref().unwrap();
        assert_eq!(found.variables.len(), n_sv);
        let of_study = |table: &Table| -> Vec<usize> {
            let ids = table.numbers("study");
            (0..ids.len())
                .filter(|&at| ids[at] == (row + 1) as f64)
                .collect()
        };
        for at in of_study(&values) {
            let [variable, sample] =
                ["variable", "sample"].map(|column| values.numbers(column)[at] as usize - 1);
            let what = format!("study {}, SV{}, sample {sample}", row + 1, variable + 1);
            let found = found.variables[variable].values[sample];
            assert_close(found, values.numbers("value")[at], 1e-8, &what);
        }
        let mut t = vec![(f64::NAN, f64::NAN); study.expression.n_features()];
        for (place, row) in common::placed(&result) {
            t[place] = (common::nan(row.t), common::nan(row.ln_p()));
        }
        for at in of_study(&fits) {
            let feature = fits.numbers("feature")[at] as usize;
            let what = format!("study {}, feature {feature}", row + 1);
            assert_close(t[feature - 1].0, fits.numbers("t")[at], 1e-8, &what);
            assert_close(t[feature - 1].1, fits.numbers("ln_p")[at], 1e-8, &what);
        }
    }
    assert_eq!(studies.rows.len(), 4);
}

#[test]
fn permutations_find_as_many_as_those_of_sva() {
    let studies = table("surrogates_studies.tsv");
    for row in 0..studies.rows.len() {
        let result = Study::new(&studies, row).analyzed(&asked(None));
        let found = result.found.surrogates.unwrap();
        let expected = studies.numbers("n_by_permutation")[row];
        assert_eq!(found.variables.len() as f64, expected, "study {}", row + 1);
    }
}

#[test]
fn arrays_are_left_out_of_the_completed_model() {
    let study = Study::new(&table("surrogates_studies.tsv"), 1);
    let contrast = common::contrast("group", "a", "b", &[]);
    let found = leave_one_out(
        &study.expression,
        &study.sheet,
        &contrast,
        &asked(Some(2)),
        20,
    );
    let found = found.unwrap();
    assert!(
        found
            .note
            .unwrap()
            .contains("surrogate variables are those of all arrays")
    );
    assert_eq!(found.arrays.len(), study.sheet.samples.len());
    assert!(found.arrays.iter().all(|array| array.found.is_some()));
}
