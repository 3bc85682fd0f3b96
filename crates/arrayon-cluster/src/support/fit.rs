//! From counts at several scales to probabilities.

use super::counts::BootstrapShard;
use arrayon_stats::incomplete_gamma::chi_squared_upper_tail;
use arrayon_stats::normal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Probabilities this close to 0 or 1 say nothing about how they change with the scale.
const FAR_FROM_CERTAIN: f64 = 0.001;

/// With fewer scales there is nothing to fit.
const FEWEST_SCALES: usize = 3;

/// How well the data support a branch (pvclust's quantities).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BranchSupport {
    /// Approximately unbiased probability (AU).
    pub au: f64,
    /// Bootstrap probability (BP).
    pub bp: f64,
    /// Selective inference (SI).
    pub si: f64,
    /// Standard error of `au` from the limited number of replicates.
    pub se_au: f64,
    /// Standard error of `bp`.
    pub se_bp: f64,
    /// Standard error of `si`.
    pub se_si: f64,
    /// Probability of so bad a fit over the scales; a small one says that `au` is not to be
    /// trusted. `null` where too few scales were far enough from 0 and 1 for a fit.
    pub fit_p_value: Option<f64>,
}

impl BootstrapShard {
    /// The support of each merge of the tree, in its order.
    pub fn support(&self) -> Vec<BranchSupport> {
        let sizes: Vec<f64> = (self.counts.iter())
            .map(|scale| scale.relative_size)
            .collect();
        let replicates: Vec<u32> = self.counts.iter().map(|scale| scale.n_trees).collect();
        (0..self.merges.len())
            .map(|merge| {
                let found: Vec<u32> = self
                    .counts
                    .iter()
                    .map(|s| s.n_found_by_merge[merge])
                    .collect();
                fit_support(&found, &replicates, &sizes)
            })
            .collect()
    }
}

/// Fits how often a branch was found to the relative sizes of the samples drawn.
///
/// Scales without replicates are left out; without any, there is no support: all are 0.
///
/// # Panics
/// If the three have different lengths.
///
/// # Source
/// Shimodaira 2002, Syst. Biol. 51:492 and Shimodaira 2004, Ann. Stat. 32:2616 for AU; Terada and
/// Shimodaira 2017, arXiv:1711.00949 for SI. Agrees with `pvclust` 2.2-0 to 1e-10.
pub fn fit_support(n_found: &[u32], n_replicates: &[u32], relative_sizes: &[f64]) -> BranchSupport {
    assert_eq!(n_found.len(), n_replicates.len(), "scales");
    assert_eq!(n_found.len(), relative_sizes.len(), "scales");
    let points: Vec<Point> = (n_found.iter().zip(n_replicates).zip(relative_sizes))
        .filter(|((_, n_replicates), _)| **n_replicates > 0)
        .map(|((&found, &replicates), &size)| Point::new(found, replicates, size))
        .collect();
    let usable: Vec<&Point> = points.iter().filter(|point| point.is_usable()).collect();
    if usable.len() < FEWEST_SCALES {
        let mean = points.iter().map(|p| p.probability).sum::<f64>() / points.len() as f64;
        // Without any replicate the mean is NaN, and there is no support.
        return certain(if mean >= 0.5 { 1.0 } else { 0.0 });
    }
    support_of(&LeastSquares::new(&usable))
}

fn certain(probability: f64) -> BranchSupport {
    BranchSupport {
        au: probability,
        bp: probability,
        si: probability,
        se_au: 0.0,
        se_bp: 0.0,
        se_si: 0.0,
        fit_p_value: None,
    }
}

struct Point {
    probability: f64,
    n_replicates: f64,
    root_size: f64,
}

impl Point {
    fn new(n_found: u32, n_replicates: u32, relative_size: f64) -> Self {
        Self {
            probability: f64::from(n_found) / f64::from(n_replicates),
            n_replicates: f64::from(n_replicates),
            root_size: relative_size.sqrt(),
        }
    }

    fn is_usable(&self) -> bool {
        let certain = self.probability.min(1.0 - self.probability);
        certain > FAR_FROM_CERTAIN
    }

    /// The bootstrap z-value, `Phi^-1(1 - p)`.
    fn z(&self) -> f64 {
        -normal::quantile(self.probability)
    }

    /// One over the variance of z, by the delta method.
    fn weight(&self) -> f64 {
        // var p = p (1 - p) / B and dz/dp = -1 / phi(z), so 1 / var z = B phi(z)^2 / (p (1 - p))
        let density = normal::density(self.z());
        density * density * self.n_replicates / (self.probability * (1.0 - self.probability))
    }
}

