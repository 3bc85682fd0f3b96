//! What the gene-set stage tests.

use super::NamedCollection;
use super::stated_universe::StatedUniverse;
use arrayon_genesets::{MultiGenePolicy, SetSizes};
use arrayon_themes::ThemePanel;

/// What the gene-set stage tests: collections and themes.
#[derive(Debug, Clone)]
pub struct GeneSetSources {
    /// Collections of the user.
    pub collections: Vec<NamedCollection>,
    /// The themes, where any are asked for.
    pub themes: Option<ThemeSources>,
    /// What is done with several genes of one feature.
    pub several_genes: MultiGenePolicy,
    /// Sizes of sets that are tested.
    pub set_sizes: SetSizes,
    /// The genes that could have been found, where they are stated.
    pub universe: Option<StatedUniverse>,
    /// What a reader should know of the files.
    pub warnings: Vec<String>,
}

/// The themes that are judged.
#[derive(Debug, Clone)]
pub struct ThemeSources {
    /// Species of the built-in themes.
    pub species: String,
    /// The built-in panels among them, whose sets are tested one by one as well; those of the
    /// user's panels are among the collections.
    pub built_in: Option<ThemePanel>,
    /// All panels, judged together.
    pub all: ThemePanel,
}
