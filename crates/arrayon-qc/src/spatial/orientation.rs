//! Whether the cells of an array lie where those of the others do.

use super::ChipLayout;
use std::fmt;

/// Probes by which orientations are told apart: enough for a correlation to within 0.01.
const N_PROBES: usize = 20_000;

/// Fewer probes that meet a probe when the chip is turned say nothing.
const FEWEST_PROBES: usize = 200;

/// How an array may be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Orientation {
    /// As the others.
    AsTheOthers,
    /// Turned by 180 degrees.
    HalfTurn,
    /// Left and right exchanged.
    LeftRight,
    /// Top and bottom exchanged.
    TopBottom,
    /// Rows and columns exchanged.
    Transposed,
    /// Turned by 90 degrees.
    QuarterTurn,
    /// Turned by 270 degrees.
    ThreeQuarterTurn,
    /// Mirrored at the other diagonal.
    OtherDiagonal,
}

use Orientation::{
    AsTheOthers, HalfTurn, LeftRight, OtherDiagonal, QuarterTurn, ThreeQuarterTurn, TopBottom,
    Transposed,
};

const ALL: [Orientation; 8] = [
    AsTheOthers,
    HalfTurn,
    LeftRight,
    TopBottom,
    Transposed,
    QuarterTurn,
    ThreeQuarterTurn,
    OtherDiagonal,
];

impl fmt::Display for Orientation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            AsTheOthers => "as the others",
            HalfTurn => "turned by 180 degrees",
            LeftRight => "with left and right exchanged",
            TopBottom => "with top and bottom exchanged",
            Transposed => "with rows and columns exchanged",
            QuarterTurn => "turned by 90 degrees",
            ThreeQuarterTurn => "turned by 270 degrees",
            OtherDiagonal => "mirrored at the other diagonal",
        })
    }
}

/// How an array correlates with the median array.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Orientations {
    /// As its cells lie; NaN where it does not vary.
    pub as_it_lies: f64,
    /// The orientation of the highest correlation, and that correlation.
    pub best: (Orientation, f64),
}

/// What arrays are held against, in each orientation.
pub(super) struct Plan(Vec<Turned>);

/// The median array in one orientation.
struct Turned {
    orientation: Orientation,
    /// Probes of which another one has the place once the chip is turned.
    probes: Vec<u32>,
    /// The value that the median array has in that place, less the mean of these values and in units
    /// of their length: their squares sum to 1. NaN where they do not vary.
    medians: Vec<f64>,
}

/// Sums that are formed side by side: one chain of additions would wait for each of them.
const LANES: usize = 8;

impl Turned {
    fn new(orientation: Orientation, pairs: &[(u32, u32)], medians: &[f64]) -> Self {
        let mut values: Vec<f64> = (pairs.iter())
            .map(|&(_, other)| medians[other as usize])
            .collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let length = (values.iter())
            .map(|value| (value - mean).powi(2))
            .sum::<f64>()
            .sqrt();
        for value in &mut values {
            *value = (*value - mean) / length;
        }
        Self {
            orientation,
            probes: pairs.iter().map(|&(probe, _)| probe).collect(),
            medians: values,
        }
    }

    /// Pearson's correlation of an array with the turned median array; NaN where one of the two does
    /// not vary.
    fn correlation(&self, values: &[f64]) -> f64 {
        // near the values, so that sums of squares keep their digits
        let Some(near) = self.probes.first().map(|&probe| values[probe as usize]) else {
            return f64::NAN;
        };
        let mut sums = [[0.0; LANES]; 3];
        let chunks = (self.probes.chunks(LANES)).zip(self.medians.chunks(LANES));
        for (probes, medians) in chunks {
            for (lane, (&probe, median)) in probes.iter().zip(medians).enumerate() {
                let value = values[probe as usize] - near;
                sums[0][lane] += value;
                sums[1][lane] += value * value;
                sums[2][lane] += value * median;
            }
        }
        let [sum, squares, products] = sums.map(|lanes| lanes.iter().sum::<f64>());
        let about_mean = squares - sum * sum / self.probes.len() as f64;
        if about_mean <= 1e-12 * squares {
            return f64::NAN;
        }
        (products / about_mean.sqrt()).clamp(-1.0, 1.0)
    }
}

