//! Faults of arrays, put on arrays that have none: what laboratories see on scans, by its kind and
//! strength.

use crate::draws::Draws;
use arrayon_core::{ChipDesign, ProbeSet, ProbeSetKind};
use arrayon_formats::cel::CelFile;
use std::fmt;

/// Stream of the draws of faults, apart from those of studies.
const FAULT_STREAM: u64 = 77_000;
/// What the scanner stores at most.
const MOST: f64 = 65_534.0;
/// The part of the cells that is darker than the light of the glass.
const DARK: f64 = 0.02;

/// A fault of one array. Strengths are in the unit of each kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fault {
    /// A line three cells wide, of this part of the chip's side, where cells are eight-fold bright.
    Scratch(f64),
    /// A disc of this part of the chip's side in diameter that keeps a quarter of its signal.
    Bubble(f64),
    /// A ring, a sixteenth of the side wide, brighter by this much, log2.
    Ring(f64),
    /// Darker towards the edges by up to this much, log2, over the outermost eighth.
    EdgeGradient(f64),
    /// Brighter from one side to the other by this much, log2.
    Gradient(f64),
    /// Stored turned by 180 degrees.
    HalfTurn,
    /// This part of the cells exchange their places at random.
    Shuffled(f64),
    /// All probes keep this part of their signal.
    DimHybridization(f64),
    /// All probes but the hybridisation controls keep this part of their signal, and labelling
    /// controls none. Needs the chip's probe sets.
    FailedLabelling(f64),
    /// Scanned with this gain, and cut off where the scanner ends.
    Saturated(f64),
    /// Probes lose up to this much signal, log2, from the last of a set to its first. Needs the
    /// chip's probe sets.
    ThreePrimeBias(f64),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Scratch(_) => "scratch",
            Self::Bubble(_) => "bubble",
            Self::Ring(_) => "ring",
            Self::EdgeGradient(_) => "edge gradient",
            Self::Gradient(_) => "gradient",
            Self::HalfTurn => "half turn",
            Self::Shuffled(_) => "shuffled cells",
            Self::DimHybridization(_) => "dim hybridisation",
            Self::FailedLabelling(_) => "failed labelling",
            Self::Saturated(_) => "saturated",
            Self::ThreePrimeBias(_) => "3' bias",
        })
    }
}

impl Fault {
    /// Its strength, in the unit of its kind; 1 where there is but one.
    pub fn strength(self) -> f64 {
        match self {
            Self::HalfTurn => 1.0,
            Self::Scratch(strength)
            | Self::Bubble(strength)
            | Self::Ring(strength)
            | Self::EdgeGradient(strength)
            | Self::Gradient(strength)
            | Self::Shuffled(strength)
            | Self::DimHybridization(strength)
            | Self::FailedLabelling(strength)
            | Self::Saturated(strength)
            | Self::ThreePrimeBias(strength) => strength,
        }
    }

    /// Puts the fault on an array. Faults of probe sets do nothing without a chip.
    ///
    /// # Determinism
    /// The same cells for the same seed.
    pub fn put_on(self, array: &mut CelFile, chip: Option<&ChipDesign>, seed: u64) {
        let mut draws = Draws::new(seed, FAULT_STREAM);
        let mut scan = Scan::of(array);
        match self {
            Self::Scratch(length) => scan.scratch(length, &mut draws),
            Self::Bubble(width) => scan.bubble(width, &mut draws),
            Self::Ring(log2) => scan.ring(log2, &mut draws),
            Self::EdgeGradient(log2) => scan.change(|x, y, value, _| {
                let from_edge = x.min(1.0 - x).min(y).min(1.0 - y);
                let part = (1.0 - from_edge / 0.125).max(0.0);
                value * libm::exp2(-log2 * part)
            }),
            Self::Gradient(log2) => {
                scan.change(|x, _, value, _| value * libm::exp2(log2 * (x - 0.5)));
            }
            Self::HalfTurn => scan.values.reverse(),
            Self::Shuffled(share) => scan.shuffle(share, &mut draws),
            Self::DimHybridization(part) => scan.change(|_, _, value, dark| dim(value, dark, part)),
            Self::FailedLabelling(part) => scan.fail_labelling(part, chip),
            Self::Saturated(gain) => scan.change(|_, _, value, _| value * gain),
            Self::ThreePrimeBias(log2) => scan.bias(log2, chip),
        }
        scan.store(array);
    }
}

