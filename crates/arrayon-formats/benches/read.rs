//! How fast files are read, from memory: arrays and a library of Clariom S size, made here.

#![allow(missing_docs)] // criterion's macros make undocumented items

use arrayon_formats::cel::{self, CelFile, CelHeader};
use arrayon_formats::chip::{self, Library, LibraryProbe, LibraryProbeSet, PgfLibrary};
use arrayon_formats::source::{self, Kind};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;

const CLARIOM_S: u32 = 548;
const HG_U95: u32 = 640;

fn array(side: u32) -> CelFile {
    let n_cells = side * side;
    let intensity = |cell: u32| 20.0 + ((cell.wrapping_mul(2_654_435_761)) >> 16) as f32;
    CelFile {
        header: CelHeader {
            chip_type: "Bench".into(),
            n_rows: side,
            n_columns: side,
            ..CelHeader::default()
        },
        intensities: (0..n_cells).map(intensity).collect(),
        outliers: (0..n_cells).step_by(67).collect(),
        ..CelFile::default()
    }
}

fn text_v3(side: u32) -> String {
    let n_cells = side * side;
    let mut text = format!(
        "[CEL]\r\nVersion=3\r\n\r\n[HEADER]\r\nCols={side}\r\nRows={side}\r\n\r\n[INTENSITY]\r\n\
         NumberCells={n_cells}\r\nCellHeader=X\tY\tMEAN\tSTDV\tNPIXELS\r\n"
    );
    for (cell, mean) in array(side).intensities.iter().enumerate() {
        let (x, y) = (cell as u32 % side, cell as u32 / side);
        writeln!(text, "{x:3}\t{y:3}\t{mean:.1}\t{:.1}\t 25\r", mean * 0.14).expect("a string");
    }
    for (section, more) in [("MASKS", ""), ("OUTLIERS", ""), ("MODIFIED", "\tORIGMEAN")] {
        write!(
            text,
            "\r\n[{section}]\r\nNumberCells=0\r\nCellHeader=X\tY{more}\r\n"
        )
        .expect("a string");
    }
    text
}

fn library() -> Library {
    let set = |number: u32| LibraryProbeSet {
        id: (20_500_001 + number).to_string(),
        name: format!("TC01{number:08}.rn.2"),
        kind: "main".into(),
        probes: (0..10)
            .map(|probe| LibraryProbe {
                cell: (number * 10 + probe).wrapping_mul(7_919) % (CLARIOM_S * CLARIOM_S),
                gc_count: 12,
                sequence: "ACGTACGTACGTACGTACGTACGTA".into(),
            })
            .collect(),
    };
    Library {
        chip_type: "Bench".into(),
        n_rows: CLARIOM_S,
        n_columns: CLARIOM_S,
        probe_sets: (0..27_000).map(set).collect(),
        ..Library::default()
    }
}

fn read_arrays(criterion: &mut Criterion) {
    let path = Path::new("bench.CEL");
    let mut binary = Vec::new();
    cel::write_command_console(&array(CLARIOM_S), &mut binary).expect("a consistent array");
    let text = text_v3(HG_U95);
    let mut group = criterion.benchmark_group("cel");
    group.throughput(Throughput::Bytes(binary.len() as u64));
    group.bench_function("command console 548x548", |bencher| {
        bencher.iter(|| cel::parse(black_box(&binary), path));
    });
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("text v3 640x640", |bencher| {
        bencher.iter(|| cel::parse(black_box(text.as_bytes()), path));
    });
    group.finish();
}

fn read_library(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let files = PgfLibrary {
        pgf: folder.path().join("bench.pgf"),
        clf: folder.path().join("bench.clf"),
        ..PgfLibrary::default()
    };
    let (mut pgf, mut clf) = (Vec::new(), Vec::new());
    chip::write_pgf(&library(), &mut pgf).expect("a vector");
    chip::write_clf(&library(), &mut clf).expect("a vector");
    std::fs::write(&files.pgf, &pgf).expect("a scratch file");
    std::fs::write(&files.clf, &clf).expect("a scratch file");
    let mut group = criterion.benchmark_group("library");
    group.throughput(Throughput::Bytes((pgf.len() + clf.len()) as u64));
    group.bench_function("pgf and clf, 27,000 sets of 10", |bencher| {
        bencher.iter(|| chip::read_pgf_library(black_box(&files)));
    });
    group.finish();
}

/// Real files, gzipped, where the reference data lie.
fn read_gzipped(criterion: &mut Criterion) {
    let Some(shared) = arrayon_testkit::shared("read_gzipped") else {
        return;
    };
    let mut group = criterion.benchmark_group("gzipped");
    for file in [
        "clariom_s_mouse/MN_2_3.CEL.gz",
        "gse12654/cel/GSM317649.CEL.gz",
    ] {
        let path = shared.join("data").join(file);
        let bytes = std::fs::read(&path).expect("a reference file");
        group.bench_function(format!("unpack {file}"), |bencher| {
            bencher.iter(|| {
                source::unpack(black_box(&bytes), &path, Kind::Array).map(|content| content.len())
            });
        });
        group.bench_function(format!("read {file}"), |bencher| {
            bencher.iter(|| cel::parse(black_box(&bytes), &path));
        });
    }
    let cdf = shared.join("data/gse12654/HGU95Av2_Hs_ENTREZG.cdf.gz");
    group.bench_function("read cdf of 8,551 sets", |bencher| {
        bencher.iter(|| chip::read_cdf(black_box(&cdf)));
    });
    let file = |kind: &str| {
        shared.join(format!(
            "data/clariom_sim/library/Clariom_S_Rat.r1.{kind}.gz"
        ))
    };
    let library = PgfLibrary {
        pgf: file("pgf"),
        clf: file("clf"),
        mps: Some(file("mps")),
        qcc: None,
        bgp: Some(file("bgp")),
    };
    group.bench_function("read library of 27,404 sets", |bencher| {
        bencher.iter(|| chip::read_pgf_library(black_box(&library)));
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).without_plots();
    targets = read_arrays, read_library, read_gzipped
}
criterion_main!(benches);
