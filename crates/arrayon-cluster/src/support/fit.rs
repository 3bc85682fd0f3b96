//! From counts at several scales to probabilities.

use super::counts::BootstrapCounts;
use arrayon_stats::incomplete_gamma::chi_squared_upper_tail;
use arrayon_stats::normal;

/// Probabilities this close to 0 or 1 say nothing about how they change with the scale.
const FAR_FROM_CERTAIN: f64 = 0.001;

/// With fewer scales there is nothing to fit.
const FEWEST_SCALES: usize = 3;

/// How well the data support one branch. Probabilities are from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CladeSupport {
    /// Approximately unbiased probability of the branch (AU).
    pub approximately_unbiased: f64,
    /// Bootstrap probability at the size of the data, from the fit (BP).
    pub bootstrap_probability: f64,
    /// Selective inference: AU corrected for the branch having been seen in the data first (SI).
    pub selective_inference: f64,
    /// Standard error of AU from the limited number of replicates; 0 without a fit.
    pub standard_error_au: f64,
    /// Standard error of BP.
    pub standard_error_bp: f64,
    /// Standard error of SI; 0 also where SI was cut off at 0 or 1.
    pub standard_error_si: f64,
    /// The fit, or `None` where too few scales are far enough from 0 and 1: all three
    /// probabilities are then 0 or 1.
    pub fit: Option<ScaleFit>,
}

/// How z values follow the scale: z(r) = v sqrt(r) + c / sqrt(r).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScaleFit {
    /// Signed distance from the data to the edge of the branch's region.
    pub distance: f64,
    /// Curvature of that edge.
    pub curvature: f64,
    /// How many scales were fitted.
    pub n_scales: usize,
    /// Weighted sum of squared residuals: chi-squared if the fit is right.
    pub chi_squared: f64,
    /// Probability of so large a sum. A small one says that AU is not to be trusted.
    pub p_value: f64,
}

impl BootstrapCounts {
    /// The support of each merge of the tree, in its order.
    pub fn support(&self) -> Vec<CladeSupport> {
        let sizes: Vec<f64> = self
            .scales
            .iter()
            .map(|scale| scale.relative_size)
            .collect();
        let replicates: Vec<u32> = self.scales.iter().map(|scale| scale.n_replicates).collect();
        (0..self.tree.merges().len())
            .map(|merge| {
                let found: Vec<u32> = self.scales.iter().map(|s| s.n_found[merge]).collect();
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
pub fn fit_support(n_found: &[u32], n_replicates: &[u32], relative_sizes: &[f64]) -> CladeSupport {
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

fn certain(probability: f64) -> CladeSupport {
    CladeSupport {
        approximately_unbiased: probability,
        bootstrap_probability: probability,
        selective_inference: probability,
        standard_error_au: 0.0,
        standard_error_bp: 0.0,
        standard_error_si: 0.0,
        fit: None,
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

    fn z(&self) -> f64 {
        -normal::quantile(self.probability)
    }

    /// One over the variance of z, by the delta method.
    fn weight(&self) -> f64 {
        let density = normal::density(self.z());
        density * density * self.n_replicates / (self.probability * (1.0 - self.probability))
    }
}

/// Weighted least squares of z on sqrt(r) and 1/sqrt(r).
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

fn support_of(fit: &LeastSquares) -> CladeSupport {
    let (z_au, z_bp) = (fit.v - fit.c, fit.v + fit.c);
    let outside = normal::cdf(z_au);
    let selected = normal::upper_tail(fit.c);
    let selective = (1.0 - outside / selected).clamp(0.0, 1.0);
    let slope_v = -normal::density(z_au) / selected;
    let slope_c = -slope_v - outside * normal::density(fit.c) / (selected * selected);
    let is_cut_off = selective == 0.0 || selective == 1.0;
    let degrees = fit.n_scales - 2;
    CladeSupport {
        approximately_unbiased: normal::upper_tail(z_au),
        bootstrap_probability: normal::upper_tail(z_bp),
        selective_inference: selective,
        standard_error_au: normal::density(z_au) * fit.variance(1.0, -1.0).sqrt(),
        standard_error_bp: normal::density(z_bp) * fit.variance(1.0, 1.0).sqrt(),
        standard_error_si: if is_cut_off {
            0.0
        } else {
            fit.variance(slope_v, slope_c).sqrt()
        },
        fit: Some(ScaleFit {
            distance: fit.v,
            curvature: fit.c,
            n_scales: fit.n_scales,
            chi_squared: fit.residual,
            p_value: chi_squared_upper_tail(fit.residual, degrees as f64),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_few_scales_give_certainty_or_nothing() {
        let always = fit_support(&[100; 4], &[100; 4], &[0.5, 0.8, 1.0, 1.3]);
        assert_eq!((always.approximately_unbiased, always.fit), (1.0, None));
        let never = fit_support(&[0, 0, 3], &[100; 3], &[0.5, 0.8, 1.0]);
        assert_eq!(never.bootstrap_probability, 0.0);
        let unknown = fit_support(&[0; 3], &[0; 3], &[0.5, 0.8, 1.0]);
        assert_eq!(unknown.approximately_unbiased, 0.0);
    }

    #[test]
    fn a_straight_edge_makes_au_and_bp_agree() {
        // z(r) = v sqrt(r) without curvature: AU = BP = 1 - Phi(v)
        let sizes: [f64; 5] = [0.5, 0.75, 1.0, 1.25, 1.5];
        let found = sizes.map(|r| (1e6 * normal::upper_tail(0.4 * r.sqrt())).round() as u32);
        let support = fit_support(&found, &[1_000_000; 5], &sizes);
        let expected = normal::upper_tail(0.4);
        assert!((support.approximately_unbiased - expected).abs() < 1e-5);
        assert!((support.bootstrap_probability - expected).abs() < 1e-5);
        assert!(support.fit.unwrap().p_value > 0.99);
    }
}
