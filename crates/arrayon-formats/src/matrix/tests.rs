use super::*;
use ndarray::arr2;
use std::path::Path;

fn matrix(text: &str) -> Result<ExpressionMatrix, InputError> {
    let path = Path::new("m.tsv");
    if gct::is_gct(text) {
        gct::parse(path, text, Content::Expression, None)
    } else {
        tsv::parse(path, text, Content::Expression, None)
    }
    .map(|parsed| parsed.matrix)
}

fn message(text: &str) -> String {
    let error = matrix(text).unwrap_err();
    assert!(!error.hint.is_empty(), "{error} has no hint");
    error.to_string()
}

fn small() -> ExpressionMatrix {
    let names = |names: [&str; 2]| names.map(str::to_owned).to_vec();
    let values = arr2(&[[7.25, -0.5], [1e-9, 10.0]]);
    ExpressionMatrix::new(names(["f1", "f2"]), names(["a", "b"]), values).unwrap()
}

#[test]
fn headers_of_every_kind() {
    let body = "f1\t7.25\t-0.5\nf2\t1e-9\t10\n";
    for header in ["ID\ta\tb", "\ta\tb", "a\tb", "# log2\n\nprobe set\ta\tb"] {
        assert_eq!(
            matrix(&format!("{header}\n{body}")).unwrap(),
            small(),
            "{header}"
        );
    }
}

#[test]
fn delimiters_quotes_and_line_ends() {
    let csv = "\"\",\"a\",\"b\"\r\n\"f1\",7.25,-0.5\r\n\"f2\",1e-9,\"10\"\r\n";
    assert_eq!(matrix(csv).unwrap(), small());
    assert_eq!(matrix("a;b\nf1;7.25;-0.5\nf2;1e-9;10").unwrap(), small());
    let geo = "!Series_title\t\"x\"\n\n!series_matrix_table_begin\n\"ID_REF\"\t\"a\"\t\"b\"\n\
               \"f1\"\t7.25\t-0.5\n\"f2\"\t1e-9\t10\n!series_matrix_table_end\n";
    assert_eq!(matrix(geo).unwrap(), small());
}

#[test]
fn gct_of_both_versions() {
    let old = "#1.2\n2\t2\nName\tDescription\ta\tb\nf1\tna\t7.25\t-0.5\nf2\tx y\t1e-9\t10\n";
    let new = "#1.3\n2\t2\t1\t1\nid\tsymbol\ta\tb\ndiet\tna\tlow\thigh\n\
               f1\tG\t7.25\t-0.5\nf2\tH\t1e-9\t10\n";
    assert_eq!(matrix(old).unwrap(), small());
    assert_eq!(matrix(new).unwrap(), small());
    let mut out = Vec::new();
    gct::write(&small(), &[], &mut out).unwrap();
    assert_eq!(matrix(std::str::from_utf8(&out).unwrap()).unwrap(), small());
    assert!(gct::write(&small(), &["one".into()], &mut out).is_err());
}

#[test]
fn annotated_gct_comes_back() {
    let metadata = |name: &str, values: [&str; 2]| gct::Metadata {
        name: name.to_owned(),
        values: values.map(str::to_owned).to_vec(),
    };
    let genes = [
        metadata("symbol", ["G", ""]),
        metadata("cluster", ["1", "2"]),
    ];
    let groups = [metadata("diet", ["low", "pair fed"])];
    let text = |genes: &[gct::Metadata], groups: &[gct::Metadata]| {
        let mut out = Vec::new();
        gct::write_annotated(&small(), genes, groups, &mut out)?;
        Ok::<_, std::io::Error>(String::from_utf8(out).unwrap())
    };
    let written = text(&genes, &groups).unwrap();
    assert_eq!(
        written,
        "#1.3\n2\t2\t2\t1\nid\tsymbol\tcluster\ta\tb\ndiet\tna\tna\tlow\tpair fed\n\
         f1\tG\t1\t7.25\t-0.5\nf2\tna\t2\t1e-9\t10\n"
    );
    assert_eq!(matrix(&written).unwrap(), small());
    for (genes, groups) in [
        (&genes[..], &groups[..0]),
        (&genes[..0], &groups[..]),
        (&[], &[]),
    ] {
        assert_eq!(matrix(&text(genes, groups).unwrap()).unwrap(), small());
    }
    let short = gct::Metadata {
        name: "diet".into(),
        values: vec!["low".into()],
    };
    let error = text(&[], &[short]).unwrap_err();
    assert_eq!(error.to_string(), "'diet' has 1 texts for 2 samples");
    assert!(text(&[metadata("a\tb", ["", ""])], &[]).is_err());
    assert!(text(&[metadata("symbol", ["G\n", ""])], &[]).is_err());
    // what begins with a quote is quoted
    let quoted = [metadata("\"odd\"", ["\"G\" a", "\""])];
    let written = text(&quoted, &[metadata("\"", ["\"low", "b"])]).unwrap();
    assert!(written.contains("\t\"\"\"odd\"\"\"\t"), "{written}");
    assert!(written.contains("\t\"\"\"G\"\" a\"\t"), "{written}");
    assert_eq!(matrix(&written).unwrap(), small());
}

