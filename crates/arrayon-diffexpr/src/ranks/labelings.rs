//! Other ways in which the samples could have been labelled, had the groups not mattered.

use arrayon_stats::random_stream::random_stream;
use rand::RngExt;

/// One exchangeable set of samples: its size and how many of them are of the target group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Exchangeable {
    pub(crate) n: usize,
    pub(crate) n_target: usize,
}

/// Labellings of the samples of all sets, set after set: true for the target group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Labelings {
    pub(crate) labels: Vec<Vec<bool>>,
    /// Whether these are all there are.
    pub(crate) complete: bool,
    /// Whether each stands for its mirror image too (all labels exchanged).
    pub(crate) mirrored: bool,
}

/// Labellings other than the observed one (the first samples of each set are the target group)
/// and its mirror image: all where there are at most `most`, else `most` random ones.
///
/// Where groups are of one size in every set, a labelling and its mirror image come together and
/// only one of them is listed.
pub(crate) fn other_labelings(sets: &[Exchangeable], most: usize, seed: u64) -> Labelings {
    let observed: Vec<bool> = (sets.iter())
        .flat_map(|set| (0..set.n).map(|at| at < set.n_target))
        .collect();
    let mirrored = sets.iter().all(|set| set.n == 2 * set.n_target);
    let n_all: f64 = sets.iter().map(|set| choose(set.n, set.n_target)).product();
    let n_others = if mirrored {
        n_all / 2.0 - 1.0
    } else {
        n_all - 1.0
    };
    if n_others > most as f64 {
        let is_other = |labels: &[bool]| {
            labels != observed && labels.iter().zip(&observed).any(|(a, b)| a == b)
        };
        let draw = |at: usize| random_labeling(sets, seed, at as u64, is_other);
        return Labelings {
            labels: (0..most).map(draw).collect(),
            complete: false,
            mirrored,
        };
    }
    // the first sample of the observed labelling is of the target group: of each labelling and
    // its mirror image, the one that keeps it so
    let mut labels = every_labeling(sets);
    labels.retain(|labels| *labels != observed && (!mirrored || labels[0]));
    Labelings {
        labels,
        complete: true,
        mirrored,
    }
}

/// All labellings, the observed one among them, where there are at most `most`, else `most` random
/// ones. Mirror images are listed like any other.
pub(crate) fn all_labelings(sets: &[Exchangeable], most: usize, seed: u64) -> Labelings {
    let n_all: f64 = sets.iter().map(|set| choose(set.n, set.n_target)).product();
    let complete = n_all <= most as f64;
    let draw = |at: usize| random_labeling(sets, seed, at as u64, |_| true);
    Labelings {
        labels: if complete {
            every_labeling(sets)
        } else {
            (0..most).map(draw).collect()
        },
        complete,
        mirrored: false,
    }
}

fn every_labeling(sets: &[Exchangeable]) -> Vec<Vec<bool>> {
    let mut labels = vec![Vec::new()];
    for set in sets {
        let choices = subsets(set.n, set.n_target);
        let extend = |before: &Vec<bool>| {
            let before = before.clone();
            let join = move |choice: &Vec<bool>| [&before[..], choice].concat();
            choices.iter().map(join).collect::<Vec<_>>()
        };
        labels = labels.iter().flat_map(extend).collect();
    }
    labels
}

fn choose(n: usize, k: usize) -> f64 {
    (1..=k)
        .map(|i| (n - k + i) as f64 / i as f64)
        .product::<f64>()
        .round()
}

/// All labellings of `n` samples with `k` of the target group.
fn subsets(n: usize, k: usize) -> Vec<Vec<bool>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for label in [true, false] {
        if (label && k == 0) || (!label && k == n) {
            continue;
        }
        for rest in subsets(n - 1, k - usize::from(label)) {
            all.push([&[label][..], &rest].concat());
        }
    }
    all
}

/// The first random labelling that will do.
fn random_labeling(
    sets: &[Exchangeable],
    seed: u64,
    stream: u64,
    will_do: impl Fn(&[bool]) -> bool,
) -> Vec<bool> {
    let mut random = random_stream(seed, stream);
    loop {
        let mut labels = Vec::new();
        for set in sets {
            let first = labels.len();
            labels.extend((0..set.n).map(|at| at < set.n_target));
            for last in (1..set.n).rev() {
                labels.swap(first + last, first + random.random_range(0..=last));
            }
        }
        if will_do(&labels) {
            return labels;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(n: usize, n_target: usize) -> Exchangeable {
        Exchangeable { n, n_target }
    }

    #[test]
    fn few_labelings_are_listed_and_many_drawn() {
        let found = other_labelings(&[set(6, 3)], 100, 1);
        assert!(found.complete && found.mirrored);
        assert_eq!(found.labels.len(), 9); // (20 - 2) / 2
        let found = other_labelings(&[set(5, 2)], 100, 1);
        assert_eq!((found.labels.len(), found.mirrored), (9, false));
        let pairs = [set(2, 1); 4];
        assert_eq!(other_labelings(&pairs, 100, 1).labels.len(), 7);
        assert!(other_labelings(&[set(2, 1)], 100, 1).labels.is_empty());
        let found = other_labelings(&[set(12, 6), set(2, 1)], 50, 1);
        assert!(!found.complete && found.labels.len() == 50);
        for labels in &found.labels {
            assert_eq!(labels[..12].iter().filter(|label| **label).count(), 6);
            assert!(labels[12] != labels[13]);
        }
        assert_eq!(found, other_labelings(&[set(12, 6), set(2, 1)], 50, 1));
        assert_ne!(found, other_labelings(&[set(12, 6), set(2, 1)], 50, 2));
    }

    #[test]
    fn all_labelings_hold_the_observed_one() {
        let found = all_labelings(&[set(6, 3)], 20, 1);
        assert!(found.complete && found.labels.len() == 20);
        assert_eq!(found.labels[0], [true, true, true, false, false, false]);
        let found = all_labelings(&[set(2, 1); 3], 7, 1);
        assert!(!found.complete && found.labels.len() == 7);
    }
}
