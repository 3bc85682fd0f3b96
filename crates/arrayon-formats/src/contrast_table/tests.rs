use super::*;
use arrayon_core::{InputError, Place};
use arrayon_results::columns::Columns;
use arrayon_results::differential::{FeatureRow, linear_fold_change};
use std::path::Path;

fn row(id: &str, genes: &[&str]) -> FeatureRow {
    FeatureRow {
        feature_id: id.into(),
        log_fc: -1.25,
        ci_left: -2.0,
        ci_right: 1.0 / 3.0,
        ave_expr: 7.5,
        t: Some(-40.0),
        p_value: Some(1e-310),
        adj_p_value: Some(0.5),
        fold_change: linear_fold_change(-1.25),
        reference_mean: Some(8.0),
        target_mean: Some(6.75),
        gene_symbols: genes.iter().map(ToString::to_string).collect(),
        gene_description: "interleukin 6; tumor necrosis factor, \"TNF\"".into(),
        ..FeatureRow::default()
    }
}

fn read_text(text: &str) -> Result<Vec<FeatureRow>, InputError> {
    parse(Path::new("table.tsv"), text).map(|table| table.rows)
}

#[test]
fn what_is_written_reads_back() {
    for rows in [
        vec![row("a", &["Il6", "Tnf"]), row("b", &[])],
        vec![row("a", &[])],
        vec![FeatureRow {
            moderated_t: Some(-3.5),
            moderated_p_value: Some(0.0),
            moderated_log_p_value: Some(-5000.25),
            ..row("a", &["Il6"])
        }],
        vec![FeatureRow {
            log_p_value: Some(-750.5),
            p_value: Some(0.0),
            ..row("a", &[])
        }],
    ] {
        let mut text = Vec::new();
        arrayon_results::columns::write_rows(&rows, &mut text).unwrap();
        assert_eq!(
            read_text(std::str::from_utf8(&text).unwrap()).unwrap(),
            rows
        );
    }
}

#[test]
fn every_column_that_is_written_reads_back() {
    // all fields by name, so that a new one is thought of here
    let full = FeatureRow {
        feature_id: "a".into(),
        log_fc: -1.25,
        ci_left: -2.0,
        ci_right: -0.5,
        ave_expr: 7.5,
        t: Some(-40.0),
        p_value: Some(0.0),
        log_p_value: Some(-760.5),
        adj_p_value: Some(0.0),
        b: Some(12.5),
        fold_change: linear_fold_change(-1.25),
        reference_mean: Some(8.0),
        target_mean: Some(6.75),
        moderated_t: Some(-41.0),
        moderated_p_value: Some(0.0),
        moderated_log_p_value: Some(-770.5),
        stratified_adj_p_value: Some(0.25),
        selected_ci_left: Some(-2.5),
        selected_ci_right: Some(-0.25),
        shrunk_log_fc: Some(-1.125),
        shrunk_sd: Some(0.375),
        lfsr: Some(0.001),
        s_value: Some(0.0005),
        gene_symbols: vec!["Il6".into()],
        entrez_ids: vec!["24498".into()],
        gene_description: "interleukin 6".into(),
    };
    let mut text = Vec::new();
    let rows = [full];
    arrayon_results::columns::write_rows(&rows, &mut text).unwrap();
    let text = std::str::from_utf8(&text).unwrap();
    let n_written = text.lines().next().unwrap().split('\t').count();
    assert_eq!(n_written, FeatureRow::COLUMNS.len());
    assert_eq!(read_text(text).unwrap(), rows);
    for (name, wrong) in [("lfsr", "0.001"), ("s_value", "0.0005")] {
        let error = read_text(&text.replace(wrong, "1.5")).unwrap_err();
        assert!(
            error.to_string().contains("outside 0 to 1"),
            "{name}: {error}"
        );
    }
}

