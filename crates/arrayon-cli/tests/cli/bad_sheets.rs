//! Sample sheets and contrasts that do not hold together, and designs that answer nothing.

use crate::matrix_study::{DIFF, RUN, SHEET, Study};

#[test]
fn unknown_levels_and_columns_are_named_with_those_that_exist() {
    let study = Study::new();
    study.replace("contrasts.csv", "group,a,b,", "group,a,B,");
    let refusal = study.refuse_run_and_diff();
    refusal.says(&["contrasts.csv", "'b_vs_a'", "'B'", "'b'"]);

    let study = Study::new();
    study.replace("contrasts.csv", "group,a,b,", "grupo,a,b,");
    let refusal = study.refuse_run_and_diff();
    refusal.says(&["contrasts.csv", "'grupo'", "samples.csv", "'group'"]);

    let study = Study::new();
    study.replace("contrasts.csv", "group,a,b,", "group,a,b,day");
    let refusal = study.refuse_run_and_diff();
    refusal.says(&["contrasts.csv", "'day'", "'batch'"]);

    let study = Study::new();
    let arguments = [
        "cluster",
        "--matrix",
        "expression.tsv",
        "--samples",
        "samples.csv",
        "--group",
        "grupo",
        "--out",
        "c",
    ];
    study
        .refuse(&arguments)
        .says(&["samples.csv", "'grupo'", "'group'"]);
}

#[test]
fn a_factor_that_is_no_column_is_named() {
    let study = Study::new();
    let diff = [&crate::matrix_study::DIFF[..], &["--factor", "bach"]].concat();
    study
        .refuse(&diff)
        .says(&["samples.csv", "'bach'", "'batch'"]);
    let section = "[differential]\nfactors = [\"bach\"]\n\n[genesets]";
    study.replace("study.toml", "[genesets]", section);
    study
        .refuse(&RUN)
        .says(&["samples.csv", "'bach'", "'batch'"]);
}

#[test]
fn a_group_that_exclusion_leaves_empty_is_named() {
    let study = Study::new();
    let contrasts = "\
id,variable,reference,target,blocking,exclude_samples_col,exclude_samples_values
b_vs_a,group,a,b,,batch,x
";
    study.put("contrasts.csv", contrasts);
    study.put(
        "samples.csv",
        &SHEET
            .replace("a2,a,y", "a2,a,x")
            .replace("b2,b,x", "b2,b,y"),
    );
    let refusal = study.refuse_run_and_diff();
    refusal.says(&["contrasts.csv", "'b_vs_a'", "'a'", "excl"]);
}

#[test]
fn a_contrast_of_a_level_with_itself_is_refused() {
    let study = Study::new();
    study.replace("contrasts.csv", "group,a,b,", "group,a,a,");
    let refusal = study.refuse_run_and_diff();
    refusal.says(&["contrasts.csv, line 2", "itself", "differ"]);
}

#[test]
fn contrasts_whose_files_would_collide_or_leave_the_folder_are_refused() {
    for id in ["../b_vs_a", "a/b", ".", "samples", "Summary", "decisions"] {
        let study = Study::new();
        study.replace("contrasts.csv", "b_vs_a,", &format!("{id},"));
        study.refuse(&RUN).says(&["contrasts.csv", id]);
    }
    let study = Study::new();
    let twice = "id,variable,reference,target\nx,group,a,b\nx,group,b,a\n";
    study.put("contrasts.csv", twice);
    let refusal = study.refuse_run_and_diff();
    refusal.says(&["contrasts.csv, line 3", "'x'"]);
}

#[test]
fn duplicate_samples_and_empty_sheets_are_named_with_their_line() {
    let study = Study::new();
    study.replace("samples.csv", "b3,b,y", "b2,b,y");
    let refusal = study.refuse_run_and_diff();
    refusal.says(&["samples.csv, line 7", "'b2'"]);
    let study = Study::new();
    study.put("samples.csv", "sample,group\n");
    study.refuse_run_and_diff().says(&["samples.csv"]);
    let study = Study::new();
    study.put("contrasts.csv", "id,variable,reference,target\n");
    study
        .refuse_run_and_diff()
        .says(&["contrasts.csv", "no contrast"]);
    let study = Study::new();
    study.replace("samples.csv", "b2,b,x", "b2,b");
    study.refuse_run_and_diff().says(&["samples.csv, line 6"]);
    let study = Study::new();
    study.replace("samples.csv", "b2,b,x", "b2,,x");
    study.refuse_run_and_diff().says(&["samples.csv", "group"]);
    let study = Study::new();
    std::fs::remove_file(study.path("samples.csv")).unwrap();
    for command in [&RUN[..], &DIFF[..]] {
        study.refuse(command).says(&["samples.csv: no such file"]);
    }
}

#[test]
fn a_contrast_confounded_with_its_blocking_names_both() {
    let study = Study::new();
    let sheet = SHEET.replace("a,y", "a,x").replace("b,x", "b,y");
    study.put("samples.csv", &sheet);
    study.replace("contrasts.csv", "group,a,b,", "group,a,b,batch");
    let refusal = study.refuse_run_and_diff();
    refusal.says(&[
        "contrasts.csv",
        "'b_vs_a'",
        "rank",
        "confounded with 'batch'",
    ]);
}

#[test]
fn designs_without_replicates_say_what_lacks() {
    let study = Study::new();
    study.put("samples.csv", "sample,group\na1,a\nb1,b\n");
    study.put("expression.tsv", "feature_id\ta1\tb1\ng1\t1\t2\ng2\t3\t5\n");
    let refusal = study.refuse_run_and_diff();
    refusal.says(&[
        "contrasts.csv",
        "'b_vs_a'",
        "no residual degrees of freedom",
        "2 samples",
        "replicates",
    ]);
}
