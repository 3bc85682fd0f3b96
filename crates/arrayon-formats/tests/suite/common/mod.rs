//! Small files for tests, made here.

use arrayon_formats::cel::{CelFile, CelFormat, CelHeader};
use arrayon_formats::chip::{Library, LibraryCluster, LibraryProbe, LibraryProbeSet};
use flate2::{Compression, write::GzEncoder};
use std::fmt::Write as _;
use std::io::Write as _;

/// A chip of 3 rows and 4 columns with flagged cells.
pub(crate) fn small_array() -> CelFile {
    let dat_header = "[8..900]  a:CLS=9 RWS=9 XIN=0  YIN=0  VE=0         0   \
                      03/05/24 09:11:00 00000000  M10   \u{14}  \u{14} Tiny.1sq \u{14}  \u{14}";
    CelFile {
        header: CelHeader {
            format: CelFormat::CommandConsole,
            gzipped: false,
            chip_type: "Tiny".into(),
            n_rows: 3,
            n_columns: 4,
            scan_date: Some("2024-03-05T09:11:00".into()),
            algorithm: "Percentile".into(),
            algorithm_parameters: vec![
                ("Percentile".into(), "75".into()),
                ("CellMargin".into(), "4".into()),
            ],
            grid_corners: Some([
                [369.0, 224.0],
                [4277.0, 329.0],
                [4177.0, 4224.0],
                [269.0, 4118.0],
            ]),
            dat_header: dat_header.into(),
        },
        intensities: (0..12).map(|cell| 20.5 + 100.0 * cell as f32).collect(),
        std_devs: Some((0..12).map(|cell| 1.5 * cell as f32).collect()),
        pixel_counts: Some((0..12).map(|cell| 9 + cell).collect()),
        outliers: vec![1, 10],
        masked: vec![7],
        damaged: vec![],
    }
}

/// The array as a text file of version 3.
pub(crate) fn text_v3(array: &CelFile) -> String {
    let header = &array.header;
    let parameters: Vec<_> = header
        .algorithm_parameters
        .iter()
        .map(|(name, value)| format!("{name}:{value}"))
        .collect();
    let mut text = format!(
        "[CEL]\r\nVersion=3\r\n\r\n[HEADER]\r\nCols={1}\r\nRows={0}\r\nTotalX={1}\r\nTotalY={0}\r\n\
         DatHeader={2}\r\nAlgorithm={3}\r\nAlgorithmParameters={4}\r\n\r\n[INTENSITY]\r\n\
         NumberCells={5}\r\nCellHeader=X\tY\tMEAN\tSTDV\tNPIXELS\r\n",
        header.n_rows,
        header.n_columns,
        header.dat_header,
        header.algorithm,
        parameters.join(";"),
        array.intensities.len(),
    );
    let place = |cell: usize| {
        (
            cell % header.n_columns as usize,
            cell / header.n_columns as usize,
        )
    };
    for (cell, mean) in array.intensities.iter().enumerate() {
        let (x, y) = place(cell);
        let std_dev = array.std_devs.as_ref().map_or(0.0, |values| values[cell]);
        let n_pixels = array.pixel_counts.as_ref().map_or(0, |values| values[cell]);
        write!(
            text,
            "{x:3}\t{y:3}\t{mean:?}\t{std_dev:?}\t{n_pixels:3}\r\n"
        )
        .unwrap();
    }
    for (section, cells) in [("MASKS", &array.masked), ("OUTLIERS", &array.outliers)] {
        write!(
            text,
            "\r\n[{section}]\r\nNumberCells={}\r\nCellHeader=X\tY\r\n",
            cells.len()
        )
        .unwrap();
        for &cell in cells {
            let (x, y) = place(cell as usize);
            write!(text, "{x}\t{y}\r\n").unwrap();
        }
    }
    text + "\r\n[MODIFIED]\r\nNumberCells=0\r\nCellHeader=X\tY\tORIGMEAN\r\n"
}

/// A library of three probe sets on the small array's chip.
pub(crate) fn small_library() -> Library {
    let probe = |cell| LibraryProbe {
        cell,
        gc_count: 12,
        sequence: "ACGTACGTACGTACGTACGTACGTA".into(),
    };
    let set = |id: &str, name: &str, kind: &str, cells: &[u32]| LibraryProbeSet {
        id: id.into(),
        name: name.into(),
        kind: kind.into(),
        probes: cells.iter().copied().map(probe).collect(),
    };
    let cluster = |id: &str, probe_sets: &[usize]| LibraryCluster {
        id: id.into(),
        probe_sets: probe_sets.to_vec(),
    };
    Library {
        chip_type: "Tiny".into(),
        n_rows: 3,
        n_columns: 4,
        probe_sets: vec![
            set("100", "TC1.rn.2", "main", &[3, 0, 11]),
            set("101", "TC2.rn.2", "main", &[5, 3]),
            set("102", "102", "control->bgp->antigenomic", &[8]),
        ],
        transcript_clusters: vec![cluster("TC1.rn.2", &[0]), cluster("both", &[0, 1])],
        quality_groups: vec![(1, "pos_control".into())],
    }
}

