//! Whole studies on real arrays, from CEL files to the summary.

use arrayon::ProbeSelection;
use arrayon::config::{
    ChipSection, ClusterSection, DifferentialSection, GeneSetTest, GeneSetsSection,
    NormalizeSection, QualitySection, StudyConfig, StudySection, ThemeChoice,
};
use arrayon::results::Separation;
use arrayon::results::summary::Summary;
use arrayon::{RunOptions, run_study};
use arrayon_core::NoProgress;
use arrayon_formats::contrast_table;
use arrayon_testkit::{assert_close, read_table, shared};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn config(name: &str, folder: &Path, cel_dir: PathBuf, chip: ChipSection) -> StudyConfig {
    StudyConfig {
        study: StudySection {
            name: name.to_owned(),
            samples: folder.join("samples.csv").into(),
            contrasts: Some(folder.join("contrasts.csv").into()),
            cel_dir: Some(cel_dir.into()),
            matrix: None,
            scale: None,
            offset: arrayon_settings::Size::default(),
            controls: None,
            truth: None,
        },
        chip: Some(chip),
        normalize: NormalizeSection::default(),
        quality: QualitySection::default(),
        differential: DifferentialSection::default(),
        cluster: ClusterSection::default(),
        genesets: GeneSetsSection {
            themes: ThemeChoice::None,
            // held against limma's with the same preset
            tests: Some(vec![GeneSetTest::OverRepresentation, GeneSetTest::CameraPr]),
            ..GeneSetsSection::default()
        },
        output: Default::default(),
        figures: Default::default(),
        gate: None,
    }
}

fn cdf(path: PathBuf) -> ChipSection {
    ChipSection {
        cdf: Some(path.into()),
        ..ChipSection::default()
    }
}

fn run(config: StudyConfig, out: &Path) -> Summary {
    run_study(config, out, &RunOptions::default(), &NoProgress).unwrap()
}

/// Every column of a table of ours against limma's; p-values on the log scale.
fn compare_with_limma(ours: &Path, limma: &Path, tolerance: f64) {
    let rows = contrast_table::read(ours).unwrap().rows;
    let row_of: BTreeMap<&str, usize> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| (row.feature_id.as_str(), at))
        .collect();
    let limma = read_table(limma);
    assert_eq!(limma.rows.len(), rows.len());
    let columns = [
        "logFC",
        "CI.L",
        "CI.R",
        "AveExpr",
        "t",
        "P.Value",
        "adj.P.Val",
        "B",
    ];
    let expected: Vec<Vec<f64>> = columns.iter().map(|column| limma.numbers(column)).collect();
    for (at, id) in limma.text("probeset").into_iter().enumerate() {
        let row = &rows[row_of[id]];
        let number = |value: Option<f64>| value.expect("a number");
        let found = [
            row.log_fc,
            row.ci_left,
            row.ci_right,
            row.ave_expr,
            number(row.t),
            number(row.p_value),
            number(row.adj_p_value),
            number(row.b),
        ];
        for (column, (&found, expected)) in columns.iter().zip(found.iter().zip(&expected)) {
            let what = format!("{id} {column}");
            if column.contains("P.Val") {
                assert_close(found.ln(), expected[at].ln(), tolerance, &what);
            } else {
                assert_close(found, expected[at], tolerance, &what);
            }
        }
    }
}

