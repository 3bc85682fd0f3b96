//! Colours of values above and below zero.

use crate::error::FigureError;
use plotters::style::RGBColor;
use std::iter::repeat_n;

/// Blue over white to red, of equal lightness on both sides: ColorBrewer's RdBu, which
/// colour-blind people tell apart.
const STOPS: [[u8; 3]; 9] = [
    [33, 102, 172],
    [67, 147, 195],
    [146, 197, 222],
    [209, 229, 240],
    [247, 247, 247],
    [253, 219, 199],
    [244, 165, 130],
    [214, 96, 77],
    [178, 24, 43],
];

/// The step of the limit; that of zero is half of it.
pub(crate) const LAST_STEP: u8 = 100;

/// The step of a missing value.
pub(crate) const MISSING: u8 = LAST_STEP + 1;

/// Darker than any colour near white, so that a gap is not taken for no change.
pub(crate) const MISSING_COLOUR: RGBColor = RGBColor(150, 150, 150);

/// The part of the values that lies within the limits.
pub(crate) const WITHIN: f64 = 0.98;

/// Steps of colour from minus a limit to the limit.
pub(crate) struct DivergingScale {
    pub(crate) limit: f64,
}

impl DivergingScale {
    /// The limit is the [`WITHIN`] quantile of the absolute values, those missing left out; where
    /// that is 0 the largest of them, and 1 where all are 0.
    pub(crate) fn of(values: &[f64]) -> Self {
        let mut sizes: Vec<f64> = (values.iter())
            .map(|value| value.abs())
            .filter(|size| size.is_finite())
            .collect();
        if sizes.is_empty() {
            return Self { limit: 1.0 };
        }
        let at = (WITHIN * sizes.len() as f64).ceil() as usize;
        let (_, &mut quantile, above) =
            sizes.select_nth_unstable_by(at.saturating_sub(1), f64::total_cmp);
        let largest = above.iter().copied().fold(quantile, f64::max);
        let limit = [quantile, largest].into_iter().find(|&size| size > 0.0);
        Self {
            limit: limit.unwrap_or(1.0),
        }
    }

    /// The step of a value; beyond the limits that of the limit.
    pub(crate) fn step(&self, value: f64) -> u8 {
        if !value.is_finite() {
            return MISSING;
        }
        let half = f64::from(LAST_STEP) / 2.0;
        ((value / self.limit).clamp(-1.0, 1.0) * half + half).round() as u8
    }
}

/// The colour of a step.
pub(crate) fn colour(step: u8) -> RGBColor {
    if step >= MISSING {
        return MISSING_COLOUR;
    }
    let along = f64::from(step) / f64::from(LAST_STEP) * (STOPS.len() - 1) as f64;
    let below = (along as usize).min(STOPS.len() - 2);
    let part = along - below as f64;
    let mixed = |channel: usize| {
        let [low, high] = [STOPS[below], STOPS[below + 1]].map(|stop| f64::from(stop[channel]));
        (low + part * (high - low)).round() as u8
    };
    RGBColor(mixed(0), mixed(1), mixed(2))
}

/// A PNG of the steps, line after line, each a cell of so many pixels across and down; the same
/// bytes on every machine.
///
/// # Errors
/// What the encoder refuses: no pixel, or a last line that is not whole.
pub(crate) fn png(
    steps: &[u8],
    n_columns: usize,
    [across, down]: [u32; 2],
) -> Result<Vec<u8>, FigureError> {
    let mut pixels = Vec::with_capacity(steps.len() * (across * down) as usize);
    for line in steps.chunks(n_columns.max(1)) {
        let cells = line.iter();
        let line: Vec<u8> = cells
            .flat_map(|&step| repeat_n(step, across as usize))
            .collect();
        (0..down).for_each(|_| pixels.extend_from_slice(&line));
    }
    let n_lines = steps.len() / n_columns.max(1);
    let size = [(n_columns, across), (n_lines, down)];
    let [width, height] = size.map(|(n, each)| u32::try_from(n).unwrap_or(0).saturating_mul(each));
    let palette = (0..=MISSING).map(colour);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette.flat_map(|c| [c.0, c.1, c.2]).collect::<Vec<u8>>());
    // Stronger compression searches differently on different processors.
    encoder.set_compression(png::Compression::Fast);
    // Within a cell nothing changes from one pixel to the next, nor from one line to the next.
    encoder.set_filter(png::Filter::Adaptive);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_and_colours_rise_with_the_value() {
        let scale = DivergingScale { limit: 2.0 };
        let values: Vec<f64> = (-30..=30).map(|at| f64::from(at) / 10.0).collect();
        let steps: Vec<u8> = values.iter().map(|&value| scale.step(value)).collect();
        assert!(steps.is_sorted());
        assert_eq!((steps[0], steps[30], steps[60]), (0, 50, 100));
        // lighter towards zero from either side, blue below and red above
        let light = |step: u8| {
            let RGBColor(red, green, blue) = colour(step);
            0.2126 * f64::from(red) + 0.7152 * f64::from(green) + 0.0722 * f64::from(blue)
        };
        for step in 0..50 {
            assert!(light(step) < light(step + 1) && colour(step).2 > colour(step).0);
            assert!(light(100 - step) < light(99 - step));
            assert!(colour(100 - step).0 > colour(100 - step).2);
        }
        assert_eq!(colour(50), RGBColor(247, 247, 247));
        assert_eq!(colour(scale.step(f64::NAN)), MISSING_COLOUR);
        assert!((0..=LAST_STEP).all(|step| colour(step) != MISSING_COLOUR));
    }

    #[test]
    fn outliers_do_not_stretch_the_scale() {
        let mut values: Vec<f64> = (1..=100).map(|at| -f64::from(at)).collect();
        values[99] = 1e6;
        values.push(f64::NAN);
        assert_eq!(DivergingScale::of(&values).limit, 98.0);
        assert_eq!(DivergingScale::of(&[0.0; 3]).limit, 1.0);
        assert_eq!(DivergingScale::of(&[]).limit, 1.0);
        let mut mostly_zero = vec![0.0; 100];
        mostly_zero[3] = -4.0;
        assert_eq!(DivergingScale::of(&mostly_zero).limit, 4.0);
    }

    #[test]
    fn a_picture_reads_back() {
        let steps = [0, 50, 100, MISSING, 1, 99];
        let bytes = png(&steps, 3, [2, 1]).unwrap();
        let reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info();
        let mut reader = reader.unwrap();
        let mut read = [0; 12];
        reader.next_frame(&mut read).unwrap();
        assert_eq!(
            read,
            [0, 0, 50, 50, 100, 100, MISSING, MISSING, 1, 1, 99, 99]
        );
        for (steps, n_columns) in [(&steps[..], 4), (&[], 3), (&steps, 0)] {
            assert!(png(steps, n_columns, [1, 1]).is_err());
        }
    }
}
