//! The lines of a heat map: features less their means, several to a line where there are many.

use super::MOST_NAMES;
use crate::frame::pixels;

/// Lines and cells of the map at most: what bounds the size of the file.
pub(super) const MOST_LINES: usize = 2_000;
const MOST_CELLS: usize = 150_000;

/// Height of a feature with a name, and about that of the map of more of them.
const NAMED_LINE: i32 = 16;
const TALL: usize = 960;

/// Which features share a line of the map.
pub(super) struct Lines {
    pub(super) n: usize,
    /// Features of a line; the last one may have fewer.
    pub(super) of_each: usize,
    /// In pixels.
    pub(super) height: i32,
}

impl Lines {
    pub(super) fn new(n_rows: usize, n_columns: usize) -> Self {
        let most = (MOST_CELLS / n_columns).clamp(MOST_NAMES, MOST_LINES);
        let of_each = n_rows.div_ceil(most);
        let n = n_rows.div_ceil(of_each);
        let height = if n_rows <= MOST_NAMES {
            NAMED_LINE
        } else {
            pixels(TALL / n).max(1)
        };
        Self { n, of_each, height }
    }

    /// The mean of the features of each line, column by column.
    pub(super) fn means(&self, values: &[f64], n_columns: usize) -> Vec<f64> {
        let mut means = Vec::with_capacity(self.n * n_columns);
        for rows in values.chunks(self.of_each * n_columns) {
            for column in 0..n_columns {
                means.push(mean(rows.iter().skip(column).step_by(n_columns)));
            }
        }
        means
    }
}

/// Each row less the mean of what is there.
pub(super) fn centred(values: &[f64], n_columns: usize) -> Vec<f64> {
    let mut centred = values.to_vec();
    for row in centred.chunks_mut(n_columns) {
        let mean = mean(row.iter());
        row.iter_mut().for_each(|value| *value -= mean);
    }
    centred
}

/// Of the finite ones; NaN where there are none.
fn mean<'a>(values: impl Iterator<Item = &'a f64>) -> f64 {
    let present = values.filter(|value| value.is_finite());
    let (sum, n) = present.fold((0.0, 0.0), |(sum, n), value| (sum + value, n + 1.0));
    sum / n
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_share_lines_where_there_are_many() {
        for (n_rows, n_columns, of_each, height) in [
            (2, 6, 1, 16),
            (60, 6, 1, 16),
            (61, 6, 1, 15),
            (2_000, 24, 1, 1),
            (2_001, 24, 2, 1),
            (30_000, 24, 15, 1),
            (2_000, 1_000, 14, 6),
            (100, 100_000, 2, 19),
        ] {
            let lines = Lines::new(n_rows, n_columns);
            assert_eq!((lines.of_each, lines.height), (of_each, height), "{n_rows}");
            assert!(lines.n <= MOST_LINES && lines.n * of_each >= n_rows);
        }
    }

    #[test]
    fn a_line_is_the_mean_of_its_features() {
        let lines = Lines {
            n: 2,
            of_each: 2,
            height: 1,
        };
        let values = [1.0, 2.0, 3.0, f64::NAN, 5.0, f64::NAN];
        let means = lines.means(&values, 2);
        assert_eq!(means[..3], [2.0, 2.0, 5.0]);
        assert!(means[3].is_nan());
    }

    #[test]
    fn rows_are_centred_at_what_is_there() {
        let centred = centred(&[1.0, f64::NAN, 4.0, 7.0, 7.0, 7.0], 3);
        assert_eq!((centred[0], centred[2]), (-1.5, 1.5));
        assert!(centred[1].is_nan());
        assert_eq!(centred[3..], [0.0; 3]);
    }
}
