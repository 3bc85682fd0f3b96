//! Settings on their way: what study.toml says, what flags say, what `--set` says, as one value
//! that is read and checked once.

mod reading;
mod study_file;
mod typed_values;

use super::keys::{KEYS, Kind, Setting, is_within};
use super::{StudyConfig, flags, keywords, paths};
use crate::error::Error;
use arrayon_core::suggest::did_you_mean;
use arrayon_settings::{Fault, Section};
use reading::read;
use std::path::Path;
use study_file::StudyFile;
use typed_values::{fits, parse, parts, value};

/// A study with nothing but what it must have.
pub(super) const EXAMPLE: &str = "[study]\nname = \"name\"\nsamples = \"samples.csv\"\n\
                                  [chip]\n[[differential.doses]]\n\
                                  variable = \"dose\"\nlevels = []\n[genesets.orthologs]\n\
                                  file = \"orthologs.tsv\"\nfrom = \"human\"\nto = \"rat\"\n";

/// Keys that set another one where nothing else does: key, the other key, its value.
const IMPLIED: [(&str, &str, &str); 1] = [("normalize.frozen", "normalize.method", "frozen")];

/// Settings that were given, and where.
#[derive(Debug, Clone)]
pub struct Draft {
    values: toml::Value,
    /// The command whose flags set them; empty without one.
    command: &'static str,
    /// The function whose keywords do that in place of flags.
    function: Option<&'static str>,
    /// What was typed for a key, the latest last.
    typed: Vec<(String, String)>,
    file: Option<StudyFile>,
}

impl Draft {
    /// Settings of a command, at the defaults of the command.
    pub fn of_command(command: &'static str) -> Self {
        let mut draft = Self {
            values: toml::Value::Table(toml::Table::new()),
            command,
            function: None,
            typed: Vec::new(),
            file: None,
        };
        for (key, value) in flags::defaults_of(command) {
            draft.put(key, toml::Value::String((*value).to_owned()));
        }
        draft
    }

    /// Settings of a command that a function takes as keywords.
    pub(super) fn of_function(command: &'static str, function: &'static str) -> Self {
        Self {
            function: Some(function),
            ..Self::of_command(command)
        }
    }

