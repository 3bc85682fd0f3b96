//! Tables of contrasts as people bring them: row numbers for ids, other programs' columns, ties,
//! words for missing genes, rounded p-values, and symbols that a spreadsheet has made dates of.

use crate::cases::copied;
use crate::program::{Refusal, json, refuse, succeed};
use serde_json::Value;
use std::path::PathBuf;
use tempfile::TempDir;

/// A folder with the files of a case.
struct Case {
    folder: TempDir,
}

impl Case {
    fn new(name: &str) -> Self {
        let folder = copied(name);
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    fn put(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    /// Results of gene sets on a table.
    #[track_caller]
    fn test(&self, table: &str, sets: &str) -> Found {
        let out = format!("{table}.{sets}");
        succeed(self.folder.path(), &arguments(table, sets, &out));
        let stem = table.split_once('.').unwrap().0;
        Found {
            sets: json(&self.path(&format!("{out}/genesets/{stem}.json"))),
            summary: json(&self.path(&format!("{out}/summary.json"))),
        }
    }

    #[track_caller]
    fn refuse(&self, table: &str, sets: &str) -> Refusal {
        refuse(self.folder.path(), &arguments(table, sets, "out"))
    }
}

fn arguments<'a>(table: &'a str, sets: &'a str, out: &'a str) -> [&'a str; 11] {
    let tests = "over-representation,camera-pr,preranked";
    [
        "genesets",
        "--table",
        table,
        "--gmt",
        sets,
        "--tests",
        tests,
        "--min-set-size",
        "1",
        "--out",
        out,
    ]
}

/// What the gene-set stage wrote.
struct Found {
    sets: Value,
    summary: Value,
}

impl Found {
    fn preranked(&self, set: &str) -> &Value {
        row(&self.sets["preranked"], set)
    }

    fn notes(&self) -> String {
        self.sets["notes"].to_string()
    }

    fn warnings(&self) -> String {
        self.summary["warnings"].to_string()
    }
}

fn row<'a>(rows: &'a Value, set: &str) -> &'a Value {
    let mut rows = rows.as_array().unwrap().iter();
    rows.find(|row| row["set_id"] == set).unwrap()
}

#[test]
fn row_numbers_are_no_ids() {
    let case = Case::new("table-id-column");
    let tables = ["t.tsv", "t2.csv", "t3.tsv"];
    let [first, second, third] = tables.map(|table| {
        // sets of NCBI gene ids meet no row number
        case.refuse(table, "e.gmt")
            .says(&["NCBI gene ids", "Gene1"]);
        let found = case.test(table, "s.gmt");
        assert!(
            found.notes().contains("features from 'ID'"),
            "{}",
            found.notes()
        );
        found.sets
    });
    for key in ["universe", "camera_pr", "preranked"] {
        assert_eq!(first[key], second[key]);
        assert_eq!(first[key], third[key]);
    }
    // one id occurs twice
    assert_eq!(first["universe"]["n_genes"], 599);
    assert_eq!(first["universe"]["n_features"], 600);

    // without the ids nothing is left to name a feature
    let numbers_alone: String = case
        .text("t.tsv")
        .lines()
        .map(|line| {
            let mut cells: Vec<&str> = line.split('\t').collect();
            cells.remove(1);
            cells.join("\t") + "\n"
        })
        .collect();
    case.put("n.tsv", &numbers_alone);
    let refusal = case.refuse("n.tsv", "e.gmt");
    refusal.says(&["no column names the features", "row numbers", "'logFC'"]);
    case.put("m.tsv", &format!("feature_id{numbers_alone}"));
    case.refuse("m.tsv", "e.gmt").says(&["only numbered"]);
}

