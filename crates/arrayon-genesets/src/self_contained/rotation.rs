//! Random rotations of the residual space of all features at once.

use super::set_statistic::{BLOCK, ZBlock, larger};
use crate::design::LinearEffects;
use crate::error::GeneSetError;
use arrayon_stats::linear::VariancePrior;
use arrayon_stats::normal;
use arrayon_stats::random_stream::random_stream;
use rand::Rng;

/// Above this, t is normal for our purpose.
const MANY_DEGREES_OF_FREEDOM: f64 = 1e6;

/// Features in coordinates in which a rotation gives the z-score of the moderated t by one inner
/// product and one function of it.
///
/// With the effects `e` of a feature (contrast first), their squared length `S`, prior variance
/// `s0` on `d0` degrees of freedom and `d` residual ones, a rotation that turns the effects' first
/// axis into the unit vector `r` gives the effect `a = e r` and the moderated variance
/// `(d0 s0 + S - a^2) / (d0 + d)`. Hence `t^2 / (d0 + d) = u^2 / (1 - u^2)` with
/// `u = a / sqrt(d0 s0 + S)`, and `ln(1 + t^2 / (d0 + d)) = -ln(1 - u^2)`, of which Bailey's
/// approximation of z is a multiple of the root.
pub(crate) struct ScaledEffects {
    n_coordinates: usize,
    /// Features x coordinates.
    values: Vec<f64>,
    /// One per feature.
    slopes: Vec<Slope>,
}

/// How `u` becomes z.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Slope {
    /// Bailey: this factor times the root of `-ln(1 - u^2)`.
    Bailey(f64),
    /// z is `u` itself.
    Normal,
}

impl ScaledEffects {
    /// The coordinates of these rows.
    ///
    /// # Errors
    /// [`GeneSetError::NotFinite`] for a feature without any variation under a prior without
    /// weight.
    pub(crate) fn new(
        effects: &LinearEffects,
        prior: &VariancePrior,
        rows: &[u32],
    ) -> Result<Self, GeneSetError> {
        let n_coordinates = effects.df_residual() + 1;
        let mut found = Self {
            n_coordinates,
            values: Vec::with_capacity(rows.len() * n_coordinates),
            slopes: Vec::with_capacity(rows.len()),
        };
        for &row in rows {
            found.push(effects, prior, row as usize)?;
        }
        Ok(found)
    }

    fn push(
        &mut self,
        effects: &LinearEffects,
        prior: &VariancePrior,
        row: usize,
    ) -> Result<(), GeneSetError> {
        let (df_prior, s2_prior) = (prior.df.at(row), prior.s2.at(row));
        let contrast = effects.contrast()[row];
        let residual = effects.residual(row);
        let df_total = df_prior + effects.df_residual() as f64;
        let (divisor, slope) = if df_prior == f64::INFINITY {
            (s2_prior, Slope::Normal)
        } else {
            let squares: f64 = residual.iter().map(|value| value * value).sum();
            let total = df_prior * s2_prior + squares + contrast * contrast;
            if df_total > MANY_DEGREES_OF_FREEDOM {
                (total / df_total, Slope::Normal)
            } else {
                let factor = (8.0 * df_total + 1.0) / (8.0 * df_total + 3.0);
                (total, Slope::Bailey(factor * df_total.sqrt()))
            }
        };
        if !(divisor > 0.0 && divisor.is_finite()) {
            return Err(GeneSetError::NotFinite {
                what: "moderated variance",
                row,
                value: divisor,
            });
        }
        let per_sd = divisor.sqrt().recip();
        self.values.push(contrast * per_sd);
        self.values
            .extend(residual.iter().map(|value| value * per_sd));
        self.slopes.push(slope);
        Ok(())
    }

    fn n_rows(&self) -> usize {
        self.slopes.len()
    }

    /// The z-scores as observed.
    pub(crate) fn observed(&self) -> Vec<f64> {
        (0..self.n_rows())
            .map(|row| {
                let u = self.values[row * self.n_coordinates];
                match self.slopes[row] {
                    Slope::Bailey(factor) => factor * (-(-u * u).ln_1p()).sqrt().copysign(u),
                    Slope::Normal => u,
                }
            })
            .collect()
    }

    /// For each feature the `u` at which its z-score is each of two; never where there is none.
    pub(crate) fn limits(&self, z: [Option<f64>; 2]) -> Vec<[f64; 2]> {
        let limit = |slope: &Slope, z: f64| match slope {
            Slope::Bailey(factor) => (-(-(z / factor).powi(2)).exp_m1()).sqrt(),
            Slope::Normal => z,
        };
        let limits = |slope| z.map(|z| z.map_or(f64::INFINITY, |z| limit(slope, z)));
        self.slopes.iter().map(limits).collect()
    }

    /// The rows whose `u` lies at or beyond each of their two limits, above it and below its
    /// opposite, for each rotation of a block.
    pub(crate) fn beyond(
        &self,
        rotations: &[ZBlock],
        limits: &[[f64; 2]],
    ) -> [[Vec<u32>; 2 * BLOCK]; 2] {
        pulp::Arch::new().dispatch(Beyond {
            scaled: self,
            rotations,
            limits,
        })
    }

    /// The z-scores under a block of rotations, into `z`.
    // Inlined, so that its loops are compiled for the registers of the caller.
    #[inline(always)]
    pub(crate) fn rotate(&self, rotations: &[ZBlock], z: &mut Vec<ZBlock>) {
        z.resize(self.n_rows(), [0.0; BLOCK]);
        let rows = self.values.chunks_exact(self.n_coordinates);
        for ((row, slope), z) in rows.zip(&self.slopes).zip(z.iter_mut()) {
            let mut u = [0.0; BLOCK];
            for (value, weights) in row.iter().zip(rotations) {
                for at in 0..BLOCK {
                    u[at] += value * weights[at];
                }
            }
            if let Slope::Bailey(factor) = slope {
                for value in &mut u {
                    // Rounding must not carry the rest to 0 or below, nor the logarithm above 0.
                    let rest = larger(1.0 - *value * *value, f64::MIN_POSITIVE);
                    *value = factor * larger(-ln(rest), 0.0).sqrt().copysign(*value);
                }
            }
            *z = u;
        }
    }
}

