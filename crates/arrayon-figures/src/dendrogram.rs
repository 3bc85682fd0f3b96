//! A tree of samples, lying: the root at the left, the samples at the right.

use crate::colours::Groups;
use crate::error::FigureError;
use crate::frame::{Area, Header, TEXT_SIZE, left, pixels, text, width_of};
use crate::tree_layout::TreeLayout;
use arrayon_results::clusters::Clusters;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

const WIDTH: i32 = 900;
const ROW: i32 = 20;
const AXIS: i32 = 50;
const MARGIN: i32 = 20;
const N_TICKS: i32 = 5;

/// Draws the tree. Samples and the branches that hold one group alone have the colour of their
/// group in the first of the verdicts; where a bootstrap was asked for, every branch but the root
/// has its AU and BP in per cent.
///
/// # Errors
/// What the drawing library reports; never for text in memory.
pub fn svg(clusters: &Clusters) -> Result<String, FigureError> {
    let levels = (clusters.verdicts.first()).map_or(&[][..], |verdict| &verdict.levels);
    let groups = Groups::new(levels);
    let title = title(clusters);
    let subtitle = subtitle(clusters);
    let header = Header::new(&title, &subtitle, &groups, WIDTH);
    let height = header.height + pixels(clusters.labels.len()) * ROW + AXIS;
    let mut drawing = String::new();
    {
        let size = (WIDTH.unsigned_abs(), height.unsigned_abs());
        let area = SVGBackend::with_string(&mut drawing, size).into_drawing_area();
        header.draw(&area)?;
        let tree = Tree::new(clusters, &groups, header.height);
        tree.draw(&area)?;
        area.present()?;
    }
    Ok(drawing)
}

fn title(clusters: &Clusters) -> String {
    match clusters.verdicts.first() {
        Some(verdict) => format!(
            "{}, by {}: {}",
            clusters.scope, verdict.variable, verdict.verdict
        ),
        None => clusters.scope.clone(),
    }
}

fn subtitle(clusters: &Clusters) -> String {
    let mut text = format!(
        "{} distance over {} features, {} linkage",
        clusters.distance, clusters.n_features, clusters.linkage
    );
    if let Some(bootstrap) = &clusters.bootstrap {
        let n = bootstrap.n_replicates;
        text += &format!("; at branches AU/BP in per cent, {n} replicates a scale");
    }
    text
}

struct Tree<'a> {
    clusters: &'a Clusters,
    layout: TreeLayout,
    leaves_x: i32,
    top: i32,
}

impl<'a> Tree<'a> {
    fn new(clusters: &'a Clusters, groups: &Groups<'_>, top: i32) -> Self {
        let widest = clusters.labels.iter().map(|label| width_of(label)).max();
        let leaves_x = WIDTH - MARGIN - widest.unwrap_or(0).min(WIDTH / 2) - 8;
        let twice_along = |row: usize| 2 * (top + pixels(row) * ROW) + ROW;
        let (merges, leaf_order) = (&clusters.merges, &clusters.leaf_order);
        Self {
            clusters,
            layout: TreeLayout::new(merges, leaf_order, twice_along, |leaf| groups.of(leaf)),
            leaves_x,
            top,
        }
    }

    /// The pixel of a height.
    fn x_of(&self, height: f64) -> i32 {
        self.leaves_x - (self.layout).above_leaves(height, self.leaves_x - MARGIN)
    }

    fn draw(&self, area: &Area<'_>) -> Result<(), FigureError> {
        for (k, &(left, right, _, _)) in self.clusters.merges.iter().enumerate() {
            let node = self.layout.of_merge(k);
            let x = self.x_of(node.height);
            for child in [left, right].map(|child| self.layout.nodes[child]) {
                let (from, to) = (node.along(), child.along());
                let path = vec![(x, from), (x, to), (self.x_of(child.height), to)];
                let colour = Groups::colour(child.group.filter(|_| node.group.is_some()));
                area.draw(&PathElement::new(path, colour.stroke_width(2)))?;
            }
        }
        for (label, node) in self.clusters.labels.iter().zip(&self.layout.nodes) {
            let style = text(TEXT_SIZE, Groups::colour(node.group), left());
            area.draw_text(label, &style, (self.leaves_x + 6, node.along()))?;
        }
        self.draw_support(area)?;
        self.draw_axis(area)
    }

