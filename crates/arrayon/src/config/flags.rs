//! The flags of each command, out of the keys of study.toml by one rule: `section.a.b_c` is
//! `--a-b-c`, and a setting that is true by default is turned off by `--no-...`.

use super::keys::{KEYS, Kind, Setting, is_within};

/// The settings that a command takes as flags.
struct Command {
    name: &'static str,
    /// Sections, and which of their keys.
    parts: &'static [(&'static str, Part)],
    /// Shorter or earlier names of single flags.
    aliases: &'static [(&'static str, &'static str)],
    /// Keys that flags of the command's own set, and these flags.
    own: &'static [(&'static str, &'static str)],
    /// Defaults that differ from those of a study.
    defaults: &'static [(&'static str, &'static str)],
}

/// The keys of a section that a command takes.
enum Part {
    All,
    Of(&'static [&'static str]),
    /// What a table of a contrast was made with, as far as tests of gene sets depend on it.
    OfTables,
}

use Part::{All, Of, OfTables};

impl Part {
    /// Whether the command takes a setting, which has this key within the section.
    fn takes(&self, setting: &Setting, within: &str) -> bool {
        match self {
            All => true,
            Of(keys) => keys.contains(&within),
            OfTables => setting.is_of_tables,
        }
    }
}

/// The files of a chip library that say which probes there are.
const LIBRARY: &[&str] = &[
    "cdf", "pgf", "clf", "mps", "qcc", "bgp", "package", "target",
];

/// Which gene sets there are, and which of them are large enough; not how they are tested.
const SETS: &[&str] = &[
    "themes",
    "species",
    "panels",
    "hallmark",
    "gmt",
    "orthologs.file",
    "orthologs.from",
    "orthologs.to",
    "orthologs.policy",
    "obo",
    "gaf",
    "relations",
    "evidence",
    "exclude_evidence",
    "go_sets",
    "annotation_terms",
    "several_genes",
    "min_set_size",
    "max_set_size",
];

const COMMANDS: [Command; 6] = [
    Command {
        name: "normalize",
        parts: &[("normalize", All), ("quality", All), ("chip", All)],
        aliases: &[],
        own: &[],
        defaults: &[],
    },
    Command {
        name: "qc",
        parts: &[("quality", All), ("normalize", All), ("chip", All)],
        aliases: &[],
        own: &[],
        defaults: &[],
    },
    Command {
        name: "freeze",
        parts: &[
            ("normalize", Of(&["compatibility", "probe_selection"])),
            ("chip", Of(LIBRARY)),
        ],
        aliases: &[],
        own: &[],
        defaults: &[],
    },
    Command {
        name: "differential",
        parts: &[("differential", All), ("chip", Of(&["annotation"]))],
        aliases: &[
            ("differential.factors", "factor"),
            ("differential.phenotypes", "phenotype"),
            ("differential.rank_products.null", "rank-null"),
            ("differential.rank_products.statistic", "rank-statistic"),
        ],
        own: &[
            ("differential.doses.variable", "doses"),
            ("differential.doses.levels", "doses"),
        ],
        defaults: &[],
    },
    Command {
        name: "cluster",
        parts: &[
            ("cluster", All),
            ("genesets", Of(SETS)),
            ("chip", Of(&["annotation"])),
            ("differential", Of(&["fdr", "block", "factors"])),
        ],
        aliases: &[
            ("genesets.panels", "panel"),
            ("genesets.orthologs.file", "orthologs"),
            ("genesets.min_set_size", "min-size"),
            ("genesets.max_set_size", "max-size"),
            ("differential.factors", "factor"),
            ("cluster.genes.distance", "gene-distance"),
            ("cluster.genes.linkage", "gene-linkage"),
            ("cluster.genes.leaf_order", "leaf-order"),
            ("cluster.genes.n_clusters", "gene-clusters"),
            ("cluster.genes.assign_nearby", "no-assign-nearby"),
        ],
        own: &[],
        defaults: &[("genesets.themes", "none")],
    },
    Command {
        name: "genesets",
        parts: &[
            ("genesets", All),
            ("chip", Of(&["annotation"])),
            ("differential", OfTables),
        ],
        aliases: &[
            ("genesets.panels", "panel"),
            ("genesets.orthologs.file", "orthologs"),
            ("genesets.orthologs.from", "from"),
            ("genesets.orthologs.to", "to"),
            ("genesets.several_features", "collapse"),
            ("genesets.min_set_size", "min-size"),
            ("genesets.max_set_size", "max-size"),
            ("differential.factors", "factor"),
        ],
        own: &[("genesets.conditions", "condition")],
        defaults: &[("genesets.themes", "none")],
    },
];

