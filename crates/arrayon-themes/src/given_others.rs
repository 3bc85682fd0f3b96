//! What a list says of every theme, given all others: genes that a theme shares with one that
//! explains the list better count once.

use crate::document::{ListAnswer, ListEvidence, OwnGenes, SharedGenes};
use crate::lists::ThemeSettings;
use crate::noise::Noise;
use crate::panel::ThemePanel;
use arrayon_core::{Direction, called_at};
use arrayon_genesets::{GeneUniverse, MatchedSet, MatchedSets, OverlapCounts, UpDownLists};
use arrayon_stats::multiple_testing::benjamini_hochberg;

const DIRECTIONS: [Direction; 2] = [Direction::Up, Direction::Down];

/// The themes of a panel in the lists of a contrast.
pub(crate) struct GivenOthers<'a> {
    pub(crate) panel: &'a ThemePanel,
    pub(crate) universe: &'a GeneUniverse,
    pub(crate) unions: &'a MatchedSets,
    pub(crate) lists: &'a UpDownLists,
    pub(crate) noise: &'a Noise<'a>,
    pub(crate) settings: ThemeSettings,
}

/// One theme in one list, which is testable.
struct Candidate {
    theme: usize,
    direction: usize,
    /// EASE score, which is exact far into the tail: what noise explains is counted.
    ease_p_value: f64,
    /// The larger p-value of the theme by itself.
    p_alone: f64,
    /// The largest one, given the themes that explain the list better.
    p_value: f64,
}

