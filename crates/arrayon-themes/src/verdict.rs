//! One verdict a theme from lists, all features and key genes together.

use crate::key_genes::{BestFeatures, FeatureStatistic, GeneFinding, KeyGeneFinding};
use crate::lists::{self, ThemeAssessment, ThemeSettings, ThemeVerdict};
use crate::panel::{Expectation, ThemePanel};
use crate::sentence;
use arrayon_core::Direction;
use arrayon_genesets::FeatureSets;
use arrayon_genesets::GeneSetError;
use arrayon_genesets::GeneUniverse;
use arrayon_genesets::{CameraResult, PRESET_CORRELATION, camera_pr};
use arrayon_genesets::{MatchedSet, MatchedSets};
use rustc_hash::FxHashMap;
use std::fmt;

/// What a contrast says of all features, and what is known of it.
#[derive(Debug, Clone, Copy)]
pub struct JudgedContrast<'a> {
    /// All tested features.
    pub features: &'a [FeatureStatistic<'a>],
    /// The rate at which `adj_p_value` counts as changed, the same that made the lists.
    pub fdr: f64,
    /// Conditions that the contrast compares with their absence, in the words of
    /// [`Expectation::context`]; what a panel expects of them is expected here.
    pub conditions: &'a [&'a str],
}

/// What is said of a theme in a contrast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Its genes go up.
    Up,
    /// Its genes go down.
    Down,
    /// Its genes change, some up and some down; or the lists, all features and the key genes
    /// speak for different directions.
    Mixed,
    /// Tested, and nothing found; this is no proof of absence.
    NoEvidence,
    /// Not tested, with the reason in words.
    NotTestable(String),
}

impl fmt::Display for Outcome {
    /// `up`, `down`, `mixed`, `no evidence` or `not testable`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Mixed => "mixed",
            Self::NoEvidence => "no evidence",
            Self::NotTestable(_) => "not testable",
        })
    }
}

/// The features of a theme against all others; p-values are adjusted over the testable themes.
#[derive(Debug, Clone, PartialEq)]
pub struct Competition {
    /// Whether they lie above or below the rest (`cameraPR` of z).
    pub shift: CameraResult,
    /// Whether they change more than the rest, whatever the direction (`cameraPR` of |z|).
    pub size: CameraResult,
}

/// One theme of a contrast, judged.
#[derive(Debug, Clone, PartialEq)]
pub struct CombinedVerdict {
    /// Id of the theme.
    pub theme: String,
    /// Name of the theme for people.
    pub name: String,
    /// The theme of which it is an element.
    pub part_of: Option<String>,
    /// Id of its panel.
    pub panel: String,
    /// The verdict.
    pub verdict: Outcome,
    /// Genes of the theme, measured or not.
    pub n_theme_genes: usize,
    /// Of these, genes among the tested ones.
    pub n_measured: usize,
    /// Their share.
    pub coverage: f64,
    /// What the genes up say.
    pub up: ThemeVerdict,
    /// What the genes down say.
    pub down: ThemeVerdict,
    /// What all features say; `None` where the theme is not testable.
    pub competition: Option<Competition>,
    /// Its key genes, measured or not.
    pub key_genes: Vec<KeyGeneFinding>,
    /// Its changed genes that go with the verdict, by p-value; all changed ones where the
    /// verdict has no direction. Ten at most.
    pub leading_genes: Vec<GeneFinding>,
    /// What the panel's author expects of a condition.
    pub expectation: Option<Expectation>,
    /// Whether a verdict with a direction has the expected one; `None` for other verdicts, and
    /// where nothing is expected of this contrast.
    pub is_as_expected: Option<bool>,
    /// The verdict in one plain sentence.
    pub sentence: String,
}

impl CombinedVerdict {
    /// Changed key genes that speak for more and for less of the process.
    pub fn key_gene_votes(&self) -> (usize, usize) {
        votes(&self.key_genes)
    }
}

