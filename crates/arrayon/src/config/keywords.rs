//! Settings as keyword arguments of a function, out of the flags of its command: `--filter-above` is
//! `filter_above`, and `--no-leave-one-out` is `leave_one_out`, to be `False`.

use super::draft::Draft;
use super::flags::{Flag, flags_of};
use super::keys::{KEYS, is_within};
use crate::error::Error;
use arrayon_core::suggest::did_you_mean;

/// The keyword of the setting that a flag sets.
pub fn keyword_of(flag: &Flag) -> String {
    keyword(&flag.name, flag.turns_off)
}

fn keyword(name: &str, turns_off: bool) -> String {
    let name = match turns_off {
        true => name.strip_prefix("no-").unwrap_or(name),
        false => name,
    };
    name.replace('-', "_")
}

/// The keyword that sets a key; the key itself where there is none.
pub(super) fn name_of(command: &str, key: &str) -> String {
    let key = key.split('[').next().unwrap_or(key);
    let flags = flags_of(command);
    let flag = flags.iter().find(|flag| flag.setting.key == key);
    flag.map_or_else(|| key.to_owned(), keyword_of)
}

/// Further keywords of the same setting.
fn aliases(flag: &Flag) -> impl Iterator<Item = String> + '_ {
    (flag.aliases.iter()).map(|alias| keyword(alias, flag.turns_off))
}

/// The settings of a command, out of keyword arguments of a function: of single settings, and of
/// whole subsections as tables (`filter = {above = 5, min_samples = 3}`).
///
/// # Errors
/// A keyword that is none.
pub fn draft_of(
    command: &'static str,
    function: &'static str,
    keywords: impl IntoIterator<Item = (String, toml::Value)>,
) -> Result<Draft, Error> {
    let flags = flags_of(command);
    let mut draft = Draft::of_function(command, function);
    for (given, value) in keywords {
        let is_named = |flag: &&Flag| {
            keyword_of(flag) == given
                || flag.setting.key == given
                || aliases(flag).any(|alias| alias == given)
        };
        if let Some(flag) = flags.iter().find(is_named) {
            draft.set_value(&flag.setting.key, value, &given);
            continue;
        }
        match (subsection(&flags, &given), value) {
            (Some(section), toml::Value::Table(table)) => {
                for (key, value) in table {
                    draft.set_value(&format!("{section}.{key}"), value, &given);
                }
            }
            _ => return Err(unknown(&flags, &given, function)),
        }
    }
    Ok(draft)
}

/// The subsection of this name in one of the sections that the command takes.
fn subsection(flags: &[Flag], name: &str) -> Option<&'static str> {
    let heads = KEYS.sections.iter().map(|head| head.key.as_str());
    let mut named = heads.filter(|head| {
        let last = head.rsplit_once('.').map(|(_, last)| last);
        last == Some(name) && flags.iter().any(|flag| is_within(&flag.setting.key, head))
    });
    named.next()
}

fn unknown(flags: &[Flag], given: &str, function: &str) -> Error {
    let known: Vec<String> = flags.iter().map(keyword_of).collect();
    let near = did_you_mean(given, known.iter().map(String::as_str));
    Error::Flag {
        flag: given.to_owned(),
        message: format!("no setting '{given}'"),
        hint: near.unwrap_or_else(|| format!("arrayon.settings('{function}') lists them")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{ClusterSection, DifferentialSection, GeneSetsSection, ThemeChoice};

    fn diff(keywords: &[(&str, toml::Value)]) -> Result<DifferentialSection, Error> {
        let keywords = keywords.iter().cloned();
        let keywords = keywords.map(|(name, value)| (name.to_owned(), value));
        draft_of("differential", "diff", keywords)?.section()
    }

    #[test]
    fn keywords_set_what_flags_set() {
        let filter: toml::Table = toml::from_str("above = 4.5\nmin_samples = 2").unwrap();
        let section = diff(&[
            ("fdr", 0.1.into()),
            ("leave_one_out", false.into()),
            ("factor", toml::Value::Array(vec!["dose".into()])),
            ("filter", filter.into()),
            ("sam_s0_percentile", 0.5.into()),
            (
                "method",
                toml::Value::Array(vec!["limma".into(), "sam".into()]),
            ),
        ]);
        let section = section.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(section.fdr.get(), 0.1);
        assert!(!section.leave_one_out);
        assert_eq!(section.factors, ["dose"]);
        assert_eq!(section.filter.above, Some(4.5));
        assert_eq!(section.methods.len(), 2);
    }

    #[test]
    fn faults_name_the_keyword() {
        let refused = diff(&[("fdr", 5.into())]).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "fdr: 5; expected a number between 0 and 1"
        );
        assert!(
            refused.hint().contains("arrayon.settings('diff')"),
            "{}",
            refused.hint()
        );
        let refused = diff(&[("tred", true.into())]).unwrap_err();
        assert!(refused.hint().contains("'trend'"), "{}", refused.hint());
        // nobody has typed the other of two settings that do not go together
        let refused = diff(&[("sam_s0", 0.1.into())]).unwrap_err().to_string();
        assert!(refused.starts_with("sam_s0: "), "{refused}");
        assert!(!refused.contains("--"), "{refused}");
    }

    #[test]
    fn a_theme_may_be_named_by_its_species() {
        let keywords = [("themes".to_owned(), "rat".into())];
        let draft = draft_of("genesets", "genesets", keywords).unwrap();
        let section: GeneSetsSection = draft.section().unwrap();
        assert_eq!(section.themes, ThemeChoice::Builtin);
        let keywords = [("genes_choose".to_owned(), "none".into())];
        let draft = draft_of("cluster", "cluster", keywords).unwrap();
        assert!(draft.section::<ClusterSection>().is_ok());
    }
}
