//! Arrays below each other, with names and marks.

use crate::colours::Groups;
use crate::error::FigureError;
use crate::frame::{Area, MARGIN, TEXT_SIZE, draw_mark, pixels, text, widest, write};
use crate::lettering::fitted;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Height of a row that has a name, and of all rows at most.
pub(super) const NAMED_ROW: i32 = 17;
const TALLEST: i32 = 6_000;
const LONGEST_NAME: i32 = 220;
const MARK: i32 = 18;

/// Rows of arrays: where each stands, and where their names end.
pub(super) struct Rows {
    names: Vec<String>,
    /// Height of all rows.
    pub(super) height: i32,
    /// Every so many-th array is named.
    pub(super) named: usize,
    /// Where what is drawn of an array begins.
    pub(super) left: i32,
}

impl Rows {
    /// Rows of a height, as long as there are not too many.
    pub(super) fn new(samples: &[String], each: i32) -> Self {
        let names: Vec<String> = (samples.iter())
            .map(|name| fitted(name, TEXT_SIZE, LONGEST_NAME))
            .collect();
        let n = pixels(samples.len().max(1));
        let height = n.saturating_mul(each).clamp(each, TALLEST);
        let wanted = (i64::from(n) * i64::from(NAMED_ROW)).unsigned_abs();
        let named = wanted.div_ceil(u64::from(height.unsigned_abs()));
        Self {
            left: MARGIN + widest(&names, TEXT_SIZE) + MARK + 10,
            named: usize::try_from(named).unwrap_or(usize::MAX).max(1),
            height,
            names,
        }
    }

    /// The upper edge of a row, from that of the first.
    pub(super) fn edge(&self, row: usize) -> i32 {
        let along = i64::from(pixels(row)) * i64::from(self.height);
        i32::try_from(along / i64::from(pixels(self.names.len().max(1)))).unwrap_or(i32::MAX)
    }

    /// The middle of a row.
    pub(super) fn middle(&self, row: usize) -> i32 {
        (self.edge(row) + self.edge(row + 1)) / 2
    }

    /// Half of what a row has room for.
    pub(super) fn half(&self) -> i32 {
        (self.edge(1) / 2 - 3).clamp(1, 6)
    }

    /// Draws names and marks, the first row at `top`.
    pub(super) fn draw(
        &self,
        area: &Area<'_>,
        groups: &Groups,
        top: i32,
    ) -> Result<(), FigureError> {
        let style = text(TEXT_SIZE, BLACK, Pos::new(HPos::Right, VPos::Center));
        for (row, name) in self.names.iter().enumerate().step_by(self.named) {
            let y = top + self.middle(row);
            write(area, name, &style, (self.left - MARK - 4, y))?;
        }
        for row in 0..self.names.len() {
            let at = (self.left - MARK / 2 - 2, top + self.middle(row));
            draw_mark(area, groups.of(row), at, self.half().clamp(2, 5))?;
        }
        Ok(())
    }

    /// What is not to be seen.
    pub(super) fn note(&self) -> Option<String> {
        (self.named > 1).then(|| format!("one of {} arrays is named", self.named))
    }
}
