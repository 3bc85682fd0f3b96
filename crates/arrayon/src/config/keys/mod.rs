//! Every key of study.toml with its type, default and description, out of the JSON Schema of
//! [`StudyConfig`].

mod declared;
mod of_schema;

use super::StudyConfig;
use declared::{Declared, NOTHING, declared};
use of_schema::{aliases, described, range, value_name, without_null};
use schemars::generate::SchemaSettings;
use serde_json::Value;

/// A key of study.toml.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The key with those of the sections around it: `differential.filter.above`.
    pub key: String,
    /// What its value is.
    pub kind: Kind,
    /// The range of a number in words; empty where there is none.
    pub range: String,
    /// The default; `None` where there is none, or nothing is set by default.
    pub default: Option<Value>,
    /// Whether it must be set.
    pub is_required: bool,
    /// What it means, without the last full stop.
    pub description: String,
    /// What a value is called in usage lines.
    pub value_name: String,
    /// The key by its earlier name, which is still accepted; empty where there is none.
    pub former: String,
    /// Whether a table of a contrast depends on it in what stages after read of the table.
    pub is_of_tables: bool,
    /// Of choices whose names are taken in any case: further names, and what each stands for.
    pub aliases: Option<Vec<(String, String)>>,
}

/// What the value of a key is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A text.
    Text,
    /// One of these names.
    Choice(Vec<String>),
    /// A file, or one of these names.
    File(Vec<String>),
    /// A folder.
    Folder,
    /// Several values of one kind.
    List(Box<Kind>),
    /// Several tables, whose keys are settings too.
    Tables,
    /// A table whose keys the user chooses.
    Map,
}

/// A section or subsection of study.toml.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionHead {
    /// Its key: `differential.filter`.
    pub key: String,
    /// What it is about, without the last full stop.
    pub description: String,
}

/// All keys of study.toml, in the order of their declaration.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// The sections.
    pub sections: Vec<SectionHead>,
    /// The settings.
    pub settings: Vec<Setting>,
    /// Earlier names of keys within their sections, and the keys they name now; outer ones first.
    renamed: Vec<(String, String)>,
}

/// All keys of study.toml.
#[expect(clippy::disallowed_types, reason = "made without parallel work")]
pub static KEYS: std::sync::LazyLock<Keys> = std::sync::LazyLock::new(Keys::of_study);

/// The JSON Schema of study.toml.
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
    });
    let mut schema = settings
        .into_generator()
        .into_root_schema_for::<StudyConfig>()
        .to_value();
    schema["$id"] = "arrayon/study/2".into();
    schema["title"] = "arrayon/study".into();
    schema
}

impl Keys {
    fn of_study() -> Self {
        let mut keys = Self::default();
        keys.walk(&schema(), "", &declared(), false);
        keys
    }

    /// The setting of a key.
    pub fn setting(&self, key: &str) -> Option<&Setting> {
        self.settings.iter().find(|setting| setting.key == key)
    }

    /// The settings of a section, its subsections included.
    pub fn of_section(&self, section: &str) -> impl Iterator<Item = &Setting> {
        let settings = self.settings.iter();
        settings.filter(move |setting| is_within(&setting.key, section))
    }

    /// A key by the name that it has now.
    pub fn current(&self, key: &str) -> String {
        let mut key = key.to_owned();
        for (former, now) in &self.renamed {
            if is_within(&key, former) {
                key.replace_range(..former.len(), now);
            }
        }
        key
    }

    /// A key by its earlier name; `None` where it had none.
    fn former(&self, key: &str) -> Option<String> {
        let mut former = key.to_owned();
        for (earlier, now) in self.renamed.iter().rev() {
            if is_within(&former, now) {
                former.replace_range(..now.len(), earlier);
            }
        }
        (former != key).then_some(former)
    }

    /// Gives settings that were written by earlier names those that they have now; where both
    /// stand, the earlier is left, to be refused.
    pub(super) fn rename(&self, settings: &mut toml::Value) {
        for (former, now) in &self.renamed {
            let (section, former) = former.rsplit_once('.').unwrap_or(("", former));
            let now = now.rsplit_once('.').map_or(now.as_str(), |(_, name)| name);
            let path: Vec<&str> = section.split('.').filter(|name| !name.is_empty()).collect();
            rename_at(settings, &path, former, now);
        }
    }

    fn walk(&mut self, schema: &Value, section: &str, order: &Declared, of_tables: bool) {
        let Some(properties) = schema["properties"].as_object() else {
            return;
        };
        let declared = order.0.iter().map(|(name, _)| name);
        let others = properties.keys();
        let others = others.filter(|name| order.0.iter().all(|(known, _)| known != *name));
        let required = schema["required"].as_array();
        for name in declared.chain(others) {
            let Some(property) = properties.get(name) else {
                continue;
            };
            let key = match section {
                "" => name.clone(),
                section => format!("{section}.{name}"),
            };
            let inner = without_null(property);
            let is_of_tables = of_tables || property["x-of-tables"] == true;
            if let Some(former) = property["x-former"].as_str() {
                let former = format!("{}{former}", &key[..key.len() - name.len()]);
                self.renamed.push((former, key.clone()));
            }
            let description = described(property, inner);
            let within = order.0.iter().find(|(known, _)| known == name);
            let within = within.map_or(&NOTHING, |(_, within)| within);
            if inner["properties"].is_object() {
                self.sections.push(SectionHead {
                    key: key.clone(),
                    description,
                });
                self.walk(inner, &key, within, is_of_tables);
                continue;
            }
            let kind = Kind::of(inner);
            let is_table = kind == Kind::Tables;
            self.settings.push(Setting {
                value_name: value_name(property, inner, &kind, name),
                default: property
                    .get("default")
                    .filter(|one| !one.is_null())
                    .cloned(),
                former: self.former(&key).unwrap_or_default(),
                aliases: aliases(inner),
                is_of_tables,
                range: range(inner),
                is_required: required.is_some_and(|all| all.iter().any(|one| one == name)),
                kind,
                key: key.clone(),
                description,
            });
            if is_table {
                self.walk(&inner["items"], &key, within, is_of_tables);
            }
        }
    }
}