#[test]
fn repeated_ids_of_limma_are_genes_of_several_features() {
    let case = Case::new("table-id-column");
    let repeated = case.text("t.tsv").replace("\tGene59\t", "\tGene40\t");
    case.put("r.tsv", &repeated);
    let found = case.test("r.tsv", "s.gmt");
    assert_eq!(found.sets["universe"]["n_genes"], 598);
    assert_eq!(found.sets["universe"]["n_features"], 600);
    let top = &found.summary["contrasts"][0]["top_features"][0];
    assert_eq!(top["feature_id"], "Gene40");
    assert_eq!(top["gene_symbols"][0], "Gene40");
    let top = &found.summary["contrasts"][0]["top_features"][1];
    assert_eq!(top["feature_id"], "Gene40 (2)");
    assert_eq!(top["gene_symbols"][0], "Gene40");
}

#[test]
fn ties_do_not_follow_the_order_of_rows() {
    let case = Case::new("preranked-ties");
    let [first, second, third] =
        ["t.tsv", "t2.tsv", "t3.tsv"].map(|table| case.test(table, "s.gmt"));
    for key in [
        "preranked",
        "camera_pr",
        "over_representation_up",
        "over_representation_down",
        "notes",
    ] {
        assert_eq!(first.sets[key], second.sets[key], "{key}");
        assert_eq!(first.sets[key], third.sets[key], "{key}");
    }
    assert_eq!(
        first.summary["contrasts"][0]["top_features"],
        second.summary["contrasts"][0]["top_features"]
    );
    assert_eq!(first.preranked("TIED")["p_value"], 1.0);
    assert!(first.preranked("UP")["p_value"].as_f64().unwrap() < 0.01);
    let notes = first.notes();
    assert!(
        notes.contains("400 of 600 features (66.7 %) share"),
        "{notes}"
    );
}

#[test]
fn missing_symbols_are_no_genes() {
    let case = Case::new("na-gene-symbols");
    for word in ["NA", "n/a", "---", "NULL", "None", "-"] {
        let table = case.text("t.tsv").replace("\tNA\t", &format!("\t{word}\t"));
        case.put("w.tsv", &table);
        case.put(
            "b.gmt",
            &format!(
                "{}BAD\tx\tNA\t{word}\tGene200\tGene201\tGene202\tGene203\tGene204\tGene205\n",
                case.text("s.gmt")
            ),
        );
        let found = case.test("w.tsv", "b.gmt");
        assert_eq!(found.sets["universe"]["n_genes"], 500, "{word}");
        assert_eq!(
            found.sets["universe"]["n_features_without_gene"], 100,
            "{word}"
        );
        assert!(
            row(&found.sets["camera_pr"], "BAD")["n_features"]
                .as_u64()
                .unwrap()
                <= 6
        );
        std::fs::remove_dir_all(case.path("w.tsv.b.gmt")).unwrap();
    }
}

#[test]
fn dates_of_spreadsheets_are_named_with_what_they_were() {
    let case = Case::new("excel-dates-in-table");
    let found = case.test("t.tsv", "s.gmt");
    let warnings = found.warnings();
    for part in [
        "6 tested genes",
        "'6-Mar' (Marchf6)",
        "'2-Sep' (Septin2)",
        "'9-Sep' (Septin9)",
        "'1-Dec' (Dec1)",
        "'4-Oct' (Oct4)",
        "'1-Mar' (Marchf1)",
    ] {
        assert!(warnings.contains(part), "{part}: {warnings}");
    }
    // the same in the sets, of which the table knows what they were
    let sets = case.text("s.gmt").replace("\tSeptin2\t", "\t02-Sep\t");
    case.put("d.gmt", &sets);
    let table = case.text("t.tsv").replace("\t2-Sep\t", "\tSeptin2\t");
    case.put("d.tsv", &table);
    let warnings = case.test("d.tsv", "d.gmt").warnings();
    assert!(warnings.contains("genes of collection 'd'"), "{warnings}");
    assert!(warnings.contains("'02-Sep' (Septin2)"), "{warnings}");
}

