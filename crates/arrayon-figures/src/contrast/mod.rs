//! What contrasts found: features in a plane, sets down a list, themes, intersections.

mod axes;
pub mod intersections;
pub mod points;
pub mod running_sums;
pub mod theme_bars;

use plotters::style::RGBColor;

/// Of features that go up, and of those that go down; the report has the same.
const UP: RGBColor = RGBColor(163, 59, 0);
const DOWN: RGBColor = RGBColor(0, 85, 140);
const GREY: RGBColor = RGBColor(90, 90, 90);
const FAINT: RGBColor = RGBColor(215, 215, 215);
const PALE: RGBColor = RGBColor(170, 170, 170);

/// What the test of a feature found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// No change, at the false discovery rate of the contrast; that is no proof of none.
    NotCalled,
    /// Higher in the target.
    Up,
    /// Lower in the target.
    Down,
}
