//! What a linear model leaves of each feature: the effect of a contrast, and the residuals.

use crate::error::GeneSetError;
use arrayon_core::ExpressionMatrix;
use arrayon_stats::linear::{Whitening, block_correlation};
use arrayon_stats::qr::Qr;
use ndarray::Array2;
use rayon::prelude::*;

/// Expression in the coordinates of a linear model: along a contrast, and in the space that the
/// model leaves free. Each coordinate has the variance of one observation.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearEffects {
    df_residual: usize,
    contrast: Vec<f64>,
    residual: Vec<f64>,
}

/// What is assumed of the errors of the samples. By default they are independent and equally
/// precise.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SampleErrors<'a> {
    /// Relative precision of each sample, positive.
    pub weights: Option<&'a [f64]>,
    /// The block of each sample, and the correlation between samples of one block.
    pub blocks: Option<(&'a [String], f64)>,
}

impl SampleErrors<'_> {
    fn whitening(self, n_samples: usize) -> Result<Whitening, GeneSetError> {
        let fits = |what, found| match found == n_samples {
            true => Ok(()),
            false => Err(GeneSetError::Shape {
                what,
                found,
                expected: n_samples,
            }),
        };
        let mut whitening = Whitening::default();
        if let Some(weights) = self.weights {
            fits("sample weights", weights.len())?;
            if let Some(bad) = weights.iter().find(|w| !(w.is_finite() && **w > 0.0)) {
                return Err(GeneSetError::Setting {
                    setting: "sample weight",
                    found: bad.to_string(),
                    expected: "a positive number",
                });
            }
            whitening.roots = Some(weights.iter().map(|weight| weight.sqrt()).collect());
        }
        if let Some((labels, correlation)) = self.blocks {
            fits("block labels", labels.len())?;
            let found = block_correlation(labels, correlation);
            whitening.correlation = Some(found.ok_or_else(|| GeneSetError::Setting {
                setting: "block correlation",
                found: correlation.to_string(),
                expected: "above -1 / (size of the largest block - 1) and below 1",
            })?);
        }
        Ok(whitening)
    }
}

impl LinearEffects {
    /// Turns expression (features x samples, log2) into effects.
    ///
    /// # Shapes
    /// `design` is samples x coefficients; `contrast` has one weight a coefficient.
    ///
    /// # Errors
    /// [`GeneSetError::Shape`] for sizes that do not fit; [`GeneSetError::Design`] for a design
    /// with dependent columns or without residual degrees of freedom;
    /// [`GeneSetError::Setting`] for a contrast of zeros; [`GeneSetError::NotFinite`] for
    /// expression that is not finite.
    ///
    /// # Numerics
    /// Householder QR of the design, with the contrast as its last coefficient. The residual
    /// coordinates are one choice of axes, the one that limma takes: `fry` depends on it.
    ///
    /// # Source
    /// Wu et al. 2010 (doi:10.1093/bioinformatics/btq401), section 3.
    pub fn new(
        expression: &ExpressionMatrix,
        design: &Array2<f64>,
        contrast: &[f64],
    ) -> Result<Self, GeneSetError> {
        Self::with_errors(expression, design, contrast, SampleErrors::default())
    }

    /// The same where samples differ in precision or are correlated within blocks: design and
    /// expression are scaled and decorrelated first.
    ///
    /// # Errors
    /// As [`LinearEffects::new`]; also [`GeneSetError::Shape`] for weights or blocks that are not
    /// one a sample, and [`GeneSetError::Setting`] for a weight that is not positive or a
    /// correlation that no samples can have.
    ///
    /// # Source
    /// Smyth, Michaud and Scott 2005 (doi:10.1093/bioinformatics/bti270), generalised least
    /// squares; numbers as limma's `roast` with `array.weights`, `block` and `correlation`.
    pub fn with_errors(
        expression: &ExpressionMatrix,
        design: &Array2<f64>,
        contrast: &[f64],
        errors: SampleErrors<'_>,
    ) -> Result<Self, GeneSetError> {
        let (n_samples, n_coefficients) = design.dim();
        let fit = |what, found, expected| {
            let wrong = GeneSetError::Shape {
                what,
                found,
                expected,
            };
            if found == expected {
                Ok(())
            } else {
                Err(wrong)
            }
        };
        fit("rows of the design", n_samples, expression.n_samples())?;
        fit("weights of the contrast", contrast.len(), n_coefficients)?;
        let whitening = errors.whitening(n_samples)?;
        let (mut columns, sign) = contrast_last(design, contrast)?;
        columns
            .iter_mut()
            .for_each(|column| whitening.apply(column));
        let mut of_contrast = columns.last().cloned().unwrap_or_default();
        let qr = Qr::new(columns);
        if qr.rank() < n_coefficients || n_samples <= n_coefficients {
            return Err(GeneSetError::Design {
                n_samples,
                n_coefficients,
                rank: qr.rank(),
            });
        }
        qr.effects_in_place(&mut of_contrast);
        let sign = sign * of_contrast[n_coefficients - 1].signum();
        let df_residual = n_samples - n_coefficients;
        let effects: Vec<(f64, Vec<f64>)> = (0..expression.n_features())
            .into_par_iter()
            .map(|row| {
                let mut values = expression.row(row).to_vec();
                whitening.apply(&mut values);
                qr.effects_in_place(&mut values);
                let residual = values.split_off(n_coefficients);
                (sign * values[n_coefficients - 1], residual)
            })
            .collect();
        let mut found = Self {
            df_residual,
            contrast: Vec::with_capacity(effects.len()),
            residual: Vec::with_capacity(effects.len() * df_residual),
        };
        for (row, (along, rest)) in effects.into_iter().enumerate() {
            if !along.is_finite() {
                return Err(GeneSetError::NotFinite {
                    what: "effect of the contrast",
                    row,
                    value: along,
                });
            }
            found.contrast.push(along);
            found.residual.extend(rest);
        }
        Ok(found)
    }

