//! The spread of each array's values, an array a row.

use super::rows::{NAMED_ROW, Rows};
use crate::colours::Groups;
use crate::error::FigureError;
use crate::frame::{Area, Header, Look, MARGIN, SMALL_SIZE, TEXT_SIZE, below, text, write};
use crate::ticks::ticks;
use plotters::prelude::*;

const WIDTH: i32 = 900;
const BELOW: i32 = 54;
const N_TICKS: usize = 7;
const FAINT: RGBColor = RGBColor(215, 215, 215);

/// What boxes are drawn of.
#[derive(Debug, Clone, PartialEq)]
pub struct Boxes<'a> {
    /// What the values are, for the title.
    pub title: &'a str,
    /// What stands along the axis, with its unit.
    pub axis: &'a str,
    /// The arrays.
    pub samples: &'a [String],
    /// Of each array the 5 % quantile, the quartiles with the median between them, and the 95 %
    /// quantile; NaN where there is none.
    pub spreads: &'a [[f64; 5]],
    /// Where the median of a good array lies.
    pub reference: Option<f64>,
    /// A column of the sample sheet, and the level of each array.
    pub grouping: Option<(&'a str, &'a [String])>,
}

/// Draws a box from quartile to quartile with a line at the median, and whiskers from the 5 % to the
/// 95 % quantile; arrays from top to bottom in the order given.
///
/// # Errors
/// What the drawing library reports; never for text in memory.
pub fn svg(boxes: &Boxes<'_>, look: &Look) -> Result<String, FigureError> {
    let groups = Groups::new(&look.palette, boxes.grouping);
    let rows = Rows::new(boxes.samples, NAMED_ROW);
    let mut subtitle =
        vec!["boxes from quartile to quartile, whiskers from 5 % to 95 % of the values".to_owned()];
    subtitle.extend(rows.note());
    let header = Header::new(boxes.title, &subtitle, &groups, look, WIDTH);
    let plane = Plane::new(boxes, &rows, header.height + MARGIN);
    let mut drawing = String::new();
    {
        let height = plane.top + rows.height + BELOW;
        let size = (WIDTH.unsigned_abs(), height.unsigned_abs());
        let area = SVGBackend::with_string(&mut drawing, size).into_drawing_area();
        header.draw(&area)?;
        plane.draw_axis(&area, boxes)?;
        rows.draw(&area, &groups, plane.top)?;
        for (row, spread) in boxes.spreads.iter().enumerate() {
            if spread.iter().all(|value| value.is_finite()) {
                plane.draw_box(&area, row, spread, Groups::colour(groups.of(row)))?;
            }
        }
        area.present()?;
    }
    Ok(drawing)
}

struct Plane<'a> {
    rows: &'a Rows,
    range: (f64, f64),
    top: i32,
}

impl<'a> Plane<'a> {
    fn new(boxes: &Boxes<'_>, rows: &'a Rows, top: i32) -> Self {
        let values = boxes.spreads.iter().flatten().copied();
        let values = values
            .chain(boxes.reference)
            .filter(|value| value.is_finite());
        let (least, most) = values.fold(
            (f64::INFINITY, f64::NEG_INFINITY),
            |(least, most), value| (least.min(value), most.max(value)),
        );
        let range = match most > least {
            true => {
                let room = 0.03 * (most - least);
                (least - room, most + room)
            }
            false if least.is_finite() => (least - 1.0, least + 1.0),
            false => (0.0, 1.0),
        };
        Self { rows, range, top }
    }

    fn x(&self, value: f64) -> i32 {
        let (least, most) = self.range;
        let wide = f64::from(WIDTH - MARGIN - self.rows.left);
        self.rows.left + ((value - least) / (most - least) * wide).round() as i32
    }

    fn draw_axis(&self, area: &Area<'_>, boxes: &Boxes<'_>) -> Result<(), FigureError> {
        let bottom = self.top + self.rows.height;
        let style = text(SMALL_SIZE, BLACK, below());
        for (value, label) in ticks(self.range.0, self.range.1, N_TICKS) {
            let x = self.x(value);
            let line = vec![(x, self.top), (x, bottom + 4)];
            area.draw(&PathElement::new(line, FAINT.stroke_width(1)))?;
            write(area, &label, &style, (x, bottom + 8))?;
        }
        if let Some(reference) = boxes.reference {
            let x = self.x(reference);
            let line = vec![(x, self.top), (x, bottom)];
            area.draw(&PathElement::new(line, BLACK.stroke_width(1)))?;
        }
        let line = vec![(self.rows.left, bottom), (WIDTH - MARGIN, bottom)];
        area.draw(&PathElement::new(line, BLACK.stroke_width(1)))?;
        let middle = (self.rows.left + WIDTH - MARGIN) / 2;
        let style = text(TEXT_SIZE, BLACK, below());
        write(area, boxes.axis, &style, (middle, bottom + 24))
    }

    fn draw_box(
        &self,
        area: &Area<'_>,
        row: usize,
        spread: &[f64; 5],
        colour: RGBColor,
    ) -> Result<(), FigureError> {
        let y = self.top + self.rows.middle(row);
        let half = self.rows.half();
        let [least, lower, median, upper, most] = spread.map(|value| self.x(value));
        let whiskers = vec![(least, y), (most, y)];
        area.draw(&PathElement::new(whiskers, colour.stroke_width(1)))?;
        let corners = [(lower, y - half), (upper, y + half)];
        area.draw(&Rectangle::new(corners, colour.mix(0.55).filled()))?;
        area.draw(&Rectangle::new(corners, colour.stroke_width(1)))?;
        let line = vec![(median, y - half), (median, y + half)];
        area.draw(&PathElement::new(line, BLACK.stroke_width(2)))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(n: usize) -> String {
        let samples: Vec<String> = (0..n).map(|at| format!("array {at} <&>")).collect();
        let levels: Vec<String> = (0..n).map(|at| ["a", "b"][at % 2].to_owned()).collect();
        let spreads = vec![[-0.5, -0.2, 0.0, 0.2, 0.5]; n];
        let boxes = Boxes {
            title: "relative log expression",
            axis: "log2",
            samples: &samples,
            spreads: &spreads,
            reference: Some(0.0),
            grouping: Some(("diet", &levels)),
        };
        svg(&boxes, &Look::default()).unwrap()
    }

    #[test]
    fn every_array_is_named_and_boxed() {
        for n in [1, 5, 25, 96] {
            let drawn = drawn(n);
            assert!(
                drawn.contains(&format!("array {} &lt;&amp;&gt;", n - 1)),
                "{n}"
            );
            assert_eq!(drawn.matches("stroke-width=\"2\"").count(), n);
        }
        let many = drawn(1_000);
        assert!(many.contains("one of 3 arrays is named"));
    }

    #[test]
    fn arrays_without_values_have_no_box() {
        let samples = ["a", "b"].map(str::to_owned);
        let boxes = Boxes {
            title: "t",
            axis: "x",
            samples: &samples,
            spreads: &[[f64::NAN; 5], [1.0; 5]],
            reference: None,
            grouping: None,
        };
        let drawn = svg(&boxes, &Look::default()).unwrap();
        assert_eq!(drawn.matches("stroke-width=\"2\"").count(), 1);
        assert!(!drawn.contains("NaN"));
    }
}
