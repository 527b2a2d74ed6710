//! The parameters of a message, read from a table and written as the SDK's serializer writes them.

use quick_xml::escape::escape;

use crate::failure::Failure;
use crate::steps::sdk::pair;
use crate::steps::sdk_message::class_of;

/// The id of a row that has none yet.
const NO_ID: &str = "00000000-0000-0000-0000-000000000000";
/// The type of rights on a row, with the namespace of the SDK's messages.
const PRINCIPAL_ACCESS: &str =
    "g:PrincipalAccess\" xmlns:g=\"http://schemas.microsoft.com/crm/2011/Contracts";
/// The type that says which columns are taken over, with the same namespace.
const TARGET_FIELD_TYPE: &str =
    "g:TargetFieldType\" xmlns:g=\"http://schemas.microsoft.com/crm/2011/Contracts";
/// The type of a parameter that is a SOAP header.
const HEADER: &str = "header";
/// The type of the part that is the version of a row.
const ROW_VERSION: &str = "RowVersion";
/// The type of a part that is a column of a row's alternate key.
const KEY: &str = "key";

/// The parameters in their order.
#[derive(Debug, Default)]
pub(super) struct Parameters(Vec<Parameter>);

/// One of them, or a part of one.
#[derive(Debug)]
struct Parameter {
    name: String,
    kind: String,
    value: String,
    /// Columns of an entity, or parameters of a request.
    parts: Parameters,
}

impl Parameters {
    /// Reads rows of parameter, type and value.
    pub(super) fn read<'r>(rows: impl Iterator<Item = &'r [String]>) -> Result<Self, Failure> {
        let mut parameters = Self::default();
        for row in rows {
            let [name, kind, value] = row else {
                return Err(Failure::step(
                    "the table's columns are parameter, type and value",
                ));
            };
            if !name.is_empty() {
                parameters.add(name, kind, value)?;
            }
        }
        Ok(parameters)
    }

    fn add(&mut self, name: &str, kind: &str, value: &str) -> Result<(), Failure> {
        if let Some((whole, part)) = name.split_once('.') {
            let mut named = self.0.iter_mut().filter(|one| one.name == whole);
            let whole = named.next_back().ok_or_else(|| {
                Failure::step(format!(
                    "{name:?} is a part of a parameter that is not there"
                ))
            })?;
            return whole.parts.add(part, kind, value);
        }
        self.0.push(Parameter {
            name: name.to_owned(),
            kind: kind.to_owned(),
            value: value.to_owned(),
            parts: Self::default(),
        });
        Ok(())
    }

    /// The elements of those that are neither headers nor versions.
    pub(super) fn written(&self) -> Result<String, Failure> {
        let values = self
            .0
            .iter()
            .filter(|one| ![HEADER, ROW_VERSION, KEY].contains(&one.kind.as_str()));
        values
            .map(|one| Ok(pair(&one.name, &one.element()?)))
            .collect()
    }

    /// The SOAP headers; nothing where there are none.
    pub(super) fn headers(&self) -> String {
        let headers = self.0.iter().filter(|one| one.kind == HEADER);
        let header = |one: &Parameter| format!("<a:{0}>{1}</a:{0}>", one.name, escape(&one.value));
        match headers.map(header).collect::<String>().as_str() {
            "" => String::new(),
            headers => format!("<s:Header>{headers}</s:Header>"),
        }
    }

    /// The items of a collection, each an element with this name.
    fn items(&self, name: &str) -> Result<String, Failure> {
        let item = |one: &Parameter| {
            let (class, inside) = one.item()?;
            Ok(format!("<{name}{class}>{inside}</{name}>"))
        };
        self.0.iter().map(item).collect()
    }

    /// The alternate key of a row: columns of the type `key`, whose values are texts.
    fn keys(&self) -> String {
        let keys = self.0.iter().filter(|one| one.kind == KEY);
        let key = |one: &Parameter| {
            format!(
                "<f:KeyValuePairOfstringanyType><b:key>{}</b:key><b:value i:type=\"c:string\">{}</b:value></f:KeyValuePairOfstringanyType>",
                one.name,
                escape(&one.value)
            )
        };
        match keys.map(key).collect::<String>().as_str() {
            "" => "<a:KeyAttributes/>".to_owned(),
            keys => format!("<a:KeyAttributes>{keys}</a:KeyAttributes>"),
        }
    }

    fn version(&self) -> String {
        let version = self.0.iter().find(|one| one.kind == ROW_VERSION);
        match version.map(|one| one.value.as_str()) {
            None | Some("") => "<a:RowVersion i:nil=\"true\"/>".to_owned(),
            Some(version) => format!("<a:RowVersion>{version}</a:RowVersion>"),
        }
    }
}

