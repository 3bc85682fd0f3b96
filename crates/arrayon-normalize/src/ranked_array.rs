//! One array's probe intensities, sorted once and kept as ranks of distinct values.

use crate::error::NormalizeError;
use std::ops::Range;

/// How often an array has each of its distinct values: its distribution, of which no probe is known.
#[derive(Debug, Clone, PartialEq)]
pub struct CountedValues {
    distinct: Vec<f64>,
    /// Number of probes below each distinct value; one more entry at the end holds them all.
    starts: Vec<u32>,
}

impl CountedValues {
    /// The distribution of distinct values, ascending, linear, given the number of probes below each
    /// and, as the last entry of `starts`, of all probes; `None` where the two do not go together.
    pub fn from_parts(distinct: Vec<f64>, starts: Vec<u32>) -> Option<Self> {
        let rise = starts.first() == Some(&0) && starts.is_sorted_by(|one, next| one < next);
        let are_ordered = distinct.is_sorted_by(|one, next| one < next);
        (distinct.len() + 1 == starts.len() && rise && are_ordered)
            .then_some(Self { distinct, starts })
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

    /// How many probes have distinct value `index`.
    pub fn count(&self, index: usize) -> u32 {
        self.starts[index + 1] - self.starts[index]
    }

    /// The median over the probes, linear; NaN without probes.
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
}

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
    counted: CountedValues,
    ranks: Ranks,
}

/// Which of the distinct values each probe has, by its position, in as few bytes as will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RankBytes<'a> {
    /// Up to 65,536 distinct values.
    Short(&'a [u16]),
    /// More.
    Long(&'a [u32]),
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
    /// Whole numbers below 65,536, as scanners store them, are counted in one pass over the probes;
    /// others are sorted in three.
    pub fn new(intensities: &[f32]) -> Result<Self, NormalizeError> {
        if let Some(counted) = count_whole_numbers(intensities) {
            return Ok(counted);
        }
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
            counted: CountedValues { distinct, starts },
        })
    }

    /// The distinct values and how often each stands.
    pub fn counted(&self) -> &CountedValues {
        &self.counted
    }

    /// The rank of each probe's value among the distinct values, from 0.
    pub fn ranks(&self) -> RankBytes<'_> {
        match &self.ranks {
            Ranks::Short(ranks) => RankBytes::Short(ranks),
            Ranks::Long(ranks) => RankBytes::Long(ranks),
        }
    }

    /// The number of probes.
    pub fn n_probes(&self) -> usize {
        self.counted.n_probes()
    }

    /// The distinct values, ascending, linear scale.
    pub fn distinct(&self) -> &[f64] {
        self.counted.distinct()
    }

    /// As [`CountedValues::starts`].
    pub fn starts(&self) -> &[u32] {
        self.counted.starts()
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
        self.counted.median()
    }

    /// How many probes have distinct value `index`.
    pub fn count(&self, index: usize) -> u32 {
        self.counted.count(index)
    }

    /// The same probes with each distinct value replaced by `change` of it.
    ///
    /// `change` must not decrease with its argument. Values that become equal become one.
    #[must_use]
    pub fn map(mut self, change: impl Fn(f64) -> f64) -> Self {
        for value in &mut self.counted.distinct {
            *value = change(*value);
        }
        if self.distinct().windows(2).any(|pair| pair[0] == pair[1]) {
            self.join_equal_values();
        }
        self
    }

    fn join_equal_values(&mut self) {
        let mut new_rank = Vec::with_capacity(self.distinct().len());
        let (mut distinct, mut starts) = (Vec::new(), Vec::new());
        for (&value, &start) in self.distinct().iter().zip(self.starts()) {
            if distinct.last() != Some(&value) {
                distinct.push(value);
                starts.push(start);
            }
            new_rank.push(distinct.len() as u32 - 1);
        }
        starts.push(self.n_probes() as u32);
        let ranks = self.ranks.map(|rank| new_rank[rank]);
        self.ranks = Ranks::of(ranks, distinct.len());
        self.counted = CountedValues { distinct, starts };
    }
}

