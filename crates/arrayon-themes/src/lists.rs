//! Verdicts on themes by lists: is one over-represented among the genes up, or down?

use crate::document::{ListVerdict, ThemeSet, ThemeVerdict};
use crate::panel::{Theme, ThemePanel};
use crate::sentence;
use arrayon_core::{Direction, GeneSet, called_at};
use arrayon_genesets::{
    GeneList, GeneSetError, GeneUniverse, ListTest, MatchedSet, MatchedSets, adjust_within,
};
use arrayon_results::gene_sets::SetRow;
use arrayon_results::number::finite;

/// When a theme can be tested, and when it is called.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ThemeSettings {
    /// Largest adjusted p-value of a theme that is called.
    pub alpha: f64,
    /// Contrasts over which p-values are corrected (Bonferroni) before they are adjusted; 1 for a
    /// correction within each contrast.
    pub n_contrasts: usize,
    /// Fewest genes of the theme among the tested genes.
    pub min_theme_genes: usize,
    /// Smallest share of the theme's genes that are among the tested genes.
    pub min_coverage: f64,
    /// Fewest genes of the list.
    pub min_list: usize,
    /// Fewest tested genes of a member set.
    pub min_set_size: usize,
    /// How far genes of a theme vary together where it cannot be estimated: the correlation of two
    /// genes of a list in being of the theme.
    pub preset_clustering: f64,
    /// Random directions of the residuals that say what noise explains.
    pub n_directions: usize,
    /// Seed of these directions.
    pub seed: u64,
}

impl Default for ThemeSettings {
    /// Adjusted p at most 0.05, within each contrast; at least 10 genes and 20 % of a theme measured; at least 3
    /// genes in the list; member sets of at least 5 genes; a preset clustering of 0.01; 1,000
    /// directions.
    fn default() -> Self {
        Self {
            alpha: 0.05,
            n_contrasts: 1,
            min_theme_genes: 10,
            min_coverage: 0.2,
            min_list: 3,
            min_set_size: 5,
            preset_clustering: 0.01,
            n_directions: 1_000,
            seed: 1,
        }
    }
}

/// What the lists say of the themes of a panel, in its order.
#[derive(Debug, Clone, PartialEq)]
pub struct ListVerdicts {
    /// By the genes up.
    pub up: Vec<ThemeVerdict>,
    /// By the genes down.
    pub down: Vec<ThemeVerdict>,
}

/// Judges every theme of a panel for the genes up and the genes down, by the rule that
/// [`crate::list_rule`] words.
///
/// A theme is the union of its sets. EASE and not Fisher decides, so that no theme rests on a
/// single gene.
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
) -> Result<ListVerdicts, GeneSetError> {
    check(settings)?;
    let unions = unions(panel, universe)?;
    let members = MatchedSets::new("theme sets", &panel.sets, universe, &panel.aliases)?;
    let judges = [(Direction::Up, up), (Direction::Down, down)].map(|(direction, list)| Judge {
        direction,
        list,
        test: ListTest::new(universe, list),
        settings,
    });
    let [up, down] = judges
        .each_ref()
        .map(|judge| judge.tested(&unions, &members));
    // one correction for both lists
    let mut themes: Vec<SetRow> = [&up, &down].into_iter().flat_map(Tested::themes).collect();
    adjust_within(&mut themes);
    let n_tests = themes.len();
    let mut themes = themes.into_iter();
    let mut verdicts = |judge: &Judge<'_>, tested: Tested| {
        let with = tested.n_themes();
        let adjusted: Vec<SetRow> = themes.by_ref().take(with).collect();
        judge.verdicts(panel, &unions, tested, adjusted, n_tests)
    };
    Ok(ListVerdicts {
        up: verdicts(&judges[0], up),
        down: verdicts(&judges[1], down),
    })
}

/// What one list says of themes and their sets, themes not adjusted yet.
struct Tested {
    /// One for each theme, with the reason why it cannot be tested.
    themes: Vec<(SetRow, Option<String>)>,
    /// Member sets that are over-represented.
    significant: Vec<SetRow>,
}

