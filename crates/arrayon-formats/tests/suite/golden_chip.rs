//! Chip designs against R's makecdfenv, and library files against a CDF of the same chip.

use arrayon_core::{ChipDesign, ProbeSetKind};
use arrayon_formats::chip::{PgfLibrary, read_cdf, read_pgf_library};
use arrayon_testkit::{read_table, shared, testdata};
use std::collections::BTreeMap;
use std::path::Path;

fn cells_by_label(design: &ChipDesign) -> BTreeMap<&str, Vec<u32>> {
    let cells = |set: &arrayon_core::ProbeSet| {
        design.perfect_match[set.probes.clone()]
            .iter()
            .map(|probe| probe.cell)
            .collect()
    };
    (design.probe_sets.iter())
        .map(|set| (set.label(), cells(set)))
        .collect()
}

fn clariom(shared: &Path) -> PgfLibrary {
    let folder = shared.join("data/clariom_sim/library");
    let file = |kind: &str| folder.join(format!("Clariom_S_Rat.r1.{kind}.gz"));
    PgfLibrary {
        pgf: file("pgf"),
        clf: file("clf"),
        mps: Some(file("mps")),
        qcc: None,
        bgp: Some(file("bgp")),
    }
}

#[test]
fn probes_of_binary_cdfs_agree_with_makecdfenv() {
    let Some(shared) = shared("probes_of_binary_cdfs_agree_with_makecdfenv") else {
        return;
    };
    let golden = read_table(&testdata().join("golden/formats/cdf_makecdfenv.tsv"));
    for (row, file) in golden.text("file").into_iter().enumerate() {
        let design = read_cdf(&shared.join("data").join(file)).unwrap();
        let number = |column: &str| golden.numbers(column)[row];
        let sets = cells_by_label(&design);
        let order_sum = |cells: &Vec<u32>| -> f64 {
            (cells.iter().zip(1..))
                .map(|(&cell, at)| f64::from(cell + 1) * f64::from(at))
                .sum()
        };
        assert_eq!(sets.len() as f64, number("probe_sets"), "{file}");
        assert_eq!(
            design.perfect_match.len() as f64,
            number("perfect_match"),
            "{file}"
        );
        assert_eq!(
            sets.values().map(order_sum).sum::<f64>(),
            number("order_sum"),
            "{file}"
        );
        let largest = sets.values().map(Vec::len).max();
        assert_eq!(largest, Some(number("largest") as usize), "{file}");
        let (first, cells) = sets.first_key_value().unwrap();
        assert_eq!(*first, golden.text("first")[row], "{file}");
        let cells: Vec<_> = cells.iter().map(u32::to_string).collect();
        assert_eq!(cells.join(" "), golden.text("first_cells")[row], "{file}");
        assert!(design.chip_types.is_empty(), "a binary CDF names no chip");
    }
}

#[test]
fn probes_of_a_text_cdf_agree_with_makecdfenv() {
    let folder = testdata().join("golden/formats");
    let golden = read_table(&folder.join("made_makecdfenv.tsv"));
    let design = read_cdf(&folder.join("made.cdf")).unwrap();
    assert_eq!(design.chip_types, ["Made"]);
    let sets = cells_by_label(&design);
    assert_eq!(
        sets.keys().copied().collect::<Vec<_>>(),
        golden.text("probe_set")
    );
    for (cells, expected) in sets.values().zip(golden.text("cells")) {
        let cells: Vec<_> = cells.iter().map(u32::to_string).collect();
        assert_eq!(cells.join(" "), expected);
    }
}

#[test]
fn library_and_cdf_of_one_chip_agree() {
    let Some(shared) = shared("library_and_cdf_of_one_chip_agree") else {
        return;
    };
    let library = read_pgf_library(&clariom(&shared)).unwrap();
    let cdf = read_cdf(&shared.join("data/clariom_sim/library/Clariom_S_Rat.cdf.gz")).unwrap();
    assert_eq!(library.chip_types, ["Clariom_S_Rat"]);
    assert_eq!(
        (library.n_rows, library.n_columns),
        (cdf.n_rows, cdf.n_columns)
    );
    assert_eq!(library.probe_sets.len(), 27_404);
    assert_eq!(cells_by_label(&library), cells_by_label(&cdf));
    assert_eq!(library.transcript_clusters.len(), 27_381);
    let kinds = |wanted: &dyn Fn(&ProbeSetKind) -> bool| {
        library
            .probe_sets
            .iter()
            .filter(|set| wanted(&set.kind))
            .count()
    };
    assert_eq!(kinds(&|kind| *kind == ProbeSetKind::Main), 23_300);
    assert_eq!(kinds(&|kind| kind.is_antigenomic()), 23);
    assert!(
        library
            .perfect_match
            .iter()
            .all(|probe| probe.gc_count.is_some())
    );
    let antigenomic = library
        .probe_sets
        .iter()
        .filter(|set| set.kind.is_antigenomic());
    let cells: Vec<_> = antigenomic
        .flat_map(|set| &library.perfect_match[set.probes.clone()])
        .map(|probe| probe.cell)
        .collect();
    assert_eq!(library.background_cells, cells);
    // clusters are single probe sets of the same name here
    for cluster in &library.transcript_clusters {
        let [set] = cluster.probe_sets[..] else {
            panic!("{cluster:?}");
        };
        assert_eq!(library.probe_sets[set].label(), cluster.id);
    }
}

#[test]
fn vendor_fragments_are_read_or_refused_with_the_line() {
    let Some(shared) = shared("vendor_fragments_are_read_or_refused_with_the_line") else {
        return;
    };
    let folder = shared.join("data/formats");
    let library = |pgf: &str, clf: &str| PgfLibrary {
        pgf: folder.join(pgf),
        clf: folder.join(clf),
        ..PgfLibrary::default()
    };
    // a CLF that places other probes than the PGF has
    let error = read_pgf_library(&library("HuEx-test.pgf", "HuEx-test.clf")).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("line 12: probe 146 is not in the CLF"),
        "{error}"
    );
    let error = read_pgf_library(&library("test.PGF", "test.seq.CLF")).unwrap_err();
    assert!(
        error.to_string().contains("probe 866493 is not in the CLF"),
        "{error}"
    );
    let error = read_pgf_library(&library("mini.pgf", "test.seq.CLF"));
    assert!(error.is_err(), "chip 'Test' is not chip 'hs_exon_2A-25'");

    // with a whole CLF the fragment is a library
    let scratch = tempfile::tempdir().unwrap();
    let clf = scratch.path().join("whole.clf");
    std::fs::write(
        &clf,
        "#%chip_type=Test\n#%rows=64\n#%cols=64\n#%sequential=1\n",
    )
    .unwrap();
    let mini = read_pgf_library(&PgfLibrary {
        pgf: folder.join("mini.pgf"),
        clf,
        ..PgfLibrary::default()
    });
    let mini = mini.unwrap();
    let first = &mini.probe_sets[0];
    assert_eq!(
        (first.id.as_str(), first.label()),
        ("1354897", "204339_s_at")
    );
    assert_eq!(first.kind, ProbeSetKind::Undeclared);
    let cells: Vec<_> = mini.perfect_match[first.probes.clone()]
        .iter()
        .map(|probe| probe.cell)
        .collect();
    assert_eq!(
        cells,
        [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20],
        "every second probe is a mismatch"
    );
}
