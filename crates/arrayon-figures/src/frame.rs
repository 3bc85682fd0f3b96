//! What every figure has: a white ground, a title, the groups with their colours.

use crate::colours::{Groups, Mark, Palette};
use crate::error::FigureError;
use crate::lettering::{fitted, lines, safe, width_of};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Where figures are drawn: text in memory.
pub(crate) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

const LINE: i32 = 20;
pub(crate) const MARGIN: i32 = 14;
pub(crate) const TEXT_SIZE: i32 = 12;
pub(crate) const SMALL_SIZE: i32 = 10;
const TITLE_SIZE: i32 = 15;

/// Lines of a title, of what stands below it, and of a legend at most.
const TITLE_LINES: usize = 3;
const SUBTITLE_LINES: usize = 5;
const LEGEND_LINES: i32 = 12;

const GREY: RGBColor = RGBColor(90, 90, 90);
const WARNING: RGBColor = RGBColor(170, 20, 40);

/// The colours of text on the white ground.
#[cfg(test)]
pub(crate) const TEXT_COLOURS: [RGBColor; 3] = [BLACK, GREY, WARNING];

const SIMULATED: &str = "SIMULATED ARRAYS: nothing here is a finding about animals";

/// What all figures of a study have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// The colour of each group.
    pub palette: Palette,
    /// Whether the arrays are simulated: every figure then says so.
    pub simulated: bool,
}

/// Writes a text, made safe for XML: no figure writes one in another way.
pub(crate) fn write(
    area: &Area<'_>,
    text: &str,
    style: &TextStyle<'_>,
    at: (i32, i32),
) -> Result<(), FigureError> {
    Ok(area.draw_text(&safe(text), style, at)?)
}

/// A text style of that size and colour.
pub(crate) fn text(size: i32, colour: RGBColor, anchor: Pos) -> TextStyle<'static> {
    ("sans-serif", size).into_font().color(&colour).pos(anchor)
}

/// The same, reading down or up.
pub(crate) fn turned(size: i32, turn: FontTransform, anchor: Pos) -> TextStyle<'static> {
    let font = ("sans-serif", size).into_font();
    font.transform(turn).color(&BLACK).pos(anchor)
}

/// Anchored left, in the middle of the line.
pub(crate) fn left() -> Pos {
    Pos::new(HPos::Left, VPos::Center)
}

/// Anchored in the middle of what stands above.
pub(crate) fn below() -> Pos {
    Pos::new(HPos::Center, VPos::Top)
}

/// A count as a number of pixels; no figure is so large that the bound matters.
pub(crate) fn pixels(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX).min(10_000_000)
}

/// The widest of these texts.
pub(crate) fn widest<'a>(texts: impl IntoIterator<Item = &'a String>, size: i32) -> i32 {
    let widths = texts.into_iter().map(|text| width_of(text, size));
    widths.max().unwrap_or(0)
}

/// Draws the mark of a group around a point, `radius` to either side.
pub(crate) fn draw_mark(
    area: &Area<'_>,
    group: Option<usize>,
    (x, y): (i32, i32),
    radius: i32,
) -> Result<(), FigureError> {
    let style = Groups::colour(group).filled();
    match Groups::mark(group) {
        Mark::Circle => area.draw(&Circle::new((x, y), radius, style))?,
        Mark::Square => {
            let side = radius - 1;
            let corners = [(x - side, y - side), (x + side, y + side)];
            area.draw(&Rectangle::new(corners, style))?;
        }
        Mark::Triangle => {
            let corners = vec![
                (x, y - radius),
                (x + radius, y + radius),
                (x - radius, y + radius),
            ];
            area.draw(&Polygon::new(corners, style))?;
        }
        Mark::Diamond => {
            let corners = vec![
                (x, y - radius),
                (x + radius, y),
                (x, y + radius),
                (x - radius, y),
            ];
            area.draw(&Polygon::new(corners, style))?;
        }
    }
    Ok(())
}

/// One entry of the legend, placed.
struct Entry {
    group: usize,
    name: String,
    at: (i32, i32),
}

