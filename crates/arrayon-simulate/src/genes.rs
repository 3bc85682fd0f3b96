//! The genes of the chip: real symbols where a theme needs them, made-up names elsewhere.

use crate::draws::Draws;
use crate::theme_genes::ThemeGenes;

/// Number of main features.
const N_GENES: usize = 4_000;
/// Rats have 20 autosomes; X stands as 21.
const N_CHROMOSOMES: usize = 21;
/// Share of features without a gene, and of features that measure a second gene.
const WITHOUT_GENE: f64 = 0.01;
const WITH_SECOND_GENE: f64 = 0.01;

/// A main feature and the genes that it measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MainGene {
    /// Transcript cluster id.
    pub(crate) feature_id: String,
    /// Chromosome, from 1.
    pub(crate) chromosome: usize,
    /// Symbol of its gene; empty where the annotation names none.
    pub(crate) symbol: String,
    /// Symbol of a second gene; empty for most.
    pub(crate) second_symbol: String,
    /// Whether the symbol is that of a real gene.
    pub(crate) is_real: bool,
}

/// The genes in the chip's order, by chromosome.
pub(crate) fn main_genes(themes: &ThemeGenes, draws: &mut Draws) -> Vec<MainGene> {
    let mut genes: Vec<MainGene> = (themes.symbols())
        .filter(|symbol| draws.chance(share_on_chip(themes.smallest_theme(symbol))))
        .map(|symbol| gene(symbol.to_owned(), true))
        .collect();
    for number in 1..=N_GENES - genes.len() {
        genes.push(made_up_gene(number, draws));
    }
    draws.shuffle(&mut genes);
    let mut chromosomes: Vec<usize> = genes
        .iter()
        .map(|_| 1 + draws.below(N_CHROMOSOMES))
        .collect();
    chromosomes.sort_unstable();
    let mut position = 0;
    for at in 0..genes.len() {
        let chromosome = chromosomes[at];
        position = if at > 0 && chromosomes[at - 1] == chromosome {
            position + 1
        } else {
            1
        };
        genes[at].chromosome = chromosome;
        genes[at].feature_id = format!("TC{chromosome:02}{position:08}.rn.2");
    }
    genes
}

/// Small themes are carried nearly whole, so that each can be tested; of large ones a part, so
/// that most genes of the chip lie in no theme.
fn share_on_chip(smallest_theme: usize) -> f64 {
    match smallest_theme {
        0..=60 => 1.0,
        61..=130 => 0.85,
        131..=350 => 0.6,
        351..=700 => 0.5,
        _ => 0.4,
    }
}

fn made_up_gene(number: usize, draws: &mut Draws) -> MainGene {
    let name = format!("Sim{number:04}");
    let mut gene = gene(name, false);
    if draws.chance(WITHOUT_GENE) {
        gene.symbol.clear();
    } else if draws.chance(WITH_SECOND_GENE) {
        gene.second_symbol = format!("Sim{number:04}b");
    }
    gene
}

fn gene(symbol: String, is_real: bool) -> MainGene {
    MainGene {
        feature_id: String::new(),
        chromosome: 0,
        symbol,
        second_symbol: String::new(),
        is_real,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_themes::{Species, default_panel};
    use std::collections::BTreeSet;

    #[test]
    fn ids_and_symbols_are_unique_and_made_up_genes_are_known_as_such() {
        let themes = ThemeGenes::of(default_panel(Species::Rat));
        let genes = main_genes(&themes, &mut Draws::new(1, 1));
        assert_eq!(genes.len(), N_GENES);
        let ids: BTreeSet<&str> = genes.iter().map(|gene| gene.feature_id.as_str()).collect();
        assert_eq!(ids.len(), N_GENES);
        assert!(genes[0].feature_id == "TC0100000001.rn.2");
        let named: Vec<&MainGene> = genes
            .iter()
            .filter(|gene| !gene.symbol.is_empty())
            .collect();
        let symbols: BTreeSet<&str> = named.iter().map(|gene| gene.symbol.as_str()).collect();
        assert_eq!(symbols.len(), named.len());
        assert!(named.len() < N_GENES && named.len() > N_GENES - 60);
        assert!(genes.iter().any(|gene| !gene.second_symbol.is_empty()));
        for gene in named {
            // Sim1 and Sim2 are real genes, Sim0001 is not
            let looks_made_up = gene.symbol.starts_with("Sim") && gene.symbol.len() >= 7;
            assert_eq!(gene.is_real, !looks_made_up, "{}", gene.symbol);
        }
        let n_real = genes.iter().filter(|gene| gene.is_real).count();
        assert!((1_000..2_000).contains(&n_real), "{n_real}");
    }
}
