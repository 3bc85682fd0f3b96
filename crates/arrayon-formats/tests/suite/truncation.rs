//! A file cut at any byte is an error, or, where the cut takes a last line end, the same file.

use crate::common;

use arrayon_core::InputError;
use arrayon_formats::cel::{self, CelFile};
use arrayon_formats::chip::{self, PgfLibrary, parse_cdf, read_pgf_library};
use arrayon_formats::source::{self, Kind};
use arrayon_testkit::shared;
use common::{TEXT_CDF, binary_cdf, gzip, small_array, small_library, text_v3};
use std::path::Path;

fn parse(bytes: &[u8]) -> Result<CelFile, InputError> {
    cel::parse_complete(bytes, Path::new("cut.CEL"))
}

fn written(
    write: impl Fn(&CelFile, &mut Vec<u8>) -> std::io::Result<()>,
    array: &CelFile,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(array, &mut bytes).unwrap();
    bytes
}

#[test]
fn binary_cels_cut_anywhere_are_errors() {
    let mut array = small_array();
    for masked in [vec![7], vec![]] {
        array.masked = masked;
        for whole in [
            written(cel::write_command_console, &array),
            written(cel::write_v4, &array),
        ] {
            assert!(parse(&whole).is_ok());
            for end in 0..whole.len() {
                assert!(
                    parse(&whole[..end]).is_err(),
                    "cut at {end} of {}",
                    whole.len()
                );
            }
        }
    }
}

#[test]
fn a_text_cel_cut_anywhere_is_an_error_or_the_same() {
    let text = text_v3(&small_array());
    let whole = parse(text.as_bytes()).unwrap();
    let mut n_same = 0;
    for end in 0..text.len() {
        if let Ok(cut) = parse(&text.as_bytes()[..end]) {
            assert_eq!(cut, whole, "cut at {end} of {}", text.len());
            n_same += 1;
        }
    }
    assert_eq!(n_same, 2, "only CR LF at the end may be missing");
}

#[test]
fn a_gzipped_cel_cut_anywhere_is_an_error() {
    let packed = gzip(text_v3(&small_array()).as_bytes());
    assert!(parse(&packed).unwrap().header.gzipped);
    for end in 0..packed.len() {
        assert!(
            parse(&packed[..end]).is_err(),
            "cut at {end} of {}",
            packed.len()
        );
    }
}

#[test]
fn cdfs_cut_anywhere_are_errors_or_the_same() {
    let path = Path::new("cut.cdf");
    let whole = parse_cdf(TEXT_CDF.as_bytes(), path).unwrap();
    for end in 0..TEXT_CDF.len() {
        if let Ok(cut) = parse_cdf(&TEXT_CDF.as_bytes()[..end], path) {
            assert_eq!(cut, whole, "cut at {end}");
        }
    }
    let binary = binary_cdf(&[("a_at", &[(5, true), (9, false)]), ("b_at", &[(6, true)])]);
    assert!(parse_cdf(&binary, path).is_ok());
    for end in 0..binary.len() {
        assert!(parse_cdf(&binary[..end], path).is_err(), "cut at {end}");
    }
}

#[test]
fn pgf_and_clf_cut_anywhere_are_errors_or_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let files = PgfLibrary {
        pgf: folder.path().join("a.pgf"),
        clf: folder.path().join("a.clf"),
        ..PgfLibrary::default()
    };
    let library = small_library();
    let (mut pgf, mut clf) = (Vec::new(), Vec::new());
    chip::write_pgf(&library, &mut pgf).unwrap();
    chip::write_clf(&library, &mut clf).unwrap();
    std::fs::write(&files.pgf, &pgf).unwrap();
    std::fs::write(&files.clf, &clf).unwrap();
    let whole = read_pgf_library(&files).unwrap();
    for (content, path) in [(&pgf, &files.pgf), (&clf, &files.clf)] {
        for end in 0..content.len() {
            std::fs::write(path, &content[..end]).unwrap();
            if let Ok(cut) = read_pgf_library(&files) {
                assert_eq!(cut, whole, "{} cut at {end}", path.display());
            }
        }
        std::fs::write(path, content).unwrap();
    }
}

/// Without a number of probe sets in its header, a PGF shows a cut by the open end of its last
/// line, by an atom without probe, or by the counts of the MPS.
#[test]
fn a_pgf_that_counts_nothing_cut_anywhere_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let files = PgfLibrary {
        pgf: folder.path().join("a.pgf"),
        clf: folder.path().join("a.clf"),
        mps: Some(folder.path().join("a.mps")),
        ..PgfLibrary::default()
    };
    let mut library = small_library();
    // the sets that the MPS lists are the last ones, too
    library.probe_sets.pop();
    let (mut pgf, mut clf, mut mps) = (Vec::new(), Vec::new(), Vec::new());
    chip::write_pgf(&library, &mut pgf).unwrap();
    chip::write_clf(&library, &mut clf).unwrap();
    chip::write_mps(&library, &mut mps).unwrap();
    let text = String::from_utf8(pgf).unwrap();
    let pgf = text.replace("#%probesets=2\n", "").into_bytes();
    assert!(pgf.len() < text.len());
    std::fs::write(&files.clf, &clf).unwrap();
    std::fs::write(files.mps.as_ref().unwrap(), &mps).unwrap();
    std::fs::write(&files.pgf, &pgf).unwrap();
    read_pgf_library(&files).unwrap();
    for end in 0..pgf.len() {
        std::fs::write(&files.pgf, &pgf[..end]).unwrap();
        let cut = read_pgf_library(&files);
        assert!(cut.is_err(), "cut at {end} of {}", pgf.len());
    }
}

#[test]
fn real_arrays_cut_at_many_places_are_errors() {
    let Some(shared) = shared("real_arrays_cut_at_many_places_are_errors") else {
        return;
    };
    for (file, n_cuts) in [
        ("clariom_s_mouse/MN_2_3.CEL.gz", 199),
        ("formats/test.v3.CEL", 499),
        ("formats/test.v4.CEL", 499),
        ("formats/huex_heart.CEL", 11_388),
    ] {
        let path = shared.join("data").join(file);
        let content = source::read(&path, Kind::Array).unwrap().bytes;
        let whole = parse(&content).unwrap();
        assert_eq!(whole.intensities.len(), whole.header.n_cells());
        // the end, where a cut is hardest to see, byte by byte; the rest at even steps
        let ends = (0..n_cuts).map(|cut| cut * content.len() / n_cuts);
        for end in ends.chain(content.len() - 40..content.len()) {
            match parse(&content[..end]) {
                Err(_) => {}
                Ok(cut) => {
                    assert_eq!(content.len() - end, 1, "{file}: cut at {end}");
                    assert_eq!(cut, whole, "{file}");
                }
            }
        }
    }
}
