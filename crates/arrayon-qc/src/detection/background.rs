//! The background of one array, and how likely a feature is to be part of it.

use arrayon_stats::incomplete_gamma::even_chi_squared_upper_tail;

/// The background probes of one array, by their number of G and C.
#[derive(Debug, Clone, PartialEq)]
pub struct DetectionBackground {
    /// The smallest number of G and C of a background probe.
    lowest_gc: u8,
    /// From the smallest number of G and C to the largest.
    bins: Vec<Bin>,
}

/// The background probes of one number of G and C.
#[derive(Debug, Clone, Default, PartialEq)]
struct Bin {
    /// Ascending intensities.
    intensities: Vec<f32>,
    /// Natural logarithm of the share of probes that are as bright or brighter, by the number of
    /// those that are darker.
    ln_shares: Vec<f64>,
    /// The number of the first of [`Self::intervals`], that of the darkest probe.
    first: u32,
    /// Up to the interval of the brightest probe.
    intervals: Vec<Interval>,
}

/// Intensities that are nearly the same.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Interval {
    /// How many background probes are darker than all of them.
    darker: u32,
    /// How many background probes are among them.
    n: u32,
    /// The intensity of those, where it is one; NaN where they have several.
    intensity: f32,
}

/// A factor of two holds 2^9 intervals: so few have background probes of several intensities that an
/// intensity is placed without a search.
const BITS_BELOW_INTERVAL: u32 = 23 - 9;

/// The interval of an intensity; it rises with the intensity.
fn interval(intensity: f32) -> u32 {
    let bits = intensity.to_bits();
    let ordered = match intensity.is_sign_negative() {
        true => !bits,
        false => bits | 1 << 31,
    };
    ordered >> BITS_BELOW_INTERVAL
}

impl Bin {
    fn of(mut intensities: Vec<f32>) -> Self {
        intensities.sort_unstable_by(f32::total_cmp);
        let n = intensities.len();
        let share = |darker: usize| (n - darker).max(1) as f64 / n as f64;
        let ln_shares = (0..=n).map(|darker| share(darker).ln()).collect();
        let (Some(&darkest), Some(&brightest)) = (intensities.first(), intensities.last()) else {
            return Self::default();
        };
        let first = interval(darkest);
        let mut intervals = Vec::with_capacity((interval(brightest) - first + 1) as usize);
        let mut darker = 0;
        for probes in intensities.chunk_by(|&one, &next| interval(one) == interval(next)) {
            let at = (interval(probes[0]) - first) as usize;
            let empty = Interval {
                darker,
                n: 0,
                intensity: probes[0],
            };
            intervals.resize(at, empty);
            let is_one = probes[0] == probes[probes.len() - 1];
            intervals.push(Interval {
                darker,
                n: probes.len() as u32,
                intensity: if is_one { probes[0] } else { f32::NAN },
            });
            darker += probes.len() as u32;
        }
        Self {
            intensities,
            ln_shares,
            first,
            intervals,
        }
    }

    /// The natural logarithm of the share of probes that are as bright or brighter, at least one of
    /// their number.
    fn ln_share(&self, intensity: f32) -> f64 {
        // an intensity below the first interval is below all of its probes, too
        let at = interval(intensity).saturating_sub(self.first) as usize;
        let Some(near) = self.intervals.get(at) else {
            return self.ln_shares[self.intensities.len()];
        };
        let darker = if near.intensity.is_nan() {
            let probes = &self.intensities[near.darker as usize..][..near.n as usize];
            near.darker + probes.iter().filter(|&&one| one < intensity).count() as u32
        } else {
            near.darker + u32::from(intensity > near.intensity) * near.n
        };
        self.ln_shares[darker as usize]
    }
}

