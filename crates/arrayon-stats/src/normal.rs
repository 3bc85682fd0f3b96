//! The standard normal distribution.

use crate::gamma::LN_SQRT_2_PI;
use std::f64::consts::FRAC_1_SQRT_2;

/// Below this the tail comes from the continued fraction of Mills' ratio.
const FAR_TAIL: f64 = -8.0;

/// The density at `x`.
pub fn density(x: f64) -> f64 {
    (-0.5 * x * x - LN_SQRT_2_PI).exp()
}

/// The probability of a value up to `x`, precise far into the lower tail.
///
/// # Examples
/// ```
/// assert!((arrayon_stats::normal::cdf(-1.96) - 0.024997895148220435).abs() < 1e-16);
/// ```
pub fn cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * FRAC_1_SQRT_2)
}

/// The probability of a value above `x`, precise far into the upper tail.
pub fn upper_tail(x: f64) -> f64 {
    cdf(-x)
}

/// Natural logarithm of [`cdf`], also where that is too small for a number (x < -38).
pub fn ln_cdf(x: f64) -> f64 {
    if x < FAR_TAIL {
        -0.5 * x * x - LN_SQRT_2_PI + mills_ratio(-x).ln()
    } else if x < 1.0 {
        cdf(x).ln()
    } else {
        (-cdf(-x)).ln_1p()
    }
}

/// Tail over density at `x >= 8`, by its continued fraction 1/(x+ 1/(x+ 2/(x+ 3/(x+ ...)))).
fn mills_ratio(x: f64) -> f64 {
    let levels = (1..=40).rev();
    1.0 / levels.fold(x, |rest, level| x + f64::from(level) / rest)
}

/// The value up to which the probability is `p`; infinite at 0 and 1, NaN outside.
///
/// # Source
/// Wichura 1988, algorithm AS 241 (PPND16), about 1 part in 1e16.
///
/// # Examples
/// ```
/// assert!((arrayon_stats::normal::quantile(0.975) - 1.959963984540054).abs() < 1e-14);
/// ```
pub fn quantile(p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        return central_quantile(q);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail == 0.0 {
        return q.signum() * f64::INFINITY;
    }
    q.signum() * tail_quantile((-tail.ln()).sqrt())
}

/// The value up to which the natural logarithm of the probability is `ln_p`; precise for
/// probabilities far below the smallest number. NaN where `ln_p` is above 0.
pub fn quantile_of_ln(ln_p: f64) -> f64 {
    if ln_p > -1.0 {
        return -quantile(-ln_p.exp_m1());
    }
    if ln_p == f64::NEG_INFINITY {
        return ln_p;
    }
    // AS 241 is precise to r = 27; beyond, its fraction still gives a good start for Newton
    let r = (-ln_p).sqrt();
    let mut x = if r <= 27.0 {
        -tail_quantile(r)
    } else {
        -r * 2f64.sqrt()
    };
    for _ in 0..3 {
        let ln_cdf_x = ln_cdf(x);
        let ln_density = -0.5 * x * x - LN_SQRT_2_PI;
        x += (ln_p - ln_cdf_x) * (ln_cdf_x - ln_density).exp();
    }
    x
}

fn ratio(r: f64, above: &[f64; 8], below: &[f64; 8]) -> f64 {
    let polynomial = |terms: &[f64; 8]| terms.iter().rev().fold(0.0, |sum, term| sum * r + term);
    polynomial(above) / polynomial(below)
}

fn central_quantile(q: f64) -> f64 {
    const ABOVE: [f64; 8] = [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ];
    const BELOW: [f64; 8] = [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ];
    q * ratio(0.180_625 - q * q, &ABOVE, &BELOW)
}

/// The upper-tail quantile, given the square root of minus the logarithm of the tail.
fn tail_quantile(r: f64) -> f64 {
    const NEAR_ABOVE: [f64; 8] = [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ];
    const NEAR_BELOW: [f64; 8] = [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ];
    const FAR_ABOVE: [f64; 8] = [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ];
    const FAR_BELOW: [f64; 8] = [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ];
    if r <= 5.0 {
        ratio(r - 1.6, &NEAR_ABOVE, &NEAR_BELOW)
    } else {
        ratio(r - 5.0, &FAR_ABOVE, &FAR_BELOW)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges() {
        assert_eq!(quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(quantile(1.0), f64::INFINITY);
        assert!(quantile(1.5).is_nan());
        assert_eq!(quantile(0.5), 0.0);
        assert_eq!(upper_tail(0.0), 0.5);
        assert_eq!(quantile_of_ln(f64::NEG_INFINITY), f64::NEG_INFINITY);
    }

    #[test]
    fn logarithms_join_and_invert() {
        assert!((ln_cdf(-8.0) / ln_cdf(-8.0 - 1e-15) - 1.0).abs() < 1e-14);
        for x in [-60.0, -30.0, -8.5, -2.0, -0.3, 0.7, 3.0] {
            assert!((quantile_of_ln(ln_cdf(x)) / x - 1.0).abs() < 1e-13, "{x}");
        }
    }
}