#[test]
fn gct_sizes_must_hold() {
    let gct = |sizes: &str| message(&format!("#1.2\n{sizes}\nName\tDescription\ta\nf\tna\t1\n"));
    assert!(gct("1\t2").contains("line 3: the header names 1 samples; expected 2"));
    assert!(gct("2\t1").contains("line 2: 1 rows of values; expected 2"));
    assert!(gct("x").contains("line 2: the sizes are 'x'; expected two numbers"));
    assert!(message("#1.3\n1\t1\n").contains("four numbers"));
    assert!(message("#1.2").contains("line 2"));
    assert!(message("#1.2\n0\t0\nName\tDescription\n").contains("names no sample"));
}

#[test]
fn refuses_cells_that_are_no_finite_number() {
    let cell = |cell: &str| matrix(&format!("id\ta\tb\nf\t1.5\t{cell}\n")).unwrap_err();
    for (text, hint) in [("-inf", "log of 0"), ("Hmox1", "only the first column")] {
        let error = cell(text);
        assert_eq!(
            error.to_string(),
            format!(
                "m.tsv, line 2, column 'b': '{text}' is no finite number; expected a log2 value, or NA"
            )
        );
        assert!(error.hint.contains(hint), "{text}: {}", error.hint);
    }
}

#[test]
fn missing_values_are_nan() {
    let read = matrix("id\ta\tb\nf\t1\t\ng\t---\t2\nh\tNaN\tnull\n").unwrap();
    let is_missing: Vec<bool> = read.rows().flatten().map(|value| value.is_nan()).collect();
    assert_eq!(is_missing, [false, true, true, false, true, true]);
    let mut text = Vec::new();
    tsv::write(&read, &mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert_eq!(text, "feature_id\ta\tb\nf\t1\tNA\ng\tNA\t2\nh\tNA\tNA\n");
    assert_eq!(
        format!("{:?}", matrix(&text)),
        format!("{:?}", Ok::<_, InputError>(read))
    );
    assert_eq!(
        message("id\ta\tb\nf\t1\tNA\ng\t2\tNA\n"),
        "m.tsv, line 1: sample 'b' has no value in any row; expected log2 values"
    );
}

#[test]
fn a_table_cut_behind_a_delimiter_is_no_missing_value() {
    let whole = "id\ta\tb\nf\t1\t2\ng\t3\t4\n";
    assert!(message(&whole[..whole.len() - 2]).contains("line 3"));
    assert!(matrix("id\ta\tb\nf\t1\t2\ng\t3\t\n").is_ok());
}

#[test]
fn refuses_repeats_and_ragged_rows() {
    assert_eq!(
        message("id\ta\nf\t1\n\nf\t2\n"),
        "m.tsv, line 4: feature 'f' is on line 2 already; expected unique feature ids"
    );
    assert_eq!(
        message("id\ta\tb\ta\nf\t1\t2\t3\n"),
        "m.tsv, line 1: sample 'a' occurs twice, as sample 1 and 3"
    );
    assert_eq!(
        message("id\ta\tb\nf\t1\t2\ng\t1\n"),
        "m.tsv, line 3: the row has 1 values; expected 2, one for each sample of the header"
    );
    assert!(message("id\ta\nf\t1\ng\t1\t2\n").contains("line 3: the row has 2 values"));
    assert!(message("id\ta\t\nf\t1\t2\n").contains("sample 2 of the header has no name"));
    assert!(message("id\ta\nf\t1\t2\n").contains("line 2: the row has 2 values; expected 1"));
    let wide: String = (0..100_000).map(|n| format!("\ts{n}")).collect();
    let tall = "f\t1\n".repeat(100_000);
    assert!(message(&format!("id{wide}\n{tall}")).contains("line 2: the row has 1 values"));
    assert!(message("id\ta\n\t1\n").contains("line 2: the row has no feature id"));
    assert!(message("id\ta\n").contains("a header and no row"));
    assert!(message("id a b\nf 1 2\n").contains("names no sample"));
    assert!(message("").contains("holds no table"));
}

#[test]
fn the_first_fault_is_reported_whatever_the_threads() {
    let mut text = String::from("id\ta\n");
    for row in 0..5000 {
        let value = if row % 7 == 6 { "x" } else { "1" };
        text += &format!("f{row}\t{value}\n");
    }
    for n_threads in [1, 4] {
        let pool = (rayon::ThreadPoolBuilder::new().num_threads(n_threads))
            .build()
            .unwrap();
        assert!(pool.install(|| message(&text)).contains("line 8,"));
    }
}

#[test]
fn writes_shortest_numbers() {
    let mut out = Vec::new();
    tsv::write(&small(), &mut out).unwrap();
    assert_eq!(
        std::str::from_utf8(&out).unwrap(),
        "feature_id\ta\tb\nf1\t7.25\t-0.5\nf2\t1e-9\t10\n"
    );
}

#[test]
fn refuses_to_write_names_that_do_not_read_back() {
    for name in ["a\tb", "a\n", "\"a\"", " a", ""] {
        let matrix = ExpressionMatrix::new(vec!["f".into()], vec![name.into()], arr2(&[[1.0]]));
        let error = tsv::write(&matrix.unwrap(), &mut Vec::new()).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput, "{name:?}");
    }
}