    /// AU and BP of every branch but the root, which always comes back.
    fn draw_support(&self, area: &Area<'_>) -> Result<(), FigureError> {
        let n_below_root = self.clusters.merges.len().saturating_sub(1);
        let anchor = Pos::new(HPos::Right, VPos::Bottom);
        let style = text(10, BLACK, anchor);
        for (k, support) in (self.clusters.support.iter().take(n_below_root)).enumerate() {
            let node = self.layout.of_merge(k);
            let percent = |probability: f64| (100.0 * probability).round();
            let label = format!("{}/{}", percent(support.au), percent(support.bp));
            let at = (self.x_of(node.height) - 3, node.along() - 1);
            area.draw_text(&label, &style, at)?;
        }
        Ok(())
    }

    fn draw_axis(&self, area: &Area<'_>) -> Result<(), FigureError> {
        let highest = self.layout.highest();
        let y = self.top + pixels(self.layout.n_leaves) * ROW + 8;
        let line = vec![(self.x_of(highest), y), (self.x_of(0.0), y)];
        area.draw(&PathElement::new(line, BLACK.stroke_width(1)))?;
        let style = text(10, BLACK, Pos::new(HPos::Center, VPos::Top));
        for tick in 0..=N_TICKS {
            let height = highest * f64::from(tick) / f64::from(N_TICKS);
            let x = self.x_of(height);
            area.draw(&PathElement::new(
                vec![(x, y), (x, y + 4)],
                BLACK.stroke_width(1),
            ))?;
            area.draw_text(&short(height, highest), &style, (x, y + 8))?;
        }
        Ok(())
    }
}

/// A height with three digits of the largest one.
fn short(height: f64, highest: f64) -> String {
    let before_point = highest.log10().floor() as i32;
    let n_digits = usize::try_from((2 - before_point).clamp(0, 12)).unwrap_or(0);
    format!("{height:.n_digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_results::clusters::{Bootstrap, BranchSupport, NumberOfClusters};

    fn four() -> Clusters {
        Clusters {
            scope: "all samples".to_owned(),
            distance: "pearson".to_owned(),
            linkage: "average".to_owned(),
            n_features: 9,
            labels: ["a<1", "a2", "b1", "b2"].map(String::from).to_vec(),
            merges: vec![(0, 1, 0.1, 2), (2, 3, 0.2, 2), (4, 5, 0.8, 4)],
            leaf_order: vec![0, 1, 2, 3],
            newick: String::new(),
            bootstrap: None,
            support: Vec::new(),
            cophenetic_correlation: None,
            flat: None,
            advice: NumberOfClusters {
                n_clusters: None,
                by_silhouette: 1,
                by_gap: None,
                by_dynamic_cut: 1,
                silhouettes: Vec::new(),
                gaps: Vec::new(),
                rule: String::new(),
            },
            verdicts: Vec::new(),
        }
    }

    #[test]
    fn every_sample_is_named_and_text_is_escaped() {
        let drawn = svg(&four()).unwrap();
        for label in [
            "a&lt;1",
            "a2",
            "b1",
            "b2",
            "pearson distance over 9 features",
        ] {
            assert!(drawn.contains(label), "{label}: {drawn}");
        }
        assert!(drawn.starts_with("<svg") && drawn.trim_end().ends_with("</svg>"));
        assert_eq!(drawn.matches("<polyline").count(), 6 + 1 + 6);
    }

    #[test]
    fn branches_have_their_support_and_the_root_none() {
        let mut clusters = four();
        let support = |au, bp| BranchSupport {
            au,
            bp,
            si: au,
            se_au: 0.0,
            se_bp: 0.0,
            se_si: 0.0,
            fit_p_value: None,
        };
        clusters.bootstrap = Some(Bootstrap {
            n_replicates: 100,
            scales: vec![1.0],
            seed: 1,
        });
        clusters.support = vec![support(0.954, 0.871), support(0.5, 0.4), support(1.0, 1.0)];
        let drawn = svg(&clusters).unwrap();
        assert!(drawn.contains("95/87") && drawn.contains("50/40"));
        assert!(!drawn.contains("100/100"));
    }

    #[test]
    fn ticks_have_three_digits() {
        assert_eq!(short(0.0123, 0.0456), "0.0123");
        assert_eq!(short(12.0, 60.0), "12.0");
        assert_eq!(short(1200.0, 6000.0), "1200");
    }
}
