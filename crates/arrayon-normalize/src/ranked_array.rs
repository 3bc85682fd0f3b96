//! One array's probe intensities, sorted once and kept as ranks of distinct values.

use crate::error::NormalizeError;
use std::ops::Range;

/// One array's probe intensities: the distinct values, how often each stands, and which of them
/// each probe has.
///
/// Scanners store whole numbers, so distinct values are few (about 5,000 of 270,000 probes on a
/// Clariom S array) and work that depends on the value alone is done once for each.
///
/// # Cost
/// Two bytes a probe, or four on an array of more than 65,536 distinct intensities, and twelve
/// bytes a distinct intensity: 0.6 MB for a Clariom S array.
#[derive(Debug, Clone, PartialEq)]
pub struct RankedArray {
    distinct: Vec<f64>,
    /// Number of probes below each distinct value; one more entry at the end holds them all.
    starts: Vec<u32>,
    ranks: Ranks,
}

/// Position among the distinct values of each probe's value, in as few bytes as will do.
#[derive(Debug, Clone, PartialEq)]
enum Ranks {
    Short(Vec<u16>),
    Long(Vec<u32>),
}

impl Ranks {
    fn of(ranks: Vec<u32>, n_distinct: usize) -> Self {
        match n_distinct <= 1 << u16::BITS {
            true => Self::Short(ranks.into_iter().map(|rank| rank as u16).collect()),
            false => Self::Long(ranks),
        }
    }

    fn map(&self, change: impl Fn(usize) -> u32) -> Vec<u32> {
        match self {
            Self::Short(ranks) => ranks.iter().map(|&rank| change(rank.into())).collect(),
            Self::Long(ranks) => ranks.iter().map(|&rank| change(rank as usize)).collect(),
        }
    }
}

impl RankedArray {
    /// Sorts the linear intensities of one array.
    ///
    /// # Errors
    /// [`NormalizeError::Intensity`] for a value that is negative or not finite.
    ///
    /// # Cost
    /// Three counting passes over the probes at most; passes over digits that all values share
    /// are left out, which for whole numbers below 65,536 is one of the three.
    pub fn new(intensities: &[f32]) -> Result<Self, NormalizeError> {
        let unusable = |value: &f32| !(value.is_finite() && *value >= 0.0);
        if let Some(probe) = intensities.iter().position(unusable) {
            return Err(NormalizeError::Intensity {
                probe,
                value: intensities[probe],
            });
        }
        let sorted = sort_with_positions(intensities);
        let (mut distinct, mut starts) = (Vec::new(), Vec::new());
        let mut ranks = vec![0; intensities.len()];
        let mut last_bits = None;
        for (position, &(bits, probe)) in sorted.iter().enumerate() {
            if last_bits != Some(bits) {
                last_bits = Some(bits);
                distinct.push(f64::from(f32::from_bits(bits)));
                starts.push(position as u32);
            }
            ranks[probe as usize] = distinct.len() as u32 - 1;
        }
        starts.push(intensities.len() as u32);
        Ok(Self {
            ranks: Ranks::of(ranks, distinct.len()),
            distinct,
            starts,
        })
    }

    /// The number of probes.
    pub fn n_probes(&self) -> usize {
        self.starts[self.distinct.len()] as usize
    }

    /// The distinct values, ascending, linear scale.
    pub fn distinct(&self) -> &[f64] {
        &self.distinct
    }

    /// For each distinct value the number of probes below it, and at the end that of all probes:
    /// value `i` holds the sorted positions `starts[i]..starts[i + 1]`.
    pub fn starts(&self) -> &[u32] {
        &self.starts
    }

    /// The value of every probe, given that of each distinct intensity.
    ///
    /// # Panics
    /// If there are fewer values than distinct intensities.
    pub fn in_probe_order(&self, values: &[f64]) -> Vec<f64> {
        let mut of_probes = vec![0.0; self.n_probes()];
        self.look_up(values, 0..self.n_probes(), &mut of_probes.iter_mut());
        of_probes
    }

    /// Writes the value of each of these probes, given that of each distinct intensity.
    ///
    /// # Panics
    /// If there are fewer values than distinct intensities, or probes beyond the last.
    pub fn values_of(&self, values: &[f64], probes: Range<usize>, to: &mut [f64]) {
        self.look_up(values, probes, &mut to.iter_mut());
    }

