//! Where the parts of a heat map stand, and how they are drawn.

use super::MOST_NAMES;
use super::lines::{Lines, MOST_LINES};
use super::rows::Rows;
use crate::colours::{Groups, ink_on};
use crate::diverging::{DivergingScale, LAST_STEP, MISSING, WITHIN, colour, png};
use crate::error::FigureError;
use crate::frame::{
    Area, SMALL_SIZE, TEXT_SIZE, below, draw_mark, left, pixels, text, turned, widest, write,
};
use crate::lettering::fitted;
use crate::tree_layout::TreeLayout;
use arrayon_cluster::{Clusters, GeneClusters};
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

/// Width of a column with a name, and of all columns where there are more than have names.
const NAMED_COLUMN: i32 = 14;
const WIDEST_COLUMN: i32 = 40;
const MOST_CELLS_WIDTH: i32 = 2_100;

/// Pixels of a name at most.
const LONGEST_FEATURE: i32 = 180;
const LONGEST_SAMPLE: i32 = 240;

/// Branches of the tree of samples that are drawn at most.
const MOST_BRANCHES: usize = 4_000;

/// Height of a run of one cluster that has room for its number.
const NUMBERED: i32 = 12;

/// Where things stand from left to right.
pub(super) struct Place {
    strip: i32,
    cells: i32,
    n_columns: i32,
    /// Of all columns.
    cells_width: i32,
    /// Every so many-th sample is named.
    named: usize,
    sample_names: Vec<String>,
    pub(super) width: i32,
}

impl Place {
    pub(super) fn new<S>(genes: &GeneClusters<S>, samples: &Clusters) -> Self {
        let n_columns = pixels(samples.leaf_order.len()).max(1);
        let strip = MARGIN + GENE_TREE + GAP;
        let cells = strip + STRIP + GAP;
        let names: Vec<String> = match has_names(genes) {
            true => (0..genes.feature_ids.len())
                .map(|leaf| name_of(genes, leaf))
                .collect(),
            false => Vec::new(),
        };
        let right = widest(&names, TEXT_SIZE) + GAP + MARGIN;
        let room = (NARROWEST - cells - right) / n_columns;
        let column = room.clamp(NAMED_COLUMN, WIDEST_COLUMN);
        let cells_width = match column.saturating_mul(n_columns) {
            width if width <= MOST_CELLS_WIDTH => width,
            // whole pixels for each column, as long as there are enough
            _ if n_columns <= MOST_CELLS_WIDTH => MOST_CELLS_WIDTH / n_columns * n_columns,
            _ => MOST_CELLS_WIDTH,
        };
        let named = (i64::from(NAMED_COLUMN) * i64::from(n_columns)).unsigned_abs();
        let named = named.div_ceil(u64::from(cells_width.unsigned_abs()));
        Self {
            strip,
            cells,
            n_columns,
            cells_width,
            named: usize::try_from(named).unwrap_or(usize::MAX),
            sample_names: (samples.samples.iter())
                .map(|label| fitted(label, TEXT_SIZE, LONGEST_SAMPLE))
                .collect(),
            width: (cells + cells_width + right).max(NARROWEST),
        }
    }

    /// What is not to be seen.
    pub(super) fn note(&self) -> Option<String> {
        (self.named > 1).then(|| format!("one of {} samples is named", self.named))
    }

    /// Twice the pixel at which half a column begins, counted in halves from the left.
    fn twice_x(&self, halves: i32) -> i32 {
        let along = i64::from(halves) * i64::from(self.cells_width) / i64::from(self.n_columns);
        2 * self.cells + i32::try_from(along).unwrap_or(i32::MAX)
    }

    /// The left edge of a column.
    fn edge(&self, column: i32) -> i32 {
        self.twice_x(2 * column) / 2
    }

    /// The middle of a column.
    fn middle(&self, column: i32) -> i32 {
        self.twice_x(2 * column + 1) / 2
    }
}

fn has_names<S>(genes: &GeneClusters<S>) -> bool {
    genes.feature_ids.len() <= MOST_NAMES
}

