//! The mode of a sample by kernel density, as RMA's background model estimates it.

/// Points of the density grid.
const N_GRID: usize = 16_384;

/// A sorted sample as distinct values with counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted<'a> {
    /// Distinct values, ascending.
    pub(super) values: &'a [f64],
    /// `starts[i]..starts[i + 1]` are the sorted positions of value `i`, counted from
    /// `starts[0]`.
    pub(super) starts: &'a [u32],
    /// Subtracted from every value.
    pub(super) shift: f64,
}

impl Counted<'_> {
    fn n(&self) -> usize {
        (self.starts[self.values.len()] - self.starts[0]) as usize
    }

    fn items(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        (self.values.iter().zip(self.starts.windows(2)))
            .map(|(&value, bounds)| (value - self.shift, f64::from(bounds[1] - bounds[0])))
    }

    fn order_statistic(&self, position: usize) -> f64 {
        let sorted_position = self.starts[0] + position as u32;
        let index = self
            .starts
            .partition_point(|&start| start <= sorted_position)
            - 1;
        self.values[index] - self.shift
    }

    /// Quantile by linear interpolation of order statistics (Hyndman and Fan's type 7).
    fn quantile(&self, probability: f64) -> f64 {
        let position = (self.n() - 1) as f64 * probability;
        let lower = self.order_statistic(position.floor() as usize);
        let upper = self.order_statistic(position.ceil() as usize);
        lower + (position - position.floor()) * (upper - lower)
    }

    fn standard_deviation(&self) -> f64 {
        let n = self.n() as f64;
        let mean = self
            .items()
            .map(|(value, count)| value * count)
            .sum::<f64>()
            / n;
        let squares: f64 = self
            .items()
            .map(|(value, count)| (value - mean) * (value - mean) * count)
            .sum();
        (squares / (n - 1.0)).sqrt()
    }

    /// Silverman's rule of thumb, R's `bw.nrd0`.
    fn bandwidth(&self) -> f64 {
        let deviation = self.standard_deviation();
        let interquartile_range = self.quantile(0.75) - self.quantile(0.25);
        let mut spread = deviation.min(interquartile_range / 1.34);
        if spread == 0.0 {
            let first = self.order_statistic(0).abs();
            spread = if deviation > 0.0 {
                deviation
            } else if first > 0.0 {
                first
            } else {
                1.0
            };
        }
        // h = 0.9 min(s, IQR / 1.34) n^(-1/5); Silverman 1986, equation 3.31
        0.9 * spread * (self.n() as f64).powf(-0.2)
    }
}

/// The place of the highest point of the sample's density, or `None` for fewer than two values.
///
/// Epanechnikov kernel with `bw.nrd0`'s bandwidth on a grid of 16,384 points that reaches seven
/// bandwidths past the sample, mass shared linearly between neighbouring points, read off by
/// linear interpolation on a second grid that reaches three bandwidths past the sample; of equal
/// heights the first counts. The kernel's support is narrow, so it is added bin by bin where R
/// convolves by Fourier transform; both agree to rounding.
///
/// # Source
/// Irizarry et al. 2003; the grid of preprocessCore 1.60 (`rma_background4`), which is R's
/// `density()` before version 4.4.
pub(super) fn mode(sample: Counted<'_>) -> Option<f64> {
    if sample.n() < 2 {
        return None;
    }
    let bandwidth = sample.bandwidth();
    let low = sample.order_statistic(0) - 7.0 * bandwidth;
    let high = sample.order_statistic(sample.n() - 1) + 7.0 * bandwidth;
    let heights = densities(sample, bandwidth, low, high);
    Some(first_maximum(&heights, low, high, bandwidth))
}