impl Orientation {
    /// The place of a cell once the array is turned.
    fn turn(self, (x, y): (usize, usize), layout: &ChipLayout<'_>) -> (usize, usize) {
        let (right, bottom) = (layout.n_columns - 1, layout.n_rows - 1);
        match self {
            AsTheOthers => (x, y),
            HalfTurn => (right - x, bottom - y),
            LeftRight => (right - x, y),
            TopBottom => (x, bottom - y),
            Transposed => (y, x),
            QuarterTurn => (bottom - y, x),
            ThreeQuarterTurn => (y, right - x),
            OtherDiagonal => (bottom - y, right - x),
        }
    }

    fn needs_a_square(self) -> bool {
        matches!(
            self,
            Transposed | QuarterTurn | ThreeQuarterTurn | OtherDiagonal
        )
    }
}

impl Orientations {
    /// Lays the median array, an entry for each probe, in all orientations that the chip allows.
    pub(super) fn plan(layout: &ChipLayout<'_>, medians: &[f64]) -> Plan {
        let mut probe_at = vec![u32::MAX; layout.n_rows * layout.n_columns];
        for (&cell, probe) in layout.cells.iter().zip(0..) {
            probe_at[cell as usize] = probe;
        }
        let is_square = layout.n_rows == layout.n_columns;
        let possible = ALL
            .into_iter()
            .filter(|one| is_square || !one.needs_a_square());
        let step = layout.cells.len().div_ceil(N_PROBES).max(1);
        let pairs = |orientation: Orientation| {
            let probes = layout.cells.iter().zip(0_u32..).step_by(step);
            let pairs = probes.filter_map(|(&cell, probe)| {
                let cell = cell as usize;
                let place = (cell % layout.n_columns, cell / layout.n_columns);
                let (x, y) = orientation.turn(place, layout);
                let other = probe_at[y * layout.n_columns + x];
                (other != u32::MAX).then_some((probe, other))
            });
            (orientation, pairs.collect::<Vec<_>>())
        };
        let all = possible.map(pairs);
        Plan(
            all.filter(|(_, pairs)| pairs.len() >= FEWEST_PROBES)
                .map(|(orientation, pairs)| Turned::new(orientation, &pairs, medians))
                .collect(),
        )
    }

    pub(super) fn of(values: &[f64], plan: &Plan) -> Self {
        let mut found = Self {
            as_it_lies: f64::NAN,
            best: (AsTheOthers, f64::NAN),
        };
        for turned in &plan.0 {
            let correlation = turned.correlation(values);
            if turned.orientation == AsTheOthers {
                found.as_it_lies = correlation;
            }
            if found.best.1.is_nan() || correlation > found.best.1 {
                found.best = (turned.orientation, correlation);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_orientation_is_recognised() {
        let side = 40;
        let cells: Vec<u32> = (0..side * side).collect();
        let layout = ChipLayout {
            n_rows: side as usize,
            n_columns: side as usize,
            cells: &cells,
        };
        let medians: Vec<f64> = cells
            .iter()
            .map(|cell| f64::from(cell.wrapping_mul(2_654_435_761) >> 8) / f64::from(1 << 24))
            .collect();
        let plan = Orientations::plan(&layout, &medians);
        for turned in ALL {
            let value = |&cell: &u32| {
                let (x, y) = turned.turn(((cell % side) as usize, (cell / side) as usize), &layout);
                medians[y * side as usize + x]
            };
            let values: Vec<f64> = cells.iter().map(value).collect();
            let found = Orientations::of(&values, &plan);
            assert_eq!(found.best.0, turned);
            assert!(found.best.1 > 0.999, "{turned}");
            assert!(
                turned == AsTheOthers || found.as_it_lies.abs() < 0.2,
                "{turned}"
            );
        }
    }

    #[test]
    fn a_chip_of_few_probes_says_nothing() {
        let layout = ChipLayout {
            n_rows: 2,
            n_columns: 2,
            cells: &[0, 1, 2, 3],
        };
        let plan = Orientations::plan(&layout, &[1.0; 4]);
        let found = Orientations::of(&[1.0; 4], &plan);
        assert!(found.as_it_lies.is_nan() && found.best.1.is_nan());
    }
}