#[test]
fn dates_among_features_of_a_matrix_are_named() {
    let case = Case::new("excel-dates-in-ids");
    let diff = [
        "diff",
        "--matrix",
        "expression.tsv",
        "--samples",
        "samples.csv",
        "--contrasts",
        "contrasts.csv",
        "--out",
        "d",
    ];
    succeed(case.folder.path(), &diff);
    let warnings = json(&case.path("d/summary.json"))["warnings"].to_string();
    for part in [
        "'1-Mar'",
        "'2-Sep'",
        "'Mar-01'",
        "'2.31E+13'",
        "'43891'",
        "Septin2",
    ] {
        assert!(warnings.contains(part), "{part}: {warnings}");
    }
    // an annotation knows which of the names it was
    let ids: String = (case.text("expression.tsv").lines().skip(1))
        .filter_map(|line| line.split('\t').next())
        .filter(|id| id.starts_with("PS"))
        .map(|id| format!("{id}\tGene{id}\n"))
        .collect();
    case.put("a.tsv", &format!("id\tsymbol\n{ids}Sept2\tSept2\n"));
    let with_annotation = [&diff[..8], &["e", "--annotation", "a.tsv"]].concat();
    succeed(case.folder.path(), &with_annotation);
    let warnings = json(&case.path("e/summary.json"))["warnings"].to_string();
    assert!(warnings.contains("'2-Sep' (Sept2)"), "{warnings}");
}

#[test]
fn the_statistic_stands_in_for_rounded_p_values() {
    let case = Case::new("p-values-rounded-to-zero");
    let full = case.test("full.tsv", "s.gmt");
    let rounded = case.test("t.tsv", "s.gmt");
    for set in ["WEAK", "UP", "MIX"] {
        let p = |found: &Found| found.preranked(set)["p_value"].as_f64().unwrap();
        let (exact, found) = (p(&full), p(&rounded));
        assert!((found / exact).ln().abs() < 1.0, "{set}: {exact} {found}");
        let t = |found: &Found| row(&found.sets["camera_pr"], set)["t"].as_f64().unwrap();
        assert!((t(&full) - t(&rounded)).abs() < 0.1, "{set}");
    }
    assert!(!full.warnings().contains("rounded"), "{}", full.warnings());
    let warnings = rounded.warnings();
    for part in ["rounded", "p-values are 0", "ranked by their statistic"] {
        assert!(warnings.contains(part), "{part}: {warnings}");
    }
}

#[test]
fn columns_are_found_under_the_names_of_other_programs() {
    let case = Case::new("limma-symbol-columns");
    let limma = case.test("t.tsv", "s.gmt");
    let notes = limma.notes();
    assert!(
        notes.contains("features from 'PROBEID'; genes from 'SYMBOL' and 'ENTREZID'"),
        "{notes}"
    );
    let rows: Vec<Vec<String>> = (case.text("t.tsv").lines().skip(1))
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect();
    // row name, id, symbol, name, entrez, logFC, AveExpr, t, P, adj
    let written = |header: &str, cells: fn(&[String]) -> Vec<String>| {
        let lines = rows.iter().map(|row| cells(row).join("\t") + "\n");
        format!("{header}\n{}", lines.collect::<String>())
    };
    let tables = [
        (
            "geo.tsv",
            written(
                "ID\tadj.P.Val\tP.Value\tt\tB\tlogFC\tGene.symbol\tGene.ID",
                |row| {
                    let several = format!("{}///Nowhere", row[2]);
                    [
                        &row[1], &row[9], &row[8], &row[7], &row[10], &row[5], &several, &row[4],
                    ]
                    .map(Clone::clone)
                    .to_vec()
                },
            ),
        ),
        (
            "deseq.tsv",
            written(
                "gene_id\tbaseMean\tlog2FoldChange\tlfcSE\tstat\tpvalue\tpadj\tgene_name",
                |row| {
                    let one = "1".to_owned();
                    [
                        &row[1], &one, &row[5], &one, &row[7], &row[8], &row[9], &row[2],
                    ]
                    .map(Clone::clone)
                    .to_vec()
                },
            ),
        ),
        (
            "edger.tsv",
            written("\tSymbol\tlogFC\tlogCPM\tF\tPValue\tFDR", |row| {
                let t: f64 = row[7].parse().unwrap();
                let f = (t * t).to_string();
                [&row[1], &row[2], &row[5], &row[6], &f, &row[8], &row[9]]
                    .map(Clone::clone)
                    .to_vec()
            }),
        ),
        (
            "tac.tsv",
            written(
                "ID\tFold Change\tP-val\tFDR P-val\tGene Symbol\tDescription",
                |row| {
                    let log_fc: f64 = row[5].parse().unwrap();
                    let fold = log_fc.abs().exp2().copysign(log_fc).to_string();
                    [&row[1], &fold, &row[8], &row[9], &row[2], &row[3]]
                        .map(Clone::clone)
                        .to_vec()
                },
            ),
        ),
    ];
    for (name, text) in tables {
        case.put(name, &text);
        let found = case.test(name, "s.gmt");
        for set in ["UP", "DOWN", "RANDOM"] {
            let t = |found: &Found| row(&found.sets["camera_pr"], set)["t"].as_f64().unwrap();
            assert!((t(&limma) - t(&found)).abs() < 1e-6, "{name} {set}");
        }
        assert_eq!(
            found.sets["over_representation_up"]["n_genes"],
            limma.sets["over_representation_up"]["n_genes"],
            "{name}"
        );
        if name == "tac.tsv" {
            assert!(found.notes().contains("made log2"), "{}", found.notes());
        }
    }
}