impl Parameter {
    fn element(&self) -> Result<String, Failure> {
        let text = escape(&self.value);
        let (kind, inside) = match self.kind.as_str() {
            "null" => return Ok("<b:value i:nil=\"true\"/>".to_owned()),
            "Guid" => ("d:guid", text.into_owned()),
            "String" => ("c:string", text.into_owned()),
            "Int32" => ("c:int", text.into_owned()),
            "Bytes" => ("c:base64Binary", text.into_owned()),
            "Int64" => ("c:long", text.into_owned()),
            "Boolean" => ("c:boolean", text.into_owned()),
            "Decimal" => ("c:decimal", text.into_owned()),
            "Double" => ("c:double", text.into_owned()),
            "DateTime" => ("c:dateTime", text.into_owned()),
            "ConcurrencyBehavior" => ("f:ConcurrencyBehavior", text.into_owned()),
            "EndpointAccessType" => ("o:EndpointAccessType", text.into_owned()),
            "OptionSetValue" => ("a:OptionSetValue", format!("<a:Value>{text}</a:Value>")),
            "Money" => ("a:Money", format!("<a:Value>{text}</a:Value>")),
            "FetchExpression" => ("a:FetchExpression", format!("<a:Query>{text}</a:Query>")),
            "ColumnSet" => ("a:ColumnSet", columns(&self.value)),
            "EntityReference" => ("a:EntityReference", self.reference()?),
            "PrincipalAccess" => (PRINCIPAL_ACCESS, self.principal_access()?),
            "Entity" => ("a:Entity", self.entity()?),
            "OrganizationRequest" => ("a:OrganizationRequest", self.request()?),
            "Guids" => ("e:ArrayOfguid", items("guid", &self.value)),
            "TargetFieldType" => (TARGET_FIELD_TYPE, text.into_owned()),
            "StringArray" => ("e:ArrayOfstring", items("string", &self.value)),
            "EntityCollection" => ("a:EntityCollection", self.rows()?),
            "EntityReferenceCollection" => {
                let items = self.parts.items("a:EntityReference")?;
                ("a:EntityReferenceCollection", items)
            }
            "OrganizationRequestCollection" => {
                let items = self.parts.items("l:OrganizationRequest")?;
                ("l:OrganizationRequestCollection", items)
            }
            "Relationship" => ("a:Relationship", self.relationship()),
            "ExecuteMultipleSettings" => ("l:ExecuteMultipleSettings", self.settings()),
            other => {
                return Err(Failure::step(format!(
                    "{other:?} is no type of a parameter that this step knows"
                )));
            }
        };
        Ok(format!("<b:value i:type=\"{kind}\">{inside}</b:value>"))
    }

    /// The class and the members of an item of a collection.
    fn item(&self) -> Result<(String, String), Failure> {
        match self.kind.as_str() {
            "Entity" => Ok((String::new(), self.entity()?)),
            "EntityReference" => Ok((String::new(), self.reference()?)),
            "OrganizationRequest" => {
                let plain = self.value.trim_matches('"');
                let quote = if plain == self.value { "" } else { "\"" };
                Ok((class_of(quote, plain), self.request()?))
            }
            other => Err(Failure::step(format!("{other:?} is no type of an item"))),
        }
    }

    fn rows(&self) -> Result<String, Failure> {
        let (rows, table) = (self.parts.items("a:Entity")?, &self.value);
        Ok(format!(
            "<a:Entities>{rows}</a:Entities><a:EntityName>{table}</a:EntityName>\
             <a:MinActiveRowVersion i:nil=\"true\"/><a:MoreRecords>false</a:MoreRecords>\
             <a:PagingCookie i:nil=\"true\"/><a:TotalRecordCount>0</a:TotalRecordCount>\
             <a:TotalRecordCountLimitExceeded>false</a:TotalRecordCountLimitExceeded>"
        ))
    }

    fn relationship(&self) -> String {
        match self.value.split_once(' ') {
            Some((name, role)) => format!(
                "<a:PrimaryEntityRole>{role}</a:PrimaryEntityRole><a:SchemaName>{name}</a:SchemaName>"
            ),
            None => format!(
                "<a:PrimaryEntityRole i:nil=\"true\"/><a:SchemaName>{}</a:SchemaName>",
                self.value
            ),
        }
    }

    fn settings(&self) -> String {
        let is_set = |name: &str| self.value.contains(name);
        let member = |name: &str| format!("<l:{name}>{}</l:{name}>", is_set(name));
        member("ContinueOnError") + &member("ReturnResponses")
    }

    /// The table and the id in `account(<guid>)`; no id in `account`.
    fn row(&self) -> (&str, Option<&str>) {
        let written = self.value.strip_suffix(')');
        match written.and_then(|row| row.split_once('(')) {
            Some((table, id)) => (table, Some(id)),
            None => (&self.value, None),
        }
    }

