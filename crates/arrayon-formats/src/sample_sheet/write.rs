//! Sample sheets as this program writes them.

use arrayon_core::SampleSheet;
use std::io::{self, Write};

/// Column of the levels that contrasts compare.
const GROUP: &str = "group";

/// Writes a sheet as a tab-separated table that [`read`](super::read) reads: `sample`, `file` where
/// the arrays' files are known, the columns of the sheet in its order, and `group` where groups are
/// given and the sheet has no column of that name. Cells with quotes are quoted.
///
/// # Errors
/// The writer's.
///
/// # Panics
/// If there is not one file and one group for each sample.
pub fn write(
    sheet: &SampleSheet,
    files: Option<&[String]>,
    groups: Option<&[String]>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let is_named = |name: &str, other: &str| name.eq_ignore_ascii_case(other);
    let mut columns: Vec<(&str, &[String])> = vec![("sample", &sheet.samples)];
    columns.extend(files.map(|files| ("file", files)));
    let known = columns.len();
    for column in &sheet.columns {
        let mut before = columns[..known].iter();
        if !before.any(|(name, _)| is_named(name, &column.name)) {
            columns.push((&column.name, &column.values));
        }
    }
    let has_groups = columns.iter().any(|(name, _)| is_named(name, GROUP));
    columns.extend(groups.filter(|_| !has_groups).map(|groups| (GROUP, groups)));
    let mut table = csv::WriterBuilder::new()
        .delimiter(b'\t')
        .comment(Some(b'#'))
        .from_writer(out);
    table.write_record(columns.iter().map(|(name, _)| name))?;
    for at in 0..sheet.n_samples() {
        table.write_record(columns.iter().map(|(_, values)| &values[at]))?;
    }
    table.flush()
}
