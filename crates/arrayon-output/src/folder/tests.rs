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
    text(&mut folder, "provenance.json", PROVENANCE);
    text(&mut folder, "a/old.txt", "old");
    text(&mut folder, "summary.json", &summary_of("a/old.txt"));
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
    let staging = hidden_beside(&place, "incomplete").unwrap();
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

/// As much of the two documents as tells them from those of others.
const PROVENANCE: &str = r#"{"schema": "arrayon/provenance"}"#;

fn summary_of(file: &str) -> String {
    format!(r#"{{"schema": "arrayon/summary", "files": [{{"path": "{file}"}}]}}"#)
}

/// Finished results at a place, of which one file holds a text.
fn results(place: &Path, content: &str, force: bool) {
    let mut folder = ResultFolder::create(place, force).unwrap();
    fill(&mut folder, content);
    folder.finish().unwrap();
}

fn fill(folder: &mut ResultFolder, content: &str) {
    text(folder, "a/b.txt", content);
    text(folder, "provenance.json", PROVENANCE);
    text(folder, "summary.json", &summary_of("a/b.txt"));
}

fn content(place: &Path) -> String {
    fs::read_to_string(place.join("a/b.txt")).unwrap()
}

#[test]
fn results_that_a_killed_run_had_moved_aside_are_put_back() {
    let temporary = tempfile::tempdir().unwrap();
    let place = temporary.path().join("results");
    results(&place, "old", false);
    // killed between the two moves: new results whole and locked by nobody
    let replaced = hidden_beside(&place, "replaced").unwrap();
    let staging = hidden_beside(&place, "incomplete").unwrap();
    let mut new = ResultFolder::create(&place, true).unwrap();
    fill(&mut new, "new");
    uninterrupted(|unfinished| unfinished.forget(&staging));
    new.journal = None;
    drop(new);
    fs::rename(&place, &replaced).unwrap();
    assert!(staging.exists());
    let refused = ResultFolder::create(&place, false);
    assert!(matches!(refused, Err(FolderError::NotEmpty(_))));
    assert_eq!(content(&place), "old");
    results(&place, "new", true);
    assert_eq!(content(&place), "new");
    assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 1);
}

#[test]
fn what_a_killed_run_did_not_remove_does_not_block_the_next() {
    let temporary = tempfile::tempdir().unwrap();
    let place = temporary.path().join("results");
    let replaced = hidden_beside(&place, "replaced").unwrap();
    let staging = hidden_beside(&place, "incomplete").unwrap();
    results(&place, "new", false);
    for left in [&replaced, &staging] {
        for files in [
            &[][..],
            &["provenance.json"],
            &["provenance.json", "summary.json"],
        ] {
            fs::create_dir(left).unwrap();
            for file in files {
                fs::copy(place.join(file), left.join(file)).unwrap();
            }
            results(&place, "newer", true);
            assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 1);
        }
    }
}

#[test]
fn what_others_put_under_the_hidden_names_stays() {
    let temporary = tempfile::tempdir().unwrap();
    let place = temporary.path().join("results");
    results(&place, "old", false);
    for ending in ["incomplete", "replaced"] {
        let hidden = hidden_beside(&place, ending).unwrap();
        fs::create_dir(&hidden).unwrap();
        fs::write(hidden.join("thesis.doc"), "precious").unwrap();
        match ResultFolder::create(&place, true) {
            Err(FolderError::InTheWay(path)) => assert_eq!(path, hidden),
            other => panic!("{other:?}"),
        }
        assert!(hidden.join("thesis.doc").exists());
        fs::remove_dir_all(hidden).unwrap();
    }
    assert_eq!(content(&place), "old");
}

#[test]
fn what_is_added_while_the_run_lasts_stays() {
    let temporary = tempfile::tempdir().unwrap();
    let place = temporary.path().join("results");
    results(&place, "old", false);
    let mut folder = ResultFolder::create(&place, true).unwrap();
    fill(&mut folder, "new");
    fs::write(place.join("thesis.doc"), "precious").unwrap();
    assert!(matches!(folder.finish(), Err(FolderError::Added(_))));
    assert_eq!(content(&place), "old");
    assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 1);
}

#[test]
fn messages_name_the_place_and_not_the_hidden_folder() {
    let temporary = tempfile::tempdir().unwrap();
    let place = temporary.path().join("results");
    let mut folder = ResultFolder::create(&place, false).unwrap();
    let full = || Err(io::ErrorKind::StorageFull.into());
    let error = folder.write("a/b.txt", |_| full()).unwrap_err().to_string();
    assert!(error.contains("results/a/b.txt: cannot write"), "{error}");
    assert!(!error.contains("incomplete"), "{error}");
}

