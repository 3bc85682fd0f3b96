//! `arrayon export`, and `[output]` of a study. That the programs read the files is checked by
//! `.ci/formats`.

use crate::matrix_study::{DIFF, RUN, Study};
use crate::program::{files_below, json, refuse, run, succeed};
use crate::simulated_study::demo;
use std::fs;
use std::io::Read;
use std::path::Path;

const ALL: &str = "parquet,h5ad,xlsx,gct,multiqc,ro-crate,rds-script";

fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = files_below(folder).into_iter();
    let content = |file: std::path::PathBuf| {
        let bytes = fs::read(folder.join(&file)).unwrap();
        (file.to_string_lossy().into_owned(), bytes)
    };
    files.map(content).collect()
}

/// The XML of a workbook, file after file.
fn workbook(path: &Path) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    let read = |name: String| {
        let mut text = String::new();
        archive
            .by_name(&name)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        (name, text)
    };
    names.into_iter().map(read).collect()
}

#[test]
fn exports_are_whole_and_the_same_bytes_each_time() {
    let place = crate::program::folder();
    let results = demo().join("results");
    let results = results.to_str().unwrap();
    let printed = succeed(
        place.path(),
        &[
            "export",
            results,
            "--format",
            ALL,
            "--out",
            "one",
            "--threads",
            "1",
        ],
    );
    let printed: serde_json::Value = serde_json::from_str(&printed).unwrap();
    succeed(
        place.path(),
        &[
            "export",
            results,
            "--format",
            ALL,
            "--out",
            "two",
            "--threads",
            "4",
        ],
    );
    let (one, two) = (
        contents(&place.path().join("one")),
        contents(&place.path().join("two")),
    );
    assert!(one == two);
    // and the list by which a later export knows its own
    assert_eq!(one.len(), printed["files"].as_array().unwrap().len() + 1);
    let bytes = |name: &str| {
        let found = one.iter().find(|(file, _)| file == name);
        &found.unwrap_or_else(|| panic!("no {name}")).1[..]
    };
    assert!(bytes("study.h5ad").starts_with(b"\x89HDF\r\n\x1a\n"));
    for table in [
        "expression",
        "samples",
        "themes",
        "differential.mg002_vs_normal",
    ] {
        let bytes = bytes(&format!("parquet/{table}.parquet"));
        assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    }
    let gct = String::from_utf8_lossy(bytes("gsea/expression.gct"));
    let expression = fs::read_to_string(Path::new(results).join("expression.tsv")).unwrap();
    for (line, of_gct) in expression.lines().zip(gct.lines().skip(2)).skip(1) {
        let (id, values) = line.split_once('\t').unwrap();
        assert!(of_gct.starts_with(&format!("{id}\t")) && of_gct.ends_with(&format!("\t{values}")));
    }
    let cls = String::from_utf8_lossy(bytes("gsea/diet.cls"));
    assert!(cls.starts_with("25 "), "{cls}");
    let crate_of: serde_json::Value =
        serde_json::from_slice(bytes("ro-crate/ro-crate-metadata.json")).unwrap();
    let graph = crate_of["@graph"].as_array().unwrap();
    let summary = json(&Path::new(results).join("summary.json"));
    let manifest = json(&Path::new(results).join("manifest.json"));
    for file in manifest["files"].as_array().unwrap() {
        let entity = graph
            .iter()
            .find(|one| one["name"] == file["path"])
            .unwrap();
        assert_eq!(entity["sha256"], file["sha256"]);
        let copy = format!("ro-crate/{}", file["path"].as_str().unwrap());
        assert_eq!(bytes(&copy).len() as u64, file["n_bytes"].as_u64().unwrap());
    }
    let figure: serde_json::Value =
        serde_json::from_slice(bytes("multiqc/arrayon_changed_mqc.json")).unwrap();
    for contrast in summary["contrasts"].as_array().unwrap() {
        let id = contrast["contrast"].as_str().unwrap();
        assert_eq!(figure["data"][id]["up"], contrast["n_up"]);
    }
}

#[test]
fn hostile_names_are_texts_and_stay_in_the_folder() {
    let study = Study::new();
    let hostile = |text: String| text.replace("a1", "=HYPERLINK(1)").replace("a2", "<b>x&y");
    study.put("expression.tsv", &hostile(crate::matrix_study::matrix()));
    study.put(
        "samples.csv",
        &hostile(crate::matrix_study::SHEET.to_owned()),
    );
    study.replace("samples.csv", "batch", "../../x");
    study.put(
        "contrasts.csv",
        "id,variable,reference,target\n=1+1,group,a,b\n-x,group,b,a\n",
    );
    study.put(
        "genes.csv",
        "probeset_id,symbol,title\ng0,MARCH1,=cmd\ng1,SEPT2,\"+1 \"\ng2,0012,x\n",
    );
    study.succeed(&[&DIFF[..], &["--annotation", "genes.csv"]].concat());
    fs::copy(study.path("expression.tsv"), study.path("kept.tsv")).unwrap();
    let before = crate::program::listing(study.root());
    study.succeed(&["export", "d", "--format", ALL, "--out", "e"]);
    let after = crate::program::listing(study.root());
    assert_eq!(after.len(), before.len() + 1);
    let parts = workbook(&study.path("e/study.xlsx"));
    let all: String = parts.iter().map(|(_, text)| text.as_str()).collect();
    assert!(
        !all.contains("<f>") && !all.contains("<hyperlink"),
        "a formula or a link"
    );
    for text in [">MARCH1<", ">SEPT2<", ">0012<", ">=cmd<"] {
        assert!(all.contains(text), "{text}");
    }
    let names = &parts
        .iter()
        .find(|(name, _)| name == "xl/workbook.xml")
        .unwrap()
        .1;
    for name in ["\"=1+1\"", "\"-x\"", "\"Contrasts\""] {
        assert!(names.contains(&format!("name={name}")), "{name}: {names}");
    }
    assert!(study.path("e/gsea/_1_1.rnk").is_file());
    // of a study from a matrix no array was judged
    assert!(
        all.contains("the samples as their sheet describes them"),
        "Read me"
    );
    assert!(!all.contains("verdict on each array"), "Read me");
    let figure = json(&study.path("e/multiqc/arrayon_changed_mqc.json"));
    assert!(figure["data"]["=1+1"].is_object());
}

