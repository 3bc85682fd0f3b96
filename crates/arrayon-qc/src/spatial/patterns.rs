//! What the blocks of an array show: regions, a gradient, an edge, defects.

use super::blocks::{Block, BlockMap};

/// Blocks on a side of a region: 32 cells.
const REGION: usize = 4;

/// Fewer regions or blocks have no pattern.
const FEWEST: usize = 9;

/// The edge is this part of the chip's side.
const EDGE: usize = 16;

/// Blocks of fewer probes are too small to hold a defect.
const FEWEST_PROBES: u32 = 16;

/// A block is defective where cells far away are this many standard deviations more than the
/// array's own share makes expect. Ours: of independent cells fewer than one block in a million is.
const DEFECT: f64 = 6.0;

/// What an array's differences show of its surface.
///
/// # Source
/// The three kinds of defects of Harshlight (Suárez-Fariñas et al. 2005, BMC
/// Bioinformatics 6:294): extended, of which regions, gradient and edge are measures here, and
/// compact or diffuse, which are found here as blocks with too many cells far away. The numbers are
/// not Harshlight's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpatialPattern {
    /// Standard deviation of the regions (32 x 32 cells) around the array's mean beyond what single
    /// cells explain, log2.
    pub regional_deviation: f64,
    /// Change from one side of the chip to the other along the steepest direction, log2.
    pub gradient: f64,
    /// How much brighter the outermost sixteenth of the chip is than the rest, log2.
    pub edge_difference: f64,
    /// Per cent of the blocks (8 x 8 cells) that hold far more cells at more than two-fold from the
    /// median array than the array as a whole.
    pub defect_percent: f64,
    /// Per cent of all cells at more than two-fold from the median array.
    pub far_percent: f64,
}

impl SpatialPattern {
    /// Numbers are NaN where there are too few blocks.
    pub(super) fn of(map: &BlockMap) -> Self {
        let mut all = Block::default();
        map.blocks.iter().for_each(|block| all.join(block));
        Self {
            regional_deviation: regional_deviation(map),
            gradient: gradient(map),
            edge_difference: edge_difference(map),
            defect_percent: defect_percent(map, &all),
            far_percent: 100.0 * f64::from(all.n_far) / f64::from(all.n),
        }
    }
}

/// The root of the variance component between regions, by the moments of a one-way analysis of
/// variance; 0 where single cells explain all.
fn regional_deviation(map: &BlockMap) -> f64 {
    let (n_rows, n_columns) = (map.n_rows.div_ceil(REGION), map.n_columns.div_ceil(REGION));
    let mut regions = vec![Block::default(); n_rows * n_columns];
    for row in 0..map.n_rows {
        for column in 0..map.n_columns {
            regions[row / REGION * n_columns + column / REGION].join(map.at(row, column));
        }
    }
    regions.retain(|region| region.n > 1);
    if regions.len() < FEWEST {
        return f64::NAN;
    }
    let sizes = || regions.iter().map(|region| f64::from(region.n));
    let n: f64 = sizes().sum();
    let mean = regions.iter().map(|region| region.sum).sum::<f64>() / n;
    let within: f64 = (regions.iter())
        .map(|region| region.sum_of_squares - region.sum * region.mean())
        .sum();
    let between: f64 = (regions.iter())
        .map(|region| f64::from(region.n) * (region.mean() - mean).powi(2))
        .sum();
    let df = regions.len() as f64 - 1.0;
    let size = (n - sizes().map(|size| size * size).sum::<f64>() / n) / df;
    let component = (between / df - within / (n - df - 1.0)) / size;
    component.max(0.0).sqrt()
}

/// Blocks with probes, each with its place from -0.5 to 0.5 along columns and rows.
fn places(map: &BlockMap) -> impl Iterator<Item = (f64, f64, &Block)> {
    let along = |at: usize, n: usize| (at as f64 + 0.5) / n as f64 - 0.5;
    let blocks = map.blocks.iter().enumerate();
    (blocks.filter(|(_, block)| block.n > 0)).map(move |(at, block)| {
        let (x, y) = (at % map.n_columns, at / map.n_columns);
        (along(x, map.n_columns), along(y, map.n_rows), block)
    })
}

/// The slope of the plane through the blocks, weighted by their probes.
fn gradient(map: &BlockMap) -> f64 {
    if places(map).count() < FEWEST {
        return f64::NAN;
    }
    let weighted = |of: &dyn Fn(f64, f64, &Block) -> f64| -> f64 {
        places(map)
            .map(|(x, y, block)| f64::from(block.n) * of(x, y, block))
            .sum()
    };
    let n = weighted(&|_, _, _| 1.0);
    let mean_x = weighted(&|x, _, _| x) / n;
    let mean_y = weighted(&|_, y, _| y) / n;
    let xx = weighted(&|x, _, _| (x - mean_x).powi(2));
    let yy = weighted(&|_, y, _| (y - mean_y).powi(2));
    let xy = weighted(&|x, y, _| (x - mean_x) * (y - mean_y));
    let xv = weighted(&|x, _, block| (x - mean_x) * block.mean());
    let yv = weighted(&|_, y, block| (y - mean_y) * block.mean());
    let determinant = xx * yy - xy * xy;
    let slope_x = (yy * xv - xy * yv) / determinant;
    let slope_y = (xx * yv - xy * xv) / determinant;
    slope_x.hypot(slope_y)
}

