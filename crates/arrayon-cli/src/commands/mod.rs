//! One file per command: arguments in, library call, report out.

pub(crate) mod check;
pub(crate) mod cluster;
pub(crate) mod compare;
pub(crate) mod convert;
pub(crate) mod demo;
pub(crate) mod differential;
pub(crate) mod export;
pub(crate) mod freeze;
pub(crate) mod gate;
pub(crate) mod genesets;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod inspect;
pub(crate) mod manual;
pub(crate) mod normalize;
pub(crate) mod quality;
pub(crate) mod report;
pub(crate) mod run;
pub(crate) mod schema;

use crate::args::{OutputArgs, ResourceArgs};
use crate::exit::Failure;
use arrayon::{Error, RunOptions};
use arrayon_output::{FolderError, write_file};
use std::path::Path;

/// How a run is done, from the command line.
pub(crate) fn options(output: &OutputArgs) -> RunOptions {
    RunOptions {
        command: command_line(),
        force: output.force,
        ..RunOptions::default()
    }
}

/// The same, with what the arrays of a study may take of the machine.
pub(crate) fn with_resources(options: RunOptions, resources: ResourceArgs) -> RunOptions {
    RunOptions {
        memory: resources.memory,
        scratch: resources.scratch,
        ..options
    }
}

/// Writes a single file that is asked for by name.
fn write(place: &Path, force: bool, content: &[u8]) -> Result<(), Failure> {
    let written = write_file(place, force, |to| to.write_all(content));
    written.map_err(|source| {
        let refused = match source.kind() {
            std::io::ErrorKind::AlreadyExists => {
                let hint = "name another file, or give --force to replace it";
                Error::data(place.display().to_string(), "exists already", hint)
            }
            _ => Error::from(FolderError::Io {
                path: place.to_path_buf(),
                source,
            }),
        };
        Failure::from(refused)
    })
}

/// The command line, for provenance; the program by its name alone.
pub(crate) fn command_line() -> Vec<String> {
    let typed = std::env::args_os()
        .skip(1)
        .map(|arg| arg.to_string_lossy().into_owned());
    std::iter::once("arrayon".to_owned()).chain(typed).collect()
}
