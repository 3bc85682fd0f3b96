//! Which column of a matrix is which sample of the sheet.

use crate::error::Error;
use arrayon_core::suggest::quoted_list;
use arrayon_core::{ExpressionMatrix, InputError, Place, SampleSheet};
use arrayon_formats::alike::{made_by_r, most_alike};
use arrayon_formats::names::tidy;
use arrayon_formats::sample_sheet::stem;
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::Path;

/// How many names a message shows.
const SHOWN: usize = 20;

/// A matrix with the samples of a sheet in its order, under their names there.
pub(crate) struct Matched {
    pub(crate) matrix: ExpressionMatrix,
    pub(crate) notes: Vec<String>,
}

/// Finds the column of each sample: the one of its name, or else, for all samples, the one of the
/// name of its array file, with or without folder, `.CEL` and `.gz`.
///
/// The sheet decides which arrays take part: further columns are left out, and the notes name them.
///
/// # Errors
/// Samples that are no column, all of them at once, with the columns that they may be.
pub(crate) fn match_samples(
    matrix: ExpressionMatrix,
    sheet: &SampleSheet,
    path: &Path,
) -> Result<Matched, Error> {
    let mut notes = Vec::new();
    let by_name = columns_by_name(matrix.samples(), sheet);
    let columns = match by_name.iter().copied().collect::<Option<Vec<usize>>>() {
        Some(columns) => columns,
        None => {
            let Some(columns) = columns_by_file(matrix.samples(), sheet) else {
                return Err(missing_samples(&matrix, sheet, path, &by_name).into());
            };
            notes.push(format!(
                "the columns of {} were matched to samples by the array files of {}",
                path.display(),
                sheet.path.display()
            ));
            columns
        }
    };
    notes.extend(left_out(&matrix, sheet, path, &columns));
    let is_in_order = columns.iter().copied().eq(0..matrix.n_samples());
    let matched = match is_in_order {
        true => matrix,
        false => matrix.select_samples(&columns),
    };
    let matrix = (matched.with_samples(sheet.samples.clone()))
        .map_err(|error| InputError::new(path, error.to_string()))?;
    Ok(Matched { matrix, notes })
}

/// The column of each sample, as [`match_samples`] finds it by the names of all columns; `None` where some
/// sample has none.
pub(crate) fn columns_of(names: &[String], sheet: &SampleSheet) -> Option<Vec<usize>> {
    let by_name: Option<Vec<usize>> = columns_by_name(names, sheet).into_iter().collect();
    by_name.or_else(|| columns_by_file(names, sheet))
}

fn columns_by_name(names: &[String], sheet: &SampleSheet) -> Vec<Option<usize>> {
    let columns: FxHashMap<&String, usize> = names.iter().zip(0..).collect();
    let column = |sample| columns.get(sample).copied();
    sheet.samples.iter().map(column).collect()
}

/// The column of each sample's array file; `None` where one has none, or more than one.
fn columns_by_file(names: &[String], sheet: &SampleSheet) -> Option<Vec<usize>> {
    let mut columns: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (at, name) in names.iter().enumerate() {
        columns.entry(stem(name)).or_default().push(at);
    }
    let mut taken = FxHashSet::default();
    (sheet.files.as_ref()?.iter())
        .map(|file| match columns.get(&stem(&tidy(file)))?[..] {
            [only] => taken.insert(only).then_some(only),
            _ => None,
        })
        .collect()
}

/// Whether two names are one but for zeros in front, as spreadsheets take them from `001`.
fn differ_in_zeros(one: &str, other: &str) -> bool {
    let bare = |name: &str| name.trim_start_matches('0').to_owned();
    one != other && !bare(one).is_empty() && bare(one) == bare(other)
}

fn missing_samples(
    matrix: &ExpressionMatrix,
    sheet: &SampleSheet,
    path: &Path,
    by_name: &[Option<usize>],
) -> InputError {
    let taken: FxHashSet<usize> = by_name.iter().copied().flatten().collect();
    let free: Vec<&str> = (matrix.samples().iter().enumerate())
        .filter(|(at, _)| !taken.contains(at))
        .map(|(_, name)| name.as_str())
        .collect();
    let missing: Vec<usize> = (0..by_name.len())
        .filter(|&at| by_name[at].is_none())
        .collect();
    let mut is_by_r = false;
    let rows: FxHashSet<&String> = matrix.features().iter().collect();
    let n_rows = (sheet.samples.iter())
        .filter(|sample| rows.contains(sample))
        .count();
    let is_transposed = missing.len() == by_name.len() && 2 * n_rows > by_name.len();
    let shown = missing.iter().take(SHOWN).map(|&at| {
        let sample = &sheet.samples[at];
        if is_transposed {
            return format!("'{sample}'");
        }
        let near = most_alike(sample, free.iter().copied()).or_else(|| {
            free.iter()
                .copied()
                .find(|name| differ_in_zeros(name, sample))
        });
        is_by_r |= near.is_some_and(|near| near == made_by_r(sample));
        let near = near.map_or(String::new(), |near| format!(" (there is '{near}')"));
        format!("'{sample}'{near}")
    });
    let shown: Vec<String> = shown.collect();
    let found = match &shown[..] {
        [one] => format!("sample {one} is no column of {}", path.display()),
        _ => format!(
            "{} of {} samples are no columns of {}: {}{}",
            missing.len(),
            by_name.len(),
            path.display(),
            shown.join(", "),
            match missing.len().saturating_sub(SHOWN) {
                0 => String::new(),
                more => format!(" and {more} more"),
            }
        ),
    };
    let hint = if is_transposed {
        "the samples are rows of the matrix: transpose it, so that every row is a feature and every column \
         a sample"
            .to_owned()
    } else if is_by_r {
        "R changed names when it read the table: read.table(check.names = FALSE) keeps them; or \
         write the names of the columns into the sheet"
            .to_owned()
    } else {
        format!(
            "names must match exactly, including case; a column 'file' of the sheet may name the columns \
             too. Columns of no sample are {}",
            if free.is_empty() {
                "none".to_owned()
            } else {
                quoted_list(free.iter().copied())
            }
        )
    };
    InputError::new(&sheet.path, found)
        .at(Place::Line(sheet.lines[missing[0]]))
        .expected("a column of the matrix for every sample of the sheet")
        .hint(hint)
}

