//! Two lists.

use crate::SignedResult;
use arrayon_stats::hypergeometric::Hypergeometric;

/// Features in two lists at once, beside what chance would give.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlap {
    /// The features, by id.
    pub features: Vec<String>,
    /// How many are expected if the lists were independent draws from the tested features.
    pub expected: f64,
    /// Probability of as many or more by chance (hypergeometric).
    pub p_value: f64,
    /// Its natural logarithm.
    pub log_p_value: f64,
}

/// Two contrasts' lists, over the features tested in both.
#[derive(Debug, Clone, PartialEq)]
pub struct PairIntersection {
    /// The first contrast.
    pub first: String,
    /// The second contrast.
    pub second: String,
    /// Features tested in both.
    pub n_tested: usize,
    /// Features found in the first.
    pub n_first: usize,
    /// Features found in the second.
    pub n_second: usize,
    /// Found in both, whatever the directions.
    pub both: Overlap,
    /// Shared: up in both.
    pub up_up: Overlap,
    /// Shared: down in both.
    pub down_down: Overlap,
    /// Reversed: up in the first, down in the second.
    pub up_down: Overlap,
    /// Reversed: down in the first, up in the second.
    pub down_up: Overlap,
    /// Specific: found in the first only, by id.
    pub only_first: Vec<String>,
    /// Specific: found in the second only, by id.
    pub only_second: Vec<String>,
    /// The correlation that both estimates have by noise alone
    /// ([`SignedResult::noise_correlation`]); away from 0, lists are not independent and `expected`
    /// and the p-values only describe.
    pub noise_correlation: f64,
    /// The pair in words.
    pub words: String,
}

impl PairIntersection {
    /// Features found in both with the same direction.
    pub fn n_shared(&self) -> usize {
        self.up_up.features.len() + self.down_down.features.len()
    }

    /// Features found in both with opposite directions.
    pub fn n_reversed(&self) -> usize {
        self.up_down.features.len() + self.down_up.features.len()
    }

    /// Jaccard index of the lists: features in both over features in either; NaN of empty lists.
    pub fn jaccard(&self) -> f64 {
        let both = self.both.features.len();
        both as f64 / (both + self.only_first.len() + self.only_second.len()) as f64
    }
}

pub(super) fn intersect_pair(first: &SignedResult, second: &SignedResult) -> PairIntersection {
    let tested: Vec<(&str, i8, i8)> = (first.tests.iter())
        .filter_map(|(id, test)| Some((&id[..], test.decision, second.tests.get(id)?.decision)))
        .collect();
    let list = |of_first: &[i8], of_second: &[i8]| -> Vec<String> {
        let in_both = |(_, a, b): &&(&str, i8, i8)| of_first.contains(a) && of_second.contains(b);
        let named = tested.iter().filter(in_both);
        named.map(|(id, _, _)| (*id).to_owned()).collect()
    };
    let overlap = |of_first: &[i8], of_second: &[i8]| {
        let n_first = tested.iter().filter(|(_, a, _)| of_first.contains(a));
        let n_second = tested.iter().filter(|(_, _, b)| of_second.contains(b));
        let (n_first, n_second) = (n_first.count() as u64, n_second.count() as u64);
        let chance = Hypergeometric::new(tested.len() as u64, n_first, n_second)
            .expect("lists are part of the tested features");
        let features = list(of_first, of_second);
        let log_p_value = chance.ln_upper_tail(features.len() as u64);
        Overlap {
            expected: chance.mean(),
            p_value: log_p_value.exp(),
            log_p_value,
            features,
        }
    };
    let (up, down, found) = ([1], [-1], [1, -1]);
    let mut pair = PairIntersection {
        first: first.name.clone(),
        second: second.name.clone(),
        n_tested: tested.len(),
        n_first: tested.iter().filter(|(_, a, _)| *a != 0).count(),
        n_second: tested.iter().filter(|(_, _, b)| *b != 0).count(),
        both: overlap(&found, &found),
        up_up: overlap(&up, &up),
        down_down: overlap(&down, &down),
        up_down: overlap(&up, &down),
        down_up: overlap(&down, &up),
        only_first: list(&found, &[0]),
        only_second: list(&[0], &found),
        noise_correlation: first.noise_correlation(second),
        words: String::new(),
    };
    pair.words = words(&pair);
    pair
}

fn words(pair: &PairIntersection) -> String {
    let n = |overlap: &Overlap| overlap.features.len();
    format!(
        "{} and {}: {} of {} and {} features found in both ({:.1} expected by chance); {} in the \
         same direction ({} up, {} down), {} reversed ({} up in {} and down in {}, {} the other \
         way round)",
        pair.first,
        pair.second,
        n(&pair.both),
        pair.n_first,
        pair.n_second,
        pair.both.expected,
        pair.n_shared(),
        n(&pair.up_up),
        n(&pair.down_down),
        pair.n_reversed(),
        n(&pair.up_down),
        pair.first,
        pair.second,
        n(&pair.down_up),
    )
}
