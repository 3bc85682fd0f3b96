//! The limit above which a value is an outlier of a box plot.

/// Upper hinge plus one and a half times the distance of the hinges: the end of the upper whisker
/// of a box plot. NaN without values.
///
/// # Source
/// Tukey's five numbers, as R's `fivenum` has them; the rule by which arrayQualityMetrics
/// (Kauffmann, Gentleman and Huber 2009, Bioinformatics 25:415) calls arrays outliers.
pub fn upper_hinge_limit(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    if n == 0 {
        return f64::NAN;
    }
    // depth of the hinges, counted from 1 at either end; it may end in one half
    let depth = (n as f64 + 3.0).div_euclid(2.0) / 2.0;
    let at = |depth: f64| {
        let (below, above) = (depth.floor() as usize - 1, depth.ceil() as usize - 1);
        0.5 * (sorted[below] + sorted[above])
    };
    let (lower, upper) = (at(depth), at(n as f64 + 1.0 - depth));
    upper + 1.5 * (upper - lower)
}

/// The limit by which arrays are judged: that of the hinges. Of four arrays it is that of the three
/// with the smallest values: an outlier among four draws the upper hinge out so far that no array
/// could ever lie beyond.
pub(crate) fn outlier_limit(values: &[f64]) -> f64 {
    const TOO_FEW: usize = 4;
    if values.len() != TOO_FEW {
        return upper_hinge_limit(values);
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    upper_hinge_limit(&sorted[..TOO_FEW - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlier_among_four_can_be_found() {
        let values = [5.0, 1.0, 100.0, 2.0];
        assert!(upper_hinge_limit(&values) > 100.0);
        assert_eq!(outlier_limit(&values), 3.5 + 1.5 * 2.0);
        assert_eq!(outlier_limit(&[1.0, 2.0, 3.0, 4.0, 5.0]), 7.0);
    }

    #[test]
    fn hinges_are_those_of_r() {
        // R: fivenum(x)[4] + 1.5 * (fivenum(x)[4] - fivenum(x)[2])
        for (values, limit) in [
            (vec![3.0], 3.0),
            (vec![1.0, 2.0], 3.5),
            (vec![5.0, 1.0, 2.0, 9.0], 7.0 + 1.5 * (7.0 - 1.5)),
            (vec![1.0, 2.0, 3.0, 4.0, 5.0], 4.0 + 1.5 * 2.0),
            (vec![1.0, 2.0, 3.0, 4.0, 5.0, 7.0], 5.0 + 1.5 * 3.0),
        ] {
            assert_eq!(upper_hinge_limit(&values), limit, "{values:?}");
        }
        assert!(upper_hinge_limit(&[]).is_nan());
    }
}
