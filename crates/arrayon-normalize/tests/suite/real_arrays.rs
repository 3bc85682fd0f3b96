//! Real and Clariom-sized arrays against affy, preprocessCore and APT.

use arrayon_core::{ChipDesign, NoProgress};
use arrayon_formats::cel;
use arrayon_formats::chip::{PgfLibrary, read_cdf, read_pgf_library};
use arrayon_normalize::{
    Compatibility, NormalizeMethod, NormalizeSection, Precision, ProbeSelection, RankedArray,
    correct_array, mean_distribution, normalize, normalized_values,
};
use arrayon_testkit::{Table, assert_all_close, assert_close, read_table, shared, testdata};
use ndarray::Array2;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Expression of the files, one row a feature.
fn expression(
    files: &[PathBuf],
    chip: &ChipDesign,
    universe: ProbeSelection,
    settings: NormalizeSection,
) -> (Vec<String>, Array2<f64>) {
    let universe = universe.of(chip);
    let arrays: Vec<RankedArray> = (files.iter())
        .map(|file| {
            let array = cel::read(file).unwrap();
            let probes: Vec<f32> = universe
                .cells
                .iter()
                .map(|&cell| array.intensities[cell as usize])
                .collect();
            correct_array(&probes, &settings).unwrap().intensities
        })
        .collect();
    let values = normalize(&arrays, &universe.features, &settings, &mut (), &NoProgress).unwrap();
    (
        universe
            .features
            .into_iter()
            .map(|feature| feature.id)
            .collect(),
        values,
    )
}

/// Compares every row that both have; at least `n_rows` of them.
fn compare(found: &(Vec<String>, Array2<f64>), reference: &Table, n_rows: usize, tolerance: f64) {
    let row_of: BTreeMap<&str, usize> = found
        .0
        .iter()
        .enumerate()
        .map(|(row, id)| (id.as_str(), row))
        .collect();
    let mut n_compared = 0;
    for (row, cells) in reference.rows.iter().enumerate() {
        let Some(&at) = row_of.get(cells[0].as_str()) else {
            continue;
        };
        let values = found.1.row(at).to_vec();
        assert_all_close(
            &values,
            &reference.row_numbers(row, 1),
            tolerance,
            &cells[0],
        );
        n_compared += 1;
    }
    assert_eq!(n_compared, n_rows);
}

fn files_of_sheet(folder: &Path, cel_folder: &Path) -> Vec<PathBuf> {
    let sheet = std::fs::read_to_string(folder).unwrap();
    let files = sheet
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(1).unwrap());
    files.map(|file| cel_folder.join(file)).collect()
}

#[test]
fn brain_arrays_meet_affy() {
    let Some(shared) = shared("brain_arrays_meet_affy") else {
        return;
    };
    let folder = shared.join("data/gse12654");
    let files = files_of_sheet(&folder.join("samples.csv"), &folder.join("cel"));
    let chip = read_cdf(&folder.join("HGU95Av2_Hs_ENTREZG.cdf.gz")).unwrap();
    let found = expression(
        &files,
        &chip,
        ProbeSelection::AllPerfectMatch,
        NormalizeSection::default(),
    );
    let reference = read_table(&folder.join("reference/rma_affy.tsv.gz"));
    compare(&found, &reference, 8551, 1e-6);
}

#[test]
fn spike_in_arrays_meet_affy() {
    let Some(shared) = shared("spike_in_arrays_meet_affy") else {
        return;
    };
    let folder = shared.join("data/spikein_hgu95a");
    let files = files_of_sheet(&folder.join("samples.csv"), &folder);
    let chip = read_cdf(&folder.join("HG_U95A_native_1016.cdf.gz")).unwrap();
    let found = expression(
        &files,
        &chip,
        ProbeSelection::AllPerfectMatch,
        NormalizeSection::default(),
    );
    let reference = read_table(&folder.join("reference/rma_affy_native1016_subset.tsv"));
    compare(&found, &reference, 1016, 1e-6);
}

struct ClariomStudy {
    files: Vec<PathBuf>,
    references: PathBuf,
    library: PathBuf,
}

fn clariom_study(test: &str) -> Option<ClariomStudy> {
    let folder = shared(test)?.join("data/clariom_sim");
    let mut files: Vec<PathBuf> = (std::fs::read_dir(folder.join("cel")).unwrap())
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    Some(ClariomStudy {
        files,
        references: folder.join("reference"),
        library: folder.join("library"),
    })
}

impl ClariomStudy {
    fn chip(&self, with_clusters: bool) -> ChipDesign {
        let file = |ending: &str| self.library.join(format!("Clariom_S_Rat.r1.{ending}.gz"));
        let library = PgfLibrary {
            pgf: file("pgf"),
            clf: file("clf"),
            mps: with_clusters.then(|| file("mps")),
            qcc: None,
            bgp: Some(file("bgp")),
        };
        read_pgf_library(&library).unwrap()
    }

    fn expression(
        &self,
        with_clusters: bool,
        universe: ProbeSelection,
        compatibility: Compatibility,
    ) -> (Vec<String>, Array2<f64>) {
        let settings = NormalizeSection {
            compatibility,
            ..NormalizeSection::default()
        };
        expression(&self.files, &self.chip(with_clusters), universe, settings)
    }
}