#[test]
fn columns_that_may_be_meant_both_or_are_lacking_are_shown() {
    let case = Case::new("limma-symbol-columns");
    let header = "\tPROBEID\tSYMBOL\tGENENAME\tENTREZID\tlogFC\tAveExpr\tt\tP.Value\tadj.P.Val\tB";
    let text = case.text("t.tsv");
    case.put(
        "a.tsv",
        &text.replace(header, &header.replace("GENENAME", "Gene.Symbol")),
    );
    let refusal = case.refuse("a.tsv", "s.gmt");
    refusal.says(&["'SYMBOL' and 'Gene.Symbol'", "'gene_symbols'"]);
    case.put(
        "l.tsv",
        &text.replace(header, &header.replace("logFC", "effect")),
    );
    case.refuse("l.tsv", "s.gmt")
        .says(&["logFC", "log2foldchange", "'effect'"]);
}

#[test]
fn numeric_sets_meet_the_ncbi_gene_ids_of_the_table() {
    let case = Case::new("limma-symbol-columns");
    let text = case.text("t.tsv");
    let with_ids: String = (text.lines().enumerate())
        .map(|(at, line)| match at {
            0 => format!("{line}\n"),
            // GeneN has the id 100000 + N
            _ => {
                let mut cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
                let number: u32 = cells[2].trim_start_matches("Gene").parse().unwrap();
                cells[4] = (100_000 + number).to_string();
                cells.join("\t") + "\n"
            }
        })
        .collect();
    case.put("e.tsv", &with_ids);
    let numeric: String = (case.text("s.gmt").lines())
        .map(|line| {
            let cells = line
                .split('\t')
                .map(|cell| match cell.strip_prefix("Gene") {
                    Some(number) => (100_000 + number.parse::<u32>().unwrap()).to_string(),
                    None => cell.to_owned(),
                });
            cells.collect::<Vec<_>>().join("\t") + "\n"
        })
        .collect();
    case.put("n.gmt", &numeric);
    let (symbols, numbers) = (case.test("e.tsv", "s.gmt"), case.test("e.tsv", "n.gmt"));
    let p = |found: &Found| row(&found.sets["camera_pr"], "UP")["p_value"].clone();
    assert_eq!(p(&symbols), p(&numbers));
    let notes = numbers.sets["collections"][0]["notes"].to_string();
    assert!(
        notes.contains("(100 %) were tested, found by NCBI gene id"),
        "{notes}"
    );
}
