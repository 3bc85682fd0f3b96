//! What is written reads back the same; no bytes make a reader panic.

use crate::common;

use arrayon_formats::cel::{self, CelFile, CelFormat, CelHeader};
use arrayon_formats::chip::{self, PgfLibrary, parse_cdf, read_pgf_library};
use arrayon_formats::sniff;
use common::{TEXT_CDF, binary_cdf, gzip, small_array, small_library, text_v3};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use std::path::Path;

fn header(n_rows: u32, n_columns: u32) -> impl Strategy<Value = CelHeader> {
    let parameters = vec(("[A-Za-z]{1,9}", "[A-Za-z0-9.]{0,9}"), 0..4);
    let date = proptest::option::of((1u32..=12, 1u32..=28, 0u32..24));
    let grid = proptest::option::of((0.0f32..9_000.0, 0.0f32..9_000.0));
    (
        "[A-Za-z0-9_-]{1,16}",
        "[A-Za-z ]{0,12}[A-Za-z]",
        parameters,
        date,
        grid,
    )
        .prop_map(
            move |(chip_type, algorithm, algorithm_parameters, date, grid)| CelHeader {
                format: CelFormat::CommandConsole,
                gzipped: false,
                chip_type,
                n_rows,
                n_columns,
                scan_date: date
                    .map(|(month, day, hour)| format!("2019-{month:02}-{day:02}T{hour:02}:05:59")),
                algorithm: algorithm.trim_start().to_owned(),
                algorithm_parameters,
                grid_corners: grid.map(|(x, y)| [[x, y], [y, x], [1.0, 2.5], [-x, 3.0]]),
                dat_header: String::new(),
            },
        )
}

fn array() -> impl Strategy<Value = CelFile> {
    (1u32..6, 1u32..6).prop_flat_map(|(n_rows, n_columns)| {
        let n_cells = (n_rows * n_columns) as usize;
        let flags = move || btree_set(0..n_cells as u32, 0..=n_cells);
        (
            header(n_rows, n_columns),
            vec(0.0f32..70_000.0, n_cells),
            vec(0.0f32..9_000.0, n_cells),
            vec(0i16..2_000, n_cells),
            flags(),
            flags(),
        )
            .prop_map(
                |(header, intensities, std_devs, pixels, outliers, masked)| CelFile {
                    header,
                    intensities,
                    std_devs: Some(std_devs),
                    pixel_counts: Some(pixels),
                    outliers: outliers.into_iter().collect(),
                    masked: masked.into_iter().collect(),
                    damaged: vec![],
                },
            )
    })
}

/// The array as it should read back: its own but for the format and the line made for it.
fn expected(array: &CelFile, format: CelFormat, read: &CelFile) -> CelFile {
    let mut expected = array.clone();
    expected.header.format = format;
    expected.header.dat_header = read.header.dat_header.clone();
    expected
}

/// All small files, one of each kind.
fn small_files() -> Vec<Vec<u8>> {
    let (mut command_console, mut v4) = (Vec::new(), Vec::new());
    cel::write_command_console(&small_array(), &mut command_console).unwrap();
    cel::write_v4(&small_array(), &mut v4).unwrap();
    let text = text_v3(&small_array()).into_bytes();
    vec![
        gzip(&text),
        command_console,
        v4,
        text,
        TEXT_CDF.into(),
        binary_cdf(&[("a_at", &[(5, true), (9, false)]), ("b_at", &[(6, true)])]),
    ]
}

