//! Sheets of workbooks, named behind the file: `animals.xlsx#Batch 2`.

use std::path::Path;

/// The file, and the sheet that a path names behind it. A path that is there as it stands is a file
/// whose name has a `#`.
pub fn file_and_sheet(path: &Path) -> (&Path, Option<String>) {
    let whole = (path, None);
    let Some((file, sheet)) = path.to_str().and_then(|text| text.rsplit_once('#')) else {
        return whole;
    };
    let file = Path::new(file);
    let is_sheet = !sheet.is_empty() && path.symlink_metadata().is_err() && file.is_file();
    match is_sheet {
        true => (file, Some(sheet.to_owned())),
        false => whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_named_behind_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["a.xlsx", "b#1.xlsx"] {
            std::fs::write(path(name), "x").unwrap();
        }
        let found = |name: &str| {
            let path = path(name);
            let (file, sheet) = file_and_sheet(&path);
            let file = file.file_name().unwrap().to_string_lossy().into_owned();
            (file, sheet)
        };
        assert_eq!(found("a.xlsx"), ("a.xlsx".to_owned(), None));
        let named = ("a.xlsx".to_owned(), Some("Batch 2".to_owned()));
        assert_eq!(found("a.xlsx#Batch 2"), named);
        assert_eq!(found("b#1.xlsx"), ("b#1.xlsx".to_owned(), None));
        assert_eq!(found("c.xlsx#1"), ("c.xlsx#1".to_owned(), None));
    }
}
