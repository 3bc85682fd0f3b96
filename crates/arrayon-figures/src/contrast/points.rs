//! Features in a plane: volcano and MA.

use super::axes::{Axes, ROOM, line, range_of};
use super::{Call, DOWN, GREY, PALE, UP};
use crate::colours::Groups;
use crate::error::FigureError;
use crate::frame::{Area, Header, Look, MARGIN, TEXT_SIZE, left, text, write};
use crate::lettering::{fitted, width_of};
use crate::occupied::{Occupied, PixelBox};
use plotters::prelude::*;
use std::collections::BTreeSet;

const WIDTH: i32 = 760;
const HEIGHT: i32 = 520;
const NAME_SIZE: i32 = 11;
const LONGEST_NAME: i32 = 180;
/// Radius of a feature that is not called, and of one that is.
const SMALL: i32 = 2;
const LARGE: i32 = 4;

/// A feature.
#[derive(Debug, Clone, PartialEq)]
pub struct FeaturePoint<'a> {
    /// Where it stands along the axis below, and along that at the left.
    pub at: [f64; 2],
    /// What its test found.
    pub call: Call,
    /// Its genes, or its id.
    pub name: &'a str,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct FeaturePlane<'a> {
    /// What the figure shows.
    pub title: String,
    /// What stands below the title.
    pub subtitle: Vec<String>,
    /// The axis below and that at the left, with their units.
    pub axes: [String; 2],
    /// Features, those of smallest p-value first; a feature that has no place is left out.
    pub features: Vec<FeaturePoint<'a>>,
    /// So many of the first called ones are named, where there is room.
    pub n_named: usize,
}

/// A name with its line: the left end of the text, the point, and the end of the line at the text.
struct Name {
    text: String,
    at: (i32, i32),
    leader: Option<[(i32, i32); 2]>,
}

/// Draws the features, those called by triangles up and squares down, the others by grey dots, of
/// which each pixel has one. Names stand next to their marks or, by a line, where there is room; none lies over
/// another or over the mark of a called feature.
///
/// # Errors
/// What the drawing library reports; never for text in memory.
pub fn svg(plane: &FeaturePlane<'_>, look: &Look) -> Result<String, FigureError> {
    let drawn: Vec<&FeaturePoint<'_>> = (plane.features.iter())
        .filter(|feature| feature.at.iter().all(|value| value.is_finite()))
        .collect();
    let ranges = [0, 1].map(|axis| range_of(drawn.iter().map(|one| one.at[axis])));
    let mut axes = Axes {
        ranges,
        corner: [ROOM[0], 0],
        size: [WIDTH - ROOM[0] - MARGIN, HEIGHT],
        titles: plane.axes.clone(),
    };
    let names = place_names(&axes, &drawn, plane.n_named);
    let mut subtitle = plane.subtitle.clone();
    let n_wanted = plane.n_named.min(
        drawn
            .iter()
            .filter(|one| one.call != Call::NotCalled)
            .count(),
    );
    if names.len() < n_wanted {
        let n = names.len();
        subtitle.push(format!(
            "{n} of the first {n_wanted} are named, the others have no room"
        ));
    }
    let none = Groups::new(&look.palette, None);
    let header = Header::new(&plane.title, &subtitle, &none, look, WIDTH);
    axes.corner[1] = header.height + 24;
    let mut drawing = String::new();
    {
        let height = axes.corner[1] + HEIGHT + ROOM[1] + MARGIN;
        let size = (WIDTH.unsigned_abs(), height.unsigned_abs());
        let area = SVGBackend::with_string(&mut drawing, size).into_drawing_area();
        header.draw(&area)?;
        draw_legend(&area, header.height + 4, &drawn)?;
        axes.draw(&area)?;
        draw_features(&area, &axes, &drawn)?;
        let [x, y] = axes.corner;
        let moved = |(along, down): (i32, i32)| (x + along, y + down);
        for name in &names {
            if let Some(leader) = name.leader {
                line(&area, leader.map(moved), GREY)?;
            }
        }
        let style = text(NAME_SIZE, BLACK, left());
        for name in names {
            write(&area, &name.text, &style, moved(name.at))?;
        }
        area.present()?;
    }
    Ok(drawing)
}

