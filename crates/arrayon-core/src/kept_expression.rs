//! Expression as it is kept for a later run: ids, names, then the values row after row.

use crate::expression::ExpressionMatrix;
use ndarray::Array2;
use serde::de::{DeserializeSeed, Error, SeqAccess, Visitor};
use serde::ser::{SerializeSeq, SerializeTuple};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

impl Serialize for ExpressionMatrix {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut parts = to.serialize_tuple(3)?;
        parts.serialize_element(self.features())?;
        parts.serialize_element(self.samples())?;
        parts.serialize_element(&Values(self))?;
        parts.end()
    }
}

/// The values of a matrix, of which no copy is made.
struct Values<'a>(&'a ExpressionMatrix);

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let n_values = self.0.n_features() * self.0.n_samples();
        let mut values = to.serialize_seq(Some(n_values))?;
        for value in self.0.rows().flatten() {
            values.serialize_element(value)?;
        }
        values.end()
    }
}

impl<'de> Deserialize<'de> for ExpressionMatrix {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_tuple(3, Parts)
    }
}

struct Parts;

impl<'de> Visitor<'de> for Parts {
    type Value = ExpressionMatrix;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("feature ids, sample names and values")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Self::Value, A::Error> {
        let missing = || A::Error::invalid_length(0, &self);
        let features: Vec<String> = parts.next_element()?.ok_or_else(missing)?;
        let samples: Vec<String> = parts.next_element()?.ok_or_else(missing)?;
        let shape = (features.len(), samples.len());
        let values = parts.next_element_seed(OfShape(shape))?;
        let values = values.ok_or_else(missing)?;
        ExpressionMatrix::new(features, samples, values).map_err(A::Error::custom)
    }
}

/// Values of a known shape, for which memory is taken once.
struct OfShape((usize, usize));

impl<'de> DeserializeSeed<'de> for OfShape {
    type Value = Array2<f64>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for OfShape {
    type Value = Array2<f64>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} x {} values", self.0.0, self.0.1)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Self::Value, A::Error> {
        let mut all = Vec::with_capacity(self.0.0 * self.0.1);
        while let Some(value) = values.next_element()? {
            all.push(value);
        }
        Array2::from_shape_vec(self.0, all).map_err(A::Error::custom)
    }
}