/// Renames a key of the table at a path, or of each table of a list there.
fn rename_at(value: &mut toml::Value, path: &[&str], former: &str, now: &str) {
    match (value, path) {
        (toml::Value::Array(values), _) => {
            (values.iter_mut()).for_each(|value| rename_at(value, path, former, now));
        }
        (toml::Value::Table(table), [name, path @ ..]) => {
            if let Some(value) = table.get_mut(*name) {
                rename_at(value, path, former, now);
            }
        }
        (toml::Value::Table(table), []) if !table.contains_key(now) => {
            if let Some(value) = table.remove(former) {
                table.insert(now.to_owned(), value);
            }
        }
        _ => {}
    }
}

/// Whether a key is that of a section or within it.
pub fn is_within(key: &str, section: &str) -> bool {
    let rest = key.strip_prefix(section);
    section.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

impl Kind {
    /// The type in words.
    pub fn in_words(&self) -> String {
        match self {
            Self::Boolean => "true or false".to_owned(),
            Self::Integer => "whole number".to_owned(),
            Self::Number => "number".to_owned(),
            Self::Text => "text".to_owned(),
            Self::Choice(names) => names.join(", "),
            Self::File(names) if names.is_empty() => "file".to_owned(),
            Self::File(names) => format!("file, or {}", names.join(", ")),
            Self::Folder => "folder".to_owned(),
            Self::List(kind) => format!("list of: {}", kind.in_words()),
            Self::Tables => "list of tables".to_owned(),
            Self::Map => "table".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_a_description_and_a_type() {
        for setting in &KEYS.settings {
            assert!(!setting.description.is_empty(), "{}", setting.key);
        }
        for section in &KEYS.sections {
            assert!(!section.description.is_empty(), "{}", section.key);
        }
    }

    #[test]
    fn types_defaults_and_order_are_those_of_the_declaration() {
        let of = |key: &str| KEYS.setting(key).unwrap_or_else(|| panic!("{key}"));
        assert_eq!(of("differential.trend").kind, Kind::Boolean);
        assert_eq!(of("differential.trend").default, Some(false.into()));
        assert_eq!(of("differential.fdr").default, Some(0.05.into()));
        assert_eq!(of("differential.fdr").kind, Kind::Number);
        assert_eq!(of("differential.fdr").range, "above 0 and below 1");
        assert_eq!(of("differential.sam.n_permutations").range, "2 to 10000");
        assert_eq!(of("cluster.genes.n_features").range, "2 or more");
        assert_eq!(of("differential.filter.min_samples").kind, Kind::Integer);
        assert_eq!(of("differential.filter.min_samples").default, None);
        assert_eq!(
            of("differential.observation_weights").kind,
            Kind::File(vec![])
        );
        let measures = ["iqr", "sd"].map(String::from).to_vec();
        assert_eq!(
            of("differential.filter.variance_measure").kind,
            Kind::Choice(measures)
        );
        assert!(
            matches!(&of("genesets.tests").kind, Kind::List(kind) if matches!(**kind, Kind::Choice(_)))
        );
        assert!(
            matches!(&of("genesets.panels").kind, Kind::List(kind) if matches!(&**kind, Kind::File(names) if names.len() == 5))
        );
        assert_eq!(of("genesets.orthologs.file").kind, Kind::File(vec![]));
        assert_eq!(of("genesets.conditions").kind, Kind::Map);
        assert_eq!(of("differential.doses").kind, Kind::Tables);
        assert!(of("study.samples").is_required && !of("study.matrix").is_required);
        let linkage = &of("cluster.linkage").kind;
        assert!(matches!(linkage, Kind::Choice(names) if names.contains(&"ward.D2".to_owned())));
        let place = |key: &str| {
            let place = KEYS.settings.iter().position(|setting| setting.key == key);
            place.unwrap_or_else(|| panic!("{key}"))
        };
        let trend = place("differential.trend");
        assert!(trend < place("differential.robust"));
        assert!(place("differential.treat") < place("differential.moderation"));
        assert!(place("normalize.method") < trend && trend < place("cluster.linkage"));
        let doses = of("differential.doses.values");
        assert!(doses.description.contains("dose of each level"));
    }

    #[test]
    fn earlier_names_stand_for_those_of_now() {
        let now = "differential.doses.values";
        assert_eq!(KEYS.current("differential.order.doses"), now);
        assert_eq!(KEYS.current(now), now);
        let former = &KEYS.setting(now).unwrap().former;
        assert_eq!(former, "differential.order.doses");
        assert_eq!(KEYS.setting("differential.trend").unwrap().former, "");
        let mut settings = toml::from_str(
            "[[differential.order]]\ncolumn = 'dose'\nlevels = ['0', '1']\ndoses = [0, 1]\n",
        )
        .unwrap();
        KEYS.rename(&mut settings);
        let series = &settings["differential"]["doses"][0];
        assert_eq!(series["variable"].as_str(), Some("dose"));
        assert_eq!(series["values"].as_array().map(Vec::len), Some(2));
        for (former, now) in &KEYS.renamed {
            assert!(KEYS.setting(former).is_none(), "{former} is a key again");
            assert!(KEYS.setting(now).is_some(), "{now}");
        }
    }
}
