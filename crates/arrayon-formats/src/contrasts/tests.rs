use super::*;
use arrayon_core::{SampleSheet, SheetColumn};
use std::path::Path;

fn contrasts(name: &str, text: &str) -> Result<Vec<Contrast>, InputError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    read(&path).map_err(|mut error| {
        error.path = name.into();
        error
    })
}

fn message(text: &str) -> String {
    let error = contrasts("c.csv", text).unwrap_err();
    assert!(!error.hint.is_empty(), "{error} has no hint");
    error.to_string()
}

const FULL: &str = "id,variable,reference,target,blocking,exclude_samples_col,\
                    exclude_samples_values\n\
                    x,diet,ctrl,low,batch; sex,state,failed;late\n";

#[test]
fn yaml_takes_the_keys_of_the_table_and_those_of_nf_core() {
    let item = "id: x\n  variable: diet\n  reference: ctrl\n  target: low\n  blocking: batch\n";
    let known = contrasts(
        "c.yml",
        "contrasts:\n- {id: x, comparison: [diet, ctrl, low], blocking_factors: [batch]}\n",
    )
    .unwrap();
    for text in [
        format!("contrasts:\n- {item}"),
        format!("---\n# alone\n- {item}"),
    ] {
        assert_eq!(contrasts("c.yml", &text).unwrap(), known, "{text}");
    }
    let refused = |text: &str| contrasts("c.yml", text).unwrap_err();
    let both = refused("- {id: x, comparison: [v, a, b], target: c}\n");
    assert!(
        both.to_string().contains("'x' also has the key 'target'"),
        "{both}"
    );
    let none = refused("- {id: x, blocking: batch}\n");
    assert!(
        none.to_string().contains("no comparison of three"),
        "{none}"
    );
    assert!(none.hint.contains("reference: control"), "{}", none.hint);
    let part = refused("- {id: x, variable: diet, reference: ctrl}\n");
    assert!(part.to_string().contains("line 1"), "{part}");
}

#[test]
fn reads_both_dialects_to_the_same_contrasts() {
    let yaml = "contrasts:\n  - id: x\n    comparison: [diet, ctrl, low]\n    \
                blocking_factors: [batch, sex]\n    exclude_samples_col: state\n    \
                exclude_samples_values: failed;late\n";
    let mut expected = Contrast::between("x", "diet", "ctrl", "low");
    expected.blocking = vec!["batch".into(), "sex".into()];
    expected.exclude_samples_column = Some("state".into());
    expected.exclude_samples_values = vec!["failed".into(), "late".into()];
    assert_eq!(
        contrasts("c.csv", FULL).unwrap(),
        std::slice::from_ref(&expected)
    );
    assert_eq!(contrasts("c.yaml", yaml).unwrap(), [expected]);
}

#[test]
fn yaml_levels_stay_text_and_ids_are_made() {
    let text =
        "contrasts:\n- {comparison: [dose, 0, 0.10]}\n- {id: b, comparison: [on, no, yes]}\n";
    let found = contrasts("c.yml", text).unwrap();
    assert_eq!(found[0].id, "dose_0.10_vs_0");
    assert_eq!(found[1].levels(), Some(("no", "yes")));
}

#[test]
fn na_means_empty_cells_where_samples_are_excluded() {
    let values = |text: &str| {
        contrasts("c", text).unwrap()[0]
            .exclude_samples_values
            .clone()
    };
    let header = "variable,reference,target,exclude_samples_col,exclude_samples_values\n";
    assert_eq!(values(&format!("{header}v,a,b,state,NA;x\n")), ["", "x"]);
    assert!(values(&format!("{header}v,a,b,NA,NA\n")).is_empty());
    let yaml = "contrasts:\n- comparison: [v, a, b]\n  exclude_samples_col: state\n  ";
    assert_eq!(
        values(&format!("{yaml}exclude_samples_values: [NA]\n")),
        [""]
    );
}

