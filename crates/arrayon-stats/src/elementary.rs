//! Logarithms and exponentials of many numbers.

use pulp::{Arch, NullaryFnOnce};
use rayon::prelude::*;
use std::f64::consts::{LOG2_E, SQRT_2};
use std::marker::PhantomData;

/// Numbers that a task computes.
const CHUNK: usize = 4096;
/// Numbers that are computed together and then looked over for special ones.
const BLOCK: usize = 64;

/// ln 2 in two parts, of which the first has zeros at its end: its products with whole numbers up
/// to 2000 are exact.
const LN_2_HIGH: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000);
const LN_2_LOW: f64 = f64::from_bits(0x3dea_39ef_3579_3c76);

const FRACTION_BITS: u32 = 52;
/// Added to a number below 2^51, it leaves the nearest whole number in the last bits.
const TO_WHOLE: f64 = 6_755_399_441_055_744.0;
/// Above this size the power of two of an exponential, or of its factors, is no normal number.
const MOST_EXPONENT: f64 = 700.0;

/// Replaces numbers by their natural logarithms.
///
/// # Numerics
/// Within 1 unit in the last place; numbers that are zero, negative, subnormal or not finite are
/// those of [`f64::ln`]. The same bits for any number of threads and any vector registers.
///
/// # Source
/// The reduction and the polynomial of `e_log.c`, FreeBSD msun (Sun Microsystems 1993).
///
/// # Examples
/// ```
/// let mut values = [1.0, 0.0, 4.0];
/// arrayon_stats::elementary::ln_in_place(&mut values);
/// assert_eq!(values, [0.0, f64::NEG_INFINITY, 4.0_f64.ln()]);
/// ```
pub fn ln_in_place(values: &mut [f64]) {
    in_chunks::<Logarithm>(values);
}

/// Replaces numbers by their exponentials.
///
/// # Numerics
/// Within 1 unit in the last place; of numbers beyond 700 on either side, and of those that are
/// not finite, they are those of [`f64::exp`]. The same bits for any number of threads and any
/// vector registers.
///
/// # Source
/// The reduction and the polynomial of `e_exp.c`, FreeBSD msun (Sun Microsystems 1993).
///
/// # Examples
/// ```
/// let mut values = [0.0, f64::NEG_INFINITY, 1000.0];
/// arrayon_stats::elementary::exp_in_place(&mut values);
/// assert_eq!(values, [1.0, 0.0, f64::INFINITY]);
/// ```
pub fn exp_in_place(values: &mut [f64]) {
    in_chunks::<Exponential>(values);
}

/// A function with a way that has no branches, and the plain one for the numbers that need some.
trait Elementary {
    fn is_special(value: f64) -> bool;
    fn without_branches(value: f64) -> f64;
    fn plain(value: f64) -> f64;
}

struct Logarithm;

impl Elementary for Logarithm {
    #[inline(always)]
    fn is_special(value: f64) -> bool {
        !(f64::MIN_POSITIVE..f64::INFINITY).contains(&value)
    }

    /// With value = 2^k (1 + f) and 1 + f between the roots of 1/2 and 2, the logarithm of 1 + f
    /// by a polynomial in s = f / (2 + f).
    #[inline(always)]
    fn without_branches(value: f64) -> f64 {
        const SHIFT: u64 = (1024 << FRACTION_BITS) - (SQRT_2 / 2.0).to_bits();
        // 2^52 with a whole number in its last bits
        const WHOLE: u64 = (1023 + 52) << FRACTION_BITS;
        let bits = value.to_bits();
        let k_and_1024 = bits.wrapping_add(SHIFT) >> FRACTION_BITS;
        let k = f64::from_bits(WHOLE | k_and_1024) - (f64::from_bits(WHOLE) + 1024.0);
        let power = k_and_1024.wrapping_sub(1024) << FRACTION_BITS;
        let f = f64::from_bits(bits.wrapping_sub(power)) - 1.0;
        let s = f / (2.0 + f);
        let z = s * s;
        let w = z * z;
        let even = w * (L[1] + w * (L[3] + w * L[5]));
        let odd = z * (L[0] + w * (L[2] + w * (L[4] + w * L[6])));
        let half_square = 0.5 * f * f;
        k * LN_2_HIGH - ((half_square - (s * (half_square + (even + odd)) + k * LN_2_LOW)) - f)
    }

    fn plain(value: f64) -> f64 {
        value.ln()
    }
}

/// Coefficients of ln((1 + s) / (1 - s)) / s - 2 in the powers of s squared.
const L: [f64; 7] = [
    6.666_666_666_666_735e-1,
    3.999_999_999_940_942e-1,
    2.857_142_874_366_239e-1,
    2.222_219_843_214_978_4e-1,
    1.818_357_216_161_805e-1,
    1.531_383_769_920_937_3e-1,
    1.479_819_860_511_658_6e-1,
];

struct Exponential;

impl Elementary for Exponential {
    #[inline(always)]
    fn is_special(value: f64) -> bool {
        !(-MOST_EXPONENT..=MOST_EXPONENT).contains(&value)
    }

