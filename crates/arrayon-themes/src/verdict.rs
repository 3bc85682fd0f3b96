//! One verdict for each theme, from lists, all features and key genes together.

use crate::document::{
    ContrastThemes, KeyGene, ListEvidence, ListVerdict, SpeaksFor, ThemeCompetition, ThemeFinding,
    ThemeVerdict,
};
use crate::key_genes::{BestFeatures, FeatureStatistic};
use crate::lists::{self, ThemeSettings, assess_themes};
use crate::panel::{Theme, ThemePanel};
use crate::sentence;
use arrayon_core::{Direction, called_at};
use arrayon_genesets::{
    CompetitiveRow, FeatureSets, GeneSetError, GeneUniverse, MatchedSet, MatchedSets,
    PRESET_CORRELATION, UpDownLists, camera_pr,
};
use arrayon_results::ThemeOutcome;
use rustc_hash::FxHashMap;

/// What a contrast says of all features, and what is known of it.
#[derive(Debug, Clone, Copy)]
pub struct JudgedContrast<'a> {
    /// The genes up and the genes down.
    pub lists: &'a UpDownLists,
    /// All tested features.
    pub features: &'a [FeatureStatistic<'a>],
    /// The rate at which `adj_p_value` counts as changed, the same that made the lists.
    pub fdr: f64,
    /// Conditions that the contrast compares with their absence, in the words of
    /// [`crate::Expectation::context`]; what a panel expects of them is expected here.
    pub conditions: &'a [&'a str],
}

/// The most genes that lead a theme.
pub const MAX_LEADING: usize = 10;

/// Fewest changed key genes that can turn a verdict, and their number in words.
pub(crate) const FEWEST_OPPOSED: (usize, &str) = (2, "two");

/// Judges every theme of a panel in a contrast, by the rule that [`crate::verdict_rule`] words, and
/// by each list alone. The contrast's id and what stands for it in words are left to the caller.
///
/// A test on lists cannot see that the genes of a theme vary together on an array; the competitive
/// tests of all features guard against that. Where no gene of the panel is among the tested ones,
/// no theme is testable.
///
/// # Errors
/// [`GeneSetError::Setting`] for settings out of range; [`GeneSetError::NotFinite`] for a z that is
/// no number.
pub fn judge_themes(
    panel: &ThemePanel,
    universe: &GeneUniverse,
    contrast: &JudgedContrast<'_>,
    settings: ThemeSettings,
) -> Result<ContrastThemes, GeneSetError> {
    let (up, down) = (&contrast.lists.up, &contrast.lists.down);
    let mut judged = ContrastThemes::default();
    match assess_themes(panel, universe, up, down, settings) {
        Ok(lists) => {
            let unions = lists::unions(panel, universe)?;
            let judge = Judge {
                universe,
                contrast,
                settings,
                best: BestFeatures::new(universe, &panel.aliases, contrast.features, contrast.fdr),
            };
            judged.verdicts = judge.themes(panel, &unions, (&lists.up, &lists.down))?;
            (judged.up, judged.down) = (lists.up, lists.down);
        }
        Err(error @ GeneSetError::NoOverlap { .. }) => {
            let reason = error.to_string();
            judged.verdicts = (panel.themes.iter())
                .map(|theme| ThemeFinding {
                    sentence: sentence::untestable(&theme.name, &reason),
                    reason: Some(reason.clone()),
                    ..untested(theme)
                })
                .collect();
            judged.up = lists::untestable(panel, up, &reason);
            judged.down = lists::untestable(panel, down, &reason);
        }
        Err(error) => return Err(error),
    }
    Ok(judged)
}

/// A theme of which nothing is known.
fn untested(theme: &Theme) -> ThemeFinding {
    let expectation = theme.expectation.as_ref();
    let context = expectation.map(|one| one.context.clone());
    ThemeFinding {
        theme: theme.id.clone(),
        name: theme.name.clone(),
        part_of: theme.part_of.clone(),
        panel: theme.panel.clone(),
        verdict: ThemeOutcome::NotTestable,
        sentence: String::new(),
        reason: None,
        n_theme: theme.genes.len(),
        n_genes_tested: 0,
        coverage: 0.0,
        list_up: ListEvidence::default(),
        list_down: ListEvidence::default(),
        competitive: None,
        n_key_genes_for_more: 0,
        n_key_genes_for_less: 0,
        key_genes: Vec::new(),
        leading_genes: Vec::new(),
        expected_direction: expectation.map(|one| one.direction),
        expected_in: context.filter(|context| !context.is_empty()),
        is_as_expected: None,
    }
}

/// What themes are judged by.
struct Judge<'a> {
    universe: &'a GeneUniverse,
    contrast: &'a JudgedContrast<'a>,
    settings: ThemeSettings,
    best: BestFeatures<'a>,
}

