//! One verdict for each theme: lists, given all other themes, and all features.

use crate::document::{
    ContrastThemes, KeyGene, KeyGeneEvidence, ListAnswer, ListEvidence, Obstacle, SpeaksFor,
    ThemeCompetition, ThemeFinding,
};
use crate::given_others::GivenOthers;
use crate::key_genes::{BestFeatures, FeatureStatistic};
use crate::lists::{self, ThemeSettings, assess_themes};
use crate::noise::{ContrastResiduals, Noise};
use crate::panel::{Theme, ThemePanel};
use crate::reach::{Hurdle, ListNow, Reach};
use crate::sentence;
use arrayon_core::{Direction, called_at};
use arrayon_genesets::{
    FeatureSets, GeneSetError, GeneUniverse, MatchedSet, MatchedSets, PRESET_CORRELATION,
    UpDownLists, camera, camera_pr,
};
use arrayon_results::ThemeOutcome;
use rustc_hash::FxHashMap;
use std::collections::HashSet;

/// What a contrast says of all features, and what is known of it.
#[derive(Debug, Clone, Copy)]
pub struct JudgedContrast<'a> {
    /// The genes up and the genes down.
    pub lists: &'a UpDownLists,
    /// All tested features.
    pub features: &'a [FeatureStatistic<'a>],
    /// Degrees of freedom of the moderated t by which features were found; `None` where they are
    /// not known, or where the lists are of another test: then nothing is said of what could have
    /// been seen.
    pub df: Option<f64>,
    /// The rate at which `adj_p_value` counts as changed, the same that made the lists.
    pub fdr: f64,
    /// What the contrast's model leaves of the arrays, where they are at hand.
    pub residuals: Option<ContrastResiduals<'a>>,
    /// Conditions that the contrast compares with their absence, in the words of
    /// [`crate::Expectation::context`]; what a panel expects of them is expected here.
    pub conditions: &'a [&'a str],
}

impl<'a> JudgedContrast<'a> {
    /// What noise explains of lists like these.
    fn noise(
        &self,
        universe: &'a GeneUniverse,
        settings: ThemeSettings,
    ) -> Result<Noise<'a>, GeneSetError> {
        let listed = |direction: Direction| -> HashSet<&str> {
            (self.features.iter())
                .filter(|one| called_at(one.adj_p_value, self.fdr) && one.log_fc != 0.0)
                .filter(|one| Direction::of(one.log_fc) == direction)
                .map(|one| one.feature_id)
                .collect()
        };
        let (up, down) = (listed(Direction::Up), listed(Direction::Down));
        Noise::new(universe, [&up, &down], self.residuals, settings)
    }
}

/// The most genes that lead a theme.
pub const MAX_LEADING: usize = 10;

