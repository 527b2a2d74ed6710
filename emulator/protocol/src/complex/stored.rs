//! The stored form of instances and collections: the name of the type, and the members or instances.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Complex, ComplexCollection, ComplexType};
use crate::value::Attributes;

/// The stored form; `has` holds the members of an instance or the instances of a collection.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored<'t, H> {
    #[serde(rename = "type")]
    kind: Cow<'t, str>,
    has: H,
}

impl<'t, H> Stored<'t, H> {
    const fn of(kind: &'t ComplexType, has: H) -> Self {
        Self {
            kind: Cow::Borrowed(kind.name),
            has,
        }
    }

    fn kind<E: de::Error>(&self) -> Result<&'static ComplexType, E> {
        let expected = "the name of a complex type";
        ComplexType::named(&self.kind)
            .ok_or_else(|| E::invalid_value(de::Unexpected::Str(&self.kind), &expected))
    }
}

impl Serialize for Complex {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Stored::of(self.kind, &self.members).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Complex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::<Attributes>::deserialize(deserializer)?;
        let mut instance = Self::new(stored.kind()?);
        for (member, value) in stored.has {
            instance.set(&member, value).map_err(de::Error::custom)?;
        }
        instance.complete().map_err(de::Error::custom)
    }
}

impl Serialize for ComplexCollection {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Stored::of(self.kind, &self.items).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ComplexCollection {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::<Vec<Complex>>::deserialize(deserializer)?;
        let kind = stored.kind()?;
        Self::new(kind, stored.has).map_err(de::Error::custom)
    }
}
