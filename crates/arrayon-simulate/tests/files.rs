//! The written files: the same bytes for a seed, readable, labelled, and with the effects in them.

mod common;

use arrayon_core::{Direction, ProbeSetKind};
use arrayon_formats::annotation;
use arrayon_simulate::{CHIP_TYPE, Diet, SimulateError, simulate_magnesium_study};
use common::{recipe_sheet, simulated};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Every file below a folder with its bytes.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            let inner = contents(&path).into_iter();
            found.extend(inner.map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            found.insert(name, std::fs::read(&path).unwrap());
        }
    }
    found
}

fn in_pool(n_threads: usize, seed: u64) -> BTreeMap<String, Vec<u8>> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(n_threads)
        .build()
        .unwrap();
    let simulated = pool.install(|| simulated(seed));
    contents(simulated.folder.path())
}

#[test]
fn same_bytes_for_a_seed_whatever_the_number_of_threads() {
    let one = in_pool(1, 7);
    assert_eq!(one.len(), 25 + 6 + 2);
    assert!(
        one == in_pool(4, 7),
        "bytes depend on the number of threads"
    );
    let other = in_pool(4, 8);
    for (name, bytes) in &one {
        // the chip and the sheet are always the same, arrays and truth are not
        let is_fixed = name.starts_with("library/") || name == "samples.csv";
        assert_eq!(*bytes == other[name], is_fixed, "{name}");
    }
}

#[test]
fn an_array_depends_on_its_place_in_the_sheet_alone() {
    let whole = simulated(3);
    let folder = tempfile::tempdir().unwrap();
    let first = whole.sheet.select(&[0, 1, 2, 3, 4]);
    simulate_magnesium_study(folder.path(), 3, &first).unwrap();
    let read = |folder: &Path| std::fs::read(folder.join("cel/normal_5.CEL")).unwrap();
    assert!(read(folder.path()) == read(whole.folder.path()));
}

#[test]
fn library_and_arrays_read_back() {
    let study = simulated(1);
    let design = study.design();
    assert_eq!(design.chip_types, [CHIP_TYPE]);
    let n_main = design
        .probe_sets
        .iter()
        .filter(|set| set.kind == ProbeSetKind::Main)
        .count();
    assert!((3_800..=4_200).contains(&n_main), "{n_main}");
    let antigenomic: Vec<_> = design
        .probe_sets
        .iter()
        .filter(|set| set.kind.is_antigenomic())
        .collect();
    assert_eq!(antigenomic.len(), 23);
    let n_antigenomic: usize = antigenomic.iter().map(|set| set.probes.len()).sum();
    assert_eq!(design.background_cells.len(), n_antigenomic);
    assert_eq!(
        design.transcript_clusters.len(),
        design.probe_sets.len() - 23
    );
    let groups: BTreeSet<&str> = design
        .quality_groups
        .iter()
        .map(|(_, group)| group.as_str())
        .collect();
    let expected = ["bac_spike", "neg_control", "polya_spike", "pos_control"];
    assert_eq!(groups.into_iter().collect::<Vec<_>>(), expected);
    for sample in 0..study.sheet.n_samples() {
        let array = study.array(sample);
        assert_eq!(array.header.chip_type, CHIP_TYPE);
        assert_eq!(
            (array.header.n_rows, array.header.n_columns),
            (design.n_rows, design.n_columns)
        );
        assert!(array.header.algorithm.contains("simulation"));
        let is_stored = |value: &f32| (20.0..=65_000.0).contains(value) && value.fract() == 0.0;
        assert!(array.intensities.iter().all(is_stored));
        let share = array.outliers.len() as f64 / array.intensities.len() as f64;
        assert!((0.008..0.016).contains(&share), "{share}");
        assert!(array.masked.is_empty());
    }
}

#[test]
fn annotation_names_real_and_made_up_genes() {
    let study = simulated(1);
    let path = study.path("library/Clariom_S_Rat.na36.transcript.csv");
    let annotation = annotation::read(&path).unwrap();
    assert!(
        annotation.origin.contains("simulated"),
        "{}",
        annotation.origin
    );
    for feature in study
        .design()
        .features()
        .iter()
        .filter(|one| one.kind.is_main())
    {
        let genes = annotation.genes_of(&feature.id);
        assert!(genes.len() <= 2);
        for gene in genes {
            assert!(gene.accession.starts_with("SIM_") && gene.entrez_id.is_empty());
        }
    }
    for truth in &study.truth.contrasts {
        for feature in &truth.features {
            let genes = annotation.genes_of(&feature.feature_id);
            let symbol = genes.first().map_or("", |gene| gene.symbol.as_str());
            assert_eq!(symbol, feature.symbol);
        }
    }
}