/// Judges every theme of a panel in a contrast, by the rule that [`crate::verdict_rule`] words, and
/// by each list alone. The contrast's id and what stands for it in words are left to the caller.
///
/// Where no gene of the panel is among the tested ones, no theme is testable.
///
/// # Errors
/// [`GeneSetError::Setting`] for settings out of range; [`GeneSetError::NotFinite`] for a z that is
/// no number; residuals that do not fit their features.
///
/// # Determinism
/// Any number of threads gives the same verdicts; the seed of the settings chooses the directions
/// of residuals.
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
                noise: contrast.noise(universe, settings)?,
            };
            judged.noise_from = judge.noise.source();
            (judged.verdicts, judged.n_tests) = judge.themes(panel, &unions)?;
            (judged.up, judged.down) = (lists.up, lists.down);
        }
        Err(error @ GeneSetError::NoOverlap { .. }) => {
            let reason = error.to_string();
            judged.verdicts = (panel.themes.iter())
                .map(|theme| ThemeFinding {
                    headline: sentence::untestable(&theme.name, &reason),
                    sentence: sentence::untestable(&theme.name, &reason),
                    obstacle: Some(Obstacle::TooFewGenesMeasured),
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
        direction: None,
        headline: String::new(),
        sentence: String::new(),
        obstacle: None,
        reason: None,
        n_theme: theme.genes.len(),
        n_genes_tested: 0,
        coverage: 0.0,
        list_up: ListEvidence::default(),
        list_down: ListEvidence::default(),
        competitive: None,
        n_key_genes_for_more: 0,
        n_key_genes_for_less: 0,
        key_genes_say: None,
        key_genes: Vec::new(),
        leading_genes: Vec::new(),
        detectable_change: None,
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
    noise: Noise<'a>,
}

impl Judge<'_> {
    /// The verdicts, and the number of tests that they rest on.
    fn themes(
        &self,
        panel: &ThemePanel,
        unions: &MatchedSets,
    ) -> Result<(Vec<ThemeFinding>, usize), GeneSetError> {
        let obstacles: Vec<Option<String>> = (unions.sets.iter())
            .map(|union| lists::coverage_obstacle(union, self.settings))
            .collect();
        let is_testable: Vec<bool> = obstacles.iter().map(Option::is_none).collect();
        let given_others = GivenOthers {
            panel,
            universe: self.universe,
            unions,
            lists: self.contrast.lists,
            noise: &self.noise,
            settings: self.settings,
        };
        let (evidence, n_tests) = given_others.evidence(&is_testable);
        let mut competitions = self.compete(unions, &is_testable)?;
        let reach =
            (self.contrast.df).map(|df| Reach::new(self.contrast.features, df, self.contrast.fdr));
        // where no list can be tested yet, one that could be would bring all themes
        let n_themes = is_testable.iter().filter(|&&one| one).count();
        let n_corrected = n_tests.max(n_themes).max(1) * self.settings.n_contrasts.max(1);
        let p_limit = self.settings.alpha / n_corrected as f64;
        let verdicts = (panel.themes.iter().zip(&unions.sets))
            .zip(obstacles.into_iter().zip(evidence))
            .map(|((theme, union), (obstacle, lists))| {
                let competition = competitions.remove(&theme.id);
                let is_measured = obstacle.is_none();
                let mut found = self.theme(theme, union, lists, competition, obstacle);
                if is_measured && let Some(reach) = &reach {
                    let hurdle = self.hurdle(union, &found, p_limit);
                    found.detectable_change = reach.of(&self.best, &union.members, &hurdle);
                }
                found.headline = sentence::headline(&found, self.settings.alpha);
                found.sentence = sentence::of_theme(&found, n_tests, self.settings.alpha);
                found
            })
            .collect();
        Ok((verdicts, n_tests))
    }

    fn theme(
        &self,
        theme: &Theme,
        union: &MatchedSet,
        [list_up, list_down]: [ListEvidence; 2],
        competitive: Option<ThemeCompetition>,
        obstacle: Option<String>,
    ) -> ThemeFinding {
        let key_genes: Vec<KeyGene> = (theme.key_genes.iter())
            .map(|key| self.best.key_gene(key))
            .collect();
        let votes = |side| {
            let speaking = key_genes.iter().filter(|key| key.speaks_for == Some(side));
            speaking.count()
        };
        let (n_more, n_less) = (votes(SpeaksFor::More), votes(SpeaksFor::Less));
        let (obstacle, reason) = match obstacle {
            Some(reason) => (Some(Obstacle::TooFewGenesMeasured), Some(reason)),
            None if [&list_up, &list_down]
                .iter()
                .all(|list| list.answer == ListAnswer::NotTestable) =>
            {
                let reason = too_few_changed(&list_up, &list_down, self.settings.min_list);
                (Some(Obstacle::TooFewChangedGenes), Some(reason))
            }
            None => (None, None),
        };
        let (verdict, direction) = verdict(
            [list_up.answer, list_down.answer],
            competitive.as_ref(),
            self.settings.alpha,
        );
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
            direction,
            n_theme: union.n_named,
            n_genes_tested: union.members.len(),
            coverage: lists::coverage(union),
            list_up,
            list_down,
            competitive,
            n_key_genes_for_more: n_more,
            n_key_genes_for_less: n_less,
            key_genes_say: direction.map(|direction| key_genes_say(direction, n_more, n_less)),
            key_genes,
            leading_genes,
            is_as_expected: (direction.zip(expected_here)).map(|(one, of)| one == of.direction),
            obstacle,
            reason,
            ..untested(theme)
        }
    }

    /// What a theme must meet to be called, the first of all; noise from residuals is thought to
    /// add nothing to genes that change.
    fn hurdle(&self, union: &MatchedSet, found: &ThemeFinding, p_limit: f64) -> Hurdle {
        Hurdle {
            n_universe: self.universe.n_genes(),
            lists: [&found.list_up, &found.list_down].map(|list| ListNow {
                n_genes: list.n_list,
                n_overlap: list.n_overlap,
            }),
            set_size: union.members.len(),
            clustering: self.noise.preset().unwrap_or(0.0),
            min_list: self.settings.min_list,
            p_limit,
        }
    }

    /// The competitive tests of the measured themes by theme. A theme none of whose features has a
    /// statistic has no test.
    fn compete(
        &self,
        unions: &MatchedSets,
        is_testable: &[bool],
    ) -> Result<FxHashMap<String, ThemeCompetition>, GeneSetError> {
        let testable = MatchedSets {
            sets: (unions.sets.iter().zip(is_testable))
                .filter(|(_, is_testable)| **is_testable)
                .map(|(union, _)| union.clone())
                .collect(),
            ..unions.clone()
        };
        if let Some(of) = self.contrast.residuals.filter(|of| of.features.len() >= 3) {
            let sets = FeatureSets::new(of.features, self.universe, &testable)?;
            let rows = camera(of.z, of.effects, &sets, false)?;
            return Ok((rows.into_iter())
                .map(|row| {
                    let competition = ThemeCompetition {
                        n_features: row.n_features,
                        direction: row.direction,
                        correlation: row.correlation,
                        t: row.t,
                        p_value: row.p_value,
                    };
                    (row.set_id, competition)
                })
                .collect());
        }
        let features = self.contrast.features;
        if testable.sets.is_empty() || features.len() < 3 {
            return Ok(FxHashMap::default());
        }
        let ids: Vec<String> = (features.iter())
            .map(|feature| feature.feature_id.to_owned())
            .collect();
        let sets = FeatureSets::new(&ids, self.universe, &testable)?;
        let z: Vec<f64> = features.iter().map(|feature| feature.z).collect();
        let rows = camera_pr(&z, &sets, PRESET_CORRELATION)?;
        Ok((rows.into_iter())
            .map(|row| {
                let competition = ThemeCompetition {
                    n_features: row.n_features,
                    direction: row.direction,
                    correlation: Some(PRESET_CORRELATION),
                    t: row.t,
                    p_value: row.p_value,
                };
                (row.set_id, competition)
            })
            .collect())
    }
}

