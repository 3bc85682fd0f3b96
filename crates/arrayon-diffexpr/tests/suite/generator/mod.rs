//! Data that R and Rust make alike, bit for bit; see testdata/golden/diffexpr/data.R.

pub(crate) mod models;
pub(crate) mod trends;

use arrayon_core::ExpressionMatrix;
use ndarray::Array2;

pub(crate) struct Recipe {
    pub(crate) seed: f64,
    pub(crate) n_features: usize,
    /// Whether each sample belongs to the contrast's target.
    pub(crate) target: Vec<bool>,
    /// Added to every tenth feature in the target.
    pub(crate) shift: f64,
    /// How much the features' scales differ.
    pub(crate) spread: f64,
    /// 1: every 37th feature has the same value in every sample; 2: two of three features.
    pub(crate) constant: usize,
}

struct Uniforms(f64);

impl Uniforms {
    fn next(&mut self) -> f64 {
        self.0 = (self.0 * 1_664_525.0 + 1_013_904_223.0) % 4_294_967_296.0;
        self.0 / 4_294_967_296.0
    }
}

/// The first `n` uniforms of a seed.
pub(crate) fn uniforms(seed: f64, n: usize) -> Vec<f64> {
    let mut uniforms = Uniforms(seed);
    (0..n).map(|_| uniforms.next()).collect()
}

pub(crate) fn expression(recipe: &Recipe) -> ExpressionMatrix {
    let n_samples = recipe.target.len();
    let mut uniforms = Uniforms(recipe.seed);
    let mut values = Vec::with_capacity(recipe.n_features * n_samples);
    for feature in 1..=recipe.n_features {
        let base = 3.0 + 10.0 * uniforms.next();
        let root = uniforms.next();
        let scale = 0.05 + recipe.spread * root * root;
        let flat = (recipe.constant >= 1 && feature % 37 == 0)
            || (recipe.constant >= 2 && feature % 3 != 0);
        for &in_target in &recipe.target {
            let mut four = uniforms.next() + uniforms.next();
            four += uniforms.next();
            let mut value = base + scale * (four + uniforms.next() - 2.0);
            if feature % 10 == 0 && in_target {
                value += recipe.shift;
            }
            values.push(if flat { base } else { value });
        }
    }
    let names = |prefix: &str, n: usize| (1..=n).map(|i| format!("{prefix}{i}")).collect();
    let values = Array2::from_shape_vec((recipe.n_features, n_samples), values).unwrap();
    ExpressionMatrix::new(names("g", recipe.n_features), names("s", n_samples), values).unwrap()
}

/// Adds an effect to the samples of each block, uniform in half of `effect` about 0; blocks count
/// in the order of their first samples.
pub(crate) fn with_blocks(
    expression: &ExpressionMatrix,
    labels: &[String],
    seed: f64,
    effect: f64,
) -> ExpressionMatrix {
    let mut blocks: Vec<&String> = Vec::new();
    for label in labels {
        if !blocks.contains(&label) {
            blocks.push(label);
        }
    }
    let at = |label| blocks.iter().position(|block| *block == label).unwrap();
    let of_samples: Vec<usize> = labels.iter().map(at).collect();
    let effects = uniforms(seed, expression.n_features() * blocks.len());
    let mut values = expression.to_array();
    for ((feature, sample), value) in values.indexed_iter_mut() {
        *value += effect * (effects[feature * blocks.len() + of_samples[sample]] - 0.5);
    }
    let (features, samples) = (expression.features(), expression.samples());
    ExpressionMatrix::new(features.to_vec(), samples.to_vec(), values).unwrap()
}
