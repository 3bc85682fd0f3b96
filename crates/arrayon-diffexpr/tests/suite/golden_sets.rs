//! treat, moderated F and decisions over sets of contrasts against limma 3.54.

use crate::common;

use arrayon_core::ExpressionMatrix;
use arrayon_diffexpr::{
    ColumnRoles, ContrastFit, DecisionMethod, Design, FTest, LinearFit, LogOddsSettings,
    ModeratedContrast, Moderation, ModerationSettings, Settings, TestedContrasts, analyze,
    build_design, decide, fit_contrast, fit_linear_models, moderate, moderate_contrast,
    moderated_f_test,
};
use arrayon_stats::multiple_testing::benjamini_hochberg;
use arrayon_testkit::{assert_all_close, assert_close, read_table, shared, testdata};
use common::{by_id, contrast, expression, nan, sheet};
use std::path::{Path, PathBuf};

fn gse12654(test: &str) -> Option<PathBuf> {
    Some(shared(test)?.join("data/gse12654"))
}

#[test]
fn treat_at_a_fold_change_of_1_2() {
    let Some(folder) = gse12654("treat") else {
        return;
    };
    let expression = expression(&folder.join("reference/rma_affy.tsv.gz"));
    let sheet = sheet(&folder.join("samples.csv"));
    let contrast = contrast("sex", "M", "F", &["diagnosis", "brain_ph"]);
    let settings = Settings {
        treat: Some(1.2f64.log2()),
        ..Settings::default()
    };
    let result = analyze(&expression, &sheet, &contrast, &settings).unwrap();
    let reference = read_table(&folder.join("reference/limma_treat1.2_sex_F_vs_M.tsv.gz"));
    let rows = by_id(&result);
    let rows: Vec<_> = reference.rows.iter().map(|row| rows[&row[0][..]]).collect();
    let compare = |column: &str, found: Vec<f64>, ln: bool| {
        let expected = reference.numbers(column);
        let expected: Vec<f64> = expected
            .into_iter()
            .map(|value| if ln { value.ln() } else { value })
            .collect();
        assert_all_close(&found, &expected, 1e-8, column);
    };
    compare("logFC", rows.iter().map(|row| row.log_fc).collect(), false);
    compare("t", rows.iter().map(|row| nan(row.t)).collect(), false);
    compare(
        "P.Value",
        rows.iter().map(|row| nan(row.ln_p())).collect(),
        true,
    );
    compare(
        "adj.P.Val",
        rows.iter().map(|row| nan(row.adj_p_value).ln()).collect(),
        true,
    );
    assert!(rows.iter().all(|row| row.b.is_none()));
}

struct Set {
    expression: ExpressionMatrix,
    fit: LinearFit,
    weights: Vec<Vec<f64>>,
}

/// The model of diagnosis within sex: four group means and brain pH.
fn diagnosis_in_sex(folder: &Path) -> Set {
    let expression = expression(&folder.join("reference/rma_affy.tsv.gz"));
    let mut sheet = sheet(&folder.join("samples.csv"));
    let column = |name: &str| sheet.column(name).unwrap().values.clone();
    let (diagnosis, sex) = (column("diagnosis"), column("sex"));
    let group = diagnosis
        .iter()
        .zip(&sex)
        .map(|(a, b)| format!("{a}.{b}"))
        .collect();
    sheet.columns.push(arrayon_core::SheetColumn {
        name: "group".into(),
        values: group,
    });
    let model = contrast("group", "Control.F", "Schizophrenia.F", &[]);
    let design = build_design(&sheet, &model, &ColumnRoles::default()).unwrap();
    let weights = contrasts_in_sex(&design);
    let fit = fit_linear_models(&expression, &design).unwrap();
    Set {
        expression,
        fit,
        weights,
    }
}

fn contrasts_in_sex(design: &Design) -> Vec<Vec<f64>> {
    let weight = |level: &str, sex: &str| {
        let sign = |at: &String| {
            let Some((diagnosis, of_sex)) = at.trim_start_matches("group=").split_once('.') else {
                return 0.0;
            };
            let is_here = of_sex == sex;
            f64::from(u8::from(is_here && diagnosis == level))
        };
        design.columns.iter().map(sign).collect::<Vec<f64>>()
    };
    let minus =
        |a: &[f64], b: &[f64]| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a - b).collect() };
    let in_sex = |sex| minus(&weight("Schizophrenia", sex), &weight("Control", sex));
    let (in_f, in_m) = (in_sex("F"), in_sex("M"));
    let interaction = minus(&in_f, &in_m);
    vec![in_f, in_m, interaction]
}