#[test]
fn limmas_own_table_is_read() {
    let rows = read_text("\tlogFC\tAveExpr\tadj.P.Val\nx_at\t1.5\t 8 \t0.01\n").unwrap();
    assert_eq!(
        (rows[0].feature_id.as_str(), rows[0].ave_expr),
        ("x_at", 8.0)
    );
    assert!(rows[0].ci_left.is_nan() && rows[0].p_value.is_none());
}

#[test]
fn what_r_writes_is_read() {
    let rows = [
        "\"x_at\"{}1.5{}8{}0.01{}\"a gene, or two\"\n",
        "\"y_at\"{}-1e-3{}NA{}1{}NA\n",
    ];
    let names = "\"logFC\"{}\"AveExpr\"{}\"adj.P.Val\"{}\"gene_symbols\"\n";
    for separator in ["\t", ",", " ", ";"] {
        // write.table leaves the name of row names out, write.csv leaves it empty
        for first in ["", "\"\"{}", "feature_id{}"] {
            let text = format!("{first}{names}{}", rows.concat()).replace("{}", separator);
            let rows = read_text(&text).unwrap();
            assert_eq!(rows.len(), 2, "{text}");
            assert_eq!(
                (&*rows[0].feature_id, rows[0].log_fc),
                ("x_at", 1.5),
                "{text}"
            );
            assert_eq!(rows[0].gene_symbols, ["a gene, or two"].map(str::to_owned));
            assert_eq!((rows[1].log_fc, rows[1].adj_p_value), (-1e-3, Some(1.0)));
            assert!(rows[1].ave_expr.is_nan());
        }
    }
}

#[test]
fn what_spreadsheets_add_is_passed_over() {
    for text in [
        "sep=;\nfeature_id;logFC;adj.P.Val;\nx_at;1,5;0,01;\n",
        "# of 12 arrays\nfeature_id\tlogFC\tadj.P.Val\n\nx_at\t1.5\t0.01\t\t\n",
    ] {
        let rows = read_text(text).unwrap();
        assert_eq!(
            (&*rows[0].feature_id, rows[0].log_fc),
            ("x_at", 1.5),
            "{text}"
        );
        assert_eq!(rows[0].adj_p_value, Some(0.01), "{text}");
    }
}

#[test]
fn impossible_values_are_named() {
    let header = "feature_id\tlogFC\tt\tP.Value\tadj.P.Val\n";
    for (column, row) in [
        ("adj.P.Val", "a\t1\t2\t0.1\t-0.5"),
        ("adj.P.Val", "a\t1\t2\t0.1\t1.5"),
        ("P.Value", "a\t1\t2\t-3\t0.5"),
        ("t", "a\t1\tinf\t0.1\t0.5"),
        ("t", "a\t1\t-Inf\t0.1\t0.5"),
        ("logFC", "a\t1e999\t1\t0.1\t0.5"),
    ] {
        let error = read_text(&format!("{header}b\t1\t2\t0\t1\n{row}\n")).unwrap_err();
        let column = column.to_owned();
        assert_eq!(error.place, Place::Field { line: 3, column }, "{error}");
    }
}

#[test]
fn errors_name_line_and_column() {
    let message = |text: &str| {
        let error = read_text(text).unwrap_err();
        (error.place.clone(), error.found)
    };
    let header = "feature_id\tlogFC\tadj.P.Val\n";
    let (place, found) = message(&format!("{header}a\t1\t0.1\nb\tx\t0.1\n"));
    assert_eq!(
        place,
        Place::Field {
            line: 3,
            column: "logFC".into()
        }
    );
    assert_eq!(found, "'x' is no number");
    assert_eq!(
        message(&format!("{header}a\t1\t0.1\na\t1\t0.1\n")).0,
        Place::Line(3)
    );
    assert_eq!(message("feature_id\tlogFC\n").1, "no column 'adj.P.Val'");
    assert_eq!(message(header).1, "a header without rows");
    let cut = Place::Field {
        line: 2,
        column: "adj.P.Val".into(),
    };
    assert_eq!(message(&format!("{header}a\t1\n")).0, cut);
}
