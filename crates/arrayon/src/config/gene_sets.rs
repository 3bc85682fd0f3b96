//! `[genesets]`: which gene sets are tested.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// `[genesets]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GeneSetsSection {
    /// `builtin` or `none`.
    pub themes: String,
    /// Species of the built-in themes.
    pub species: String,
    /// Further gene sets.
    pub gmt: Vec<PathBuf>,
    /// What is done with several genes of one feature: `first`, `all` or `drop`.
    pub several_genes: String,
}

impl Default for GeneSetsSection {
    fn default() -> Self {
        Self {
            themes: "builtin".to_owned(),
            species: "rat".to_owned(),
            gmt: Vec::new(),
            several_genes: "first".to_owned(),
        }
    }
}
