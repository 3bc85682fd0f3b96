//! The line fitted to the neighbours of one point.

use super::blocks::{BLOCK, Blocks, Moments, N_MOMENTS, Place};
use std::ops::Range;

/// The degree of a tricube weight in the distance, and one.
const N_TERMS: usize = 10;

/// Blocks wider than this share of the window are added point by point: the weight's polynomial
/// grows quickly outside the window, and with it what rounding does.
const WIDEST: f64 = 0.25;

/// A point at which a line is fitted to its neighbours. The tricube weights, which no round
/// changes, are kept.
pub(super) struct LocalLine {
    pub(super) at: usize,
    /// The last point of the same x.
    pub(super) last_tie: usize,
    centre: f64,
    /// Whether the neighbours have a range.
    has_width: bool,
    /// Neighbours added one by one.
    runs: Vec<Run>,
    /// Neighbours added block by block.
    pieces: Vec<Piece>,
}

/// Consecutive neighbours and their weights.
struct Run {
    from: usize,
    weights: Vec<f64>,
}

/// A block of neighbours.
struct Piece {
    block: usize,
    /// The block's centre, from the line's.
    offset: f64,
    half_width: f64,
    /// The weight as a polynomial in the scaled distance from the block's centre.
    weight: [f64; N_TERMS],
}

/// The points at least `delta` apart at which lines are fitted, ascending; the last one is among
/// them.
pub(super) fn local_lines(
    x: &[f64],
    blocks: &Blocks,
    n_local: usize,
    delta: f64,
) -> Vec<LocalLine> {
    let n = x.len();
    let (mut left, mut right) = (0, n_local - 1);
    let mut lines = Vec::new();
    let mut at = 0;
    loop {
        while right + 1 < n && x[at] - x[left] > x[right + 1] - x[at] {
            left += 1;
            right += 1;
        }
        let last_tie = at + x[at + 1..].partition_point(|other| *other <= x[at]);
        let width = (x[at] - x[left]).max(x[right] - x[at]);
        lines.push(LocalLine::new(x, blocks, (at, last_tie), left, width));
        if last_tie + 1 >= n {
            return lines;
        }
        let beyond = x.partition_point(|other| *other <= x[last_tie] + delta);
        at = beyond.max(last_tie + 2) - 1;
    }
}

impl LocalLine {
    fn new(
        x: &[f64],
        blocks: &Blocks,
        (at, last_tie): (usize, usize),
        left: usize,
        width: f64,
    ) -> Self {
        let centre = x[at];
        let mut line = Self {
            at,
            last_tie,
            centre,
            has_width: width > 0.0,
            runs: Vec::new(),
            pieces: Vec::new(),
        };
        // the weight is 1 next to the centre and 0 from just within the window's end
        let (near, far) = (0.001 * width, 0.999 * width);
        let from = left + x[left..at].partition_point(|x| centre - x > far);
        let first_near = from + x[from..at].partition_point(|x| centre - x > near);
        let end_near = at + x[at..].partition_point(|x| x - centre <= near);
        let end = end_near + x[end_near..].partition_point(|x| x - centre <= far);
        line.add(x, blocks, from..first_near, width);
        line.runs.push(Run {
            from: first_near,
            weights: vec![1.0; end_near - first_near],
        });
        line.add(x, blocks, end_near..end, width);
        line
    }

    /// Adds neighbours on one side of the centre.
    fn add(&mut self, x: &[f64], blocks: &Blocks, points: Range<usize>, width: f64) {
        let mut point = points.start;
        while point < points.end {
            match blocks.from(point, points.end) {
                Some((block, place)) if place.half_width <= WIDEST * width => {
                    let piece = Piece::new(block, place, self.centre, width);
                    self.pieces.push(piece);
                    point += BLOCK;
                }
                _ => {
                    let end = points.end.min((point / BLOCK + 1) * BLOCK);
                    let weight = |x: &f64| tricube((x - self.centre).abs() / width);
                    self.runs.push(Run {
                        from: point,
                        weights: x[point..end].iter().map(weight).collect(),
                    });
                    point = end;
                }
            }
        }
    }

    /// The line's value at its point, or `None` where all weights are 0.
    pub(super) fn value(
        &self,
        x: &[f64],
        y: &[f64],
        robust: &[f64],
        moments: &[Moments],
        range: f64,
    ) -> Option<f64> {
        let runs = || self.runs.iter().map(|run| run.of(x, y, robust));
        let sums: Vec<Sums> = self
            .pieces
            .iter()
            .map(|piece| piece.sums(moments))
            .collect();
        let pieces = || self.pieces.iter().zip(&sums);
        let (mut total, mut first, mut level) = (0.0, 0.0, 0.0);
        for points in runs() {
            let [weight, distance, value] = points.sums(self.centre);
            total += weight;
            first += distance;
            level += value;
        }
        for (piece, sums) in pieces() {
            total += sums.of_x[0];
            first += piece.offset * sums.of_x[0] + piece.half_width * sums.of_x[1];
            level += sums.of_xy[0];
        }
        if total <= 0.0 {
            return None;
        }
        let (mean, level) = (first / total, level / total);
        if !self.has_width {
            return Some(level);
        }
        let (mut spread, mut product) = (0.0, 0.0);
        for points in runs() {
            let [square, with_value] = points.products(self.centre + mean);
            spread += square;
            product += with_value;
        }
        for (piece, sums) in pieces() {
            let (offset, half) = (piece.offset - mean, piece.half_width);
            spread += offset * (offset * sums.of_x[0] + 2.0 * half * sums.of_x[1])
                + half * half * sums.of_x[2];
            product += offset * sums.of_xy[0] + half * sums.of_xy[1];
        }
        if (spread / total).sqrt() <= 0.001 * range {
            return Some(level);
        }
        Some(level - mean / spread * product)
    }
}

