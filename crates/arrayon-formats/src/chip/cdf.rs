//! What text and binary CDF files have in common.

use super::{cdf_binary, cdf_text};
use crate::sniff::{self, FileKind};
use crate::source::{self, Input, Kind};
use arrayon_core::{ChipDesign, InputError};
use std::path::Path;

/// Reads a CDF, text or binary, plain or gzipped.
///
/// Each block of an expression unit is a probe set named after the block, as R's affy has it.
/// A probe is a perfect match where its base pairs with the target's; all others are mismatches
/// and are left out, as are units that measure no expression.
///
/// A binary CDF names no chip, so [`ChipDesign::chip_types`] is empty: geometry alone can be
/// compared with a CEL file. A remapped CDF (BrainArray) bears another name than its chip anyway.
///
/// # Errors
/// The file cannot be read, is no CDF, is cut short, names a cell outside its own grid or a probe
/// set twice, or holds no expression probe set.
pub fn read_cdf<'a>(input: impl Into<Input<'a>>) -> Result<ChipDesign, InputError> {
    let input = input.into();
    parse_content(&source::read(input, Kind::Cdf)?.bytes, input.path())
}

/// [`read_cdf`] for a caller who has the file's bytes already, gzipped or not.
///
/// # Errors
/// As [`read_cdf`].
pub fn parse_cdf(bytes: &[u8], path: &Path) -> Result<ChipDesign, InputError> {
    parse_content(&source::unpack(bytes, path, Kind::Cdf)?, path)
}

fn parse_content(content: &[u8], path: &Path) -> Result<ChipDesign, InputError> {
    if is_binary(content, path)? {
        cdf_binary::parse(content, path)
    } else {
        cdf_text::parse(content, path)
    }
}

fn is_binary(content: &[u8], path: &Path) -> Result<bool, InputError> {
    Ok(sniff::cdf_kind(content, path)? == FileKind::CdfBinary)
}

/// A probe of a block, with the atom by which the block's probes are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AtomCell {
    pub(super) atom: u32,
    pub(super) cell: u32,
}

/// Orders a block's probes by atom; probes of one atom stay in the file's order.
pub(super) fn sort_by_atom(cells: &mut [AtomCell]) {
    if !cells.is_sorted_by_key(|cell| cell.atom) {
        cells.sort_by_key(|cell| cell.atom);
    }
}

/// Whether the probe's base pairs with the target's: a perfect match.
pub(super) fn is_perfect_match(probe_base: u8, target_base: u8) -> bool {
    matches!(
        (
            probe_base.to_ascii_uppercase(),
            target_base.to_ascii_uppercase()
        ),
        (b'A', b'T') | (b'T', b'A') | (b'C', b'G') | (b'G', b'C')
    )
}

/// The name of a block's probe set: the unit's where the block has none of its own.
pub(super) fn set_name(block: String, unit: &str) -> String {
    if block.is_empty() || block == "NONE" {
        unit.to_owned()
    } else {
        block
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complementary_bases_are_perfect_matches() {
        assert!(is_perfect_match(b'a', b'T') && is_perfect_match(b'G', b'c'));
        assert!(!is_perfect_match(b'A', b'A') && !is_perfect_match(b'A', b'G'));
        assert!(!is_perfect_match(b'N', b'N'));
    }

    #[test]
    fn blocks_without_a_name_bear_the_unit_s() {
        assert_eq!(set_name("NONE".into(), "10_at"), "10_at");
        assert_eq!(set_name("a_at".into(), "NONE"), "a_at");
    }
}
