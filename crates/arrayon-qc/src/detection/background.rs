//! Detection above background: whether a feature's probes are brighter than probes of the same GC
//! content that match nothing.

use arrayon_stats::incomplete_gamma::chi_squared_upper_tail;

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
}

/// Up to so many probes the tail of chi-squared is summed: it has a closed form.
const FEW_PROBES: u32 = 64;

impl DetectionBackground {
    /// Sorts background probes, each with its number of G and C and its intensity as scanned;
    /// `None` where there are none.
    pub fn of(probes: impl Iterator<Item = (u8, f32)>) -> Option<Self> {
        let probes: Vec<(u8, f32)> = probes.collect();
        let lowest_gc = probes.iter().map(|(gc, _)| *gc).min()?;
        let highest = probes.iter().map(|(gc, _)| *gc).max()?;
        let mut bins = vec![Bin::default(); usize::from(highest - lowest_gc) + 1];
        for (gc, intensity) in probes {
            bins[usize::from(gc - lowest_gc)]
                .intensities
                .push(intensity);
        }
        for bin in &mut bins {
            bin.intensities.sort_by(f32::total_cmp);
            let n = bin.intensities.len();
            let share = |darker: usize| (n - darker).max(1) as f64 / n as f64;
            bin.ln_shares = (0..=n).map(|darker| share(darker).ln()).collect();
        }
        Some(Self { lowest_gc, bins })
    }

    /// The natural logarithm of the share of background probes of this number of G and C, or the
    /// nearest there is at the ends, that are as bright or brighter; at least one of their number,
    /// and all where there are none.
    fn ln_p_of_probe(&self, gc: u8, intensity: f32) -> f64 {
        let bin = usize::from(gc.saturating_sub(self.lowest_gc)).min(self.bins.len() - 1);
        let bin = &self.bins[bin];
        if bin.intensities.is_empty() {
            return 0.0;
        }
        bin.ln_shares[bin.intensities.partition_point(|&one| one < intensity)]
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
            1..=FEW_PROBES => tail_of_few(-sum, n),
            n => chi_squared_upper_tail(-2.0 * sum, 2.0 * f64::from(n)),
        }
    }
}

/// The upper tail of chi-squared at `2 x` with `2 n` degrees of freedom.
fn tail_of_few(x: f64, n: u32) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for at in 1..n {
        term *= x / f64::from(at);
        sum += term;
    }
    ((-x).exp() * sum).min(1.0)
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
    fn the_sum_is_the_tail_of_chi_squared() {
        for n in [1, 2, 10, 40, FEW_PROBES] {
            for x in [0.0, 0.1, 1.0, 12.5, 70.0, 300.0] {
                let expected = chi_squared_upper_tail(2.0 * x, 2.0 * f64::from(n));
                let found = tail_of_few(x, n);
                assert!(
                    (found - expected).abs() <= 1e-11 * expected,
                    "{n} {x} {found} {expected}"
                );
            }
        }
    }
}
