//! Writes instances of complex types. An element declares the namespace prefixes that it and its members use, unless an
//! element around it has declared them.

use super::ARRAY;
use crate::complex::types::{Content, Dictionary, Namespace, Presence};
use crate::complex::{Complex, ComplexCollection, ComplexType, Enumeration, MemberType};
use crate::soap::name::{ARRAYS, CONTRACTS, GENERIC};
use crate::soap::write::{WriteResult, Writer};
use crate::value::Value;

/// A prefix and the URI of its namespace.
pub(in crate::soap) type Prefix = (&'static str, &'static str);

impl Namespace {
    const fn prefix(&self) -> Prefix {
        (self.prefix, self.uri)
    }
}

/// The prefix of the arrays of simple values.
const ARRAY_ITEMS: Prefix = ("d", ARRAYS);

impl Writer<'_> {
    /// Writes an instance whose declared type is any type, so with its own `i:type`.
    pub(in crate::soap) fn complex(&mut self, tag: &str, of: &Complex) -> WriteResult {
        let kind = of.kind();
        let attribute = i_type(kind.namespace, kind.name);
        self.element(tag, &attribute, &content_prefixes(kind), |out| {
            out.inside(of)
        })
    }

    /// Writes instances whose declared type is any type, so with the `i:type` of their array or collection.
    pub(in crate::soap) fn complex_collection(
        &mut self,
        tag: &str,
        of: &ComplexCollection,
    ) -> WriteResult {
        let (namespace, name) = match of.contract() {
            Some(contract) => (contract.namespace, contract.name.to_owned()),
            None => {
                let kind = of.kind();
                (kind.namespace, format!("{ARRAY}{}", kind.name))
            }
        };
        let attribute = i_type(namespace, &name);
        let wanted = [namespace.prefix(), of.kind().namespace.prefix()];
        self.element(tag, &attribute, &wanted, |out| out.all(of, namespace))
    }

    /// Writes an element with an attribute and the declarations of the wanted prefixes that are not bound yet.
    fn element(
        &mut self,
        tag: &str,
        attribute: &str,
        wanted: &[Prefix],
        inside: impl FnOnce(&mut Self) -> WriteResult,
    ) -> WriteResult {
        let before = self.bind(tag, attribute, wanted);
        self.raw(">");
        inside(self)?;
        self.raw(&format!("</{tag}>"));
        self.bound.truncate(before);
        Ok(())
    }

    /// Begins a start tag, and binds prefixes for what follows. Returns how many were bound before.
    fn bind(&mut self, tag: &str, attribute: &str, wanted: &[Prefix]) -> usize {
        let before = self.bound.len();
        self.raw(&format!("<{tag}{attribute}"));
        for new in wanted {
            let bound = self.bound.iter().rev().find(|it| it.0 == new.0);
            if new.1 != CONTRACTS && bound != Some(new) {
                self.raw(&format!(" xmlns:{}=\"{}\"", new.0, new.1));
                self.bound.push(*new);
            }
        }
        before
    }

    /// Writes the members of an instance; the element around declares the prefixes of the instance's type.
    fn inside(&mut self, of: &Complex) -> WriteResult {
        match &of.kind().content {
            Content::Dictionary(dictionary) => self.pairs(dictionary, of),
            Content::Members(_) => {
                for (namespace, own) in of.kind().contract_members() {
                    let value = of.get(own.name).unwrap_or(&Value::Null);
                    if own.presence == Presence::NotNil && value.is_null() {
                        continue;
                    }
                    let tag = format!("{}:{}", namespace.prefix, own.name);
                    self.own(&tag, &own.kind, value)?;
                }
                Ok(())
            }
        }
    }

    fn pairs(&mut self, dictionary: &Dictionary, of: &Complex) -> WriteResult {
        let own = of.kind().namespace.prefix;
        for (key, value) in of.entries() {
            self.element(&format!("{own}:{}", dictionary.pair), "", &[], |out| {
                out.raw("<b:key>");
                out.text(key);
                out.raw("</b:key>");
                out.own("b:value", &dictionary.value, value)
            })?;
        }
        Ok(())
    }

    /// Writes the items of an array or a collection with a declared item type.
    fn all(&mut self, of: &ComplexCollection, namespace: &'static Namespace) -> WriteResult {
        let declared = of.kind();
        let tag = format!("{}:{}", namespace.prefix, declared.name);
        for item in of.items() {
            self.declared(&tag, declared, item)?;
        }
        Ok(())
    }

    /// Writes the member of an enumeration with the enumeration as its type.
    pub(in crate::soap) fn enumeration(&mut self, tag: &str, of: &Enumeration, number: i32) {
        let (prefix, uri) = of.namespace.prefix();
        self.raw(&format!(
            "<{tag} i:type=\"{prefix}:{}\" xmlns:{prefix}=\"{uri}\">",
            of.name
        ));
        self.text(&of.text_of(number, " "));
        self.raw(&format!("</{tag}>"));
    }

    /// Writes a member with a declared type; the prefix of the tag is bound.
    fn own(&mut self, tag: &str, kind: &MemberType, value: &Value) -> WriteResult {
        match (kind, value) {
            (_, Value::Null) => {
                self.raw(&format!("<{tag} i:nil=\"true\"/>"));
                Ok(())
            }
            (MemberType::Any, value) => self.value(tag, value),
            (MemberType::Enumeration(of), Value::Integer(number)) => {
                self.element(tag, "", &[], |out| {
                    out.text(&of.text_of(*number, " "));
                    Ok(())
                })
            }
            (MemberType::Complex(declared), Value::Complex(instance)) => {
                self.declared(tag, declared, instance)
            }
            (MemberType::Array(declared), Value::ComplexCollection(items)) => {
                let namespace = declared.namespace;
                self.element(tag, "", &[namespace.prefix()], |out| {
                    out.all(items, namespace)
                })
            }
            (_, Value::Strings(texts)) => self.element(tag, "", &[ARRAY_ITEMS], |out| {
                out.strings("d", texts);
                Ok(())
            }),
            (_, Value::Array(of)) => self.element(tag, "", &[ARRAY_ITEMS], |out| out.items_of(of)),
            (_, value) => self.element(tag, "", &[], |out| out.members(value)),
        }
    }

    fn declared(&mut self, tag: &str, declared: &ComplexType, of: &Complex) -> WriteResult {
        let kind = of.kind();
        let attribute = if kind == declared {
            String::new()
        } else {
            i_type(kind.namespace, kind.name)
        };
        self.element(tag, &attribute, &content_prefixes(kind), |out| {
            out.inside(of)
        })
    }
}

fn i_type(namespace: &Namespace, name: &str) -> String {
    format!(" i:type=\"{}:{name}\"", namespace.prefix)
}

/// The prefixes of an instance's type and of the elements inside: those of its base types, or in a dictionary that of a
/// pair's key and value. A pair itself belongs to the namespace of its collection.
fn content_prefixes(kind: &ComplexType) -> Vec<Prefix> {
    let mut prefixes = vec![kind.namespace.prefix()];
    match kind.content {
        Content::Members(_) => {
            let levels = kind.levels().into_iter().rev();
            let levels = levels.map(|level| level.namespace.prefix());
            prefixes.extend(levels.filter(|it| *it != kind.namespace.prefix()));
            prefixes.dedup();
        }
        Content::Dictionary(_) => prefixes.push(("b", GENERIC)),
    }
    prefixes
}