    fn reference(&self) -> Result<String, Failure> {
        let (table, id) = self.row();
        let (keys, version) = (self.parts.keys(), self.parts.version());
        let by_key = keys.contains("<b:key>");
        let id = id.or(by_key.then_some(NO_ID)).ok_or_else(|| {
            Failure::step(format!(
                "{:?} is no reference such as account(<guid>)",
                self.value
            ))
        })?;
        Ok(format!(
            "<a:Id>{id}</a:Id>{keys}<a:LogicalName>{table}</a:LogicalName>\
             <a:Name i:nil=\"true\"/>{version}"
        ))
    }

    /// Rights on a row, with the principal as a part.
    fn principal_access(&self) -> Result<String, Failure> {
        let mut parts = self.parts.0.iter();
        let principal = parts
            .find(|one| one.name == "Principal")
            .ok_or_else(|| Failure::step("PrincipalAccess has a part PrincipalAccess.Principal"))?;
        Ok(format!(
            "<g:AccessMask>{}</g:AccessMask><g:Principal>{}</g:Principal>",
            escape(&self.value),
            principal.reference()?
        ))
    }

    fn entity(&self) -> Result<String, Failure> {
        let (table, id) = self.row();
        let (id, version) = (id.unwrap_or(NO_ID), self.parts.version());
        let (attributes, keys) = (self.parts.written()?, self.parts.keys());
        Ok(format!(
            "<a:Attributes>{attributes}</a:Attributes><a:EntityState i:nil=\"true\"/><a:FormattedValues/>\
             <a:Id>{id}</a:Id>{keys}<a:LogicalName>{table}</a:LogicalName><a:RelatedEntities/>{version}"
        ))
    }

    fn request(&self) -> Result<String, Failure> {
        let (parameters, message) = (self.parts.written()?, self.value.trim_matches('"'));
        Ok(format!(
            "<a:Parameters>{parameters}</a:Parameters><a:RequestId i:nil=\"true\"/>\
             <a:RequestName>{message}</a:RequestName>"
        ))
    }
}

/// The items of an array of this type, in the text with commas between them.
fn items(of: &str, texts: &str) -> String {
    let texts = texts.split(',').filter(|text| !text.is_empty());
    texts
        .map(|text| format!("<e:{of}>{}</e:{of}>", escape(text)))
        .collect()
}

/// A `ColumnSet`: names with commas between them, or `*`.
fn columns(names: &str) -> String {
    let all = names == "*";
    let names = names.split(',').filter(|name| !all && !name.is_empty());
    let names: String = names
        .map(|name| format!("<e:string>{name}</e:string>"))
        .collect();
    format!(
        "<a:AllColumns>{all}</a:AllColumns><a:AttributeExpressions/><a:Columns>{names}</a:Columns>"
    )
}

#[cfg(test)]
mod tests {
    use super::Parameters;

    fn read(rows: &[[&str; 3]]) -> Result<Parameters, String> {
        let rows: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.map(str::to_owned).to_vec())
            .collect();
        Parameters::read(rows.iter().map(Vec::as_slice)).map_err(|failure| failure.to_string())
    }

    #[test]
    fn parts_go_into_what_they_are_parts_of() {
        let parameters = read(&[
            ["Target", "Entity", "account(1)"],
            ["Target.name", "String", "a < b"],
            ["Target.version", "RowVersion", "7"],
            ["", "", ""],
            ["CallerId", "header", "2"],
        ]);
        let parameters = parameters.unwrap();
        let written = parameters.written().unwrap();
        assert_eq!(
            written,
            "<a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type=\"a:Entity\"><a:Attributes>\
             <a:KeyValuePairOfstringanyType><b:key>name</b:key><b:value i:type=\"c:string\">a &lt; b</b:value>\
             </a:KeyValuePairOfstringanyType></a:Attributes><a:EntityState i:nil=\"true\"/><a:FormattedValues/>\
             <a:Id>1</a:Id><a:KeyAttributes/><a:LogicalName>account</a:LogicalName><a:RelatedEntities/>\
             <a:RowVersion>7</a:RowVersion></b:value></a:KeyValuePairOfstringanyType>"
        );
        let header = "<s:Header><a:CallerId>2</a:CallerId></s:Header>";
        assert_eq!(parameters.headers(), header);
    }

    #[test]
    fn what_cannot_be_written_is_refused() {
        assert!(read(&[["Target.name", "String", "x"]]).is_err());
        for wrong in [
            ["Target", "Row", "x"],
            ["Target", "EntityReference", "account"],
        ] {
            assert!(read(&[wrong]).unwrap().written().is_err(), "{wrong:?}");
        }
    }
}
