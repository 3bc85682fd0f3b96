//! Inner products.

/// The inner product, in eight interleaved sums of fixed order: as many as a processor works on at
/// once.
///
/// # Panics
/// If the lengths differ.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len(), "one factor each");
    let mut sums = [0.0; 8];
    let (a_eights, b_eights) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest = a_eights.remainder().iter().zip(b_eights.remainder());
    let rest: f64 = rest.map(|(a, b)| a * b).sum();
    for (a, b) in a_eights.zip(b_eights) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + b) + (c + d)) + ((e + f) + (g + h)) + rest
}

#[cfg(test)]
mod tests {
    use super::dot;

    #[test]
    fn sums_all_products() {
        for n in 0..20 {
            let a: Vec<f64> = (1..=n).map(f64::from).collect();
            let expected: i32 = (1..=n).map(|x| x * x).sum();
            assert_eq!(dot(&a, &a), f64::from(expected));
        }
    }
}