impl Tested {
    fn themes(&self) -> impl Iterator<Item = SetRow> {
        let testable = self.themes.iter().filter(|(_, reason)| reason.is_none());
        testable.map(|(row, _)| row.clone())
    }

    fn n_themes(&self) -> usize {
        self.themes().count()
    }
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

/// One list, by which themes are judged.
struct Judge<'a> {
    direction: Direction,
    list: &'a GeneList,
    test: ListTest<'a>,
    settings: ThemeSettings,
}

impl Judge<'_> {
    fn tested(&self, unions: &MatchedSets, members: &MatchedSets) -> Tested {
        let test = |set: &MatchedSet| self.test.of("", set);
        let themes = (unions.sets.iter())
            .map(|union| (test(union), self.obstacle(union)))
            .collect();
        let mut sets: Vec<SetRow> = (members.sets.iter())
            .filter(|set| set.members.len() >= self.settings.min_set_size)
            .map(test)
            .collect();
        adjust_within(&mut sets);
        sets.retain(|set| called_at(set.ease_adj_p_value, self.settings.alpha));
        sets.sort_by(|a, b| {
            (a.ease_p_value.total_cmp(&b.ease_p_value)).then_with(|| a.set_id.cmp(&b.set_id))
        });
        Tested {
            themes,
            significant: sets,
        }
    }

    /// The verdicts, with the testable themes as adjusted over `n_tests` tests.
    fn verdicts(
        &self,
        panel: &ThemePanel,
        unions: &MatchedSets,
        tested: Tested,
        adjusted: Vec<SetRow>,
        n_tests: usize,
    ) -> Vec<ThemeVerdict> {
        let mut adjusted = adjusted.into_iter();
        (panel.themes.iter().zip(&unions.sets).zip(tested.themes))
            .map(|((theme, union), (row, reason))| {
                let evidence = match reason {
                    Some(_) => row,
                    None => adjusted.next().unwrap_or(row),
                };
                let mut verdict = self.verdict(theme, union, evidence, reason, &tested.significant);
                verdict.sentence =
                    sentence::of_list(&verdict, self.direction, n_tests, self.settings.alpha);
                verdict
            })
            .collect()
    }

    /// A verdict with its evidence; evidence of a theme that was not tested is left open.
    fn verdict(
        &self,
        theme: &Theme,
        union: &MatchedSet,
        evidence: SetRow,
        reason: Option<String>,
        significant: &[SetRow],
    ) -> ThemeVerdict {
        let tested = |value: f64| finite(value).filter(|_| reason.is_none());
        let is_enriched = called_at(evidence.ease_adj_p_value, self.settings.alpha);
        let sets = significant
            .iter()
            .filter(|set| reason.is_none() && theme.terms.binary_search(&set.set_id).is_ok());
        ThemeVerdict {
            verdict: match (&reason, is_enriched) {
                (Some(_), _) => ListVerdict::NotTestable,
                (None, true) => ListVerdict::Enriched,
                (None, false) => ListVerdict::NoEvidence,
            },
            n_theme: union.n_named,
            n_genes_tested: evidence.n_set,
            coverage: coverage(union),
            n_overlap: evidence.n_overlap,
            expected: tested(evidence.expected),
            fold_enrichment: (evidence.fold_enrichment).filter(|_| reason.is_none()),
            p_value: tested(evidence.p_value),
            adj_p_value: tested(evidence.adj_p_value),
            ease_p_value: tested(evidence.ease_p_value),
            ease_adj_p_value: tested(evidence.ease_adj_p_value),
            theme_sets: sets.map(significant_set).collect(),
            overlap_genes: evidence.overlap_genes,
            reason,
            ..untested(theme, self.list)
        }
    }

    fn obstacle(&self, union: &MatchedSet) -> Option<String> {
        list_obstacle(self.list, self.settings).or_else(|| coverage_obstacle(union, self.settings))
    }
}

