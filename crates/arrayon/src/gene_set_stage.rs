//! The gene-set stage: over-representation among the changed genes of a contrast, and themes.

use crate::error::Error;
use crate::theme_verdicts::{untestable, untestable_finding, written_finding, written_verdict};
use arrayon_core::GeneSet;
use arrayon_genesets::GeneSetError;
use arrayon_genesets::camera::{CameraResult, PRESET_CORRELATION, camera_pr};
use arrayon_genesets::direction::Direction;
use arrayon_genesets::feature_sets::FeatureSets;
use arrayon_genesets::gene_list::{
    DifferentialRow, GeneList, ListRule, UpDownLists, select_up_down,
};
use arrayon_genesets::matched_sets::MatchedSets;
use arrayon_genesets::over_representation::{
    OverRepresentation, OverRepresentationSettings, UntestedReason, over_representation,
};
use arrayon_genesets::symbol_aliases::SymbolAliases;
use arrayon_genesets::theme_panel::ThemePanel;
use arrayon_genesets::theme_verdict::{FeatureStatistic, combine_verdicts};
use arrayon_genesets::themes::{ThemeSettings, assess_themes};
use arrayon_genesets::universe::{GeneUniverse, MultiGenePolicy};
use arrayon_results::differential::FeatureRow;
use arrayon_results::gene_sets::{
    Collection, CompetitiveRow, DirectionResult, GeneSets, SetRow, Universe, UntestedSet,
};
use arrayon_results::number::finite;
use arrayon_results::themes::ContrastThemes;
use arrayon_stats::normal;

/// A collection of gene sets, with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedCollection {
    /// Name in results.
    pub name: String,
    /// Where it comes from.
    pub origin: String,
    /// Its sets.
    pub sets: Vec<GeneSet>,
}

/// How genes are called and sets tested.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GeneSetSettings {
    /// False discovery rate at which features count as changed.
    pub fdr: f64,
    /// What is done with several genes of one feature.
    pub several_genes: MultiGenePolicy,
}

/// What is said of the contrast in results.
#[derive(Debug, Clone, Copy)]
pub struct ContrastLabel<'a> {
    /// Id of the contrast.
    pub id: &'a str,
    /// What `up` means.
    pub direction: &'a str,
}

/// The genes of a contrast: those tested, those up, those down.
#[derive(Debug, Clone)]
pub struct ContrastGenes {
    universe: GeneUniverse,
    lists: UpDownLists,
    identifier: &'static str,
    settings: GeneSetSettings,
    /// Features that have a test, with their moderated t on the scale of z.
    ranked: RankedFeatures,
}

#[derive(Debug, Clone, Default)]
struct RankedFeatures {
    ids: Vec<String>,
    z: Vec<f64>,
    log_fc: Vec<f64>,
    p_value: Vec<f64>,
    adj_p_value: Vec<f64>,
}

impl RankedFeatures {
    /// The z of the same two-sided p-value and the same sign as t. A p-value too small for a
    /// number counts as the smallest.
    fn of(rows: &[FeatureRow]) -> Self {
        let mut ranked = Self::default();
        for row in rows {
            if let (Some(t), Some(p_value)) = (row.t, row.p_value) {
                let ln_half_p = p_value.max(f64::MIN_POSITIVE).ln() - std::f64::consts::LN_2;
                let size = -normal::quantile_of_ln(ln_half_p);
                ranked.ids.push(row.feature_id.clone());
                ranked.z.push(if t < 0.0 { -size } else { size });
                ranked.log_fc.push(row.log_fc);
                ranked.p_value.push(p_value);
                ranked.adj_p_value.push(row.adj_p_value.unwrap_or(f64::NAN));
            }
        }
        ranked
    }

    fn statistics(&self) -> Vec<FeatureStatistic<'_>> {
        (0..self.ids.len())
            .map(|at| FeatureStatistic {
                feature_id: &self.ids[at],
                z: self.z[at],
                log_fc: self.log_fc[at],
                p_value: self.p_value[at],
                adj_p_value: self.adj_p_value[at],
            })
            .collect()
    }
}

