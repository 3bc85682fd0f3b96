//! `[genesets]`: which gene sets are tested, and how.

use super::{MOST_DRAWS, SectionFault};
use arrayon_genesets::embedded::is_panel;
use arrayon_genesets::universe::MultiGenePolicy;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Lists of changed genes against the tested genes.
pub(crate) const OVER_REPRESENTATION: &str = "over-representation";
/// Competitive, correlation preset.
pub(crate) const CAMERA_PR: &str = "camera-pr";
/// Competitive, correlation estimated.
pub(crate) const CAMERA: &str = "camera";
/// Self-contained.
pub(crate) const FRY: &str = "fry";
/// Self-contained, by random rotations.
pub(crate) const ROAST: &str = "roast";
/// Enrichment of the ranked list.
pub(crate) const PRERANKED: &str = "preranked";

/// The tests of gene sets by name; the first two are done where nothing else is asked for.
pub const GENE_SET_TESTS: [&str; 6] = [
    OVER_REPRESENTATION,
    CAMERA_PR,
    CAMERA,
    FRY,
    ROAST,
    PRERANKED,
];
/// How terms of an ontology are tested in lists.
pub const TERM_TESTS: [&str; 3] = ["plain", "parent-child", "elim"];
/// How sets are scored in single samples.
pub const SAMPLE_SCORES: [&str; 4] = ["none", "z", "ssgsea", "gsva"];

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
    /// Conditions that contrasts compare with their absence, target against reference, in the
    /// words of the panels' `expected_in`: the contrasts of each. What a panel expects of a
    /// condition is told of these contrasts only.
    pub conditions: BTreeMap<String, Vec<String>>,
    /// Whether the hallmark sets of MSigDB are tested.
    pub hallmark: bool,
    /// Further gene sets (GMT or GMX).
    pub gmt: Vec<PathBuf>,
    /// Translates `gmt` from another species.
    pub orthologs: Option<OrthologsSection>,
    /// An ontology (OBO); with `gaf` the terms of panels are looked up in it.
    pub obo: Option<PathBuf>,
    /// Annotation of genes with the ontology's terms (GAF).
    pub gaf: Option<PathBuf>,
    /// Relations besides `is_a` along which genes of a term pass upwards in `obo`; a panel has
    /// its own.
    pub relations: Vec<String>,
    /// Evidence codes of the rows that are used; empty for all.
    pub evidence: Vec<String>,
    /// Evidence codes of rows that are left out.
    pub exclude_evidence: Vec<String>,
    /// Whether the sets of all terms of `obo` are tested, too.
    pub go_sets: bool,
    /// Whether the terms in the ontology columns of the chip's annotation are tested.
    pub annotation_terms: bool,
    /// What is done with several genes of one feature: `first`, `all` or `drop`.
    pub several_genes: String,
    /// The tests, of [`GENE_SET_TESTS`].
    pub tests: Vec<String>,
    /// How terms of an ontology are tested in lists, of [`TERM_TESTS`].
    pub term_test: String,
    /// Random rotations of `roast`.
    pub rotations: usize,
    /// Seed of `roast` and `preranked`.
    pub seed: u64,
    /// How sets are scored in single samples, of [`SAMPLE_SCORES`].
    pub sample_scores: String,
}

/// `genesets.orthologs`: a table of orthologs, and what to take from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrthologsSection {
    /// A table with a column a species, NCBI's `gene_orthologs` or MGI's homology classes.
    pub file: PathBuf,
    /// Species of the sets.
    pub from: String,
    /// Species of the study.
    pub to: String,
    /// `one-to-one`, or `all` orthologs of a gene.
    #[serde(default = "one_to_one")]
    pub policy: String,
}

fn one_to_one() -> String {
    "one-to-one".to_owned()
}