#[test]
fn brain_arrays_from_cel_files_to_answers() {
    let Some(shared) = shared("brain_arrays_from_cel_files_to_answers") else {
        return;
    };
    let folder = shared.join("data/gse12654");
    let temporary = tempfile::tempdir().unwrap();
    let contrasts = [
        ("female_vs_male", "sex_F_vs_M"),
        ("schizophrenia_vs_control", "schizophrenia_vs_control"),
    ];
    for (trend, variant) in [(false, "plain"), (true, "trend")] {
        let chip = cdf(folder.join("HGU95Av2_Hs_ENTREZG.cdf.gz"));
        let mut config = config("brain", &folder, folder.join("cel"), chip);
        config.differential.trend = trend;
        let out = temporary.path().join(variant);
        let summary = run(config, &out);
        for (contrast, reference) in contrasts {
            let ours = out.join(format!("differential/{contrast}.tsv"));
            let limma = format!("reference/limma_{variant}_{reference}.tsv.gz");
            compare_with_limma(&ours, &folder.join(limma), 1e-6);
        }
        let sex = &summary.contrasts[0];
        assert_eq!((sex.n_tested, sex.n_up + sex.n_down), (8551, 14));
        let led_by: Vec<&str> = sex
            .top_features
            .iter()
            .take(3)
            .map(|row| row.feature_id.as_str())
            .collect();
        assert_eq!(led_by, ["6192_at", "8653_at", "7503_at"]);
        assert!((sex.top_features[0].log_fc - -4.664_756).abs() < 1e-6);
        assert_eq!(summary.contrasts[1].n_up + summary.contrasts[1].n_down, 0);
        assert!(
            summary
                .sample_clusters
                .iter()
                .all(|cluster| cluster.verdict == Separation::NotSeparated)
        );
        assert!(!summary.is_simulated);
        // One array has four damaged lines, and the study was scanned on several days.
        assert!(
            summary
                .warnings
                .iter()
                .any(|text| text.contains("GSM317662: 4 of 409600 cells"))
        );
    }
}

#[test]
fn brain_matrix_meets_limma_to_eight_digits() {
    let Some(shared) = shared("brain_matrix_meets_limma_to_eight_digits") else {
        return;
    };
    let folder = shared.join("data/gse12654");
    let temporary = tempfile::tempdir().unwrap();
    let variants = [
        (false, false, "plain"),
        (true, false, "trend"),
        (false, true, "robust"),
        (true, true, "trend_robust"),
    ];
    for (trend, robust, variant) in variants {
        let mut config = brain_matrix(&folder);
        config.differential.trend = trend;
        config.differential.robust = robust;
        let out = temporary.path().join(variant);
        run(config, &out);
        for (contrast, reference) in [
            ("female_vs_male", "sex_F_vs_M"),
            ("schizophrenia_vs_control", "schizophrenia_vs_control"),
        ] {
            let ours = out.join(format!("differential/{contrast}.tsv"));
            let limma = format!("reference/limma_{variant}_{reference}.tsv.gz");
            compare_with_limma(&ours, &folder.join(limma), 1e-8);
        }
    }
}

/// The study that begins from affy's expression.
fn brain_matrix(folder: &Path) -> StudyConfig {
    let mut config = config("brain", folder, PathBuf::new(), ChipSection::default());
    config.study.cel_dir = None;
    config.study.matrix = Some(folder.join("reference/rma_affy.tsv.gz").into());
    config
}

#[test]
fn brain_matrix_against_a_fold_change_meets_treat() {
    let Some(shared) = shared("brain_matrix_against_a_fold_change_meets_treat") else {
        return;
    };
    let folder = shared.join("data/gse12654");
    let temporary = tempfile::tempdir().unwrap();
    let mut config = brain_matrix(&folder);
    config.differential.treat = 1.2_f64.log2().try_into().unwrap();
    let out = temporary.path().join("out");
    run(config, &out);
    let rows = contrast_table::read(&out.join("differential/female_vs_male.tsv"))
        .unwrap()
        .rows;
    let row_of: BTreeMap<&str, usize> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| (row.feature_id.as_str(), at))
        .collect();
    let limma = read_table(&folder.join("reference/limma_treat1.2_sex_F_vs_M.tsv.gz"));
    let (t, p) = (limma.numbers("t"), limma.numbers("P.Value"));
    let adjusted = limma.numbers("adj.P.Val");
    assert_eq!(limma.rows.len(), rows.len());
    for (at, id) in limma.text("probeset").into_iter().enumerate() {
        let row = &rows[row_of[id]];
        assert_close(row.t.unwrap(), t[at], 1e-8, id);
        assert_close(row.p_value.unwrap().ln(), p[at].ln(), 1e-8, id);
        assert_close(row.adj_p_value.unwrap().ln(), adjusted[at].ln(), 1e-8, id);
        assert_eq!(row.b, None, "treat has no B");
    }
}

