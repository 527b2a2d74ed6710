//! Writes a schema as an XML document, with the elements and attributes that Dataverse's own document has (MD-200).

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::types::{
    Binding, EntityType, EnumType, Navigation, Operation, OperationKind, Property, Returns, Schema,
    StructuredType, TypeRef,
};
use crate::odata::primitive::EdmType;
use crate::odata::type_name::{ALIAS, NAMESPACE};

/// The content type of the document.
pub const CONTENT_TYPE: &str = "application/xml";

const EDMX: &str = "http://docs.oasis-open.org/odata/ns/edmx";
const EDM: &str = "http://docs.oasis-open.org/odata/ns/edm";
/// The vocabularies that annotations and instance annotations come from: namespace and alias.
const VOCABULARIES: [(&str, &str); 3] = [
    ("Org.OData.Core.V1", "Core"),
    ("OData.Community.Keys.V1", "Keys"),
    ("OData.Community.Display.V1", "Display"),
];
/// The name of the entity container.
const CONTAINER: &str = "System";
/// White space before an element, for each level.
const INDENT: usize = 2;

/// Whether properties have annotations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Annotations {
    /// They have none, as by default.
    Omitted,
    /// They have.
    Written,
}

/// Writes the document. Every reference in the schema has to resolve.
///
/// # Panics
///
/// Never: memory takes what is written to it.
pub fn write(schema: &Schema, annotations: Annotations) -> String {
    let mut document = Document {
        xml: Writer::new_with_indent(Vec::new(), b' ', INDENT),
        annotations,
    };
    document
        .write(schema)
        .expect("memory takes what is written to it");
    String::from_utf8(document.xml.into_inner()).expect("XML of texts is text")
}

struct Document {
    xml: Writer<Vec<u8>>,
    annotations: Annotations,
}

