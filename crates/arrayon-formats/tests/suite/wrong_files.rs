//! Files that contradict themselves, and files of another kind: each error says what and where.

use crate::common;

use arrayon_core::{InputError, Place};
use arrayon_formats::cel;
use arrayon_formats::chip::{self, PgfLibrary, parse_cdf, read_pgf_library};
use arrayon_formats::sniff::FileKind;
use arrayon_formats::source;
use arrayon_testkit::shared;
use common::{TEXT_CDF, binary_cdf, gzip, small_array, text_v3};
use std::path::Path;

fn error_of(bytes: &[u8]) -> InputError {
    cel::parse(bytes, Path::new("a.CEL")).unwrap_err()
}

#[test]
fn other_kinds_are_named() {
    for (content, looks_like) in [
        (&b""[..], "an empty file"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"[CDF]\nVersion=GC3.0\n", "a chip design, CDF as text"),
        (b"C\0\0\0\x01\0\0\0", "a chip design, binary CDF"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"sample,group\na,b\n", "a sample sheet"),
        (b"gene,group\na,b\n", "a comma-separated table"),
        (b"{\"a\": 1}", "a JSON file"),
        (b"\0\x01\x02", "no known form"),
    ] {
        let error = error_of(content);
        assert!(error.found.contains(looks_like), "{error}");
        assert!(error_of(&gzip(content)).found.contains(looks_like));
    }
    let error = parse_cdf(text_v3(&small_array()).as_bytes(), Path::new("a.cdf")).unwrap_err();
    assert!(
        error.found.contains("a CEL file, text version 3"),
        "{error}"
    );
}