#[test]
fn brain_matrix_with_array_weights_meets_limma() {
    let Some(shared) = shared("brain_matrix_with_array_weights_meets_limma") else {
        return;
    };
    let folder = shared.join("data/gse12654");
    let temporary = tempfile::tempdir().unwrap();
    let mut config = brain_matrix(&folder);
    config.differential.array_weights = true;
    let out = temporary.path().join("out");
    run(config, &out);
    let text = std::fs::read_to_string(out.join("differential/female_vs_male.json")).unwrap();
    let written: serde_json::Value = serde_json::from_str(&text).unwrap();
    let weights = written["array_weights"].as_array().unwrap();
    let limma = read_table(&folder.join("reference/limma_arrayWeights.tsv"));
    let expected = limma.numbers("weight");
    assert_eq!(weights.len(), expected.len());
    for ((weight, sample), expected) in weights.iter().zip(limma.text("sample")).zip(expected) {
        assert_eq!(weight["sample"], sample);
        assert_close(weight["weight"].as_f64().unwrap(), expected, 1e-8, sample);
    }
}

/// The 16 spiked probe sets change by known factors; the run reports how many it found.
#[test]
fn spike_in_run_reports_the_spikes_it_found() {
    let Some(shared) = shared("spike_in_run_reports_the_spikes_it_found") else {
        return;
    };
    let folder = shared.join("data/spikein_hgu95a");
    let temporary = tempfile::tempdir().unwrap();
    let truth = temporary.path().join("truth.tsv");
    std::fs::write(&truth, spike_truth(&folder)).unwrap();
    let chip = cdf(folder.join("HG_U95A_native_1016.cdf.gz"));
    let mut config = config("spike-in", &folder, folder.clone(), chip);
    config.study.truth = Some(truth.into());
    let out = temporary.path().join("out");
    let summary = run(config, &out);
    let features = &summary.truth.unwrap().features[0];
    assert_eq!((features.n_true, features.n_found), (16, 10));
    assert_eq!((features.n_wrong_sign, features.n_false), (0, 0));
    let truth = std::fs::read_to_string(out.join("truth.json")).unwrap();
    let truth: serde_json::Value = serde_json::from_str(&truth).unwrap();
    let missed = truth["contrasts"][0]["missed_features"].as_array();
    assert_eq!(missed.unwrap().len(), 6);

    let limma = read_table(&folder.join("reference/limma_native1016_B_vs_A.tsv"));
    let rows = contrast_table::read(&out.join("differential/B_vs_A.tsv"))
        .unwrap()
        .rows;
    assert_eq!(rows.len(), limma.rows.len());
    let (log_fc, t) = (limma.numbers("logFC"), limma.numbers("t"));
    for (at, id) in limma.text("probeset").into_iter().enumerate() {
        let row = rows.iter().find(|row| row.feature_id == id).unwrap();
        assert_close(row.log_fc, log_fc[at], 1e-6, id);
        assert_close(row.t.unwrap(), t[at], 1e-6, id);
    }
}

/// Which spikes go up or down from group A to B, by the concentrations of the experiment.
fn spike_truth(folder: &Path) -> String {
    let table = read_table(&folder.join("sampleinfo.txt"));
    let group = |array: &str| {
        let is_group = |file: &&str| file.contains(array);
        table.text("filenames").iter().position(is_group).unwrap()
    };
    let (a, b) = (group("1521a"), group("1521b"));
    let mut text = String::from("contrast\tabout\tname\texpected\n");
    for spike in &table.columns[1..] {
        let picomolar = table.numbers(spike);
        let direction = if picomolar[b] > picomolar[a] {
            "up"
        } else {
            "down"
        };
        text.push_str(&format!("B_vs_A\tfeature\t{spike}\t{direction}\n"));
    }
    text
}

