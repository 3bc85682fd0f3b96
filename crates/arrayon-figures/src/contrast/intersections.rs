//! Which features several contrasts share, with their directions: a bar for each combination.

use super::axes::line;
use super::{DOWN, FAINT, GREY, UP};
use crate::colours::Groups;
use crate::error::FigureError;
use crate::frame::{
    Area, Header, Look, MARGIN, SMALL_SIZE, TEXT_SIZE, pixels, text, turned, widest, write,
};
use crate::lettering::{fitted, width_of};
use crate::ticks::ticks;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

const LEAST_WIDTH: i32 = 620;
const BARS: i32 = 220;
const ROW: i32 = 26;
const COLUMN: i32 = 30;
const SIZES: i32 = 110;
const NUMBERS: i32 = 60;
const LONGEST_NAME: i32 = 230;

/// A contrast with how many features it finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContrastSize {
    /// Its name.
    pub name: String,
    /// Features up.
    pub n_up: usize,
    /// Features down.
    pub n_down: usize,
}

/// Features with the same directions in all contrasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Combination {
    /// 1 up, -1 down, 0 not found; one for each contrast.
    pub directions: Vec<i8>,
    /// How many features.
    pub n_features: usize,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContrastIntersections {
    /// What the figure shows.
    pub title: String,
    /// What stands below the title.
    pub subtitle: Vec<String>,
    /// The contrasts, from top to bottom.
    pub contrasts: Vec<ContrastSize>,
    /// The combinations, from left to right.
    pub combinations: Vec<Combination>,
}

/// Draws a bar for each combination, below it a row of marks for each contrast, triangles that point
/// up or down, and at the left how many features each contrast finds.
///
/// # Errors
/// What the drawing library reports; never for text in memory.
pub fn svg(found: &ContrastIntersections, look: &Look) -> Result<String, FigureError> {
    let names: Vec<String> = (found.contrasts.iter())
        .map(|one| fitted(&one.name, TEXT_SIZE, LONGEST_NAME))
        .collect();
    let names_end = MARGIN + widest(&names, TEXT_SIZE);
    let left = names_end + 8 + SIZES + NUMBERS;
    let n_columns = pixels(found.combinations.len());
    let width = (left + n_columns * COLUMN + MARGIN).max(LEAST_WIDTH);
    let none = Groups::new(&look.palette, None);
    let header = Header::new(&found.title, &found.subtitle, &none, look, width);
    let top = header.height + 20;
    let place = Place {
        names_end,
        left,
        top,
        foot: top + BARS,
        right: left + n_columns * COLUMN,
    };
    let bottom = place.foot + 12 + pixels(found.contrasts.len()) * ROW;
    let mut drawing = String::new();
    {
        let size = (width.unsigned_abs(), (bottom + 40).unsigned_abs());
        let area = SVGBackend::with_string(&mut drawing, size).into_drawing_area();
        header.draw(&area)?;
        place.draw_contrasts(&area, &found.contrasts, &names)?;
        place.draw_combinations(&area, &found.combinations)?;
        place.draw_legend(&area, bottom + 18)?;
        area.present()?;
    }
    Ok(drawing)
}

struct Place {
    names_end: i32,
    left: i32,
    top: i32,
    /// Where bars begin.
    foot: i32,
    right: i32,
}

impl Place {
    fn row(&self, contrast: usize) -> i32 {
        self.foot + 12 + pixels(contrast) * ROW + ROW / 2
    }

    fn draw_contrasts(
        &self,
        area: &Area<'_>,
        contrasts: &[ContrastSize],
        names: &[String],
    ) -> Result<(), FigureError> {
        let sizes = contrasts.iter().map(|one| one.n_up + one.n_down);
        let largest = sizes.max().unwrap_or(0).max(1);
        let wide = |n: usize| (n as f64 / largest as f64 * f64::from(SIZES)).round() as i32;
        for (row, (one, name)) in contrasts.iter().zip(names).enumerate() {
            let y = self.row(row);
            if row % 2 == 0 {
                let ground = RGBColor(243, 244, 246).filled();
                let corners = [(self.names_end + 4, y - ROW / 2), (self.right, y + ROW / 2)];
                area.draw(&Rectangle::new(corners, ground))?;
            }
            let style = text(TEXT_SIZE, BLACK, Pos::new(HPos::Right, VPos::Center));
            write(area, name, &style, (self.names_end, y))?;
            let end = self.names_end + 8 + SIZES;
            let (up, down) = (wide(one.n_up), wide(one.n_down));
            let corners = [(end - up, y - 8), (end, y + 8)];
            area.draw(&Rectangle::new(corners, UP.filled()))?;
            let corners = [(end - up - down, y - 8), (end - up, y + 8)];
            area.draw(&Rectangle::new(corners, DOWN.filled()))?;
            let style = text(SMALL_SIZE, BLACK, crate::frame::left());
            let n = (one.n_up + one.n_down).to_string();
            write(area, &n, &style, (end + 4, y))?;
        }
        Ok(())
    }

