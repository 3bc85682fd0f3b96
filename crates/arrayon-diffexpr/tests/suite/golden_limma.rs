//! Real and simulated studies against limma 3.54 on the same expression values.

use crate::common;

use arrayon_diffexpr::{
    ArrayWeightSettings, ContrastResult, ModerationSettings, Settings, analyze,
};
use arrayon_testkit::{assert_all_close, assert_close, read_table, shared};
use common::{assert_meets_top_table, by_id, contrast, expression, sheet};
use std::path::PathBuf;

fn gse12654(test: &str) -> Option<PathBuf> {
    Some(shared(test)?.join("data/gse12654"))
}

fn settings(trend: bool, robust: bool) -> Settings {
    Settings {
        moderation: ModerationSettings {
            trend,
            robust,
            ..Default::default()
        },
        ..Settings::default()
    }
}

fn sex(folder: &std::path::Path, settings: &Settings) -> ContrastResult {
    let expression = expression(&folder.join("reference/rma_affy.tsv.gz"));
    let sheet = sheet(&folder.join("samples.csv"));
    let contrast = contrast("sex", "M", "F", &["diagnosis", "brain_ph"]);
    analyze(&expression, &sheet, &contrast, settings).unwrap()
}

fn diagnosis(folder: &std::path::Path, settings: &Settings) -> ContrastResult {
    let expression = expression(&folder.join("reference/rma_affy.tsv.gz"));
    let sheet = sheet(&folder.join("samples.csv"));
    let contrast = contrast(
        "diagnosis",
        "Control",
        "Schizophrenia",
        &["sex", "brain_ph"],
    );
    analyze(&expression, &sheet, &contrast, settings).unwrap()
}

fn assert_meets(folder: &std::path::Path, result: &ContrastResult, reference: &str) {
    let reference = read_table(&folder.join("reference").join(reference));
    assert_meets_top_table(result, &reference, 1e-8);
}

#[test]
fn gse12654_plain() {
    let Some(folder) = gse12654("gse12654_plain") else {
        return;
    };
    let result = sex(&folder, &settings(false, false));
    assert_meets(&folder, &result, "limma_plain_sex_F_vs_M.tsv.gz");
    assert_close(result.prior.df.at(0), 5.4381427045841, 1e-12, "df.prior");
    assert_close(result.prior.s2.at(0), 0.0353508151368881, 1e-13, "s2.prior");
    assert_eq!(result.found.n_up + result.found.n_down, 14);
    assert!((by_id(&result)["6192_at"].log_fc + 4.664756).abs() < 1e-6);
    let result = diagnosis(&folder, &settings(false, false));
    assert_meets(
        &folder,
        &result,
        "limma_plain_schizophrenia_vs_control.tsv.gz",
    );
    assert_eq!((result.found.n_up, result.found.n_down), (0, 0));
}

#[test]
fn gse12654_trend() {
    let Some(folder) = gse12654("gse12654_trend") else {
        return;
    };
    let result = sex(&folder, &settings(true, false));
    assert_meets(&folder, &result, "limma_trend_sex_F_vs_M.tsv.gz");
    assert_eq!(result.found.n_up + result.found.n_down, 14);
    let result = diagnosis(&folder, &settings(true, false));
    assert_meets(
        &folder,
        &result,
        "limma_trend_schizophrenia_vs_control.tsv.gz",
    );
}

#[test]
fn gse12654_robust() {
    let Some(folder) = gse12654("gse12654_robust") else {
        return;
    };
    for (trend, name) in [(false, "robust"), (true, "trend_robust")] {
        let result = sex(&folder, &settings(trend, true));
        assert_meets(&folder, &result, &format!("limma_{name}_sex_F_vs_M.tsv.gz"));
        assert_eq!(result.found.n_up + result.found.n_down, 14);
        let result = diagnosis(&folder, &settings(trend, true));
        let reference = format!("limma_{name}_schizophrenia_vs_control.tsv.gz");
        assert_meets(&folder, &result, &reference);
    }
}

#[test]
fn gse12654_array_weights() {
    let Some(folder) = gse12654("gse12654_array_weights") else {
        return;
    };
    let array_weights = Some(ArrayWeightSettings::default());
    let result = sex(
        &folder,
        &Settings {
            array_weights,
            ..Settings::default()
        },
    );
    let reference = read_table(&folder.join("reference/limma_arrayWeights.tsv"));
    assert_eq!(reference.text("sample"), result.design.sample_names);
    let expected = reference.numbers("weight");
    assert_all_close(&result.sample_weights.unwrap(), &expected, 1e-10, "weights");
}

#[test]
fn spike_in() {
    let Some(shared) = shared("spike_in") else {
        return;
    };
    let folder = shared.join("data/spikein_hgu95a");
    let expression = expression(&folder.join("reference/rma_affy_native1016_subset.tsv"));
    let sheet = sheet(&folder.join("samples.csv"));
    let contrast = contrast("group", "A", "B", &[]);
    let result = analyze(&expression, &sheet, &contrast, &settings(false, false)).unwrap();
    let reference = read_table(&folder.join("reference/limma_native1016_B_vs_A.tsv"));
    assert_meets_top_table(&result, &reference, 1e-8);
    assert_eq!(result.found.n_up + result.found.n_down, 10);
}

/// The reference was computed before the expression values were cut to ten digits.
#[test]
fn clariom_simulation() {
    clariom(
        &settings(false, false),
        "limma_trend0_robust0_G2_vs_G1.tsv.gz",
    );
    clariom(
        &settings(true, true),
        "limma_trend1_robust1_G2_vs_G1.tsv.gz",
    );
}

fn clariom(settings: &Settings, reference: &str) {
    let Some(shared) = shared("clariom_simulation") else {
        return;
    };
    let folder = shared.join("data/clariom_sim");
    let file = "reference/rma_preprocessCore_without_antigenomic.tsv.gz";
    let all = expression(&folder.join(file));
    let reference = read_table(&folder.join("reference").join(reference));
    let tested: std::collections::BTreeSet<&str> =
        reference.rows.iter().map(|row| row[0].as_str()).collect();
    let rows: Vec<usize> = (0..all.n_features())
        .filter(|&row| tested.contains(&all.features()[row][..]))
        .collect();
    let expression = all.select_features(&rows);
    let mut sheet = sheet(&folder.join("samples.tsv"));
    sheet
        .samples
        .iter_mut()
        .for_each(|name| name.push_str(".CEL"));
    let contrast = contrast("group", "G1", "G2", &[]);
    let result = analyze(&expression, &sheet, &contrast, settings).unwrap();
    assert_meets_top_table(&result, &reference, 1e-7);
}
