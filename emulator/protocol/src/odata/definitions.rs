//! Definitions as entities of the Web API: what a path can address in them, and `$select`, `$filter`, `$expand`,
//! `$orderby` and `$top` over them.
//!
//! [`Selection::new`] holds the options against a type, once; then [`Selection::write`] writes instances. The answer
//! always has the `MetadataId`, whatever is selected (MD-007).

mod full;

use serde_json::{Map, Value as Json, json};

pub use full::Place;

use super::complex::member_json;
use super::expand::{Expand, Returns};
use super::primitive::LargeNumbers;
use crate::complex::matching::{Depth, MatchError, Matcher, Sorter};
use crate::complex::types::{Member, MemberType, Surface};
use crate::complex::{Complex, ComplexType};
use crate::query::{Filter, Order};
use crate::value::Value;

/// The namespace of every type of the Web API.
pub const NAMESPACE: &str = "Microsoft.Dynamics.CRM.";

/// The property that every answer has.
const ID: &str = "MetadataId";

/// What lies behind a definition under a name.
#[derive(Debug, Clone, Copy)]
pub enum Below {
    /// A navigation property with several definitions.
    Many(&'static ComplexType),
    /// A navigation property with one definition or none.
    One(&'static ComplexType),
    /// A property that is an instance of a complex type.
    Instance(&'static ComplexType),
    /// Any other property.
    Value,
}

/// What lies behind an instance of a type under a name, with the member's own name; `None` for nothing.
pub fn below(kind: &ComplexType, name: &str) -> Option<(&'static str, Below)> {
    let member = kind.member(name)?;
    let below = match (member.surface, &member.kind) {
        (Surface::Contract, _) => return None,
        (Surface::Navigation | Surface::WebNavigation, MemberType::Array(of)) => Below::Many(of),
        (Surface::Navigation | Surface::WebNavigation, MemberType::Complex(of)) => Below::One(of),
        (_, MemberType::Complex(of)) => Below::Instance(of),
        _ => Below::Value,
    };
    Some((member.name, below))
}

/// The type that a cast names, if instances of `kind` can be of it.
pub fn cast(kind: &'static ComplexType, segment: &str) -> Option<&'static ComplexType> {
    let name = segment.strip_prefix(NAMESPACE)?;
    let to = ComplexType::named(name)?;
    (to.is_definition() && (to.is_a(kind) || kind.is_a(to))).then_some(to)
}

/// What of definitions is wanted, and how it is ordered.
#[derive(Debug)]
pub struct Selection {
    kind: &'static ComplexType,
    /// `None` for all properties.
    select: Option<Vec<&'static str>>,
    expand: Vec<Expanded>,
    matcher: Matcher,
    sorter: Sorter,
    top: Option<usize>,
}

#[derive(Debug)]
struct Expanded {
    member: &'static str,
    /// Whether the navigation property has several definitions.
    is_many: bool,
    within: Selection,
}

/// The options of a query for definitions, as written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'o> {
    /// `$select`.
    pub select: Option<&'o [String]>,
    /// `$expand`.
    pub expand: &'o [Expand],
    /// `$filter`.
    pub filter: Option<&'o Filter>,
    /// `$orderby`.
    pub order: &'o [Order],
    /// `$top`.
    pub top: Option<u32>,
}

impl Selection {
    /// The selection of instances of a type.
    ///
    /// # Errors
    /// The first name that the type does not have, or the first operand that does not fit.
    pub fn new(kind: &'static ComplexType, wanted: Wanted<'_>) -> Result<Self, MatchError> {
        let everything = Filter::everything();
        let property = |name: &String| match below(kind, name) {
            Some((name, Below::Value | Below::Instance(_))) => Ok(name),
            _ => Err(no_property(kind, name)),
        };
        let select = wanted
            .select
            .map(|names| names.iter().map(property).collect());
        let expanded = wanted
            .expand
            .iter()
            .map(|expand| Expanded::new(kind, expand));
        Ok(Self {
            kind,
            select: select.transpose()?,
            expand: expanded.collect::<Result<_, _>>()?,
            matcher: Matcher::new(kind, wanted.filter.unwrap_or(&everything), Depth::Named)?,
            sorter: Sorter::new(kind, wanted.order)?,
            top: wanted.top.and_then(|top| usize::try_from(top).ok()),
        })
    }

    /// The wanted ones of some definitions, in the wanted order, and how many match in all.
    pub fn choose<'c>(&self, all: impl Iterator<Item = &'c Complex>) -> (Vec<&'c Complex>, usize) {
        let is_of_kind = |of: &&Complex| of.kind().is_a(self.kind);
        let mut chosen: Vec<_> = all
            .filter(is_of_kind)
            .filter(|of| self.matcher.matches(of))
            .collect();
        let count = chosen.len();
        chosen.sort_by(|one, other| self.sorter.order(one, other));
        chosen.truncate(self.top.unwrap_or(usize::MAX));
        (chosen, count)
    }

    /// Writes a definition, with `@odata.type` if its type is not the declared one.
    pub fn write(&self, of: &Complex, numbers: LargeNumbers) -> Map<String, Json> {
        self.written(of, numbers, None)
    }

    /// Writes a definition with all control information, as one that is found at this place.
    pub fn write_full(
        &self,
        of: &Complex,
        numbers: LargeNumbers,
        place: &Place,
    ) -> Map<String, Json> {
        self.written(of, numbers, Some(place))
    }

    fn written(
        &self,
        of: &Complex,
        numbers: LargeNumbers,
        place: Option<&Place>,
    ) -> Map<String, Json> {
        let mut object = Map::new();
        if let Some(place) = place {
            full::head(of, place, &mut object);
        } else if of.kind() != self.kind {
            let name = format!("#{NAMESPACE}{}", of.kind().name());
            object.insert("@odata.type".to_owned(), json!(name));
        }
        let is_wanted = |member: &&Member| {
            let select = self.select.as_ref();
            member.surface == Surface::Both
                && (member.name == ID || select.is_none_or(|names| names.contains(&member.name)))
        };
        for member in of.kind().web_members().filter(is_wanted) {
            let value = of.get(member.name).unwrap_or(&Value::Null);
            let json = member_json(&member.kind, value, numbers);
            match place {
                Some(_) => full::member(member.name, &member.kind, value, json, &mut object),
                None => drop(object.insert(member.name.to_owned(), json)),
            }
        }
        if let Some(place) = place {
            full::links(of, place, &mut object);
        }
        for expanded in &self.expand {
            let within = &expanded.within;
            let place = place.map(|place| place.below(expanded.member));
            let json = match of.get(expanded.member) {
                Some(Value::Complex(of)) => {
                    Json::Object(within.written(of, numbers, place.as_ref()))
                }
                Some(Value::ComplexCollection(items)) => {
                    let (items, _) = within.choose(items.items().iter());
                    let written = items.into_iter().map(|item| {
                        let place = place.as_ref().map(|place| place.item(item));
                        Json::Object(within.written(item, numbers, place.as_ref()))
                    });
                    written.collect()
                }
                _ if expanded.is_many => json!([]),
                _ => Json::Null,
            };
            object.insert(expanded.member.to_owned(), json);
        }
        object
    }
}

impl Expanded {
    fn new(kind: &'static ComplexType, expand: &Expand) -> Result<Self, MatchError> {
        let found = below(kind, &expand.navigation).filter(|_| expand.returns == Returns::Rows);
        let (member, inside, is_many) = match found {
            Some((member, Below::Many(of))) => (member, of, true),
            Some((member, Below::One(of))) => (member, of, false),
            _ => return Err(no_property(kind, &expand.navigation)),
        };
        let wanted = Wanted {
            select: expand.select.as_deref(),
            expand: &expand.expand,
            filter: expand.filter.as_ref(),
            order: &expand.orderby,
            top: expand.top,
        };
        Ok(Self {
            member,
            is_many,
            within: Selection::new(inside, wanted)?,
        })
    }
}

/// The JSON of a property; of an instance, that of its members.
pub fn property(kind: &ComplexType, of: &Complex, name: &str, numbers: LargeNumbers) -> Json {
    let value = of.get(name).unwrap_or(&Value::Null);
    kind.member(name).map_or(Json::Null, |member| {
        member_json(&member.kind, value, numbers)
    })
}

fn no_property(kind: &ComplexType, name: &str) -> MatchError {
    MatchError::NoProperty {
        property: name.to_owned(),
        kind: kind.name,
    }
}

#[cfg(test)]
mod tests;