    /// With value = k ln 2 + r, the exponential of r by a rational function.
    #[inline(always)]
    fn without_branches(value: f64) -> f64 {
        let shifted = value * LOG2_E + TO_WHOLE;
        let k = shifted - TO_WHOLE;
        let (high, low) = (value - k * LN_2_HIGH, k * LN_2_LOW);
        let r = high - low;
        let z = r * r;
        let c = r - z * (E[0] + z * (E[1] + z * (E[2] + z * (E[3] + z * E[4]))));
        let of_r = 1.0 - ((low - (r * c) / (2.0 - c)) - high);
        f64::from_bits((of_r.to_bits()).wrapping_add(shifted.to_bits() << FRACTION_BITS))
    }

    fn plain(value: f64) -> f64 {
        value.exp()
    }
}

/// Coefficients of r (e^r + 1) / (e^r - 1) - 2 in the powers of r squared.
const E: [f64; 5] = [
    1.666_666_666_666_660_2e-1,
    -2.777_777_777_701_559_3e-3,
    6.613_756_321_437_934e-5,
    -1.653_390_220_546_525_2e-6,
    4.138_136_797_057_238_5e-8,
];

fn in_chunks<F: Elementary>(values: &mut [f64]) {
    // the same operations for any registers: pulp compiles them for the widest
    let arch = Arch::new();
    values.par_chunks_mut(CHUNK).for_each(|values| {
        arch.dispatch(OfChunk::<F> {
            values,
            function: PhantomData,
        });
    });
}

struct OfChunk<'a, F> {
    values: &'a mut [f64],
    function: PhantomData<F>,
}

impl<F: Elementary> NullaryFnOnce for OfChunk<'_, F> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let (blocks, rest) = self.values.as_chunks_mut::<BLOCK>();
        for block in blocks {
            of_block::<F>(block);
        }
        let mut block = [1.0; BLOCK];
        block[..rest.len()].copy_from_slice(rest);
        of_block::<F>(&mut block);
        rest.copy_from_slice(&block[..rest.len()]);
    }
}

#[inline(always)]
fn of_block<F: Elementary>(values: &mut [f64; BLOCK]) {
    let given = *values;
    let mut n_special = 0;
    for value in values.iter_mut() {
        n_special += u64::from(F::is_special(*value));
        *value = F::without_branches(*value);
    }
    if n_special > 0 {
        for (value, given) in values.iter_mut().zip(given) {
            if F::is_special(given) {
                *value = F::plain(given);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random_stream::random_stream;
    use rand::RngExt;

    /// How many numbers lie between two of the same sign.
    fn apart(a: f64, b: f64) -> u64 {
        a.to_bits().abs_diff(b.to_bits())
    }

    fn assert_meets(values: &[f64], each: fn(&mut [f64]), plain: fn(f64) -> f64) {
        let mut found = values.to_vec();
        each(&mut found);
        for (&value, found) in values.iter().zip(found) {
            let expected = plain(value);
            let is_met = found.is_nan() && expected.is_nan() || apart(found, expected) <= 1;
            assert!(is_met, "{value:e}: {found:e} {expected:e}");
        }
    }

    fn with_special(values: impl Iterator<Item = f64>) -> Vec<f64> {
        let special = [
            0.0,
            -0.0,
            1.0,
            -1.0,
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::MAX,
            f64::MIN,
            f64::MIN_POSITIVE,
            5e-324,
            -5e-324,
            1.0 + f64::EPSILON,
            1.0 - 0.5 * f64::EPSILON,
            SQRT_2,
            0.5 * SQRT_2,
            -745.2,
            -708.5,
            -700.0,
            700.0,
            709.7,
            709.9,
        ];
        values.chain(special).collect()
    }

    #[test]
    fn meets_the_plain_functions() {
        let mut random = random_stream(11, 0);
        let mut uniform = || random.random::<f64>();
        // every exponent, and the neighbourhood of 1
        let any =
            (0..300_000).map(|_| f64::from_bits((uniform() * 2047.0 * 2_f64.powi(52)) as u64));
        assert_meets(&with_special(any), ln_in_place, f64::ln);
        let near = (0..100_000).map(|_| 0.5 + uniform());
        assert_meets(&with_special(near), ln_in_place, f64::ln);
        let wide = (0..300_000).map(|_| 1440.0 * (uniform() - 0.5));
        assert_meets(&with_special(wide), exp_in_place, f64::exp);
        let small = (0..100_000).map(|_| 2.0 * uniform() - 1.0);
        assert_meets(&with_special(small), exp_in_place, f64::exp);
    }

    #[test]
    fn neighbours_do_not_matter() {
        let values: Vec<f64> = (1..400).map(|i| 0.37 * f64::from(i)).collect();
        let mut all = values.clone();
        ln_in_place(&mut all);
        for from in [1, 63, 200] {
            let mut some = values[from..].to_vec();
            some[0] = -1.0;
            ln_in_place(&mut some);
            assert_eq!(some[1..], all[from + 1..]);
        }
    }
}