fn command(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.name == name)
}

/// The commands with flags of settings.
pub fn commands() -> impl Iterator<Item = &'static str> {
    COMMANDS.iter().map(|command| command.name)
}

/// Whether a command reads a setting. What works on a whole study.toml reads all.
pub fn reads(name: &str, setting: &Setting) -> bool {
    command(name).is_none_or(|command| {
        command.parts.iter().any(|(section, part)| {
            let within = setting.key.strip_prefix(section);
            let within = within.and_then(|rest| rest.strip_prefix('.'));
            within.is_some_and(|within| part.takes(setting, within))
        })
    })
}

/// Who reads a setting, for messages.
pub fn readers_of(key: &str) -> String {
    let flags = flags_of_key(key).into_iter();
    let flags = flags.map(|(command, flag)| format!("`arrayon {command} {flag}`"));
    let all: Vec<String> = flags.chain(["`arrayon run`".to_owned()]).collect();
    match &all[..] {
        [only] => format!("only {only} reads it"),
        several => format!("it is read by {}", several.join(", ")),
    }
}

/// Defaults of a command that differ from those of a study, by their keys.
pub fn defaults_of(name: &str) -> &'static [(&'static str, &'static str)] {
    command(name).map_or(&[], |command| command.defaults)
}

/// A flag that sets a key.
#[derive(Debug, Clone)]
pub struct Flag {
    /// Its name, without the two dashes.
    pub name: String,
    /// The setting.
    pub setting: &'static Setting,
    /// Whether it turns off what is on by default.
    pub turns_off: bool,
    /// Other names.
    pub aliases: Vec<String>,
    /// Key of the section under which it is shown.
    pub section: String,
    /// The default of the command, in words; empty where there is none.
    pub default: String,
}

/// The flags of a command that set keys, in the order of their declaration.
pub fn flags_of(name: &str) -> Vec<Flag> {
    let Some(command) = command(name) else {
        return Vec::new();
    };
    let mut flags = Vec::new();
    for (section, part) in command.parts {
        for setting in KEYS.of_section(section) {
            let within = &setting.key[section.len() + 1..];
            let is_own = command.own.iter().any(|(key, _)| *key == setting.key);
            if is_own || !part.takes(setting, within) {
                continue;
            }
            flags.push(Flag {
                turns_off: turns_off(setting),
                name: by_rule(setting, &setting.key, section),
                aliases: aliases(command, setting, section),
                section: section_of(&setting.key).to_owned(),
                default: default_in_words(command, setting),
                setting,
            });
        }
    }
    flags
}

fn turns_off(setting: &Setting) -> bool {
    setting.kind == Kind::Boolean && setting.default == Some(true.into())
}

fn by_rule(setting: &Setting, key: &str, section: &str) -> String {
    let within = key[section.len() + 1..].replace(['.', '_'], "-");
    match turns_off(setting) {
        true => format!("no-{within}"),
        false => within,
    }
}

/// Further names of a flag: shorter ones, and the one that follows from the earlier name of its
/// key.
fn aliases(command: &Command, setting: &Setting, section: &str) -> Vec<String> {
    let own = command.aliases.iter();
    let own = own.filter(|(key, _)| *key == setting.key);
    let former = Some(&setting.former).filter(|former| !former.is_empty());
    own.map(|(_, alias)| (*alias).to_owned())
        .chain(former.map(|former| by_rule(setting, former, section)))
        .collect()
}

/// The section of a key; keys of one of several tables belong to that of the tables.
fn section_of(key: &str) -> &str {
    let heads = KEYS.sections.iter().map(|head| head.key.as_str());
    let around = heads.filter(|head| is_within(key, head));
    around.max_by_key(|head| head.len()).unwrap_or_default()
}

fn default_in_words(command: &Command, setting: &Setting) -> String {
    let own = command.defaults.iter().find(|(key, _)| *key == setting.key);
    match own {
        Some((_, value)) => (*value).to_owned(),
        None => in_words(setting),
    }
}

/// A default in words; empty where nothing is set by default.
pub fn in_words(setting: &Setting) -> String {
    let plain = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match &setting.default {
        None => String::new(),
        Some(serde_json::Value::Array(values)) => {
            values.iter().map(plain).collect::<Vec<_>>().join(",")
        }
        Some(serde_json::Value::Object(_)) => String::new(),
        // 0.0 as 0
        Some(value) => plain(value).trim_end_matches(".0").to_owned(),
    }
}