#[test]
fn moderated_f_of_dependent_contrasts() {
    let Some(folder) = gse12654("moderated_f") else {
        return;
    };
    let set = diagnosis_in_sex(&folder);
    let moderation = moderate(&set.fit, &ModerationSettings::default());
    let contrasts: Vec<ContrastFit> = set
        .weights
        .iter()
        .map(|weights| fit_contrast(&set.fit, weights))
        .collect();
    let test = moderated_f_test(&set.fit, &set.weights, &contrasts, &moderation);
    assert_eq!(test.df1[0], 2);
    let reference = read_table(&folder.join("reference/limma_group_F_test.tsv.gz"));
    let features = set.expression.features();
    let order: Vec<usize> = (reference.rows.iter())
        .map(|row| features.iter().position(|id| *id == row[0]).unwrap())
        .collect();
    let pick = |values: &[f64]| order.iter().map(|&at| values[at]).collect::<Vec<_>>();
    for (column, contrast) in ["dx_in_F", "dx_in_M", "interaction"]
        .into_iter()
        .zip(&contrasts)
    {
        assert_all_close(
            &pick(&contrast.log_fc),
            &reference.numbers(column),
            1e-8,
            column,
        );
    }
    assert_all_close(&pick(&test.f), &reference.numbers("F"), 1e-8, "F");
    let ln = |values: Vec<f64>| values.into_iter().map(f64::ln).collect::<Vec<_>>();
    let expected = ln(reference.numbers("P.Value"));
    assert_all_close(&pick(&test.ln_p), &expected, 1e-8, "P.Value");
    let p_values: Vec<f64> = test.ln_p.iter().map(|ln_p| ln_p.exp()).collect();
    let adjusted = ln(pick(&benjamini_hochberg(&p_values)));
    assert_all_close(
        &adjusted,
        &ln(reference.numbers("adj.P.Val")),
        1e-8,
        "adj.P.Val",
    );
}

use crate::generator;

/// Numbers of decisions from testdata/golden/diffexpr/make_decisions.R.
/// Four groups of 15 samples and contrasts between them, the last dependent on the others.
struct FourGroups {
    fit: LinearFit,
    moderation: Moderation,
    weights: Vec<Vec<f64>>,
    statistics: Vec<ModeratedContrast>,
    f_test: FTest,
}

impl FourGroups {
    fn new(shift: f64, n_contrasts: usize) -> Self {
        let groups: Vec<String> = "aabbccddaabbccd".chars().map(String::from).collect();
        let expression = generator::expression(&generator::Recipe {
            seed: 31.0,
            n_features: 600,
            target: groups.iter().map(|group| group == "b").collect(),
            shift,
            spread: 1.2,
            constant: 0,
        });
        let sheet = of_groups(&expression, groups);
        let model = contrast("group", "a", "b", &[]);
        let design = build_design(&sheet, &model, &ColumnRoles::default()).unwrap();
        let fit = fit_linear_models(&expression, &design).unwrap();
        let moderation = moderate(&fit, &ModerationSettings::default());
        let mut weights = vec![
            vec![-1.0, 1.0, 0.0, 0.0],
            vec![0.0, 1.0, -1.0, 0.0],
            vec![-1.0, 0.0, 0.0, 1.0],
            vec![1.0, 0.0, -1.0, 0.0],
        ];
        weights.truncate(n_contrasts);
        let contrasts: Vec<ContrastFit> = weights.iter().map(|w| fit_contrast(&fit, w)).collect();
        let statistics = (contrasts.iter())
            .map(|contrast| moderate_contrast(contrast, &moderation, &LogOddsSettings::default()))
            .collect();
        Self {
            f_test: moderated_f_test(&fit, &weights, &contrasts, &moderation),
            fit,
            moderation,
            weights,
            statistics,
        }
    }

    fn tested(&self) -> TestedContrasts<'_> {
        TestedContrasts {
            fit: &self.fit,
            moderation: &self.moderation,
            weights: &self.weights,
            contrasts: &self.statistics,
            f_test: &self.f_test,
        }
    }
}

