//! Themes of a contrast: how strongly its lists speak for each.

use super::axes::line;
use super::{DOWN, FAINT, GREY, UP};
use crate::colours::Groups;
use crate::error::FigureError;
use crate::frame::{
    Header, Look, MARGIN, SMALL_SIZE, TEXT_SIZE, below, left, pixels, text, widest, write,
};
use crate::lettering::{fitted, width_of};
use crate::ticks::ticks;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

const WIDTH: i32 = 860;
const ROW: i32 = 24;
const BELOW: i32 = 50;
const LONGEST_NAME: i32 = 260;
const LONGEST_VERDICT: i32 = 190;
/// Scores beyond this end at the edge: an adjusted p-value of 1e-20.
const FURTHEST: f64 = 20.0;

/// A theme.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeBar {
    /// The theme in words.
    pub name: String,
    /// Its verdict in words.
    pub verdict: String,
    /// Adjusted p-values of the theme among the genes down and among those up; `None` where it could
    /// not be tested.
    pub p_values: [Option<f64>; 2],
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeBars {
    /// What the figure shows.
    pub title: String,
    /// What stands below the title.
    pub subtitle: Vec<String>,
    /// The themes, from top to bottom.
    pub themes: Vec<ThemeBar>,
    /// The adjusted p-value at which a list speaks for a theme.
    pub limit: f64,
}

/// Draws a bar to the left for the genes down and one to the right for the genes up, each as long as
/// minus the decadic logarithm of its adjusted p-value, with the verdict at the right.
///
/// # Errors
/// What the drawing library reports; never for text in memory.
pub fn svg(bars: &ThemeBars, look: &Look) -> Result<String, FigureError> {
    let score = |p: f64| (-p.log10()).clamp(0.0, FURTHEST);
    let scores = bars
        .themes
        .iter()
        .flat_map(|theme| theme.p_values)
        .flatten();
    let limit = score(bars.limit);
    let most = scores.map(score).fold(2.0 * limit.max(1.0), f64::max);
    let mut subtitle = bars.subtitle.clone();
    if most >= FURTHEST {
        subtitle.push(format!("bars end at {FURTHEST}"));
    }
    let none = Groups::new(&look.palette, None);
    let header = Header::new(&bars.title, &subtitle, &none, look, WIDTH);
    let names: Vec<String> = (bars.themes.iter())
        .map(|theme| fitted(&theme.name, TEXT_SIZE, LONGEST_NAME))
        .collect();
    let verdicts: Vec<String> = (bars.themes.iter())
        .map(|theme| fitted(&theme.verdict, TEXT_SIZE, LONGEST_VERDICT))
        .collect();
    let start = MARGIN + widest(&names, TEXT_SIZE) + 10;
    let end = WIDTH - MARGIN - widest(&verdicts, TEXT_SIZE) - 10;
    let (middle, half) = ((start + end) / 2, f64::from(end - start) / 2.0);
    let long = |score: f64| (score / most * half).round() as i32;
    let top = header.height + 26;
    let bottom = top + pixels(bars.themes.len()) * ROW;
    let mut drawing = String::new();
    {
        let size = (WIDTH.unsigned_abs(), (bottom + BELOW).unsigned_abs());
        let area = SVGBackend::with_string(&mut drawing, size).into_drawing_area();
        header.draw(&area)?;
        let small = text(SMALL_SIZE, BLACK, below());
        for (value, label) in ticks(0.0, most, 4) {
            for x in [middle - long(value), middle + long(value)] {
                line(&area, [(x, top), (x, bottom + 4)], FAINT)?;
                write(&area, &label, &small, (x, bottom + 7))?;
            }
        }
        for x in [middle - long(limit), middle + long(limit)] {
            for y in (top..bottom).step_by(8) {
                line(&area, [(x, y), (x, (y + 4).min(bottom))], GREY)?;
            }
        }
        let centred = Pos::new(HPos::Center, VPos::Center);
        for (words, x) in [
            ("among the genes down", (start + middle) / 2),
            ("among the genes up", (middle + end) / 2),
        ] {
            write(
                &area,
                words,
                &text(TEXT_SIZE, BLACK, centred),
                (x, top - 10),
            )?;
        }
        let words = format!(
            "\u{2212}log10 of the adjusted p-value; dashed: {}",
            bars.limit
        );
        let wide = width_of(&words, TEXT_SIZE) / 2;
        let at = middle.clamp(MARGIN + wide, WIDTH - MARGIN - wide);
        write(
            &area,
            &words,
            &text(TEXT_SIZE, BLACK, below()),
            (at, bottom + 26),
        )?;
        for (row, theme) in bars.themes.iter().enumerate() {
            let y = top + pixels(row) * ROW + ROW / 2;
            let style = text(TEXT_SIZE, BLACK, Pos::new(HPos::Right, VPos::Center));
            write(&area, &names[row], &style, (start - 8, y))?;
            write(
                &area,
                &verdicts[row],
                &text(TEXT_SIZE, BLACK, left()),
                (end + 8, y),
            )?;
            for ((p, colour), sign) in theme.p_values.iter().zip([DOWN, UP]).zip([-1, 1]) {
                let Some(p) = p else { continue };
                let x = middle + sign * long(score(*p));
                let corners = [(x.min(middle), y - 7), (x.max(middle), y + 7)];
                area.draw(&Rectangle::new(corners, colour.filled()))?;
            }
        }
        line(&area, [(middle, top), (middle, bottom)], BLACK)?;
        area.present()?;
    }
    Ok(drawing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_the_evidence() {
        let bar = |name: &str, p_values| ThemeBar {
            name: name.into(),
            verdict: "up".into(),
            p_values,
        };
        let bars = ThemeBars {
            title: "themes".into(),
            subtitle: Vec::new(),
            themes: vec![
                bar("inflammation", [Some(1.0), Some(1e-8)]),
                bar("bone", [None, Some(1e-4)]),
            ],
            limit: 0.05,
        };
        let drawn = svg(&bars, &Look::default()).unwrap();
        let up = "fill=\"#A33B00\"";
        let wide: Vec<i32> = (drawn.lines().filter(|line| line.contains(up)))
            .map(|line| {
                let (_, rest) = line.split_once("width=\"").unwrap();
                rest.split('"').next().unwrap().parse().unwrap()
            })
            .collect();
        assert_eq!(wide.len(), 2);
        assert!((wide[0] - 2 * wide[1]).abs() <= 1, "{wide:?}");
        assert!(drawn.contains("inflammation") && drawn.contains("dashed: 0.05"));
    }
}