impl DetectionBackground {
    /// Sorts background probes, each with its number of G and C and its intensity as scanned;
    /// `None` where there are none.
    pub fn of(probes: impl Iterator<Item = (u8, f32)>) -> Option<Self> {
        let probes: Vec<(u8, f32)> = probes.collect();
        let lowest_gc = probes.iter().map(|(gc, _)| *gc).min()?;
        let highest = probes.iter().map(|(gc, _)| *gc).max()?;
        let mut bins = vec![Vec::new(); usize::from(highest - lowest_gc) + 1];
        for (gc, intensity) in probes {
            bins[usize::from(gc - lowest_gc)].push(intensity);
        }
        let bins = bins.into_iter().map(Bin::of).collect();
        Some(Self { lowest_gc, bins })
    }

    /// The natural logarithm of the share of background probes of this number of G and C, or the
    /// nearest there is at the ends, that are as bright or brighter; at least one of their number,
    /// and all where there are none.
    fn ln_p_of_probe(&self, gc: u8, intensity: f32) -> f64 {
        let bin = usize::from(gc.saturating_sub(self.lowest_gc)).min(self.bins.len() - 1);
        let bin = &self.bins[bin];
        match bin.intensities.is_empty() {
            true => 0.0,
            false => bin.ln_share(intensity),
        }
    }

    /// The p-value of detection of a feature, of the numbers of G and C and the intensities of its
    /// probes: those of the probes, combined by Fisher's method. Probes without a known number of G
    /// and C take no part; NaN where that leaves none.
    ///
    /// # Source
    /// Affymetrix Power Tools, `dabg`: the share of the probe is never below one background probe.
    /// Probes are not independent, so the p-value sorts features and is no rate of errors.
    pub fn p_value(&self, probes: impl Iterator<Item = (Option<u8>, f32)>) -> f64 {
        let (mut sum, mut n) = (0.0, 0_u32);
        for (gc, intensity) in probes {
            if let Some(gc) = gc {
                sum += self.ln_p_of_probe(gc, intensity);
                n += 1;
            }
        }
        match n {
            0 => f64::NAN,
            n => even_chi_squared_upper_tail(-2.0 * sum, n),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn background() -> DetectionBackground {
        let probes = (1..=4).map(|at| (10, at as f32 * 10.0));
        DetectionBackground::of(probes.chain([(12, 5.0)])).unwrap()
    }

    #[test]
    fn shares_count_probes_as_bright_or_brighter() {
        let background = background();
        for (gc, intensity, share) in [
            (10, 5.0, 1.0),
            (10, 20.0, 0.75),
            (10, 40.0, 0.25),
            // never below one probe
            (10, 99.0, 0.25),
            // beyond the ends the nearest bin, a bin of none in between
            (3, 30.0, 0.5),
            (25, 99.0, 1.0),
            (11, 99.0, 1.0),
        ] {
            let found = background.ln_p_of_probe(gc, intensity);
            assert_eq!(found, f64::ln(share), "{gc} {intensity}");
        }
        assert_eq!(DetectionBackground::of(std::iter::empty()), None);
    }

    #[test]
    fn p_values_are_those_of_fishers_closed_form() {
        let background = background();
        // of two probes x = -ln(p1 p2): exp(-x) (1 + x)
        let x = -(0.25_f64 * 0.75).ln();
        let p = background.p_value([(Some(10), 99.0), (Some(10), 20.0)].into_iter());
        assert!((p - (-x).exp() * (1.0 + x)).abs() < 1e-14);
        // of one probe the share itself
        let p = background.p_value([(Some(10), 30.0), (None, 1.0)].into_iter());
        assert!((p - 0.5).abs() < 1e-14);
        assert!(background.p_value([(None, 1.0)].into_iter()).is_nan());
    }

    #[test]
    fn intervals_hide_no_probe() {
        let probe = |at: u32| (at.wrapping_mul(2_654_435_761) >> 20) as f32 * 0.37 - 40.0;
        let bin = Bin::of((0..700).map(probe).collect());
        for at in 0..2000 {
            let intensity = probe(at * 3) + (at % 2) as f32 * 0.01;
            let darker = (0..700).filter(|&one| probe(one) < intensity).count();
            assert_eq!(
                bin.ln_share(intensity),
                bin.ln_shares[darker],
                "{intensity}"
            );
        }
    }
}
