//! Writes values as the SDK's deserializer reads them: the members of each type in their order (section 7.4).
//!
//! The envelope declares the prefixes `a` (the SDK's types) and `i`; every other prefix is declared on the element that
//! uses it.

mod responses;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use uuid::Uuid;

use super::Reply;
use super::complex::Prefix;
use super::error::WriteError;
use super::name::{
    ARRAYS, CONTRACTS_7_1, CONTRACTS_9_0, CONTRACTS_2012, GENERIC, SCHEMA, SERIALIZATION,
};
use super::related_query::ROLE;
use super::text::{date_time, double, escape, midnight};
use crate::query::Columns;
use crate::request::OrganizationRequest;
use crate::value::{
    Attributes, Entity, EntityCollection, EntityReference, KeyAttributes, ManagedProperty, Related,
    Value,
};

/// `MinActiveRowVersion` of a query without change tracking.
const NO_VERSION: &str = "-1";

/// Builds the XML of an envelope.
pub(super) struct Writer<'q> {
    xml: String,
    /// The form of the response, which knows where the columns of linked tables come from.
    reply: &'q Reply,
    /// The prefixes that elements of complex types around the next one declare.
    pub(super) bound: Vec<Prefix>,
}

pub(super) type WriteResult = Result<(), WriteError>;

impl<'q> Writer<'q> {
    /// An empty text for a response of this form.
    pub(super) const fn new(reply: &'q Reply) -> Self {
        Self {
            xml: String::new(),
            reply,
            bound: Vec::new(),
        }
    }

    /// Writes a part of another form: the response to a request inside the request.
    pub(super) fn of_reply(
        &mut self,
        reply: &'q Reply,
        write: impl FnOnce(&mut Self) -> WriteResult,
    ) -> WriteResult {
        let outer = std::mem::replace(&mut self.reply, reply);
        let result = write(self);
        self.reply = outer;
        result
    }

    pub(super) fn finish(self) -> String {
        self.xml
    }

    /// Appends markup as it is.
    pub(super) fn raw(&mut self, markup: &str) {
        self.xml.push_str(markup);
    }

    /// Appends character data, escaped.
    pub(super) fn text(&mut self, text: &str) {
        escape(text, &mut self.xml);
    }

    /// Writes a member of an SDK type with a text.
    pub(super) fn member(&mut self, name: &str, text: &str) {
        self.raw(&format!("<a:{name}>"));
        self.text(text);
        self.raw(&format!("</a:{name}>"));
    }

    fn member_or_nil(&mut self, name: &str, text: Option<&str>) {
        match text {
            Some(text) => self.member(name, text),
            None => self.raw(&format!("<a:{name} i:nil=\"true\"/>")),
        }
    }

    /// Writes a value with its `i:type`, as the element `tag`.
    pub(super) fn value(&mut self, tag: &str, value: &Value) -> WriteResult {
        if let Some((kind, text)) = simple(value) {
            self.simple(tag, kind, &text);
            return Ok(());
        }
        match value {
            Value::Null => self.raw(&format!("<{tag} i:nil=\"true\"/>")),
            Value::Guid(id) => self.typed(tag, "d:guid", ("d", SERIALIZATION), |out| {
                out.text(&id.to_string());
                Ok(())
            })?,
            Value::Strings(texts) => self.typed(tag, "d:ArrayOfstring", ("d", ARRAYS), |out| {
                out.strings("d", texts);
                Ok(())
            })?,
            Value::OptionSets(numbers) => {
                let kind = "d:OptionSetValueCollection";
                self.typed(tag, kind, ("d", CONTRACTS_9_0), |out| {
                    for number in numbers {
                        out.raw("<a:OptionSetValue>");
                        out.member("Value", &number.to_string());
                        out.raw("</a:OptionSetValue>");
                    }
                    Ok(())
                })?;
            }
            Value::RecordCounts(counts) => {
                self.raw(&format!("<{tag} i:type=\"a:EntityRecordCountCollection\">"));
                for (table, count) in &**counts {
                    self.raw("<a:KeyValuePairOfstringlong><b:key>");
                    self.text(table);
                    self.raw(&format!(
                        "</b:key><b:value>{count}</b:value></a:KeyValuePairOfstringlong>"
                    ));
                }
                self.raw(&format!("</{tag}>"));
            }
            Value::Requests(requests) => {
                let kind = "l:OrganizationRequestCollection";
                self.typed(tag, kind, ("l", CONTRACTS_2012), |out| {
                    for request in requests {
                        out.raw("<l:OrganizationRequest>");
                        out.request(request)?;
                        out.raw("</l:OrganizationRequest>");
                    }
                    Ok(())
                })?;
            }
            Value::Responses(responses) => self.responses(tag, responses)?,
            Value::ResponseItems(items) => {
                let kind = "l:ExecuteMultipleResponseItemCollection";
                self.typed(tag, kind, ("l", CONTRACTS_2012), |out| {
                    items.iter().try_for_each(|item| out.response_item(item))
                })?;
            }
            Value::Array(of) => self.array(tag, of)?,
            Value::Complex(of) => self.complex(tag, of)?,
            Value::ComplexCollection(of) => self.complex_collection(tag, of)?,
            value => {
                let kind = contract(value).ok_or_else(|| WriteError::Query(tag.to_owned()))?;
                self.raw(&format!("<{tag} i:type=\"a:{kind}\">"));
                self.members(value)?;
                self.raw(&format!("</{tag}>"));
            }
        }
        Ok(())
    }

