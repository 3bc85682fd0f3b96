//! How far each array is from each other one, as colours.

use super::rows::{NAMED_ROW, Rows};
use crate::colours::Groups;
use crate::diverging::{LAST_STEP, MISSING, colour, png};
use crate::error::FigureError;
use crate::frame::{
    Area, Header, Look, MARGIN, SMALL_SIZE, TEXT_SIZE, below, draw_mark, pixels, text, turned,
    widest, write,
};
use crate::lettering::fitted;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

const NARROWEST: i32 = 900;
const LONGEST_NAME: i32 = 160;
const WANTED_SIDE: i32 = 480;
const LARGEST_CELL: i32 = 44;
const GAP: i32 = 6;
const SCALE_WIDTH: i32 = 240;
const SCALE_HEIGHT: i32 = 12;
const BELOW_SCALE: i32 = 44;

/// Where white turns to red.
const ZERO: u8 = LAST_STEP / 2;

/// What is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Distances<'a> {
    /// What a distance is, with its unit.
    pub axis: &'a str,
    /// The arrays.
    pub samples: &'a [String],
    /// The distance of each to each, row after row; NaN where there is none.
    pub distances: &'a [f64],
    /// A column of the sample sheet, and the level of each array.
    pub grouping: Option<(&'a str, &'a [String])>,
}

/// Draws a square of colours, white for 0 to red for the largest distance; arrays from top to bottom and
/// from left to right in the order given.
///
/// # Errors
/// What the drawing library reports; never for text in memory.
pub fn svg(found: &Distances<'_>, look: &Look) -> Result<String, FigureError> {
    let groups = Groups::new(&look.palette, found.grouping);
    // few arrays are large cells
    let each = WANTED_SIDE / pixels(found.samples.len().max(1));
    let rows = Rows::new(found.samples, each.clamp(NAMED_ROW, LARGEST_CELL));
    let side = rows.height;
    let width = (rows.left + side + MARGIN).max(NARROWEST);
    let mut subtitle = vec![found.axis.to_owned()];
    subtitle.extend(rows.note());
    let header = Header::new("distances between arrays", &subtitle, &groups, look, width);
    let names: Vec<String> = (found.samples.iter())
        .map(|name| fitted(name, TEXT_SIZE, LONGEST_NAME))
        .collect();
    let finite = found.distances.iter().filter(|one| one.is_finite());
    let largest = finite.copied().fold(0.0, f64::max);
    let top = header.height + MARGIN + SCALE_HEIGHT + BELOW_SCALE;
    let mut drawing = String::new();
    {
        let below_cells = 2 * GAP + 16 + widest(&names, TEXT_SIZE) + MARGIN;
        let size = (
            width.unsigned_abs(),
            (top + side + below_cells).unsigned_abs(),
        );
        let area = SVGBackend::with_string(&mut drawing, size).into_drawing_area();
        header.draw(&area)?;
        draw_scale(&area, header.height + MARGIN, rows.left, largest)?;
        rows.draw(&area, &groups, top)?;
        let style = turned(
            TEXT_SIZE,
            FontTransform::Rotate90,
            Pos::new(HPos::Left, VPos::Center),
        );
        for row in 0..names.len() {
            let at = (rows.left + rows.middle(row), top + side + GAP + 5);
            draw_mark(&area, groups.of(row), at, rows.half().clamp(2, 5))?;
        }
        for (row, name) in names.iter().enumerate().step_by(rows.named) {
            let at = (rows.left + rows.middle(row), top + side + GAP + 16);
            write(&area, name, &style, at)?;
        }
        area.present()?;
    }
    if !found.samples.is_empty() {
        let place = [rows.left, top, side, side];
        insert_picture(&mut drawing, found, largest, place)?;
    }
    Ok(drawing)
}

/// The step of a distance: from white to red.
fn step(distance: f64, largest: f64) -> u8 {
    if !distance.is_finite() {
        return MISSING;
    }
    let part = if largest > 0.0 {
        distance / largest
    } else {
        0.0
    };
    ZERO + (part.clamp(0.0, 1.0) * f64::from(LAST_STEP - ZERO)).round() as u8
}

fn draw_scale(area: &Area<'_>, y: i32, x: i32, largest: f64) -> Result<(), FigureError> {
    for at in 0..SCALE_WIDTH {
        let part = f64::from(at) / f64::from(SCALE_WIDTH - 1);
        let corners = [(x + at, y), (x + at + 1, y + SCALE_HEIGHT)];
        area.draw(&Rectangle::new(corners, colour(step(part, 1.0)).filled()))?;
    }
    let style = text(SMALL_SIZE, BLACK, below());
    for (part, at) in [(0.0, 0), (0.5, SCALE_WIDTH / 2), (1.0, SCALE_WIDTH)] {
        let label = format!("{:.2}", part * largest);
        write(area, &label, &style, (x + at, y + SCALE_HEIGHT + 4))?;
    }
    Ok(())
}

/// The cells as a picture, scaled to their place.
fn insert_picture(
    drawing: &mut String,
    found: &Distances<'_>,
    largest: f64,
    [x, y, width, height]: [i32; 4],
) -> Result<(), FigureError> {
    let steps: Vec<u8> = (found.distances.iter())
        .map(|&distance| step(distance, largest))
        .collect();
    // cells of several pixels, for viewers that blur what they enlarge
    let n = found.samples.len();
    let cell = (width.unsigned_abs() / u32::try_from(n).unwrap_or(u32::MAX)).max(1);
    let picture = STANDARD.encode(png(&steps, n, [cell, cell])?);
    let image = format!(
        "<image x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" \
         preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" \
         xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
         xlink:href=\"data:image/png;base64,{picture}\"/>\n"
    );
    let end = drawing.rfind("</svg>").unwrap_or(drawing.len());
    drawing.insert_str(end, &image);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_of_cells_with_its_scale() {
        for n in [1, 5, 96] {
            let samples: Vec<String> = (0..n).map(|at| format!("array {at}")).collect();
            let distance = |at: usize| (at / n).abs_diff(at % n) as f64 / 10.0;
            let distances: Vec<f64> = (0..n * n).map(distance).collect();
            let found = Distances {
                axis: "mean absolute difference, log2",
                samples: &samples,
                distances: &distances,
                grouping: None,
            };
            let drawn = svg(&found, &Look::default()).unwrap();
            assert_eq!(drawn.matches("<image ").count(), 1);
            // each name stands at a row and at a column
            assert_eq!(drawn.matches("\narray 0\n").count(), 2, "{n}");
            let largest = format!("\n{:.2}\n", (n - 1) as f64 / 10.0);
            assert!(drawn.contains(&largest), "{n}");
        }
        assert_eq!(step(0.0, 2.0), ZERO);
        assert_eq!(step(2.0, 2.0), LAST_STEP);
        assert_eq!(step(f64::NAN, 2.0), MISSING);
    }
}
