//! Which gene sets are tested, and how: the section `[genesets]` of study.toml.

mod panel;

pub use panel::{BUILT_IN_PANELS, Panel};

use crate::sets::{MultiFeaturePolicy, MultiGenePolicy, OrthologPolicy, SetSizes};
use arrayon_settings::{Count, Fault, InputFile, MOST_DRAWS, Section, named_by_serde};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Gene sets and themes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GeneSetsSection {
    /// Built-in themes that are judged: those of the default panel, of all panels, or none.
    pub themes: ThemeChoice,
    /// Species of built-in panels and hallmark sets: rat, mouse or human.
    pub species: String,
    /// Further panels whose themes are judged: names of built-in ones, or YAML files.
    pub panels: Vec<Panel>,
    /// Conditions that contrasts compare with their absence, in the words of the panels, and the
    /// contrasts of each: themes are compared with what a panel expects of the condition.
    pub conditions: BTreeMap<String, Vec<String>>,
    /// Adjust the p-values of themes within each contrast, or multiply them by the number of
    /// contrasts first.
    pub theme_correction: ThemeCorrection,
    /// Test the hallmark sets of MSigDB.
    pub hallmark: bool,
    /// Files of gene sets, GMT or GMX.
    pub gmt: Vec<InputFile>,
    /// Translation of the sets of gmt from another species.
    pub orthologs: Option<OrthologsSection>,
    /// Ontology (OBO) whose terms are tested, and looked up for panels.
    pub obo: Option<InputFile>,
    /// Annotation of genes with the terms of the ontology (GAF).
    pub gaf: Option<InputFile>,
    /// Relations besides is_a along which the genes of a term pass to the terms above; a panel has
    /// its own.
    #[schemars(extend("x-name" = "NAME"))]
    pub relations: Vec<String>,
    /// Use annotation of these evidence codes only.
    #[schemars(extend("x-name" = "CODE"))]
    pub evidence: Vec<String>,
    /// Leave out annotation of these evidence codes.
    #[schemars(extend("x-name" = "CODE"))]
    pub exclude_evidence: Vec<String>,
    /// Test the sets of all terms of the ontology; panels use it in any case.
    pub go_sets: bool,
    /// Test the terms in the ontology columns of the chip's annotation.
    pub annotation_terms: bool,
    /// What to do with a feature that measures several genes: take the gene that the annotation
    /// names first, take all genes, or drop the feature.
    pub several_genes: MultiGenePolicy,
    /// What to do with a gene that several features measure: take the feature of highest average
    /// expression (max-mean), of which the tests know nothing, the one whose t is farthest from 0,
    /// the one of median t, or take all of them.
    pub several_features: MultiFeaturePolicy,
    /// Genes that could have been found, one a line, by symbol or NCBI gene id: features of other
    /// genes take no part. Without it, the genes of all tested features.
    pub universe: Option<InputFile>,
    /// Fewest tested genes of a set that is tested.
    pub min_set_size: Count<1, { u32::MAX }>,
    /// Most tested genes of a set that is tested.
    pub max_set_size: Count<1, { u32::MAX }>,
    /// Tests. Where the expression is known, over-representation and camera, unless others are
    /// named; of a table alone, over-representation and camera-pr. Camera, fry and roast estimate
    /// how genes vary together and need expression and design; camera-pr and preranked presume it,
    /// and where arrays of one tissue were split at random they named hallmark sets, camera-pr in
    /// 83 to 90 % and preranked in 96 to 100 % of splits, the default tests of known expression in at
    /// most 6 %.
    pub tests: Option<Vec<GeneSetTest>>,
    /// How terms of an ontology are tested in lists of changed genes.
    pub term_test: TermTest,
    /// Random rotations of roast.
    #[serde(alias = "rotations")]
    #[schemars(extend("x-former" = "rotations"))]
    pub n_rotations: Count<1, MOST_DRAWS>,
    /// Seed of roast and preranked.
    pub seed: u64,
    /// Score each set in each sample and compare the scores.
    pub sample_scores: SampleScoring,
}

/// Translation of gene sets from another species.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrthologsSection {
    /// Table of orthologs: one column per species, NCBI's gene_orthologs or MGI's homology classes.
    pub file: InputFile,
    /// Species of the sets: a column of the table.
    #[schemars(extend("x-name" = "SPECIES"))]
    pub from: String,
    /// Species of the study: another column of the table.
    #[schemars(extend("x-name" = "SPECIES"))]
    pub to: String,
    /// Take pairs of genes that are each other's only ortholog, or all orthologs of a gene.
    #[serde(default)]
    pub policy: OrthologPolicy,
}

/// Which built-in themes are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ThemeChoice {
    /// Those of the default panel.
    #[default]
    Builtin,
    /// Those of every panel that comes with the program.
    All,
    /// None.
    None,
}

/// Over what the p-values of themes are corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ThemeCorrection {
    /// The themes and both lists of a contrast.
    #[default]
    EachContrast,
    /// These, and the number of contrasts (Bonferroni).
    AllContrasts,
}

