//! Groups of sets that share most of their genes.

use crate::error::GeneSetError;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// A set to be clustered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SetProfile<'a> {
    /// Id of the set.
    pub id: &'a str,
    /// Its p-value.
    pub p_value: f64,
    /// Positions of its genes. As in DAVID these are the listed genes of the set; the genes of
    /// the whole set do as well.
    pub genes: &'a [u32],
}

/// When sets belong together. Defaults are DAVID's medium stringency.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SetClusterSettings {
    /// Fewest common genes for two sets to be alike at all.
    pub min_overlap: usize,
    /// Smallest kappa of two sets that are alike.
    pub min_kappa: f64,
    /// Fewest sets alike to one, itself among them, to found a group.
    pub initial_membership: usize,
    /// Fewest sets of a group in the end.
    pub final_membership: usize,
    /// Smallest share: of pairs alike in a founding group, and of the sets of the smaller of two
    /// groups that stand in the other too and so merge them.
    pub linkage: f64,
}

impl Default for SetClusterSettings {
    fn default() -> Self {
        Self {
            min_overlap: 3,
            min_kappa: 0.5,
            initial_membership: 3,
            final_membership: 3,
            linkage: 0.5,
        }
    }
}

/// A group of sets.
#[derive(Debug, Clone, PartialEq)]
pub struct SetGroup {
    /// Positions of its sets, by p, then id. The first represents the cluster.
    pub sets: Vec<usize>,
    /// Minus the decadic logarithm of the geometric mean of the p-values.
    pub enrichment_score: f64,
}

/// The outcome of [`group_sets`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SetGroups {
    /// Groups, the highest enrichment score first.
    pub groups: Vec<SetGroup>,
    /// Positions of the sets in no cluster, by p, then id.
    pub alone: Vec<usize>,
}

