//! Samples in the plane of their first two principal components.

use crate::colours::Groups;
use crate::error::FigureError;
use crate::frame::{Area, Header, TEXT_SIZE, left, text, width_of};
use arrayon_results::pca::Pca;
use plotters::prelude::*;
use std::ops::Range;

const WIDTH: i32 = 900;
const PLANE: i32 = 600;

/// Draws the samples, each with its name in the colour of its group in the first of the groupings.
/// Where there is one component only, all stand on a line.
///
/// # Errors
/// What the drawing library reports; never for text in memory.
pub fn svg(pca: &Pca) -> Result<String, FigureError> {
    let levels = (pca.groupings.first()).map_or(&[][..], |grouping| &grouping.levels);
    let groups = Groups::new(levels);
    let title = match pca.groupings.first() {
        Some(grouping) => format!(
            "principal components, {}, by {}",
            pca.scope, grouping.variable
        ),
        None => format!("principal components, {}", pca.scope),
    };
    let subtitle = format!("{} features, {}", pca.n_features, pca.standardization);
    let header = Header::new(&title, &subtitle, &groups, WIDTH);
    let mut drawing = String::new();
    {
        let size = (WIDTH.unsigned_abs(), (header.height + PLANE).unsigned_abs());
        let area = SVGBackend::with_string(&mut drawing, size).into_drawing_area();
        header.draw(&area)?;
        let (_, plane) = area.split_vertically(header.height);
        draw_plane(&plane, pca, &groups)?;
        area.present()?;
    }
    Ok(drawing)
}

fn draw_plane(area: &Area<'_>, pca: &Pca, groups: &Groups<'_>) -> Result<(), FigureError> {
    let points: Vec<(f64, f64)> = (pca.scores.iter())
        .map(|scores| {
            let score = |component: usize| scores.get(component).copied().unwrap_or(0.0);
            (score(0), score(1))
        })
        .collect();
    let widest = (pca.labels.iter().map(|label| width_of(label)).max()).unwrap_or(0);
    let mut chart = ChartBuilder::on(area)
        .margin(10)
        .margin_right(widest.min(WIDTH / 3) + 10)
        .x_label_area_size(40)
        .y_label_area_size(60)
        .build_cartesian_2d(
            range_of(points.iter().map(|point| point.0)),
            range_of(points.iter().map(|point| point.1)),
        )?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .label_style(text(11, BLACK, left()))
        .axis_desc_style(text(TEXT_SIZE, BLACK, left()))
        .x_desc(axis_title(pca, 0))
        .y_desc(axis_title(pca, 1))
        .draw()?;
    for (sample, (&point, label)) in points.iter().zip(&pca.labels).enumerate() {
        let colour = Groups::colour(groups.of(sample));
        let name = text(11, colour, left());
        let mark = EmptyElement::at(point)
            + Circle::new((0, 0), 5, colour.filled())
            + Text::new(label.clone(), (9, 0), name);
        chart.draw_series([mark])?;
    }
    Ok(())
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
    use arrayon_results::pca::{Component, Grouping};

    fn three(n_components: usize) -> Pca {
        let component = |at: usize| Component {
            name: format!("PC{}", at + 1),
            standard_deviation: 2.0,
            variance_fraction: 0.625,
            cumulative_fraction: 0.625,
            top_features: Vec::new(),
        };
        Pca {
            scope: "all samples".to_owned(),
            method: String::new(),
            standardization: "centred".to_owned(),
            n_features: 5,
            labels: ["s1", "s2", "s&3"].map(String::from).to_vec(),
            components: (0..n_components).map(component).collect(),
            scores: [1.0, -1.0, 0.5].map(|x| vec![x; n_components]).to_vec(),
            groupings: vec![Grouping {
                variable: "diet".to_owned(),
                levels: ["a", "b", "a"].map(String::from).to_vec(),
            }],
        }
    }

    #[test]
    fn samples_groups_and_axes_are_named() {
        let drawn = svg(&three(2)).unwrap();
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
        assert_eq!(drawn.matches("<circle").count(), 3);
    }

    #[test]
    fn one_component_is_enough() {
        assert_eq!(svg(&three(1)).unwrap().matches("<circle").count(), 3);
    }
}
