//! The files within a workbook, which is a zip archive.

use arrayon_core::InputError;
use std::cell::RefCell;
use std::fmt;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use zip::ZipArchive;
use zip::result::ZipError;

/// The archive, and how much of it may still be unpacked.
pub(crate) struct Members {
    archive: RefCell<ZipArchive<Cursor<Vec<u8>>>>,
    left: RefCell<u64>,
    most_bytes: u64,
    path: PathBuf,
}

impl fmt::Debug for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path.fmt(f)
    }
}

impl Members {
    pub(crate) fn open(bytes: Vec<u8>, path: &Path, most_bytes: u64) -> Result<Self, InputError> {
        let archive = ZipArchive::new(Cursor::new(bytes));
        let archive = archive.map_err(|error| refused(path, &error))?;
        Ok(Self {
            archive: RefCell::new(archive),
            left: RefCell::new(most_bytes),
            most_bytes,
            path: path.to_path_buf(),
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// How much may be unpacked.
    pub(crate) fn most_bytes(&self) -> u64 {
        self.most_bytes
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.archive.borrow().index_for_name(name).is_some()
    }

    /// The text of a file; `None` where it is not there.
    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, InputError> {
        if !self.has(name) {
            return Ok(None);
        }
        let mut archive = self.archive.borrow_mut();
        let entry = archive.by_name(name);
        let entry = entry.map_err(|error| refused(&self.path, &error))?;
        let left = *self.left.borrow();
        let mut bytes = Vec::new();
        let read = entry.take(left.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(|error| damaged(&self.path, &error))?;
        if bytes.len() as u64 > left {
            return Err(too_large(&self.path, self.most_bytes));
        }
        *self.left.borrow_mut() = left - bytes.len() as u64;
        let text = String::from_utf8(bytes);
        let text = text.map_err(|_| {
            let found = format!("the file {name} within the workbook is not UTF-8");
            InputError::new(&self.path, found).hint("save it again in a spreadsheet program")
        })?;
        Ok(Some(match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        }))
    }
}

/// A workbook that unpacks to more than is read.
pub(crate) fn too_large(path: &Path, most_bytes: u64) -> InputError {
    InputError::new(path, format!("unpacks to more than {most_bytes} bytes"))
        .expected("a workbook of a study")
        .hint("save the sheet as CSV or tab-separated text, or allow more with --max-input")
}

fn refused(path: &Path, error: &ZipError) -> InputError {
    match error {
        ZipError::UnsupportedArchive(why) => {
            InputError::new(path, format!("the workbook cannot be unpacked ({why})"))
                .expected("a workbook without a password")
                .hint("save it without a password, or the sheet as CSV")
        }
        other => damaged(path, other),
    }
}

fn damaged(path: &Path, error: &dyn fmt::Display) -> InputError {
    InputError::new(path, format!("the workbook is damaged ({error})"))
        .hint("copy it again, or save it again in a spreadsheet program")
}