fn too_few_changed(up: &ListEvidence, down: &ListEvidence, least: usize) -> String {
    format!(
        "too few changed genes: {} up and {} down, at least {least} of one direction are needed",
        up.n_list, down.n_list
    )
}

/// The word for what the lists, up and down, answer, and the direction that it has.
pub(crate) fn verdict(
    lists: [ListAnswer; 2],
    competition: Option<&ThemeCompetition>,
    alpha: f64,
) -> (ThemeOutcome, Option<Direction>) {
    let [up, down] = lists.map(|answer| answer == ListAnswer::Called);
    let direction = match (up, down) {
        (true, true) => return (ThemeOutcome::BothDirections, None),
        (true, false) => Direction::Up,
        (false, true) => Direction::Down,
        (false, false) if lists == [ListAnswer::NotTestable; 2] => {
            return (ThemeOutcome::NotTestable, None);
        }
        (false, false) => return (ThemeOutcome::NoEvidence, None),
    };
    let apart = competition.filter(|one| called_at(one.p_value, alpha));
    match apart.map(|one| one.direction) {
        None => (ThemeOutcome::Part, Some(direction)),
        Some(whole) if whole != direction => (ThemeOutcome::BothDirections, None),
        Some(Direction::Up) => (ThemeOutcome::Up, Some(direction)),
        Some(Direction::Down) => (ThemeOutcome::Down, Some(direction)),
    }
}

/// What changed key genes for more and for less of a process say of its direction.
pub(crate) fn key_genes_say(direction: Direction, more: usize, less: usize) -> KeyGeneEvidence {
    let (with, against) = match direction {
        Direction::Up => (more, less),
        Direction::Down => (less, more),
    };
    match (with > 0, against > 0) {
        (false, false) => KeyGeneEvidence::Silent,
        (true, false) => KeyGeneEvidence::Agree,
        (false, true) => KeyGeneEvidence::Disagree,
        (true, true) => KeyGeneEvidence::Divided,
    }
}
