//! Moments of blocks of neighbouring points.

use rayon::prelude::*;

/// Points of a block: few enough for a window to hold many whole ones, and enough for moments to
/// be cheaper than points.
pub(super) const BLOCK: usize = 256;

/// Powers of the distance from a block's centre that are summed: the ninth degree of the weights
/// and the second of the spread.
pub(super) const N_MOMENTS: usize = 12;

/// Consecutive points, taken about a common centre.
pub(super) struct Blocks {
    /// Where each block begins, and the number of points in whole blocks.
    places: Vec<Place>,
    /// (x - centre) / half width of every point in a block, from -1 to 1.
    scaled: Vec<f64>,
}

/// Where a block lies.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) centre: f64,
    pub(super) half_width: f64,
}

/// Sums over the points of a block: of weight times power, and of weight times power times y.
pub(super) struct Moments {
    pub(super) of_x: [f64; N_MOMENTS],
    pub(super) of_xy: [f64; N_MOMENTS],
}

impl Blocks {
    /// Blocks of ascending points; the last few that fill no block belong to none.
    pub(super) fn new(x: &[f64]) -> Self {
        let whole = x.chunks_exact(BLOCK);
        let mut scaled = Vec::with_capacity(x.len());
        let places = whole
            .map(|x| {
                let centre = 0.5 * (x[0] + x[BLOCK - 1]);
                let half_width = (x[BLOCK - 1] - centre).max(centre - x[0]);
                let per_unit = if half_width > 0.0 {
                    1.0 / half_width
                } else {
                    0.0
                };
                scaled.extend(x.iter().map(|x| (x - centre) * per_unit));
                Place { centre, half_width }
            })
            .collect();
        Self { places, scaled }
    }

    /// The block that begins with this point and ends before the other one.
    pub(super) fn from(&self, point: usize, end: usize) -> Option<(usize, Place)> {
        let block = point / BLOCK;
        let is_whole = point.is_multiple_of(BLOCK) && point + BLOCK <= end;
        is_whole.then(|| (block, self.places[block]))
    }

    pub(super) fn moments(&self, y: &[f64], weights: &[f64]) -> Vec<Moments> {
        (self.scaled.par_chunks(BLOCK).with_min_len(16))
            .zip(y.par_chunks(BLOCK))
            .zip(weights.par_chunks(BLOCK))
            .map(|((scaled, y), weights)| moments_of(scaled, y, weights))
            .collect()
    }
}

fn moments_of(scaled: &[f64], y: &[f64], weights: &[f64]) -> Moments {
    let mut powers = [0.0; BLOCK];
    powers.copy_from_slice(weights);
    let mut moments = Moments {
        of_x: [0.0; N_MOMENTS],
        of_xy: [0.0; N_MOMENTS],
    };
    for power in 0..N_MOMENTS {
        let (mut of_x, mut of_xy) = ([0.0; 8], [0.0; 8]);
        let eights = (powers.chunks_exact_mut(8))
            .zip(scaled.chunks_exact(8))
            .zip(y.chunks_exact(8));
        for ((powers, scaled), y) in eights {
            for lane in 0..8 {
                of_x[lane] += powers[lane];
                of_xy[lane] += powers[lane] * y[lane];
                powers[lane] *= scaled[lane];
            }
        }
        moments.of_x[power] = of_eight(of_x);
        moments.of_xy[power] = of_eight(of_xy);
    }
    moments
}

fn of_eight(sums: [f64; 8]) -> f64 {
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + b) + (c + d)) + ((e + f) + (g + h))
}