/// The gene symbols of a feature, or else its id.
fn name_of<S>(genes: &GeneClusters<S>, leaf: usize) -> String {
    let name = match genes.gene_symbols_by_feature[leaf].is_empty() {
        true => genes.feature_ids[leaf].clone(),
        false => genes.gene_symbols_by_feature[leaf].join(";"),
    };
    fitted(&name, TEXT_SIZE, LONGEST_FEATURE)
}

/// All that a heat map shows.
pub(super) struct HeatMap<'a, S> {
    pub(super) genes: &'a GeneClusters<S>,
    pub(super) samples: &'a Clusters,
    pub(super) rows: Rows,
    pub(super) groups: &'a Groups,
    pub(super) scale: DivergingScale,
    pub(super) lines: Lines,
    pub(super) place: Place,
    /// Where the header ends.
    pub(super) top: i32,
}

impl<S> HeatMap<'_, S> {
    fn cells_top(&self) -> i32 {
        self.top + SAMPLE_TREE + STRIP + 2 * GAP
    }

    fn cells_bottom(&self) -> i32 {
        self.cells_top() + pixels(self.lines.n) * self.lines.height
    }

    pub(super) fn height(&self) -> i32 {
        let names = widest(&self.place.sample_names, TEXT_SIZE);
        self.cells_bottom() + self.above_names() + names + 2 * GAP + MARGIN
    }

    /// Room for the marks of the groups above the names of samples.
    fn above_names(&self) -> i32 {
        match self.groups.present.is_empty() {
            true => 0,
            false => 14,
        }
    }

    /// The leaf of a row.
    fn leaf(&self, row: usize) -> usize {
        self.genes.leaf_order[self.rows.places[row]]
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
        // of more columns than pixels each is a pixel of a picture that is shown smaller
        let across = (self.place.cells_width / self.place.n_columns).max(1);
        let cell = [across, self.lines.height].map(i32::unsigned_abs);
        let picture = STANDARD.encode(png(&steps, n_columns, cell)?);
        let (x, y) = (self.place.cells, self.cells_top());
        let width = self.place.cells_width;
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
        let cluster = |leaf: usize| genes.cluster_numbers[leaf].checked_sub(1);
        let order: Vec<usize> = (0..genes.leaf_order.len())
            .map(|row| self.leaf(row))
            .collect();
        let is_on_tree = |row: usize| self.rows.is_on_tree[row];
        let layout = TreeLayout::of_some(&genes.merges, &order, is_on_tree, twice_along, cluster);
        let leaves_x = self.place.strip - GAP;
        let x_of = |height: f64| leaves_x - layout.above_leaves(height, GENE_TREE);
        let first = genes.merges.len().saturating_sub(MOST_LINES);
        for (k, merge) in genes.merges.iter().enumerate().skip(first) {
            if !layout.is_drawn[k] {
                continue;
            }
            let (one, other) = (layout.nodes[merge.left], layout.nodes[merge.right]);
            let node = layout.of_merge(k);
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
        let samples = self.samples;
        let twice_along = |row: usize| self.place.twice_x(2 * pixels(row) + 1);
        let group = |leaf: usize| self.groups.of(leaf);
        let layout = TreeLayout::new(&samples.merges, &samples.leaf_order, twice_along, group);
        let leaves_y = self.top + SAMPLE_TREE;
        let y_of = |height: f64| leaves_y - layout.above_leaves(height, SAMPLE_TREE - 10);
        let first = samples.merges.len().saturating_sub(MOST_BRANCHES);
        let stroke = if self.place.named > 1 { 1 } else { 2 };
        for (k, merge) in samples.merges.iter().enumerate().skip(first) {
            let (one, other) = (layout.nodes[merge.left], layout.nodes[merge.right]);
            let node = layout.of_merge(k);
            let y = y_of(node.height);
            let path = vec![
                (one.along(), y_of(one.height)),
                (one.along(), y),
                (other.along(), y),
                (other.along(), y_of(other.height)),
            ];
            let colour = Groups::colour(node.group);
            area.draw(&PathElement::new(path, colour.stroke_width(stroke)))?;
        }
        Ok(())
    }

    /// The strip of clusters, with their numbers where there is room.
    fn draw_clusters(&self, area: &Area<'_>) -> Result<(), FigureError> {
        let of_line = |line: usize| {
            let leaf = self.leaf(line * self.lines.of_each);
            self.genes.cluster_numbers[leaf].checked_sub(1)
        };
        let clusters: Vec<Option<usize>> = (0..self.lines.n).map(of_line).collect();
        if clusters.iter().all(Option::is_none) {
            return Ok(());
        }
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
                let anchor = Pos::new(HPos::Center, VPos::Center);
                let style = text(SMALL_SIZE, ink_on(colour), anchor);
                let middle = (x + STRIP / 2, (y + end) / 2);
                write(area, &(cluster + 1).to_string(), &style, middle)?;
            }
            y = end;
        }
        Ok(())
    }

    fn draw_groups(&self, area: &Area<'_>) -> Result<(), FigureError> {
        let y = self.top + SAMPLE_TREE + GAP;
        let leaf_order = &self.samples.leaf_order;
        let groups: Vec<Option<usize>> = leaf_order.iter().map(|&s| self.groups.of(s)).collect();
        let mut column = 0;
        for run in groups.chunk_by(|one, other| one == other) {
            let end = column + pixels(run.len());
            if run[0].is_some() {
                let colour = Groups::colour(run[0]);
                let corners = [
                    (self.place.edge(column), y),
                    (self.place.edge(end), y + STRIP),
                ];
                area.draw(&Rectangle::new(corners, colour.filled()))?;
            }
            column = end;
        }
        Ok(())
    }

    /// Samples below their columns, reading down, and features next to their lines.
    fn draw_names(&self, area: &Area<'_>) -> Result<(), FigureError> {
        let y = self.cells_bottom() + 2 * GAP;
        let style = turned(TEXT_SIZE, FontTransform::Rotate90, left());
        let samples = self.samples.leaf_order.iter().enumerate();
        for (column, &sample) in samples.step_by(self.place.named) {
            let x = self.place.middle(pixels(column));
            if !self.groups.present.is_empty() {
                draw_mark(area, self.groups.of(sample), (x, y + 2), 5)?;
            }
            let name = &self.place.sample_names[sample];
            write(area, name, &style, (x, y + self.above_names()))?;
        }
        if has_names(self.genes) {
            let x = self.place.cells + self.place.cells_width + GAP;
            let style = text(TEXT_SIZE, BLACK, left());
            for row in 0..self.genes.leaf_order.len() {
                let y = self.cells_top() + pixels(row) * self.lines.height + self.lines.height / 2;
                write(area, &name_of(self.genes, self.leaf(row)), &style, (x, y))?;
            }
        }
        Ok(())
    }

    /// What the colours mean, above the tree of features.
    fn draw_scale(&self, area: &Area<'_>) -> Result<(), FigureError> {
        let (x, y) = (MARGIN, self.top + 22);
        let left_text = text(SMALL_SIZE, BLACK, left());
        write(
            area,
            "log2, less the feature's mean",
            &left_text,
            (x, y - 10),
        )?;
        let bar = |from: i32, to: i32, step: u8| {
            Rectangle::new([(x + from, y), (x + to, y + 12)], colour(step).filled())
        };
        for step in (0..=LAST_STEP).step_by(2) {
            let from = 3 * i32::from(step) / 2;
            area.draw(&bar(from, from + 3, step))?;
        }
        let limit = self.scale.limit;
        let style = text(SMALL_SIZE, BLACK, below());
        let ticks = [(-limit, 8), (0.0, 76), (limit, 145)];
        for (tick, at) in ticks {
            write(area, &rounded(tick, limit), &style, (x + at, y + 16))?;
        }
        let within = format!("{:.0} % of values within", 100.0 * WITHIN);
        write(area, &within, &left_text, (x, y + 40))?;
        let grey = [(x, y + 51), (x + 10, y + 61)];
        area.draw(&Rectangle::new(grey, colour(MISSING).filled()))?;
        write(area, "missing", &left_text, (x + 15, y + 56))
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
