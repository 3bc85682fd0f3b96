//! Gene sets down the list of ranked features.

use super::axes::{Axes, ROOM, line};
use super::{DOWN, GREY, PALE, UP};
use crate::colours::Groups;
use crate::error::FigureError;
use crate::frame::{Area, Header, Look, MARGIN, TEXT_SIZE, left, pixels, text, write};
use crate::lettering::fitted;
use plotters::prelude::*;
use serde::{Deserialize, Serialize};

const WIDTH: i32 = 900;
const N_COLUMNS: i32 = 2;
const HEIGHT: i32 = 210;
/// Height of the ticks of the features below the curve, and of a title above.
const RUG: i32 = 16;
const TITLE: i32 = 40;

/// A set in the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RankedSet {
    /// The set in words, and what its test says.
    pub name: String,
    /// What its test says.
    pub verdict: String,
    /// The ranks of its features, from 0 for the first, rising.
    pub ranks: Vec<usize>,
    /// How much each weighs.
    pub weights: Vec<f64>,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunningSums {
    /// What the figure shows.
    pub title: String,
    /// What stands below the title.
    pub subtitle: Vec<String>,
    /// How many features are ranked.
    pub n_features: usize,
    /// The sets, each in a panel.
    pub sets: Vec<RankedSet>,
}

/// The running sum of a set: its corners, its extreme, and where that is reached.
#[derive(Debug, Clone, PartialEq)]
pub struct RunningSum {
    /// Rank and sum where the line bends.
    pub corners: Vec<(usize, f64)>,
    /// The value furthest from 0.
    pub score: f64,
    /// The rank after which, or before which where it is below 0, it is reached.
    pub peak: usize,
}

impl RankedSet {
    /// Up at each of its features by its weight over that of all, down at each other feature, so that
    /// it ends at 0; `None` where none or all of the features are in the set, or none has a weight.
    ///
    /// # Source
    /// Subramanian et al. 2005 (doi:10.1073/pnas.0506580102).
    pub fn running_sum(&self, n_features: usize) -> Option<RunningSum> {
        let whole: f64 = self.weights.iter().sum();
        let n_others = n_features
            .checked_sub(self.ranks.len())
            .filter(|&n| n > 0)?;
        if self.ranks.is_empty() || whole <= 0.0 || self.weights.len() != self.ranks.len() {
            return None;
        }
        let mut corners = vec![(0, 0.0)];
        let (mut sum, mut passed) = (0.0, 0);
        let (mut highest, mut lowest) = ((0.0, 0), (0.0, 0));
        for (&rank, weight) in self.ranks.iter().zip(&self.weights) {
            sum -= rank.saturating_sub(passed) as f64 / n_others as f64;
            corners.push((rank, sum));
            if sum < lowest.0 {
                lowest = (sum, rank);
            }
            sum += weight / whole;
            passed = rank + 1;
            corners.push((passed, sum));
            if sum > highest.0 {
                highest = (sum, passed);
            }
        }
        corners.push((n_features, 0.0));
        let (score, peak) = if highest.0 >= -lowest.0 {
            highest
        } else {
            lowest
        };
        Some(RunningSum {
            corners,
            score,
            peak,
        })
    }
}

/// Draws the running sum of each set in a panel, its features as ticks below, those of the leading
/// edge in colour; two panels a line.
///
/// # Errors
/// What the drawing library reports; never for text in memory.
pub fn svg(sums: &RunningSums, look: &Look) -> Result<String, FigureError> {
    let none = Groups::new(&look.palette, None);
    let header = Header::new(&sums.title, &sums.subtitle, &none, look, WIDTH);
    let n_lines = pixels(sums.sets.len().max(1).div_ceil(N_COLUMNS as usize));
    let each = TITLE + HEIGHT + RUG + ROOM[1];
    let mut drawing = String::new();
    {
        let height = header.height + n_lines * each + MARGIN;
        let size = (WIDTH.unsigned_abs(), height.unsigned_abs());
        let area = SVGBackend::with_string(&mut drawing, size).into_drawing_area();
        header.draw(&area)?;
        for (at, set) in sums.sets.iter().enumerate() {
            let (column, row) = (pixels(at) % N_COLUMNS, pixels(at) / N_COLUMNS);
            let corner = [column * WIDTH / N_COLUMNS, header.height + row * each];
            draw_set(&area, set, sums.n_features, corner)?;
        }
        area.present()?;
    }
    Ok(drawing)
}