#[test]
fn linear_values_are_noticed() {
    let looks_linear = |matrix: &ExpressionMatrix| ScaleEvidence::of(matrix).looks_linear();
    assert!(!looks_linear(&small()));
    assert!(looks_linear(&matrix("id\ta\nf\t7\ng\t812.5\n").unwrap()));
    let text: String = (0..100).map(|at| format!("f{at}\t{}\n", at / 2)).collect();
    let evidence = ScaleEvidence::of(&matrix(&format!("id\ta\n{text}")).unwrap());
    assert!(evidence.looks_linear());
    assert_eq!(
        evidence.to_string(),
        "48.0 % of the values are above 25, the largest is 49"
    );
    // one odd value is none of a linear matrix
    let text: String = (0..200).map(|at| format!("f{at}\t{}\n", at / 8)).collect();
    assert!(!looks_linear(
        &matrix(&format!("id\ta\n{text}g\t30\n")).unwrap()
    ));
}

#[test]
fn decimal_commas_are_read_where_the_file_is_consistent() {
    let expected = matrix("id\ta\tb\nf\t7.25\t-0.5\ng\tNA\t1012.5\n").unwrap();
    for text in [
        "id;a;b\nf;7,25;-0,5\ng;;1012,5\n",
        "id\ta\tb\nf\t7,25\t-0,5\ng\tNA\t1.012,5\n",
        "id,a,b\nf,\"7,25\",\"-0,5\"\ng,NA,\"1012,5\"\n",
        "sep=;\nid;a;b\nf;7,25;-0,5\ng;;1012,5\n",
        "id\ta\tb\nf\t7.25\t-0.5\ng\tNA\t\"1,012.5\"\n",
    ] {
        let found = matrix(text).unwrap();
        assert_eq!(format!("{found:?}"), format!("{expected:?}"), "{text}");
    }
    assert_eq!(
        message("id;a;b\nf;7,25;-0,5\ng;1;2.5\n"),
        "m.tsv, line 2, column 'a': '7,25' has a decimal comma, '2.5' on line 3 a point; expected \
         numbers that can be read in one way in the whole file"
    );
    assert_eq!(
        message("id\ta\tb\nf\t1\t7,250\n"),
        "m.tsv, line 2, column 'b': '7,250' may be 7.250 or 7250; expected numbers that can be \
         read in one way in the whole file"
    );
}

