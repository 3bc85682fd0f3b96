//! What every figure has: a white ground, a title, the groups with their colours.

use crate::colours::Groups;
use crate::error::FigureError;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Where figures are drawn: text in memory.
pub(crate) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

const LINE: i32 = 20;
const MARGIN: i32 = 14;
/// Mean width of a letter of [`TEXT_SIZE`]; no font is measured.
const LETTER: i32 = 7;
pub(crate) const TEXT_SIZE: i32 = 12;

/// A text style of that size and colour.
pub(crate) fn text(size: i32, colour: RGBColor, anchor: Pos) -> TextStyle<'static> {
    ("sans-serif", size).into_font().color(&colour).pos(anchor)
}

/// Anchored left, in the middle of the line.
pub(crate) fn left() -> Pos {
    Pos::new(HPos::Left, VPos::Center)
}

/// A count as a number of pixels; no figure is so large that the bound matters.
pub(crate) fn pixels(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX).min(10_000_000)
}

/// How wide a text of [`TEXT_SIZE`] is, about.
pub(crate) fn width_of(text: &str) -> i32 {
    LETTER * i32::try_from(text.chars().count()).unwrap_or(200).min(200)
}

/// One entry of the legend, placed.
struct Entry<'a> {
    group: usize,
    name: &'a str,
    at: (i32, i32),
}

/// Title, subtitle and legend, and how many pixels they take.
pub(crate) struct Header<'a> {
    title: &'a str,
    subtitle: &'a str,
    entries: Vec<Entry<'a>>,
    pub(crate) height: i32,
}

impl<'a> Header<'a> {
    /// Breaks the legend into lines that fit.
    pub(crate) fn new(title: &'a str, subtitle: &'a str, groups: &Groups<'a>, width: i32) -> Self {
        let mut at = (MARGIN, MARGIN + 2 * LINE + LINE / 2);
        let mut entries = Vec::new();
        for (group, name) in groups.names.iter().copied().enumerate() {
            let wide = width_of(name) + 30;
            if at.0 > MARGIN && at.0 + wide > width - MARGIN {
                at = (MARGIN, at.1 + LINE);
            }
            entries.push(Entry { group, name, at });
            at.0 += wide;
        }
        let n_lines = if entries.is_empty() { 0 } else { LINE };
        Self {
            title,
            subtitle,
            entries,
            height: at.1 + n_lines - LINE / 2,
        }
    }

    /// Draws them at the top.
    pub(crate) fn draw(&self, area: &Area<'_>) -> Result<(), FigureError> {
        area.fill(&WHITE)?;
        area.draw_text(
            self.title,
            &text(15, BLACK, left()),
            (MARGIN, MARGIN + LINE / 2),
        )?;
        let grey = RGBColor(90, 90, 90);
        let second = (MARGIN, MARGIN + LINE + LINE / 2);
        area.draw_text(self.subtitle, &text(TEXT_SIZE, grey, left()), second)?;
        for entry in &self.entries {
            let (x, y) = entry.at;
            let mark = [(x, y - 5), (x + 10, y + 5)];
            let colour = Groups::colour(Some(entry.group));
            area.draw(&Rectangle::new(mark, colour.filled()))?;
            let style = text(TEXT_SIZE, BLACK, left());
            area.draw_text(entry.name, &style, (x + 15, y))?;
        }
        Ok(())
    }
}
