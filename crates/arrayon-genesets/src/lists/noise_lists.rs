//! Lists of features that noise alone would put into a list of changed ones: how many of a set come
//! into them together?

use crate::design::{LinearEffects, check_prior};
use crate::error::GeneSetError;
use crate::self_contained::{BLOCK, ScaledEffects, random_directions};
use arrayon_core::Direction;
use arrayon_stats::linear::VariancePrior;
use rayon::prelude::*;

/// Residual degrees of freedom from which lists are drawn: those of three arrays against three.
const LEAST_DF: usize = 4;

/// The smallest |z| of the features up, and of the features down; none where the list is empty.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ListLimits {
    /// That of the features up.
    pub up: Option<f64>,
    /// That of the features down.
    pub down: Option<f64>,
}

/// The features whose moderated t is as large as that of listed ones, along random directions of a
/// design's residual space. What the study compares has no part in them: features come into such a
/// list by noise, and several of a set at once where they vary together from array to array.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoiseLists {
    n_features: usize,
    /// For the limit of the features up, and that of the features down: one list for each
    /// direction and its opposite.
    lists: [Vec<Vec<u32>>; 2],
}

impl NoiseLists {
    /// Draws the lists of `n_directions` and their opposites. `None` where the design leaves fewer
    /// than 4 residual degrees of freedom.
    ///
    /// # Errors
    /// [`GeneSetError::Shape`] for a prior that does not fit; [`GeneSetError::NotFinite`] for a
    /// feature without any variation under a prior without weight.
    ///
    /// # Determinism
    /// Direction number `r` draws from stream `r` of the seed; any number of threads gives the
    /// same lists.
    ///
    /// # Source
    /// Rotations of residuals: Langsrud 2005 (doi:10.1007/s11222-005-4789-5), here of those
    /// that a contrast leaves, as in Wu et al. 2010 (doi:10.1093/bioinformatics/btq401).
    pub fn draw(
        effects: &LinearEffects,
        prior: &VariancePrior,
        limits: ListLimits,
        n_directions: usize,
        seed: u64,
    ) -> Result<Option<Self>, GeneSetError> {
        let n_features = effects.n_features();
        check_prior(prior, n_features)?;
        if effects.df_residual() < LEAST_DF {
            return Ok(None);
        }
        let rows: Vec<u32> = (0..n_features as u32).collect();
        let scaled = ScaledEffects::new(&effects.residual_alone(), prior, &rows)?;
        let n_coordinates = effects.df_residual();
        let is_asked = [limits.up.is_some(), limits.down.is_some()];
        let limits = scaled.limits([limits.up, limits.down]);
        let n_blocks = n_directions.div_ceil(BLOCK);
        let blocks: Vec<[Vec<Vec<u32>>; 2]> = (0..n_blocks)
            .into_par_iter()
            .map(|block| {
                let directions = random_directions(n_coordinates, seed, block);
                let n = BLOCK.min(n_directions - block * BLOCK);
                let found = scaled.beyond(&directions, &limits);
                found.map(|lists| lists.into_iter().take(2 * n).collect())
            })
            .collect();
        let (mut up, mut down) = (Vec::new(), Vec::new());
        for [of_up, of_down] in blocks {
            up.extend(of_up);
            down.extend(of_down);
        }
        let found =
            |lists: Vec<Vec<u32>>, is_asked: bool| if is_asked { lists } else { Vec::new() };
        let (up, down) = (found(up, is_asked[0]), found(down, is_asked[1]));
        Ok(Some(Self {
            n_features,
            lists: [up, down],
        }))
    }

