//! Which tested features stand for which set.

use super::matched::matched;
use super::{ContrastGenes, GeneSetSources};
use crate::error::Error;
use arrayon_genesets::{FeatureSets, GeneSetError, MembersRow};

/// The file in the folder of results.
pub(super) const FILE: &str = "genesets/members.tsv";

/// The sets of a size that is tested, of all collections, by the genes of this contrast.
///
/// # Errors
/// A collection of the user none of whose genes was tested.
pub(super) fn members(
    genes: &ContrastGenes,
    contrast: &str,
    sources: &GeneSetSources,
) -> Result<Vec<MembersRow>, Error> {
    let failed = |error: GeneSetError| genes.error(contrast, &error);
    let features = &genes.ranked.ids;
    let mut rows = Vec::new();
    for collection in matched(genes.universe(), sources, &mut Vec::new()).map_err(failed)? {
        let (fitting, _, _) = genes.settings.section.set_sizes().of(&collection.sets);
        let sets = FeatureSets::new(features, genes.universe(), &fitting).map_err(failed)?;
        rows.extend(MembersRow::of(&sets, features));
    }
    Ok(rows)
}