impl Judge<'_> {
    fn themes(
        &self,
        panel: &ThemePanel,
        unions: &MatchedSets,
        lists: (&[ThemeVerdict], &[ThemeVerdict]),
    ) -> Result<Vec<ThemeFinding>, GeneSetError> {
        let obstacles: Vec<Option<String>> = (unions.sets.iter())
            .map(|union| lists::coverage_obstacle(union, self.settings))
            .collect();
        let testable: Vec<MatchedSet> = (unions.sets.iter().zip(&obstacles))
            .filter(|(_, obstacle)| obstacle.is_none())
            .map(|(union, _)| union.clone())
            .collect();
        let mut competitions = self.compete(unions, testable)?;
        let n_tested = competitions.len();
        let themes = (panel.themes.iter().zip(&unions.sets)).zip(obstacles);
        Ok((themes.zip(lists.0.iter().zip(lists.1)))
            .map(|(((theme, union), obstacle), lists)| {
                let competition = competitions.remove(&theme.id);
                let mut found = self.theme(theme, union, lists, competition, obstacle);
                found.sentence = sentence::of_theme(&found, lists, n_tested, self.settings.alpha);
                found
            })
            .collect())
    }

    fn theme(
        &self,
        theme: &Theme,
        union: &MatchedSet,
        (up, down): (&ThemeVerdict, &ThemeVerdict),
        competitive: Option<ThemeCompetition>,
        reason: Option<String>,
    ) -> ThemeFinding {
        let key_genes: Vec<KeyGene> = (theme.key_genes.iter())
            .map(|key| self.best.key_gene(key))
            .collect();
        let votes = |side| {
            let speaking = key_genes.iter().filter(|key| key.speaks_for == Some(side));
            speaking.count()
        };
        let (n_more, n_less) = (votes(SpeaksFor::More), votes(SpeaksFor::Less));
        let verdict = match (&reason, &competitive) {
            (Some(_), _) => ThemeOutcome::NotTestable,
            (None, None) => ThemeOutcome::NoEvidence,
            (None, Some(competition)) => verdict(
                (up, down),
                competition,
                (n_more, n_less),
                self.settings.alpha,
            ),
        };
        let direction = verdict.direction();
        let directions = match &direction {
            Some(one) => std::slice::from_ref(one),
            None => &[Direction::Up, Direction::Down],
        };
        let leading_genes = self.best.leading(&union.members, directions, MAX_LEADING);
        // a condition is a property of what is compared, and in which direction, which nobody but
        // the study knows
        let expected_here = theme.expectation.as_ref().filter(|one| {
            one.context.is_empty() || self.contrast.conditions.contains(&&one.context[..])
        });
        ThemeFinding {
            verdict,
            n_theme: union.n_named,
            n_genes_tested: union.members.len(),
            coverage: lists::coverage(union),
            list_up: ListEvidence::of(up),
            list_down: ListEvidence::of(down),
            competitive,
            n_key_genes_for_more: n_more,
            n_key_genes_for_less: n_less,
            key_genes,
            leading_genes,
            is_as_expected: (direction.zip(expected_here)).map(|(one, of)| one == of.direction),
            reason,
            ..untested(theme)
        }
    }

    /// The competitive tests of the testable themes by theme. A theme none of whose features has a
    /// statistic has no test.
    fn compete(
        &self,
        unions: &MatchedSets,
        testable: Vec<MatchedSet>,
    ) -> Result<FxHashMap<String, ThemeCompetition>, GeneSetError> {
        let features = self.contrast.features;
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
        let sets = FeatureSets::new(&ids, self.universe, &testable)?;
        let z: Vec<f64> = features.iter().map(|feature| feature.z).collect();
        let sizes: Vec<f64> = z.iter().map(|z| z.abs()).collect();
        let shifts = camera_pr(&z, &sets, PRESET_CORRELATION)?;
        let mut sizes: FxHashMap<String, CompetitiveRow> =
            (camera_pr(&sizes, &sets, PRESET_CORRELATION)?.into_iter())
                .map(|row| (row.set_id.clone(), row))
                .collect();
        let pairs = shifts.into_iter().filter_map(|shift| {
            let size = sizes.remove(&shift.set_id)?;
            let competition = ThemeCompetition {
                n_features: shift.n_features,
                direction: shift.direction,
                t: shift.t,
                p_value: shift.p_value,
                adj_p_value: shift.adj_p_value,
                size_t: size.t,
                size_p_value: size.p_value,
                size_adj_p_value: size.adj_p_value,
            };
            Some((shift.set_id, competition))
        });
        Ok(pairs.collect())
    }
}

/// The rule itself, of a testable theme; `votes` are the changed key genes that speak for more and
/// for less of the process.
fn verdict(
    (up, down): (&ThemeVerdict, &ThemeVerdict),
    competition: &ThemeCompetition,
    (more, less): (usize, usize),
    alpha: f64,
) -> ThemeOutcome {
    let lies_apart = called_at(competition.adj_p_value, alpha);
    let changes_more = called_at(competition.size_adj_p_value, alpha) && competition.size_t > 0.0;
    if !(lies_apart || changes_more) {
        return ThemeOutcome::NoEvidence;
    }
    let is_enriched = |one: &ThemeVerdict| one.verdict == ListVerdict::Enriched;
    let (direction, with, against) = match (is_enriched(up), is_enriched(down)) {
        (true, false) => (Direction::Up, more, less),
        (false, true) => (Direction::Down, less, more),
        (true, true) => return ThemeOutcome::Mixed,
        (false, false) => return ThemeOutcome::NoEvidence,
    };
    let is_opposed = against >= FEWEST_OPPOSED.0 && against > with;
    match direction {
        _ if competition.direction != direction || is_opposed => ThemeOutcome::Mixed,
        Direction::Up => ThemeOutcome::Up,
        Direction::Down => ThemeOutcome::Down,
    }
}
