//! Samples in the plane of their first two principal components.

use crate::colours::Groups;
use crate::error::FigureError;
use crate::frame::{
    Area, Header, Look, MARGIN, SMALL_SIZE, TEXT_SIZE, below, draw_mark, left, text, turned, write,
};
use crate::lettering::{fitted, width_of};
use crate::occupied::{Occupied, PixelBox};
use crate::ticks::ticks;
use arrayon_cluster::Pca;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::ops::Range;

const WIDTH: i32 = 900;
const PLANE: i32 = 600;
/// Room for the axes, left and below, and for half a number at their ends.
const LEFT: i32 = 80;
const RIGHT: i32 = 30;
const BELOW: i32 = 60;
const N_TICKS: usize = 6;
const NAME_SIZE: i32 = 11;
const LONGEST_NAME: i32 = 200;

/// Draws the samples, each with the mark of its group in the first of the groupings and its name
/// where that has room: no name lies over another or over a mark, and how many are left out is
/// said. Where there is one component only, all stand on a line.
///
/// # Errors
/// What the drawing library reports; never for text in memory.
pub fn svg(pca: &Pca, look: &Look) -> Result<String, FigureError> {
    let grouping =
        (pca.groupings.first()).map(|grouping| (grouping.variable.as_str(), &grouping.levels[..]));
    let groups = Groups::new(&look.palette, grouping);
    let title = match grouping {
        Some((variable, _)) => format!("principal components, {}, by {variable}", pca.scope),
        None => format!("principal components, {}", pca.scope),
    };
    let plane = Plane::new(pca);
    let names = plane.place_names(pca);
    let mut subtitle = vec![format!(
        "{} features, {}",
        pca.n_features, pca.standardization
    )];
    subtitle.extend(pca.adjustment.iter().map(|one| one.in_words.clone()));
    let n_left_out = pca.samples.len() - names.len();
    if n_left_out > 0 {
        subtitle.push(format!(
            "{} of {} samples are named, the others have no room",
            names.len(),
            pca.samples.len()
        ));
    }
    let header = Header::new(&title, &subtitle, &groups, look, WIDTH);
    let mut drawing = String::new();
    {
        let height = header.height + PLANE + BELOW + MARGIN;
        let size = (WIDTH.unsigned_abs(), height.unsigned_abs());
        let area = SVGBackend::with_string(&mut drawing, size).into_drawing_area();
        header.draw(&area)?;
        let (_, below_header) = area.split_vertically(header.height);
        plane.draw_axes(&below_header, pca)?;
        for (sample, &point) in plane.points.iter().enumerate() {
            draw_mark(&below_header, groups.of(sample), plane.on_canvas(point), 5)?;
        }
        let style = text(NAME_SIZE, BLACK, left());
        for name in names {
            write(&below_header, &name.text, &style, plane.on_canvas(name.at))?;
        }
        area.present()?;
    }
    Ok(drawing)
}

/// A name where there is room for it: its left end, in the middle of its height.
struct Name {
    text: String,
    at: (i32, i32),
}

/// The plane of the first two components, in pixels from its upper left corner.
struct Plane {
    ranges: [Range<f64>; 2],
    size: [i32; 2],
    points: Vec<(i32, i32)>,
}

impl Plane {
    fn new(pca: &Pca) -> Self {
        let score =
            |sample: &Vec<f64>, component: usize| sample.get(component).copied().unwrap_or(0.0);
        let ranges = [0, 1].map(|axis| range_of(pca.scores.iter().map(|one| score(one, axis))));
        let mut plane = Self {
            ranges,
            size: [WIDTH - LEFT - RIGHT, PLANE],
            points: Vec::new(),
        };
        plane.points = (pca.scores.iter())
            .map(|one| (plane.pixel(0, score(one, 0)), plane.pixel(1, score(one, 1))))
            .collect();
        plane
    }

    /// Where a value lies along an axis.
    fn pixel(&self, axis: usize, value: f64) -> i32 {
        let range = &self.ranges[axis];
        let part = (value - range.start) / (range.end - range.start);
        let part = if axis == 0 { part } else { 1.0 - part };
        (part * f64::from(self.size[axis])).round() as i32
    }

    fn on_canvas(&self, (x, y): (i32, i32)) -> (i32, i32) {
        (LEFT + x, y)
    }

    /// Names right of, left of, above or below their marks, whichever is free first.
    fn place_names(&self, pca: &Pca) -> Vec<Name> {
        let mut occupied = Occupied::new(self.size[0], self.size[1]);
        for &(x, y) in &self.points {
            occupied.take([x - 6, y - 6, x + 7, y + 7]);
        }
        let mut names = Vec::new();
        for (label, &(x, y)) in pca.samples.iter().zip(&self.points) {
            let text = fitted(label, NAME_SIZE, LONGEST_NAME);
            let (wide, half) = (width_of(&text, NAME_SIZE), NAME_SIZE / 2 + 1);
            let starts = [
                (x + 9, y),
                (x - 9 - wide, y),
                (x - wide / 2, y - 14),
                (x - wide / 2, y + 14),
                (x + 7, y - 12),
                (x + 7, y + 12),
            ];
            let boxes: Vec<PixelBox> = (starts.iter())
                .map(|&(x, y)| [x, y - half, x + wide, y + half])
                .collect();
            if let Some(found) = occupied.take_first(&boxes) {
                let at = starts[found];
                names.push(Name { text, at });
            }
        }
        names
    }

