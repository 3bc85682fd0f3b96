//! Names of columns, as they are compared.

/// Names of an id column; a header that begins with one of them is not R's short one.
pub(crate) const ID_COLUMNS: &[&str] = &[
    "feature_id",
    "id",
    "id_ref",
    "probeset_id",
    "probe_set_id",
    "transcript_cluster_id",
    "probe_id",
    "gene",
    "gene_id",
    "symbol",
    "name",
];

/// Position in the header of the first of these [folded](fold) names that it has.
pub(crate) fn position_of(header: &[String], aliases: &[&str]) -> Option<usize> {
    let folded: Vec<String> = header.iter().map(|name| fold(name)).collect();
    (aliases.iter()).find_map(|alias| folded.iter().position(|name| name == alias))
}

/// A column name without regard to case, with `_` for blanks, dots and hyphens.
pub(crate) fn fold(name: &str) -> String {
    name.trim()
        .chars()
        .map(|letter| match letter {
            ' ' | '.' | '-' => '_',
            other => other.to_ascii_lowercase(),
        })
        .collect()
}
