use super::*;
use flate2::{Compression, write::GzEncoder};
use std::io::Write;

/// Names as people's archives have them: folders, blanks, and one longer than a tar header.
fn files() -> Vec<(String, Vec<u8>)> {
    let long = format!("{}/rat 1 (S).CEL", "folder".repeat(30));
    [
        ("a.CEL", 3000),
        ("sub/b.CEL.gz", 20),
        (&long, 600),
        ("notes.txt", 9),
    ]
    .map(|(name, n)| (name.to_owned(), noise(n)))
    .to_vec()
}

/// Bytes that cannot be packed.
fn noise(n: usize) -> Vec<u8> {
    let next = |state: &u32| Some(state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
    std::iter::successors(Some(1), next)
        .map(|state| (state >> 24) as u8)
        .take(n)
        .collect()
}

fn tar_of(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut builder = ::tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = ::tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, &bytes[..]).unwrap();
    }
    builder.into_inner().unwrap()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip_of(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ::zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = ::zip::write::SimpleFileOptions::default();
        writer.start_file(name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn on_disk(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn cels(path: &Path) -> Result<Option<Archive>, InputError> {
    Archive::open(path, |name| name.contains(".CEL"))
}

#[test]
fn members_are_listed_and_read_from_every_kind() {
    let files = files();
    let tar = tar_of(&files);
    for bytes in [gzipped(&tar), tar, zip_of(&files)] {
        let file = on_disk(&bytes);
        let archive = cels(file.path()).unwrap().unwrap();
        let names: Vec<&str> = archive.names().collect();
        assert_eq!(names, [&files[0].0, &files[1].0, &files[2].0]);
        let mut read = Vec::new();
        let take = |at, bytes| {
            read.push((at, bytes));
            Ok::<(), InputError>(())
        };
        archive.read(&[2, 0], take).unwrap();
        assert_eq!(read, [(0, files[0].1.clone()), (2, files[2].1.clone())]);
        let shown = archive.path_of(1);
        assert!(
            shown.to_string_lossy().ends_with("!sub/b.CEL.gz"),
            "{shown:?}"
        );
    }
}

#[test]
fn other_files_are_no_archives() {
    for bytes in [&b""[..], b"text", &[0; 1024], &gzipped(b"[CEL]\n")] {
        assert_eq!(cels(on_disk(bytes).path()).unwrap(), None);
    }
}

#[test]
fn archives_that_are_cut_short_are_damaged() {
    let files = files();
    let (tar, zip) = (tar_of(&files), zip_of(&files));
    let packed = gzipped(&tar);
    for bytes in [&tar[..2000], &packed[..2000], &zip[..zip.len() - 30]] {
        let file = on_disk(bytes);
        let read = cels(file.path())
            .and_then(|archive| (archive.unwrap()).read(&[0], |_, _| Ok::<(), InputError>(())));
        let error = read.unwrap_err();
        assert!(error.hint.contains("download"), "{error}");
    }
}
