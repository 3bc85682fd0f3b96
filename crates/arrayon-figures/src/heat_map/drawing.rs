//! Where the parts of a heat map stand, and how they are drawn.

use super::MOST_NAMES;
use super::lines::{Lines, MOST_LINES};
use crate::colours::Groups;
use crate::diverging::{DivergingScale, LAST_STEP, MISSING, WITHIN, colour, png};
use crate::error::FigureError;
use crate::frame::{Area, TEXT_SIZE, left, pixels, text, width_of};
use crate::tree_layout::TreeLayout;
use arrayon_results::clusters::Clusters;
use arrayon_results::gene_clusters::GeneClusters;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

const NARROWEST: i32 = 900;
const MARGIN: i32 = 20;
const GENE_TREE: i32 = 190;
const SAMPLE_TREE: i32 = 90;
const STRIP: i32 = 16;
const GAP: i32 = 4;

/// Letters of a feature's name at most.
const NAME_LETTERS: usize = 24;

/// Height of a run of one cluster that has room for its number.
const NUMBERED: i32 = 12;

/// Where things stand from left to right.
pub(super) struct Place {
    strip: i32,
    cells: i32,
    cell_width: i32,
    pub(super) width: i32,
}

impl Place {
    pub(super) fn new(genes: &GeneClusters, samples: &Clusters) -> Self {
        let n_columns = pixels(samples.leaf_order.len());
        let strip = MARGIN + GENE_TREE + GAP;
        let cells = strip + STRIP + GAP;
        let names = (0..genes.labels.len()).map(|leaf| width_of(&name_of(genes, leaf)));
        let widest = names.max().filter(|_| has_names(genes)).unwrap_or(0);
        let right = widest + GAP + MARGIN;
        let cell_width = ((NARROWEST - cells - right) / n_columns).clamp(14, 40);
        Self {
            strip,
            cells,
            cell_width,
            width: (cells + n_columns * cell_width + right).max(NARROWEST),
        }
    }
}

fn has_names(genes: &GeneClusters) -> bool {
    genes.labels.len() <= MOST_NAMES
}

/// The gene symbols of a feature, or else its id.
fn name_of(genes: &GeneClusters, leaf: usize) -> String {
    let name = match genes.gene_symbols[leaf].is_empty() {
        true => genes.labels[leaf].clone(),
        false => genes.gene_symbols[leaf].join(";"),
    };
    if name.chars().count() <= NAME_LETTERS {
        return name;
    }
    let kept: String = name.chars().take(NAME_LETTERS - 1).collect();
    kept + "…"
}

/// All that a heat map shows.
pub(super) struct HeatMap<'a> {
    pub(super) genes: &'a GeneClusters,
    pub(super) samples: &'a Clusters,
    pub(super) groups: &'a Groups<'a>,
    pub(super) scale: DivergingScale,
    pub(super) lines: Lines,
    pub(super) place: Place,
    /// Where the header ends.
    pub(super) top: i32,
}