fn significant_set(set: &SetRow) -> ThemeSet {
    ThemeSet {
        set_id: set.set_id.clone(),
        description: set.description.clone(),
        n_set: set.n_set,
        n_overlap: set.n_overlap,
        ease_p_value: set.ease_p_value,
        ease_adj_p_value: set.ease_adj_p_value,
    }
}

/// A theme of which nothing is known.
fn untested(theme: &Theme, list: &GeneList) -> ThemeVerdict {
    ThemeVerdict {
        theme: theme.id.clone(),
        name: theme.name.clone(),
        part_of: theme.part_of.clone(),
        verdict: ListVerdict::NotTestable,
        sentence: String::new(),
        reason: None,
        n_theme: theme.genes.len(),
        n_genes_tested: 0,
        coverage: 0.0,
        n_list: list.len(),
        n_overlap: 0,
        expected: None,
        fold_enrichment: None,
        p_value: None,
        adj_p_value: None,
        ease_p_value: None,
        ease_adj_p_value: None,
        overlap_genes: Vec::new(),
        theme_sets: Vec::new(),
    }
}

/// Every theme of a panel, not testable for one reason.
pub(crate) fn untestable(panel: &ThemePanel, list: &GeneList, reason: &str) -> Vec<ThemeVerdict> {
    (panel.themes.iter())
        .map(|theme| ThemeVerdict {
            sentence: sentence::untestable(&theme.name, reason),
            reason: Some(reason.to_owned()),
            ..untested(theme, list)
        })
        .collect()
}

/// Why a list is too short to be tested, if so.
fn list_obstacle(list: &GeneList, settings: ThemeSettings) -> Option<String> {
    let least = settings.min_list;
    let found = match list.len() {
        n if n >= least => return None,
        0 => "the list is empty".to_owned(),
        1 => "the list holds 1 gene".to_owned(),
        n => format!("the list holds {n} genes"),
    };
    Some(format!("{found}, at least {least} are needed"))
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
        ("preset_clustering", settings.preset_clustering),
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
        found.up.into_iter().chain(found.down).collect()
    }

    #[test]
    fn one_verdict_a_theme_and_direction_each_with_a_sentence() {
        let up: Vec<usize> = (0..10).chain(200..210).collect();
        let verdicts = assess(&up, &[300, 301]);
        assert_eq!(verdicts.len(), 6);
        let heat = &verdicts[0];
        assert_eq!(heat.verdict, ListVerdict::Enriched);
        assert_eq!(heat.verdict.to_string(), "enriched");
        assert_eq!((heat.n_overlap, heat.expected), (10, Some(2.0)));
        assert_eq!(heat.theme_sets.len(), 1);
        assert_eq!(heat.theme_sets[0].set_id, "T:1");
        assert_eq!(
            heat.sentence,
            "heat response is over-represented among the genes up: 10 of 20 listed genes lie in \
             it where 2.0 are expected by chance (EASE p 1.8e-5, 1.8e-5 adjusted for 1 test)"
        );
        let reason = |at: usize| verdicts[at].reason.as_deref().unwrap_or_default();
        assert_eq!(
            reason(1),
            "12 of its 100 genes are measured, at least 20 % are needed"
        );
        assert_eq!(
            reason(2),
            "5 of its 5 genes are measured, at least 10 are needed"
        );
        assert_eq!(reason(3), "the list holds 2 genes, at least 3 are needed");
        assert_eq!(verdicts[1].ease_adj_p_value, None);
        assert!((verdicts[1].coverage - 0.12).abs() < 1e-15);
    }

    #[test]
    fn chance_overlap_is_no_evidence_and_an_empty_list_not_testable() {
        let spread: Vec<usize> = (0..400).step_by(10).collect();
        let verdicts = assess(&spread, &[]);
        assert_eq!(verdicts[0].verdict, ListVerdict::NoEvidence);
        assert!(
            verdicts[0]
                .sentence
                .starts_with("no evidence that heat response")
        );
        assert!(verdicts[0].theme_sets.is_empty());
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
