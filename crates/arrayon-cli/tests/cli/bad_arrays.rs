//! CEL files that are damaged, missing, of another chip or not the right ones.

use crate::program::{gzip, refuse};
use crate::simulated_study::{PROBE_SETS, Study};

const ARRAY: &str = "cel/mg001_2.CEL";

/// Where files are cut: within the magic, the header and the intensities, and one byte short.
fn cuts(length: usize) -> [usize; 7] {
    [0, 1, 9, 300, length / 2, length - 5, length - 1]
}

#[test]
fn a_truncated_array_is_named_with_what_is_missing() {
    let study = Study::new();
    let whole = study.bytes(ARRAY);
    for length in cuts(whole.len()) {
        study.put(ARRAY, &whole[..length]);
        study.refuse().says(&[ARRAY, "expected"]);
    }
}

#[test]
fn a_truncated_binary_array_is_named_too() {
    let study = Study::new();
    let array = arrayon_formats::cel::read_complete(&study.path(ARRAY)).unwrap();
    let mut whole = Vec::new();
    arrayon_formats::cel::write_v4(&array, &mut whole).unwrap();
    for length in cuts(whole.len()) {
        study.put(ARRAY, &whole[..length]);
        study.refuse().says(&[ARRAY, "expected"]);
    }
    study.put(ARRAY, &whole);
    study.succeed();
}

#[test]
fn a_truncated_gzip_is_named_as_such() {
    let study = Study::new();
    let whole = gzip(&study.bytes(ARRAY));
    for length in cuts(whole.len()).into_iter().skip(3) {
        study.put(ARRAY, &whole[..length]);
        study.refuse().says(&[ARRAY, "gzip", "copy or download"]);
    }
    study.put(ARRAY, &whole);
    study.succeed();
}

#[test]
fn a_gzip_of_a_truncated_array_is_a_truncated_array() {
    let study = Study::new();
    let whole = study.bytes(ARRAY);
    for length in cuts(whole.len()) {
        study.put(ARRAY, gzip(&whole[..length]));
        study.refuse().says(&[ARRAY]);
    }
}

#[test]
fn a_damaged_gzip_is_refused() {
    let study = Study::new();
    let mut packed = gzip(&study.bytes(ARRAY));
    let middle = packed.len() / 2;
    packed[middle..middle + 64].fill(0xff);
    study.put(ARRAY, &packed);
    study.refuse().says(&[ARRAY, "gzip"]);
    let mut packed = gzip(&study.bytes("cel/mg001_1.CEL"));
    let checksum = packed.len() - 8;
    packed[checksum] ^= 1;
    study.put(ARRAY, &packed);
    study.refuse().says(&[ARRAY, "gzip", "damaged"]);
}

#[test]
fn a_file_that_is_no_array_is_called_what_it_is() {
    let study = Study::new();
    study.put(ARRAY, "<!DOCTYPE html><html>404</html>");
    study.refuse().says(&[ARRAY, "web page"]);
    study.put(ARRAY, b"PK\x03\x04 0123456789");
    study.refuse().says(&[ARRAY, "ZIP"]);
    let mut bytes = study.bytes("cel/mg001_1.CEL");
    bytes[0] = 0x3c;
    study.put(ARRAY, &bytes);
    study.refuse().says(&[ARRAY, "expected"]);
    let mut bytes = study.bytes("cel/mg001_1.CEL");
    bytes[1] = 9;
    study.put(ARRAY, &bytes);
    study.refuse().says(&[ARRAY, "expected"]);
}

/// Replaces a number of the header, which stands as UTF-16 or binary, by another of its length.
fn with_header_number(bytes: &[u8], name: &str, from: i32, to: i32) -> Vec<u8> {
    let utf16: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let at = (bytes.windows(utf16.len()).position(|part| part == utf16)).expect(name);
    let value = at
        + utf16.len()
        + bytes[at + utf16.len()..]
            .windows(4)
            .position(|part| part == from.to_be_bytes())
            .expect("the number");
    let mut changed = bytes.to_vec();
    changed[value..value + 4].copy_from_slice(&to.to_be_bytes());
    changed
}