#[test]
fn reads_combinations_of_both_kinds_in_both_dialects() {
    let yaml = "contrasts:\n- {id: a, comparison: [v, x, y]}\n- id: b\n  formula: ~ diet + sex\n  \
                make_contrasts_str: dietlow\n- id: c\n  variable: genotype:`my diet`\n  \
                make_contrasts_str: (KO.low - WT.low) / 2\n  blocking_factors: [batch:sex]\n  \
                exclude_samples_col: state\n  exclude_samples_values: [failed]\n";
    let delimited = "id\tvariable\treference\ttarget\tformula\tmake_contrasts_str\tblocking\t\
                     exclude_samples_col\texclude_samples_values\n\
                     a\tv\tx\ty\t\tNA\t\t\t\nb\t\t\t\t~ diet + sex\tdietlow\t\t\t\n\
                     c\tgenotype:`my diet`\t\t\t\t(KO.low - WT.low) / 2\tbatch:sex\tstate\tfailed\n";
    let found = contrasts("c.yaml", yaml).unwrap();
    assert_eq!(contrasts("c.tsv", delimited).unwrap(), found);
    assert_eq!(found[0].levels(), Some(("x", "y")));
    assert_eq!(found[1].variables(), ["diet", "sex"]);
    assert_eq!(found[1].direction(), "positive = dietlow above 0");
    assert_eq!(found[2].variables(), ["genotype", "my diet"]);
    assert_eq!(
        found[2].direction(),
        "positive = (KO.low - WT.low) / 2 above 0"
    );
    assert_eq!(found[2].blocking, ["batch:sex"]);
    assert_eq!(found[2].exclude_samples_values, ["failed"]);
}

#[test]
fn refuses_combinations_that_cannot_be_read_or_are_half() {
    let row = |row: &str| {
        let header = "id,variable,reference,target,formula,make_contrasts_str";
        message(&format!("{header}\n{row}\n"))
    };
    assert_eq!(
        row("x,v,,,,A - (B"),
        "c.csv, line 2, column 'make_contrasts_str': contrast 'x': character 7 of 'A - (B': the \
         end; expected an operator or ')'"
    );
    assert!(row("x,,,,diet,dietlow").contains("column 'formula': contrast 'x': character 1"));
    assert!(row("x,v:(w),,,,A - B").contains("column 'variable': contrast 'x': character 3"));
    assert!(row("x,,,,~ diet,").contains("has a formula but no make_contrasts_str"));
    assert!(row("x,,,,,A - B").contains("no variable or formula"));
    assert!(row("x,v,a,b,,A - B").contains("but also has 'reference', 'target'"));
    assert!(row("x,v,,,~ v,vb").contains("but also has 'variable'"));
    assert!(row(",v,,,,A - B").contains("the id is empty"));
    let yaml =
        "contrasts:\n- {id: x, comparison: [v, a, b], formula: ~ v, make_contrasts_str: vb}\n";
    let error = contrasts("c.yaml", yaml).unwrap_err().to_string();
    assert!(
        error.contains("also has 'variable', 'reference', 'target'"),
        "{error}"
    );
}

#[test]
fn refuses_unknown_keys_and_columns() {
    let error = contrasts("c.csv", "variable,reference,target,bloking\n").unwrap_err();
    assert_eq!(error.hint, "did you mean 'blocking'?");
    let error = contrasts(
        "c.yml",
        "contrasts:\n - {id: a, comparison: [a,b,c], bloking: []}\n",
    );
    assert_eq!(error.unwrap_err().place, arrayon_core::Place::Line(2));
    assert!(message("id,variable,target\n").contains("variable, reference and target"));
    let error = contrasts("c.yml", "contrasts:\n - {id: a, comparison: [a,b]}\n").unwrap_err();
    assert!(
        error.to_string().contains("line 2, column 'comparison'"),
        "{error}"
    );
    assert!(
        contrasts("c.yml", "contrasts: []\n")
            .unwrap_err()
            .found
            .contains("no contrast")
    );
}

