//! Two axes with round numbers, and where values lie between them.

use super::{FAINT, GREY};
use crate::error::FigureError;
use crate::frame::{Area, SMALL_SIZE, TEXT_SIZE, below, text, turned, write};
use crate::ticks::ticks;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

const N_TICKS: usize = 6;

/// Room left of and below a plane for the numbers and the title of its axes.
pub(super) const ROOM: [i32; 2] = [72, 52];

/// A plane with an axis below and one at the left.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Axes {
    /// Least and largest value along each.
    pub(super) ranges: [(f64, f64); 2],
    /// Left and upper edge of the plane.
    pub(super) corner: [i32; 2],
    /// Its width and height.
    pub(super) size: [i32; 2],
    pub(super) titles: [String; 2],
}

impl Axes {
    /// The pixel of a value along an axis, from the edge of the plane.
    pub(super) fn within(&self, axis: usize, value: f64) -> i32 {
        let (least, most) = self.ranges[axis];
        let part = ((value - least) / (most - least)).clamp(-1.0, 2.0);
        let part = if axis == 0 { part } else { 1.0 - part };
        (part * f64::from(self.size[axis])).round() as i32
    }

    /// Where a point lies in the figure.
    pub(super) fn on_canvas(&self, [x, y]: [f64; 2]) -> (i32, i32) {
        let [left, top] = self.corner;
        (left + self.within(0, x), top + self.within(1, y))
    }

    /// Lines at round numbers, the numbers, and what they are.
    pub(super) fn draw(&self, area: &Area<'_>) -> Result<(), FigureError> {
        let [left, top] = self.corner;
        let [width, height] = self.size;
        let (right, bottom) = (left + width, top + height);
        let small = text(SMALL_SIZE, BLACK, below());
        for (value, label) in ticks(self.ranges[0].0, self.ranges[0].1, N_TICKS) {
            let x = left + self.within(0, value);
            line(area, [(x, top), (x, bottom + 4)], FAINT)?;
            write(area, &label, &small, (x, bottom + 7))?;
        }
        let style = text(SMALL_SIZE, BLACK, Pos::new(HPos::Right, VPos::Center));
        for (value, label) in ticks(self.ranges[1].0, self.ranges[1].1, N_TICKS) {
            let y = top + self.within(1, value);
            line(area, [(left - 4, y), (right, y)], FAINT)?;
            write(area, &label, &style, (left - 7, y))?;
        }
        line(area, [(left, bottom), (right, bottom)], GREY)?;
        line(area, [(left, top), (left, bottom)], GREY)?;
        let style = text(TEXT_SIZE, BLACK, below());
        write(
            area,
            &self.titles[0],
            &style,
            (left + width / 2, bottom + 26),
        )?;
        let middle = Pos::new(HPos::Center, VPos::Center);
        let style = turned(TEXT_SIZE, FontTransform::Rotate270, middle);
        write(area, &self.titles[1], &style, (left - 54, top + height / 2))
    }
}

/// A line from one point to another.
pub(super) fn line(
    area: &Area<'_>,
    ends: [(i32, i32); 2],
    colour: RGBColor,
) -> Result<(), FigureError> {
    area.draw(&PathElement::new(ends.to_vec(), colour.stroke_width(1)))?;
    Ok(())
}

/// The range of some values with a little room about them; one of length 1 where all are equal.
pub(super) fn range_of(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (least, most) = values.filter(|value| value.is_finite()).fold(
        (f64::INFINITY, f64::NEG_INFINITY),
        |(least, most), value| (least.min(value), most.max(value)),
    );
    match most > least {
        true => {
            let room = 0.04 * (most - least);
            (least - room, most + room)
        }
        false if least.is_finite() => (least - 0.5, least + 0.5),
        false => (0.0, 1.0),
    }
}