/// Unnormalised densities at the points of the grid from `low` to `high`.
fn densities(sample: Counted<'_>, bandwidth: f64, low: f64, high: f64) -> Vec<f64> {
    let kernel = kernel_weights(bandwidth, high - low);
    let masses = shared_masses(sample, low, high);
    let mut heights = vec![0.0; N_GRID];
    for (centre, &mass) in masses.iter().enumerate() {
        if mass == 0.0 {
            continue;
        }
        let left = &mut heights[(centre + 1).saturating_sub(kernel.len())..=centre];
        for (height, &weight) in left.iter_mut().rev().zip(&kernel) {
            *height += mass * weight;
        }
        for (height, &weight) in heights[centre + 1..].iter_mut().zip(&kernel[1..]) {
            *height += mass * weight;
        }
    }
    heights
}

/// The kernel at 0, 1, 2, ... grid steps, up to the end of its support. Its step is that of the
/// reference, `2 range / (2 n - 1)`, a hair wider than the grid's.
fn kernel_weights(bandwidth: f64, range: f64) -> Vec<f64> {
    // K(d) = 1 - (d / (h sqrt 5))^2 for d < h sqrt 5: the kernel has standard deviation h
    let half_width = bandwidth * 5.0_f64.sqrt();
    (0..N_GRID)
        .map(|step| step as f64 / (2 * N_GRID - 1) as f64 * 2.0 * range)
        .take_while(|&distance| distance < half_width)
        .map(|distance| 1.0 - (distance / half_width) * (distance / half_width))
        .collect()
}

fn shared_masses(sample: Counted<'_>, low: f64, high: f64) -> Vec<f64> {
    let mut masses = vec![0.0; N_GRID];
    let step = (high - low) / (N_GRID - 1) as f64;
    for (value, count) in sample.items() {
        let position = (value - low) / step;
        let below = (position.floor() as usize).min(N_GRID - 2);
        let fraction = position - below as f64;
        masses[below] += (1.0 - fraction) * count;
        masses[below + 1] += fraction * count;
    }
    masses
}

fn first_maximum(heights: &[f64], low: f64, high: f64, bandwidth: f64) -> f64 {
    let last = (N_GRID - 1) as f64;
    let (from, to) = (low + 4.0 * bandwidth, high - 4.0 * bandwidth);
    let (mut best_place, mut best_height) = (from, f64::NEG_INFINITY);
    for point in 0..N_GRID {
        let place = point as f64 / last * (to - from) + from;
        let position = (place - low) / (high - low) * last;
        let below = (position.floor() as usize).min(N_GRID - 2);
        let (left, right) = (heights[below], heights[below + 1]);
        let height = left + (right - left) * (position - below as f64);
        if height > best_height {
            (best_place, best_height) = (place, height);
        }
    }
    best_place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_type_seven() {
        // Sorted sample 1 1 2 4 8: R gives quantile(x, .25) = 1 and quantile(x, .9) = 6.4.
        let sample = Counted {
            values: &[1.0, 2.0, 4.0, 8.0],
            starts: &[0, 2, 3, 4, 5],
            shift: 0.0,
        };
        assert_eq!(sample.quantile(0.25), 1.0);
        assert!((sample.quantile(0.9) - 6.4).abs() < 1e-14);
        assert!((sample.standard_deviation() - 2.949_576_240_750_525).abs() < 1e-14);
    }

    #[test]
    fn mode_of_a_symmetric_sample_is_its_centre() {
        let values: Vec<f64> = (0..101).map(f64::from).collect();
        let counts = (0..101_i32).map(|i| (51 - (i - 50).abs()) as u32);
        let mut starts = vec![0];
        starts.extend(counts.scan(0, |sum, count| {
            *sum += count;
            Some(*sum)
        }));
        let mode = mode(Counted {
            values: &values,
            starts: &starts,
            shift: 10.0,
        })
        .unwrap();
        assert!((mode - 40.0).abs() < 0.02, "{mode}");
    }

    #[test]
    fn one_value_has_no_mode() {
        assert_eq!(
            mode(Counted {
                values: &[5.0],
                starts: &[0, 1],
                shift: 0.0
            }),
            None
        );
    }
}
