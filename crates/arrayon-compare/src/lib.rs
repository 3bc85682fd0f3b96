//! Two folders of results, stage by stage: what differs beyond stated tolerances.
//!
//! | module | what it does |
//! |---|---|
//! | `folder` | a result folder, as far as it is compared |
//! | `stage` | which file belongs to which stage |
//! | `tolerance` | how far numbers may differ, and how far they do |
//! | `tally` | the differences of a stage |
//! | `values`, `tables` | JSON documents and tables, number by number |
//! | `settings` | settings and inputs |
//! | `report` | what was found |
//!
//! Verdicts, counts, names and settings must be the same; numbers may differ by the tolerance of their
//! stage, p-values by it in their logarithm. Sentences are not compared: the numbers in them are. Nor
//! are figures and files for other programs (SVG, Newick, CDT, GTR, ATR, GCT), which are drawn from
//! what is compared; only that both folders have them.
//!
//! # What is not tested
//! Folders of more than some hundred files.

mod folder;
mod report;
mod settings;
mod stage;
mod tables;
mod tally;
mod tolerance;
mod values;

pub use report::{Agreement, Comparison, Difference, StageComparison};
pub use stage::Stage;
pub use tolerance::{DEFAULT_TOLERANCE, Tolerances};

use arrayon_core::InputError;
use folder::Folder;
use std::path::Path;
use tally::Tally;

/// Compares the results of two runs.
///
/// # Errors
/// A folder without complete results, of another version of the schemas, or with files that are
/// missing or cannot be read; folders of different studies.
///
/// # Determinism
/// The same for the same folders; the order of files is that of their names.
pub fn compare(
    baseline: &Path,
    candidate: &Path,
    tolerances: &Tolerances,
) -> Result<Comparison, InputError> {
    let (baseline, candidate) = (Folder::open(baseline)?, Folder::open(candidate)?);
    folder::check_same_study(&baseline, &candidate)?;
    let mut stages: Vec<Tally> = (Stage::ALL.iter())
        .map(|&stage| Tally::new(stage, tolerances.of(stage)))
        .collect();
    let mut notes = Vec::new();
    settings::compare(&baseline, &candidate, &mut stages, &mut notes);
    let versions = [&baseline, &candidate].map(Folder::schema_version);
    if versions[0] != versions[1] {
        notes.push(format!(
            "the schemas have versions {} and {}: keys and columns that only one has are not \
             compared",
            versions[0], versions[1]
        ));
    }
    let is_same_schema = versions[0] == versions[1];
    for (path, sides) in folder::paired(&baseline, &candidate) {
        let tally = &mut stages[Stage::of(&path) as usize];
        match sides {
            [Some(one), Some(other)] => {
                tally.n_files += 1;
                if path.ends_with(".json") {
                    let (one, other) = (baseline.json(&one)?, candidate.json(&other)?);
                    values::compare(&path, &one, &other, is_same_schema, tally);
                } else if path.ends_with(".tsv") || path.ends_with(".txt") {
                    let (one, other) = (baseline.text(&one)?, candidate.text(&other)?);
                    tables::compare(&path, &one, &other, is_same_schema, tally);
                }
            }
            [one, _] => tally.only_one_has(&path, "", one.is_some()),
        }
    }
    let of_summary = &mut stages[Stage::Summary as usize];
    of_summary.n_files += 1;
    values::compare(
        folder::SUMMARY,
        &baseline.summary,
        &candidate.summary,
        is_same_schema,
        of_summary,
    );
    let name = |folder: &Folder| folder.path().to_string();
    Ok(Comparison::of(
        (name(&baseline), name(&candidate)),
        candidate.study().to_owned(),
        stages.into_iter().map(Tally::finish).collect(),
        notes,
    ))
}