#[test]
fn text_cells_must_each_stand_once_and_be_possible() {
    let text = text_v3(&small_array());
    for (from, to, message) in [
        (
            "  1\t  0\t120.5",
            "  0\t  0\t120.5",
            "a.CEL, line 17: cell x 0, y 0 is listed a second time",
        ),
        (
            "  1\t  0\t120.5",
            "  4\t  0\t120.5",
            "line 17: cell x 4, y 0",
        ),
        (
            "  1\t  0\t120.5",
            "  1\t  0\t-1.5",
            "line 17: cell x 1, y 0 has intensity -1.5",
        ),
        ("  1\t  0\t120.5", "  1\t  0\tNaN", "has intensity NaN"),
        ("  1\t  0\t120.5", "  1\t  0\tinf", "has intensity inf"),
        ("  1\t  0\t120.5", "  1\t  0", "in place of cell 2 of 12"),
        ("1.5\t 10\r\n", "1.5\t99999\r\n", "has 99999 pixels"),
        (
            "NumberCells=12",
            "NumberCells=11",
            "the file states 11 cells; expected 3 rows x 4 columns = 12",
        ),
        ("Rows=3", "Rows=2", "expected 2 rows x 4 columns = 8"),
        ("Rows=3", "Rows=0", "a grid of 0 rows"),
        ("Version=3", "Version=2", "line 2: 'Version=2'"),
        (
            "MEAN\tSTDV",
            "STDV\tMEAN",
            "expected CellHeader=X Y MEAN STDV NPIXELS",
        ),
        (
            "[OUTLIERS]\r\nNumberCells=2",
            "[OUTLIERS]\r\nNumberCells=1",
            "'2\\t2'; expected section [MODIFIED]",
        ),
        (
            "[OUTLIERS]\r\nNumberCells=2",
            "[OUTLIERS]\r\nNumberCells=3",
            "''",
        ),
        (
            "[OUTLIERS]\r\nNumberCells=2",
            "[OUTLIERS]\r\nNumberCells=4000000000",
            "too short for 4000000000",
        ),
        ("[MASKS]", "[FACES]", "'[FACES]'; expected section [MASKS]"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        let error = error_of(changed.as_bytes()).to_string();
        assert!(error.contains(message), "{message}: {error}");
    }
    let huge = text
        .replacen("Cols=4", "Cols=50000", 1)
        .replacen("Rows=3", "Rows=50000", 1);
    let huge = huge.replacen("NumberCells=12", "NumberCells=2500000000", 1);
    assert!(
        error_of(huge.as_bytes())
            .found
            .contains("too short for 2500000000 cells")
    );
}

#[test]
fn binary_v4_counts_are_checked_before_memory_is_asked_for() {
    let mut whole = Vec::new();
    cel::write_v4(&small_array(), &mut whole).unwrap();
    let with = |at: usize, number: u32| {
        let mut bytes = whole.clone();
        bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
        bytes
    };
    let error = error_of(&with(16, 13));
    assert_eq!(error.place, Place::Byte(16));
    assert!(
        error.to_string().contains("3 rows x 4 columns = 12 cells"),
        "{error}"
    );
    let mut huge = with(8, 60_000);
    huge[12..16].copy_from_slice(&60_000u32.to_le_bytes());
    huge[16..20].copy_from_slice(&3_600_000_000u32.to_le_bytes());
    assert!(error_of(&huge).found.contains("left for cells"));
    assert!(
        error_of(&with(20, 0xffff_ffff))
            .found
            .contains("length of the header text is -1")
    );
    assert!(
        error_of(&with(20, 0x7fff_ffff))
            .found
            .contains("header text")
    );
    let first_cell = whole.len() - 12 * 10 - 3 * 4;
    let error = error_of(&with(first_cell, f32::NAN.to_bits()));
    assert_eq!(error.place, Place::Byte(first_cell as u64));
    assert!(
        error_of(&with(first_cell, (-1f32).to_bits()))
            .found
            .contains("intensity -1")
    );
    let flagged = error_of(&with(whole.len() - 4, 0x0009_0000)).to_string();
    assert!(flagged.contains("outlier cells: x 0, y 9"), "{flagged}");
}

#[test]
fn command_console_contradictions_are_errors() {
    let mut whole = Vec::new();
    cel::write_command_console(&small_array(), &mut whole).unwrap();
    let number = |at: usize| u32::from_be_bytes(whole[at..at + 4].try_into().unwrap()) as usize;
    let with = |at: usize, number: u32| {
        let mut bytes = whole.clone();
        bytes[at..at + 4].copy_from_slice(&number.to_be_bytes());
        bytes
    };
    let group = number(6);
    let set = number(group + 4);
    let (rows, next) = (number(set), number(set + 4));
    assert!(error_of(&with(2, 2)).found.contains("2 data groups"));
    assert!(
        error_of(&with(6, 4_000_000_000))
            .found
            .contains("begin at byte 4000000000")
    );
    assert!(error_of(&with(group + 8, 6)).hint.contains("cut short"));
    assert!(
        error_of(&with(next + 4, set as u32))
            .expected
            .contains("after the data set before it")
    );
    assert!(
        error_of(&with(set, 0))
            .expected
            .contains("after the data set's header")
    );
    let error = error_of(&with(rows - 4, 11)).to_string();
    assert!(
        error.contains("'Intensity' has 11 values; expected 3 rows x 4 columns = 12"),
        "{error}"
    );
    assert!(
        error_of(&with(rows - 4, u32::MAX))
            .found
            .contains("are left for the 4294967295 rows")
    );
    let error = error_of(&with(rows + 8, f32::INFINITY.to_bits()));
    assert_eq!(error.place, Place::Byte(rows as u64 + 8));
    // more than one colour
    let kind = b"affymetrix-calvin-intensity";
    let at = whole
        .windows(kind.len())
        .position(|part| part == kind)
        .unwrap();
    let multi = b"affymetrix-calvin-multi-intensity";
    let mut bytes = [&whole[..at], multi, &whole[at + kind.len()..]].concat();
    bytes[at - 1] = multi.len() as u8;
    let error = error_of(&bytes);
    assert!(
        error.found.contains("more than one colour") && !error.hint.is_empty(),
        "{error}"
    );
    bytes[at] = b'b';
    assert!(error_of(&bytes).found.contains("holds no intensities"));
}

#[test]
fn arrays_that_contradict_themselves_are_not_written() {
    let mut array = small_array();
    array.outliers.push(12);
    assert!(cel::write_v4(&array, &mut Vec::new()).is_err());
    let mut array = small_array();
    array.intensities.pop();
    assert!(cel::write_command_console(&array, &mut Vec::new()).is_err());
}

#[test]
fn text_cdf_is_read_by_atom_and_contradictions_are_errors() {
    let path = Path::new("a.cdf");
    let design = parse_cdf(TEXT_CDF.as_bytes(), path).unwrap();
    assert_eq!(design.chip_types, ["Tiny"]);
    let sets: Vec<_> = design
        .probe_sets
        .iter()
        .map(|set| set.id.as_str())
        .collect();
    assert_eq!(
        sets,
        ["a_at", "c_at", "d_at"],
        "a block without a name bears the unit's"
    );
    let cells: Vec<_> = design
        .perfect_match
        .iter()
        .map(|probe| probe.cell)
        .collect();
    assert_eq!(
        cells,
        [6, 5, 3, 8],
        "atom 0 before atom 1, mismatches left out"
    );
    for (from, to, message) in [
        (
            "Cell1=1\t1\t",
            "Cell1=4\t1\t",
            "line 36: cell at x 4, y 1; expected x below 4",
        ),
        ("NumberOfUnits=3", "NumberOfUnits=4", "before unit 4 of 4"),
        (
            "NumberBlocks=2",
            "NumberBlocks=3",
            "before block 3 of unit 3 of 3",
        ),
        (
            "NumberBlocks=1",
            "NumberBlocks=2",
            "section [Unit2]; expected block 2 of unit 1",
        ),
        (
            "Name=d_at",
            "Name=a_at",
            "probe set 'a_at' occurs a second time",
        ),
        (
            "NumCells=4\r\nStart",
            "NumCells=5\r\nStart",
            "expected a cell with 13 columns",
        ),
        (
            "\tTBASE\t",
            "\tOTHER\t",
            "expected NumCells= and CellHeader= with",
        ),
        ("Rows=3", "Rows=x", "0 rows, 4 columns"),
    ] {
        let changed = TEXT_CDF.replacen(from, to, 1);
        assert_ne!(changed, TEXT_CDF, "{from}");
        let error = parse_cdf(changed.as_bytes(), path).unwrap_err().to_string();
        assert!(error.contains(message), "{message}: {error}");
    }
}

#[test]
fn binary_cdf_contradictions_are_errors() {
    let path = Path::new("a.cdf");
    let read = |bytes: &[u8]| parse_cdf(bytes, path);
    let good = binary_cdf(&[("a_at", &[(5, true), (9, false)]), ("mm_at", &[(6, false)])]);
    let design = read(&good).unwrap();
    assert_eq!(
        design.probe_sets.len(),
        1,
        "a set without perfect matches is left out"
    );
    let message = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
    let outside = binary_cdf(&[("a_at", &[(12, true)])]);
    assert!(
        message(&outside).contains("'a_at' has a cell at x 0, y 3; expected x below 4, y below 3")
    );
    let twice = binary_cdf(&[("a_at", &[(1, true)]), ("a_at", &[(2, true)])]);
    assert!(message(&twice).contains("'a_at' occurs a second time"));
    assert!(message(&binary_cdf(&[])).contains("no expression probe set"));
    let mut version = good.clone();
    version[4] = 5;
    assert!(message(&version).contains("binary CDF of version 5"));
    let mut many = good;
    many[12..16].copy_from_slice(&i32::MAX.to_le_bytes());
    assert!(message(&many).contains("left for unit names"));
}

#[test]
fn library_files_of_different_chips_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let files = PgfLibrary {
        pgf: folder.path().join("a.pgf"),
        clf: folder.path().join("a.clf"),
        ..PgfLibrary::default()
    };
    let mut library = common::small_library();
    chip::write_pgf(&library, &mut std::fs::File::create(&files.pgf).unwrap()).unwrap();
    library.chip_type = "Other".into();
    chip::write_clf(&library, &mut std::fs::File::create(&files.clf).unwrap()).unwrap();
    let error = read_pgf_library(&files).unwrap_err().to_string();
    assert!(
        error.contains("made for chip") && error.contains("Tiny"),
        "{error}"
    );
}

