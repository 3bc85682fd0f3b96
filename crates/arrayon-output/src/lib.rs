//! Where results go: a folder that is written whole or not at all, whose files are hashed, and
//! that replaces nothing which arrayon has not written.
//!
//! # What is not tested
//! That a folder survives a power cut: files and folders are synced before and after they are
//! renamed, but no test pulls the plug.

mod folder;
mod printable_writer;
mod scratch;

pub use folder::{
    Entry, FolderError, KeptFiles, ResultFolder, check_new_files, entries, held_bytes,
    remove_unfinished, sha256, sha256_of, write_file,
};
pub use printable_writer::PrintableWriter;
pub use scratch::scratch_file;