#[test]
fn refuses_contrasts_that_compare_nothing() {
    let rest = |row: &str| message(&format!("id,variable,reference,target,blocking\n{row}\n"));
    assert_eq!(
        rest("x,diet,low,low,"),
        "c.csv, line 2, column 'target': contrast 'x': contrast of a level with itself ('low')"
    );
    assert!(rest("x,,a,b,").contains("column 'variable': contrast 'x' has no variable"));
    assert!(rest("x,v,a,NA,").contains("has no target"));
    assert!(rest("x,v,a,b,v").contains("blocks by its own variable"));
    assert!(rest("x,v,a,b,w;w").contains("'w' twice"));
    assert!(message(&FULL.replace("failed;late", "")).contains("names no value"));
    assert!(message(&FULL.replace("state", "")).contains("names no column"));
}

#[test]
fn ids_are_unique_and_fit_for_file_names() {
    let rest = |ids: &[&str]| {
        let rows: String = (ids.iter()).map(|id| format!("{id}\tv\ta\tb\n")).collect();
        message(&format!("id\tvariable\treference\ttarget\n{rows}"))
    };
    assert!(rest(&["a/b"]).contains("id 'a/b' holds the character '/'"));
    assert!(rest(&["a\\b"]).contains("the character '\\\\'"));
    assert!(rest(&["a\u{7}b"]).contains("the character '\\u{7}'"));
    assert!(rest(&[".a"]).contains("begins with '.'"));
    assert!(rest(&["x", "x"]).contains("line 3, column 'id': id 'x' is on line 2 already"));
    assert!(rest(&["x", "X"]).contains("differs only in case from 'x' on line 2"));
    assert!(rest(&[&"x".repeat(201)]).contains("201 bytes"));
}

#[test]
fn ids_that_nobody_wrote_are_fit_for_file_names() {
    let of = |rows: &str| contrasts("c.csv", &format!("variable,reference,target\n{rows}"));
    let ids =
        |rows: &str| -> Vec<String> { of(rows).unwrap().into_iter().map(|one| one.id).collect() };
    assert_eq!(
        ids("genotype,wild-type,Trpm6 -/-\ngenotype,+/+,.a.\ndose,0 mg/kg,5 mg/kg\n"),
        [
            "genotype_Trpm6 -_-_vs_wild-type",
            "genotype_.a._vs_+_+",
            "dose_5 mg_kg_vs_0 mg_kg"
        ]
    );
    let twice = of("v,a,b/c\nv,a,b_c\n").unwrap_err();
    assert!(
        twice
            .to_string()
            .contains("id 'v_b_c_vs_a' is on line 2 already")
    );
    assert!(
        twice.hint.contains("write an 'id' column"),
        "{}",
        twice.hint
    );
}

fn sheet() -> SampleSheet {
    let column = |name: &str, values: [&str; 4]| SheetColumn {
        name: name.into(),
        values: values.map(str::to_owned).to_vec(),
    };
    SampleSheet {
        path: "s.csv".into(),
        samples: ["s1", "s2", "s3", "s4"].map(str::to_owned).to_vec(),
        lines: vec![2, 3, 4, 5],
        files: None,
        columns: vec![
            column("diet", ["ctrl", "ctrl", "low", "low"]),
            column("batch", ["A", "", "B", ""]),
            column("state", ["ok", "failed", "ok", "failed"]),
        ],
    }
}

fn against(change: impl Fn(&mut Contrast)) -> Result<(), InputError> {
    let mut contrast = Contrast::between("x", "diet", "ctrl", "low");
    change(&mut contrast);
    check_against(&[contrast], Path::new("c.csv"), &sheet())
}

#[test]
fn sheet_must_have_columns_and_levels() {
    against(|_| ()).unwrap();
    let error = against(|x| *x = Contrast::between("x", "dite", "ctrl", "low")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "c.csv: contrast 'x': variable 'dite' is no column of s.csv; expected one of 'diet', \
         'batch', 'state'"
    );
    assert_eq!(error.hint, "did you mean 'diet'?");
    let error = against(|x| *x = Contrast::between("x", "diet", "ctrl", "Low")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "c.csv: contrast 'x': level 'Low' is nowhere in column 'diet'; expected one of its \
         values (samples): 'ctrl' (2), 'low' (2)"
    );
    assert_eq!(error.hint, "did you mean 'low'?");
    let error = against(|x| x.blocking = vec!["sex".into()]).unwrap_err();
    assert!(error.found.contains("blocking column 'sex'"), "{error}");
    against(|x| x.blocking = vec!["diet:state".into()]).unwrap();
    let error = against(|x| x.blocking = vec!["diet:sex".into()]).unwrap_err();
    assert!(error.found.contains("blocking column 'sex'"), "{error}");
}

