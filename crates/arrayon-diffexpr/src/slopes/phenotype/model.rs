//! The model of a phenotype, fitted to every feature: what slopes and curves share.

use super::values::Values;
use super::{Phenotype, notes};
use crate::slopes::{Built, Column, Fitted, Model, build_model, samples_of};
use crate::{BlockEffect, Design, LeftOutSample, PerFeature, Settings, SlopeError, VariancePrior};
use arrayon_core::{ExpressionMatrix, SampleSheet};
use std::borrow::Cow;

/// The linear model of expression over a phenotype.
#[derive(Debug, Clone, PartialEq)]
pub struct PhenotypeModel {
    /// The design: intercept, phenotype (or the members of its spline), columns adjusted for.
    pub design: Design,
    /// The phenotype of the design's samples.
    pub values: Vec<f64>,
    /// Samples without the phenotype.
    pub left_out: Vec<LeftOutSample>,
    /// Share of the phenotype's variance that the columns adjusted for explain; 0 without them.
    pub explained_by_adjustment: f64,
    /// Weights of the design's samples, where they were estimated.
    pub sample_weights: Option<Vec<f64>>,
    /// The random effect of blocks, where it was asked for.
    pub block: Option<BlockEffect>,
    /// Residual degrees of freedom.
    pub df_residual: PerFeature,
    /// The prior of the variances.
    pub prior: VariancePrior,
}

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
    explained: f64,
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

    pub(super) fn into_model(self) -> PhenotypeModel {
        PhenotypeModel {
            design: self.design,
            values: self.read.values,
            left_out: self.read.left_out,
            explained_by_adjustment: self.explained,
            sample_weights: self.fitted.sample_weights,
            block: self.fitted.block,
            df_residual: self.fitted.fit.df_residual,
            prior: self.fitted.moderation.prior,
        }
    }
}
