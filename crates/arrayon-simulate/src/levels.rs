//! Level and variance of every gene, and whether a change of it shows.

use crate::chip::SimulatedChip;
use crate::draws::Draws;
use arrayon_core::Direction;

/// Share of genes that the tissue expresses: theme genes more often, since they are well known
/// because they are expressed.
const EXPRESSED: (f64, f64) = (0.85, 0.5);
/// Log2 level from which a change shows above the background; a fall needs more room.
const SHOWS_UP: f64 = 5.2;
const SHOWS_DOWN: f64 = 6.0;

/// Prior of the genes' variances between animals: scaled inverse chi-square.
const PRIOR_DF: f64 = 4.0;
const PRIOR_VARIANCE: f64 = 0.03;

/// Level and variance of every gene, before any diet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Levels {
    pub(crate) log2_level: Vec<f64>,
    pub(crate) standard_deviation: Vec<f64>,
}

impl Levels {
    pub(crate) fn draw(chip: &SimulatedChip, draws: &mut Draws) -> Self {
        let log2_level = (chip.genes.iter())
            .map(|gene| {
                let share = if gene.is_real {
                    EXPRESSED.0
                } else {
                    EXPRESSED.1
                };
                if draws.chance(share) {
                    draws.normal(6.9, 1.5)
                } else {
                    draws.normal(2.4, 1.2)
                }
            })
            .collect();
        let variance = |draws: &mut Draws| PRIOR_VARIANCE * PRIOR_DF / draws.chi_square_4();
        let standard_deviation = (0..chip.n_genes())
            .map(|_| variance(draws).sqrt())
            .collect();
        Self {
            log2_level,
            standard_deviation,
        }
    }

    /// Whether the gene is expressed enough for a change in this direction to show.
    pub(crate) fn shows_change(&self, gene: usize, direction: Direction) -> bool {
        let least = match direction {
            Direction::Up => SHOWS_UP,
            Direction::Down => SHOWS_DOWN,
        };
        self.log2_level[gene] >= least
    }
}