    fn simple(&mut self, tag: &str, kind: &str, text: &str) {
        self.raw(&format!("<{tag} i:type=\"c:{kind}\" xmlns:c=\"{SCHEMA}\">"));
        self.text(text);
        self.raw(&format!("</{tag}>"));
    }

    fn typed(
        &mut self,
        tag: &str,
        kind: &str,
        (prefix, namespace): (&str, &str),
        inside: impl FnOnce(&mut Self) -> WriteResult,
    ) -> WriteResult {
        self.raw(&format!(
            "<{tag} i:type=\"{kind}\" xmlns:{prefix}=\"{namespace}\">"
        ));
        inside(self)?;
        self.raw(&format!("</{tag}>"));
        Ok(())
    }

    /// Writes the content of a value's element, whose type is declared or already written.
    pub(super) fn members(&mut self, value: &Value) -> WriteResult {
        if let Some((_, text)) = simple(value) {
            self.text(&text);
        }
        match value {
            Value::Guid(id) => self.text(&id.to_string()),
            Value::Money(amount) => self.member("Value", &amount.to_string()),
            Value::OptionSet(number) => self.member("Value", &number.to_string()),
            Value::Reference(reference) => self.reference(reference),
            Value::References(references) => {
                for reference in references {
                    self.raw("<a:EntityReference>");
                    self.reference(reference);
                    self.raw("</a:EntityReference>");
                }
            }
            Value::Entity(entity) => self.entity(entity)?,
            Value::Collection(rows) => self.collection(rows)?,
            Value::Managed(property) => self.managed(*property, None),
            Value::Columns(columns) => self.columns(columns),
            Value::Request(request) => self.request(request)?,
            _ => {}
        }
        Ok(())
    }

    /// Writes the members of a row, without columns that have no value (SO-031); a row of the open type keeps its nulls.
    pub(super) fn entity(&mut self, entity: &Entity) -> WriteResult {
        self.raw(&format!("<a:Attributes xmlns:b=\"{GENERIC}\">"));
        for (name, value) in entity
            .attributes
            .iter()
            .filter(|(_, value)| entity.is_open() || !value.is_null())
        {
            self.pair(name, |out| out.attribute(name, value))?;
        }
        self.raw("</a:Attributes><a:EntityState i:nil=\"true\"/>");
        self.formatted(entity);
        self.member("Id", &entity.id.unwrap_or(Uuid::nil()).to_string());
        self.keys(&entity.keys);
        let table = Some(entity.table.as_str()).filter(|table| !table.is_empty());
        self.member_or_nil("LogicalName", table);
        self.related(entity)?;
        let version = entity.row_version.map(|version| version.to_string());
        self.member_or_nil("RowVersion", version.as_deref());
        Ok(())
    }

    fn attribute(&mut self, name: &str, value: &Value) -> WriteResult {
        let Some(source) = self.reply.aliases().source(name) else {
            return match value {
                Value::Managed(property) => {
                    self.raw("<b:value i:type=\"a:BooleanManagedProperty\">");
                    self.managed(*property, Some(ManagedProperty::name_behind(name)));
                    self.raw("</b:value>");
                    Ok(())
                }
                value => self.value("b:value", value),
            };
        };
        self.raw("<b:value i:type=\"a:AliasedValue\">");
        self.member("AttributeLogicalName", source.column.unwrap_or(name));
        self.member("EntityLogicalName", source.table);
        self.value("a:Value", value)?;
        self.raw("</b:value>");
        Ok(())
    }