/// A text CDF of two expression units, one with two blocks, and a unit of another type.
pub(crate) const TEXT_CDF: &str = "[CDF]\r\nVersion=GC3.0\r\n\r\n[Chip]\r\nName=Tiny\r\nRows=3\r\nCols=4\r\n\
NumberOfUnits=3\r\nMaxUnit=3\r\nNumQCUnits=1\r\nChipReference= \r\n\r\n\
[QC1]\r\nType=1\r\nNumberCells=1\r\nCellHeader=X\tY\tPROBE\tPLEN\tATOM\tINDEX\r\nCell1=0\t0\tN\t25\t0\t0\r\n\r\n\
[Unit1]\r\nName=NONE\r\nDirection=2\r\nNumAtoms=2\r\nNumCells=4\r\nUnitNumber=1\r\nUnitType=3\r\nNumberBlocks=1\r\n\r\n\
[Unit1_Block1]\r\nName=a_at\r\nBlockNumber=1\r\nNumAtoms=2\r\nNumCells=4\r\nStartPosition=0\r\nStopPosition=1\r\n\
CellHeader=X\tY\tPROBE\tFEAT\tQUAL\tEXPOS\tPOS\tCBASE\tPBASE\tTBASE\tATOM\tINDEX\tREGION\r\n\
Cell1=1\t1\tN\tcontrol\ta_at\t1\t13\tA\tt\tA\t1\t5\t\r\nCell2=1\t2\tN\tcontrol\ta_at\t1\t13\tA\ta\tA\t1\t9\t\r\n\
Cell3=2\t1\tN\tcontrol\ta_at\t0\t13\tC\tG\tC\t0\t6\t\r\nCell4=2\t2\tN\tcontrol\ta_at\t0\t13\tC\tC\tC\t0\t10\t\r\n\r\n\
[Unit2]\r\nName=tag\r\nDirection=2\r\nNumAtoms=1\r\nNumCells=1\r\nUnitNumber=2\r\nUnitType=7\r\nNumberBlocks=1\r\n\r\n\
[Unit2_Block1]\r\nName=tag\r\nBlockNumber=1\r\nNumAtoms=1\r\nNumCells=1\r\nStartPosition=0\r\nStopPosition=0\r\n\
CellHeader=X\tY\tPROBE\tFEAT\tQUAL\tEXPOS\tPOS\tCBASE\tPBASE\tTBASE\tATOM\tINDEX\tREGION\r\n\
Cell1=0\t1\tN\tcontrol\ttag\t0\t13\tA\tT\tA\t0\t4\t\r\n\r\n\
[Unit3]\r\nName=c_at\r\nDirection=2\r\nNumAtoms=2\r\nNumCells=2\r\nUnitNumber=3\r\nUnitType=3\r\nNumberBlocks=2\r\n\r\n\
[Unit3_Block1]\r\nName=NONE\r\nBlockNumber=1\r\nNumAtoms=1\r\nNumCells=1\r\nStartPosition=0\r\nStopPosition=0\r\n\
CellHeader=X\tY\tPROBE\tFEAT\tQUAL\tEXPOS\tPOS\tCBASE\tPBASE\tTBASE\tATOM\tINDEX\tREGION\r\n\
Cell1=3\t0\tN\tcontrol\tc_at\t0\t13\tA\tT\tA\t0\t3\t\r\n\r\n\
[Unit3_Block2]\r\nName=d_at\r\nBlockNumber=2\r\nNumAtoms=1\r\nNumCells=1\r\nStartPosition=0\r\nStopPosition=0\r\n\
CellHeader=X\tY\tPROBE\tFEAT\tQUAL\tEXPOS\tPOS\tCBASE\tPBASE\tTBASE\tATOM\tINDEX\tREGION\r\n\
Cell1=0\t2\tN\tcontrol\td_at\t0\t13\tA\tT\tA\t0\t8\t\r\n";

/// A binary CDF (version 1) of expression units with one block each: name and (cell, is perfect
/// match) pairs, on a grid of 3 rows and 4 columns.
pub(crate) fn binary_cdf(units: &[(&str, &[(u16, bool)])]) -> Vec<u8> {
    let name = |name: &str| {
        let mut padded = name.as_bytes().to_vec();
        padded.resize(64, 0);
        padded
    };
    let mut bytes = Vec::new();
    for number in [67i32, 1] {
        bytes.extend(number.to_le_bytes());
    }
    for number in [4u16, 3] {
        bytes.extend(number.to_le_bytes());
    }
    for number in [units.len() as i32, 0, 0] {
        bytes.extend(number.to_le_bytes());
    }
    for (id, _) in units {
        bytes.extend(name(id));
    }
    let mut place = bytes.len() + 4 * units.len();
    let bodies: Vec<_> = units
        .iter()
        .map(|(id, cells)| binary_unit(&name(id), cells))
        .collect();
    for body in &bodies {
        bytes.extend((place as u32).to_le_bytes());
        place += body.len();
    }
    bytes.extend(bodies.concat());
    bytes
}

fn binary_unit(name: &[u8], cells: &[(u16, bool)]) -> Vec<u8> {
    let n_cells = cells.len() as i32;
    let mut bytes = vec![1, 0, 1];
    for number in [n_cells, 1, n_cells, 1] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.push(1);
    for number in [n_cells, n_cells] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend([1, 1]);
    for number in [0, n_cells - 1] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend(name);
    for (atom, &(cell, is_match)) in cells.iter().enumerate() {
        bytes.extend((atom as i32).to_le_bytes());
        bytes.extend((cell % 4).to_le_bytes());
        bytes.extend((cell / 4).to_le_bytes());
        bytes.extend((atom as i32).to_le_bytes());
        bytes.extend(if is_match { b"at" } else { b"aa" });
    }
    bytes
}

pub(crate) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}