/// Whole numbers from zero that are counted instead of sorted.
const N_COUNTED: usize = 1 << u16::BITS;

/// Fewer probes are sorted faster than so many numbers are counted.
const FEW_PROBES: usize = 1 << 13;

/// The array, where it has many probes and all intensities are whole numbers that a scanner stores.
fn count_whole_numbers(intensities: &[f32]) -> Option<RankedArray> {
    if intensities.len() < FEW_PROBES {
        return None;
    }
    let mut counts = vec![0_u32; N_COUNTED];
    for &intensity in intensities {
        // what is negative, too large or no number becomes another
        let whole = intensity as u16;
        if f32::from(whole) != intensity {
            return None;
        }
        counts[usize::from(whole)] += 1;
    }
    let (mut distinct, mut starts) = (Vec::new(), Vec::new());
    let mut ranks = vec![0_u16; N_COUNTED];
    let mut below = 0;
    for (value, (&count, rank)) in counts.iter().zip(&mut ranks).enumerate() {
        if count > 0 {
            *rank = distinct.len() as u16;
            distinct.push(value as f64);
            starts.push(below);
            below += count;
        }
    }
    starts.push(below);
    let rank = |&intensity: &f32| ranks[usize::from(intensity as u16)];
    Some(RankedArray {
        ranks: Ranks::Short(intensities.iter().map(rank).collect()),
        counted: CountedValues { distinct, starts },
    })
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
    fn parts_that_do_not_go_together_are_no_distribution() {
        let of = |distinct: &[f64], starts: &[u32]| {
            CountedValues::from_parts(distinct.to_vec(), starts.to_vec())
        };
        let array = RankedArray::new(&[7.0, 2.5, 7.0]).unwrap();
        assert_eq!(of(&[2.5, 7.0], &[0, 1, 3]).as_ref(), Some(array.counted()));
        assert_eq!(array.ranks(), RankBytes::Short(&[1, 0, 1]));
        for (distinct, starts) in [
            (&[2.5, 7.0][..], &[0, 1][..]),
            (&[7.0, 2.5], &[0, 1, 3]),
            (&[2.5, 7.0], &[0, 3, 1]),
            (&[2.5, 7.0], &[1, 2, 3]),
            (&[f64::NAN, 7.0], &[0, 1, 3]),
            (&[], &[]),
        ] {
            assert_eq!(of(distinct, starts), None, "{distinct:?} {starts:?}");
        }
    }

    #[test]
    fn whole_numbers_that_are_counted_rank_as_if_they_were_sorted() {
        let mut values: Vec<f32> = (0..3 * FEW_PROBES)
            .map(|at| (at * 7919 % 9001) as f32 * if at % 5 == 0 { 7.0 } else { 1.0 })
            .collect();
        values[3] = -0.0;
        let counted = count_whole_numbers(&values).unwrap();
        // one value that is not whole makes them be sorted
        let mut others = values.clone();
        others.push(0.5);
        assert!(count_whole_numbers(&others).is_none());
        let sorted = RankedArray::new(&others).unwrap();
        let mut distinct = sorted.distinct().to_vec();
        distinct.retain(|value| *value != 0.5);
        assert_eq!(counted.distinct(), distinct);
        let of_values = |array: &RankedArray| array.in_probe_order(array.distinct());
        assert_eq!(of_values(&counted), of_values(&sorted)[..values.len()]);
        let n_zero = values.iter().filter(|value| **value == 0.0).count() as u32;
        assert_eq!(counted.starts()[..2], [0, n_zero]);
        for wrong in [f32::NAN, f32::INFINITY, -1.0, 65_536.0] {
            let mut others = values.clone();
            others[9] = wrong;
            assert!(count_whole_numbers(&others).is_none(), "{wrong}");
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