/// Mean log2 intensity of a feature's probes, without any normalisation.
fn mean_log2(study: &common::Simulated, cells: &[u32], samples: &[usize]) -> f64 {
    let of_array = |&sample: &usize| {
        let array = study.array(sample);
        cells
            .iter()
            .map(|&cell| f64::from(array.intensities[cell as usize]).log2())
            .sum::<f64>()
    };
    samples.iter().map(of_array).sum::<f64>() / (samples.len() * cells.len()) as f64
}

#[test]
fn planted_changes_show_in_the_raw_intensities() {
    let study = simulated(11);
    let design = study.design();
    let truth = study.truth.contrast("mg001_vs_pairfed").unwrap();
    let target = study.samples_of(Diet::Mg001.level());
    let reference = study.samples_of(Diet::PairFed.level());
    let cells_of = |wanted: &BTreeSet<&str>| -> Vec<u32> {
        (design
            .probe_sets
            .iter()
            .filter(|set| wanted.contains(set.label())))
        .flat_map(|set| {
            design.perfect_match[set.probes.clone()]
                .iter()
                .map(|one| one.cell)
        })
        .collect()
    };
    let change =
        |cells: &[u32]| mean_log2(&study, cells, &target) - mean_log2(&study, cells, &reference);
    let planted = |direction: Direction| -> BTreeSet<&str> {
        (truth
            .features
            .iter()
            .filter(|one| one.direction() == direction))
        .map(|one| one.feature_id.as_str())
        .collect()
    };
    let (up, down) = (planted(Direction::Up), planted(Direction::Down));
    let unchanged: BTreeSet<&str> = (design.probe_sets.iter())
        .filter(|set| set.kind.is_main())
        .map(|set| set.label())
        .filter(|id| !up.contains(id) && !down.contains(id))
        .collect();
    let base = change(&cells_of(&unchanged));
    assert!(change(&cells_of(&up)) - base > 0.4);
    assert!(change(&cells_of(&down)) - base < -0.3);
}

#[test]
fn truth_file_says_what_the_value_says() {
    let study = simulated(2);
    let text = std::fs::read_to_string(study.path("truth.tsv")).unwrap();
    assert!(text.starts_with("# simulated"));
    let rows: Vec<Vec<&str>> = text
        .lines()
        .skip(2)
        .map(|row| row.split('\t').collect())
        .collect();
    assert!(rows.iter().all(|row| row.len() == 4));
    let n_rows: usize = (study.truth.contrasts.iter())
        .map(|truth| truth.features.len() + truth.themes.len() + 1)
        .sum();
    assert_eq!(rows.len(), n_rows);
    let clusters: Vec<&str> = rows
        .iter()
        .filter(|row| row[1] == "clusters")
        .map(|row| row[3])
        .collect();
    assert_eq!(clusters, ["separated", "not separated", "not separated"]);
}

#[test]
fn sheets_of_other_studies_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let good = recipe_sheet(folder.path());
    let refused = |sheet| {
        let error = simulate_magnesium_study(folder.path(), 1, &sheet).unwrap_err();
        assert!(matches!(error, SimulateError::Sheet(_)));
        error.to_string()
    };
    let mut sheet = good.clone();
    sheet.columns[1].values[3] = "vegan".into();
    assert!(
        refused(sheet).contains("line 5, column 'diet': diet 'vegan'; expected one of: normal")
    );
    let mut sheet = good.clone();
    sheet.columns.remove(1);
    assert!(refused(sheet).contains("no column 'diet'"));
    let mut sheet = good.clone();
    sheet.files = None;
    assert!(refused(sheet).contains("no column 'file'"));
    let mut sheet = good;
    sheet.files.as_mut().unwrap()[0] = "../a.CEL".into();
    assert!(refused(sheet).contains("file '../a.CEL'"));
    assert!(!folder.path().join("cel").exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let sheet = recipe_sheet(folder.path());
    std::fs::write(folder.path().join("cel"), "in the way").unwrap();
    let error = simulate_magnesium_study(folder.path(), 1, &sheet).unwrap_err();
    assert!(
        error.to_string().contains("cel: cannot be written: "),
        "{error}"
    );
    assert!(!error.hint().is_empty());
}
