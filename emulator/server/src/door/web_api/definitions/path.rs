//! What a path of the Web API addresses among definitions.

use dataverse_operation::fault::Fault;
use dataverse_protocol::complex::metadata as types;
use dataverse_protocol::complex::{Complex, ComplexType};
use dataverse_protocol::odata::definitions::{Below, NAMESPACE, below, cast};
use dataverse_protocol::odata::literal::Literal;
use dataverse_protocol::odata::path::{Argument, Arguments, Segment};
use dataverse_protocol::value::Value;
use uuid::Uuid;

use crate::door::web_api::web_api_request::malformed;

/// A set of definitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::door::web_api) enum Set {
    Entities,
    OptionSets,
    Relationships,
}

/// The key of a definition.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::door::web_api) enum Key {
    /// `MetadataId`.
    Id(Uuid),
    /// The alternate key.
    Name(String),
}

/// A step from one definition to others.
#[derive(Debug, Clone)]
pub(in crate::door::web_api) enum Step {
    /// A cast to a derived type.
    Cast(&'static ComplexType),
    /// A navigation property with several definitions, or one of them: by the name of its alternate key and the key.
    Many {
        member: &'static str,
        key: Option<(&'static str, Key)>,
    },
    /// A navigation property with one definition, or a property that is an instance.
    One { member: &'static str },
}

/// What stands at the end of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::door::web_api) enum End {
    /// Definitions, or one definition.
    Definitions,
    /// Their number.
    Count,
    /// A property.
    Property(&'static str),
}

/// What a path addresses among definitions.
#[derive(Debug, Clone)]
pub(in crate::door::web_api) struct DefinitionPath {
    pub(in crate::door::web_api) set: Set,
    pub(in crate::door::web_api) key: Option<Key>,
    pub(in crate::door::web_api) steps: Vec<Step>,
    /// The type of what the steps lead to.
    pub(in crate::door::web_api) kind: &'static ComplexType,
    pub(in crate::door::web_api) end: End,
    /// The path as context URLs have it.
    pub(in crate::door::web_api) address: String,
    /// The path of the set, the collection or the property that is addressed: without the last key, and without a cast.
    pub(in crate::door::web_api) place: String,
    is_many: bool,
    /// Whether the last key names one definition of the set or the collection.
    is_item: bool,
}

impl Set {
    const ALL: [(&'static str, Self); 3] = [
        ("EntityDefinitions", Self::Entities),
        ("GlobalOptionSetDefinitions", Self::OptionSets),
        ("RelationshipDefinitions", Self::Relationships),
    ];

    fn kind(self) -> &'static ComplexType {
        match self {
            Self::Entities => &types::ENTITY,
            Self::OptionSets => &types::OPTION_SET_BASE,
            Self::Relationships => &types::RELATIONSHIP_BASE,
        }
    }

    /// The alternate key of a definition of the set.
    fn key(self) -> &'static str {
        match self {
            Self::Entities => "LogicalName",
            Self::OptionSets => "Name",
            Self::Relationships => "SchemaName",
        }
    }

    /// The parameter of the message that takes the alternate key.
    pub(super) fn parameter(self) -> &'static str {
        match self {
            Self::Entities => "LogicalName",
            Self::OptionSets | Self::Relationships => "Name",
        }
    }
}

impl Key {
    /// Whether a definition has this key; `name` is that of its alternate key.
    pub(super) fn is_of(&self, of: &Complex, name: &str) -> bool {
        match self {
            Self::Id(id) => of.get("MetadataId").and_then(Value::as_guid) == Some(*id),
            Self::Name(text) => of.get(name).and_then(Value::as_str) == Some(text),
        }
    }

    pub(super) fn text(&self) -> String {
        match self {
            Self::Id(id) => id.to_string(),
            Self::Name(name) => name.clone(),
        }
    }

    /// The key as a context URL has it.
    fn address(&self) -> String {
        match self {
            Self::Id(id) => format!("({id})"),
            Self::Name(name) => format!("('{}')", name.replace('\'', "''")),
        }
    }
}

impl DefinitionPath {
    /// Whether the answer has several definitions or their number.
    pub(in crate::door::web_api) fn is_list(&self) -> bool {
        self.is_many
    }