#[test]
fn sheet_must_have_the_columns_of_combinations() {
    let combination = || arrayon_core::LinearCombination::parse("low - ctrl").unwrap();
    let means = |variables: &[&str]| arrayon_core::Comparison::GroupMeans {
        variables: variables.iter().map(ToString::to_string).collect(),
        combination: combination(),
    };
    against(|x| x.comparison = means(&["diet", "state"])).unwrap();
    let error = against(|x| x.comparison = means(&["diet", "stat"])).unwrap_err();
    assert_eq!(error.hint, "did you mean 'state'?");
    let model = |formula: &str| arrayon_core::Comparison::Coefficients {
        formula: arrayon_core::Formula::parse(formula).unwrap(),
        combination: combination(),
    };
    against(|x| x.comparison = model("~ diet * state")).unwrap();
    let error = against(|x| x.comparison = model("~ diet + batch")).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("s.csv, line 3, column 'batch'"),
        "{error}"
    );
    let error = against(|x| x.comparison = model("~ diet + sex")).unwrap_err();
    assert!(
        error
            .found
            .contains("formula's column 'sex' is no column of s.csv"),
        "{error}"
    );
}

#[test]
fn exclusion_must_leave_both_groups_and_fill_used_columns() {
    let exclude = |x: &mut Contrast, column: &str, values: &[&str]| {
        x.exclude_samples_column = Some(column.into());
        x.exclude_samples_values = values.iter().map(ToString::to_string).collect();
    };
    let error = against(|x| exclude(x, "diet", &["low"])).unwrap_err();
    assert!(
        error.found.contains("no sample with diet 'low' is left"),
        "{error}"
    );
    assert!(error.found.contains("excludes all 2"), "{error}");
    let error = against(|x| exclude(x, "state", &["faild"])).unwrap_err();
    assert_eq!(error.hint, "did you mean 'failed'?");
    let error = against(|x| x.blocking = vec!["batch".into()]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "s.csv, line 3, column 'batch': contrast 'x' uses this column, which is empty for 's2' \
         (line 3), 's4' (line 5); expected a value for every sample that the contrast does not \
         exclude"
    );
    against(|x| {
        x.blocking = vec!["batch".into()];
        exclude(x, "state", &["failed"]);
    })
    .unwrap();
}

#[test]
fn all_faults_are_found_at_once_and_names_made_plain() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.csv");
    let all = |text: &str| {
        std::fs::write(&path, text).unwrap();
        read_with_notes(&path)
    };
    let header = "id,variable,reference,target,blocking\n";
    let faults = all(&format!("{header}x,v,a,a,\ny,v,a\nx,v,a,b,\nz,v,,b,\n")).unwrap_err();
    assert_eq!(faults.len(), 4, "{faults:?}");
    let plain = all(&format!("{header}x,v,\u{feff}a,b\u{a0},\n")).unwrap();
    assert_eq!(plain.contrasts[0].levels(), Some(("a", "b")));
    assert!(
        plain.notes[0].contains("'a' (line 2: U+FEFF)"),
        "{:?}",
        plain.notes
    );
    let mut contrast = Contrast::between("x", "dite", "ctrl", "low");
    contrast.blocking = vec!["sex".into(), "batch".into()];
    assert_eq!(faults_against(&contrast, &path, &sheet()).len(), 3);
}

#[test]
fn levels_with_decimal_commas_are_those_of_the_sheet() {
    let mut sheet = sheet();
    sheet.columns[0].values = ["0.5", "0.5", "1.0", "1.0"].map(str::to_owned).to_vec();
    let mut contrasts = [Contrast::between("x", "diet", "0,5", "1,0")];
    spell_as_sheet(&mut contrasts, &sheet);
    assert_eq!(contrasts[0].levels(), Some(("0.5", "1.0")));
}
