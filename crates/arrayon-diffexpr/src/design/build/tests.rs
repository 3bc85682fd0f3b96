use super::*;

fn sheet(columns: &[(&str, &str)]) -> SampleSheet {
    let split = |text: &str| -> Vec<String> {
        text.split(' ')
            .map(|word| {
                if word == "-" {
                    String::new()
                } else {
                    word.into()
                }
            })
            .collect()
    };
    let columns: Vec<SheetColumn> = (columns.iter())
        .map(|&(name, values)| SheetColumn {
            name: name.into(),
            values: split(values),
        })
        .collect();
    let n_samples = columns[0].values.len();
    SampleSheet {
        path: "samples.csv".into(),
        samples: (1..=n_samples).map(|i| format!("s{i}")).collect(),
        lines: (2..).take(n_samples).collect(),
        files: None,
        columns,
    }
}

fn contrast(blocking: &[&str]) -> Contrast {
    Contrast {
        id: "b_vs_a".into(),
        variable: "group".into(),
        reference: "a".into(),
        target: "b".into(),
        blocking: blocking.iter().map(ToString::to_string).collect(),
        exclude_samples_column: None,
        exclude_samples_values: Vec::new(),
    }
}

fn message(sheet: &SampleSheet, contrast: &Contrast) -> String {
    build_design(sheet, contrast, &ColumnRoles::default())
        .expect_err("refused")
        .to_string()
}

#[test]
fn groups_then_blocking_columns() {
    let sheet = sheet(&[
        ("group", "b a b a c c"),
        ("sex", "m m f f m f"),
        ("age", "1.5 2 3 4 5 7"),
    ]);
    let design = build_design(&sheet, &contrast(&["sex", "age"]), &ColumnRoles::default()).unwrap();
    assert_eq!(
        design.columns,
        ["group=b", "group=a", "group=c", "sex=f", "age"]
    );
    assert_eq!(design.weights, [1.0, -1.0, 0.0, 0.0, 0.0]);
    assert_eq!(design.matrix.row(2).to_vec(), [1.0, 0.0, 0.0, 1.0, 3.0]);
    assert_eq!(
        design.groups[2],
        Group {
            level: "c".into(),
            n_samples: 2
        }
    );
    assert!(design.notes.is_empty());
}

#[test]
fn exclusion_is_recorded() {
    let sheet = sheet(&[
        ("group", "b a b a c c"),
        ("batch", "1 1 2 2 1 2"),
        ("qc", "ok ok ok ok bad bad"),
    ]);
    let mut contrast = contrast(&["batch"]);
    contrast.exclude_samples_column = Some("qc".into());
    contrast.exclude_samples_values = vec!["bad".into()];
    let design = build_design(&sheet, &contrast, &ColumnRoles::default()).unwrap();
    assert_eq!(design.samples, [0, 1, 2, 3]);
    assert_eq!(design.excluded, ["s5", "s6"]);
    assert_eq!(design.groups.len(), 2);
    assert!(design.notes[0].contains("'batch' holds a few repeated whole numbers"));
    contrast.target = "c".into();
    assert_eq!(
        message(&sheet, &contrast),
        "contrast 'b_vs_a': no sample of level 'c' of column 'group' is left after the exclusion \
         of 's5', 's6'"
    );
}

#[test]
fn names_unknown_columns_and_levels() {
    let sheet = sheet(&[("group", "b a b a")]);
    assert_eq!(
        message(&sheet, &contrast(&["batch"])),
        "contrast 'b_vs_a': the sample sheet has no column 'batch' (columns: 'group')"
    );
    let mut other = contrast(&[]);
    other.target = "B".into();
    assert_eq!(
        message(&sheet, &other),
        "contrast 'b_vs_a': no sample has level 'B' of column 'group' (levels: 'b', 'a')"
    );
    other.target = "a".into();
    assert!(message(&sheet, &other).contains("compares level 'a' of column 'group' with itself"));
    assert!(message(&sheet, &contrast(&["group"])).contains("'group' enters the model twice"));
}

#[test]
fn names_samples_with_empty_cells() {
    let sheet = sheet(&[("group", "b a - a"), ("sex", "m - f f")]);
    assert_eq!(
        message(&sheet, &contrast(&[])),
        "contrast 'b_vs_a': column 'group' is empty for 's3'"
    );
    let sheet = super::tests::sheet(&[("group", "b a b a"), ("sex", "m - f -")]);
    assert!(message(&sheet, &contrast(&["sex"])).ends_with("column 'sex' is empty for 's2', 's4'"));
}

#[test]
fn names_confounded_columns() {
    let sheet = sheet(&[
        ("group", "a a a b b b"),
        ("batch", "x x x y y y"),
        ("cage", "p q p q p q"),
        ("room", "1.5 2 1.5 2 1.5 2"),
    ]);
    assert_eq!(
        message(&sheet, &contrast(&["cage", "batch"])),
        "contrast 'b_vs_a': design has 4 columns but rank 3: column 'batch=y' is a combination of \
         'group=b'; the contrast itself is confounded with 'batch'"
    );
    let nested = message(&sheet, &contrast(&["cage", "room"]));
    assert!(
        nested.contains("'room' is a combination of 'group=a', 'group=b', 'cage=q'"),
        "{nested}"
    );
    assert!(!nested.contains("confounded"), "{nested}");
}

#[test]
fn needs_residual_degrees_of_freedom() {
    let sheet = sheet(&[("group", "a b"), ("sex", "m f")]);
    assert_eq!(
        message(&sheet, &contrast(&[])),
        "contrast 'b_vs_a': no residual degrees of freedom: 2 samples, 2 coefficients ('group=a', \
         'group=b')"
    );
    let three = super::tests::sheet(&[("group", "a b a")]);
    let design = build_design(&three, &contrast(&[]), &ColumnRoles::default()).unwrap();
    assert_eq!(design.df_residual(), 1);
    assert!(design.notes[0].contains("group 'b' has a single sample"));
}
