//! `arrayon convert` from one encoding to another and back.

use crate::program::{refuse, succeed};
use crate::simulated_study::Study;
use arrayon_formats::cel;

#[test]
fn there_and_back_keeps_the_array() {
    let study = Study::new();
    let convert = |from: &str, to: &str, encoding: &str| {
        let arguments = ["convert", from, "--out", to, "--to", encoding];
        assert_eq!(succeed(study.root(), &arguments), "");
    };
    convert("cel/mg001_1.CEL", "v4.CEL", "v4");
    convert("v4.CEL", "back.CEL", "command-console");
    let read = |name: &str| cel::read_complete(&study.path(name)).unwrap();
    let (first, v4, back) = (read("cel/mg001_1.CEL"), read("v4.CEL"), read("back.CEL"));
    assert_eq!(v4.header.format, cel::CelFormat::BinaryV4);
    assert_eq!(back.header.format, cel::CelFormat::CommandConsole);
    for other in [&v4, &back] {
        assert_eq!(first.intensities, other.intensities);
        assert_eq!(first.std_devs, other.std_devs);
        assert_eq!(first.pixel_counts, other.pixel_counts);
        assert_eq!(first.outliers, other.outliers);
        assert_eq!(first.masked, other.masked);
        assert_eq!(first.header.chip_type, other.header.chip_type);
        assert_eq!(first.header.n_rows, other.header.n_rows);
    }
    // version 4 keeps the scanner's line of text, which has no time zone
    let date = |file: &cel::CelFile| {
        let date = file.header.scan_date.clone().unwrap();
        date.trim_end_matches('Z').to_owned()
    };
    assert_eq!(date(&first), date(&back));
}

#[test]
fn a_converted_array_gives_the_same_expression() {
    let study = Study::new();
    study.succeed();
    let first = study.bytes("results/expression.tsv");
    let arguments = ["convert", "cel/mg001_1.CEL", "--out", "v4", "--to", "v4"];
    succeed(study.root(), &arguments);
    study.put("cel/mg001_1.CEL", study.bytes("v4"));
    std::fs::remove_dir_all(study.path("results")).unwrap();
    study.succeed();
    assert!(study.bytes("results/expression.tsv") == first);
}

#[test]
fn nothing_is_overwritten_and_nothing_half_written_remains() {
    let study = Study::new();
    let array = "cel/mg001_1.CEL";
    let taken = ["convert", array, "--out", "samples.csv"];
    refuse(study.root(), &taken).says(&["samples.csv", "does not exist"]);
    study.put("cut.CEL", &study.bytes(array)[..2000]);
    let cut = ["convert", "cut.CEL", "--out", "new.CEL"];
    refuse(study.root(), &cut).says(&["cut.CEL"]);
    let nowhere = ["convert", array, "--out", "no/folder.CEL"];
    refuse(study.root(), &nowhere).says(&["no/folder.CEL"]);
}
