//! The bytes of arrays, in parallel.

use super::CelLocation;
use crate::error::Error;
use crate::inputs::Inputs;
use arrayon_core::InputError;
use arrayon_formats::archive::Archive;
use arrayon_formats::cel::{self, CelHeader};
use arrayon_formats::source::{self, Content, Kind, Recorder};
use arrayon_output::sha256_of;
use rayon::prelude::*;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What arrays are among the inputs.
const ROLE: &str = "cel";

/// Most bytes of an archive's members that wait to be worked on.
const MOST_WAITING: usize = 512 << 20;

/// How files that lie by themselves are read.
pub(crate) enum Loose<'a, T> {
    /// Whole, as members of archives are.
    Whole,
    /// By a function of their path.
    By(&'a (dyn Fn(&Path) -> Result<T, Error> + Sync)),
}

/// The header of the first array; what is read for it goes into no provenance.
///
/// # Errors
/// It cannot be read.
pub(crate) fn first_header(
    locations: &[CelLocation],
) -> Result<Option<(PathBuf, CelHeader)>, Error> {
    let by_path = |path: &Path| Ok((path.to_path_buf(), cel::read_header(path)?));
    let first = &locations[..locations.len().min(1)];
    let headers = read_each(
        first,
        Loose::By(&by_path),
        &Inputs::default(),
        |_, path, content| Ok((path.to_path_buf(), cel::parse_header(&content, path)?)),
    )?;
    Ok(headers.into_iter().next())
}

/// Works on the bytes of each array, in parallel, and returns what comes of them in the order
/// given. `work` is given the array's position, its path for messages and its content; what was
/// read is noted among the inputs.
///
/// An archive is read once from its beginning to its end; no more of its members are held than
/// there are threads.
///
/// # Errors
/// The first array, in the order given, that cannot be read or worked on.
pub(crate) fn read_each<T: Send>(
    locations: &[CelLocation],
    loose: Loose<'_, T>,
    inputs: &Inputs,
    work: impl Fn(usize, &Path, Content) -> Result<T, Error> + Sync,
) -> Result<Vec<T>, Error> {
    let mut results: Vec<Option<Result<T, Error>>> = (locations.par_iter().enumerate())
        .map(|(at, location)| match (location.archive(), &loose) {
            (Some(_), _) => None,
            (None, Loose::By(read)) => Some(read(location.path())),
            (None, Loose::Whole) => {
                let path = location.path();
                let content = source::read(inputs.file(ROLE, path), Kind::Array);
                Some(
                    content
                        .map_err(Error::from)
                        .and_then(|content| work(at, path, content)),
                )
            }
        })
        .collect();
    for (archive, members) in by_archive(locations) {
        let wanted: Vec<usize> = members.iter().map(|&(_, member)| member).collect();
        let mut waiting: Vec<(usize, Vec<u8>)> = Vec::new();
        let mut n_waiting = 0;
        let mut work_off = |waiting: &mut Vec<(usize, Vec<u8>)>| {
            let done: Vec<(usize, Result<T, Error>)> = (waiting.par_drain(..))
                .map(|(at, bytes)| {
                    let path = locations[at].path();
                    let content = source::content_of(bytes, inputs.file(ROLE, path), Kind::Array);
                    (
                        at,
                        content
                            .map_err(Error::from)
                            .and_then(|content| work(at, path, content)),
                    )
                })
                .collect();
            for (at, result) in done {
                results[at] = Some(result);
            }
        };
        archive.read::<Error>(&wanted, |member, bytes| {
            n_waiting += bytes.len();
            let of = members.iter().find(|(_, one)| *one == member);
            waiting.extend(of.map(|&(at, _)| (at, bytes)));
            if waiting.len() >= rayon::current_num_threads() || n_waiting > MOST_WAITING {
                work_off(&mut waiting);
                n_waiting = 0;
            }
            Ok(())
        })?;
        work_off(&mut waiting);
    }
    results.into_iter().flatten().collect()
}

/// SHA-256 of each array's file as it lies now, in the order given; they are noted among the inputs.
///
/// # Errors
/// The first array, in the order given, that cannot be read.
pub(crate) fn hashes_of(locations: &[CelLocation], inputs: &Inputs) -> Result<Vec<String>, Error> {
    let of_file = |path: &Path| {
        let sha256 = source::sha256(path)?;
        inputs.record(ROLE, path, &sha256);
        Ok(sha256)
    };
    let hashes = read_each(locations, Loose::By(&of_file), inputs, |_, _, content| {
        Ok(content.sha256)
    })?;
    add_archives(locations, inputs)?;
    Ok(hashes)
}

/// Positions of arrays, and of their members in an archive.
type Places = Vec<(usize, usize)>;

/// The archives with the places of their arrays.
fn by_archive(locations: &[CelLocation]) -> Vec<(Arc<Archive>, Places)> {
    let mut archives: Vec<(Arc<Archive>, Places)> = Vec::new();
    for (at, location) in locations.iter().enumerate() {
        let Some((archive, member)) = location.archive() else {
            continue;
        };
        match archives
            .iter_mut()
            .find(|(known, _)| known.path() == archive.path())
        {
            Some((_, members)) => members.push((at, member)),
            None => archives.push((Arc::clone(archive), vec![(at, member)])),
        }
    }
    archives
}

/// Notes the archives that hold arrays, with their hashes.
///
/// # Errors
/// An archive that can no longer be read.
pub(crate) fn add_archives(locations: &[CelLocation], inputs: &Inputs) -> Result<(), InputError> {
    for (archive, _) in by_archive(locations) {
        let path = archive.path();
        let hash = File::open(path).and_then(sha256_of);
        let hash =
            hash.map_err(|error| InputError::new(path, format!("cannot be read: {error}")))?;
        inputs.record("archive", path, &hash);
    }
    Ok(())
}