    fn draw_axes(&self, area: &Area<'_>, pca: &Pca) -> Result<(), FigureError> {
        let [width, height] = self.size;
        let thin = BLACK.stroke_width(1);
        let axes = vec![(LEFT, 0), (LEFT, height), (LEFT + width, height)];
        area.draw(&PathElement::new(axes, thin))?;
        let ticks_of = |axis: usize| {
            ticks(self.ranges[axis].start, self.ranges[axis].end, N_TICKS).into_iter()
        };
        let style = text(SMALL_SIZE, BLACK, below());
        for (value, label) in ticks_of(0) {
            let x = LEFT + self.pixel(0, value);
            area.draw(&PathElement::new(vec![(x, height), (x, height + 4)], thin))?;
            write(area, &label, &style, (x, height + 8))?;
        }
        let style = text(SMALL_SIZE, BLACK, Pos::new(HPos::Right, VPos::Center));
        for (value, label) in ticks_of(1) {
            let y = self.pixel(1, value);
            area.draw(&PathElement::new(vec![(LEFT - 4, y), (LEFT, y)], thin))?;
            write(area, &label, &style, (LEFT - 8, y))?;
        }
        let style = text(TEXT_SIZE, BLACK, below());
        let middle = (LEFT + width / 2, height + 26);
        write(area, &axis_title(pca, 0), &style, middle)?;
        let style = turned(TEXT_SIZE, FontTransform::Rotate270, below());
        write(area, &axis_title(pca, 1), &style, (MARGIN, height / 2))
    }
}

fn axis_title(pca: &Pca, component: usize) -> String {
    pca.components.get(component).map_or(String::new(), |one| {
        format!(
            "{} ({:.1} % of variance)",
            one.name,
            100.0 * one.variance_fraction
        )
    })
}

/// All values with some room around them.
fn range_of(values: impl Iterator<Item = f64>) -> Range<f64> {
    let (least, most) = values.fold(
        (f64::INFINITY, f64::NEG_INFINITY),
        |(least, most), value| (least.min(value), most.max(value)),
    );
    let room = if most > least {
        0.08 * (most - least)
    } else {
        1.0
    };
    least - room..most + room
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_cluster::{Component, Grouping};

    fn three(n_components: usize) -> Pca {
        let component = |at: usize| Component {
            name: format!("PC{}", at + 1),
            standard_deviation: 2.0,
            variance_fraction: 0.625,
            cumulative_fraction: 0.625,
            top_loadings: Vec::new(),
        };
        Pca {
            adjustment: None,
            scope: "all samples".to_owned(),
            method_in_words: String::new(),
            standardization: "centred".to_owned(),
            n_features: 5,
            samples: ["s1", "s2", "s&3"].map(String::from).to_vec(),
            components: (0..n_components).map(component).collect(),
            scores: [1.0, -1.0, 0.5].map(|x| vec![x; n_components]).to_vec(),
            groupings: vec![Grouping::new(
                "diet",
                ["a", "b", "a"].map(String::from).to_vec(),
            )],
        }
    }

    #[test]
    fn samples_groups_and_axes_are_named() {
        let drawn = svg(&three(2), &Look::default()).unwrap();
        let expected = [
            "s1",
            "s&amp;3",
            "PC1 (62.5 % of variance)",
            "PC2 (",
            "by diet",
        ];
        for label in expected {
            assert!(drawn.contains(label), "{label}: {drawn}");
        }
        // two of group a and its legend; b has another mark
        assert_eq!(drawn.matches("<circle").count(), 3);
    }

    #[test]
    fn names_that_have_no_room_are_left_out_and_counted() {
        let mut crowded = three(2);
        let n = 2_000;
        crowded.samples = (0..n).map(|at| format!("sample {at}")).collect();
        crowded.scores = (0..n)
            .map(|at| {
                let at = f64::from(at);
                vec![(at * 0.7).sin() * at.sqrt(), (at * 1.3).cos() * at.sqrt()]
            })
            .collect();
        crowded.groupings.clear();
        let names = Plane::new(&crowded).place_names(&crowded);
        assert!((10..500).contains(&names.len()), "{}", names.len());
        let place = |name: &Name| {
            let wide = width_of(&name.text, NAME_SIZE);
            [name.at.0, name.at.1 - 6, name.at.0 + wide, name.at.1 + 6]
        };
        for (at, one) in names.iter().enumerate() {
            let [left, top, right, bottom] = place(one);
            assert!(left >= 0 && top >= 0 && right <= WIDTH - LEFT && bottom <= PLANE);
            for other in &names[..at] {
                let [l, t, r, b] = place(other);
                assert!(right <= l || r <= left || bottom <= t || b <= top);
            }
        }
        let drawn = svg(&crowded, &Look::default()).unwrap();
        assert!(drawn.contains("of 2000 samples are named") && drawn.len() < 1_000_000);
    }

    #[test]
    fn one_component_is_enough() {
        let drawn = svg(&three(1), &Look::default()).unwrap();
        assert!(drawn.contains("\ns&amp;3\n"));
    }
}
