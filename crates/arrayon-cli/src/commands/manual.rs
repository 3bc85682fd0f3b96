//! `arrayon completions` and `arrayon man`: what shells and `man` read, out of the command line itself.

use super::{check_files, write};
use crate::args::{Cli, Completions, Man};
use crate::exit::Failure;
use arrayon::Error;
use arrayon_output::FolderError;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Prints the completions of a shell.
pub(crate) fn completions(args: &Completions) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::whole(), "arrayon", &mut text);
    let mut out = io::stdout().lock();
    out.write_all(&text)?;
    Ok(out.flush()?)
}

/// Writes a page for each command.
pub(crate) fn man(args: &Man) -> Result<(), Failure> {
    let refused = |source| FolderError::Io {
        path: args.out.clone(),
        source,
    };
    fs::create_dir_all(&args.out)
        .map_err(refused)
        .map_err(Error::from)?;
    let mut whole = Cli::whole();
    whole.build();
    let mut pages = vec![("arrayon.1".to_owned(), whole.clone())];
    for command in whole
        .get_subcommands()
        .filter(|one| one.get_name() != "help")
    {
        let name = format!("arrayon-{}", command.get_name());
        pages.push((format!("{name}.1"), command.clone().name(name)));
    }
    let places: Vec<PathBuf> = pages.iter().map(|(name, _)| args.out.join(name)).collect();
    let places: Vec<&Path> = places.iter().map(PathBuf::as_path).collect();
    check_files(&places, &[], args.force)?;
    for (name, command) in pages {
        let mut text = Vec::new();
        clap_mangen::Man::new(command).render(&mut text)?;
        write(&args.out.join(name), args.force, &text)?;
    }
    Ok(())
}