impl ContrastGenes {
    /// The genes of a differential table: its gene symbols where any row has one, else its
    /// feature ids are taken for genes.
    ///
    /// # Errors
    /// No gene at all.
    pub fn of(
        contrast: &str,
        rows: &[FeatureRow],
        settings: GeneSetSettings,
    ) -> Result<Self, Error> {
        let failed = |error: GeneSetError| gene_set_error(contrast, &error);
        let has_symbols = rows.iter().any(|row| !row.gene_symbols.is_empty());
        // a feature that was not tested could be in no list: it is not in the universe
        let tested = || rows.iter().filter(|row| row.adj_p_value.is_some());
        let features = tested().map(|row| {
            let genes: Vec<&str> = if has_symbols {
                row.gene_symbols.iter().map(String::as_str).collect()
            } else {
                vec![row.feature_id.as_str()]
            };
            (row.feature_id.as_str(), genes)
        });
        let universe =
            GeneUniverse::from_features(features, settings.several_genes).map_err(failed)?;
        let calls = tested().map(|row| DifferentialRow {
            feature_id: &row.feature_id,
            log_fc: row.log_fc,
            adj_p_value: row.adj_p_value.unwrap_or(f64::NAN),
        });
        let rule = ListRule {
            fdr: settings.fdr,
            ..ListRule::default()
        };
        let lists = select_up_down(&universe, calls, rule).map_err(failed)?;
        let identifier = if has_symbols {
            "gene symbol"
        } else {
            "feature id"
        };
        Ok(Self {
            universe,
            lists,
            identifier,
            settings,
            ranked: RankedFeatures::of(rows),
        })
    }

    /// Tests the sets of the built-in themes and the user's collections.
    ///
    /// # Errors
    /// A collection of the user none of whose genes was tested; of the built-in sets that is told
    /// in the notes.
    pub fn test(
        &self,
        label: ContrastLabel<'_>,
        panel: Option<&ThemePanel>,
        collections: &[NamedCollection],
    ) -> Result<GeneSets, Error> {
        let failed = |error: GeneSetError| gene_set_error(label.id, &error);
        let mut results = GeneSets {
            contrast: label.id.to_owned(),
            direction: label.direction.to_owned(),
            method: METHOD.to_owned(),
            fdr: self.settings.fdr,
            universe: self.universe_counts(),
            collections: Vec::new(),
            up: empty_direction(&self.lists.up),
            down: empty_direction(&self.lists.down),
            competitive: Vec::new(),
            genes_up_and_down: self.lists.both.clone(),
            notes: self.notes(),
        };
        if let Some(panel) = panel {
            match MatchedSets::new(THEME_SETS, &panel.sets, &self.universe, &panel.aliases) {
                Ok(sets) => self
                    .test_collection(&panel.origin(), &sets, &mut results)
                    .map_err(failed)?,
                Err(error @ GeneSetError::NoOverlap { .. }) => {
                    results
                        .notes
                        .push(format!("built-in sets not tested: {error}"));
                }
                Err(error) => return Err(failed(error)),
            }
        }
        let no_aliases = SymbolAliases::default();
        for collection in collections {
            let (name, sets) = (&collection.name, &collection.sets);
            let sets = MatchedSets::new(name, sets, &self.universe, &no_aliases).map_err(failed)?;
            self.test_collection(&collection.origin, &sets, &mut results)
                .map_err(failed)?;
        }
        Ok(results)
    }

    /// Adds what the lists and all features say of a collection.
    fn test_collection(
        &self,
        origin: &str,
        sets: &MatchedSets,
        results: &mut GeneSets,
    ) -> Result<(), GeneSetError> {
        let settings = OverRepresentationSettings::default();
        let test = |list| over_representation(&self.universe, list, sets, settings);
        let (up, down) = (test(&self.lists.up)?, test(&self.lists.down)?);
        let name = &sets.collection;
        results.collections.push(Collection {
            name: name.clone(),
            origin: origin.to_owned(),
            n_sets: sets.sets.len(),
            n_tested: up.tested.len(),
        });
        results.competitive.extend(self.compete(name, sets)?);
        add_results(&mut results.up, name, up);
        add_results(&mut results.down, name, down);
        Ok(())
    }

    /// Every set of a collection against all other features.
    fn compete(
        &self,
        collection: &str,
        sets: &MatchedSets,
    ) -> Result<Vec<CompetitiveRow>, GeneSetError> {
        let sets = FeatureSets::new(&self.ranked.ids, &self.universe, sets)?;
        let results = camera_pr(&self.ranked.z, &sets, PRESET_CORRELATION)?;
        let row = |set: CameraResult| CompetitiveRow {
            collection: collection.to_owned(),
            set_id: set.id,
            description: set.description,
            n_features: set.n_features,
            direction: set.direction.to_string(),
            t: set.t,
            p_value: set.p_value,
            adj_p_value: set.adj_p_value,
        };
        Ok(results.into_iter().map(row).collect())
    }

