//! `[genesets]`: which gene sets are tested.

use arrayon_genesets::embedded::is_panel;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// `[genesets]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GeneSetsSection {
    /// `builtin` (the default panel), `all` (every panel that comes with the program) or `none`.
    pub themes: String,
    /// Species of the built-in themes.
    pub species: String,
    /// Further panels of themes: names of built-in ones, or YAML files.
    pub panels: Vec<PathBuf>,
    /// Whether the hallmark sets of MSigDB are tested.
    pub hallmark: bool,
    /// Further gene sets.
    pub gmt: Vec<PathBuf>,
    /// An ontology (OBO); with `gaf` the terms of panels are looked up in it.
    pub obo: Option<PathBuf>,
    /// Annotation of genes with the ontology's terms (GAF).
    pub gaf: Option<PathBuf>,
    /// Relations besides `is_a` along which genes of a term pass upwards in `obo`; a panel has
    /// its own.
    pub relations: Vec<String>,
    /// Evidence codes of rows of `gaf` that are left out.
    pub exclude_evidence: Vec<String>,
    /// Whether the sets of all terms of `obo` are tested, too.
    pub go_sets: bool,
    /// What is done with several genes of one feature: `first`, `all` or `drop`.
    pub several_genes: String,
}

impl Default for GeneSetsSection {
    fn default() -> Self {
        Self {
            themes: "builtin".to_owned(),
            species: "rat".to_owned(),
            panels: Vec::new(),
            hallmark: false,
            gmt: Vec::new(),
            obo: None,
            gaf: None,
            relations: vec!["part_of".to_owned()],
            exclude_evidence: Vec::new(),
            go_sets: true,
            several_genes: "first".to_owned(),
        }
    }
}

impl GeneSetsSection {
    /// The section's files, to be made relative to another folder. A panel that comes with the
    /// program is no file.
    pub(super) fn paths_mut(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        let panels = self.panels.iter_mut();
        panels
            .filter(|panel| !is_built_in(panel))
            .chain(&mut self.gmt)
            .chain(&mut self.obo)
            .chain(&mut self.gaf)
    }
}

/// Whether a panel is the name of one that comes with the program.
pub(crate) fn is_built_in(panel: &Path) -> bool {
    panel.to_str().is_some_and(is_panel)
}
