//! The order in which settings are declared.

use crate::config::StudyConfig;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use std::fmt;

/// The names of fields in the order of their declaration, which a schema does not keep.
#[derive(Debug, Default)]
pub(super) struct Declared(pub(super) Vec<(String, Declared)>);

pub(super) static NOTHING: Declared = Declared(Vec::new());

/// The order as a study is written in.
pub(super) fn declared() -> Declared {
    let study = crate::config::draft::EXAMPLE;
    let written = toml::from_str::<StudyConfig>(study).ok();
    let written = written.and_then(|study| serde_json::to_string(&study).ok());
    let names = written.and_then(|text| serde_json::from_str(&text).ok());
    names.unwrap_or_default()
}

impl<'de> Deserialize<'de> for Declared {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;
        impl<'de> Visitor<'de> for Names {
            type Value = Declared;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Declared, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = map.next_key()? {
                    names.push((name, map.next_value()?));
                }
                Ok(Declared(names))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut seq: A,
            ) -> Result<Declared, A::Error> {
                let first = seq.next_element()?.unwrap_or_default();
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(first)
            }

            fn visit_bool<E>(self, _: bool) -> Result<Declared, E> {
                Ok(Declared::default())
            }

            fn visit_u64<E>(self, _: u64) -> Result<Declared, E> {
                Ok(Declared::default())
            }

            fn visit_i64<E>(self, _: i64) -> Result<Declared, E> {
                Ok(Declared::default())
            }

            fn visit_f64<E>(self, _: f64) -> Result<Declared, E> {
                Ok(Declared::default())
            }

            fn visit_str<E>(self, _: &str) -> Result<Declared, E> {
                Ok(Declared::default())
            }

            fn visit_unit<E>(self) -> Result<Declared, E> {
                Ok(Declared::default())
            }
        }
        deserializer.deserialize_any(Names)
    }
}
