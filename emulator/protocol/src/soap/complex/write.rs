//! Writes instances of complex types: each namespace prefix is declared on the first element that uses it.

use super::ARRAY;
use crate::complex::types::{Content, Dictionary, Namespace};
use crate::complex::{Complex, ComplexCollection, ComplexType, MemberType};
use crate::soap::name::{ARRAYS, CONTRACTS, GENERIC};
use crate::soap::write::{WriteResult, Writer};
use crate::value::Value;

/// A prefix and the URI of its namespace.
type Prefix = (&'static str, &'static str);

impl Namespace {
    const fn prefix(&self) -> Prefix {
        (self.prefix, self.uri)
    }
}

/// The `xmlns` attributes for the wanted prefixes, without the one that the envelope declares and the one in `bound`.
fn bindings(bound: Option<Prefix>, wanted: &[Prefix]) -> String {
    let mut attributes = String::new();
    for (at, new) in wanted.iter().enumerate() {
        if new.1 != CONTRACTS && Some(*new) != bound && !wanted[..at].contains(new) {
            attributes.push_str(&format!(" xmlns:{}=\"{}\"", new.0, new.1));
        }
    }
    attributes
}

impl Writer<'_> {
    /// Writes an instance whose declared type is any type, so with its own `i:type`.
    pub(in crate::soap) fn complex(&mut self, tag: &str, of: &Complex) -> WriteResult {
        let kind = of.kind();
        let own = kind.namespace.prefix();
        let attributes = format!(
            " i:type=\"{}:{}\"{}",
            own.0,
            kind.name,
            bindings(None, &[own, content_prefix(kind)])
        );
        self.element(tag, &attributes, |out| out.inside(of))
    }

    /// Writes instances whose declared type is any type, so with the `i:type` of their array.
    pub(in crate::soap) fn complex_collection(
        &mut self,
        tag: &str,
        of: &ComplexCollection,
    ) -> WriteResult {
        let own = of.kind().namespace.prefix();
        let attributes = format!(
            " i:type=\"{}:{ARRAY}{}\"{}",
            own.0,
            of.kind().name,
            bindings(None, &[own])
        );
        self.element(tag, &attributes, |out| out.all(of))
    }

    fn element(
        &mut self,
        tag: &str,
        attributes: &str,
        inside: impl FnOnce(&mut Self) -> WriteResult,
    ) -> WriteResult {
        self.raw(&format!("<{tag}{attributes}>"));
        inside(self)?;
        self.raw(&format!("</{tag}>"));
        Ok(())
    }

    /// Writes the members of an instance; the element around declares the prefix of the instance's type.
    fn inside(&mut self, of: &Complex) -> WriteResult {
        match &of.kind().content {
            Content::Dictionary(dictionary) => self.pairs(dictionary, of),
            Content::Flags(_) => {
                self.text(&of.flag_names(" ").unwrap_or_default());
                Ok(())
            }
            Content::Members(_) => {
                let bound = of.kind().namespace.prefix();
                for (namespace, own) in of.kind().contract_members() {
                    let at = namespace.prefix();
                    let tag = format!("{}:{}", at.0, own.name);
                    let value = of.get(own.name).unwrap_or(&Value::Null);
                    self.own(&tag, &own.kind, value, (bound, at))?;
                }
                Ok(())
            }
        }
    }

    fn pairs(&mut self, dictionary: &Dictionary, of: &Complex) -> WriteResult {
        let bound = ("b", GENERIC);
        let own = of.kind().namespace.prefix;
        for (key, value) in of.entries() {
            self.element(&format!("{own}:{}", dictionary.pair), "", |out| {
                out.raw("<b:key>");
                out.text(key);
                out.raw("</b:key>");
                out.own("b:value", &dictionary.value, value, (bound, bound))
            })?;
        }
        Ok(())
    }

    /// Writes the items of an array with a declared item type.
    fn all(&mut self, of: &ComplexCollection) -> WriteResult {
        let declared = of.kind();
        let at = declared.namespace.prefix();
        let tag = format!("{}:{}", at.0, declared.name);
        for item in of.items() {
            self.declared(&tag, declared, item, (at, at))?;
        }
        Ok(())
    }

    /// Writes a member with a declared type. `bound` is the prefix that is declared already, `at` the prefix of the
    /// tag.
    fn own(
        &mut self,
        tag: &str,
        kind: &MemberType,
        value: &Value,
        (bound, at): (Prefix, Prefix),
    ) -> WriteResult {
        let bind = |wanted: &[Prefix]| bindings(Some(bound), &[&[at], wanted].concat());
        match (kind, value) {
            (_, Value::Null) => {
                self.raw(&format!("<{tag} i:nil=\"true\"{}/>", bind(&[])));
                Ok(())
            }
            (MemberType::Enumeration(of), Value::Integer(number)) => {
                self.element(tag, &bind(&[]), |out| {
                    out.text(of.name_of(*number).unwrap_or_default());
                    Ok(())
                })
            }
            (MemberType::Complex(declared), Value::Complex(instance)) => {
                self.declared(tag, declared, instance, (bound, at))
            }
            (MemberType::Array(declared), Value::ComplexCollection(items)) => {
                let own = bind(&[declared.namespace.prefix()]);
                self.element(tag, &own, |out| out.all(items))
            }
            (_, Value::Strings(texts)) => self.element(tag, &bind(&[("d", ARRAYS)]), |out| {
                out.strings("d", texts);
                Ok(())
            }),
            (_, value) => self.element(tag, &bind(&[]), |out| out.members(value)),
        }
    }

    fn declared(
        &mut self,
        tag: &str,
        declared: &ComplexType,
        of: &Complex,
        (bound, at): (Prefix, Prefix),
    ) -> WriteResult {
        let kind = of.kind();
        let mut attributes = String::new();
        if kind != declared {
            attributes = format!(" i:type=\"{}:{}\"", kind.namespace.prefix().0, kind.name);
        }
        let own = kind.namespace.prefix();
        attributes.push_str(&bindings(Some(bound), &[at, own, content_prefix(kind)]));
        self.element(tag, &attributes, |out| out.inside(of))
    }
}

/// The prefix of the elements inside an instance; in a dictionary, of a pair's key and value. A pair itself belongs to
/// the namespace of its collection.
const fn content_prefix(kind: &ComplexType) -> Prefix {
    match kind.content {
        Content::Members(_) | Content::Flags(_) => kind.namespace.prefix(),
        Content::Dictionary(_) => ("b", GENERIC),
    }
}
