//! Files of another kind than a command wants: named for what they are, with the way on.

use crate::cases::case;
use crate::program::{folder, gzip, json, refuse, run};
use std::path::Path;

const TABLE: &str = "feature_id\tlogFC\tP.Value\tadj.P.Val\tgene_symbols\nf1\t1\t0.1\t0.2\tHmox1\n";
const TOP_TABLE: &str = "\tlogFC\tAveExpr\tt\tP.Value\tadj.P.Val\tB\nf1\t1.5\t7\t3\t0.1\t0.2\t1\n\
    f2\t0.5\t7\t1\t0.3\t0.3\t-1\n";
const MATRIX: &str = "id\ts1\ts2\nf1\t7.5\t8.25\nf2\t6.5\t6.25\n";
const SHEET: &str = "sample,group\ns1,a\ns2,b\n";
const CONTRASTS: &str = "id,variable,reference,target\nb_vs_a,group,a,b\n";
const SETS: &str = "ONE\tna\tHmox1\tIl6\nTWO\tna\tTnf\tIl1b\tIl6\n";

fn put(place: &Path, files: &[(&str, &[u8])]) {
    for (name, bytes) in files {
        std::fs::write(place.join(name), bytes).unwrap();
    }
}

#[test]
fn every_reader_names_files_of_another_kind() {
    let place = folder();
    let place = place.path();
    let xlsx = b"PK\x03\x04\x14\0\x06\0[Content_Types].xml\xff\xfe";
    put(
        place,
        &[
            ("t.tsv", TABLE.as_bytes()),
            ("top.tsv", TOP_TABLE.as_bytes()),
            ("m.tsv", MATRIX.as_bytes()),
            ("s.csv", SHEET.as_bytes()),
            ("c.csv", CONTRASTS.as_bytes()),
            ("sets.gmt", SETS.as_bytes()),
            ("book.xlsx", xlsx),
            ("m.rds", &gzip(b"X\n\0\0\0\x03\0\x04\x02")),
            ("m.json", b"{\"values\": [1, 2]}"),
            ("m.pdf", b"%PDF-1.7\n%\xe2\xe3"),
        ],
    );
    let diff = |matrix: &'static str, sheet: &'static str, contrasts: &'static str| {
        vec![
            "diff",
            "--matrix",
            matrix,
            "--samples",
            sheet,
            "--contrasts",
            contrasts,
            "--out",
            "o",
        ]
    };
    let sets = |table: &'static str, gmt: &'static str| {
        vec!["genesets", "--table", table, "--gmt", gmt, "--out", "o"]
    };
    for (arguments, says) in [
        (
            diff("top.tsv", "s.csv", "c.csv"),
            [
                "table of features with their statistics",
                "genesets --table",
            ],
        ),
        (
            diff("book.xlsx", "s.csv", "c.csv"),
            ["workbook", "save another as CSV"],
        ),
        (
            diff("m.rds", "s.csv", "c.csv"),
            ["R objects", "write.table"],
        ),
        (
            diff("m.json", "s.csv", "c.csv"),
            ["a JSON file", "an expression matrix"],
        ),
        (
            diff("m.pdf", "s.csv", "c.csv"),
            ["a PDF document", "holds the data"],
        ),
        (
            diff("m.tsv", "c.csv", "c.csv"),
            ["a contrast file", "--contrasts"],
        ),
        (
            diff("m.tsv", "s.csv", "s.csv"),
            ["a sample sheet", "--samples"],
        ),
        (diff("m.tsv", "book.xlsx", "c.csv"), ["workbook", "damaged"]),
        (sets("t.tsv", "m.tsv"), ["an expression matrix", "--matrix"]),
        (sets("t.tsv", "top.tsv"), ["statistics", "gene sets"]),
        (
            sets("m.tsv", "sets.gmt"),
            ["an expression matrix", "--matrix"],
        ),
        (sets("sets.gmt", "sets.gmt"), ["a gene set file", "--gmt"]),
    ] {
        refuse(place, &arguments).says(&says);
    }
}

#[test]
fn inspect_names_foreign_files_and_ends_with_3_where_it_knows_none() {
    let place = folder();
    let place = place.path();
    let mut tar = b"GSM1.CEL".to_vec();
    tar.resize(257, 0);
    tar.extend(b"ustar\0");
    tar.resize(600, 0);
    let chp = b"A\0\0\0\x01\0\0\0";
    put(
        place,
        &[
            ("a.tar", &tar),
            ("a.CHP", chp),
            (
                "a.EXP",
                b"Affymetrix GeneChip Experiment Information\r\nVersion\t1\r\n",
            ),
            ("a.bz2", b"BZh91AY&SY"),
            (
                "a.gpad",
                b"!gpa-version: 1.1\nRGD\t1\tinvolved_in\tGO:1\tPMID:1\tECO:1\t\t\t20200101\tRGD\n",
            ),
            ("words", b"hello\nworld\n"),
            ("bytes", &[7, 0, 1, 0, 9]),
        ],
    );
    for (file, says) in [
        ("a.tar", ["a TAR archive", "unpack"]),
        ("a.CHP", ["a CHP file", "give the CEL file"]),
        ("a.EXP", ["an EXP file", "give the CEL file"]),
        ("a.bz2", ["packed by bzip2", "unpack it"]),
        ("a.gpad", ["GPAD", "take the GAF"]),
    ] {
        let output = run(place, &["inspect", file]);
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(0), "{file}");
        assert!(says.iter().all(|text| told.contains(text)), "{told}");
    }
    for file in ["words", "bytes"] {
        let output = run(place, &["inspect", "a.CHP", file]);
        assert_eq!(output.status.code(), Some(3), "{file}");
        let (told, error) = (
            output.stdout,
            String::from_utf8_lossy(&output.stderr).into_owned(),
        );
        assert!(String::from_utf8_lossy(&told).contains("no known form"));
        assert!(
            error.contains("no known form") && error.contains(file),
            "{error}"
        );
    }
    let arrays = [
        "normalize",
        "--cdf",
        "none.cdf",
        "--out",
        "n",
        "a.CHP",
        "a.EXP",
    ];
    put(
        place,
        &[("none.cdf", crate::bad_chips::SMALL_CDF.as_bytes())],
    );
    refuse(place, &arrays).says(&["a CHP file", "give the CEL file"]);
}

#[test]
fn a_file_packed_twice_is_unpacked_twice() {
    let place = folder();
    let source = case("gzip-within-gzip");
    let file = |name: &str| source.join(name).to_string_lossy().into_owned();
    let (sheet, contrasts) = (file("samples.csv"), file("contrasts.csv"));
    for (matrix, out) in [("m.tsv", "plain"), ("m2.tsv.gz", "packed")] {
        let matrix = file(matrix);
        let arguments = [
            "diff",
            "--matrix",
            &matrix,
            "--samples",
            &sheet,
            "--contrasts",
            &contrasts,
            "--out",
            out,
        ];
        let output = run(place.path(), &arguments);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{errors}");
    }
    let results =
        |out: &str| json(&place.path().join(out).join("summary.json"))["contrasts"].clone();
    assert_eq!(results("plain"), results("packed"));
}
