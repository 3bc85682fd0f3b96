//! Numbers and texts as blocks in the page: deflated, then base64.
//!
//! Whole numbers are coded so that small ones of either sign are small (0 is none at all, then 0,
//! -1, 1, -2, ...), and their bytes stand plane by plane, the lowest first: the planes of high bytes
//! are nearly constant and deflate to nothing. Equal blocks are stored once.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use rayon::prelude::*;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::Write;

/// Largest size of a number; beyond it numbers are cut, far outside of what log2 values are.
const LARGEST: i64 = 1 << 46;

/// The blocks of a page.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    /// Of each its bytes; the place of each is its number.
    contents: Vec<Vec<u8>>,
    /// Which block has the bytes of a hash.
    known: HashMap<[u8; 32], usize>,
}

impl Blocks {
    /// The blocks, deflated, in base64.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.contents
            .par_iter()
            .map(|bytes| text_of(bytes))
            .collect()
    }

    /// Adds bytes and gives the number of their block.
    pub(crate) fn bytes(&mut self, bytes: Vec<u8>) -> usize {
        *(self.known.entry(Sha256::digest(&bytes).into())).or_insert_with(|| {
            self.contents.push(bytes);
            self.contents.len() - 1
        })
    }

    /// Adds texts without line feeds, one a line.
    pub(crate) fn lines<'a>(&mut self, lines: impl IntoIterator<Item = &'a str>) -> usize {
        let lines: Vec<&str> = lines.into_iter().collect();
        self.bytes(lines.join("\n").into_bytes())
    }

    /// Adds whole numbers; `None` is none.
    pub(crate) fn integers(&mut self, values: impl IntoIterator<Item = Option<i64>>) -> Value {
        let codes: Vec<u64> = values.into_iter().map(code).collect();
        let largest = codes.iter().copied().max().unwrap_or(0);
        let n_planes = (1..8).find(|&n| largest < 1 << (8 * n)).unwrap_or(8_usize);
        let mut bytes = Vec::with_capacity(codes.len() * n_planes);
        for plane in 0..n_planes {
            bytes.extend(codes.iter().map(|code| code.to_le_bytes()[plane]));
        }
        json!({"block": self.bytes(bytes), "n": codes.len(), "planes": n_planes})
    }

    /// Adds numbers rounded to so many digits after the point.
    pub(crate) fn rounded(&mut self, values: impl IntoIterator<Item = f64>, digits: i32) -> Value {
        let mut packed = self.integers(values.into_iter().map(|value| rounded(value, digits)));
        packed["digits"] = digits.into();
        packed
    }

    /// Adds p-values, each with the natural logarithm where it is too small for a number, to seven
    /// digits: three are shown, and rates are compared with all.
    pub(crate) fn p_values(
        &mut self,
        values: impl IntoIterator<Item = (Option<f64>, Option<f64>)>,
    ) -> Value {
        let parts: Vec<Option<(i64, i64)>> = values
            .into_iter()
            .map(|(p, ln_p)| digits_of(p?, ln_p))
            .collect();
        let mantissas = self.integers(parts.iter().map(|part| part.map(|(digits, _)| digits)));
        let exponents = self.integers(parts.iter().map(|part| part.map(|(_, power)| power)));
        json!({"mantissa": mantissas, "exponent": exponents})
    }
}

fn text_of(bytes: &[u8]) -> String {
    let mut deflated = DeflateEncoder::new(Vec::new(), Compression::best());
    // writing to memory does not fail
    let written = deflated.write_all(bytes).and_then(|()| deflated.finish());
    STANDARD.encode(written.unwrap_or_default())
}

fn code(value: Option<i64>) -> u64 {
    let Some(value) = value else { return 0 };
    let value = value.clamp(-LARGEST, LARGEST);
    let folded = match value < 0 {
        true => 2 * value.unsigned_abs() - 1,
        false => 2 * value.unsigned_abs(),
    };
    folded + 1
}

/// A number in units of its last digit, as the number is written with so many digits.
pub(crate) fn rounded(value: f64, digits: i32) -> Option<i64> {
    if !value.is_finite() {
        return None;
    }
    let scaled = value * 10_f64.powi(digits);
    let nearest = scaled.round();
    // the product is off by its last bits at most: only near the middle of two numbers do these decide
    if scaled.abs() < 1e9 && (scaled - nearest).abs() < 0.499_999 {
        return Some(nearest as i64);
    }
    // there the decimal text decides, so that what is shown is what a reader of the file would round to
    let after = usize::try_from(digits).unwrap_or(0);
    let text: String = format!("{value:.after$}")
        .chars()
        .filter(|letter| *letter != '.')
        .collect();
    text.parse().ok()
}

