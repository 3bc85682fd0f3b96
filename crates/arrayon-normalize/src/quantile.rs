//! Quantile normalisation: every array receives the mean distribution.

use crate::compatibility::{Precision, RmaSettings, TieRule};
use crate::error::NormalizeError;
use crate::ranked_array::{CountedValues, RankedArray};
use rayon::prelude::*;

/// Ranks that one thread adds up.
const RANKS_AT_ONCE: usize = 8192;

/// The mean of the arrays' sorted intensities, linear scale, one value per probe, ascending.
///
/// # Errors
/// No arrays, or arrays of unequal length.
///
/// # Numerics
/// For each rank the arrays are added in the order given, each divided by their number first, as
/// preprocessCore does; the result does not depend on the number of threads.
pub fn mean_distribution(
    arrays: &[RankedArray],
    precision: Precision,
) -> Result<Vec<f64>, NormalizeError> {
    let mut target = vec![0.0; check_sizes(arrays)?];
    let counted: Vec<&CountedValues> = arrays.iter().map(RankedArray::counted).collect();
    add_shares(&mut target, &counted, arrays.len());
    (target.iter_mut()).for_each(|sum| *sum = precision.keep(*sum));
    Ok(target)
}

/// Adds `1 / n_arrays` of the sorted values of each of these arrays, in their order, to the sums; the
/// same bits for any number of threads, and for all arrays at once or some after the others.
pub(crate) fn add_shares(sums: &mut [f64], arrays: &[&CountedValues], n_arrays: usize) {
    let chunks = sums.par_chunks_mut(RANKS_AT_ONCE).enumerate();
    chunks.for_each(|(chunk, sums)| {
        for array in arrays {
            add_share(array, chunk * RANKS_AT_ONCE, sums, n_arrays as f64);
        }
    });
}

/// The number of probes, which all arrays must share.
pub(crate) fn check_sizes(arrays: &[RankedArray]) -> Result<usize, NormalizeError> {
    let n_probes = arrays.first().ok_or(NormalizeError::NoArrays)?.n_probes();
    if let Some(array) = arrays.iter().position(|array| array.n_probes() != n_probes) {
        let found = arrays[array].n_probes();
        return Err(NormalizeError::UnequalProbes {
            array,
            found,
            expected: n_probes,
        });
    }
    Ok(n_probes)
}

/// Adds `1 / n_arrays` of the array's sorted values from position `first` on.
fn add_share(array: &CountedValues, first: usize, sums: &mut [f64], n_arrays: f64) {
    let starts = array.starts();
    let mut index = starts.partition_point(|&start| start as usize <= first) - 1;
    let mut at = 0;
    while at < sums.len() {
        let end = (starts[index + 1] as usize - first).min(sums.len());
        // target_k = sum over arrays j of x_(k)j / n
        let share = array.distinct()[index] / n_arrays;
        for sum in &mut sums[at..end] {
            *sum += share;
        }
        at = end;
        index += 1;
    }
}

/// The normalised value of each of an array's distinct intensities, linear scale.
///
/// # Shapes
/// `target` is the mean distribution, ascending, one value per probe; one value comes back for each
/// distinct intensity.
pub fn normalized_values(array: &RankedArray, target: &[f64], settings: RmaSettings) -> Vec<f64> {
    normalized_counted(array.counted(), target, settings)
}

/// As [`normalized_values`], of a distribution.
pub(crate) fn normalized_counted(
    array: &CountedValues,
    target: &[f64],
    settings: RmaSettings,
) -> Vec<f64> {
    (array.starts().windows(2))
        .map(|run| value_of_run(target, run[0] as usize, run[1] as usize, settings.ties))
        .map(|value| settings.precision.keep(value))
        .collect()
}

/// What probes on sorted positions `start..end` (from 0) receive.
fn value_of_run(target: &[f64], start: usize, end: usize, ties: TieRule) -> f64 {
    // The mean rank is (start + 1 + end) / 2, counted from 1.
    let lower_middle = (start + 1 + end) / 2 - 1;
    match ties {
        TieRule::MeanRank if (end - start).is_multiple_of(2) => {
            0.5 * (target[lower_middle] + target[lower_middle + 1])
        }
        TieRule::MeanRank | TieRule::LowerMiddle => target[lower_middle],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compatibility::Compatibility;

    fn ranked(values: &[f32]) -> RankedArray {
        RankedArray::new(values).unwrap()
    }

    #[test]
    fn target_is_the_mean_of_order_statistics() {
        let arrays = [ranked(&[3.0, 1.0, 2.0]), ranked(&[10.0, 10.0, 4.0])];
        let target = mean_distribution(&arrays, Precision::F64).unwrap();
        assert_eq!(target, vec![2.5, 6.0, 6.5]);
    }

    #[test]
    fn tie_rules_on_runs_of_two_and_three() {
        let target = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0];
        let value = |start, end, ties| value_of_run(&target, start, end, ties);
        assert_eq!(value(1, 3, TieRule::MeanRank), 3.0);
        assert_eq!(value(1, 3, TieRule::LowerMiddle), 2.0);
        assert_eq!(value(2, 5, TieRule::MeanRank), 8.0);
        assert_eq!(value(2, 5, TieRule::LowerMiddle), 8.0);
        assert_eq!(value(5, 6, TieRule::MeanRank), 32.0);
    }

    #[test]
    fn untied_arrays_receive_the_target_itself() {
        let arrays = [ranked(&[3.0, 1.0, 2.0]), ranked(&[7.0, 9.0, 4.0])];
        let target = mean_distribution(&arrays, Precision::F64).unwrap();
        for array in &arrays {
            let values = normalized_values(array, &target, Compatibility::Bioconductor.settings());
            assert_eq!(values, target);
        }
    }

    #[test]
    fn unequal_arrays_are_refused() {
        let arrays = [ranked(&[3.0, 1.0]), ranked(&[7.0])];
        assert_eq!(
            mean_distribution(&arrays, Precision::F64),
            Err(NormalizeError::UnequalProbes {
                array: 1,
                found: 1,
                expected: 2
            })
        );
        assert_eq!(
            mean_distribution(&[], Precision::F64),
            Err(NormalizeError::NoArrays)
        );
    }
}
