//! Settings of a study that change nothing in it: they are told, not passed over.

use crate::config::{DifferentialSection, NormalizeSection, QualitySection, StudyConfig};

/// What of study.toml and `--set` has no effect, and why, in words.
pub(crate) fn unused_settings(config: &StudyConfig) -> Vec<String> {
    let mut told = Vec::new();
    if config.study.matrix.is_some() {
        let chip = config.chip.as_ref();
        let named = [
            (
                config.normalize != NormalizeSection::default(),
                "[normalize]",
            ),
            (config.quality != QualitySection::default(), "[quality]"),
            (
                chip.is_some_and(|chip| chip.names_library() || chip.control_prefix.is_some()),
                "the library of [chip]",
            ),
        ];
        let named: Vec<&str> = (named.iter())
            .filter(|(is_named, _)| *is_named)
            .map(|(_, what)| *what)
            .collect();
        if !named.is_empty() {
            told.push(format!(
                "the study begins from a matrix, and no array is read: what {} says changes nothing",
                named.join(", ")
            ));
        }
    }
    let differential = &config.differential;
    let tests_any = config.study.contrasts.is_some()
        || !differential.phenotypes.is_empty()
        || !differential.doses.is_empty();
    if !tests_any && *differential != DifferentialSection::default() {
        told.push(
            "there are no contrasts, phenotypes or doses to test: what [differential] says changes nothing".to_owned(),
        );
    }
    told
}
