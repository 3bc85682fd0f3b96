//! How closely two rows of numbers agree.

/// The largest disagreement between two rows of numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// The largest difference found.
    pub largest: f64,
    /// Where it was found.
    pub at: usize,
}

/// `|a - b| / max(1, |b|)`: the measure in which tolerances are stated. Two equal infinities and
/// two NaN agree; one NaN or one infinity does not.
pub fn relative_to_one_or_value(found: f64, expected: f64) -> f64 {
    if found == expected || (found.is_nan() && expected.is_nan()) {
        return 0.0;
    }
    let difference = (found - expected).abs() / expected.abs().max(1.0);
    if difference.is_nan() {
        f64::INFINITY
    } else {
        difference
    }
}

/// Panics unless both agree within `tolerance` of `max(1, |expected|)`.
///
/// # Panics
/// Where they do not.
#[track_caller]
pub fn assert_close(found: f64, expected: f64, tolerance: f64, what: &str) {
    let difference = relative_to_one_or_value(found, expected);
    assert!(
        difference <= tolerance,
        "{what}: found {found:e}, expected {expected:e}: differ by {difference:e} > {tolerance:e}"
    );
}

/// Panics unless all agree within `tolerance` of `max(1, |expected|)`; returns the worst.
///
/// # Panics
/// Where they do not, or where the lengths differ, or where there is nothing to compare.
#[track_caller]
pub fn assert_all_close(found: &[f64], expected: &[f64], tolerance: f64, what: &str) -> Agreement {
    assert_eq!(found.len(), expected.len(), "{what}: lengths");
    assert!(!found.is_empty(), "{what}: nothing to compare");
    let mut worst = Agreement {
        largest: 0.0,
        at: 0,
    };
    for (at, (&one, &other)) in found.iter().zip(expected).enumerate() {
        let largest = relative_to_one_or_value(one, other);
        if largest > worst.largest {
            worst = Agreement { largest, at };
        }
    }
    assert_close(found[worst.at], expected[worst.at], tolerance, what);
    worst
}