    /// Writes the value of each of these probes, given that of each distinct intensity, to the
    /// next places.
    pub(crate) fn look_up<'a>(
        &self,
        values: &[f64],
        probes: Range<usize>,
        places: &mut impl Iterator<Item = &'a mut f64>,
    ) {
        match &self.ranks {
            Ranks::Short(ranks) => {
                for (&rank, place) in ranks[probes].iter().zip(places) {
                    *place = values[usize::from(rank)];
                }
            }
            Ranks::Long(ranks) => {
                for (&rank, place) in ranks[probes].iter().zip(places) {
                    *place = values[rank as usize];
                }
            }
        }
    }

    /// The median intensity of the probes, linear; NaN without probes.
    pub fn median(&self) -> f64 {
        let n = self.n_probes();
        let value = |position: usize| {
            let index = self
                .starts
                .partition_point(|&start| start as usize <= position)
                - 1;
            self.distinct[index]
        };
        match n {
            0 => f64::NAN,
            _ => 0.5 * (value((n - 1) / 2) + value(n / 2)),
        }
    }

    /// How many probes have distinct value `index`.
    pub fn count(&self, index: usize) -> u32 {
        self.starts[index + 1] - self.starts[index]
    }

    /// The same probes with each distinct value replaced by `change` of it.
    ///
    /// `change` must not decrease with its argument. Values that become equal become one.
    #[must_use]
    pub fn map(mut self, change: impl Fn(f64) -> f64) -> Self {
        for value in &mut self.distinct {
            *value = change(*value);
        }
        if self.distinct.windows(2).any(|pair| pair[0] == pair[1]) {
            self.join_equal_values();
        }
        self
    }

    fn join_equal_values(&mut self) {
        let mut new_rank = Vec::with_capacity(self.distinct.len());
        let (mut distinct, mut starts) = (Vec::new(), Vec::new());
        for (&value, &start) in self.distinct.iter().zip(&self.starts) {
            if distinct.last() != Some(&value) {
                distinct.push(value);
                starts.push(start);
            }
            new_rank.push(distinct.len() as u32 - 1);
        }
        starts.push(self.n_probes() as u32);
        let ranks = self.ranks.map(|rank| new_rank[rank]);
        self.ranks = Ranks::of(ranks, distinct.len());
        self.distinct = distinct;
        self.starts = starts;
    }
}

const DIGIT_BITS: u32 = 11;
const N_DIGITS: usize = 1 << DIGIT_BITS;

/// Sorts by value, equal values by position: least significant digit first on the bit patterns,
/// which order non-negative floats as their values.
fn sort_with_positions(values: &[f32]) -> Vec<(u32, u32)> {
    // Minus zero is a zero: adding zero clears its sign bit.
    let mut sorted: Vec<(u32, u32)> = values
        .iter()
        .zip(0..)
        .map(|(&value, probe)| ((value + 0.0).to_bits(), probe))
        .collect();
    let mut other = vec![(0, 0); sorted.len()];
    for shift in [0, DIGIT_BITS, 2 * DIGIT_BITS] {
        let digit = |bits: u32| (bits >> shift) as usize & (N_DIGITS - 1);
        let mut next = [0_u32; N_DIGITS];
        for &(bits, _) in &sorted {
            next[digit(bits)] += 1;
        }
        if next.contains(&(sorted.len() as u32)) {
            continue; // all values share this digit
        }
        let mut below = 0;
        for place in &mut next {
            below += std::mem::replace(place, below);
        }
        for &item in &sorted {
            let place = &mut next[digit(item.0)];
            other[*place as usize] = item;
            *place += 1;
        }
        std::mem::swap(&mut sorted, &mut other);
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_ties_and_counts() {
        let array = RankedArray::new(&[7.0, 2.5, 7.0, 0.0, 65_000.0, -0.0]).unwrap();
        assert_eq!(array.distinct(), &[0.0, 2.5, 7.0, 65_000.0]);
        assert_eq!(array.starts(), &[0, 2, 3, 5, 6]);
        assert_eq!(array.ranks, Ranks::Short(vec![2, 1, 2, 0, 3, 0]));
        assert_eq!(array.count(2), 2);
        assert_eq!(array.median(), 4.75);
        assert_eq!(RankedArray::new(&[5.0, 1.0, 1.0]).unwrap().median(), 1.0);
    }

    #[test]
    fn values_that_become_equal_are_joined() {
        let array = RankedArray::new(&[3.0, 1.0, 2.0])
            .unwrap()
            .map(|value| value.max(2.0));
        assert_eq!(array.distinct(), &[2.0, 3.0]);
        assert_eq!(array.in_probe_order(array.distinct()), [3.0, 2.0, 2.0]);
        assert_eq!(array.starts(), &[0, 2, 3]);
    }

    #[test]
    fn more_distinct_values_than_short_ranks_hold() {
        for n in [65_536, 65_537] {
            let values: Vec<f32> = (0..n).rev().map(|value| value as f32).collect();
            let array = RankedArray::new(&values).unwrap();
            assert_eq!(matches!(array.ranks, Ranks::Short(_)), n == 65_536);
            let exact: Vec<f64> = values.into_iter().map(f64::from).collect();
            assert_eq!(array.in_probe_order(array.distinct()), exact);
            let joined = array.map(|value| value.max(2.0));
            assert!(matches!(joined.ranks, Ranks::Short(_)));
            assert_eq!(
                joined.in_probe_order(joined.distinct())[n as usize - 1],
                2.0
            );
        }
    }

    #[test]
    fn refuses_what_is_no_intensity() {
        for value in [f32::NAN, f32::INFINITY, -1.0] {
            let error = RankedArray::new(&[1.0, value]).unwrap_err();
            assert!(matches!(error, NormalizeError::Intensity { probe: 1, .. }));
        }
        assert_eq!(RankedArray::new(&[]).unwrap().n_probes(), 0);
    }
}
