//! A tree of samples, lying: the root at the left, the samples at the right.

use crate::colours::Groups;
use crate::error::FigureError;
use crate::frame::{
    Area, Header, Look, MARGIN, SMALL_SIZE, TEXT_SIZE, below, draw_mark, left, pixels, text,
    widest, write,
};
use crate::lettering::{fitted, width_of};
use crate::occupied::Occupied;
use crate::ticks::ticks;
use crate::tree_layout::TreeLayout;
use arrayon_cluster::Clusters;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

const WIDTH: i32 = 900;
/// Height of a sample, and of all of them at most: a figure that viewers open.
const ROW: i32 = 20;
const TALLEST: i32 = 6_000;
/// Height that a name needs.
const NAMED_ROW: i32 = 14;
const AXIS: i32 = 60;
const STRIP: i32 = 10;
const N_TICKS: usize = 5;
/// Branches that are drawn at most, the highest ones.
const MOST_BRANCHES: usize = 4_000;

/// Draws the tree. Samples have the mark, and the branches that hold one group alone the colour, of
/// their group in the first of the verdicts; where a bootstrap was asked for, every branch but the
/// root has its AU and BP in per cent, as far as there is room.
///
/// Of very many samples every so many-th is named, and the highest 4,000 branches are drawn.
///
/// # Errors
/// What the drawing library reports; never for text in memory.
pub fn svg(clusters: &Clusters, look: &Look) -> Result<String, FigureError> {
    let grouping = (clusters.group_verdicts.first())
        .map(|verdict| (verdict.variable.as_str(), &verdict.levels[..]));
    let groups = Groups::new(&look.palette, grouping);
    let mut tree = Tree::new(clusters, &groups);
    let header = Header::new(&title(clusters), &tree.subtitle(), &groups, look, WIDTH);
    tree.place(header.height, &groups);
    let height = header.height + tree.plane + AXIS;
    let mut drawing = String::new();
    {
        let size = (WIDTH.unsigned_abs(), height.unsigned_abs());
        let area = SVGBackend::with_string(&mut drawing, size).into_drawing_area();
        header.draw(&area)?;
        tree.draw(&area, &groups)?;
        area.present()?;
    }
    Ok(drawing)
}

fn title(clusters: &Clusters) -> String {
    match clusters.group_verdicts.first() {
        Some(verdict) => format!(
            "{}, by {}: {}",
            clusters.scope, verdict.variable, verdict.verdict
        ),
        None => clusters.scope.clone(),
    }
}

struct Tree<'a> {
    clusters: &'a Clusters,
    layout: TreeLayout,
    /// Height of all samples together.
    plane: i32,
    /// Every so many-th sample is named.
    named: usize,
    names: Vec<String>,
    leaves_x: i32,
    top: i32,
}

impl<'a> Tree<'a> {
    fn new(clusters: &'a Clusters, groups: &Groups) -> Self {
        let n = clusters.samples.len().max(1);
        let plane = pixels(n).saturating_mul(ROW).clamp(ROW, TALLEST);
        let named = (pixels(n) * NAMED_ROW)
            .unsigned_abs()
            .div_ceil(plane.unsigned_abs()) as usize;
        let names = (clusters.samples.iter())
            .map(|label| fitted(label, TEXT_SIZE, WIDTH / 2))
            .collect();
        let room = widest(&names, TEXT_SIZE);
        Self {
            clusters,
            layout: TreeLayout::new(&clusters.merges, &clusters.leaf_order, |_| 0, |_| None),
            plane,
            named: named.max(1),
            names,
            leaves_x: WIDTH - MARGIN - room - Self::before_names(groups),
            top: 0,
        }
    }

    /// Room between leaves and names.
    fn before_names(groups: &Groups) -> i32 {
        match groups.present.is_empty() {
            true => 8,
            false => STRIP + 20,
        }
    }

    fn subtitle(&self) -> Vec<String> {
        let clusters = self.clusters;
        let mut parts = vec![format!(
            "{} distance over {} features, {} linkage",
            clusters.distance, clusters.n_features, clusters.linkage
        )];
        parts.extend(clusters.adjustment.iter().map(|one| one.in_words.clone()));
        if let Some(bootstrap) = &clusters.bootstrap {
            let n = bootstrap.n_bootstrap;
            parts.push(format!(
                "at branches AU/BP in per cent where there is room, {n} replicates a scale"
            ));
        }
        if self.named > 1 {
            parts.push(format!("one of {} samples is named", self.named));
        }
        if clusters.merges.len() > MOST_BRANCHES {
            parts.push(format!("the highest {MOST_BRANCHES} branches are drawn"));
        }
        parts
    }