fn tricube(ratio: f64) -> f64 {
    let rest = 1.0 - ratio * ratio * ratio;
    rest * rest * rest
}

impl Run {
    fn of<'a>(&'a self, x: &'a [f64], y: &'a [f64], robust: &'a [f64]) -> Points<'a> {
        let points = self.from..self.from + self.weights.len();
        Points {
            weights: &self.weights,
            x: &x[points.clone()],
            y: &y[points.clone()],
            robust: &robust[points],
        }
    }
}

/// Points added one by one.
struct Points<'a> {
    weights: &'a [f64],
    x: &'a [f64],
    y: &'a [f64],
    robust: &'a [f64],
}

impl Points<'_> {
    /// Sums of the weights, of the distances from a point and of y.
    fn sums(&self, centre: f64) -> [f64; 3] {
        self.in_fours(|weight, x, y| [weight, weight * (x - centre), weight * y])
    }

    /// Sums of the squared distances from a point and of their products with y.
    fn products(&self, centre: f64) -> [f64; 2] {
        self.in_fours(|weight, x, y| {
            let weighted = weight * (x - centre);
            [weighted * (x - centre), weighted * y]
        })
    }

    /// Sums over the points, each in four interleaved sums of fixed order.
    fn in_fours<const N: usize>(&self, terms: impl Fn(f64, f64, f64) -> [f64; N]) -> [f64; N] {
        let mut lanes = [[0.0; 4]; N];
        let n_fours = self.weights.len() / 4 * 4;
        for from in (0..n_fours).step_by(4) {
            let (weights, robust) = (&self.weights[from..][..4], &self.robust[from..][..4]);
            let (x, y) = (&self.x[from..][..4], &self.y[from..][..4]);
            for lane in 0..4 {
                let terms = terms(weights[lane] * robust[lane], x[lane], y[lane]);
                for (lanes, term) in lanes.iter_mut().zip(terms) {
                    lanes[lane] += term;
                }
            }
        }
        for at in n_fours..self.weights.len() {
            let terms = terms(self.weights[at] * self.robust[at], self.x[at], self.y[at]);
            for (lanes, term) in lanes.iter_mut().zip(terms) {
                lanes[at - n_fours] += term;
            }
        }
        lanes.map(|[a, b, c, d]| (a + b) + (c + d))
    }
}

/// Sums over a block with the line's weights: of powers 0, 1, 2 of the scaled distance from the
/// block's centre, and of powers 0 and 1 times y.
struct Sums {
    of_x: [f64; 3],
    of_xy: [f64; 2],
}

impl Piece {
    fn new(block: usize, place: Place, centre: f64, width: f64) -> Self {
        let offset = place.centre - centre;
        // the distance over the window's width is at + step u, with u from -1 to 1
        let at = offset.abs() / width;
        let step = place.half_width / width * offset.signum();
        let rest = [
            1.0 - at * at * at,
            -3.0 * at * at * step,
            -3.0 * at * step * step,
            -step * step * step,
        ];
        let mut square = [0.0; 7];
        for (i, a) in rest.iter().enumerate() {
            for (j, b) in rest.iter().enumerate() {
                square[i + j] += a * b;
            }
        }
        let mut weight = [0.0; N_TERMS];
        for (i, a) in square.iter().enumerate() {
            for (j, b) in rest.iter().enumerate() {
                weight[i + j] += a * b;
            }
        }
        Self {
            block,
            offset,
            half_width: place.half_width,
            weight,
        }
    }

    fn sums(&self, moments: &[Moments]) -> Sums {
        let Moments { of_x, of_xy } = &moments[self.block];
        let times = |moments: &[f64; N_MOMENTS], shift: usize| {
            let moments = &moments[shift..shift + N_TERMS];
            let mut sums = [0.0; 2];
            for at in (0..N_TERMS).step_by(2) {
                sums[0] += self.weight[at] * moments[at];
                sums[1] += self.weight[at + 1] * moments[at + 1];
            }
            sums[0] + sums[1]
        };
        Sums {
            of_x: [times(of_x, 0), times(of_x, 1), times(of_x, 2)],
            of_xy: [times(of_xy, 0), times(of_xy, 1)],
        }
    }
}