#[test]
fn clariom_arrays_meet_preprocess_core() {
    let Some(study) = clariom_study("clariom_arrays_meet_preprocess_core") else {
        return;
    };
    let reference = read_table(
        &study
            .references
            .join("rma_preprocessCore_all_probes.tsv.gz"),
    );
    let (all, bioconductor) = (ProbeSelection::AllPerfectMatch, Compatibility::Bioconductor);
    compare(
        &study.expression(false, all, bioconductor),
        &reference,
        27_404,
        1e-9,
    );
    compare(
        &study.expression(true, all, bioconductor),
        &reference,
        27_381,
        1e-9,
    );
}

#[test]
fn clariom_arrays_without_antigenomic_probes_meet_preprocess_core() {
    let test = "clariom_arrays_without_antigenomic_probes_meet_preprocess_core";
    let Some(study) = clariom_study(test) else {
        return;
    };
    let file = "rma_preprocessCore_without_antigenomic.tsv.gz";
    let reference = read_table(&study.references.join(file));
    let universe = ProbeSelection::WithoutAntigenomic;
    let found = study.expression(false, universe, Compatibility::Bioconductor);
    compare(&found, &reference, 27_381, 1e-9);
}

#[test]
fn clariom_arrays_meet_apt() {
    let Some(study) = clariom_study("clariom_arrays_meet_apt") else {
        return;
    };
    let (all, apt) = (ProbeSelection::AllPerfectMatch, Compatibility::Apt);
    let reference = read_table(&study.references.join("rma_apt1.16_mps.tsv.gz"));
    compare(&study.expression(true, all, apt), &reference, 27_381, 1e-5);
    let reference = read_table(&study.references.join("rma_apt1.16_all.tsv.gz"));
    compare(&study.expression(false, all, apt), &reference, 27_404, 1e-5);
}

/// APT's own sketch differs from its full quantiles on these arrays by 0.029 at most, by 4e-3 in 999
/// of 1,000 values and by 2e-5 in the median (its 32 bits differ from ours by 1e-5 at most).
#[test]
fn sketches_differ_from_full_quantiles_as_those_of_apt() {
    let Some(study) = clariom_study("sketches_differ_from_full_quantiles_as_those_of_apt") else {
        return;
    };
    let settings = NormalizeSection {
        method: NormalizeMethod::RmaSketch,
        compatibility: Compatibility::Apt,
        ..NormalizeSection::default()
    };
    let all = ProbeSelection::AllPerfectMatch;
    let (_, sketched) = expression(&study.files, &study.chip(true), all, settings);
    let (_, full) = study.expression(true, all, Compatibility::Apt);
    let differences = sketched.iter().zip(&full);
    let mut differences: Vec<f64> = differences.map(|(a, b)| (a - b).abs()).collect();
    differences.sort_by(f64::total_cmp);
    let at = |share: f64| differences[(share * (differences.len() - 1) as f64) as usize];
    let found = [at(1.0), at(0.999), at(0.5)];
    for (found, apt, rounding) in [
        (found[0], 0.029, 5e-4),
        (found[1], 4e-3, 5e-4),
        (found[2], 2e-5, 5e-6),
    ] {
        assert!((found - apt).abs() <= rounding, "{found} for APT's {apt}");
    }
}

/// Four real Clariom S Mouse arrays, every cell taken as a probe: no library of the chip is
/// public.
#[test]
fn clariom_s_mouse_arrays_meet_preprocess_core() {
    let Some(shared) = shared("clariom_s_mouse_arrays_meet_preprocess_core") else {
        return;
    };
    let table = read_table(&testdata().join("golden/normalize/clariom_s_mouse.tsv.gz"));
    let sums = read_table(&testdata().join("golden/normalize/clariom_s_mouse_sums.tsv"));
    let cells: Vec<usize> = table
        .numbers("cell")
        .into_iter()
        .map(|cell| cell as usize)
        .collect();
    let settings = NormalizeSection::default();
    let mut arrays = Vec::new();
    for (at, file) in sums.text("array").into_iter().enumerate() {
        let raw = cel::read(&shared.join("data/clariom_s_mouse").join(file))
            .unwrap()
            .intensities;
        let sampled: Vec<f64> = cells.iter().map(|&cell| f64::from(raw[cell])).collect();
        assert_all_close(
            &sampled,
            &table.numbers(&format!("raw{}", at + 1)),
            0.0,
            file,
        );
        let corrected = correct_array(&raw, &settings).unwrap();
        if file == "MN_2_3.CEL.gz" {
            let model = corrected.background.unwrap();
            assert!((model.mu - 39.496).abs() < 5e-4, "{model:?}");
            assert!((model.sigma - 6.10).abs() < 5e-3, "{model:?}");
            assert!((model.alpha - 0.0709).abs() < 5e-5, "{model:?}");
        }
        arrays.push(corrected.intensities);
    }
    let target = mean_distribution(&arrays, Precision::F64).unwrap();
    for (at, array) in arrays.iter().enumerate() {
        let normalized = normalized_values(array, &target, settings.compatibility.settings());
        for (step, values) in [("corrected", array.distinct()), ("normalized", &normalized)] {
            let column = format!("{step}{}", at + 1);
            let all = array.in_probe_order(values);
            let ratios: Vec<f64> = (cells.iter().zip(table.numbers(&column)))
                .map(|(&cell, expected)| all[cell] / expected)
                .collect();
            assert_all_close(&ratios, &vec![1.0; ratios.len()], 1e-10, &column);
            let sum: f64 = all.iter().sum();
            assert_close(sum / sums.numbers(step)[at], 1.0, 1e-10, &column);
        }
    }
}