fn edge_difference(map: &BlockMap) -> f64 {
    let width = |n: usize| n.div_ceil(EDGE);
    let (edge_rows, edge_columns) = (width(map.n_rows), width(map.n_columns));
    let (mut edge, mut rest) = (Block::default(), Block::default());
    for row in 0..map.n_rows {
        for column in 0..map.n_columns {
            let from_side = |at: usize, n: usize| at.min(n - 1 - at);
            let is_edge = from_side(row, map.n_rows) < edge_rows
                || from_side(column, map.n_columns) < edge_columns;
            match is_edge {
                true => edge.join(map.at(row, column)),
                false => rest.join(map.at(row, column)),
            }
        }
    }
    edge.mean() - rest.mean()
}

fn defect_percent(map: &BlockMap, all: &Block) -> f64 {
    let share = f64::from(all.n_far) / f64::from(all.n);
    let large = || (map.blocks.iter()).filter(|block| block.n >= FEWEST_PROBES);
    let n_blocks = large().count();
    if n_blocks < FEWEST {
        return f64::NAN;
    }
    let is_defective = |block: &&Block| {
        let expected = f64::from(block.n) * share;
        // one cell more, so that an array without cells far away has no defects of single cells
        let limit = expected + DEFECT * (expected * (1.0 - share)).sqrt() + 1.0;
        f64::from(block.n_far) > limit
    };
    100.0 * large().filter(is_defective).count() as f64 / n_blocks as f64
}

#[cfg(test)]
mod tests {
    use super::super::ChipLayout;
    use super::*;

    const SIDE: usize = 160;

    /// Differences that scatter by 0.2 log2, and what is put on top of them.
    fn pattern(on_top: impl Fn(f64, f64) -> f64) -> SpatialPattern {
        let cells: Vec<u32> = (0..(SIDE * SIDE) as u32).collect();
        let layout = ChipLayout {
            n_rows: SIDE,
            n_columns: SIDE,
            cells: &cells,
        };
        let blocks = BlockMap::of_probes(&layout);
        let mut map = BlockMap::new(&layout);
        for (&cell, &block) in cells.iter().zip(&blocks) {
            let draw = cell.wrapping_mul(2_654_435_761) >> 8;
            let noise = (f64::from(draw) / f64::from(1 << 24) - 0.5) * 0.2 * 12_f64.sqrt();
            let (x, y) = (cell as usize % SIDE, cell as usize / SIDE);
            map.add(block, noise + on_top(x as f64, y as f64));
        }
        SpatialPattern::of(&map)
    }

    #[test]
    fn a_clean_array_has_no_pattern() {
        let found = pattern(|_, _| 0.0);
        assert!(found.regional_deviation < 0.01, "{found:?}");
        assert!(found.gradient < 0.02 && found.edge_difference.abs() < 0.02);
        assert_eq!((found.defect_percent, found.far_percent), (0.0, 0.0));
    }

    #[test]
    fn gradients_edges_and_defects_are_measured() {
        // 0.4 log2 from left to right, 0.3 from top to bottom: 0.5 along the steepest direction
        let found = pattern(|x, y| 0.4 * x / SIDE as f64 + 0.3 * y / SIDE as f64);
        assert!((found.gradient - 0.5).abs() < 0.02, "{found:?}");
        // a uniform slope of 0.4 has a standard deviation of 0.4 / sqrt(12)
        let found = pattern(|x, _| 0.4 * x / SIDE as f64);
        assert!((found.regional_deviation - 0.4 / 12_f64.sqrt()).abs() < 0.01);
        let near = |at: f64| at.min(SIDE as f64 - 1.0 - at) < 16.0;
        let found = pattern(|x, y| if near(x) || near(y) { -0.3 } else { 0.0 });
        assert!((found.edge_difference + 0.3).abs() < 0.02, "{found:?}");
        // a scratch of three cells over half the chip: 10 of its 20 blocks, of 400 in all
        let scratch = |x: f64, y: f64| x < 80.0 && (80.0..83.0).contains(&y);
        let found = pattern(|x, y| if scratch(x, y) { 3.0 } else { 0.0 });
        assert!((found.defect_percent - 2.5).abs() < 0.01, "{found:?}");
        assert!((found.far_percent - 100.0 * 240.0 / 25_600.0).abs() < 0.01);
    }
}
