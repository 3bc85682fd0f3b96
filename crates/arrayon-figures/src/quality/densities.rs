//! The distributions of all arrays over each other.

use crate::colours::Groups;
use crate::error::FigureError;
use crate::frame::{
    Area, Header, Look, MARGIN, SMALL_SIZE, TEXT_SIZE, below, left, text, turned, write,
};
use crate::ticks::ticks;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

const WIDTH: i32 = 900;
const PLANE: i32 = 260;
const LEFT: i32 = 76;
const ABOVE: i32 = 26;
const BELOW: i32 = 58;
const N_TICKS: usize = 8;

/// The distributions of some values of all arrays, counted in equally wide steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel<'a> {
    /// What the values are.
    pub title: &'a str,
    /// What stands along the axis, with its unit.
    pub axis: &'a str,
    /// Where the first step begins, and how wide each is.
    pub start: f64,
    /// The width of a step.
    pub step: f64,
    /// For each array the part of its values in each step.
    pub shares: &'a [Vec<f64>],
}

/// Draws a line for each array in each panel, panels below each other.
///
/// # Errors
/// What the drawing library reports; never for text in memory.
pub fn svg(
    panels: &[Panel<'_>],
    grouping: Option<(&str, &[String])>,
    look: &Look,
) -> Result<String, FigureError> {
    let groups = Groups::new(&look.palette, grouping);
    let n_arrays = panels.first().map_or(0, |panel| panel.shares.len());
    let subtitle = [format!("{n_arrays} arrays, a line each")];
    let header = Header::new(
        "distributions of the arrays",
        &subtitle,
        &groups,
        look,
        WIDTH,
    );
    let each = ABOVE + PLANE + BELOW;
    let n = i32::try_from(panels.len()).unwrap_or(1);
    let mut drawing = String::new();
    {
        let height = header.height + n * each + MARGIN;
        let size = (WIDTH.unsigned_abs(), height.unsigned_abs());
        let area = SVGBackend::with_string(&mut drawing, size).into_drawing_area();
        header.draw(&area)?;
        let mut top = header.height + ABOVE;
        for panel in panels {
            draw(&area, panel, &groups, top)?;
            top += each;
        }
        area.present()?;
    }
    Ok(drawing)
}

fn draw(area: &Area<'_>, panel: &Panel<'_>, groups: &Groups, top: i32) -> Result<(), FigureError> {
    let n_steps = panel.shares.iter().map(Vec::len).max().unwrap_or(0);
    let end = panel.start + panel.step * n_steps.max(1) as f64;
    let densities = panel
        .shares
        .iter()
        .flatten()
        .map(|share| share / panel.step);
    let most = densities.fold(0.0, f64::max);
    let most = if most > 0.0 { 1.05 * most } else { 1.0 };
    let (wide, bottom) = (WIDTH - LEFT - MARGIN, top + PLANE);
    let x = |value: f64| {
        LEFT + ((value - panel.start) / (end - panel.start) * f64::from(wide)).round() as i32
    };
    let y = |density: f64| bottom - (density / most * f64::from(PLANE)).round() as i32;
    let thin = BLACK.stroke_width(1);
    let axes = vec![(LEFT, top), (LEFT, bottom), (LEFT + wide, bottom)];
    area.draw(&PathElement::new(axes, thin))?;
    let style = text(SMALL_SIZE, BLACK, below());
    for (value, label) in ticks(panel.start, end, N_TICKS) {
        let line = vec![(x(value), bottom), (x(value), bottom + 4)];
        area.draw(&PathElement::new(line, thin))?;
        write(area, &label, &style, (x(value), bottom + 8))?;
    }
    let style = text(SMALL_SIZE, BLACK, Pos::new(HPos::Right, VPos::Center));
    for (value, label) in ticks(0.0, most, 4) {
        let line = vec![(LEFT - 4, y(value)), (LEFT, y(value))];
        area.draw(&PathElement::new(line, thin))?;
        write(area, &label, &style, (LEFT - 8, y(value)))?;
    }
    // lines of the first arrays lie on top, so that groups do not hide each other alone by order
    for (array, shares) in panel.shares.iter().enumerate().rev() {
        let points = shares.iter().enumerate().map(|(at, share)| {
            let middle = panel.start + panel.step * (at as f64 + 0.5);
            (x(middle), y(share / panel.step))
        });
        let colour = Groups::colour(groups.of(array)).mix(0.75);
        area.draw(&PathElement::new(
            points.collect::<Vec<_>>(),
            colour.stroke_width(1),
        ))?;
    }
    write(
        area,
        panel.title,
        &text(TEXT_SIZE, BLACK, left()),
        (LEFT, top - 12),
    )?;
    let middle = (LEFT + wide / 2, bottom + 26);
    write(area, panel.axis, &text(TEXT_SIZE, BLACK, below()), middle)?;
    let style = turned(TEXT_SIZE, FontTransform::Rotate270, below());
    write(area, "density", &style, (MARGIN, top + PLANE / 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_for_each_array_in_each_panel() {
        let shares = vec![vec![0.1, 0.5, 0.4], vec![0.2, 0.2, 0.6]];
        let panel = |title| Panel {
            title,
            axis: "log2 intensity",
            start: 4.0,
            step: 0.5,
            shares: &shares,
        };
        let levels = ["a", "b"].map(str::to_owned);
        let grouping = Some(("diet", &levels[..]));
        let panels = [panel("as scanned"), panel("normalised")];
        let drawn = svg(&panels, grouping, &Look::default()).unwrap();
        assert_eq!(drawn.matches("opacity=\"0.75\"").count(), 4, "{drawn}");
        assert!(drawn.contains("as scanned") && drawn.contains("normalised"));
        assert!(svg(&[], None, &Look::default()).is_ok());
    }
}