#[test]
fn stage_wise_p_values() {
    let reference = read_table(&testdata().join("golden/diffexpr/stage_wise.tsv"));
    let [n_contrasts, feature, contrast, ln_p] =
        ["n_contrasts", "feature", "contrast", "ln_p"].map(|column| reference.numbers(column));
    for n in [4, 2] {
        let groups = FourGroups::new(0.8, n);
        let found = groups.tested().stage_wise(0.1);
        let mut n_compared = 0;
        for row in (0..ln_p.len()).filter(|&row| n_contrasts[row] == n as f64) {
            let (contrast, feature) = (contrast[row] as usize - 1, feature[row] as usize - 1);
            let what = format!("{n} contrasts, {contrast}, feature {feature}");
            assert_close(found[contrast][feature].ln(), ln_p[row], 1e-8, &what);
            n_compared += 1;
        }
        let n_known = found.iter().flatten().filter(|p| !p.is_nan()).count();
        assert_eq!(n_known, n_compared);
        let decided = decide(&groups.tested(), DecisionMethod::StageWise, 0.1);
        for (decided, (found, tested)) in decided.iter().zip(found.iter().zip(&groups.statistics)) {
            for at in 0..600 {
                let expected = if found[at] <= 0.1 {
                    tested.t[at].signum()
                } else {
                    0.0
                };
                assert_eq!(decided[at].map(f64::from), Some(expected));
            }
        }
    }
}

#[test]
fn decisions() {
    let groups = FourGroups::new(1.5, 4);
    let tested = groups.tested();
    let reference = read_table(&testdata().join("golden/diffexpr/decisions.tsv"));
    for (column, method) in [
        ("separate", DecisionMethod::Separate),
        ("global", DecisionMethod::Global),
        ("nestedF", DecisionMethod::NestedF),
    ] {
        let found: Vec<f64> = decide(&tested, method, 0.1)
            .concat()
            .iter()
            .map(|d| d.unwrap().into())
            .collect();
        let mut expected = vec![0.0; found.len()];
        let named = reference
            .text("method")
            .into_iter()
            .zip(reference.numbers("position"));
        for ((method, position), sign) in named.zip(reference.numbers("decision")) {
            if method == column {
                expected[position as usize] = sign;
            }
        }
        assert!(expected.iter().any(|sign| *sign != 0.0));
        assert_eq!(found, expected, "{column}");
    }
}

#[test]
fn moderated_f_where_all_features_share_one_variance() {
    let table = read_table(&testdata().join("golden/diffexpr/infinite_prior.tsv"));
    let [study, feature, f, ln_p, df_total] =
        ["study", "feature", "F", "ln_p", "df_total"].map(|column| table.numbers(column));
    let studies = [
        ("aabbcc", 12, false),
        ("aaabbbccc", 20, false),
        ("aabbccc", 60, false),
        ("aaaabbbbcccc", 3000, true),
    ];
    for (at, (groups, n_features, robust)) in studies.into_iter().enumerate() {
        let groups: Vec<String> = groups.chars().map(String::from).collect();
        let expression = generator::expression(&generator::Recipe {
            seed: 91.0 + at as f64,
            n_features,
            target: groups.iter().map(|group| group == "b").collect(),
            shift: 0.2,
            spread: 0.0,
            constant: 0,
        });
        let sheet = of_groups(&expression, groups);
        let model = contrast("group", "a", "b", &[]);
        let design = build_design(&sheet, &model, &ColumnRoles::default()).unwrap();
        let fit = fit_linear_models(&expression, &design).unwrap();
        let settings = ModerationSettings {
            robust,
            ..ModerationSettings::default()
        };
        let moderation = moderate(&fit, &settings);
        let weights = [vec![-1.0, 1.0, 0.0], vec![-1.0, 0.0, 1.0]];
        let contrasts = weights.each_ref().map(|one| fit_contrast(&fit, one));
        let test = moderated_f_test(&fit, &weights, &contrasts, &moderation);
        let rows = (0..study.len()).filter(|&row| study[row] == (at + 1) as f64);
        for row in rows {
            let place = feature[row] as usize - 1;
            let what =
                |column: &str| format!("study {}, feature {}: {column}", at + 1, feature[row]);
            assert_close(test.f[place], f[row], 1e-8, &what("F"));
            assert_close(test.ln_p[place], ln_p[row], 1e-8, &what("ln p"));
            assert_close(
                moderation.df_total.at(place),
                df_total[row],
                1e-8,
                &what("df"),
            );
        }
    }
}

fn of_groups(expression: &ExpressionMatrix, groups: Vec<String>) -> arrayon_core::SampleSheet {
    arrayon_core::SampleSheet {
        path: "samples.csv".into(),
        samples: expression.samples().to_vec(),
        lines: (2..).take(groups.len()).collect(),
        files: None,
        columns: vec![arrayon_core::SheetColumn {
            name: "group".into(),
            values: groups,
        }],
    }
}
