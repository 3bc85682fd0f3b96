//! QCC: which probe sets belong to which quality-control group.

use super::library_table::{LibraryTable, cut_row, fields, is_whole};
use crate::bytes::text_of;
use arrayon_core::InputError;
use std::path::Path;

/// Labels of probe sets or transcript clusters, each with its group.
pub(super) type QualityGroups = Vec<(String, String)>;

/// Reads (label, group) pairs in the file's order, with the chip types that the file names.
/// `label_of` gives the label of the probe set or transcript cluster of an id.
///
/// Only the columns `probeset_id` and `group_name` are used, so that the further columns may be
/// spelt as they like: the vendor's own text has `quantifiction_in_header`.
pub(super) fn parse(
    content: &[u8],
    path: &Path,
    label_of: impl Fn(&[u8]) -> Option<String>,
) -> Result<(QualityGroups, Vec<String>), InputError> {
    let mut table = LibraryTable::open(content, path)?;
    let columns = table.columns()?;
    let positions = [
        columns.require("probeset_id", &table.lines)?,
        columns.require("group_name", &table.lines)?,
    ];
    let chip_types = table.chip_types();
    let lines = &mut table.lines;
    let mut groups = Vec::new();
    while let Some(row) = lines.next_line() {
        if row.is_empty() || row[0] == b'#' {
            continue;
        }
        if !is_whole(row, &positions, columns.len()) {
            return Err(cut_row(row, columns.len(), lines));
        }
        let [id, group] = fields(row, positions);
        if group.is_empty() {
            return Err(lines
                .error("a row without a group")
                .expected("a group_name"));
        }
        let label = label_of(id).ok_or_else(|| {
            lines
                .error(format!(
                    "probe set '{}' is not in the library",
                    id.escape_ascii()
                ))
                .expected("ids of the PGF or the MPS")
                .hint("take PGF and QCC from one library")
        })?;
        groups.push((label, text_of(group)));
    }
    Ok((groups, chip_types))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_keep_the_order_of_the_file() {
        let text = "#%chip_type=A\nprobeset_id\tgroup_name\tprobeset_name\tquantifiction_in_header\n\
                    2\tpos_control\tb\t1\n1\tneg_control\ta\t0\n";
        let label_of = |id: &[u8]| (id.len() == 1).then(|| format!("set{}", id.escape_ascii()));
        let (groups, chips) = parse(text.as_bytes(), Path::new("a.qcc"), label_of).unwrap();
        let pair = |label: &str, group: &str| (label.to_owned(), group.to_owned());
        assert_eq!(
            groups,
            [pair("set2", "pos_control"), pair("set1", "neg_control")]
        );
        assert_eq!(chips, ["A"]);
        let unknown = text.replace("\n1\t", "\n12\t");
        let error = parse(unknown.as_bytes(), Path::new("a.qcc"), label_of).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("a.qcc, line 4: probe set '12'"),
            "{error}"
        );
    }
}