/// Weighted least squares of `z(r) = v sqrt(r) + c / sqrt(r)`, r the relative size of the samples
/// drawn: `v` is the signed distance from the edge of the region in which the branch is found, `c`
/// the curvature of the edge (Shimodaira 2002).
struct LeastSquares {
    v: f64,
    c: f64,
    variance_v: f64,
    variance_c: f64,
    covariance: f64,
    residual: f64,
    n_scales: usize,
}

impl LeastSquares {
    fn new(points: &[&Point]) -> Self {
        let (mut aa, mut ab, mut bb, mut az, mut bz) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for point in points {
            let (a, b) = (point.root_size, 1.0 / point.root_size);
            let (w, z) = (point.weight(), point.z());
            aa += w * a * a;
            ab += w * a * b;
            bb += w * b * b;
            az += w * a * z;
            bz += w * b * z;
        }
        // normal equations, (X' W X) (v, c) = X' W z with rows (sqrt r, 1 / sqrt r) of X
        let determinant = aa * bb - ab * ab;
        let v = (bb * az - ab * bz) / determinant;
        let c = (aa * bz - ab * az) / determinant;
        let residual = |point: &&Point| {
            let difference = point.z() - v * point.root_size - c / point.root_size;
            point.weight() * difference * difference
        };
        Self {
            v,
            c,
            variance_v: bb / determinant,
            variance_c: aa / determinant,
            covariance: -ab / determinant,
            residual: points.iter().map(residual).sum(),
            n_scales: points.len(),
        }
    }

    /// Variance of `a v + b c`.
    fn variance(&self, a: f64, b: f64) -> f64 {
        a * a * self.variance_v + 2.0 * a * b * self.covariance + b * b * self.variance_c
    }
}

fn support_of(fit: &LeastSquares) -> BranchSupport {
    // AU = 1 - Phi(v - c), BP = 1 - Phi(v + c)
    let (z_au, z_bp) = (fit.v - fit.c, fit.v + fit.c);
    // SI = 1 - Phi(v - c) / (1 - Phi(c))
    let outside = normal::cdf(z_au);
    let selected = normal::upper_tail(fit.c);
    let selective = (1.0 - outside / selected).clamp(0.0, 1.0);
    // its derivatives by v and c, for the standard error
    let slope_v = -normal::density(z_au) / selected;
    let slope_c = -slope_v - outside * normal::density(fit.c) / (selected * selected);
    let is_cut_off = selective == 0.0 || selective == 1.0;
    let degrees = fit.n_scales - 2;
    BranchSupport {
        au: normal::upper_tail(z_au),
        bp: normal::upper_tail(z_bp),
        si: selective,
        se_au: normal::density(z_au) * fit.variance(1.0, -1.0).sqrt(),
        se_bp: normal::density(z_bp) * fit.variance(1.0, 1.0).sqrt(),
        se_si: if is_cut_off {
            0.0
        } else {
            fit.variance(slope_v, slope_c).sqrt()
        },
        fit_p_value: Some(chi_squared_upper_tail(fit.residual, degrees as f64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_few_scales_give_certainty_or_nothing() {
        let always = fit_support(&[100; 4], &[100; 4], &[0.5, 0.8, 1.0, 1.3]);
        assert_eq!((always.au, always.fit_p_value), (1.0, None));
        let never = fit_support(&[0, 0, 3], &[100; 3], &[0.5, 0.8, 1.0]);
        assert_eq!(never.bp, 0.0);
        let unknown = fit_support(&[0; 3], &[0; 3], &[0.5, 0.8, 1.0]);
        assert_eq!(unknown.au, 0.0);
    }

    #[test]
    fn a_straight_edge_makes_au_and_bp_agree() {
        // z(r) = v sqrt(r) without curvature: AU = BP = 1 - Phi(v)
        let sizes: [f64; 5] = [0.5, 0.75, 1.0, 1.25, 1.5];
        let found = sizes.map(|r| (1e6 * normal::upper_tail(0.4 * r.sqrt())).round() as u32);
        let support = fit_support(&found, &[1_000_000; 5], &sizes);
        let expected = normal::upper_tail(0.4);
        assert!((support.au - expected).abs() < 1e-5);
        assert!((support.bp - expected).abs() < 1e-5);
        assert!(support.fit_p_value.unwrap() > 0.99);
    }
}
