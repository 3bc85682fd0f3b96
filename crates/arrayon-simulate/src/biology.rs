//! What the animals have in common, and how they differ: levels of the genes, their variance,
//! and variation that many genes share.

use crate::diet::Diet;
use crate::draws::Draws;
use crate::effects::Effects;
use crate::levels::Levels;

/// Programmes of genes that rise and fall together in single animals, and with the day on which
/// animals were killed and arrays made.
const N_OWN_PROGRAMMES: usize = 2;
const N_DAY_PROGRAMMES: usize = 2;
/// Share of genes in a programme.
const SHARE_IN_PROGRAMME: f64 = 0.25;
/// Standard deviation of the weights of the genes in a programme, log2.
const OWN_WEIGHT: f64 = 0.15;
const DAY_WEIGHT: f64 = 0.25;

/// Genes that vary together: the weight of every gene, 0 for most.
type Programme = Vec<f64>;

/// All that the animals of a study share.
pub(crate) struct Biology {
    levels: Levels,
    effects: Effects,
    own_programmes: Vec<Programme>,
    day_programmes: Vec<Programme>,
    /// Score of every day in every day programme.
    day_scores: Vec<Vec<f64>>,
    groups: ThemeGroups,
}

/// Genes of one theme that vary together between animals.
pub(crate) struct ThemeGroups {
    /// Group of every gene; `None` for genes that vary on their own.
    pub(crate) of_gene: Vec<Option<usize>>,
    /// Correlation of two genes of a group, 0 for none.
    pub(crate) correlation: f64,
}

impl ThemeGroups {
    /// What every gene shares with its group in one new animal, in standard deviations. Nothing
    /// is drawn where genes vary on their own, so that such studies stay what they were.
    fn shared(&self, draws: &mut Draws) -> Vec<f64> {
        if self.correlation == 0.0 {
            return vec![0.0; self.of_gene.len()];
        }
        let n_groups = self
            .of_gene
            .iter()
            .flatten()
            .max()
            .map_or(0, |last| last + 1);
        let scores: Vec<f64> = (0..n_groups)
            .map(|_| draws.normal(0.0, self.correlation.sqrt()))
            .collect();
        (self.of_gene.iter())
            .map(|group| group.map_or(0.0, |group| scores[group]))
            .collect()
    }

    /// Share of a gene's standard deviation that is its own.
    fn own_share(&self, gene: usize) -> f64 {
        if self.of_gene[gene].is_some() {
            (1.0 - self.correlation).sqrt()
        } else {
            1.0
        }
    }
}

impl Biology {
    pub(crate) fn draw(
        levels: Levels,
        effects: Effects,
        groups: ThemeGroups,
        n_days: usize,
        draws: &mut Draws,
    ) -> Self {
        let n_genes = levels.log2_level.len();
        let own_programmes = programmes(N_OWN_PROGRAMMES, OWN_WEIGHT, n_genes, draws);
        let day_programmes = programmes(N_DAY_PROGRAMMES, DAY_WEIGHT, n_genes, draws);
        let day_scores = (0..n_days)
            .map(|_| scores(N_DAY_PROGRAMMES, draws))
            .collect();
        Self {
            levels,
            effects,
            own_programmes,
            day_programmes,
            day_scores,
            groups,
        }
    }

    /// The log2 expression of every gene in one new animal.
    pub(crate) fn animal(&self, diet: Diet, day: Option<usize>, draws: &mut Draws) -> Vec<f64> {
        let levels = &self.levels;
        let shared = self.groups.shared(draws);
        let effects = self.effects.of(diet);
        let mut expression: Vec<f64> = (0..levels.log2_level.len())
            .map(|gene| {
                let deviation = levels.standard_deviation[gene];
                let own = draws.normal(0.0, deviation * self.groups.own_share(gene));
                levels.log2_level[gene] + effects[gene] + own + deviation * shared[gene]
            })
            .collect();
        add(
            &mut expression,
            &self.own_programmes,
            &scores(N_OWN_PROGRAMMES, draws),
        );
        if let Some(day) = day {
            add(&mut expression, &self.day_programmes, &self.day_scores[day]);
        }
        expression
    }
}

fn programmes(n: usize, weight: f64, n_genes: usize, draws: &mut Draws) -> Vec<Programme> {
    let mut drawn = || {
        if draws.chance(SHARE_IN_PROGRAMME) {
            draws.normal(0.0, weight)
        } else {
            0.0
        }
    };
    (0..n)
        .map(|_| (0..n_genes).map(|_| drawn()).collect())
        .collect()
}

/// Scores of variance 1, uniform: no single animal or day stands far apart from the others.
fn scores(n: usize, draws: &mut Draws) -> Vec<f64> {
    (0..n)
        .map(|_| 12.0_f64.sqrt() * (draws.uniform() - 0.5))
        .collect()
}

fn add(expression: &mut [f64], programmes: &[Programme], scores: &[f64]) {
    for (programme, score) in programmes.iter().zip(scores) {
        for (value, weight) in expression.iter_mut().zip(programme) {
            *value += score * weight;
        }
    }
}
