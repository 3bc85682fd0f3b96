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
use arrayon_output::{check_new_files, write_file};
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

/// Checks that single files can be written, before any is.
fn check_files(places: &[&Path], read: &[&Path], force: bool) -> Result<(), Failure> {
    Ok(check_new_files(places, read, force).map_err(Error::from)?)
}

/// Writes a single file that is asked for by name.
fn write(place: &Path, force: bool, content: &[u8]) -> Result<(), Failure> {
    let written = write_file(place, force, |to| to.write_all(content));
    Ok(written.map_err(Error::from)?)
}

/// The command line, for provenance; the program by its name alone.
pub(crate) fn command_line() -> Vec<String> {
    let typed = std::env::args_os()
        .skip(1)
        .map(|arg| arg.to_string_lossy().into_owned());
    std::iter::once("arrayon".to_owned()).chain(typed).collect()
}