/// The most genes that lead a theme.
pub const MAX_LEADING: usize = 10;

/// Judges every theme of a panel once a contrast, from the lists' verdicts in `assessment` and
/// all tested features.
///
/// A theme is judged in three steps:
/// 1. Lists: it must be over-represented among the genes up or the genes down
///    ([`lists::assess_themes`]: EASE, adjusted over themes).
/// 2. All features: they must lie above or below all others, or change more than others, in a
///    competitive test that allows for correlated genes (`cameraPR` of z or of |z| with the preset
///    correlation, adjusted over the testable themes, at most `alpha`). Genes of a theme vary
///    together on an array, which a test on lists cannot see; this step guards against it.
///    Without both steps the verdict is `no evidence`.
/// 3. Direction: `up` or `down` after the list; `mixed` where both lists are enriched, where the
///    features as a whole lie to the other side, or where at least two changed key genes, and
///    more than speak for it, speak against the direction.
///
/// It is `not testable` where too little of the theme is measured. How often this is right on
/// simulated studies, and how often it says anything where there is nothing, is measured by
/// `arrayon-xtask verdict-rates`.
///
/// # Errors
/// [`GeneSetError::NoOverlap`] where no gene of the panel is tested; [`GeneSetError::NotFinite`]
/// for a z that is no number.
pub fn combine_verdicts(
    panel: &ThemePanel,
    universe: &GeneUniverse,
    assessment: &ThemeAssessment,
    contrast: &JudgedContrast<'_>,
    settings: ThemeSettings,
) -> Result<Vec<CombinedVerdict>, GeneSetError> {
    let unions = lists::unions(panel, universe)?;
    let obstacles: Vec<Option<String>> = (unions.sets.iter())
        .map(|union| lists::coverage_obstacle(union, settings))
        .collect();
    let testable: Vec<MatchedSet> = (unions.sets.iter().zip(&obstacles))
        .filter(|(_, obstacle)| obstacle.is_none())
        .map(|(union, _)| union.clone())
        .collect();
    let mut competitions = compete(&unions, testable, universe, contrast.features)?;
    let n_tested = competitions.len();
    let best = BestFeatures::new(universe, &panel.aliases, contrast.features, contrast.fdr);
    let (ups, downs) = assessment.verdicts.split_at(panel.themes.len());
    let lists = ups.iter().zip(downs);
    let themes = panel.themes.iter().zip(&unions.sets).zip(obstacles);
    Ok(themes
        .zip(lists)
        .map(|(((theme, union), obstacle), (up, down))| {
            let competition = competitions.remove(&theme.id);
            let key_genes = theme.key_genes.iter().map(|key| best.key_gene(key));
            let key_genes: Vec<KeyGeneFinding> = key_genes.collect();
            let evidence = Evidence {
                up,
                down,
                competition: competition.as_ref(),
                votes: votes(&key_genes),
                alpha: settings.alpha,
            };
            let verdict = obstacle.map_or_else(|| evidence.outcome(), Outcome::NotTestable);
            let directions: &[Direction] = match verdict {
                Outcome::Up => &[Direction::Up],
                Outcome::Down => &[Direction::Down],
                _ => &[Direction::Up, Direction::Down],
            };
            let expected = expected_here(theme.expectation.as_ref(), contrast.conditions);
            let is_as_expected = match verdict {
                Outcome::Up => expected.map(|one| one.direction == Direction::Up),
                Outcome::Down => expected.map(|one| one.direction == Direction::Down),
                _ => None,
            };
            let mut combined = CombinedVerdict {
                theme: theme.id.clone(),
                name: theme.name.clone(),
                part_of: theme.part_of.clone(),
                panel: theme.panel.clone(),
                verdict,
                n_theme_genes: union.n_named,
                n_measured: union.members.len(),
                coverage: lists::coverage(union),
                up: up.clone(),
                down: down.clone(),
                competition,
                key_genes,
                leading_genes: best.leading(&union.members, directions, MAX_LEADING),
                expectation: theme.expectation.clone(),
                is_as_expected,
                sentence: String::new(),
            };
            combined.sentence = sentence::combined(&combined, n_tested, settings.alpha);
            combined
        })
        .collect())
}

