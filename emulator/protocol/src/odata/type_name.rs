//! The names of types in `@odata.type` annotations: primitive types, types of the model, and collections of either.
//!
//! A name may have a `#` in front, with or without the address of `$metadata` before it. Primitive types may have their
//! namespace `Edm`; the types of the model have that of Dataverse or its alias `mscrm` (CA-081).

use super::primitive::EdmType;
use crate::value::Value;

/// The namespace of the Web API's own types.
pub const NAMESPACE: &str = "Microsoft.Dynamics.CRM";
/// The alias of [`NAMESPACE`] in `$metadata`.
pub const ALIAS: &str = "mscrm";

/// A type that an annotation names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypeName<'a> {
    /// One value of the type.
    One(ItemType<'a>),
    /// An array of values of the type.
    Collection(ItemType<'a>),
}

/// The type of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemType<'a> {
    /// A primitive type.
    Primitive(Primitive),
    /// A type of the model, by its name without the namespace.
    Model(&'a str),
}

/// A primitive type that values can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Primitive {
    /// The type whose values hold those of this one.
    pub held_as: EdmType,
    /// The smallest and the largest whole number, where there are fewer than those of `held_as`.
    range: Option<(i32, i32)>,
}

impl Primitive {
    const fn of(held_as: EdmType) -> Self {
        Self {
            held_as,
            range: None,
        }
    }

    const fn within(least: i32, most: i32) -> Self {
        Self {
            held_as: EdmType::Int32,
            range: Some((least, most)),
        }
    }

    /// Whether a value of the type that holds it is one of this type.
    pub fn holds(self, value: &Value) -> bool {
        match (self.range, value) {
            (Some((least, most)), Value::Integer(number)) => (least..=most).contains(number),
            _ => true,
        }
    }
}

/// Every primitive type whose values the emulator holds, by its name in the namespace `Edm`.
static PRIMITIVES: [(&str, Primitive); 13] = [
    ("Boolean", Primitive::of(EdmType::Boolean)),
    ("Byte", Primitive::within(0, 255)),
    ("SByte", Primitive::within(-128, 127)),
    ("Int16", Primitive::within(-32_768, 32_767)),
    ("Int32", Primitive::of(EdmType::Int32)),
    ("Int64", Primitive::of(EdmType::Int64)),
    ("Decimal", Primitive::of(EdmType::Decimal)),
    ("Single", Primitive::of(EdmType::Double)),
    ("Double", Primitive::of(EdmType::Double)),
    ("String", Primitive::of(EdmType::String)),
    ("Guid", Primitive::of(EdmType::Guid)),
    ("DateTimeOffset", Primitive::of(EdmType::DateTimeOffset)),
    ("Date", Primitive::of(EdmType::Date)),
];

/// Primitive types of OData whose values the emulator does not hold.
static NOT_HELD: [&str; 4] = ["Binary", "Duration", "Stream", "TimeOfDay"];

/// Why a name is that of no type that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// OData has the primitive type; the emulator does not hold its values.
    NotEmulated,
    /// There is no such type.
    Unknown,
}

impl<'a> TypeName<'a> {
    /// The type of an annotation's text.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] for a primitive type that is not held and for a name of no namespace that is none.
    pub fn parse(text: &'a str) -> Result<Self, Unreadable> {
        let name = text.rsplit('#').next().unwrap_or_default();
        let inside = name
            .strip_prefix("Collection(")
            .and_then(|rest| rest.strip_suffix(')'));
        match inside {
            Some(item) => ItemType::parse(item).map(Self::Collection),
            None => ItemType::parse(name).map(Self::One),
        }
    }
}

impl<'a> ItemType<'a> {
    fn parse(name: &'a str) -> Result<Self, Unreadable> {
        let (namespace, local) = name.rsplit_once('.').unwrap_or(("Edm", name));
        match namespace {
            NAMESPACE | ALIAS if !local.is_empty() => Ok(Self::Model(local)),
            "Edm" => {
                let mut known = PRIMITIVES.iter();
                match known.find(|(own, _)| *own == local) {
                    Some((_, primitive)) => Ok(Self::Primitive(*primitive)),
                    None if NOT_HELD.contains(&local) => Err(Unreadable::NotEmulated),
                    None => Err(Unreadable::Unknown),
                }
            }
            _ => Err(Unreadable::Unknown),
        }
    }
}

/// The annotation of a value in an open type: the type of a value that its JSON alone does not tell (CA-084). Whole
/// numbers of 32 bits, finite doubles, strings and truth values tell theirs.
pub fn annotation(value: &Value) -> Option<String> {
    match value {
        Value::Boolean(_) | Value::Integer(_) | Value::String(_) => None,
        Value::Double(number) if number.is_finite() => None,
        Value::Strings(_) => Some("#Collection(String)".to_owned()),
        Value::Array(of) => Some(format!("#Collection({})", short(of.of()))),
        Value::Money(_) => Some(format!("#{}", short(EdmType::Decimal))),
        value => EdmType::of(value).map(|kind| format!("#{}", short(kind))),
    }
}

/// The name of a primitive type without its namespace, such as `Int64`.
fn short(kind: EdmType) -> &'static str {
    kind.name().trim_start_matches("Edm.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(kind: EdmType) -> Result<TypeName<'static>, Unreadable> {
        Ok(TypeName::One(ItemType::Primitive(Primitive::of(kind))))
    }

    #[test]
    fn a_primitive_type_has_its_namespace_or_none() {
        for text in ["Guid", "#Guid", "Edm.Guid", "#Edm.Guid"] {
            assert_eq!(TypeName::parse(text), one(EdmType::Guid), "{text}");
        }
        for text in [
            "guid",
            "",
            "#",
            "Edm.",
            "System.Guid",
            "Microsoft.Dynamics.CRM.",
        ] {
            assert_eq!(TypeName::parse(text), Err(Unreadable::Unknown), "{text}");
        }
        assert_eq!(TypeName::parse("#Binary"), Err(Unreadable::NotEmulated));
    }

    #[test]
    fn a_type_of_the_model_has_the_namespace_or_its_alias() {
        let expando = Ok(TypeName::One(ItemType::Model("expando")));
        for text in [
            "Microsoft.Dynamics.CRM.expando",
            "#Microsoft.Dynamics.CRM.expando",
            "#mscrm.expando",
            "http://localhost/api/data/v9.2/$metadata#Microsoft.Dynamics.CRM.expando",
        ] {
            assert_eq!(TypeName::parse(text), expando, "{text}");
        }
    }

    #[test]
    fn a_collection_has_one_type_inside() {
        assert_eq!(
            TypeName::parse("#Collection(Microsoft.Dynamics.CRM.expando)"),
            Ok(TypeName::Collection(ItemType::Model("expando")))
        );
        let nested = TypeName::parse("Collection(Collection(String))");
        assert_eq!(nested, Err(Unreadable::Unknown));
        assert_eq!(
            TypeName::parse("Collection(String"),
            Err(Unreadable::Unknown)
        );
    }

    #[test]
    fn a_small_whole_number_has_its_range() {
        let Ok(TypeName::One(ItemType::Primitive(small))) = TypeName::parse("Int16") else {
            panic!("Int16 is primitive");
        };
        assert!(small.holds(&Value::Integer(-32_768)));
        assert!(!small.holds(&Value::Integer(32_768)));
    }
}