    fn place(&mut self, top: i32, groups: &Groups) {
        self.top = top;
        let n = pixels(self.clusters.samples.len()).max(1);
        let plane = i64::from(self.plane);
        let twice_along = |row: usize| {
            let halves = (2 * i64::from(pixels(row)) + 1) * plane / i64::from(n);
            2 * top + i32::try_from(halves).unwrap_or(i32::MAX)
        };
        let (merges, leaf_order) = (&self.clusters.merges, &self.clusters.leaf_order);
        self.layout = TreeLayout::new(merges, leaf_order, twice_along, |leaf| groups.of(leaf));
    }

    /// The pixel of a height.
    fn x_of(&self, height: f64) -> i32 {
        self.leaves_x - (self.layout).above_leaves(height, self.leaves_x - 2 * MARGIN)
    }

    fn draw(&self, area: &Area<'_>, groups: &Groups) -> Result<(), FigureError> {
        let merges = &self.clusters.merges;
        let first = merges.len().saturating_sub(MOST_BRANCHES);
        let stroke = if self.named > 1 { 1 } else { 2 };
        for (k, merge) in merges.iter().enumerate().skip(first) {
            let node = self.layout.of_merge(k);
            let x = self.x_of(node.height);
            for child in [merge.left, merge.right].map(|child| self.layout.nodes[child]) {
                let (from, to) = (node.along(), child.along());
                let path = vec![(x, from), (x, to), (self.x_of(child.height), to)];
                let colour = Groups::colour(child.group.filter(|_| node.group.is_some()));
                area.draw(&PathElement::new(path, colour.stroke_width(stroke)))?;
            }
        }
        self.draw_groups(area, groups)?;
        let style = text(TEXT_SIZE, BLACK, left());
        let names_x = self.leaves_x + Self::before_names(groups) - 2;
        for &leaf in self.clusters.leaf_order.iter().step_by(self.named) {
            let y = self.layout.nodes[leaf].along();
            if !groups.present.is_empty() {
                draw_mark(area, groups.of(leaf), (names_x - 9, y), 5)?;
            }
            write(area, &self.names[leaf], &style, (names_x, y))?;
        }
        self.draw_support(area)?;
        self.draw_axis(area)
    }

    /// A strip of the groups' colours: it shows those of samples without name too.
    fn draw_groups(&self, area: &Area<'_>, groups: &Groups) -> Result<(), FigureError> {
        if groups.present.is_empty() {
            return Ok(());
        }
        let order = &self.clusters.leaf_order;
        let n = pixels(order.len()).max(1);
        let edge = |row: i32| {
            let along = i64::from(row) * i64::from(self.plane) / i64::from(n);
            self.top + i32::try_from(along).unwrap_or(i32::MAX)
        };
        let of_rows: Vec<Option<usize>> = order.iter().map(|&leaf| groups.of(leaf)).collect();
        let mut row = 0;
        for run in of_rows.chunk_by(|one, other| one == other) {
            let end = row + pixels(run.len());
            let (x, ends) = (self.leaves_x + 3, [edge(row), edge(end)]);
            let corners = [(x, ends[0]), (x + STRIP - 4, ends[1])];
            area.draw(&Rectangle::new(corners, Groups::colour(run[0]).filled()))?;
            row = end;
        }
        Ok(())
    }

    /// AU and BP of every branch but the root, which always comes back; the highest first, as far
    /// as there is room.
    fn draw_support(&self, area: &Area<'_>) -> Result<(), FigureError> {
        let n_below_root = self.clusters.merges.len().saturating_sub(1);
        let style = text(SMALL_SIZE, BLACK, Pos::new(HPos::Right, VPos::Bottom));
        let mut occupied = Occupied::new(WIDTH, self.plane);
        let support = self.clusters.support.iter().take(n_below_root);
        for (k, support) in support.enumerate().collect::<Vec<_>>().into_iter().rev() {
            let node = self.layout.of_merge(k);
            let percent = |probability: f64| (100.0 * probability).round();
            let label = format!("{}/{}", percent(support.au), percent(support.bp));
            let (x, y) = (self.x_of(node.height) - 3, node.along() - 1);
            let (wide, high) = (width_of(&label, SMALL_SIZE), SMALL_SIZE);
            let bottom = (y - self.top).max(high);
            let place = [x - wide, bottom - high, x, bottom];
            if occupied.take_first(&[place]).is_some() {
                write(area, &label, &style, (x, y))?;
            }
        }
        Ok(())
    }

