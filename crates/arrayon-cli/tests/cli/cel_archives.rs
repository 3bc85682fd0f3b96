//! Archives of CEL files in place of a folder.

use crate::program::{self, gzip};
use crate::simulated_study::{LIBRARY, SAMPLES, Study};
use std::fs;
use std::io::Write;

/// The arrays of the study as GEO packs them: each gzipped.
fn packed(study: &Study) -> Vec<(String, Vec<u8>)> {
    (SAMPLES.iter())
        .map(|sample| {
            let bytes = study.bytes(&format!("cel/{sample}.CEL"));
            (format!("{sample}.CEL.gz"), gzip(&bytes))
        })
        .collect()
}

fn tar(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, &bytes[..]).unwrap();
    }
    builder.into_inner().unwrap()
}

fn zip(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// What a run finds in the folder of arrays.
fn expected(study: &Study) -> String {
    study.succeed();
    let matrix = fs::read_to_string(study.path("results/expression.tsv")).unwrap();
    fs::remove_dir_all(study.path("results")).unwrap();
    matrix
}

#[track_caller]
fn assert_runs(study: &Study, expected: &str) {
    program::succeed(study.root(), &["check", "study.toml"]);
    study.succeed();
    let matrix = fs::read_to_string(study.path("results/expression.tsv")).unwrap();
    assert!(matrix == expected, "another expression");
}

#[test]
fn a_tar_of_packed_arrays_is_read_as_a_folder_is() {
    let study = Study::new();
    let expected = expected(&study);
    let mut files = packed(&study);
    files.reverse();
    files.insert(2, ("filelist.txt".to_owned(), b"#Archive".to_vec()));
    study.put("GSE1_RAW.tar", tar(&files));
    fs::remove_dir_all(study.path("cel")).unwrap();
    study.replace(
        "study.toml",
        "cel_dir = \"cel\"",
        "cel_dir = \"GSE1_RAW.tar\"",
    );
    assert_runs(&study, &expected);

    let provenance = program::json(&study.path("results/provenance.json"));
    let inputs = provenance["inputs"].as_array().unwrap();
    let of_role = |role: &str| -> Vec<&str> {
        let of_role = inputs.iter().filter(|input| input["role"] == role);
        of_role
            .map(|input| input["path"].as_str().unwrap())
            .collect()
    };
    assert_eq!(of_role("archive"), ["GSE1_RAW.tar"]);
    assert!(of_role("cel").contains(&"GSE1_RAW.tar!pairfed_1.CEL.gz"));
    assert!(of_role("cel").is_sorted());
    assert_eq!(of_role("cel").len(), 6);
    let qc = program::json(&study.path("results/qc.json"));
    assert_eq!(qc["arrays"][0]["file"], "pairfed_1.CEL.gz");
}

#[test]
fn zips_and_gzipped_tars_with_folders_are_read_too() {
    let study = Study::new();
    let expected = expected(&study);
    let mut files: Vec<(String, Vec<u8>)> = (SAMPLES.iter())
        .map(|sample| {
            (
                format!("raw data/{sample}.CEL"),
                study.bytes(&format!("cel/{sample}.CEL")),
            )
        })
        .collect();
    files.push(("__MACOSX/raw data/._pairfed_1.CEL".to_owned(), vec![0; 9]));
    fs::remove_dir_all(study.path("cel")).unwrap();
    study.put("arrays.zip", zip(&files));
    study.replace(
        "study.toml",
        "cel_dir = \"cel\"",
        "cel_dir = \"arrays.zip\"",
    );
    assert_runs(&study, &expected);

    fs::remove_dir_all(study.path("results")).unwrap();
    study.put("arrays.tgz", gzip(&tar(&files)));
    study.replace("study.toml", "arrays.zip", "arrays.tgz");
    assert_runs(&study, &expected);
}

#[test]
fn an_archive_that_the_sheet_names_is_searched_for_the_samples() {
    let study = Study::new();
    let expected = expected(&study);
    let files = packed(&study);
    fs::remove_dir_all(study.path("cel")).unwrap();
    fs::create_dir(study.path("cel")).unwrap();
    study.put("cel/GSE1_RAW.tar", tar(&files));
    study.edit("samples.csv", |text| {
        let named = |line: &str| match line.split(',').nth(1) {
            Some("file") | None => line.to_owned(),
            Some(file) => line.replacen(&format!(",{file},"), ",GSE1_RAW.tar,", 1),
        };
        text.lines().map(named).collect::<Vec<_>>().join("\n")
    });
    assert_runs(&study, &expected);

    // an archive that lies in the folder is searched for names as well
    fs::remove_dir_all(study.path("results")).unwrap();
    study.edit("samples.csv", |text| {
        let mut names = SAMPLES.iter();
        let line = |line: &str| match line.contains("GSE1_RAW.tar") {
            true => line.replace("GSE1_RAW.tar", &format!("{}.CEL", names.next().unwrap())),
            false => line.to_owned(),
        };
        text.lines().map(line).collect::<Vec<_>>().join("\n")
    });
    let all = fs::read_to_string(study.path("samples.csv")).unwrap();
    let of_samples = (all.lines().skip(1))
        .all(|line| line.starts_with(line.split(',').nth(1).unwrap().trim_end_matches(".CEL")));
    assert!(of_samples, "{all}");
    assert_runs(&study, &expected);
}

#[test]
fn normalize_and_inspect_take_archives() {
    let study = Study::new();
    let expected = expected(&study);
    study.put("GSE1_RAW.tar", tar(&packed(&study)));
    let command = [
        "normalize",
        "GSE1_RAW.tar",
        "--samples",
        "samples.csv",
        "--out",
        "n",
    ];
    program::succeed(study.root(), &[&command[..], &LIBRARY].concat());
    let matrix = fs::read_to_string(study.path("n/expression.tsv")).unwrap();
    assert!(matrix == expected, "another expression");
    let told = program::succeed(study.root(), &["inspect", "--json", "GSE1_RAW.tar"]);
    assert!(told.contains("archive") && told.contains("\"6\""), "{told}");
}

#[test]
fn archives_that_are_damaged_or_hold_no_arrays_are_refused() {
    let study = Study::new();
    let files = packed(&study);
    study.replace("study.toml", "cel_dir = \"cel\"", "cel_dir = \"a.tar\"");
    let whole = tar(&files);
    study.put("a.tar", &whole[..whole.len() / 2]);
    study.refuse().says(&["a.tar"]);
    study.put(
        "a.tar",
        tar(&[("notes.txt".to_owned(), b"no arrays".to_vec())]),
    );
    study.refuse().says(&["no CEL file lies in a.tar"]);
    study.put("a.tar", study.bytes("cel/pairfed_1.CEL"));
    study
        .refuse()
        .says(&["a.tar: is a file, but no archive", "tar or zip archive"]);
    let mut damaged = files.clone();
    damaged[3].1.truncate(1000);
    study.put("a.tar", tar(&damaged));
    study.refuse().says(&["a.tar!mg001_1.CEL.gz", "gzip"]);
}