/// Clusters sets by the agreement of their genes among `n_genes` genes (Cohen's kappa). A set may
/// stand in several clusters.
///
/// Every set with enough sets like it, of which most are alike among themselves, founds a group;
/// groups are taken by the p-value of their founder, and each in turn takes in every later group
/// that shares at least `linkage` of the smaller one's sets, until none does. The result depends
/// neither on the order of the sets nor on the number of threads.
///
/// # Errors
/// [`GeneSetError::Setting`] for thresholds out of range; [`GeneSetError::Shape`] for a gene
/// beyond `n_genes`.
///
/// # Numerics
/// Kappa is exact up to rounding. The order in which DAVID merges groups is not published, so its
/// clusters may differ at the border.
///
/// # Source
/// Huang et al. 2007 (doi:10.1186/gb-2007-8-9-r183), DAVID's functional annotation clustering.
pub fn group_sets(
    sets: &[SetProfile<'_>],
    n_genes: usize,
    settings: SetClusterSettings,
) -> Result<SetGroups, GeneSetError> {
    check(sets, n_genes, settings)?;
    let mut order: Vec<usize> = (0..sets.len()).collect();
    order.sort_by(|&a, &b| {
        (sets[a].p_value.total_cmp(&sets[b].p_value)).then_with(|| sets[a].id.cmp(sets[b].id))
    });
    let profiles = Profiles::new(sets, &order, n_genes, settings);
    let alike: Vec<Bits> = (0..profiles.len())
        .into_par_iter()
        .map(|one| profiles.like(one))
        .collect();
    let mut groups: Vec<Bits> = (alike.iter())
        .filter(|group| profiles.found(group, &alike))
        .cloned()
        .collect();
    profiles.merge(&mut groups);
    groups.retain(|group| profiles.count(group) >= settings.final_membership);
    let mut found: Vec<SetGroup> = (groups.iter())
        .map(|group| profiles.group(group, sets, &order))
        .collect();
    // Stable: of equal scores the founder with the smaller p is first.
    found.sort_by(|a, b| b.enrichment_score.total_cmp(&a.enrichment_score));
    let is_alone = |at: &usize| !groups.iter().any(|group| group.has(*at));
    let mut alone: Vec<usize> = (0..profiles.len())
        .filter(is_alone)
        .flat_map(|at| profiles.places[at].iter().copied())
        .collect();
    alone.sort_unstable();
    Ok(SetGroups {
        groups: found,
        alone: alone.into_iter().map(|at| order[at]).collect(),
    })
}

/// Cohen's kappa of two sets of `n_genes` genes with these sizes and so many in common. 1 where
/// both are empty or hold all genes.
pub fn kappa(n_genes: usize, sizes: (usize, usize), common: usize) -> f64 {
    let [n, a, b, common] = [n_genes, sizes.0, sizes.1, common].map(|count| count as f64);
    let agreement = (n - a - b + 2.0 * common) / n;
    let by_chance = (a * b + (n - a) * (n - b)) / (n * n);
    if by_chance >= 1.0 {
        return 1.0;
    }
    (agreement - by_chance) / (1.0 - by_chance)
}

/// The different lists of genes, each with the places of its sets in the order of p. Sets with
/// the same genes are alike and like the same others, so that they stand together in every group:
/// a chain of terms costs no more than its different lists.
struct Profiles {
    n_genes: usize,
    settings: SetClusterSettings,
    genes: Vec<Bits>,
    places: Vec<Vec<usize>>,
}

impl Profiles {
    fn new(
        sets: &[SetProfile<'_>],
        order: &[usize],
        n_genes: usize,
        settings: SetClusterSettings,
    ) -> Self {
        let mut profiles = Self {
            n_genes,
            settings,
            genes: Vec::new(),
            places: Vec::new(),
        };
        let mut known: FxHashMap<Bits, usize> = FxHashMap::default();
        for (place, &at) in order.iter().enumerate() {
            let genes = Bits::new(n_genes, sets[at].genes);
            // sets with too few genes are not even like those with the same
            if genes.count() >= settings.min_overlap {
                if let Some(&same) = known.get(&genes) {
                    profiles.places[same].push(place);
                    continue;
                }
                known.insert(genes.clone(), profiles.len());
            }
            profiles.genes.push(genes);
            profiles.places.push(vec![place]);
        }
        profiles
    }

    fn len(&self) -> usize {
        self.genes.len()
    }

    /// The number of sets of a group.
    fn count(&self, group: &Bits) -> usize {
        group.members().map(|at| self.places[at].len()).sum()
    }

    /// The number of sets of two groups.
    fn count_common(&self, one: &Bits, other: &Bits) -> usize {
        let common = one.members().filter(|&at| other.has(at));
        common.map(|at| self.places[at].len()).sum()
    }

    /// The lists like one, itself among them.
    fn like(&self, one: usize) -> Bits {
        let mut found = Bits::new(self.len(), &[one as u32]);
        let size = self.genes[one].count();
        for (at, other) in self.genes.iter().enumerate() {
            let common = self.genes[one].count_common(other);
            if at != one
                && common >= self.settings.min_overlap
                && kappa(self.n_genes, (size, other.count()), common) >= self.settings.min_kappa
            {
                found.add(at);
            }
        }
        found
    }

    /// Whether a set and those like it are enough, and most pairs of them alike.
    fn found(&self, group: &Bits, alike: &[Bits]) -> bool {
        let n = self.count(group);
        let n_alike: usize = (group.members())
            .map(|at| self.places[at].len() * (self.count_common(&alike[at], group) - 1))
            .sum();
        let n_pairs = n * (n - 1);
        n >= self.settings.initial_membership
            && (n_pairs == 0 || n_alike as f64 >= self.settings.linkage * n_pairs as f64)
    }

    /// Merges until no two groups share enough. A group that has grown may fit one before it.
    fn merge(&self, groups: &mut Vec<Bits>) {
        let share = self.settings.linkage;
        loop {
            let n_before = groups.len();
            let mut at = 0;
            while at < groups.len() {
                let size = self.count(&groups[at]);
                let found = (at + 1..groups.len()).find(|&other| {
                    let smaller = size.min(self.count(&groups[other]));
                    self.count_common(&groups[at], &groups[other]) as f64 >= share * smaller as f64
                });
                match found {
                    Some(other) => {
                        let taken = groups.remove(other);
                        groups[at].add_all(&taken);
                    }
                    None => at += 1,
                }
            }
            if groups.len() == n_before {
                return;
            }
        }
    }

    fn group(&self, group: &Bits, sets: &[SetProfile<'_>], order: &[usize]) -> SetGroup {
        let mut places: Vec<usize> = (group.members())
            .flat_map(|at| self.places[at].iter().copied())
            .collect();
        places.sort_unstable();
        let members: Vec<usize> = places.into_iter().map(|place| order[place]).collect();
        let logarithm = |at: &usize| -sets[*at].p_value.max(f64::MIN_POSITIVE).log10();
        SetGroup {
            enrichment_score: members.iter().map(logarithm).sum::<f64>() / members.len() as f64,
            sets: members,
        }
    }
}

fn check(
    sets: &[SetProfile<'_>],
    n_genes: usize,
    settings: SetClusterSettings,
) -> Result<(), GeneSetError> {
    for (setting, value) in [
        ("min_kappa", settings.min_kappa),
        ("linkage", settings.linkage),
    ] {
        if !(value > 0.0 && value <= 1.0) {
            return Err(GeneSetError::Setting {
                setting,
                found: value.to_string(),
                expected: "a number above 0, up to 1",
            });
        }
    }
    let largest = sets.iter().flat_map(|set| set.genes).max();
    match largest {
        Some(&gene) if gene as usize >= n_genes => Err(GeneSetError::Shape {
            what: "gene of a set",
            found: gene as usize,
            expected: n_genes,
        }),
        _ => Ok(()),
    }
}

/// A set of small numbers, one bit each.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Bits(Vec<u64>);

impl Bits {
    fn new(n: usize, members: &[u32]) -> Self {
        let mut bits = Self(vec![0; n.div_ceil(64)]);
        members.iter().for_each(|&at| bits.add(at as usize));
        bits
    }

    fn add(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    fn add_all(&mut self, other: &Self) {
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }

    fn has(&self, at: usize) -> bool {
        self.0[at / 64] >> (at % 64) & 1 == 1
    }

    /// The numbers, ascending.
    fn members(&self) -> impl Iterator<Item = usize> {
        (self.0.iter().enumerate()).flat_map(|(at, &word)| {
            let without_lowest = |word: &u64| Some(word & word.wrapping_sub(1));
            let left = std::iter::successors(Some(word), without_lowest);
            let left = left.take_while(|word| *word != 0);
            left.map(move |word| 64 * at + word.trailing_zeros() as usize)
        })
    }

    fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    fn count_common(&self, other: &Self) -> usize {
        let words = self.0.iter().zip(&other.0);
        words.map(|(a, b)| (a & b).count_ones() as usize).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profiles<'a>(sets: &'a [(&'a str, f64, Vec<u32>)]) -> Vec<SetProfile<'a>> {
        sets.iter()
            .map(|(id, p_value, genes)| SetProfile {
                id,
                p_value: *p_value,
                genes,
            })
            .collect()
    }

    #[test]
    fn kappa_by_hand() {
        // 2 x 2 table 20, 5, 10, 15: agreement 0.7, by chance 0.5
        assert!((kappa(50, (25, 30), 20) - 0.4).abs() < 1e-15);
        assert_eq!(kappa(10, (4, 4), 4), 1.0);
        assert_eq!(kappa(10, (10, 10), 10), 1.0);
        // halves that share half of what they hold agree by chance
        assert_eq!(kappa(100, (50, 50), 25), 0.0);
        assert_eq!(kappa(100, (50, 50), 0), -1.0);
    }

    #[test]
    fn two_clusters_and_one_alone() {
        let sets = [
            ("a1", 1e-4, (0..10).collect()),
            ("a2", 1e-6, (0..9).collect()),
            ("a3", 1e-5, (1..10).collect()),
            ("b1", 0.01, (50..60).collect()),
            ("b2", 0.02, (50..61).collect()),
            ("b3", 0.04, (50..62).collect()),
            ("c1", 1e-9, (30..40).collect()),
            ("c2", 1e-9, (30..40).collect()),
        ];
        let found = group_sets(&profiles(&sets), 100, SetClusterSettings::default()).unwrap();
        let members: Vec<&[usize]> = found.groups.iter().map(|one| &one.sets[..]).collect();
        assert_eq!(members, [&[1, 2, 0][..], &[3, 4, 5]]);
        assert!((found.groups[0].enrichment_score - 5.0).abs() < 1e-12);
        let score = -(0.01_f64 * 0.02 * 0.04).log10() / 3.0;
        assert!((found.groups[1].enrichment_score - score).abs() < 1e-12);
        assert_eq!(found.alone, [6, 7]);
        let mut turned = sets;
        turned.reverse();
        let again = group_sets(&profiles(&turned), 100, SetClusterSettings::default()).unwrap();
        let ids = |at: &usize| turned[*at].0;
        assert_eq!(
            again.groups[0].sets.iter().map(ids).collect::<Vec<_>>(),
            ["a2", "a3", "a1"]
        );
    }

    #[test]
    fn chains_merge_and_refuse_wrong_settings() {
        // A chain of sets, each like its neighbours: groups of three share two.
        let sets: Vec<(String, Vec<u32>)> = (0..8)
            .map(|at| (format!("s{at}"), (at * 3..at * 3 + 12).collect()))
            .collect();
        let profiles: Vec<SetProfile<'_>> = (sets.iter())
            .map(|(id, genes)| SetProfile {
                id,
                p_value: 0.1,
                genes,
            })
            .collect();
        let found = group_sets(&profiles, 200, SetClusterSettings::default()).unwrap();
        assert_eq!(found.groups.len(), 1);
        assert_eq!(found.groups[0].sets.len(), 8);
        let strict = SetClusterSettings {
            min_kappa: 0.9,
            ..SetClusterSettings::default()
        };
        assert_eq!(group_sets(&profiles, 200, strict).unwrap().alone.len(), 8);
        assert!(group_sets(&profiles, 20, strict).is_err());
        let wrong = SetClusterSettings {
            linkage: 0.0,
            ..strict
        };
        assert!(group_sets(&profiles, 200, wrong).is_err());
        let none = group_sets(&[], 0, strict).unwrap();
        assert_eq!(none, SetGroups::default());
    }

    #[test]
    fn thousands_of_sets_with_the_same_genes_are_one_list() {
        let genes: Vec<Vec<u32>> = (0..20).map(|at| (at..at + 30).collect()).collect();
        let ids: Vec<String> = (0..20_000).map(|at| format!("s{at:05}")).collect();
        let sets: Vec<SetProfile<'_>> = (ids.iter().enumerate())
            .map(|(at, id)| SetProfile {
                id,
                p_value: 1e-3,
                genes: &genes[at % 20],
            })
            .collect();
        let found = group_sets(&sets, 200, SetClusterSettings::default()).unwrap();
        assert!(found.alone.is_empty());
        let members: usize = found.groups.iter().map(|group| group.sets.len()).sum();
        assert!(members >= sets.len(), "{members}");
    }
}