    /// The number of features.
    pub fn n_features(&self) -> usize {
        self.contrast.len()
    }

    /// Residual degrees of freedom: the number of residual coordinates.
    pub fn df_residual(&self) -> usize {
        self.df_residual
    }

    /// The contrast's estimate of each feature over its unscaled standard deviation.
    pub fn contrast(&self) -> &[f64] {
        &self.contrast
    }

    /// The residual coordinates of one feature.
    pub fn residual(&self, row: usize) -> &[f64] {
        &self.residual[row * self.df_residual..(row + 1) * self.df_residual]
    }

    /// The residual coordinates alone: the first of them stands where the contrast's was, so that
    /// nothing that is compared is left. At least one residual degree of freedom is needed.
    pub(crate) fn residual_alone(&self) -> Self {
        let rows = self.residual.chunks_exact(self.df_residual);
        Self {
            df_residual: self.df_residual - 1,
            contrast: rows.clone().map(|row| row[0]).collect(),
            residual: rows.flat_map(|row| row[1..].iter().copied()).collect(),
        }
    }

    /// The residual variance of one feature.
    pub fn variance(&self, row: usize) -> f64 {
        let squares: f64 = self.residual(row).iter().map(|value| value * value).sum();
        squares / self.df_residual as f64
    }
}

/// The columns of the same design for other coefficients, of which the last is the contrast, up
/// to a factor of the sign that is returned.
fn contrast_last(
    design: &Array2<f64>,
    contrast: &[f64],
) -> Result<(Vec<Vec<f64>>, f64), GeneSetError> {
    if contrast.iter().any(|weight| !weight.is_finite()) || contrast.iter().all(|&w| w == 0.0) {
        return Err(GeneSetError::Setting {
            setting: "contrast",
            found: format!("{contrast:?}"),
            expected: "finite weights, not all 0",
        });
    }
    let turn = Qr::new(vec![contrast.to_vec()]);
    let mut columns = vec![Vec::with_capacity(design.nrows()); contrast.len()];
    for row in design.rows() {
        let mut turned = row.to_vec();
        turn.effects_in_place(&mut turned);
        for (column, value) in columns.iter_mut().zip(turned) {
            column.push(value);
        }
    }
    columns.rotate_left(1);
    let mut along = contrast.to_vec();
    turn.effects_in_place(&mut along);
    Ok((columns, along[0].signum()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expression() -> ExpressionMatrix {
        let samples = ["a", "b", "c", "d"].map(String::from).to_vec();
        let values = ndarray::arr2(&[[1.0, 3.0, 6.0, 8.0]]);
        ExpressionMatrix::new(vec!["f".into()], samples, values).unwrap()
    }

    #[test]
    fn two_groups_by_hand() {
        let design = ndarray::arr2(&[[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]);
        let effects = LinearEffects::new(&expression(), &design, &[-1.0, 1.0]).unwrap();
        // difference 5, unscaled standard deviation 1; residual variance (1+1+1+1)/2
        assert!((effects.contrast()[0] - 5.0).abs() < 1e-14);
        assert!((effects.variance(0) - 2.0).abs() < 1e-14);
        assert_eq!((effects.df_residual(), effects.residual(0).len()), (2, 2));
    }

    #[test]
    fn refuses_what_cannot_be_estimated() {
        let twice = ndarray::arr2(&[[1.0, 1.0], [1.0, 1.0], [1.0, 1.0], [1.0, 1.0]]);
        assert!(matches!(
            LinearEffects::new(&expression(), &twice, &[0.0, 1.0]),
            Err(GeneSetError::Design { rank: 1, .. })
        ));
        let one = ndarray::arr2(&[[1.0], [1.0], [1.0], [1.0]]);
        assert!(LinearEffects::new(&expression(), &one, &[0.0]).is_err());
        assert!(LinearEffects::new(&expression(), &one, &[1.0, 1.0]).is_err());
    }

    #[test]
    fn refuses_errors_that_no_samples_have() {
        let refused = |weights: Option<&[f64]>, blocks: Option<(&[String], f64)>| {
            SampleErrors { weights, blocks }.whitening(2).err()
        };
        let labels = ["a", "a"].map(String::from);
        assert!(matches!(
            refused(Some(&[1.0, 0.0]), None),
            Some(GeneSetError::Setting { .. })
        ));
        assert!(matches!(
            refused(Some(&[1.0]), None),
            Some(GeneSetError::Shape { .. })
        ));
        assert!(refused(None, Some((&labels, 1.0))).is_some());
        assert!(refused(None, Some((&labels[..1], 0.0))).is_some());
        assert!(refused(None, Some((&labels, 0.5))).is_none());
    }
}