impl HeatMap<'_> {
    fn cells_top(&self) -> i32 {
        self.top + SAMPLE_TREE + STRIP + 2 * GAP
    }

    fn cells_bottom(&self) -> i32 {
        self.cells_top() + pixels(self.lines.n) * self.lines.height
    }

    pub(super) fn height(&self) -> i32 {
        let names = self.samples.labels.iter().map(|label| width_of(label));
        self.cells_bottom() + names.max().unwrap_or(0) + 2 * GAP + MARGIN
    }

    /// All but the cells.
    pub(super) fn draw(&self, area: &Area<'_>) -> Result<(), FigureError> {
        self.draw_gene_tree(area)?;
        self.draw_sample_tree(area)?;
        self.draw_clusters(area)?;
        self.draw_groups(area)?;
        self.draw_names(area)?;
        self.draw_scale(area)
    }

    /// The cells as a picture of as many pixels as it is shown with: programs that blur what they
    /// scale then show it sharp.
    pub(super) fn cells(&self, centred: &[f64]) -> Result<String, FigureError> {
        let n_columns = self.samples.leaf_order.len();
        let means = self.lines.means(centred, n_columns);
        let steps: Vec<u8> = means.iter().map(|&mean| self.scale.step(mean)).collect();
        let cell = [self.place.cell_width, self.lines.height].map(i32::unsigned_abs);
        let picture = STANDARD.encode(png(&steps, n_columns, cell)?);
        let (x, y) = (self.place.cells, self.cells_top());
        let width = pixels(n_columns) * self.place.cell_width;
        let height = self.cells_bottom() - y;
        Ok(format!(
            "<image x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" \
             preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" \
             xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
             xlink:href=\"data:image/png;base64,{picture}\"/>\n"
        ))
    }

    /// Of many features the highest branches, which are the last ones.
    fn draw_gene_tree(&self, area: &Area<'_>) -> Result<(), FigureError> {
        let genes = self.genes;
        let twice_along = |row: usize| {
            let line = pixels(row / self.lines.of_each);
            2 * (self.cells_top() + line * self.lines.height) + self.lines.height
        };
        let cluster = |leaf: usize| genes.clusters[leaf].checked_sub(1);
        let layout = TreeLayout::new(&genes.merges, &genes.leaf_order, twice_along, cluster);
        let leaves_x = self.place.strip - GAP;
        let x_of = |height: f64| leaves_x - layout.above_leaves(height, GENE_TREE);
        let first = genes.merges.len().saturating_sub(MOST_LINES);
        for (k, &(one, other, _, _)) in genes.merges.iter().enumerate().skip(first) {
            let (node, one, other) = (layout.of_merge(k), layout.nodes[one], layout.nodes[other]);
            let x = x_of(node.height);
            let path = vec![
                (x_of(one.height), one.along()),
                (x, one.along()),
                (x, other.along()),
                (x_of(other.height), other.along()),
            ];
            let colour = Groups::colour(node.group);
            area.draw(&PathElement::new(path, colour.stroke_width(1)))?;
        }
        Ok(())
    }

    fn draw_sample_tree(&self, area: &Area<'_>) -> Result<(), FigureError> {
        let (samples, width) = (self.samples, self.place.cell_width);
        let twice_along = |row: usize| 2 * (self.place.cells + pixels(row) * width) + width;
        let group = |leaf: usize| self.groups.of(leaf);
        let layout = TreeLayout::new(&samples.merges, &samples.leaf_order, twice_along, group);
        let leaves_y = self.top + SAMPLE_TREE;
        let y_of = |height: f64| leaves_y - layout.above_leaves(height, SAMPLE_TREE - 10);
        for (k, &(one, other, _, _)) in samples.merges.iter().enumerate() {
            let (node, one, other) = (layout.of_merge(k), layout.nodes[one], layout.nodes[other]);
            let y = y_of(node.height);
            let path = vec![
                (one.along(), y_of(one.height)),
                (one.along(), y),
                (other.along(), y),
                (other.along(), y_of(other.height)),
            ];
            let colour = Groups::colour(node.group);
            area.draw(&PathElement::new(path, colour.stroke_width(2)))?;
        }
        Ok(())
    }

    /// The strip of clusters, with their numbers where there is room.
    fn draw_clusters(&self, area: &Area<'_>) -> Result<(), FigureError> {
        let of_line = |line: usize| {
            let leaf = self.genes.leaf_order[line * self.lines.of_each];
            self.genes.clusters[leaf].checked_sub(1)
        };
        let clusters: Vec<Option<usize>> = (0..self.lines.n).map(of_line).collect();
        let x = self.place.strip;
        let mut y = self.cells_top();
        for run in clusters.chunk_by(|one, other| one == other) {
            let end = y + pixels(run.len()) * self.lines.height;
            let colour = Groups::colour(run[0]);
            let corners = [(x, y), (x + STRIP, end)];
            area.draw(&Rectangle::new(corners, colour.filled()))?;
            if let Some(cluster) = run[0]
                && end - y >= NUMBERED
            {
                let style = text(10, BLACK, Pos::new(HPos::Center, VPos::Center));
                let middle = (x + STRIP / 2, (y + end) / 2);
                area.draw_text(&(cluster + 1).to_string(), &style, middle)?;
            }
            y = end;
        }
        Ok(())
    }

    fn draw_groups(&self, area: &Area<'_>) -> Result<(), FigureError> {
        let y = self.top + SAMPLE_TREE + GAP;
        let leaf_order = &self.samples.leaf_order;
        let groups: Vec<Option<usize>> = leaf_order.iter().map(|&s| self.groups.of(s)).collect();
        let mut x = self.place.cells;
        for run in groups.chunk_by(|one, other| one == other) {
            let end = x + pixels(run.len()) * self.place.cell_width;
            if run[0].is_some() {
                let colour = Groups::colour(run[0]);
                area.draw(&Rectangle::new([(x, y), (end, y + STRIP)], colour.filled()))?;
            }
            x = end;
        }
        Ok(())
    }

    /// Samples below their columns, reading down, and features beside their lines.
    fn draw_names(&self, area: &Area<'_>) -> Result<(), FigureError> {
        let width = self.place.cell_width;
        let y = self.cells_bottom() + 2 * GAP;
        let down = ("sans-serif", TEXT_SIZE).into_font();
        let down = down.transform(FontTransform::Rotate90).color(&BLACK);
        let style = down.pos(left());
        for (column, &sample) in self.samples.leaf_order.iter().enumerate() {
            let x = self.place.cells + pixels(column) * width + width / 2;
            area.draw_text(&self.samples.labels[sample], &style, (x, y))?;
        }
        if has_names(self.genes) {
            let x = self.place.cells + pixels(self.samples.leaf_order.len()) * width + GAP;
            let style = text(TEXT_SIZE, BLACK, left());
            for (row, &leaf) in self.genes.leaf_order.iter().enumerate() {
                let y = self.cells_top() + pixels(row) * self.lines.height + self.lines.height / 2;
                area.draw_text(&name_of(self.genes, leaf), &style, (x, y))?;
            }
        }
        Ok(())
    }

    /// What the colours mean, above the tree of features.
    fn draw_scale(&self, area: &Area<'_>) -> Result<(), FigureError> {
        let (x, y) = (MARGIN, self.top + 22);
        let left_text = text(10, BLACK, left());
        area.draw_text("log2, less the feature's mean", &left_text, (x, y - 10))?;
        let bar = |from: i32, to: i32, step: u8| {
            Rectangle::new([(x + from, y), (x + to, y + 12)], colour(step).filled())
        };
        for step in (0..=LAST_STEP).step_by(2) {
            let from = 3 * i32::from(step) / 2;
            area.draw(&bar(from, from + 3, step))?;
        }
        let limit = self.scale.limit;
        let style = text(10, BLACK, Pos::new(HPos::Center, VPos::Top));
        let ticks = [(-limit, 8), (0.0, 76), (limit, 145)];
        for (tick, at) in ticks {
            area.draw_text(&rounded(tick, limit), &style, (x + at, y + 16))?;
        }
        let within = format!("{:.0} % of values within", 100.0 * WITHIN);
        area.draw_text(&within, &left_text, (x, y + 38))?;
        let grey = [(x + 116, y + 33), (x + 126, y + 43)];
        area.draw(&Rectangle::new(grey, colour(MISSING).filled()))?;
        area.draw_text("missing", &left_text, (x + 130, y + 38))?;
        Ok(())
    }
}

/// A number with two digits after the point, more where the limit is small.
fn rounded(value: f64, limit: f64) -> String {
    let before_point = limit.log10().floor() as i32;
    let n_digits = usize::try_from((1 - before_point).clamp(2, 12)).unwrap_or(2);
    match value == 0.0 {
        true => "0".to_owned(),
        false => format!("{value:.n_digits$}"),
    }
}