impl Default for GeneSetsSection {
    fn default() -> Self {
        Self {
            themes: "builtin".to_owned(),
            species: "rat".to_owned(),
            panels: Vec::new(),
            conditions: BTreeMap::new(),
            hallmark: false,
            gmt: Vec::new(),
            orthologs: None,
            obo: None,
            gaf: None,
            relations: vec!["part_of".to_owned()],
            evidence: Vec::new(),
            exclude_evidence: Vec::new(),
            go_sets: true,
            annotation_terms: false,
            several_genes: "first".to_owned(),
            tests: GENE_SET_TESTS[..2]
                .iter()
                .map(ToString::to_string)
                .collect(),
            term_test: TERM_TESTS[0].to_owned(),
            rotations: 9_999,
            seed: 1,
            sample_scores: SAMPLE_SCORES[0].to_owned(),
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
            .chain(self.orthologs.as_mut().map(|one| &mut one.file))
    }

    /// The files that it names.
    pub(crate) fn files(&self) -> impl Iterator<Item = &PathBuf> {
        let panels = self.panels.iter();
        panels
            .filter(|panel| !is_built_in(panel))
            .chain(&self.gmt)
            .chain(&self.obo)
            .chain(&self.gaf)
            .chain(self.orthologs.iter().map(|one| &one.file))
    }

    /// Checks the settings against each other.
    ///
    /// # Errors
    /// The first that cannot be.
    pub(crate) fn check(&self) -> Result<(), SectionFault> {
        one_of("themes", &self.themes, &["builtin", "all", "none"])?;
        one_of(
            "several_genes",
            &self.several_genes,
            &["first", "all", "drop"],
        )?;
        for test in &self.tests {
            one_of("tests", test, &GENE_SET_TESTS)?;
        }
        one_of("term_test", &self.term_test, &TERM_TESTS)?;
        one_of("sample_scores", &self.sample_scores, &SAMPLE_SCORES)?;
        if let Some(orthologs) = &self.orthologs {
            one_of(
                "orthologs.policy",
                &orthologs.policy,
                &["one-to-one", "all"],
            )?;
        }
        if self.rotations == 0 {
            return Err(fault("rotations", "0", "at least 1", ""));
        }
        if self.rotations > MOST_DRAWS as usize {
            let found = self.rotations.to_string();
            return Err(fault(
                "rotations",
                &found,
                &format!("at most {MOST_DRAWS}"),
                "",
            ));
        }
        let is_alone = match (&self.obo, &self.gaf) {
            (Some(_), None) => !self.annotation_terms,
            (None, gaf) => gaf.is_some(),
            _ => false,
        };
        if is_alone {
            let hint = "'obo' names the ontology, 'gaf' the genes of its terms";
            let found = "one of 'obo' and 'gaf' alone";
            return Err(fault("obo", found, "both, or neither", hint));
        }
        Ok(())
    }

    /// Whether a test is asked for.
    pub(crate) fn asks_for(&self, test: &str) -> bool {
        self.tests.iter().any(|one| one == test)
    }

    /// The conditions that a contrast compares with their absence.
    pub(crate) fn conditions_of(&self, contrast: &str) -> Vec<&str> {
        let all = self.conditions.iter();
        all.filter(|(_, contrasts)| contrasts.iter().any(|one| one == contrast))
            .map(|(condition, _)| condition.as_str())
            .collect()
    }

    /// Whether themes are judged.
    pub(crate) fn judges_themes(&self) -> bool {
        self.themes != "none" || !self.panels.is_empty()
    }

    /// A test or score that needs expression and design, where one is asked for.
    pub(crate) fn needs_expression(&self) -> Option<&str> {
        let is_score = self.sample_scores != SAMPLE_SCORES[0];
        let of_design = [CAMERA, FRY, ROAST].into_iter();
        let mut tests = of_design.filter(|test| self.asks_for(test));
        tests
            .next()
            .or(is_score.then_some(self.sample_scores.as_str()))
    }

    /// What is done with several genes of one feature.
    pub(crate) fn multi_gene_policy(&self) -> MultiGenePolicy {
        match self.several_genes.as_str() {
            "all" => MultiGenePolicy::All,
            "drop" => MultiGenePolicy::Drop,
            _ => MultiGenePolicy::First,
        }
    }
}

fn one_of(key: &'static str, found: &str, known: &[&str]) -> Result<(), SectionFault> {
    if known.contains(&found) {
        return Ok(());
    }
    let expected = format!("one of '{}'", known.join("', '"));
    Err(fault(key, &format!("'{found}'"), &expected, ""))
}

fn fault(key: &'static str, found: &str, expected: &str, hint: &'static str) -> SectionFault {
    SectionFault {
        key,
        found: found.to_owned(),
        expected: expected.to_owned(),
        hint,
    }
}

/// Whether a panel is the name of one that comes with the program.
pub(crate) fn is_built_in(panel: &Path) -> bool {
    panel.to_str().is_some_and(is_panel)
}