type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Document {
    fn write(&mut self, schema: &Schema) -> io::Result<()> {
        let declaration = BytesDecl::new("1.0", Some("utf-8"), None);
        self.xml.write_event(Event::Decl(declaration))?;
        let root = [("Version", "4.0"), ("xmlns:edmx", EDMX)];
        self.inside("edmx:Edmx", &root, |out| {
            for (namespace, alias) in VOCABULARIES {
                let uri = format!("http://vocabularies.odata.org/{namespace}.xml");
                out.inside("edmx:Reference", &[("Uri", &uri)], |out| {
                    out.empty(
                        "edmx:Include",
                        &[("Namespace", namespace), ("Alias", alias)],
                    )?;
                    out.empty("edmx:IncludeAnnotations", &[("TermNamespace", namespace)])
                })?;
            }
            out.inside("edmx:DataServices", &[], |out| {
                let names = [("Namespace", NAMESPACE), ("Alias", ALIAS), ("xmlns", EDM)];
                out.inside("Schema", &names, |out| out.schema(schema))
            })
        })
    }

    fn schema(&mut self, schema: &Schema) -> io::Result<()> {
        for kind in &schema.entity_types {
            self.entity_type(kind)?;
        }
        for kind in &schema.complex_types {
            self.structured("ComplexType", kind, (None, false), |_| Ok(()))?;
        }
        for operation in &schema.operations {
            if let Returns::Several(kind) = &operation.returns {
                self.structured("ComplexType", kind, (None, false), |_| Ok(()))?;
            }
        }
        for kind in &schema.enum_types {
            self.enum_type(kind)?;
        }
        for operation in &schema.operations {
            self.operation(operation)?;
        }
        self.inside("EntityContainer", &[("Name", CONTAINER)], |out| {
            out.container(schema)
        })
    }

    fn entity_type(&mut self, kind: &EntityType) -> io::Result<()> {
        let keys = match self.annotations {
            Annotations::Omitted => &[],
            Annotations::Written => kind.alternate_keys.as_slice(),
        };
        let has_more = !kind.navigations.is_empty() || !keys.is_empty();
        let rest = (kind.key.as_deref(), has_more);
        self.structured("EntityType", &kind.structure, rest, |out| {
            let mut navigations = kind.navigations.iter();
            navigations.try_for_each(|navigation| out.navigation(navigation))?;
            match keys {
                [] => Ok(()),
                keys => out.alternate_keys(keys),
            }
        })
    }

    /// Writes the alternate keys of a type: collections of records, by the vocabulary of OData's community.
    fn alternate_keys(&mut self, keys: &[Vec<String>]) -> io::Result<()> {
        let term = [("Term", "OData.Community.Keys.V1.AlternateKeys")];
        let record = [("Type", "OData.Community.Keys.V1.AlternateKey")];
        let part = [("Type", "OData.Community.Keys.V1.PropertyRef")];
        self.inside("Annotation", &term, |out| {
            out.inside("Collection", &[], |out| {
                keys.iter().try_for_each(|key| {
                    out.inside("Record", &record, |out| {
                        out.inside("PropertyValue", &[("Property", "Key")], |out| {
                            out.inside("Collection", &[], |out| {
                                key.iter().try_for_each(|name| {
                                    out.inside("Record", &part, |out| out.key_part(name))
                                })
                            })
                        })
                    })
                })
            })
        })
    }

    /// Writes a property of an alternate key, with the name by which addresses call it.
    fn key_part(&mut self, name: &str) -> io::Result<()> {
        let alias = [("Property", "Alias"), ("String", name)];
        self.empty("PropertyValue", &alias)?;
        let path = [("Property", "Name"), ("PropertyPath", name)];
        self.empty("PropertyValue", &path)
    }

    /// Writes a type with its key and its properties, and behind them what `more` writes.
    fn structured(
        &mut self,
        tag: &str,
        kind: &StructuredType,
        (key, has_more): (Option<&str>, bool),
        more: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        let base = kind.base.as_ref().map(|base| format!("{ALIAS}.{base}"));
        let mut attributes = vec![("Name", kind.name.as_str())];
        attributes.extend(base.as_deref().map(|base| ("BaseType", base)));
        attributes.extend(kind.is_abstract.then_some(("Abstract", "true")));
        attributes.extend(kind.is_open.then_some(("OpenType", "true")));
        let is_empty = key.is_none() && kind.properties.is_empty() && !has_more;
        self.element(tag, &attributes, is_empty, |out| {
            if let Some(key) = key {
                out.inside("Key", &[], |out| out.empty("PropertyRef", &[("Name", key)]))?;
            }
            for property in &kind.properties {
                out.property(property)?;
            }
            more(out)
        })
    }

    fn property(&mut self, property: &Property) -> io::Result<()> {
        let kind = property.kind.to_string();
        let mut attributes = vec![("Name", property.name.as_str()), ("Type", &kind)];
        attributes.extend((!property.nullable).then_some(("Nullable", "false")));
        attributes.extend(facets(&property.kind));
        if !property.computed || self.annotations == Annotations::Omitted {
            return self.empty("Property", &attributes);
        }
        self.inside("Property", &attributes, |out| {
            out.empty(
                "Annotation",
                &[("Term", "Org.OData.Core.V1.Computed"), ("Bool", "true")],
            )?;
            let term = [("Term", "Org.OData.Core.V1.Permissions")];
            out.inside("Annotation", &term, |out| {
                out.inside("EnumMember", &[], |out| {
                    let read = BytesText::new("Org.OData.Core.V1.PermissionType/Read");
                    out.xml.write_event(Event::Text(read))
                })
            })
        })
    }

    fn navigation(&mut self, navigation: &Navigation) -> io::Result<()> {
        let kind = navigation.kind.to_string();
        let mut attributes = vec![("Name", navigation.name.as_str()), ("Type", &kind)];
        let is_single = matches!(navigation.kind, TypeRef::Model(_));
        attributes.extend(is_single.then_some(("Nullable", "false")));
        attributes.extend(navigation.partner.as_deref().map(|name| ("Partner", name)));
        attributes.extend(navigation.contained.then_some(("ContainsTarget", "true")));
        let Some((property, key)) = &navigation.constraint else {
            return self.empty("NavigationProperty", &attributes);
        };
        self.inside("NavigationProperty", &attributes, |out| {
            let pair = [("Property", property.as_str()), ("ReferencedProperty", key)];
            out.empty("ReferentialConstraint", &pair)
        })
    }

    fn enum_type(&mut self, kind: &EnumType) -> io::Result<()> {
        self.inside("EnumType", &[("Name", &kind.name)], |out| {
            for (name, number) in &kind.members {
                let number = number.to_string();
                out.empty("Member", &[("Name", name), ("Value", &number)])?;
            }
            Ok(())
        })
    }

    fn operation(&mut self, operation: &Operation) -> io::Result<()> {
        let tag = match operation.kind {
            OperationKind::Action => "Action",
            OperationKind::Function => "Function",
        };
        let mut attributes = vec![("Name", operation.name.as_str())];
        let is_bound = operation.binding == Binding::Bound;
        attributes.extend(is_bound.then_some(("IsBound", "true")));
        let is_empty = operation.parameters.is_empty() && operation.returns == Returns::Nothing;
        self.element(tag, &attributes, is_empty, |out| {
            for parameter in &operation.parameters {
                let kind = parameter.kind.to_string();
                let mut attributes = vec![("Name", parameter.name.as_str()), ("Type", &kind)];
                attributes.extend((!parameter.nullable).then_some(("Nullable", "false")));
                attributes.extend(facets(&parameter.kind));
                out.empty("Parameter", &attributes)?;
            }
            let returned = match &operation.returns {
                Returns::Nothing => return Ok(()),
                Returns::One(kind) => kind.to_string(),
                Returns::Several(kind) => format!("{ALIAS}.{}", kind.name),
            };
            out.empty("ReturnType", &[("Type", &returned), ("Nullable", "false")])
        })
    }

    fn container(&mut self, schema: &Schema) -> io::Result<()> {
        for set in &schema.sets {
            let kind = format!("{ALIAS}.{}", set.kind);
            let attributes = [("Name", set.name.as_str()), ("EntityType", &kind)];
            let mut types = schema.entity_types.iter();
            let rows = types.find(|kind| kind.structure.name == set.kind);
            let navigations = rows.map_or(&[][..], |kind| &kind.navigations);
            let is_empty = navigations
                .iter()
                .all(|navigation| navigation.set.is_none());
            self.element("EntitySet", &attributes, is_empty, |out| {
                for navigation in navigations {
                    if let Some(target) = &navigation.set {
                        let path = ("Path", navigation.name.as_str());
                        out.empty("NavigationPropertyBinding", &[path, ("Target", target)])?;
                    }
                }
                Ok(())
            })?;
        }
        for operation in &schema.operations {
            if operation.binding == Binding::Bound {
                continue;
            }
            let qualified = format!("{ALIAS}.{}", operation.name);
            let (tag, attribute) = match operation.kind {
                OperationKind::Action => ("ActionImport", "Action"),
                OperationKind::Function => ("FunctionImport", "Function"),
            };
            self.empty(tag, &[("Name", &operation.name), (attribute, &qualified)])?;
        }
        Ok(())
    }

    fn empty(&mut self, tag: &str, attributes: Attributes<'_>) -> io::Result<()> {
        let start = BytesStart::new(tag).with_attributes(attributes.iter().copied());
        self.xml.write_event(Event::Empty(start))
    }

    /// Writes an element, without an end tag of its own if it is empty.
    fn element(
        &mut self,
        tag: &str,
        attributes: Attributes<'_>,
        is_empty: bool,
        content: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        match is_empty {
            true => self.empty(tag, attributes),
            false => self.inside(tag, attributes, content),
        }
    }

    fn inside(
        &mut self,
        tag: &str,
        attributes: Attributes<'_>,
        content: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        let start = BytesStart::new(tag).with_attributes(attributes.iter().copied());
        self.xml.write_event(Event::Start(start))?;
        content(self)?;
        self.xml.write_event(Event::End(BytesEnd::new(tag)))
    }
}

/// The facets that Dataverse gives values of a type.
fn facets(kind: &TypeRef) -> Option<(&'static str, &'static str)> {
    match kind {
        TypeRef::Primitive(EdmType::String) => Some(("Unicode", "false")),
        TypeRef::Primitive(EdmType::Decimal) => Some(("Scale", "Variable")),
        _ => None,
    }
}
