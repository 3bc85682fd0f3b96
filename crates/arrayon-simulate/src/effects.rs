//! What each diet changes: the planted truth.

use crate::chip::SimulatedChip;
use crate::diet::Diet;
use crate::draws::Draws;
use crate::levels::Levels;
use crate::theme_genes::ThemeGenes;
use arrayon_core::Direction;

/// Genes that are planted together.
struct Planting {
    /// Where they change alike.
    diets: &'static [Diet],
    genes: Pool,
    direction: Direction,
    n_genes: usize,
    size: Size,
}

/// Which genes may be chosen.
#[derive(Debug, Clone, Copy)]
enum Pool {
    /// Real genes that speak for this theme alone.
    Theme(&'static str),
    /// Made-up genes.
    MadeUp,
}

/// Log2 change: at least `least`, on top an exponential of mean `mean_excess`, at most `most`.
#[derive(Debug, Clone, Copy)]
struct Size {
    least: f64,
    mean_excess: f64,
    most: f64,
}

const STRONG: Size = Size {
    least: 0.7,
    mean_excess: 0.8,
    most: 3.0,
};
const FEED: Size = Size {
    least: 0.4,
    mean_excess: 0.4,
    most: 2.0,
};
const WEAK: Size = Size {
    least: 0.6,
    mean_excess: 0.15,
    most: 1.0,
};

use Diet::{Mg001, Mg002, Mg004, PairFed};
use Direction::{Down, Up};

/// Elements of mineral metabolism that change at 0.01 % magnesium, with the number of genes.
/// Phosphate, copper, and vitamin D and PTH do not change, so that there is something not to find.
const MINERALS: [(&str, usize); 4] = [
    ("mineral_magnesium", 12),
    ("mineral_zinc", 12),
    ("mineral_iron", 16),
    ("mineral_calcium", 42),
];
const UNCHANGED_MINERALS: [&str; 3] = ["mineral_phosphate", "mineral_copper", "vitamin_d_and_pth"];

/// Themes that are planted, by contrast. General ion homeostasis is none: which of its genes change
/// are genes of the minerals, too.
pub(crate) const PLANTED_THEMES: [(&str, &str, Direction); 8] = [
    ("mg001_vs_pairfed", "inflammation", Up),
    ("mg001_vs_pairfed", "mineral_metabolism", Down),
    ("mg001_vs_pairfed", "mineral_calcium", Down),
    ("mg001_vs_pairfed", "mineral_magnesium", Down),
    ("mg001_vs_pairfed", "mineral_iron", Down),
    ("mg001_vs_pairfed", "mineral_zinc", Down),
    ("mg004_vs_normal", "bone", Up),
    ("mg002_vs_normal", "bone", Up),
];

/// Contrasts with whether their groups are to form clusters.
pub(crate) const PLANTED_CLUSTERS: [(&str, bool); 3] = [
    ("mg001_vs_pairfed", true),
    ("mg004_vs_normal", false),
    ("mg002_vs_normal", false),
];

fn plan() -> Vec<Planting> {
    let planting = |diets, genes, direction, n_genes, size| Planting {
        diets,
        genes,
        direction,
        n_genes,
        size,
    };
    let inflammation = Pool::Theme("inflammation");
    let mut plan = vec![planting(&[Mg001], inflammation, Up, 120, STRONG)];
    for (theme, n_genes) in MINERALS {
        plan.push(planting(
            &[Mg001],
            Pool::Theme(theme),
            Down,
            n_genes,
            STRONG,
        ));
    }
    let bone = Pool::Theme("bone");
    plan.push(planting(&[Mg004, Mg002], bone, Up, 24, WEAK));
    for diets in [&[Mg004] as &[Diet], &[Mg002]] {
        plan.push(planting(diets, bone, Up, 14, WEAK));
    }
    for (direction, n_strong) in [(Up, 40), (Down, 80)] {
        plan.push(planting(
            &[Mg001],
            Pool::MadeUp,
            direction,
            n_strong,
            STRONG,
        ));
        // both groups eat little; their contrast must not show it
        plan.push(planting(
            &[PairFed, Mg001],
            Pool::MadeUp,
            direction,
            30,
            FEED,
        ));
        plan.push(planting(&[Mg004], Pool::MadeUp, direction, 6, WEAK));
        plan.push(planting(&[Mg002], Pool::MadeUp, direction, 6, WEAK));
    }
    plan
}

/// Log2 change of every gene under every diet, against the normal diet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Effects {
    change: [Vec<f64>; Diet::ALL.len()],
}