#[test]
fn an_input_among_the_results_is_refused_only_where_they_would_go() {
    let temporary = tempfile::tempdir().unwrap();
    let place = temporary.path().join("results");
    let inside = place.join("a/b.txt");
    let beside = temporary.path().join("b.txt");
    fs::write(&beside, "").unwrap();
    results(&place, "old", false);
    let check = |inputs: [&Path; 2]| {
        ResultFolder::create(&place, true)
            .unwrap()
            .check_inputs(inputs)
    };
    match check([&beside, &inside]) {
        Err(FolderError::HoldsInput(path)) => assert_eq!(path, inside),
        other => panic!("{other:?}"),
    }
    check([&beside, &temporary.path().join("missing")]).unwrap();
    let elsewhere = ResultFolder::create(&temporary.path().join("d"), true).unwrap();
    elsewhere.check_inputs([&*inside]).unwrap();
}

#[cfg(unix)]
#[test]
fn links_are_followed_to_folders_and_refused_where_they_lead_nowhere() {
    let temporary = tempfile::tempdir().unwrap();
    let (place, link) = (
        temporary.path().join("results"),
        temporary.path().join("link"),
    );
    std::os::unix::fs::symlink("results", &link).unwrap();
    for link in [link.clone(), temporary.path().join("link/")] {
        let refused = ResultFolder::create(&link, false);
        assert!(matches!(refused, Err(FolderError::DanglingLink(_))));
    }
    fs::create_dir(&place).unwrap();
    results(&link, "first", false);
    results(&link, "second", true);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(content(&place), "second");
    assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 2);
}

#[test]
fn a_file_appears_when_it_is_whole_and_only_where_none_is() {
    let temporary = tempfile::tempdir().unwrap();
    let place = temporary.path().join("array.CEL");
    let n_files = || fs::read_dir(temporary.path()).unwrap().count();
    let failed = write_file(&place, false, |out| {
        out.write_all(b"half")?;
        assert!(!place.exists());
        Err(io::ErrorKind::StorageFull.into())
    });
    let is_full = |error| matches!(error, FolderError::Io { source, .. } if source.kind() == io::ErrorKind::StorageFull);
    assert!(is_full(failed.unwrap_err()));
    assert_eq!(n_files(), 0);
    write_file(&place, false, |out| out.write_all(b"whole")).unwrap();
    let taken = write_file(&place, false, |out| out.write_all(b"other"));
    assert!(matches!(taken, Err(FolderError::FileExists(path)) if path == place));
    assert_eq!(fs::read(&place).unwrap(), b"whole");
    write_file(&place, true, |out| out.write_all(b"other")).unwrap();
    assert_eq!(fs::read(&place).unwrap(), b"other");
    assert_eq!(n_files(), 1);
}

#[test]
fn files_to_be_written_are_checked_before_any_is() {
    let temporary = tempfile::tempdir().unwrap();
    let path = |name: &str| temporary.path().join(name);
    fs::create_dir(path("read")).unwrap();
    fs::write(path("read/summary.json"), "{}").unwrap();
    fs::write(path("old"), "old").unwrap();
    let check = |places: [&str; 2], replace| {
        let places = places.map(path);
        check_new_files(
            &[&places[0], &places[1]],
            &[&path("read"), &path("old")],
            replace,
        )
    };
    check(["a", "b"], false).unwrap();
    check(["a", "read/new"], false).unwrap();
    for replace in [false, true] {
        let twice = check(["a", "read/../a"], replace);
        assert!(matches!(twice, Err(FolderError::NamedTwice(_))));
    }
    assert!(matches!(
        check(["a", "old"], false),
        Err(FolderError::FileExists(_))
    ));
    for input in ["old", "read/summary.json", "read"] {
        assert!(
            matches!(check(["a", input], true), Err(FolderError::IsInput(_))),
            "{input}"
        );
    }
}

#[test]
fn a_foreign_lock_licenses_nothing() {
    let temporary = tempfile::tempdir().unwrap();
    let place = temporary.path().join("results");
    let staging = hidden_beside(&place, "incomplete").unwrap();
    for lock in ["", "pid 12\n", "arrayon"] {
        fs::create_dir(&staging).unwrap();
        fs::write(staging.join(LOCK_FILE), lock).unwrap();
        fs::write(staging.join("thesis.doc"), "precious").unwrap();
        match ResultFolder::create(&place, true) {
            Err(FolderError::InTheWay(path)) => assert_eq!(path, staging),
            other => panic!("{other:?}"),
        }
        assert!(staging.join("thesis.doc").exists());
        fs::remove_dir_all(&staging).unwrap();
    }
}