#[test]
fn names_that_sets_share_name_none_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let files = PgfLibrary {
        pgf: folder.path().join("a.pgf"),
        clf: folder.path().join("a.clf"),
        ..PgfLibrary::default()
    };
    let mut library = common::small_library();
    library.probe_sets[1].name = "TC1.rn.2".into();
    let write = |library: &chip::Library| {
        chip::write_pgf(library, &mut std::fs::File::create(&files.pgf).unwrap()).unwrap();
        chip::write_clf(library, &mut std::fs::File::create(&files.clf).unwrap()).unwrap();
    };
    write(&library);
    let design = read_pgf_library(&files).unwrap();
    let labels: Vec<_> = design.probe_sets.iter().map(|set| set.label()).collect();
    assert_eq!(labels, ["100", "101", "102"]);
    library.probe_sets[1].id = "100".into();
    write(&library);
    let error = read_pgf_library(&files).unwrap_err().to_string();
    assert!(
        error.contains("probe set '100' occurs a second time"),
        "{error}"
    );
}

#[test]
fn kinds_of_real_files_are_told() {
    let Some(shared) = shared("kinds_of_real_files_are_told") else {
        return;
    };
    for (file, kind) in [
        ("formats/test.v3.CEL", FileKind::CelTextV3),
        ("formats/test.v4.CEL", FileKind::CelBinaryV4),
        ("clariom_s_mouse/MN_2_3.CEL.gz", FileKind::CelCommandConsole),
        ("gse12654/HGU95Av2_Hs_ENTREZG.cdf.gz", FileKind::CdfBinary),
        ("gse12654/samples.csv", FileKind::SampleSheet),
        ("formats/test.PGF", FileKind::Pgf),
        ("formats/mini.pgf", FileKind::Pgf),
        ("formats/HuEx-test.clf", FileKind::Clf),
        ("clariom_sim/library/Clariom_S_Rat.r1.pgf.gz", FileKind::Pgf),
        ("clariom_sim/library/Clariom_S_Rat.r1.mps.gz", FileKind::Mps),
        ("clariom_sim/library/Clariom_S_Rat.r1.bgp.gz", FileKind::Bgp),
        (
            "clariom_sim/library/Clariom_S_Rat.r1.na36.transcript.csv.gz",
            FileKind::TranscriptAnnotation,
        ),
        ("clariom_sim/sets.symbol.gmt.gz", FileKind::Gmt),
        ("clariom_sim/samples.tsv", FileKind::SampleSheet),
        (
            "genesets/hallmark_v2025.1_rat_homologene.symbols.gmt",
            FileKind::Gmt,
        ),
    ] {
        let sniffed = source::sniff(&shared.join("data").join(file)).unwrap();
        assert_eq!(sniffed.kind, kind, "{file}");
        assert_eq!(sniffed.gzipped, file.ends_with(".gz"), "{file}");
    }
    let absent = source::sniff(Path::new("there-is-no-such-file")).unwrap_err();
    assert_eq!(absent.found, "no such file");
}