/// Seven digits and the power of ten of the first.
fn digits_of(p: f64, ln_p: Option<f64>) -> Option<(i64, i64)> {
    if !p.is_finite() {
        return None;
    }
    if let Some(ln_p) = ln_p.filter(|ln_p| ln_p.is_finite()) {
        let log = ln_p / std::f64::consts::LN_10;
        let power = log.floor();
        let digits = (10_f64.powf(log - power) * 1e6).round();
        return Some((digits as i64, power as i64));
    }
    let text = format!("{p:.6e}");
    let (digits, power) = text.split_once('e')?;
    let digits = digits.replace('.', "");
    Some((digits.parse().ok()?, power.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::DeflateDecoder;
    use std::io::Read;

    fn bytes_of(blocks: &Blocks, at: &Value) -> Vec<u8> {
        let at = usize::try_from(at.as_u64().unwrap()).unwrap();
        let deflated = STANDARD.decode(&blocks.texts()[at]).unwrap();
        let mut bytes = Vec::new();
        DeflateDecoder::new(&deflated[..])
            .read_to_end(&mut bytes)
            .unwrap();
        bytes
    }

    /// As the script of the page does it.
    fn unpacked(blocks: &Blocks, packed: &Value) -> Vec<Option<i64>> {
        let bytes = bytes_of(blocks, &packed["block"]);
        let n = usize::try_from(packed["n"].as_u64().unwrap()).unwrap();
        let value = |at: usize| {
            let planes = bytes.chunks(n.max(1)).rev();
            let code = planes.fold(0_u64, |code, plane| code * 256 + u64::from(plane[at]));
            let folded = i64::try_from(code.checked_sub(1)?).unwrap();
            Some(if folded % 2 == 0 {
                folded / 2
            } else {
                -(folded + 1) / 2
            })
        };
        (0..n).map(value).collect()
    }

    #[test]
    fn numbers_come_back() {
        let values = [
            Some(0),
            Some(-1),
            Some(1),
            None,
            Some(127),
            Some(-128),
            Some(70_000),
            Some(-(1 << 40)),
        ];
        let mut blocks = Blocks::default();
        let packed = blocks.integers(values);
        assert_eq!(unpacked(&blocks, &packed), values);
        assert_eq!(packed["planes"], 6);
        let none = blocks.integers([]);
        assert_eq!(unpacked(&blocks, &none), []);
    }

    #[test]
    fn equal_blocks_are_stored_once() {
        let mut blocks = Blocks::default();
        let first = blocks.lines(["a", "b"]);
        assert_eq!(blocks.lines(["a", "b"]), first);
        assert_ne!(blocks.lines(["a"]), first);
        assert_eq!(blocks.texts().len(), 2);
    }

    #[test]
    fn numbers_are_rounded_as_their_text() {
        let near_the_middle = (0..4000).flat_map(|at| {
            let middle = (f64::from(at) - 2000.5) / 1000.0;
            [middle.next_down(), middle, middle.next_up(), middle + 1e-4]
        });
        for value in near_the_middle.chain([12_345_678.901_5, -0.0, 0.0005, 1e12]) {
            let text = format!("{value:.3}").replace('.', "");
            assert_eq!(rounded(value, 3), text.parse().ok(), "{value}");
        }
    }

    #[test]
    fn digits_are_those_of_the_number() {
        assert_eq!(rounded(0.1236, 3), Some(124));
        assert_eq!(rounded(-2.971_042, 3), Some(-2971));
        assert_eq!(rounded(-0.000_1, 3), Some(0));
        assert_eq!(rounded(f64::NAN, 3), None);
        assert_eq!(digits_of(0.05, None), Some((5_000_000, -2)));
        assert_eq!(digits_of(1.0, None), Some((1_000_000, 0)));
        assert_eq!(digits_of(1.238_839_885e-15, None), Some((1_238_840, -15)));
        assert_eq!(digits_of(0.0, Some(-1000.0)), Some((5_075_959, -435)));
        assert_eq!(digits_of(0.0, None), Some((0, 0)));
        assert_eq!(digits_of(f64::NAN, None), None);
    }
}
