//! Values from which the shift of batches was taken, for what is looked at.

use super::components::complete_features;
use super::refused;
use super::stage::SamplesToCluster;
use crate::error::Error;
use crate::result_files::ADJUSTED_FOLDER;
use arrayon_cluster::{
    AdjustMethod, Adjustment, Blocks, Grouping, SheetColumn, adjust_for_batches,
};
use arrayon_core::{ExpressionMatrix, InputError, SampleSheet};

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
        let mut labels: Vec<String> = positions
            .iter()
            .map(|&at| {
                let values: Vec<&str> = self.batches.iter().map(|(_, of)| &of[at][..]).collect();
                values.join("\t")
            })
            .collect();
        if let Some(blocks) = &grouping.blocks {
            let further = blocks.columns.iter().filter(|name| !columns.contains(name));
            let further: Vec<String> = further.cloned().collect();
            columns.extend(further);
            for (label, block) in labels.iter_mut().zip(&blocks.labels) {
                *label = format!("{label}\t{block}");
            }
        }
        Grouping {
            blocks: Some(Blocks { columns, labels }),
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
        let contrasts = samples
            .contrasts
            .map_or(&[][..], |(_, contrasts)| contrasts);
        for (name, _) in &self.batches {
            let is_modelled = |contrast: &&arrayon_core::Contrast| {
                let random = contrast.random_block().or(samples.model.block.as_deref());
                let mut fixed = contrast.blocking.iter().flat_map(|term| term.split(':'));
                random == Some(name) || fixed.any(|term| term == name)
            };
            let unmodelled: Vec<&str> = contrasts
                .iter()
                .filter(|contrast| !is_modelled(contrast))
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
