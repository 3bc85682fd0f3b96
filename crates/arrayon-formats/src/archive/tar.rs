//! Tar archives, gzipped or not: the entries one after the other.

use super::{Visit, damaged};
use crate::source;
use arrayon_core::InputError;
use flate2::bufread::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use tar::{Archive, Entries, EntryType};

/// Longest name that is read, in bytes.
const LONGEST_NAME: u64 = 1 << 16;

/// Whether a block is the header of an entry: the sum of its bytes is what it states. Older tars
/// have no magic.
pub(super) fn is_header(block: &[u8]) -> bool {
    let Some(block) = block.first_chunk::<512>() else {
        return false;
    };
    let digits = block[148..156].iter().skip_while(|&&byte| byte == b' ');
    let mut stated = None;
    for digit in digits.take_while(|byte| (b'0'..b'8').contains(byte)) {
        stated = Some(stated.unwrap_or(0u32) * 8 + u32::from(digit - b'0'));
    }
    let sum = (block.iter().enumerate())
        .map(|(at, &byte)| u32::from(if (148..156).contains(&at) { b' ' } else { byte }))
        .sum::<u32>();
    block[0] != 0 && stated == Some(sum)
}

/// Visits all files of a plain archive, passing over what is not read.
pub(super) fn walk(path: &Path, visit: &mut Visit<'_>) -> Result<(), InputError> {
    let mut archive = Archive::new(BufReader::new(open(path)?));
    let entries = archive.entries_with_seek();
    each(entries.map_err(|error| damaged(path, &error))?, path, visit)
}

/// Visits all files of a gzipped archive.
pub(super) fn walk_gzipped(path: &Path, visit: &mut Visit<'_>) -> Result<(), InputError> {
    let mut archive = Archive::new(MultiGzDecoder::new(BufReader::new(open(path)?)));
    let entries = archive.entries();
    each(entries.map_err(|error| damaged(path, &error))?, path, visit)
}

fn open(path: &Path) -> Result<File, InputError> {
    File::open(path).map_err(|error| source::unreadable(path, &error))
}

/// Names longer than a header are in separate entries before it; the crate would read these
/// whole whatever they state as their length, so they are read here.
fn each<R: Read>(
    entries: Entries<'_, R>,
    path: &Path,
    visit: &mut Visit<'_>,
) -> Result<(), InputError> {
    let failed = |error: io::Error| damaged(path, &error);
    let mut long_name = None;
    for (number, entry) in entries.raw(true).enumerate() {
        let mut entry = entry.map_err(failed)?;
        match entry.header().entry_type() {
            EntryType::GNULongName => {
                let name = read_name(&mut entry).map_err(failed)?;
                let end = name.iter().position(|&byte| byte == 0);
                long_name = Some(name[..end.unwrap_or(name.len())].to_vec());
            }
            EntryType::XHeader => {
                let records = read_name(&mut entry).map_err(failed)?;
                long_name = pax_path(&records).or(long_name);
            }
            EntryType::Regular | EntryType::Continuous => {
                let name = long_name.take();
                let name = name.unwrap_or_else(|| entry.path_bytes().into_owned());
                let length = entry.size();
                visit(number, &String::from_utf8_lossy(&name), length, &mut entry)?;
            }
            EntryType::XGlobalHeader => {}
            _ => long_name = None,
        }
    }
    Ok(())
}

fn read_name(entry: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut name = Vec::new();
    entry.take(LONGEST_NAME).read_to_end(&mut name)?;
    Ok(name)
}

/// The name among the records `length key=value` of a pax header.
fn pax_path(records: &[u8]) -> Option<Vec<u8>> {
    let mut rest = records;
    loop {
        let blank = rest.iter().position(|&byte| byte == b' ')?;
        let length: usize = std::str::from_utf8(&rest[..blank]).ok()?.parse().ok()?;
        let record = rest.get(blank + 1..length)?;
        if let Some(name) = record.strip_prefix(b"path=") {
            return Some(name.strip_suffix(b"\n").unwrap_or(name).to_vec());
        }
        rest = &rest[length..];
    }
}