    /// Reads study.toml and makes its paths relative to the current folder.
    ///
    /// # Errors
    /// A file that cannot be read, or is no TOML.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let (file, mut values) = StudyFile::read(path)?;
        KEYS.rename(&mut values);
        paths::rebase(&mut values, path.parent().unwrap_or(Path::new("")));
        let mut draft = Self {
            values,
            command: "",
            function: None,
            typed: Vec::new(),
            file: Some(file),
        };
        draft.spell_as_declared();
        Ok(draft)
    }

    /// Sets a key to a value, which was typed as this flag.
    pub fn set(&mut self, key: &str, value: toml::Value, flag: &str) {
        self.typed.push((key.to_owned(), flag.to_owned()));
        self.put(key, value);
        KEYS.rename(&mut self.values);
        self.spell_as_declared();
    }

    /// Sets a key to a value as it was typed, one text per occurrence of the flag.
    ///
    /// # Errors
    /// A table that is none.
    pub fn set_typed(
        &mut self,
        setting: &Setting,
        texts: &[String],
        flag: &str,
    ) -> Result<(), Error> {
        let value = match (&setting.kind, texts) {
            (Kind::List(kind), texts) => {
                let parts = texts.iter().flat_map(|text| parts(kind, text));
                toml::Value::Array(parts.map(|part| value(kind, &part)).collect())
            }
            (kind, [.., text]) => value(kind, text),
            (_, []) => return Ok(()),
        };
        self.set(&setting.key, value, flag);
        Ok(())
    }

    /// Does what `--set section.key=value` says.
    ///
    /// # Errors
    /// No equals sign; a key that is none, that the command does not read, or that was typed before.
    pub fn set_assignment(&mut self, assignment: &str) -> Result<(), Error> {
        let flag = "--set";
        let refuse = |message: String, hint: &str| {
            Err(Error::Flag {
                flag: flag.to_owned(),
                message,
                hint: hint.to_owned(),
            })
        };
        let Some((key, text)) = assignment.split_once('=') else {
            let found = format!("'{assignment}'; expected SECTION.KEY=VALUE");
            return refuse(found, "for example --set differential.fdr=0.1");
        };
        let (typed, text) = (key.trim(), text.trim());
        let key = &KEYS.current(typed);
        let is_read = |setting: &&Setting| flags::reads(self.command, setting);
        let known: Vec<&Setting> = KEYS.settings.iter().filter(is_read).collect();
        let Some(setting) = known.iter().find(|setting| setting.key == *key) else {
            if KEYS.setting(key).is_some() {
                let found = format!("arrayon {} does not read '{typed}'", self.command);
                return refuse(found, &flags::readers_of(key));
            }
            let near = did_you_mean(key, known.iter().map(|setting| &setting.key[..]));
            let near = near.unwrap_or_else(|| "`arrayon schema study` has every key".to_owned());
            return refuse(format!("no setting '{typed}'"), &near);
        };
        let mut earlier = self.typed.iter();
        if let Some((_, earlier)) = earlier.find(|(key, _)| *key == setting.key) {
            return refuse(
                format!("'{typed}' is set by {earlier} already"),
                "give each setting once; lists as --set SECTION.KEY=one,two",
            );
        }
        let parsed = parse(text).filter(|parsed| fits(&setting.kind, parsed));
        let value = match (&setting.kind, parsed) {
            (_, Some(parsed)) => parsed,
            (Kind::List(kind), None) => {
                let text = text.strip_prefix('[').unwrap_or(text);
                let text = text.strip_suffix(']').unwrap_or(text);
                let words = text
                    .split(',')
                    .map(str::trim)
                    .filter(|word| !word.is_empty());
                toml::Value::Array(words.map(|word| value(kind, word)).collect())
            }
            (kind, None) => value(kind, text),
        };
        self.set(&setting.key, value, &format!("{flag} {typed}"));
        Ok(())
    }

    /// The value of a key, as it was given.
    pub fn get(&self, key: &str) -> Option<&toml::Value> {
        key.split('.')
            .try_fold(&self.values, |value, name| value.as_table()?.get(name))
    }

    /// What was typed last for a key or within a section.
    pub fn typed(&self, key: &str) -> Option<&str> {
        let key = key.split('[').next().filter(|key| !key.is_empty())?;
        let mut typed = self.typed.iter().rev();
        let last = typed.find(|(typed, _)| is_within(typed, key));
        last.map(|(_, flag)| flag.as_str())
    }

    /// Refuses what was typed and is not read for what is asked.
    ///
    /// # Errors
    /// The first key that was typed and is none of `read`; `why` says why not.
    pub fn refuse_unread(&self, read: &[&str], why: &str) -> Result<(), Error> {
        let mut typed = self.typed.iter();
        match typed.find(|(key, _)| !read.contains(&key.as_str())) {
            None => Ok(()),
            Some((_, flag)) => Err(Error::Flag {
                flag: flag.clone(),
                message: format!("would change nothing: {why}"),
                hint: "leave it out".to_owned(),
            }),
        }
    }

    /// A section, read and checked.
    ///
    /// # Errors
    /// The first setting that cannot be, by the flag that set it, or by key and line.
    pub fn section<S: Section>(&self) -> Result<S, Error> {
        let value = self.with_implied().get(S::NAME).cloned();
        let value = value.unwrap_or_else(|| toml::Value::Table(toml::Table::new()));
        let section: S = read(value).map_err(|fault| self.refuse(fault.under(S::NAME)))?;
        let checked = section.check_in_study();
        checked.map_err(|fault| self.refuse(fault))?;
        Ok(section)
    }

    /// The whole study, read and checked.
    ///
    /// # Errors
    /// The first setting that cannot be, by the flag that set it, or by key and line.
    pub fn study(&self) -> Result<StudyConfig, Error> {
        let study: StudyConfig =
            read(self.with_implied().values).map_err(|fault| self.refuse(fault))?;
        study.check().map_err(|fault| self.refuse(fault))?;
        Ok(study)
    }

    /// The same with what settings imply.
    fn with_implied(&self) -> Self {
        let mut whole = self.clone();
        for (key, other, value) in IMPLIED {
            if self.get(key).is_some() && self.get(other).is_none() {
                whole.put(other, toml::Value::String(value.to_owned()));
            }
        }
        whole
    }

    /// A fault as an error: of the flag that set the key, else of the key in the file, else of the
    /// flag that could set it.
    pub fn refuse(&self, fault: Fault) -> Error {
        let with = Some(fault.with.as_str()).filter(|with| !with.is_empty());
        let typed = self.typed(&fault.key);
        let typed = typed.or_else(|| with.and_then(|with| self.typed(with)));
        match (typed, &self.file) {
            (Some(flag), _) => self.flag_error(flag.to_owned(), &fault),
            (None, Some(file)) => file.refuse(fault).into(),
            (None, None) => self.flag_error(self.name_of(&fault.key), &fault),
        }
    }

    /// The flag or keyword that sets a key.
    pub(super) fn name_of(&self, key: &str) -> String {
        match self.function {
            Some(_) => keywords::name_of(self.command, key),
            None => flags::name_of(self.command, key),
        }
    }

    /// Where flags or keywords are explained.
    pub(super) fn explanation(&self) -> String {
        match self.function {
            Some(function) => format!("arrayon.settings('{function}') explains them"),
            None => format!("`arrayon {} --help` explains them", self.command),
        }
    }

    fn flag_error(&self, flag: String, fault: &Fault) -> Error {
        let further = match (self.function, self.command) {
            (Some(function), _) => format!("arrayon.settings('{function}') lists them"),
            (None, "") => "`arrayon schema study` has every key".to_owned(),
            (None, command) => format!("see `arrayon {command} --help`"),
        };
        Error::Flag {
            flag,
            message: fault.message(),
            hint: match fault.hint.is_empty() {
                true => further,
                false => format!("{} ({further})", fault.hint),
            },
        }
    }

    fn put(&mut self, key: &str, value: toml::Value) {
        let mut at = &mut self.values;
        for name in key.split('.') {
            if !at.is_table() {
                *at = toml::Value::Table(toml::Table::new());
            }
            let toml::Value::Table(table) = at else {
                return;
            };
            at = table
                .entry(name.to_owned())
                .or_insert_with(|| toml::Value::Table(toml::Table::new()));
        }
        *at = value;
    }

    /// Spells choices as they are declared, where their names are taken in any case.
    fn spell_as_declared(&mut self) {
        for setting in &KEYS.settings {
            let (Kind::Choice(names), Some(aliases)) = (&setting.kind, &setting.aliases) else {
                continue;
            };
            let own = names.iter().map(|name| (name, name));
            let others = aliases.iter().map(|(alias, name)| (alias, name));
            let value = paths::at_mut(&mut self.values, &setting.key);
            if let Some(toml::Value::String(text)) = value
                && let Some((_, name)) = own
                    .chain(others)
                    .find(|(name, _)| name.eq_ignore_ascii_case(text))
            {
                text.clone_from(name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::DifferentialSection;

    fn draft(assignments: &[&str]) -> Draft {
        let mut draft = Draft::of_command("differential");
        for assignment in assignments {
            draft.set_assignment(assignment).unwrap();
        }
        draft
    }

    #[test]
    fn assignments_take_values_of_toml_and_plain_words() {
        let section: DifferentialSection = draft(&[
            "differential.trend=true",
            "differential.block=animal 3",
            "differential.factors=[\"a,b\", \"c\"]",
            "differential.method=limma, sam",
            "differential.sam.s0 = 0.5",
            "differential.order=[{column = \"mg\", levels = [\"0\", \"1\"], doses = [0, 0.5]}]",
        ])
        .section()
        .unwrap();
        assert!(section.trend);
        assert_eq!(section.block.as_deref(), Some("animal 3"));
        assert_eq!(section.factors, ["a,b", "c"]);
        assert_eq!(section.methods.len(), 2);
        assert_eq!(section.doses[0].values, Some(vec![0.0, 0.5]));
    }

    #[test]
    fn faults_name_what_was_typed() {
        let refused = |assignment: &str| {
            let section = draft(&[assignment]).section::<DifferentialSection>();
            section.unwrap_err().to_string()
        };
        let found = refused("differential.fdr=5");
        assert_eq!(
            found,
            "--set differential.fdr: 5; expected a number between 0 and 1"
        );
        let found = refused("differential.sam.s0=0.1");
        assert!(found.starts_with("--set differential.sam.s0: settings of 'sam'"));
        let found = refused("differential.decide=nested");
        assert!(
            found
                .contains("'nested'; expected one of 'separate', 'global', 'nestedF', 'stageWise'"),
            "{found}"
        );
        let unknown = |assignment: &str| {
            let error = Draft::of_command("differential").set_assignment(assignment);
            error.unwrap_err()
        };
        assert!(
            unknown("differential.tred=true")
                .hint()
                .contains("differential.trend")
        );
        assert!(
            unknown("cluster.n_gap_references=3")
                .to_string()
                .contains("does not read")
        );
        assert!(
            unknown("differential.trend")
                .to_string()
                .contains("SECTION.KEY=VALUE")
        );
    }
}
