//! Verdicts on themes: is one over-represented among the genes up, or down?

use crate::panel::{Theme, ThemePanel};
use crate::sentence::sentence;
use arrayon_core::Direction;
use arrayon_core::GeneSet;
use arrayon_genesets::GeneList;
use arrayon_genesets::GeneSetError;
use arrayon_genesets::GeneUniverse;
use arrayon_genesets::{ListTest, SetResult, adjust_within};
use arrayon_genesets::{MatchedSet, MatchedSets};
use std::fmt;

/// When a theme can be tested, and when it is called enriched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ThemeSettings {
    /// Largest adjusted EASE p of an enriched theme.
    pub alpha: f64,
    /// Fewest genes of the theme among the tested genes.
    pub min_theme_genes: usize,
    /// Smallest share of the theme's genes that are among the tested genes.
    pub min_coverage: f64,
    /// Fewest genes of the list.
    pub min_list: usize,
    /// Fewest tested genes of a member set.
    pub min_set_size: usize,
}

impl Default for ThemeSettings {
    /// Adjusted EASE p at most 0.05; at least 10 genes and 20 % of a theme measured; at least 3
    /// genes in the list; member sets of at least 5 genes.
    fn default() -> Self {
        Self {
            alpha: 0.05,
            min_theme_genes: 10,
            min_coverage: 0.2,
            min_list: 3,
            min_set_size: 5,
        }
    }
}

/// What can be said of a theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// More of the listed genes lie in the theme than chance explains.
    Enriched,
    /// Tested, and not enriched; this is no proof of absence.
    NoEvidence,
    /// Not tested, with the reason in words.
    NotTestable(String),
}

impl fmt::Display for Verdict {
    /// `enriched`, `no evidence` or `not testable`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Enriched => "enriched",
            Self::NoEvidence => "no evidence",
            Self::NotTestable(_) => "not testable",
        })
    }
}

/// One theme in one direction, with its evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeVerdict {
    /// Id of the theme.
    pub theme: String,
    /// Name of the theme for people.
    pub name: String,
    /// The theme of which it is an element.
    pub part_of: Option<String>,
    /// Direction of the list.
    pub direction: Direction,
    /// The verdict.
    pub verdict: Verdict,
    /// Genes of the theme, measured or not.
    pub n_theme_genes: usize,
    /// Share of these that are among the tested genes.
    pub coverage: f64,
    /// The union of the theme's sets against the list; adjusted p-values count the testable
    /// themes of this direction and are NaN where the theme is not testable.
    pub evidence: SetResult,
    /// Its member sets with an adjusted EASE p at most alpha, counted over all sets of the panel
    /// in this direction; by EASE p, then id.
    pub significant_sets: Vec<SetResult>,
    /// The verdict in one plain sentence.
    pub sentence: String,
}

/// The themes of a panel, matched to a universe and judged.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeAssessment {
    /// All themes up, then all down, in the panel's order.
    pub verdicts: Vec<ThemeVerdict>,
    /// Genes of the panel found only under another symbol: (panel's symbol, chip's symbol).
    pub by_alias: Vec<(String, String)>,
}

/// Judges every theme of a panel for the genes up and the genes down.
///
/// A theme is the union of its sets. It is `enriched` where the EASE p of that union, adjusted
/// over the testable themes of the direction (Benjamini and Hochberg), is at most
/// [`ThemeSettings::alpha`]; EASE and not Fisher, so that no theme rests on a single gene. It is
/// `not testable` where the list or the theme's measured part is too small to say anything.
///
/// Genes of one theme are correlated on an array, which a test on lists cannot see: p-values are
/// too small where co-regulated genes share a theme. Read them as a screen.
///
/// # Errors
/// [`GeneSetError::NoOverlap`] where not one gene of the panel is among the tested genes;
/// [`GeneSetError::Setting`] for settings out of range.
pub fn assess_themes(
    panel: &ThemePanel,
    universe: &GeneUniverse,
    up: &GeneList,
    down: &GeneList,
    settings: ThemeSettings,
) -> Result<ThemeAssessment, GeneSetError> {
    check(settings)?;
    let unions = unions(panel, universe)?;
    let members = MatchedSets::new("theme sets", &panel.sets, universe, &panel.aliases)?;
    let judge = Judge {
        panel,
        universe,
        unions: &unions.sets,
        members: &members.sets,
        settings,
    };
    let mut verdicts = judge.direction(Direction::Up, up);
    verdicts.extend(judge.direction(Direction::Down, down));
    Ok(ThemeAssessment {
        verdicts,
        by_alias: unions.by_alias,
    })
}