/// Title, subtitle and legend, and how many pixels they take.
pub(crate) struct Header {
    simulated: bool,
    title: Vec<String>,
    subtitle: Vec<String>,
    entries: Vec<Entry>,
    /// What the legend has no room for, and where that is said.
    rest: Option<(String, (i32, i32))>,
    pub(crate) height: i32,
}

impl Header {
    /// Breaks everything into lines that fit.
    pub(crate) fn new(
        title: &str,
        subtitle: &[String],
        groups: &Groups,
        look: &Look,
        width: i32,
    ) -> Self {
        let room = width - 2 * MARGIN;
        let title = lines(title, TITLE_SIZE, room, TITLE_LINES);
        let mut parts = subtitle.to_vec();
        parts.extend(groups.note());
        let subtitle = lines(&parts.join("; "), TEXT_SIZE, room, SUBTITLE_LINES);
        let n_lines = title.len() + subtitle.len() + usize::from(look.simulated);
        let top = MARGIN + pixels(n_lines) * LINE + LINE / 2;
        let mut header = Self {
            simulated: look.simulated,
            title,
            subtitle,
            entries: Vec::new(),
            rest: None,
            height: top,
        };
        if !groups.present.is_empty() {
            header.place_legend(groups, top, width);
        }
        header
    }

    fn place_legend(&mut self, groups: &Groups, top: i32, width: i32) {
        let mut at = (MARGIN, top);
        for (n_placed, (group, name)) in groups.present.iter().enumerate() {
            let name = fitted(name, TEXT_SIZE, width / 2);
            let wide = width_of(&name, TEXT_SIZE) + 30;
            if at.0 > MARGIN && at.0 + wide > width - MARGIN {
                at = (MARGIN, at.1 + LINE);
            }
            if at.1 >= top + LEGEND_LINES * LINE {
                let n_left = groups.present.len() - n_placed;
                self.rest = Some((format!("and {n_left} more groups"), at));
                break;
            }
            self.entries.push(Entry {
                group: *group,
                name,
                at,
            });
            at.0 += wide;
        }
        self.height = at.1 + LINE / 2 + 4;
    }

    /// Draws them at the top.
    pub(crate) fn draw(&self, area: &Area<'_>) -> Result<(), FigureError> {
        area.fill(&WHITE)?;
        let mut y = MARGIN + LINE / 2;
        let warning = self.simulated.then(|| SIMULATED.to_owned());
        let styled = (warning.iter().map(|line| (line, TEXT_SIZE, WARNING)))
            .chain(self.title.iter().map(|line| (line, TITLE_SIZE, BLACK)))
            .chain(self.subtitle.iter().map(|line| (line, TEXT_SIZE, GREY)));
        for (line, size, colour) in styled {
            write(area, line, &text(size, colour, left()), (MARGIN, y))?;
            y += LINE;
        }
        let style = text(TEXT_SIZE, BLACK, left());
        for entry in &self.entries {
            let (x, y) = entry.at;
            draw_mark(area, Some(entry.group), (x + 5, y), 5)?;
            write(area, &entry.name, &style, (x + 15, y))?;
        }
        if let Some((rest, at)) = &self.rest {
            write(area, rest, &style, *at)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_break_into_lines_and_end() {
        let levels: Vec<String> = (0..400).map(|at| format!("group {at}")).collect();
        let look = Look::default();
        let groups = Groups::new(&look.palette, Some(("x", &levels)));
        let long = "a title of many words ".repeat(20);
        let header = Header::new(&long, &[long.clone(), long.clone()], &groups, &look, 900);
        assert_eq!(
            (header.title.len(), header.subtitle.len()),
            (TITLE_LINES, SUBTITLE_LINES)
        );
        assert!(header.rest.is_some() && header.height < 500);
        assert!(
            header
                .entries
                .iter()
                .all(|entry| entry.at.1 < header.height)
        );
        let simulated = Look {
            simulated: true,
            ..Look::default()
        };
        let none = Groups::new(&look.palette, None);
        let [plain, marked] = [&look, &simulated]
            .map(|look| Header::new("t", &["s".to_owned()], &none, look, 900).height);
        assert_eq!(marked - plain, LINE);
    }
}