fn draw_set(
    area: &Area<'_>,
    set: &RankedSet,
    n_features: usize,
    [x, y]: [i32; 2],
) -> Result<(), FigureError> {
    let room = WIDTH / N_COLUMNS - ROOM[0] - 2 * MARGIN;
    let name = fitted(&set.name, TEXT_SIZE, room + ROOM[0] / 2);
    let verdict = fitted(&set.verdict, TEXT_SIZE, room + ROOM[0] / 2);
    let at = x + ROOM[0] / 2;
    write(area, &name, &text(TEXT_SIZE, BLACK, left()), (at, y + 10))?;
    write(area, &verdict, &text(TEXT_SIZE, GREY, left()), (at, y + 28))?;
    let Some(sum) = set.running_sum(n_features) else {
        return Ok(());
    };
    let values = || sum.corners.iter().map(|&(_, value)| value);
    let range = (values().fold(0.0, f64::min), values().fold(0.0, f64::max));
    let axes = Axes {
        ranges: [(0.0, n_features as f64), (range.0 - 0.05, range.1 + 0.05)],
        corner: [x + ROOM[0], y + TITLE],
        size: [room, HEIGHT],
        titles: ["rank, up in the target first".into(), "running sum".into()],
    };
    axes.draw(area)?;
    let zero = axes.on_canvas([0.0, 0.0]).1;
    line(
        area,
        [(axes.corner[0], zero), (axes.corner[0] + room, zero)],
        GREY,
    )?;
    let is_up = sum.score >= 0.0;
    let colour = if is_up { UP } else { DOWN };
    // a rank is a pixel or less: the line has a corner a pixel at most
    let mut corners: Vec<(i32, i32)> = (sum.corners.iter())
        .map(|&(rank, value)| axes.on_canvas([rank as f64, value]))
        .collect();
    corners.dedup();
    area.draw(&PathElement::new(corners, colour.stroke_width(2)))?;
    let top = axes.corner[1] + HEIGHT - RUG;
    for is_leading in [false, true] {
        for &rank in &set.ranks {
            let leads = if is_up {
                rank < sum.peak
            } else {
                rank >= sum.peak
            };
            if leads == is_leading {
                let x = axes.on_canvas([rank as f64, 0.0]).0;
                let colour = if leads { colour } else { PALE };
                line(area, [(x, top), (x, top + RUG)], colour)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(ranks: &[usize], weights: &[f64]) -> RankedSet {
        RankedSet {
            name: "a set".into(),
            verdict: "p 0.01".into(),
            ranks: ranks.to_vec(),
            weights: weights.to_vec(),
        }
    }

    #[test]
    fn the_extreme_is_the_enrichment_score() {
        // by hand: 1/4 up to 3/4 - 1/8 ... over ten features, eight of them others
        let found = set(&[0, 2], &[3.0, 1.0]).running_sum(10).unwrap();
        assert!((found.score - (1.0 - 1.0 / 8.0)).abs() < 1e-12);
        assert_eq!(found.peak, 3);
        let found = set(&[8, 9], &[1.0, 1.0]).running_sum(10).unwrap();
        assert_eq!((found.score, found.peak), (-1.0, 8));
        assert!((found.corners.last().unwrap().1).abs() < 1e-12);
        for (ranks, weights, n) in [
            (vec![], vec![], 5),
            (vec![0], vec![0.0], 5),
            (vec![0], vec![1.0], 1),
        ] {
            assert_eq!(set(&ranks, &weights).running_sum(n), None);
        }
    }

    #[test]
    fn each_set_has_a_panel_with_its_features() {
        let sums = RunningSums {
            title: "sets".into(),
            subtitle: vec!["z".into()],
            n_features: 1_000,
            sets: vec![
                set(&[1, 5, 700], &[2.0, 2.0, 1.0]),
                set(&[990, 995], &[2.0, 2.0]),
                set(&[], &[]),
            ],
        };
        let drawn = svg(&sums, &Look::default()).unwrap();
        assert_eq!(drawn.matches("running sum").count(), 2);
        assert_eq!(drawn.matches("a set").count(), 3);
        assert!(!drawn.contains("NaN"));
    }
}