fn draw_features(
    area: &Area<'_>,
    axes: &Axes,
    features: &[&FeaturePoint<'_>],
) -> Result<(), FigureError> {
    let of = |call: Call| features.iter().filter(move |one| one.call == call);
    let mut taken = BTreeSet::new();
    for feature in of(Call::NotCalled) {
        let at = axes.on_canvas(feature.at);
        if taken.insert(at) {
            area.draw(&Circle::new(at, SMALL, PALE.filled()))?;
        }
    }
    for call in [Call::Down, Call::Up] {
        // those of smallest p-value on top
        for feature in of(call).rev() {
            draw_call(area, call, axes.on_canvas(feature.at))?;
        }
    }
    Ok(())
}

fn draw_call(area: &Area<'_>, call: Call, (x, y): (i32, i32)) -> Result<(), FigureError> {
    let r = LARGE;
    match call {
        Call::Up => {
            let corners = vec![(x, y - r), (x + r, y + r), (x - r, y + r)];
            area.draw(&Polygon::new(corners, UP.filled()))?;
        }
        Call::Down => {
            let corners = [(x - r + 1, y - r + 1), (x + r - 1, y + r - 1)];
            area.draw(&Rectangle::new(corners, DOWN.filled()))?;
        }
        Call::NotCalled => area.draw(&Circle::new((x, y), SMALL, PALE.filled()))?,
    }
    Ok(())
}

/// The three marks with how many features have them.
fn draw_legend(area: &Area<'_>, y: i32, features: &[&FeaturePoint<'_>]) -> Result<(), FigureError> {
    let style = text(TEXT_SIZE, BLACK, left());
    let mut x = MARGIN + 5;
    for (call, word) in [
        (Call::Up, "up"),
        (Call::Down, "down"),
        (Call::NotCalled, "not called"),
    ] {
        let n = features.iter().filter(|one| one.call == call).count();
        let words = format!("{word} ({n})");
        draw_call(area, call, (x, y))?;
        write(area, &words, &style, (x + 10, y))?;
        x += width_of(&words, TEXT_SIZE) + 34;
    }
    Ok(())
}