    fn draw_axis(&self, area: &Area<'_>) -> Result<(), FigureError> {
        let highest = self.layout.highest();
        let y = self.top + self.plane + 8;
        let line = vec![(self.x_of(highest), y), (self.x_of(0.0), y)];
        area.draw(&PathElement::new(line, BLACK.stroke_width(1)))?;
        let style = text(SMALL_SIZE, BLACK, below());
        for (height, label) in ticks(0.0, highest, N_TICKS) {
            let x = self.x_of(height);
            let mark = vec![(x, y), (x, y + 4)];
            area.draw(&PathElement::new(mark, BLACK.stroke_width(1)))?;
            write(area, &label, &style, (x, y + 8))?;
        }
        let middle = (self.x_of(highest) + self.x_of(0.0)) / 2;
        let clusters = self.clusters;
        let title = format!(
            "height ({} distance, {} linkage)",
            clusters.distance, clusters.linkage
        );
        // not beyond the edge where the tree is narrow
        let middle = middle.max(width_of(&title, TEXT_SIZE) / 2 + MARGIN);
        write(
            area,
            &title,
            &text(TEXT_SIZE, BLACK, below()),
            (middle, y + 24),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_cluster::{
        BootstrapPlan, BranchSupport, Distance, Linkage, Merge, NumberOfClusters,
    };

    fn four() -> Clusters {
        Clusters {
            adjustment: None,
            scope: "all samples".to_owned(),
            distance: Distance::Pearson,
            linkage: Linkage::Average,
            n_features: 9,
            samples: ["a<1", "a2", "b1", "b2"].map(String::from).to_vec(),
            merges: [(0, 1, 0.1, 2), (2, 3, 0.2, 2), (4, 5, 0.8, 4)]
                .map(Merge::from)
                .to_vec(),
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
            group_verdicts: Vec::new(),
        }
    }

    #[test]
    fn every_sample_is_named_and_text_is_escaped() {
        let drawn = svg(&four(), &Look::default()).unwrap();
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
        // the branches, the axis and its ticks at 0.0, 0.2, ... 0.8
        assert_eq!(drawn.matches("<polyline").count(), 6 + 1 + 5);
        assert!(drawn.contains("\n0.4\n") && drawn.contains("height (pearson distance"));
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
        clusters.bootstrap = Some(BootstrapPlan {
            n_bootstrap: 100,
            scales: vec![1.0],
            seed: 1,
        });
        clusters.support = vec![support(0.954, 0.871), support(0.5, 0.4), support(1.0, 1.0)];
        let drawn = svg(&clusters, &Look::default()).unwrap();
        assert!(drawn.contains("95/87") && drawn.contains("50/40"));
        assert!(!drawn.contains("100/100"));
    }

    fn many(n: usize) -> Clusters {
        let mut clusters = four();
        clusters.samples = (0..n).map(|at| format!("sample {at}")).collect();
        clusters.merges = (1..n)
            .map(|k| match k {
                1 => (0, 1, 1.0, 2),
                _ => (k, n + k - 2, k as f64, k + 1),
            })
            .map(Merge::from)
            .collect();
        clusters.leaf_order = (0..n).collect();
        clusters
    }

    #[test]
    fn two_thousand_samples_are_a_figure_that_opens() {
        let drawn = svg(&many(2_000), &Look::default()).unwrap();
        let height = drawn.split("height=\"").nth(1).unwrap();
        let height: i32 = height.split('"').next().unwrap().parse().unwrap();
        assert!(
            height < 6_200 && drawn.len() < 1_000_000,
            "{height} {}",
            drawn.len()
        );
        assert!(drawn.contains("one of 5 samples is named"));
        assert!(drawn.contains("\nsample 5\n") && !drawn.contains("\nsample 4\n"));
        let drawn = svg(&many(10_000), &Look::default()).unwrap();
        assert!(drawn.contains("the highest 4000 branches") && drawn.len() < 1_500_000);
    }

    #[test]
    fn hostile_names_leave_the_figure_well_formed() {
        let mut clusters = four();
        clusters.samples[1] = "\u{FFFE}<script>\u{1b}[31m\u{0}\u{202E}&".to_owned();
        clusters.scope = "\u{FFFF}\u{7}".to_owned();
        let drawn = svg(&clusters, &Look::default()).unwrap();
        assert!(drawn.contains("&lt;script&gt;"));
        assert!(
            drawn
                .chars()
                .all(|c| c == '\n' || !(c.is_control() || u32::from(c) & 0xFFFF >= 0xFFFE))
        );
    }

    #[test]
    fn long_names_stay_within_and_simulated_arrays_are_marked() {
        let mut clusters = four();
        clusters.samples[0] = "亜鉛欠乏食を与えた雄ラットの肝臓、四週、反復一".repeat(4);
        let look = Look {
            simulated: true,
            ..Look::default()
        };
        let drawn = svg(&clusters, &look).unwrap();
        assert!(drawn.contains('…') && drawn.contains("SIMULATED"));
        assert!(
            !svg(&clusters, &Look::default())
                .unwrap()
                .contains("SIMULATED")
        );
    }
}
