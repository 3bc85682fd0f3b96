//! Residuals along the directions in which blocks add to their variance.

use crate::Design;
use crate::linear::fit::Kernel;
use arrayon_stats::eigen::symmetric_eigen;
use arrayon_stats::inner_product::dot;
use arrayon_stats::linear::Whitening;

/// An eigenvalue below this share of the largest is 0, and two are one that differ less.
const NEGLIGIBLE: f64 = 1e-10;

/// What a design and blocks make of the residuals of a feature: independent directions, the
/// square along each with expectation `residual variance + eigenvalue * block variance`.
pub(super) struct Spectrum {
    kernel: Kernel,
    /// Directions of positive eigenvalue, by falling eigenvalue.
    directions: Vec<(f64, Vec<f64>)>,
    /// How many further directions the residuals have.
    n_flat: usize,
}

/// Squares whose expectation is `residual variance + eigenvalue * block variance`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Component {
    pub(super) eigenvalue: f64,
    /// How many squares, and their sum.
    pub(super) n: f64,
    pub(super) sum: f64,
}

impl Spectrum {
    /// `None` where these samples are too few to tell the variances apart.
    pub(super) fn new(
        design: &Design,
        block: &[String],
        samples: &[usize],
        roots: Option<Vec<f64>>,
    ) -> Option<Self> {
        let mut labels: Vec<&String> = samples.iter().map(|&at| &block[at]).collect();
        labels.sort_unstable();
        labels.dedup();
        let (n, n_blocks) = (samples.len(), labels.len());
        if n <= design.matrix.ncols() + 2 || n_blocks < 2 || n_blocks + 1 >= n {
            return None;
        }
        let column = |column: Vec<f64>| samples.iter().map(|&at| column[at]).collect();
        let columns = design.column_vectors().into_iter().map(column).collect();
        let whitening = Whitening {
            roots,
            correlation: None,
        };
        let kernel = Kernel::of_columns(columns, whitening);
        let residual_df = n - kernel.orthonormal().len();
        let members: Vec<Vec<f64>> = (labels.iter())
            .map(|label| {
                let is_member = |&at: &usize| f64::from(u8::from(block[at] == **label));
                let mut indicator: Vec<f64> = samples.iter().map(is_member).collect();
                project(kernel.orthonormal(), &mut indicator);
                indicator
            })
            .collect();
        let mut eigen = symmetric_eigen(n_blocks, |i, j| dot(&members[i], &members[j]));
        eigen.sort_by(|a, b| b.0.total_cmp(&a.0));
        // an indicator has a squared length of at least 1 before the design is taken out
        let least = NEGLIGIBLE * eigen[0].0.max(1.0);
        let directions: Vec<(f64, Vec<f64>)> = (eigen.into_iter().take(residual_df))
            .filter(|(value, _)| *value > least)
            .map(|(value, vector)| (value, direction(&members, &vector, value)))
            .collect();
        Some(Self {
            kernel,
            n_flat: residual_df - directions.len(),
            directions,
        })
    }

    /// Whether the design leaves nothing of the blocks.
    pub(super) fn is_flat(&self) -> bool {
        self.directions.is_empty()
    }

    /// The squares of one feature; the row holds all samples, of which these are used.
    pub(super) fn components(&self, row: &[f64], samples: &[usize]) -> Vec<Component> {
        let values: Vec<f64> = samples.iter().map(|&at| row[at]).collect();
        let mut residual = vec![0.0; values.len()];
        self.kernel.fit(
            &values,
            &mut residual,
            &mut vec![0.0; self.kernel.n_coefficients()],
        );
        let mut components: Vec<Component> = Vec::with_capacity(self.directions.len() + 1);
        for (eigenvalue, direction) in &self.directions {
            let along = dot(direction, &residual);
            for (residual, entry) in residual.iter_mut().zip(direction) {
                *residual -= along * entry;
            }
            match components.last_mut() {
                Some(last) if last.eigenvalue - eigenvalue <= NEGLIGIBLE * last.eigenvalue => {
                    last.n += 1.0;
                    last.sum += along * along;
                }
                _ => components.push(Component {
                    eigenvalue: *eigenvalue,
                    n: 1.0,
                    sum: along * along,
                }),
            }
        }
        if self.n_flat > 0 {
            components.push(Component {
                eigenvalue: 0.0,
                n: self.n_flat as f64,
                sum: dot(&residual, &residual),
            });
        }
        components
    }
}

/// Takes orthonormal columns out of a vector.
fn project(orthonormal: &[Vec<f64>], vector: &mut [f64]) {
    for column in orthonormal {
        let along = dot(column, vector);
        for (value, entry) in vector.iter_mut().zip(column) {
            *value -= along * entry;
        }
    }
}

/// The unit vector in the space of residuals that belongs to an eigenvector over blocks.
fn direction(members: &[Vec<f64>], eigenvector: &[f64], eigenvalue: f64) -> Vec<f64> {
    let mut direction = vec![0.0; members[0].len()];
    for (member, share) in members.iter().zip(eigenvector) {
        for (value, entry) in direction.iter_mut().zip(member) {
            *value += share * entry;
        }
    }
    let length = eigenvalue.sqrt();
    direction.iter_mut().for_each(|value| *value /= length);
    direction
}
