//! Names of contrasts whose files would be those of something else.

use super::{RESULT_FILES, ResultFile};
use std::collections::BTreeMap;

/// Why a contrast cannot have its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Collision {
    /// Position of the contrast.
    pub(crate) contrast: usize,
    /// What has a file of that name, in words.
    pub(crate) taken: String,
}

/// The first contrast whose files would be those of another contrast, or of no contrast. File
/// systems may not distinguish capital letters from small ones.
pub(crate) fn collision(ids: &[&str]) -> Option<Collision> {
    let of_contrasts = || RESULT_FILES.iter().filter(|kind| kind.is_of_contrast());
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for (at, id) in ids.iter().enumerate() {
        names.extend(
            of_contrasts()
                .flat_map(|kind| paths(kind, id))
                .map(|name| (name, at)),
        );
    }
    ids.iter().enumerate().find_map(|(contrast, id)| {
        let taken = of_contrasts()
            .flat_map(|kind| paths(kind, id))
            .find_map(|path| match names.get(&path) {
                Some(&other) if other != contrast => {
                    Some(format!("contrast '{}' has the file {path}", ids[other]))
                }
                _ => of_no_contrast(&path),
            })?;
        Some(Collision { contrast, taken })
    })
}

/// The paths of a contrast's files of one kind, in small letters.
fn paths<'a>(kind: &'a ResultFile, id: &'a str) -> impl Iterator<Item = String> + 'a {
    let stem = kind.stem.replace("<contrast>", id).to_lowercase();
    kind.endings
        .iter()
        .map(move |ending| format!("{stem}.{ending}"))
}

fn of_no_contrast(path: &str) -> Option<String> {
    let mut others = RESULT_FILES.iter().filter(|kind| !kind.is_of_contrast());
    let kind = others.find(|kind| kind.holds(path))?;
    Some(match kind.around_name() {
        None => format!("{path} holds {}", kind.content),
        Some((before, _)) => format!("files that begin with {before} hold {}", kind.content),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_other_files_are_taken() {
        let taken = |ids: &[&str]| collision(ids).map(|found| (found.contrast, found.taken));
        assert_eq!(taken(&["a", "b", "gsva", "sam"]), None);
        let (contrast, why) = taken(&["a", "Samples"]).unwrap();
        assert!(
            contrast == 1 && why.contains("clusters/samples.json"),
            "{why}"
        );
        let (_, why) = taken(&["a", "A.sam"]).unwrap();
        assert!(why.contains("differential/a.sam."), "{why}");
        let (_, why) = taken(&["scores"]).unwrap();
        assert!(why.contains("genesets/scores."), "{why}");
        let (_, why) = taken(&["dose.mg"]).unwrap();
        assert!(why.contains("differential/dose."), "{why}");
        assert!(taken(&["summary"]).is_some() && taken(&["gene_clusters"]).is_none());
    }
}
