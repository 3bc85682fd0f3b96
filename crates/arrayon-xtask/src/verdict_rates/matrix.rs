//! Matrices of a chip of full size whose genes vary independently, or together within themes, and
//! what is planted into them.

use arrayon_core::Direction;
use arrayon_stats::normal;
use arrayon_stats::random_stream::random_stream;
use arrayon_themes::ThemePanel;
use ndarray::Array2;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;
use std::collections::BTreeSet;

/// Genes of the chip, those of the themes among them.
const N_GENES: usize = 22_000;
/// Variances are scaled inverse chi-square, as limma's prior is: 4 degrees of freedom.
const PRIOR_VARIANCE: f64 = 0.03;

/// The genes of one chip or data set.
#[derive(Debug, Clone)]
pub(super) struct Chip {
    /// Symbol of each row.
    pub(super) symbols: Vec<String>,
}

impl Chip {
    /// The genes of a panel, with others up to a chip of full size.
    pub(super) fn of_panel(panel: &ThemePanel) -> Self {
        let genes = panel.themes.iter().flat_map(|theme| theme.genes.iter());
        let genes: BTreeSet<&String> = genes.collect();
        let n_others = N_GENES - genes.len();
        let others = (0..n_others).map(|n| format!("Other{n}"));
        Self {
            symbols: genes.into_iter().cloned().chain(others).collect(),
        }
    }

    /// Rows whose gene is one of these.
    pub(super) fn rows_of(&self, genes: &[String]) -> Vec<usize> {
        let genes: BTreeSet<&String> = genes.iter().collect();
        let is_one = |&row: &usize| genes.contains(&self.symbols[row]);
        (0..self.symbols.len()).filter(is_one).collect()
    }
}

/// Values of a study in which nothing changes, log2: rows x arrays.
///
/// Genes of a theme share `correlation` of their variance; a gene of several themes lies in the
/// smallest.
pub(super) fn noise(
    chip: &Chip,
    panel: &ThemePanel,
    n_arrays: usize,
    correlation: f64,
    seed: u64,
) -> Array2<f64> {
    let mut draws = Draws::new(seed, 1);
    let mut group: Vec<Option<usize>> = vec![None; chip.symbols.len()];
    if correlation > 0.0 {
        let mut themes: Vec<usize> = (0..panel.themes.len()).collect();
        themes.sort_by_key(|&at| std::cmp::Reverse(panel.themes[at].genes.len()));
        for theme in themes {
            for row in chip.rows_of(&panel.themes[theme].genes) {
                group[row] = Some(theme);
            }
        }
    }
    let shared = Array2::from_shape_fn((panel.themes.len(), n_arrays), |_| draws.normal());
    let mut values = Array2::zeros((chip.symbols.len(), n_arrays));
    for (row, mut of_row) in values.rows_mut().into_iter().enumerate() {
        let level = 7.0 + 2.0 * draws.normal();
        let deviation = draws.deviation();
        for (array, value) in of_row.iter_mut().enumerate() {
            let own = draws.normal();
            let score = match group[row] {
                None => own,
                Some(theme) => {
                    correlation.sqrt() * shared[(theme, array)] + (1.0 - correlation).sqrt() * own
                }
            };
            *value = level + deviation * score;
        }
    }
    values
}

/// Genes that change together.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Planting {
    /// The theme whose genes change; none for genes of no theme.
    pub(super) theme: Option<&'static str>,
    /// Only genes of this term of the theme: a part of it.
    pub(super) term: Option<&'static str>,
    pub(super) n_genes: usize,
    /// log2 fold change.
    pub(super) log_fc: f64,
    /// Where they go; half of them each way where there is none.
    pub(super) direction: Option<Direction>,
}

/// Plants changes into the arrays from number `first` on; each gene is planted once, into all its
/// rows. The genes of the themes are those of the panel.
pub(super) fn plant(
    values: &mut Array2<f64>,
    chip: &Chip,
    panel: &ThemePanel,
    plantings: &[Planting],
    first: usize,
    seed: u64,
) {
    let mut draws = Draws::new(seed, 2);
    let themed: BTreeSet<&String> = panel.themes.iter().flat_map(|theme| &theme.genes).collect();
    let mut is_taken: BTreeSet<&String> = BTreeSet::new();
    for planting in plantings {
        let of_theme = planting.theme.and_then(|id| panel.theme(id));
        let of_term = (planting.term)
            .and_then(|term| panel.sets.iter().find(|set| set.id == term))
            .map(|set| &set.genes);
        let pool: Option<BTreeSet<&String>> =
            (of_term.or(of_theme.map(|theme| &theme.genes))).map(|genes| genes.iter().collect());
        let genes: BTreeSet<&String> = chip.symbols.iter().collect();
        let fits = |gene: &&String| match &pool {
            Some(pool) => pool.contains(gene),
            None => !themed.contains(gene),
        };
        let mut genes: Vec<&String> = (genes.into_iter())
            .filter(|gene| fits(gene) && !is_taken.contains(gene))
            .collect();
        draws.shuffle(&mut genes);
        genes.truncate(planting.n_genes);
        for (number, gene) in genes.into_iter().enumerate() {
            is_taken.insert(gene);
            let sign = match planting.direction {
                Some(direction) => direction.sign(),
                None if number % 2 == 0 => 1.0,
                None => -1.0,
            };
            for row in (0..chip.symbols.len()).filter(|&row| chip.symbols[row] == *gene) {
                for value in values.row_mut(row).iter_mut().skip(first) {
                    *value += sign * planting.log_fc;
                }
            }
        }
    }
}

/// Random numbers of one study.
pub(super) struct Draws(ChaCha8Rng);

impl Draws {
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        Self(random_stream(seed, stream))
    }

    /// Uniform between 0 and 1, without both.
    fn uniform(&mut self) -> f64 {
        ((self.0.next_u64() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
    }

    fn normal(&mut self) -> f64 {
        normal::quantile(self.uniform())
    }

    /// The standard deviation of a gene.
    fn deviation(&mut self) -> f64 {
        let chi_square = -2.0 * (self.uniform().ln() + self.uniform().ln());
        (PRIOR_VARIANCE * 4.0 / chi_square).sqrt()
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.0.next_u64() as usize % (last + 1));
        }
    }
}
