//! Values from which the shift of batches was taken, for what is looked at.

use super::components::complete_features;
use super::groupings::{is_factor, not_excluded};
use super::refused;
use super::stage::SamplesToCluster;
use crate::config::DifferentialSection;
use crate::error::Error;
use crate::result_files::ADJUSTED_FOLDER;
use arrayon_cluster::{
    AdjustMethod, Adjustment, Blocks, Grouping, SheetColumn, adjust_for_batches,
};
use arrayon_core::contrast::term_columns;
use arrayon_core::{Comparison, Contrast, ExpressionMatrix, InputError, SampleSheet};
use std::collections::BTreeMap;

/// The features without missing values, adjusted twice.
pub(crate) struct AdjustedValues {
    /// The effects of groups are kept: these are shown.
    pub(crate) kept: ExpressionMatrix,
    /// Nothing is known of groups: by these the permutation test is done.
    pub(crate) without: ExpressionMatrix,
    /// How the former came about.
    pub(crate) adjustment: Adjustment,
    /// The features without missing values, as normalised.
    complete: ExpressionMatrix,
    /// The columns of batches.
    batches: Vec<SheetColumn>,
    /// The columns of groups.
    groups: Vec<SheetColumn>,
    method: AdjustMethod,
}

impl AdjustedValues {
    /// Adjusts for the columns that the settings name; `None` where they name none.
    ///
    /// # Errors
    /// A column that the sheet does not have, or no sheet; batches whose effects cannot be told from
    /// those of groups; no feature without missing values.
    pub(crate) fn of(samples: SamplesToCluster<'_>) -> Result<Option<Self>, Error> {
        let (columns, method) = (
            &samples.settings.adjust_for_display,
            samples.settings.adjust_method,
        );
        if columns.is_empty() {
            return Ok(None);
        }
        let failed = refused("adjusted values");
        let batches = batch_columns(columns, samples.sheet)?;
        let groups: Vec<SheetColumn> = (samples.groupings.iter())
            .map(|grouping| (grouping.variable.clone(), grouping.levels.clone()))
            .filter(|(_, levels)| levels.iter().any(|level| level != &levels[0]))
            .collect();
        let complete = complete_features(samples.expression);
        let kept = adjust_for_batches(&complete, &batches, &groups, method).map_err(&failed)?;
        let without = match groups.is_empty() {
            true => kept.values.clone(),
            false => {
                let without = adjust_for_batches(&complete, &batches, &[], method);
                without.map_err(&failed)?.values
            }
        };
        Ok(Some(Self {
            kept: kept.values,
            without,
            adjustment: kept.adjustment,
            complete: complete.into_owned(),
            batches,
            groups,
            method,
        }))
    }

    /// The values adjusted anew where some samples have the levels of others: `positions[i]` those
    /// of `positions[whose[i]]`, of a variable or of several as `a:b`. `None` where the batches can
    /// then not be told from the groups.
    pub(crate) fn readjusted(
        &self,
        variable: &str,
        positions: &[usize],
        whose: &[usize],
    ) -> Option<ExpressionMatrix> {
        let mut groups = self.groups.clone();
        for ((name, dealt), (_, declared)) in groups.iter_mut().zip(&self.groups) {
            if variable == name || variable.split(':').any(|part| part == name) {
                for (&at, &of) in positions.iter().zip(whose) {
                    dealt[at].clone_from(&declared[positions[of]]);
                }
            }
        }
        let adjusted = adjust_for_batches(&self.complete, &self.batches, &groups, self.method);
        Some(adjusted.ok()?.values)
    }

    /// The groups, labels of which trade within batches: of these samples, as positions among all.
    pub(crate) fn within_batches(&self, grouping: &Grouping, positions: &[usize]) -> Grouping {
        let mut columns: Vec<String> = (self.batches.iter())
            .map(|(name, _)| name.clone())
            .collect();
        let batch_of = |at: usize| -> String {
            let values: Vec<&str> = self.batches.iter().map(|(_, of)| &of[at][..]).collect();
            values.join("\t")
        };
        let mut strata: Vec<String> = positions.iter().map(|&at| batch_of(at)).collect();
        if let Some(blocks) = &grouping.blocks {
            let further = blocks.columns.iter().filter(|name| !columns.contains(name));
            let further: Vec<String> = further.cloned().collect();
            columns.extend(further);
            for (label, block) in strata.iter_mut().zip(blocks.strata.iter().flatten()) {
                *label = format!("{label}\t{block}");
            }
        }
        Grouping {
            blocks: Some(Blocks {
                columns,
                strata: Some(strata),
                units: grouping
                    .blocks
                    .as_ref()
                    .and_then(|blocks| blocks.units.clone()),
            }),
            ..grouping.clone()
        }
    }

    /// What a reader should know: features that are left out, and contrasts whose test does not
    /// know the batches.
    pub(crate) fn notes(&self, samples: SamplesToCluster<'_>) -> Vec<String> {
        let mut notes = Vec::new();
        let n_left_out = samples.expression.n_features() - self.kept.n_features();
        if n_left_out > 0 {
            notes.push(format!(
                "{ADJUSTED_FOLDER} leaves out {n_left_out} features with missing values"
            ));
        }
        let method = samples.settings.adjust_method;
        if method != self.adjustment.method {
            notes.push(format!(
                "a batch is a single sample, so values for display are adjusted by {}, not {method}",
                self.adjustment.method
            ));
        }
        let Some((sheet, contrasts)) = samples.contrasts else {
            return notes;
        };
        for batch in &self.batches {
            let name = &batch.0;
            let unmodelled: Vec<&str> = contrasts
                .iter()
                .filter(|contrast| !is_modelled(batch, contrast, sheet, samples.model))
                .map(|contrast| contrast.id.as_str())
                .collect();
            if !unmodelled.is_empty() {
                notes.push(format!(
                    "{name} is taken out of trees and components alone: the tests of {} do not \
                     know it; name it as their blocking to have it modelled",
                    unmodelled.join(", ")
                ));
            }
        }
        notes
    }
}

