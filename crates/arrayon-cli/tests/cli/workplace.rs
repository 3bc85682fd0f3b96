//! A folder as readers of the documentation may have it: the files that its commands name.

#![expect(
    clippy::disallowed_types,
    reason = "the folder is made by another process"
)]

use crate::drafts::family;
use crate::program::{files_below, folder, gzip};
use crate::simulated_study::{self, CLF, MPS, PGF, Study, text_cdf};
use arrayon_testkit::testdata;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use tempfile::TempDir;

/// A copy of the folder, in which commands may write; its files are linked.
///
/// - `study.toml`, `samples.csv`, `contrasts.csv`, `cel/`, `library/`: six arrays of the demo; in
///   `x.*`, `chip.*` and `annotation.csv` their library again
/// - `results/`, and as `baseline/`, `before/`, `after/` the same: their results
/// - `expression.tsv`, `expr.tsv`, `top.csv`, `sets.gmt`, `policy.toml`, `reference.csv`
/// - `scans/`, `reference/cel/`, `new/rat_9.CEL`, `*.CEL.gz`, `*.chp`: further arrays
/// - `animals.xlsx`, `GSE1_series_matrix.txt.gz`, `GSE1_family.soft.gz`: what studies are drafted of
pub(crate) fn workplace() -> TempDir {
    static MADE: OnceLock<Study> = OnceLock::new();
    let made = MADE.get_or_init(make);
    let copy = folder();
    for file in files_below(made.root()) {
        let to = copy.path().join(&file);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::hard_link(made.root().join(&file), to).unwrap();
    }
    copy
}

fn make() -> Study {
    let study = Study::new();
    study.succeed();
    let link = |from: &str, to: &str| {
        let to = study.path(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::hard_link(study.path(from), to).unwrap();
    };
    for (part, ending) in [(PGF, "pgf"), (CLF, "clf"), (MPS, "mps")] {
        link(part, &format!("x.{ending}"));
        link(part, &format!("chip.{ending}"));
    }
    link(simulated_study::ANNOTATION, "annotation.csv");
    link(
        simulated_study::ANNOTATION,
        "library/Clariom_S_Rat.r1.na36.rn6.a1.transcript.csv",
    );
    for file in files_below(&study.path("results")) {
        for copy in ["baseline", "before", "after"] {
            let file = file.to_str().unwrap();
            link(&format!("results/{file}"), &format!("{copy}/{file}"));
        }
    }
    for name in ["expression.tsv", "expr.tsv"] {
        link("results/expression.tsv", name);
    }
    for sample in simulated_study::SAMPLES {
        let name = format!("cel/{sample}.CEL");
        for place in ["scans", "reference/cel"] {
            link(&name, &format!("{place}/{sample}.CEL"));
        }
        study.put(&format!("{sample}.CEL.gz"), gzip(&study.bytes(&name)));
        link(&name, &format!("{sample}.CEL"));
    }
    fs::create_dir(study.path("new")).unwrap();
    let ninth = simulated_study::demo().join("study/cel/mg001_4.CEL");
    fs::hard_link(ninth, study.path("new/rat_9.CEL")).unwrap();
    put_texts(&study);
    put_foreign_files(&study);
    study
}

fn put_texts(study: &Study) {
    let sheet = fs::read_to_string(study.path("samples.csv")).unwrap();
    let lines = sheet.lines().enumerate();
    let runs = lines.map(|(at, line)| match at {
        0 => format!("{line},run\n"),
        _ => format!("{line},run {}\n", 1 + at % 2),
    });
    study.put("reference.csv", runs.collect::<String>());
    study.put("policy.toml", "arrays.max_failed = 0\n");
    let table = study.bytes("results/differential/mg001_vs_pairfed.tsv");
    let table = String::from_utf8(table).unwrap();
    let rows: Vec<Vec<&str>> = (table.lines())
        .map(|line| line.split('\t').collect())
        .collect();
    let at = |header: &str| rows[0].iter().position(|one| *one == header).unwrap();
    let columns = ["gene_symbols", "logFC", "t", "P.Value", "adj.P.Val"].map(at);
    let line = |row: &Vec<&str>| columns.map(|at| row[at]).join(",") + "\n";
    let named = rows.iter().filter(|row| !row[columns[0]].contains(';'));
    let top: String = named.map(line).collect();
    study.put("top.csv", top.replacen("gene_symbols", "ID", 1));
    let symbols: Vec<&str> = (rows[1..].iter())
        .map(|row| row[columns[0]])
        .filter(|symbol| !symbol.is_empty() && !symbol.contains(';'))
        .collect();
    let set = |(at, genes): (usize, &[&str])| format!("SET_{at}\tna\t{}\n", genes.join("\t"));
    let sets: String = symbols.chunks(40).take(20).enumerate().map(set).collect();
    study.put("sets.gmt", sets);
}

fn put_foreign_files(study: &Study) {
    let header = arrayon_formats::cel::read_header(&study.path("cel/mg001_1.CEL")).unwrap();
    let cells = |unit: u32| (0..8).map(move |atom| 10 * unit * header.n_columns + 10 + 3 * atom);
    let units = [1, 2].map(|unit| (format!("set{unit}_at"), cells(unit).collect()));
    let cdf = text_cdf((header.n_rows, header.n_columns), &units);
    study.put("chip.cdf.gz", gzip(cdf.as_bytes()));
    let read = |name: &str| fs::read(testdata().join(name)).unwrap();
    let mut chp = read("golden/formats/chp/made_quantification_detection.CHP");
    study.put("A.sst-rma-gene-full.chp", &chp);
    // another array: the last signal doubled
    let at = chp.len() - 8;
    chp[at..at + 4].copy_from_slice(&19.06_f32.to_be_bytes());
    study.put("B.sst-rma-gene-full.chp", &chp);
    study.put("animals.xlsx", read("workbooks/study.xlsx"));
    let series = gzip(&read("geo/quoted_line_end.txt"));
    study.put("GSE1_series_matrix.txt.gz", series);
    let family = family().replace("GPL1", "GPL96");
    study.put("GSE1_family.soft.gz", gzip(family.as_bytes()));
}

#[test]
fn the_workplace_has_what_the_documentation_names() {
    let place = workplace();
    let has = |name: &str| Path::exists(&place.path().join(name));
    for name in ["results/summary.json", "x.pgf", "sets.gmt", "new/rat_9.CEL"] {
        assert!(has(name), "{name}");
    }
}
