//! Sketch normalisation: every array receives the mean distribution, known at some of its points.

use crate::compatibility::{Precision, RmaSettings, TieRule};
use crate::ranked_array::CountedValues;
use rayon::prelude::*;

/// Points of a sketch, unless 1 % of the probes are more or all are fewer.
const POINTS: usize = 50_000;

/// How many points the sketch of an array of so many probes has.
pub(crate) fn sketch_size(n_probes: usize) -> usize {
    POINTS.max(n_probes / 100).min(n_probes)
}

/// Adds the sketches of arrays, point by point, in their order.
pub(crate) fn add_sketches(sums: &mut [f64], arrays: &[&CountedValues], precision: Precision) {
    let of_arrays: Vec<Vec<f64>> = (arrays.par_iter())
        .map(|array| sketch(array, sums.len(), precision))
        .collect();
    for of_array in of_arrays {
        let points = sums.iter_mut().zip(of_array);
        points.for_each(|(sum, point)| *sum += point);
    }
}

/// The mean of the sketches of all arrays: values at evenly spaced ranks, linear, ascending.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SketchTarget(Vec<f64>);

impl SketchTarget {
    /// That of so many arrays, given the sums of their sketches.
    ///
    /// # Source
    /// APT 1.16, `quant-norm.sketch`: with `N` probes and `K` points, point `i` (from 0) is the mean
    /// of the sorted values at `⌊i (N - 1) / (K - 1)⌋` and `⌈i (N - 1) / (K - 1)⌉`.
    pub(crate) fn of_sums(sums: Vec<f64>, n_arrays: usize, precision: Precision) -> Self {
        let mean = |sum: f64| precision.keep(sum / n_arrays as f64);
        Self(sums.into_iter().map(mean).collect())
    }

    /// The normalised value of each distinct intensity of an array, linear.
    ///
    /// An intensity that stands in the array's sketch becomes the target at its points, by the rule
    /// of ties where it stands there more than once; between two points the target is interpolated.
    pub(crate) fn normalized(&self, array: &CountedValues, settings: RmaSettings) -> Vec<f64> {
        let sketch = sketch(array, self.0.len(), settings.precision);
        let value = |&intensity: &f64| {
            let start = sketch.partition_point(|point| *point < intensity);
            let end = sketch.partition_point(|point| *point <= intensity);
            match start < end {
                true => self.of_run(start, end, settings.ties),
                false => self.between(&sketch, start, intensity),
            }
        };
        let values = array.distinct().iter().map(value);
        values.map(|value| settings.precision.keep(value)).collect()
    }

    /// The target where an intensity stands at points `start..end`.
    fn of_run(&self, start: usize, end: usize, ties: TieRule) -> f64 {
        let lower_middle = (start + end - 1) / 2;
        match ties {
            TieRule::MeanRank if (end - start).is_multiple_of(2) => {
                0.5 * (self.0[lower_middle] + self.0[lower_middle + 1])
            }
            TieRule::MeanRank | TieRule::LowerMiddle => self.0[lower_middle],
        }
    }

    /// The target between point `above` and the one before; the first and the last point are the
    /// array's own least and greatest value, so that no intensity lies beyond them.
    fn between(&self, sketch: &[f64], above: usize, intensity: f64) -> f64 {
        let (low, high) = (self.0[above - 1], self.0[above]);
        let share = (intensity - sketch[above - 1]) / (sketch[above] - sketch[above - 1]);
        low + share * (high - low)
    }
}

fn sketch(array: &CountedValues, n_points: usize, precision: Precision) -> Vec<f64> {
    let (starts, distinct) = (array.starts(), array.distinct());
    let last = array.n_probes() - 1;
    let mut index = 0;
    let mut value = |position: usize| {
        while starts[index + 1] as usize <= position {
            index += 1;
        }
        distinct[index]
    };
    // of the point before, whose upper rank may be the lower one of the next
    let steps = n_points.saturating_sub(1).max(1);
    let mut points = Vec::with_capacity(n_points);
    for point in 0..n_points {
        let low = value(point * last / steps);
        let is_between = !(point * last).is_multiple_of(steps);
        let high = if is_between {
            value(point * last / steps + 1)
        } else {
            low
        };
        points.push(precision.keep((low + high) / 2.0));
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compatibility::Compatibility;
    use crate::quantile::{mean_distribution, normalized_values};
    use crate::ranked_array::RankedArray;
    use arrayon_testkit::{assert_close, read_table, testdata};

    fn target(arrays: &[RankedArray], n_points: usize, precision: Precision) -> SketchTarget {
        let mut sums = vec![0.0; n_points];
        // whether all at once or one after the other
        let (first, rest) = arrays.split_at(1);
        for some in [first, rest] {
            let some: Vec<&CountedValues> = some.iter().map(RankedArray::counted).collect();
            add_sketches(&mut sums, &some, precision);
        }
        SketchTarget::of_sums(sums, arrays.len(), precision)
    }

    fn arrays() -> (Vec<RankedArray>, arrayon_testkit::Table) {
        let table = read_table(&testdata().join("golden/normalize/small_sketch.tsv.gz"));
        let (numbers, of) = (table.numbers("intensity"), table.numbers("array"));
        let array = |at: usize| {
            let own = numbers.iter().zip(&of).filter(|(_, of)| **of == at as f64);
            let values: Vec<f32> = own.map(|(value, _)| *value as f32).collect();
            RankedArray::new(&values).unwrap()
        };
        ((0..3).map(array).collect(), table)
    }

    #[test]
    fn sketches_meet_a_plain_implementation() {
        let (arrays, table) = arrays();
        let sketches = target(&arrays, 61, Precision::F64);
        for (column, ties) in [
            ("mean_rank", TieRule::MeanRank),
            ("lower_middle", TieRule::LowerMiddle),
        ] {
            let settings = RmaSettings {
                ties,
                precision: Precision::F64,
            };
            let found: Vec<f64> = (arrays.iter())
                .flat_map(|array| {
                    array.in_probe_order(&sketches.normalized(array.counted(), settings))
                })
                .collect();
            let expected = table.numbers(column);
            assert_eq!(found.len(), expected.len());
            for (found, expected) in found.iter().zip(expected) {
                assert_close(*found, expected, 1e-12, column);
            }
        }
    }

    #[test]
    fn a_sketch_of_all_points_is_full_quantile_normalisation() {
        let (arrays, _) = arrays();
        assert_eq!(sketch_size(400), 400);
        assert_eq!(
            (sketch_size(270_000), sketch_size(6_000_000)),
            (50_000, 60_000)
        );
        for choices in [Compatibility::Bioconductor, Compatibility::Apt] {
            let choices = choices.settings();
            let sketches = target(&arrays, 400, choices.precision);
            let full = mean_distribution(&arrays, choices.precision).unwrap();
            for array in &arrays {
                let found = sketches.normalized(array.counted(), choices);
                for (found, full) in found.iter().zip(normalized_values(array, &full, choices)) {
                    assert_close(*found, full, 1e-6, "full");
                }
            }
        }
    }
}
