//! One list against one set: how surprising is the overlap?

use arrayon_stats::beta_binomial;
use arrayon_stats::hypergeometric::Hypergeometric;

/// The four counts of a list against a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverlapCounts {
    /// Tested genes (DAVID: population total).
    pub n_universe: usize,
    /// Tested genes in the set (population hits).
    pub set_size: usize,
    /// Genes in the list (list total).
    pub n_list: usize,
    /// Genes in both (list hits, count).
    pub overlap: usize,
}

impl OverlapCounts {
    /// The overlap expected if the list were drawn at random.
    pub fn expected(&self) -> f64 {
        if self.n_universe == 0 {
            return 0.0;
        }
        self.n_list as f64 * self.set_size as f64 / self.n_universe as f64
    }

    /// Overlap over expected overlap; NaN where nothing is expected.
    pub fn fold_enrichment(&self) -> f64 {
        self.overlap as f64 / self.expected()
    }

    /// One-sided Fisher p: the probability of an overlap as large or larger. NaN for impossible
    /// counts.
    ///
    /// # Source
    /// R's `fisher.test(alternative = "greater")`, `phyper(overlap - 1, ..., lower.tail = FALSE)`.
    pub fn fisher_p(&self) -> f64 {
        self.tail(self.n_list, self.overlap)
    }

    /// EASE p: the one-sided Fisher p after one gene of the overlap is taken away, which spares
    /// sets that a single gene supports. 1 for an overlap of 0 or 1; NaN for impossible counts.
    ///
    /// The table is `[[a - 1, LT - a], [PH - a + 1, PT - LT - PH + a]]`.
    ///
    /// # Source
    /// Hosack et al. 2003 (doi:10.1186/gb-2003-4-10-r70), as DAVID computes it.
    pub fn ease_p(&self) -> f64 {
        if self.overlap <= 1 {
            return if self.fisher_p().is_nan() {
                f64::NAN
            } else {
                1.0
            };
        }
        self.tail(self.n_list - 1, self.overlap - 1)
    }

    /// The one-sided p for genes that vary together: the probability of an overlap as large or
    /// larger where any two genes of the list are correlated by `clustering` in being of the set
    /// (a beta-binomial distribution), never below [`fisher_p`](Self::fisher_p), which it is for a
    /// clustering of 0. NaN for impossible counts.
    ///
    /// # Source
    /// Skellam 1948 (doi:10.1111/j.2517-6161.1948.tb00014.x).
    pub fn clustered_p(&self, clustering: f64) -> f64 {
        let independent = self.fisher_p();
        let share = self.set_size as f64 / self.n_universe as f64;
        if independent.is_nan()
            || clustering.is_nan()
            || clustering <= 0.0
            || !(share > 0.0 && share < 1.0)
        {
            return independent;
        }
        let (overlap, n_list) = (self.overlap as u64, self.n_list as u64);
        beta_binomial::ln_upper_tail(overlap, n_list, share, clustering)
            .exp()
            .max(independent)
    }

    fn tail(&self, draws: usize, at_least: usize) -> f64 {
        let [universe, set, list, overlap] =
            [self.n_universe, self.set_size, self.n_list, self.overlap].map(|count| count as u64);
        match Hypergeometric::new(universe, set, list) {
            Some(whole) if overlap >= whole.smallest() && overlap <= whole.largest() => {
                Hypergeometric::new(universe, set, draws as u64)
                    .map_or(f64::NAN, |counts| counts.upper_tail(at_least as u64))
            }
            _ => f64::NAN,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::OverlapCounts;

    #[test]
    fn documented_ease_example() {
        // DAVID's help: 3 of 300 list genes, 40 of 30,000 others: Fisher 0.008, EASE 0.06. Its
        // tables count the list outside the background: [[3, 40], [297, 29960]] and
        // [[2, 40], [297, 29960]].
        let fisher = OverlapCounts {
            n_universe: 30_300,
            set_size: 43,
            n_list: 300,
            overlap: 3,
        };
        assert!((fisher.fisher_p() - 0.008_852_825_204_142_949).abs() < 1e-15);
        let reduced = OverlapCounts {
            n_universe: 30_299,
            set_size: 42,
            n_list: 299,
            overlap: 2,
        };
        assert!((reduced.fisher_p() - 0.064_558_809_407_365_72).abs() < 1e-14);
        // The tool itself keeps the margins of the population: R phyper(1, 43, 30257, 299).
        assert!((fisher.ease_p() - 0.067_276_173_9).abs() < 1e-9);
    }

    #[test]
    fn genes_that_vary_together_surprise_less() {
        let counts = OverlapCounts {
            n_universe: 20_000,
            set_size: 1_000,
            n_list: 200,
            overlap: 25,
        };
        let p = [0.0, 1e-6, 0.005, 0.02, 0.1].map(|clustering| counts.clustered_p(clustering));
        assert_eq!(p[0], counts.fisher_p());
        assert!(
            p[0] <= p[1] && p.windows(2).all(|pair| pair[0] <= pair[1]),
            "{p:?}"
        );
        assert!(p[1] / p[0] < 1.5 && p[2] < 0.01 && p[4] > 0.05, "{p:?}");
        let none = OverlapCounts {
            overlap: 0,
            ..counts
        };
        assert_eq!(none.clustered_p(0.02), 1.0);
        let impossible = OverlapCounts {
            overlap: 201,
            ..counts
        };
        assert!(impossible.clustered_p(0.02).is_nan());
    }

    #[test]
    fn edges() {
        let counts = |n_universe, set_size, n_list, overlap| OverlapCounts {
            n_universe,
            set_size,
            n_list,
            overlap,
        };
        assert_eq!(counts(100, 10, 5, 0).fisher_p(), 1.0);
        assert_eq!(counts(100, 10, 5, 1).ease_p(), 1.0);
        assert_eq!(counts(100, 100, 5, 5).fisher_p(), 1.0);
        assert!(counts(100, 10, 5, 6).fisher_p().is_nan());
        assert!(counts(100, 10, 0, 1).ease_p().is_nan());
        assert!(counts(100, 10, 0, 0).fold_enrichment().is_nan());
        assert_eq!(counts(100, 10, 20, 2).fold_enrichment(), 1.0);
    }
}