#[test]
fn lying_cell_counts_are_found_out() {
    let study = Study::new();
    let whole = study.bytes(ARRAY);
    let header = arrayon_formats::cel::read_header(&study.path(ARRAY)).unwrap();
    let n_rows = i32::try_from(header.n_rows).unwrap();
    for lie in [n_rows + 1, n_rows - 1, 0, -1, i32::MAX] {
        let bytes = with_header_number(&whole, "affymetrix-cel-rows", n_rows, lie);
        study.put(ARRAY, &bytes);
        study.refuse().says(&[ARRAY]);
    }
    // The number of rows of the intensity data set, and the end that its data group states.
    let n_cells = i32::try_from(header.n_cells()).unwrap();
    let at = (whole.windows(4))
        .position(|part| part == n_cells.to_be_bytes())
        .unwrap();
    for lie in [n_cells + 1, n_cells - 1, 0, -1, i32::MAX] {
        let mut bytes = whole.clone();
        bytes[at..at + 4].copy_from_slice(&lie.to_be_bytes());
        study.put(ARRAY, &bytes);
        study.refuse().says(&[ARRAY]);
    }
}

#[test]
fn an_array_of_another_chip_is_named_with_both_chips() {
    let study = Study::new();
    let mut array = arrayon_formats::cel::read_complete(&study.path(ARRAY)).unwrap();
    array.header.chip_type = "Clariom_S_Mouse".to_owned();
    let mut bytes = Vec::new();
    arrayon_formats::cel::write_command_console(&array, &mut bytes).unwrap();
    study.put(ARRAY, &bytes);
    study
        .refuse()
        .says(&[ARRAY, "'Clariom_S_Mouse'", "expected"]);
}

#[test]
fn missing_extra_and_shared_files_are_named() {
    let study = Study::new();
    std::fs::remove_file(study.path(ARRAY)).unwrap();
    study
        .refuse()
        .says(&["samples.csv, line 6", "'mg001_2' has no file", "cel"]);

    let study = Study::new();
    study.replace("samples.csv", "mg001_2,mg001_2.CEL", "mg001_2,mg001_1.CEL");
    study.refuse().says(&["samples.csv", "mg001_1.CEL"]);

    let study = Study::new();
    study.put("cel/stray.CEL", study.bytes(ARRAY));
    let printed = study.succeed();
    assert!(printed.contains("'stray.CEL'"), "{printed}");

    let study = Study::new();
    std::fs::rename(study.path("cel"), study.path("scans")).unwrap();
    study.refuse().says(&["cel", "cel_dir"]);
}

#[test]
fn the_same_scan_under_two_names_is_found_whatever_its_encoding() {
    let study = Study::new();
    let other = study.bytes("cel/mg001_1.CEL");
    study.put(ARRAY, &other);
    study
        .refuse()
        .says(&["mg001_1.CEL", "mg001_2.CEL", "the same"]);
    study.put(ARRAY, gzip(&other));
    study
        .refuse()
        .says(&["mg001_1.CEL", "mg001_2.CEL", "the same"]);
    let array = arrayon_formats::cel::read_complete(&study.path("cel/mg001_1.CEL")).unwrap();
    let mut bytes = Vec::new();
    arrayon_formats::cel::write_v4(&array, &mut bytes).unwrap();
    study.put(ARRAY, &bytes);
    study
        .refuse()
        .says(&["mg001_1.CEL", "mg001_2.CEL", "the same"]);
}

#[test]
fn normalize_refuses_one_file_given_twice() {
    let study = Study::new();
    let of = |second: &'static str| {
        let first = ["normalize", "--out", "n", "cel/mg001_1.CEL", second];
        [&first[..], &PROBE_SETS].concat()
    };
    refuse(study.root(), &of("cel/mg001_1.CEL")).says(&["cel/mg001_1.CEL", "already"]);
    refuse(study.root(), &of("cel/mg001_9.CEL")).says(&["cel/mg001_9.CEL"]);
}
