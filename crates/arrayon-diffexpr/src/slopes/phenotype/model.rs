//! The model of a phenotype, fitted to every feature: what slopes and curves share.

use super::values::Values;
use super::{Phenotype, notes};
use crate::slopes::{Built, Column, Fitted, Model, build_model, samples_of};
use crate::{Design, Settings, SlopeError, SlopeModel};
use arrayon_core::{ExpressionMatrix, SampleSheet};
use std::borrow::Cow;

/// The design over a phenotype: the leading columns, then those adjusted for.
pub(super) fn design_over(
    sheet: &SampleSheet,
    phenotype: &Phenotype,
    read: &Values,
    leading: Vec<Column>,
    settings: &Settings,
) -> Result<Built, SlopeError> {
    let model = Model {
        tested: &phenotype.column,
        samples: &read.samples,
        values: &read.values,
        leading,
        adjust: &phenotype.adjust,
        left_out: &read.left_out,
    };
    build_model(sheet, model, &settings.roles)
}

/// A phenotype's model as it was fitted.
pub(super) struct FittedModel<'a> {
    /// The samples of the design.
    pub(super) expression: Cow<'a, ExpressionMatrix>,
    pub(super) design: Design,
    pub(super) fitted: Fitted,
    read: Values,
    /// Share of the phenotype's variance that the columns adjusted for explain.
    pub(super) explained: f64,
}

impl<'a> FittedModel<'a> {
    pub(super) fn new(
        expression: &'a ExpressionMatrix,
        sheet: &SampleSheet,
        phenotype: &Phenotype,
        read: Values,
        built: Built,
        settings: &Settings,
    ) -> Result<Self, SlopeError> {
        let design = built.design;
        let expression = samples_of(expression, &design.sample_names, &phenotype.column)?;
        let fitted = Fitted::new(&expression, &design, sheet, &phenotype.column, settings)?;
        Ok(Self {
            expression,
            design,
            fitted,
            read,
            explained: built.explained,
        })
    }

    /// What a reader should know, in words.
    pub(super) fn notes(&self, phenotype: &Phenotype, settings: &Settings) -> Vec<String> {
        let (n_used, left_out) = (self.read.samples.len(), &self.read.left_out);
        let mut all = notes(phenotype, n_used, left_out, self.explained, settings);
        all.extend(self.fitted.notes(&self.design, settings));
        all
    }

    pub(super) fn into_model(self, phenotype: &Phenotype) -> SlopeModel {
        let (values, left_out) = (&self.read.values, &self.read.left_out);
        (self.fitted).model(&self.design, &phenotype.adjust, values, left_out)
    }
}