    /// How often noise alone puts as many features of a set into a list, beyond the share that
    /// chance gives the set, as `excess`: `(b + 1) / (n + 1)` for `b` of `n` lists. Features that
    /// are `left_out` count in neither set nor list. 1 where the list of the direction was empty.
    pub fn p_value(
        &self,
        direction: Direction,
        excess: f64,
        is_of_set: &[bool],
        is_left_out: &[bool],
    ) -> f64 {
        let lists = match direction {
            Direction::Up => &self.lists[0],
            Direction::Down => &self.lists[1],
        };
        let kept = (0..self.n_features).filter(|&row| !is_left_out[row]);
        let (n_kept, n_set) = kept.fold((0_usize, 0_usize), |(all, set), row| {
            (all + 1, set + usize::from(is_of_set[row]))
        });
        let share = n_set as f64 / n_kept.max(1) as f64;
        let is_beyond = |list: &&Vec<u32>| {
            let kept = list.iter().filter(|&&row| !is_left_out[row as usize]);
            let (n, n_set) = kept.fold((0_usize, 0_usize), |(all, set), &row| {
                (all + 1, set + usize::from(is_of_set[row as usize]))
            });
            n_set as f64 - share * n as f64 >= excess
        };
        let n_beyond = lists.iter().filter(is_beyond).count();
        (n_beyond + 1) as f64 / (lists.len() + 1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_core::ExpressionMatrix;
    use arrayon_stats::linear::PerFeature;
    use arrayon_stats::normal;
    use arrayon_stats::random_stream::random_stream;
    use ndarray::Array2;
    use rand::Rng;

    const N: usize = 2_000;
    const N_SET: usize = 200;

    /// Lists of arrays in two groups; the first 200 features share a part of their variance, and
    /// every tenth feature differs between the groups.
    fn lists(correlation: f64, n_arrays: usize, limits: ListLimits) -> Option<NoiseLists> {
        let mut draws = random_stream(3, 1);
        let mut normal =
            || normal::quantile(((draws.next_u64() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64);
        let mut shared: Vec<f64> = (0..n_arrays).map(|_| normal()).collect();
        // what is shared varies by 1 within the groups, whatever was drawn
        let mean = |values: &[f64], group: usize| {
            let of_group: Vec<f64> = values.iter().skip(group).step_by(2).copied().collect();
            of_group.iter().sum::<f64>() / of_group.len() as f64
        };
        let means = [mean(&shared, 0), mean(&shared, 1)];
        (shared.iter_mut().enumerate()).for_each(|(at, value)| *value -= means[at % 2]);
        let squares: f64 = shared.iter().map(|value| value * value).sum();
        let scale = ((n_arrays - 2) as f64 / squares).sqrt();
        shared.iter_mut().for_each(|value| *value *= scale);
        let values = Array2::from_shape_fn((N, n_arrays), |(row, array)| {
            let weight: f64 = if row < N_SET { correlation } else { 0.0 };
            let effect = if row % 10 == 0 && array % 2 == 0 {
                9.0
            } else {
                0.0
            };
            effect + weight.sqrt() * shared[array] + (1.0 - weight).sqrt() * normal()
        });
        let names = |n: usize| (0..n).map(|i| i.to_string()).collect();
        let expression = ExpressionMatrix::new(names(N), names(n_arrays), values).unwrap();
        let design = Array2::from_shape_fn((n_arrays, 2), |(i, j)| f64::from(u8::from(i % 2 == j)));
        let effects = LinearEffects::new(&expression, &design, &[1.0, -1.0]).unwrap();
        let prior = VariancePrior::new(PerFeature::Shared(1.0), PerFeature::Shared(f64::INFINITY));
        NoiseLists::draw(&effects, &prior, limits, 400, 1).unwrap()
    }

    const LIMITS: ListLimits = ListLimits {
        up: Some(2.0),
        down: None,
    };

    fn p_value(correlation: f64, excess: f64, of: impl Fn(usize) -> bool) -> f64 {
        let is_of_set: Vec<bool> = (0..N).map(of).collect();
        let lists = lists(correlation, 12, LIMITS).unwrap();
        lists.p_value(Direction::Up, excess, &is_of_set, &[false; N])
    }

    #[test]
    fn noise_puts_many_features_at_once_into_a_list_where_they_vary_together() {
        // of 200 independent features 4.6 lie beyond 2; ten more hardly ever do
        let (alone, together) = (
            p_value(0.0, 10.0, |row| row < N_SET),
            p_value(0.4, 10.0, |row| row < N_SET),
        );
        assert!(alone < 0.01, "{alone}");
        assert!(together > 0.02, "{together}");
        assert_eq!(p_value(0.0, 100.0, |row| row < N_SET), 1.0 / 801.0);
        // features that differ between the groups are no set that noise brings together
        let changed = p_value(0.0, 10.0, |row| row % 10 == 0);
        assert!(changed < 0.01, "{changed}");
    }

    #[test]
    fn lists_hold_the_share_of_features_that_the_limit_leaves() {
        let lists = lists(0.0, 12, LIMITS).unwrap();
        let n: usize = lists.lists[0].iter().map(Vec::len).sum();
        let share = n as f64 / (lists.lists[0].len() * N) as f64;
        // P(z > 2) is 0.0228
        assert!((share - 0.0228).abs() < 0.002, "{share}");
        assert!(lists.lists[1].is_empty());
        assert_eq!(
            lists.p_value(Direction::Down, 3.0, &[true; N], &[false; N]),
            1.0
        );
    }

    #[test]
    fn features_left_out_count_nowhere() {
        let lists = lists(0.4, 12, LIMITS).unwrap();
        let is_of_set: Vec<bool> = (0..N).map(|row| row < N_SET + 100).collect();
        let is_left_out: Vec<bool> = (0..N).map(|row| row < N_SET).collect();
        let p = |left_out: &[bool]| lists.p_value(Direction::Up, 9.0, &is_of_set, left_out);
        assert!(p(&is_left_out) < 0.01 && p(&[false; N]) > 0.02);
    }

    #[test]
    fn two_arrays_against_three_are_too_few() {
        assert!(lists(0.0, 5, LIMITS).is_none());
        assert!(lists(0.0, 6, LIMITS).is_some());
    }
}