impl GivenOthers<'_> {
    /// The evidence for each theme of the panel by the genes up and the genes down, and the number
    /// of tests over which it is adjusted. `is_testable` says of which themes enough was measured.
    pub(crate) fn evidence(&self, is_testable: &[bool]) -> (Vec<[ListEvidence; 2]>, usize) {
        let in_list = DIRECTIONS.map(|direction| self.flags(self.list(direction)));
        let mut found: Vec<[ListEvidence; 2]> = (self.unions.sets.iter())
            .map(|union| [0, 1].map(|at| self.counted(union, DIRECTIONS[at], &in_list[at])))
            .collect();
        let mut candidates = self.candidates(is_testable, &mut found);
        // those that a list speaks for most clearly come first, what is said in general last
        let is_in_general = |one: &Candidate| self.panel.themes[one.theme].is_in_general;
        candidates.sort_by(|one, other| {
            (is_in_general(one).cmp(&is_in_general(other)))
                .then(one.ease_p_value.total_cmp(&other.ease_p_value))
                .then((one.theme, one.direction).cmp(&(other.theme, other.direction)))
        });
        let n_tests = candidates.len();
        let mut called: [Vec<usize>; 2] = [Vec::new(), Vec::new()];
        for candidate in &mut candidates {
            let (theme, at) = (candidate.theme, candidate.direction);
            self.without_shared(theme, &called[at], at, &in_list[at], &mut found[theme][at]);
            let own = found[theme][at].own.as_ref();
            let p_own = own.map_or(0.0, |own| own.ease_p_value.max(own.noise_p_value));
            candidate.p_value = candidate.p_alone.max(p_own);
            // Benjamini and Hochberg's line: all that lie below it on the way are called in the end
            let rank = 1 + called.iter().map(Vec::len).sum::<usize>();
            let corrected = self.corrected(candidate.p_value);
            if called_at(
                corrected * n_tests as f64 / rank as f64,
                self.settings.alpha,
            ) {
                called[at].push(theme);
            }
        }
        self.answer(&candidates, &mut found);
        (found, n_tests)
    }

    /// The tests of the testable themes by themselves.
    fn candidates(&self, is_testable: &[bool], found: &mut [[ListEvidence; 2]]) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        let nothing = vec![false; self.universe.n_genes()];
        for (theme, union) in self.unions.sets.iter().enumerate() {
            let is_member = self.flags(&union.members);
            for (direction, evidence) in found[theme].iter_mut().enumerate() {
                if !is_testable[theme] || evidence.n_list < self.settings.min_list {
                    continue;
                }
                let counts = self.counts(evidence, union.members.len());
                let of_noise =
                    (self.noise).p_value(DIRECTIONS[direction], &counts, &is_member, &nothing);
                let ease = counts.ease_p();
                evidence.expected = Some(counts.expected());
                evidence.ease_p_value = Some(ease);
                evidence.noise_p_value = Some(of_noise);
                candidates.push(Candidate {
                    theme,
                    direction,
                    ease_p_value: ease,
                    p_alone: ease.max(of_noise),
                    p_value: 1.0,
                });
            }
        }
        candidates
    }

    /// Tests a theme again without the genes of the called themes that share listed ones with it.
    /// A whole and its elements share genes by definition and are not held against each other.
    fn without_shared(
        &self,
        theme: usize,
        called: &[usize],
        at: usize,
        in_list: &[bool],
        evidence: &mut ListEvidence,
    ) {
        let members = &self.unions.sets[theme].members;
        let is_member = self.flags(members);
        let mut is_left_out = vec![false; self.universe.n_genes()];
        for &other in called
            .iter()
            .filter(|&&other| !self.are_related(theme, other))
        {
            let union = &self.unions.sets[other];
            let is_shared = |gene: &&u32| is_member[**gene as usize] && in_list[**gene as usize];
            let n_genes = union.members.iter().filter(is_shared).count();
            if n_genes == 0 {
                continue;
            }
            for &gene in &union.members {
                is_left_out[gene as usize] = true;
            }
            evidence.shared_with.push(SharedGenes {
                theme: union.id.clone(),
                name: self.panel.themes[other].name.clone(),
                n_genes,
            });
        }
        if evidence.shared_with.is_empty() {
            return;
        }
        (evidence.shared_with).sort_by_key(|shared| std::cmp::Reverse(shared.n_genes));
        let is_left = |gene: usize| is_left_out[gene];
        let n_left =
            |genes: &mut dyn Iterator<Item = usize>| genes.filter(|&g| !is_left(g)).count();
        let all_members = || members.iter().map(|&gene| gene as usize);
        let counts = OverlapCounts {
            n_universe: n_left(&mut (0..self.universe.n_genes())),
            set_size: n_left(&mut all_members()),
            n_list: n_left(&mut (0..in_list.len()).filter(|&gene| in_list[gene])),
            overlap: n_left(&mut all_members().filter(|&gene| in_list[gene])),
        };
        evidence.n_shared = evidence.n_overlap - counts.overlap;
        let of_noise = self
            .noise
            .p_value(DIRECTIONS[at], &counts, &is_member, &is_left_out);
        // nothing that is left says nothing
        let known = |p: f64| if p.is_nan() { 1.0 } else { p };
        evidence.own = Some(OwnGenes {
            n_genes_tested: counts.set_size,
            n_list: counts.n_list,
            n_overlap: counts.overlap,
            expected: counts.expected(),
            ease_p_value: known(counts.ease_p()),
            noise_p_value: known(of_noise),
        });
    }

    /// Adjusts over all candidates, and says what each list says.
    fn answer(&self, candidates: &[Candidate], found: &mut [[ListEvidence; 2]]) {
        let p = |of: fn(&Candidate) -> f64| {
            let corrected = candidates.iter().map(|one| self.corrected(of(one)));
            corrected.collect::<Vec<f64>>()
        };
        let alone = benjamini_hochberg(&p(|one| one.p_alone));
        let given = benjamini_hochberg(&p(|one| one.p_value));
        for ((candidate, alone), given) in candidates.iter().zip(alone).zip(given) {
            let evidence = &mut found[candidate.theme][candidate.direction];
            let is_called = |p: f64| called_at(p, self.settings.alpha);
            evidence.p_value = Some(candidate.p_value);
            evidence.adj_p_value = Some(given);
            evidence.adj_p_value_by_itself = Some(alone);
            evidence.answer = match (is_called(given), is_called(alone)) {
                (true, _) => ListAnswer::Called,
                (false, true) if evidence.own.is_some() => ListAnswer::Explained,
                (false, _) => ListAnswer::NoEvidence,
            };
        }
    }

    /// A p-value corrected for the number of contrasts.
    fn corrected(&self, p: f64) -> f64 {
        (p * self.settings.n_contrasts as f64).min(1.0)
    }

    /// The genes of a theme in a list, before any test.
    fn counted(&self, union: &MatchedSet, direction: Direction, in_list: &[bool]) -> ListEvidence {
        let is_listed = |gene: &&u32| in_list[**gene as usize];
        ListEvidence {
            n_list: self.list(direction).len(),
            n_overlap: union.members.iter().filter(is_listed).count(),
            ..ListEvidence::default()
        }
    }

    fn counts(&self, evidence: &ListEvidence, set_size: usize) -> OverlapCounts {
        OverlapCounts {
            n_universe: self.universe.n_genes(),
            set_size,
            n_list: evidence.n_list,
            overlap: evidence.n_overlap,
        }
    }

    fn list(&self, direction: Direction) -> &[u32] {
        match direction {
            Direction::Up => self.lists.up.positions(),
            Direction::Down => self.lists.down.positions(),
        }
    }

    fn flags(&self, genes: &[u32]) -> Vec<bool> {
        let mut flags = vec![false; self.universe.n_genes()];
        for &gene in genes {
            flags[gene as usize] = true;
        }
        flags
    }

    /// Whether one theme is the whole of the other, or lies in it.
    fn are_related(&self, one: usize, other: usize) -> bool {
        self.lies_in(one, other) || self.lies_in(other, one)
    }

    fn lies_in(&self, part: usize, whole: usize) -> bool {
        let themes = &self.panel.themes;
        let mut at = &themes[part];
        while let Some(above) = at.part_of.as_deref().and_then(|id| self.panel.theme(id)) {
            if above.id == themes[whole].id {
                return true;
            }
            at = above;
        }
        false
    }
}