/// Multiplies the signal of the probe sets of these names.
pub fn scale_features(array: &mut CelFile, chip: &ChipDesign, names: &[&str], factor: f64) {
    let mut scan = Scan::of(array);
    for set in chip
        .probe_sets
        .iter()
        .filter(|set| names.contains(&set.label()))
    {
        scan.dim_set(chip, set, factor);
    }
    scan.store(array);
}

/// What is left of an intensity whose signal above the dark keeps a part.
fn dim(value: f64, dark: f64, part: f64) -> f64 {
    dark + (value - dark).max(0.0) * part
}

struct Scan {
    values: Vec<f64>,
    n_rows: usize,
    n_columns: usize,
    dark: f64,
}

impl Scan {
    fn of(array: &CelFile) -> Self {
        let values: Vec<f64> = array
            .intensities
            .iter()
            .map(|&value| value.into())
            .collect();
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let at = (DARK * sorted.len() as f64) as usize;
        Self {
            dark: sorted.get(at).copied().unwrap_or_default(),
            values,
            n_rows: array.header.n_rows as usize,
            n_columns: array.header.n_columns as usize,
        }
    }

    fn store(self, array: &mut CelFile) {
        for (to, value) in array.intensities.iter_mut().zip(self.values) {
            *to = value.round().clamp(1.0, MOST) as f32;
        }
    }

    /// Changes every cell, given its place from 0 to 1, its intensity and that of the dark.
    fn change(&mut self, change: impl Fn(f64, f64, f64, f64) -> f64) {
        let (n_rows, n_columns, dark) = (self.n_rows, self.n_columns, self.dark);
        for (cell, value) in self.values.iter_mut().enumerate() {
            let x = (cell % n_columns) as f64 / (n_columns - 1).max(1) as f64;
            let y = (cell / n_columns) as f64 / (n_rows - 1).max(1) as f64;
            *value = change(x, y, *value, dark);
        }
    }

    fn scratch(&mut self, length: f64, draws: &mut Draws) {
        let angle = draws.uniform() * std::f64::consts::PI;
        let (across, along) = (libm::sin(angle), libm::cos(angle));
        let room = |part: f64, draws: &mut Draws| 0.5 + (draws.uniform() - 0.5) * (1.0 - part);
        let (x0, y0) = (
            room(length * along.abs(), draws),
            room(length * across.abs(), draws),
        );
        let half_width = 1.5 / self.n_columns as f64;
        self.change(|x, y, value, _| {
            let (dx, dy) = (x - x0, y - y0);
            let on_line = (dx * along + dy * across).abs() <= length / 2.0;
            let beside = (dy * along - dx * across).abs();
            if on_line && beside < half_width {
                8.0 * value
            } else {
                value
            }
        });
    }

    fn bubble(&mut self, width: f64, draws: &mut Draws) {
        let room = |draws: &mut Draws| 0.5 + (draws.uniform() - 0.5) * (1.0 - width);
        let (x0, y0) = (room(draws), room(draws));
        self.change(
            |x, y, value, dark| match (x - x0).hypot(y - y0) < width / 2.0 {
                true => dim(value, dark, 0.25),
                false => value,
            },
        );
    }

