//! CHP files against affxparser 1.70.

use arrayon_formats::chp::{self, ChpEncoding};
use arrayon_testkit::{read_table, shared, testdata};
use std::collections::BTreeMap;
use std::path::Path;

/// Compares a file with the rows of the reference that are of it.
fn compare(file: &Path) -> usize {
    let name = file.file_name().unwrap().to_str().unwrap();
    let reference = read_table(&testdata().join("golden/formats/chp/chp.tsv"));
    let chp = chp::read(file).unwrap();
    let rows: Vec<&Vec<String>> = reference.rows.iter().filter(|row| row[0] == name).collect();
    assert!(!rows.is_empty(), "{name}");
    let p_values = chp.detection_p.as_ref().unwrap();
    for row in &rows {
        let at: usize = row[4].parse().unwrap();
        assert_eq!((&chp.algorithm, &chp.chip_type), (&row[1], &row[2]));
        assert_eq!(chp.signals.len(), row[3].parse::<usize>().unwrap());
        // nine digits name one 32-bit number
        assert_eq!(
            chp.signals[at - 1],
            row[6].parse::<f32>().unwrap(),
            "{name} {at}"
        );
        assert_eq!(
            p_values[at - 1],
            row[7].parse::<f32>().unwrap(),
            "{name} {at}"
        );
        // affxparser gives ids of files of quantification alone
        if let (Some(ids), false) = (&chp.features, row[5].is_empty()) {
            assert_eq!(ids[at - 1], row[5]);
        }
    }
    rows.len()
}

#[test]
fn the_file_of_quantification_is_as_affxparser_reads_it() {
    let file = testdata().join("golden/formats/chp/made_quantification_detection.CHP");
    assert_eq!(compare(&file), 20);
}

#[test]
fn files_of_the_vendor_are_as_affxparser_reads_them() {
    let Some(shared) = shared("files_of_the_vendor_are_as_affxparser_reads_them") else {
        return;
    };
    let folder = shared.join("data/formats/chp");
    let compared: BTreeMap<&str, usize> = [
        "Test3-1_calvin.CHP",
        "Test3-1_xda.CHP",
        "Test3-2_calvin.CHP",
        "Test3-2_xda.CHP",
        "PLIERdata1_xda.CHP",
    ]
    .into_iter()
    .map(|name| (name, compare(&folder.join(name))))
    .collect();
    assert_eq!(compared["PLIERdata1_xda.CHP"], 230);
    // both forms hold the same values, the newer one with ids
    let (new, old) = (
        chp::read(&folder.join("Test3-1_calvin.CHP")).unwrap(),
        chp::read(&folder.join("Test3-1_xda.CHP")).unwrap(),
    );
    assert_eq!(
        (new.encoding, old.encoding),
        (ChpEncoding::CommandConsole, ChpEncoding::Xda)
    );
    assert_eq!(
        (&new.signals, &new.detection_p),
        (&old.signals, &old.detection_p)
    );
    assert_eq!(
        (old.features, &new.features.unwrap()[0][..]),
        (None, "Pae_16SrRNA_s_at")
    );
    // base calls
    for name in [
        "DCN_01_calvin.CHP",
        "DCN_01_xda.CHP",
        "pcwrs041a_gcos11.CHP",
    ] {
        let refused = chp::read(&folder.join(name)).unwrap_err().to_string();
        assert!(refused.contains("a CHP file of"), "{refused}");
    }
}