/// Reads bytes in every way there is; what is accepted must hold together.
fn read_every_way(bytes: &[u8]) {
    let path = Path::new("any");
    let _ = sniff::kind_of(bytes);
    let complete = cel::parse_complete(bytes, path);
    let plain = cel::parse(bytes, path);
    if let (Ok(complete), Ok(plain)) = (&complete, &plain) {
        let n_cells = plain.header.n_cells();
        assert_eq!(plain.intensities.len(), n_cells);
        assert!(
            plain
                .intensities
                .iter()
                .all(|&value| value.is_finite() && value >= 0.0)
        );
        assert!(plain.outliers.is_sorted_by(|one, next| one < next));
        assert!(
            plain
                .outliers
                .iter()
                .chain(&plain.masked)
                .all(|&cell| (cell as usize) < n_cells)
        );
        assert_eq!(plain.intensities, complete.intensities);
    }
    assert!(plain.is_ok() || complete.is_err());
    if let Ok(design) = parse_cdf(bytes, path) {
        assert!(
            design
                .perfect_match
                .iter()
                .all(|probe| (probe.cell as usize) < design.n_cells())
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn command_console_reads_back(array in array()) {
        let mut bytes = Vec::new();
        cel::write_command_console(&array, &mut bytes).unwrap();
        let read = cel::parse_complete(&bytes, Path::new("a")).unwrap();
        prop_assert_eq!(&read, &expected(&array, CelFormat::CommandConsole, &read));
        // a second round changes nothing at all
        let mut again = Vec::new();
        cel::write_command_console(&read, &mut again).unwrap();
        prop_assert_eq!(bytes, again);
    }

    #[test]
    fn v4_reads_back(array in array()) {
        let mut bytes = Vec::new();
        cel::write_v4(&array, &mut bytes).unwrap();
        let read = cel::parse_complete(&gzip(&bytes), Path::new("a")).unwrap();
        let mut expected = expected(&array, CelFormat::BinaryV4, &read);
        expected.header.gzipped = true;
        prop_assert_eq!(&read, &expected);
    }

    #[test]
    fn text_in_any_order_gives_the_same_array(array in array(), turn in 0usize..25) {
        let text = text_v3(&array);
        let read = cel::parse_complete(text.as_bytes(), Path::new("a")).unwrap();
        prop_assert_eq!(&read.intensities, &array.intensities);
        prop_assert_eq!(&read.std_devs, &array.std_devs);
        prop_assert_eq!(&read.pixel_counts, &array.pixel_counts);
        prop_assert_eq!(&read.outliers, &array.outliers);
        prop_assert_eq!(&read.masked, &array.masked);
        let mut lines: Vec<_> = text.split_inclusive("\r\n").collect();
        let first = lines.iter().position(|line| line.starts_with("CellHeader")).unwrap() + 1;
        let n_cells = array.intensities.len();
        lines[first..first + n_cells].rotate_left(turn % n_cells);
        let turned = cel::parse_complete(lines.concat().as_bytes(), Path::new("a")).unwrap();
        prop_assert_eq!(turned, read);
    }

    #[test]
    fn random_bytes_never_panic(start in 0usize..6, bytes in vec(any::<u8>(), 0..300)) {
        let magic: [&[u8]; 6] = [
            b"", &[0x3b, 1, 0, 0, 0, 1], &[64, 0, 0, 0, 4, 0, 0, 0], b"[CEL]\nVersion=3\n",
            &[67, 0, 0, 0, 1, 0, 0, 0], &[0x1f, 0x8b, 8, 0],
        ];
        read_every_way(&[magic[start], &bytes].concat());
    }

    #[test]
    fn damaged_libraries_never_panic(
        which in 0usize..5, at in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let files = write_library(folder.path());
        let paths = [
            Some(&files.pgf), Some(&files.clf), files.mps.as_ref(), files.qcc.as_ref(), files.bgp.as_ref(),
        ];
        let path = paths[which].unwrap();
        let mut content = std::fs::read(path).unwrap();
        let at = at.index(content.len());
        content[at] = byte;
        std::fs::write(path, content).unwrap();
        if let Ok(design) = read_pgf_library(&files) {
            prop_assert!(design.perfect_match.iter().all(|probe| probe.cell < 12));
            prop_assert!(design.background_cells.iter().all(|&cell| cell < 12));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn damaged_files_never_panic(
        which in 0usize..6,
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut bytes = small_files().swap_remove(which);
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        read_every_way(&bytes);
    }
}

fn write_library(folder: &Path) -> PgfLibrary {
    let library = small_library();
    let file = |kind: &str| folder.join(format!("a.{kind}"));
    let create = |kind: &str| std::fs::File::create(file(kind)).unwrap();
    chip::write_pgf(&library, &mut create("pgf")).unwrap();
    chip::write_clf(&library, &mut create("clf")).unwrap();
    chip::write_mps(&library, &mut create("mps")).unwrap();
    chip::write_qcc(&library, &mut create("qcc")).unwrap();
    chip::write_bgp(&library, &mut create("bgp")).unwrap();
    PgfLibrary {
        pgf: file("pgf"),
        clf: file("clf"),
        mps: Some(file("mps")),
        qcc: Some(file("qcc")),
        bgp: Some(file("bgp")),
    }
}

#[test]
fn a_written_library_reads_back() {
    let folder = tempfile::tempdir().unwrap();
    let design = read_pgf_library(&write_library(folder.path())).unwrap();
    assert_eq!(design.chip_types, ["Tiny"]);
    assert_eq!((design.n_rows, design.n_columns), (3, 4));
    let cells: Vec<_> = design
        .perfect_match
        .iter()
        .map(|probe| probe.cell)
        .collect();
    assert_eq!(
        cells,
        [3, 0, 11, 5, 3, 8],
        "a probe of two sets stands in both"
    );
    assert!(
        design
            .perfect_match
            .iter()
            .all(|probe| probe.gc_count == Some(12))
    );
    let labels: Vec<_> = design.probe_sets.iter().map(|set| set.label()).collect();
    assert_eq!(labels, ["TC1.rn.2", "TC2.rn.2", "102"]);
    assert_eq!(design.transcript_clusters[1].probe_sets, [0, 1]);
    assert_eq!(
        design.quality_groups,
        [("TC2.rn.2".to_owned(), "pos_control".to_owned())]
    );
    assert_eq!(design.background_cells, [8]);
    let features = design.features();
    assert_eq!(features[1].n_probes(), 5);
}