#[test]
fn of_very_many_contrasts_files_for_people_hold_the_first() {
    let study = Study::new();
    let mut contrasts = "id,variable,reference,target\n".to_owned();
    for at in 0..120 {
        contrasts += &format!("a_long_name_of_a_contrast_of_magnesium_{at},group,a,b\n");
    }
    study.put("contrasts.csv", &contrasts);
    study.succeed(&DIFF);
    let printed = study.succeed(&["export", "d", "--xlsx", "--parquet", "--out", "e"]);
    assert!(printed.contains("first 40 of 120 contrasts"), "{printed}");
    let parts = workbook(&study.path("e/study.xlsx"));
    let names = &parts
        .iter()
        .find(|(name, _)| name == "xl/workbook.xml")
        .unwrap()
        .1;
    assert_eq!(names.matches("<sheet name=\"a_long").count(), 40);
    let files = files_below(&study.path("e/parquet")).len();
    // with samples, decisions and intersections
    assert_eq!(files, 123);
}

#[test]
fn a_study_may_ask_for_formats() {
    let study = Study::new();
    let formats = "\n[output]\nformats = [\"parquet\", \"h5ad\", \"xlsx\", \"gct\", \"multiqc\", \"rds-script\"]\n";
    let description = fs::read_to_string(study.path("study.toml")).unwrap();
    study.put("study.toml", &format!("{description}{formats}"));
    study.succeed(&RUN);
    let manifest = json(&study.path("results/manifest.json"));
    let listed = manifest["files"].to_string();
    for file in [
        "study.h5ad",
        "study.xlsx",
        "parquet/expression.parquet",
        "gsea/b_vs_a.rnk",
    ] {
        assert!(
            listed.contains(&format!("export/{file}")),
            "{file}: {listed}"
        );
    }
    // as the run wrote it, and replaced as a whole
    study.succeed(&["gate", "results"]);
    let first = contents(&study.path("results/export"));
    study.succeed(&[&RUN[..], &["--force"]].concat());
    assert!(contents(&study.path("results/export")) == first);
    // the same as from the finished folder
    let formats = "parquet,h5ad,xlsx,gct,multiqc,rds-script";
    study.succeed(&["export", "results", "--format", formats, "--out", "e"]);
    let mut exported = contents(&study.path("e"));
    exported.retain(|(name, _)| name != ".files");
    let names = |files: &[(String, Vec<u8>)]| -> Vec<String> {
        files.iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(names(&exported), names(&first));
    assert!(exported == first);

    study.replace("study.toml", "\"parquet\"", "\"ro-crate\"");
    refuse(study.root(), &["run", "study.toml", "--out", "s"]).says(&["formats", "ro-crate"]);
    study.replace("study.toml", "\"ro-crate\"", "\"word\"");
    refuse(study.root(), &["run", "study.toml", "--out", "s"]).says(&["formats", "word"]);
}

#[test]
fn what_is_no_export_is_not_replaced() {
    let study = Study::tested();
    let export = ["export", "d", "--rds-script", "--out", "e"];
    study.succeed(&export);
    refuse(study.root(), &export).says(&["e: output folder is not empty", "--force"]);
    study.succeed(&[&export[..], &["--force"]].concat());
    study.put("e/mine.txt", "x");
    let forced = [&export[..], &["--force"]].concat();
    refuse(study.root(), &forced).says(&["mine.txt", "did not write it"]);
    refuse(
        study.root(),
        &["export", "d", "--xlsx", "--out", "d", "--force"],
    )
    .says(&["d: "]);
    refuse(study.root(), &["export", ".", "--xlsx", "--out", "x"])
        .says(&["summary.json is missing"]);
    let output = run(study.root(), &["export", "d", "--out", "x"]);
    assert_eq!(output.status.code(), Some(2));
    fs::write(
        study.path("d/differential/b_vs_a.tsv"),
        "feature_id\tlogFC\ng0\n",
    )
    .unwrap();
    refuse(study.root(), &["export", "d", "--xlsx", "--out", "x"]).says(&["b_vs_a.tsv", "line 2"]);
}
