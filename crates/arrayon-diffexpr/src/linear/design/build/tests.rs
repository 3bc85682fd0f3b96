use super::*;
use crate::DroppedColumn;
use arrayon_core::{LinearCombination, SheetColumn};

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
    let mut contrast = Contrast::between("b_vs_a", "group", "a", "b");
    contrast.blocking = blocking.iter().map(ToString::to_string).collect();
    contrast
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
            group: "c".into(),
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
    contrast.comparison = Contrast::between("b_vs_a", "group", "a", "c").comparison;
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
    let other = Contrast::between("b_vs_a", "group", "a", "B");
    assert_eq!(
        message(&sheet, &other),
        "contrast 'b_vs_a': no sample has level 'B' of column 'group' (levels: 'b', 'a')"
    );
    let other = Contrast::between("b_vs_a", "group", "a", "a");
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
}

#[test]
fn drops_columns_on_which_the_contrast_does_not_depend() {
    let sheet = sheet(&[
        ("group", "a a a b b b"),
        ("cage", "p q p q p q"),
        ("room", "1.5 2 1.5 2 1.5 2"),
        ("months", "12 24 36 12 24 48"),
        ("years", "1 2 3 1 2 4"),
    ]);
    let design = build_design(
        &sheet,
        &contrast(&["cage", "room"]),
        &ColumnRoles::default(),
    );
    let design = design.unwrap();
    assert_eq!(design.columns, ["group=a", "group=b", "cage=q"]);
    let room = DroppedColumn {
        name: "room".into(),
        combination_of: ["group=a", "group=b", "cage=q"].map(String::from).to_vec(),
    };
    assert_eq!(
        (design.dropped, design.weights),
        (vec![room], vec![-1.0, 1.0, 0.0])
    );
    assert!(design.notes[0].starts_with("column 'room' is a combination of"));
    // a slope of both columns together can be estimated, of either alone not
    let both = coefficients("~ months + years", "12 * months + years");
    let design = build_design(&sheet, &both, &ColumnRoles::default()).unwrap();
    assert_eq!(design.columns, ["(Intercept)", "months"]);
    assert_eq!(design.weights, [0.0, 12.0]);
    assert_eq!(
        message(&sheet, &coefficients("~ months + years", "years")),
        "contrast 'c': design has 3 columns but rank 2: column 'years' is a combination of \
         'months'; the contrast itself is confounded with 'months'"
    );
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

fn group_means(variables: &[&str], combination: &str) -> Contrast {
    let comparison = Comparison::GroupMeans {
        variables: variables.iter().map(ToString::to_string).collect(),
        combination: LinearCombination::parse(combination).unwrap(),
    };
    Contrast::new("c", comparison)
}

fn coefficients(formula: &str, combination: &str) -> Contrast {
    let comparison = Comparison::Coefficients {
        formula: Formula::parse(formula).unwrap(),
        combination: LinearCombination::parse(combination).unwrap(),
    };
    Contrast::new("c", comparison)
}

fn crossed() -> SampleSheet {
    sheet(&[
        ("geno", "WT WT WT WT KO KO KO KO KO KO"),
        ("diet", "full full low low full full low low low low"),
        ("batch", "b1 b2 b1 b2 b1 b2 b1 b2 b3 b3"),
        ("sex", "f m m f m f m f f m"),
        ("age", "3.5 4 5 6 7.5 9 4 6 2 2.5"),
        ("dose", "10 9 10 9 10 9 10 9 9 10"),
        ("state", "ok ok ok ok ok ok bad bad bad bad"),
    ])
}

fn columns(contrast: &Contrast) -> Vec<String> {
    let design = build_design(&crossed(), contrast, &ColumnRoles::default());
    design.unwrap().columns
}

#[test]
fn combinations_of_group_means() {
    let contrast = group_means(&["geno", "diet"], "(KO.low - WT.low) - (KO.full - WT.full)");
    let design = build_design(&crossed(), &contrast, &ColumnRoles::default()).unwrap();
    let names = [
        "geno:diet=WT.full",
        "geno:diet=WT.low",
        "geno:diet=KO.full",
        "geno:diet=KO.low",
    ];
    assert_eq!(design.columns, names);
    assert_eq!(design.weights, [1.0, -1.0, -1.0, 1.0]);
    assert_eq!(design.groups[3].n_samples, 4);
    assert!(design.notes.is_empty());
    let contrast = group_means(&["batch"], "(b1 + b2) / 2 - b3");
    let design = build_design(&crossed(), &contrast, &ColumnRoles::default()).unwrap();
    assert_eq!(design.weights, [0.5, 0.5, -1.0]);
    let contrast = group_means(&["batch"], "b1 + b2 - b3");
    let design = build_design(&crossed(), &contrast, &ColumnRoles::default()).unwrap();
    assert!(design.notes[0].contains("do not balance"));
}

#[test]
fn names_unknown_groups_and_coefficients() {
    let sheet = crossed();
    assert_eq!(
        message(&sheet, &group_means(&["geno", "diet"], "KO.low - KO.high")),
        "contrast 'c': 'KO.high' (character 10 of 'KO.low - KO.high') is no group (groups: \
         'WT.full', 'WT.low', 'KO.full', 'KO.low')"
    );
    let mut excluding = group_means(&["geno", "diet"], "KO.low - KO.full");
    excluding.exclude_samples_column = Some("state".into());
    excluding.exclude_samples_values = vec!["bad".into()];
    assert_eq!(
        message(&sheet, &excluding),
        "contrast 'c': no sample of level 'KO.low' of column 'geno:diet' is left after the \
         exclusion of 's7', 's8', 's9', 's10'"
    );
    let wrong = coefficients("~ geno * diet", "genoWT:dietlwo");
    let error = build_design(&sheet, &wrong, &ColumnRoles::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "contrast 'c': 'genoWT:dietlwo' (character 1 of 'genoWT:dietlwo') is no coefficient \
         (coefficients: 'X.Intercept.', 'genoWT', 'dietlow', 'genoWT.dietlow')"
    );
    assert_eq!(error.hint(), "did you mean 'genoWT:dietlow'?");
    let ambiguous = super::tests::sheet(&[("a", "x.y x x.y x x"), ("b", "z y.z z z z")]);
    let error = message(&ambiguous, &group_means(&["a", "b"], "x.z - x.y.z"));
    assert!(error.contains("join to the one name 'x.y.z'"), "{error}");
}

#[test]
fn formulas_are_coded_as_r_codes_them() {
    let of = |formula: &str, name: &str| columns(&coefficients(formula, name)).join(" ");
    assert_eq!(of("~ diet + geno", "dietlow"), "(Intercept) dietlow genoWT");
    assert_eq!(of("~ 0 + geno + diet", "genoKO"), "genoKO genoWT dietlow");
    assert_eq!(
        of("~ age * geno", "age"),
        "(Intercept) age genoWT age:genoWT"
    );
    assert_eq!(
        of("~ geno + geno:age", "genoWT"),
        "(Intercept) genoWT genoKO:age genoWT:age"
    );
    assert_eq!(
        of("~ 0 + geno:diet", "genoKO.dietfull"),
        "genoKO:dietfull genoWT:dietfull genoKO:dietlow genoWT:dietlow"
    );
    assert_eq!(
        of(
            "~ geno/diet".replace('/', " + geno:").as_str(),
            "genoKO.dietlow"
        ),
        "(Intercept) genoWT genoKO:dietlow genoWT:dietlow"
    );
    assert_eq!(of("~ 1", "Intercept"), "(Intercept)");
    // numbers are a covariate unless declared a factor, whose levels are then sorted by size
    assert_eq!(of("~ dose", "dose"), "(Intercept) dose");
    let roles = ColumnRoles {
        factors: vec!["dose".into()],
        ..ColumnRoles::default()
    };
    let design = build_design(&crossed(), &coefficients("~ dose", "dose10"), &roles).unwrap();
    assert_eq!(design.columns, ["(Intercept)", "dose10"]);
}

#[test]
fn blocking_terms_may_be_interactions() {
    let blocked = |terms: &[&str]| {
        let mut contrast = Contrast::between("c", "geno", "WT", "KO");
        contrast.blocking = terms.iter().map(ToString::to_string).collect();
        columns(&contrast)[2..].join(" ")
    };
    assert_eq!(blocked(&["sex", "age", "sex:age"]), "sex=m age sex=m:age");
    assert_eq!(blocked(&["sex:age"]), "sex=f:age sex=m:age");
    assert_eq!(
        blocked(&["diet:sex"]),
        "diet=low:sex=f diet=full:sex=m diet=low:sex=m"
    );
    assert_eq!(
        blocked(&["diet", "sex", "diet:sex"]),
        "diet=low sex=m diet=low:sex=m"
    );
    let mut contrast = coefficients("~ geno", "genoWT");
    contrast.blocking = vec!["sex".into()];
    assert_eq!(columns(&contrast), ["(Intercept)", "genoWT", "sexm"]);
    let refused = |mut contrast: Contrast, terms: &[&str]| {
        contrast.blocking = terms.iter().map(ToString::to_string).collect();
        message(&crossed(), &contrast)
    };
    let between = || Contrast::between("c", "geno", "WT", "KO");
    assert!(refused(between(), &["geno:sex"]).contains("'geno' enters the model twice"));
    assert!(refused(between(), &["sex:age", "age:sex"]).contains("'age:sex' enters the model"));
    let model = coefficients("~ geno * sex", "genoWT");
    assert!(refused(model, &["sex:geno"]).contains("'sex:geno' enters the model twice"));
}

#[test]
fn names_coefficients_that_are_confounded() {
    let sheet = sheet(&[
        ("geno", "WT WT WT KO KO KO"),
        ("batch", "x x x y y y"),
        ("diet", "full low full low low low"),
    ]);
    assert_eq!(
        message(&sheet, &coefficients("~ geno + batch", "genoWT")),
        "contrast 'c': design has 3 columns but rank 2: column 'batchy' is a combination of \
         '(Intercept)', 'genoWT'; the contrast itself is confounded with '(Intercept)', 'batchy'"
    );
    let empty_cell = message(&sheet, &coefficients("~ geno * diet", "genoWT.dietlow"));
    assert!(
        empty_cell.ends_with(
            "; the contrast itself is confounded with '(Intercept)', 'genoWT', 'dietlow'"
        ),
        "{empty_cell}"
    );
}

#[test]
fn levels_that_differ_in_capital_letters_alone_are_noted() {
    let sheet = sheet(&[
        ("group", "b a b a A A c c"),
        ("sex", "m F f m m f m f"),
        ("age", "1.5 2 3 4 5 7 8 9"),
    ]);
    let design = build_design(&sheet, &contrast(&["sex"]), &ColumnRoles::default()).unwrap();
    let of = |column: &str, one: &str, other: &str| {
        format!(
            "levels '{one}' and '{other}' of column '{column}' differ in capital letters alone and \
             count as two groups; correct the sheet if they are one"
        )
    };
    for note in [of("group", "a", "A"), of("sex", "F", "f")] {
        assert!(design.notes.contains(&note), "{:?}", design.notes);
    }
}