#[test]
fn what_a_power_cut_took_from_the_list_is_set_aside() {
    let temporary = tempfile::tempdir().unwrap();
    let place = temporary.path().join("results");
    let staging = hidden_beside(&place, "incomplete").unwrap();
    for n in 1..=2 {
        let mut folder = ResultFolder::create(&place, true).unwrap();
        text(&mut folder, "a/b.txt", "old");
        text(&mut folder, "c.txt", "old");
        uninterrupted(|unfinished| unfinished.forget(&staging));
        folder.journal = None;
        drop(folder);
        // the second name is gone, and the end of the first
        let lock = staging.join(LOCK_FILE);
        let list = fs::read_to_string(&lock).unwrap();
        let kept = list.find('\n').unwrap() + 5;
        fs::write(&lock, &list.as_bytes()[..kept]).unwrap();
        let mut folder = ResultFolder::create(&place, true).unwrap();
        fill(&mut folder, "new");
        let said = folder.finish().unwrap();
        let left = hidden_beside(&place, &format!("left-{n}")).unwrap();
        assert_eq!(said.len(), 1);
        assert!(said[0].contains(&*left.display().to_string()), "{said:?}");
        assert_eq!(fs::read(left.join("a/b.txt")).unwrap(), b"old");
        assert_eq!(content(&place), "new");
        assert!(!staging.exists());
    }
}

#[test]
fn what_others_put_into_unfinished_results_stays() {
    let temporary = tempfile::tempdir().unwrap();
    let place = temporary.path().join("results");
    let mut folder = ResultFolder::create(&place, false).unwrap();
    fill(&mut folder, "new");
    let staging = folder.staging().to_path_buf();
    fs::write(staging.join("a/thesis.doc"), "precious").unwrap();
    drop(folder);
    assert!(staging.join("a/thesis.doc").exists());
    assert!(!staging.join("a/b.txt").exists());
}

#[test]
fn a_demo_is_replaced_as_a_whole_and_nothing_else_is() {
    let temporary = tempfile::tempdir().unwrap();
    let place = temporary.path().join("demo");
    let make = |content: &str, force| {
        let mut demo = ResultFolder::create_demo(&place, force)?;
        let study = demo.make_folder("study", ["cel/a.CEL", "study.toml"])?;
        for file in ["cel/a.CEL", "study.toml"] {
            fs::write(study.join(file), content).unwrap();
        }
        results(&demo.staging().join("results"), content, false);
        demo.finish()
    };
    assert!(make("old", false).unwrap().is_empty());
    assert!(matches!(make("x", false), Err(FolderError::NotEmpty(_))));
    make("new", true).unwrap();
    assert_eq!(fs::read(place.join("study/cel/a.CEL")).unwrap(), b"new");
    assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 1);
    assert!(matches!(
        ResultFolder::create(&place, true),
        Err(FolderError::NotOurs(_))
    ));
    let notes = place.join("study/notes.txt");
    fs::write(&notes, "precious").unwrap();
    match make("newest", true) {
        Err(FolderError::Added(path)) => assert_eq!(path, notes),
        other => panic!("{other:?}"),
    }
    fs::remove_file(&notes).unwrap();
    fs::remove_file(place.join("study/.files")).unwrap();
    assert!(matches!(make("x", true), Err(FolderError::NotDemo(_))));
}

#[test]
fn a_replacement_is_one_step_or_undone() {
    let temporary = tempfile::tempdir().unwrap();
    let at = |name: &str| temporary.path().join(name);
    fs::create_dir(at("new")).unwrap();
    fs::create_dir(at("old")).unwrap();
    fs::write(at("old/a"), "").unwrap();
    exchange::replace(&at("new"), &at("old"), &at("aside")).unwrap();
    assert!(at("aside/a").exists() && !at("new").exists() && !at("old/a").exists());
    let missing = exchange::replace(&at("missing"), &at("old"), &at("aside"));
    assert!(missing.is_err() && at("old").exists());
}

#[test]
fn a_folder_goes_while_files_are_still_added() {
    let temporary = tempfile::tempdir().unwrap();
    for round in 0..200 {
        let place = temporary.path().join(format!("demo-{round}"));
        let mut demo = ResultFolder::create_demo(&place, false).unwrap();
        let names: Vec<String> = (0..40).map(|number| format!("{number}.txt")).collect();
        let study = demo
            .make_folder("study", names.iter().map(String::as_str))
            .unwrap();
        std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                // written in vain once the folder is gone
                let written = names.iter().map(|name| fs::write(study.join(name), "text"));
                written.filter(io::Result::is_err).count()
            });
            drop(demo);
            writer.join().unwrap();
        });
        assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0);
    }
}