/// Whether the model of a contrast knows the batch: a term of it names the batch, or the levels of a
/// term each lie within one batch, as animals lie within litters.
fn is_modelled(
    (name, batches): &SheetColumn,
    contrast: &Contrast,
    sheet: &SampleSheet,
    model: &DifferentialSection,
) -> bool {
    let random = contrast.random_block().or(model.block.as_deref());
    let blocking = contrast.blocking.iter();
    let mut terms: Vec<Vec<String>> = blocking.map(|term| term_columns(term, sheet)).collect();
    match &contrast.comparison {
        Comparison::Coefficients { formula, .. } => terms.extend(formula.terms()),
        _ => terms.push(
            contrast
                .variables()
                .into_iter()
                .map(str::to_owned)
                .collect(),
        ),
    }
    if random == Some(name) || terms.iter().flatten().any(|column| column == name) {
        return true;
    }
    let samples = not_excluded(contrast, sheet);
    let lies_within_batches = |term: &Vec<String>| {
        if !term.iter().all(|column| is_factor(column, sheet, model)) {
            return false;
        }
        let columns: Vec<&[String]> = (term.iter())
            .filter_map(|name| sheet.column(name))
            .map(|column| &column.values[..])
            .collect();
        let mut batch_of: BTreeMap<Vec<&str>, &str> = BTreeMap::new();
        samples.iter().all(|&at| {
            let cell = columns.iter().map(|values| &values[at][..]).collect();
            *batch_of.entry(cell).or_insert(&batches[at]) == batches[at]
        })
    };
    terms.iter().any(lies_within_batches)
}

/// The named columns of the sheet.
fn batch_columns(names: &[String], sheet: Option<&SampleSheet>) -> Result<Vec<SheetColumn>, Error> {
    let Some(sheet) = sheet else {
        let found = format!("no sample sheet that has the column '{}'", names[0]);
        let hint = "give --samples with --groups, or with --contrasts";
        return Err(Error::data("cluster.adjust_for_display", found, hint));
    };
    let column = |name: &String| match sheet.column(name) {
        Some(column) => Ok((name.clone(), column.values.clone())),
        None => Err(no_such_column(name, sheet).into()),
    };
    names.iter().map(column).collect()
}

fn no_such_column(name: &str, sheet: &SampleSheet) -> InputError {
    let found = format!("no column '{name}', for which trees are to be adjusted");
    InputError::new(&sheet.path, found)
        .expected(format!("one of '{}'", sheet.column_names().join("', '")))
        .hint("name a column of litters, days or batches")
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_core::{Formula, LinearCombination};

    #[test]
    fn a_batch_is_modelled_by_what_lies_within_it() {
        let column = |name: &str, values: &str| arrayon_core::SheetColumn {
            name: name.to_owned(),
            values: values.split(' ').map(str::to_owned).collect(),
        };
        let sheet = SampleSheet {
            path: "s.csv".into(),
            samples: (0..8).map(|at| format!("s{at}")).collect(),
            lines: (2..10).collect(),
            files: None,
            columns: vec![
                column("animal", "w w x x y y z z"),
                column("time", "pre post pre post pre post pre post"),
                column("sex", "F F M M F F M M"),
                column("weight", "1 2 3 4 5 6 7 8"),
                column("batch", "a a a a b b b b"),
            ],
        };
        let batch = (
            "batch".to_owned(),
            sheet.column("batch").unwrap().values.clone(),
        );
        let is_known = |contrast: &Contrast| {
            is_modelled(&batch, contrast, &sheet, &DifferentialSection::default())
        };
        let blocked = |terms: &[&str]| {
            let mut contrast = Contrast::between("c", "time", "pre", "post");
            contrast.blocking = terms.iter().map(ToString::to_string).collect();
            contrast
        };
        assert!(is_known(&blocked(&["batch"])));
        assert!(is_known(&blocked(&["animal"])));
        assert!(is_known(&blocked(&["sex", "animal:sex"])));
        assert!(!is_known(&blocked(&[])));
        assert!(!is_known(&blocked(&["sex"])));
        // a slope along a number takes no batch out, though each number lies within one
        assert!(!is_known(&blocked(&["weight"])));
        let of_formula = |text: &str| {
            let comparison = Comparison::Coefficients {
                formula: Formula::parse(text).unwrap(),
                combination: LinearCombination::parse("timepre").unwrap(),
            };
            is_known(&Contrast::new("c", comparison))
        };
        assert!(of_formula("~ animal + time") && of_formula("~ batch + time"));
        assert!(!of_formula("~ sex + time"));
        // of the samples that are left, sex lies within batches
        let mut excluding = blocked(&["sex"]);
        excluding.exclude_samples_column = Some("animal".to_owned());
        excluding.exclude_samples_values = vec!["x".to_owned(), "y".to_owned()];
        assert!(is_known(&excluding));
    }
}