    fn formatted(&mut self, entity: &Entity) {
        self.raw(&format!("<a:FormattedValues xmlns:b=\"{GENERIC}\">"));
        for (name, text) in &entity.formatted {
            self.raw("<a:KeyValuePairOfstringstring><b:key>");
            self.text(name);
            self.raw("</b:key><b:value>");
            self.text(text);
            self.raw("</b:value></a:KeyValuePairOfstringstring>");
        }
        self.raw("</a:FormattedValues>");
    }

    fn keys(&mut self, keys: &KeyAttributes) {
        self.raw(&format!(
            "<a:KeyAttributes xmlns:b=\"{CONTRACTS_7_1}\" xmlns:c=\"{GENERIC}\""
        ));
        let Some(keys) = keys else {
            return self.raw("/>");
        };
        self.raw(">");
        for (name, value) in keys.iter() {
            self.raw("<b:KeyValuePairOfstringanyType><c:key>");
            self.text(name);
            self.raw("</c:key>");
            // A key has values of simple types only, whose prefix `c` is declared anew.
            match simple(value) {
                Some((kind, text)) => self.raw(&format!(
                    "<c:value i:type=\"d:{kind}\" xmlns:d=\"{SCHEMA}\">{}</c:value>",
                    escaped(&text)
                )),
                None => self.raw("<c:value i:nil=\"true\"/>"),
            }
            self.raw("</b:KeyValuePairOfstringanyType>");
        }
        self.raw("</a:KeyAttributes>");
    }

    /// Writes the related rows by relationship. `PrimaryEntityRole` tells a single row (`Referencing`) from a
    /// collection (nil), and the collections of a row that is at both ends of a relationship from each other ([`ROLE`]).
    fn related(&mut self, entity: &Entity) -> WriteResult {
        self.raw(&format!("<a:RelatedEntities xmlns:b=\"{GENERIC}\">"));
        for (name, related) in &entity.related {
            self.raw("<a:KeyValuePairOfRelationshipEntityCollectionX_PsK4FkN><b:key>");
            let (role, name) = match (name.split_once(ROLE), related) {
                (Some((role, name)), _) => (Some(role), name),
                (None, Related::One(_)) => (Some("Referencing"), name.as_str()),
                (None, Related::Many(_)) => (None, name.as_str()),
            };
            self.member_or_nil("PrimaryEntityRole", role);
            self.member("SchemaName", name);
            self.raw("</b:key><b:value>");
            match related {
                Related::One(row) => {
                    let entities: Vec<_> = row.iter().map(|row| (**row).clone()).collect();
                    let table = entities.first().map(|row| row.table.clone());
                    self.collection(&EntityCollection {
                        table: table.unwrap_or_default(),
                        entities,
                        ..EntityCollection::default()
                    })?;
                }
                Related::Many(rows) => self.collection(rows)?,
            }
            self.raw("</b:value></a:KeyValuePairOfRelationshipEntityCollectionX_PsK4FkN>");
        }
        self.raw("</a:RelatedEntities>");
        Ok(())
    }

    /// Writes the members of an `EntityCollection`.
    pub(super) fn collection(&mut self, rows: &EntityCollection) -> WriteResult {
        self.raw("<a:Entities>");
        for entity in &rows.entities {
            self.raw("<a:Entity>");
            self.entity(entity)?;
            self.raw("</a:Entity>");
        }
        self.raw("</a:Entities>");
        let table = Some(rows.table.as_str()).filter(|table| !table.is_empty());
        self.member_or_nil("EntityName", table);
        self.member("MinActiveRowVersion", NO_VERSION);
        self.member("MoreRecords", &rows.more.to_string());
        self.member_or_nil("PagingCookie", rows.paging_cookie.as_deref());
        self.member("TotalRecordCount", &rows.total_record_count().to_string());
        let exceeded = rows.count_limit_exceeded();
        self.member("TotalRecordCountLimitExceeded", &exceeded.to_string());
        Ok(())
    }