fn left_out(
    matrix: &ExpressionMatrix,
    sheet: &SampleSheet,
    path: &Path,
    columns: &[usize],
) -> Option<String> {
    let kept: FxHashSet<usize> = columns.iter().copied().collect();
    let others: Vec<&str> = (matrix.samples().iter().enumerate())
        .filter(|(at, _)| !kept.contains(at))
        .map(|(_, name)| name.as_str())
        .collect();
    let is_or_are = if others.len() == 1 { "is" } else { "are" };
    (!others.is_empty()).then(|| {
        format!(
            "{} of {} columns of {} {is_or_are} left out, because {} does not name them: {}",
            others.len(),
            matrix.n_samples(),
            path.display(),
            sheet.path.display(),
            quoted_list(others.iter().copied())
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    fn matched(
        columns: &[&str],
        samples: &[&str],
        files: Option<&[&str]>,
    ) -> Result<Matched, Error> {
        let values = ndarray::Array2::from_shape_fn((1, columns.len()), |(_, at)| at as f64);
        let matrix = ExpressionMatrix::new(names(&["g"]), names(columns), values).unwrap();
        let sheet = SampleSheet {
            path: "s.csv".into(),
            samples: names(samples),
            lines: (2..).take(samples.len()).collect(),
            files: files.map(names),
            columns: vec![],
        };
        match_samples(matrix, &sheet, "m.tsv".as_ref())
    }

    #[test]
    fn the_sheet_decides_which_columns_take_part() {
        let found = matched(&["a", "b", "c"], &["c", "a"], None).unwrap();
        assert_eq!(found.matrix.row(0).to_vec(), [2.0, 0.0]);
        assert_eq!(
            found.notes,
            ["1 of 3 columns of m.tsv is left out, because s.csv does not name them: 'b'"]
        );
        assert!(matched(&["a"], &["a"], None).unwrap().notes.is_empty());
    }

    #[test]
    fn columns_may_have_the_names_of_the_files() {
        let files = ["cel/x 2.CEL.gz", "x1.CEL"];
        for columns in [
            ["x1", "x 2"],
            ["x1.CEL", "x 2.CEL"],
            ["x1.cel", "x 2.CEL.gz"],
        ] {
            let found = matched(&columns, &["low", "fed"], Some(&files)).unwrap();
            assert_eq!(found.matrix.samples(), ["low", "fed"]);
            assert_eq!(found.matrix.row(0).to_vec(), [1.0, 0.0]);
            assert_eq!(found.notes.len(), 1);
        }
        // names go before files, and one column is no two samples
        let found = matched(&["x1", "low", "fed"], &["low", "fed"], Some(&files)).unwrap();
        assert_eq!(found.matrix.row(0).to_vec(), [1.0, 2.0]);
        assert!(matched(&["x1", "y"], &["a", "b"], Some(&["x1.CEL", "d/x1.CEL"])).is_err());
    }

    #[test]
    fn all_missing_samples_are_named_with_what_they_may_be() {
        let error = matched(&["X1_c", "b", "X3.t"], &["1_c", "b", "3 t", "z"], None);
        let error = error.err().unwrap();
        assert_eq!(
            error.to_string(),
            "s.csv, line 2: 3 of 4 samples are no columns of m.tsv: '1_c' (there is 'X1_c'), '3 t' \
             (there is 'X3.t'), 'z'; expected a column of the matrix for every sample of the sheet"
        );
        assert!(error.hint().contains("check.names = FALSE"));
        let columns = [
            "GSM100_S1",
            "S10.rma-gene-full.Signal",
            "S2_(Clariom_S_Rat).CEL",
        ];
        let error = matched(&columns, &["S1", "S10", "S2"], None).err().unwrap();
        assert!(error.to_string().contains(
            "'S1' (there is 'GSM100_S1'), 'S10' (there is 'S10.rma-gene-full.Signal'), 'S2' (there \
             is 'S2_(Clariom_S_Rat).CEL')"
        ));
        let error = matched(&["a", "B"], &["a", "b"], None).err().unwrap();
        assert!(
            error
                .to_string()
                .contains("sample 'b' (there is 'B') is no column")
        );
        assert!(error.hint().contains("Columns of no sample are 'B'"));
    }
}