    fn ring(&mut self, log2: f64, draws: &mut Draws) {
        let (x0, y0) = (0.4 + 0.2 * draws.uniform(), 0.4 + 0.2 * draws.uniform());
        let factor = libm::exp2(log2);
        self.change(|x, y, value, _| {
            let away = (x - x0).hypot(y - y0);
            if (away - 0.3).abs() < 1.0 / 32.0 {
                factor * value
            } else {
                value
            }
        });
    }

    fn shuffle(&mut self, share: f64, draws: &mut Draws) {
        let chosen: Vec<usize> = (0..self.values.len())
            .filter(|_| draws.chance(share))
            .collect();
        let mut moved: Vec<f64> = chosen.iter().map(|&cell| self.values[cell]).collect();
        draws.shuffle(&mut moved);
        for (cell, value) in chosen.into_iter().zip(moved) {
            self.values[cell] = value;
        }
    }

    fn fail_labelling(&mut self, part: f64, chip: Option<&ChipDesign>) {
        let is_kind = |set: &ProbeSet, word: &str| matches!(&set.kind, ProbeSetKind::Control(kind) if kind.contains(word));
        let Some(chip) = chip else { return };
        for set in &chip.probe_sets {
            if is_kind(set, "polya_spike") {
                self.dim_set(chip, set, 0.0);
            } else if !is_kind(set, "bac_spike") && !set.kind.is_antigenomic() {
                self.dim_set(chip, set, part);
            }
        }
    }

    fn bias(&mut self, log2: f64, chip: Option<&ChipDesign>) {
        let Some(chip) = chip else { return };
        for set in chip.probe_sets.iter().filter(|set| set.kind.is_main()) {
            let n = set.probes.len();
            for (at, probe) in chip.perfect_match[set.probes.clone()].iter().enumerate() {
                let from_end = 1.0 - (at + 1) as f64 / n as f64;
                let value = &mut self.values[probe.cell as usize];
                *value = dim(*value, self.dark, libm::exp2(-log2 * from_end));
            }
        }
    }

    fn dim_set(&mut self, chip: &ChipDesign, set: &ProbeSet, part: f64) {
        for probe in &chip.perfect_match[set.probes.clone()] {
            let value = &mut self.values[probe.cell as usize];
            *value = dim(*value, self.dark, part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_formats::cel::CelHeader;

    fn array() -> CelFile {
        CelFile {
            header: CelHeader {
                n_rows: 100,
                n_columns: 100,
                ..CelHeader::default()
            },
            intensities: (0..10_000).map(|cell| (100 + cell % 97) as f32).collect(),
            std_devs: None,
            pixel_counts: None,
            outliers: Vec::new(),
            masked: Vec::new(),
            damaged: Vec::new(),
        }
    }

    fn changed(fault: Fault) -> (usize, CelFile) {
        let clean = array();
        let mut faulty = clean.clone();
        fault.put_on(&mut faulty, None, 5);
        let pairs = clean.intensities.iter().zip(&faulty.intensities);
        (pairs.filter(|(one, other)| one != other).count(), faulty)
    }

    #[test]
    fn faults_change_the_cells_that_they_cover() {
        // a line of half the side, three cells wide
        let (n, _) = changed(Fault::Scratch(0.5));
        assert!((100..250).contains(&n), "{n}");
        // a disc of 0.3 of the side: 707 cells, those at the dark excepted
        let (n, _) = changed(Fault::Bubble(0.3));
        assert!((600..750).contains(&n), "{n}");
        // of 3,000 cells those that meet their own value stay
        let (n, _) = changed(Fault::Shuffled(0.3));
        assert!((2_700..3_100).contains(&n), "{n}");
        let (_, turned) = changed(Fault::HalfTurn);
        assert_eq!(turned.intensities[0], array().intensities[9_999]);
        let (_, bright) = changed(Fault::Saturated(1000.0));
        assert!(bright.intensities.iter().all(|&value| value == MOST as f32));
        // what needs probe sets does nothing without them
        assert_eq!(changed(Fault::ThreePrimeBias(2.0)).0, 0);
    }
}