/// What is expected of this contrast: a condition is a property of what is compared, and in which
/// direction, which nobody but the study knows.
fn expected_here<'a>(
    expectation: Option<&'a Expectation>,
    conditions: &[&str],
) -> Option<&'a Expectation> {
    expectation.filter(|one| one.context.is_empty() || conditions.contains(&&one.context[..]))
}

/// The competitive tests of the testable themes by theme. A theme none of whose features has a
/// statistic has no test.
fn compete(
    unions: &MatchedSets,
    testable: Vec<MatchedSet>,
    universe: &GeneUniverse,
    features: &[FeatureStatistic<'_>],
) -> Result<FxHashMap<String, Competition>, GeneSetError> {
    if testable.is_empty() || features.len() < 3 {
        return Ok(FxHashMap::default());
    }
    let testable = MatchedSets {
        sets: testable,
        ..unions.clone()
    };
    let ids: Vec<String> = (features.iter())
        .map(|feature| feature.feature_id.to_owned())
        .collect();
    let sets = FeatureSets::new(&ids, universe, &testable)?;
    let z: Vec<f64> = features.iter().map(|feature| feature.z).collect();
    let sizes: Vec<f64> = z.iter().map(|z| z.abs()).collect();
    let shifts = camera_pr(&z, &sets, PRESET_CORRELATION)?;
    let mut sizes: FxHashMap<String, CameraResult> =
        (camera_pr(&sizes, &sets, PRESET_CORRELATION)?.into_iter())
            .map(|result| (result.id.clone(), result))
            .collect();
    let pairs = shifts.into_iter().filter_map(|shift| {
        let size = sizes.remove(&shift.id)?;
        Some((shift.id.clone(), Competition { shift, size }))
    });
    Ok(pairs.collect())
}

fn votes(key_genes: &[KeyGeneFinding]) -> (usize, usize) {
    let count = |direction| {
        (key_genes.iter())
            .filter(|key| key.speaks_for() == Some(direction))
            .count()
    };
    (count(Direction::Up), count(Direction::Down))
}

/// What decides.
struct Evidence<'a> {
    up: &'a ThemeVerdict,
    down: &'a ThemeVerdict,
    competition: Option<&'a Competition>,
    /// Changed key genes that speak for more and for less.
    votes: (usize, usize),
    alpha: f64,
}

impl Evidence<'_> {
    fn outcome(&self) -> Outcome {
        let is_enriched = |one: &ThemeVerdict| one.verdict == lists::Verdict::Enriched;
        let Some(competition) = self.competition else {
            return Outcome::NoEvidence;
        };
        let alpha = self.alpha;
        let lies_apart = competition.shift.adj_p_value <= alpha;
        let changes_more =
            competition.size.adj_p_value <= alpha && competition.size.direction == Direction::Up;
        if !(lies_apart || changes_more) {
            return Outcome::NoEvidence;
        }
        let direction = match (is_enriched(self.up), is_enriched(self.down)) {
            (true, false) => Direction::Up,
            (false, true) => Direction::Down,
            (true, true) => return Outcome::Mixed,
            (false, false) => return Outcome::NoEvidence,
        };
        if competition.shift.direction != direction || self.key_genes_oppose(direction) {
            return Outcome::Mixed;
        }
        match direction {
            Direction::Up => Outcome::Up,
            Direction::Down => Outcome::Down,
        }
    }

    fn key_genes_oppose(&self, direction: Direction) -> bool {
        let (more, less) = self.votes;
        let (with, against) = match direction {
            Direction::Up => (more, less),
            Direction::Down => (less, more),
        };
        against >= 2 && against > with
    }
}