#[test]
fn clariom_study_runs_from_its_library_files() {
    let Some(shared) = shared("clariom_study_runs_from_its_library_files") else {
        return;
    };
    let folder = shared.join("data/clariom_sim");
    let temporary = tempfile::tempdir().unwrap();
    let contrasts = temporary.path().join("contrasts.csv");
    std::fs::write(
        &contrasts,
        "id,variable,reference,target,blocking\nG2_vs_G1,group,G1,G2,\n",
    )
    .unwrap();
    let file = |ending: &str| {
        Some(
            folder
                .join(format!("library/Clariom_S_Rat.r1.{ending}.gz"))
                .into(),
        )
    };
    let chip = ChipSection {
        pgf: file("pgf"),
        clf: file("clf"),
        mps: file("mps"),
        bgp: file("bgp"),
        annotation: file("na36.transcript.csv"),
        ..ChipSection::default()
    };
    let mut config = config("clariom", &folder, folder.join("cel"), chip);
    config.study.samples = folder.join("samples.tsv").into();
    config.study.contrasts = Some(contrasts.into());
    config.normalize.probe_selection = ProbeSelection::WithoutAntigenomic;
    config.genesets.gmt = vec![folder.join("sets.symbol.gmt.gz").into()];
    let mut with_controls = config.clone();
    with_controls.differential.test_controls = true;
    let summary = run(with_controls, &temporary.path().join("with controls"));
    assert_eq!(summary.contrasts[0].n_tested, 27_381);
    let out = temporary.path().join("out");
    let summary = run(config, &out);
    let contrast = &summary.contrasts[0];
    assert_eq!(contrast.n_tested, 23_300);
    let rows = contrast_table::read(&out.join("differential/G2_vs_G1.tsv"))
        .unwrap()
        .rows;
    assert_eq!(
        rows.iter()
            .filter(|row| row.gene_symbols.is_empty())
            .count(),
        0
    );
    let limma = read_table(&folder.join("reference/limma_trend0_robust0_G2_vs_G1.tsv.gz"));
    let (log_fc, t) = (limma.numbers("logFC"), limma.numbers("t"));
    let row_of: BTreeMap<&str, usize> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| (row.feature_id.as_str(), at))
        .collect();
    for (at, id) in limma.text("").into_iter().enumerate() {
        let row = &rows[row_of[id]];
        assert_close(row.log_fc, log_fc[at], 1e-6, id);
        assert_close(row.t.unwrap(), t[at], 1e-6, id);
    }
    assert_camera_met(&out.join("genesets/G2_vs_G1.json"), &folder);
}

/// limma's `camera` with its preset correlation, on the same features; ours goes by symbols, of
/// which every feature of the simulated chip has one of its own. limma turns t into z by Hill's
/// approximation, we take the z of the p-value itself: hence 5e-5 (found 3.1e-5) and not 1e-10, which the crate's
/// own tests hold with Hill's z.
fn assert_camera_met(gene_sets: &Path, folder: &Path) {
    let text = std::fs::read_to_string(gene_sets).unwrap();
    let written: serde_json::Value = serde_json::from_str(&text).unwrap();
    let rows = written["camera_pr"].as_array().unwrap();
    let found: BTreeMap<&str, &serde_json::Value> = rows
        .iter()
        .map(|row| (row["set_id"].as_str().unwrap(), row))
        .collect();
    let limma = read_table(&folder.join("reference/limma_ref_camera.tsv"));
    assert_eq!((limma.rows.len(), found.len()), (1000, 1000));
    let (sizes, p) = (limma.numbers("NGenes"), limma.numbers("PValue"));
    let (fdr, direction) = (limma.numbers("FDR"), limma.text("Direction"));
    for (at, id) in limma.text("").into_iter().enumerate() {
        let row = found[id];
        let number = |key: &str| row[key].as_f64().unwrap();
        assert_eq!(number("n_features"), sizes[at], "{id}");
        assert_eq!(
            row["direction"].as_str().unwrap(),
            direction[at].to_lowercase(),
            "{id}"
        );
        assert_close(number("p_value").ln(), p[at].ln(), 5e-5, id);
        assert_close(number("adj_p_value").ln(), fdr[at].ln(), 5e-5, id);
    }
}
