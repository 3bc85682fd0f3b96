//! What is at the place and beside it after every outcome.

use super::*;

fn text(folder: &mut ResultFolder, name: &str, text: &str) {
    folder
        .write(name, |out| out.write_all(text.as_bytes()))
        .unwrap();
}

#[test]
fn a_finished_folder_is_whole_and_an_unfinished_one_leaves_nothing() {
    let temporary = tempfile::tempdir().unwrap();
    let place = temporary.path().join("deep/results");
    let mut folder = ResultFolder::create(&place, false).unwrap();
    text(&mut folder, "a/b.txt", "abc");
    assert_eq!(folder.files()[0].n_bytes, 3);
    assert_eq!(folder.files()[0].sha256, sha256(b"abc"));
    drop(folder);
    assert!(!temporary.path().join("deep").exists());

    let mut folder = ResultFolder::create(&place, false).unwrap();
    text(&mut folder, "a/b.txt", "abc");
    assert!(!place.exists());
    folder.finish().unwrap();
    assert_eq!(fs::read(place.join("a/b.txt")).unwrap(), b"abc");
    assert_eq!(
        fs::read_dir(&place).unwrap().count(),
        1,
        "no lock file remains"
    );
}

#[test]
fn what_is_there_is_replaced_only_by_force_and_only_if_ours() {
    let temporary = tempfile::tempdir().unwrap();
    let place = temporary.path().join("results");
    fs::create_dir(&place).unwrap();
    fs::write(place.join("thesis.doc"), "precious").unwrap();
    let create = |force| ResultFolder::create(&place, force);
    assert!(matches!(create(false), Err(FolderError::NotEmpty(_))));
    assert!(matches!(create(true), Err(FolderError::NotOurs(_))));
    fs::remove_file(place.join("thesis.doc")).unwrap();
    let mut folder = create(false).unwrap();
    text(&mut folder, "provenance.json", "{}");
    text(&mut folder, "a/old.txt", "old");
    text(
        &mut folder,
        "summary.json",
        r#"{"files": [{"path": "a/old.txt"}]}"#,
    );
    folder.finish().unwrap();
    fs::write(place.join("a/thesis.doc"), "precious").unwrap();
    match create(true) {
        Err(FolderError::Added(path)) => assert!(path.ends_with("a/thesis.doc")),
        other => panic!("{other:?}"),
    }
    fs::remove_file(place.join("a/thesis.doc")).unwrap();
    let mut folder = create(true).unwrap();
    text(&mut folder, "new.txt", "new");
    folder.finish().unwrap();
    assert!(!place.join("a").exists() && place.join("new.txt").exists());
    assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 1);
    // without a list nothing is known to be ours
    fs::write(place.join("provenance.json"), "{}").unwrap();
    assert!(matches!(create(true), Err(FolderError::NotOurs(_))));
}

#[test]
fn two_runs_do_not_share_a_place_and_a_killed_one_does_not_block_it() {
    let temporary = tempfile::tempdir().unwrap();
    let place = temporary.path().join("results");
    let first = ResultFolder::create(&place, false).unwrap();
    assert!(matches!(
        ResultFolder::create(&place, false),
        Err(FolderError::InUse(_))
    ));
    drop(first);
    let staging = staging_of(&place).unwrap();
    fs::create_dir(&staging).unwrap();
    fs::write(staging.join(LOCK_FILE), "").unwrap();
    assert!(ResultFolder::create(&place, false).is_ok());
}

#[test]
fn a_file_is_no_folder() {
    let temporary = tempfile::tempdir().unwrap();
    let place = temporary.path().join("results");
    fs::write(&place, "x").unwrap();
    assert!(matches!(
        ResultFolder::create(&place, true),
        Err(FolderError::IsFile(_))
    ));
}