/// Every theme as one set, matched to the universe.
pub(crate) fn unions(
    panel: &ThemePanel,
    universe: &GeneUniverse,
) -> Result<MatchedSets, GeneSetError> {
    let unions: Vec<GeneSet> = (panel.themes.iter())
        .map(|theme| GeneSet::new(theme.id.clone(), theme.name.clone(), theme.genes.clone()))
        .collect();
    MatchedSets::new("themes", &unions, universe, &panel.aliases)
}

struct Judge<'a> {
    panel: &'a ThemePanel,
    universe: &'a GeneUniverse,
    unions: &'a [MatchedSet],
    members: &'a [MatchedSet],
    settings: ThemeSettings,
}

impl Judge<'_> {
    fn direction(&self, direction: Direction, list: &GeneList) -> Vec<ThemeVerdict> {
        let list_test = ListTest::new(self.universe, list);
        let test = |set: &MatchedSet| list_test.of(set);
        let obstacles: Vec<Option<String>> = self
            .unions
            .iter()
            .map(|union| self.obstacle(union, list))
            .collect();
        let mut testable: Vec<SetResult> = (self.unions.iter().zip(&obstacles))
            .filter(|(_, obstacle)| obstacle.is_none())
            .map(|(union, _)| test(union))
            .collect();
        adjust_within(&mut testable);
        let n_tested = testable.len();
        let mut sets: Vec<SetResult> = (self.members.iter())
            .filter(|set| set.members.len() >= self.settings.min_set_size)
            .map(test)
            .collect();
        adjust_within(&mut sets);
        sets.sort_by(|a, b| a.p_ease.total_cmp(&b.p_ease).then_with(|| a.id.cmp(&b.id)));
        let mut testable = testable.into_iter();
        let themes = self.panel.themes.iter().zip(self.unions).zip(obstacles);
        themes
            .map(|((theme, union), obstacle)| {
                let (verdict, evidence) = match obstacle {
                    Some(reason) => (Verdict::NotTestable(reason), test(union)),
                    None => self.judged(testable.next().expect("one result a testable theme")),
                };
                let sentence = sentence(theme, direction, &verdict, &evidence, n_tested);
                ThemeVerdict {
                    theme: theme.id.clone(),
                    name: theme.name.clone(),
                    part_of: theme.part_of.clone(),
                    direction,
                    n_theme_genes: union.n_named,
                    coverage: coverage(union),
                    significant_sets: self.significant(theme, &verdict, &sets),
                    verdict,
                    evidence,
                    sentence,
                }
            })
            .collect()
    }

    fn judged(&self, evidence: SetResult) -> (Verdict, SetResult) {
        let enriched = evidence.adj_p_ease <= self.settings.alpha;
        let verdict = if enriched {
            Verdict::Enriched
        } else {
            Verdict::NoEvidence
        };
        (verdict, evidence)
    }

    fn significant(&self, theme: &Theme, verdict: &Verdict, sets: &[SetResult]) -> Vec<SetResult> {
        if matches!(verdict, Verdict::NotTestable(_)) {
            return Vec::new();
        }
        let of_theme = |set: &&SetResult| {
            set.adj_p_ease <= self.settings.alpha && theme.terms.binary_search(&set.id).is_ok()
        };
        sets.iter().filter(of_theme).cloned().collect()
    }

    /// Why a theme cannot be tested, if so.
    fn obstacle(&self, union: &MatchedSet, list: &GeneList) -> Option<String> {
        let least = self.settings.min_list;
        if list.len() < least {
            let found = match list.len() {
                0 => "the list is empty".to_owned(),
                1 => "the list holds 1 gene".to_owned(),
                n => format!("the list holds {n} genes"),
            };
            return Some(format!("{found}, at least {least} are needed"));
        }
        coverage_obstacle(union, self.settings)
    }
}

/// Why too little of a theme is measured to test it, if so.
pub(crate) fn coverage_obstacle(union: &MatchedSet, settings: ThemeSettings) -> Option<String> {
    let n_measured = union.members.len();
    if n_measured < settings.min_theme_genes {
        Some(format!(
            "{n_measured} of its {} genes are measured, at least {} are needed",
            union.n_named, settings.min_theme_genes
        ))
    } else if coverage(union) < settings.min_coverage {
        Some(format!(
            "{n_measured} of its {} genes are measured, at least {} % are needed",
            union.n_named,
            100.0 * settings.min_coverage
        ))
    } else {
        None
    }
}

pub(crate) fn coverage(union: &MatchedSet) -> f64 {
    if union.n_named == 0 {
        return 0.0;
    }
    union.members.len() as f64 / union.n_named as f64
}

