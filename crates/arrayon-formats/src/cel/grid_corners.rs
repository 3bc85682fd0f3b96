//! Where the grid of cells lay in the scanned image.

use super::cel_file::GridCorners;

/// The corners' names in every encoding, in the order of [`GridCorners`].
pub(super) const CORNERS: [&str; 4] = ["UL", "UR", "LR", "LL"];

/// The corners where they say anything: writers without an image put noughts.
pub(super) fn unless_all_nought(corners: GridCorners) -> Option<GridCorners> {
    let says_something = corners.as_flattened().iter().any(|&pixel| pixel != 0.0);
    says_something.then_some(corners)
}

/// Reads `x y`.
pub(super) fn point(text: &str) -> Option<[f32; 2]> {
    let (x, y) = text.trim().split_once(char::is_whitespace)?;
    let finite = |text: &str| {
        text.trim()
            .parse()
            .ok()
            .filter(|pixel: &f32| pixel.is_finite())
    };
    Some([finite(x)?, finite(y)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_two_finite_numbers() {
        assert_eq!(point("239 234"), Some([239.0, 234.0]));
        assert_eq!(point(" 1.5  -2 "), Some([1.5, -2.0]));
        assert_eq!(
            (point("1"), point("1 x"), point("inf 1")),
            (None, None, None)
        );
    }

    #[test]
    fn noughts_say_nothing() {
        assert_eq!(unless_all_nought([[0.0; 2]; 4]), None);
        let corners = [[0.0, 1.0], [0.0; 2], [0.0; 2], [0.0; 2]];
        assert_eq!(unless_all_nought(corners), Some(corners));
    }
}
