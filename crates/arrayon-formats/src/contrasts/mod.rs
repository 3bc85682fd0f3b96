//! Contrasts: which groups are compared, and in which direction.
//!
//! # Formats
//! Delimited text in nf-core's shape, with a header
//! `id,variable,reference,target,blocking[,exclude_samples_col,exclude_samples_values]`; lists
//! inside a cell are separated by `;`, and `id` may be left out (it is then
//! `<variable>_<target>_vs_<reference>`, with `_` for what no file name can hold). Or YAML:
//!
//! ```yaml
//! contrasts:
//!   - id: low_vs_control
//!     comparison: [diet, control, low]     # variable, reference, target
//!     blocking_factors: [batch]
//!     exclude_samples_col: sample_state
//!     exclude_samples_values: [failed]
//!   - id: low_vs_control_2
//!     variable: diet                       # the same three by their own keys
//!     reference: control
//!     target: low
//!     blocking: batch                      # or blocking_factors, as in nf-core
//! ```
//!
//! The list may also stand alone, without `contrasts:`. The column of exclusion may be that of the
//! sample names.
//!
//! Two further kinds of contrast have their combination in `make_contrasts_str` (a column or key):
//! - of group means, with `variable` (one column, or crossed ones `genotype:diet`):
//!   `(KO.low - WT.low) - (KO.full - WT.full)`, the levels joined with `.`;
//! - of the coefficients of `formula` (`~ genotype * diet`), by their names in R:
//!   `genotypeKO.dietlow`. A formula may hold `log2(age)` (also `log`, `log10`, `sqrt`), whose
//!   coefficient is `log2.age.`, and one random intercept `(1 | animal)`.
//!
//! Names with spaces or operators stand between backticks. A file may mix all kinds, and a
//! blocking term may be an interaction `batch:sex`.
//!
//! An exclusion value `NA` leaves out the samples whose cell is empty or `NA`.
//! Either way a positive log2 fold change means: higher in `target`.
//!
//! ```
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("contrasts.csv");
//! std::fs::write(&path, "variable,reference,target,blocking\ndiet,control,low,batch;sex\n")?;
//! let contrasts = arrayon_formats::contrasts::read(&path)?;
//! assert_eq!(contrasts[0].id, "diet_low_vs_control");
//! assert_eq!(contrasts[0].blocking, ["batch", "sex"]);
//!
//! let yaml = "contrasts:\n- {id: x, formula: ~ genotype * diet, make_contrasts_str: genotypeKO.dietlow}\n";
//! std::fs::write(&path, yaml)?;
//! let contrasts = arrayon_formats::contrasts::read(&path)?;
//! assert_eq!(contrasts[0].direction(), "positive = genotypeKO.dietlow above 0");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod against_sheet;
mod delimited;
mod entry;
mod rules;
mod yaml;

pub use against_sheet::{check_against, faults_against, spell_as_sheet};
pub use entry::made_id;

use crate::faults::{Faults, only};
use crate::names::Tidier;
use crate::sample_sheet::is_yaml;
use crate::source::Input;
use crate::wanted::{self, Wanted};
use arrayon_core::{Contrast, InputError};
use std::path::Path;

/// A contrast as read, with its line.
struct RawContrast {
    line: u64,
    /// Whether the id was made of variable and levels, for none was given.
    is_id_made: bool,
    contrast: Contrast,
}

/// Contrasts, and what a reader should know of how they were read.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadContrasts {
    /// The contrasts.
    pub contrasts: Vec<Contrast>,
    /// What was read otherwise than it stands.
    pub notes: Vec<String>,
}

impl ReadContrasts {
    /// No contrasts: of a study that compares nothing.
    pub fn none() -> Self {
        Self {
            contrasts: Vec::new(),
            notes: Vec::new(),
        }
    }
}

/// Reads contrasts in the file's order; ids are unique and fit for file names.
///
/// # Errors
/// The first of the faults of [`read_with_notes`].
pub fn read<'a>(input: impl Into<Input<'a>>) -> Result<Vec<Contrast>, InputError> {
    let read = read_with_notes(input).map_err(|mut faults| faults.swap_remove(0))?;
    Ok(read.contrasts)
}

/// Reads contrasts in the file's order, with what a reader should know of how they were read: names
/// and levels are made [`tidy`](crate::names::tidy).
///
/// # Errors
/// All that is wrong, never nothing: a file that cannot be read or holds no contrast; a column or
/// key that is not known; an empty variable, reference or target; `reference` equal to `target`; an
/// id that occurs twice or is unfit for a file name; a formula or combination that cannot be read; a
/// row that is two kinds of contrast or half of one. Each names its line. Whether the sample sheet
/// has the columns and levels is for [`check_against`].
pub fn read_with_notes<'a>(input: impl Into<Input<'a>>) -> Result<ReadContrasts, Vec<InputError>> {
    wanted::read_text_of(input, Wanted::Contrasts, parse)
}

fn parse(path: &Path, text: &str) -> Result<ReadContrasts, Vec<InputError>> {
    let mut faults = Faults::default();
    let entries = if is_yaml(path, text) {
        yaml::read_entries(path, text, &mut faults)
    } else {
        delimited::read_entries(path, text, &mut faults)
    };
    let entries = entries.map_err(only)?;
    let mut tidier = Tidier::default();
    let mut contrasts: Vec<RawContrast> = Vec::new();
    let mut known = rules::KnownIds::default();
    let is_empty = entries.is_empty();
    for entry in entries {
        let Some(raw) = faults.note(entry.tidy(&mut tidier).into_raw(path)) else {
            continue;
        };
        faults.note(rules::check(path, &mut known, &raw));
        contrasts.push(raw);
    }
    if is_empty && faults.is_empty() {
        faults.add(
            InputError::new(path, "holds no contrast")
                .expected("at least one contrast")
                .hint("write one row for each comparison of two groups"),
        );
    }
    faults.finish(Some(ReadContrasts {
        contrasts: contrasts.into_iter().map(|raw| raw.contrast).collect(),
        notes: tidier.note(path).into_iter().collect(),
    }))
}

#[cfg(test)]
mod tests;
