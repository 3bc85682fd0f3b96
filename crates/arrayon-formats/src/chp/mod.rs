//! CHP files: values that the maker's programs computed from an array.
//!
//! Command Console files of expression (`affymetrix-expression-probeset-analysis`) and of
//! quantification, with or without detection, and the older binary form (XDA) of expression are read;
//! the form before that (GCOS 1.1) and files of genotypes or base calls are named and refused.
//!
//! # Sources
//! The vendor's public description of its formats. Values are those of affxparser 1.70, bit for bit.
//!
//! # What is not tested
//! A file of quantification with detection by the maker's own program: none was at hand, so that
//! such a file is made for the tests, which affxparser reads.

mod command_console;
mod file;
mod xda;

pub use crate::signals::SignalScale;
pub use file::{ChpEncoding, ChpFile};

use crate::sniff::{self, FileKind};
use crate::source::{self, Input, Kind};
use arrayon_core::{InputError, Place};
use std::path::Path;

/// The first bytes of a Command Console file.
const COMMAND_CONSOLE: [u8; 2] = [0x3b, 1];

/// The first bytes of the form of GCOS 1.1.
const GCOS: &[u8] = b"GeneChip Sequence File";

/// Reads a CHP file, plain or gzipped.
///
/// # Errors
/// The file cannot be read, is no CHP file of expression, is cut short, or holds a value that is no
/// signal.
pub fn read<'a>(input: impl Into<Input<'a>>) -> Result<ChpFile, InputError> {
    let input = input.into();
    let content = source::read(input, Kind::Chp)?;
    parse(&content.bytes, input.path())
}

/// The same, of content that was read.
///
/// # Errors
/// As [`read`].
pub fn parse(bytes: &[u8], path: &Path) -> Result<ChpFile, InputError> {
    let kind = sniff::kind_of(bytes);
    if kind != FileKind::Chp {
        return Err(
            InputError::new(path, format!("this is {}", kind.description()))
                .at(Place::Byte(0))
                .expected("a CHP file, which holds values computed from an array")
                .hint(kind.way_on()),
        );
    }
    let file = if bytes.starts_with(&COMMAND_CONSOLE) {
        command_console::parse(bytes, path)?
    } else if bytes.starts_with(GCOS) {
        return Err(InputError::new(path, "a CHP file of GCOS 1.1 or older")
            .expected("a CHP file of Command Console, or of GCOS 1.2 and later (XDA)")
            .hint("let the maker's software write it anew, or give the CEL file of the array"));
    } else {
        xda::parse(bytes, path)?
    };
    let signals = file.signals.iter();
    match signals.clone().position(|signal| signal.is_infinite()) {
        None => Ok(file),
        Some(at) => {
            let found = format!("the signal of probe set {} is infinite", at + 1);
            Err(InputError::new(path, found).hint("the file is damaged: copy it again"))
        }
    }
}

#[cfg(test)]
mod tests;