impl Effects {
    /// Plants effects into expressed genes; each gene is planted at most once.
    pub(crate) fn plant(
        chip: &SimulatedChip,
        themes: &ThemeGenes,
        levels: &Levels,
        draws: &mut Draws,
    ) -> Self {
        let mut effects = Self::none(chip);
        let mut is_taken = vec![false; chip.n_genes()];
        for planting in plan() {
            let fits = |gene: &usize| {
                !is_taken[*gene]
                    && levels.shows_change(*gene, planting.direction)
                    && planting.genes.holds(chip, themes, *gene)
            };
            let mut candidates: Vec<usize> = (0..chip.n_genes()).filter(fits).collect();
            draws.shuffle(&mut candidates);
            candidates.truncate(planting.n_genes);
            for gene in candidates {
                is_taken[gene] = true;
                let change = planting.direction.sign() * planting.size.draw(draws);
                for diet in planting.diets {
                    effects.change[diet.index()][gene] = change;
                }
            }
        }
        effects
    }

    /// No effect of any diet.
    pub(crate) fn none(chip: &SimulatedChip) -> Self {
        Self {
            change: std::array::from_fn(|_| vec![0.0; chip.n_genes()]),
        }
    }

    /// Log2 changes of all genes under a diet, against the normal diet.
    pub(crate) fn of(&self, diet: Diet) -> &[f64] {
        &self.change[diet.index()]
    }
}

impl Pool {
    fn holds(self, chip: &SimulatedChip, themes: &ThemeGenes, gene: usize) -> bool {
        let gene = &chip.genes[gene];
        match self {
            Self::MadeUp => !gene.is_real,
            Self::Theme(theme) => {
                gene.is_real
                    && themes.speaks_for(&gene.symbol, theme)
                    && !(UNCHANGED_MINERALS.iter())
                        .any(|unchanged| themes.belongs_to(&gene.symbol, unchanged))
            }
        }
    }
}

impl Size {
    fn draw(self, draws: &mut Draws) -> f64 {
        (self.least + draws.exponential(self.mean_excess)).min(self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_themes::{Species, default_panel};

    #[test]
    fn all_planned_genes_are_planted_with_their_signs() {
        let themes = ThemeGenes::of(default_panel(Species::Rat));
        let chip = SimulatedChip::new(&themes);
        for seed in 0..10 {
            let levels = Levels::draw(&chip, &mut Draws::new(seed, 1));
            let effects = Effects::plant(&chip, &themes, &levels, &mut Draws::new(seed, 2));
            let n_planned = |diet| -> usize {
                let of_diet = |planting: &Planting| planting.diets.contains(&diet);
                plan()
                    .iter()
                    .filter(|one| of_diet(one))
                    .map(|one| one.n_genes)
                    .sum()
            };
            for diet in Diet::ALL {
                let changed = effects
                    .of(diet)
                    .iter()
                    .filter(|&&change| change != 0.0)
                    .count();
                assert_eq!(changed, n_planned(diet), "{diet:?}, seed {seed}");
            }
            assert_eq!(n_planned(Diet::Normal), 0);
            for (gene, &change) in effects.of(Mg001).iter().enumerate() {
                let symbol = &chip.genes[gene].symbol;
                if chip.genes[gene].is_real && change > 0.0 {
                    assert!(themes.speaks_for(symbol, "inflammation"), "{symbol}");
                } else if chip.genes[gene].is_real && change < 0.0 {
                    assert!(themes.speaks_for(symbol, "mineral_metabolism"), "{symbol}");
                }
            }
        }
    }
}