    fn reference(&mut self, reference: &EntityReference) {
        self.member("Id", &reference.id.to_string());
        self.keys(&reference.keys);
        self.member("LogicalName", &reference.table);
        self.member_or_nil("Name", reference.name.as_deref());
        self.raw("<a:RowVersion i:nil=\"true\"/>");
    }

    /// Writes a managed property; `name` is its logical name, known only for a column.
    fn managed(&mut self, property: ManagedProperty, name: Option<&str>) {
        self.member("CanBeChanged", &property.can_be_changed.to_string());
        self.member_or_nil("ManagedPropertyLogicalName", name);
        self.member("Value", &property.value.to_string());
    }

    fn columns(&mut self, columns: &Columns) {
        let (all, names) = match columns {
            Columns::All => ("true", &[][..]),
            Columns::Named(names) => ("false", names.as_slice()),
        };
        self.member("AllColumns", all);
        self.raw(&format!(
            "<a:AttributeExpressions/><a:Columns xmlns:r=\"{ARRAYS}\">"
        ));
        self.strings("r", names);
        self.raw("</a:Columns>");
    }

    pub(super) fn strings(&mut self, prefix: &str, texts: &[String]) {
        for text in texts {
            self.raw(&format!("<{prefix}:string>"));
            self.text(text);
            self.raw(&format!("</{prefix}:string>"));
        }
    }

    fn request(&mut self, request: &OrganizationRequest) -> WriteResult {
        self.raw(&format!("<a:Parameters xmlns:b=\"{GENERIC}\">"));
        self.bag(&request.parameters)?;
        self.raw("</a:Parameters><a:RequestId i:nil=\"true\"/>");
        self.member("RequestName", &request.name);
        Ok(())
    }

    /// Writes named values, nulls included; the element around declares the prefix `b`.
    pub(super) fn bag(&mut self, values: &Attributes) -> WriteResult {
        for (name, value) in values {
            self.pair(name, |out| out.value("b:value", value))?;
        }
        Ok(())
    }

    /// Writes the results of a response. One that is a member of an enumeration has its type and its name.
    pub(super) fn results(&mut self, values: &Attributes) -> WriteResult {
        for (name, value) in values {
            match (self.reply.enumeration(name), value) {
                (Some(of), Value::Integer(number)) => self.pair(name, |out| {
                    out.enumeration("b:value", of, *number);
                    Ok(())
                })?,
                _ => self.pair(name, |out| out.value("b:value", value))?,
            }
        }
        Ok(())
    }

    fn pair(&mut self, name: &str, value: impl FnOnce(&mut Self) -> WriteResult) -> WriteResult {
        self.raw("<a:KeyValuePairOfstringanyType><b:key>");
        self.text(name);
        self.raw("</b:key>");
        value(self)?;
        self.raw("</a:KeyValuePairOfstringanyType>");
        Ok(())
    }
}

fn escaped(text: &str) -> String {
    let mut into = String::new();
    escape(text, &mut into);
    into
}

/// The XML Schema type and the text of a value; `None` for a value of any other type.
fn simple(value: &Value) -> Option<(&'static str, String)> {
    Some(match value {
        Value::Boolean(truth) => ("boolean", truth.to_string()),
        Value::Integer(number) => ("int", number.to_string()),
        Value::BigInt(number) => ("long", number.to_string()),
        Value::Decimal(number) => ("decimal", number.to_string()),
        Value::Double(number) => ("double", double(*number)),
        Value::String(text) => ("string", text.clone()),
        Value::DateTime(at) => ("dateTime", date_time(*at)),
        Value::Date(day) => ("dateTime", midnight(*day)),
        Value::Bytes(bytes) => ("base64Binary", STANDARD.encode(bytes)),
        _ => return None,
    })
}

/// The SDK type of a value; `None` for types outside the SDK's core and for queries, which no response has.
const fn contract(value: &Value) -> Option<&'static str> {
    Some(match value {
        Value::Money(_) => "Money",
        Value::OptionSet(_) => "OptionSetValue",
        Value::Reference(_) => "EntityReference",
        Value::References(_) => "EntityReferenceCollection",
        Value::Entity(_) => "Entity",
        Value::Collection(_) => "EntityCollection",
        Value::Managed(_) => "BooleanManagedProperty",
        Value::Columns(_) => "ColumnSet",
        Value::Request(_) => "OrganizationRequest",
        _ => return None,
    })
}
