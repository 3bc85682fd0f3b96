//! How the shift of batches is taken out: the choices.

use arrayon_settings::named_by_serde;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the shift of batches is taken out of values that are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AdjustMethod {
    /// Means and spreads of the batches, drawn towards those of all features (ComBat, parametric).
    #[default]
    Combat,
    /// Means of the batches alone, drawn towards those of all features (ComBat, mean only).
    CombatMeanOnly,
    /// Means of the batches as a linear model gives them, each feature for itself (limma's
    /// removeBatchEffect).
    RemoveBatchEffect,
}

named_by_serde!(AdjustMethod);