    fn draw_combinations(
        &self,
        area: &Area<'_>,
        combinations: &[Combination],
    ) -> Result<(), FigureError> {
        let counts = combinations.iter().map(|one| one.n_features);
        let most = counts.max().unwrap_or(0).max(1);
        let high = |n: f64| (n / most as f64 * f64::from(BARS - 16)).round() as i32;
        let numbers = text(SMALL_SIZE, BLACK, Pos::new(HPos::Right, VPos::Center));
        let whole = |value: &f64| value.fract() == 0.0;
        for (value, label) in ticks(0.0, most as f64, 4)
            .iter()
            .filter(|(value, _)| whole(value))
        {
            let y = self.foot - high(*value);
            line(area, [(self.left, y), (self.right, y)], FAINT)?;
            write(area, label, &numbers, (self.left - 6, y))?;
        }
        let style = turned(
            TEXT_SIZE,
            FontTransform::Rotate270,
            Pos::new(HPos::Center, VPos::Center),
        );
        write(
            area,
            "features",
            &style,
            (self.left - 44, self.foot - BARS / 2),
        )?;
        let above = text(SMALL_SIZE, BLACK, Pos::new(HPos::Center, VPos::Bottom));
        for (column, one) in combinations.iter().enumerate() {
            let x = self.left + pixels(column) * COLUMN + COLUMN / 2;
            let y = self.foot - high(one.n_features as f64).max(1);
            let corners = [(x - 10, y), (x + 10, self.foot)];
            area.draw(&Rectangle::new(corners, BLACK.filled()))?;
            write(area, &one.n_features.to_string(), &above, (x, y - 2))?;
            let rows = one.directions.iter().enumerate();
            let held: Vec<i32> = rows
                .filter(|&(_, &way)| way != 0)
                .map(|(row, _)| self.row(row))
                .collect();
            if let [first, .., last] = held[..] {
                line(area, [(x, first), (x, last)], GREY)?;
            }
            for (row, &way) in one.directions.iter().enumerate() {
                draw_direction(area, way, (x, self.row(row)))?;
            }
        }
        debug_assert!(self.top <= self.foot);
        Ok(())
    }

    fn draw_legend(&self, area: &Area<'_>, y: i32) -> Result<(), FigureError> {
        let style = text(TEXT_SIZE, BLACK, crate::frame::left());
        let mut x = self.names_end + 16;
        for (way, words) in [(1, "up"), (-1, "down"), (0, "not found")] {
            draw_direction(area, way, (x, y))?;
            write(area, words, &style, (x + 12, y))?;
            x += width_of(words, TEXT_SIZE) + 36;
        }
        Ok(())
    }
}

/// A triangle that points up or down, or a dot.
fn draw_direction(area: &Area<'_>, way: i8, (x, y): (i32, i32)) -> Result<(), FigureError> {
    const R: i32 = 7;
    match way {
        0 => area.draw(&Circle::new((x, y), 3, FAINT.filled()))?,
        way => {
            let sign = i32::from(way.signum());
            let corners = vec![
                (x, y - sign * R),
                (x + R, y + sign * R),
                (x - R, y + sign * R),
            ];
            let colour = if way > 0 { UP } else { DOWN };
            area.draw(&Polygon::new(corners, colour.filled()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_has_its_bar_and_its_marks() {
        let size = |name: &str, n_up, n_down| ContrastSize {
            name: name.into(),
            n_up,
            n_down,
        };
        let found = ContrastIntersections {
            title: "intersections".into(),
            subtitle: Vec::new(),
            contrasts: vec![size("a", 12, 3), size("b & c", 4, 0)],
            combinations: vec![
                Combination {
                    directions: vec![1, 0],
                    n_features: 10,
                },
                Combination {
                    directions: vec![1, 1],
                    n_features: 2,
                },
                Combination {
                    directions: vec![-1, 0],
                    n_features: 3,
                },
            ],
        };
        let drawn = svg(&found, &Look::default()).unwrap();
        // four marks, and two of the legend
        assert_eq!(drawn.matches("<polygon").count(), 6);
        for label in ["\n10\n", "\n2\n", "b &amp; c", "\n15\n"] {
            assert!(drawn.contains(label), "{label}");
        }
        let none = ContrastIntersections {
            combinations: Vec::new(),
            ..found
        };
        assert!(svg(&none, &Look::default()).is_ok());
    }
}