fn check(settings: ThemeSettings) -> Result<(), GeneSetError> {
    for (setting, value) in [
        ("alpha", settings.alpha),
        ("min_coverage", settings.min_coverage),
    ] {
        if !(0.0..=1.0).contains(&value) {
            return Err(GeneSetError::Setting {
                setting,
                found: value.to_string(),
                expected: "a number from 0 to 1",
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_formats::theme_panel::parse;
    use arrayon_genesets::SymbolAliases;

    /// 400 genes; one theme of 40 genes in two sets, one of 40 of which 4 are measured, one of 5.
    fn panel() -> ThemePanel {
        let text = "arrayon_panel: 1\nid: test\nversion: '1'\nname: Test\nthemes:\n\
            - {id: heat, name: heat response, terms: ['T:1', 'T:2']}\n\
            - {id: far, name: far theme, terms: ['T:3']}\n\
            - {id: few, name: few, terms: ['T:4']}\n";
        let genes =
            |start: usize, n: usize| (start..start + n).map(|i| format!("G{i:03}")).collect();
        let set = |id: &str, genes| GeneSet::new(id.into(), String::new(), genes);
        let sets = vec![
            set("T:1", genes(0, 30)),
            set("T:2", genes(20, 20)),
            set("T:3", genes(388, 100)),
            set("T:4", genes(50, 5)),
        ];
        let definition = parse("p.yaml".as_ref(), text).unwrap();
        ThemePanel::new(&definition, "test".into(), &sets, SymbolAliases::default())
    }

    fn assess(up: &[usize], down: &[usize]) -> Vec<ThemeVerdict> {
        let names: Vec<String> = (0..400).map(|i| format!("G{i:03}")).collect();
        let universe = GeneUniverse::from_genes(names.iter().map(String::as_str)).unwrap();
        let list = |numbers: &[usize]| {
            GeneList::from_genes(&universe, numbers.iter().map(|&i| names[i].as_str())).unwrap()
        };
        let settings = ThemeSettings::default();
        let found = assess_themes(&panel(), &universe, &list(up), &list(down), settings).unwrap();
        found.verdicts
    }

    #[test]
    fn one_verdict_a_theme_and_direction_each_with_a_sentence() {
        let up: Vec<usize> = (0..10).chain(200..210).collect();
        let verdicts = assess(&up, &[300, 301]);
        assert_eq!(verdicts.len(), 6);
        let heat = &verdicts[0];
        assert_eq!(heat.verdict, Verdict::Enriched);
        assert_eq!(heat.verdict.to_string(), "enriched");
        assert_eq!(
            (heat.evidence.counts.overlap, heat.evidence.expected),
            (10, 2.0)
        );
        assert_eq!(heat.significant_sets.len(), 1);
        assert_eq!(heat.significant_sets[0].id, "T:1");
        assert_eq!(
            heat.sentence,
            "heat response is over-represented among the genes up: 10 of 20 listed genes lie in \
             it where 2.0 are expected by chance (EASE p 1.8e-5, 1.8e-5 adjusted for 1 themes)"
        );
        let reason = |at: usize| match &verdicts[at].verdict {
            Verdict::NotTestable(reason) => reason.as_str(),
            other => panic!("{other:?}"),
        };
        assert_eq!(
            reason(1),
            "12 of its 100 genes are measured, at least 20 % are needed"
        );
        assert_eq!(
            reason(2),
            "5 of its 5 genes are measured, at least 10 are needed"
        );
        assert_eq!(reason(3), "the list holds 2 genes, at least 3 are needed");
        assert!(verdicts[1].evidence.adj_p_ease.is_nan());
        assert!((verdicts[1].coverage - 0.12).abs() < 1e-15);
    }

    #[test]
    fn chance_overlap_is_no_evidence_and_an_empty_list_not_testable() {
        let spread: Vec<usize> = (0..400).step_by(10).collect();
        let verdicts = assess(&spread, &[]);
        assert_eq!(verdicts[0].verdict, Verdict::NoEvidence);
        assert!(
            verdicts[0]
                .sentence
                .starts_with("no evidence that heat response")
        );
        assert!(verdicts[0].significant_sets.is_empty());
        assert_eq!(
            verdicts[3].sentence,
            "heat response cannot be tested among the genes down: the list is empty, at least 3 \
             are needed"
        );
    }

    #[test]
    fn a_universe_of_other_ids_is_an_error() {
        let universe = GeneUniverse::from_genes(["24153", "24152"]).unwrap();
        let empty = GeneList::default();
        let error = assess_themes(
            &panel(),
            &universe,
            &empty,
            &empty,
            ThemeSettings::default(),
        );
        assert!(matches!(error, Err(GeneSetError::NoOverlap { .. })));
    }
}