    /// Judges the themes of a panel.
    ///
    /// # Errors
    /// Settings out of range; a panel that shares no gene with the tested genes is no error but
    /// `not testable`.
    pub fn judge_themes(
        &self,
        label: ContrastLabel<'_>,
        panel: &ThemePanel,
    ) -> Result<ContrastThemes, Error> {
        let settings = ThemeSettings::default();
        let (up, down) = (&self.lists.up, &self.lists.down);
        let mut written = ContrastThemes {
            contrast: label.id.to_owned(),
            direction: label.direction.to_owned(),
            verdicts: Vec::new(),
            up: Vec::new(),
            down: Vec::new(),
        };
        let assessment = match assess_themes(panel, &self.universe, up, down, settings) {
            Ok(assessment) => assessment,
            Err(error @ GeneSetError::NoOverlap { .. }) => {
                let reason = error.to_string();
                let themes = panel.themes.iter();
                written.verdicts = themes.map(|one| untestable_finding(one, &reason)).collect();
                written.up = untestable(panel, up, &reason);
                written.down = untestable(panel, down, &reason);
                return Ok(written);
            }
            Err(error) => return Err(gene_set_error(label.id, &error)),
        };
        let (features, fdr) = (self.ranked.statistics(), self.settings.fdr);
        let combined =
            combine_verdicts(panel, &self.universe, &assessment, &features, fdr, settings)
                .map_err(|error| gene_set_error(label.id, &error))?;
        written.verdicts = combined.into_iter().map(written_finding).collect();
        for verdict in assessment.verdicts {
            let list = match verdict.direction {
                Direction::Up => &mut written.up,
                Direction::Down => &mut written.down,
            };
            list.push(written_verdict(verdict));
        }
        Ok(written)
    }

    fn universe_counts(&self) -> Universe {
        let counts = self.universe.counts();
        Universe {
            identifier: self.identifier.to_owned(),
            n_features: counts.n_features,
            n_genes: counts.n_genes,
            n_features_without_gene: counts.n_without_gene,
            n_features_with_several_genes: counts.n_with_several_genes,
            several_genes_policy: policy_name(self.settings.several_genes).to_owned(),
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let lists = &self.lists;
        for (n, direction) in [
            (lists.n_up_without_gene, "up"),
            (lists.n_down_without_gene, "down"),
        ] {
            if n > 0 {
                notes.push(format!(
                    "{n} features that go {direction} have no gene and count nowhere"
                ));
            }
        }
        if !lists.both.is_empty() {
            notes.push(format!(
                "{} genes have features that go up and features that go down; they count in both",
                lists.both.len()
            ));
        }
        notes
    }
}

/// Name of the collection of the built-in themes' sets.
const THEME_SETS: &str = "built-in themes";

const METHOD: &str = "over-representation against the tested genes: one-sided Fisher exact test \
                      and EASE score (Hosack 2003), Benjamini-Hochberg within collection and \
                      direction, sets of 5 to 2000 tested genes; competitive test of all features \
                      (cameraPR, Wu and Smyth 2012)";

fn gene_set_error(contrast: &str, error: &GeneSetError) -> Error {
    Error::data(
        format!("gene sets of contrast '{contrast}'"),
        error,
        error.hint(),
    )
}

fn policy_name(policy: MultiGenePolicy) -> &'static str {
    match policy {
        MultiGenePolicy::First => "first",
        MultiGenePolicy::All => "all",
        MultiGenePolicy::Drop => "drop",
    }
}

fn empty_direction(list: &GeneList) -> DirectionResult {
    DirectionResult {
        n_genes: list.len(),
        sets: Vec::new(),
        untested: Vec::new(),
    }
}

fn add_results(direction: &mut DirectionResult, collection: &str, tests: OverRepresentation) {
    direction
        .sets
        .extend(tests.tested.into_iter().map(|set| SetRow {
            collection: collection.to_owned(),
            set_id: set.id,
            description: set.description,
            n_set: set.counts.set_size,
            n_overlap: set.counts.overlap,
            expected: set.expected,
            fold_enrichment: finite(set.fold_enrichment),
            p_value: set.p_fisher,
            adj_p_value: set.adj_p_fisher,
            ease_p_value: set.p_ease,
            ease_adj_p_value: set.adj_p_ease,
            overlap_genes: set.overlap_genes,
        }));
    direction
        .untested
        .extend(tests.untested.into_iter().map(|set| UntestedSet {
            collection: collection.to_owned(),
            set_id: set.id,
            n_set: set.set_size,
            reason: match set.reason {
                UntestedReason::TooFewGenes => "too few of its genes were tested".to_owned(),
                UntestedReason::TooManyGenes => "too many genes to be informative".to_owned(),
            },
        }));
}