/// A test of gene sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GeneSetTest {
    /// Lists of changed genes against the tested genes.
    OverRepresentation,
    /// Competitive, correlation preset.
    CameraPr,
    /// Competitive, correlation estimated.
    Camera,
    /// Self-contained.
    Fry,
    /// Self-contained, by random rotations.
    Roast,
    /// Enrichment of the ranked list.
    Preranked,
}

impl GeneSetTest {
    /// The tests on the residuals of the contrast's design.
    pub const OF_DESIGN: [Self; 3] = [Self::Camera, Self::Fry, Self::Roast];

    /// The tests that are done unless others are named, where expression and design are known.
    pub const DEFAULT: [Self; 2] = [Self::OverRepresentation, Self::Camera];

    /// The tests that are done unless others are named, of a table alone.
    pub const DEFAULT_OF_TABLE: [Self; 2] = [Self::OverRepresentation, Self::CameraPr];
}

/// How terms of an ontology are tested in lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TermTest {
    /// Each as a separate set.
    #[default]
    Plain,
    /// Against the genes of its parents.
    ParentChild,
    /// Without the genes of significant terms below.
    Elim,
}

/// How sets are scored in single samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SampleScoring {
    /// Not at all.
    #[default]
    None,
    /// Combined z-scores.
    Z,
    /// Single-sample GSEA.
    Ssgsea,
    /// Gene set variation analysis.
    Gsva,
}

named_by_serde!(
    ThemeChoice,
    ThemeCorrection,
    GeneSetTest,
    TermTest,
    SampleScoring,
    MultiFeaturePolicy,
    MultiGenePolicy,
    OrthologPolicy
);

impl Default for GeneSetsSection {
    fn default() -> Self {
        Self {
            themes: ThemeChoice::default(),
            species: "rat".to_owned(),
            panels: Vec::new(),
            conditions: BTreeMap::new(),
            theme_correction: ThemeCorrection::default(),
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
            several_genes: MultiGenePolicy::default(),
            several_features: MultiFeaturePolicy::default(),
            universe: None,
            min_set_size: Count::nearest(5),
            max_set_size: Count::nearest(2_000),
            tests: None,
            term_test: TermTest::default(),
            n_rotations: Count::nearest(9_999),
            seed: 1,
            sample_scores: SampleScoring::default(),
        }
    }
}

impl Section for GeneSetsSection {
    const NAME: &'static str = "genesets";

    fn check(&self) -> Result<(), Fault> {
        let is_alone = match (&self.obo, &self.gaf) {
            (Some(_), None) => !self.annotation_terms,
            (None, gaf) => gaf.is_some(),
            _ => false,
        };
        if is_alone {
            let hint = "'obo' names the ontology, 'gaf' the genes of its terms";
            let found = "one of 'obo' and 'gaf' alone";
            return Err(Fault::new("obo", found, "both, or neither")
                .with("gaf")
                .hint(hint));
        }
        if self.min_set_size.get() > self.max_set_size.get() {
            let found = format!(
                "{}, above max_set_size {}",
                self.min_set_size, self.max_set_size
            );
            let expected = "at most max_set_size";
            return Err(Fault::new("min_set_size", found, expected).with("max_set_size"));
        }
        Ok(())
    }
}

impl GeneSetsSection {
    /// Whether a test is named.
    pub fn asks_for(&self, test: GeneSetTest) -> bool {
        self.tests.iter().flatten().any(|one| *one == test)
    }

    /// The same with the tests that are done unless others are named, by whether expression and
    /// design are known.
    #[must_use]
    pub fn with_tests(&self, has_design: bool) -> Self {
        let unnamed = match has_design {
            true => GeneSetTest::DEFAULT,
            false => GeneSetTest::DEFAULT_OF_TABLE,
        };
        let named = self.tests.clone();
        Self {
            tests: Some(named.unwrap_or_else(|| unnamed.to_vec())),
            ..self.clone()
        }
    }

    /// Sizes of sets that are tested.
    pub fn set_sizes(&self) -> SetSizes {
        SetSizes {
            min_size: self.min_set_size.size(),
            max_size: self.max_set_size.size(),
        }
    }

    /// The conditions that a contrast compares with their absence.
    pub fn conditions_of(&self, contrast: &str) -> Vec<&str> {
        let all = self.conditions.iter();
        all.filter(|(_, contrasts)| contrasts.iter().any(|one| one == contrast))
            .map(|(condition, _)| condition.as_str())
            .collect()
    }

    /// Whether themes are judged.
    pub fn judges_themes(&self) -> bool {
        self.themes != ThemeChoice::None || !self.panels.is_empty()
    }

    /// A test or score that needs expression and design, where one is asked for.
    pub fn needs_expression(&self) -> Option<String> {
        let mut tests = GeneSetTest::OF_DESIGN.into_iter();
        let of_design = tests.find(|test| self.asks_for(*test));
        let score = (self.sample_scores != SampleScoring::None).then_some(self.sample_scores);
        let of_design = of_design.map(|test| test.to_string());
        of_design.or_else(|| score.map(|score| score.to_string()))
    }

    /// Whether any gene set, term or theme is asked for.
    pub fn names_a_source(&self) -> bool {
        self.judges_themes()
            || self.hallmark
            || self.annotation_terms
            || self.obo.is_some()
            || !self.gmt.is_empty()
    }
}
