use super::*;

fn sheet(samples: &[&str], files: Option<&[&str]>) -> SampleSheet {
    let owned = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
    SampleSheet {
        path: "samples.csv".into(),
        samples: owned(samples),
        lines: (2..).take(samples.len()).collect(),
        files: files.map(owned),
        columns: vec![],
    }
}

fn folder(names: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in names {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, name).unwrap();
    }
    folder
}

fn names(found: &FoundArrays, folder: &Path) -> Vec<String> {
    (found.locations.iter())
        .map(|location| {
            let path = location.path();
            let name = path.strip_prefix(folder).unwrap_or(path);
            name.to_string_lossy().into_owned()
        })
        .collect()
}

#[track_caller]
fn assert_found(cels: &[&str], wanted: &[&str], expected: &[&str]) {
    let folder = folder(cels);
    let samples: Vec<String> = (0..wanted.len()).map(|at| format!("s{at}")).collect();
    let samples: Vec<&str> = samples.iter().map(String::as_str).collect();
    let found = find(&sheet(&samples, Some(wanted)), folder.path()).unwrap();
    assert_eq!(names(&found, folder.path()), expected);
}

#[test]
fn files_are_found_however_their_names_are_written() {
    let cels = [
        "a.CEL.gz",
        "b.CEL",
        "GSM12_x_(Clariom_S_Rat).CEL",
        "notes.txt",
    ];
    let expected = ["a.CEL.gz", "b.CEL", "GSM12_x_(Clariom_S_Rat).CEL"];
    for wanted in [
        ["a.CEL", "b.CEL.gz", "GSM12_x_(Clariom_S_Rat).CEL"],
        ["cel/a", "./b.cel", "GSM12_x_(clariom_s_rat)"],
        [
            "C:\\data\\cel\\A.CEL.gz",
            "/nowhere/b.CEL",
            "x/y/GSM12_x_(Clariom_S_Rat).CEL.gz",
        ],
    ] {
        assert_found(&cels, &wanted, &expected);
    }
}

#[test]
fn the_nearest_of_several_files_is_taken_and_no_other() {
    let cels = [
        "x.CEL", "1/x.CEL", "2/x.CEL", "2/y.CEL", "z.CEL", "z.CEL.gz",
    ];
    let expected = ["x.CEL", "1/x.CEL", "2/x.CEL", "2/y.CEL", "z.CEL.gz"];
    let wanted = ["x", "1/x.CEL", "raw/2/x.cel", "Y.cel", "z.CEL.gz"];
    assert_found(&cels, &wanted, &expected);

    let folder = folder(&cels);
    let refused = |file: &str| {
        let error = find(&sheet(&["s"], Some(&[file])), folder.path()).unwrap_err();
        error.to_string()
    };
    let several = refused("z");
    assert!(several.contains("may be 'z.CEL', 'z.CEL.gz'"), "{several}");
    let elsewhere = refused("1/y.CEL");
    assert!(elsewhere.contains("no '1/y.CEL'"), "{elsewhere}");
}

#[test]
fn accents_of_macs_and_of_sheets_are_the_same() {
    assert_found(
        &["Ma\u{308}use.CEL"],
        &["M\u{e4}use.CEL"],
        &["Ma\u{308}use.CEL"],
    );
}

#[test]
fn absolute_paths_and_paths_from_the_sheet_lead_out_of_the_folder() {
    let elsewhere = folder(&["other/a.CEL", "cel/a.CEL"]);
    let absolute = elsewhere.path().join("other/a.CEL");
    let mut sheet = sheet(
        &["s1", "s2"],
        Some(&[absolute.to_str().unwrap(), "other/A.cel.gz"]),
    );
    sheet.path = elsewhere.path().join("samples.csv");
    let cel_dir = elsewhere.path().join("cel");
    let shared = find(&sheet, &cel_dir).unwrap_err().to_string();
    assert!(
        shared.contains("'s1' and 's2' have the same file"),
        "{shared}"
    );
    sheet.files.as_mut().unwrap()[1] = "cel/a.CEL".to_owned();
    let found = find(&sheet, &cel_dir).unwrap();
    assert_eq!(
        names(&found, elsewhere.path()),
        ["other/a.CEL", "cel/a.CEL"]
    );
}

#[test]
fn samples_are_found_by_their_names() {
    let cels = folder(&[
        "GSM12_x.CEL",
        "GSM1_y.CEL",
        "b.CEL",
        "a_2.CEL",
        "a_(S).CEL.gz",
    ]);
    let found = find(
        &sheet(&["GSM1", "GSM12", "B", "a", "a_2"], None),
        cels.path(),
    )
    .unwrap();
    let expected = [
        "GSM1_y.CEL",
        "GSM12_x.CEL",
        "b.CEL",
        "a_(S).CEL.gz",
        "a_2.CEL",
    ];
    assert_eq!(names(&found, cels.path()), expected);
    assert_eq!(found.notes, Vec::<String>::new());
}

#[test]
fn extra_arrays_are_noted_and_hidden_ones_are_not() {
    let cels = folder(&[
        "a.CEL",
        "b.CEL",
        "._a.CEL",
        "__MACOSX/a.CEL",
        "a.EXP",
        ".DS_Store",
    ]);
    let found = find(&sheet(&["a"], None), cels.path()).unwrap();
    let [note] = &found.notes[..] else {
        panic!("{:?}", found.notes)
    };
    let expected = "takes no part, because samples.csv does not name it: 'b.CEL'";
    assert!(
        note.starts_with("1 CEL file of ") && note.ends_with(expected),
        "{note}"
    );
}

#[test]
fn all_faulty_names_are_shown_with_what_is_near() {
    let cels = folder(&["a1.CEL", "b1.CEL.gz", "c.CEL"]);
    let error = find(
        &sheet(&["x", "y", "z"], Some(&["a_1.CEL", "b2", "c.CEL"])),
        cels.path(),
    );
    let error = error.unwrap_err();
    let message = error.to_string();
    for says in [
        "samples.csv, line 2: 2 of 3 samples have no file",
        "'x' (line 2): no 'a_1.CEL', did you mean 'a1.CEL'?",
        "'y' (line 3): no 'b2', did you mean 'b1.CEL'?",
    ] {
        assert!(message.contains(says), "{message}");
    }
    let one = find(&sheet(&["a1", "b1", "c2"], None), cels.path()).unwrap_err();
    let message = one.to_string();
    assert!(
        message.contains("line 4: sample 'c2' has no file"),
        "{message}"
    );
    assert!(one.hint.contains("did you mean 'c.CEL'?"), "{}", one.hint);
    let shared = find(&sheet(&["x", "y"], Some(&["c.CEL", "C"])), cels.path());
    let shared = shared.unwrap_err().to_string();
    assert!(
        shared.contains("'x' and 'y' have the same file"),
        "{shared}"
    );
    let empty = folder(&["readme.txt"]);
    let message = find(&sheet(&["a"], None), empty.path())
        .unwrap_err()
        .to_string();
    assert!(message.contains("no CEL file lies in"), "{message}");
}

#[cfg(unix)]
#[test]
fn links_that_lead_in_circles_are_followed_once() {
    let cels = folder(&["1/x.CEL"]);
    let link = |to: &str, name: &str| {
        std::os::unix::fs::symlink(cels.path().join(to), cels.path().join(name)).unwrap();
    };
    link("", "1/above");
    link("1", "2");
    let found = find(&sheet(&["x"], None), cels.path()).unwrap();
    assert_eq!(names(&found, cels.path()), ["1/x.CEL"]);
}
