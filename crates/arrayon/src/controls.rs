//! Control features: which they are, and expression without them.
//!
//! A chip's library declares its controls, a matrix does not: the stage that normalises writes
//! their ids next to the matrix, and stages that begin from the matrix read them.

use crate::inputs::Inputs;
use arrayon_core::chip::FeatureProbes;
use arrayon_core::{ExpressionMatrix, InputError};
use arrayon_formats::name_list;
use arrayon_formats::source::{self, Kind};
use std::collections::BTreeSet;
use std::path::Path;

/// The file of their ids, next to `expression.tsv`.
pub(crate) const CONTROLS_FILE: &str = "controls.txt";

/// Which features of a matrix are controls.
#[derive(Debug, Clone)]
pub(crate) struct Controls {
    /// One entry per feature.
    pub(crate) is_control: Vec<bool>,
    /// What a reader should know of a list that was found, not given.
    pub(crate) note: Option<String>,
}

impl Controls {
    /// The controls that the list names, or without one the list that stands next to the matrix.
    ///
    /// # Errors
    /// A list that cannot be read; a list that was given and none of whose ids is a feature.
    pub(crate) fn of(
        matrix: &ExpressionMatrix,
        path: &Path,
        given: Option<&Path>,
        inputs: &Inputs,
    ) -> Result<Self, InputError> {
        if let Some(list) = given {
            let (is_control, first) = listed(list, matrix, inputs)?;
            return match first.filter(|_| !is_control.contains(&true)) {
                Some(first) => Err(foreign(list, &first, matrix)),
                None => Ok(Self {
                    is_control,
                    note: None,
                }),
            };
        }
        let list = path.with_file_name(CONTROLS_FILE);
        if inputs.held(&list).is_none() && !list.is_file() {
            return Ok(Self {
                is_control: vec![false; matrix.n_features()],
                note: None,
            });
        }
        let (is_control, first) = listed(&list, matrix, inputs)?;
        let n = is_control.iter().filter(|&&control| control).count();
        let list = list.display();
        let note = match (n, first) {
            (0, None) => None,
            (0, Some(first)) => Some(format!(
                "{list} lists no feature of the matrix, but ids such as '{first}': no feature \
                 counts as a control"
            )),
            (n, _) => Some(format!(
                "the {n} features that {list} lists are controls and take no part"
            )),
        };
        Ok(Self { is_control, note })
    }
}

/// For each feature of the matrix whether the file lists it, and the first id of the file; a file
/// of no bytes lists none, as is written for a chip without controls.
fn listed(
    list: &Path,
    matrix: &ExpressionMatrix,
    inputs: &Inputs,
) -> Result<(Vec<bool>, Option<String>), InputError> {
    let is_empty = std::fs::metadata(list).is_ok_and(|file| file.is_file() && file.len() == 0);
    let ids = match is_empty {
        true => source::read_text(inputs.file("controls", list), Kind::Description)
            .map(|_| Vec::new())?,
        false => name_list::read(inputs.file("controls", list), "feature id")?,
    };
    let known: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
    let is_control = |id: &String| known.contains(id.as_str());
    let is_control = matrix.features().iter().map(is_control).collect();
    Ok((is_control, ids.first().cloned()))
}

fn foreign(list: &Path, first: &str, matrix: &ExpressionMatrix) -> InputError {
    let found = format!("none of its ids, such as '{first}', is a feature");
    InputError::new(list, found)
        .expected(format!("ids such as '{}'", matrix.features()[0]))
        .hint("give the controls.txt written next to the matrix")
}

/// The features that are no controls, in the same memory.
pub(crate) fn leave_out_controls(matrix: &mut ExpressionMatrix, is_control: &[bool]) {
    let keep: Vec<bool> = is_control.iter().map(|is_control| !is_control).collect();
    matrix.retain_features(&keep);
}

/// Whether a feature is a control: the library declares it one, or its name begins as theirs.
pub(crate) fn counts_as_control(feature: &FeatureProbes, prefix: Option<&str>) -> bool {
    !feature.kind.is_main() || prefix.is_some_and(|prefix| feature.id.starts_with(prefix))
}

/// A CDF declares no types; say so where names look like the maker's controls.
pub(crate) fn undeclared_controls(
    features: &[FeatureProbes],
    prefix: Option<&str>,
) -> Option<String> {
    const MAKERS_PREFIX: &str = "AFFX";
    let n = (features.iter())
        .filter(|feature| feature.kind.is_main() && feature.id.starts_with(MAKERS_PREFIX))
        .count();
    (prefix.is_none() && n > 0).then(|| {
        format!(
            "{n} features named {MAKERS_PREFIX}... are tested as any other, because the chip \
             library declares no controls; chip.control_prefix = \"{MAKERS_PREFIX}\" leaves them \
             out"
        )
    })
}