/// Names next to their marks, or further out with a line, whichever is free first.
fn place_names(axes: &Axes, features: &[&FeaturePoint<'_>], n_named: usize) -> Vec<Name> {
    let [width, height] = axes.size;
    let mut occupied = Occupied::new(width, height);
    let place = |feature: &FeaturePoint<'_>| [0, 1].map(|axis| axes.within(axis, feature.at[axis]));
    let called = || features.iter().filter(|one| one.call != Call::NotCalled);
    for feature in called() {
        let [x, y] = place(feature);
        occupied.take([x - LARGE, y - LARGE, x + LARGE + 1, y + LARGE + 1]);
    }
    let mut names = Vec::new();
    let mut lines = Occupied::new(width, height);
    for feature in called().take(n_named) {
        let [x, y] = place(feature);
        let text = fitted(feature.name, NAME_SIZE, LONGEST_NAME);
        let (wide, half) = (width_of(&text, NAME_SIZE), NAME_SIZE / 2 + 1);
        let starts = starts(x, y, wide);
        let of_start = |&(x, y): &(i32, i32)| [x - 1, y - half, x + wide + 1, y + half];
        let found = starts.iter().enumerate().find_map(|(at, start)| {
            let taken: PixelBox = of_start(start);
            // where the text is nearest to its mark
            let side = start.1 + (y - start.1).signum() * half;
            let end = (x.clamp(start.0 - 2, start.0 + wide + 2), side);
            let leader = (at >= NEAR).then_some([(x, y), end]);
            let is_free = occupied.is_free(taken) && lines.is_free(taken);
            let is_open = || leader.is_none_or(|leader| is_open(leader, &occupied));
            (is_free && is_open()).then_some((*start, taken, leader))
        });
        let Some((at, taken, leader)) = found else {
            continue;
        };
        occupied.take(taken);
        for [x, y] in leader.into_iter().flat_map(along) {
            lines.take([x - 1, y - 1, x + 2, y + 2]);
        }
        names.push(Name { text, at, leader });
    }
    names
}

/// Whether a line crosses no name and no mark but that where it begins.
fn is_open(leader: [(i32, i32); 2], occupied: &Occupied) -> bool {
    let (x, y) = leader[0];
    let is_away = |[at, down]: [i32; 2]| (at - x).abs() > LARGE || (down - y).abs() > LARGE;
    let mut pixels = along(leader).into_iter().filter(|&pixel| is_away(pixel));
    pixels.all(|[x, y]| occupied.is_free([x, y, x + 1, y + 1]))
}

/// The pixels of a line, from end to end.
fn along([(x, y), (to_x, to_y)]: [(i32, i32); 2]) -> Vec<[i32; 2]> {
    let n = (to_x - x).abs().max((to_y - y).abs()).max(1);
    let part = |from: i32, to: i32, at: i32| from + (to - from) * at / n;
    (0..=n)
        .map(|at| [part(x, to_x, at), part(y, to_y, at)])
        .collect()
}

/// Places that need no line.
const NEAR: usize = 6;

/// Where a name may begin: about its mark, then on wider and wider rings.
fn starts(x: i32, y: i32, wide: i32) -> Vec<(i32, i32)> {
    let mut starts = vec![
        (x + 7, y),
        (x - 7 - wide, y),
        (x - wide / 2, y - 12),
        (x - wide / 2, y + 13),
        (x + 5, y - 9),
        (x - 5 - wide, y - 9),
    ];
    debug_assert_eq!(starts.len(), NEAR);
    for ring in 2..9 {
        let (far, high) = (10 * ring, 11 * ring);
        for (dx, dy) in [
            (0, -1),
            (1, -1),
            (-1, -1),
            (1, 0),
            (-1, 0),
            (1, 1),
            (-1, 1),
            (0, 1),
        ] {
            let beside = match dx {
                0 => -wide / 2,
                1 => far,
                _ => -far - wide,
            };
            starts.push((x + beside, y + dy * high));
        }
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plane(n: usize, n_named: usize) -> (Vec<String>, Vec<[f64; 2]>, usize) {
        let names = (0..n).map(|at| format!("Gene{at}")).collect();
        let at = (0..n)
            .map(|at| {
                let at = at as f64;
                [(at * 0.7).sin() * 3.0, (at * 1.3).cos().abs() * 12.0]
            })
            .collect();
        (names, at, n_named)
    }

    fn features<'a>(
        names: &'a [String],
        at: &[[f64; 2]],
        n_called: usize,
    ) -> Vec<FeaturePoint<'a>> {
        let call = |row: usize, x: f64| match (row < n_called, x > 0.0) {
            (false, _) => Call::NotCalled,
            (true, true) => Call::Up,
            (true, false) => Call::Down,
        };
        (names.iter().zip(at).enumerate())
            .map(|(row, (name, &at))| FeaturePoint {
                at,
                call: call(row, at[0]),
                name,
            })
            .collect()
    }

    #[test]
    fn names_lie_over_no_name_and_over_no_called_mark() {
        let (names, at, _) = plane(3_000, 60);
        let features = features(&names, &at, 400);
        let drawn: Vec<&FeaturePoint<'_>> = features.iter().collect();
        let axes = Axes {
            ranges: [(-3.2, 3.2), (0.0, 12.5)],
            corner: [0, 0],
            size: [660, 520],
            titles: ["x".into(), "y".into()],
        };
        let placed = place_names(&axes, &drawn, 60);
        assert!(placed.len() > 30, "{}", placed.len());
        assert!(placed.iter().any(|name| name.leader.is_some()));
        let place = |name: &Name| {
            let wide = width_of(&name.text, NAME_SIZE);
            [name.at.0, name.at.1 - 5, name.at.0 + wide, name.at.1 + 5]
        };
        let apart = |[l, t, r, b]: PixelBox, [l2, t2, r2, b2]: PixelBox| {
            r <= l2 || r2 <= l || b <= t2 || b2 <= t
        };
        for (at, one) in placed.iter().enumerate() {
            let [left, top, right, bottom] = place(one);
            assert!(left >= 0 && top >= 0 && right <= 660 && bottom <= 520);
            assert!(
                placed[..at]
                    .iter()
                    .all(|other| apart(place(one), place(other)))
            );
            for feature in features.iter().filter(|one| one.call != Call::NotCalled) {
                let [x, y] = [0, 1].map(|axis| axes.within(axis, feature.at[axis]));
                assert!(apart(place(one), [x - 3, y - 3, x + 3, y + 3]));
            }
            for leader in placed.iter().filter_map(|name| name.leader) {
                for [x, y] in along(leader) {
                    let is_end = [x, y] == [leader[1].0, leader[1].1];
                    assert!(is_end || apart(place(one), [x, y, x + 1, y + 1]));
                }
            }
        }
    }

    #[test]
    fn every_called_feature_is_drawn_and_counted() {
        let (names, at, n_named) = plane(3_000, 12);
        let mut features = features(&names, &at, 400);
        features[5].at[1] = f64::NAN;
        let figure = FeaturePlane {
            title: "a <b>".into(),
            subtitle: Vec::new(),
            axes: ["log2 fold change".into(), "\u{2212}log10 p".into()],
            features,
            n_named,
        };
        let simulated = Look {
            simulated: true,
            ..Look::default()
        };
        let drawn = svg(&figure, &simulated).unwrap();
        assert!(drawn.contains("SIMULATED ARRAYS") && drawn.contains("a &lt;b&gt;"));
        let called = figure.features.iter().filter(|one| one.at[1].is_finite());
        let n_up = called.filter(|one| one.call == Call::Up).count();
        // with that of the legend
        assert_eq!(drawn.matches("<polygon").count(), n_up + 1);
        assert!(drawn.contains(&format!("up ({n_up})")) && drawn.contains("not called (2600)"));
        assert_eq!(drawn, svg(&figure, &simulated).unwrap());
        assert!(!drawn.contains("NaN"));
    }

    #[test]
    fn nothing_to_draw_is_a_figure_too() {
        let figure = FeaturePlane {
            title: "t".into(),
            subtitle: Vec::new(),
            axes: ["x".into(), "y".into()],
            features: Vec::new(),
            n_named: 10,
        };
        assert!(svg(&figure, &Look::default()).unwrap().contains("up (0)"));
    }
}