#[test]
fn empty_columns_at_the_end_are_none() {
    for text in [
        "id\ta\tb\t\t\nf1\t7.25\t-0.5\t\t\nf2\t1e-9\t10\t\t",
        "id;a;b;\r\nf1;7,25;-0,5;\r\nf2;1e-9;10\r\n",
        "id\ta\tb\t\nf1\t7.25\t-0.5\nf2\t1e-9\t10\n",
        "probe set\ta\tb\t\nf1\t7.25\t-0.5\nf2\t1e-9\t10\t\n",
        "id\ta\tb\nf1\t7.25\t-0.5\t\nf2\t1e-9\t10\t\n",
        "#1.2\n2\t2\nName\tDescription\ta\tb\t\nf1\tna\t7.25\t-0.5\t\nf2\tx\t1e-9\t10\t\n",
    ] {
        assert_eq!(matrix(text).unwrap(), small(), "{text}");
    }
    // a value where the header has no name
    for text in ["id\ta\t\nf\t1\t2\n", "id\ta\t\nf\t1\ng\t1\t2\n"] {
        assert!(matrix(text).is_err(), "{text}");
    }
    // with a header as R writes it the last sample is missing throughout, or a column is empty
    assert!(message("a\tb\nf\t1\t\ng\t2\t\n").contains("'b' has no value"));
}

#[test]
fn what_people_and_programs_put_into_cells_is_read_or_named() {
    for text in [
        ",probeset_id,a,b\n0,f1,7.25,-0.5\n1,f2,1e-9,10\n",
        "Unnamed: 0\tID\ta\tb\n0\tf1\t7.25\t-0.5\n1\tf2\t1e-9\t10\n",
        "id\ta\tb\nf1\t7.25\t\u{2212}0.5\nf2\t1e\u{2212}9\t10\n",
    ] {
        let parsed = tsv::parse(Path::new("m.tsv"), text, Content::Expression, None).unwrap();
        assert_eq!(parsed.matrix, small(), "{text}");
        assert_eq!(parsed.notes.len(), 1, "{text}");
    }
    let hint = |cell: &str| {
        matrix(&format!("id\ta\nf\t1\ng\t{cell}\n"))
            .unwrap_err()
            .hint
    };
    for cell in ["1 234.5", "1'234", "12,34.5"] {
        assert!(
            hint(cell).contains("without marks between thousands"),
            "{cell}"
        );
    }
    for cell in ["absent", "P", "5 mg"] {
        assert!(
            hint(cell).contains("write NA for a value that is missing"),
            "{cell}"
        );
    }
    assert!(matrix("id\ta\nf\t1\ng\t#NV\n").is_ok());
}

#[test]
fn series_matrices_with_quoted_line_ends_and_names_with_line_ends_are_read() {
    let geo = "!Series_summary\t\"First line\nsecond\tline\nthird\"\n\n!series_matrix_table_begin\n\
               \"ID_REF\"\t\"a\"\t\"b\"\n\"f1\"\t7.25\t-0.5\n\"f2\"\t1e-9\t10\n\
               !series_matrix_table_end\n";
    assert_eq!(matrix(geo).unwrap(), small());
    let wrong = geo.replace("1e-9", "x");
    assert!(
        message(&wrong).contains("line 8, column 'a'"),
        "{}",
        message(&wrong)
    );
    assert!(message(&geo.replace("!series_matrix_table_end", "")).contains("does not end"));
    let found = matrix("id,\"rat\n1\",b\nf,1,2\n").unwrap();
    assert_eq!(found.samples(), ["rat 1", "b"]);
}

#[test]
fn names_are_made_plain_and_this_is_stated() {
    let text = "id\tMa\u{308}use\ta\u{a0}b\nf\u{200b}\t1\t2\n";
    let parsed = tsv::parse(Path::new("m.tsv"), text, Content::Expression, None).unwrap();
    assert_eq!(parsed.matrix.samples(), ["M\u{e4}use", "a b"]);
    assert_eq!(parsed.matrix.features(), ["f"]);
    assert_eq!(
        parsed.notes,
        [
            "m.tsv: invisible characters, special blanks and Unicode forms were made plain in \
          'M\u{e4}use' (line 1: U+0308), 'a b' (line 1: U+00A0), 'f' (line 2: U+200B)"
        ]
    );
}
