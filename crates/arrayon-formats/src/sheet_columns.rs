//! How the columns of samples and of array files are called in sample sheets.

use crate::column_names::position_of;

/// Names of the column of samples, folded.
pub(crate) const SAMPLE_NAMES: &[&str] = &[
    "sample",
    "sample_name",
    "samplename",
    "sample_id",
    "sampleid",
    "id",
    "source_name",
    "hybridization_assay_name",
    "assay_name",
];

/// Names of the column of array files, folded.
pub(crate) const FILE_NAMES: &[&str] = &[
    "file",
    "cel",
    "cel_file",
    "cel_files",
    "celfile",
    "celfiles",
    "array_data_file",
    "array_data_file_name",
    "array_data_file_path",
    "filename",
    "file_name",
];

/// Whether columns are those of a sample sheet: one of samples or array files, by a name that other
/// tables do not have.
pub(crate) fn names_samples(header: &[String]) -> bool {
    let elsewhere = ["id", "file", "filename", "file_name"];
    let names = SAMPLE_NAMES.iter().chain(FILE_NAMES);
    let names = names.filter(|name| !elsewhere.contains(*name));
    let has_both =
        position_of(header, &["id"]).is_some() && position_of(header, FILE_NAMES).is_some();
    has_both
        || names
            .copied()
            .any(|name| position_of(header, &[name]).is_some())
}
