//! Headers behind a `#`, as programs write them that read lines with `#` as comments.

use crate::column_names::{ID_COLUMNS, fold};
use crate::delimiter;
use crate::sheet_columns::{FILE_NAMES, SAMPLE_NAMES};
use arrayon_core::missing::is_missing;
use arrayon_core::numbers::is_number;

/// The table from its header on, where that stands behind a `#` on the line above the first row, and the
/// number of lines before it.
///
/// Such a line has as many cells as the row below it. It is a header where the row has nothing but numbers
/// behind its first cell and the line has none, or where it begins with the name of a column that tables begin
/// with (`#ID`, `#sample`) and the row does not. A header without `#` below it is the header.
///
/// ```text
/// #ID      s1     s2
/// TC01     7.1    8.2
/// ```
pub(crate) fn behind_hash(text: &str) -> Option<(u64, &str)> {
    let (mut n_before, mut start) = (0, 0);
    let mut above: Option<(u64, usize, &str)> = None;
    for line in text.split_inclusive('\n') {
        let cells = line.trim_end();
        if cells.starts_with('#') {
            above = Some((n_before, start, cells));
        } else {
            let (n_before, start, header) = above?;
            let hashes = header.len() - header.trim_start_matches(['#', ' ']).len();
            let is_header = is_header(&header[hashes..], cells);
            return is_header.then(|| (n_before, &text[start + hashes..]));
        }
        n_before += 1;
        start += line.len();
    }
    None
}

fn is_header(header: &str, row: &str) -> bool {
    let Some(delimiter) = delimiter::of_lines(header, Some(row)) else {
        return false;
    };
    let split = |line: &'_ str| -> Vec<String> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .delimiter(delimiter)
            .from_reader(line.as_bytes());
        let record = reader.records().next().and_then(Result::ok);
        let cells = record.iter().flatten();
        cells.map(|cell| cell.trim().to_owned()).collect()
    };
    let (names, values) = (split(header), split(row));
    if names.len() != values.len() || names.len() < 2 {
        return false;
    }
    let is_first = |name: &String| {
        let name = fold(name);
        [ID_COLUMNS, SAMPLE_NAMES, FILE_NAMES]
            .concat()
            .contains(&name.as_str())
    };
    let holds_values = values[1..]
        .iter()
        .all(|cell| is_number(cell) || is_missing(cell))
        && values[1..].iter().any(|cell| is_number(cell));
    let names_columns = !names[1..].iter().any(|cell| is_number(cell));
    holds_values && names_columns || is_first(&names[0]) && !is_first(&values[0])
}

#[cfg(test)]
mod tests {
    use super::behind_hash;

    #[test]
    fn a_line_that_names_the_columns_is_no_comment() {
        for (text, n_before, first) in [
            ("#ID\ts1\ts2\ng1\t7.1\tNA\n", 0, "ID\ts1\ts2"),
            ("# made by hand\n## probe,a,b\ng1,1,2\n", 1, "probe,a,b"),
            ("#sample,diet\ns1,low\n", 0, "sample,diet"),
            ("#id;s1;s2\ng1;7,1;8,2\n", 0, "id;s1;s2"),
        ] {
            let (lines, rest) = behind_hash(text).unwrap();
            assert_eq!((lines, rest.lines().next()), (n_before, Some(first)));
        }
        for comment in [
            "# values are log2, rounded\nid\ts1\ts2\ng1\t1\t2\n",
            "#sample,diet\nsample,diet\ns1,low\n",
            "# 3, 4\n1,2\n",
            "#ID\ts1\n\ng1\t7\n",
            "id\ts1\n#g1\t7\n",
            "#only\n",
            "",
        ] {
            assert_eq!(behind_hash(comment), None, "{comment}");
        }
    }
}