/// The flag of a command that sets a key, with its dashes; the key itself where there is none.
pub fn name_of(command: &str, key: &str) -> String {
    let key = key.split('[').next().unwrap_or(key);
    let own = self::command(command).map_or(&[][..], |command| command.own);
    let own = own.iter().find(|(own, _)| *own == key);
    if let Some((_, flag)) = own {
        return format!("--{flag}");
    }
    let flags = flags_of(command);
    match flags.iter().find(|flag| flag.setting.key == key) {
        Some(flag) => format!("--{}", flag.name),
        None => key.to_owned(),
    }
}

/// Every flag that sets a key, with the command that takes it.
pub fn flags_of_key(key: &str) -> Vec<(&'static str, String)> {
    let all = COMMANDS.iter().map(|command| command.name);
    all.map(|command| (command, name_of(command, key)))
        .filter(|(_, flag)| flag.starts_with("--"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn flags_follow_from_keys() {
        for (command, key, flag) in [
            ("differential", "differential.trend", "--trend"),
            (
                "differential",
                "differential.filter.above",
                "--filter-above",
            ),
            (
                "differential",
                "differential.leave_one_out",
                "--no-leave-one-out",
            ),
            (
                "differential",
                "differential.sam.s0_percentile",
                "--sam-s0-percentile",
            ),
            (
                "differential",
                "differential.doses.values",
                "--doses-values",
            ),
            ("differential", "differential.doses[0].levels", "--doses"),
            ("cluster", "cluster.genes.n_features", "--genes-n-features"),
            (
                "genesets",
                "genesets.orthologs.policy",
                "--orthologs-policy",
            ),
            ("normalize", "chip.control_prefix", "--control-prefix"),
            ("normalize", "normalize.method", "--method"),
        ] {
            assert_eq!(name_of(command, key), flag);
        }
    }

    #[test]
    fn every_setting_of_a_stage_has_a_flag() {
        for setting in &KEYS.settings {
            // the study's files, its figures, the rules of its gate and further formats are no
            // settings of a stage
            let of_study = ["study", "figures", "gate", "output"];
            if !of_study
                .iter()
                .any(|section| is_within(&setting.key, section))
            {
                assert!(!flags_of_key(&setting.key).is_empty(), "{}", setting.key);
            }
        }
    }

    #[test]
    fn no_two_flags_of_a_command_have_one_name() {
        for command in commands() {
            let mut seen = BTreeSet::new();
            for flag in flags_of(command) {
                for name in flag.aliases.iter().chain([&flag.name]) {
                    assert!(seen.insert(name.clone()), "{command} --{name}");
                }
            }
        }
    }

    #[test]
    fn gene_sets_take_what_their_tables_depend_on() {
        let flag = |key: &str| name_of("genesets", &format!("differential.{key}"));
        assert_eq!(flag("trend"), "--trend");
        assert_eq!(flag("surrogates.seed"), "--surrogates-seed");
        assert_eq!(flag("decide"), "differential.decide");
    }

    #[test]
    fn a_command_reads_what_its_flags_set_and_nothing_else() {
        for command in commands() {
            let flags = flags_of(command);
            for setting in &KEYS.settings {
                let has_flag = flags.iter().any(|flag| flag.setting.key == setting.key);
                let is_own = name_of(command, &setting.key).starts_with("--");
                let key = &setting.key;
                assert_eq!(
                    reads(command, setting),
                    has_flag || is_own,
                    "{command} {key}"
                );
            }
        }
        let trend = readers_of("differential.trend");
        assert!(trend.contains("`arrayon differential --trend`"), "{trend}");
        assert_eq!(readers_of("figures.draw"), "only `arrayon run` reads it");
    }

    #[test]
    fn aliases_and_defaults_are_of_keys() {
        for command in &COMMANDS {
            let keys = command
                .aliases
                .iter()
                .chain(command.own)
                .chain(command.defaults);
            for (key, _) in keys {
                assert!(KEYS.setting(key).is_some(), "{key}");
            }
            for (section, part) in command.parts {
                let Of(keys) = part else { continue };
                for key in *keys {
                    assert!(KEYS.setting(&format!("{section}.{key}")).is_some(), "{key}");
                }
            }
        }
    }
}