/// What [`ScaledEffects::beyond`] works on.
struct Beyond<'a> {
    scaled: &'a ScaledEffects,
    rotations: &'a [ZBlock],
    limits: &'a [[f64; 2]],
}

impl pulp::NullaryFnOnce for Beyond<'_> {
    type Output = [[Vec<u32>; 2 * BLOCK]; 2];

    // Inlined, so that its loops are compiled for the registers at hand.
    #[inline(always)]
    fn call(self) -> Self::Output {
        let mut found = Self::Output::default();
        let rows = self.scaled.values.chunks_exact(self.scaled.n_coordinates);
        for (number, (row, limits)) in rows.zip(self.limits).enumerate() {
            let mut u = [0.0_f64; BLOCK];
            for (value, weights) in row.iter().zip(self.rotations) {
                for at in 0..BLOCK {
                    u[at] += value * weights[at];
                }
            }
            let least = limits[0].min(limits[1]);
            // few rows lie that far out: all of a block are looked at together first
            if !u.iter().fold(false, |any, u| any | (u.abs() >= least)) {
                continue;
            }
            for (at, u) in u.into_iter().enumerate() {
                for (lists, limit) in found.iter_mut().zip(limits) {
                    if u >= *limit {
                        lists[2 * at].push(number as u32);
                    } else if u <= -limit {
                        lists[2 * at + 1].push(number as u32);
                    }
                }
            }
        }
        found
    }
}

/// The unit vectors of a block of rotations: for each coordinate, its value in every rotation.
///
/// Rotation number `r` draws from stream `r` of the seed, whatever block it falls into.
pub(crate) fn random_directions(n_coordinates: usize, seed: u64, block: usize) -> Vec<ZBlock> {
    let mut directions = vec![[0.0; BLOCK]; n_coordinates];
    for at in 0..BLOCK {
        let mut random = random_stream(seed, (block * BLOCK + at) as u64);
        let mut squares = 0.0;
        for coordinate in &mut directions {
            // 53 bits, in the middle of their interval: never 0 or 1
            let uniform = ((random.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
            coordinate[at] = normal::quantile(uniform);
            squares += coordinate[at] * coordinate[at];
        }
        let norm = squares.sqrt();
        for coordinate in &mut directions {
            coordinate[at] /= norm;
        }
    }
    directions
}

/// The logarithm of a normal number up to 1, absolute error below 1e-15, without a branch: the
/// compiler then takes several at once.
///
/// `x = 2^e m` with `m` from about 0.7 to 1.4, and `ln m = 2 artanh((m - 1) / (m + 1))`.
#[inline(always)]
fn ln(x: f64) -> f64 {
    /// The bits of sqrt(1/2), where `m` begins.
    const ROOT_HALF: u64 = 0x3FE6_A09E_667F_3BCD;
    const EXPONENT_OF_ONE: u64 = 1023 << 52;
    /// 2^52: adding a small whole number to its bits adds the same number to it.
    const WHOLE: u64 = 0x4330_0000_0000_0000;
    let shifted = x.to_bits() + (EXPONENT_OF_ONE - ROOT_HALF);
    let exponent = shifted >> 52;
    let m = f64::from_bits((shifted & ((1 << 52) - 1)) + ROOT_HALF);
    let e = f64::from_bits(WHOLE | exponent) - (f64::from_bits(WHOLE) + 1023.0);
    let s = (m - 1.0) / (m + 1.0);
    let w = s * s;
    let mut series = 1.0 / 19.0;
    for odd in [17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0] {
        series = series * w + 1.0 / odd;
    }
    e * std::f64::consts::LN_2 + 2.0 * s * (1.0 + w * series)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithm_equals_the_library_s() {
        for number in 1..100_000 {
            let x = f64::from(number) / 100_000.0;
            let tolerance = 1e-15 * (1.0 + x.ln().abs());
            assert!((ln(x) - x.ln()).abs() < tolerance, "{x}");
        }
        assert_eq!(ln(1.0), 0.0);
        for x in [f64::MIN_POSITIVE, 1e-300, 1.0 - f64::EPSILON / 2.0] {
            assert!((ln(x) / x.ln() - 1.0).abs() < 1e-15, "{x}");
        }
    }

    #[test]
    fn directions_have_length_one_and_no_side() {
        let n = 4_000;
        let mut means = [0.0; 5];
        let mut squares = [0.0; 5];
        for block in 0..n / BLOCK {
            let directions = random_directions(5, 3, block);
            for at in 0..BLOCK {
                let length: f64 = directions.iter().map(|one| one[at] * one[at]).sum();
                assert!((length - 1.0).abs() < 1e-14);
                for (coordinate, one) in directions.iter().enumerate() {
                    means[coordinate] += one[at] / n as f64;
                    squares[coordinate] += one[at] * one[at] / n as f64;
                }
            }
        }
        // A coordinate has mean 0 and variance 1/5; a square has variance 8/175.
        let n = n as f64;
        assert!(means.iter().all(|mean| mean.abs() < 4.0 * (0.2 / n).sqrt()));
        let spread = 4.0 * (8.0 / 175.0 / n).sqrt();
        assert!(squares.iter().all(|one| (one - 0.2).abs() < spread));
    }
}