    /// Whether one definition is addressed by a key in its set or its collection.
    pub(in crate::door::web_api) fn is_item(&self) -> bool {
        self.is_item
    }
}

/// The names of the sets of definitions.
pub(in crate::door) fn definition_sets<'n>() -> impl Iterator<Item = &'n str> {
    Set::ALL.iter().map(|(name, _)| *name)
}

/// The definitions that a path addresses; `None` for a path that begins with no set of them.
///
/// # Errors
/// A key that is none. The inner error is a segment that names nothing.
pub(in crate::door::web_api) fn resolve(
    first: &Segment,
    rest: &[Segment],
) -> Option<Result<Result<DefinitionPath, String>, Fault>> {
    let (_, set) = Set::ALL.iter().find(|(name, _)| *name == first.name)?;
    Some(walk(*set, first, rest))
}

fn walk(
    set: Set,
    first: &Segment,
    rest: &[Segment],
) -> Result<Result<DefinitionPath, String>, Fault> {
    let key = key(&first.arguments, set.key())?;
    let mut path = DefinitionPath {
        set,
        steps: Vec::new(),
        kind: set.kind(),
        end: End::Definitions,
        address: format!(
            "{}{}",
            first.name,
            key.as_ref().map(Key::address).unwrap_or_default()
        ),
        place: first.name.clone(),
        is_many: key.is_none(),
        is_item: key.is_some(),
        key,
    };
    let mut segments = rest.iter().peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        if !path.step(segment, is_last)? {
            return Ok(Err(segment.name.clone()));
        }
    }
    Ok(Ok(path))
}

impl DefinitionPath {
    /// Follows one segment; `false` if it names nothing here.
    fn step(&mut self, segment: &Segment, is_last: bool) -> Result<bool, Fault> {
        let name = segment.name.as_str();
        if name.starts_with(NAMESPACE) {
            let Some(kind) = cast(self.kind, name) else {
                return Ok(false);
            };
            self.kind = kind;
            self.steps.push(Step::Cast(kind));
            self.address.push_str(&format!("/{name}"));
            return Ok(true);
        }
        if name == "$count" && self.is_many && is_last {
            self.end = End::Count;
            return Ok(true);
        }
        if self.is_many {
            return Ok(false);
        }
        let Some((member, below)) = below(self.kind, name) else {
            return Ok(false);
        };
        match below {
            Below::Many(kind) => {
                let key_name = alternate_key(kind);
                let key = key(&segment.arguments, key_name)?;
                self.address.push_str(&format!("/{member}"));
                self.place.clone_from(&self.address);
                self.is_item = key.is_some();
                self.address
                    .push_str(&key.as_ref().map(Key::address).unwrap_or_default());
                self.kind = kind;
                self.is_many = key.is_none();
                let key = key.map(|key| (key_name, key));
                self.steps.push(Step::Many { member, key });
            }
            Below::One(kind) => {
                self.address.push_str(&format!("/{member}"));
                self.place.clone_from(&self.address);
                self.is_item = false;
                self.kind = kind;
                self.steps.push(Step::One { member });
            }
            Below::Instance(kind) if !is_last => {
                self.address.push_str(&format!("/{member}"));
                self.kind = kind;
                self.steps.push(Step::One { member });
            }
            Below::Instance(_) | Below::Value if is_last => self.end = End::Property(member),
            Below::Instance(_) | Below::Value => return Ok(false),
        }
        Ok(true)
    }
}

/// The name of the alternate key of a definition in another one.
fn alternate_key(kind: &ComplexType) -> &'static str {
    if kind.is_a(&types::RELATIONSHIP_BASE) {
        Set::Relationships.key()
    } else {
        Set::Entities.key()
    }
}

/// The key in a segment's parentheses: an id, or the alternate key by its name.
fn key(arguments: &Arguments, name: &str) -> Result<Option<Key>, Fault> {
    let refuse = || {
        malformed(&format!(
            "The key of a definition is its MetadataId or {name}='...'."
        ))
    };
    match arguments {
        Arguments::None | Arguments::Empty => Ok(None),
        Arguments::Key(Literal::Value(Value::Guid(id))) => Ok(Some(Key::Id(*id))),
        Arguments::Named(pairs) => match pairs.as_slice() {
            [(given, Argument::Literal(Literal::Value(Value::String(text))))] if given == name => {
                Ok(Some(Key::Name(text.clone())))
            }
            [(given, Argument::Literal(Literal::Value(Value::Guid(id))))]
                if given == "MetadataId" =>
            {
                Ok(Some(Key::Id(*id)))
            }
            _ => Err(refuse()),
        },
        Arguments::Key(_) => Err(refuse()),
    }
}
